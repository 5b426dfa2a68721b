import { tencentcloud } from "pulumi-image-scan";

// Scanned once now; again what is added here, what moves behind a tag, and everything once a month.
const task = new tencentcloud.RegistryScanTask("release", {
  images: ["team/api:1.4", "team/web:2.0", "library/redis:7.4"],
  rescanAfterDays: 30,
  maxImages: 20,
});

export const runs = task.runs;
