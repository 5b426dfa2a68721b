import { expect } from "chai";
import { serviceHost, siteField } from "../../../provider/clouds/tencentcloud/site";
import { testHost } from "../../../tools/ground/testHost";
import { parsedAll } from "../parsing";

const international = "intl.tencentcloudapi.com";

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

describe("the site of a Tencent Cloud resource", () => {
  const config = { "imageScan:tencentcloudSite": "international" };
  const env = { IMAGE_SCAN_TENCENTCLOUD_SITE: "international" };

  it("is the mainland one unless something says otherwise", () => {
    expect(siteOf({})).to.equal("mainland");
  });

  it("is what the program says, before anything else", () => {
    expect(siteOf({ given: "mainland", before: "international", config, env })).to.equal("mainland");
  });

  it("is what the resource has, which no change of its surroundings moves", () => {
    expect(siteOf({ before: "mainland", config, env })).to.equal("mainland");
    expect(siteOf({ before: "international" })).to.equal("international");
  });

  it("is what the stack's configuration says, before the environment", () => {
    expect(siteOf({ config, env: { IMAGE_SCAN_TENCENTCLOUD_SITE: "mainland" } })).to.equal("international");
  });

  it("is what the environment says, before the domain", () => {
    expect(
      siteOf({ env: { IMAGE_SCAN_TENCENTCLOUD_SITE: "mainland", TENCENTCLOUD_DOMAIN: international } }),
    ).to.equal("mainland");
    expect(siteOf({ env })).to.equal("international");
  });

  it("is the one whose domain is configured", () => {
    expect(siteOf({ config: { "tencentcloud:domain": international } })).to.equal("international");
    expect(siteOf({ env: { TENCENTCLOUD_DOMAIN: international } })).to.equal("international");
    expect(siteOf({ config: { "tencentcloud:domain": "tencentcloudapi.com" } })).to.equal("mainland");
    expect(siteOf({ config: { "tencentcloud:domain": "internal.example" } })).to.equal("mainland");
  });

  it("is refused by name when there is no such site, wherever it was written", () => {
    const report = ['site: "intl" is not accepted: `mainland`, `international`'];
    expect(siteOf({ given: "intl" })).to.deep.equal(report);
    expect(siteOf({ config: { "imageScan:tencentcloudSite": "intl" } })).to.deep.equal(report);
    expect(siteOf({ env: { IMAGE_SCAN_TENCENTCLOUD_SITE: "intl" } })).to.deep.equal(report);
  });
});

describe("the host of a Tencent Cloud service", () => {
  it("is under the site's domain", () => {
    expect(serviceHost(testHost(), "tcss", "mainland")).to.equal("tcss.tencentcloudapi.com");
    expect(serviceHost(testHost(), "tcss", "international")).to.equal("tcss.intl.tencentcloudapi.com");
    expect(serviceHost(testHost(), "sts", "international")).to.equal("sts.intl.tencentcloudapi.com");
  });

  it("is under a private domain where one is configured", () => {
    const config = { "tencentcloud:domain": "internal.example" };
    expect(serviceHost(testHost({ config }), "tcss", "international")).to.equal("tcss.internal.example");
  });

  it("is the resource's site's, whichever site's domain is configured", () => {
    const env = { TENCENTCLOUD_DOMAIN: international };
    expect(serviceHost(testHost({ env }), "tcss", "mainland")).to.equal("tcss.tencentcloudapi.com");
  });
});
