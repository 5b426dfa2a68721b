import { defaulted, oneOf, setOf } from "../../core/fields";

/** What TCSS can look for, in our words and in its own. */
const words = { vulnerability: "CVE", malware: "VIRUS", sensitiveInfo: "RISK" } as const;

export type ScanType = keyof typeof words;

const all = (Object.keys(words) as ScanType[]).sort();

export const scanTypesField = defaulted(
  setOf(oneOf("vulnerability", "malware", "sensitiveInfo")),
  { value: () => all, text: "all of them" },
  { doc: "What is looked for: TCSS's CVE, VIRUS and RISK." },
);

export function sentScanTypes(types: readonly ScanType[]): string[] {
  return types.map((type) => words[type]);
}

/** Our words for TCSS's, whose case varies; what is new there is shown as it is. */
export function readScanTypes(sent: readonly string[]): string[] {
  return sent.map((one) => all.find((type) => words[type] === one.toUpperCase()) ?? one).sort();
}
