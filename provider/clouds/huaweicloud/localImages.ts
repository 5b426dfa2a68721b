import type { Context } from "../../core/context";
import type { Naming, Parsed } from "../../core/imageSet";
import { isDigest, parseReference, type Reference, writeReference } from "../../core/reference";
import { only } from "../../core/rows";
import type { Properties } from "../../core/wire";
import type { LocalImageRow } from "./api";
import type { HssClient } from "./client";
import { Images, rowFields, sentInfo } from "./images";

/** An image on nodes as a program names it: by HSS's id, by its digest, or by its name there. */
export interface LocalImageName {
  readonly id?: string;
  readonly digest?: string;
  readonly reference?: Reference;
}

const idForm = /^[0-9a-f-]{1,64}$/;
const words = ["imageId", "imageDigest", "imageName", "imageVersion"];

export const localImageNaming: Naming<LocalImageName> = {
  input:
    "string | { imageId: pulumi.Input<string> } | { imageName: pulumi.Input<string>; imageVersion?: pulumi.Input<string>; " +
    "imageDigest?: pulumi.Input<string> } | { imageDigest: pulumi.Input<string> }",
  range:
    'a name such as "team/api:1.4" or "swr.cn-north-4.myhuaweicloud.com/team/api:1.4", a digest `sha256:…`, HSS\'s ' +
    "`{ imageId }`, or `{ imageName, imageVersion?, imageDigest? }`",
  parse(written) {
    if (typeof written === "string") return fromText(written);
    const strange = Object.keys(written).find((name) => !words.includes(name));
    if (strange !== undefined) return { at: strange, wrong: `is not a coordinate: write ${this.range}` };
    return fromCoordinates(written);
  },
  key: ({ id, digest, reference }) => ({
    key: id === undefined ? (digest ?? (reference ? writeReference(reference) : "")) : `#${id}`,
    value: "",
  }),
  write({ id, ...image }) {
    return id === undefined ? this.key(image).key : { imageId: id };
  },
  fromKey(key) {
    if (!key.startsWith("#")) return fromText(key);
    const id = key.slice(1);
    return idForm.test(id) ? { image: { id } } : { wrong: `"${id}" is not an id as HSS lists them` };
  },
};

const kept = only<LocalImageRow>({ ...rowFields, local_image_type: true, non_scan_reason: true });

export type LocalImages = Images<LocalImageRow, LocalImageName>;

/** The images on the nodes of one project, shared by all resources of this process. */
export function localImages(context: Context, client: HssClient): LocalImages {
  return context.share(
    `hss local images ${client.key}`,
    () =>
      new Images<LocalImageRow, LocalImageName>(context, {
        naming: localImageNaming,
        fetch: async () => unique(await client.rows("ListImageLocal", {}, kept)),
        namesOf,
        nameFor: ({ id, digest, reference }) =>
          id === undefined ? (digest ?? (reference ? writeReference(reference) : "")) : `#${id}`,
        fits: () => true,
        placeOf: ({ image_id, image_digest }) => `#${image_id} (${image_digest || "no digest"})`,
        where: "on no node that HSS knows",
        tellApart: "give its digest or its imageId",
        remedy: "HSS lists an image after its node was synchronised.",
        idOf: ({ image_id }) => image_id ?? "",
        infoOf: ({ image_id, image_digest, image_name, image_version }) =>
          sentInfo({ image_id, image_digest, image_name, image_version }),
        nameOf: ({ image_name, image_version, image_id }) =>
          image_name ? `${image_name}:${image_version || "latest"}` : `#${image_id}`,
        hindrance: ({ non_scan_reason }) =>
          non_scan_reason ? `HSS cannot scan it (${non_scan_reason})` : undefined,
        selected: async (query) => unique(await client.rows("ListImageLocal", query, kept)),
      }),
  );
}

/** Rows of which each id stands once: while the list is read a row may move from one page to the next. */
function unique(rows: readonly LocalImageRow[]): readonly LocalImageRow[] {
  return [...new Map(rows.map((row) => [row.image_id, row])).values()];
}

function fromText(written: string): Parsed<LocalImageName> {
  if (isDigest(written)) return { image: { digest: written } };
  const reference = parseReference(written);
  return typeof reference === "string" ? { wrong: `"${written}" ${reference}` } : { image: { reference } };
}

function fromCoordinates(written: Properties): Parsed<LocalImageName> {
  for (const [name, value] of Object.entries(written)) {
    if (value !== undefined && (typeof value !== "string" || value === ""))
      return { at: name, wrong: "is not a string with something in it" };
  }
  const { imageId, imageDigest, imageName, imageVersion } = written as Record<string, string | undefined>;
  if (imageId !== undefined) {
    const more = Object.keys(written).find((name) => name !== "imageId");
    if (more !== undefined)
      return { at: more, wrong: "stands beside `imageId`, which says it all: leave out one of the two" };
    return idForm.test(imageId)
      ? { image: { id: imageId } }
      : { at: "imageId", wrong: "is not an id as HSS lists them" };
  }
  if (imageDigest !== undefined && !isDigest(imageDigest))
    return { at: "imageDigest", wrong: "is not `sha256:` and 64 hexadecimal digits" };
  if (imageName === undefined) {
    if (imageVersion !== undefined) return { at: "imageName", wrong: "is required beside `imageVersion`" };
    return imageDigest === undefined
      ? { wrong: "is empty: give `imageName`, `imageDigest` or `imageId`" }
      : { image: { digest: imageDigest } };
  }
  const tag = imageVersion === undefined ? "" : `:${imageVersion}`;
  return fromText(`${imageName}${tag}${imageDigest === undefined ? "" : `@${imageDigest}`}`);
}

/** Every name that an image answers to. */
function* namesOf({ image_id, image_digest, image_name, image_version }: LocalImageRow): Iterable<string> {
  yield `#${image_id}`;
  if (image_digest) yield image_digest;
  const reference = image_name ? parseReference(image_name) : "";
  if (typeof reference === "string") return;
  const tag = image_version || "latest";
  for (const host of reference.host === undefined ? [{}] : [{}, { host: reference.host }]) {
    const name = { ...host, path: reference.path };
    yield writeReference({ ...name, tag });
    if (image_digest) {
      yield writeReference({ ...name, digest: image_digest });
      yield writeReference({ ...name, tag, digest: image_digest });
    }
  }
}
