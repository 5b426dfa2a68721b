import { setImmediate as everythingElse } from "node:timers/promises";
import type { Clock } from "../../provider/core/clock";

/** The real time, but that to wait takes none: it jumps on instead. For what waits between calls to a sandbox. */
export class ImpatientClock implements Clock {
  #skipped = 0;

  now(): number {
    return Date.now() + this.#skipped;
  }

  async sleep(milliseconds: number): Promise<void> {
    const until = this.now() + milliseconds;
    await everythingElse();
    this.#skipped += Math.max(0, until - this.now());
  }
}
