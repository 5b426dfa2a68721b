import type { Clock } from "./clock";
import { asScanError, type ErrorKind, type ScanError } from "./errors";

/** Failures after which a call may be made again: of one that does no harm when it arrives twice, and of any other. */
const harmless: ReadonlySet<ErrorKind> = new Set(["Throttled", "Unavailable", "Conflict"]);
const refused: ReadonlySet<ErrorKind> = new Set(["Throttled"]);

export interface RetryPolicy {
  readonly clock: Clock;
  /** No attempt starts later than this long after the first. */
  readonly budgetMs: number;
  /** Whether the call does no harm when it arrives twice. Default: true. */
  readonly repeatable?: boolean;
  /** Longest wait before the second attempt; doubles with each attempt after it, up to `longestMs`. */
  readonly firstMs?: number;
  readonly longestMs?: number;
  /** Between 0 and 1: where in the range the wait lies. Spreads callers that failed together. */
  readonly jitter?: () => number;
}

/**
 * Calls again what can be called again without harm: reads, and writes that leave the same result however often
 * they arrive; of other calls only those that were refused for their rate. The final error tells how often and how long it was tried, and remembers whether any attempt may
 * have reached the vendor, whatever the last one said.
 */
export async function retry<T>(call: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  const {
    clock,
    budgetMs,
    repeatable = true,
    firstMs = 500,
    longestMs = 10_000,
    jitter = Math.random,
  } = policy;
  const start = clock.now();
  const retried = repeatable ? harmless : refused;
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
