import type { Properties } from "../../provider/core/wire";
import { type Assumptions, READINGS } from "../../sandbox/huaweicloud/assumptions";
import type { HuaweiCloudAccount } from "../../sandbox/index";
import {
  taskImages as images,
  listedBatches,
  localTasks,
  registryTasks,
} from "../../tools/ground/huaweicloud";
import type { TaskVendor } from "../../tools/ground/vendor";
import { inParts, type Reading, readings, type TaskRow, unknownImages, unknownOptions } from "./taskRow";

type Row = TaskRow<HuaweiCloudAccount>;
type Vendor = TaskVendor<HuaweiCloudAccount>;

/** Points about settings, which are no matter of scans. */
const ofSettings = ["allScope", "neverConfigured", "registryList", "policyScope"] as const;

/** Every reading that is not the default of its point; the sandbox's own table, so that a new point is tried, too. */
const otherReadings = (...except: readonly (keyof Assumptions)[]): readonly Reading[] =>
  readings(
    Object.entries(READINGS)
      .filter(([point]) => ![...ofSettings, ...except].includes(point as keyof Assumptions))
      .flatMap(([point, [, ...others]]) => others.map((reading) => [point, reading] as const)),
  ).map((reading) => (reading.title.startsWith("stopLocal ") ? { ...reading, stops: false } : reading));

const everything = 0x7fffffff;
const places = ["region", "projectId", "enterpriseProjectId"];

const common = {
  set: "images",
  noun: "images",
  names: images,
  name: (index: number) => `team/bulk-${String(index).padStart(4, "0")}:2.0`,
  selectionInputs: ["images", "filter", "all"],
  stop: "StopImageScanTask",
  stopped: (taskId: unknown) => ({ task_id: taskId }),
  parts: (names: readonly string[]) => inParts(names, 200),
  many: 450,
  told: (body: Properties) => body,
  atATime: 1,
  alsoMore: true,
  full: [
    {
      assume: { secondTask: "refused" },
      says: /: HSS\.0001: .+ \(request [0-9a-f]{32}\)\. .*one at a time/s,
    },
  ],
  movesTags: true,
  licences: false,
  lostWords: (count: number) => ({
    byId: ["the answer was lost (", "), but the scan runs, as "],
    followed: [
      "the answer was lost (",
      `), but ${count} of ${count} images are being scanned: followed`,
      "ambiguous",
    ],
  }),
  lateTellsId: true,
  lostSelectionTellsId: true,
  replaces: ["profile", ...places],
} as const;

/** What CreateManualImageScanTask has in common, whatever it scans. */
const scanTask = {
  ...common,
  program: (names: readonly string[]) => ({ images: names }),
  submit: "CreateManualImageScanTask",
  sent: { scanTypes: ["malware", "vulnerability"], imagesPerHour: 600 },
  count: ({ image_info }: Properties) => (image_info as unknown[]).length,
  otherwise: { inputs: { scanTypes: ["malware"] }, scanTypes: ["maliciousFile"] },
  // What is refused is tried once more, with HSS's other number for everything.
  refusals: 2,
  lostAnswers: [
    { assume: {}, tellsId: true },
    { assume: { taskOrder: "unordered" }, tellsId: true },
    { assume: { runningEndTime: "absent" }, tellsId: true },
  ],
} as const;

const unknowns = (unknown: string): Properties[] => [
  ...unknownImages(unknown),
  ...unknownOptions(unknown, { images: ["base/one:1.0"] }, [...places, "scanTypes", "imagesPerHour"]),
  { all: unknown },
  { filter: unknown },
  { filter: { imageName: unknown } },
  { filter: { imageName: "one", imageVersion: unknown } },
];

const sets = (filter: Properties): Properties[] => [
  { images: images.slice(0, 3) },
  { scanTypes: ["baseline", "malware", "softwareCompliance"] },
  { images: undefined, filter },
];

const localInfo =
  ({ ground }: Vendor) =>
  (name: string) => {
    const { image_id, image_digest, image_name, image_version } = ground.account.localImages.get(name);
    return { image_id, image_digest, image_name, image_version };
  };

const localSelecting = (names: readonly string[]): Properties => {
  const imageName = names.length === 0 ? "nothing-is-called-so" : "team/";
  return { filter: { imageName, ...(names.length > 3 ? {} : { imageVersion: "2.0" }) } };
};

const batch = { api: "batchScan" };
const batchFilter = {
  localImageType: "other_image",
  imageName: "two",
  imageVersion: "1.0",
  scanStatus: "unscan",
};
const batchQuery = {
  local_image_type: "other_image",
  image_name: "two",
  image_version: "1.0",
  scan_status: "unscan",
};

export const huaweicloudTasks: readonly Row[] = [
  {
    ...scanTask,
    kind: "huaweicloud/registryScanTask",
    start: registryTasks,
    list: "ListRegistryImages",
    selections: [
      {
        title: "everything",
        inputs: { all: true },
        action: "CreateManualImageScanTask",
        body: () => ({ global_image_type: "registry", scan_scope: everything, is_all: true }),
      },
      {
        title: "a filter",
        inputs: {
          filter: {
            imageType: "private_image",
            namespace: "team",
            imageName: "two",
            imageVersion: "1.0",
            hasVul: false,
            scanStatus: "unscan",
          },
          scanTypes: ["baseline"],
        },
        action: "CreateManualImageScanTask",
        body: () => ({
          global_image_type: "registry",
          scan_scope: 0x0000f000,
          is_all: false,
          query_info: {
            image_type: "private_image",
            namespace: "team",
            image_name: "two",
            image_version: "1.0",
            has_vul: false,
            scan_status: "unscan",
          },
        }),
      },
    ],
    selecting: (names) => {
      if (names.length === 0) return { filter: { namespace: "nothing-is-called-so" } };
      return { filter: names.length > 3 ? { namespace: "team" } : { imageVersion: "2.0" } };
    },
    body: ({ ground }, names) => ({
      global_image_type: "registry",
      scan_scope: 0x000f0f00,
      rate_limit: 600,
      is_all: false,
      image_info: names.map((name) => {
        const image = ground.account.registryImages.get(name);
        return {
          id: image.id,
          image_id: image.image_id,
          image_digest: image.image_digest,
          registry_id: image.registry_id,
          registry_name: image.registry_name,
          registry_type: image.registry_type,
          namespace: image.namespace,
          image_name: image.image_name,
          image_version: image.image_version,
        };
      }),
    }),
    alias: ({ ground }) => `base/one:1.0@${ground.account.registryImages.get("base/one:1.0").image_digest}`,
    sets: sets({ imageName: "one", namespace: "base" }),
    unknowns: (unknown) => [
      ...unknowns(unknown),
      { images: [{ id: unknown }] },
      { images: [{ namespace: "base", imageName: unknown }] },
    ],
    readings: otherReadings("stopLocal", "batchScanTask"),
  },
  {
    ...scanTask,
    kind: "huaweicloud/localScanTask",
    start: localTasks,
    list: "ListImageLocal",
    selections: [
      {
        title: "everything",
        inputs: { all: true },
        action: "CreateManualImageScanTask",
        body: () => ({ global_image_type: "local", scan_scope: everything, is_all: true }),
      },
      {
        title: "a filter",
        inputs: {
          filter: { ...batchFilter, hasVul: false, hostName: "node-1" },
          imagesPerHour: 1000,
        },
        action: "CreateManualImageScanTask",
        body: () => ({
          global_image_type: "local",
          scan_scope: everything,
          rate_limit: 1000,
          is_all: false,
          query_info: { ...batchQuery, has_vul: false, host_name: "node-1" },
        }),
      },
    ],
    selecting: localSelecting,
    body: (vendor, names) => ({
      global_image_type: "local",
      scan_scope: 0x000f0f00,
      rate_limit: 600,
      is_all: false,
      image_info: names.map(localInfo(vendor)),
    }),
    alias: ({ idOf }) => ({ imageId: idOf("base/one:1.0") }),
    sets: sets({ imageName: "one", hostName: "node-1" }),
    unknowns: (unknown) => [
      ...unknowns(unknown),
      { images: ["base/one:1.0"], api: unknown },
      { images: [{ imageId: unknown }] },
      { images: [{ imageName: "base/one", imageVersion: unknown }] },
    ],
    readings: otherReadings("batchScanTask"),
  },
  {
    ...common,
    kind: "huaweicloud/localScanTask",
    noun: "images",
    start: listedBatches,
    list: "ListImageLocal",
    submit: "BatchScanLocalImage",
    sent: {},
    program: (names) => ({ ...batch, images: names }),
    everything: { ...batch, all: true },
    selections: [
      {
        title: "everything",
        inputs: { ...batch, all: true },
        action: "BatchScanLocalImage",
        body: () => ({ operate_all: true }),
      },
      {
        title: "a filter",
        inputs: { ...batch, filter: batchFilter },
        action: "BatchScanLocalImage",
        body: () => batchQuery,
      },
    ],
    selecting: (names) => ({ ...batch, ...localSelecting(names) }),
    body: (vendor, names) => ({ image_info_list: names.map(localInfo(vendor)) }),
    count: ({ image_info_list }) => (image_info_list as unknown[]).length,
    alias: ({ idOf }) => ({ imageId: idOf("base/one:1.0") }),
    lostAnswers: [
      { assume: { batchScanTask: "listed" }, tellsId: true },
      { assume: { batchScanTask: "none" }, tellsId: false },
    ],
    sets: [{ images: images.slice(0, 3) }],
    unknowns: (unknown) => [
      { ...batch, images: [unknown] },
      { ...batch, filter: { imageName: unknown } },
    ],
    readings: otherReadings("batchScanTask"),
  },
];
