/** How fast scans go. */
export interface ScanPace {
  /** From a task's acceptance until its first image is scanned. */
  readonly secondsToStart: number;
  readonly secondsPerImage: number;
}

/** How the pace of an imitated vendor is set. */
export interface PaceOptions {
  /** How long an image is being scanned, on the sandbox's clock; 0 ends each scan at once. @default 2 */
  readonly secondsPerImage?: number;
  /** How long a scan task waits before its first image is scanned. @default 0 */
  readonly secondsToStart?: number;
}

export function scanPace({ secondsPerImage = 2, secondsToStart = 0 }: PaceOptions): ScanPace {
  return {
    secondsPerImage: seconds("secondsPerImage", secondsPerImage),
    secondsToStart: seconds("secondsToStart", secondsToStart),
  };
}

/** A number of seconds that an option says. */
export function seconds(name: string, given: number): number {
  if (!Number.isFinite(given) || given < 0) throw new TypeError(`${name} is a number, 0 or more`);
  return given;
}
