import { count } from "../../core/answer";
import type { Context } from "../../core/context";
import {
  type Content,
  type Findings,
  type ImageResult,
  type Judged,
  type Level,
  type Problem,
  problem,
  type ScanResults,
  type Severity,
  type Vulnerability,
} from "../../core/findings";
import type { ImageMap } from "../../core/imageSet";
import { inParallel } from "../../core/parallel";
import { rowsOf } from "../../core/rows";
import { isProblem, type SeverityWords, severities } from "../../core/severities";
import { type Handed, type Run, wholeSelection } from "../../core/task";
import type { Properties } from "../../core/wire";
import type { ImageRow, ImageType, QueryInfo, RegistryImageRow, Rows, VulnerabilityRow } from "./api";
import type { HssClient } from "./client";
import { filterOf } from "./imageScanner";
import type { Images } from "./images";
import { readScope, type ScanType } from "./scanScope";
import { isRunning, isScanning } from "./scanState";
import { ScanTasks } from "./scanTasks";

/** HSS's words for how soon a vulnerability is to be mended. */
const necessities = {
  high: "immediate_repair",
  medium: "delay_repair",
  low: "not_needed_repair",
} as const satisfies SeverityWords;

/** Of how many images the findings are asked for at a time: each is a few calls. */
const imagesAtATime = 10;

/** What HSS counts in an image. */
export const levels: Judged["levels"] = ["high", "medium", "low", "malware"];

/** How HSS is asked for the vulnerabilities of one image of a list. */
export interface VulnerabilityQuery {
  readonly image_type: string;
  readonly namespace: string;
  readonly image_name: string;
  readonly tag_name: string;
  readonly instance_id?: string;
}

/** The results of one task's images, from the list that HSS keeps of all. */
export class ImageResults<R extends ImageRow, I extends object> implements ScanResults {
  private readonly tasks: ScanTasks;
  private readonly runs: readonly Run[];
  private readonly ended = new Set<string>();

  constructor(
    private readonly context: Context,
    private readonly client: HssClient,
    type: ImageType,
    private readonly inventory: Images<R, I>,
    private readonly state: Properties,
    private readonly queryOf: (row: R) => VulnerabilityQuery,
    private readonly repositoryOf: (row: R) => string,
  ) {
    this.tasks = ScanTasks.of(context, client, type);
    this.runs = (state.runs ?? []) as Run[];
  }

  async progress(): Promise<{ running: boolean; scanned: number; total: number }> {
    const ids = this.runs.flatMap(({ taskIds }) => taskIds).filter((id) => !this.ended.has(id));
    const rows = await Promise.all(ids.map((id) => this.tasks.find(id)));
    for (const [index, row] of rows.entries()) if (!row || !isRunning(row)) this.ended.add(ids[index] ?? "");
    const running = rows.filter((row) => row !== undefined && isRunning(row));
    if (running.length > 0) {
      const sum = (field: (row: (typeof running)[number]) => number | null | undefined): number =>
        running.reduce((all, row) => all + count(field(row)), 0);
      return {
        running: true,
        scanned: sum((row) => row?.success_num) + sum((row) => row?.failed_num),
        total: sum((row) => row?.total_num),
      };
    }
    // A scan without an id, and one that we only followed, are seen in the images alone.
    const images = [...(await this.set()).values()];
    const waiting = images.filter((row) => row !== undefined && isScanning(row)).length;
    return { running: waiting > 0, scanned: images.length - waiting, total: images.length };
  }

  async *images(counted: readonly Level[]): AsyncGenerator<ImageResult> {
    yield* inParallel(await this.set(), imagesAtATime, ([image, row]) => this.result(image, row, counted));
  }

  /** The images of the task's set, by what a reviewer calls them; those that HSS does not list are undefined. */
  private async set(): Promise<ReadonlyMap<string, R | undefined>> {
    const { images } = this.state as { images?: ImageMap };
    if (images) return await this.inventory.listed(images, this.context.clock.now());
    const query: QueryInfo = filterOf(this.state);
    const rows = await this.inventory.images.selected(query);
    return new Map(
      rows.map((row) => [`${this.inventory.images.nameOf(row)} #${this.inventory.images.idOf(row)}`, row]),
    );
  }

  private async result(image: string, row: R | undefined, counted: readonly Level[]): Promise<ImageResult> {
    if (!row) return { image, problem: problem("not known to HSS") };
    const { images } = this.inventory;
    const handed = ((this.state.resolved ?? {}) as Record<string, Handed>)[image];
    const hindrance = images.hindrance(row);
    const why = hindrance === undefined ? problemOf(row, handed, this.runs[0]) : problem(hindrance);
    if (why !== undefined) return { image, problem: why };
    const followed = (this.state.followed ?? []) as readonly string[];
    const isFollowed = followed.includes(image) || followed.includes(wholeSelection);
    const findings = await this.findings(row, isFollowed, counted);
    if (isProblem(findings)) return { image, problem: findings };
    return {
      image,
      findings,
      content: this.contentOf(row),
      names: () => images.namesOf(row),
      vulnerabilities: (asked) => this.vulnerabilities(row, asked),
    };
  }

  private contentOf(row: R): Content | undefined {
    const repository = this.repositoryOf(row);
    // An image on a node may have lost its name to a newer one: no registry can be asked for it.
    if (!row.image_digest || repository === "") return undefined;
    return { name: this.inventory.images.nameOf(row), repository, digest: row.image_digest };
  }

  /** Of `ours`, what a scan of somebody else's has looked for in an image: what all that went on then have in common. */
  private async lookedFor(row: R, ours: readonly string[]): Promise<readonly string[]> {
    const scans = await this.tasks.at(Number(row.latest_scan_time ?? 0));
    return scans.length === 0
      ? []
      : ours.filter((type) =>
          scans.every(({ scan_scope }) => readScope(scan_scope ?? 0).includes(type as ScanType)),
        );
  }

  /** What was found of what was looked for: a count of anything else says nothing. */
  private async findings(
    row: R,
    isFollowed: boolean,
    counted: readonly Level[],
  ): Promise<Findings | Problem> {
    const { scanTypes: ours = [] } = this.state as { scanTypes?: readonly string[] };
    const scanTypes = isFollowed ? await this.lookedFor(row, ours) : ours;
    const lookedFor = scanTypes.includes("vulnerability") ? counted : [];
    const total = typeof row.vul_num === "number" ? row.vul_num : undefined;
    const found = await severities(necessities, lookedFor, total, async (word) => {
      const { total_num } = await this.vulnerabilityPage(row, word, 0, 10);
      return typeof total_num === "number" ? total_num : undefined;
    });
    if (isProblem(found)) return found;
    const malware = row.malicious_file_num;
    const isCounted = counted.includes("malware") && scanTypes.includes("malware");
    return { ...found, ...(isCounted && typeof malware === "number" ? { malware } : {}) };
  }

  private async *vulnerabilities(row: R, asked: readonly Severity[]): AsyncGenerator<Vulnerability> {
    for (const [severity, word] of Object.entries(necessities)) {
      if (!asked.some((one) => one === severity)) continue;
      const rows = rowsOf(async (offset) => {
        const { data_list, total_num } = await this.vulnerabilityPage(row, word, offset, 200);
        return { rows: data_list ?? [], total: Number(total_num ?? 0) };
      });
      for await (const one of rows) yield vulnerabilityOf(one, severity as Severity);
    }
  }

  private vulnerabilityPage(
    row: R,
    word: string | undefined,
    offset: number,
    limit: number,
  ): Promise<Rows<VulnerabilityRow>> {
    const necessity = word === undefined ? {} : { repair_necessity: word };
    const query = { ...this.queryOf(row), ...necessity, offset, limit };
    return this.client.call("ListImageVulnerabilities", query, undefined, { image_id: row.image_id ?? "" });
  }
}

function vulnerabilityOf(row: VulnerabilityRow, severity: Severity): Vulnerability {
  const { vul_id, description, app_name, version, url } = row;
  return {
    id: vul_id || "without a name",
    severity,
    package: app_name || undefined,
    version: version || undefined,
    title: description || undefined,
    url: url || undefined,
  };
}

/** Why an image has no result that counts. */
function problemOf(
  row: ImageRow & Pick<RegistryImageRow, "scan_failed_code">,
  handed: Handed | undefined,
  newest: Run | undefined,
): Problem | undefined {
  if (isScanning(row)) return problem("still being scanned");
  const { scan_status: status, scan_failed_desc: reason, image_digest: digest } = row;
  if (/^(unscan)?$/.test(status ?? "")) return problem("not scanned");
  if (status !== "success") {
    const ending = (row.scan_failed_code || reason) === "response_timed_out" ? "timedOut" : "failed";
    return problem(`its scan failed (${[status, reason].filter(Boolean).join(", ")})`, ending);
  }
  if (handed?.digest !== undefined && digest && handed.digest !== digest)
    return problem("the tag has moved since it was scanned", "expired");
  const since = handed
    ? Number(handed.scannedAt ?? Number.POSITIVE_INFINITY)
    : newest
      ? Date.parse(newest.submittedAt) - 1
      : Number.POSITIVE_INFINITY;
  return Number(row.latest_scan_time ?? 0) > since
    ? undefined
    : problem("no result since it was submitted", "expired");
}
