import { type Assumptions, READINGS } from "../../sandbox/huaweicloud/assumptions";
import { policy } from "../../tools/ground/huaweicloud";
import type { ScheduleRow } from "./scheduleRow";
import { type Reading, readings } from "./taskRow";

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
