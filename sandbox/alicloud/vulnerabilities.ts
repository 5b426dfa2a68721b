import type { JsonObject } from "../json";
import type { Account } from "./account";
import type { Container } from "./containers";
import type { Found, Vulnerability } from "./findings";
import { askedPage, PAGE_REQUEST } from "./page";
import { type Fields, type Parameters, REPEAT_LIST, required, STRING } from "./parameters";
import { isDigest, type RegistryImage } from "./registryImage";

/** What DescribeImageVulList takes. */
export const LIST_VULNERABILITIES: Fields = {
  ...PAGE_REQUEST,
  Type: required(STRING),
  AliasName: STRING,
  ClusterId: STRING,
  ClusterName: STRING,
  ContainerId: STRING,
  Dealed: STRING,
  Digest: STRING,
  Image: STRING,
  InstanceId: STRING,
  Lang: STRING,
  Name: STRING,
  Namespace: STRING,
  Necessity: STRING,
  Pod: STRING,
  RegionId: STRING,
  RepoId: STRING,
  RepoInstanceId: STRING,
  RepoName: STRING,
  RepoNamespace: STRING,
  RepoRegionId: STRING,
  RuleTag: STRING,
  ScanRange: REPEAT_LIST,
  StatusList: STRING,
  Tag: STRING,
  Uuids: STRING,
};

/** What was scanned, and what the scan found. */
interface Scanned {
  readonly found: Found;
  readonly at: number;
  readonly image?: RegistryImage;
  readonly container?: Container;
}

/** Parameters that say which image or container, each with what it must equal. */
const WHICH: Readonly<Record<string, (scanned: Scanned) => string | undefined>> = {
  InstanceId: ({ image }) => image?.InstanceId,
  RepoInstanceId: ({ image }) => image?.InstanceId,
  RegionId: ({ image, container }) => image?.RegionId ?? container?.RegionId,
  RepoRegionId: ({ image }) => image?.RegionId,
  RepoId: ({ image }) => image?.RepoId,
  RepoName: ({ image }) => image?.RepoName,
  RepoNamespace: ({ image }) => image?.RepoNamespace,
  Tag: ({ image }) => image?.Tag,
  ClusterId: ({ container }) => container?.ClusterId,
  ClusterName: ({ container }) => container?.ClusterName,
  ContainerId: ({ container }) => container?.ContainerId,
  Namespace: ({ container }) => container?.Namespace,
  Pod: ({ container }) => container?.Pod,
  Image: ({ container }) => container?.Image,
};

const UNFIXED = "1";
const DEFAULT_SIZE = 10;

/**
 * DescribeImageVulList: what the last scans of an account's images and containers found. The first vulnerability of
 * a level has the same name in every image that has one.
 */
export function describeVulnerabilities(
  account: Account,
  parameters: Parameters,
  maxPageSize: number,
): JsonObject {
  const { from, to, CurrentPage, PageSize } = askedPage(parameters, maxPageSize, DEFAULT_SIZE);
  const necessities = parameters.commaList("Necessity");
  const name = parameters.text("Name");
  const isAsked = ({ Name, Necessity }: Vulnerability) =>
    (necessities.length === 0 || necessities.includes(Necessity)) && (name === undefined || name === Name);
  const rows: JsonObject[] = [];
  let before = 0;
  // Only the page's rows are made: all of them could be millions.
  for (const scanned of hasUnfixed(parameters) ? asked(account, parameters) : []) {
    const found = scanned.found.vulnerabilities.filter(isAsked);
    const onPage = found.slice(Math.max(0, from - before), Math.max(0, to - before));
    rows.push(...onPage.map((vulnerability) => recordOf(scanned, vulnerability)));
    before += found.length;
  }
  return { TotalCount: before, CurrentPage, PageSize, VulRecords: rows };
}

/** DescribeImageSecurityScanCount: what was found in every image of a digest. */
export function countFindings(account: Account, parameters: Parameters): JsonObject {
  const digest = parameters.text("ImageDigest");
  const scanned = scannedIn(account).filter(
    ({ image }) => image && (digest === undefined || isDigest(digest, image.Digest)),
  );
  const sum = (count: (found: Found) => number) =>
    scanned.reduce((total, { found }) => total + count(found), 0);
  return {
    Data: {
      ImageCveVulCount: sum(({ vulnerabilities }) => vulnerabilities.length),
      ImageScaVulCount: 0,
      ImageBaselineCount: sum(({ baseline }) => baseline),
      ImageMaliciousFileCount: sum(({ malware }) => malware),
    },
  };
}

function scannedIn({ registryImages, containers }: Account): Scanned[] {
  const images = registryImages.list().map((image) => {
    const found = registryImages.foundIn(image);
    return found && { found, image, at: image.LastScanTime };
  });
  const running = containers.list().map((container) => {
    const last = containers.foundIn(container);
    return last && { ...last, container };
  });
  return [...images, ...running].filter((scanned) => scanned !== undefined);
}

function asked(account: Account, parameters: Parameters): Scanned[] {
  const which = Object.entries(WHICH).flatMap(([name, of]) => {
    const value = parameters.text(name);
    return value === undefined ? [] : [(scanned: Scanned) => of(scanned) === value];
  });
  const digest = parameters.text("Digest");
  const uuids = parameters.commaList("Uuids");
  return scannedIn(account).filter(
    (scanned) =>
      which.every((is) => is(scanned)) &&
      (digest === undefined || isDigest(digest, digestOf(scanned))) &&
      (uuids.length === 0 || (scanned.image !== undefined && uuids.includes(scanned.image.Uuid))),
  );
}

function digestOf({ image, container }: Scanned): string {
  return image?.Digest ?? container?.ImageDigest ?? "";
}

/** Nothing here is ever fixed, and only what has a CVE is found. */
function hasUnfixed(parameters: Parameters): boolean {
  const statuses = parameters.commaList("StatusList");
  return (
    parameters.text("Type") === "cve" &&
    parameters.text("Dealed") !== "y" &&
    (statuses.length === 0 || statuses.includes(UNFIXED))
  );
}

function recordOf(scanned: Scanned, vulnerability: Vulnerability): JsonObject {
  const { image, at } = scanned;
  return {
    ...vulnerability,
    Status: Number(UNFIXED),
    Type: "cve",
    ImageDigest: digestOf(scanned),
    ...(image && {
      RepoName: image.RepoName,
      RepoNamespace: image.RepoNamespace,
      Tag: image.Tag,
      Uuid: image.Uuid,
    }),
    FirstTs: at,
    LastTs: at,
    ScanTime: at,
  };
}
