import { randomUUID } from "node:crypto";
import { isJsonObject, type Json, type JsonObject, parseJson, printJson } from "../json";
import { RateLimit } from "../rateLimit";
import type { Answer, ControlRequest, HttpCall, Refusal, Vendor } from "../vendor";
import type { Account } from "./account";
import { asksCallerIdentity, callerIdentity } from "./callerIdentity";
import { controlHuaweiCloud, showHuaweiCloud } from "./console";
import type { HuaweiCloud } from "./huaweiCloud";
import { askIam, IAM_PATH, iamAction } from "./iam";
import { OPERATIONS } from "./operations";
import { admit, readQuery } from "./parameters";
import { DEFAULT_ENTERPRISE_PROJECT } from "./scope";
import { authenticate, type Key } from "./signature";
import {
  forbidden,
  invalidParameter,
  missingParameter,
  noSuchApi,
  requestTooLarge,
  throttled,
  unauthenticated,
  VendorError,
} from "./vendorError";

const DEFAULT_REQUESTS_PER_SECOND = 20;
const PATH = /^\/v5\/([^/]+)\/(.+?)\/?$/;

/** A key, and whose it is. */
interface KeyOwner {
  readonly key: Key;
  readonly domainId: string;
}

/** What a call asks for. */
interface Route {
  readonly name: string;
  readonly operation: (typeof OPERATIONS)[string];
  readonly projectId: string;
  readonly path: Readonly<Record<string, string>>;
}

/** The API of HSS, version 5: who asks, whether they may, what they ask for, and the answer. */
export class Gateway implements Vendor {
  readonly cloud = "huaweicloud";
  readonly #owners = new Map<string, KeyOwner>();
  readonly #limit: RateLimit;

  constructor(
    private readonly vendor: HuaweiCloud,
    private readonly requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND,
  ) {
    this.#limit = new RateLimit(requestsPerSecond);
    for (const account of vendor.accounts) this.#admit(account);
  }

  env(url: string): Record<string, string> {
    const [account] = this.vendor.accounts;
    const [key] = account.keys;
    return {
      IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: url,
      HW_ACCESS_KEY: key.ak,
      HW_SECRET_KEY: key.sk,
      ...(key.securityToken !== undefined && { HW_SECURITY_TOKEN: key.securityToken }),
      HW_REGION_NAME: account.region,
      HW_PROJECT_ID: account.projectId,
    };
  }

  owns({ headers, path }: HttpCall): boolean {
    return (
      headers.authorization?.startsWith("SDK-HMAC-SHA256") ||
      headers["x-sdk-date"] !== undefined ||
      path.startsWith("/v5/") ||
      path.startsWith(IAM_PATH)
    );
  }

  action(call: HttpCall): string {
    if (asksCallerIdentity(call)) return "GetCallerIdentity";
    return call.path.startsWith(IAM_PATH) ? iamAction(call) : (routeOf(call)?.name ?? "");
  }

  parameters(call: HttpCall): JsonObject {
    try {
      return readBody(call);
    } catch {
      return {};
    }
  }

  unknownParameters(call: HttpCall): readonly string[] {
    const route = routeOf(call);
    try {
      return route ? admitted(call, route.operation).unknown : [];
    } catch {
      return [];
    }
  }

  answer(call: HttpCall, refusal?: Refusal): Answer {
    const requestId = randomUUID().replaceAll("-", "");
    let account: string | undefined;
    const say = (outcome: string, status: number, text: string): Answer => ({
      outcome,
      ...(account !== undefined && { account }),
      requestId,
      status,
      contentType: "application/json",
      headers: { "x-request-id": requestId, date: new Date(this.vendor.now()).toUTCString() },
      text,
    });
    try {
      if (call.tooLarge) throw requestTooLarge();
      const owner = authenticate(call, (ak) => this.#owners.get(ak), Date.now());
      account = owner.domainId;
      return say("ok", 200, this.#perform(call, owner, refusal));
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      return say(error.code, error.status, printJson(error.body(requestId, this.vendor.assumptions)));
    }
  }

  show(): JsonObject {
    return showHuaweiCloud(this.vendor);
  }

  control(request: ControlRequest): Json {
    return controlHuaweiCloud(this.vendor, request);
  }

  #admit({ domainId, keys }: Account): void {
    for (const key of keys) {
      if ((this.#owners.get(key.ak)?.domainId ?? domainId) !== domainId) {
        throw new TypeError(`two accounts have the key ${key.ak}`);
      }
      this.#owners.set(key.ak, { key, domainId });
    }
  }

  #perform(call: HttpCall, { key, domainId }: KeyOwner, refusal: Refusal | undefined): string {
    const accounts = this.vendor.accounts.filter((account) => account.domainId === domainId);
    if (refusal) throw this.#errorOf(refusal);
    if (call.path.startsWith(IAM_PATH)) return printJson(askIam(call, accounts));
    if (asksCallerIdentity(call)) return printJson(callerIdentity(domainId));
    const route = routeOf(call);
    if (!route) throw noSuchApi();
    const { name, operation, projectId, path } = route;
    const { assumptions } = this.vendor;
    const account = accounts.find((other) => other.projectId === projectId);
    const readOnly = key.readOnly && operation.method !== "GET";
    if (!account || readOnly) throw forbidden(assumptions);
    refuseHeaders(call, account, operation.regionRequired === true);
    if (this.#limit.count(domainId, name, call.arrivedAt) !== undefined)
      throw throttled(this.requestsPerSecond);
    const { query, body } = admitted(call, operation);
    const { enterprise_project_id = DEFAULT_ENTERPRISE_PROJECT } = query;
    const scope = account.scopeOf(String(enterprise_project_id), key);
    const said = operation.perform({ account, scope, assumptions }, { path, query, body });
    // Many operations answer with nothing at all.
    return said ? printJson(said) : "";
  }

  #errorOf(refusal: Refusal): VendorError {
    if (refusal.kind === "error") {
      return new VendorError(refusal.code, refusal.message ?? "The sandbox was told to answer this.");
    }
    return throttled(
      this.requestsPerSecond === Infinity ? DEFAULT_REQUESTS_PER_SECOND : this.requestsPerSecond,
    );
  }
}

/** A project is in one region; a call that says another one, or another project, is not meant for it. */
function refuseHeaders({ headers }: HttpCall, { projectId, region }: Account, required: boolean): void {
  const said = headers["x-project-id"];
  if (said !== undefined && said !== projectId) throw unauthenticated("X-Project-Id is another project");
  if (headers.region === undefined && required) throw missingParameter("region");
  if (headers.region !== undefined && headers.region !== region) {
    throw invalidParameter("region", "is not the region of the project");
  }
}

/** What of the parameters the operation knows, and the names of those that it does not. */
function admitted(
  call: HttpCall,
  operation: Route["operation"],
): { query: JsonObject; body: JsonObject; unknown: readonly string[] } {
  const unknown: string[] = [];
  const query = admit(readQuery(call.query, operation.query), operation.query, unknown);
  const body = operation.body ? admit(readBody(call), operation.body, unknown) : {};
  return { query, body, unknown };
}

function routeOf({ method, path }: HttpCall): Route | undefined {
  const [, projectId = "", below = ""] = PATH.exec(path) ?? [];
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const parts = operation.method === method ? partsOf(below, operation.path) : undefined;
    if (parts) return { name, operation, projectId, path: parts };
  }
  return undefined;
}

/** The variables of a path that follows the template, or undefined when it does not. */
function partsOf(path: string, template: string): Record<string, string> | undefined {
  const segments = path.split("/");
  const wanted = template.split("/");
  if (segments.length !== wanted.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const segment = segments[index] ?? "";
    const [, variable] = /^\{(\w+)\}$/.exec(want) ?? [];
    if (variable) parts[variable] = segment;
    else if (segment !== want) return undefined;
  }
  return parts;
}

function readBody({ body }: HttpCall): JsonObject {
  if (body.length === 0) return {};
  let parameters: Json;
  try {
    parameters = parseJson(body.toString("utf8"));
  } catch {
    parameters = null;
  }
  if (!isJsonObject(parameters)) throw new VendorError("HSS.0002", "Failed to parse the request.");
  return parameters;
}
