import type { Context } from "../../core/context";
import type { ImageMap } from "../../core/imageSet";
import { type List, Listing } from "../../core/listing";
import type { Handed } from "../../core/task";
import type { ImageInfo, ImageRow, QueryInfo } from "./api";
import { isScanning, scannedAt } from "./scanState";

/** One of HSS's two lists of images: those of registries, or those of nodes. */
export interface ImageList<R extends ImageRow, I extends object> extends List<R, I> {
  /** Tells an image from all others of the list. */
  idOf(row: R): string;
  /** What a scan is told of it. */
  infoOf(row: R): ImageInfo;
  /** What a reviewer would call it. */
  nameOf(row: R): string;
  /** Why HSS would not scan it; undefined if it would. */
  hindrance(row: R): string | undefined;
  /** What HSS means by a selection without names. */
  selected(query: QueryInfo): Promise<readonly R[]>;
}

/** What is read of a row of either list. */
export const rowFields = {
  image_id: true,
  image_digest: true,
  image_name: true,
  image_version: true,
  scan_status: true,
  scan_failed_desc: true,
  latest_scan_time: true,
  latest_update_time: true,
  vul_num: true,
  malicious_file_num: true,
} as const satisfies { readonly [F in keyof Required<ImageRow>]: true };

/** An image on its way to a scan. */
export interface HandedImage extends Handed {
  readonly info: ImageInfo;
}

/** All images of a list of HSS's; each record answers to `#` and its id, too. */
export class Images<R extends ImageRow, I extends object> extends Listing<R, I> {
  constructor(
    private readonly surroundings: Context,
    readonly images: ImageList<R, I>,
  ) {
    super(surroundings, images);
  }

  /** Every image of `map` as a scan is handed it. */
  async handed(map: ImageMap): Promise<Record<string, HandedImage>> {
    const rows = await this.records(map);
    return Object.fromEntries(
      Object.entries(rows).map(([key, row]) => [
        key,
        {
          id: this.images.idOf(row),
          ...(row.image_digest ? { digest: row.image_digest } : {}),
          scannedAt: scannedAt(row),
          info: this.images.infoOf(row),
        },
      ]),
    );
  }

  /** The digests that the images of `map` have now; without those that HSS does not list. */
  async digests(map: ImageMap): Promise<Record<string, string | undefined>> {
    return Object.fromEntries(
      Object.entries(await this.known(map)).map(([key, { image_digest }]) => [
        key,
        image_digest || undefined,
      ]),
    );
  }

  /**
   * Which of `images` HSS scans, or is about to, as a list says that was begun no earlier than `since`; after a `lost`
   * answer also those that have been scanned since they were looked up. What was accepted may show late: after a lost
   * answer it is looked for a few times.
   */
  async scanning(
    images: Readonly<Record<string, Handed>>,
    since: number,
    lost: boolean,
  ): Promise<ReadonlySet<string>> {
    const { clock } = this.surroundings;
    for (const wait of lost ? [2000, 4000, 8000] : []) {
      const taken = await this.taken(images, clock.now(), lost);
      if (taken.size > 0) return taken;
      await clock.sleep(wait);
    }
    return await this.taken(images, lost ? clock.now() : since, lost);
  }

  private async taken(
    images: Readonly<Record<string, Handed>>,
    since: number,
    lost: boolean,
  ): Promise<Set<string>> {
    const inventory = await this.inventory(since);
    const isTaken = ({ id, scannedAt: before }: Handed): boolean =>
      inventory
        .find(`#${id}`)
        .some((row) => isScanning(row) || (lost && Number(scannedAt(row)) > Number(before)));
    return new Set(Object.entries(images).flatMap(([key, image]) => (isTaken(image) ? [key] : [])));
  }
}

/** `info` without what is empty: HSS wants at least one character where it wants any. */
export function sentInfo(
  info: { readonly [K in keyof ImageInfo]: ImageInfo[K] | null | undefined },
): ImageInfo {
  return Object.fromEntries(
    Object.entries(info).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}
