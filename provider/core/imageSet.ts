import { type FieldType, type Report, shown } from "./fields";
import { nearest } from "./nearest";
import { hasUnknown, type Properties, unknown } from "./wire";

/**
 * A set of images as Pulumi sees it: a map, keyed by what a reviewer would call each image. Pulumi compares arrays
 * by index, so that one image more would change every line after it; of a map it prints just the keys that came
 * and went. The value is empty when the key says it all, else the vendor's further coordinates.
 */
export type ImageMap = Readonly<Record<string, "" | Coordinates>>;

/** Further coordinates of an image, in the vendor's words. */
export type Coordinates = Readonly<Record<string, string>>;

/** What was written, understood; or what is wrong with it, and where: a path below the element. */
export type Parsed<I> = { readonly image: I } | { readonly wrong: string; readonly at?: string };

/** How one vendor's images are named: which forms a program may write, and which of them are the same image. */
export interface Naming<I> {
  /** The TypeScript type of one image in a program. */
  readonly input: string;
  readonly range: string;
  /** What a person calls one, where these are not images. */
  readonly noun?: string;
  parse(written: string | Properties): Parsed<I>;
  /** The canonical name of the image, and the coordinates that the name does not hold. */
  key(image: I): { readonly key: string; readonly value: "" | Coordinates };
  /** The image under `key`, as `key()` made it. */
  fromKey(key: string, value: "" | Coordinates): Parsed<I>;
  /** The same image under its registry's public host; undefined where it is not named by a private one. */
  publicly?(image: I): I | undefined;
  /** How a program writes the image, where its key is not what it would write. */
  write?(image: I): string | Properties;
}

/** A set of images named the way `naming` says. */
export const imageSet = <I extends object>(naming: Naming<I>): FieldType<ImageMap> => ({
  input: `pulumi.Input<${naming.input}>[]`,
  output: `Record<string, "" | Record<string, string>>`,
  range: `a set of at least one ${nounOf(naming)} (order and duplicates mean nothing), each ${naming.range}`,
  parse(value, path, report) {
    if (value === null || typeof value !== "object") {
      report(path, `${shown(value)} is not accepted: ${this.range}`);
      return undefined;
    }
    const builder = new Builder(naming, report);
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) builder.add(item, `${path}[${index}]`);
    // Our own earlier output: `ignoreChanges` hands the stored map back to check.
    else for (const [key, item] of Object.entries(value)) builder.addKeyed(key, item, `${path}["${key}"]`);
    if (builder.isEmpty)
      report(path, `is empty: name at least one ${nounOf(naming)}, or use another selection`);
    return builder.map;
  },
  write: (map) =>
    Object.entries(map).map(([key, value]) => {
      const parsed = naming.fromKey(key, value);
      return "wrong" in parsed ? key : writtenImage(naming, parsed.image);
    }),
});

/** An image as a program writes it. */
export function writtenImage<I extends object>(naming: Naming<I>, image: I): string | Properties {
  return naming.write?.(image) ?? naming.key(image).key;
}

/** The images of a map by key. The map has been checked, and nothing in it is unknown any more. */
export function imagesOf<I extends object>(map: ImageMap, naming: Naming<I>): Map<string, I> {
  const images = new Map<string, I>();
  for (const [key, value] of Object.entries(map)) {
    const parsed = naming.fromKey(key, value);
    if ("wrong" in parsed) throw new TypeError(`the stored image "${key}" ${parsed.wrong}`);
    images.set(key, parsed.image);
  }
  return images;
}

/** Which keys came and which went from `olds` to `news`. */
export function delta(
  olds: ImageMap,
  news: ImageMap,
): { readonly added: string[]; readonly removed: string[] } {
  return {
    added: Object.keys(news).filter((key) => !Object.hasOwn(olds, key)),
    removed: Object.keys(olds).filter((key) => !Object.hasOwn(news, key)),
  };
}

/** A vendor's list of images, to be looked up by any of the names each of them answers to. */
export class Inventory<R> {
  private index: Map<string, R | R[]> | undefined;

  constructor(
    readonly records: readonly R[],
    private readonly namesOf: (record: R) => Iterable<string>,
  ) {}

  find(name: string): readonly R[] {
    const found = this.byName.get(name);
    if (found === undefined) return [];
    return Array.isArray(found) ? found : [found];
  }

  /** The known names closest to one that is not known. */
  nearest(name: string, most = 3): string[] {
    return nearest(name, this.byName.keys(), most);
  }

  /** Made when a name is looked up: whoever walks over all records needs none. Most names are those of one record. */
  private get byName(): ReadonlyMap<string, R | R[]> {
    if (this.index) return this.index;
    const index = new Map<string, R | R[]>();
    for (const record of this.records) {
      for (const name of new Set(this.namesOf(record))) {
        const others = index.get(name);
        if (others === undefined) index.set(name, record);
        else if (Array.isArray(others)) others.push(record);
        else index.set(name, [others, record]);
      }
    }
    this.index = index;
    return index;
  }
}

class Builder<I extends object> {
  /**
   * While the engine only previews, a value may also be the mark of what is not known yet. An application may be called
   * `constructor`, so that this has no prototype.
   */
  private readonly values: Record<string, "" | Coordinates | typeof unknown> = Object.create(null);
  /** The keys that name a private host, each with the key that names the public one. */
  private readonly privately = new Map<string, string>();
  isEmpty = true;

  constructor(
    private readonly naming: Naming<I>,
    private readonly report: Report,
  ) {}

  get map(): ImageMap {
    if (this.privately.size === 0) return this.values as ImageMap;
    // One image, whichever of its registry's hosts a program names. Where it names one host only, that stays as it is
    // written: it stands in users' state.
    const taken = new Set(Object.keys(this.values));
    const again = new Set<string>();
    for (const [key, publicly] of [...this.privately].sort()) {
      if (taken.has(publicly)) again.add(key);
      taken.add(publicly);
    }
    const kept = Object.entries(this.values).filter(([key]) => !again.has(key));
    return Object.fromEntries(kept) as ImageMap;
  }

  add(item: unknown, path: string): void {
    this.isEmpty = false;
    // The path is the only name an image has that is not known yet.
    if (hasUnknown(item)) this.set(path, unknown, path);
    else if (typeof item === "string" || isObject(item)) this.putWritten(this.naming.parse(item), path);
    else this.report(path, `${shown(item)} is no ${nounOf(this.naming)}: ${this.naming.range}`);
  }

  addKeyed(key: string, item: unknown, path: string): void {
    this.isEmpty = false;
    if (hasUnknown(item)) this.set(key, unknown, path);
    else if (!isObject(item) && item !== "" && !isNote(item)) {
      this.report(
        path,
        `${shown(item)} is not what stands beside one: write a list of ${nounOf(this.naming)}s`,
      );
    }
    // A note such as `moved: …` stands in a refreshed map in place of coordinates; it is no part of the image.
    else this.put(this.naming.fromKey(key, isObject(item) ? (item as Coordinates) : ""), path, key, item);
  }

  private putWritten(parsed: Parsed<I>, path: string): void {
    this.put(parsed, path);
    const publicly = "image" in parsed ? this.naming.publicly?.(parsed.image) : undefined;
    if (publicly !== undefined && "image" in parsed)
      this.privately.set(this.naming.key(parsed.image).key, this.naming.key(publicly).key);
  }

  private put(parsed: Parsed<I>, path: string, written?: string, beside?: unknown): void {
    if ("wrong" in parsed) {
      this.report(parsed.at ? `${path}.${parsed.at}` : path, parsed.wrong);
      return;
    }
    const { key, value } = this.naming.key(parsed.image);
    const isOurs = written === key && (value !== "" || !isObject(beside));
    if (written === undefined || isOurs) this.set(key, value, path);
    else this.report(path, `is no key of ours: write a list of ${nounOf(this.naming)}s`);
  }

  private set(key: string, value: "" | Coordinates | typeof unknown, path: string): void {
    const before = this.values[key];
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(value)) {
      this.report(
        path,
        `is ${key} a second time, with other coordinates (${told(before)} and ${told(value)}): keep one of the two`,
      );
    } else this.values[key] = value;
  }
}

function nounOf<I>({ noun = "image" }: Naming<I>): string {
  return noun;
}

function isNote(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("moved: ");
}

function isObject(value: unknown): value is Properties {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function told(value: string | Coordinates): string {
  return typeof value === "string"
    ? "none"
    : Object.entries(value)
        .map(([name, one]) => `${name} ${one}`)
        .join(", ");
}
