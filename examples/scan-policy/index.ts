import { join } from "node:path";
import { images, ScanPolicy } from "pulumi-image-scan";

// One policy over three clouds: what the shop runs is scanned every week, in the night.
const shop = images.union(images.fromFile(join(__dirname, "images.txt")), ["team/worker:2026.03"]);

const policy = new ScanPolicy("weekly", {
  clouds: {
    tencentcloud: {},
    alicloud: { endTime: "06:00" },
    huaweicloud: { registries: "all", updatedWithinDays: 7 },
  },
  everyDays: 7,
  startTime: "03:00",
  timeZone: "Asia/Shanghai",
  images: shop,
  // Security Center's console says which images its recurring scan takes; HSS scans registries, when it likes.
  accept: ["alicloud.images", "huaweicloud.images", "huaweicloud.startTime"],
});

export const accepted = policy.accepted;
