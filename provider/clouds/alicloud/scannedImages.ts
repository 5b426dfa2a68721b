import type { OnceTask } from "./api";
import { agree, type Coordinates, scannedCoordinates } from "./coordinates";
import { digestOf } from "./onceTasks";

/** Parts of scans by the images that they are about. What one does not say of its image is taken to fit. */
export class ScannedImages {
  private readonly byDigest = new Map<string, OnceTask[]>();
  private readonly byTag = new Map<string, OnceTask[]>();
  private readonly byTagAlone = new Map<string, OnceTask[]>();

  constructor(leaves: readonly OnceTask[]) {
    for (const leaf of leaves) {
      const digest = digestOf(leaf);
      const path = pathOf(leaf);
      const tag = leaf.TaskImageInfo?.Tag;
      if (digest) add(this.byDigest, `${path}@${digest}`, leaf);
      if (path && tag) add(digest ? this.byTag : this.byTagAlone, `${path}:${tag}`, leaf);
    }
  }

  /** The parts that are about `image`, in the order in which they were given. */
  of(image: Coordinates): readonly OnceTask[] {
    return this.named(image).filter((leaf) => agree(scannedCoordinates(leaf), image));
  }

  private named({ repoNamespace, repoName, tag, digest }: Coordinates): readonly OnceTask[] {
    const path = [repoNamespace, repoName].filter(Boolean).join("/");
    const alone = this.byTagAlone.get(`${path}:${tag}`) ?? [];
    if (digest === undefined) return [...(this.byTag.get(`${path}:${tag}`) ?? []), ...alone];
    return [
      ...(this.byDigest.get(`${path}@${digest}`) ?? []),
      ...(this.byDigest.get(`@${digest}`) ?? []),
      ...alone,
    ];
  }
}

function pathOf({ TaskImageInfo }: OnceTask): string {
  return [TaskImageInfo?.RepoNamespace, TaskImageInfo?.RepoName].filter(Boolean).join("/");
}

function add(map: Map<string, OnceTask[]>, key: string, leaf: OnceTask): void {
  const others = map.get(key);
  if (others) others.push(leaf);
  else map.set(key, [leaf]);
}
