import type { Context } from "../../core/context";
import {
  type Content,
  type ImageResult,
  type Judged,
  type Level,
  problem,
  type ScanResults,
} from "../../core/findings";
import type { ImageMap } from "../../core/imageSet";
import { inParallel } from "../../core/parallel";
import { parseReference, writeReference } from "../../core/reference";
import { setIn } from "../../core/rescan";
import { isProblem } from "../../core/severities";
import type { Handed, Run } from "../../core/task";
import type { Properties } from "../../core/wire";
import type { OnceTask } from "./api";
import { SasClient } from "./client";
import { dockerDigest, vendorDigest } from "./digest";
import { digestOf, failureOf, hasEnded, OnceTasks, spelledDigest } from "./onceTasks";
import { decisive, Runs } from "./runs";
import { countsIn, fixable, vulnerabilitiesIn, vulnerabilityLevels } from "./vulnerabilities";
import { type Workload, type WorkloadSet, Workloads, workloadSets } from "./workloads";

/** How long before we followed it another's scan may have begun. */
const longestScanMs = 24 * 3_600_000;

/** Of how many workloads the findings are asked for at a time: each is a few calls, and SAS takes ten a second. */
const workloadsAtATime = 10;

/** How a gate judges scans of containers. */
export const containerJudged: Judged = {
  levels: vulnerabilityLevels,
  fixable,
  results: (context, state) => new ContainerResults(context, state),
};

class ContainerResults implements ScanResults {
  private readonly client: SasClient;
  private readonly tasks: OnceTasks;
  private readonly runs: Runs;
  private readonly workloads: Workloads;
  private readonly map: ImageMap;
  private readonly resolved: Readonly<Record<string, Handed>>;
  private readonly followed: ReadonlySet<string>;

  constructor(
    private readonly context: Context,
    state: Properties,
  ) {
    const set = (setIn(workloadSets, state) ?? "apps") as WorkloadSet;
    this.client = SasClient.of(context, state);
    this.tasks = OnceTasks.of(context, this.client);
    this.runs = new Runs(this.tasks, (state.runs ?? []) as Run[]);
    this.workloads = Workloads.of(context, this.client, String(state.clusterId), set);
    this.map = (state[set] ?? {}) as ImageMap;
    this.resolved = (state.resolved ?? {}) as Record<string, Handed>;
    this.followed = new Set((state.followed ?? []) as string[]);
  }

  async progress(): Promise<{ running: boolean; scanned: number; total: number }> {
    const { running, finished, total } = await this.runs.progress();
    if (running) return { running, scanned: finished, total };
    // Others may be scanning what we only followed.
    const now = this.context.clock.now();
    const unfinished = await this.tasks.unfinished(now);
    const workloads = [...(await this.workloads.running(this.map, now - 5000)).values()];
    const waiting = workloads.filter((workload) =>
      unfinished.some((leaf) => this.workloads.isAbout(leaf, workload)),
    ).length;
    return { running: waiting > 0, scanned: workloads.length - waiting, total: workloads.length };
  }

  async *images(counted: readonly Level[]): AsyncGenerator<ImageResult> {
    const workloads = await this.workloads.running(this.map, this.context.clock.now());
    const leaves = await this.leavesOf(workloads);
    const results = inParallel(workloads, workloadsAtATime, ([key, workload]) =>
      this.resultsOf(key, workload, leaves.get(key) ?? [], counted),
    );
    for await (const images of results) yield* images;
  }

  /** For each workload its parts of the newest run that had some. */
  private async leavesOf(
    workloads: ReadonlyMap<string, Workload>,
  ): Promise<ReadonlyMap<string, readonly OnceTask[]>> {
    const found = new Map<string, readonly OnceTask[]>();
    for await (const leaves of this.runs.leaves()) {
      for (const [key, workload] of workloads) {
        const ours = found.has(key) ? [] : leaves.filter((leaf) => this.workloads.isAbout(leaf, workload));
        if (ours.length > 0) found.set(key, ours);
      }
      if (found.size === workloads.size) break;
    }
    for (const [key, leaves] of await this.followedLeaves(workloads)) found.set(key, leaves);
    return found;
  }

  /** For workloads that we only followed: the parts of others' scans that still went on then. */
  private async followedLeaves(
    workloads: ReadonlyMap<string, Workload>,
  ): Promise<ReadonlyMap<string, readonly OnceTask[]>> {
    const since = new Map(
      [...workloads.keys()]
        .filter((key) => this.followed.has(key))
        .map((key) => [key, Number(this.resolved[key]?.scannedAt ?? Number.POSITIVE_INFINITY)]),
    );
    if (since.size === 0) return new Map();
    const recent = await this.tasks.begun(Math.min(...since.values()) - longestScanMs);
    const followed = new Map<string, readonly OnceTask[]>();
    for (const [key, time] of since) {
      const workload = workloads.get(key);
      const leaves = recent.filter(
        (leaf) =>
          workload !== undefined &&
          this.workloads.isAbout(leaf, workload) &&
          (!hasEnded(leaf) || Number(leaf.EndTime ?? 0) >= time),
      );
      if (leaves.length > 0) followed.set(key, leaves);
    }
    return followed;
  }

  /** A result for each image of a workload: those that were scanned, and those that run now. */
  private async resultsOf(
    key: string,
    { containers }: Workload,
    leaves: readonly OnceTask[],
    counted: readonly Level[],
  ): Promise<readonly ImageResult[]> {
    if (leaves.length === 0) {
      const text = "no result since it was submitted: change `triggers` to scan it";
      return [{ image: key, problem: problem(text, "expired") }];
    }
    const byDigest = new Map<string, OnceTask[]>();
    for (const leaf of leaves) {
      const digest = digestOf(leaf);
      byDigest.set(digest, [...(byDigest.get(digest) ?? []), leaf]);
    }
    const scanned = [...byDigest].map(([digest, those]) => this.result(key, digest, those, counted));
    const unscanned = new Map<string, ImageResult>();
    for (const { Image, ImageDigest } of containers) {
      const digest = vendorDigest(ImageDigest ?? "");
      if (digest === "" || byDigest.has(digest)) continue;
      unscanned.set(digest, {
        image: labelOf(key, Image, digest),
        problem: problem("runs now, and was not scanned"),
      });
    }
    return [...(await Promise.all(scanned)), ...unscanned.values()];
  }

  private async result(
    key: string,
    digest: string,
    leaves: readonly OnceTask[],
    counted: readonly Level[],
  ): Promise<ImageResult> {
    const leaf = decisive(leaves);
    const image = labelOf(key, leaf?.TaskImageInfo?.Image, digest);
    const why = leaf && (hasEnded(leaf) ? failureOf(leaf) : problem("still being scanned"));
    if (why !== undefined) return { image, problem: why };
    if (digest === "") return { image, problem: problem("SAS does not say which digest it scanned") };
    const spelled = leaf ? spelledDigest(leaf) : digest;
    const findings = await countsIn(this.client, { digest: spelled }, counted);
    if (isProblem(findings)) return { image, problem: findings };
    const content = contentOf(leaf?.TaskImageInfo?.Image, dockerDigest(digest));
    return {
      image,
      findings,
      content,
      names: () => (content ? [content.name, `${content.repository}@${content.digest}`] : []),
      vulnerabilities: (asked) => vulnerabilitiesIn(this.client, spelled, asked),
    };
  }
}

/** What runs, as its container names it. */
function contentOf(image: string | null | undefined, digest: string): Content | undefined {
  const reference = image ? parseReference(image) : "";
  if (typeof reference === "string") return undefined;
  const { host, path } = reference;
  return {
    name: writeReference(reference),
    repository: [host, path].filter(Boolean).join("/"),
    digest,
  };
}

function labelOf(key: string, image: string | null | undefined, digest: string): string {
  const name = image || (digest === "" ? "an image without a name" : dockerDigest(digest).slice(0, 19));
  return `${key}: ${name}`;
}
