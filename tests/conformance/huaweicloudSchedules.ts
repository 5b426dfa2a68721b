import { type Assumptions, READINGS } from "../../sandbox/huaweicloud/assumptions";
import type { HuaweiCloudOptions, ScannerPolicySetting } from "../../sandbox/index";
import { Ground } from "./ground";
import type { ScheduleRow, ScheduleVendor } from "./scheduleRow";
import { type Reading, readings } from "./taskRow";

async function policy(options?: HuaweiCloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start("huaweicloud", options);
  const { registries, scannerPolicy } = ground.account;
  registries.add({ registry_name: "harbor-a", registry_type: "Harbor" });
  registries.add({ registry_name: "harbor-b", registry_type: "Harbor" });
  const { id, registry_name, registry_type } = registries.get("harbor-a");
  const theirs: ScannerPolicySetting = {
    enabled: true,
    scan_cycle: 14,
    scan_scope: 0x7fffffff,
    rate_limit: 10,
    time_scope: 3,
    registry_info: [{ registry_id: id, registry_name, registry_type }],
  };
  return {
    ground,
    setting: () => scannerPolicy.value,
    runs: () => scannerPolicy.value?.enabled === true,
    edit: (to) => {
      const off = { enabled: false, scan_cycle: 3 };
      scannerPolicy.edit(to === "theirs" ? theirs : to === "off" ? off : { scan_cycle: 14 });
    },
  };
}

/** Points about scans and lists, which are no matter of the policy. */
const ofScans: readonly (keyof Assumptions)[] = [
  "taskOrder",
  "timeFilters",
  "imageTypeOmitted",
  "runningEndTime",
  "batchScanTask",
  "stopLocal",
  "stopEnded",
  "unknownImages",
  "busyImages",
  "nothingToScan",
  "secondTask",
  "imageInfo",
  "imageStatus",
  "failedScanTime",
  "movedTag",
  "freeQuota",
  // Which number means everything is only a scan's to find out.
];

/** Every other reading that is not the default of its point. */
const otherReadings: readonly Reading[] = readings(
  Object.entries(READINGS)
    .filter(([point]) => !ofScans.includes(point as keyof Assumptions))
    .flatMap(([point, [, ...others]]) => others.map((reading) => [point, reading] as const)),
);

const program = { everyDays: 7, registries: ["swr-private"] };

export const huaweicloudSchedules: readonly ScheduleRow[] = [
  {
    kind: "huaweicloud/registryScanSchedule",
    start: policy,
    read: "ListImageScanPolicy",
    write: "ModifyImageScanPolicy",
    rewrite: "ModifyImageScanPolicy",
    program,
    changes: {
      enabled: { enabled: false },
      everyDays: { everyDays: 3 },
      scanTypes: { scanTypes: ["malware"] },
      registries: { registries: ["harbor-b", "swr-private"] },
      "all registries": { registries: "all" },
      updatedWithinDays: { updatedWithinDays: 1 },
      imagesPerHour: { imagesPerHour: 100 },
      "several inputs": {
        everyDays: 3,
        registries: "all",
        scanTypes: ["baseline"],
        imagesPerHour: 0,
        updatedWithinDays: 0,
      },
    },
    otherDays: [3, 14, 14],
    another: { imagesPerHour: 100 },
    switch: "enabled",
    furthest: "several inputs",
    found: { name: "scan_cycle", value: 14 },
    theirs: ["everyDays", "registries"],
    differing: ["everyDays: now 14, wanted 7", "registries: - harbor-a, + swr-private"],
    edited: { name: "everyDays", value: 14 },
    refusals: 2,
    required: ["everyDays", "registries"],
    replaces: ["profile", "region", "projectId", "enterpriseProjectId"],
    sets: [{ registries: ["swr-private", "harbor-a", "harbor-b"] }, { scanTypes: ["baseline", "malware"] }],
    unknowns: (unknown) => [
      ...[
        "enabled",
        "everyDays",
        "scanTypes",
        "registries",
        "updatedWithinDays",
        "imagesPerHour",
        "adopt",
        "onDelete",
        "profile",
        "region",
        "projectId",
        "enterpriseProjectId",
      ].map((name) => ({ [name]: unknown })),
      { registries: ["swr-private", unknown] },
      { scanTypes: ["malware", unknown] },
    ],
    readings: otherReadings,
    // Both of HSS's numbers for everything.
    spelt: (setting) => JSON.parse(JSON.stringify(setting).replace("1048575", "2147483647")) as unknown,
  },
];
