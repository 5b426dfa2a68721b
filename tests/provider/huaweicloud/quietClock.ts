import { setImmediate as everythingElse } from "node:timers/promises";
import { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient";
import type { Clock } from "../../../provider/core/clock";

/** How many requests of the vendor's SDK are on their way. */
let onTheirWay = 0;
let isCounting = false;

/** Counts the requests of every client of this process, from now on. */
function countRequests(): void {
  if (isCounting) return;
  isCounting = true;
  const send = HcClient.prototype.sendRequest;
  HcClient.prototype.sendRequest = async function counted(this: HcClient, ...said: Parameters<typeof send>) {
    onTheirWay += 1;
    try {
      return await send.apply(this, said);
    } finally {
      onTheirWay -= 1;
    }
  } as typeof send;
}

/**
 * A clock on which requests take no time: it stands still while one is on its way, and jumps to the next sleeper when
 * none is. What happens at which moment is then the same however slow the machine is.
 */
export class QuietClock implements Clock {
  #now = Date.now();
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  #isRunning = false;

  constructor() {
    countRequests();
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + milliseconds, wake });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#sleepers.length > 0) {
      for (let quiet = 0; quiet < 3; quiet += 1) {
        await everythingElse();
        if (onTheirWay > 0) quiet = -1;
      }
      const next = this.#sleepers.reduce((first, one) => (one.at < first.at ? one : first));
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#isRunning = false;
  }
}
