import type { Severity, Vulnerability } from "../../core/findings";
import type { ImageVulnerability } from "./api";

/**
 * TCSS's levels of a vulnerability. The numbers are explained nowhere: the vendor's example gives 3 to one of a CVSS of
 * 8.8, which is high. Other lists of TCSS write words.
 */
const severities: Readonly<Record<string, Severity>> = {
  1: "low",
  2: "medium",
  3: "high",
  4: "critical",
  low: "low",
  middle: "medium",
  medium: "medium",
  high: "high",
  critical: "critical",
};

export function vulnerabilityOf(row: ImageVulnerability): Vulnerability {
  const { CVEID, POCID, Name, Level, Component, Version, FixedVersions, Tag } = row;
  const [id = "without a name", ...aliases] = [CVEID, POCID].filter((name) => name).map(String);
  return {
    id: id === "without a name" && Name ? Name : id,
    aliases,
    severity: severities[String(Level).toLowerCase()],
    fixable: isFixable(FixedVersions, Tag),
    package: Component || undefined,
    version: Version || undefined,
    fixedVersion: FixedVersions || undefined,
    title: Name || undefined,
  };
}

/** What is said of neither is not known: not every answer has both. */
function isFixable(
  fixedVersions: string | null | undefined,
  tags: readonly string[] | null | undefined,
): boolean | undefined {
  if (fixedVersions || tags?.includes("CanBeFixed")) return true;
  return fixedVersions === "" || tags ? false : undefined;
}
