import type { Properties } from "../../provider/core/wire";
import { localSchedule, registrySchedule } from "../../tools/ground/tencentcloud";
import type { ScheduleRow } from "./scheduleRow";
import { readings } from "./taskRow";

const images = ["team/one:1.0", "team/two:1.0", "team/three:1.0"];
const program = { everyDays: 1, startTime: "19:00", endTime: "23:00", images: images.slice(0, 2) };
const scanTypes = ["malware", "sensitiveInfo", "vulnerability"];
const bySelection = { images: undefined };

const changes: ScheduleRow["changes"] = {
  enabled: { enabled: false },
  everyDays: { everyDays: 2 },
  startTime: { startTime: "20:00" },
  endTime: { endTime: "23:30" },
  scanTypes: { scanTypes: ["malware"] },
  images: { images },
  all: { ...bySelection, all: true },
  recommended: { ...bySelection, recommended: true },
  excludeImages: { ...bySelection, all: true, excludeImages: images.slice(0, 1) },
};

const unknowns = (unknown: string): Properties[] => [
  ...[
    "enabled",
    "everyDays",
    "startTime",
    "endTime",
    "timeZone",
    "scanTypes",
    "images",
    "adopt",
    "onDelete",
    "profile",
    "site",
  ].map((name) => ({ [name]: unknown })),
  { images: ["team/one:1.0", unknown] },
  { ...bySelection, all: unknown },
  { ...bySelection, recommended: unknown },
  { ...bySelection, filter: unknown },
  { ...bySelection, filter: { containerRunning: unknown } },
  { ...bySelection, all: true, excludeImages: [unknown] },
];

/** What both schedules have in common. */
const common = {
  program,
  otherDays: [2, 4, 5],
  another: { startTime: "20:00" },
  switch: "Enable",
  found: { name: "ScanPeriod", value: 7 },
  theirs: ["everyDays", "startTime", "images"],
  differing: ["everyDays: now 7, wanted 1", 'startTime: now "01:30", wanted "19:00"'],
  edited: { name: "everyDays", value: 30 },
  required: ["everyDays", "startTime"],
  replaces: ["profile", "site"],
  readings: readings([
    ["neverConfigured", "notFound"],
    ["scanTime", "HH:mm:ss"],
    ["scanType", "lowerCase"],
    ["emptyLists", "null"],
    ["omittedFields", "kept"],
    ["handPicked", "both"],
    ["optionalFields", "whenSet"],
  ]),
  spelt: (setting: unknown): unknown =>
    JSON.parse(
      JSON.stringify(setting)
        .replace(/"(\d\d:\d\d):00"/g, '"$1"')
        .replaceAll('"cve"', '"CVE"'),
    ),
} as const;

export const tencentcloudSchedules: readonly ScheduleRow[] = [
  {
    ...common,
    kind: "tencentcloud/registryScanSchedule",
    furthest: "filter",
    start: registrySchedule,
    read: "DescribeImageRegistryTimingScanTask",
    write: "UpdateImageRegistryTimingScanTask",
    rewrite: "UpdateImageRegistryTimingScanTask",
    changes: {
      ...changes,
      filter: {
        ...bySelection,
        filter: { registryTypes: ["ccr", "tcr"], namespaces: ["team"], latest: true, containerRunning: true },
      },
    },
    sets: [
      { images },
      { scanTypes },
      { ...bySelection, filter: { namespaces: ["a", "b"], registryTypes: ["ccr", "tcr"] } },
      { ...bySelection, all: true, excludeImages: images.slice(0, 2) },
    ],
    unknowns: (unknown) => [
      ...unknowns(unknown),
      { images: [{ namespace: "team", name: unknown }] },
      { ...bySelection, filter: { namespaces: ["a", unknown] } },
    ],
  },
  {
    ...common,
    kind: "tencentcloud/localScanSchedule",
    furthest: "filter",
    start: localSchedule,
    read: "DescribeAssetImageScanSetting",
    write: "CreateAssetImageScanSetting",
    rewrite: "CreateAssetImageScanSetting",
    changes: {
      ...changes,
      filter: { ...bySelection, filter: { clusterIds: ["cls-a", "cls-b"], containerRunning: true } },
    },
    sets: [
      { images },
      { scanTypes },
      { ...bySelection, filter: { clusterIds: ["cls-a", "cls-b"] } },
      { ...bySelection, all: true, excludeImages: images.slice(0, 2) },
    ],
    unknowns: (unknown) => [
      ...unknowns(unknown),
      { ...bySelection, filter: { clusterIds: ["cls-a", unknown] } },
    ],
  },
];
