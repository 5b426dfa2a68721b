import { ScanError } from "./errors";
import type { Exceptions } from "./exceptions";
import {
  type Findings,
  type ImageResult,
  type Level,
  levels,
  type ScanStatus,
  type Severity,
  severityLevels,
  toldFindings,
  type Vulnerability,
} from "./findings";
import type { ImageMap } from "./imageSet";
import { inParallel } from "./parallel";
import { fullName, Pins } from "./pins";
import { isDigest } from "./reference";

/** How many images are judged at a time: what keeps a vendor's rate limit busy while answers take their time. */
const imagesAtATime = 20;
/** Images that a refusal names. */
const worstShown = 10;
/** Vulnerabilities that a refusal names of an image. */
const namesShown = 3;

/** What an image must satisfy. */
export interface Rules {
  readonly maxFindings: Findings;
  readonly fixableOnly: boolean;
  readonly exceptions: Exceptions;
}

/** A vulnerability, and what the rules make of it. */
export interface JudgedVulnerability extends Vulnerability {
  /** Why it does not count; undefined if it does. */
  readonly excused?: "accepted" | "without a fix" | undefined;
  /** What an exception says of it: why it is accepted, or since when it no longer is. */
  readonly note?: string | undefined;
}

export interface JudgedImage extends ImageResult {
  /** Why it does not pass; undefined if it does. */
  readonly refusal: string | undefined;
  /** As far as they were looked at. */
  readonly listed: readonly JudgedVulnerability[];
}

/** A limit that an image exceeds, in words. */
interface Excess {
  readonly level: Level;
  readonly text: string;
}

interface Options {
  /** What the program calls the images, if it names them. */
  readonly named?: ImageMap | undefined;
  /**
   * Look at every vulnerability of the levels that were counted, not only where a verdict depends on it; and tell of
   * every image.
   */
  readonly each?: (image: JudgedImage) => void;
}

/** What is made of the images of a task, one after the other: of a hundred thousand it keeps the worst, and the pins. */
export class Judgement {
  totalImages = 0;
  scannedImages = 0;
  refusedImages = 0;
  private readonly sums: Partial<Record<Level, number>> = {};
  private readonly statuses = new Set<ScanStatus>();
  private readonly pins = new Pins();
  private worst: JudgedImage[] = [];

  private constructor(
    private readonly rules: Rules,
    private readonly options: Options,
  ) {}

  static async of(
    images: AsyncIterable<ImageResult>,
    rules: Rules,
    options: Options = {},
  ): Promise<Judgement> {
    const judgement = new Judgement(rules, options);
    for await (const image of inParallel(images, imagesAtATime, (one) => judgement.judge(one))) {
      judgement.add(image);
      options.each?.(image);
    }
    return judgement;
  }

  get findings(): Findings {
    return this.sums;
  }

  get status(): ScanStatus {
    const order: ScanStatus[] = ["canceled", "timedOut", "failed", "expired"];
    return order.find((status) => this.statuses.has(status)) ?? "succeeded";
  }

  /** By reference, the content of every image that has a result. */
  get pinned(): Record<string, string> {
    return this.pins.pinned;
  }

  /** Why the images do not pass, with a table of the worst, and what to do; undefined if they do. */
  async refusal(): Promise<{ readonly text: string; readonly remedy: string } | undefined> {
    if (this.totalImages === 0)
      return { text: "there is no image to judge", remedy: "A gate over nothing stays shut." };
    if (this.refusedImages === 0) return undefined;
    this.keepWorst();
    const rows = await Promise.all(this.worst.map((image) => this.row(image)));
    const rest = this.refusedImages - this.worst.length;
    const lines = [
      ...table([["image", "findings", "why"], ...rows]),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ].map((line) => `\n    ${line}`);
    return {
      text: `${this.refusedImages} of ${this.totalImages} images do not pass:${lines.join("")}`,
      remedy:
        "Mend or replace these images, or see what the scan says of them in the vendor's console; the scan is not repeated.",
    };
  }

  private add(image: JudgedImage): void {
    this.totalImages += 1;
    if (image.problem) this.statuses.add(image.problem.status);
    if (image.findings) {
      this.scannedImages += 1;
      for (const level of levels) {
        const found = image.findings[level];
        if (found !== undefined) this.sums[level] = (this.sums[level] ?? 0) + found;
      }
      if (image.content) this.pins.add(this.referenceOf(image), image.content);
    }
    if (image.refusal === undefined) return;
    this.refusedImages += 1;
    this.worst.push(image);
    // Sorted now and then, so that it costs little and stays short.
    if (this.worst.length >= 4 * worstShown) this.keepWorst();
  }

  private keepWorst(): void {
    this.worst = this.worst.sort(bySeverity).slice(0, worstShown);
  }

  /** How the program names an image; undefined where it gave an id, a digest or coordinates, or no names at all. */
  private referenceOf({ image }: ImageResult): string | undefined {
    const isReference = this.options.named?.[image] === "" && !image.startsWith("#") && !isDigest(image);
    return isReference ? image : undefined;
  }

  private async judge(result: ImageResult): Promise<JudgedImage> {
    const { findings, problem } = result;
    if (problem || !findings)
      return { ...result, refusal: problem?.text ?? "there is no result of it", listed: [] };
    const over = this.over(findings);
    const { exceptions, fixableOnly } = this.rules;
    const decides = over.length > 0 && (fixableOnly || !exceptions.isEmpty);
    // What was not counted was not looked for: what is listed of it may be of an earlier scan.
    const severities = this.options.each
      ? severityLevels.filter((level) => (findings[level] ?? 0) > 0)
      : over.filter(isSeverity).filter((level) => findings[level] !== undefined);
    const listed =
      (decides || this.options.each) && severities.length > 0 ? await this.listed(result, severities) : [];
    // Where nothing can be excused, what the vendor has counted decides, whether it is listed as well or not.
    const excesses = this.excesses(findings, decides ? listed : []);
    const refusal = excesses.length > 0 ? excesses.map(({ text }) => text).join(", ") : undefined;
    return { ...result, refusal, listed };
  }

  /** The levels of which there is more than allowed; one that was not counted is among them. */
  private over(findings: Findings): Level[] {
    return levels.filter((level) => {
      const most = this.rules.maxFindings[level];
      return most !== undefined && !((findings[level] ?? Number.POSITIVE_INFINITY) <= most);
    });
  }

  private async listed(image: ImageResult, severities: readonly Severity[]): Promise<JudgedVulnerability[]> {
    const { content } = image;
    const names = [image.image, ...(image.names?.() ?? []), ...(content ? [fullName(content)] : [])];
    const listed: JudgedVulnerability[] = [];
    for await (const one of image.vulnerabilities?.(severities) ?? []) {
      const excuse = this.rules.exceptions.excuse(one, names);
      const isIdle = this.rules.fixableOnly && one.fixable === false;
      const excused = excuse?.holds ? "accepted" : isIdle ? "without a fix" : undefined;
      listed.push({ ...one, excused, note: excuse?.note });
    }
    return listed;
  }

  /** Which limits an image exceeds, its listed vulnerabilities considered. */
  private excesses(findings: Findings, listed: readonly JudgedVulnerability[]): Excess[] {
    return this.over(findings).flatMap((level) => {
      const found = findings[level];
      const most = this.rules.maxFindings[level] ?? 0;
      if (found === undefined) return [{ level, text: `${level} was not counted` }];
      const rows = listed.filter(({ severity }) => severity === level);
      const excused = rows.filter((row) => row.excused !== undefined).length;
      const open = openOf(found, rows);
      if (open <= most) return [];
      const why = [...new Set(rows.flatMap((row) => row.excused ?? []))].join(" or ");
      return [{ level, text: `${level} ${open} > ${most}${excused > 0 ? ` (${excused} ${why})` : ""}` }];
    });
  }

  /** The row of a refused image, with some of the vulnerabilities that it is refused for. */
  private async row(image: JudgedImage): Promise<string[]> {
    const names = await this.namesOf(image);
    return [
      image.image,
      image.findings ? toldFindings(image.findings) : "no result",
      `${image.refusal}${names === "" ? "" : `: ${names}`}`,
    ];
  }

  private async namesOf(image: JudgedImage): Promise<string> {
    const { findings = {} } = image;
    const severities = this.excesses(findings, image.listed)
      .map(({ level }) => level)
      .filter(isSeverity)
      .filter((level) => findings[level] !== undefined);
    if (severities.length === 0) return "";
    const names = new Set<string>();
    try {
      const listed = image.listed.length > 0 ? image.listed : (image.vulnerabilities?.(severities) ?? []);
      for await (const one of listed as AsyncIterable<JudgedVulnerability>) {
        if (one.excused !== undefined || !severities.some((severity) => severity === one.severity)) continue;
        names.add(`${one.id}${one.note === undefined ? "" : ` (${one.note})`}`);
        if (names.size > namesShown) break;
      }
    } catch (failure) {
      // That there is more to say must not hide what is known.
      if (!(failure instanceof ScanError)) throw failure;
    }
    const shown = [...names].slice(0, namesShown);
    return names.size > namesShown ? `${shown.join(", ")}, …` : shown.join(", ");
  }
}

/**
 * How many of the `found` vulnerabilities count, given what is listed of them. Some vendors list a vulnerability once
 * for each package, and count it once. Where the list fits neither way of counting, what is not listed counts, and so
 * does each row: a list that contradicts the count excuses as little as it can.
 */
function openOf(found: number, rows: readonly JudgedVulnerability[]): number {
  const counting = rows.filter((row) => row.excused === undefined);
  if (rows.length === found) return counting.length;
  const ids = new Set(rows.map(({ id }) => id));
  const open = new Set(counting.map(({ id }) => id));
  const unexcused = found - (ids.size - open.size);
  return ids.size === found ? unexcused : Math.max(counting.length, unexcused);
}

function isSeverity(level: Level): level is Severity {
  return severityLevels.some((severity) => severity === level);
}

/** The worst first: those without a result, then by severity. */
function bySeverity(one: ImageResult, other: ImageResult): number {
  if (!one.findings || !other.findings)
    return Number(one.findings !== undefined) - Number(other.findings !== undefined);
  for (const level of levels) {
    const more = (other.findings[level] ?? 0) - (one.findings[level] ?? 0);
    if (more !== 0) return more;
  }
  return 0;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map(
    ([image = "", findings = "", why = ""]) =>
      `${image.padEnd(widths[0] ?? 0)}  ${findings.padEnd(widths[1] ?? 0)}  ${why}`,
  );
}
