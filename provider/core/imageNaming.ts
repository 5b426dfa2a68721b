import type { Coordinates, Naming, Parsed } from "./imageSet";
import { isDigest, looksHosted, parseReference, writeReference } from "./reference";
import type { Properties } from "./wire";

/** A registry image as a program names it: by the vendor's id, or by where it lies. `F` are the vendor's own words. */
export type ImageName<F extends string> = {
  readonly id?: string;
  readonly host?: string;
  readonly path?: string;
  readonly tag?: string;
  readonly digest?: string;
} & { readonly [word in F]?: string };

/** How one vendor's coordinates of a registry image are written. */
export interface CoordinateWords<F extends string> {
  /** Its words for the parts of a reference. */
  readonly namespace: string;
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
  /** Its further coordinates. The first that is given opens the image's name, so that a reviewer sees which it is. */
  readonly further: readonly F[];
  /** How its ids of images look, if a program may give one. */
  readonly id?: { is(id: string): boolean; readonly wrong: string };
  /** The public host of a registry that `host` is a name of, for vendors whose registries have private hosts, too. */
  readonly publicHost?: (host: string) => string;
  /** Whether the vendor writes digests without `sha256:`, so that a program may do so, too. */
  readonly bareDigests?: true;
  /** What a program may write, in words. */
  readonly range: string;
}

/** How registry images are named where they are known by a reference, or by `words`. */
export function imageNaming<F extends string>(words: CoordinateWords<F>): Naming<ImageName<F>> {
  const { id, further, range, publicHost } = words;
  const all = [words.namespace, words.name, words.tag, words.digest, ...further];

  const fromReference = (
    written: string,
    place: Coordinates | undefined,
    mayHaveHost = true,
  ): Parsed<ImageName<F>> => {
    const reference = parseReference(written, mayHaveHost);
    if (typeof reference === "string") return { wrong: `"${written}" ${reference}` };
    return { image: (place ? { ...reference, ...place } : reference) as ImageName<F> };
  };

  /** The further coordinates among `given`, in the vendor's order; undefined where there are none. */
  const placeIn = (given: Readonly<Record<string, string | undefined>>): Coordinates | undefined => {
    let place: Record<string, string> | undefined;
    for (const word of further) {
      const value = given[word];
      if (value === undefined) continue;
      place ??= {};
      place[word] = value;
    }
    return place;
  };

  const fromId = (written: Properties): Parsed<ImageName<F>> => {
    const more = Object.keys(written).find((name) => name !== "id");
    if (more !== undefined)
      return { at: more, wrong: "stands beside `id`, which says it all: leave out one of the two" };
    const given =
      typeof written.id === "number" && Number.isSafeInteger(written.id) ? String(written.id) : written.id;
    if (typeof given !== "string" || !id?.is(given))
      return { at: "id", wrong: id?.wrong ?? "is not a coordinate" };
    return { image: { id: given } as ImageName<F> };
  };

  const fromCoordinates = (written: Properties): Parsed<ImageName<F>> => {
    for (const [name, value] of Object.entries(written)) {
      if (value !== undefined && (typeof value !== "string" || value === ""))
        return { at: name, wrong: "is not a string with something in it" };
    }
    const given = written as Readonly<Record<string, string | undefined>>;
    const { [words.namespace]: namespace, [words.name]: name, [words.tag]: tag } = given;
    const bare = words.bareDigests && /^[0-9a-f]{64}$/.test(given[words.digest] ?? "");
    const digest = bare ? `sha256:${given[words.digest]}` : given[words.digest];
    if (namespace === undefined)
      return { at: words.namespace, wrong: `is required beside \`${words.name}\`` };
    if (name === undefined) return { at: words.name, wrong: `is required beside \`${words.namespace}\`` };
    if (digest !== undefined && !isDigest(digest))
      return { at: words.digest, wrong: "is not `sha256:` and 64 hexadecimal digits" };
    const reference = `${namespace}/${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
    // A host may stand before the namespace, but no namespace alone is one, whatever it looks like.
    return fromReference(reference, placeIn(given), namespace.includes("/"));
  };

  return {
    input: [
      "string",
      ...(id ? ["{ id: pulumi.Input<number | string> }"] : []),
      `{ ${all.map((word, index) => `${word}${index < 2 ? "" : "?"}: pulumi.Input<string>`).join("; ")} }`,
    ].join(" | "),
    range,

    parse(written) {
      if (typeof written === "string") return fromReference(written, undefined);
      const strange = Object.keys(written).find((name) => !(id && name === "id") && !all.includes(name));
      if (strange !== undefined) return { at: strange, wrong: `is not a coordinate: write ${range}` };
      return written.id === undefined ? fromCoordinates(written) : fromId(written);
    },

    key(image) {
      if (image.id !== undefined) return { key: `#${image.id}`, value: "" };
      const { host, path = "" } = image;
      const place = placeIn(image);
      const reference = writeReference({ ...image, path });
      const key = place === undefined ? reference : `${Object.values(place)[0]}/${reference}`;
      if (host !== undefined || !looksHosted(path)) return { key, value: place ?? "" };
      // A namespace that looks like a host is told from one by standing beside the key, too.
      return { key, value: { ...place, [words.namespace]: path.slice(0, path.lastIndexOf("/")) } };
    },

    ...(publicHost && {
      publicly(image) {
        const host = image.host === undefined ? undefined : publicHost(image.host);
        return host === image.host ? undefined : { ...image, host };
      },
    }),

    write(image) {
      if (image.id !== undefined) {
        const number = Number(image.id);
        return { id: Number.isSafeInteger(number) ? number : image.id };
      }
      const { key, value } = this.key(image);
      if (value === "") return key;
      const { host, path = "", tag, digest } = image;
      const slash = path.lastIndexOf("/");
      return {
        ...value,
        [words.namespace]: [host, path.slice(0, Math.max(0, slash))].filter(Boolean).join("/"),
        [words.name]: path.slice(slash + 1),
        ...(tag === undefined ? {} : { [words.tag]: tag }),
        ...(digest === undefined ? {} : { [words.digest]: digest }),
      };
    },

    fromKey(key, value) {
      if (id && key.startsWith("#") && id.is(key.slice(1)))
        return { image: { id: key.slice(1) } as ImageName<F> };
      const prefix =
        value === "" ? undefined : further.map((word) => value[word]).find((one) => one !== undefined);
      const reference =
        prefix !== undefined && key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : key;
      if (value === "") return fromReference(reference, undefined);
      const { [words.namespace]: namespace, ...place } = value;
      return fromReference(reference, place, namespace === undefined);
    },
  };
}
