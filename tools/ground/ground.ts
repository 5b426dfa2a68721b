import { resource } from "../../provider";
import { Context, type Deadlines } from "../../provider/core/context";
import type { Handlers } from "../../provider/core/resource";
import {
  type Cloud,
  type RequestEntry,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../sandbox/index";
import { type AccountOf, type CloudFacts, clouds, type VendorAccount, type VendorOptions } from "./clouds";
import { ImpatientClock } from "./impatientClock";
import { Run, type RunOptions } from "./run";
import { type TestHost, testHost } from "./testHost";

export const always = Number.POSITIVE_INFINITY;

export interface ProcessOptions extends RunOptions {
  /** Whether the engine is still there when it is asked for. */
  readonly engineIsThere?: () => boolean | Promise<boolean>;
}

/** A provider process: a run of the engine whose time is the vendor's, and that may hold several resources. */
export class Process extends Run {
  override readonly host: TestHost;
  override readonly handlers: Handlers;

  constructor(
    kind: string,
    private readonly ground: Ground,
    private readonly options: ProcessOptions = {},
    private readonly shared: Map<string, unknown> = new Map(),
  ) {
    super(kind, ground.sandbox, options);
    const { config = {}, env = {}, engineIsThere = () => true, deadlines } = options;
    const host = testHost({ config, env: { ...ground.sandbox.env, ...env } });
    this.host = { ...host, engineIsThere: async () => engineIsThere() };
    const patient: Deadlines = { requestMs: 5_000, callMs: 20_000 };
    const context = new Context(this.host, shared, ground.clock, deadlines ?? patient);
    this.handlers = resource(kind).handlers(context);
  }

  /** Another resource of the same process. */
  beside(kind: string): Process {
    return this.ground.process(kind, this.options, this.shared);
  }
}

/** A vendor with one empty account, and all that was said to people about it. */
export class Ground<A extends VendorAccount = VendorAccount> {
  /** Those that have not been stopped. */
  static readonly started = new Set<Ground>();

  private seen = 0;
  private readonly processes: Process[] = [];

  private constructor(
    readonly sandbox: Sandbox,
    readonly clock: ImpatientClock,
    private readonly cloud: CloudFacts<A>,
  ) {}

  /** Starts a vendor whose time is the provider's: to wait for a scan takes none. */
  static async start<C extends Cloud>(cloud: C, options: VendorOptions = {}): Promise<Ground<AccountOf<C>>> {
    const clock = new ImpatientClock();
    const [account = {}] = options.accounts ?? [];
    const vendor = {
      requestsPerSecond: always,
      secondsPerImage: 60,
      ...options,
      accounts: [{ images: "none", ...account }],
    };
    // The other clouds are there, and are not asked for anything: to fill them takes time.
    const empty = { accounts: [{ images: "none" }] };
    const sandbox = await startSandbox({
      clock: () => clock.now(),
      ...Object.fromEntries(Object.keys(clouds).map((other) => [other, other === cloud ? vendor : empty])),
    } as SandboxOptions);
    const ground = new Ground<AccountOf<C>>(sandbox, clock, clouds[cloud]);
    Ground.started.add(ground);
    return ground;
  }

  get account(): A {
    return this.cloud.account(this.sandbox);
  }

  process(kind: string, options: ProcessOptions = {}, shared: Map<string, unknown> = new Map()): Process {
    const process = new Process(kind, this, options, shared);
    this.processes.push(process);
    return process;
  }

  /** The actions asked for since the last time this was asked. */
  calls(): string[] {
    const fresh = this.sandbox.requests.entries.slice(this.seen);
    this.seen = this.sandbox.requests.entries.length;
    return fresh.map(({ action }) => action);
  }

  /** The calls, since the last time, that may change something. */
  changes(): string[] {
    return this.calls().filter((action) => !this.cloud.reads.test(action));
  }

  /** The bodies of all requests for `action` that the vendor took. */
  bodies(action: string): Readonly<Record<string, unknown>>[] {
    return this.sandbox.requests.entries
      .filter((entry) => entry.action === action && entry.outcome === "ok")
      .map((entry) => this.cloud.said?.(entry) ?? entry.body);
  }

  /** Lets days pass. */
  async days(days: number): Promise<void> {
    await this.clock.sleep(days * 24 * 60 * 60 * 1000);
  }

  /** All that was said to people. */
  get said(): string {
    return this.processes.flatMap(({ host }) => host.lines).join("\n");
  }

  /** Requests of a form that the vendor does not know, or too long for it. */
  get malformed(): RequestEntry[] {
    const { mostRequestLine = always } = this.cloud;
    return this.sandbox.requests.entries.filter(
      (entry) =>
        this.isMalformed(entry) || `${entry.method} ${entry.path}?${entry.query}`.length > mostRequestLine,
    );
  }

  /** What of `text` no person may see: a credential, or what only a defect prints. */
  unfit(text: string): string | undefined {
    const secrets = this.account.keys.flatMap((key) => Object.values(key) as string[]);
    return secrets.some((secret) => text.includes(secret)) ? "a secret" : defects.exec(text)?.[0];
  }

  async stop(): Promise<void> {
    Ground.started.delete(this);
    await this.sandbox.stop();
  }

  /** Whether the vendor could not read a request, or passed over a part of it, without being told to. */
  private isMalformed(entry: RequestEntry): boolean {
    const { outcome, fault, unknownParameters } = entry;
    if (unknownParameters !== undefined) return true;
    return fault === undefined && (this.cloud.malformed.test(outcome) || this.hasNoForm(entry));
  }

  private hasNoForm(entry: RequestEntry): boolean {
    return this.cloud.isMalformed?.(entry) ?? false;
  }
}

const defects = /undefined|\[object |NaN|Authorization|-HMAC-SHA256|Signature=|This is a defect/;
