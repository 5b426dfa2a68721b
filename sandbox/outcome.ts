/** What a scan of an image comes to: its findings, or why it fails. */
export type Outcome<Findings> =
  | { readonly ok: true; readonly findings: Required<Findings> }
  | { readonly ok: false; readonly error: string };

/**
 * The outcome that finds this, `none` being what a scan of a clean image finds. Findings also come as JSON from a
 * shell, so the types alone do not hold them.
 */
export function finds<Findings extends object>(
  none: Required<Findings>,
  findings: Findings,
): Outcome<Findings> {
  for (const [name, count] of Object.entries<unknown>(findings as Record<string, unknown>)) {
    if (!Object.hasOwn(none, name)) {
      throw new TypeError(`a scan finds no ${name}: ${Object.keys(none).join(", ")}`);
    }
    if (!(typeof count === "number" && Number.isSafeInteger(count) && count >= 0)) {
      throw new TypeError(`${name} is an integer, 0 or more`);
    }
  }
  return { ok: true, findings: { ...none, ...findings } };
}

/** The outcome that fails for this reason, in a word of the vendor's. */
export function fails(error: string): Outcome<never> {
  if (typeof error !== "string" || error === "") throw new TypeError("a scan fails for a reason: a text");
  return { ok: false, error };
}
