import { alicloud } from "pulumi-image-scan";

// Every night between two and six, Security Center scans the registry images that its console has selected.
const schedule = new alicloud.RegistryScanSchedule("nightly", {
  everyDays: 1,
  startTime: "02:00",
  endTime: "06:00",
  timeZone: "Asia/Shanghai",
});

export const configId = schedule.configId;
