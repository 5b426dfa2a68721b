import type { Findings, Judged, Level } from "../../core/gate";
import type { SasClient } from "./client";

/** SAS's words for how soon a vulnerability is to be mended, by the level that a gate limits. */
const necessities = { high: "asap", medium: "later", low: "nntf" } as const;

type Severity = keyof typeof necessities;

/** What SAS counts in any image. */
export const vulnerabilityLevels: Judged["levels"] = Object.keys(necessities) as Severity[];

/** An image of which a result is to be judged. */
export interface Scanned {
  /** As SAS spells it. */
  readonly digest: string;
  /** How many vulnerabilities SAS's list of images says that it has, where there is such a list. */
  readonly vulnerabilities?: number;
}

/**
 * How many vulnerabilities an image has, of those levels that are `counted`. In words, why there is no telling: where
 * two numbers of SAS's contradict each other, neither may open a gate.
 */
export async function vulnerabilitiesIn(
  client: SasClient,
  { digest, vulnerabilities }: Scanned,
  counted: readonly Level[],
): Promise<Findings | string> {
  const severities = counted.filter((level): level is Severity => level in necessities);
  if (severities.length === 0) return {};
  if (vulnerabilities === 0) {
    // Results come minutes after a scan, and one number before the other.
    const listed = await count(client, digest);
    if (listed === undefined) return {};
    if (listed > 0) return `it is said to have none, and its list of vulnerabilities has ${listed}`;
    return Object.fromEntries(severities.map((level) => [level, 0]));
  }
  const counts = await Promise.all(
    severities.map(async (level) => [level, await count(client, digest, necessities[level])] as const),
  );
  const found = counts.reduce((sum, [, one]) => sum + (one ?? 0), 0);
  if (found === 0 && vulnerabilities !== undefined) {
    const all = await count(client, digest);
    if (all === 0)
      return `its list of vulnerabilities is empty, and says elsewhere that there are ${vulnerabilities}`;
  }
  return Object.fromEntries(counts.filter(([, one]) => one !== undefined));
}

/** Of one necessity, or of all. */
async function count(client: SasClient, Digest: string, Necessity?: string): Promise<number | undefined> {
  const { TotalCount } = await client.call("DescribeImageVulList", {
    Type: "cve",
    Digest,
    ...(Necessity === undefined ? {} : { Necessity }),
    CurrentPage: 1,
    PageSize: 1,
  });
  return typeof TotalCount === "number" ? TotalCount : undefined;
}
