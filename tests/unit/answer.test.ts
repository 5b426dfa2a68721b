import { expect } from "chai";
import { count, list, word } from "../../provider/core/answer";
import { beforehand, printable, ScanError } from "../../provider/core/errors";
import { refusalOf } from "../../tools/ground/run";

describe("what stands in an answer", () => {
  it("is a word on one line, of a length that a person reads, or none", () => {
    expect(word(" a\r\n  b ")).to.equal("a b");
    expect(word(7)).to.equal("7");
    expect(word("x".repeat(600))).to.have.length(500);
    for (const value of ["", "  ", null, undefined, {}, [], ["a"], true])
      expect(word(value)).to.equal(undefined);
  });

  it("is a list, or none where it is null or nothing; anything else is an error that names the field", () => {
    const given = [1];
    expect(list(given, "Id")).to.equal(given);
    expect([list(null, "Id"), list(undefined, "Id")]).to.deep.equal([[], []]);
    expect(() => list("ab" as never, "Id"))
      .to.throw(ScanError, "Id is no list")
      .with.property("mayHaveActed", false);
  });

  it("is a number, or 0", () => {
    expect([7, "7", null, undefined, "many", {}, [7], Number.POSITIVE_INFINITY].map(count)).to.deep.equal([
      7, 7, 0, 0, 0, 0, 0, 0,
    ]);
  });
});

describe("what was only read beforehand", () => {
  it("has left everything as it was when it fails, whatever it failed with", async () => {
    const failed = new ScanError({ kind: "Unavailable", action: "List", text: "no" });
    expect(failed.mayHaveActed).to.equal(true);
    expect(await refusalOf(beforehand(Promise.reject(failed)))).to.include({
      kind: "Unavailable",
      message: "List: no.",
      mayHaveActed: false,
    });
    expect(await beforehand(Promise.resolve(7))).to.equal(7);
  });
});

describe("what a terminal is shown", () => {
  it("are lines, and nothing that steers it", () => {
    expect(printable("one\ntwo")).to.equal("one\ntwo");
    expect(printable("a\u001b[2J\u0000\r\u009b\u202eb")).to.equal("a\ufffd[2J\ufffd\ufffd\ufffd\ufffdb");
    expect(new ScanError({ kind: "Unknown", action: "a", text: "\u0007" }).message).to.equal("a: \ufffd.");
  });
});
