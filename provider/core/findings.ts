import type { Context } from "./context";
import type { Properties } from "./wire";

/** What a vendor counts in an image; none of them counts all. */
export const levels = ["critical", "high", "medium", "low", "malware", "sensitiveInfo"] as const;
export type Level = (typeof levels)[number];
export type Findings = Readonly<Partial<Record<Level, number>>>;

/** The levels that are severities of vulnerabilities. */
export const severityLevels = ["critical", "high", "medium", "low"] as const satisfies readonly Level[];
export type Severity = (typeof severityLevels)[number];

/** One vulnerability of an image, in one of its packages, as the vendor lists it. */
export interface Vulnerability {
  /** What the vendor calls it: a CVE, or an advisory of the vendor's or a distribution's. */
  readonly id: string;
  /** Other names of the same thing. */
  readonly aliases?: readonly string[];
  /** The CVEs that an advisory is made of. */
  readonly cves?: readonly string[];
  /** Undefined where the vendor's word for it is unknown. */
  readonly severity?: Severity | undefined;
  /** Whether there is a version without it; undefined where the vendor does not tell. */
  readonly fixable?: boolean | undefined;
  readonly package?: string | undefined;
  readonly version?: string | undefined;
  readonly fixedVersion?: string | undefined;
  readonly title?: string | undefined;
  readonly url?: string | undefined;
}

/** How a scan ended. */
export type ScanStatus = "succeeded" | "failed" | "canceled" | "timedOut" | "expired";

/** Why an image has no result that counts, and how its scan ended. */
export interface Problem {
  readonly status: Exclude<ScanStatus, "succeeded">;
  readonly text: string;
}

export function problem(text: string, status: Problem["status"] = "failed"): Problem {
  return { status, text };
}

/** What was scanned, as a registry gives it out. */
export interface Content {
  /** What a reviewer would call it, `namespace/name:tag`. */
  readonly name: string;
  /** `host/namespace/name`, without the host where the vendor does not tell it. */
  readonly repository: string;
  /** Of the image's manifest. */
  readonly digest: string;
}

/** One image of a task's set, by its current result. */
export interface ImageResult {
  readonly image: string;
  /** What was found; undefined when there is no result that counts, and `problem` says why. */
  readonly findings?: Findings;
  readonly problem?: Problem;
  /** What was scanned; undefined where the vendor tells no digest that a registry knows. */
  readonly content?: Content | undefined;
  /** Every name that the image answers to, beside `image`. */
  names?(): Iterable<string>;
  /** Its vulnerabilities, each as often as the vendor lists it; of `severities` only, where the vendor can be asked for one. */
  vulnerabilities?(severities: readonly Severity[]): AsyncIterable<Vulnerability>;
}

/** What a gate needs of a resource that scans. */
export interface Judged {
  /** What the vendor counts. */
  readonly levels: readonly Level[];
  /** What the vendor says of whether a vulnerability can be fixed, in words; undefined where it does not tell. */
  readonly fixable?: string;
  /** Why the images of a state's selection cannot be told, if they cannot. */
  untold?(state: Properties): string | undefined;
  /** The results of the scans that a state of the resource tells of. */
  results(context: Context, state: Properties): ScanResults;
}

/** What became of the scans of one task. */
export interface ScanResults {
  /** How far the scans are. */
  progress(): Promise<{ readonly running: boolean; readonly scanned: number; readonly total: number }>;
  /**
   * Every image of the set, by its current result. Images without one are among them. Only `counted` levels are needed:
   * a vendor that must be asked for each of them is asked for no other.
   */
  images(counted: readonly Level[]): AsyncIterable<ImageResult>;
}

/** What is told of findings: those that there are. Some vendors are asked for those levels alone that are limited. */
export function toldFindings(findings: Findings): string {
  if (Object.keys(findings).length === 0) return "nothing was counted";
  const found = levels.flatMap((level) =>
    (findings[level] ?? 0) > 0 ? [`${level} ${findings[level]}`] : [],
  );
  return found.length > 0 ? found.join(", ") : "no findings";
}
