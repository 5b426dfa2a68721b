import { expect } from "chai";
import { workloadNaming } from "../../provider/clouds/alicloud/workloads";
import { exceptionsType } from "../../provider/core/exceptions";
import { mapOf, text } from "../../provider/core/fields";
import { delta, imageSet } from "../../provider/core/imageSet";
import { pick } from "../../provider/core/submission";
import { parsed } from "./parsing";

// Programs choose names, and JavaScript's objects come with some: `constructor` is a good name for an application.
const names = ["constructor", "toString", "__proto__"];
const mapped = (value: unknown) => Object.fromEntries(names.map((name) => [name, value]));

describe("a name that every object of JavaScript has", () => {
  it("is a trigger like any other", () => {
    const { value, reports } = parsed(mapOf(text("any text")), mapped("1"));
    expect(reports).to.deep.equal([]);
    expect(Object.entries(value ?? {})).to.deep.equal(names.map((name) => [name, "1"]));
  });

  it("is an application like any other, written as a list and as our own map", () => {
    const type = imageSet(workloadNaming.apps);
    const { value, reports } = parsed(type, names);
    expect(reports).to.deep.equal([]);
    expect(Object.entries(value ?? {})).to.deep.equal(names.map((name) => [name, ""]));
    expect(parsed(type, value)).to.deep.equal({ value, reports });
  });

  it("is added to a set that has it not, and is gone from one that has it no more", () => {
    expect(delta({ api: "" }, { api: "", ...mapped("") })).to.deep.equal({ added: names, removed: [] });
    expect(delta({ api: "", ...mapped("") }, { api: "" })).to.deep.equal({ added: [], removed: names });
    expect(pick({ api: "" }, ["api", ...names])).to.deep.equal({ api: "" });
  });

  it("is a vulnerability that can be excepted once", () => {
    const exception = { until: "2999-12-31", reason: "to see it" };
    const { value, reports } = parsed(
      exceptionsType,
      names.map((vulnerability) => ({ vulnerability, ...exception })),
    );
    expect(reports).to.deep.equal([]);
    expect(Object.keys(value ?? {})).to.deep.equal(names);
  });
});
