import type { ScanClock } from "../scanClock";
import type { Asset } from "./asset";
import type { Assumptions } from "./assumptions";
import type { ScanType } from "./scanScope";

/** Where a scan task is. */
export type ScanState = "scanning" | "ended" | "canceled" | "timedOut" | "abnormal";

/** How fast scans go. */
export interface ScanPace {
  /** From a task's acceptance until it is listed. */
  readonly secondsToList: number;
  /** From a task's acceptance until its first image is scanned. */
  readonly secondsToStart: number;
  readonly secondsPerImage: number;
}

/** What a task does. */
export interface ScanOrder {
  readonly assets: readonly Asset[];
  readonly scanTypes: readonly ScanType[];
  /** Images an hour; 0 is no limit. */
  readonly rateLimit: number;
}

const REASONS = { timedOut: "response_timed_out", abnormal: "unknown_error" } as const;

/**
 * One task on its way: it waits, then scans its images one after another, independently of every other task.
 * What no moment of the clock has brought yet is done by `catchUp`.
 */
export class ScanTask {
  readonly count = { success: 0, failed: 0, risky: 0 };
  readonly failed: Asset[] = [];
  readonly #left: Set<Asset>;
  readonly #startsAt: number;
  readonly #showsAt: number;
  readonly #imageMs: number;
  #shown = false;
  #begun = 0;
  #ended = 0;
  #state: ScanState = "scanning";
  #endedAt: number | undefined;

  constructor(
    readonly order: ScanOrder,
    private readonly clock: ScanClock,
    pace: ScanPace,
    private readonly assumptions: Assumptions,
  ) {
    const { assets, rateLimit } = order;
    const late = assumptions.imageStatus === "withTask" ? pace.secondsToList : 0;
    this.#left = new Set(assets);
    this.#showsAt = clock.vendorNow() + late * 1_000;
    this.#startsAt = clock.now() + Math.max(late, pace.secondsToStart) * 1_000;
    this.#imageMs = Math.max(pace.secondsPerImage * 1_000, rateLimit > 0 ? 3_600_000 / rateLimit : 0);
    if (assets.length === 0) this.#settle("ended", clock.vendorNow());
    this.catchUp();
  }

  get state(): ScanState {
    return this.#state;
  }

  get running(): boolean {
    return this.#state === "scanning";
  }

  /** When it ended, in milliseconds since 1970; undefined while it runs. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** How much of it is done: 100 only when it has ended. */
  get percent(): number {
    if (!this.running) return 100;
    const inImage = this.#imageMs === 0 ? 0 : (this.clock.now() - this.#begins) / this.#imageMs;
    const done = this.#ended + Math.min(1, Math.max(0, inImage));
    // The clock may have moved on since the last catch-up.
    return Math.min(99, Math.floor((100 * done) / this.order.assets.length));
  }

  get minutesLeft(): number {
    if (!this.running) return 0;
    const ends = this.#startsAt + this.order.assets.length * this.#imageMs;
    return Math.max(0, Math.ceil((ends - this.clock.now()) / 60_000));
  }

  /** Whether the image waits for this task or is being scanned by it. */
  isBusyWith(asset: Asset): boolean {
    return this.running && this.#left.has(asset);
  }

  /** Does what the clock has brought since the last time. */
  catchUp(): void {
    if (!this.running) return;
    if (!this.#shown && this.clock.vendorNow() >= this.#showsAt) this.#show();
    while (this.running && !this.clock.held && this.clock.now() >= this.#begins) {
      const asset = this.#next();
      if (this.#begun === this.#ended) {
        this.#begun += 1;
        asset.beginScan();
      }
      const ends = this.#begins + this.#imageMs;
      if (this.clock.now() < ends) return;
      this.#end(asset, this.clock.vendorTime(ends));
    }
  }

  /** Ends every image that is left, at this moment. */
  finish(): void {
    while (this.running) this.#end(this.#next(), this.clock.vendorNow());
  }

  /** Stops it: images that have ended stay as they are. */
  cancel(): void {
    for (const asset of this.#left) asset.abandonScan();
    this.#settle("canceled", this.clock.vendorNow());
  }

  /** Lets it end as no task should: what was left to scan has failed. */
  breakOff(state: "timedOut" | "abnormal"): void {
    const at = this.clock.vendorNow();
    for (const asset of this.#left) {
      asset.failScan(REASONS[state], at, this.assumptions);
      this.#countFailed(asset);
    }
    this.#settle(state, at);
  }

  /** When the image that is next begins, by the clock of scans. */
  get #begins(): number {
    return this.#startsAt + this.#ended * this.#imageMs;
  }

  #next(): Asset {
    const asset = this.order.assets[this.#ended];
    if (!asset) throw new Error("a task that runs has an image left");
    return asset;
  }

  #show(): void {
    this.#shown = true;
    for (const asset of this.#left) asset.waitForScan();
  }

  #end(asset: Asset, at: number): void {
    const verdict = asset.endScan(this.order.scanTypes, at, this.assumptions);
    if (verdict === "failed") this.#countFailed(asset);
    else this.count.success += 1;
    if (verdict === "risky") this.count.risky += 1;
    this.#left.delete(asset);
    this.#ended += 1;
    if (this.#left.size === 0) this.#settle("ended", at);
  }

  #countFailed(asset: Asset): void {
    this.count.failed += 1;
    this.failed.push(asset);
  }

  #settle(state: ScanState, at: number): void {
    this.#state = state;
    this.#endedAt = at;
    this.#left.clear();
  }
}
