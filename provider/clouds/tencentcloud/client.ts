import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import JsonBigint from "json-bigint";
import { getProxyForUrl } from "proxy-from-env";
import type { CommonClient } from "tencentcloud-sdk-nodejs-common";
import {
  keyRotation,
  mostAnswerBytes,
  notAnAnswer,
  timedOut,
  tooLong,
  unknownCode,
  word,
} from "../../core/answer";
import type { Context } from "../../core/context";
import { endpointOverride, isLoopback } from "../../core/endpoint";
import { type ErrorKind, ScanError } from "../../core/errors";
import { Pace } from "../../core/pace";
import { retry } from "../../core/retry";
import type { Site } from "../../core/site";
import type { Properties } from "../../core/wire";
import type { TcssActions } from "./api";
import { type Credentials, credentialsOf, ready } from "./credentials";
import { kindOfCode } from "./errors";
import { serviceHost } from "./site";

/** Integers that JavaScript's numbers cannot hold arrive as decimal strings. */
const json = JsonBigint({ storeAsString: true });

const requestsPerSecond = 20;

/** What of Tencent Cloud is called. */
interface Product {
  readonly name: string;
  readonly version: string;
}

const tcss: Product = { name: "tcss", version: "2020-11-01" };
const sts: Product = { name: "sts", version: "2018-08-13" };

/** Whom credentials belong to, as STS says it. */
interface Caller {
  readonly AccountId?: string | null;
  readonly Arn?: string | null;
}

/** TCSS as one account on one site: paced, retried, with a deadline, its failures told apart. */
export class TcssClient {
  /** The client of a resource's `profile` and `site`, the same for all of them in this process. */
  static of(context: Context, { profile, site }: Properties): TcssClient {
    return context.share(
      `tcss client ${String(profile)} ${String(site)}`,
      () => new TcssClient(context, String(profile), site as Site),
    );
  }

  /** The same for resources that share this client. */
  get key(): string {
    return `${this.profile} ${this.site}`;
  }

  private connection: Promise<{ credentials: Credentials; sdk: CommonClient }> | undefined;

  private constructor(
    private readonly context: Context,
    private readonly profile: string,
    readonly site: Site,
    private readonly product: Product = tcss,
  ) {}

  /** Where the calls go. */
  get url(): URL {
    const { host } = this.context;
    return (
      endpointOverride(host, "tencentcloud") ??
      new URL(`https://${serviceHost(host, this.product.name, this.site)}`)
    );
  }

  /** Whose the credentials are. STS tells everybody, without a permission. */
  caller(): Promise<Caller> {
    const client = new TcssClient(this.context, this.profile, this.site, sts);
    return client.paced("GetCallerIdentity", {}, true);
  }

  /** The same for clients of one key. For this process only. */
  async account(): Promise<string> {
    const { credentials } = await this.connect();
    return `${this.site} ${credentials.identity}`;
  }

  /** Calls an action that does no harm when it arrives twice. */
  call<A extends keyof TcssActions>(
    action: A,
    request: TcssActions[A]["request"],
  ): Promise<TcssActions[A]["response"]> {
    return this.paced(action, request, true);
  }

  /** As `call`, of something that TCSS may not know, or not know any more: undefined then. */
  async find<A extends keyof TcssActions>(
    action: A,
    request: TcssActions[A]["request"],
  ): Promise<TcssActions[A]["response"] | undefined> {
    try {
      return await this.call(action, request);
    } catch (failure) {
      if (failure instanceof ScanError && failure.kind === "NotFound") return undefined;
      throw failure;
    }
  }

  /** Calls an action that starts something each time that it arrives. */
  callOnce<A extends keyof TcssActions>(
    action: A,
    request: TcssActions[A]["request"],
  ): Promise<TcssActions[A]["response"]> {
    return this.paced(action, request, false);
  }

  private async paced(action: string, request: object, repeatable: boolean): Promise<object> {
    const { clock, deadlines } = this.context;
    const account = await this.account();
    // The limit is the action's, and each account has its own.
    const pace = this.context.share(
      `tcss pace ${account} ${action}`,
      () => new Pace(requestsPerSecond, 1000, clock),
    );
    const policy = { clock, budgetMs: deadlines.callMs, repeatable };
    return await retry(() => pace.run(() => this.once(action, request)), policy);
  }

  private async once(action: string, request: object): Promise<object> {
    const { credentials, sdk } = await this.connect();
    const deadline = AbortSignal.timeout(this.context.deadlines.requestMs);
    await ready(credentials, deadline);
    try {
      return (await sdk.request(action, request, { signal: deadline })) as object;
    } catch (failure) {
      const error =
        failure instanceof ScanError
          ? failure
          : deadline.aborted
            ? timedOut(this.context.deadlines.requestMs)
            : network(failure);
      throw error.with({
        action,
        remedy: error.details.remedy ?? remedy(error.kind, action, this.site, credentials),
      });
    }
  }

  private connect(): Promise<{ credentials: Credentials; sdk: CommonClient }> {
    // A failure is not kept: what it failed over may be back for the next resource.
    this.connection ??= this.open().catch((failure: unknown) => {
      this.connection = undefined;
      throw failure;
    });
    return this.connection;
  }

  private async open(): Promise<{ credentials: Credentials; sdk: CommonClient }> {
    const { host } = this.context;
    const credentials = await credentialsOf(host, this.profile, this.site);
    const { url } = this;
    // Loaded here, as a preview and an update without changes never come here.
    const { CommonClient } =
      require("tencentcloud-sdk-nodejs-common") as typeof import("tencentcloud-sdk-nodejs-common");
    const sdk = new CommonClient(url.host, this.product.version, {
      credential: credentials.credential,
      profile: {
        language: "en-US",
        httpProfile: {
          protocol: `${url.protocol}//`,
          endpoint: `${url.host}${url.pathname.replace(/\/$/, "")}`,
          reqTimeout: this.context.deadlines.requestMs / 1000,
          ...connectionTo(url),
        },
      },
    });
    // The SDK's own reading of an answer drops the body of a failed one, rounds integers above 2^53, and throws
    // errors without a code at anything that is not JSON.
    Object.assign(sdk, { parseResponse: readAnswer });
    return { credentials, sdk };
  }
}

/** How the SDK connects. Left alone it would send loopback calls through `http_proxy`, and know no `NO_PROXY`. */
function connectionTo(url: URL): { proxy: string } | { agent: HttpAgent } {
  const proxy = isLoopback(url) ? "" : getProxyForUrl(url.href);
  if (proxy) return { proxy };
  return { agent: url.protocol === "http:" ? new PinnedHttpAgent(url) : new PinnedHttpsAgent(url) };
}

/** Connects to one host only, so that no redirect can carry a signed request, and its token, elsewhere. */
class PinnedHttpAgent extends HttpAgent {
  constructor(private readonly url: URL) {
    super({ keepAlive: true });
  }
  override createConnection(
    ...args: Parameters<HttpAgent["createConnection"]>
  ): ReturnType<HttpAgent["createConnection"]> {
    refuseOthers(this.url, args[0]);
    return super.createConnection(...args);
  }
}

class PinnedHttpsAgent extends HttpsAgent {
  constructor(private readonly url: URL) {
    super({ keepAlive: true });
  }
  override createConnection(
    ...args: Parameters<HttpsAgent["createConnection"]>
  ): ReturnType<HttpsAgent["createConnection"]> {
    refuseOthers(this.url, args[0]);
    return super.createConnection(...args);
  }
}

function refuseOthers(url: URL, target: { host?: string | null | undefined; port?: unknown }): void {
  const port = url.port || (url.protocol === "http:" ? "80" : "443");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (target.host !== host || String(target.port) !== port)
    throw new Error("the vendor redirects to another host");
}

/** What of an HTTP response we need: node-fetch's, which the SDK uses. */
interface Answer {
  readonly status: number;
  readonly body: AsyncIterable<Buffer>;
}

async function textOf({ body }: Answer): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > mostAnswerBytes) throw tooLong("Tencent Cloud");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function readAnswer(answer: Answer): Promise<object> {
  const body = parsed(await textOf(answer));
  const response = body?.Response;
  if (response?.Error) {
    const { Code, Message } = response.Error;
    const code = word(Code) ?? "";
    throw new ScanError({
      kind: kindOfCode(code),
      action: "",
      code,
      text: word(Message) ?? "no reason given",
      requestId: word(response.RequestId),
    });
  }
  if (answer.status === 200 && response !== null && typeof response === "object") return response;
  const kind =
    answer.status === 429
      ? "Throttled"
      : answer.status === 200 || answer.status >= 500
        ? "Unavailable"
        : "Unknown";
  throw notAnAnswer("Tencent Cloud", answer.status, kind);
}

interface Body {
  readonly Response?: {
    readonly Error?: { readonly Code?: unknown; readonly Message?: unknown };
    readonly RequestId?: unknown;
  } | null;
}

function parsed(text: string): Body | undefined {
  try {
    const body: unknown = json.parse(text);
    return body !== null && typeof body === "object" ? body : undefined;
  } catch {
    return undefined;
  }
}

function network(failure: unknown): ScanError {
  const text = failure instanceof Error ? failure.message : String(failure);
  // node-fetch's words begin with the address, which says nothing more than the action does.
  return new ScanError({
    kind: "Unavailable",
    action: "",
    text: text.replace(/^request to \S+ failed, reason: /, ""),
  });
}

function remedy(
  kind: ErrorKind,
  action: string,
  site: Site,
  { source, configured }: Credentials,
): string | undefined {
  switch (kind) {
    case "Unauthenticated":
      return `Check the credentials (from ${source}), and that the account is a ${site} one.${keyRotation(configured)}`;
    case "Forbidden":
      return `Allow tcss:${action} to these credentials (from ${source}) in CAM, and grant TCSS its service role.`;
    case "Throttled":
      return "Somebody else uses up the account's rate limit: run the update again later.";
    case "Unavailable":
      return "Run the update again later.";
    case "Unknown":
      return unknownCode;
    default:
      return undefined;
  }
}
