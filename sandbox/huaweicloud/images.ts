import { fails } from "../outcome";
import { Asset, type ImageRow, type ScanWords } from "./asset";
import { type Findings, finds } from "./findings";

/** The images of one kind, in the order in which they appeared. */
export abstract class Images<Row extends ImageRow> {
  readonly #byKey = new Map<string, Asset<Row>>();
  readonly #byReference = new Map<string, Asset<Row>[]>();
  #version = 0;
  /** Never comes again, so what is made up from it is nobody else's. */
  protected additions = 0;

  constructor(
    private readonly words: ScanWords<Row>,
    private readonly catchUp: () => void,
  ) {}

  get size(): number {
    return this.#byKey.size;
  }

  /** Changes whenever an image does. */
  get version(): number {
    this.catchUp();
    return this.#version;
  }

  list(): Readonly<Row>[] {
    return this.assets().map(({ row }) => row);
  }

  /** The image of this id or reference; throws when there is none, or more than one. */
  get(which: string | number | bigint): Readonly<Row> {
    return this.asset(which).row;
  }

  /** Deletes an image. */
  remove(which: string | number | bigint): Readonly<Row> {
    const asset = this.asset(which);
    this.#byKey.delete(this.keyOf(asset.row));
    const left = this.byReference(this.referenceOf(asset.row)).filter((other) => other !== asset);
    this.#byReference.set(this.referenceOf(asset.row), left);
    this.changed();
    return asset.row;
  }

  /** Says what scans of the image find from now on; an image about which nothing is said is clean. */
  findings(which: string | number | bigint, findings: Findings): void {
    this.asset(which).outcome = finds(findings);
  }

  /** Lets scans of the image fail from now on, for a reason in a word of the vendor's. */
  failScans(which: string | number | bigint, error = "unknown_error"): void {
    this.asset(which).outcome = fails(error);
  }

  /** @internal */
  assets(): Asset<Row>[] {
    this.catchUp();
    return [...this.#byKey.values()];
  }

  /** @internal */
  asset(which: string | number | bigint): Asset<Row> {
    // Before anything changes that a scan which has ended by now should not see.
    this.catchUp();
    const found = this.find(which);
    const [first, second] = found;
    if (!first) throw new RangeError(`no image is ${which}`);
    if (second) {
      throw new RangeError(`${which} is ${found.map(({ row }) => this.keyOf(row)).join(", ")}: say the id`);
    }
    return first;
  }

  /** @internal */
  byKey(key: string): Asset<Row> | undefined {
    return this.#byKey.get(key);
  }

  /** @internal */
  byReference(reference: string): readonly Asset<Row>[] {
    return this.#byReference.get(reference) ?? [];
  }

  /** @internal The reference that a person would write: `namespace/name:tag`, or a local image's `name:tag`. */
  abstract referenceOf(row: Row): string;

  /** What no other image has. */
  protected abstract keyOf(row: Row): string;

  /** The images that a text or a number means. */
  protected abstract find(which: string | number | bigint): readonly Asset<Row>[];

  protected put(row: Row, enterpriseProject: string): Asset<Row> {
    const key = this.keyOf(row);
    if (this.#byKey.has(key)) throw new RangeError(`the id ${key} is another image's`);
    const asset = new Asset(row, enterpriseProject, this.words, () => this.changed());
    this.#byKey.set(key, asset);
    const reference = this.referenceOf(row);
    this.#byReference.set(reference, [...this.byReference(reference), asset]);
    this.changed();
    return asset;
  }

  protected changed(): void {
    this.#version += 1;
  }
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Refuses fields that the plain row does not have, or of another type; they also come as JSON from a shell. */
export function refuseUnusable(given: object, plain: ImageRow, needed: readonly string[]): void {
  const known: Readonly<Record<string, unknown>> = plain;
  const fields: Readonly<Record<string, unknown>> = { ...given };
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`an image has no ${name}`);
    if (name !== "id" && typeof value !== typeof known[name]) {
      throw new TypeError(`${name} of an image is a ${typeof known[name]}`);
    }
  }
  for (const name of needed) if (!fields[name]) throw new TypeError(`an image needs a ${name}`);
  const { image_digest } = fields;
  if (image_digest !== undefined && !DIGEST.test(String(image_digest))) {
    throw new TypeError(`${image_digest} is not a digest: sha256: and 64 hexadecimal digits`);
  }
}
