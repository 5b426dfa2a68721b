import { type Clock, systemClock } from "../provider/core/clock";

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
export type Signal = keyof typeof exitCodes;

/** What a shell says of a command that a signal has ended. */
export function exitCodeOf(signal: Signal): 130 | 143 {
  return exitCodes[signal];
}

/** The signals to this process: the first one asks for an end, and a second one is not waited for. */
export class Interruption {
  /** The first signal; undefined while there was none. */
  signal: Signal | undefined;
  private wake: () => void = () => {};
  private readonly raised = new Promise<void>((resolve) => {
    this.wake = resolve;
  });

  /** The time, in which no sleep that has begun outlasts the first signal. */
  readonly clock: Clock = {
    now: () => systemClock.now(),
    sleep: (milliseconds) => this.sleep(milliseconds),
  };

  /** From now on a first signal is `told` and waits for an orderly end; a second one is `abandoned`, and does not. */
  listen(told: (signal: Signal) => void, abandoned: () => void): void {
    for (const signal of Object.keys(exitCodes) as Signal[]) {
      process.on(signal, () => {
        if (this.signal !== undefined) {
          abandoned();
          process.exit(exitCodeOf(signal));
        }
        this.signal = signal;
        told(signal);
        this.wake();
      });
    }
  }

  /** Throws after the first signal: what is under way ends here. */
  check(): void {
    if (this.signal !== undefined) throw new Error(`interrupted by ${this.signal}`);
  }

  private async sleep(milliseconds: number): Promise<void> {
    if (this.signal !== undefined) return await systemClock.sleep(milliseconds);
    let timer: NodeJS.Timeout | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([slept, this.raised]);
    clearTimeout(timer);
  }
}
