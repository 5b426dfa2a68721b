import { exactInteger, type Uint64 } from "../json";
import type { Asset, ImageRow } from "./asset";
import type { Assumptions } from "./assumptions";
import { Images, refuseUnusable } from "./images";
import { madeUpDigest, madeUpUuid } from "./madeUp";
import { IMAGE_TYPES, type Registries, type Registry } from "./registries";

/** An image of a registry as HSS lists it: RegistryImagesInfo, in its own words. */
export type RegistryImage = ImageRow & {
  /** A Long: beyond 2^53 a bigint. */
  id: Uint64;
  namespace: string;
  image_type: string;
  registry_id: string;
  registry_name: string;
  registry_type: string;
  latest_version: boolean;
  scan_failed_code: string;
  scan_failed_desc: string;
  latest_sync_time: number;
  domain_name: string;
  shared_status: string;
  scannable: boolean;
  is_multiple_arch: boolean;
  instance_name: string;
  instance_id: string;
  instance_url: string;
};

/** What `add` takes in place of a reference: the coordinates, and whatever else differs from a plain image. */
export type NewRegistryImage = Partial<Omit<RegistryImage, "latest_version">> &
  Pick<RegistryImage, "namespace" | "image_name" | "image_version">;

/** Says which image: its id (a number, a bigint, or its digits), or `namespace/name:tag`. */
export type WhichImage = Uint64 | string;

const REFERENCE = /^([^/:@\s]+)\/([^:@\s]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;
const MAX_LONG = 2n ** 63n - 1n;

/** Failures that have a scan_status of their own. */
const STATUS_OF_FAILURE: Readonly<Record<string, string>> = {
  download_failed: "download_failed",
  image_over_sized: "image_oversized",
};

/** A plain image. One literal, not a spread: of 100,000 images each is then smaller in memory. */
const plainImage = (): RegistryImage => ({
  id: 0,
  namespace: "",
  image_name: "",
  image_id: "",
  image_digest: "",
  image_version: "",
  image_type: "",
  registry_id: "",
  registry_name: "",
  registry_type: "",
  latest_version: true,
  scan_status: "unscan",
  scan_failed_desc: "",
  scan_failed_code: "",
  image_size: 56_623_104,
  latest_update_time: 0,
  latest_scan_time: 0,
  latest_sync_time: 0,
  vul_num: 0,
  unsafe_setting_num: 0,
  malicious_file_num: 0,
  domain_name: "",
  shared_status: "",
  scannable: true,
  is_multiple_arch: false,
  instance_name: "",
  instance_id: "",
  instance_url: "",
  severity_level: "",
});

/** The images of an account's registries. */
export class RegistryImages extends Images<RegistryImage> {
  /** The image that was pushed last to each repository. */
  readonly #newest = new Map<string, RegistryImage[]>();
  #nextId: bigint;

  constructor(
    private readonly registries: Registries,
    private readonly assumptions: Assumptions,
    private readonly clock: () => number,
    firstId: Uint64,
    catchUp: () => void,
  ) {
    const failed = (reason: string) => ({
      scan_failed_code: reason,
      scan_failed_desc: reason.replaceAll("_", " "),
      ...(STATUS_OF_FAILURE[reason] && { scan_status: STATUS_OF_FAILURE[reason] }),
    });
    super({ waiting: "waiting_for_scan", failed }, catchUp);
    this.#nextId = BigInt(firstId);
  }

  /**
   * Pushes an image: `namespace/name:tag`, with `@sha256:…` for a digest of one's own, or its fields. `registry_id`
   * or `registry_name` says which registry; the first one if neither does.
   */
  add(image: string | NewRegistryImage, fields: Partial<NewRegistryImage> = {}): Readonly<RegistryImage> {
    const given = { ...(typeof image === "string" ? parseReference(image) : image), ...fields };
    const row = this.#complete(given, given.id === undefined ? this.#freeId() : recordId(given.id));
    const twin = this.byReference(this.referenceOf(row)).find((other) => isBeside(other.row, row));
    if (twin) {
      throw new RangeError(`${this.referenceOf(row)} is in ${row.registry_name} already: move it`);
    }
    return this.#place(row);
  }

  /** Pushes so many images at once, of 100 repositories, to namespace `bulk` unless `fields` say otherwise. */
  addMany(
    count: number,
    fields: Partial<Omit<NewRegistryImage, "id" | "image_name" | "image_version">> = {},
  ): void {
    for (let added = 0; added < count; added += 1) {
      const image_name = `service-${this.additions % 100}`;
      this.add({ namespace: "bulk", ...fields, image_name, image_version: `1.${this.additions}` });
    }
  }

  /** Pushes another digest under the tag of an image that is there. */
  move(which: WhichImage, digest?: string): Readonly<RegistryImage> {
    const { row } = this.asset(which);
    const { namespace, image_name, image_version, registry_id, instance_id, instance_name } = row;
    const { instance_url, scannable } = row;
    const kept = { namespace, image_name, image_version, registry_id, scannable };
    const instance = { instance_id, instance_name, instance_url };
    const id = this.assumptions.movedTag === "sameId" ? row.id : this.#freeId();
    const pushed = this.#complete({ ...kept, ...instance, ...(digest && { image_digest: digest }) }, id);
    this.remove(row.id);
    return this.#place(pushed);
  }

  /** Lets the image be scanned, or not. */
  allowScans(which: WhichImage, allowed = true): void {
    this.asset(which).row.scannable = allowed;
    this.changed();
  }

  override remove(which: WhichImage): Readonly<RegistryImage> {
    const row = super.remove(which);
    const left = (this.#newest.get(repositoryOf(row)) ?? []).filter((other) => other !== row);
    this.#newest.set(repositoryOf(row), left);
    const last = left.at(-1);
    if (last) last.latest_version = true;
    return row;
  }

  override referenceOf({ namespace, image_name, image_version }: RegistryImage): string {
    return `${namespace}/${image_name}:${image_version}`;
  }

  protected override keyOf({ id }: RegistryImage): string {
    return String(id);
  }

  protected override find(which: WhichImage): readonly Asset<RegistryImage>[] {
    if (typeof which !== "string" || /^\d+$/.test(which)) {
      const asset = this.byKey(String(which));
      return asset ? [asset] : [];
    }
    const { image_digest, ...given } = parseReference(which);
    const named = this.byReference(`${given.namespace}/${given.image_name}:${given.image_version}`);
    return named.filter(({ row }) => (image_digest ?? row.image_digest) === row.image_digest);
  }

  #complete(given: NewRegistryImage, id: Uint64): RegistryImage {
    const plain = plainImage();
    refuseUnusable(given, plain, ["namespace", "image_name", "image_version"]);
    if ("latest_version" in given) throw new TypeError("latest_version follows from what was pushed last");
    const pushed = `${given.namespace}/${given.image_name}:${given.image_version} ${this.additions}`;
    this.additions += 1;
    const registry = this.#registryOf(given);
    return Object.assign(
      plain,
      {
        image_id: madeUpUuid(`image ${pushed}`),
        image_digest: madeUpDigest(`manifest ${pushed}`),
        image_type: IMAGE_TYPES[registry.registry_type],
        latest_update_time: this.clock(),
        latest_sync_time: this.clock(),
      },
      given,
      {
        id,
        registry_id: registry.id,
        registry_name: registry.registry_name,
        registry_type: registry.registry_type,
      },
    );
  }

  #registryOf({ registry_id, registry_name }: NewRegistryImage): Registry {
    const which = registry_id ?? registry_name;
    return which === undefined ? this.registries.first() : this.registries.get(which);
  }

  #place(row: RegistryImage): RegistryImage {
    this.put(row, this.registries.enterpriseProjectOf(this.registries.get(row.registry_id)));
    const repository = this.#newest.get(repositoryOf(row)) ?? [];
    this.#newest.set(repositoryOf(row), repository);
    const before = repository.at(-1);
    if (before) before.latest_version = false;
    repository.push(row);
    return row;
  }

  #freeId(): Uint64 {
    while (this.byKey(String(this.#nextId))) this.#nextId += 1n;
    this.#nextId += 1n;
    return exactInteger(String(this.#nextId - 1n));
  }
}

function parseReference(reference: string): NewRegistryImage {
  const [, namespace, image_name, image_version = "latest", image_digest] = REFERENCE.exec(reference) ?? [];
  if (!namespace || !image_name) throw new TypeError(`${reference} is not namespace/name:tag`);
  return { namespace, image_name, image_version, ...(image_digest !== undefined && { image_digest }) };
}

function recordId(given: unknown): Uint64 {
  const digits = typeof given === "string" ? "" : String(given);
  if (!/^\d{1,19}$/.test(digits) || BigInt(digits) > MAX_LONG) {
    throw new TypeError(`${given} is not an id: an integer from 0 to ${MAX_LONG}`);
  }
  return exactInteger(digits);
}

function isBeside(one: RegistryImage, other: RegistryImage): boolean {
  return one.registry_id === other.registry_id && one.instance_id === other.instance_id;
}

function repositoryOf({ registry_id, instance_id, namespace, image_name }: RegistryImage): string {
  return `${registry_id} ${instance_id} ${namespace}/${image_name}`;
}
