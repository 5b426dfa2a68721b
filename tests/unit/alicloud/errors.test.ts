import { expect } from "chai";
import { kindOfCode } from "../../../provider/clouds/alicloud/errors";
import { type ErrorKind, ScanError } from "../../../provider/core/errors";

/** The codes that the vendor documents for all its products and for SAS, and their like. */
const codes: Record<ErrorKind, string[]> = {
  Unauthenticated: [
    "InvalidAccessKeyId",
    "InvalidAccessKeyId.NotFound",
    "InvalidAccessKeyId.Inactive",
    "InvalidSecurityToken.Expired",
    "InvalidSecurityToken.MismatchWithAccessKey",
    "MissingSecurityToken",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "InvalidTimeStamp.Format",
    "InvalidTimeStamp.Expired",
  ],
  Forbidden: ["NoPermission", "RdCheckNoPermission", "Forbidden", "Forbidden.RAM", "Forbidden.RAM.User"],
  Throttled: [
    "Throttling",
    "Throttling.User",
    "Throttling.Api",
    "Rejected.Throttling",
    "Rejected.Throttling.X",
  ],
  QuotaExceeded: ["QuotaExceeded", "QuotaExceeded.Image"],
  NotFound: ["TaskNotExist", "ConfigNotExist", "ImageNotExists", "Task.NotFound", "ScanTargetNotFound"],
  InvalidInput: [
    "InvalidApi.NotFound",
    "InvalidProduct.NotFound",
    "InvalidVersion.NotFound",
    "InvalidAction.NotFound",
    "InvalidParameter",
    "InvalidTaskId",
    "MissingTaskId",
    "MissingParameter",
  ],
  Unavailable: [
    "SignatureNonceUsed",
    "InternalError",
    "InternalError.Dispatch",
    "ServerError",
    "RdCheckInnerError",
    "ServiceUnavailable",
  ],
  Unknown: [
    "TaskLimitExceeded",
    "SomethingNew",
    "Something.New",
    "QuotaExceededX",
    "ForbiddenX",
    "NotFoundX",
    "HTTP 400",
    "toString",
    "constructor.name",
    "",
    ".",
  ],
  AlreadyExists: [],
  Conflict: [],
  Timeout: [],
};

describe("Alibaba Cloud's error codes", () => {
  for (const [kind, some] of Object.entries(codes)) {
    for (const code of some) {
      it(`${JSON.stringify(code)} is ${kind}`, () => {
        expect(kindOfCode(code, 400)).to.equal(kind);
      });
    }
  }

  it("that are new are a failure of the vendor's where the status says so", () => {
    for (const status of [500, 502, 503]) {
      expect(kindOfCode("SomethingNew", status)).to.equal("Unavailable");
      expect(kindOfCode("HTTP 500", status)).to.equal("Unavailable");
    }
    for (const status of [400, 403, 404, 499]) expect(kindOfCode("SomethingNew", status)).to.equal("Unknown");
  });

  it("that are known mean the same whatever the status", () => {
    expect(kindOfCode("NoPermission", 500)).to.equal("Forbidden");
    expect(kindOfCode("Throttling.User", 503)).to.equal("Throttled");
    expect(kindOfCode("TaskNotExist", 500)).to.equal("NotFound");
  });

  it("of a number that was used before leave open whether the request was carried out", () => {
    const { mayHaveActed } = new ScanError({
      kind: kindOfCode("SignatureNonceUsed", 400),
      action: "a",
      text: "t",
    });
    expect(mayHaveActed).to.equal(true);
  });
});
