import { invalidValue } from "./vendorError";

/** What a scan looks for, in the vendor's words: vulnerabilities, malware, sensitive information. */
export const SCAN_TYPES = ["CVE", "VIRUS", "RISK"] as const;

export type ScanType = (typeof SCAN_TYPES)[number];

/** The types that these words ask for, in any case; all of them when there is no word. */
export function scanTypesOf(words: readonly string[] = []): readonly ScanType[] {
  const asked = words.map((word) => word.toUpperCase());
  const strange = words.find((word) => !SCAN_TYPES.some((type) => type === word.toUpperCase()));
  if (strange !== undefined) throw invalidValue("ScanType", strange);
  return SCAN_TYPES.filter((type) => asked.length === 0 || asked.includes(type));
}
