import { expect } from "chai";
import fc from "fast-check";
import { dockerDigest, vendorDigest } from "../../../provider/clouds/alicloud/digest";
import {
  importedImage,
  registryImageNaming as naming,
  type RegistryImageName,
} from "../../../provider/clouds/alicloud/registryImages";
import { imageSet } from "../../../provider/core/imageSet";
import type { Properties } from "../../../provider/core/wire";
import { parsed } from "../parsing";

const hex = "d".repeat(64);
const digest = `sha256:${hex}`;
const type = imageSet(naming);

type Written = string | Record<string, string>;

function image(written: Written): RegistryImageName {
  const understood = naming.parse(written);
  if ("wrong" in understood) throw new Error(`${JSON.stringify(written)} ${understood.wrong}`);
  return understood.image;
}

describe("the naming of Alibaba Cloud's registry images", () => {
  const api = { repoNamespace: "team", repoName: "api" };
  const complete = { ...api, instanceId: "cri-1", regionId: "cn-hangzhou", repoId: "crr-1", tag: "1.4" };

  for (const [written, key, value] of [
    ["team/api:1.4", "team/api:1.4", ""],
    ["team/api", "team/api:latest", ""],
    [`team/api@${digest}`, `team/api@${digest}`, ""],
    [`team/api:1.4@${digest}`, `team/api:1.4@${digest}`, ""],
    [
      "Acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com/team/api:1",
      "acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com/team/api:1",
      "",
    ],
    ["harbor.example:8443/library/api:1", "harbor.example:8443/library/api:1", ""],
    [{ ...api, tag: "1.4" }, "team/api:1.4", ""],
    [api, "team/api:latest", ""],
    [{ ...api, tag: "1.4", digest }, `team/api:1.4@${digest}`, ""],
    [{ ...api, digest }, `team/api@${digest}`, ""],
    [{ ...api, digest: hex }, `team/api@${digest}`, ""],
    [{ ...api, registryType: "harbor" }, "harbor/team/api:latest", { registryType: "harbor" }],
    [
      { ...api, repoId: "crr-1", regionId: "cn-hangzhou" },
      "cn-hangzhou/team/api:latest",
      { regionId: "cn-hangzhou", repoId: "crr-1" },
    ],
    [{ ...api, repoId: "crr-1" }, "crr-1/team/api:latest", { repoId: "crr-1" }],
    [
      { ...complete, registryType: "acr" },
      "cri-1/team/api:1.4",
      { instanceId: "cri-1", regionId: "cn-hangzhou", registryType: "acr", repoId: "crr-1" },
    ],
  ] as [Written, string, "" | Record<string, string>][]) {
    it(`calls ${JSON.stringify(written).slice(0, 90)} ${key.slice(0, 40)}`, () => {
      expect(naming.key(image(written))).to.deep.equal({ key, value });
    });
  }

  for (const [written, report] of [
    [{ repoNamespace: "team" }, "field[0].repoName: is required beside `repoNamespace`"],
    [{ repoName: "api" }, "field[0].repoNamespace: is required beside `repoName`"],
    [{}, "field[0].repoNamespace: is required beside `repoName`"],
    [{ instanceId: "cri-1" }, "field[0].repoNamespace: is required beside `repoName`"],
    [{ ...api, repoName: "" }, "field[0].repoName: is not a string with something in it"],
    [{ ...api, tag: 5 }, "field[0].tag: is not a string with something in it"],
    [{ ...api, repoId: null }, "field[0].repoId: is not a string with something in it"],
    [{ ...api, digest: "sha256:1" }, "field[0].digest: is not `sha256:` and 64 hexadecimal digits"],
    [{ ...api, digest: hex.slice(1) }, "field[0].digest: is not `sha256:` and 64 hexadecimal digits"],
    [{ ...api, digest: hex.toUpperCase() }, "field[0].digest: is not `sha256:` and 64 hexadecimal digits"],
    [{ ...api, digest: `sha256:${digest}` }, "field[0].digest: is not `sha256:` and 64 hexadecimal digits"],
    [{ ...api, id: 5 }, "field[0].id: is not a coordinate: write a reference such as"],
    [{ id: 5 }, "field[0].id: is not a coordinate: write a reference such as"],
    [{ ...api, namespace: "team" }, "field[0].namespace: is not a coordinate: write a reference such as"],
    [{ ...api, RepoName: "api" }, "field[0].RepoName: is not a coordinate: write a reference such as"],
    ["team/api:", 'field[0]: "team/api:" has an empty tag'],
    ["Team/api", 'field[0]: "Team/api" has capital letters'],
    [`team/api@${hex}`, `field[0]: "team/api@${hex}" has the digest "${hex}"`],
    [5, "field[0]: 5 is no image: a reference such as"],
    [null, "field[0]: null is no image: a reference such as"],
    [["team/api"], "field[0]: a list is no image: a reference such as"],
  ] as [unknown, string][]) {
    it(`refuses ${JSON.stringify(written).slice(0, 90)} at its exact place`, () => {
      const { reports } = parsed(type, [written]);
      expect(reports).to.have.length(1);
      expect(reports[0]?.slice(0, report.length)).to.equal(report);
    });
  }

  it("takes two writings of one image for one, and refuses the same name with other coordinates", () => {
    expect(parsed(type, ["team/api:latest", { ...api }, { ...api, tag: "latest" }])).to.deep.equal({
      value: { "team/api:latest": "" },
      reports: [],
    });
    const other = { ...complete, regionId: "cn-beijing" };
    expect(parsed(type, [complete, other]).reports).to.deep.equal([
      "field[1]: is cri-1/team/api:1.4 a second time, with other coordinates (instanceId cri-1, regionId cn-hangzhou, " +
        "repoId crr-1 and instanceId cri-1, regionId cn-beijing, repoId crr-1): keep one of the two",
    ]);
  });

  const further = ["instanceId", "regionId", "registryType", "repoId"] as const;
  const word = fc.stringMatching(/^[a-z0-9]{1,3}([_-][a-z0-9]{1,2})?$/);
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const coordinates = fc
    .record({
      repoNamespace: fc.oneof(
        word,
        fc.tuple(word, word).map(([one, two]) => `${one}/${two}`),
      ),
      repoName: word,
      tag: maybe(fc.constantFrom("latest", "1.4", "V2_x")),
      digest: maybe(fc.constantFrom(hex, digest, `sha256:${"a".repeat(64)}`)),
      // What opens the key may look like a part of the path.
      ...Object.fromEntries(further.map((name) => [name, maybe(fc.constantFrom("cri-1", "team", "acr"))])),
    })
    .map(
      (one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as Written,
    );
  const hosts = fc.constantFrom(
    "",
    "localhost/",
    "harbor.example:8443/",
    "a-registry.cn-beijing.cr.aliyuncs.com/",
  );
  const references = fc
    .tuple(hosts, word, word, fc.constantFrom("", ":latest", ":1.4"), fc.constantFrom("", `@${digest}`))
    .map(([host, namespace, name, tag, at]) => `${host}${namespace}/${name}${tag}${at}`);

  it("reads its own keys back to the same image", () => {
    fc.assert(
      fc.property(fc.oneof(coordinates, references), (written) => {
        const { key, value } = naming.key(image(written));
        const back = naming.fromKey(key, value);
        if ("wrong" in back) throw new Error(back.wrong);
        expect(back.image).to.deep.equal(image(written));
        expect(naming.key(back.image)).to.deep.equal({ key, value });
      }),
    );
  });

  it("accepts its own map again", () => {
    fc.assert(
      fc.property(fc.oneof(coordinates, references), (written) => {
        const { value, reports } = parsed(type, [written]);
        expect(reports).to.deep.equal([]);
        expect(parsed(type, value)).to.deep.equal({ value, reports: [] });
      }),
    );
  });

  it("hands the vendor the coordinates that were written, in the vendor's own spelling", () => {
    fc.assert(
      fc.property(coordinates, (written) => {
        const { tag, digest: at, ...rest } = written as Record<string, string>;
        const expected: Properties = { registryType: "acr", ...rest };
        if (tag !== undefined || at === undefined) expected.tag = tag ?? "latest";
        if (at !== undefined) expected.digest = at.replace("sha256:", "");
        expect(importedImage(image(written))).to.deep.equal(expected);
      }),
    );
  });

  it("hands the vendor a namespace with a dot, as a Harbor's project may have", () => {
    const written = { ...complete, repoNamespace: "team.io", registryType: "harbor" };
    expect(importedImage(image(written))).to.deep.include({ repoNamespace: "team.io", repoName: "api" });
  });
});

describe("a digest", () => {
  const mixed = "AbCdEf0123456789".repeat(4);

  it("is written as Docker does, whichever way the vendor spells it", () => {
    expect(dockerDigest(hex)).to.equal(digest);
    expect(dockerDigest(digest)).to.equal(digest);
    expect(dockerDigest(mixed)).to.equal(`sha256:${mixed.toLowerCase()}`);
    for (const other of ["", "d".repeat(63), "d".repeat(65), "latest"])
      expect(dockerDigest(other)).to.equal(other);
  });

  it("is sent as 64 hexadecimal digits", () => {
    expect(vendorDigest(digest)).to.equal(hex);
    expect(vendorDigest(hex)).to.equal(hex);
    expect(vendorDigest("")).to.equal("");
  });
});
