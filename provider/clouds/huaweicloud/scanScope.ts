import { defaulted, oneOf, setOf } from "../../core/fields";

/** What HSS can look for: each is four bits of one number. */
const masks = {
  vulnerability: 0x000f0000,
  baseline: 0x0000f000,
  malware: 0x00000f00,
  sensitiveInfo: 0x000000f0,
  softwareCompliance: 0x0000000f,
} as const;

export type ScanType = keyof typeof masks;

const all = (Object.keys(masks) as ScanType[]).sort();

/** The number that HSS documents for all, and the sum of all, which it answers in places. */
export const everything = 0x7fffffff;
export const everyBit = 0x000fffff;

export const scanTypesField = defaulted(
  setOf(oneOf(...all)),
  { value: () => all, text: "all of them" },
  {
    doc: "What is looked for: HSS's risk types. That several, but not all, may be asked for together is documented nowhere.",
  },
);

/** Our words as HSS is sent them. */
export function sentScope(types: readonly ScanType[]): number {
  return types.length === all.length ? everything : types.reduce((scope, type) => scope | masks[type], 0);
}

/** HSS's number in our words. */
export function readScope(scope: number): ScanType[] {
  return isEverything(scope) ? all : all.filter((type) => (scope & masks[type]) !== 0);
}

/** One number for both of HSS's spellings of all. */
export function normalScope(scope: number): number {
  return isEverything(scope) ? everything : scope;
}

function isEverything(scope: number): boolean {
  return (scope & everyBit) === everyBit;
}
