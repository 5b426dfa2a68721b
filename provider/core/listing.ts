import type { Context } from "./context";
import { ScanError } from "./errors";
import { Fresh } from "./fresh";
import { type ImageMap, Inventory, imagesOf, type Naming, writtenImage } from "./imageSet";
import { type Properties, same } from "./wire";

/** One of a vendor's lists of images: how it is read, and how the names in a program lead to its records. */
export interface List<R, I extends object> {
  readonly naming: Naming<I>;
  /** Every record; of one that comes on two pages, as the list moved meanwhile, either. */
  fetch(): Promise<readonly R[]>;
  /** Every name that a record answers to. */
  namesOf(record: R): Iterable<string>;
  /** The name to look an image up by. */
  nameFor(image: I): string;
  /** Whether a record of that name is the image, by its further coordinates. */
  fits(image: I, record: R): boolean;
  /** A record told apart from others of the same name. */
  placeOf(record: R): string;
  /** Where an image that is not found is not, in words. */
  readonly where: string;
  /** How a program tells images of one name apart. */
  readonly tellApart: string;
  /** When the vendor lists an image: a sentence. */
  readonly remedy: string;
}

/** A record as a program names it. */
export interface Named {
  /** What an image set calls it. */
  readonly key: string;
  /** What a program writes into one. */
  readonly reference: string | Properties;
}

/** All images of a list, fetched once per process, and looked up by name. */
export class Listing<R, I extends object> {
  private readonly newest: Fresh<Inventory<R>>;

  constructor(
    protected readonly context: Context,
    private readonly list: List<R, I>,
  ) {
    this.newest = new Fresh(
      context.clock,
      async () => new Inventory(await this.list.fetch(), this.list.namesOf),
    );
  }

  /** The vendor's record of every image of `map`; those that have none, or more than one, are an error. */
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
    if (problems.length > 0) throw unresolved(problems, this.list.remedy);
    return records;
  }

  /** The records of those images of `map` that the vendor lists, and lists once. */
  async known(map: ImageMap): Promise<Record<string, R>> {
    const inventory = await this.inventory();
    const records: Record<string, R> = {};
    for (const [key, image] of imagesOf(map, this.list.naming)) {
      const [found, ...others] = this.find(inventory, image);
      if (found && others.length === 0) records[key] = found;
    }
    return records;
  }

  /** The images of `map` by key, as a list says that was begun no earlier than `since`; undefined where it has none. */
  async listed(map: ImageMap, since: number): Promise<ReadonlyMap<string, R | undefined>> {
    await this.all(since);
    const known = await this.known(map);
    return new Map(Object.keys(map).map((key) => [key, Object.hasOwn(known, key) ? known[key] : undefined]));
  }

  /** Every image, from a list that was begun no earlier than `since`. */
  async all(since?: number): Promise<readonly R[]> {
    return (await this.inventory(since)).records;
  }

  /** `record` by the first of `ways` that means it alone; by the last, should none. */
  async named(record: R, ways: Iterable<I>): Promise<Named> {
    const { naming } = this.list;
    const inventory = await this.inventory();
    let named: Named = { key: "", reference: "" };
    for (const image of ways) {
      const reference = writtenImage(naming, image);
      const read = naming.parse(reference);
      named = { key: naming.key(image).key, reference };
      if ("wrong" in read || naming.key(read.image).key !== named.key) continue;
      const [found, ...others] = this.find(inventory, read.image);
      if (others.length === 0 && same(found, record)) break;
    }
    return named;
  }

  /** The list, if it was begun no earlier than `since`; else a new one. */
  protected inventory(since?: number): Promise<Inventory<R>> {
    return this.newest.get(since);
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

function unresolved(problems: readonly (() => string)[], remedy: string): ScanError {
  const most = 20;
  const shown = problems.slice(0, most).map((problem) => `\n    ${problem()}`);
  const rest = problems.length > most ? `\n    and ${problems.length - most} more` : "";
  return new ScanError({
    kind: "NotFound",
    action: "images",
    text: `${problems.length} of the names do not lead to one image:${shown.join("")}${rest}`,
    remedy: `${remedy} Nothing was changed.`,
    mayHaveActed: false,
  });
}
