import { expect } from "chai";
import { serviceHost, siteField } from "../../../provider/clouds/alicloud/site";
import { testHost } from "../../../tools/ground/testHost";
import { parsedAll } from "../parsing";

function siteOf({
  given,
  before,
  config = {},
  env = {},
}: {
  given?: unknown;
  before?: string;
  config?: Record<string, string>;
  env?: Record<string, string>;
}): unknown {
  const { inputs, reports } = parsedAll({ site: siteField }, given === undefined ? {} : { site: given }, {
    olds: before === undefined ? {} : { site: before },
    host: testHost({ config, env }),
  });
  return reports.length > 0 ? reports : inputs.site;
}

describe("the site of an Alibaba Cloud resource", () => {
  const config = { "imageScan:alicloudSite": "international" };
  const env = { IMAGE_SCAN_ALICLOUD_SITE: "international" };
  const region = { "alicloud:region": "eu-central-1" };

  it("is the mainland one unless something says otherwise", () => {
    expect(siteOf({})).to.equal("mainland");
  });

  it("is what the program says, before anything else", () => {
    expect(
      siteOf({ given: "mainland", before: "international", config: { ...config, ...region }, env }),
    ).to.equal("mainland");
  });

  it("is what the resource has, which no change of its surroundings moves", () => {
    expect(siteOf({ before: "mainland", config: { ...config, ...region }, env })).to.equal("mainland");
    expect(siteOf({ before: "international" })).to.equal("international");
  });

  it("is what the stack's configuration says, before the environment", () => {
    expect(siteOf({ config, env: { IMAGE_SCAN_ALICLOUD_SITE: "mainland" } })).to.equal("international");
  });

  it("is what the environment says, before the region", () => {
    expect(siteOf({ config: region, env: { IMAGE_SCAN_ALICLOUD_SITE: "mainland" } })).to.equal("mainland");
    expect(siteOf({ env })).to.equal("international");
  });

  for (const [site, ...regions] of [
    ["mainland", "cn-hangzhou", "cn-hongkong", "cn-shanghai-finance-1", "cn-north-2-gov-1"],
    ["international", "ap-southeast-1", "ap-northeast-1", "eu-central-1", "us-east-1", "me-east-1", "cnx-1"],
  ] as const) {
    for (const one of regions) {
      it(`is the ${site} one in region ${one}, wherever that is configured`, () => {
        expect(siteOf({ config: { "alicloud:region": one } })).to.equal(site);
        for (const name of ["ALIBABA_CLOUD_REGION", "ALICLOUD_REGION", "ALIBABA_CLOUD_REGION_ID"])
          expect(siteOf({ env: { [name]: one } }), name).to.equal(site);
      });
    }
  }

  it("goes by the region of the configuration, before those of the environment in their order", () => {
    const names = ["ALIBABA_CLOUD_REGION", "ALICLOUD_REGION", "ALIBABA_CLOUD_REGION_ID"];
    const others = Object.fromEntries(names.map((name) => [name, "cn-hangzhou"]));
    expect(siteOf({ config: region, env: others })).to.equal("international");
    for (const name of names) {
      expect(siteOf({ env: { ...others, [name]: "eu-west-1" } }), name).to.equal("international");
      delete others[name];
    }
  });

  it("passes over a region, and a site, that are empty", () => {
    expect(siteOf({ config: { "alicloud:region": "" }, env: { ALICLOUD_REGION: "us-west-1" } })).to.equal(
      "international",
    );
    expect(siteOf({ config: region, env: { IMAGE_SCAN_ALICLOUD_SITE: "" } })).to.equal("international");
  });

  it("is refused by name when there is no such site, wherever it was written", () => {
    const report = ['site: "intl" is not accepted: `mainland`, `international`'];
    expect(siteOf({ given: "intl" })).to.deep.equal(report);
    expect(siteOf({ config: { "imageScan:alicloudSite": "intl" } })).to.deep.equal(report);
    expect(siteOf({ env: { IMAGE_SCAN_ALICLOUD_SITE: "intl" } })).to.deep.equal(report);
  });

  it("moves a resource to the other half by replacing it", () => {
    expect(siteField.change).to.equal("replace");
  });
});

describe("the host of Security Center", () => {
  it("is that of the half of the cloud", () => {
    expect(serviceHost("mainland")).to.equal("tds.cn-shanghai.aliyuncs.com");
    expect(serviceHost("international")).to.equal("tds.ap-southeast-1.aliyuncs.com");
  });
});
