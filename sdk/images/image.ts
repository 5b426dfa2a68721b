import { publicHost } from "./publicHost";
import { readReference } from "./reference";

/** An image as a program names it: by a reference, or by its vendor's coordinates. */
export type Image = string | { readonly [coordinate: string]: string | number | undefined };

/** What the vendors call the namespace, the name, the tag and the digest of a registry image. */
const vocabularies = [
  ["repoNamespace", "repoName", "tag", "digest"],
  ["namespace", "imageName", "imageVersion", "imageDigest"],
  ["namespace", "name", "tag", "digest"],
] as const;

/**
 * What two ways of writing an image have in common if they mean the same one, as far as their text tells: that which a
 * resource keys its set of images by, and the public host of a registry in place of a private one. Nothing is looked up,
 * and no host is made up: `team/api:1` and `registry.example.com/team/api:1` may be two images.
 */
export function identityOf(image: Image): string {
  if (typeof image === "string") return identityOfReference(image) ?? image;
  const given = Object.entries(image).filter(([, value]) => value !== undefined);
  const coordinates = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  const words = vocabularies.find(([namespace, name]) => namespace in coordinates && name in coordinates);
  if (words === undefined) return `{${JSON.stringify(Object.entries(coordinates).sort())}}`;
  const [namespace = "", name, tag, digest] = words.map((word) => coordinates[word]);
  // Alibaba Cloud writes digests without their algorithm.
  const at = digest === undefined ? "" : `@${/^[0-9a-f]{64}$/.test(digest) ? `sha256:${digest}` : digest}`;
  const written = `${namespace}/${name}${tag === undefined ? "" : `:${tag}`}${at}`;
  const further = Object.entries(coordinates)
    .filter(([word]) => !(words as readonly string[]).includes(word))
    .sort();
  // A namespace alone is no host, whatever it looks like.
  const identity = namespace.includes("/")
    ? identityOfReference(written)
    : identityOfReference(`localhost/${written}`)?.replace("localhost", "");
  return `${identity ?? written}${further.length === 0 ? "" : ` ${JSON.stringify(further)}`}`;
}

/** One of each image. Of several ways to write it that with the public host of its registry stays, else the first by sort. */
export function distinct<T extends Image>(images: readonly T[]): T[] {
  const kept = new Map<string, T>();
  for (const image of images) {
    const identity = identityOf(image);
    const other = kept.get(identity);
    if (other === undefined || rank(image) < rank(other)) kept.set(identity, image);
  }
  return [...kept.values()];
}

function rank(image: Image): string {
  if (typeof image !== "string") return `1${JSON.stringify(image)}`;
  const { host } = readReference(image) ?? {};
  return `${host === undefined || publicHost(host) === host ? 0 : 2}${image}`;
}

/** Of a reference without a host the identity begins with `/`. */
function identityOfReference(written: string): string | undefined {
  const reference = readReference(written);
  if (reference === undefined) return undefined;
  const { host, path, tag, digest } = reference;
  return [
    `${host === undefined ? "" : publicHost(host)}/${path}`,
    tag === undefined ? "" : `:${tag}`,
    digest === undefined ? "" : `@${digest}`,
  ].join("");
}
