import type { Context } from "../../core/context";
import { asScanError, beforehand, type ScanError } from "../../core/errors";
import type { Accepted, Run } from "../../core/task";
import type { ImageType, ScanTaskRow } from "./api";
import type { HssClient } from "./client";
import { normalScope } from "./scanScope";
import { isRunning } from "./scanState";

/** What of a scan HSS repeats in its list. */
export interface Expected {
  readonly scope: number | undefined;
  readonly rateLimit: number | undefined;
  readonly isAll: boolean;
  /** How many images it may have, where that is known. */
  readonly images: readonly number[] | undefined;
  /** Whether HSS may list no scan at all for this operation. */
  readonly mayBeUnlisted?: true;
}

/** How long rows may take to come, and how long it takes until one may be trusted to be the only one, in milliseconds. */
const waits = [0, 1000, 2000, 4000, 8000, 15_000];
const lostWaits = [1000, 2000, 4000, 8000];
const shortWaits = [0, 1000, 2000, 4000];
const settleMs = 2500;
/** How far the vendor's clock and ours may be apart, and how exactly its answers tell. */
const skewMs = 600_000;
const dateMs = 2000;

/**
 * The one-off scans of one project. HSS answers a submission with nothing: which scan it has become is seen in the
 * list, by what is there after it and was not before. So one submission at a time, in this process.
 */
export class ScanTasks {
  /** The scans of one kind of image, shared by all resources of this process. */
  static of(context: Context, client: HssClient, type: ImageType): ScanTasks {
    return context.share(`hss scans ${client.key} ${type}`, () => new ScanTasks(context, client, type));
  }

  /** The submission before the next one; the same for every profile that submits to the project. */
  private readonly turn: { last: Promise<unknown> };

  private constructor(
    private readonly context: Context,
    private readonly client: HssClient,
    private readonly type: ImageType,
  ) {
    this.turn = context.share(`hss submissions ${client.project} ${type}`, () => ({
      last: Promise.resolve(),
    }));
  }

  /** Does `post`, which is told whether another scan runs, and finds out which scan has come of it. */
  submit(expected: Expected, post: (isBusy: boolean) => Promise<void>): Promise<Accepted> {
    const accepted = this.turn.last.then(() => this.identified(expected, post));
    this.turn.last = accepted.catch(() => {});
    return accepted;
  }

  /** A scan by its id; undefined if HSS does not know it (any more). */
  async find(task_id: string): Promise<ScanTaskRow | undefined> {
    const rows = await this.client.rows("ListImageScanTask", {
      type: "image_scan",
      global_image_type: this.type,
      task_id,
    });
    return rows.find((row) => row.task_id === task_id);
  }

  /** Every scan of this kind that runs, the scheduled ones included. */
  async running(): Promise<readonly ScanTaskRow[]> {
    return (await this.all()).filter(isRunning);
  }

  /** Every scan of this kind that went on at a moment of the vendor's clock. */
  async at(moment: number): Promise<readonly ScanTaskRow[]> {
    return (await this.all()).filter(
      (row) =>
        Number(row.begin_time ?? Number.POSITIVE_INFINITY) <= moment + dateMs &&
        (isRunning(row) || !row.end_time || Number(row.end_time) >= moment - dateMs),
    );
  }

  /** Stops what of these runs still goes on; in words, why something cannot be stopped. */
  async stop(runs: readonly Run[]): Promise<number | string> {
    let stopped = 0;
    let refused: string | undefined;
    for (const task_id of runs.flatMap(({ taskIds }) => taskIds)) {
      const row = await this.find(task_id);
      if (!row || !isRunning(row)) continue;
      try {
        await this.client.call("StopImageScanTask", {}, undefined, { task_id });
      } catch (failure) {
        const error = asScanError(failure, "StopImageScanTask");
        if (error.kind !== "InvalidInput" && error.kind !== "NotFound") throw error;
      }
      const now = await this.find(task_id);
      // The operation's title speaks of scans of registry images.
      if (now && isRunning(now)) refused = `HSS does not stop scan ${task_id}: it goes on`;
      else stopped += 1;
    }
    return refused ?? stopped;
  }

  private async identified(expected: Expected, post: (isBusy: boolean) => Promise<void>): Promise<Accepted> {
    const there = await beforehand(this.all());
    const before = new Set(there.map(({ task_id }) => task_id));
    const { clock } = this.context;
    const ahead = (this.client.vendorNow() ?? clock.now()) - clock.now();
    const tolerance = this.client.vendorNow() === undefined ? skewMs : dateMs;
    const since = clock.now() + ahead - tolerance;
    try {
      await post(there.some(isRunning));
    } catch (failure) {
      const error = asScanError(failure, "submit");
      if (!error.mayHaveActed) throw error;
      const found = await this.appeared(expected, before, since, lostWaits);
      if (found.taskId === undefined) throw error;
      return {
        taskId: found.taskId,
        note: `the answer was lost (${error.message}), but the scan runs, as ${found.taskId}`,
      };
    }
    try {
      return await this.appeared(expected, before, since, expected.mayBeUnlisted ? shortWaits : waits);
    } catch (failure) {
      // HSS has taken it: nothing that comes after may lose that.
      const { message } = asScanError(failure, "ListImageScanTask");
      return {
        note: `HSS does not tell which scan it is (${message}): no id is kept, and its images are followed`,
      };
    }
  }

  private async appeared(
    expected: Expected,
    before: ReadonlySet<string | null | undefined>,
    since: number,
    pauses: readonly number[],
  ): Promise<Accepted> {
    const { clock } = this.context;
    const start = clock.now();
    const look = async (): Promise<readonly ScanTaskRow[]> =>
      (await this.list()).filter((row) => !before.has(row.task_id) && fits(row, expected, since));
    for (const pause of pauses) {
      if (pause > 0) await clock.sleep(pause);
      if ((await look()).length === 0) continue;
      // Another of the same content may be behind it, by as long as rows take to come.
      await clock.sleep(Math.max(settleMs, 2 * (clock.now() - start)));
      const rows = await look();
      const taskId = rows[0]?.task_id ?? undefined;
      if (rows.length === 1 && taskId !== undefined) return { taskId };
      return {
        note: `which of ${rows.length} scans of the same content is ours is ambiguous: no id is kept, and its images are followed`,
      };
    }
    return { note: "HSS lists no scan of it: no id is kept, and its images are followed" };
  }

  private all(): Promise<readonly ScanTaskRow[]> {
    return this.client.rows("ListImageScanTask", { type: "image_scan", global_image_type: this.type });
  }

  private list(): Promise<readonly ScanTaskRow[]> {
    // Every page: neither their order nor what its time filters mean is documented.
    return this.client.rows("ListImageScanTask", {
      type: "image_scan",
      global_image_type: this.type,
      task_type: "manual",
    });
  }
}

/** Whether it can be asked for, and be stopped: an id stands in a path. */
function isTaskId(id: unknown): boolean {
  return typeof id === "string" && /^[\w-]{1,128}$/.test(id);
}

/** Whether a new row may be the scan that was asked for. What it does not say is taken to fit, but for its images. */
function fits(row: ScanTaskRow, { scope, rateLimit = 0, isAll, images }: Expected, since: number): boolean {
  return (
    isTaskId(row.task_id) &&
    (images === undefined || images.includes(row.total_num ?? Number.NaN)) &&
    (!row.begin_time || row.begin_time >= since) &&
    (scope === undefined ||
      typeof row.scan_scope !== "number" ||
      normalScope(row.scan_scope) === normalScope(scope)) &&
    (typeof row.rate_limit !== "number" || row.rate_limit === rateLimit) &&
    (typeof row.is_all !== "boolean" || row.is_all === isAll)
  );
}

/** A refusal while another scan runs: whether HSS takes a second one is not documented, nor how it would refuse it. */
export async function refusalOrBusy(
  tasks: ScanTasks,
  wasBusy: boolean,
  error: ScanError,
): Promise<ScanError> {
  if (error.kind !== "InvalidInput" && error.kind !== "QuotaExceeded") return error;
  // The other scan may have ended since: once none runs before the submission, the refusal is meant.
  if (error.mayHaveActed || (!wasBusy && (await tasks.running()).length === 0)) return error;
  return error.with({
    kind: "Conflict",
    mayHaveActed: false,
    remedy: "Another scan runs, and HSS may take one at a time.",
  });
}
