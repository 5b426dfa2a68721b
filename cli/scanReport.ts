import { type Findings, type ScanStatus, toldFindings } from "../provider/core/findings";
import type { JudgedImage } from "../provider/core/judgement";

/** What a scan came to. */
export interface ScanReport {
  readonly verdict: "passed" | "refused";
  readonly status: ScanStatus;
  readonly totalImages: number;
  readonly scannedImages: number;
  readonly refusedImages: number;
  readonly findings: Findings;
  readonly pinned: Readonly<Record<string, string>>;
  /** What the state of the task says of its scans. */
  readonly task: {
    readonly taskId?: string;
    readonly runs: readonly unknown[];
    readonly followed: readonly string[];
  };
  readonly images: readonly JudgedImage[];
  readonly exceptionsUnused: readonly string[];
  /** Why the images do not pass, with a table of the worst. */
  readonly refusal: string | undefined;
  /** Images of which nothing can be said: they have no result, or were not searched for what is limited. */
  readonly unscanned: number;
}

/** The table that a gate prints of images that do not pass, and one line that says it all. */
export function tableOf(report: ScanReport): string {
  const { verdict, totalImages, unscanned, findings, refusal } = report;
  const images = `${totalImages} ${totalImages === 1 ? "image" : "images"}`;
  const summary =
    unscanned > 0
      ? `not scanned: ${unscanned} of ${images}, so that nothing can be said of the set`
      : `${verdict}: ${images}, ${toldFindings(findings)}`;
  return `${refusal === undefined ? "" : `${refusal}\n`}${summary}\n`;
}

/** The report as one JSON document. */
export function jsonOf(report: ScanReport): string {
  const { task, images, refusal: _, unscanned: __, exceptionsUnused, ...judged } = report;
  const document = {
    ...judged,
    taskId: task.taskId,
    runs: task.runs,
    followed: task.followed,
    images: images.map(({ image, refusal, findings, problem, content, listed }) => ({
      image,
      passed: refusal === undefined,
      refusal,
      findings,
      problem: problem?.text,
      digest: content?.digest,
      vulnerabilities: listed,
    })),
    exceptionsUnused,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
