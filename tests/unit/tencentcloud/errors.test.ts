import { expect } from "chai";
import { kindOfCode } from "../../../provider/clouds/tencentcloud/errors";
import type { ErrorKind } from "../../../provider/core/errors";

/** Every code that the vendor documents for all its products, and for TCSS. */
const codes: Record<ErrorKind, string[]> = {
  Unauthenticated: [
    "AuthFailure",
    "AuthFailure.InvalidAuthorization",
    "AuthFailure.InvalidSecretId",
    "AuthFailure.MFAFailure",
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.SignatureExpire",
    "AuthFailure.SignatureFailure",
    "AuthFailure.TokenFailure",
  ],
  Forbidden: [
    "AuthFailure.UnauthorizedOperation",
    "UnauthorizedOperation",
    "OperationDenied",
    "IpInBlacklist",
    "IpNotInWhitelist",
    "InternalError.ErrRoleNotExist",
  ],
  Throttled: [
    "RequestLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
  ],
  QuotaExceeded: ["LimitExceeded", "ResourceInsufficient", "FailedOperation.AuthorizedNotEnough"],
  Conflict: ["ResourceInUse"],
  NotFound: ["ResourceNotFound", "InvalidParameterValue.DataNotFound"],
  InvalidInput: [
    "InvalidParameter",
    "InvalidParameter.InvalidFormat",
    "InvalidParameter.ParsingError",
    "InvalidParameter.MissingParameter",
    "InvalidParameterValue",
    "InvalidParameterValue.DataRange",
    "InvalidParameterValue.LengthLimit",
    "InvalidRequest",
    "InvalidAction",
    "MissingParameter",
    "UnknownParameter",
    "NoSuchProduct",
    "NoSuchVersion",
    "RequestSizeLimitExceeded",
    "UnsupportedOperation",
    "UnsupportedProtocol",
    "UnsupportedRegion",
  ],
  Unavailable: [
    "InternalError",
    "InternalError.MainDBFail",
    "InvalidParameter.RequestTimeout",
    "ResourceUnavailable",
    "ServiceUnavailable",
  ],
  Unknown: [
    "FailedOperation",
    "FailedOperation.ErrAlreadyScanning",
    "ActionOffline",
    "DryRunOperation",
    "ResponseSizeLimitExceeded",
    "SomethingNew",
    "SomethingNew.OfTheVendors",
    "",
  ],
  AlreadyExists: [],
  Timeout: [],
};

describe("Tencent Cloud's error codes", () => {
  for (const [kind, some] of Object.entries(codes)) {
    for (const code of some) {
      it(`${JSON.stringify(code)} is ${kind}`, () => {
        expect(kindOfCode(code)).to.equal(kind);
      });
    }
  }
});
