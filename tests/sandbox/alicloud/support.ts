import { createHash, randomUUID } from "node:crypto";
import OpenApi, { $OpenApiUtil, OpenApiUtil } from "@alicloud/openapi-core";
import { sign } from "../../../sandbox/alicloud/signature";
import type { AlicloudAccount, AlicloudKey, AlicloudOptions, Sandbox } from "../../../sandbox/index";
import { sandboxOf, send } from "../support";

const VERSION = "2018-12-03";

/** Everything of an answer that some test looks at. */
export interface Answer {
  readonly RequestId: string;
  readonly Data: {
    readonly TaskId?: string;
    readonly TotalCount: number;
    readonly Status: string;
    readonly Progress: number;
    readonly Result: string;
    readonly CanCreate: boolean;
    readonly Digest: string;
    readonly NeedAuthCount: number;
    readonly ScanImageCount: number;
    readonly ImageCveVulCount: number;
    readonly ImageBaselineCount: number;
    readonly ImageMaliciousFileCount: number;
  };
  readonly TaskId: number;
  readonly TotalCount: number;
  readonly FinishCount: number;
  readonly TaskInfo?: { readonly Status: string };
  readonly PageInfo: Readonly<Record<"Count" | "CurrentPage" | "PageSize" | "TotalCount", number>>;
  readonly OnceTasks: readonly Row[];
  readonly Task: readonly Row[];
  readonly ImageInstanceList: readonly Row[];
  readonly VulRecords: readonly Row[];
  readonly CycleScheduleResponseList: readonly Row[];
  readonly ContainerInstanceList: readonly Row[];
  readonly GroupedContainerInstanceList: readonly Row[];
  readonly K8sClusters: readonly Row[];
  readonly TagValues: readonly string[];
  readonly ImageScan: Row;
  readonly ConfigId: string;
  readonly HttpStatusCode: number;
}

type Row = Readonly<Record<string, unknown>>;
type Call = (action: string, parameters?: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** The vendor's own client, as a key of the sandbox; the first account's first key if not said. */
export function alicloudClient(
  sandbox: Sandbox,
  key: AlicloudKey = sandbox.alicloud.accounts[0].keys[0],
  method: "GET" | "POST" = "POST",
): Call {
  // Its own time-outs are 3 seconds each.
  const patience = { readTimeout: 10_000, connectTimeout: 10_000 };
  const endpoint = new URL(sandbox.url).host;
  const { accessKeyId, accessKeySecret, securityToken } = key;
  const credential = { accessKeyId, accessKeySecret, ...(securityToken !== undefined && { securityToken }) };
  const client = new OpenApi(
    new $OpenApiUtil.Config({ ...credential, endpoint, protocol: "HTTP", ...patience }),
  );
  return async (action, parameters = {}) => {
    const { body } = await client.callApi(
      new $OpenApiUtil.Params({
        action,
        version: VERSION,
        protocol: "HTTPS",
        pathname: "/",
        method,
        authType: "AK",
        style: "RPC",
        reqBodyType: "formData",
        bodyType: "json",
      }),
      new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(parameters) }),
      {} as Parameters<typeof client.callApi>[2],
    );
    return body as Answer;
  };
}

/** A sandbox of SAS with these options, its first account, and the vendor's client for it. */
export async function sasOf(
  options: AlicloudOptions = {},
  clock?: () => number,
): Promise<{ sandbox: Sandbox; account: AlicloudAccount; call: Call }> {
  const sandbox = await sandboxOf({
    alicloud: { requestsPerSecond: Infinity, ...options },
    ...(clock && { clock }),
  });
  return { sandbox, account: sandbox.alicloud.account(), call: alicloudClient(sandbox) };
}

export const IMAGE_SCAN = { TaskType: "IMAGE_SCAN" };

/** The parameters of GetOnceTaskResultInfo. */
export const ofTask = (TaskId: string | undefined) => ({ ...IMAGE_SCAN, TaskName: "IMAGE_SCAN", TaskId });

/** The parameters of DescribeOnceTaskLeafRecordPage. */
export const leavesOf = (TaskId: string | undefined, CurrentPage = 1, PageSize = 20) => ({
  ...IMAGE_SCAN,
  TaskId,
  CurrentPage,
  PageSize,
  RelateInfo: true,
});

/** Images, the way PublicSyncAndCreateImageScanTask takes them: `namespace/name:tag`. */
export function imagesOf(...references: readonly string[]): { Images: string } {
  const elements = references.map((reference) => {
    const [, repoNamespace, repoName, tag] = /^(.+)\/(.+):(.+)$/.exec(reference) ?? [];
    return { repoNamespace, repoName, tag };
  });
  return { Images: JSON.stringify(elements) };
}

/** A request signed by hand, for what no client would send. Each part can be replaced. */
interface HandSigned {
  readonly action?: string;
  readonly version?: string;
  readonly query?: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly key?: AlicloudKey;
  readonly date?: string;
  readonly nonce?: string;
  /** What the header says of the body. @default what it hashes to */
  readonly contentSha256?: string;
  readonly method?: string;
  readonly path?: string;
  /** Replaces headers after the signing; an empty one is left out. */
  readonly headers?: Readonly<Record<string, string>>;
}

export async function sendAcs(sandbox: Sandbox, parts: HandSigned = {}) {
  const {
    action = "DescribeImageScanAuthCount",
    version = VERSION,
    query = "",
    body = "",
    key = sandbox.alicloud.accounts[0].keys[0],
    date = new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    nonce = randomUUID(),
    contentSha256 = createHash("sha256").update(body).digest("hex"),
    method = "POST",
    path = "/",
  } = parts;
  const signed: Record<string, string> = {
    host: new URL(sandbox.url).host,
    "x-acs-action": action,
    "x-acs-content-sha256": contentSha256,
    "x-acs-date": date,
    "x-acs-signature-nonce": nonce,
    "x-acs-version": version,
    ...(parts.contentType !== undefined && { "content-type": parts.contentType }),
    ...(key.securityToken !== undefined && { "x-acs-security-token": key.securityToken }),
  };
  const signedHeaders = Object.keys(signed).sort();
  const signature = sign({ method, path, query, body, headers: signed, signedHeaders }, key.accessKeySecret);
  const authorization =
    `ACS3-HMAC-SHA256 Credential=${key.accessKeyId},` +
    `SignedHeaders=${signedHeaders.join(";")},Signature=${signature}`;
  const sent = Object.entries({ ...signed, authorization, ...parts.headers }).filter(([, value]) => value);
  const url = `${sandbox.url}${path}${query && "?"}${query}`;
  const answer = await send(url, { method, body, headers: Object.fromEntries(sent) });
  const said = JSON.parse(answer.text) as Record<string, unknown>;
  return { ...answer, said, code: said.Code, message: said.Message };
}
