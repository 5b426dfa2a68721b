import type { Properties } from "../../provider/core/wire";
import type { Account } from "../../sandbox/index";
import { localTasks, registryTasks } from "../../tools/ground/tencentcloud";
import { images } from "../../tools/ground/vendor";
import { inParts, readings, type TaskRow, unknownImages, unknownOptions } from "./taskRow";

/** What both kinds of images have in common. */
const common = {
  set: "images",
  noun: "images",
  names: images,
  name: (index: number) => `bulk/image-${index}:1.0`,
  program: (names: readonly string[]) => ({ images: names }),
  parts: (names: readonly string[]) => inParts(names, 500),
  many: 1_200,
  movesTags: true,
  licences: true,
  lostAnswers: [{ assume: {}, tellsId: false }],
  told: (body: Properties) => body,
  stopped: (taskId: unknown) => ({ TaskID: taskId }),
  sent: { scanTimeoutSeconds: 600 },
  selecting: (names: readonly string[], known: readonly string[]) => ({
    all: true,
    excludeImages: known.filter((name) => !names.includes(name)),
  }),
  selectionInputs: ["images", "filter", "all", "recommended"],
  otherwise: { inputs: { scanTypes: ["malware"] }, scanTypes: ["VIRUS"] },
  replaces: ["profile", "site"],
  readings: readings([
    ["endedStatus", "SCANNED"],
    ["endedStatus", "SCAN_FINISH"],
    ["endedStatus", "SUCCESS"],
    ["endedStatus", "END"],
    ["waitingStatus", "NOT_SCAN"],
    ["imageProgress", "empty"],
    ["imageScanTime", "plain"],
    ["nothingToScan", "accepted"],
    ["lastLocalTask", "oneClick"],
    ["movedTag", "sameId"],
    ["emptyLists", "null"],
    ["optionalFields", "whenSet"],
  ]),
} as const;

const scanTypes = ["malware", "sensitiveInfo", "vulnerability"];
const taskUnknowns = (unknown: string): Properties[] => [
  ...unknownImages(unknown),
  ...unknownOptions(unknown, { images: ["team/one:1.0"] }),
  { all: unknown },
  { recommended: unknown },
  { filter: unknown },
  { all: true, excludeImages: [unknown] },
  ...["scanTypes", "scanTimeoutSeconds"].map((name) => ({ images: ["team/one:1.0"], [name]: unknown })),
  { images: ["team/one:1.0"], scanTypes: ["malware", unknown] },
];

const oneKey = "CreateAssetImageRegistryScanTaskOneKey";
const allTypes = ["VIRUS", "RISK", "CVE"];
const nothingNarrowed = {
  ScanScope: 0,
  ExcludeIDs: [],
  IsLatest: false,
  ContainerRunning: false,
  RegistryType: [],
  Namespace: [],
  ScanType: allTypes,
};
const allLocalTypes = { ScanVul: true, ScanVirus: true, ScanRisk: true };

export const tencentcloudTasks: readonly TaskRow<Account>[] = [
  {
    ...common,
    kind: "tencentcloud/registryScanTask",
    start: registryTasks,
    list: "DescribeAssetImageRegistryList",
    submit: "CreateAssetImageRegistryScanTask",
    stop: "ModifyAssetImageRegistryScanStop",
    atATime: Number.POSITIVE_INFINITY,
    full: [],
    count: ({ Id }) => (Id as unknown[]).length,
    alias: ({ idOf }) => ({ id: idOf("team/one:1.0") }),
    body: (vendor, names) => ({ Id: names.map(vendor.idOf), ScanType: allTypes, Timeout: 600 }),
    selections: [
      {
        title: "a filter",
        inputs: {
          filter: {
            registryTypes: ["tcr", "ccr"],
            namespaces: ["team"],
            latest: true,
            containerRunning: true,
          },
        },
        action: oneKey,
        body: () => ({
          ...nothingNarrowed,
          IsLatest: true,
          ContainerRunning: true,
          RegistryType: ["ccr", "tcr"],
          Namespace: ["team"],
        }),
      },
      {
        title: "everything but some images",
        inputs: {
          all: true,
          excludeImages: ["team/two:1.0"],
          scanTypes: ["malware"],
          scanTimeoutSeconds: 60,
        },
        action: oneKey,
        body: ({ idOf }) => ({
          ...nothingNarrowed,
          ExcludeIDs: [idOf("team/two:1.0")],
          ScanType: ["VIRUS"],
          Timeout: 60,
        }),
      },
      {
        title: "what the vendor recommends",
        inputs: { recommended: true },
        action: oneKey,
        body: () => ({ ...nothingNarrowed, ScanScope: 2 }),
      },
    ],
    sets: [
      { images: images.slice(0, 3) },
      { scanTypes },
      { images: undefined, filter: { namespaces: ["a", "team"], registryTypes: ["ccr", "tcr"] } },
      { images: undefined, all: true, excludeImages: images.slice(0, 2) },
    ],
    unknowns: (unknown) => [
      ...taskUnknowns(unknown),
      { images: [{ id: unknown }] },
      { images: [{ namespace: "team", name: unknown }] },
      { filter: { namespaces: [unknown] } },
      { filter: { latest: unknown } },
    ],
  },
  {
    ...common,
    kind: "tencentcloud/localScanTask",
    start: localTasks,
    list: "DescribeAssetImageList",
    submit: "CreateAssetImageScanTask",
    stop: "ModifyAssetImageScanStop",
    atATime: 1,
    full: [{ assume: {}, says: /\(request [0-9a-f-]{36}\)\. .*one task at a time/s }],
    count: ({ Images }) => (Images as unknown[]).length,
    alias: ({ idOf }) => idOf("team/one:1.0"),
    body: (vendor, names) => ({
      ...allLocalTypes,
      ScanScope: 1,
      Images: names.map(vendor.idOf),
      Timeout: 600,
    }),
    selections: [
      {
        title: "what runs",
        inputs: { filter: { containerRunning: true } },
        action: "CreateAssetImageScanTask",
        body: () => ({ ...allLocalTypes, ScanScope: 0, ContainerRunning: true }),
      },
      {
        title: "clusters",
        inputs: { filter: { clusterIds: ["cls-conform1"] } },
        action: "CreateAssetImageScanTask",
        body: () => ({ ...allLocalTypes, ScanScope: 3, ClusterIDs: ["cls-conform1"] }),
      },
      {
        title: "everything but some images",
        inputs: {
          all: true,
          excludeImages: ["team/two:1.0"],
          scanTypes: ["malware"],
          scanTimeoutSeconds: 60,
        },
        action: "CreateAssetImageScanTask",
        body: ({ idOf }) => ({
          ScanVul: false,
          ScanVirus: true,
          ScanRisk: false,
          ScanScope: 0,
          ExcludeImageIds: [idOf("team/two:1.0")],
          Timeout: 60,
        }),
      },
      {
        title: "what the vendor recommends",
        inputs: { recommended: true },
        action: "CreateAssetImageScanTask",
        body: () => ({ ...allLocalTypes, ScanScope: 2 }),
      },
    ],
    sets: [
      { images: images.slice(0, 3) },
      { scanTypes },
      { images: undefined, filter: { clusterIds: ["cls-a", "cls-b"] } },
      { images: undefined, all: true, excludeImages: images.slice(0, 2) },
    ],
    unknowns: (unknown) => [
      ...taskUnknowns(unknown),
      { filter: { clusterIds: [unknown] } },
      { filter: { containerRunning: unknown } },
    ],
  },
];
