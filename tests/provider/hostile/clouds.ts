import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SasClient } from "../../../provider/clouds/alicloud/client";
import { HssClient } from "../../../provider/clouds/huaweicloud/client";
import { TcssClient } from "../../../provider/clouds/tencentcloud/client";
import { Context, type Deadlines } from "../../../provider/core/context";
import type { Properties } from "../../../provider/core/wire";
import { ImpatientClock } from "../../../tools/ground/impatientClock";
import { type TestHost, testHost } from "../../../tools/ground/testHost";

/** A cloud as one meets it who answers in its place. */
export interface Cloud {
  readonly name: string;
  readonly vendor: string;
  /** The keys, and what of the environment leads to `endpoint`. */
  env(endpoint: string): Record<string, string>;
  readonly secrets: readonly string[];
  /** A call that reads, and one that starts something. */
  ask(context: Context): Promise<object>;
  submit(context: Context): Promise<object>;
  /** A page of the list that a task looks images up in. */
  page(rows: readonly Properties[], total: unknown): Properties;
  /** One row of it, each with another number. */
  row(number: number): Properties;
  readonly kind: string;
  /** Whether an answer that comes packed is unpacked; to who does not, it is none. */
  readonly unpacks: boolean;
  /** An answer in the vendor's form of an error. */
  refusal(code: unknown, text: unknown, requestId: unknown): Properties;
}

const secrets = ["the-known-id", "very-hidden-key"] as const;
const [id, key] = secrets;
const place = {
  profile: "default",
  site: "mainland",
  region: "cn-north-4",
  projectId: "0123456789abcdef0123456789abcdef",
  enterpriseProjectId: "0",
};

export const hostileClouds: readonly Cloud[] = [
  {
    name: "tencentcloud",
    vendor: "Tencent Cloud",
    secrets,
    env: (endpoint) => ({
      TENCENTCLOUD_SECRET_ID: id,
      TENCENTCLOUD_SECRET_KEY: key,
      IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: endpoint,
    }),
    ask: (context) => TcssClient.of(context, place).call("DescribeImageRegistryTimingScanTask", {}),
    submit: (context) =>
      TcssClient.of(context, place).callOnce("CreateAssetImageRegistryScanTask", {
        Id: [1],
        ScanType: ["CVE"],
      }),
    kind: "tencentcloud/registryScanTask",
    unpacks: true,
    page: (List, TotalCount) => ({ Response: { List, TotalCount, RequestId: "r-1" } }),
    row: (number) => ({ Id: number, Namespace: "team", ImageName: `team/image-${number}`, ImageTag: "1.0" }),
    refusal: (Code, Message, RequestId) => ({ Response: { Error: { Code, Message }, RequestId } }),
  },
  {
    name: "alicloud",
    vendor: "Alibaba Cloud",
    secrets,
    env: (endpoint) => ({
      ALIBABA_CLOUD_ACCESS_KEY_ID: id,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: key,
      IMAGE_SCAN_ALICLOUD_ENDPOINT: endpoint,
    }),
    ask: (context) => SasClient.of(context, place).call("DescribeImageScanAuthCount", {}),
    submit: (context) => SasClient.of(context, place).callOnce("PublicCreateImageScanTask", {}),
    kind: "alicloud/registryScanTask",
    unpacks: false,
    page: (ImageInstanceList, TotalCount) => ({
      RequestId: "r-1",
      ImageInstanceList,
      PageInfo: { TotalCount },
    }),
    row: (number) => ({
      RepoNamespace: "team",
      RepoName: `image-${number}`,
      Tag: "1.0",
      Uuid: `u-${number}`,
    }),
    refusal: (Code, Message, RequestId) => ({ RequestId, Success: false, Code, Message }),
  },
  {
    name: "huaweicloud",
    vendor: "Huawei Cloud",
    secrets,
    env: (endpoint) => ({ HW_ACCESS_KEY: id, HW_SECRET_KEY: key, IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: endpoint }),
    ask: (context) =>
      HssClient.of(context, place).call("ListImageScanPolicy", {
        type: "cycle",
        global_image_type: "registry",
      }),
    submit: (context) =>
      HssClient.of(context, place).callOnce(
        "CreateManualImageScanTask",
        { global_image_type: "registry" },
        { scan_scope: 1, is_all: true },
      ),
    kind: "huaweicloud/registryScanTask",
    unpacks: true,
    page: (data_list, total_num) => ({ total_num, data_list }),
    row: (number) => ({ id: number, namespace: "team", image_name: `image-${number}`, image_version: "1.0" }),
    refusal: (error_code, error_msg, request_id) => ({ error_code, error_msg, request_id }),
  },
];

/** Inputs of a task of any of the clouds. */
export const task: Properties = {
  ...place,
  images: { "team/image-x:1.0": "" },
  rescan: "changed",
  onBusy: "wait",
  queueTimeoutSeconds: 60,
  cancelOnDelete: true,
  scanTypes: ["vulnerability"],
};

const servers: Server[] = [];

/** A server on loopback that answers as told; its URL. */
export async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function stopServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A process of its own that takes `endpoint` for the vendor. */
export function contextAt(
  cloud: Cloud,
  endpoint: string,
  deadlines: Deadlines = { requestMs: 20_000, callMs: 0 },
): Context & { readonly host: TestHost } {
  const host = testHost({ env: cloud.env(endpoint) });
  return new Context(host, new Map(), new ImpatientClock(), deadlines) as Context & { host: TestHost };
}
