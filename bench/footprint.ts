/** What loading something takes. */
export interface Footprint {
  readonly ms: number;
  /** Bytes that stay alive. */
  readonly heap: number;
}

/** What `work` takes in this process, which must be one of `freshProcess`. */
export async function footprintOf(work: () => unknown): Promise<Footprint> {
  const before = liveBytes();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  return { ms, heap: liveBytes() - before };
}

/** What is alive in this process, after everything else has been collected. */
export function liveBytes(): number {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
