import type OpenApi from "@alicloud/openapi-core";
import { getProxyForUrl } from "proxy-from-env";
import { keyRotation, notAnAnswer, timedOut, tooLong, unknownCode, word } from "../../core/answer";
import type { Context } from "../../core/context";
import { endpointOverride, isLoopback } from "../../core/endpoint";
import { type ErrorKind, ScanError } from "../../core/errors";
import { Pace } from "../../core/pace";
import { retry } from "../../core/retry";
import { everyRow } from "../../core/rows";
import type { Site } from "../../core/site";
import type { Properties } from "../../core/wire";
import type { SasActions } from "./api";
import { type Credentials, credentialsOf, ready } from "./credentials";
import { kindOfCode } from "./errors";
import { measured, TooLong } from "./measured";
import { serviceHost } from "./site";

/** SAS documents no rate limit. This is what its console's own pages come to. */
const requestsPerSecond = 10;

/** What of Alibaba Cloud is called. */
interface Product {
  readonly version: string;
  readonly host: (site: Site) => string;
}

const sas: Product = { version: "2018-12-03", host: serviceHost };
/** One for both halves of the cloud: accounts are not divided. */
const sts: Product = { version: "2015-04-01", host: () => "sts.aliyuncs.com" };

/** Whom credentials belong to, as STS says it. */
interface Caller {
  readonly AccountId?: string | null;
  readonly Arn?: string | null;
}

interface Connection {
  readonly credentials: Credentials;
  readonly sdk: OpenApi;
  readonly url: URL;
}

/** SAS as one account in one half of the cloud: paced, retried, with a deadline, its failures told apart. */
export class SasClient {
  /** The client of a resource's `profile` and `site`, the same for all of them in this process. */
  static of(context: Context, { profile, site }: Properties): SasClient {
    return context.share(
      `sas client ${String(profile)} ${String(site)}`,
      () => new SasClient(context, String(profile), site as Site),
    );
  }

  /** The same for resources that share this client. */
  get key(): string {
    return `${this.profile} ${this.site}`;
  }

  private connection: Promise<Connection> | undefined;

  private constructor(
    private readonly context: Context,
    private readonly profile: string,
    readonly site: Site,
    private readonly product: Product = sas,
  ) {}

  /** Where the calls go. */
  get url(): URL {
    return (
      endpointOverride(this.context.host, "alicloud") ?? new URL(`https://${this.product.host(this.site)}`)
    );
  }

  /** Whose the credentials are. STS tells everybody, without a permission. */
  caller(): Promise<Caller> {
    const client = new SasClient(this.context, this.profile, this.site, sts);
    return client.paced("GetCallerIdentity", {}, true);
  }

  /** The same for clients of one key. For this process only. */
  async account(): Promise<string> {
    const { credentials } = await this.connect();
    return `${this.site} ${credentials.identity}`;
  }

  /** Calls an action that does no harm when it arrives twice. */
  call<A extends keyof SasActions>(
    action: A,
    request: SasActions[A]["request"],
  ): Promise<SasActions[A]["response"]> {
    return this.paced(action, request, true);
  }

  /** Calls an action that starts something each time that it arrives. */
  callOnce<A extends keyof SasActions>(
    action: A,
    request: SasActions[A]["request"],
  ): Promise<SasActions[A]["response"]> {
    return this.paced(action, request, false);
  }

  /**
   * Every row of a list, page by page. How many rows a page may have is documented nowhere, so that pages are counted
   * by what comes back.
   */
  async rows<A extends keyof SasActions, R>(
    action: A,
    request: Omit<SasActions[A]["request"], "CurrentPage" | "PageSize">,
    rowsOf: (answer: SasActions[A]["response"]) => readonly R[] | null | undefined,
  ): Promise<R[]> {
    return await everyRow(async (_, CurrentPage) => {
      const answer = await this.call(action, {
        ...request,
        CurrentPage,
        PageSize: 100,
      } as SasActions[A]["request"]);
      const { PageInfo } = answer as { PageInfo?: { TotalCount?: number | null } | null };
      return { rows: rowsOf(answer) ?? [], total: Number(PageInfo?.TotalCount ?? 0) };
    });
  }

  private async paced(action: string, request: object, repeatable: boolean): Promise<object> {
    const { clock, deadlines } = this.context;
    const account = await this.account();
    const pace = this.context.share(
      `sas pace ${account} ${action}`,
      () => new Pace(requestsPerSecond, 1000, clock),
    );
    const policy = { clock, budgetMs: deadlines.callMs, repeatable };
    return await retry(() => pace.run(() => this.once(action, request)), policy);
  }

  private async once(action: string, request: object): Promise<object> {
    const { credentials, sdk, url } = await this.connect();
    const deadline = AbortSignal.timeout(this.context.deadlines.requestMs);
    await ready(credentials, deadline);
    try {
      const answer = measured(() => send(sdk, url, this.product.version, action, request));
      return answerIn(await beforeDeadline(answer, deadline));
    } catch (failure) {
      const error = failureOf(failure, this.context.deadlines.requestMs);
      throw error.with({
        action,
        remedy: error.details.remedy ?? remedy(error.kind, action, url, credentials),
      });
    }
  }

  private connect(): Promise<Connection> {
    // A failure is not kept: what it failed over may be back for the next resource.
    this.connection ??= this.open().catch((failure: unknown) => {
      this.connection = undefined;
      throw failure;
    });
    return this.connection;
  }

  private async open(): Promise<Connection> {
    const { host, deadlines } = this.context;
    const credentials = await credentialsOf(host, this.profile);
    const { url } = this;
    // Loaded here, as a preview and an update without changes never come here.
    const { default: SdkClient, $OpenApiUtil } =
      require("@alicloud/openapi-core") as typeof import("@alicloud/openapi-core");
    const config = new $OpenApiUtil.Config({
      credential: credentials.credential,
      endpoint: url.host,
      protocol: url.protocol === "http:" ? "HTTP" : "HTTPS",
      // Both: the SDK takes an answer that is slower than the connection's limit for a connection that failed.
      readTimeout: deadlines.requestMs,
      connectTimeout: deadlines.requestMs,
      userAgent: "pulumi-image-scan",
    });
    return { credentials, sdk: new SdkClient(config), url };
  }
}

/** All that the SDK can be told about a call stands in its configuration. */
const noOptions = {} as Parameters<OpenApi["callApi"]>[2];

/** Sends one request, and returns the answer as text: the SDK's own reading throws bare SyntaxErrors. */
async function send(
  sdk: OpenApi,
  url: URL,
  version: string,
  action: string,
  request: object,
): Promise<string> {
  const { $OpenApiUtil, OpenApiUtil } =
    require("@alicloud/openapi-core") as typeof import("@alicloud/openapi-core");
  const params = new $OpenApiUtil.Params({
    action,
    version,
    protocol: "HTTPS",
    pathname: url.pathname,
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "string",
  });
  const query = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query({ ...request }) });
  const answer = (await sdk.callApi(params, query, noOptions)) as { body?: unknown };
  return String(answer.body ?? "");
}

/** What every answer of SAS may have, besides what was asked for. */
interface Envelope {
  readonly RequestId?: unknown;
  readonly Success?: boolean;
  readonly HttpStatusCode?: unknown;
  readonly Code?: unknown;
  readonly Message?: unknown;
}

/** What SAS answered. It also refuses with HTTP 200, and says so inside. */
function answerIn(text: string): object {
  const body = parsed(text);
  if (!body?.RequestId) throw notAnAnswer("Alibaba Cloud", undefined);
  const status = Number(body.HttpStatusCode ?? 200);
  if (body.Success !== false && status < 400) return body;
  const code = word(body.Code) ?? (Number.isNaN(status) ? undefined : `HTTP ${status}`);
  throw new ScanError({
    kind: kindOfCode(code ?? "", status),
    action: "",
    code,
    text: quotable(body.Message),
    requestId: word(body.RequestId),
  });
}

function parsed(text: string): Envelope | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return body !== null && typeof body === "object" ? body : undefined;
  } catch {
    return undefined;
  }
}

/** What the SDK throws: its own errors of the vendor's answers, and whatever Node throws underneath. */
interface SdkFailure {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly requestId?: string;
  readonly data?: Envelope | null;
}

/** Never asked for with this: nothing was sent. */
const unreached: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"]);

function failureOf(failure: unknown, requestMs: number): ScanError {
  if (failure instanceof ScanError) return failure;
  if (failure instanceof TooLong) return tooLong("Alibaba Cloud");
  const { name, code, statusCode, requestId, data } = failure as SdkFailure;
  if (name === "RequestTimeoutError" || name === "TimeoutError") {
    return timedOut(requestMs);
  }
  // Where the vendor left one out, or wrote no word, the SDK writes "undefined" or what JavaScript calls the thing.
  const isWord = (text: string | undefined): boolean =>
    !/^undefined$|^null$|^\[object /.test(text ?? "undefined");
  if (statusCode !== undefined && code !== undefined && isWord(code)) {
    return new ScanError({
      kind: kindOfCode(code, statusCode),
      action: "",
      code: word(code),
      text: quotable(data?.Message),
      requestId: isWord(requestId) ? word(requestId) : undefined,
    });
  }
  // Node's own words end in the address with everything that was asked.
  if (statusCode === undefined && code !== undefined)
    return new ScanError({
      kind: "Unavailable",
      action: "",
      code,
      text: "the connection failed",
      ...(unreached.has(code) ? { mayHaveActed: false } : {}),
    });
  return notAnAnswer("Alibaba Cloud", statusCode);
}

/** The vendor's words without what it repeats of the request when a signature is wrong. */
function quotable(message: unknown): string {
  return (word(message) ?? "no reason given").replace(/\s*(server|client)?\s*string to sign.*$/is, "");
}

async function beforeDeadline<T>(answer: Promise<T>, deadline: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener("abort", () => reject(deadline.reason as Error), { once: true });
  });
  return await Promise.race([answer, late]);
}

function remedy(
  kind: ErrorKind,
  action: string,
  url: URL,
  { source, configured }: Credentials,
): string | undefined {
  switch (kind) {
    case "Unauthenticated":
      return `Check the credentials (from ${source}), and this machine's clock.${keyRotation(configured)}`;
    case "Forbidden":
      return `Allow ${permissionOf(action)} to these credentials (from ${source}) in RAM, and SAS its service-linked role.`;
    case "Throttled":
      return "Somebody else uses up the account's rate limit: run the update again later.";
    case "Unavailable":
      return isLoopback(url) || !getProxyForUrl(url.href)
        ? "Run the update again later."
        : "Alibaba Cloud's client for Node.js goes through no proxy: name a gateway that it can reach with `imageScan:alicloudEndpoint`.";
    case "Unknown":
      return unknownCode;
    default:
      return undefined;
  }
}

/** What RAM calls the permission for an operation; a few are of the product's older name. */
function permissionOf(action: string): string {
  return `${action === "GetOnceTaskResultInfo" ? "yundun-aegis" : "yundun-sas"}:${action}`;
}
