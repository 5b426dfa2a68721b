import { expect } from "chai";
import fc from "fast-check";
import { parseJson, printJson } from "../../sandbox/json";

describe("sandbox JSON", () => {
  it("reads an integer beyond 2^53 exactly and prints it as it was", () => {
    const text = '{"Id":[1,9007199254740993,18446744073709551615,-9007199254740993]}';
    expect(parseJson(text)).to.deep.equal({
      Id: [1, 9007199254740993n, 18446744073709551615n, -9007199254740993n],
    });
    expect(printJson(parseJson(text))).to.equal(text);
  });

  it("leaves digits inside a text, a name and a fraction alone", () => {
    const text = '{"9007199254740993":"9007199254740993 \\"9007199254740993\\"","pi":3.14159265358979312}';
    expect(parseJson(text)).to.deep.equal(JSON.parse(text));
  });

  it("reads whatever JSON.parse reads as JSON.parse does, but for the integers that are too long", () => {
    const rounded = (value: unknown): unknown => {
      if (typeof value === "bigint") return Number(value);
      if (Array.isArray(value)) return value.map(rounded);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rounded(inner)]));
    };
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(rounded(parseJson(text))).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  it("prints and reads back any 64-bit integer among any texts", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.string(), (integer, text) => {
        const printed = printJson({ [text]: text, integer: [integer] });
        const read = parseJson(printed) as { integer: [number | bigint] };
        expect(BigInt(read.integer[0])).to.equal(integer);
        expect(printed).to.contain(`[${integer}]`);
      }),
    );
  });

  it("refuses what is not JSON, an integer in the place of a name included", () => {
    for (const text of ["", "{", "{9007199254740993:1}", "[09007199254740993]", "undefined"]) {
      expect(() => parseJson(text), text).to.throw(SyntaxError);
    }
  });

  it("reads a text of ten million characters", () => {
    const text = `["${'a\\"'.repeat(3_000_000)}",9007199254740993]`;
    expect((parseJson(text) as unknown[])[1]).to.equal(9007199254740993n);
  });
});
