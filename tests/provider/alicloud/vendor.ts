import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { resource } from "../../../provider";
import { Context } from "../../../provider/core/context";
import type { Handlers } from "../../../provider/core/resource";
import type { Properties } from "../../../provider/core/wire";
import {
  type AlicloudAccount,
  type AlicloudOptions,
  type AlicloudScan,
  type Sandbox,
  startSandbox,
} from "../../../sandbox/index";
import { ImpatientClock } from "../../../tools/ground/impatientClock";
import { Run, type RunOptions, type Stored } from "../../../tools/ground/run";

export const always = Number.POSITIVE_INFINITY;

export const registryTask = "alicloud/registryScanTask";
export const containerTask = "alicloud/containerScanTask";
export const schedule = "alicloud/registryScanSchedule";

/** A provider process whose time is the vendor's, and that may hold several resources. */
export class SasRun extends Run {
  override readonly handlers: Handlers;

  constructor(
    readonly kind: string,
    private readonly vendor: SasVendor,
    private readonly options: RunOptions = {},
    private readonly shared: Map<string, unknown> = new Map(),
  ) {
    super(kind, vendor.sandbox, options);
    const { deadlines = { requestMs: 5_000, callMs: 20_000 } } = options;
    this.handlers = resource(kind).handlers(new Context(this.host, shared, vendor.clock, deadlines));
  }

  /** Another resource of the same process. */
  beside(kind = this.kind): SasRun {
    return this.vendor.run(kind, this.options, this.shared);
  }
}

/** SAS with one account that is empty unless told otherwise, whose scans take no time to wait for. */
export class SasVendor {
  private seen = 0;
  private readonly runs: SasRun[] = [];
  private readonly gateways: Server[] = [];

  private constructor(
    readonly sandbox: Sandbox,
    readonly clock: ImpatientClock,
  ) {}

  static async start(options: AlicloudOptions = {}): Promise<SasVendor> {
    const clock = new ImpatientClock();
    const [first = {}, ...others] = options.accounts ?? [];
    const sandbox = await startSandbox({
      clock: () => clock.now(),
      alicloud: {
        requestsPerSecond: always,
        secondsPerImage: 60,
        ...options,
        accounts: [{ images: "none", ...first }, ...others],
      },
    });
    const vendor = new SasVendor(sandbox, clock);
    started.push(vendor);
    return vendor;
  }

  get account(): AlicloudAccount {
    return this.sandbox.alicloud.accounts[0];
  }

  get images(): AlicloudAccount["registryImages"] {
    return this.account.registryImages;
  }

  get scans(): readonly AlicloudScan[] {
    return this.account.scans;
  }

  run(kind: string, options: RunOptions = {}, shared: Map<string, unknown> = new Map()): SasRun {
    const run = new SasRun(kind, this, options, shared);
    this.runs.push(run);
    return run;
  }

  /** The actions asked for since the last time this was asked. */
  calls(): string[] {
    const fresh = this.sandbox.requests.entries.slice(this.seen);
    this.seen = this.sandbox.requests.entries.length;
    return fresh.map(({ action }) => action);
  }

  /** The parameters of all requests for `action`, or of those that came to `outcome`. */
  asked(action: string, outcome?: string): Readonly<Record<string, unknown>>[] {
    return this.sandbox.requests.entries
      .filter((entry) => entry.action === action && (outcome ?? entry.outcome) === entry.outcome)
      .map(({ body }) => body);
  }

  /** The images of all requests for a scan of named ones. */
  imported(outcome?: string): Record<string, unknown>[][] {
    return this.asked("PublicSyncAndCreateImageScanTask", outcome).map(
      ({ Images }) => JSON.parse(String(Images)) as Record<string, unknown>[],
    );
  }

  fail(action: string, kind: "error", code: string, times?: number): void;
  fail(action: string, kind: Exclude<Parameters<Sandbox["faults"]["add"]>[0]["kind"], "error">): void;
  fail(
    action: string,
    kind: Parameters<Sandbox["faults"]["add"]>[0]["kind"],
    code?: string,
    times = 1,
  ): void {
    this.sandbox.faults.add({ action, kind, times, ...(code === undefined ? {} : { code }) });
  }

  /**
   * An environment in which the vendor's answers to `action` come changed, where the sandbox itself knows no way to
   * answer like that. Another such one may stand behind it.
   */
  async answering(
    action: string,
    change: (answer: Properties) => Properties,
    endpoint = this.sandbox.url,
  ): Promise<{ readonly IMAGE_SCAN_ALICLOUD_ENDPOINT: string }> {
    const gateway = createServer((asked, answer) => {
      const { headers, method, url = "" } = asked;
      const onward = request(new URL(url, endpoint), { method, headers }, async (came) => {
        const text = await textOf(came);
        const isMeant = headers["x-acs-action"] === action && came.statusCode === 200;
        answer.writeHead(came.statusCode ?? 500, { "content-type": came.headers["content-type"] ?? "" });
        answer.end(isMeant ? JSON.stringify(change(JSON.parse(text) as Properties)) : text);
      });
      onward.on("error", () => answer.destroy());
      asked.pipe(onward);
    });
    this.gateways.push(gateway);
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    const { port } = gateway.address() as AddressInfo;
    return { IMAGE_SCAN_ALICLOUD_ENDPOINT: `http://127.0.0.1:${port}` };
  }

  async days(days: number): Promise<void> {
    await this.clock.sleep(days * 24 * 60 * 60 * 1000);
  }

  async stop(): Promise<void> {
    fitForPeople(this.runs.flatMap(({ host }) => host.lines).join("\n"), this);
    const strange = this.sandbox.requests.entries.filter(
      ({ outcome, unknownParameters = [], fault }) =>
        unknownParameters.length > 0 ||
        (!fault && /^(Missing|InvalidApi|SignatureDoesNotMatch|SignatureNonceUsed)/.test(outcome)),
    );
    await this.sandbox.stop();
    for (const gateway of this.gateways) {
      gateway.closeAllConnections();
      await new Promise((resolve) => gateway.close(resolve));
    }
    expect(strange, "requests of a form that the vendor does not know").to.deep.equal([]);
  }
}

const started: SasVendor[] = [];

/** Ends every vendor, and looks at all that was logged. */
export async function stopVendors(): Promise<void> {
  for (const vendor of started.splice(0)) await vendor.stop();
}

/** Fails if `text` holds a credential, or what only a defect prints. */
export function fitForPeople(text: string, { account }: SasVendor): void {
  for (const { accessKeyId, accessKeySecret } of account.keys) {
    expect(text).not.to.contain(accessKeyId);
    expect(text).not.to.contain(accessKeySecret);
  }
  expect(text).not.to.match(/undefined|\[object |NaN|Authorization|ACS3-HMAC|This is a defect/);
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of message) text += String(chunk);
  return text;
}

/** A stored task as its class hands it to a gate. */
export function asTask(kind: string, { id, state }: Stored): Properties {
  return { kind, id, ...state };
}
