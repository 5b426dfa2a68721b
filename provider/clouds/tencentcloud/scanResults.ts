import {
  type Content,
  type ImageResult,
  type Judged,
  type Problem,
  problem,
  type ScanResults,
} from "../../core/findings";
import { type RowPage, rowsOf } from "../../core/rows";
import type { Handed, Run } from "../../core/task";
import type { Properties } from "../../core/wire";
import type { ImageVulnerability, ScanRecord } from "./api";
import { isAuthorized } from "./licences";
import { isRunning, isScanning } from "./scanState";
import type { ScanType } from "./scanTypes";
import { vulnerabilityOf } from "./vulnerabilities";

/** What TCSS counts in an image, of a registry or a node. */
export const levels: Judged["levels"] = ["critical", "high", "medium", "low", "malware", "sensitiveInfo"];

/** What TCSS says of whether a vulnerability can be fixed. */
export const fixable: NonNullable<Judged["fixable"]> =
  "TCSS marks it as one that can be fixed, or names the version that fixes it";

/** Rows of a page of vulnerabilities: the most that TCSS gives. */
export const vulnerabilitiesAPage = 100;

/** A list of images as a gate needs it. */
interface Listed<R extends ScanRecord> {
  /** The images of a task's selection, by what a reviewer calls them; those named that TCSS does not list are undefined. */
  set(state: Properties, since: number): Promise<ReadonlyMap<string, R | undefined>>;
  /** What TCSS says of the scans themselves: cheaper than the list, but not per image. */
  status(state: Properties): Promise<readonly TaskStatus[]>;
  digestOf(record: R): string | undefined;
  /** What was scanned, as a registry gives it out. */
  contentOf(record: R): Content | undefined;
  namesOf(record: R): Iterable<string>;
  /** A page of the vulnerabilities of an image. */
  vulnerabilities(record: R, offset: number): Promise<RowPage<ImageVulnerability>>;
  sensitiveInfo(record: R): number | null | undefined;
  /** What TCSS says that it did not look for in an image: its last scan may have been another one's, for less. */
  notLookedFor(record: R): readonly ScanType[];
  now(): number;
}

/** How far TCSS says that a task is. */
export interface TaskStatus {
  readonly Status?: string | null;
  readonly ImageTotal?: number | null;
  readonly ImageScanCnt?: number | null;
}

/** The results of one task's images, from the list that TCSS keeps of all. */
export function listedResults<R extends ScanRecord>(list: Listed<R>, state: Properties): ScanResults {
  const resolved = (state.resolved ?? {}) as Record<string, Handed>;
  const [newest] = (state.runs ?? []) as Run[];
  const scanTypes = (state.scanTypes ?? []) as string[];
  const result = (image: string, record: R | undefined): ImageResult => {
    if (!record) return { image, problem: problem("not in TCSS's inventory") };
    const why = problemOf(record, resolved[image], list.digestOf(record), newest);
    if (why !== undefined) return { image, problem: why };
    const looked = without(scanTypes, list.notLookedFor(record));
    return {
      image,
      findings: findingsIn(record, list.sensitiveInfo(record), looked),
      content: list.contentOf(record),
      names: () => list.namesOf(record),
      async *vulnerabilities() {
        for await (const row of rowsOf((offset) => list.vulnerabilities(record, offset)))
          yield vulnerabilityOf(row);
      },
    };
  };
  return {
    async progress() {
      const tasks = await list.status(state);
      if (tasks.some(({ Status }) => isRunning(Status))) {
        const total = tasks.reduce((sum, { ImageTotal }) => sum + (ImageTotal ?? 0), 0);
        return {
          running: true,
          scanned: tasks.reduce((sum, { ImageScanCnt }) => sum + (ImageScanCnt ?? 0), 0),
          total,
        };
      }
      // How TCSS spells the end of a task is not documented: the images themselves have the last word.
      const records = [...(await list.set(state, list.now())).values()];
      const running = records.filter((record) => record !== undefined && isScanning(record)).length;
      return { running: running > 0, scanned: records.length - running, total: records.length };
    },
    async *images() {
      for (const [image, record] of await list.set(state, list.now())) yield result(image, record);
    },
  };
}

/** Why an image has no result that counts. */
function problemOf(
  record: ScanRecord,
  handed: Handed | undefined,
  digest: string | undefined,
  newest: Run | undefined,
): Problem | undefined {
  if (!isAuthorized(record)) return problem("not authorised for scanning");
  if (isScanning(record)) return problem("still being scanned");
  const status = record.ScanStatus ?? "";
  if (/cancel/i.test(status)) return problem("its scan was stopped", "canceled");
  if (/timeout/i.test(status)) return problem(`its scan failed (${status})`, "timedOut");
  if (/err|fail/i.test(status)) return problem(`its scan failed (${status})`);
  if (/^not/i.test(status) || status === "" || !record.ScanTime) return problem("not scanned");
  if (handed?.digest !== undefined && digest !== undefined && handed.digest !== digest)
    return problem("the tag has moved since it was scanned", "expired");
  if (handed ? handed.scannedAt === record.ScanTime : isOlder(record.ScanTime, newest))
    return problem("no result since it was submitted", "expired");
  return undefined;
}

/** Whether a result is older than the submission; one whose time cannot be read counts as older. */
function isOlder(scannedAt: string, newest: Run | undefined): boolean {
  // Without a zone TCSS's times are those of its own region.
  const time = Date.parse(
    /[zZ]|[+-]\d\d:\d\d$/.test(scannedAt) ? scannedAt : `${scannedAt.replace(" ", "T")}+08:00`,
  );
  // Whole seconds are all that TCSS tells.
  return newest === undefined || !(time >= Math.floor(Date.parse(newest.submittedAt) / 1000) * 1000);
}

function without(scanTypes: readonly string[], missing: readonly string[]): readonly string[] {
  return scanTypes.filter((type) => !missing.includes(type));
}

/** What was found of what was looked for: a count of anything else says nothing. */
export function findingsIn(
  record: ScanRecord,
  sensitiveInfo: number | null | undefined,
  scanTypes: readonly string[],
): NonNullable<ImageResult["findings"]> {
  const counted = {
    ...(scanTypes.includes("vulnerability")
      ? {
          critical: record.CriticalLevelVulCnt,
          high: record.HighLevelVulCnt,
          medium: record.MediumLevelVulCnt,
          low: record.LowLevelVulCnt,
        }
      : {}),
    ...(scanTypes.includes("malware") ? { malware: record.VirusCnt } : {}),
    ...(scanTypes.includes("sensitiveInfo") ? { sensitiveInfo } : {}),
  };
  return Object.fromEntries(Object.entries(counted).filter(([, found]) => typeof found === "number"));
}
