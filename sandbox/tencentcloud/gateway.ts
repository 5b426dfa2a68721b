import { randomUUID } from "node:crypto";
import { isJsonObject, type Json, type JsonObject, parseJson, printJson } from "../json";
import { Keyring } from "../keyring";
import { RateLimit } from "../rateLimit";
import type { Answer, ControlRequest, HttpCall, Refusal, Vendor } from "../vendor";
import type { Account } from "./account";
import { ACTIONS, type Subject } from "./actions";
import { callerIdentity, STS_VERSION } from "./callerIdentity";
import { controlTencentCloud, showTencentCloud } from "./console";
import { ImageLists } from "./imageLists";
import { checkParameters } from "./parameters";
import { authenticate, type Key } from "./signature";
import type { TencentCloud } from "./tencentCloud";
import { missingParameter, requestLimitExceeded, requestTooLarge, VendorError } from "./vendorError";

const VERSION = "2020-11-01";
const DEFAULT_REQUESTS_PER_SECOND = 20;

/** The API of TCSS, version 2020-11-01: who asks, whether they may, what they ask for, and the answer. */
export class Gateway implements Vendor {
  readonly cloud = "tencentcloud";
  readonly #keys = new Keyring<Key, Subject>();
  readonly #limit: RateLimit;

  constructor(
    private readonly vendor: TencentCloud,
    private readonly requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND,
  ) {
    this.#limit = new RateLimit(requestsPerSecond);
    for (const account of vendor.accounts) this.#admit(account);
  }

  env(url: string): Record<string, string> {
    const [account] = this.vendor.accounts;
    const [key] = account.keys;
    return {
      IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: url,
      TENCENTCLOUD_SECRET_ID: key.secretId,
      TENCENTCLOUD_SECRET_KEY: key.secretKey,
      ...(key.token !== undefined && { TENCENTCLOUD_SESSION_TOKEN: key.token }),
      ...(account.site !== "mainland" && { IMAGE_SCAN_TENCENTCLOUD_SITE: account.site }),
    };
  }

  owns(call: HttpCall): boolean {
    return call.headers["x-tc-action"] !== undefined;
  }

  action(call: HttpCall): string {
    return String(call.headers["x-tc-action"] ?? "");
  }

  parameters(call: HttpCall): JsonObject {
    try {
      return readBody(call);
    } catch {
      return {};
    }
  }

  answer(call: HttpCall, refusal?: Refusal): Answer {
    const requestId = randomUUID();
    let account: string | undefined;
    const say = (outcome: string, response: JsonObject): Answer => ({
      outcome,
      ...(account !== undefined && { account }),
      requestId,
      status: 200,
      contentType: "application/json",
      text: printJson({ Response: { ...response, RequestId: requestId } }),
    });
    try {
      if (call.tooLarge) throw requestTooLarge();
      const subject = authenticate(call, this.#keys, Date.now() / 1_000);
      account = subject.account.uin;
      if (refusal) throw this.#errorOf(refusal);
      return say("ok", this.#perform(call, subject));
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      return say(error.code, { Error: { Code: error.code, Message: error.message } });
    }
  }

  show(): JsonObject {
    return showTencentCloud(this.vendor);
  }

  control(request: ControlRequest): Json {
    return controlTencentCloud(this.vendor, request);
  }

  #admit(account: Account): void {
    const { assumptions } = this.vendor;
    const owner = { account, lists: new ImageLists(account, assumptions), assumptions };
    for (const key of account.keys) this.#keys.add(key.secretId, key, owner);
  }

  #perform(call: HttpCall, subject: Subject): JsonObject {
    const name = this.action(call);
    const version = call.headers["x-tc-version"];
    if (version === undefined) throw missingParameter("Version");
    if (version === STS_VERSION && name === "GetCallerIdentity") return callerIdentity(subject.account);
    if (version !== VERSION) {
      throw new VendorError("NoSuchVersion", `The version \`${version}\` of the product is not found.`);
    }
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action) throw new VendorError("InvalidAction", `The action \`${name}\` is not valid.`);
    const times = this.#limit.count(subject.account.uin, name, call.arrivedAt);
    if (times !== undefined) throw requestLimitExceeded(times, this.requestsPerSecond);
    const parameters = readParameters(call);
    checkParameters(parameters, action.fields, subject.account.site);
    return action.perform(subject, parameters);
  }

  #errorOf(refusal: Refusal): VendorError {
    if (refusal.kind === "throttled") {
      const limit =
        this.requestsPerSecond === Infinity ? DEFAULT_REQUESTS_PER_SECOND : this.requestsPerSecond;
      return requestLimitExceeded(limit + 1, limit);
    }
    return new VendorError(refusal.code, refusal.message ?? "The sandbox was told to answer this.");
  }
}

function readParameters(call: HttpCall): JsonObject {
  // The vendor takes GET as well; nothing here sends it, and a followed redirect turns a POST into one.
  if (call.method !== "POST") {
    throw new VendorError("UnsupportedProtocol", `The sandbox takes POST only, not ${call.method}.`);
  }
  return readBody(call);
}

function readBody(call: HttpCall): JsonObject {
  let parameters: Json;
  try {
    parameters = parseJson(call.body.toString("utf8"));
  } catch {
    parameters = null;
  }
  if (!isJsonObject(parameters)) {
    throw new VendorError("InvalidParameter", "The request body is not a JSON object.");
  }
  return parameters;
}
