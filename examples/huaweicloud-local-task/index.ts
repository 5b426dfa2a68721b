import { huaweicloud } from "pulumi-image-scan";

// Images on the nodes by name, with or without their registry's host.
const task = new huaweicloud.LocalScanTask("nodes", {
  images: ["swr.cn-north-4.myhuaweicloud.com/team/api:1.4", "nginx:1.27"],
  scanTypes: ["vulnerability", "malware"],
});

export const taskId = task.taskId;
