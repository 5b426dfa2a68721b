import type { Clock } from "./clock";
import { ScanError } from "./errors";

/**
 * Keeps calls under a vendor's rate limit of `limit` calls in any `windowMs`.
 *
 * A call occupies one of `limit` places from its start until `windowMs` after its answer. The vendor counts it at
 * some moment in between, so that however far that moment lies from ours no window of the vendor's can hold more
 * than `limit`. Small stacks never wait: the first `limit` calls go out at once.
 */
export class Pace {
  private free: number;
  private readonly waiting: (() => void)[] = [];
  private pausedUntil = 0;

  constructor(
    limit: number,
    private readonly windowMs: number,
    private readonly clock: Clock,
  ) {
    this.free = limit;
  }

  /** Runs `call` as soon as the limit allows it; first come, first served. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await call();
    } catch (failure) {
      // Somebody else (another process, the console) uses up the same limit: stand back for one window.
      if (failure instanceof ScanError && failure.kind === "Throttled") {
        this.pausedUntil = this.clock.now() + this.windowMs;
      }
      throw failure;
    } finally {
      void this.clock.sleep(this.windowMs).then(() => this.leave());
    }
  }

  private async enter(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    while (this.pausedUntil > this.clock.now()) await this.clock.sleep(this.pausedUntil - this.clock.now());
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
