import type { Context } from "../../core/context";
import { ScanError } from "../../core/errors";
import {
  type Coordinates,
  type ImageMap,
  Inventory,
  imagesOf,
  type Naming,
  type Parsed,
} from "../../core/imageSet";
import { isDigest, parseReference, writeReference } from "../../core/reference";
import type { Properties } from "../../core/wire";
import { type ImageInfo, keptId, type RegistryImage } from "./api";
import type { TcssClient } from "./client";

/** A registry image as a program names it: by TCSS's id, or by where it lies. */
export interface RegistryImageName {
  readonly id?: string;
  readonly host?: string;
  readonly path?: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly registryType?: string;
  readonly instanceId?: string;
  readonly instanceName?: string;
}

/** What a name was found to be: what the schedule is given, and the digest behind the tag at that time. */
export interface ResolvedImage {
  readonly id: string;
  readonly digest?: string;
}

const coordinates = ["namespace", "name", "tag", "digest", "registryType", "instanceId", "instanceName"];
const instance = ["instanceId", "instanceName", "registryType"] as const;

export const registryImageNaming: Naming<RegistryImageName> = {
  input:
    "string | { id: pulumi.Input<number | string> } | { namespace: pulumi.Input<string>; name: pulumi.Input<string>; " +
    "tag?: pulumi.Input<string>; digest?: pulumi.Input<string>; registryType?: pulumi.Input<string>; " +
    "instanceId?: pulumi.Input<string>; instanceName?: pulumi.Input<string> }",
  range:
    'a reference such as "team/api:1.4" or "ccr.ccs.tencentyun.com/team/api@sha256:…", TCSS\'s `{ id }`, or ' +
    "`{ namespace, name, tag?, digest?, registryType?, instanceId?, instanceName? }`",

  parse(written) {
    if (typeof written === "string") return fromReference(written, {});
    const strange = Object.keys(written).find((name) => name !== "id" && !coordinates.includes(name));
    if (strange !== undefined) return { at: strange, wrong: `is not a coordinate: write ${this.range}` };
    return written.id === undefined ? fromCoordinates(written) : fromId(written);
  },

  key(image) {
    if (image.id !== undefined) return { key: `#${image.id}`, value: "" };
    const value = Object.fromEntries(
      instance.flatMap((name) => (image[name] === undefined ? [] : [[name, image[name]]])),
    );
    const prefix = Object.values(value)[0];
    const key = `${prefix === undefined ? "" : `${prefix}/`}${writeReference({ ...image, path: image.path ?? "" })}`;
    return { key, value: prefix === undefined ? "" : value };
  },

  fromKey(key, value) {
    if (/^#\d+$/.test(key)) return { image: { id: key.slice(1) } };
    const prefix =
      value === "" ? undefined : instance.map((name) => value[name]).find((one) => one !== undefined);
    const reference =
      prefix !== undefined && key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : key;
    return fromReference(reference, value === "" ? {} : value);
  },
};

/** All images that TCSS knows in the account's registries, fetched once per process, and looked up by name. */
export class RegistryImages {
  static of(context: Context, client: TcssClient): RegistryImages {
    return context.share(`tcss registry images ${client.key}`, () => new RegistryImages(context, client));
  }

  private listing:
    | { readonly since: number; readonly inventory: Promise<Inventory<RegistryImage>> }
    | undefined;

  private constructor(
    private readonly context: Context,
    private readonly client: TcssClient,
  ) {}

  /** TCSS's id of every image of `map`. Images given by id are taken at their word. */
  async resolve(map: ImageMap): Promise<Record<string, ResolvedImage>> {
    const asked = this.context.clock.now();
    const wanted = imagesOf(map, registryImageNaming);
    const listed = [...wanted].some(([, image]) => image.id === undefined);
    let inventory = listed ? await this.inventory() : emptyInventory;
    const missing = [...wanted.values()].some(
      (image) => image.id === undefined && find(inventory, image).length === 0,
    );
    // An earlier resource of the same update may have pushed it since the list was fetched.
    if (missing) inventory = await this.inventory(asked);

    const resolved: Record<string, ResolvedImage> = {};
    const problems: (() => string)[] = [];
    for (const [key, image] of wanted) {
      if (image.id !== undefined) {
        resolved[key] = { id: image.id };
        continue;
      }
      const [found, ...others] = find(inventory, image);
      if (found && others.length === 0) resolved[key] = resolvedFrom(found);
      else
        problems.push(() =>
          found ? ambiguous(key, [found, ...others]) : unknownImage(key, image, inventory),
        );
    }
    if (problems.length > 0) throw unresolved(problems);
    return resolved;
  }

  /** What a reviewer would call the images with these ids; `#id` where TCSS does not list them. */
  async nameIds(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const inventory = await this.inventory();
    return ids.map((id) => {
      const record = inventory.find(`#${id}`)[0];
      return record ? nameOf(record) : `#${id}`;
    });
  }

  /** Whether the image with these coordinates is one of those with these ids. */
  async isAmong(ids: ReadonlySet<string>, info: ImageInfo): Promise<boolean> {
    const inventory = await this.inventory();
    for (const name of namesOf({ ...info, Id: "" })) {
      if (inventory.find(name).some(({ Id }) => ids.has(keptId(Id)))) return true;
    }
    return false;
  }

  /** The list, if it is no older than `since`; else a new one. */
  private inventory(since = Number.NEGATIVE_INFINITY): Promise<Inventory<RegistryImage>> {
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

  private async fetch(): Promise<Inventory<RegistryImage>> {
    const first = await this.page(0);
    const size = first.images.length;
    const offsets: number[] = [];
    for (let offset = size; size > 0 && offset < first.total; offset += size) offsets.push(offset);
    const rest = await Promise.all(offsets.map((offset) => this.page(offset)));
    const byId = new Map<string, RegistryImage>();
    for (const { images } of [first, ...rest]) for (const image of images) byId.set(keptId(image.Id), image);
    return new Inventory([...byId.values()], namesOf);
  }

  private async page(offset: number): Promise<{ images: readonly RegistryImage[]; total: number }> {
    // The oldest first: what is pushed while we read comes at the end, and moves nothing.
    const page = await this.client.call("DescribeAssetImageRegistryList", {
      Limit: 100,
      Offset: offset,
      By: "ImageCreateTime",
      Order: "asc",
    });
    return { images: page.List ?? [], total: Number(page.TotalCount ?? 0) };
  }
}

/** The key of `map` that means the image with these coordinates, if there is one. */
export function keyOfInfo(map: ImageMap, info: ImageInfo): string | undefined {
  const names = [...namesOf({ ...info, Id: "" })];
  return names.find((name) => name in map);
}

/** What a reviewer would call an image: `namespace/name:tag`. */
export function nameOf(record: Omit<RegistryImage, "Id"> & { Id?: RegistryImage["Id"] }): string {
  const path = [record.Namespace, record.ImageName].filter(Boolean).join("/");
  return writeReference({ path, tag: record.ImageTag || "latest" });
}

const emptyInventory = new Inventory<RegistryImage>([], () => []);

function fromReference(written: string, value: Coordinates): Parsed<RegistryImageName> {
  const reference = parseReference(written);
  return typeof reference === "string"
    ? { wrong: `"${written}" ${reference}` }
    : { image: { ...reference, ...value } };
}

function fromId(written: Properties): Parsed<RegistryImageName> {
  const more = Object.keys(written).find((name) => name !== "id");
  if (more !== undefined)
    return { at: more, wrong: "stands beside `id`, which says it all: leave out one of the two" };
  const id =
    typeof written.id === "number" && Number.isSafeInteger(written.id) ? String(written.id) : written.id;
  if (typeof id !== "string" || !/^[1-9]\d{0,19}$/.test(id)) {
    return {
      at: "id",
      wrong: "is not an id: TCSS's ids are whole numbers; write those above 2^53 as a string",
    };
  }
  return { image: { id } };
}

function fromCoordinates(written: Properties): Parsed<RegistryImageName> {
  for (const [name, value] of Object.entries(written)) {
    if (value !== undefined && (typeof value !== "string" || value === ""))
      return { at: name, wrong: "is not a string with something in it" };
  }
  const { namespace, name, tag, digest, ...rest } = written as Record<string, string | undefined>;
  if (namespace === undefined) return { at: "namespace", wrong: "is required beside `name`" };
  if (name === undefined) return { at: "name", wrong: "is required beside `namespace`" };
  if (digest !== undefined && !isDigest(digest))
    return { at: "digest", wrong: "is not `sha256:` and 64 hexadecimal digits" };
  const reference = `${namespace}/${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
  return fromReference(reference, rest as Coordinates);
}

/** Every name that one image of the inventory answers to. */
function* namesOf(record: RegistryImage): Iterable<string> {
  yield `#${keptId(record.Id)}`;
  const tag = record.ImageTag || undefined;
  const digest = record.ImageDigest || undefined;
  const address = parseReference((record.ImageRepoAddress ?? "").replace(/@.*$/, ""));
  const paths = new Set<string>();
  if (record.ImageName) paths.add([record.Namespace, record.ImageName].filter(Boolean).join("/"));
  // Where the address differs from namespace and name, people know the image by its address.
  if (typeof address !== "string") paths.add(address.path);
  const hosts = typeof address !== "string" && address.host !== undefined ? ["", `${address.host}/`] : [""];
  for (const path of paths) {
    for (const host of hosts) {
      if (tag !== undefined) yield `${host}${path}:${tag}`;
      if (digest !== undefined) yield `${host}${path}@${digest}`;
      if (tag !== undefined && digest !== undefined) yield `${host}${path}:${tag}@${digest}`;
    }
  }
}

function find(inventory: Inventory<RegistryImage>, image: RegistryImageName): readonly RegistryImage[] {
  return inventory
    .find(writeReference({ ...image, path: image.path ?? "" }))
    .filter(
      (record) =>
        (image.registryType === undefined || image.registryType === record.RegistryType) &&
        (image.instanceId === undefined || image.instanceId === record.InstanceId) &&
        (image.instanceName === undefined || image.instanceName === record.InstanceName),
    );
}

function resolvedFrom({ Id, ImageDigest }: RegistryImage): ResolvedImage {
  return { id: keptId(Id), ...(ImageDigest ? { digest: ImageDigest } : {}) };
}

function unknownImage(key: string, image: RegistryImageName, inventory: Inventory<RegistryImage>): string {
  const near = inventory.nearest(writeReference({ ...image, path: image.path ?? "" }));
  return `${key} is in no registry that TCSS knows${near.length > 0 ? `; nearest: ${near.join(", ")}` : ""}`;
}

function ambiguous(key: string, records: readonly RegistryImage[]): string {
  const places = records.map(
    ({ Id, RegistryType, InstanceId }) =>
      `#${keptId(Id)} (${[RegistryType, InstanceId].filter(Boolean).join(" ")})`,
  );
  return `${key} means ${records.length} images: ${places.join(", ")}; add a digest, an instanceId or a registryType, or give the id`;
}

function unresolved(problems: readonly (() => string)[]): ScanError {
  const most = 20;
  const shown = problems.slice(0, most).map((problem) => `\n    ${problem()}`);
  const rest = problems.length > most ? `\n    and ${problems.length - most} more` : "";
  return new ScanError({
    kind: "NotFound",
    action: "images",
    text: `${problems.length} of the names do not lead to one image:${shown.join("")}${rest}`,
    remedy: "TCSS lists an image after its registry was synchronised. Nothing was changed.",
    mayHaveActed: false,
  });
}
