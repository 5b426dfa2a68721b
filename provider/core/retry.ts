import type { Clock } from "./clock";
import { asScanError, type ErrorKind, type ScanError } from "./errors";

const retried: ReadonlySet<ErrorKind> = new Set(["Throttled", "Unavailable", "Conflict"]);

export interface RetryPolicy {
  readonly clock: Clock;
  /** No attempt starts later than this long after the first. */
  readonly budgetMs: number;
  /** Longest wait before the second attempt; doubles with each attempt after it, up to `longestMs`. */
  readonly firstMs?: number;
  readonly longestMs?: number;
  /** Between 0 and 1: where in the range the wait lies. Spreads callers that failed together. */
  readonly jitter?: () => number;
}

/**
 * Calls again what can be called again without harm: reads, and writes that leave the same result however often
 * they arrive. The final error tells how often and how long it was tried, and remembers whether any attempt may
 * have reached the vendor, whatever the last one said.
 */
export async function retry<T>(call: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  const { clock, budgetMs, firstMs = 500, longestMs = 10_000, jitter = Math.random } = policy;
  const start = clock.now();
  let mayHaveActed = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (failure) {
      const error = asScanError(failure, "call");
      mayHaveActed ||= error.mayHaveActed;
      const longest = Math.min(firstMs * 2 ** (attempt - 1), longestMs);
      const wait = longest / 2 + (longest / 2) * jitter();
      const spent = clock.now() - start;
      if (!retried.has(error.kind) || spent + wait > budgetMs) {
        throw error.with({ mayHaveActed, text: tally(error, attempt, spent) });
      }
      await clock.sleep(wait);
    }
  }
}

function tally(error: ScanError, attempts: number, spentMs: number): string {
  const { text } = error.details;
  return attempts === 1 ? text : `${text} [tried ${attempts} times in ${Math.round(spentMs / 1000)} s]`;
}
