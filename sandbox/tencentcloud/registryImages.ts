import { exactInteger, type Uint64 } from "../json";
import { fails, type Outcome } from "../outcome";
import type { Assumptions } from "./assumptions";
import { CLEAN, type Findings, type Found, finds, type Vulnerability } from "./findings";
import type { ImageInfo } from "./imageInfo";
import {
  completeImage,
  movedImage,
  type NewRegistryImage,
  parseReference,
  type RegistryImage,
  referenceOf,
} from "./registryImage";

/** Says which image: its asset id (a number, a bigint, or its digits), or `namespace/name:tag`. */
export type WhichImage = Uint64 | string;

const FIRST_ID = 110_207_177;

/** The images of an account's registries, in the order they were pushed. */
export class RegistryImages {
  readonly #byId = new Map<string, RegistryImage>();
  readonly #byReference = new Map<string, RegistryImage[]>();
  readonly #repositories = new Map<string, RegistryImage[]>();
  readonly #outcomes = new WeakMap<RegistryImage, Outcome<Found>>();
  readonly #found = new WeakMap<RegistryImage, readonly Vulnerability[]>();
  #nextId = FIRST_ID;
  #pushes = 0;
  #version = 0;

  constructor(
    private readonly assumptions: Assumptions,
    private readonly clock: () => number,
    private readonly catchUp: () => void,
  ) {}

  /** Changes whenever an image does. */
  get version(): number {
    this.catchUp();
    return this.#version;
  }

  get size(): number {
    return this.#byId.size;
  }

  list(): Readonly<RegistryImage>[] {
    this.catchUp();
    return [...this.#byId.values()];
  }

  /** Pushes an image: `namespace/name:tag`, with `@sha256:…` for a digest of one's own, or its fields. */
  add(image: string | NewRegistryImage, fields: Partial<NewRegistryImage> = {}): Readonly<RegistryImage> {
    const given = { ...(typeof image === "string" ? parseReference(image) : image), ...fields };
    const id = given.Id === undefined ? this.#freeId() : assetId(given.Id);
    if (this.#byId.has(String(id))) throw new RangeError(`the id ${id} is another image's`);
    const added = this.#complete(given, id);
    const namesakes = this.#byReference.get(referenceOf(added)) ?? [];
    if (namesakes.some((other) => other.InstanceId === added.InstanceId)) {
      throw new RangeError(`${referenceOf(added)} is in ${added.InstanceName} already: move it`);
    }
    return this.#put(added);
  }

  /** Pushes so many images at once, of 100 repositories, to namespace `bulk` unless `fields` say otherwise. */
  addMany(
    count: number,
    fields: Partial<Omit<NewRegistryImage, "Id" | "ImageName" | "ImageTag">> = {},
  ): void {
    for (let added = 0; added < count; added += 1) {
      // The number of pushes so far never comes again, so neither does the tag.
      const coordinates = { ImageName: `service-${this.#pushes % 100}`, ImageTag: `1.${this.#pushes}` };
      this.add({ Namespace: "bulk", ...fields, ...coordinates });
    }
  }

  /** Deletes an image from its registry. */
  remove(which: WhichImage): Readonly<RegistryImage> {
    const image = this.#get(which);
    this.#byId.delete(String(image.Id));
    drop(this.#byReference, referenceOf(image), image);
    const left = drop(this.#repositories, repositoryOf(image), image);
    const latest = left.at(-1);
    if (latest) latest.IsLatestImage = true;
    this.#version += 1;
    return image;
  }

  /** Pushes another digest under the tag of an image that is there. */
  move(which: WhichImage, digest?: string): Readonly<RegistryImage> {
    const image = this.#get(which);
    const moved = movedImage(image, digest);
    const id = this.assumptions.movedTag === "sameId" ? image.Id : this.#freeId();
    const pushed = this.#complete(moved, id);
    this.remove(image.Id);
    return this.#put(pushed);
  }

  /** The image; throws when there is none, or more than one. */
  get(which: WhichImage): Readonly<RegistryImage> {
    return this.#get(which);
  }

  /** Says what scans of the image find from now on; an image about which nothing is said is clean. */
  findings(which: WhichImage, findings: Findings): void {
    this.#outcomes.set(this.#get(which), finds(findings, this.assumptions));
  }

  /** Lets scans of the image fail from now on, for a reason in a word of the vendor's. */
  failScans(which: WhichImage, error = "ConnFailed"): void {
    this.#outcomes.set(this.#get(which), fails(error));
  }

  /** Gives the image a licence to be scanned, or takes it. */
  authorize(which: WhichImage, authorized = true): void {
    this.#get(which).IsAuthorized = authorized ? 1 : 0;
    this.#version += 1;
  }

  /** @internal */
  outcomeOf(image: RegistryImage): Outcome<Found> {
    return this.#outcomes.get(image) ?? CLEAN;
  }

  /** @internal The vulnerabilities that the last scan for them found. */
  foundIn(image: RegistryImage): readonly Vulnerability[] {
    this.catchUp();
    return this.#found.get(image) ?? [];
  }

  /** @internal */
  find(image: RegistryImage, vulnerabilities: readonly Vulnerability[]): void {
    this.#found.set(image, vulnerabilities);
  }

  /** @internal Says that a field of an image has been written. */
  changed(): void {
    this.#version += 1;
  }

  #get(which: WhichImage): RegistryImage {
    // Before anything changes that a scan which has ended by now should not see.
    this.catchUp();
    const found = this.#find(which);
    const [first, second] = found;
    if (!first) throw new RangeError(`no registry image is ${which}`);
    if (second) {
      throw new RangeError(
        `${which} is in ${found.map(({ InstanceName, Id }) => `${InstanceName} (${Id})`).join(", ")}: say the id`,
      );
    }
    return first;
  }

  /** @internal */
  byId(id: Uint64): RegistryImage | undefined {
    return this.#byId.get(String(id));
  }

  /** @internal Those that coordinates in the vendor's form mean; an empty coordinate means any. */
  byCoordinates(info: ImageInfo): RegistryImage[] {
    const named = this.#byReference.get(`${info.Namespace}/${info.ImageName}:${info.ImageTag}`) ?? [];
    const fits = (asked: string | undefined, has: string) => !asked || asked === has;
    return named.filter(
      (image) =>
        fits(info.InstanceName, image.InstanceName) &&
        fits(info.InstanceId, image.InstanceId) &&
        fits(info.RegistryType, image.RegistryType) &&
        fits(info.ImageDigest, image.ImageDigest),
    );
  }

  #find(which: WhichImage): readonly RegistryImage[] {
    if (typeof which !== "string" || /^\d+$/.test(which)) {
      const image = this.#byId.get(String(which));
      return image ? [image] : [];
    }
    const { Namespace, ImageName, ImageTag, ImageDigest } = parseReference(which);
    const named = this.#byReference.get(`${Namespace}/${ImageName}:${ImageTag}`) ?? [];
    return named.filter((image) => (ImageDigest ?? image.ImageDigest) === image.ImageDigest);
  }

  #complete(given: NewRegistryImage, id: Uint64): RegistryImage {
    this.#pushes += 1;
    return completeImage(given, id, this.#pushes, this.clock());
  }

  #put(image: RegistryImage): RegistryImage {
    this.#byId.set(String(image.Id), image);
    const reference = referenceOf(image);
    this.#byReference.set(reference, [...(this.#byReference.get(reference) ?? []), image]);
    const repository = this.#repositories.get(repositoryOf(image)) ?? [];
    this.#repositories.set(repositoryOf(image), repository);
    const before = repository.at(-1);
    if (before) before.IsLatestImage = false;
    repository.push(image);
    this.#version += 1;
    return image;
  }

  #freeId(): number {
    while (this.#byId.has(String(this.#nextId))) this.#nextId += 1;
    this.#nextId += 1;
    return this.#nextId - 1;
  }
}

function assetId(given: unknown): Uint64 {
  const digits = typeof given === "string" ? "" : String(given);
  if (!/^\d{1,20}$/.test(digits)) throw new TypeError(`${given} is not an asset id: an integer, 0 or more`);
  return exactInteger(digits);
}

function repositoryOf({ InstanceId, Namespace, ImageName }: RegistryImage): string {
  return `${InstanceId} ${Namespace}/${ImageName}`;
}

function drop(index: Map<string, RegistryImage[]>, key: string, image: RegistryImage): RegistryImage[] {
  const left = (index.get(key) ?? []).filter((other) => other !== image);
  if (left.length > 0) index.set(key, left);
  else index.delete(key);
  return left;
}
