import { expect } from "chai";
import fc from "fast-check";
import { keptId, sentId } from "../../../provider/clouds/tencentcloud/api";

describe("an id of Tencent Cloud's", () => {
  it("is kept as its digits and sent as the same whole number, up to 2^64", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
        expect(BigInt(sentId(keptId(id)))).to.equal(id);
        expect(keptId(sentId(String(id)))).to.equal(String(id));
      }),
    );
  });

  it("is sent as a number while that is exact, and as a bigint beyond", () => {
    expect(sentId("1256299843")).to.equal(1256299843);
    expect(sentId("9007199254740991")).to.equal(9007199254740991);
    expect(sentId("9007199254740993")).to.equal(9007199254740993n);
    expect(sentId("18446744073709551615")).to.equal(18446744073709551615n);
  });

  it("is kept the same, however it travelled", () => {
    expect([7, 7n, "7"].map(keptId)).to.deep.equal(["7", "7", "7"]);
  });
});
