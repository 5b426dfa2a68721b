/** How many of each kind a scan of an image finds; what is not said is none. */
export interface Findings {
  readonly critical?: number;
  readonly high?: number;
  readonly medium?: number;
  readonly low?: number;
  readonly malware?: number;
  readonly sensitiveInfo?: number;
  /** Of registry images only. */
  readonly riskBehaviors?: number;
}

/** What a scan of an image comes to: its findings, or why it fails. */
export type Outcome =
  | { readonly ok: true; readonly findings: Required<Findings> }
  | { readonly ok: false; readonly error: string };

/** What a scan of a clean image finds. */
export const NO_FINDINGS: Required<Findings> = {
  critical: 0,
  high: 0,
  medium: 0,
  low: 0,
  malware: 0,
  sensitiveInfo: 0,
  riskBehaviors: 0,
};

/** What a scan of an image comes to about which nothing has been said. */
export const CLEAN: Outcome = { ok: true, findings: NO_FINDINGS };

/** The outcome that finds this. Findings also come as JSON from a shell, so the types alone do not hold them. */
export function finds(findings: Findings): Outcome {
  for (const [name, count] of Object.entries(findings)) {
    if (!Object.hasOwn(NO_FINDINGS, name)) {
      throw new TypeError(`a scan finds no ${name}: ${Object.keys(NO_FINDINGS).join(", ")}`);
    }
    if (!Number.isSafeInteger(count) || count < 0) throw new TypeError(`${name} is an integer, 0 or more`);
  }
  return { ok: true, findings: { ...NO_FINDINGS, ...findings } };
}

/** The outcome that fails for this reason, in a word of the vendor's. */
export function fails(error: string): Outcome {
  if (typeof error !== "string" || error === "") throw new TypeError("a scan fails for a reason: a text");
  return { ok: false, error };
}
