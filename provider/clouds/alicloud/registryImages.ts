import type { Context } from "../../core/context";
import { type ImageName, imageNaming } from "../../core/imageNaming";
import { type ImageMap, imagesOf } from "../../core/imageSet";
import { Listing } from "../../core/listing";
import { writeReference } from "../../core/reference";
import { publicHosts } from "../../core/registryHost";
import { only } from "../../core/rows";
import type { Handed } from "../../core/task";
import type { ImageInstance, ImportedImage } from "./api";
import type { SasClient } from "./client";
import { dockerDigest, vendorDigest } from "./digest";
import { privateHosts } from "./registryHosts";

const further = ["instanceId", "regionId", "registryType", "repoId"] as const;

/** A registry image as a program names it: by a reference, or by SAS's coordinates. */
export type RegistryImageName = ImageName<(typeof further)[number]>;

export const registryImageNaming = imageNaming({
  namespace: "repoNamespace",
  name: "repoName",
  tag: "tag",
  digest: "digest",
  further,
  bareDigests: true,
  publicHost: publicHosts(privateHosts),
  range:
    'a reference such as "team/api:1.4" or "team/api@sha256:…", which is looked up among the images that SAS knows, or ' +
    "`{ registryType?, instanceId?, regionId?, repoId?, repoNamespace, repoName, tag?, digest? }`, which is not looked " +
    "up, but imported, where it has `instanceId`, `regionId` and `repoId`",
});

/** An image on its way to a scan: what SAS is told of it. */
export interface HandedImage extends Handed {
  readonly coordinates: ImportedImage;
}

/** An image of the list. SAS may go on listing one under a tag that leads to a newer one by now. */
interface ListedImage extends ImageInstance {
  readonly tagMovedOn?: true;
}

const kept = only<ImageInstance>({
  Digest: true,
  Tag: true,
  RegionId: true,
  RegistryType: true,
  InstanceId: true,
  RepoId: true,
  RepoName: true,
  RepoNamespace: true,
  ImageCreate: true,
  ImageUpdate: true,
  LastScanTime: true,
  ScaStatus: true,
  ScaResult: true,
  VulCount: true,
  AlarmCount: true,
});

/** The registry images that SAS knows. */
export class RegistryImages extends Listing<ListedImage, RegistryImageName> {
  /** The images of one account, shared by all resources of this process. */
  static of(context: Context, client: SasClient): RegistryImages {
    return context.share(`sas registry images ${client.key}`, () => new RegistryImages(context, client));
  }

  private constructor(context: Context, client: SasClient) {
    super(context, {
      naming: registryImageNaming,
      fetch: async () =>
        withMovedTags(
          await client.rows("DescribeImageInstances", {}, ({ ImageInstanceList }) =>
            ImageInstanceList?.map(kept),
          ),
        ),
      namesOf,
      nameFor,
      fits,
      placeOf: ({ RegistryType, InstanceId, RegionId }) =>
        [RegistryType, InstanceId, RegionId].filter(Boolean).join(" "),
      where: "not among the images that Security Center knows",
      tellApart: "add a digest, an instanceId, a regionId or a registryType",
      remedy:
        "Security Center lists an image after its registry was synchronised; one with all its coordinates " +
        "(`instanceId`, `regionId`, `repoId`, `repoNamespace`, `repoName` and a tag or a digest) needs no list.",
    });
  }

  /** Every image of `map` as a scan is handed it. Those with all their coordinates are taken at their word. */
  async handed(map: ImageMap): Promise<Record<string, HandedImage>> {
    const wanted = imagesOf(map, registryImageNaming);
    const named = Object.fromEntries(
      Object.entries(map).filter(([key]) => !isComplete(wanted.get(key) ?? {})),
    ) as ImageMap;
    const records = await this.records(named);
    const handed: Record<string, HandedImage> = {};
    for (const [key, image] of wanted) {
      const record = records[key];
      handed[key] = record
        ? handedRecord(record)
        : // Nobody has looked: a result counts if it comes from now on.
          handedAs(importedImage(image), String(this.context.clock.now()));
    }
    return handed;
  }

  /** The digests that the tags of `map` lead to now; without those that SAS does not list. */
  async digests(map: ImageMap): Promise<Record<string, string | undefined>> {
    const wanted = imagesOf(map, registryImageNaming);
    const tags = Object.entries(map).filter(([key]) => wanted.get(key)?.digest === undefined);
    if (tags.length === 0) return {};
    const records = await this.known(Object.fromEntries(tags));
    return Object.fromEntries(
      Object.entries(records).map(([key, { Digest }]) => [key, Digest ? dockerDigest(Digest) : undefined]),
    );
  }

  /** The images that a filter means, as far as the list tells. */
  async selected(filter: Readonly<Record<string, readonly string[]>>): Promise<readonly ImageInstance[]> {
    const words: Readonly<Record<string, keyof ImageInstance>> = {
      registryTypes: "RegistryType",
      regionIds: "RegionId",
      instanceIds: "InstanceId",
      repoNamespaces: "RepoNamespace",
      repoIds: "RepoId",
      repoNames: "RepoName",
      tags: "Tag",
    };
    const fits = (record: ImageInstance): boolean =>
      Object.entries(filter).every(([name, values]) => {
        const word = words[name];
        return word !== undefined && values.includes(String(record[word] ?? ""));
      });
    return (await this.all()).filter(fits);
  }
}

/** What a reviewer would call an image. */
export function nameOf({
  RepoNamespace,
  RepoName,
  Tag,
  Digest,
}: Pick<ImageInstance, "RepoNamespace" | "RepoName" | "Tag" | "Digest">): string {
  const path = [RepoNamespace, RepoName].filter(Boolean).join("/");
  if (path === "") return Digest ? dockerDigest(Digest) : "an image without a name";
  return Tag ? `${path}:${Tag}` : `${path}${Digest ? `@${dockerDigest(Digest)}` : ""}`;
}

/** When an image was last scanned, in SAS's words; "0" if never. */
export function scannedAt({ LastScanTime }: ImageInstance): string {
  return String(LastScanTime ?? 0);
}

function handedRecord(record: ImageInstance): HandedImage {
  const times = {
    createTime: Number(record.ImageCreate ?? Number.NaN),
    updateTime: Number(record.ImageUpdate ?? Number.NaN),
  };
  const coordinates: ImportedImage = {
    registryType: record.RegistryType ?? "acr",
    ...(record.RepoId ? { repoId: record.RepoId } : {}),
    ...(record.InstanceId ? { instanceId: record.InstanceId } : {}),
    repoNamespace: record.RepoNamespace ?? "",
    ...(record.RegionId ? { regionId: record.RegionId } : {}),
    repoName: record.RepoName ?? "",
    ...(record.Digest ? { digest: vendorDigest(record.Digest) } : {}),
    ...(record.Tag ? { tag: record.Tag } : {}),
    ...Object.fromEntries(Object.entries(times).filter(([, time]) => Number.isSafeInteger(time))),
  };
  return handedAs(coordinates, scannedAt(record));
}

function handedAs(coordinates: ImportedImage, lastScan: string): HandedImage {
  const { registryType, instanceId = "", repoNamespace, repoName, tag, digest } = coordinates;
  const path = [registryType, instanceId, repoNamespace, repoName].filter(Boolean).join("/");
  const docker = digest === undefined ? {} : { digest: dockerDigest(digest) };
  const id = writeReference({ path, ...(tag === undefined ? {} : { tag }), ...docker });
  return { id, ...docker, scannedAt: lastScan, coordinates };
}

/** Whether an import needs nothing else of the image: all that the vendor's own example has but the times. */
function isComplete({ instanceId, regionId, repoId }: RegistryImageName): boolean {
  return instanceId !== undefined && regionId !== undefined && repoId !== undefined;
}

/** An image by what a program said of it, as an import takes it. */
export function importedImage(image: RegistryImageName): ImportedImage {
  const { path = "", tag, digest, registryType = "acr", instanceId, regionId, repoId } = image;
  const slash = path.lastIndexOf("/");
  return {
    registryType,
    ...(repoId === undefined ? {} : { repoId }),
    ...(instanceId === undefined ? {} : { instanceId }),
    repoNamespace: path.slice(0, Math.max(0, slash)),
    ...(regionId === undefined ? {} : { regionId }),
    repoName: path.slice(slash + 1),
    ...(digest === undefined ? {} : { digest: vendorDigest(digest) }),
    ...(tag === undefined ? {} : { tag }),
  };
}

function nameFor({ path = "", tag, digest }: RegistryImageName): string {
  return writeReference({
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  });
}

function fits(image: RegistryImageName, record: ImageInstance): boolean {
  const given = {
    InstanceId: image.instanceId,
    RegionId: image.regionId ?? regionOf(image.host),
    RegistryType: image.registryType,
    RepoId: image.repoId,
  };
  const agrees = Object.entries(given).every(
    ([word, value]) => value === undefined || record[word as keyof ImageInstance] === value,
  );
  // A host that is not Alibaba Cloud's own is that of a registry that was added to SAS.
  const ours = regionOf(image.host) !== undefined;
  return agrees && (image.host === undefined || ours === (record.RegistryType === "acr"));
}

/** The region of a host of Container Registry: those in `registryHosts`, private or public. */
function regionOf(host: string | undefined): string | undefined {
  return /\.([a-z]+-[a-z0-9-]+)\.(?:(?:personal\.)?cr\.)?aliyuncs\.com$/.exec(host ?? "")?.[1];
}

/** Every name that an image answers to. */
function* namesOf({ RepoNamespace, RepoName, Tag, Digest, tagMovedOn }: ListedImage): Iterable<string> {
  const path = [RepoNamespace, RepoName].filter(Boolean).join("/");
  const tag = Tag ? { tag: Tag } : undefined;
  const digest = Digest ? { digest: dockerDigest(Digest) } : undefined;
  if (tag && !tagMovedOn) yield writeReference({ path, ...tag });
  if (digest) yield writeReference({ path, ...digest });
  if (tag && digest) yield writeReference({ path, ...tag, ...digest });
}

/** The records, those marked whose tag leads to a newer one. */
function withMovedTags(records: readonly ImageInstance[]): ListedImage[] {
  const newest = new Map<string, ImageInstance>();
  for (const record of records) {
    const place = placeOfTag(record);
    const before = newest.get(place);
    if (!before || updatedAt(record) > updatedAt(before)) newest.set(place, record);
  }
  return records.map((record) =>
    !record.Tag || newest.get(placeOfTag(record)) === record ? record : { ...record, tagMovedOn: true },
  );
}

function placeOfTag({
  RegistryType,
  InstanceId,
  RegionId,
  RepoNamespace,
  RepoName,
  Tag,
}: ImageInstance): string {
  return [RegistryType, InstanceId, RegionId, RepoNamespace, RepoName, Tag].join("\n");
}

function updatedAt({ ImageUpdate, ImageCreate }: ImageInstance): number {
  return Number(ImageUpdate ?? ImageCreate ?? 0) || 0;
}
