import { expect } from "chai";
import fc from "fast-check";
import {
  registryImageNaming as naming,
  type RegistryImageName,
} from "../../../provider/clouds/huaweicloud/registryImages";
import { imageSet } from "../../../provider/core/imageSet";
import { parsed } from "../parsing";

type Written = string | Record<string, string | number>;

const digest = `sha256:${"d".repeat(64)}`;
const type = imageSet(naming);
const api = { namespace: "team", imageName: "api" };

function image(written: Written): RegistryImageName {
  const understood = naming.parse(written);
  if ("wrong" in understood) throw new Error(`${JSON.stringify(written)} ${understood.wrong}`);
  return understood.image;
}

const forms: [Written, string, "" | Record<string, string>][] = [
  ["team/api:1.4", "team/api:1.4", ""],
  ["team/api", "team/api:latest", ""],
  [`team/api@${digest}`, `team/api@${digest}`, ""],
  [`team/api:1.4@${digest}`, `team/api:1.4@${digest}`, ""],
  ["SWR.cn-north-4.myhuaweicloud.com/team/api:1", "swr.cn-north-4.myhuaweicloud.com/team/api:1", ""],
  ["acme-prod.swr-pro.myhuaweicloud.com/team/api:1", "acme-prod.swr-pro.myhuaweicloud.com/team/api:1", ""],
  [{ id: 5000001 }, "#5000001", ""],
  [{ id: "5000001" }, "#5000001", ""],
  [{ id: "9007199254740993" }, "#9007199254740993", ""],
  [{ id: "9223372036854775807" }, "#9223372036854775807", ""],
  [api, "team/api:latest", ""],
  [{ ...api, imageVersion: "1.4" }, "team/api:1.4", ""],
  [{ ...api, imageDigest: digest }, `team/api@${digest}`, ""],
  [{ ...api, imageVersion: "1.4", imageDigest: digest }, `team/api:1.4@${digest}`, ""],
  [{ ...api, registryId: "r-1" }, "r-1/team/api:latest", { registryId: "r-1" }],
  [{ ...api, registryName: "acme-harbor" }, "acme-harbor/team/api:latest", { registryName: "acme-harbor" }],
  [
    { registryName: "prod", registryId: "r-1", instanceId: "i-1", ...api, imageVersion: "2" },
    "i-1/team/api:2",
    { instanceId: "i-1", registryId: "r-1", registryName: "prod" },
  ],
];

const refusals: [unknown, string][] = [
  [{ id: -1 }, "field[0].id: is not an id: HSS's ids are whole numbers; write those above 2^53 as a string"],
  [{ id: 1.5 }, "field[0].id: is not an id"],
  [{ id: "1e3" }, "field[0].id: is not an id"],
  [{ id: "" }, "field[0].id: is not an id"],
  [{ id: "12345678901234567890" }, "field[0].id: is not an id"],
  [{ id: 2 ** 53 }, "field[0].id: is not an id"],
  [
    { id: 1, imageName: "api" },
    "field[0].imageName: stands beside `id`, which says it all: leave out one of the two",
  ],
  [{ namespace: "team" }, "field[0].imageName: is required beside `namespace`"],
  [{ imageName: "api" }, "field[0].namespace: is required beside `imageName`"],
  [{}, "field[0].namespace: is required beside `imageName`"],
  [{ registryId: "r-1" }, "field[0].namespace: is required beside `imageName`"],
  [{ namespace: "team", imageName: "" }, "field[0].imageName: is not a string with something in it"],
  [{ namespace: "team", imageName: 5 }, "field[0].imageName: is not a string with something in it"],
  [{ ...api, registryId: "" }, "field[0].registryId: is not a string with something in it"],
  [{ ...api, imageDigest: "sha256:1" }, "field[0].imageDigest: is not `sha256:` and 64 hexadecimal digits"],
  [{ ...api, imageDigest: "d".repeat(64) }, "field[0].imageDigest: is not `sha256:`"],
  [{ ...api, tag: "1" }, "field[0].tag: is not a coordinate: write a reference such as"],
  [{ ...api, digest }, "field[0].digest: is not a coordinate"],
  ["team/api:", 'field[0]: "team/api:" has an empty tag'],
  ["Team/api", 'field[0]: "Team/api" has capital letters'],
  ["team/api@sha256:1", 'field[0]: "team/api@sha256:1" has the digest "sha256:1"'],
  [5, "field[0]: 5 is no image: a reference such as"],
  [null, "field[0]: null is no image: a reference such as"],
  [["team/api"], "field[0]: a list is no image: a reference such as"],
];

describe("the naming of HSS's registry images", () => {
  for (const [written, key, value] of forms) {
    it(`calls ${JSON.stringify(written).slice(0, 90)} ${key.slice(0, 45)}`, () => {
      expect(naming.key(image(written))).to.deep.equal({ key, value });
    });
  }

  for (const [written, report] of refusals) {
    it(`refuses ${JSON.stringify(written)} at its exact place`, () => {
      const { reports } = parsed(type, [written]);
      expect(reports).to.have.length(1);
      expect(reports[0]?.slice(0, report.length)).to.equal(report);
    });
  }

  it("refuses an id with zeros before it, which would be a second name of one image", () => {
    expect(parsed(type, [{ id: "007" }]).reports).to.have.length(1);
  });

  it("refuses an id that no Long holds", () => {
    expect(parsed(type, [{ id: "9223372036854775808" }]).reports).to.have.length(1);
  });

  it("refuses one name with two registries", () => {
    const both = [
      { ...api, instanceId: "i-1", registryId: "r-1" },
      { ...api, instanceId: "i-1", registryId: "r-2" },
    ];
    expect(parsed(type, both).reports).to.have.length(1);
    expect(parsed(type, both).reports[0]).to.match(
      /^field\[1\]: is i-1\/team\/api:latest a second time, with other/,
    );
  });

  it("gives one key to every writing of one image, and reads it back to the same image", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,4}$/);
    const maybe = (value: fc.Arbitrary<string>): fc.Arbitrary<string | undefined> =>
      fc.option(value, { nil: undefined });
    const named = fc.record({
      namespace: word,
      imageName: word,
      imageVersion: maybe(fc.constantFrom("latest", "1.4", "V2_x")),
      imageDigest: maybe(fc.constantFrom("a", "b").map((digit) => `sha256:${digit.repeat(64)}`)),
      instanceId: maybe(word),
      registryId: maybe(word),
      registryName: maybe(fc.constantFrom("acme", "acme harbor", "acme/prod")),
    });
    fc.assert(
      fc.property(named, (coordinates) => {
        const given = Object.entries(coordinates).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        );
        const written = Object.fromEntries(given);
        const { key, value } = naming.key(image(written));
        expect(naming.key(image(Object.fromEntries(given.reverse())))).to.deep.equal({ key, value });
        const back = naming.fromKey(key, value);
        if ("wrong" in back) throw new Error(back.wrong);
        expect(back.image).to.deep.equal(image(written));
        expect(naming.key(back.image)).to.deep.equal({ key, value });
        if (value === "") expect(naming.key(image(key))).to.deep.equal({ key, value });
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (id) => {
        const { key, value } = naming.key(image({ id: String(id) }));
        expect({ key, value }).to.deep.equal({ key: `#${id}`, value: "" });
        expect(naming.fromKey(key, value)).to.deep.equal({ image: { id: String(id) } });
      }),
    );
  });

  it("accepts its own keys in place of a list, and no other", () => {
    const value = { "team/api:1.4": "", "#5000001": "", "i-1/team/web:2": { instanceId: "i-1" } };
    expect(parsed(type, value)).to.deep.equal({ value, reports: [] });
    expect(parsed(type, { "team/api": "" }).reports).to.have.length(1);
    expect(parsed(type, { "team/api:": "" }).reports).to.have.length(1);
  });
});
