import { expect } from "chai";
import fc from "fast-check";
import { hasUnknown, same, stableJson, unknown, wire } from "../../provider/core/wire";

describe("the engine's protocol", () => {
  it("carries what JSON can say, unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(wire(value)).to.deep.equal(value);
      }),
    );
  });

  it("carries no undefined: such properties are left out, at any depth", () => {
    const carried = wire({ a: undefined, b: { c: undefined, d: [{ e: undefined, f: null }] } });
    expect(carried).to.deep.equal({ b: { d: [{ f: null }] } });
    expect(Object.keys(carried as object)).to.deep.equal(["b"]);
  });

  it("carries what JSON makes of it, and nothing that it was handed is changed", () => {
    const { value: values } = fc.letrec((tie) => ({
      value: fc.oneof(fc.jsonValue(), tie("object"), fc.array(tie("object"), { maxLength: 3 })),
      object: fc.dictionary(
        fc.constantFrom("a", "b", "1", "constructor", "__proto__"),
        fc.option(tie("value"), { nil: undefined }),
      ),
    }));
    fc.assert(
      fc.property(values, (value) => {
        const before = structuredClone(value);
        expect(JSON.stringify(wire(value))).to.equal(JSON.stringify(value));
        expect(value).to.deep.equal(before);
      }),
    );
  });

  it("carries objects without a prototype, as a parser may make them", () => {
    expect(wire(Object.assign(Object.create(null), { a: 1 }))).to.deep.equal({ a: 1 });
  });

  for (const [title, value] of [
    ["a bigint", 1n],
    ["a date", new Date(0)],
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["not a number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a map", new Map()],
    ["a set", new Set()],
    ["an instance of a class", new (class Thing {})()],
    ["a promise", Promise.resolve()],
    ["an undefined element, which would move the others", undefined],
  ] as [string, unknown][]) {
    it(`refuses ${title}, and says where`, () => {
      expect(() => wire({ a: [0, value] })).to.throw(
        TypeError,
        /^state\.a\[1\] is a \w+, which the engine's protocol/,
      );
    });
  }

  it("names what it looks at", () => {
    expect(() => wire({ a: 1n }, "inputs")).to.throw("inputs.a is a bigint");
  });
});

describe("two values", () => {
  it("are the same when their JSON says the same, in whatever order", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(same(value, shuffled(value))).to.equal(true);
        expect(stableJson(value)).to.equal(stableJson(shuffled(value)));
      }),
    );
  });

  it("differ where one has a property of its own that every object inherits", () => {
    const [own, other] = [JSON.parse('{"__proto__":{}}'), { a: 0 }];
    expect([same(own, other), same(other, own), same(own, own)]).to.deep.equal([false, false, true]);
  });

  it("are the same exactly when their ordered texts are", () => {
    const small = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.constantFrom(0, 1, "a", true, null),
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(
          fc.constantFrom("a", "b", "1", "constructor", "__proto__"),
          fc.oneof(tie("value"), fc.constant(undefined)),
          { maxKeys: 3 },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(small, small, (one, other) => {
        expect(same(one, other)).to.equal(stableJson(one) === stableJson(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it("are the same where one leaves out what is undefined in the other", () => {
    expect(same({ a: 1, b: undefined }, { a: 1 })).to.equal(true);
    expect(same({ a: 1 }, { a: 1, b: undefined })).to.equal(true);
    expect(same(undefined, undefined)).to.equal(true);
    expect(stableJson({ a: 1, b: undefined })).to.equal(stableJson({ a: 1 }));
  });

  for (const [one, other] of [
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [[], {}],
    [null, {}],
    [null, undefined],
    ["1", 1],
    [0, false],
    [{ a: null }, {}],
    [{ a: 1 }, { b: 1 }],
    [
      { a: 1, b: undefined },
      { a: 1, b: undefined, constructor: 1 },
    ],
    [
      { a: undefined, b: 1 },
      { a: 1, b: undefined },
    ],
  ] as [unknown, unknown][]) {
    it(`are not the same: ${String(JSON.stringify(one))} and ${String(JSON.stringify(other))}`, () => {
      expect(same(one, other)).to.equal(false);
      expect(same(other, one)).to.equal(false);
    });
  }
});

describe("what is not known", () => {
  it("is found wherever it stands", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.boolean(), { maxLength: 4 }), (beside, path) => {
        const nested = path.reduce<unknown>(
          (inner, list) => (list ? [beside, inner] : { beside, inner }),
          unknown,
        );
        expect(hasUnknown(nested)).to.equal(true);
      }),
    );
  });

  it("is not seen where it is not", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !hasUnknown(value)));
    expect(hasUnknown(`${unknown} and more`)).to.equal(false);
  });

  it("is marked as Pulumi marks it", () => {
    expect(unknown).to.equal("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
  });
});

/** The same value, with the properties of its objects the other way round. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}
