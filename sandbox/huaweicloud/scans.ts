import { randomUUID } from "node:crypto";
import { ScanClock } from "../scanClock";
import type { Asset } from "./asset";
import type { Assumptions } from "./assumptions";
import type { ScanType } from "./scanScope";
import { type ScanOrder, type ScanPace, type ScanState, ScanTask } from "./scanTask";

/** A scan that HSS has accepted. */
export interface Scan {
  /** What lists call it; no answer to its creation does. */
  readonly taskId: string;
  readonly kind: "registry" | "local";
  /** Who asked for it: a request for a task, one for a batch of local images, or a person in the console. */
  readonly startedBy: "scanTask" | "batchScan" | "console";
  readonly taskType: "manual" | "cycle";
  /** What it scans: `namespace/name:tag`, or a local image's `name:tag`. */
  readonly images: readonly string[];
  /** What was asked for and is left out: not to be scanned, or in another scan at that time. */
  readonly skipped: readonly string[];
  readonly scanTypes: readonly ScanType[];
  /** As it was asked for. */
  readonly scanScope: number;
  readonly rateLimit: number;
  readonly isAll: boolean;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: ScanState;
}

/** A scan with the task that does it. */
export interface AcceptedScan {
  readonly told: Omit<Scan, "state">;
  readonly task: ScanTask;
  /** Those whose images it scans, or that asked for it if it has none. */
  readonly enterpriseProjects: readonly string[];
  readonly taskName: string;
}

/** What is told of a scan before it has a task. */
export type NewScan = Omit<Scan, "state" | "taskId" | "startedAt">;

const KEPT = 1_000;

/** Every scan of a project, oldest first; of those that have ended, at least the newest 1,000. */
export class Scans {
  readonly clock: ScanClock;
  #accepted: AcceptedScan[] = [];
  #count = 0;
  /** In scans that have been dropped. */
  #succeededBefore = 0;
  /** Those before this are no longer listed, though the log has them. */
  #forgotten = new Set<AcceptedScan>();

  constructor(
    clock: () => number,
    private readonly pace: ScanPace,
    private readonly assumptions: Assumptions,
  ) {
    this.clock = new ScanClock(clock);
  }

  get log(): Scan[] {
    this.catchUp();
    return this.#accepted.map(scanOf);
  }

  /** Those that run, and of those that have ended what HSS remembers, if their rows show by now. Oldest first. */
  listed(): AcceptedScan[] {
    this.catchUp();
    const shows = this.clock.vendorNow() - this.pace.secondsToList * 1_000;
    return this.#accepted.filter(
      (scan) =>
        scan.told.startedAt <= shows &&
        !this.#forgotten.has(scan) &&
        (scan.told.startedBy !== "batchScan" || this.assumptions.batchScanTask === "listed"),
    );
  }

  running(kind: Scan["kind"]): AcceptedScan[] {
    this.catchUp();
    return this.#accepted.filter(({ told, task }) => told.kind === kind && task.running);
  }

  accept(told: NewScan, order: ScanOrder, requestedBy: readonly string[]): Scan {
    this.#count += 1;
    const owners = new Set(order.assets.map((asset: Asset) => asset.enterpriseProject));
    const scan: AcceptedScan = {
      told: { ...told, taskId: randomUUID(), startedAt: this.clock.vendorNow() },
      task: new ScanTask(order, this.clock, this.pace, this.assumptions),
      enterpriseProjects: owners.size > 0 ? [...owners] : requestedBy,
      taskName: `${told.taskType}-scan-${this.#count}`,
    };
    this.#accepted.push(scan);
    this.#dropOld();
    return scanOf(scan);
  }

  /** Lets HSS forget the tasks that have ended. */
  forget(): void {
    this.catchUp();
    for (const scan of this.#accepted) if (!scan.task.running) this.#forgotten.add(scan);
  }

  /** How many images of registries have been scanned with success. */
  get succeeded(): number {
    this.catchUp();
    const ofRegistries = this.#accepted.filter(({ told }) => told.kind === "registry");
    return ofRegistries.reduce((sum, { task }) => sum + task.count.success, this.#succeededBefore);
  }

  /** Does what the clock has brought since the last time. */
  catchUp(): void {
    for (const { task } of this.#accepted) task.catchUp();
  }

  finish(): void {
    this.catchUp();
    for (const { task } of this.#accepted) task.finish();
  }

  breakOff(state: "timedOut" | "abnormal"): void {
    this.catchUp();
    for (const { task } of this.#accepted) if (task.running) task.breakOff(state);
  }

  hold(): void {
    this.catchUp();
    this.clock.hold();
  }

  release(): void {
    this.clock.release();
  }

  #dropOld(): void {
    if (this.#accepted.length <= 2 * KEPT) return;
    const before = this.#accepted.slice(0, -KEPT);
    const old = before.filter(({ task }) => task.running);
    for (const { told, task } of before) {
      if (told.kind === "registry" && !task.running) this.#succeededBefore += task.count.success;
    }
    this.#accepted = [...old, ...this.#accepted.slice(-KEPT)];
    this.#forgotten = new Set(this.#accepted.filter((scan) => this.#forgotten.has(scan)));
  }
}

function scanOf({ told, task }: AcceptedScan): Scan {
  return { ...told, state: task.state };
}
