import { huaweicloud } from "pulumi-image-scan";

// Every week, HSS scans the images of all registries that were updated within that week.
const schedule = new huaweicloud.RegistryScanSchedule("weekly", {
  everyDays: 7,
  registries: "all",
  updatedWithinDays: 7,
  scanTypes: ["malware", "sensitiveInfo", "vulnerability"],
});

export const registries = schedule.registries;
