/** What a scan of an image comes to: what it finds, or why it fails. */
export type Outcome<Found> =
  | { readonly ok: true; readonly found: Found }
  | { readonly ok: false; readonly error: string };

/** The outcome that fails for this reason, in a word of the vendor's. */
export function fails(error: string): Outcome<never> {
  if (typeof error !== "string" || error === "") throw new TypeError("a scan fails for a reason: a text");
  return { ok: false, error };
}

/**
 * Refuses findings that no scan has. They are counts, and `vulnerabilities` by name; and they also come as JSON from a
 * shell, so the types alone do not hold them.
 */
export function refuseStrangeFindings(findings: object, counts: readonly string[]): void {
  for (const [name, count] of Object.entries(findings) as [string, unknown][]) {
    if (name === "vulnerabilities") {
      if (!Array.isArray(count)) throw new TypeError("vulnerabilities is an array");
    } else if (!counts.includes(name)) {
      throw new TypeError(`a scan finds no ${name}: ${counts.join(", ")}, vulnerabilities`);
    } else if (!(typeof count === "number" && Number.isSafeInteger(count) && count >= 0)) {
      throw new TypeError(`${name} is an integer, 0 or more`);
    }
  }
}

/** Refuses fields of a vulnerability, or of what is in it, that the plain one does not have or has of another type. */
export function refuseStrangeFields(what: string, given: object, plain: object): void {
  const known: Readonly<Record<string, unknown>> = { ...plain };
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`${what} has no ${name}`);
    if (typeOf(value) !== typeOf(known[name])) {
      throw new TypeError(`${name} of ${what} is of type ${typeOf(known[name])}`);
    }
  }
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
