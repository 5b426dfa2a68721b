import { madeUpHash } from "../madeUp";
import type { Assumptions } from "./assumptions";

/** An image of a registry as the vendor lists it, in its own words. */
export type RegistryImage = {
  /** The vendor's id of the image. */
  Uuid: string;
  ImageId: string;
  /** Spelled the way the vendor is assumed to spell it. */
  Digest: string;
  Tag: string;
  RegionId: string;
  /** `acr`, `harbor` or `quay`. */
  RegistryType: string;
  /** The registry. */
  InstanceId: string;
  RepoId: string;
  RepoName: string;
  RepoNamespace: string;
  RepoType: string;
  /** In milliseconds since 1970, as a text. */
  ImageCreate: string;
  ImageUpdate: string;
  ImageSize: string;
  /** 1 while a container runs it. */
  Deployed: number;
  /** In milliseconds since 1970; 0 before its first scan. */
  LastScanTime: number;
  ScaProgress: number;
  /** "" before its first scan. */
  ScaStatus: string;
  ScaResult: string;
  VulCount: number;
  VulStatus: string;
  AlarmCount: number;
  AlarmStatus: string;
  HcCount: number;
  HcStatus: string;
  RiskStatus: string;
  Status: string;
};

/** An image to push: what is not said is made up. */
export type NewRegistryImage = Partial<RegistryImage> &
  Pick<RegistryImage, "RepoNamespace" | "RepoName" | "Tag"> & {
    /** Whether SAS knows it, or only its registry does until a task imports it. @default true */
    known?: boolean;
  };

const REFERENCE = /^([^/:@]+(?:\/[^/:@]+)*)\/([^/:@]+)(?::([\w][\w.-]*))?(?:@sha256:([0-9a-f]{64}))?$/;
const INSTANCE = "cri-sandbox1";
const HEX = /^[0-9a-f]{64}$/;
const PREFIX = "sha256:";

const plainImage = (): RegistryImage => ({
  Uuid: "",
  ImageId: "",
  Digest: "",
  Tag: "",
  RegionId: "",
  RegistryType: "acr",
  InstanceId: INSTANCE,
  RepoId: "",
  RepoName: "",
  RepoNamespace: "",
  RepoType: "PRIVATE",
  ImageCreate: "",
  ImageUpdate: "",
  ImageSize: "52428800",
  Deployed: 0,
  LastScanTime: 0,
  ScaProgress: 0,
  ScaStatus: "",
  ScaResult: "",
  VulCount: 0,
  VulStatus: "NO",
  AlarmCount: 0,
  AlarmStatus: "NO",
  HcCount: 0,
  HcStatus: "NO",
  RiskStatus: "NO",
  Status: "NORMAL",
});

const TYPES = new Map(Object.entries(plainImage()).map(([name, value]) => [name, typeof value]));

/** What belongs to a tag rather than to the digest under it: a push leaves it as it is. */
const TAG_FIELDS = [
  "Tag",
  "RegionId",
  "RegistryType",
  "InstanceId",
  "RepoId",
  "RepoName",
  "RepoNamespace",
  "RepoType",
  "ImageCreate",
  "Deployed",
] as const;

/** What fills in an image of which not all is said. */
export interface Surroundings {
  readonly assumptions: Assumptions;
  /** Where the account's registry is. */
  readonly regionId: string;
  readonly now: number;
  /** Tells the digests of a push from those of every other. */
  readonly push: number;
}

/** The whole image for what was given of it. */
export function completeImage(
  { known: _, ...given }: NewRegistryImage,
  { assumptions, regionId, now, push }: Surroundings,
): RegistryImage {
  for (const [name, value] of Object.entries(given)) {
    const type = TYPES.get(name);
    if (!type) throw new TypeError(`a registry image has no ${name}`);
    if (typeof value !== type) throw new TypeError(`${name} of a registry image is a ${type}`);
  }
  const { RepoNamespace, RepoName, Tag } = given;
  for (const [name, text] of Object.entries({ RepoNamespace, RepoName, Tag })) {
    if (!text) throw new TypeError(`a registry image needs a ${name}`);
  }
  const digest = hexOf(given.Digest ?? madeUpHash(`manifest ${RepoNamespace}/${RepoName}:${Tag} ${push}`));
  if (!HEX.test(digest)) throw new TypeError(`${given.Digest} is not a digest: 64 hexadecimal digits`);
  const { InstanceId = INSTANCE } = given;
  return Object.assign(
    plainImage(),
    {
      Uuid: madeUpHash(`uuid ${push}`).slice(0, 32),
      ImageId: madeUpHash(`config ${digest}`),
      RegionId: regionId,
      RepoId: `crr-${madeUpHash(`${InstanceId} ${RepoNamespace}/${RepoName}`).slice(0, 16)}`,
      ImageCreate: String(now),
      ImageUpdate: String(now),
    },
    given,
    { Digest: spelled(digest, assumptions) },
  );
}

/** The image that another digest under the same tag makes: not scanned yet, otherwise in the same place. */
export function movedImage(image: RegistryImage, digest: string | undefined): NewRegistryImage {
  const { Tag, RepoName, RepoNamespace } = image;
  const kept = Object.fromEntries(TAG_FIELDS.map((name) => [name, image[name]]));
  return { ...kept, Tag, RepoName, RepoNamespace, ...(digest !== undefined && { Digest: digest }) };
}

export function parseReference(
  reference: string,
): Pick<RegistryImage, "RepoNamespace" | "RepoName" | "Tag"> & { Digest?: string } {
  const [, RepoNamespace, RepoName, Tag = "latest", Digest] = REFERENCE.exec(reference) ?? [];
  if (!RepoNamespace || !RepoName) throw new TypeError(`${reference} is not namespace/name:tag`);
  return { RepoNamespace, RepoName, Tag, ...(Digest !== undefined && { Digest }) };
}

export function repositoryOf(image: Pick<RegistryImage, "RepoNamespace" | "RepoName">): string {
  return `${image.RepoNamespace}/${image.RepoName}`;
}

export function referenceOf(image: Pick<RegistryImage, "RepoNamespace" | "RepoName" | "Tag">): string {
  return `${repositoryOf(image)}:${image.Tag}`;
}

/** A digest as the vendor is assumed to spell it. */
export function spelled(digest: string, { digestSpelling }: Assumptions): string {
  return digestSpelling === "prefixed" ? PREFIX + hexOf(digest) : hexOf(digest);
}

/** Whether a digest in a request means this one: it does where it is spelled the vendor's way, or bare. */
export function isDigest(asked: string, has: string): boolean {
  return asked === has || PREFIX + asked === has;
}

function hexOf(digest: string): string {
  return digest.startsWith(PREFIX) ? digest.slice(PREFIX.length) : digest;
}
