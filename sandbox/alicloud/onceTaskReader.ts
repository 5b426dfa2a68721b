import type { JsonObject } from "../json";
import { plainTime } from "../vendorTime";
import type { Assumptions } from "./assumptions";
import type { Leaf, Root } from "./onceTask";
import { type OnceTasks, taskNotFound } from "./onceTasks";
import { askedPage, pageAs } from "./page";
import type { Parameters } from "./parameters";
import { isDigest } from "./registryImage";

const TYPE = "IMAGE_SCAN";

/** The numbers of a leaf's Status. The vendor's documents have those of other tasks only. */
const STARTED = 1;
const FAILED = 3;
const NUMBERS: Readonly<Record<string, number>> = { INIT: 0, SUCCESS: 2, FAIL: FAILED, TIMEOUT: 4 };

/** Where DescribeImageLatestScanTask has words of its own, one of them misspelled. */
const LATEST: Readonly<Record<string, string>> = { INIT: "PROCESSING", TIMEOUT: "TIMOUT" };

/** What the vendor tells of an account's image scan tasks. */
export class OnceTaskReader {
  constructor(
    private readonly tasks: OnceTasks,
    private readonly assumptions: Assumptions,
    private readonly maxPageSize: number,
  ) {}

  /** GetOnceTaskResultInfo */
  resultOf(parameters: Parameters): JsonObject {
    const taskId = parameters.needed("TaskId");
    const isScan = parameters.text("TaskType") === TYPE;
    const root = isScan ? this.#readable().find((root) => root.taskId === taskId) : undefined;
    if (root) return rootResult(root, this.assumptions);
    const found = isScan && this.assumptions.leafIds === "known" ? this.#leafOf(taskId) : undefined;
    if (found) return leafResult(found);
    if (this.assumptions.unknownTask === "error") throw taskNotFound();
    return { TaskId: 0, TotalCount: 0, FinishCount: 0 };
  }

  /** DescribeOnceTaskLeafRecordPage */
  leafPage(parameters: Parameters): JsonObject {
    const relateInfo = parameters.flag("RelateInfo") === true;
    const page = askedPage(parameters, this.maxPageSize);
    return pageAs("OnceTasks", this.#asked(parameters), page, (leaf) => {
      const { Status, FinishCount, TotalCount, ...rest } = this.#rowOf(leaf);
      return {
        ...rest,
        Status: String(Status),
        FinishCount: String(FinishCount),
        TotalCount: String(TotalCount),
        ...(relateInfo && { TaskImageInfo: { ...leaf.target.info(), CostTimeInfo: "{}" } }),
      };
    });
  }

  /** ListUnfinishedOnceTask */
  unfinished(parameters: Parameters): JsonObject {
    const target = parameters.text("Target");
    const roots = parameters.text("TaskType") === TYPE ? this.tasks.running() : [];
    const leaves = roots
      .flatMap((root) => root.leaves)
      .filter((leaf) => !leaf.ended && (target === undefined || isDigest(target, leaf.digest)));
    return {
      OnceTasks: leaves.map((leaf) => {
        const { RegistryType: _, ...info } = leaf.target.info();
        return { ...this.#rowOf(leaf), TaskId: this.#idOf(leaf), TaskImageInfo: info };
      }),
    };
  }

  /** DescribeImageLatestScanTask */
  latest(parameters: Parameters): JsonObject {
    const digest = parameters.needed("Digest");
    this.tasks.catchUp();
    for (const root of [...this.tasks.accepted].reverse()) {
      const leaf = root.leaves.find((leaf) => isDigest(digest, leaf.digest));
      if (leaf) return { Task: [this.#latestRow(leaf, root)] };
    }
    return { Task: [] };
  }

  #latestRow(leaf: Leaf, root: Root): JsonObject {
    return {
      Id: this.tasks.accepted.indexOf(root) + 1,
      TaskId: this.#idOf(leaf),
      Name: TYPE,
      TaskType: TYPE,
      Status: LATEST[leaf.status] ?? leaf.status,
      Source: "openapi",
      Target: leaf.digest,
      TargetType: "IMAGE",
      StartTime: root.startedAt,
      ...(leaf.ended && { FinishTime: leaf.endTime }),
      Finish: leaf.ended ? 1 : 0,
      Create: plainTime(root.startedAt),
      Modified: plainTime(leaf.ended ? leaf.endTime : this.tasks.clock.vendorNow()),
    };
  }

  /** Those tasks that their ids lead to. */
  #readable(): readonly Root[] {
    this.tasks.catchUp();
    const { containerTasks, canceledStatus } = this.assumptions;
    return this.tasks.accepted.filter(
      ({ kind, task }) =>
        (kind === "registry" || containerTasks === "imageScan") &&
        (task.state !== "canceled" || canceledStatus !== "gone"),
    );
  }

  /** The leaves that a request for a page of them means. */
  #asked(parameters: Parameters): readonly Leaf[] {
    const {
      TaskId,
      TaskType,
      Source = "openapi",
    } = {
      TaskId: parameters.text("TaskId"),
      TaskType: parameters.text("TaskType"),
      Source: parameters.text("Source"),
    };
    if (TaskType !== TYPE || Source !== "openapi") return [];
    const roots = this.#readable().filter(({ taskId }) => TaskId === undefined || taskId === TaskId);
    const [one, another] = roots;
    // A task of very many images is read page by page: its leaves are not copied for each.
    const leaves = one && !another ? one.leaves : roots.flatMap((root) => root.leaves);
    const after = parameters.integer("StartTime");
    const before = parameters.integer("EndTime");
    const words = parameters.list("StatusList");
    if (after === undefined && before === undefined && words.length === 0) return leaves;
    return leaves.filter(
      (leaf) =>
        leaf.startTime >= (after ?? 0) &&
        leaf.startTime <= (before ?? Infinity) &&
        (words.length === 0 || words.some((word) => this.#hasStatus(leaf, word))),
    );
  }

  #leafOf(taskId: string): Leaf | undefined {
    return this.#readable()
      .flatMap((root) => root.leaves)
      .find((leaf) => leaf.taskId === taskId);
  }

  #idOf(leaf: Leaf): string {
    return this.assumptions.unfinishedTaskId === "root" ? leaf.rootId : leaf.taskId;
  }

  #hasStatus(leaf: Leaf, word: string): boolean {
    const { Status, StatusText } = this.#rowOf(leaf);
    return word === StatusText || word === String(Status);
  }

  #rowOf(leaf: Leaf) {
    const isScanning = !leaf.ended && leaf.status !== "INIT";
    return {
      TaskId: leaf.taskId,
      TaskName: TYPE,
      TaskType: TYPE,
      Status: NUMBERS[leaf.status] ?? (leaf.ended ? FAILED : STARTED),
      StatusText: isScanning && this.assumptions.leafStatus === "documented" ? "START" : leaf.status,
      Finish: leaf.ended ? 1 : 0,
      Progress: leaf.progress,
      ResultInfo: leaf.resultInfo,
      FinishCount: leaf.ended ? 1 : 0,
      TotalCount: 1,
      StartTime: leaf.startTime,
      EndTime: leaf.endTime,
      RealRunTime: leaf.ended ? leaf.endTime - leaf.startTime : 0,
      Target: leaf.digest,
      TargetType: leaf.target.targetType,
    };
  }
}

function rootResult({ leaves, refused, startedAt, task }: Root, assumptions: Assumptions): JsonObject {
  const words = {
    scanning: task.started ? "START" : "INIT",
    ended: "SUCCESS",
    timedOut: "TIMEOUT",
    canceled: assumptions.canceledStatus,
  };
  return {
    TaskId: 0,
    CollectTime: startedAt,
    TotalCount: leaves.length,
    FinishCount: refused.length + task.count.scanned,
    TaskInfo: { Status: words[task.state] },
  };
}

function leafResult(leaf: Leaf): JsonObject {
  return {
    TaskId: 0,
    CollectTime: leaf.startTime,
    TotalCount: 1,
    FinishCount: leaf.ended ? 1 : 0,
    TaskInfo: { Status: leaf.ended || leaf.status === "INIT" ? leaf.status : "START" },
  };
}
