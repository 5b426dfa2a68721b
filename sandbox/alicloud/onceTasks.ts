import { randomBytes } from "node:crypto";
import type { JsonObject } from "../json";
import { ScanLog } from "../scanLog";
import type { ScanPace } from "../scanPace";
import { type ScanState, ScanTask } from "../scanTask";
import type { Assumptions } from "./assumptions";
import { type Leaf, LeafMarks, type Root, type ScanTarget } from "./onceTask";
import type { Quota } from "./quota";
import { notFound, VendorError } from "./vendorError";

/** An image scan task that the vendor has accepted. */
export interface Scan {
  readonly taskId: string;
  readonly kind: "registry" | "container";
  /** The action that created it. */
  readonly action: string;
  /** What it scans: `namespace/name:tag`, or a container's id. */
  readonly images: readonly string[];
  /** What was asked for and is not scanned: in another task at that time, or where SAS scans none. */
  readonly skipped: readonly string[];
  /** One for each of both, in the order asked for. */
  readonly leaves: readonly ScanLeaf[];
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: ScanState;
}

/** One image or container of a scan, as the vendor has it now. */
export interface ScanLeaf {
  /** Its own id, by which the vendor's lists of single images name it. */
  readonly taskId: string;
  readonly image: string;
  /** The digest when it was submitted. */
  readonly digest: string;
  /** INIT, a phase such as CVE_ANALYZER, SUCCESS, FAIL, TIMEOUT, or what a canceled one says. */
  readonly status: string;
  /** Why it was not scanned; "" otherwise. */
  readonly resultInfo: string;
}

/** How the vendor limits an account's tasks. */
export interface TaskLimits {
  readonly secondsToTimeOut: number;
  /** The error code for one task too many. */
  readonly fullCode: string;
}

const MAX_RUNNING = 10;

/** What a leaf says whose image is in another task that runs. */
const REPEATED = "forbid_create_repeat_task";

/** The image scan tasks of an account: at most 10 of them run at once. */
export class OnceTasks extends ScanLog<Root> {
  #maxRunning = 0;

  constructor(
    clock: () => number,
    pace: ScanPace,
    private readonly quota: Quota,
    private readonly assumptions: Assumptions,
    private readonly limits: TaskLimits,
  ) {
    super(clock, pace);
  }

  get log(): Scan[] {
    this.catchUp();
    return this.accepted.map(({ taskId, kind, action, leaves, refused, startedAt, task }) => ({
      taskId,
      kind,
      action,
      images: [...task.images.keys()].map(({ target }) => target.name),
      skipped: refused.map(({ target }) => target.name),
      leaves: leaves.map(({ taskId, target, digest, status, resultInfo }) => ({
        taskId,
        image: target.name,
        digest,
        status,
        resultInfo,
      })),
      startedAt,
      state: task.state,
    }));
  }

  /** The most tasks that ever ran at once. */
  get maxRunning(): number {
    return this.#maxRunning;
  }

  /** Those that run, up to this moment. */
  running(): Root[] {
    this.catchUp();
    return this.accepted.filter(({ task }) => task.running);
  }

  /** Creates a task, and answers its Data. */
  create(kind: Root["kind"], action: string, targets: readonly ScanTarget[]): JsonObject {
    if (this.running().length >= MAX_RUNNING) return this.#full(targets.length);
    if (targets.length === 0 && this.assumptions.nothingMatched === "refused") {
      throw notFound("ScanTargetNotFound", "scan target");
    }
    const root = this.#rootOf(kind, action, targets);
    this.accept(root);
    const running = this.running().length;
    this.#maxRunning = Math.max(this.#maxRunning, running);
    const { taskId, leaves, refused, startedAt } = root;
    const isEmpty = leaves.length === 0;
    const nowhere = !isEmpty && refused.every(({ resultInfo }) => resultInfo === "TASK_NOT_SUPPORT_REGION");
    return {
      TaskId: taskId,
      TotalCount: leaves.length,
      FinishCount: 0,
      CollectTime: startedAt,
      ExecTime: startedAt,
      Status: isEmpty ? "SUCCESS" : "INIT",
      Progress: isEmpty ? 100 : 0,
      Result: nowhere && refused.length === leaves.length ? "TASK_NOT_SUPPORT_REGION" : "SUCCESS",
      CanCreate: running < MAX_RUNNING,
    };
  }

  /** Stops what is left of a task. */
  cancel(taskId: string): void {
    const { canceledStatus, cancelEnded, cancelUnknown } = this.assumptions;
    this.catchUp();
    const root = this.accepted.find((root) => root.taskId === taskId);
    if (!root || (root.task.state === "canceled" && canceledStatus === "gone")) {
      if (cancelUnknown === "error") throw taskNotFound();
    } else if (root.task.running) root.task.cancel();
    else if (cancelEnded === "error") {
      throw new VendorError(400, "TaskStatusError", "The task has ended already.");
    }
  }

  #full(total: number): JsonObject {
    if (this.assumptions.whenFull === "refused") {
      throw new VendorError(
        400,
        this.limits.fullCode,
        `No more than ${MAX_RUNNING} image scan tasks can run at the same time.`,
      );
    }
    return { TotalCount: total, FinishCount: 0, Progress: 0, CanCreate: false };
  }

  #rootOf(kind: Root["kind"], action: string, targets: readonly ScanTarget[]): Root {
    const taskId = newId();
    const startedAt = this.clock.vendorNow();
    const canceledStatus = this.assumptions.canceledStatus;
    const leafStatus = canceledStatus === "SUCCESS" || canceledStatus === "gone" ? "FAIL" : canceledStatus;
    const marks = new LeafMarks(this.quota, leafStatus, () => this.clock.vendorNow());
    const busy = new Set<object>();
    for (const { task } of this.running()) {
      for (const leaf of task.images.keys()) if (task.isBusyWith(leaf)) busy.add(leaf.target.subject);
    }
    const refused: Leaf[] = [];
    const wanted: Leaf[] = [];
    const leaves = targets.map((target) => {
      const leaf = newLeaf(taskId, target);
      const isBusy = busy.has(target.subject);
      const reason = target.refused ?? (isBusy ? REPEATED : undefined);
      if (reason === undefined) wanted.push(leaf);
      else {
        marks.refuse(leaf, reason);
        // What is being scanned goes on being scanned, whatever is said of the second request.
        target.mark(isBusy ? target.status : "FAIL", isBusy ? target.progress : 0, reason);
        refused.push(leaf);
      }
      return leaf;
    });
    const { secondsToTimeOut } = this.limits;
    const task = new ScanTask(wanted, marks, this.clock, this.pace, secondsToTimeOut);
    return { taskId, kind, action, startedAt, leaves, refused, task };
  }
}

export function taskNotFound(): VendorError {
  return notFound("TaskNotExist", "task");
}

/** An id as the vendor makes them: 32 hexadecimal digits. */
export function newId(): string {
  return randomBytes(16).toString("hex");
}

function newLeaf(rootId: string, target: ScanTarget): Leaf {
  return {
    taskId: newId(),
    rootId,
    target,
    digest: target.digest,
    status: "INIT",
    progress: 0,
    resultInfo: "",
    startTime: 0,
    endTime: 0,
    ended: false,
  };
}
