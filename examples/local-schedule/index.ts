import { tencentcloud } from "pulumi-image-scan";

// Every night, what runs on the nodes is scanned between two and five.
const schedule = new tencentcloud.LocalScanSchedule("nodes", {
  everyDays: 1,
  startTime: "02:00",
  endTime: "05:00",
  timeZone: "Asia/Shanghai",
  filter: { containerRunning: true },
});

export const startTime = schedule.startTime;
