import { expect } from "chai";
import fc from "fast-check";
import { localImageNaming as naming } from "../../../provider/clouds/huaweicloud/localImages";
import { imageSet } from "../../../provider/core/imageSet";
import { parsed } from "../parsing";

type Written = string | Record<string, string>;

const digest = `sha256:${"d".repeat(64)}`;
const id = "c499ab72-7ee9-4ee6-b6b7-5973230e7a7b";
const type = imageSet(naming);

function keyOf(written: Written): { key: string; value: unknown } {
  const understood = naming.parse(written);
  if ("wrong" in understood) throw new Error(`${JSON.stringify(written)} ${understood.wrong}`);
  return naming.key(understood.image);
}

const forms: [Written, string][] = [
  ["nginx", "nginx:latest"],
  ["nginx:1.27", "nginx:1.27"],
  ["team/api:1.4", "team/api:1.4"],
  ["SWR.cn-north-4.myhuaweicloud.com/team/api:1.4", "swr.cn-north-4.myhuaweicloud.com/team/api:1.4"],
  [`nginx@${digest}`, `nginx@${digest}`],
  [`nginx:1.27@${digest}`, `nginx:1.27@${digest}`],
  [digest, digest],
  // Too short for a digest, so that it is a name and its tag.
  ["sha256:1", "sha256:1"],
  [{ imageId: id }, `#${id}`],
  [{ imageDigest: digest }, digest],
  [{ imageName: "nginx" }, "nginx:latest"],
  [{ imageName: "nginx", imageVersion: "1.27" }, "nginx:1.27"],
  [{ imageName: "nginx", imageDigest: digest }, `nginx@${digest}`],
  [{ imageName: "nginx", imageVersion: "1.27", imageDigest: digest }, `nginx:1.27@${digest}`],
  [
    { imageName: "swr.cn-north-4.myhuaweicloud.com/team/api", imageVersion: "1.4" },
    "swr.cn-north-4.myhuaweicloud.com/team/api:1.4",
  ],
];

const refusals: [unknown, string][] = [
  [{}, "field[0]: is empty: give `imageName`, `imageDigest` or `imageId`"],
  [{ imageVersion: "1" }, "field[0].imageName: is required beside `imageVersion`"],
  [{ imageVersion: "1", imageDigest: digest }, "field[0].imageName: is required beside `imageVersion`"],
  [
    { imageId: id, imageName: "nginx" },
    "field[0].imageName: stands beside `imageId`, which says it all: leave out one",
  ],
  [{ imageName: "nginx", imageId: id }, "field[0].imageName: stands beside `imageId`"],
  [{ imageId: "C499" }, "field[0].imageId: is not an id as HSS lists them"],
  [{ imageId: "a/../b" }, "field[0].imageId: is not an id as HSS lists them"],
  [{ imageId: "a".repeat(65) }, "field[0].imageId: is not an id as HSS lists them"],
  [{ imageId: "" }, "field[0].imageId: is not a string with something in it"],
  [{ imageId: 5 }, "field[0].imageId: is not a string with something in it"],
  [{ imageName: "" }, "field[0].imageName: is not a string with something in it"],
  [{ imageDigest: "sha256:1" }, "field[0].imageDigest: is not `sha256:` and 64 hexadecimal digits"],
  [{ imageName: "nginx", imageDigest: "d".repeat(64) }, "field[0].imageDigest: is not `sha256:`"],
  [{ imageName: "nginx", imageTag: "1" }, "field[0].imageTag: is not a coordinate: write a name such as"],
  [{ id }, "field[0].id: is not a coordinate: write a name such as"],
  ["nginx:", 'field[0]: "nginx:" has an empty tag'],
  ["Nginx", 'field[0]: "Nginx" has capital letters'],
  [{ imageName: "Nginx" }, 'field[0]: "Nginx" has capital letters'],
  [true, "field[0]: true is no image: a name such as"],
];

describe("the naming of HSS's local images", () => {
  for (const [written, key] of forms) {
    it(`calls ${JSON.stringify(written).slice(0, 90)} ${key.slice(0, 45)}`, () => {
      expect(keyOf(written)).to.deep.equal({ key, value: "" });
    });
  }

  for (const [written, report] of refusals) {
    it(`refuses ${JSON.stringify(written)} at its exact place`, () => {
      const { reports } = parsed(type, [written]);
      expect(reports).to.have.length(1);
      expect(reports[0]?.slice(0, report.length)).to.equal(report);
    });
  }

  it("reads its own keys back to the same image, and accepts them in place of a list", () => {
    fc.assert(
      fc.property(fc.subarray(forms, { minLength: 1 }), (some) => {
        const map =
          parsed(
            type,
            some.map(([written]) => written),
          ).value ?? {};
        expect(Object.keys(map)).to.have.members([...new Set(some.map(([, key]) => key))]);
        expect(parsed(type, map)).to.deep.equal({ value: map, reports: [] });
        for (const [key, value] of Object.entries(map)) {
          const back = naming.fromKey(key, value);
          if ("wrong" in back) throw new Error(back.wrong);
          expect(naming.key(back.image)).to.deep.equal({ key, value });
        }
      }),
    );
  });

  it("refuses a key that no image has", () => {
    expect(naming.fromKey("nginx:", "")).to.have.property("wrong");
    for (const key of ["#C499", "#", "nginx", "sha256"]) {
      expect(parsed(type, { [key]: "" }).reports, key).to.have.length(1);
    }
  });
});
