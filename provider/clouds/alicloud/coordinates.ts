import type { ImageInstance, ImportedImage, OnceTask } from "./api";
import { vendorDigest } from "./digest";
import { digestOf } from "./onceTasks";

/** What of an image tells it from others, in the vendor's form. */
export type Coordinates = Omit<ImportedImage, "registryType" | "createTime" | "updateTime"> & {
  readonly registryType?: string;
};

/** The coordinates of an image of the list. */
export function listedCoordinates(record: ImageInstance): Coordinates {
  const { RegistryType, InstanceId, RegionId, RepoId, RepoNamespace, RepoName, Tag, Digest } = record;
  return {
    ...(RegistryType ? { registryType: RegistryType } : {}),
    ...(InstanceId ? { instanceId: InstanceId } : {}),
    ...(RegionId ? { regionId: RegionId } : {}),
    ...(RepoId ? { repoId: RepoId } : {}),
    repoNamespace: RepoNamespace ?? "",
    repoName: RepoName ?? "",
    ...(Tag ? { tag: Tag } : {}),
    ...(Digest ? { digest: vendorDigest(Digest) } : {}),
  };
}

/** The coordinates of the image that a part of a scan is about. */
export function scannedCoordinates(leaf: OnceTask): Coordinates {
  const { RepoRegionId, ...info } = leaf.TaskImageInfo ?? {};
  return listedCoordinates({ ...info, RegionId: RepoRegionId ?? null, Digest: digestOf(leaf) });
}

/** Whether two images may be one: nothing that is known of both differs. A tag may lead elsewhere by now. */
export function agree(one: Coordinates, other: Coordinates): boolean {
  const words = ["registryType", "instanceId", "regionId", "repoId", "digest"] as const;
  return words.every(
    (word) => one[word] === undefined || other[word] === undefined || one[word] === other[word],
  );
}

/** Images of the list, to be found by their coordinates. */
export class ListedImages {
  private readonly records = new Map<string, ImageInstance[]>();

  constructor(records: readonly ImageInstance[]) {
    for (const record of records) {
      const { tag, digest, ...path } = listedCoordinates(record);
      if (tag) this.add(keyOf({ ...path, tag }), record);
      if (digest) this.add(keyOf({ ...path, digest }), record);
    }
  }

  find(coordinates: Coordinates): ImageInstance | undefined {
    const found = this.records.get(keyOf(coordinates)) ?? [];
    return found.find((record) => agree(listedCoordinates(record), coordinates));
  }

  private add(key: string, record: ImageInstance): void {
    const others = this.records.get(key);
    if (others) others.push(record);
    else this.records.set(key, [record]);
  }
}

function keyOf({ repoNamespace, repoName, tag, digest }: Coordinates): string {
  return `${repoNamespace}/${repoName}${digest ? `@${digest}` : `:${tag ?? ""}`}`;
}
