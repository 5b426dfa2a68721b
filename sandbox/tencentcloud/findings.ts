import type { Outcome } from "../outcome";

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
export const CLEAN: Outcome<Findings> = { ok: true, findings: NO_FINDINGS };
