import * as pulumi from "@pulumi/pulumi";
import { tencentcloud } from "pulumi-image-scan";

const config = new pulumi.Config();

// Which images are scanned every night. The order means nothing; `pulumi preview --diff` shows what comes and goes.
const images = config.getObject<string[]>("images") ?? [
  "team/api:1.4",
  "team/web:2.0",
  "team/worker:2026.03",
];

const schedule = new tencentcloud.RegistryScanSchedule("nightly", {
  everyDays: 1,
  startTime: "03:00",
  timeZone: "Asia/Shanghai",
  images,
});

export const scanned = schedule.images.apply((found) => Object.keys(found ?? {}));
