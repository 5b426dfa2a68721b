import { type Outcome, refuseStrangeFields, refuseStrangeFindings } from "../outcome";

/** One vulnerability of an image as HSS lists it: ImageVulInfo, in its own words. */
export type Vulnerability = {
  vul_id: string;
  repair_necessity: "immediate_repair" | "delay_repair" | "not_needed_repair";
  description: string;
  position: string;
  app_name: string;
  version: string;
  solution: string;
  url: string;
  /** Of vulnerabilities of applications only. */
  app_path?: string;
};

/** What `findings` takes of a vulnerability. */
export type NewVulnerability = Partial<Vulnerability> & Pick<Vulnerability, "vul_id" | "repair_necessity">;

/** How many of each kind a scan of an image finds; what is not said is none. */
export interface Findings {
  /** Vulnerabilities to be repaired at once, with ids made up. */
  readonly high?: number;
  /** Those whose repair may wait. */
  readonly medium?: number;
  /** Those that need none. */
  readonly low?: number;
  /** Vulnerabilities by name, besides those counts. */
  readonly vulnerabilities?: readonly NewVulnerability[];
  readonly malware?: number;
  readonly unsafeSettings?: number;
}

/** What a scan has found. */
export interface Found {
  readonly vulnerabilities: readonly Vulnerability[];
  readonly malware: number;
  readonly unsafeSettings: number;
}

/** What a scan of an image comes to about which nothing has been said. */
export const CLEAN: Outcome<Found> = {
  ok: true,
  found: { vulnerabilities: [], malware: 0, unsafeSettings: 0 },
};

const URGENCIES = [
  ["high", "immediate_repair"],
  ["medium", "delay_repair"],
  ["low", "not_needed_repair"],
] as const;
const COUNTS = [...URGENCIES.map(([name]) => name), "malware", "unsafeSettings"];

/** The outcome that finds this. */
export function finds(findings: Findings): Outcome<Found> {
  refuseStrangeFindings(findings, COUNTS);
  const { vulnerabilities: named = [], malware = 0, unsafeSettings = 0 } = findings;
  const counted = URGENCIES.flatMap(([name, repair_necessity]) =>
    Array.from({ length: findings[name] ?? 0 }, () => repair_necessity),
  );
  const madeUp = counted.map((repair_necessity, index) => ({
    vul_id: `CVE-2026-${10_001 + index}`,
    repair_necessity,
  }));
  const vulnerabilities = [...madeUp, ...named].map(complete);
  return { ok: true, found: { vulnerabilities, malware, unsafeSettings } };
}

/** The worst of them, in the words of severity_level. */
export function severityOf(vulnerabilities: readonly Vulnerability[]): string {
  const has = (urgency: string) => vulnerabilities.some((row) => row.repair_necessity === urgency);
  if (has("immediate_repair")) return "High";
  if (has("delay_repair")) return "Medium";
  return vulnerabilities.length > 0 ? "Low" : "Security";
}

function complete(given: NewVulnerability): Vulnerability {
  const { vul_id, repair_necessity } = given;
  if (!vul_id || !URGENCIES.some(([, word]) => word === repair_necessity)) {
    const words = URGENCIES.map(([, word]) => word).join(", ");
    throw new TypeError(`a vulnerability needs a vul_id and a repair_necessity: ${words}`);
  }
  const plain = {
    description: `${vul_id} in libsandbox`,
    position: "layer 1",
    app_name: "libsandbox",
    version: "1.0.0",
    solution: "Upgrade libsandbox to 1.0.1.",
    url: `https://www.example.com/${vul_id}`,
  };
  refuseStrangeFields("a vulnerability", given, {
    ...plain,
    ...{ vul_id: "", repair_necessity: "", app_path: "" },
  });
  return { ...plain, ...given };
}
