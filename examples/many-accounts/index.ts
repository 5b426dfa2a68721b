import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ScanPolicy } from "pulumi-image-scan";

// Twelve accounts, each with the cloud that it is of. The name is that of its profile, whose keys are in the stack's
// configuration, under `imageScan:profiles`: a name that is not there is refused by the first plan.
const accounts = JSON.parse(readFileSync(join(__dirname, "accounts.json"), "utf8")) as Record<
  string,
  "tencentcloud" | "alicloud" | "huaweicloud"
>;

for (const [profile, cloud] of Object.entries(accounts)) {
  new ScanPolicy(profile, {
    clouds: { [cloud]: { profile, ...(cloud === "alicloud" ? { endTime: "06:00" } : {}) } },
    everyDays: 7,
    startTime: "03:00",
    timeZone: "Asia/Shanghai",
    all: true,
    // What each cloud leaves to its console, or does when it likes.
    accept: { tencentcloud: [], alicloud: ["alicloud.all"], huaweicloud: ["huaweicloud.startTime"] }[cloud],
  });
}
