import { expect } from "chai";
import { Context } from "../../provider/core/context";
import { defaulted, flag, group, integer, optional, required, setOf, text } from "../../provider/core/fields";
import { allKnown, check, type Description, diff, exactlyOneOf, kindOf } from "../../provider/core/resource";
import { type Properties, unknown } from "../../provider/core/wire";
import { testHost } from "../../tools/ground/testHost";

const name = text("a name");
const description: Description = {
  cloud: "tencentcloud",
  name: "ThingOfMine",
  doc: "",
  fields: {
    days: required(integer(1), { doc: "" }),
    names: optional(setOf(name), { doc: "" }),
    filter: optional(group({ name: { type: name, doc: "" } }), { doc: "" }),
    where: optional(name, { doc: "", change: "replace" }),
    adopt: defaulted(flag, false, { doc: "", change: "local" }),
  },
  outputs: {},
  rules: [exactlyOneOf("names", "filter")],
  singletonBy: ["where"],
  vendorDocuments: {},
  errors: {},
  permissions: [],
  example: "{}",
};

const checked = (news: Properties, olds: Properties = {}) =>
  check(description, new Context(testHost()), olds, news);

describe("a resource", () => {
  it("has the kind that its cloud and its class give", () => {
    expect(kindOf(description)).to.equal("tencentcloud/thingOfMine");
  });

  describe("checks its inputs", () => {
    it("and gives them back in canonical form", () => {
      expect(checked({ days: 1, names: ["b", "a", "b"] })).to.deep.equal({
        inputs: { days: 1, names: ["a", "b"], adopt: false },
        failures: [],
      });
    });

    it("and gives them back as they were when something is wrong with them", () => {
      const news = { days: 0, names: ["b", "a"] };
      expect(checked(news).inputs).to.equal(news);
    });

    it("and reports all that is wrong at once, rules included", () => {
      expect(
        checked({ days: 0, where: 5, whre: 1, names: ["a"], filter: { name: "b" } }).failures,
      ).to.deep.equal([
        { property: "", reason: "whre: is not an input of this resource: did you mean `where`?" },
        { property: "days", reason: "0 is not accepted: a whole number from 1 up" },
        { property: "where", reason: "5 is not accepted: a name" },
        {
          property: "",
          reason: "names, filter: exactly one of these must be given, `names` and `filter` are",
        },
      ]);
    });

    it("and names the property only where its value is a scalar of ours, as the engine prints it whole", () => {
      const { failures } = checked({
        days: [{ secretKey: "hidden" }],
        filter: { secretKey: "hidden" },
        names: "hidden",
      });
      for (const { property, reason } of failures) {
        if (property !== "names") expect(property).to.equal("");
        if (!reason.startsWith("names:") && property !== "names") expect(reason).not.to.include("hidden");
      }
      expect(failures.map(({ reason }) => reason.split(":")[0])).to.include.members([
        "days",
        "filter.secretKey",
      ]);
    });

    it("and never names an unknown input, which may be a misplaced secret, nor shows its value", () => {
      const { failures } = checked({ days: 1, names: ["a"], secretKey: "hidden" });
      expect(failures).to.deep.equal([
        { property: "", reason: "secretKey: is not an input of this resource" },
      ]);
    });

    it("and reports an input that is wrong once: it was given all the same", () => {
      expect(
        checked({ days: 1, names: "a" }).failures.map(({ reason }) => reason.split(":")[0]),
      ).to.have.length(1);
    });

    it("and leaves what is not known yet for later", () => {
      expect(checked({ days: unknown, names: unknown }).failures).to.deep.equal([]);
      expect(checked({ days: 1, names: [unknown], filter: unknown }).failures).to.have.length(1);
    });

    it("and says which of several must be given when none is", () => {
      expect(checked({ days: 1 }).failures).to.deep.equal([
        { property: "", reason: "names, filter: exactly one of these must be given, none is" },
      ]);
    });
  });

  it("is told apart by its inputs only: outputs and the engine's own properties are no change", () => {
    const state = { days: 1, names: ["a"], adopt: false, previous: { at: "x" }, __provider: "text" };
    expect(diff(description, state, { days: 1, names: ["a"], adopt: false })).to.deep.equal({
      changed: [],
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  it("is changed by the inputs that differ, come or go, and replaced by those that say so", () => {
    const olds = { days: 1, names: ["a"], where: "here", adopt: false };
    const { changed, replaces } = diff(description, olds, {
      days: 2,
      filter: { name: "b" },
      where: "there",
      adopt: false,
    });
    expect(changed).to.deep.equal(["days", "names", "filter", "where"]);
    expect(replaces).to.deep.equal(["where"]);
  });

  it("is deleted before it is replaced only where an account has it once", () => {
    const many = { ...description, singletonBy: [] };
    expect(diff(many, {}, {}).deleteBeforeReplace).to.equal(false);
  });

  it("holds back a rule over what is not known", () => {
    expect(allKnown({ a: 1, b: { c: [unknown] } }, "a")).to.equal(true);
    expect(allKnown({ a: 1, b: { c: [unknown] } }, "a", "b")).to.equal(false);
  });
});
