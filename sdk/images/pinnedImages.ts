import { publicHost } from "./publicHost";
import { type Reference, readReference } from "./reference";

/** An image that passed. */
interface Pinned {
  /** As the program or the vendor names it. */
  readonly key: string;
  /** As it is pulled: with its digest. */
  readonly value: string;
  readonly host?: string;
  readonly digest: string;
}

/** What becomes of an image of a manifest: it is written so, or it is refused for this reason. */
export type Decision = { readonly write: string } | { readonly refused: string };

/** The images that passed a gate, by their names and by their digests. */
export class PinnedImages {
  readonly #byName = new Map<string, Pinned[]>();
  readonly #digests = new Set<string>();
  readonly #keys: string[];
  /** What is wrong with the record itself. */
  readonly faults: readonly string[];

  constructor(pinned: Readonly<Record<string, string>>) {
    // Sorted, so that what is written does not depend on the order in which a vendor lists images.
    this.#keys = Object.keys(pinned).sort();
    const faults: string[] = [];
    for (const key of this.#keys) {
      const value = String(pinned[key]);
      const digest = /@(sha256:[0-9a-f]{64})$/.exec(value)?.[1];
      if (digest === undefined) {
        faults.push(`pinned[${JSON.stringify(key)}] is ${JSON.stringify(value)}, which has no digest`);
        continue;
      }
      this.#digests.add(digest);
      const reference = readReference(key);
      // A vendor's id, or a digest alone, names no tag: such an image is known by its digest only.
      if (reference?.tag === undefined) continue;
      const { host } = reference;
      const name = nameOf(reference);
      const namesakes = this.#byName.get(name) ?? [];
      namesakes.push({ key, value, digest, ...(host === undefined ? {} : { host: canonical(host) }) });
      this.#byName.set(name, namesakes);
    }
    this.faults = faults;
  }

  get empty(): boolean {
    return this.#keys.length === 0;
  }

  decide(written: string): Decision {
    const reference = readReference(written);
    if (reference === undefined) {
      return {
        refused: written.includes("{{")
          ? "is of a template: render that first (as with `helm template`)"
          : "is no reference of an image, whose digest could be known",
      };
    }
    const found = this.#find(reference);
    const digests = new Set(found.map(({ digest }) => digest));
    if (reference.digest !== undefined) return this.#decidePinned(written, reference.digest, digests);
    const [first] = found;
    if (first === undefined) return { refused: `is none that passed${this.#nearest(written)}` };
    if (digests.size > 1) {
      const all = found.map(({ key, value }) => `${key} (${value})`).join(" and ");
      return { refused: `may be any of several images that passed, ${all}: write which, with its host` };
    }
    // A digest is of the content: wherever it is pulled from, under whatever name, it is what was scanned, or nothing.
    const needsHost = reference.host === undefined && readReference(first.value)?.host !== undefined;
    return { write: needsHost ? first.value : `${reference.repository}@${first.digest}` };
  }

  /** An image that a manifest pins itself may stay if that content passed, and under that name, if its name is known. */
  #decidePinned(written: string, digest: string, digests: ReadonlySet<string>): Decision {
    if (!this.#digests.has(digest)) {
      return { refused: `has a digest that did not pass${this.#nearest(written)}` };
    }
    if (digests.size === 0 || digests.has(digest)) return { write: written };
    return { refused: `has the digest of another image; what passed under its name is ${[...digests]}` };
  }

  /** What passed under the name of `reference`: as it stands; else under the same with one host less; else one more. */
  #find(reference: Reference): readonly Pinned[] {
    if (reference.tag === undefined) return [];
    const host = reference.host === undefined ? undefined : canonical(reference.host);
    const namesakes = this.#byName.get(nameOf(reference)) ?? [];
    const same = namesakes.filter((pinned) => pinned.host === host);
    if (same.length > 0) return same;
    const { path, tag } = reference;
    if (host !== undefined) {
      // What Docker Hub has in `library` is mostly written without that.
      const short =
        host === hub ? (this.#byName.get(`${path.replace(/^library\/(?=[^/]+$)/, "")}:${tag}`) ?? []) : [];
      return [...new Set([...namesakes, ...short])].filter((pinned) => pinned.host === undefined);
    }
    const long = (this.#byName.get(`library/${path}:${tag}`) ?? []).filter((pinned) => pinned.host === hub);
    return [...new Set([...namesakes, ...long])];
  }

  /** The names most like `written`: those that have the most of their first and last letters in common with it. */
  #nearest(written: string): string {
    const alike = this.#keys.map((key) => ({ key, common: commonLetters(bare(written), bare(key)) }));
    const near = alike.filter(({ key, common }) => common * 2 > bare(key).length);
    near.sort((one, other) => other.common - one.common);
    const keys = near.slice(0, 3).map(({ key }) => key);
    return keys.length === 0 ? "" : `; nearest of those that did: ${keys.join(", ")}`;
  }
}

const hub = "docker.io";

/** One name for each registry: Docker Hub has two, and some have another within a vendor's private network. */
function canonical(host: string): string {
  return host === "index.docker.io" ? hub : publicHost(host);
}

function nameOf({ host, path, tag }: Reference): string {
  const whole =
    host !== undefined && canonical(host) === hub && !path.includes("/") ? `library/${path}` : path;
  return `${whole}:${tag}`;
}

/** A reference without its digest and its host. */
function bare(written: string): string {
  const name = written.replace(/@.*$/, "");
  const { host } = readReference(name) ?? {};
  return host === undefined ? name : name.slice(host.length + 1);
}

function commonLetters(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let first = 0;
  while (first < most && one[first] === other[first]) first += 1;
  let last = 0;
  while (last < most - first && one.at(-1 - last) === other.at(-1 - last)) last += 1;
  return first + last;
}
