/** An image's name as Docker writes it: `[host/]path[:tag][@digest]`. */
export interface Reference {
  readonly host?: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

const hostForm = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;
const pathForm = /^[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^sha256:[0-9a-f]{64}$/;

/**
 * `written` taken apart, or what is wrong with it. Without a tag and a digest it means `:latest`. A host may be ruled
 * out: then what looks like one is the namespace.
 */
export function parseReference(written: string, mayHaveHost = true): Reference | string {
  const at = written.indexOf("@");
  const name = at < 0 ? written : written.slice(0, at);
  const digest = at < 0 ? undefined : written.slice(at + 1);
  if (digest?.includes("@")) return "has more than one `@`";
  if (digest !== undefined && !isDigest(digest))
    return `has the digest "${digest}": a digest is \`sha256:\` and 64 hexadecimal digits`;
  const first = mayHaveHost ? firstLikeHost(name) : undefined;
  const host = first !== undefined && hostForm.test(first.toLowerCase()) ? first.toLowerCase() : undefined;
  // Some registries allow namespaces with a dot; a host has no underscore.
  if (first !== undefined && host === undefined && !pathForm.test(first))
    return `has the host "${first}", which is none`;
  const rest = host === undefined ? name : name.slice(host.length + 1);
  const colon = rest.indexOf(":");
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (!pathForm.test(path)) return wrongPath(path);
  if (tag !== undefined && !tagForm.test(tag)) {
    return tag === ""
      ? "has an empty tag: leave out the `:` or name one"
      : `has the tag "${tag}", which no registry accepts`;
  }
  const named = digest === undefined ? { path, tag: tag ?? "latest" } : { path, ...(tag && { tag }), digest };
  return host === undefined ? named : { host, ...named };
}

/** What stands before the first `/`, if it looks like a host. */
function firstLikeHost(name: string): string | undefined {
  const first = name.slice(0, Math.max(name.indexOf("/"), 0));
  return first === "localhost" || /[.:]/.test(first) ? first : undefined;
}

/** Whether a path without a host would be read as one that has one. */
export function looksHosted(path: string): boolean {
  const first = firstLikeHost(path);
  return first !== undefined && hostForm.test(first);
}

export function isDigest(value: string): boolean {
  return digestForm.test(value);
}

/** The one way to write `reference`. */
export function writeReference({ host, path, tag, digest }: Reference): string {
  return `${host === undefined ? "" : `${host}/`}${path}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

function wrongPath(path: string): string {
  if (path === "") return "has no name";
  if (path !== path.toLowerCase())
    return `has capital letters: image names are lower case, "${path.toLowerCase()}"`;
  return `has the name "${path}": names are lower-case letters, digits and single separators (\`.\`, \`_\`, \`-\`), with \`/\` between`;
}
