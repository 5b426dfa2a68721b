/** `1.2.3`, of a text that may say more: `v3.216.0-dev`; undefined where it says none. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

/** Whether `version` is at least the one that opens `range`, and of the same major version where that is `^`. */
export function isWithin(version: string, range: string): boolean {
  const found = numbersOf(version);
  const least = numbersOf(range.replace(/^\D+/, ""));
  if (range.startsWith("^") && found[0] !== least[0]) return false;
  for (const [index, number] of least.entries()) {
    const other = found[index] ?? 0;
    if (other !== number) return other > number;
  }
  return true;
}

function numbersOf(version: string): readonly number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10));
}
