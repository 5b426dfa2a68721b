import type { Assumptions } from "./assumptions";
import { int } from "./parameters";
import { invalidParameter } from "./vendorError";

/** A risk type: what a scan looks for. */
export type ScanType =
  | "vulnerability"
  | "baseline"
  | "maliciousFile"
  | "sensitiveInformation"
  | "softwareCompliance";

const MASKS: readonly (readonly [ScanType, number])[] = [
  ["vulnerability", 0x000f0000],
  ["baseline", 0x0000f000],
  ["maliciousFile", 0x00000f00],
  ["sensitiveInformation", 0x000000f0],
  ["softwareCompliance", 0x0000000f],
];

/** Everything, as tasks and writes of the policy say it. */
export const ALL_SCOPE = 0x7fffffff;

/** Everything, as reading the policy is documented to say it. */
const READ_ALL_SCOPE = 0x0fffff;

/** The parameter; its limit is an assumption, so the table does not say it. */
export const SCAN_SCOPE = int(0, ALL_SCOPE);

/** What a scan of this scope looks for; 0 is nothing. Throws the vendor's error for a mask that is none. */
export function scanTypesOf(scope: number, assumptions: Assumptions): readonly ScanType[] {
  if (scope > Number(assumptions.scopeMaximum)) throw invalidParameter("scan_scope", "is out of range");
  if (scope === ALL_SCOPE || scope === READ_ALL_SCOPE) return MASKS.map(([type]) => type);
  const wanted = MASKS.filter(([, mask]) => (scope & mask) === mask);
  const known = wanted.reduce((sum, [, mask]) => sum | mask, 0);
  if (known !== scope) throw invalidParameter("scan_scope", "is no mask of risk types");
  if (wanted.length > 1 && assumptions.combinedScope === "refused") {
    throw invalidParameter("scan_scope", "is the mask of more than one risk type");
  }
  return wanted.map(([type]) => type);
}

/** The mask of these risk types. */
export function scopeOf(types: readonly ScanType[]): number {
  const known = MASKS.filter(([type]) => types.includes(type));
  if (known.length < types.length) {
    throw new TypeError(`a scan looks for ${MASKS.map(([type]) => type).join(", ")}`);
  }
  return known.length === MASKS.length ? ALL_SCOPE : known.reduce((sum, [, mask]) => sum | mask, 0);
}

/** A scope of the policy the way it comes back. */
export function scopeReadBack(scope: number, { allScope }: Assumptions): number {
  return scope === ALL_SCOPE && allScope === "0x0fffff" ? READ_ALL_SCOPE : scope;
}
