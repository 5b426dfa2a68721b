import type { Properties } from "../../../provider/core/wire";
import {
  type Account,
  type RegistryScheduleSetting,
  type Sandbox,
  startSandbox,
  type TencentCloudOptions,
} from "../../../sandbox/index";
import { Run, type RunOptions, type Stored } from "../../../tools/ground/run";

export const describeAction = "DescribeImageRegistryTimingScanTask";
export const updateAction = "UpdateImageRegistryTimingScanTask";
export const listAction = "DescribeAssetImageRegistryList";

/** A program's arguments; each test changes what it is about. */
export const program: Properties = Object.freeze({
  everyDays: 1,
  startTime: "19:00",
  images: ["team/api:1.4"],
});

/** What somebody had in the console before us. */
export const theirs: Partial<RegistryScheduleSetting> = Object.freeze({
  Enable: true,
  ScanPeriod: 7,
  ScanTime: "01:30",
  ScanEndTime: "05:30",
  ScanType: ["CVE"],
  ScanScope: 0,
  RegistryType: ["tcr"],
  Namespace: ["payments"],
  Latest: true,
});

/** A sandbox, and what a test looks at in it. */
export interface Vendor {
  readonly sandbox: Sandbox;
  readonly account: Account;
  /** A new run of the engine. */
  run(options?: RunOptions): Run;
  /** The actions asked for since the last time this was asked. */
  calls(): string[];
  /** The bodies of the writes since the start. */
  writes(): Readonly<Record<string, unknown>>[];
}

const started: Sandbox[] = [];

/** Starts a sandbox that `stopVendors` ends. Its rate limit is lifted, as no time passes between our retries. */
export async function startVendor(options: TencentCloudOptions = {}): Promise<Vendor> {
  const sandbox = await startSandbox({
    tencentcloud: { requestsPerSecond: Number.POSITIVE_INFINITY, ...options },
  });
  started.push(sandbox);
  let seen = 0;
  return {
    sandbox,
    account: sandbox.tencentcloud.accounts[0],
    run: (runOptions) => new Run("tencentcloud/registryScanSchedule", sandbox, runOptions),
    calls: () => {
      const fresh = sandbox.requests.entries.slice(seen);
      seen = sandbox.requests.entries.length;
      return fresh.map(({ action }) => action);
    },
    writes: () =>
      sandbox.requests.entries.filter(({ action }) => action === updateAction).map(({ body }) => body),
  };
}

/** A vendor on which our schedule stands, created by an earlier run. */
export async function created(
  more: Properties = {},
  options: TencentCloudOptions = {},
): Promise<{ readonly vendor: Vendor; readonly ours: Stored }> {
  const vendor = await startVendor(options);
  const ours = await vendor.run().create({ ...program, ...more });
  vendor.calls();
  return { vendor, ours };
}

export async function stopVendors(): Promise<void> {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
}
