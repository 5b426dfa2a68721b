import { expect } from "chai";
import { ScanError } from "../../provider/core/errors";
import { namedProfile, profileExists, profileField } from "../../provider/core/profile";
import { unknown } from "../../provider/core/wire";
import { testHost } from "../../tools/ground/testHost";
import { parsedAll } from "./parsing";

const profiles = {
  prod: { tencentcloud: { secretId: "id-of-prod", secretKey: "hidden" } },
  staging: {
    tencentcloud: { secretId: "id-of-staging", secretKey: "hidden" },
    alicloud: { accessKey: "hidden" },
  },
  other: { alicloud: { accessKey: "hidden" } },
};
const host = testHost({ config: { "imageScan:profiles": JSON.stringify(profiles) } });

function refused(profile: string, from = host): string {
  try {
    namedProfile(from, "tencentcloud", profile);
  } catch (failure) {
    expect(failure).to.be.instanceOf(ScanError);
    return (failure as Error).message;
  }
  throw new Error("it was found");
}

/** What the rule reports on these inputs. */
function reported(inputs: Record<string, unknown>, from = host): string[] {
  const reports: string[] = [];
  profileExists("tencentcloud")(inputs, (path, reason) => reports.push(`${path}: ${reason}`), from);
  return reports;
}

describe("a profile", () => {
  it("is `default` unless the stack or the program names another", () => {
    const fields = { profile: profileField };
    expect(parsedAll(fields, {}).inputs).to.deep.equal({ profile: "default" });
    const configured = testHost({ config: { "imageScan:profile": "prod" } });
    expect(parsedAll(fields, {}, { host: configured }).inputs).to.deep.equal({ profile: "prod" });
    expect(parsedAll(fields, { profile: "staging" }, { host: configured }).inputs).to.deep.equal({
      profile: "staging",
    });
  });

  it("named in the stack's configuration has the credentials that stand there for the cloud", () => {
    expect(namedProfile(host, "tencentcloud", "prod")).to.deep.equal(profiles.prod.tencentcloud);
  });

  it("`default` may be named there, and has none there otherwise", () => {
    expect(namedProfile(host, "tencentcloud", "default")).to.equal(undefined);
    expect(namedProfile(testHost(), "tencentcloud", "default")).to.equal(undefined);
    const named = testHost({
      config: { "imageScan:profiles": '{"default":{"tencentcloud":{"secretId":"d"}}}' },
    });
    expect(namedProfile(named, "tencentcloud", "default")).to.deep.equal({ secretId: "d" });
  });

  it("that is misspelt is refused with the one that was meant, and falls through to no other", () => {
    expect(refused("prd")).to.match(
      /^credentials: "prd" has no tencentcloud credentials in the stack's `imageScan:profiles`: did you mean "prod"\?/,
    );
    expect(reported({ profile: "prd" })).to.deep.equal([
      'profile: "prd" has no tencentcloud credentials in the stack\'s `imageScan:profiles`: did you mean "prod"?',
    ]);
  });

  it("that is like none is refused with those that have credentials for the cloud", () => {
    expect(refused("somewhere-else")).to.include("; there: prod, staging");
    expect(refused("other")).to.include("; there: prod, staging");
    expect(refused("prod", testHost())).to.match(/in the stack's `imageScan:profiles`\.$/);
  });

  it("is refused before anything is called, unless it is known, the default, or not known yet", () => {
    expect(reported({ profile: "prod" })).to.deep.equal([]);
    expect(reported({ profile: "default" }, testHost())).to.deep.equal([]);
    expect(reported({ profile: unknown })).to.deep.equal([]);
    expect(reported({})).to.deep.equal([]);
  });

  for (const written of ["hidden", "[]", '"hidden"', "null", '{"prod": hidden']) {
    it(`is not looked for in what is no object of profiles, which is not shown: ${written.replace("hidden", "…")}`, () => {
      const odd = testHost({ config: { "imageScan:profiles": written } });
      for (const message of [refused("prod", odd), ...reported({ profile: "prod" }, odd)]) {
        expect(message).to.include(
          "imageScan:profiles: is not an object of profiles. Set it with `pulumi config set",
        );
        expect(message).not.to.include("hidden");
      }
    });
  }

  it("is never shown with what it holds", () => {
    for (const profile of ["prd", "other", "", "toString", "__proto__", "constructor"]) {
      expect(refused(profile)).not.to.include("hidden");
      expect(reported({ profile }).join()).not.to.include("hidden");
    }
  });
});
