import { expect } from "chai";
import { resource } from "../../provider";
import { Context, type Deadlines } from "../../provider/core/context";
import type { Handlers } from "../../provider/core/resource";
import type { Properties } from "../../provider/core/wire";
import {
  type Cloud,
  type RequestEntry,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../sandbox/index";
import { ImpatientClock } from "../impatientClock";
import { Run, type RunOptions } from "../run";
import { type TestHost, testHost } from "../testHost";
import { type AccountOf, type CloudFacts, clouds, type VendorAccount, type VendorOptions } from "./clouds";

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
    const sandbox = await startSandbox({ clock: () => clock.now(), [cloud]: vendor } as SandboxOptions);
    const ground = new Ground<AccountOf<C>>(sandbox, clock, clouds[cloud]);
    grounds.push(ground);
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

  async stop(): Promise<void> {
    await this.sandbox.stop();
    const said = this.processes.flatMap(({ host }) => host.lines);
    fitForPeople(said.join("\n"), this);
    const { entries } = this.sandbox.requests;
    const refused = entries.filter((entry) => this.isMalformed(entry));
    const longest = Math.max(
      0,
      ...entries.map(({ method, path, query }) => `${method} ${path}?${query}`.length),
    );
    expect(refused, "requests of a form that the vendor does not know").to.deep.equal([]);
    expect(longest, "the longest request line").to.be.at.most(this.cloud.mostRequestLine ?? longest);
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

const grounds: Ground[] = [];

/** Ends every vendor, and looks at all that was logged: nothing of it may be secret, or a mark of a defect. */
export async function stopGrounds(): Promise<void> {
  for (const ground of grounds.splice(0)) await ground.stop();
}

/** Fails if `text` holds a credential, or what only a defect prints. */
export function fitForPeople(text: string, { account }: Ground): void {
  for (const key of account.keys) {
    for (const secret of Object.values(key)) expect(text).not.to.contain(secret as string);
  }
  expect(text).not.to.match(/undefined|\[object |NaN|Authorization|-HMAC-SHA256|Signature=|This is a defect/);
}

/** What a failure of the vendor looks like to a person: the operation, the vendor's code and words, its request. */
export const vendorFailure = /^\w+: [\w.]+: .+ \(request [0-9a-fA-F-]{32,36}\)\.( |\n|$)/;

/** `items` the other way round, with the first of them twice. */
export function permuted<T>(items: readonly T[]): T[] {
  return [...[...items].reverse(), ...items.slice(0, 1)];
}

/** `properties` without `names`. */
export function without(properties: Properties, ...names: string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** `value` with every list in it the other way round, and its first element twice. */
export function deepPermuted(value: Properties): Properties {
  const other = (item: unknown): unknown => {
    if (Array.isArray(item)) return permuted(item);
    return item !== null && typeof item === "object" ? deepPermuted(item as Properties) : item;
  };
  return without(
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, other(item)])),
    ...Object.keys(value).filter((name) => value[name] === undefined && name !== "images"),
  );
}
