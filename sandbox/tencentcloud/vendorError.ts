/** An error of the vendor's, as it goes over the wire. */
export class VendorError extends Error {
  override name = "VendorError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function unknownParameter(path: string): VendorError {
  return new VendorError("UnknownParameter", `The parameter \`${path}\` is not recognized.`);
}

export function missingParameter(path: string): VendorError {
  return new VendorError("MissingParameter", `The request is missing a required parameter \`${path}\`.`);
}

export function wrongType(path: string): VendorError {
  return new VendorError("InvalidParameter", `The value type of parameter \`${path}\` is not valid`);
}

/** A value that the parameter's type allows and the vendor does not. */
export function invalidValue(path: string, value: unknown, code = "InvalidParameter"): VendorError {
  const shown = Array.isArray(value) ? "[]" : String(value);
  return new VendorError(code, `The value \`${shown}\` specified in the parameter \`${path}\` is not valid.`);
}

export function resourceNotFound(what: string): VendorError {
  return new VendorError("ResourceNotFound", `The resource does not exist: ${what}.`);
}

export function requestLimitExceeded(times: number, limit: number): VendorError {
  return new VendorError(
    "RequestLimitExceeded",
    `Your current request times equals to \`${times}\` in a second, which exceeds the frequency limit ` +
      `\`${limit}\` for a second. Please reduce the frequency of calls.`,
  );
}

export function requestTooLarge(): VendorError {
  return new VendorError("RequestSizeLimitExceeded", "The size of the request exceeds the limit of 10 MB.");
}
