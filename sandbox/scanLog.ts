import { ScanClock } from "./scanClock";
import type { ScanPace } from "./scanPace";
import type { ScanState } from "./scanTask";

/** What a log needs to know of the task that does a scan. */
interface Running {
  readonly state: ScanState;
  readonly running: boolean;
  catchUp(): void;
  finish(): void;
}

const KEPT = 1_000;

/** Every scan task of an account, oldest first; of those that have ended, at least the newest 1,000. */
export class ScanLog<Accepted extends { readonly task: Running }> {
  readonly clock: ScanClock;
  #accepted: Accepted[] = [];

  constructor(
    clock: () => number,
    readonly pace: ScanPace,
  ) {
    this.clock = new ScanClock(clock);
  }

  get accepted(): readonly Accepted[] {
    return this.#accepted;
  }

  accept(scan: Accepted): void {
    this.#accepted.push(scan);
    if (this.#accepted.length <= 2 * KEPT) return;
    const old = this.#accepted.slice(0, -KEPT).filter(({ task }) => task.running);
    this.#accepted = [...old, ...this.#accepted.slice(-KEPT)];
  }

  /** Does what the clock has brought since the last time. */
  catchUp(): void {
    for (const { task } of this.#accepted) task.catchUp();
  }

  /** Ends every scan that runs, now, whether held or not. */
  finish(): void {
    this.catchUp();
    for (const { task } of this.#accepted) task.finish();
  }

  /** Lets no scan go on: what is being scanned, or begins to be, stays so until `release()`. */
  hold(): void {
    this.catchUp();
    this.clock.hold();
  }

  /** Lets scans go on from where they were held. */
  release(): void {
    this.clock.release();
  }
}
