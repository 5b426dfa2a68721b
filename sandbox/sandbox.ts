import { Alicloud, type AlicloudOptions } from "./alicloud/alicloud";
import { Gateway as AlicloudGateway } from "./alicloud/gateway";
import { Control } from "./control";
import { Faults } from "./faults";
import { Gateway as HuaweiGateway } from "./huaweicloud/gateway";
import { HuaweiCloud, type HuaweiCloudOptions } from "./huaweicloud/huaweiCloud";
import { RequestLog } from "./requestLog";
import { SandboxServer } from "./server";
import { Gateway as TencentCloudGateway } from "./tencentcloud/gateway";
import { TencentCloud, type TencentCloudOptions } from "./tencentcloud/tencentCloud";
import type { Vendor } from "./vendor";

export interface SandboxOptions {
  /** The port on 127.0.0.1. @default 0, any free one */
  readonly port?: number;
  /**
   * The vendors' clock, in milliseconds since 1970: when an image was pushed, when a scan ran.
   * Signatures and request rates go by the real time, because the caller's clock does.
   * @default Date.now
   */
  readonly clock?: () => number;
  readonly tencentcloud?: TencentCloudOptions;
  readonly alicloud?: AlicloudOptions;
  readonly huaweicloud?: HuaweiCloudOptions;
}

/** A running imitation of the vendors. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The environment in which a program talks to the sandbox instead of the vendors, as each vendor's first account. */
  readonly env: Readonly<Record<string, string>>;
  /** Every request to a vendor, oldest first. */
  readonly requests: RequestLog;
  /** What is to go wrong next. */
  readonly faults: Faults;
  readonly tencentcloud: TencentCloud;
  readonly alicloud: Alicloud;
  readonly huaweicloud: HuaweiCloud;
  /** Ends it: every connection is closed, those included that still wait for an answer. */
  stop(): Promise<void>;
}

/** Starts the vendors on 127.0.0.1. Nothing is printed, and nothing is kept after `stop()`. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { clock = Date.now } = options;
  const tencentcloud = new TencentCloud(options.tencentcloud ?? {}, clock);
  const alicloud = new Alicloud(options.alicloud ?? {}, clock);
  const huaweicloud = new HuaweiCloud(options.huaweicloud ?? {}, clock);
  const vendors: readonly Vendor[] = [
    new TencentCloudGateway(tencentcloud, options.tencentcloud?.requestsPerSecond),
    new AlicloudGateway(alicloud, options.alicloud?.requestsPerSecond),
    new HuaweiGateway(huaweicloud, options.huaweicloud?.requestsPerSecond),
  ];
  const faults = new Faults();
  const requests = new RequestLog();
  const server = new SandboxServer(vendors, faults, requests, new Control(vendors, faults, requests));
  const url = `http://127.0.0.1:${await server.start(options.port ?? 0)}`;
  let stopped: Promise<void> | undefined;
  return {
    url,
    env: Object.assign({}, ...vendors.map((vendor) => vendor.env(url))),
    requests,
    faults,
    tencentcloud,
    alicloud,
    huaweicloud,
    stop: () => {
      stopped ??= server.stop();
      return stopped;
    },
  };
}
