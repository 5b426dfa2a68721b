/**
 * Those who wait for a vendor that is full, first come first served. Only the first of them goes on asking the vendor,
 * so that it is asked as often for a hundred waiting scans as for one.
 */
export class Queue {
  private taken = false;
  private waiting: { readonly until: number; readonly turn: (came: boolean) => void }[] = [];

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return !this.taken;
  }

  /** Resolves when it is one's turn, to true: leave afterwards. To false if that did not come before `until`. */
  async enter(until: number): Promise<boolean> {
    if (this.taken) return await new Promise((turn) => this.waiting.push({ until, turn }));
    this.taken = true;
    return true;
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next) next.turn(true);
    else this.taken = false;
  }

  /** Sends away those who would not wait until `now`. Whoever has the turn calls this while it asks. */
  expire(now: number): void {
    const late = this.waiting.filter(({ until }) => until <= now);
    this.waiting = this.waiting.filter(({ until }) => until > now);
    for (const { turn } of late) turn(false);
  }
}
