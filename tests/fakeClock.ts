import { setImmediate as everythingElse } from "node:timers/promises";
import type { Clock } from "../provider/core/clock";

/** A clock that stands still until it is run, and then knows no waiting. */
export class FakeClock implements Clock {
  readonly #start: number;
  #now: number;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#start = start;
    this.#now = start;
  }

  /** Milliseconds since the start. */
  get passed(): number {
    return this.#now - this.#start;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.#now + milliseconds, wake }));
  }

  /** Lets time pass until `until` milliseconds after the start, or until nobody waits any more. */
  async run(until = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      await everythingElse();
      const next = this.#sleepers.reduce<{ at: number; wake: () => void } | undefined>(
        (first, one) => (first === undefined || one.at < first.at ? one : first),
        undefined,
      );
      if (next === undefined || next.at > this.#start + until) break;
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    if (until !== Number.POSITIVE_INFINITY) this.#now = Math.max(this.#now, this.#start + until);
  }
}
