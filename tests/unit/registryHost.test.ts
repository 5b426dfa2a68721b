import { expect } from "chai";
import fc from "fast-check";
import { registryImageNaming as alicloud } from "../../provider/clouds/alicloud/registryImages";
import { registryImageNaming as huaweicloud } from "../../provider/clouds/huaweicloud/registryImages";
import { registryImageNaming as tencentcloud } from "../../provider/clouds/tencentcloud/registryImages";
import { imageSet, type Naming } from "../../provider/core/imageSet";
import { parsed } from "./parsing";

const personal = "registry.cn-hangzhou.aliyuncs.com";
const enterprise = "acme-registry.cn-hangzhou.cr.aliyuncs.com";
const tcr = "acme.tencentcloudcr.com";

/** The private hosts that are known, and the public one of each. */
const pairs: readonly (readonly [Naming<object>, string, string])[] = [
  [alicloud, "registry-vpc.cn-hangzhou.aliyuncs.com", personal],
  [alicloud, "registry-internal.cn-hangzhou.aliyuncs.com", personal],
  [alicloud, "registry-intl-vpc.ap-southeast-1.aliyuncs.com", "registry-intl.ap-southeast-1.aliyuncs.com"],
  [alicloud, "acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com", enterprise],
  [
    alicloud,
    "a-b-registry-vpc.cn-shanghai-finance-1.cr.aliyuncs.com",
    "a-b-registry.cn-shanghai-finance-1.cr.aliyuncs.com",
  ],
  [
    alicloud,
    "crpi-1a2b-vpc.cn-hangzhou.personal.cr.aliyuncs.com",
    "crpi-1a2b.cn-hangzhou.personal.cr.aliyuncs.com",
  ],
  [tencentcloud, "acme-vpc.tencentcloudcr.com", tcr],
] as const;

const setOf = (naming: Naming<object>, images: readonly unknown[]) => parsed(imageSet(naming), images);

describe("a registry's private and public hosts", () => {
  for (const [naming, privately, publicly] of pairs) {
    it(`are one in a set: ${privately}`, () => {
      const images = [`${privately}/team/api:1`, `${publicly.toUpperCase()}/team/api:1`];
      for (const some of [images, images.toReversed()])
        expect(setOf(naming, some)).to.deep.equal({ value: { [`${publicly}/team/api:1`]: "" }, reports: [] });
    });

    it(`leave a set as it is written that names one of them, as state has it: ${privately}`, () => {
      const key = `${privately}/team/api:1`;
      expect(setOf(naming, [key, "team/web:2"]).value).to.deep.equal({ [key]: "", "team/web:2": "" });
      expect(setOf(naming, [key, `${publicly}/team/api:2`, `${publicly}/team/web:1`]).value).to.have.property(
        key,
      );
      // What stands in state is handed back to check by `ignoreChanges`.
      const both = { [key]: "", [`${publicly}/team/api:1`]: "" };
      expect(parsed(imageSet(naming), both).value).to.deep.equal(both);
    });
  }

  it("are one also where two private ones are named, and no public one", () => {
    const hosts = ["registry-vpc.cn-hangzhou.aliyuncs.com", "registry-internal.cn-hangzhou.aliyuncs.com"];
    const images = hosts.map((host) => `${host}/team/api:1`);
    for (const some of [images, images.toReversed()])
      expect(setOf(alicloud, some).value).to.deep.equal({ [images[1] ?? ""]: "" });
  });

  it("are one in coordinates, too, if nothing else tells them apart", () => {
    const at = (host: string, more = {}) => ({ repoNamespace: `${host}/team`, repoName: "api", ...more });
    const [, privately, publicly] = pairs[3] as (typeof pairs)[number];
    expect(Object.keys(setOf(alicloud, [at(privately), at(publicly)]).value ?? {})).to.deep.equal([
      `${publicly}/team/api:latest`,
    ]);
    const twice = setOf(alicloud, [at(privately, { repoId: "crr-1" }), at(publicly)]);
    expect(Object.keys(twice.value ?? {})).to.have.length(2);
  });

  for (const host of [
    "registry-vpc.cn-hangzhou.aliyuncs.com.example",
    "registry-vpc.example.com",
    "vpc-registry.cn-hangzhou.aliyuncs.com",
    "acme-vpc.tencentcloudcr.com.example",
    "ccr.ccs.tencentyun.com",
    "swr.cn-north-4.myhuaweicloud.com",
    "acme-vpc.swr-pro.myhuaweicloud.com",
  ]) {
    it(`are not made up: ${host} is itself`, () => {
      const other = host.replace("-vpc.", ".");
      for (const naming of [alicloud, tencentcloud, huaweicloud] as Naming<object>[]) {
        const { value = {} } = setOf(naming, [`${host}/team/api:1`, `${other}/team/api:1`]);
        expect(Object.keys(value)).to.have.length(host === other ? 1 : 2);
      }
    });
  }

  it("do not depend on the order in which images are written", () => {
    const hosts = pairs.filter(([naming]) => naming === alicloud).flatMap(([, ...both]) => both);
    const image = fc.tuple(fc.constantFrom(...hosts, "other.example"), fc.constantFrom("a/b:1", "a/c"));
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 12 }), (written) => {
        const images = written.map(([host, path]) => `${host}/${path}`);
        const keys = (some: readonly string[]) => Object.keys(setOf(alicloud, some).value ?? {}).sort();
        const forwards = keys(images);
        expect(keys(images.toReversed())).to.deep.equal(forwards);
        // What comes of it is its own result, so that a second check changes nothing.
        expect(keys(forwards)).to.deep.equal(forwards);
      }),
    );
  });
});
