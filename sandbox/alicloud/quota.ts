/** How many scans an account has bought: one is used whenever a digest is scanned that was not scanned before. */
export class Quota {
  readonly #scanned = new Set<string>();
  #used = 0;
  #capacity = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get capacity(): number {
    return this.#capacity;
  }

  set capacity(scans: number) {
    if (!Number.isSafeInteger(scans) || scans < 0) throw new TypeError("a capacity is an integer, 0 or more");
    this.#capacity = scans;
  }

  get used(): number {
    return this.#used;
  }

  /** @internal Whether a scan of this digest would use some. */
  needs(digest: string): boolean {
    return !this.#scanned.has(digest);
  }

  /** @internal Whether there is enough left for a scan of this digest. */
  allows(digest: string): boolean {
    return !this.needs(digest) || this.#used < this.#capacity;
  }

  /** @internal Uses what a scan of this digest needs. */
  use(digest: string): void {
    if (this.needs(digest)) this.#used += 1;
    this.#scanned.add(digest);
  }

  /** @internal Says that the digest was scanned before anyone looked. */
  remember(digest: string): void {
    this.#scanned.add(digest);
  }
}
