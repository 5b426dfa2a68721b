import type { Content } from "./findings";
import { parseReference } from "./reference";

/**
 * What may run: for each image, as a program or the vendor calls it, the content that was scanned. Two images of one
 * name, in two registries, are told apart by their registry; where that is the same, too, neither is told.
 */
export class Pins {
  private readonly named = new Map<string, Content>();
  /** What the program does not name, by the vendor's name. */
  private readonly others = new Map<string, Content[]>();

  /** `reference` is how the program named the image, if it did. */
  add(reference: string | undefined, content: Content): void {
    if (reference !== undefined) {
      this.named.set(reference, content);
      return;
    }
    const known = this.others.get(content.name);
    if (known) known.push(content);
    else this.others.set(content.name, [content]);
  }

  /** By reference: `host/namespace/name@sha256:…`. */
  get pinned(): Record<string, string> {
    const pins = new Map<string, Set<string>>();
    for (const [name, all] of this.others) {
      const contents = all.filter(({ digest }) => digest !== this.named.get(name)?.digest);
      const isOne = !this.named.has(name) && new Set(contents.map(({ digest }) => digest)).size === 1;
      for (const content of isOne ? contents.slice(0, 1) : contents) {
        const key = isOne ? name : fullName(content);
        // Of several, a name that says no registry could be any.
        if (!isOne && key === name) continue;
        pins.set(key, (pins.get(key) ?? new Set()).add(`${content.repository}@${content.digest}`));
      }
    }
    for (const [reference, content] of this.named)
      pins.set(reference, new Set([`${repositoryOf(reference, content)}@${content.digest}`]));
    return Object.fromEntries(
      [...pins].flatMap(([key, [pin, ...more]]) => (pin && more.length === 0 ? [[key, pin]] : [])),
    );
  }
}

/** `host/namespace/name:tag`, as far as they are known. */
export function fullName({ name, repository }: Content): string {
  const reference = parseReference(name);
  const tag = typeof reference === "string" ? undefined : reference.tag;
  return tag === undefined ? repository : `${repository}:${tag}`;
}

/** Where the program says which host it means, that; else what the vendor says. */
function repositoryOf(key: string, { repository }: Content): string {
  const reference = parseReference(key);
  return typeof reference === "string" || reference.host === undefined
    ? repository
    : `${reference.host}/${reference.path}`;
}
