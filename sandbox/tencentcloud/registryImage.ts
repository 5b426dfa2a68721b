import type { Uint64 } from "../json";
import { madeUpHash } from "../madeUp";

/** An image of a registry as the vendor lists it: ImageRepoInfo, in its own words. */
export type RegistryImage = {
  Id: Uint64;
  ImageId: string;
  ImageDigest: string;
  ImageRepoAddress: string;
  RegistryType: string;
  RegistryRegion: string;
  InstanceId: string;
  InstanceName: string;
  Namespace: string;
  ImageName: string;
  ImageTag: string;
  ImageSize: number;
  ImageCreateTime: string;
  /** Whether it is the image pushed last to its repository; the sandbox keeps this itself. */
  IsLatestImage: boolean;
  IsAuthorized: number;
  IsTrustImage: boolean;
  OsName: string;
  ScanTime: string;
  ScanStatus: string;
  CveStatus: string;
  RiskStatus: string;
  VirusStatus: string;
  Progress: number;
  ScanVulProgress: number;
  ScanVirusProgress: number;
  ScanRiskProgress: number;
  ScanRemainTime: number;
  ScanVulError: string;
  ScanVirusError: string;
  ScanRiskError: string;
  VulCnt: number;
  VirusCnt: number;
  RiskCnt: number;
  SentiveInfoCnt: number;
  LowLevelVulCnt: number;
  MediumLevelVulCnt: number;
  HighLevelVulCnt: number;
  CriticalLevelVulCnt: number;
  ContainerCnt: number;
  ComponentCnt: number;
  IsRunning: boolean;
  HasNeedFixVul: boolean;
  SensitiveInfoCnt: number;
  RecommendedFix: boolean;
  Solution: string;
  Reason: string;
};

/** The fields that the vendor's model says may be absent. */
export const OPTIONAL_IMAGE_FIELDS: readonly (keyof RegistryImage)[] = [
  "LowLevelVulCnt",
  "MediumLevelVulCnt",
  "HighLevelVulCnt",
  "CriticalLevelVulCnt",
  "ContainerCnt",
  "ComponentCnt",
  "IsRunning",
  "HasNeedFixVul",
  "SensitiveInfoCnt",
  "RecommendedFix",
  "Solution",
  "Reason",
];

/** What `add` takes in place of a reference: the coordinates, and whatever else is to differ from a plain image. */
export type NewRegistryImage = Partial<Omit<RegistryImage, "IsLatestImage">> &
  Pick<RegistryImage, "Namespace" | "ImageName" | "ImageTag">;

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const REFERENCE = /^([^/:@\s]+)\/([^:@\s]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;
/** A plain image. One literal, not a spread: of 100,000 images each is then a tenth as large in memory. */
const plainImage = (): RegistryImage => ({
  Id: 0,
  ImageId: "",
  ImageDigest: "",
  ImageRepoAddress: "",
  RegistryType: "ccr",
  RegistryRegion: "default",
  InstanceId: "ins-sandbox1",
  InstanceName: "ccr-default",
  Namespace: "",
  ImageName: "",
  ImageTag: "",
  ImageSize: 56_623_104,
  ImageCreateTime: "",
  IsLatestImage: true,
  IsAuthorized: 1,
  IsTrustImage: false,
  OsName: "Debian GNU/Linux 12 (bookworm)",
  ScanTime: "",
  ScanStatus: "NOT_SCAN",
  CveStatus: "NOT_SCAN",
  RiskStatus: "NOT_SCAN",
  VirusStatus: "NOT_SCAN",
  Progress: 0,
  ScanVulProgress: 0,
  ScanVirusProgress: 0,
  ScanRiskProgress: 0,
  ScanRemainTime: 0,
  ScanVulError: "",
  ScanVirusError: "",
  ScanRiskError: "",
  VulCnt: 0,
  VirusCnt: 0,
  RiskCnt: 0,
  SentiveInfoCnt: 0,
  LowLevelVulCnt: 0,
  MediumLevelVulCnt: 0,
  HighLevelVulCnt: 0,
  CriticalLevelVulCnt: 0,
  ContainerCnt: 0,
  ComponentCnt: 0,
  IsRunning: false,
  HasNeedFixVul: false,
  SensitiveInfoCnt: 0,
  RecommendedFix: false,
  Solution: "",
  Reason: "",
});

const TYPES = new Map(Object.entries(plainImage()).map(([name, value]) => [name, typeof value]));

/** What belongs to a tag rather than to the digest under it: a push leaves it as it is. */
const TAG_FIELDS = [
  "Namespace",
  "ImageName",
  "ImageTag",
  "RegistryType",
  "RegistryRegion",
  "InstanceId",
  "InstanceName",
  "ImageRepoAddress",
  "IsAuthorized",
  "ContainerCnt",
  "IsRunning",
] as const;

/** The whole image for what was given of it; `push` tells its digests from those of every other push. */
export function completeImage(given: NewRegistryImage, id: Uint64, push: number, now: number): RegistryImage {
  for (const [name, value] of Object.entries(given)) {
    const type = TYPES.get(name);
    if (!type) throw new TypeError(`a registry image has no ${name}`);
    if (name === "IsLatestImage") throw new TypeError("IsLatestImage follows from what was pushed last");
    if (name !== "Id" && typeof value !== type)
      throw new TypeError(`${name} of a registry image is a ${type}`);
  }
  const { Namespace, ImageName, ImageTag } = given;
  for (const [name, text] of Object.entries({ Namespace, ImageName, ImageTag })) {
    if (!text) throw new TypeError(`a registry image needs a ${name}`);
  }
  if (given.ImageDigest !== undefined && !DIGEST.test(given.ImageDigest)) {
    throw new TypeError(`${given.ImageDigest} is not a digest: sha256: and 64 hexadecimal digits`);
  }
  const pushed = `${Namespace}/${ImageName}:${ImageTag} ${push}`;
  return Object.assign(
    plainImage(),
    {
      ImageId: fakeDigest(`config ${pushed}`),
      ImageDigest: fakeDigest(`manifest ${pushed}`),
      ImageRepoAddress: `ccr.ccs.tencentyun.com/${Namespace}/${ImageName}`,
      ImageCreateTime: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
      IsRunning: (given.ContainerCnt ?? 0) > 0,
    },
    given,
    { Id: id },
  );
}

/** The image that another digest under the same tag makes: not scanned yet, otherwise in the same place. */
export function movedImage(image: RegistryImage, digest: string | undefined): NewRegistryImage {
  const { Namespace, ImageName, ImageTag } = image;
  const kept = Object.fromEntries(TAG_FIELDS.map((name) => [name, image[name]]));
  return { ...kept, Namespace, ImageName, ImageTag, ...(digest !== undefined && { ImageDigest: digest }) };
}

export function parseReference(reference: string): NewRegistryImage {
  const [, Namespace, ImageName, ImageTag = "latest", ImageDigest] = REFERENCE.exec(reference) ?? [];
  if (!Namespace || !ImageName) throw new TypeError(`${reference} is not namespace/name:tag`);
  return { Namespace, ImageName, ImageTag, ...(ImageDigest !== undefined && { ImageDigest }) };
}

export function referenceOf(image: Pick<RegistryImage, "Namespace" | "ImageName" | "ImageTag">): string {
  return `${image.Namespace}/${image.ImageName}:${image.ImageTag}`;
}

export function fakeDigest(of: string): string {
  return `sha256:${madeUpHash(of)}`;
}
