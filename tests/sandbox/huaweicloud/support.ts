import { createHash } from "node:crypto";
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials";
import { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient";
import { DefaultHttpClient } from "@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient";
import { LogLevel } from "@huaweicloud/huaweicloud-sdk-core/logger";
import { OPERATIONS } from "../../../sandbox/huaweicloud/operations";
import { type Key, sign } from "../../../sandbox/huaweicloud/signature";
import type { HuaweiCloudAccount, HuaweiCloudOptions, Sandbox } from "../../../sandbox/index";
import { printJson } from "../../../sandbox/json";
import { sandboxOf, send } from "../support";

const nothing = (): void => undefined;
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

/** What a call says. */
export interface Said {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an answer of HSS holds; each test knows which. */
export interface Answered {
  readonly httpStatusCode: number;
  readonly total_num: number;
  readonly data_list: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

/** Calls HSS with the core of the vendor's SDK, the way its generated clients do. */
export type Hss = (operation: string, said?: Said) => Promise<Answered>;

/** A client for a project of the sandbox, the first one's if not said, with its first key. */
export function hss(
  sandbox: Sandbox,
  account: HuaweiCloudAccount = sandbox.huaweicloud.account(),
  key: Key = account.keys[0],
): Hss {
  const options = { logger: silent, axiosRequestConfig: { timeout: 10_000 } };
  const { ak, sk, securityToken } = key;
  const credential = new BasicCredentials({ ak, sk, projectId: account.projectId });
  const client = new HcClient(new DefaultHttpClient(options, [sandbox.url]), options)
    .withCredential(securityToken ? credential.withSecurityToken(securityToken) : credential)
    .withEndpoints([sandbox.url]);
  return (name, { path = {}, query = {}, body, headers = {} } = {}) => {
    const operation = OPERATIONS[name];
    if (!operation) throw new Error(`the sandbox has no ${name}`);
    // The vendor's signer sorts what it is given, so each call has its own.
    return client.sendRequest({
      method: operation.method,
      url: `/v5/{project_id}/${operation.path}`,
      contentType: "application/json",
      queryParams: { ...query },
      pathParams: { ...path },
      headers: { ...headers },
      ...((body || operation.method === "POST") && { data: { ...body } }),
    }) as unknown as Promise<Answered>;
  };
}

/** A sandbox with the first project's client; nothing is there but a registry, and there is no rate limit. */
export async function emptyHss({ clock, ...options }: HuaweiCloudOptions & { clock?: () => number } = {}) {
  const [first = {}, ...others] = options.accounts ?? [];
  const sandbox = await sandboxOf({
    ...(clock && { clock }),
    huaweicloud: {
      requestsPerSecond: Infinity,
      ...options,
      accounts: [{ images: "none", ...first }, ...others],
    },
  });
  return { sandbox, account: sandbox.huaweicloud.account(), call: hss(sandbox) };
}

/** A request signed by hand, for what no client would send. Each part can be replaced. */
export interface HandSigned {
  readonly method?: string;
  /** Below the project, with its query. */
  readonly path?: string;
  readonly url?: string;
  /** Sent as it is, or printed with its bigints. */
  readonly body?: string | object;
  readonly key?: Key;
  readonly at?: number;
  /** Sent and signed. */
  readonly headers?: Record<string, string>;
  /** Sent in place of what was signed. */
  readonly instead?: Record<string, string>;
}

export async function sendHss(sandbox: Sandbox, parts: HandSigned = {}) {
  const account = sandbox.huaweicloud.account();
  const { method = "GET", path = "image/scanner-policies?type=cycle", key = account.keys[0] } = parts;
  const url = parts.url ?? `/v5/${account.projectId}/${path}`;
  const body = typeof parts.body === "object" ? printJson(parts.body) : (parts.body ?? "");
  const at = new Date(parts.at ?? Date.now()).toISOString();
  const headers: Record<string, string> = {
    "content-type": "application/json",
    host: new URL(sandbox.url).host,
    "x-sdk-date": at.replace(/\.\d+Z$/, "Z").replace(/[-:]/g, ""),
    ...(key.securityToken !== undefined && { "x-security-token": key.securityToken }),
    ...parts.headers,
  };
  const signedHeaders = Object.keys(headers).sort();
  const [plain = "", query = ""] = url.split("?");
  const signature = sign({ method, path: plain, query, headers, signedHeaders, body }, key.sk);
  const names = signedHeaders.join(";");
  const authorization = `SDK-HMAC-SHA256 Access=${key.ak}, SignedHeaders=${names}, Signature=${signature}`;
  const answer = await send(sandbox.url + url, {
    method,
    body,
    // Of a GET, Node says no length by itself.
    headers: {
      ...headers,
      "content-length": String(Buffer.byteLength(body)),
      authorization,
      ...parts.instead,
    },
  });
  return { ...answer, said: (answer.text ? JSON.parse(answer.text) : {}) as Record<string, unknown> };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
