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

/** `written` taken apart, or what is wrong with it. Without a tag and a digest it means `:latest`. */
export function parseReference(written: string): Reference | string {
  const [name = "", digest, ...more] = written.split("@");
  if (more.length > 0) return "has more than one `@`";
  if (digest !== undefined && !isDigest(digest))
    return `has the digest "${digest}": a digest is \`sha256:\` and 64 hexadecimal digits`;
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  const looksLikeHost = /[.:]/.test(first) || first === "localhost";
  const isHost = hostForm.test(first.toLowerCase());
  // Some registries allow namespaces with a dot; a host has no underscore.
  if (looksLikeHost && !isHost && !pathForm.test(first)) return `has the host "${first}", which is none`;
  const hasHost = looksLikeHost && isHost;
  const host = hasHost ? first.toLowerCase() : undefined;
  const rest = hasHost ? name.slice(slash + 1) : name;
  const colon = rest.indexOf(":");
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (!pathForm.test(path)) return wrongPath(path);
  if (tag !== undefined && !tagForm.test(tag)) {
    return tag === ""
      ? "has an empty tag: leave out the `:` or name one"
      : `has the tag "${tag}", which no registry accepts`;
  }
  return {
    ...(host === undefined ? {} : { host }),
    path,
    ...(tag === undefined && digest === undefined ? { tag: "latest" } : tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
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
