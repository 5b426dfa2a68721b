import type { Properties } from "../../provider/core/wire";
import type { Account, Scan, TencentCloudOptions } from "../../sandbox/index";
import { Ground } from "./ground";

/** A vendor as the life cycle of a scan task sees it, in words that fit every vendor. */
export interface TaskVendor {
  readonly ground: Ground;
  /** Makes the vendor know these images, ready to be scanned. */
  add(...names: string[]): void;
  /** Lets a name lead to another digest. */
  move(name: string): void;
  /** Gives or takes the licence to scan an image. */
  authorise(name: string, authorised: boolean): void;
  /** All scans that were accepted, oldest first. */
  scans(): readonly Scan[];
  /** What the vendor calls an image. */
  idOf(name: string): unknown;
}

/** A selection without names, and what the vendor is sent for it. */
export interface Selected {
  readonly title: string;
  readonly inputs: Properties;
  readonly action: string;
  body(vendor: TaskVendor): Properties;
}

/** What the life cycle of a scan task is tried with: one row for each resource. */
export interface TaskRow {
  readonly kind: string;
  start(options?: TencentCloudOptions): Promise<TaskVendor>;
  /** The vendor's operations: the list of images, the submission of named ones, the stop of a scan. */
  readonly list: string;
  readonly submit: string;
  readonly stop: string;
  /** The most images of one submission. */
  readonly chunk: number;
  /** Whether the vendor does one scan at a time. */
  readonly oneAtATime: boolean;
  /** How many images a submission names. */
  named(body: Readonly<Record<string, unknown>>): number;
  /** What the submission of `names` is, with `scanTimeoutSeconds: 600`. */
  body(vendor: TaskVendor, names: readonly string[]): Properties;
  readonly selections: readonly Selected[];
  /** Sets in the inputs, in the order in which a check writes them. */
  readonly sets: readonly Properties[];
  readonly replaces: readonly string[];
  /** Inputs that hold something unknown, each in another place. */
  readonly unknowns: (unknown: string) => readonly Properties[];
  /** A plain refusal of a submission, by the vendor's code. */
  readonly refusal: string;
}

/** Those images that every test may name. */
export const images = ["team/one:1.0", "team/two:1.0", "team/three:1.0", "team/four:1.0", "team/five:1.0"];

const running = { ContainerCnt: 1 };

function vendorOf(
  ground: Ground,
  kind: Scan["kind"],
  own: Pick<TaskVendor, "add" | "move" | "authorise" | "idOf">,
): TaskVendor {
  own.add(...images);
  return { ...own, ground, scans: () => ground.account.scans.filter((scan) => scan.kind === kind) };
}

async function registry(options?: TencentCloudOptions): Promise<TaskVendor> {
  const ground = await Ground.start(options);
  const { registryImages } = ground.account as Account;
  return vendorOf(ground, "registry", {
    add: (...names) => {
      for (const name of names) registryImages.add(name, name === images[0] ? running : {});
    },
    move: (name) => void registryImages.move(name),
    authorise: (name, authorised) => registryImages.authorize(name, authorised),
    idOf: (name) => registryImages.get(name).Id,
  });
}

async function local(options?: TencentCloudOptions): Promise<TaskVendor> {
  const ground = await Ground.start(options);
  const { localImages } = ground.account as Account;
  const vendor = vendorOf(ground, "local", {
    add: (...names) => {
      for (const ImageName of names)
        localImages.add({ ImageName, ...(ImageName === images[0] ? running : {}) });
    },
    move: (name) => {
      localImages.remove(name);
      localImages.add(name);
    },
    authorise: (name, authorised) => localImages.authorize(name, authorised),
    idOf: (name) => localImages.get(name).ImageID,
  });
  for (const name of images.slice(0, 2)) localImages.runIn("cls-conform1", name);
  return vendor;
}

const scanTypes = ["malware", "sensitiveInfo", "vulnerability"];
const replaces = ["profile", "site"];
const taskUnknowns = (unknown: string): Properties[] => [
  { images: [unknown] },
  { images: ["team/one:1.0", unknown] },
  { images: unknown },
  { all: unknown },
  { recommended: unknown },
  { filter: unknown },
  { all: true, excludeImages: [unknown] },
  ...[
    "scanTypes",
    "rescan",
    "rescanAfterDays",
    "triggers",
    "onBusy",
    "queueTimeoutSeconds",
    "cancelOnDelete",
    "maxImages",
    "scanTimeoutSeconds",
    "profile",
    "site",
  ].map((name) => ({ images: ["team/one:1.0"], [name]: unknown })),
  { images: ["team/one:1.0"], triggers: { release: unknown } },
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

/** The rows: a further cloud adds its own. */
export const tasks: readonly TaskRow[] = [
  {
    kind: "tencentcloud/registryScanTask",
    start: registry,
    list: "DescribeAssetImageRegistryList",
    submit: "CreateAssetImageRegistryScanTask",
    stop: "ModifyAssetImageRegistryScanStop",
    chunk: 500,
    oneAtATime: false,
    named: ({ Id }) => (Id as unknown[]).length,
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
    replaces,
    unknowns: (unknown) => [
      ...taskUnknowns(unknown),
      { images: [{ id: unknown }] },
      { images: [{ namespace: "team", name: unknown }] },
      { filter: { namespaces: [unknown] } },
      { filter: { latest: unknown } },
    ],
    refusal: "InvalidParameter",
  },
  {
    kind: "tencentcloud/localScanTask",
    start: local,
    list: "DescribeAssetImageList",
    submit: "CreateAssetImageScanTask",
    stop: "ModifyAssetImageScanStop",
    chunk: 500,
    oneAtATime: true,
    named: ({ Images }) => (Images as unknown[]).length,
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
    replaces,
    unknowns: (unknown) => [
      ...taskUnknowns(unknown),
      { filter: { clusterIds: [unknown] } },
      { filter: { containerRunning: unknown } },
    ],
    refusal: "InvalidParameter",
  },
];
