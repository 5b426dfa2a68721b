import { tencentcloud } from "pulumi-image-scan";

// Images on the nodes by name; TCSS scans one local task at a time, a second one waits for it.
const task = new tencentcloud.LocalScanTask("nodes", {
  images: ["ccr.ccs.tencentyun.com/team/api:1.4", "ccr.ccs.tencentyun.com/team/web:2.0"],
  scanTypes: ["vulnerability", "malware"],
});

export const taskId = task.taskId;
