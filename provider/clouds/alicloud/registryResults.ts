import type { Context } from "../../core/context";
import {
  type ImageResult,
  type Judged,
  type Level,
  type Problem,
  problem,
  type ScanResults,
} from "../../core/findings";
import { type ImageMap, imagesOf } from "../../core/imageSet";
import { inParallel } from "../../core/parallel";
import { isProblem } from "../../core/severities";
import type { Handed, Run } from "../../core/task";
import type { Properties } from "../../core/wire";
import type { ImageInstance, OnceTask } from "./api";
import { SasClient } from "./client";
import { type Coordinates, ListedImages, listedCoordinates, scannedCoordinates } from "./coordinates";
import { dockerDigest } from "./digest";
import { failureOf, hasEnded, notInRegion, OnceTasks, spelledDigest, statusOf } from "./onceTasks";
import { importedImage, nameOf, RegistryImages, registryImageNaming } from "./registryImages";
import { decisive, Runs } from "./runs";
import { ScannedImages } from "./scannedImages";
import { countsIn, fixable, vulnerabilitiesIn, vulnerabilityLevels } from "./vulnerabilities";

/** How a gate judges scans of registry images. */
export const registryJudged: Judged = {
  levels: [...vulnerabilityLevels, "malware"],
  fixable,
  results: (context, state) => new RegistryResults(context, state),
};

/** Of how many images the findings are asked for at a time: each is a few calls, and SAS takes ten a second. */
const imagesAtATime = 10;

/** An image of a task's set, and what SAS says of it. */
interface Subject {
  readonly image: string;
  readonly coordinates: Coordinates;
  readonly record: ImageInstance | undefined;
  /** Its part of the newest scan of ours that had one. */
  readonly leaf: OnceTask | undefined;
  /** When it had last been scanned before we handed it over, in milliseconds. */
  readonly scannedBefore: number;
  /** The digest that was handed over. */
  readonly digest: string | undefined;
}

class RegistryResults implements ScanResults {
  private readonly client: SasClient;
  private readonly inventory: RegistryImages;
  private readonly tasks: OnceTasks;
  private readonly runs: Runs;

  constructor(
    private readonly context: Context,
    private readonly state: Properties,
  ) {
    this.client = SasClient.of(context, state);
    this.inventory = RegistryImages.of(context, this.client);
    this.tasks = OnceTasks.of(context, this.client);
    this.runs = new Runs(this.tasks, (state.runs ?? []) as Run[]);
  }

  async progress(): Promise<{ running: boolean; scanned: number; total: number }> {
    const { running, finished, total } = await this.runs.progress();
    if (running) return { running, scanned: finished, total };
    // Others may be scanning what we only followed.
    const unfinished = new ScannedImages(await this.tasks.unfinished(this.context.clock.now()));
    const named = this.named();
    const set = named ? [...named.values()].map(({ coordinates }) => coordinates) : await this.selected();
    const waiting = set.filter((coordinates) => unfinished.of(coordinates).length > 0).length;
    return { running: waiting > 0, scanned: set.length - waiting, total: set.length };
  }

  async *images(counted: readonly Level[]): AsyncGenerator<ImageResult> {
    const subjects = await this.subjects();
    yield* inParallel(subjects, imagesAtATime, (subject) => this.result(subject, counted));
    if (this.named() || !this.runs.newest || this.runs.newest.taskIds.length === 0) return;
    const untold = (await this.runs.newestTotal()) - subjects.length;
    if (untold <= 0) return;
    const text = "scanned, but SAS does not say which images they are";
    yield { image: `${untold} more`, problem: problem(text) };
  }

  private async subjects(): Promise<readonly Subject[]> {
    const { images } = this.state as { images?: ImageMap };
    const now = this.context.clock.now();
    const named = this.named();
    if (images && named) {
      const records = await this.inventory.listed(images, now);
      // The list knows more of where an image is than its name in the program does.
      const known = new Map(
        [...named].map(([image, one]) => {
          const record = records.get(image);
          if (!record) return [image, one];
          const { tag, digest, ...place } = listedCoordinates(record);
          return [image, { ...one, coordinates: { ...one.coordinates, ...place } }];
        }),
      );
      const leaves = await this.leavesOf(known);
      return [...known].map(([image, one]) => ({
        image,
        ...one,
        record: records.get(image),
        leaf: leaves.get(image),
      }));
    }
    const { newest } = this.runs;
    const scannedBefore = newest ? Date.parse(newest.submittedAt) - 1 : Number.POSITIVE_INFINITY;
    const records = new ListedImages(await this.inventory.all(now));
    const subject = (coordinates: Coordinates, leaf?: OnceTask): Subject => {
      const record = records.find(coordinates);
      const { repoNamespace, repoName, tag, digest = "" } = coordinates;
      const name = nameOf({
        RepoNamespace: repoNamespace,
        RepoName: repoName,
        Tag: tag ?? null,
        Digest: digest,
      });
      const image = `${name}${tag && digest ? ` ${dockerDigest(digest).slice(0, "sha256:".length + 12)}` : ""}`;
      return { image, coordinates, record, leaf, scannedBefore, digest: undefined };
    };
    // What a selection without names meant when it was scanned its parts tell; without an id, the list does.
    if (newest && newest.taskIds.length > 0)
      return (await this.newestLeaves()).map((leaf) => subject(scannedCoordinates(leaf), leaf));
    return (await this.selected()).map((coordinates) => subject(coordinates));
  }

  private async newestLeaves(): Promise<readonly OnceTask[]> {
    for await (const leaves of this.runs.leaves()) return leaves;
    return [];
  }

  /** The images that the task names; undefined of a selection without names. */
  private named(): Map<string, Pick<Subject, "coordinates" | "scannedBefore" | "digest">> | undefined {
    const { images, resolved = {} } = this.state as {
      images?: ImageMap;
      resolved?: Readonly<Record<string, Handed>>;
    };
    if (!images) return undefined;
    const wanted = imagesOf(images, registryImageNaming);
    return new Map(
      [...wanted].map(([key, image]) => {
        const { digest, scannedAt } = resolved[key] ?? {};
        const coordinates = importedImage({ ...image, ...(digest === undefined ? {} : { digest }) });
        return [key, { coordinates, digest, scannedBefore: Number(scannedAt ?? Number.POSITIVE_INFINITY) }];
      }),
    );
  }

  /** For each image its part of the newest run that had one. */
  private async leavesOf(
    named: ReadonlyMap<string, { readonly coordinates: Coordinates }>,
  ): Promise<ReadonlyMap<string, OnceTask>> {
    const found = new Map<string, OnceTask>();
    for await (const leaves of this.runs.leaves()) {
      const scanned = new ScannedImages(leaves);
      for (const [image, { coordinates }] of named) {
        const leaf = found.has(image) ? undefined : decisive(scanned.of(coordinates));
        if (leaf) found.set(image, leaf);
      }
      if (found.size === named.size) break;
    }
    return found;
  }

  /** What a selection without names means by the list. */
  private async selected(): Promise<readonly Coordinates[]> {
    const { filter = {} } = this.state as { filter?: Readonly<Record<string, readonly string[]>> };
    return (await this.inventory.selected(filter)).map(listedCoordinates);
  }

  private async result(subject: Subject, counted: readonly Level[]): Promise<ImageResult> {
    const { image, record, leaf, coordinates } = subject;
    const why = problemOf(subject);
    if (why !== undefined) return { image, problem: why };
    const digest = record?.Digest ?? (leaf ? spelledDigest(leaf) : "");
    if (!digest) return { image, problem: problem("SAS does not say which digest it scanned") };
    const counts = await countsIn(
      this.client,
      { digest, ...(typeof record?.VulCount === "number" ? { vulnerabilities: record.VulCount } : {}) },
      counted,
    );
    if (isProblem(counts)) return { image, problem: counts };
    const malware = record?.AlarmCount;
    const { repoNamespace, repoName, tag } = coordinates;
    // SAS does not tell the host of a registry.
    const repository = [repoNamespace, repoName].filter(Boolean).join("/");
    const docker = dockerDigest(digest);
    const name = tag === undefined ? `${repository}@${docker}` : `${repository}:${tag}`;
    return {
      image,
      findings: {
        ...counts,
        ...(counted.includes("malware") && typeof malware === "number" ? { malware } : {}),
      },
      content: { name, repository, digest: docker },
      names: () => [name, `${repository}@${docker}`],
      vulnerabilities: (asked) => vulnerabilitiesIn(this.client, digest, asked),
    };
  }
}

/** Why an image has no result that counts. */
function problemOf({ record, leaf, scannedBefore, digest }: Subject): Problem | undefined {
  if (!record && !leaf) return problem("not known to Security Center");
  const status = record?.ScaStatus ?? "";
  const lastScan = Number(record?.LastScanTime ?? 0);
  if (leaf && !hasEnded(leaf)) return problem("still being scanned");
  if (record && isPhase(status)) return problem("still being scanned");
  if (digest !== undefined && record?.Digest && dockerDigest(record.Digest) !== digest)
    return problem("the tag has moved since it was scanned", "expired");
  if (record?.ScaResult === "TASK_NOT_SUPPORT_REGION") return notInRegion;
  const failure = leaf && failureOf(leaf);
  if (/^(FAIL|TIME?OUT)/.test(status))
    return failure ?? problem(`its scan failed (${status})`, statusOf(status));
  const began = Number(leaf?.StartTime ?? Number.POSITIVE_INFINITY);
  if (leaf && failure === undefined) {
    // SAS may call a scan that was stopped a success: the image itself must have been scanned since, too. How exactly
    // the two times belong together is not documented.
    const isResult = lastScan > scannedBefore || lastScan >= began - 60_000;
    return isResult ? undefined : problem("its scan ended, and left no result");
  }
  // Somebody may have scanned it again, with more success.
  const since = leaf ? Number(leaf.EndTime ?? began) : scannedBefore;
  if (/^SUCCESS$/.test(status) && lastScan > since) return undefined;
  return failure ?? problem("no result since it was submitted", "expired");
}

/** Whether an image is on its way through a scan. Empty, and `INIT` of one that was never scanned, is not. */
function isPhase(status: string): boolean {
  return status !== "" && status !== "INIT" && !/^(SUCCESS|FAIL|TIME?OUT)$/.test(status);
}
