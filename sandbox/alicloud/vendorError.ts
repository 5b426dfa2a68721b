/** An error of the vendor's, as it goes over the wire. */
export class VendorError extends Error {
  override name = "VendorError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function missing(parameter: string): VendorError {
  return new VendorError(400, `Missing${parameter}`, `${parameter} is mandatory for this action.`);
}

/** A value that the gateway does not take for its parameter's type. */
export function invalid(parameter: string): VendorError {
  return new VendorError(400, `Invalid${parameter}`, `The specified ${parameter} is invalid.`);
}

/** A value that the gateway lets through and the product does not take. */
export function invalidParameter(what: string): VendorError {
  return new VendorError(400, "InvalidParameter", `The specified parameter is not valid: ${what}.`);
}

export function notFound(code: string, what: string): VendorError {
  return new VendorError(400, code, `The specified ${what} does not exist.`);
}

export function apiNotFound(): VendorError {
  return new VendorError(
    404,
    "InvalidApi.NotFound",
    "Specified api is not found, please check your url and method.",
  );
}

export function throttled(): VendorError {
  return new VendorError(400, "Throttling.User", "Request was denied due to user flow control.");
}

export function requestTooLarge(): VendorError {
  return new VendorError(413, "RequestTooLarge", "The size of the request exceeds the limit of 10 MB.");
}
