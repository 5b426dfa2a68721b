import { expect } from "chai";
import { resource } from "../../../provider";
import { Context, type Deadlines } from "../../../provider/core/context";
import type { Handlers } from "../../../provider/core/resource";
import type { Properties } from "../../../provider/core/wire";
import {
  type HuaweiCloudAccount,
  type HuaweiCloudOptions,
  type HuaweiCloudScan,
  type RequestEntry,
  type Sandbox,
  startSandbox,
} from "../../../sandbox/index";
import { Run, type RunOptions, type Stored } from "../../../tools/ground/run";
import { type TestHost, testHost } from "../../../tools/ground/testHost";
import { QuietClock } from "./quietClock";

export const always = Number.POSITIVE_INFINITY;
export const createAction = "CreateManualImageScanTask";
export const batchAction = "BatchScanLocalImage";
export const tasksAction = "ListImageScanTask";
export const stopAction = "StopImageScanTask";
export const registryList = "ListRegistryImages";
export const localList = "ListImageLocal";
export const quotaAction = "ShowImagePayPerScanStatistics";
export const readAction = "ListImageScanPolicy";
export const writeAction = "ModifyImageScanPolicy";
export const vulnerabilities = "ListImageVulnerabilities";

export type Kind = "registry" | "local";

/** A provider process whose time is the vendor's, and that may hold several resources. */
class Process extends Run {
  override readonly host: TestHost;
  override readonly handlers: Handlers;

  constructor(
    kind: string,
    private readonly vendor: Vendor,
    private readonly options: RunOptions = {},
    private readonly shared: Map<string, unknown> = new Map(),
  ) {
    super(kind, vendor.sandbox, options);
    const { config = {}, env = {}, deadlines } = options;
    this.host = testHost({ config, env: { ...vendor.sandbox.env, ...env } });
    const patient: Deadlines = { requestMs: 5_000, callMs: 20_000 };
    const context = new Context(this.host, shared, vendor.clock, deadlines ?? patient);
    this.handlers = resource(kind).handlers(context);
  }

  /** Another resource of the same process. */
  beside(kind: string, options = this.options): Process {
    return this.vendor.run(kind, options, this.shared);
  }
}

/** Huawei Cloud with one project, in which there is nothing but a registry. */
export class Vendor {
  #seen = 0;
  readonly #processes: Process[] = [];

  private constructor(
    readonly sandbox: Sandbox,
    readonly clock: QuietClock,
  ) {}

  /** @param aheadMs how far the vendor's clock is ahead of the provider's */
  static async start(options: HuaweiCloudOptions = {}, aheadMs = 0): Promise<Vendor> {
    const clock = new QuietClock();
    const [account = {}, ...others] = options.accounts ?? [];
    const sandbox = await startSandbox({
      clock: () => clock.now() + aheadMs,
      huaweicloud: {
        requestsPerSecond: always,
        secondsPerImage: 60,
        ...options,
        accounts: [{ images: "none", ...account }, ...others],
      },
    });
    const vendor = new Vendor(sandbox, clock);
    vendors.push(vendor);
    return vendor;
  }

  get account(): HuaweiCloudAccount {
    return this.sandbox.huaweicloud.account();
  }

  run(kind: string, options: RunOptions = {}, shared: Map<string, unknown> = new Map()): Process {
    const process = new Process(kind, this, options, shared);
    this.#processes.push(process);
    return process;
  }

  /** What is kept of images of one kind. */
  list(kind: Kind): HuaweiCloudAccount["registryImages"] | HuaweiCloudAccount["localImages"] {
    return kind === "registry" ? this.account.registryImages : this.account.localImages;
  }

  /** The scans of one kind, oldest first. */
  scans(kind: Kind): readonly HuaweiCloudScan[] {
    return this.account.scans.filter((scan) => scan.kind === kind);
  }

  /** Scans that we asked for, oldest first. */
  get ours(): readonly HuaweiCloudScan[] {
    return this.account.scans.filter(({ startedBy }) => startedBy !== "console");
  }

  /** The actions asked for since the last time this was asked. */
  calls(): string[] {
    const fresh = this.sandbox.requests.entries.slice(this.#seen);
    this.#seen = this.sandbox.requests.entries.length;
    return fresh.map(({ action }) => action);
  }

  requests(action: string): readonly RequestEntry[] {
    return this.sandbox.requests.entries.filter((entry) => entry.action === action);
  }

  /** The query of every request for `action`. */
  queries(action: string): Record<string, string>[] {
    return this.requests(action).map(({ query }) => Object.fromEntries(new URLSearchParams(query)));
  }

  /** The body of the newest request for `action`. */
  body(action: string): Readonly<Record<string, unknown>> {
    const newest = this.requests(action).at(-1);
    if (!newest) throw new Error(`nobody asked for ${action}`);
    return newest.body;
  }

  /** Lets time pass. */
  async seconds(seconds: number): Promise<void> {
    await this.clock.sleep(seconds * 1000);
  }

  /** Does `then` at the first request for `action` of which `when` is true, just before its answer leaves. */
  once(action: string, then: () => void, when: (entry: RequestEntry) => boolean = () => true): void {
    const stop = this.sandbox.requests.subscribe((entry) => {
      if (entry.action !== action || !when(entry)) return;
      stop();
      then();
    });
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
    const said = this.#processes.flatMap(({ host }) => host.lines).join("\n");
    fitForPeople(said, this);
    const strange = this.sandbox.requests.entries.filter(
      ({ cloud, action, unknownParameters = [] }) =>
        cloud === "unknown" || action === "" || unknownParameters.length > 0 || action.startsWith("Keystone"),
    );
    expect(strange, "requests of a form that the vendor does not know").to.deep.equal([]);
  }
}

const vendors: Vendor[] = [];

/** Ends every vendor, and looks at all that was logged and asked for. */
export async function stopVendors(): Promise<void> {
  const all = vendors.splice(0);
  const ends = await Promise.allSettled(all.map((vendor) => vendor.stop()));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** Fails if `text` holds a credential, or what only a defect prints. */
export function fitForPeople(text: string, { account }: Vendor): void {
  for (const { ak, sk } of account.keys) {
    expect(text).not.to.contain(ak);
    expect(text).not.to.contain(sk);
  }
  expect(text).not.to.match(/undefined|\[object |NaN|Authorization|SDK-HMAC|This is a defect/);
}

/** A resource as a gate is given it. */
export function asTask(kind: string, { id, state }: Stored): Properties {
  return { kind, id, ...state };
}

/** What a state says of its scans. */
export interface Told {
  readonly taskId?: string;
  readonly runs: readonly { readonly taskIds: readonly string[]; readonly images: number }[];
  readonly resolved: Readonly<Record<string, { readonly id: string; readonly digest?: string }>>;
  readonly followed: readonly string[];
}

export function told({ state }: Stored): Told {
  return state as unknown as Told;
}
