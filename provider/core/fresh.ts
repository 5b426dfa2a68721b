import type { Clock } from "./clock";

/** Something read from a vendor, shared by all who can do with what was read no earlier than they say. */
export class Fresh<T> {
  private newest: { readonly since: number; readonly value: Promise<T> } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly read: () => Promise<T>,
  ) {}

  /** What was read, if that began no earlier than `since`; else it is read again. */
  get(since = Number.NEGATIVE_INFINITY): Promise<T> {
    if (!this.newest || this.newest.since < since) {
      const value = this.read();
      this.newest = { since: this.clock.now(), value };
      // A failure is not kept: the next resource may have better luck.
      value.catch(() => {
        if (this.newest?.value === value) this.newest = undefined;
      });
    }
    return this.newest.value;
  }
}
