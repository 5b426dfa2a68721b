import { createHash } from "node:crypto";
import type { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient";
import JsonBigint from "json-bigint";
import { getProxyForUrl } from "proxy-from-env";
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
import { everyRow } from "../../core/rows";
import type { Properties } from "../../core/wire";
import { type HssOperations, operations, type Rows } from "./api";
import { type Credentials, credentialsOf } from "./credentials";
import { kindOfCode } from "./errors";
import { serviceHost } from "./place";

/** Integers that JavaScript's numbers cannot hold arrive as decimal texts, and leave exact. */
const json = JsonBigint({ storeAsString: true, useNativeBigInt: true });

/** HSS documents no rate limit; its gateway counts calls of a user in a second. */
const requestsPerSecond = 10;

/** What stands in the path of an operation. */
type PathValues = Readonly<Record<string, string>>;

/** The operations that answer a list, page by page. */
type Listed = "ListImageScanTask" | "ListRegistryImages" | "ListImageLocal" | "ListRegistry";
type RowOf<O extends Listed> = NonNullable<HssOperations[O]["answer"]["data_list"]>[number];

/** Whom credentials belong to, as STS says it. */
interface Caller {
  readonly account_id?: string | null;
  readonly principal_urn?: string | null;
}

interface Connection {
  readonly credentials: Credentials;
  readonly sdk: HcClient;
  readonly url: URL;
}

/** HSS as one account in one project: paced, retried, with a deadline, its failures told apart. */
export class HssClient {
  /** The client of a resource's `profile` and place, the same for all of them in this process. */
  static of(context: Context, inputs: Properties): HssClient {
    const { profile, region, projectId, enterpriseProjectId } = inputs as Record<string, string>;
    const key = [profile, region, projectId, enterpriseProjectId].join(" ");
    return context.share(
      `hss client ${key}`,
      () =>
        new HssClient(context, key, {
          profile: String(profile),
          region: String(region),
          projectId: String(projectId),
          enterpriseProjectId: String(enterpriseProjectId),
        }),
    );
  }

  private connection: Connection | undefined;
  private ahead: number | undefined;

  private constructor(
    private readonly context: Context,
    /** The same for resources that share this client. */
    readonly key: string,
    private readonly place: {
      readonly profile: string;
      readonly region: string;
      readonly projectId: string;
      readonly enterpriseProjectId: string;
    },
    private readonly service: "hss" | "sts" = "hss",
  ) {}

  /** Where the calls go. */
  get url(): URL {
    return (
      endpointOverride(this.context.host, "huaweicloud") ??
      new URL(`https://${serviceHost(this.place.region, this.service)}`)
    );
  }

  /** Whose the credentials are. STS tells everybody, without a permission. */
  caller(): Promise<Caller> {
    const client = new HssClient(this.context, this.key, { ...this.place, enterpriseProjectId: "0" }, "sts");
    return client.paced("GetCallerIdentity", {}, undefined, {}, true);
  }

  /** What a policy belongs to at the vendor, whoever asks. */
  get project(): string {
    const { region, projectId, enterpriseProjectId } = this.place;
    return [region, projectId, enterpriseProjectId].join(" ");
  }

  /** What the vendor's clock says, to a second, as its last answer tells; undefined if it did not. */
  vendorNow(): number | undefined {
    return this.ahead === undefined ? undefined : this.context.clock.now() + this.ahead;
  }

  /** Calls an operation that does no harm when it arrives twice. */
  call<O extends keyof HssOperations>(
    operation: O,
    query: HssOperations[O]["query"],
    body?: HssOperations[O]["body"],
    path: PathValues = {},
  ): Promise<HssOperations[O]["answer"]> {
    return this.paced(operation, query, body, path, true);
  }

  /** Calls an operation that starts something each time that it arrives. */
  callOnce<O extends keyof HssOperations>(
    operation: O,
    query: HssOperations[O]["query"],
    body: HssOperations[O]["body"],
  ): Promise<HssOperations[O]["answer"]> {
    return this.paced(operation, query, body, {}, false);
  }

  /** Every row of a list, page by page, and of each what is `kept`; pages are counted by what comes back. */
  async rows<O extends Listed>(
    operation: O,
    query: Omit<HssOperations[O]["query"], "offset" | "limit">,
    kept: (row: RowOf<O>) => RowOf<O> = (row) => row,
  ): Promise<NonNullable<HssOperations[O]["answer"]["data_list"]>> {
    const rows = await everyRow(async (offset) => {
      const request = { ...query, offset, limit: 200 } as HssOperations[O]["query"];
      const { total_num, data_list } = (await this.call(operation, request)) as Rows<RowOf<O>>;
      return { rows: (data_list ?? []).map(kept), total: Number(total_num ?? 0) };
    });
    return rows as NonNullable<HssOperations[O]["answer"]["data_list"]>;
  }

  private async paced(
    operation: keyof HssOperations | "GetCallerIdentity",
    query: object,
    body: object | undefined,
    path: PathValues,
    repeatable: boolean,
  ): Promise<object> {
    const { clock, deadlines } = this.context;
    const { credentials } = this.connect();
    // The gateway counts a user's calls, of each operation.
    const pace = this.context.share(
      `hss pace ${credentials.ak} ${this.place.region} ${operation}`,
      () => new Pace(requestsPerSecond, 1000, clock),
    );
    const policy = { clock, budgetMs: deadlines.callMs, repeatable };
    return await retry(() => pace.run(() => this.once(operation, query, body, path)), policy);
  }

  private async once(
    operation: keyof HssOperations | "GetCallerIdentity",
    query: object,
    body: object | undefined,
    path: PathValues,
  ): Promise<object> {
    const { credentials, sdk, url } = this.connect();
    const { requestMs } = this.context.deadlines;
    const deadline = AbortSignal.timeout(requestMs);
    try {
      const answer = (await sdk.sendRequest(
        this.request(operation, query, body, path, deadline),
      )) as RawAnswer;
      const date = Date.parse(answer[dateHeader] ?? "");
      if (!Number.isNaN(date)) this.ahead = date - this.context.clock.now();
      return answerIn(answer, operations[operation].method !== "GET");
    } catch (failure) {
      const error =
        failure instanceof ScanError ? failure : deadline.aborted ? timedOut(requestMs) : network(failure);
      throw error.with({
        action: operation,
        text: withoutKeys(error.details.text, credentials),
        remedy: error.details.remedy ?? remedy(error.kind, url, credentials),
      });
    }
  }

  private request(
    operation: keyof HssOperations | "GetCallerIdentity",
    query: object,
    body: object | undefined,
    path: PathValues,
    signal: AbortSignal,
  ): Parameters<HcClient["sendRequest"]>[0] {
    const { region, projectId, enterpriseProjectId } = this.place;
    const { method, path: pattern } = operations[operation];
    const text = body === undefined ? undefined : json.stringify(body);
    const asked = {
      ...query,
      // The default one needs no name, and an account without enterprise projects knows none.
      ...(enterpriseProjectId === "0" ? {} : { enterprise_project_id: enterpriseProjectId }),
    };
    return {
      method,
      url: `/v5${this.service === "hss" ? `/${projectId}` : ""}${filled(pattern, path)}`,
      contentType: "application/json",
      // What is undefined the SDK would sign as a word, and send as nothing.
      queryParams: Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
      pathParams: {},
      headers: {
        region,
        // Text goes out as it is: the SDK would round what is beyond 2^53, and sign something else.
        ...(text === undefined
          ? {}
          : { "X-Sdk-Content-Sha256": createHash("sha256").update(text).digest("hex") }),
      },
      ...(text === undefined ? {} : { data: text }),
      responseHeaders: [requestIdHeader, dateHeader],
      axiosRequestConfig: { signal },
    } as unknown as Parameters<HcClient["sendRequest"]>[0];
  }

  private connect(): Connection {
    this.connection ??= this.open();
    return this.connection;
  }

  private open(): Connection {
    const { host } = this.context;
    const { profile, projectId } = this.place;
    const credentials = credentialsOf(host, profile);
    const { url } = this;
    // A slash at its end would be signed, and not sent.
    const endpoint = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
    const proxy = isLoopback(url) ? "" : getProxyForUrl(url.href);
    // Loaded here, as a preview and an update without changes never come here. Its ClientBuilder is left alone: it
    // needs a package that it does not name, writes a file in the home directory, and may create a project.
    const { HcClient: Client } =
      require("@huaweicloud/huaweicloud-sdk-core/HcClient") as typeof import("@huaweicloud/huaweicloud-sdk-core/HcClient");
    const { DefaultHttpClient } =
      require("@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient") as typeof import("@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient");
    const { BasicCredentials } =
      require("@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials") as typeof import("@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials");
    const options = {
      // Its own prints every failed request to stdout, with its signature and token.
      logger: silent,
      ...(proxy === "" ? {} : { proxy }),
      axiosRequestConfig: {
        // A redirect would carry a signed request elsewhere.
        maxRedirects: 0,
        maxContentLength: mostAnswerBytes,
        // Failures come back whole: the SDK's own exceptions drop half of what HSS says.
        validateStatus: () => true,
        transformResponse: [(text: unknown) => ({ text: typeof text === "string" ? text : "" })],
      },
    };
    const credential = new BasicCredentials({
      ak: credentials.ak,
      sk: credentials.sk,
      projectId,
      ...(credentials.securityToken === undefined ? {} : { securityToken: credentials.securityToken }),
    } as ConstructorParameters<typeof BasicCredentials>[0]);
    const sdk = new Client(new DefaultHttpClient(options as never, [endpoint]), options as never)
      .withCredential(credential)
      .withEndpoints([endpoint]);
    return { credentials, sdk, url };
  }
}

const requestIdHeader = "X-Request-Id";
const dateHeader = "Date";

const nothing = (): void => {};
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
};

/** A path with its values, which come from the vendor or a program, and must not lead anywhere else. */
function filled(pattern: string, values: PathValues): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    if (/^[\w-]{1,128}$/.test(value)) return value;
    throw new ScanError({
      kind: "InvalidInput",
      action: "",
      text: `${name} is no id that can stand in a path`,
      mayHaveActed: false,
    });
  });
}

/** What comes out of the SDK: our own reading of the answer, and its status. */
interface RawAnswer {
  readonly httpStatusCode?: number;
  readonly text?: string;
  /** Where the content type is one that the SDK takes for a file. */
  readonly body?: { readonly text?: string };
  readonly [requestIdHeader]?: string;
  readonly [dateHeader]?: string;
}

interface FailureBody {
  readonly error_code?: unknown;
  readonly error_msg?: unknown;
  readonly error_description?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown } | null;
  readonly request_id?: unknown;
}

/** What HSS answered. Nothing at all is an answer, too, but not to a question. */
function answerIn(
  { httpStatusCode: status = 0, text, body: file, ...rest }: RawAnswer,
  mayBeEmpty: boolean,
): object {
  const written = (text ?? file?.text ?? "").trim();
  const fine = status >= 200 && status < 300;
  const answer = written === "" && mayBeEmpty ? {} : parsed(written);
  // HSS answers some calls with nothing, and so does much that stands in front of it: only HSS numbers its answers.
  const isNobodys = rest[requestIdHeader] === undefined && answer && Object.keys(answer).length === 0;
  if (fine && isNobodys) throw notAnAnswer("Huawei Cloud", status);
  const { error, error_code, error_msg, error_description, request_id } = (answer ?? {}) as FailureBody;
  const given = error_code ?? error?.code;
  const code = word(given);
  if (fine && answer && (given === undefined || given === null || Number(code) === 0)) return answer;
  if (!answer || (code === undefined && error_msg === undefined && error_description === undefined))
    throw notAnAnswer("Huawei Cloud", status, kindOfStatus(status));
  throw new ScanError({
    kind: kindOfCode(code ?? "", status),
    action: "",
    code: code ?? `HTTP ${status}`,
    text: word(error_msg) ?? word(error_description) ?? word(error?.message) ?? "no reason given",
    requestId: word(rest[requestIdHeader] ?? request_id),
  });
}

/** The vendor's words without our keys: its gateway repeats an access key that it does not know. */
function withoutKeys(text: string, { ak, sk, securityToken }: Credentials): string {
  const keys = [ak, sk, securityToken].filter((key) => key !== undefined && key !== "") as string[];
  return keys.reduce((rest, key) => rest.replaceAll(key, "…"), text);
}

function parsed(text: string): object | undefined {
  try {
    const answer: unknown = json.parse(text);
    return answer !== null && typeof answer === "object" && !Array.isArray(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** What a status alone says. */
function kindOfStatus(status: number): ErrorKind {
  if (status === 429) return "Throttled";
  return status < 300 || status >= 500 ? "Unavailable" : "Unknown";
}

function network(failure: unknown): ScanError {
  const { errorMsg, message } = failure as { errorMsg?: string; message?: string };
  const text = errorMsg || message || "the connection failed";
  if (text.startsWith("maxContentLength ")) return tooLong("Huawei Cloud");
  // Node's own words for an address that nobody answers at: nothing was sent.
  const unreached = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)\b/.test(text);
  return new ScanError({
    kind: "Unavailable",
    action: "",
    text: text.slice(0, 200),
    ...(unreached ? { mayHaveActed: false } : {}),
  });
}

function remedy(kind: ErrorKind, url: URL, { source, configured }: Credentials): string | undefined {
  switch (kind) {
    case "Unauthenticated":
      return `Check the credentials (from ${source}), and this machine's clock.${keyRotation(configured)}`;
    case "Forbidden":
      return `Allow HSS to these credentials (from ${source}) in IAM, in this project and enterprise project.`;
    case "Throttled":
      return "Somebody else uses up the account's rate limit: run the update again later.";
    case "Unavailable":
      return `Run the update again later${isLoopback(url) ? "" : ", or see whether this machine reaches HSS"}.`;
    case "Unknown":
      return unknownCode;
    default:
      return undefined;
  }
}
