import { count } from "../../core/answer";
import type { Clock } from "../../core/clock";
import type { Context } from "../../core/context";
import { asScanError } from "../../core/errors";
import { type Problem, problem } from "../../core/findings";
import { Fresh } from "../../core/fresh";
import type { Run } from "../../core/task";
import { imageScanTask, type OnceTask } from "./api";
import type { SasClient } from "./client";
import { vendorDigest } from "./digest";

/** How far a scan is. */
export interface TaskState {
  readonly running: boolean;
  readonly total: number;
  readonly finished: number;
}

/** The scans of one account: those that run, what became of each, and how one is stopped. */
export class OnceTasks {
  /** The scans of one account, shared by all resources of this process. */
  static of(context: Context, client: SasClient): OnceTasks {
    return context.share(`sas once tasks ${client.key}`, () => new OnceTasks(context, client));
  }

  private readonly running: Fresh<readonly OnceTask[]>;
  private readonly clock: Clock;

  private constructor(
    context: Context,
    private readonly client: SasClient,
  ) {
    this.clock = context.clock;
    this.running = new Fresh(context.clock, async () => {
      const { OnceTasks: tasks } = await client.call("ListUnfinishedOnceTask", {
        TaskType: imageScanTask.TaskType,
      });
      return (tasks ?? []).filter((task) => !hasEnded(task));
    });
  }

  /** What is being scanned, as SAS says it no earlier than `since`. Whether an id in it is a whole scan's is not documented. */
  unfinished(since: number): Promise<readonly OnceTask[]> {
    return this.running.get(since);
  }

  /** How far a scan is; undefined if SAS does not know one of that id. */
  async state(TaskId: string): Promise<TaskState | undefined> {
    try {
      const { TaskInfo, TotalCount, FinishCount } = await this.client.call("GetOnceTaskResultInfo", {
        ...imageScanTask,
        TaskId,
      });
      if (!TaskInfo?.Status) return undefined;
      return {
        running: !isEnd(TaskInfo.Status),
        total: count(TotalCount),
        finished: count(FinishCount),
      };
    } catch (failure) {
      const error = asScanError(failure, "GetOnceTaskResultInfo");
      // How SAS says that it does not know an id is documented nowhere; every other failure has a kind of its own.
      if (["NotFound", "InvalidInput", "Unknown"].includes(error.kind) && error.details.code)
        return undefined;
      throw error;
    }
  }

  /**
   * The parts of all scans of the account that began no earlier than `since`, whoever submitted them. None, where SAS
   * does not list them without the id of a scan: its document only says that the id may be left out.
   */
  async begun(since: number): Promise<readonly OnceTask[]> {
    try {
      const leaves = await this.client.rows(
        "DescribeOnceTaskLeafRecordPage",
        { TaskType: imageScanTask.TaskType, RelateInfo: true, StartTime: wholeSecond(since - skewMs) },
        ({ OnceTasks: tasks }) => tasks,
      );
      return leaves.filter(({ StartTime }) => Number(StartTime ?? 0) >= wholeSecond(since - skewMs));
    } catch (failure) {
      if (["NotFound", "InvalidInput", "Unknown"].includes(asScanError(failure, "begun").kind)) return [];
      throw failure;
    }
  }

  /** The parts of a scan: an image, or a container, each. */
  leaves(TaskId: string): Promise<readonly OnceTask[]> {
    return this.client.rows(
      "DescribeOnceTaskLeafRecordPage",
      { TaskType: imageScanTask.TaskType, TaskId, RelateInfo: true },
      ({ OnceTasks: tasks }) => tasks,
    );
  }

  /**
   * The id of the scan that began no earlier than `since` and is about nothing but what `isOne` tells, of which there
   * are `count` where that is known. An id from a list is taken only when SAS knows it as that of a whole scan with all
   * its parts.
   */
  async whole(
    since: number,
    isOne: (leaf: OnceTask) => boolean,
    count?: number,
  ): Promise<string | undefined> {
    const ours = (await this.unfinished(since)).filter(
      (leaf) => isOne(leaf) && Number(leaf.StartTime ?? 0) >= wholeSecond(since),
    );
    const candidates = [...new Set(ours.flatMap(({ TaskId }) => (TaskId ? [TaskId] : [])))];
    const proven: string[] = [];
    for (const id of candidates) {
      const total = (await this.state(id))?.total;
      if (!total || (count !== undefined && total !== count)) continue;
      const leaves = await this.leaves(id);
      // A part has no parts: of one image, too, the whole scan and its part are told apart.
      const isWhole = leaves.length === total && leaves.every((leaf) => leaf.TaskId !== id && isOne(leaf));
      if (isWhole) proven.push(id);
    }
    return proven.length === 1 ? proven[0] : undefined;
  }

  /**
   * Stops what of these runs still goes on. A scan whose id SAS cannot be asked for is taken to go on while something
   * does that is about what `ours` tells.
   */
  async stop(runs: readonly Run[], ours: () => Promise<(leaf: OnceTask) => boolean>): Promise<number> {
    const goesOn = async (TaskId: string): Promise<boolean> => {
      const state = await this.state(TaskId);
      return state ? state.running : (await this.unfinished(this.clock.now())).some(await ours());
    };
    let stopped = 0;
    for (const TaskId of runs.flatMap(({ taskIds }) => taskIds)) {
      if (!(await goesOn(TaskId))) continue;
      try {
        await this.client.call("CancelOnceTask", { TaskId });
        stopped += 1;
      } catch (failure) {
        // It may have ended meanwhile, and what SAS says of an ended one is not documented.
        if ((await this.state(TaskId))?.running) throw failure;
      }
    }
    return stopped;
  }
}

/** Whether one part of a scan has ended, however. Words that are new count as running: never as a success. */
export function hasEnded({ StatusText, Finish }: OnceTask): boolean {
  return Finish === 1 || isEnd(StatusText ?? "");
}

/** What SAS calls a success although nothing was scanned. */
export const notInRegion = problem("not scanned: Security Center does not scan images of its region");

/** Why a part that has ended was not scanned; undefined if it was. */
export function failureOf({ StatusText, ResultInfo, Progress }: OnceTask): Problem | undefined {
  if (ResultInfo === "TASK_NOT_SUPPORT_REGION") return notInRegion;
  if (ResultInfo === "forbid_create_repeat_task")
    return problem("not scanned: another scan of it ran already");
  if (/^succ/i.test(StatusText ?? "")) {
    // What SAS calls a scan that was stopped is not documented: it may even be a success.
    if (typeof Progress === "number" && Progress < 100) return problem(`its scan ended at ${Progress} %`);
    const fine = !ResultInfo || /^succ/i.test(ResultInfo);
    return fine ? undefined : problem(`its scan ended with ${ResultInfo}`);
  }
  return problem(
    `its scan failed (${[StatusText, ResultInfo].filter(Boolean).join(", ")})`,
    statusOf(StatusText ?? ""),
  );
}

/** The digest of what a part of a scan is about, as SAS spells it; empty if it does not say. */
export function spelledDigest({ Target, TaskImageInfo }: OnceTask): string {
  return TaskImageInfo?.Digest || Target || "";
}

/** The same as hexadecimal digits. */
export function digestOf(leaf: OnceTask): string {
  return vendorDigest(spelledDigest(leaf));
}

/** What SAS's word for an end that is no success means. */
export function statusOf(word: string): Problem["status"] {
  if (/^(CANCEL|STOP)/i.test(word)) return "canceled";
  return /^TIME/i.test(word) ? "timedOut" : "failed";
}

/** The words for an end; SAS spells one of them in two ways. Cancelled ones are not documented. */
function isEnd(status: string): boolean {
  return /^(SUCCESS|FAIL(ED)?|TIME?OUT|CANCEL\w*|STOP\w*)$/i.test(status);
}

/** How far SAS's clock and ours may be apart. */
const skewMs = 60_000;

/** SAS may keep whole seconds. */
function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
