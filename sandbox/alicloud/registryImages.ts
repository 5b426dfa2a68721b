import { fails, type Outcome } from "../outcome";
import type { Assumptions } from "./assumptions";
import { CLEAN, type Findings, type Found, finds } from "./findings";
import { isSupported } from "./regions";
import {
  completeImage,
  isDigest,
  movedImage,
  type NewRegistryImage,
  parseReference,
  type RegistryImage,
  referenceOf,
  repositoryOf,
} from "./registryImage";

/** The images of an account's registries, in the order they were pushed. */
export class RegistryImages {
  readonly #byUuid = new Map<string, RegistryImage>();
  readonly #byRepository = new Map<string, Set<RegistryImage>>();
  readonly #unknown = new WeakSet<RegistryImage>();
  readonly #unsupported = new WeakSet<RegistryImage>();
  readonly #outcomes = new WeakMap<RegistryImage, Outcome<Found>>();
  readonly #found = new WeakMap<RegistryImage, Found>();
  #pushes = 0;
  #version = 0;

  constructor(
    private readonly assumptions: Assumptions,
    private readonly regionId: string,
    private readonly clock: () => number,
    private readonly catchUp: () => void,
  ) {}

  /** @internal Changes whenever an image does. */
  get version(): number {
    this.catchUp();
    return this.#version;
  }

  get size(): number {
    return this.#byUuid.size;
  }

  list(): Readonly<RegistryImage>[] {
    this.catchUp();
    return [...this.#byUuid.values()];
  }

  /** Pushes an image: `namespace/name:tag`, with `@sha256:…` for a digest of one's own, or its fields. */
  add(image: string | NewRegistryImage, fields: Partial<NewRegistryImage> = {}): Readonly<RegistryImage> {
    const given = { ...(typeof image === "string" ? parseReference(image) : image), ...fields };
    const added = this.#complete(given);
    if (this.#byUuid.has(added.Uuid)) throw new RangeError(`the Uuid ${added.Uuid} is another image's`);
    const namesake = this.#namesakes(added).find(({ InstanceId }) => InstanceId === added.InstanceId);
    if (namesake) throw new RangeError(`${referenceOf(added)} is in ${added.InstanceId} already: move it`);
    return this.#put(added, given.known);
  }

  /** Pushes so many images at once, of 100 repositories, to namespace `bulk` unless `fields` say otherwise. */
  addMany(
    count: number,
    fields: Partial<Omit<NewRegistryImage, "Uuid" | "RepoName" | "Tag" | "RepoId">> = {},
  ): void {
    for (let added = 0; added < count; added += 1) {
      // The number of pushes so far never comes again, so neither does the tag.
      const coordinates = { RepoName: `service-${this.#pushes % 100}`, Tag: `1.${this.#pushes}` };
      const given = { RepoNamespace: "bulk", ...fields, ...coordinates };
      this.#put(this.#complete(given), given.known);
    }
  }

  /** Deletes an image from its registry. */
  remove(which: string): Readonly<RegistryImage> {
    const image = this.#get(which);
    this.#byUuid.delete(image.Uuid);
    this.#byRepository.get(repositoryOf(image))?.delete(image);
    this.#version += 1;
    return image;
  }

  /** Pushes another digest under the tag of an image that is there. */
  move(which: string, digest?: string): Readonly<RegistryImage> {
    const image = this.#get(which);
    const pushed = this.#complete(movedImage(image, digest));
    this.remove(image.Uuid);
    if (this.#unsupported.has(image)) this.#unsupported.add(pushed);
    return this.#put(pushed, this.isKnown(image));
  }

  /** The image, by its Uuid or as `namespace/name:tag`; throws when there is none, or more than one. */
  get(which: string): Readonly<RegistryImage> {
    return this.#get(which);
  }

  /** Says what scans of the image find from now on; an image about which nothing is said is clean. */
  findings(which: string, findings: Findings): void {
    this.#outcomes.set(this.#get(which), finds(findings));
  }

  /** Lets scans of the image fail from now on; the reason is what its ResultInfo says. */
  failScans(which: string, error = "IMAGE_DOWNLOAD_FAIL"): void {
    this.#outcomes.set(this.#get(which), fails(error));
  }

  /** Says whether the image is in a region where SAS scans none; by default its RegionId tells. */
  unsupported(which: string, unsupported = true): void {
    const image = this.#get(which);
    if (unsupported) this.#unsupported.add(image);
    else this.#unsupported.delete(image);
  }

  /** @internal Whether SAS knows the image, and not its registry only. */
  isKnown(image: RegistryImage): boolean {
    return !this.#unknown.has(image);
  }

  /** @internal Whether SAS can scan the image where it is. */
  isSupported(image: RegistryImage): boolean {
    return isSupported(image.RegionId) && !this.#unsupported.has(image);
  }

  /** @internal Lets SAS know the image. */
  import(image: RegistryImage): void {
    this.#unknown.delete(image);
    this.#version += 1;
  }

  /** @internal Takes an image that no registry here holds, whatever else has its tag. */
  importStranger(given: NewRegistryImage): RegistryImage {
    return this.#put(this.#complete(given), true);
  }

  /** @internal Those of one repository, whatever registry holds it. */
  ofRepository(namespace: string, name: string): readonly RegistryImage[] {
    return [...(this.#byRepository.get(`${namespace}/${name}`) ?? [])];
  }

  /** @internal */
  outcomeOf(image: RegistryImage): Outcome<Found> {
    return this.#outcomes.get(image) ?? CLEAN;
  }

  /** @internal What the last scan that succeeded found; undefined when there was none. */
  foundIn(image: RegistryImage): Found | undefined {
    return this.#found.get(image);
  }

  /** @internal */
  find(image: RegistryImage, found: Found): void {
    this.#found.set(image, found);
    this.#version += 1;
  }

  /** @internal Says that a field of an image has been written. */
  changed(): void {
    this.#version += 1;
  }

  #get(which: string): RegistryImage {
    // Before anything changes that a scan which has ended by now should not see.
    this.catchUp();
    const found = this.#find(which);
    const [first, second] = found;
    if (!first) throw new RangeError(`no registry image is ${which}`);
    if (second) {
      throw new RangeError(
        `${which} is in ${found.map(({ InstanceId, Uuid }) => `${InstanceId} (${Uuid})`).join(", ")}: say the Uuid`,
      );
    }
    return first;
  }

  #find(which: string): readonly RegistryImage[] {
    const image = this.#byUuid.get(which);
    if (image) return [image];
    const reference = parseReference(which);
    const { Digest } = reference;
    return this.#namesakes(reference).filter((image) => !Digest || isDigest(Digest, image.Digest));
  }

  #namesakes(of: Pick<RegistryImage, "RepoNamespace" | "RepoName" | "Tag">): RegistryImage[] {
    return this.ofRepository(of.RepoNamespace, of.RepoName).filter(({ Tag }) => Tag === of.Tag);
  }

  #complete(given: NewRegistryImage): RegistryImage {
    this.#pushes += 1;
    return completeImage(given, {
      assumptions: this.assumptions,
      regionId: this.regionId,
      now: this.clock(),
      push: this.#pushes,
    });
  }

  #put(image: RegistryImage, known = true): RegistryImage {
    this.#byUuid.set(image.Uuid, image);
    const repository = this.#byRepository.get(repositoryOf(image)) ?? new Set();
    this.#byRepository.set(repositoryOf(image), repository.add(image));
    if (!known) this.#unknown.add(image);
    this.#version += 1;
    return image;
  }
}
