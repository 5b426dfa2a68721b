import { type Clock, systemClock } from "./clock";

/** What the host lends to a resource's handlers: configuration, a log. */
export interface Host {
  /** The stack's configuration value under a full key such as `imageScan:profile`. */
  readonly config: (key: string) => string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Shows one short line to whoever runs the engine. */
  readonly log: (line: string) => void;
  /** Whether whoever asked for this work is still there to hear of it. */
  readonly engineIsThere: () => Promise<boolean>;
}

/** How long a vendor may take. */
export interface Deadlines {
  /** For one request, from its start to the end of its answer. */
  readonly requestMs: number;
  /** For one call with all its retries: no attempt starts later. */
  readonly callMs: number;
}

/**
 * A host together with what all resources of the process share: one pace per account, one listing per account,
 * the singletons written so far. One provider process serves a whole update, and nothing outlives it.
 */
export class Context {
  constructor(
    readonly host: Host,
    private readonly shared: Map<string, unknown> = new Map(),
    readonly clock: Clock = systemClock,
    readonly deadlines: Deadlines = { requestMs: 30_000, callMs: 120_000 },
  ) {}

  /** The value kept under `key` for the life of the process, made on first use. */
  share<T>(key: string, make: () => T): T {
    if (!this.shared.has(key)) this.shared.set(key, make());
    return this.shared.get(key) as T;
  }
}
