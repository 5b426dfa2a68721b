import { type ErrorKind, ScanError } from "./errors";

/** No answer within a request's deadline. */
export function timedOut(requestMs: number): ScanError {
  return new ScanError({
    kind: "Timeout",
    action: "",
    text: `no answer within ${requestMs / 1000} s`,
    remedy: "Run the update again: it goes on from what the vendor has by then.",
  });
}

/** An answer that is not one of the vendor's API: a page of a proxy's, or nothing. */
export function notAnAnswer(
  vendor: string,
  status: number | undefined,
  kind: ErrorKind = "Unavailable",
): ScanError {
  return new ScanError({
    kind,
    action: "",
    code: status === undefined ? undefined : `HTTP ${status}`,
    text: `the answer is not one of ${vendor}'s API`,
    remedy:
      "Something between here and the vendor answered in its place (a proxy?), or the vendor is out of order.",
  });
}

/**
 * How long an answer may be, in bytes, unpacked. A page of a list comes to a few megabytes; but TCSS tells how far a scan is
 * of all images in one answer, which for a hundred thousand comes to some forty.
 */
export const mostAnswerBytes = 128 * 1024 * 1024;

/** An answer of which no more is read. */
export function tooLong(vendor: string): ScanError {
  return new ScanError({
    kind: "Unknown",
    action: "",
    text: `the answer is longer than ${mostAnswerBytes / 1024 / 1024} MB, which none of ${vendor}'s API is`,
    remedy: "Something between here and the vendor answered in its place, or the vendor is out of order.",
  });
}

/** What a vendor wrote in a field of a failure, on one line that a person reads; undefined where that is no word. */
export function word(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).replace(/\s+/g, " ").trim().slice(0, 500);
  return text === "" ? undefined : text;
}

/** The list in a field of an answer, where null and nothing stand for an empty one. */
export function list<T>(value: T[] | null | undefined, field: string): T[] {
  const given: unknown = value ?? [];
  if (Array.isArray(given)) return given as T[];
  throw otherwise(`${field} is no list`);
}

/** A number in a field of an answer, where anything else stands for none. */
export function count(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) && typeof value !== "object" ? number : 0;
}

/** What was read has a form that none of the vendor's documents knows; `text` says in what. */
export function otherwise(text: string): ScanError {
  return new ScanError({
    kind: "Unknown",
    action: "read",
    text: `the vendor's answer has another form than its documents say: ${text}`,
    remedy: "See whether there is a newer version of pulumi-image-scan, and report it otherwise.",
    mayHaveActed: false,
  });
}

/** What else to know of refused credentials that stand in the stack's configuration; nothing of others. */
export function keyRotation(configured: boolean): string {
  return configured
    ? " `refresh` and `destroy` use the configuration of the last `up`: after a key rotation run `pulumi up`, or add `--run-program`."
    : "";
}

/** What to do about a code that stands in no table of ours. */
export const unknownCode =
  "Look the code up in the vendor's API documents; the vendor's support asks for the request's id.";
