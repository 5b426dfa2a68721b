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

/** What else to know of refused credentials that stand in the stack's configuration; nothing of others. */
export function keyRotation(configured: boolean): string {
  return configured
    ? " `refresh` and `destroy` use the configuration of the last `up`: after a key rotation run `pulumi up`, or add `--run-program`."
    : "";
}
