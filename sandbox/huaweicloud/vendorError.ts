import type { JsonObject } from "../json";
import type { Assumptions } from "./assumptions";

/** The HTTP status of each code that is not answered over 400, which not-found and forbidden are. */
const STATUSES: Readonly<Record<string, number>> = {
  "APIGW.0101": 404,
  "APIGW.0103": 404,
  "APIGW.0301": 401,
  "APIGW.0308": 429,
  "HSS.0041": 500,
};

/** An error of HSS, or of the gateway before it. */
export class VendorError extends Error {
  override name = "VendorError";

  constructor(
    readonly code: string,
    message: string,
    readonly status = STATUSES[code] ?? 400,
  ) {
    super(message);
  }

  /** The body of the answer. */
  body(requestId: string, { errorText }: Assumptions): JsonObject {
    const { code: error_code, message } = this;
    if (error_code.startsWith("APIGW.")) return { error_msg: message, error_code, request_id: requestId };
    // The code without a prefix has been seen only without error_msg.
    const described = { error_code, error_description: message };
    return errorText === "description" || error_code === "00000010"
      ? described
      : { ...described, error_msg: message };
  }
}

/** An error of IAM, whose form is its own. */
export class IamError extends VendorError {
  override name = "IamError";

  constructor(
    status: number,
    private readonly title: string,
    message: string,
  ) {
    super(`IAM.${status}`, message, status);
  }

  override body(): JsonObject {
    return { error: { code: this.status, message: this.message, title: this.title } };
  }
}

export function missingParameter(path: string): VendorError {
  return new VendorError("HSS.0001", `Invalid parameter: ${path} is missing.`);
}

export function invalidParameter(path: string, why: string): VendorError {
  return new VendorError("HSS.0001", `Invalid parameter: ${path} ${why}.`);
}

export function notFound(what: string, { notFound: code }: Assumptions): VendorError {
  return new VendorError(code, `The requested resource is not found: ${what}.`);
}

/** Its words are those of the vendor's live answers. */
export function forbidden({ forbidden: code }: Assumptions): VendorError {
  return code === "403" ? new VendorError("HSS.0013", "拒绝访问", 403) : new VendorError(code, "拒绝访问");
}

export function unauthenticated(why: string): VendorError {
  return new VendorError("APIGW.0301", `Incorrect IAM authentication information: ${why}`);
}

export function throttled(limit: number): VendorError {
  return new VendorError(
    "APIGW.0308",
    `The throttling threshold has been reached: policy user over ratelimit,limit:${limit},time:1 second`,
  );
}

export function noSuchApi(): VendorError {
  return new VendorError("APIGW.0101", "The API does not exist or has not been published in the environment");
}

export function requestTooLarge(): VendorError {
  return new VendorError("APIGW.0201", "Request entity too large", 413);
}
