import type { Properties } from "../../provider/core/wire";
import type { TencentCloudOptions } from "../../sandbox/index";
import { Ground } from "./ground";

/** A vendor as the life cycle of a schedule sees it, in words that fit every vendor. */
export interface ScheduleVendor {
  readonly ground: Ground;
  /** The setting as the vendor holds it; undefined when it was never written. */
  setting(): Readonly<Record<string, unknown>> | undefined;
  /** A colleague changes the setting in the console: to the setting of `theirs`, or by one field of it. */
  edit(to: "theirs" | "one field" | "off"): void;
}

/** What the life cycle of a schedule is tried with: one row for each resource. */
export interface ScheduleRow {
  readonly kind: string;
  start(options?: TencentCloudOptions): Promise<ScheduleVendor>;
  /** The vendor's operations. */
  readonly read: string;
  readonly write: string;
  /** A program's arguments. */
  readonly program: Properties;
  /** For each input that the vendor holds: another value, with what must go for it. */
  readonly changes: Readonly<Record<string, Properties>>;
  /** The input that `edit("one field")` changes, and its value then. */
  readonly edited: { readonly name: string; readonly value: unknown };
  readonly required: readonly string[];
  readonly replaces: readonly string[];
  readonly sets: readonly Properties[];
  readonly unknowns: (unknown: string) => readonly Properties[];
  /** A plain refusal of a write, by the vendor's code. */
  readonly refusal: string;
}

const images = ["team/one:1.0", "team/two:1.0", "team/three:1.0"];
const program = { everyDays: 1, startTime: "19:00", endTime: "23:00", images: images.slice(0, 2) };
const scanTypes = ["malware", "sensitiveInfo", "vulnerability"];
const replaces = ["profile", "site"];
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

async function registry(options?: TencentCloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start(options);
  const { registryImages, registrySchedule } = ground.account;
  for (const name of images) registryImages.add(name);
  return {
    ground,
    setting: () => registrySchedule.value,
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
  const ground = await Ground.start(options);
  const { localImages, localSchedule } = ground.account;
  for (const name of images) localImages.add(name);
  return {
    ground,
    setting: () => localSchedule.value,
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

/** The rows: a further cloud adds its own. */
export const schedules: readonly ScheduleRow[] = [
  {
    kind: "tencentcloud/registryScanSchedule",
    start: registry,
    read: "DescribeImageRegistryTimingScanTask",
    write: "UpdateImageRegistryTimingScanTask",
    program,
    changes: {
      ...changes,
      filter: {
        ...bySelection,
        filter: { registryTypes: ["ccr", "tcr"], namespaces: ["team"], latest: true, containerRunning: true },
      },
    },
    edited: { name: "everyDays", value: 30 },
    required: ["everyDays", "startTime"],
    replaces,
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
    refusal: "InvalidParameter",
  },
  {
    kind: "tencentcloud/localScanSchedule",
    start: local,
    read: "DescribeAssetImageScanSetting",
    write: "CreateAssetImageScanSetting",
    program,
    changes: {
      ...changes,
      filter: { ...bySelection, filter: { clusterIds: ["cls-a", "cls-b"], containerRunning: true } },
    },
    edited: { name: "everyDays", value: 30 },
    required: ["everyDays", "startTime"],
    replaces,
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
    refusal: "InvalidParameter",
  },
];
