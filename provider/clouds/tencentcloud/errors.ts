import type { ErrorKind } from "../../core/errors";

/**
 * Tencent Cloud's error codes. A code not listed has the kind of the listed code it starts with: `A.B` that of `A`.
 * https://www.tencentcloud.com/document/api/1163/53012
 */
const kinds: Readonly<Record<string, ErrorKind>> = {
  AuthFailure: "Unauthenticated",
  "AuthFailure.UnauthorizedOperation": "Forbidden",
  UnauthorizedOperation: "Forbidden",
  OperationDenied: "Forbidden",
  IpInBlacklist: "Forbidden",
  IpNotInWhitelist: "Forbidden",
  "InternalError.ErrRoleNotExist": "Forbidden",

  RequestLimitExceeded: "Throttled",
  LimitExceeded: "QuotaExceeded",
  ResourceInsufficient: "QuotaExceeded",
  "FailedOperation.AuthorizedNotEnough": "QuotaExceeded",
  ResourceInUse: "Conflict",

  ResourceNotFound: "NotFound",
  "InvalidParameterValue.DataNotFound": "NotFound",

  InvalidParameter: "InvalidInput",
  InvalidParameterValue: "InvalidInput",
  InvalidRequest: "InvalidInput",
  InvalidAction: "InvalidInput",
  MissingParameter: "InvalidInput",
  UnknownParameter: "InvalidInput",
  NoSuchProduct: "InvalidInput",
  NoSuchVersion: "InvalidInput",
  RequestSizeLimitExceeded: "InvalidInput",
  UnsupportedOperation: "InvalidInput",
  UnsupportedProtocol: "InvalidInput",
  UnsupportedRegion: "InvalidInput",

  "InvalidParameter.RequestTimeout": "Unavailable",
  InternalError: "Unavailable",
  ResourceUnavailable: "Unavailable",
  ServiceUnavailable: "Unavailable",
};

/** What an error code of Tencent Cloud means to us. */
export function kindOfCode(code: string): ErrorKind {
  return kinds[code] ?? kinds[code.split(".")[0] ?? ""] ?? "Unknown";
}
