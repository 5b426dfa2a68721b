import { madeUpCves } from "../madeUp";
import { type Outcome, refuseStrangeFields, refuseStrangeFindings } from "../outcome";
import type { Assumptions } from "./assumptions";

/** A package that has a vulnerability: ComponentsInfo, in the vendor's words. */
export type Component = {
  Name: string;
  Version: string;
  /** "" where no version is without the vulnerability. */
  FixedVersion: string;
  Path: string;
  Type: string;
};

/** A vulnerability of an image as the vendor lists it for registries: ImageVul, in its own words. */
export type Vulnerability = {
  /** "" where it has none. */
  CVEID: string;
  POCID: string;
  Name: string;
  Components: readonly Component[];
  Category: string;
  CategoryType: string;
  /** "1" low, "2" medium, "3" high, "4" critical. */
  Level: string;
  Des: string;
  OfficialSolution: string;
  Reference: string;
  DefenseSolution: string;
  SubmitTime: string;
  CvssScore: string;
  CvssVector: string;
  /** "true" or "false". */
  IsSuggest: string;
  FixedVersions: string;
  Tag: readonly string[];
  Component: string;
  Version: string;
  AttackLevel: number;
};

/**
 * What `findings` takes of a vulnerability, of images on nodes too. The packages that have it are its Components; where
 * there is just one, Component, Version and FixedVersions say it as well.
 */
export type NewVulnerability = Partial<Omit<Vulnerability, "Components">> &
  Pick<Vulnerability, "CVEID" | "Level"> & {
    readonly Components?: readonly (Partial<Component> & Pick<Component, "Name">)[];
  };

/** What a scan of an image finds; what is not said is none. */
export interface Findings {
  /** Vulnerabilities of each level, with ids made up. */
  readonly critical?: number;
  readonly high?: number;
  readonly medium?: number;
  readonly low?: number;
  /** Vulnerabilities by name, besides those counts. */
  readonly vulnerabilities?: readonly NewVulnerability[];
  readonly malware?: number;
  readonly sensitiveInfo?: number;
  /** Of registry images only. */
  readonly riskBehaviors?: number;
}

/** What a scan has found. */
export interface Found {
  /** A row each. */
  readonly vulnerabilities: readonly Vulnerability[];
  readonly malware: number;
  readonly sensitiveInfo: number;
  readonly riskBehaviors: number;
}

/** What a scan of an image comes to about which nothing has been said. */
export const CLEAN: Outcome<Found> = {
  ok: true,
  found: { vulnerabilities: [], malware: 0, sensitiveInfo: 0, riskBehaviors: 0 },
};

const CVSS: Readonly<Record<string, { readonly score: string; readonly vector: string }>> = {
  "1": { score: "3.1", vector: "AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:L/A:N" },
  "2": { score: "5.5", vector: "AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H" },
  "3": { score: "8.8", vector: "AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H" },
  "4": { score: "9.8", vector: "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
};
const COUNTED = [
  { name: "critical", Level: "4", kind: 1 },
  { name: "high", Level: "3", kind: 2 },
  { name: "medium", Level: "2", kind: 3 },
  { name: "low", Level: "1", kind: 4 },
] as const;
const CVE_DIGITS = 4;
const COUNTS = [...COUNTED.map(({ name }) => name), "malware", "sensitiveInfo", "riskBehaviors"];
const PLAIN_COMPONENT: Component = {
  Name: "libsandbox",
  Version: "1.0.0",
  FixedVersion: "1.0.1",
  Path: "",
  Type: "dpkg",
};

/** The outcome that finds this. */
export function finds(findings: Findings, assumptions: Assumptions): Outcome<Found> {
  refuseStrangeFindings(findings, COUNTS);
  const { vulnerabilities: named = [], malware = 0, sensitiveInfo = 0, riskBehaviors = 0 } = findings;
  const madeUp = COUNTED.flatMap(({ name, Level, kind }) =>
    madeUpCves(kind, findings[name] ?? 0, CVE_DIGITS).map((CVEID) => ({ CVEID, Level })),
  );
  const vulnerabilities = [...madeUp, ...named].flatMap((given) => rowsOf(given, assumptions));
  return { ok: true, found: { vulnerabilities, malware, sensitiveInfo, riskBehaviors } };
}

/** How many rows there are of each level, by the vendor's names for these numbers. */
export function levelCounts(vulnerabilities: readonly Vulnerability[]) {
  const count = (level: string) => vulnerabilities.filter(({ Level }) => Level === level).length;
  return {
    VulCnt: vulnerabilities.length,
    CriticalLevelVulCnt: count("4"),
    HighLevelVulCnt: count("3"),
    MediumLevelVulCnt: count("2"),
    LowLevelVulCnt: count("1"),
  };
}

function rowsOf(given: NewVulnerability, { vulnerabilityRows }: Assumptions): Vulnerability[] {
  refuseUnusable(given);
  const components = componentsOf(given);
  return vulnerabilityRows === "package"
    ? components.map((component) => rowOf(given, component, [component]))
    : [rowOf(given, components[0], components)];
}

function refuseUnusable(given: NewVulnerability): void {
  const { CVEID, POCID, Name, Level } = given;
  if (typeof CVEID !== "string" || !(CVEID || POCID || Name) || !Object.hasOwn(CVSS, Level)) {
    const levels = Object.keys(CVSS).map((level) => `"${level}"`);
    throw new TypeError(
      `a vulnerability needs a CVEID, or "" and a POCID or Name, and a Level: ${levels.join(", ")}`,
    );
  }
  const plain = rowOf({ CVEID: "", Level: "" }, PLAIN_COMPONENT, [PLAIN_COMPONENT]);
  refuseStrangeFields("a vulnerability", given, plain);
}

function componentsOf(given: NewVulnerability): readonly [Component, ...Component[]] {
  const { Component: Name, Version, FixedVersions, Components } = given;
  const plain = {
    ...PLAIN_COMPONENT,
    ...(Name !== undefined && { Name }),
    ...(Version !== undefined && { Version }),
    ...(FixedVersions !== undefined && { FixedVersion: FixedVersions }),
  };
  if (Components === undefined) return [plain];
  const [first, ...others] = Components.map((component) => {
    refuseStrangeFields("a component", component, PLAIN_COMPONENT);
    return { ...plain, ...component };
  });
  if (!first) throw new TypeError("Components of a vulnerability has one or more");
  return [first, ...others];
}

/** The row for these packages, of which it names the first. */
function rowOf(given: NewVulnerability, first: Component, components: readonly Component[]): Vulnerability {
  const { CVEID, Level } = given;
  const fixes = components.map(({ FixedVersion }) => FixedVersion).filter((version) => version !== "");
  const isFixable = fixes.length > 0;
  return {
    POCID: CVEID && `pcmgr-${CVEID.replace(/\D/g, "")}`,
    Name: `${CVEID} in ${first.Name}`,
    Category: "Linux",
    CategoryType: "system",
    Des: `${first.Name} has a made-up vulnerability.`,
    OfficialSolution: isFixable ? `Upgrade ${first.Name}.` : "",
    Reference: `https://www.example.com/${CVEID}`,
    DefenseSolution: "",
    SubmitTime: "2026-02-03 08:00:00",
    CvssScore: CVSS[Level]?.score ?? "",
    CvssVector: `CVSS:3.1/${CVSS[Level]?.vector}`,
    IsSuggest: "false",
    Tag: isFixable ? ["SYS", "CanBeFixed"] : ["SYS"],
    AttackLevel: 0,
    ...given,
    Components: components,
    Component: first.Name,
    Version: first.Version,
    FixedVersions: [...new Set(fixes)].join(","),
  };
}
