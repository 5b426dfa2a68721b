import { Agent, request as httpRequest } from "node:http";
import type { tcss as Tcss } from "tencentcloud-sdk-nodejs/tencentcloud/services/tcss";
import { tcss } from "tencentcloud-sdk-nodejs/tencentcloud/services/tcss";
import { type Key, type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index";
import { sign } from "../../sandbox/tencentcloud/signature";

export type Client = InstanceType<typeof Tcss.v20201101.Client>;

const started: Sandbox[] = [];

/** Starts a sandbox that `stopSandboxes` ends. */
export async function sandboxOf(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  started.push(sandbox);
  return sandbox;
}

export async function stopSandboxes(): Promise<void> {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
}

/** The vendor's own client, as a key of the sandbox; the first account's first key if not said. */
export function vendorClient(sandbox: Sandbox, key: Key = sandbox.tencentcloud.accounts[0].keys[0]): Client {
  const endpoint = new URL(sandbox.url).host;
  return new tcss.v20201101.Client({
    credential: { ...key },
    profile: { httpProfile: { protocol: "http://", endpoint, agent: new Agent() } },
  });
}

/** What the vendor's client throws. */
interface VendorFailure {
  readonly code?: string;
  readonly httpCode?: number;
  readonly message: string;
  readonly requestId?: string;
  readonly type?: string;
}

export async function failureOf(call: Promise<unknown>): Promise<VendorFailure> {
  try {
    await call;
  } catch (error) {
    return error as VendorFailure;
  }
  throw new Error("the call succeeded");
}

interface RawAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
}

/** Sends bytes as they are given, with no signature unless a header carries one. */
export function send(
  url: string,
  {
    method = "POST",
    body = "",
    headers = {},
  }: { method?: string; body?: string; headers?: Record<string, string> },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, contentType: response.headers["content-type"], text });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** A request signed by hand, for what no client would send. Each part can be replaced. */
interface HandSigned {
  readonly action?: string;
  readonly version?: string;
  readonly body?: string;
  readonly key?: Key;
  readonly timestamp?: number;
  readonly service?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

export async function sendSigned(
  sandbox: Sandbox,
  parts: HandSigned = {},
): Promise<ReturnType<typeof responseOf>> {
  const {
    action = "DescribeImageRegistryTimingScanTask",
    version = "2020-11-01",
    body = "{}",
    key = sandbox.tencentcloud.accounts[0].keys[0],
    timestamp = Math.floor(Date.now() / 1_000),
    service = "tcss",
    method = "POST",
    path = "/",
  } = parts;
  const signedHeaders = ["content-type", "host"];
  const date = new Date(timestamp * 1_000).toISOString().slice(0, 10);
  const signature = sign(
    {
      method,
      path,
      query: "",
      body,
      headers: { "content-type": "application/json", host: "127.0.0.1" },
      signedHeaders,
      timestamp: String(timestamp),
      service,
    },
    key.secretKey,
  );
  const answer = await send(sandbox.url + path, {
    method,
    body,
    headers: {
      "content-type": "application/json",
      "x-tc-action": action,
      "x-tc-version": version,
      "x-tc-timestamp": String(timestamp),
      ...(key.token !== undefined && { "x-tc-token": key.token }),
      authorization:
        `TC3-HMAC-SHA256 Credential=${key.secretId}/${date}/${service}/tc3_request, ` +
        `SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`,
      ...parts.headers,
    },
  });
  return responseOf(answer);
}

/** What an answer of the vendor says. */
export function responseOf({ status, text }: RawAnswer) {
  const { Response } = JSON.parse(text) as {
    Response: Record<string, unknown> & { Error?: { Code: string; Message: string }; RequestId: string };
  };
  return { status, text, response: Response, code: Response.Error?.Code, message: Response.Error?.Message };
}
