import type { Context } from "../../core/context";
import type { ImageMap, Naming } from "../../core/imageSet";
import { isDigest, parseReference, type Reference, writeReference } from "../../core/reference";
import { only } from "../../core/rows";
import type { Properties } from "../../core/wire";
import type { LocalImage } from "./api";
import type { TcssClient } from "./client";
import { type ImageList, Images, scanFields } from "./images";
import { isAuthorized } from "./licences";

/** An image on a node as a program names it: by its id, or by its name there. */
export interface LocalImageName {
  /** `sha256:…` */
  readonly id?: string;
  readonly reference?: Reference;
}

export const localImageNaming: Naming<LocalImageName> = {
  input: "string",
  range: 'an image id `sha256:…`, or a name such as "team/api:1.4" or "ccr.ccs.tencentyun.com/team/api:1.4"',
  parse(written) {
    if (typeof written !== "string") return { wrong: `is not a string: write ${this.range}` };
    if (isDigest(written)) return { image: { id: written } };
    const reference = parseReference(written);
    if (typeof reference === "string") return { wrong: `"${written}" ${reference}` };
    return reference.digest === undefined
      ? { image: { reference } }
      : { wrong: `"${written}" has a digest, by which TCSS knows no local image: write ${this.range}` };
  },
  key: ({ id, reference }) => ({ key: id ?? (reference ? writeReference(reference) : ""), value: "" }),
  fromKey(key) {
    return this.parse(key);
  },
};

const kept = only<LocalImage>({
  ...scanFields,
  ImageID: true,
  ImageName: true,
  IsSuggest: true,
  ContainerCnt: true,
  RiskCnt: true,
});

/** The list of the nodes' images. */
const localImageList: ImageList<LocalImage, LocalImageName> = {
  naming: localImageNaming,
  where: "on no node that TCSS knows",
  async page(client, offset) {
    // The oldest first: what comes while we read comes at the end, and moves nothing.
    const request = { Limit: 100, Offset: offset, By: "CreateTime", Order: "asc" };
    const page = await client.call("DescribeAssetImageList", request);
    return { images: (page.List ?? []).map(kept), total: Number(page.TotalCount ?? 0) };
  },
  idOf: ({ ImageID }) => ImageID,
  // A local image's id is the digest of its content: a name that leads to another id has moved.
  digestOf: ({ ImageID }) => ImageID,
  namesOf,
  nameOf: (record) => {
    const reference = referenceOf(record);
    return reference ? writeReference(reference) : record.ImageID;
  },
  nameFor: ({ id, reference }) => (reference ? writeReference(reference) : `#${id ?? ""}`),
  idGiven: ({ id }) => id,
  fits: () => true,
  placeOf: ({ ImageID }) => ImageID,
  tellApart: "give the id",
  source: "node",
};

export type LocalImages = Images<LocalImage, LocalImageName>;

/** The images on the nodes of one account, shared by all resources of this process. */
export function localImages(context: Context, client: TcssClient): LocalImages {
  return context.share(`tcss local images ${client.key}`, () => new Images(context, client, localImageList));
}

/** The authorised images, but for those that a selection excludes. */
export async function selectedLocalImages(
  images: LocalImages,
  selection: Properties,
): Promise<readonly LocalImage[]> {
  const { excludeImages } = selection as { excludeImages?: ImageMap };
  const excluded = await images.ids(excludeImages);
  return (await images.all()).filter((record) => isAuthorized(record) && !excluded.has(record.ImageID));
}

/** The images of `ids` under the names that the program gave them; under their own where it gave none. */
export async function namedLocalImages(
  images: LocalImages,
  ids: readonly string[],
  given: ImageMap,
  resolved: Readonly<Record<string, { readonly id: string }>>,
): Promise<ImageMap> {
  const set = new Set(ids);
  const ours = new Set<string>();
  const named: Record<string, ImageMap[string]> = {};
  for (const [key, { id }] of Object.entries(resolved)) {
    if (!set.has(id)) continue;
    named[key] = given[key] ?? "";
    ours.add(id);
  }
  const others = ids.filter((id) => !ours.has(id));
  for (const [index, name] of (await images.nameIds(others)).entries()) {
    // Two nodes may hold different images of the same name.
    named[name in named || name.startsWith("#") ? (others[index] ?? name) : name] = "";
  }
  return named;
}

/** Every name that an image answers to. */
export function* namesOf(record: LocalImage): Iterable<string> {
  yield `#${record.ImageID}`;
  const reference = referenceOf(record);
  if (!reference) return;
  yield writeReference(reference);
  const { host: _, ...local } = reference;
  yield writeReference(local);
}

/** The name of an image on a node; undefined where it has none, or none that a program could write. */
export function referenceOf({ ImageName }: LocalImage): Reference | undefined {
  const reference = ImageName ? parseReference(ImageName) : "";
  return typeof reference === "string" ? undefined : reference;
}
