import { images, ScanGate, tencentcloud } from "pulumi-image-scan";

const released = ["team/api:1.4", "team/web:2.0"];

export const schedule = new tencentcloud.RegistryScanSchedule("nightly", {
  everyDays: 1,
  startTime: "03:00",
  timeZone: "Asia/Shanghai",
  images: released,
});

export const task = new tencentcloud.RegistryScanTask("release", { images: released });

export const gate = new ScanGate("release", { task, maxFindings: { critical: 0 } });

// In a program with a cluster this goes to `new kubernetes.core.v1.Pod("api", pod)`.
export const pod = images.pin(
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "api" },
    spec: { containers: [{ name: "api", image: "team/api:1.4" }] },
  },
  gate.pinned,
);
