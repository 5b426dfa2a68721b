import type { ImageInstance, ImportedImage, OnceTask } from "./api";
import { vendorDigest } from "./digest";
import { digestOf } from "./onceTasks";

/** What of an image tells it from others, in the vendor's form. */
export type Coordinates = Pick<ImportedImage, "repoNamespace" | "repoName" | "tag" | "digest">;

/** The coordinates of an image of the list. */
export function listedCoordinates({ RepoNamespace, RepoName, Tag, Digest }: ImageInstance): Coordinates {
  return {
    repoNamespace: RepoNamespace ?? "",
    repoName: RepoName ?? "",
    ...(Tag ? { tag: Tag } : {}),
    ...(Digest ? { digest: vendorDigest(Digest) } : {}),
  };
}

/** The coordinates of the image that a part of a scan is about. */
export function scannedCoordinates(leaf: OnceTask): Coordinates {
  return listedCoordinates({ ...leaf.TaskImageInfo, Digest: digestOf(leaf) });
}

/** Images of the list, to be found by their coordinates. */
export class ListedImages {
  private readonly records = new Map<string, ImageInstance>();

  constructor(records: readonly ImageInstance[]) {
    for (const record of records) {
      const { tag, digest, ...path } = listedCoordinates(record);
      if (tag) this.records.set(keyOf({ ...path, tag }), record);
      if (digest) this.records.set(keyOf({ ...path, digest }), record);
    }
  }

  find(coordinates: Coordinates): ImageInstance | undefined {
    return this.records.get(keyOf(coordinates));
  }
}

function keyOf({ repoNamespace, repoName, tag, digest }: Coordinates): string {
  return `${repoNamespace}/${repoName}${digest ? `@${digest}` : `:${tag ?? ""}`}`;
}
