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
  /** What follows the `?`, as sent. */
  readonly query: string;
  /**
   * The parameters: of alicloud what the query and the form say, each a text; of the others what the JSON
   * body says, integers beyond 2^53 as bigints. `{}` when the vendor can read none.
   */
  readonly body: { readonly [parameter: string]: unknown };
  /** Parameters that the vendor does not know for this action, where it passes over them without a word. */
  readonly unknownParameters?: readonly string[];
  readonly rawBody: string;
  /** `"ok"`, the vendor's error code, or the fault that kept the vendor's answer from the caller. */
  readonly outcome: string;
  /** The fault that was put on this request, whether or not an answer came through. */
  readonly fault?: string;
  readonly requestId?: string;
}

const MAX_ENTRIES = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** The newest requests, oldest first: at most 10,000 of them, and at most 64 MB of bodies and queries. */
export class RequestLog {
  readonly #entries: RequestEntry[] = [];
  readonly #listeners = new Set<(entry: RequestEntry) => void>();
  #bytes = 0;

  get entries(): readonly RequestEntry[] {
    return this.#entries;
  }

  /** Forgets every entry so far. */
  clear(): void {
    this.#entries.length = 0;
    this.#bytes = 0;
  }

  /** Calls `listener` for each entry from now on, just before its answer leaves. Returns what ends that. */
  subscribe(listener: (entry: RequestEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @internal */
  add(entry: RequestEntry): void {
    this.#entries.push(entry);
    this.#bytes += bytesOf(entry);
    while (this.#entries.length > MAX_ENTRIES || this.#bytes > MAX_BYTES) {
      const oldest = this.#entries.shift();
      this.#bytes -= oldest ? bytesOf(oldest) : 0;
    }
    for (const listener of this.#listeners) listener(entry);
  }
}

function bytesOf({ rawBody, query }: RequestEntry): number {
  return rawBody.length + query.length;
}
