import type { Cloud } from "./vendor";

/** One request that the sandbox has seen. */
export interface RequestEntry {
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number;
  /** "unknown": a request that no vendor took for its own. */
  readonly cloud: Cloud | "unknown";
  /** The vendor's action, such as `DescribeAssetImageRegistryList`; "" when none was named. */
  readonly action: string;
  /** The account that signed it; absent when it was refused before that was known. */
  readonly account?: string;
  readonly method: string;
  readonly path: string;
  /** The parameters; `{}` when the body is not a JSON object. Integers beyond 2^53 are bigints. */
  readonly body: { readonly [parameter: string]: unknown };
  readonly rawBody: string;
  /** `"ok"`, the vendor's error code, or the fault that kept the vendor's answer from the caller. */
  readonly outcome: string;
  /** The fault that was put on this request, whether or not an answer came through. */
  readonly fault?: string;
  readonly requestId?: string;
}

const MAX_ENTRIES = 10_000;
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The newest requests, oldest first: at most 10,000 of them, and at most 64 MB of bodies. */
export class RequestLog {
  readonly #entries: RequestEntry[] = [];
  readonly #listeners = new Set<(entry: RequestEntry) => void>();
  #bodyBytes = 0;

  get entries(): readonly RequestEntry[] {
    return this.#entries;
  }

  /** Forgets every entry so far. */
  clear(): void {
    this.#entries.length = 0;
    this.#bodyBytes = 0;
  }

  /** Calls `listener` for each entry from now on, just before its answer leaves. Returns what ends that. */
  subscribe(listener: (entry: RequestEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @internal */
  add(entry: RequestEntry): void {
    this.#entries.push(entry);
    this.#bodyBytes += entry.rawBody.length;
    while (this.#entries.length > MAX_ENTRIES || this.#bodyBytes > MAX_BODY_BYTES) {
      this.#bodyBytes -= this.#entries.shift()?.rawBody.length ?? 0;
    }
    for (const listener of this.#listeners) listener(entry);
  }
}
