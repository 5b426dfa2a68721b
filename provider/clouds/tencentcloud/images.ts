import type { Context } from "../../core/context";
import { ScanError } from "../../core/errors";
import { type ImageMap, Inventory, imagesOf, type Naming } from "../../core/imageSet";
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

/** One of TCSS's two lists of images: those of registries, or those of nodes. */
export interface ImageList<R extends ScanRecord, I extends object> {
  readonly naming: Naming<I>;
  /** Where images of this list are, in words. */
  readonly where: string;
  page(
    client: TcssClient,
    offset: number,
  ): Promise<{ readonly images: readonly R[]; readonly total: number }>;
  idOf(record: R): string;
  digestOf(record: R): string | undefined;
  /** Every name that a record answers to; `#` and its id is one. */
  namesOf(record: R): Iterable<string>;
  /** What a reviewer would call it. */
  nameOf(record: R): string;
  /** The name to look an image up by. */
  nameFor(image: I): string;
  /** The id of an image that was given by it. */
  idGiven(image: I): string | undefined;
  /** Whether a record of that name is the image, by its further coordinates. */
  fits(image: I, record: R): boolean;
  /** A record told apart from others of the same name. */
  placeOf(record: R): string;
  /** How a program tells images of one name apart. */
  readonly tellApart: string;
  /** What TCSS must have synchronised before it lists an image. */
  readonly source: string;
}

/** All images of a list, fetched once per process, and looked up by name. */
export class Images<R extends ScanRecord, I extends object> {
  private listing: { readonly since: number; readonly inventory: Promise<Inventory<R>> } | undefined;

  constructor(
    private readonly context: Context,
    private readonly client: TcssClient,
    private readonly list: ImageList<R, I>,
  ) {}

  /** TCSS's id of every image of `map`. Images given by id are taken at their word. */
  async resolve(map: ImageMap): Promise<Record<string, ResolvedImage>> {
    const wanted = imagesOf(map, this.list.naming);
    const named = [...wanted].filter(([, image]) => this.list.idGiven(image) === undefined);
    const records = await this.records(Object.fromEntries(named.map(([key]) => [key, map[key] ?? ""])));
    const resolved: Record<string, ResolvedImage> = {};
    for (const [key, image] of wanted) {
      const record = records[key];
      const digest = record && this.list.digestOf(record);
      const id = record ? this.list.idOf(record) : (this.list.idGiven(image) ?? "");
      resolved[key] = { id, ...(digest === undefined ? {} : { digest }) };
    }
    return resolved;
  }

  /** TCSS's record of every image of `map`; those that have none, or more than one, are an error. */
  async records(map: ImageMap): Promise<Record<string, R>> {
    const asked = this.context.clock.now();
    const wanted = imagesOf(map, this.list.naming);
    if (wanted.size === 0) return {};
    let inventory = await this.inventory();
    const missing = [...wanted.values()].some((image) => this.find(inventory, image).length === 0);
    // An earlier resource of the same update may have pushed it since the list was fetched.
    if (missing) inventory = await this.inventory(asked);

    const records: Record<string, R> = {};
    const problems: (() => string)[] = [];
    for (const [key, image] of wanted) {
      const [found, ...others] = this.find(inventory, image);
      if (found && others.length === 0) records[key] = found;
      else {
        // Told only if it is shown: to find the nearest names takes a walk over the inventory.
        problems.push(() =>
          found ? this.ambiguous(key, [found, ...others]) : this.unknown(key, image, inventory),
        );
      }
    }
    if (problems.length > 0) throw unresolved(problems, this.list.source);
    return records;
  }

  /** The records of those images of `map` that TCSS lists, and lists once. */
  async known(map: ImageMap): Promise<Record<string, R>> {
    const inventory = await this.inventory();
    const records: Record<string, R> = {};
    for (const [key, image] of imagesOf(map, this.list.naming)) {
      const [found, ...others] = this.find(inventory, image);
      if (found && others.length === 0) records[key] = found;
    }
    return records;
  }

  /** Every image of `map` as a scan is handed it; those that TCSS may not scan are an error. */
  async handed(map: ImageMap): Promise<Record<string, Handed>> {
    const records = await this.records(map);
    await refuseUnauthorized(this.client, records);
    return mapValues(records, (record) => {
      const digest = this.list.digestOf(record);
      return {
        id: this.list.idOf(record),
        ...(digest === undefined ? {} : { digest }),
        ...(record.ScanTime ? { scannedAt: record.ScanTime } : {}),
      };
    });
  }

  /** The digests that the images of `map` have now; without those that TCSS does not list. */
  async digests(map: ImageMap): Promise<Record<string, string | undefined>> {
    return mapValues(await this.known(map), (record) => this.list.digestOf(record));
  }

  /** The images of `map` by key, as a list says that was begun no earlier than `since`; undefined where it has none. */
  async listed(map: ImageMap, since: number): Promise<ReadonlyMap<string, R | undefined>> {
    await this.all(since);
    const known = await this.known(map);
    return new Map(Object.keys(map).map((key) => [key, known[key]]));
  }

  /** The ids of the images of `map`, if there is one. */
  async ids(map: ImageMap | undefined): Promise<ReadonlySet<string>> {
    return new Set(Object.values(map ? await this.resolve(map) : {}).map(({ id }) => id));
  }

  /** Every image, from a list that was begun no earlier than `since`. */
  async all(since?: number): Promise<readonly R[]> {
    return (await this.inventory(since)).records;
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
    const ids = new Set(selected.map((record) => this.list.idOf(record)));
    const running = (await this.all()).filter(isScanning);
    return running.length > 0 && running.every((record) => ids.has(this.list.idOf(record)));
  }

  /** What a reviewer would call the images with these ids; `#id` where TCSS does not list them. */
  async nameIds(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const inventory = await this.inventory();
    return ids.map((id) => {
      const [record] = inventory.find(`#${id}`);
      return record ? this.list.nameOf(record) : `#${id}`;
    });
  }

  /** Whether one of `names` is the name of an image with one of `ids`. */
  async isAmong(ids: ReadonlySet<string>, names: Iterable<string>): Promise<boolean> {
    const inventory = await this.inventory();
    for (const name of names) {
      if (inventory.find(name).some((record) => ids.has(this.list.idOf(record)))) return true;
    }
    return false;
  }

  /** The list, if it was begun no earlier than `since`; else a new one. */
  private inventory(since = Number.NEGATIVE_INFINITY): Promise<Inventory<R>> {
    if (!this.listing || this.listing.since < since) {
      const inventory = this.fetch();
      this.listing = { since: this.context.clock.now(), inventory };
      // A failed list is not kept: the next resource may have better luck.
      inventory.catch(() => {
        if (this.listing?.inventory === inventory) this.listing = undefined;
      });
    }
    return this.listing.inventory;
  }

  private async fetch(): Promise<Inventory<R>> {
    const first = await this.list.page(this.client, 0);
    const size = first.images.length;
    const offsets: number[] = [];
    for (let offset = size; size > 0 && offset < first.total; offset += size) offsets.push(offset);
    const rest = await Promise.all(offsets.map((offset) => this.list.page(this.client, offset)));
    const byId = new Map<string, R>();
    for (const { images } of [first, ...rest])
      for (const image of images) byId.set(this.list.idOf(image), image);
    return new Inventory([...byId.values()], this.list.namesOf);
  }

  private find(inventory: Inventory<R>, image: I): readonly R[] {
    return inventory.find(this.list.nameFor(image)).filter((record) => this.list.fits(image, record));
  }

  private unknown(key: string, image: I, inventory: Inventory<R>): string {
    const near = inventory.nearest(this.list.nameFor(image));
    return `${key} is ${this.list.where}${near.length > 0 ? `; nearest: ${near.join(", ")}` : ""}`;
  }

  private ambiguous(key: string, records: readonly R[]): string {
    return `${key} means ${records.length} images: ${records.map(this.list.placeOf).join(", ")}; ${this.list.tellApart}`;
  }
}

function mapValues<T, U>(map: Readonly<Record<string, T>>, value: (one: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, one]) => [key, value(one)]));
}

function unresolved(problems: readonly (() => string)[], source: string): ScanError {
  const most = 20;
  const shown = problems.slice(0, most).map((problem) => `\n    ${problem()}`);
  const rest = problems.length > most ? `\n    and ${problems.length - most} more` : "";
  return new ScanError({
    kind: "NotFound",
    action: "images",
    text: `${problems.length} of the names do not lead to one image:${shown.join("")}${rest}`,
    remedy: `TCSS lists an image after its ${source} was synchronised. Nothing was changed.`,
    mayHaveActed: false,
  });
}
