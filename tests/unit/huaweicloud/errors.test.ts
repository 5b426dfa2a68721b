import { expect } from "chai";
import { kindOfCode } from "../../../provider/clouds/huaweicloud/errors";
import type { ErrorKind } from "../../../provider/core/errors";

/** What the vendor documents of HSS and of its gateway, with the HTTP status of each. */
const codes: Record<ErrorKind, [code: string, status: number][]> = {
  InvalidInput: [
    ["HSS.0001", 400],
    ["HSS.0002", 400],
    ["APIGW.0101", 404],
    ["APIGW.0103", 404],
    ["APIGW.0104", 400],
    ["APIGW.0105", 400],
    ["APIGW.0106", 400],
    ["APIGW.0201", 400],
    ["APIGW.0201", 413],
  ],
  Forbidden: [
    ["HSS.0010", 400],
    ["HSS.0013", 400],
    ["HSS.0013", 403],
    ["00000010", 400],
    ["APIGW.0302", 403],
    ["HSS.9999", 403],
    ["", 403],
  ],
  NotFound: [
    ["HSS.0011", 400],
    ["HSS.1005", 400],
    ["HSS.1019", 400],
    ["HSS.9999", 404],
    ["", 404],
  ],
  Unauthenticated: [
    ["APIGW.0301", 401],
    ["APIGW.0303", 401],
    ["APIGW.0304", 401],
    ["APIGW.0305", 401],
    ["401", 401],
    ["", 401],
  ],
  Throttled: [
    ["APIGW.0308", 429],
    ["APIGW.0308", 400],
    ["", 429],
  ],
  QuotaExceeded: [
    ["HSS.0014", 400],
    ["HSS.1002", 400],
  ],
  Unavailable: [
    ["HSS.0041", 500],
    ["HSS.9999", 500],
    ["", 502],
    ["", 503],
  ],
  Conflict: [["HSS.9999", 409]],
  Unknown: [
    ["HSS.1001", 400],
    ["HSS.9999", 400],
    ["", 400],
    ["", 200],
    ["constructor", 400],
    ["__proto__", 400],
    ["HSS.0011 ", 400],
  ],
  AlreadyExists: [],
  Timeout: [],
};

describe("Huawei Cloud's error codes", () => {
  for (const [kind, some] of Object.entries(codes)) {
    for (const [code, status] of some) {
      it(`${JSON.stringify(code)} with HTTP ${status} is ${kind}`, () => {
        expect(kindOfCode(code, status)).to.equal(kind);
      });
    }
  }

  it("go before the status: what is forbidden is never taken for gone", () => {
    for (const status of [400, 401, 404, 429, 500]) {
      for (const code of ["HSS.0010", "HSS.0013", "00000010"])
        expect(kindOfCode(code, status)).to.equal("Forbidden");
    }
    expect(kindOfCode("HSS.0011", 500)).to.equal("NotFound");
  });
});
