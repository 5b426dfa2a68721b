import { expect } from "chai";
import { type Site, siteOf } from "../../provider/core/site";
import { testHost } from "../../tools/ground/testHost";
import { parsedAll } from "./parsing";

describe("the site of any cloud", () => {
  const asked: string[] = [];
  const site = siteOf("anycloud", {
    doc: "Which half.",
    ambient: (host) => {
      asked.push("surroundings");
      return (host.env.ANY_REGION ?? "mainland") as Site;
    },
    ambientText: "the half of `ANY_REGION`",
  });
  type Words = Readonly<Record<string, string>>;
  const of = (news: Words, olds: Words, config: Words, env: Words) => {
    asked.length = 0;
    return parsedAll({ site }, news, { olds, host: testHost({ config, env }) });
  };
  const config = { "imageScan:anycloudSite": "international" };
  const env = { IMAGE_SCAN_ANYCLOUD_SITE: "mainland", ANY_REGION: "international" };

  it("is the first that is given of: the program, the state, the configuration, the environment, the surroundings", () => {
    const news = { site: "mainland" };
    const olds = { site: "international" };
    const none = {};
    for (const [given, expected] of [
      [[news, olds, config, env], "mainland"],
      [[none, olds, none, env], "international"],
      [[none, none, config, env], "international"],
      [[none, none, none, env], "mainland"],
    ] as [[Words, Words, Words, Words], string][]) {
      expect(of(...given).inputs).to.deep.equal({ site: expected });
      expect(asked).to.deep.equal([]);
    }
    expect(of(none, none, none, { ANY_REGION: "international" }).inputs).to.deep.equal({
      site: "international",
    });
    expect(of(none, none, none, none).inputs).to.deep.equal({ site: "mainland" });
  });

  it("is refused where it is written wrong, wherever that is", () => {
    const reports = ['site: "intl" is not accepted: `mainland`, `international`'];
    for (const given of [
      [{ site: "intl" }, {}, {}, {}],
      [{}, {}, { "imageScan:anycloudSite": "intl" }, {}],
      [{}, {}, {}, { IMAGE_SCAN_ANYCLOUD_SITE: "intl" }],
      [{}, {}, {}, { ANY_REGION: "intl" }],
    ] as [Words, Words, Words, Words][])
      expect(of(...given).reports).to.deep.equal(reports);
  });

  it("says in words where it comes from", () => {
    expect(site.default?.text).to.equal(
      "what the resource has already, else `imageScan:anycloudSite`, else the environment's `IMAGE_SCAN_ANYCLOUD_SITE`, " +
        "else the half of `ANY_REGION`, else `mainland`",
    );
    expect(site.doc).to.equal(
      "Which half. A change of the configuration or the environment never moves a resource that exists.",
    );
    expect(site.change).to.equal("replace");
  });
});
