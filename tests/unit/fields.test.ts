import { expect } from "chai";
import fc from "fast-check";
import {
  defaulted,
  type FieldType,
  flag,
  group,
  integer,
  oneOf,
  optional,
  required,
  setOf,
  shown,
  text,
  yes,
} from "../../provider/core/fields";
import { unknown } from "../../provider/core/wire";
import { testHost } from "../../tools/ground/testHost";
import { parsed, parsedAll } from "./parsing";

const name = text("a name");
const size = oneOf("small", "large");
const filter = group({
  names: { type: setOf(name), doc: "Only these." },
  latest: { type: yes, doc: "Only the newest." },
});

/** For each type: forms it takes, with the canonical form of each; forms it refuses, with the whole report. */
const types: Record<
  string,
  { type: FieldType<unknown>; takes: [unknown, unknown][]; refuses: [unknown, string][] }
> = {
  text: {
    type: name,
    takes: [
      ["a", "a"],
      ["a b", "a b"],
      ["a\nb", "a\nb"],
    ],
    refuses: [
      ["", 'field: "" is not accepted: a name'],
      [" a", 'field: " a" is not accepted: a name'],
      ["a ", 'field: "a " is not accepted: a name'],
      [5, "field: 5 is not accepted: a name"],
      [true, "field: true is not accepted: a name"],
      [null, "field: null is not accepted: a name"],
      [[], "field: an empty list is not accepted: a name"],
      [["a"], "field: a list is not accepted: a name"],
      [{ a: "b" }, "field: an object is not accepted: a name"],
    ],
  },
  "text of a pattern": {
    type: text("a word", /^\w+$/),
    takes: [["word", "word"]],
    refuses: [["two words", 'field: "two words" is not accepted: a word']],
  },
  flag: {
    type: flag,
    takes: [
      [true, true],
      [false, false],
    ],
    refuses: [
      ["true", 'field: "true" is not accepted: a boolean'],
      [0, "field: 0 is not accepted: a boolean"],
      [null, "field: null is not accepted: a boolean"],
    ],
  },
  yes: {
    type: yes,
    takes: [[true, true]],
    refuses: [
      [false, "field: false is not accepted: `true`, or left out"],
      ["true", 'field: "true" is not accepted: `true`, or left out'],
    ],
  },
  "integer from 1": {
    type: integer(1),
    takes: [
      [1, 1],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ],
    refuses: [
      [0, "field: 0 is not accepted: a whole number from 1 up"],
      [-1, "field: -1 is not accepted: a whole number from 1 up"],
      [1.5, "field: 1.5 is not accepted: a whole number from 1 up"],
      ["1", 'field: "1" is not accepted: a whole number from 1 up'],
      [2 ** 53, "field: 9007199254740992 is not accepted: a whole number from 1 up"],
    ],
  },
  "integer in a range": {
    type: integer(0, 7),
    takes: [
      [0, 0],
      [7, 7],
    ],
    refuses: [[8, "field: 8 is not accepted: a whole number from 0 to 7"]],
  },
  oneOf: {
    type: size,
    takes: [
      ["small", "small"],
      ["large", "large"],
    ],
    refuses: [
      ["Large", 'field: "Large" is not accepted: `small`, `large`'],
      [["small"], "field: a list is not accepted: `small`, `large`"],
    ],
  },
  "oneOf numbers": {
    type: oneOf(3, 7),
    takes: [[3, 3]],
    refuses: [["3", 'field: "3" is not accepted: `3`, `7`']],
  },
  setOf: {
    type: setOf(size),
    takes: [
      [["small"], ["small"]],
      [
        ["small", "large"],
        ["large", "small"],
      ],
      [
        ["small", "large", "small"],
        ["large", "small"],
      ],
    ],
    refuses: [
      [
        [],
        "field: an empty list is not accepted: at least one of: `small`, `large`; order and duplicates mean nothing",
      ],
      [
        "small",
        'field: "small" is not accepted: at least one of: `small`, `large`; order and duplicates mean nothing',
      ],
      [["small", "medium"], 'field[1]: "medium" is not accepted: `small`, `large`'],
      [[["small"]], "field[0]: a list is not accepted: `small`, `large`"],
    ],
  },
  group: {
    type: filter,
    takes: [
      [{ latest: true }, { latest: true }],
      [{ names: ["b", "a", "b"] }, { names: ["a", "b"] }],
      [{ names: ["a"], latest: undefined }, { names: ["a"] }],
    ],
    refuses: [
      [{}, "field: is empty: give at least one of `names`, `latest`"],
      [[], "field: an empty list is not accepted: at least one of `names`, `latest`"],
      [null, "field: null is not accepted: at least one of `names`, `latest`"],
      ["latest", 'field: "latest" is not accepted: at least one of `names`, `latest`'],
      [{ latest: false }, "field.latest: false is not accepted: `true`, or left out"],
      [{ names: ["a", " "] }, 'field.names[1]: " " is not accepted: a name'],
      [{ nmes: ["a"] }, "field.nmes: is not known here: did you mean `names`?"],
      [{ colour: "red" }, "field.colour: is not known here"],
    ],
  },
};

describe("fields", () => {
  for (const [title, { type, takes, refuses }] of Object.entries(types)) {
    describe(title, () => {
      for (const [written, canonical] of takes) {
        it(`takes ${JSON.stringify(written)} as ${JSON.stringify(canonical)}`, () => {
          expect(parsed(type, written)).to.deep.equal({ value: canonical, reports: [] });
        });
      }
      for (const [written, report] of refuses) {
        it(`refuses ${JSON.stringify(written)} and says what is allowed`, () => {
          expect(parsed(type, written).reports).to.deep.equal([report]);
        });
      }

      it("gives its canonical form back unchanged, whatever was written", () => {
        const written = fc.oneof(fc.constantFrom(...takes.map(([form]) => form)), fc.jsonValue());
        fc.assert(
          fc.property(written, (value) => {
            const once = parsed(type, value);
            fc.pre(once.reports.length === 0);
            expect(parsed(type, once.value)).to.deep.equal({ value: once.value, reports: [] });
          }),
        );
      });

      it("either gives a value or says why not, and never throws", () => {
        fc.assert(
          fc.property(fc.jsonValue(), (value) => {
            const { value: canonical, reports } = parsed(type, value);
            expect(canonical !== undefined || reports.length > 0).to.equal(true);
          }),
        );
      });

      it("is passed by while it is not known", () => {
        expect(parsedAll({ field: required(type, { doc: "" }) }, { field: unknown })).to.deep.equal({
          inputs: { field: unknown },
          reports: [],
        });
      });
    });
  }

  it("reports every element of a set and every member of a group that is wrong, not the first only", () => {
    expect(parsed(filter, { names: [1, "a", 2], latest: 3, more: 4 }).reports).to.deep.equal([
      "field.names[0]: 1 is not accepted: a name",
      "field.names[2]: 2 is not accepted: a name",
      "field.latest: 3 is not accepted: `true`, or left out",
      "field.more: is not known here",
    ]);
  });

  it("a set means the same in any order and with any duplicates", () => {
    const words = fc.array(fc.constantFrom("b", "a", "c", "aa", "10", "9"), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.nat(), (written, seed) => {
        const other = [...written, ...written.slice(seed % written.length)].reverse();
        expect(parsed(setOf(name), other)).to.deep.equal(parsed(setOf(name), written));
      }),
    );
  });

  it("keeps what is not known in its place inside sets and groups, and still checks the rest", () => {
    expect(parsed(setOf(name), ["b", unknown, "a"])).to.deep.equal({
      value: [unknown, "a", "b"],
      reports: [],
    });
    expect(parsed(setOf(size), ["small", unknown])).to.deep.equal({ value: [unknown, "small"], reports: [] });
    expect(parsed(filter, { names: unknown, latest: unknown })).to.deep.equal({
      value: { names: unknown, latest: unknown },
      reports: [],
    });
    expect(parsed(filter, { names: [unknown, 5] }).reports).to.deep.equal([
      "field.names[1]: 5 is not accepted: a name",
    ]);
  });

  it("a group of which nothing is given is empty, however that is written", () => {
    expect(parsed(filter, { latest: undefined }).reports).to.deep.equal([
      "field: is empty: give at least one of `names`, `latest`",
    ]);
  });

  it("refuses names that every JavaScript object has", () => {
    const reports = parsed(filter, JSON.parse('{"constructor": 1, "toString": 2}')).reports;
    expect(reports.map((report) => report.split(":")[0])).to.deep.equal([
      "field.constructor",
      "field.toString",
    ]);
    const fields = { days: required(integer(1), { doc: "" }) };
    expect(parsedAll(fields, { days: 1, constructor: 2 }).reports).to.have.length(1);
  });

  describe("all inputs of a resource", () => {
    const fields = {
      days: required(integer(1), { doc: "" }),
      note: optional(name, { doc: "" }),
      enabled: defaulted(flag, true, { doc: "" }),
      where: defaulted(
        name,
        { value: ({ olds, host }) => (olds.where as string) ?? host.config("where") ?? "here", text: "here" },
        { doc: "" },
      ),
    };

    it("are what was given, with every default filled in", () => {
      expect(parsedAll(fields, { days: 2 })).to.deep.equal({
        inputs: { days: 2, enabled: true, where: "here" },
        reports: [],
      });
      expect(parsedAll(fields, { days: 2, note: "n", enabled: false, where: "there" }).inputs).to.deep.equal({
        days: 2,
        note: "n",
        enabled: false,
        where: "there",
      });
    });

    it("take a default from what the resource had before, or from the host", () => {
      const host = testHost({ config: { where: "configured" } });
      expect(parsedAll(fields, { days: 1 }, { host }).inputs.where).to.equal("configured");
      expect(parsedAll(fields, { days: 1 }, { host, olds: { where: "before" } }).inputs.where).to.equal(
        "before",
      );
    });

    it("check a default as if it had been written", () => {
      const host = testHost({ config: { where: " blank" } });
      expect(parsedAll(fields, { days: 1 }, { host }).reports).to.deep.equal([
        'where: " blank" is not accepted: a name',
      ]);
    });

    it("take null for an input that was left out", () => {
      expect(parsedAll(fields, { days: 1, note: null, enabled: null })).to.deep.equal({
        inputs: { days: 1, enabled: true, where: "here" },
        reports: [],
      });
    });

    it("are all reported at once: those missing, those wrong and those that are none", () => {
      expect(
        parsedAll(fields, { enabled: "no", dais: 3, nothingLikeIt: 4, gone: undefined }).reports,
      ).to.deep.equal([
        "dais: is not an input of this resource: did you mean `days`?",
        "nothingLikeIt: is not an input of this resource",
        "days: is required: a whole number from 1 up",
        'enabled: "no" is not accepted: a boolean',
      ]);
    });

    it("are the same when parsed again", () => {
      const { inputs } = parsedAll(fields, { days: 3, note: "n" });
      expect(parsedAll(fields, inputs)).to.deep.equal({ inputs, reports: [] });
    });

    it("describe a constant default in the words of the documentation", () => {
      expect(fields.enabled.default?.text).to.equal("`true`");
    });
  });

  it("a value shown in a message is short, and never the inside of a list or an object", () => {
    expect(shown("x".repeat(200)))
      .to.have.length(78)
      .and.to.match(/^"x+…$/);
    expect(shown({ secretKey: "hidden" })).to.equal("an object");
    expect(shown(["hidden"])).to.equal("a list");
    expect(shown(undefined)).to.equal("undefined");
  });
});
