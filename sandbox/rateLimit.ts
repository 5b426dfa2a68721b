const WINDOW_MS = 1_000;

interface Second {
  /** When each request of the last second arrived. */
  arrivals: { readonly at: number; readonly allowed: boolean }[];
}

/** A vendor's limit: so many requests within any one second, counted for each account and action by arrival. */
export class RateLimit {
  readonly #seconds = new Map<string, Second>();

  constructor(private readonly requestsPerSecond: number) {}

  /**
   * Counts a request. When it is one too many, tells how many the last second has seen, it included; it then
   * leaves room for others.
   */
  count(account: string, action: string, arrivedAt: number): number | undefined {
    if (this.requestsPerSecond === Infinity) return undefined;
    const key = `${account} ${action}`;
    const second = this.#seconds.get(key) ?? { arrivals: [] };
    this.#seconds.set(key, second);
    second.arrivals = second.arrivals.filter(({ at }) => arrivedAt - at < WINDOW_MS);
    const allowed = second.arrivals.filter((arrival) => arrival.allowed).length < this.requestsPerSecond;
    second.arrivals.push({ at: arrivedAt, allowed });
    return allowed ? undefined : second.arrivals.length;
  }
}
