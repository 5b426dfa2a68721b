import type { Findings, Judged, Level, Problem, Severity, Vulnerability } from "../../core/findings";
import { rowsOf } from "../../core/rows";
import { severities } from "../../core/severities";
import type { VulnerabilityRecord } from "./api";
import type { SasClient } from "./client";

/** SAS's words for how soon a vulnerability is to be mended. */
const necessities = { high: "asap", medium: "later", low: "nntf" } as const;

/** What SAS counts in any image. */
export const vulnerabilityLevels = Object.keys(necessities) as Judged["levels"];

/** What SAS says of whether a vulnerability can be fixed. */
export const fixable: NonNullable<Judged["fixable"]> =
  "Security Center says that it can be fixed or updated, or names the command; where it says nothing it counts";

/** An image of which a result is to be judged. */
export interface Scanned {
  /** As SAS spells it. */
  readonly digest: string;
  /** How many vulnerabilities SAS's list of images says that it has, where there is such a list. */
  readonly vulnerabilities?: number;
}

/** How many vulnerabilities an image has, of those levels that are `counted`; or why there is no telling. */
export function countsIn(
  client: SasClient,
  { digest, vulnerabilities }: Scanned,
  counted: readonly Level[],
): Promise<Findings | Problem> {
  return severities(necessities, counted, vulnerabilities, async (Necessity) => {
    const { TotalCount } = await client.call("DescribeImageVulList", {
      Type: "cve",
      Digest: digest,
      ...(Necessity === undefined ? {} : { Necessity }),
      CurrentPage: 1,
      PageSize: 1,
    });
    return typeof TotalCount === "number" ? TotalCount : undefined;
  });
}

/** The vulnerabilities of an image, of those severities that are `asked`. */
export async function* vulnerabilitiesIn(
  client: SasClient,
  Digest: string,
  asked: readonly Severity[],
): AsyncGenerator<Vulnerability> {
  for (const [severity, Necessity] of Object.entries(necessities)) {
    if (!asked.some((one) => one === severity)) continue;
    const rows = rowsOf(async (_, CurrentPage) => {
      const request = { Type: "cve", Digest, Necessity, CurrentPage, PageSize: 100 } as const;
      const { VulRecords, TotalCount } = await client.call("DescribeImageVulList", request);
      return { rows: VulRecords ?? [], total: Number(TotalCount ?? 0) };
    });
    for await (const row of rows) yield vulnerabilityOf(row, severity as Severity);
  }
}

function vulnerabilityOf(record: VulnerabilityRecord, severity: Severity): Vulnerability {
  const { Name, AliasName, Related, ExtendContentJson } = record;
  const [entity] = ExtendContentJson?.RpmEntityList ?? [];
  const cves = (Related ?? "").split(",").flatMap((cve) => cve.trim() || []);
  return {
    id: Name || cves[0] || "without a name",
    cves,
    severity,
    fixable: isFixable(record),
    package: entity?.Name || undefined,
    version: entity?.FullVersion || entity?.Version || undefined,
    title: AliasName || undefined,
  };
}

/** `CanFix` is about the console's own way of fixing: a command says more, and so does an update. */
function isFixable({ CanFix, CanUpdate, ExtendContentJson }: VulnerabilityRecord): boolean | undefined {
  const isUpdatable = CanUpdate === true || CanUpdate === "true";
  const hasCommand = (ExtendContentJson?.RpmEntityList ?? []).some(({ UpdateCmd }) => Boolean(UpdateCmd));
  if (CanFix === "yes" || isUpdatable || hasCommand) return true;
  return CanFix === "no" ? false : undefined;
}
