import { group, optional } from "../../core/fields";
import {
  imagesOf,
  type Lookup,
  type LookupDescription,
  lookupErrors,
  nameRows,
  type ResultRows,
  row,
  scheduleLookup,
} from "../../core/lookup";
import { profileExists, profileField } from "../../core/profile";
import { parseReference } from "../../core/reference";
import type { Properties } from "../../core/wire";
import { keptId, type LocalImage, type RegistryImage, type ScanRecord } from "./api";
import { TcssClient } from "./client";
import {
  type LocalImageName,
  localImageNaming,
  localImages,
  referenceOf,
  selectedLocalImages,
} from "./localImages";
import { localScanSchedule } from "./localScanSchedule";
import {
  type RegistryImageName,
  registryImageNaming,
  registryImages,
  selectedRegistryImages,
} from "./registryImages";
import { registryScanSchedule } from "./registryScanSchedule";
import { findingsIn } from "./scanResults";
import { runRows } from "./scheduleFields";
import { containerRunning, registrySelection } from "./selection";
import { siteField } from "./site";

const place = { profile: profileField, site: siteField } as const;
const absent = "all authorised images";

/** What a list says of the last scan of an image. */
const scanRows: ResultRows = {
  scanStatus: row("string", "How far its scan is, in TCSS's words."),
  scannedAt: row("string", "When it was last scanned, as TCSS writes it; missing if never."),
  findings: row(
    "{ critical?: number; high?: number; medium?: number; low?: number; malware?: number; sensitiveInfo?: number }",
    "What was found then, as far as TCSS's list counts it.",
  ),
};

const common = {
  cloud: "tencentcloud",
  rules: [profileExists("tencentcloud")],
  errors: lookupErrors,
} as const satisfies Partial<LookupDescription>;

const getRegistryImages: Lookup = {
  description: {
    ...common,
    name: "getRegistryImages",
    doc:
      "The authorised registry images that Tencent Cloud TCSS knows: those that a task with the same `filter` would scan, " +
      "each with the result of its last scan. It changes nothing.",
    fields: {
      filter: optional(registrySelection.filter.type, { doc: "Only images that match.", absent }),
      ...place,
    },
    result: { images: { type: "images", doc: "In the order of their keys." } },
    image: {
      ...nameRows(registryImageNaming.input),
      id: { type: "string", doc: "TCSS's id." },
      digest: row("string", "The digest, `sha256:…`."),
      host: row("string", "The host of its registry."),
      registryType: row("string", "Its registry's type, such as `tcr`."),
      instanceId: row("string", "Its registry's instance."),
      instanceName: row("string", "The name of that."),
      namespace: row("string", "Its namespace."),
      name: row("string", "Its repository's name."),
      tag: row("string", "Its tag."),
      latest: row("boolean", "Whether it is the newest of its repository."),
      containerRunning: row("boolean", "Whether containers run it."),
      ...scanRows,
    },
    vendorDocuments: {
      DescribeAssetImageRegistryList: "https://www.tencentcloud.com/document/product/1163",
    },
    permissions: ["tcss:DescribeAssetImageRegistryList"],
    example: `{ filter: { namespaces: ["team"] } }`,
  },
  async look(context, inputs) {
    const images = registryImages(context, TcssClient.of(context, inputs));
    await images.all(context.clock.now());
    return await imagesOf(images, await selectedRegistryImages(images, inputs), registryWays, (record) => ({
      id: keptId(record.Id),
      digest: record.ImageDigest,
      host: hostOf(record),
      registryType: record.RegistryType,
      instanceId: record.InstanceId,
      instanceName: record.InstanceName,
      namespace: record.Namespace,
      name: record.ImageName,
      tag: record.ImageTag,
      latest: record.IsLatestImage,
      containerRunning: record.IsRunning,
      ...scanOf(record, record.SensitiveInfoCnt),
    }));
  },
};

const getLocalImages: Lookup = {
  description: {
    ...common,
    name: "getLocalImages",
    doc:
      "The authorised images on nodes that Tencent Cloud TCSS knows, each with the result of its last scan. TCSS does not " +
      "tell which clusters an image is in. It changes nothing.",
    fields: {
      filter: optional(group({ containerRunning }), { doc: "Only images that match.", absent }),
      ...place,
    },
    result: { images: { type: "images", doc: "In the order of their keys." } },
    image: {
      ...nameRows(localImageNaming.input),
      id: { type: "string", doc: "Its id, `sha256:…`: of its configuration, not of a registry's manifest." },
      name: row("string", "Its name there, with a tag."),
      host: row("string", "The host in that name."),
      containers: row("number", "How many containers run it."),
      ...scanRows,
    },
    vendorDocuments: { DescribeAssetImageList: "https://www.tencentcloud.com/document/product/1163" },
    permissions: ["tcss:DescribeAssetImageList"],
    example: `{ filter: { containerRunning: true } }`,
  },
  async look(context, inputs) {
    const images = localImages(context, TcssClient.of(context, inputs));
    await images.all(context.clock.now());
    const authorised = await selectedLocalImages(images, {});
    const selected = inputs.filter ? authorised.filter((one) => Number(one.ContainerCnt) > 0) : authorised;
    return await imagesOf(images, selected, localWays, (record) => ({
      id: record.ImageID,
      name: record.ImageName,
      host: referenceOf(record)?.host,
      containers: record.ContainerCnt,
      ...scanOf(record, record.RiskCnt),
    }));
  },
};

/** The lookups of TCSS, by their names. */
export const lookups = {
  getRegistryImages,
  getLocalImages,
  getRegistryScanSchedule: scheduleLookup(registryScanSchedule, {
    runs: runRows,
    permissions: ["tcss:DescribeImageRegistryTimingScanTask", "tcss:DescribeAssetImageRegistryList"],
  }),
  getLocalScanSchedule: scheduleLookup(localScanSchedule, {
    runs: runRows,
    permissions: ["tcss:DescribeAssetImageScanSetting", "tcss:DescribeAssetImageList"],
  }),
} as const;

/** The names of a registry image, the shortest first. */
function* registryWays(record: RegistryImage): Iterable<RegistryImageName> {
  const path = [record.Namespace, record.ImageName].filter(Boolean).join("/");
  const host = hostOf(record);
  const tag = record.ImageTag ? { tag: record.ImageTag } : undefined;
  const digest = record.ImageDigest ? { digest: record.ImageDigest } : undefined;
  if (tag) yield { path, ...tag };
  if (tag && host !== undefined) yield { host, path, ...tag };
  if (digest) yield { path, ...tag, ...digest };
  yield { id: keptId(record.Id) };
}

function* localWays(record: LocalImage): Iterable<LocalImageName> {
  const reference = referenceOf(record);
  if (reference) yield { reference };
  yield { id: record.ImageID };
}

function hostOf({ ImageRepoAddress }: RegistryImage): string | undefined {
  const address = parseReference((ImageRepoAddress ?? "").replace(/@.*$/, ""));
  return typeof address === "string" ? undefined : address.host;
}

function scanOf(record: ScanRecord, sensitiveInfo: number | null | undefined): Properties {
  const isScanned = Boolean(record.ScanTime);
  return {
    scanStatus: record.ScanStatus,
    scannedAt: record.ScanTime,
    findings: isScanned
      ? findingsIn(record, sensitiveInfo, ["vulnerability", "malware", "sensitiveInfo"])
      : undefined,
  };
}
