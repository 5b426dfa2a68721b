import { randomUUID } from "node:crypto";
import { type Json, type JsonObject, printJson } from "../json";
import { Keyring } from "../keyring";
import { RateLimit } from "../rateLimit";
import { headerOf } from "../signable";
import type { Answer, ControlRequest, HttpCall, Refusal, Vendor } from "../vendor";
import type { Account } from "./account";
import { ACTIONS, type Subject } from "./actions";
import type { Alicloud } from "./alicloud";
import { callerIdentity, STS_VERSION } from "./callerIdentity";
import { controlAlicloud, showAlicloud } from "./console";
import { ContainerList } from "./containerList";
import { ContainerScans } from "./containerScans";
import { ImageList } from "./imageList";
import { OnceTaskReader } from "./onceTaskReader";
import { Parameters, readParameters, unknownNames } from "./parameters";
import { authenticate, type Key, Nonces } from "./signature";
import { apiNotFound, missing, requestTooLarge, throttled, VendorError } from "./vendorError";

const VERSION = "2018-12-03";
const DEFAULT_REQUESTS_PER_SECOND = 20;
const HOST_IDS = {
  mainland: "tds.cn-shanghai.aliyuncs.com",
  international: "tds.ap-southeast-1.aliyuncs.com",
} as const;

/** The API of SAS, version 2018-12-03: who asks, whether they may, what they ask for, and the answer. */
export class Gateway implements Vendor {
  readonly cloud = "alicloud";
  readonly #keys = new Keyring<Key, Subject>();
  readonly #limit: RateLimit;
  readonly #nonces = new Nonces();

  constructor(
    private readonly vendor: Alicloud,
    requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND,
  ) {
    this.#limit = new RateLimit(requestsPerSecond);
    for (const account of vendor.accounts) this.#admit(account);
  }

  env(url: string): Record<string, string> {
    const [account] = this.vendor.accounts;
    const [key] = account.keys;
    return {
      IMAGE_SCAN_ALICLOUD_ENDPOINT: url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: key.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.accessKeySecret,
      ...(key.securityToken !== undefined && { ALIBABA_CLOUD_SECURITY_TOKEN: key.securityToken }),
      ...(account.site !== "mainland" && { IMAGE_SCAN_ALICLOUD_SITE: account.site }),
    };
  }

  owns(call: HttpCall): boolean {
    return call.headers["x-acs-action"] !== undefined || new URLSearchParams(call.query).has("Action");
  }

  action(call: HttpCall): string {
    return headerOrParameter(call, "x-acs-action", "Action") ?? "";
  }

  parameters(call: HttpCall): JsonObject {
    return readParameters(call);
  }

  unknownParameters(call: HttpCall): readonly string[] {
    return unknownNames(readParameters(call), this.#action(call)?.fields ?? {});
  }

  answer(call: HttpCall, refusal?: Refusal): Answer {
    const requestId = randomUUID().toUpperCase();
    let subject: Subject | undefined;
    const say = (outcome: string, status: number, response: JsonObject): Answer => ({
      outcome,
      ...(subject && { account: subject.account.uid }),
      requestId,
      status,
      contentType: "application/json;charset=utf-8",
      text: printJson({ RequestId: requestId, ...response }),
    });
    try {
      if (call.tooLarge) throw requestTooLarge();
      subject = authenticate(call, this.#keys, this.#nonces, Date.now());
      if (refusal?.kind === "failureIn200") {
        const { code, message = UNTOLD } = refusal;
        return say(code, 200, { Success: false, Code: code, Message: message });
      }
      if (refusal) throw errorOf(refusal);
      return say("ok", 200, this.#perform(call, subject));
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      const { code, status, message } = error;
      return say(code, status, {
        Code: code,
        Message: message,
        HostId: HOST_IDS[subject?.account.site ?? "mainland"],
        Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Sas&requestId=${requestId}`,
      });
    }
  }

  show(): JsonObject {
    return showAlicloud(this.vendor);
  }

  control(request: ControlRequest): Json {
    return controlAlicloud(this.vendor, request);
  }

  #admit(account: Account): void {
    const { assumptions, maxPageSize } = this.vendor;
    const owner = {
      account,
      images: new ImageList(account.registryImages, maxPageSize),
      tasks: new OnceTaskReader(account.tasks, assumptions, maxPageSize),
      containers: new ContainerList(account.containers, maxPageSize),
      containerScans: new ContainerScans(account.containers, account.tasks, assumptions),
      maxPageSize,
    };
    for (const key of account.keys) this.#keys.add(key.accessKeyId, key, owner);
  }

  #action(call: HttpCall): (typeof ACTIONS)[string] | undefined {
    const name = this.action(call);
    return Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  }

  #perform(call: HttpCall, subject: Subject): JsonObject {
    const version = headerOrParameter(call, "x-acs-version", "Version");
    if (version === undefined) throw missing("Version");
    if (version === STS_VERSION && this.action(call) === "GetCallerIdentity") {
      return callerIdentity(subject.account);
    }
    const action = this.#action(call);
    if (!action || version !== VERSION || !["GET", "POST"].includes(call.method)) throw apiNotFound();
    if (this.#limit.count(subject.account.uid, this.action(call), call.arrivedAt) !== undefined) {
      throw throttled();
    }
    return action.perform(subject, new Parameters(readParameters(call), action.fields));
  }
}

const UNTOLD = "The sandbox was told to answer this.";

function errorOf(refusal: Exclude<Refusal, { kind: "failureIn200" }>): VendorError {
  if (refusal.kind === "throttled") return throttled();
  return new VendorError(statusOf(refusal.code), refusal.code, refusal.message ?? UNTOLD);
}

/** The HTTP status that goes with a code. */
function statusOf(code: string): number {
  if (/^(ServerError|InternalError|RdCheckInnerError)/.test(code)) return 500;
  if (code.startsWith("ServiceUnavailable")) return 503;
  if (/^(NoPermission|Forbidden)/.test(code)) return 403;
  return /\.NotFound$/.test(code) ? 404 : 400;
}

function headerOrParameter(call: HttpCall, header: string, parameter: string): string | undefined {
  return headerOf(call, header) ?? new URLSearchParams(call.query).get(parameter) ?? undefined;
}
