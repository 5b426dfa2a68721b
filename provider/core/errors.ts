/**
 * The closed set of reasons a vendor call can fail for. Code branches on the kind, never on a vendor's words:
 * those change with the account's language.
 */
export type ErrorKind =
  | "NotFound"
  | "AlreadyExists"
  | "InvalidInput"
  | "Forbidden"
  | "Unauthenticated"
  | "Throttled"
  | "QuotaExceeded"
  | "Conflict"
  | "Unavailable"
  | "Timeout"
  | "Unknown";

/** Kinds after which nobody can tell whether the vendor acted before the answer was lost. */
const ambiguous: ReadonlySet<ErrorKind> = new Set(["Unavailable", "Timeout", "Unknown"]);

export interface ScanErrorDetails {
  readonly kind: ErrorKind;
  /** What was tried: the vendor's name of the operation, or our own words for a step of ours. */
  readonly action: string;
  /** The vendor's words, or ours where the vendor gave none. */
  readonly text: string;
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  /** What the reader can do about it: a sentence. */
  readonly remedy?: string | undefined;
  /** Whether the vendor may have carried the call out all the same. Defaults to what the kind says. */
  readonly mayHaveActed?: boolean | undefined;
}

/** A failure that a user can act on. Its message never holds a key, a token, a header or a URL's query. */
export class ScanError extends Error {
  override readonly name = "ScanError";
  readonly kind: ErrorKind;
  readonly mayHaveActed: boolean;

  constructor(readonly details: ScanErrorDetails) {
    super(printable(sentence(details)));
    this.kind = details.kind;
    this.mayHaveActed = details.mayHaveActed ?? ambiguous.has(details.kind);
  }

  /** The same failure, with what was learnt about it since. */
  with(more: Partial<ScanErrorDetails>): ScanError {
    return new ScanError({ mayHaveActed: this.mayHaveActed, ...this.details, ...more });
  }
}

/**
 * A create or update that failed after the vendor may have acted. `state` is what the engine must keep, so that
 * the next `pulumi up` goes on from there.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  constructor(
    readonly id: string,
    readonly state: Readonly<Record<string, unknown>>,
    readonly reason: ScanError,
  ) {
    super(reason.message);
  }
}

/** `failure` as a ScanError. Anything else that was thrown is a mistake in this package, and says so. */
export function asScanError(failure: unknown, action: string): ScanError {
  if (failure instanceof ScanError) return failure;
  const text = failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
  return new ScanError({
    kind: "Unknown",
    action,
    text: `unexpected ${text}`,
    remedy:
      "This is a defect of pulumi-image-scan, or the vendor answered what its documents do not say: please report it.",
  });
}

/** What `work` comes to, which only reads: a failure of it leaves everything at the vendor as it was. */
export async function beforehand<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (failure) {
    throw asScanError(failure, "read").with({ mayHaveActed: false });
  }
}

/** `text` as a terminal may show it: what a vendor calls things must not steer it. Lines stay lines. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}

function sentence({ action, code, text, requestId, remedy }: ScanErrorDetails): string {
  const tried = [action, code, text.replace(/\.$/, "")]
    .filter((part) => part !== undefined && part !== "")
    .join(": ");
  const request = requestId ? ` (request ${requestId})` : "";
  const ended = `${tried}${request}${/[!?:]$/.test(tried) && request === "" ? "" : "."}`;
  // After a list the remedy stands on a line of its own.
  return remedy ? `${ended}${text.includes("\n") ? "\n" : " "}${remedy}` : ended;
}
