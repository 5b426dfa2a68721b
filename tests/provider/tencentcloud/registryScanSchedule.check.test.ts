import { expect } from "chai";
import { resource } from "../../../provider";
import { Context } from "../../../provider/core/context";
import { type Properties, unknown } from "../../../provider/core/wire";
import { testHost } from "../../../tools/ground/testHost";

const declared: Properties = { everyDays: 1, startTime: "19:00", all: true };

function checked(news: Properties, config: Record<string, string> = {}, olds: Properties = {}) {
  const context = new Context(testHost({ config }));
  return resource("tencentcloud/registryScanSchedule").handlers(context).check(olds, news);
}

describe("the inputs of tencentcloud.RegistryScanSchedule", () => {
  it("are filled up with every default", () => {
    expect(checked(declared)).to.deep.equal({
      inputs: {
        ...declared,
        enabled: true,
        scanTypes: ["malware", "sensitiveInfo", "vulnerability"],
        adopt: false,
        onDelete: "restore",
        profile: "default",
        site: "mainland",
      },
      failures: [],
    });
  });

  it("are the same when checked again", () => {
    const { inputs } = checked({
      ...declared,
      all: undefined,
      timeZone: "Asia/Kolkata",
      endTime: "23:00:00",
      images: ["team/api", { namespace: "pay", name: "gate", registryType: "tcr" }, { id: 7 }],
    });
    expect(checked(inputs, {}, inputs)).to.deep.equal({ inputs, failures: [] });
  });

  for (const [title, change, failures] of [
    [
      "none of the selections",
      { all: undefined },
      ["images, filter, all, recommended: exactly one of these must be given, none is"],
    ],
    [
      "two selections",
      { recommended: true },
      ["images, filter, all, recommended: exactly one of these must be given, `all` and `recommended` are"],
    ],
    [
      "an empty set of images",
      { all: undefined, images: [] },
      ["images: is empty: name at least one image, or use another selection"],
    ],
    [
      "an empty filter",
      { all: undefined, filter: {} },
      ["filter: is empty: give at least one of `registryTypes`, `namespaces`, `latest`, `containerRunning`"],
    ],
    [
      "images left out of images",
      { all: undefined, images: ["a:1"], excludeImages: ["b:1"] },
      ["excludeImages: goes with `filter`, `all` or `recommended`: leave the images out of `images` instead"],
    ],
    [
      "a window without length",
      { endTime: "19:00:00" },
      ["endTime: is the same as `startTime`: the window is empty"],
    ],
    [
      "no start",
      { startTime: undefined },
      ["startTime: is required: a time of day, `HH:mm` from `00:00` to `23:59`"],
    ],
    ["no days", { everyDays: 0 }, ["everyDays: 0 is not accepted: a whole number from 1 to 3650"]],
    [
      "what the vendor cannot look for",
      { scanTypes: ["vulnerability", "baseline"] },
      ['scanTypes[1]: "baseline" is not accepted: `vulnerability`, `malware`, `sensitiveInfo`'],
    ],
    [
      "a misspelt input",
      { everyDay: 1 },
      ["everyDay: is not an input of this resource: did you mean `everyDays`?"],
    ],
    [
      "a profile that there is not",
      { profile: "prd" },
      [
        'profile: "prd" has no tencentcloud credentials in the stack\'s `imageScan:profiles`: did you mean "prod"?',
      ],
    ],
  ] as [string, Properties, string[]][]) {
    it(`may not be ${title}`, () => {
      const config = { "imageScan:profiles": '{"prod":{"tencentcloud":{"secretId":"i","secretKey":"k"}}}' };
      const found = checked({ ...declared, ...change }, config).failures;
      expect(
        found.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`)),
      ).to.deep.equal(failures);
    });
  }

  it("may be anything that is not known yet", () => {
    const news = {
      enabled: unknown,
      everyDays: unknown,
      startTime: unknown,
      endTime: unknown,
      timeZone: unknown,
      scanTypes: [unknown],
      images: ["team/api:1.4", unknown],
      adopt: unknown,
      onDelete: unknown,
      profile: unknown,
      site: unknown,
    };
    expect(checked(news)).to.deep.equal({
      inputs: { ...news, images: { "team/api:1.4": "", "images[1]": unknown } },
      failures: [],
    });
    expect(checked({ ...declared, all: undefined, filter: { namespaces: unknown } }).failures).to.deep.equal(
      [],
    );
    expect(checked({ ...declared, all: undefined, images: unknown }).failures).to.deep.equal([]);
    expect(checked({ ...declared, excludeImages: unknown }).failures).to.deep.equal([]);
  });

  it("in any order, and with any duplicates, are no change", () => {
    const context = new Context(testHost());
    const handlers = resource("tencentcloud/registryScanSchedule").handlers(context);
    const one = {
      ...declared,
      all: undefined,
      images: ["a:1", "b:1", "c:1"],
      scanTypes: ["malware", "vulnerability"],
    };
    const other = {
      ...one,
      images: ["c:1", "a:1", "b:1", "a:1"],
      scanTypes: ["vulnerability", "malware", "malware"],
    };
    expect(
      handlers.diff("default/mainland", checked(one).inputs, checked(other).inputs).changed,
    ).to.deep.equal([]);
    const more = { ...one, images: ["a:1", "b:1", "d:1"] };
    expect(
      handlers.diff("default/mainland", checked(one).inputs, checked(more).inputs).changed,
    ).to.deep.equal(["images"]);
  });

  it("replace only where they say so", () => {
    const context = new Context(testHost());
    const { diff } = resource("tencentcloud/registryScanSchedule").handlers(context);
    const { inputs } = checked(declared);
    const { fields } = resource("tencentcloud/registryScanSchedule").description;
    const replacing = Object.keys(fields).filter(
      (name) => diff("default/mainland", inputs, { ...inputs, [name]: "other" }).replaces.length > 0,
    );
    expect(replacing).to.deep.equal(["profile", "site"]);
    expect(diff("default/mainland", inputs, { ...inputs, site: "other" }).deleteBeforeReplace).to.equal(true);
  });
});
