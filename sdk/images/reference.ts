/** An image's name as a manifest writes it, taken apart. */
export interface Reference {
  /** Everything before tag and digest, as it is written. */
  readonly repository: string;
  /** The registry, in small letters, as hosts are compared. */
  readonly host?: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

const word = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
// The first part is a host if it has a dot or a port, or is `localhost`; a colon after the last slash opens a tag.
const host = "localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?";
const form = new RegExp(
  `^(?<repository>(?:(?<host>${host})/)?(?<path>${word}(?:/${word})*))(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$`,
);

/**
 * `written` taken apart as Docker does, or undefined where it is no reference. Without a tag and a digest it means
 * `:latest`. The provider has a parser of its own that says what is wrong with a reference; programs do not load the
 * provider, and a test holds the two to one answer.
 */
export function readReference(written: string): Reference | undefined {
  const { repository, host, path, tag, digest } = form.exec(written)?.groups ?? {};
  if (repository === undefined || path === undefined) return undefined;
  const named = tag ?? (digest === undefined ? "latest" : undefined);
  return {
    repository,
    ...(host === undefined ? {} : { host: host.toLowerCase() }),
    path,
    ...(named === undefined ? {} : { tag: named }),
    ...(digest === undefined ? {} : { digest }),
  };
}
