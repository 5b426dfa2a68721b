import { type Findings, type Level, type Problem, problem } from "./findings";

/** The vendor's word for each severity that it counts, by the level that a gate limits. */
export type SeverityWords = Readonly<Partial<Record<Level, string>>>;

/**
 * How many vulnerabilities an image has, of those severities that are `counted`: asked for one by one, as `count` asks
 * for a word of the vendor's, or for all. A problem, where there is no telling: where the vendor's list of them contradicts
 * the `total` that it says elsewhere, neither may open a gate.
 */
export async function severities(
  words: SeverityWords,
  counted: readonly Level[],
  total: number | undefined,
  count: (word?: string) => Promise<number | undefined>,
): Promise<Findings | Problem> {
  const asked = counted.filter((level) => words[level] !== undefined);
  if (asked.length === 0) return {};
  if (total === 0) {
    // Results come minutes after a scan, and one number before the other.
    const listed = await count();
    if (listed === undefined) return {};
    if (listed > 0) return problem(`it is said to have none, and its list of vulnerabilities has ${listed}`);
    return Object.fromEntries(asked.map((level) => [level, 0]));
  }
  const counts = await Promise.all(asked.map(async (level) => [level, await count(words[level])] as const));
  const found = counts.reduce((sum, [, one]) => sum + (one ?? 0), 0);
  if (found === 0 && total !== undefined && (await count()) === 0)
    return problem(`its list of vulnerabilities is empty, and elsewhere there are said to be ${total}`);
  return Object.fromEntries(counts.filter(([, one]) => one !== undefined));
}

/** Whether findings could be told. */
export function isProblem(found: Findings | Problem): found is Problem {
  return "text" in found;
}
