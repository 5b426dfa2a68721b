import type { Properties } from "../../provider/core/wire";
import type { TencentCloudOptions } from "../../sandbox/index";
import { Ground } from "./ground";
import type { ScheduleRow, ScheduleVendor } from "./scheduleRow";
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

async function registry(options?: TencentCloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start("tencentcloud", options);
  const { registryImages, registrySchedule } = ground.account;
  for (const name of images) registryImages.add(name);
  return {
    ground,
    setting: () => registrySchedule.value,
    runs: () => registrySchedule.value?.Enable === true,
    edit: (to) => {
      const theirs = {
        Enable: true,
        ScanPeriod: 7,
        ScanTime: "01:30",
        ScanEndTime: "05:30",
        ScanType: ["CVE"],
        ScanScope: 0,
        Namespace: ["payments"],
        Latest: true,
      };
      registrySchedule.edit(
        to === "theirs" ? theirs : to === "off" ? { Enable: false, ScanTime: "04:00" } : { ScanPeriod: 30 },
      );
    },
  };
}

async function local(options?: TencentCloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start("tencentcloud", options);
  const { localImages, localSchedule } = ground.account;
  for (const name of images) localImages.add(name);
  return {
    ground,
    setting: () => localSchedule.value,
    runs: () => localSchedule.value?.Enable === true,
    edit: (to) => {
      const theirs = {
        Enable: true,
        ScanPeriod: 7,
        ScanTime: "01:30",
        ScanEndTime: "05:30",
        ScanVul: true,
        ScanVirus: false,
        ScanRisk: false,
        ScanScope: 3,
        ClusterIDs: ["cls-theirs"],
        ContainerRunning: true,
      };
      localSchedule.edit(
        to === "theirs" ? theirs : to === "off" ? { Enable: false, ScanTime: "04:00" } : { ScanPeriod: 30 },
      );
    },
  };
}

export const tencentcloudSchedules: readonly ScheduleRow[] = [
  {
    ...common,
    kind: "tencentcloud/registryScanSchedule",
    furthest: "filter",
    start: registry,
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
    start: local,
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
