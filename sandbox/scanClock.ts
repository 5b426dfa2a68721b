/** What scans go by: the vendor's clock, but for the time during which scans are held. */
export class ScanClock {
  /** How far this clock is behind the vendor's. */
  #behindMs = 0;
  #heldSince: number | undefined;

  constructor(private readonly clock: () => number) {}

  get held(): boolean {
    return this.#heldSince !== undefined;
  }

  /** In milliseconds; stands still while scans are held. */
  now(): number {
    return (this.#heldSince ?? this.clock()) - this.#behindMs;
  }

  /** The vendor's time, in milliseconds since 1970. */
  vendorNow(): number {
    return this.clock();
  }

  /** What the vendor's clock said when this one said `at`, a moment since the last release; while held, says now. */
  vendorTime(at: number): number {
    return this.held ? this.clock() : at + this.#behindMs;
  }

  hold(): void {
    this.#heldSince ??= this.clock();
  }

  release(): void {
    if (this.#heldSince === undefined) return;
    this.#behindMs += this.clock() - this.#heldSince;
    this.#heldSince = undefined;
  }
}
