import { expect } from "chai";
import fc from "fast-check";
import {
  registryImageNaming as naming,
  type RegistryImageName,
} from "../../../provider/clouds/tencentcloud/registryImages";
import { imageSet } from "../../../provider/core/imageSet";
import { ids, idWritings, images, type Named, type Written, writings } from "../images";
import { parsed } from "../parsing";

const digest = `sha256:${"d".repeat(64)}`;
const type = imageSet(naming);

function image(written: Written): RegistryImageName {
  const understood = naming.parse(written);
  if ("wrong" in understood) throw new Error(`${JSON.stringify(written)} ${understood.wrong}`);
  return understood.image;
}

describe("the naming of Tencent Cloud's registry images", () => {
  for (const [written, key, value] of [
    ["team/api:1.4", "team/api:1.4", ""],
    ["team/api", "team/api:latest", ""],
    [`team/api@${digest}`, `team/api@${digest}`, ""],
    [`team/api:1.4@${digest}`, `team/api:1.4@${digest}`, ""],
    ["CCR.ccs.tencentyun.com/team/api:1", "ccr.ccs.tencentyun.com/team/api:1", ""],
    [{ id: 1256299843 }, "#1256299843", ""],
    [{ id: "18446744073709551615" }, "#18446744073709551615", ""],
    [{ namespace: "team", name: "api", tag: "1.4" }, "team/api:1.4", ""],
    [{ namespace: "team", name: "api", tag: "1.4", digest }, `team/api:1.4@${digest}`, ""],
    [{ namespace: "team", name: "api", digest }, `team/api@${digest}`, ""],
    [{ namespace: "team", name: "api", registryType: "tcr" }, "tcr/team/api:latest", { registryType: "tcr" }],
    [
      { registryType: "tcr", namespace: "team", name: "api", instanceName: "acme", instanceId: "tcr-1" },
      "tcr-1/team/api:latest",
      { instanceId: "tcr-1", instanceName: "acme", registryType: "tcr" },
    ],
  ] as [Written, string, "" | Record<string, string>][]) {
    it(`calls ${JSON.stringify(written).slice(0, 70)} ${key.slice(0, 40)}`, () => {
      expect(naming.key(image(written))).to.deep.equal({ key, value });
    });
  }

  for (const [written, report] of [
    [{ id: 0 }, "field[0].id: is not an id"],
    [{ id: -1 }, "field[0].id: is not an id"],
    [{ id: "007" }, "field[0].id: is not an id"],
    [
      { id: 2 ** 53 },
      "field[0].id: is not an id: TCSS's ids are whole numbers; write those above 2^53 as a string",
    ],
    [
      { id: 1, name: "api" },
      "field[0].name: stands beside `id`, which says it all: leave out one of the two",
    ],
    [{ namespace: "team" }, "field[0].name: is required beside `namespace`"],
    [{ name: "api" }, "field[0].namespace: is required beside `name`"],
    [{}, "field[0].namespace: is required beside `name`"],
    [{ namespace: "team", name: "" }, "field[0].name: is not a string with something in it"],
    [{ namespace: "team", name: 5 }, "field[0].name: is not a string with something in it"],
    [
      { namespace: "team", name: "api", digest: "sha256:1" },
      "field[0].digest: is not `sha256:` and 64 hexadecimal digits",
    ],
    [
      { namespace: "team", name: "api", tga: "1" },
      "field[0].tga: is not a coordinate: write a reference such as",
    ],
    ["team/api:", 'field[0]: "team/api:" has an empty tag'],
    ["Team/api", 'field[0]: "Team/api" has capital letters'],
    [5, "field[0]: 5 is no image: a reference such as"],
    [null, "field[0]: null is no image: a reference such as"],
    [["team/api"], "field[0]: a list is no image: a reference such as"],
  ] as [unknown, string][]) {
    it(`refuses ${JSON.stringify(written)} at its exact place`, () => {
      const { reports } = parsed(type, [written]);
      expect(reports).to.have.length(1);
      expect(reports[0]?.slice(0, report.length)).to.equal(report);
    });
  }

  it("takes a namespace with a dot and an underscore, as Tencent's registry allows", () => {
    expect(parsed(type, [{ namespace: "my.team_a", name: "api", tag: "1" }])).to.deep.equal({
      value: { "my.team_a/api:1": "" },
      reports: [],
    });
  });

  it("gives one key to every writing of one image", () => {
    fc.assert(
      fc.property(images, (named) => {
        const keys = writings(named).map((written) => naming.key(image(written)));
        for (const one of keys) expect(one).to.deep.equal(keys[0]);
      }),
    );
    fc.assert(
      fc.property(ids, (id) => {
        for (const written of idWritings(id)) expect(naming.key(image(written)).key).to.equal(`#${id}`);
      }),
    );
  });

  it("gives different keys to different images of one registry", () => {
    const identity = ({ host, namespace, name, tag, digest }: Named): string =>
      JSON.stringify([host, namespace, name, tag ?? (digest === undefined ? "latest" : undefined), digest]);
    const plain = images.map(
      (one): Named => ({ ...one, instanceId: undefined, instanceName: undefined, registryType: undefined }),
    );
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        const keys = [one, other].map((named) => naming.key(image(writings(named)[0] as Written)).key);
        expect(keys[0] === keys[1]).to.equal(identity(one) === identity(other));
      }),
    );
  });

  it("reads its own keys back to the same image", () => {
    const any = fc.oneof(
      images.map((named) => writings(named)[0] as Written),
      ids.map((id): Written => ({ id })),
    );
    fc.assert(
      fc.property(any, (written) => {
        const { key, value } = naming.key(image(written));
        const back = naming.fromKey(key, value);
        if ("wrong" in back) throw new Error(back.wrong);
        expect(back.image).to.deep.equal(image(written));
        expect(naming.key(back.image)).to.deep.equal({ key, value });
      }),
    );
  });

  it("refuses a key that no image has", () => {
    expect(naming.fromKey("team/api:", "")).to.deep.equal({
      wrong: '"team/api:" has an empty tag: leave out the `:` or name one',
    });
  });
});
