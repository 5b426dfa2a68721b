import type { Outcome } from "../outcome";

/** How many of each kind a scan finds; what is not said is none. */
export interface Findings {
  /** Vulnerabilities to repair as soon as possible: Necessity `asap`. */
  readonly high?: number;
  /** Vulnerabilities to repair later: Necessity `later`. */
  readonly medium?: number;
  /** Vulnerabilities that need no repair for now: Necessity `nntf`. */
  readonly low?: number;
  /** Malicious samples. */
  readonly malware?: number;
  /** Baseline risks. */
  readonly baseline?: number;
}

export const NO_FINDINGS: Required<Findings> = { high: 0, medium: 0, low: 0, malware: 0, baseline: 0 };

/** What a scan comes to about which nothing has been said. */
export const CLEAN: Outcome<Findings> = { ok: true, findings: NO_FINDINGS };
