import type { Context } from "../../core/context";
import { type ImageMap, imagesOf } from "../../core/imageSet";
import { type List, Listing } from "../../core/listing";
import { everyRow } from "../../core/rows";
import type { Handed } from "../../core/task";
import type { ScanRecord } from "./api";
import type { TcssClient } from "./client";
import { refuseUnauthorized } from "./licences";
import { isScanning } from "./scanState";

/** What a name was found to be: the id that TCSS goes by, and the digest behind the tag at that time. */
export interface ResolvedImage {
  readonly id: string;
  readonly digest?: string;
}

/** What is read of a record of either list. */
export const scanFields = {
  ScanStatus: true,
  ScanTime: true,
  IsAuthorized: true,
  CriticalLevelVulCnt: true,
  HighLevelVulCnt: true,
  MediumLevelVulCnt: true,
  LowLevelVulCnt: true,
  VirusCnt: true,
} as const satisfies { readonly [F in keyof Required<ScanRecord>]: true };

/** One of TCSS's two lists of images: those of registries, or those of nodes. */
export interface ImageList<R extends ScanRecord, I extends object>
  extends Omit<List<R, I>, "fetch" | "remedy"> {
  page(
    client: TcssClient,
    offset: number,
  ): Promise<{ readonly images: readonly R[]; readonly total: number }>;
  idOf(record: R): string;
  digestOf(record: R): string | undefined;
  /** What a reviewer would call it. */
  nameOf(record: R): string;
  /** The id of an image that was given by it. */
  idGiven(image: I): string | undefined;
  /** What TCSS must have synchronised before it lists an image. */
  readonly source: string;
}

/** All images of a list of TCSS's; each record answers to `#` and its id, too. */
export class Images<R extends ScanRecord, I extends object> extends Listing<R, I> {
  constructor(
    context: Context,
    private readonly client: TcssClient,
    private readonly images: ImageList<R, I>,
  ) {
    super(context, {
      ...images,
      fetch: () => fetchAll(client, images),
      remedy: `TCSS lists an image after its ${images.source} was synchronised.`,
    });
  }

  /** TCSS's id of every image of `map`. Images given by id are taken at their word. */
  async resolve(map: ImageMap): Promise<Record<string, ResolvedImage>> {
    const wanted = imagesOf(map, this.images.naming);
    const named = [...wanted].filter(([, image]) => this.images.idGiven(image) === undefined);
    const records = await this.records(Object.fromEntries(named.map(([key]) => [key, map[key] ?? ""])));
    const resolved: Record<string, ResolvedImage> = {};
    for (const [key, image] of wanted) {
      const record = records[key];
      const digest = record && this.images.digestOf(record);
      const id = record ? this.images.idOf(record) : (this.images.idGiven(image) ?? "");
      resolved[key] = { id, ...(digest === undefined ? {} : { digest }) };
    }
    return resolved;
  }

  /** Every image of `map` as a scan is handed it; those that TCSS may not scan are an error. */
  async handed(map: ImageMap): Promise<Record<string, Handed>> {
    const records = await this.records(map);
    await refuseUnauthorized(this.client, records);
    return mapValues(records, (record) => {
      const digest = this.images.digestOf(record);
      return {
        id: this.images.idOf(record),
        ...(digest === undefined ? {} : { digest }),
        ...(record.ScanTime ? { scannedAt: record.ScanTime } : {}),
      };
    });
  }

  /** The digests that the images of `map` have now; without those that TCSS does not list. */
  async digests(map: ImageMap): Promise<Record<string, string | undefined>> {
    return mapValues(await this.known(map), (record) => this.images.digestOf(record));
  }

  /** The ids of the images of `map`, if there is one. */
  async ids(map: ImageMap | undefined): Promise<ReadonlySet<string>> {
    return new Set(Object.values(map ? await this.resolve(map) : {}).map(({ id }) => id));
  }

  /**
   * Which of `images` TCSS scans, or is about to, as a list says that was begun no earlier than `since`; after a `lost`
   * answer also those that have been scanned since they were looked up.
   */
  async scanning(
    images: Readonly<Record<string, Handed>>,
    since: number,
    lost: boolean,
  ): Promise<Set<string>> {
    const inventory = await this.inventory(since);
    const isScanned = ({ id, scannedAt }: Handed): boolean =>
      inventory
        .find(`#${id}`)
        .some((record) => isScanning(record) || (lost && (record.ScanTime || undefined) !== scannedAt));
    return new Set(Object.entries(images).flatMap(([key, image]) => (isScanned(image) ? [key] : [])));
  }

  /** Whether TCSS scans some of `selected`, and nothing else, as a new list says. */
  async scansJust(selected: readonly R[]): Promise<boolean> {
    const ids = new Set(selected.map((record) => this.images.idOf(record)));
    const running = (await this.all()).filter(isScanning);
    return running.length > 0 && running.every((record) => ids.has(this.images.idOf(record)));
  }

  /** What a reviewer would call the images with these ids; `#id` where TCSS does not list them, or one more of that name. */
  async nameIds(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const inventory = await this.inventory();
    return ids.map((id) => {
      const [record] = inventory.find(`#${id}`);
      const name = record ? this.images.nameOf(record) : "";
      return inventory.find(name).length === 1 ? name : `#${id}`;
    });
  }

  /** Whether one of `names` is the name of an image with one of `ids`. */
  async isAmong(ids: ReadonlySet<string>, names: Iterable<string>): Promise<boolean> {
    const inventory = await this.inventory();
    for (const name of names) {
      if (inventory.find(name).some((record) => ids.has(this.images.idOf(record)))) return true;
    }
    return false;
  }
}

async function fetchAll<R extends ScanRecord, I extends object>(
  client: TcssClient,
  list: ImageList<R, I>,
): Promise<readonly R[]> {
  const rows = await everyRow(async (offset) => {
    const { images, total } = await list.page(client, offset);
    return { rows: images, total };
  });
  return [...new Map(rows.map((image) => [list.idOf(image), image])).values()];
}

function mapValues<T, U>(map: Readonly<Record<string, T>>, value: (one: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, one]) => [key, value(one)]));
}
