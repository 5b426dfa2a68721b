import { expect } from "chai";
import { placeFields, serviceHost } from "../../../provider/clouds/huaweicloud/place";
import type { Properties } from "../../../provider/core/wire";
import { testHost } from "../../../tools/ground/testHost";
import { parsedAll } from "../parsing";

type Name = "region" | "projectId" | "enterpriseProjectId";
type Texts = Record<string, string>;

interface Surroundings {
  readonly given?: Properties;
  readonly olds?: Properties;
  readonly config?: Texts;
  readonly env?: Texts;
}

const a = "a".repeat(32);
const b = "b".repeat(32);
const whole = { HW_REGION_NAME: "cn-north-4", HW_PROJECT_ID: a };

function place({ given = {}, olds = {}, config = {}, env = {} }: Surroundings): {
  inputs: Properties;
  reports: string[];
} {
  return parsedAll(placeFields, given, { olds, host: testHost({ config, env }) });
}

function profiles(named: Record<string, Texts>): Texts {
  const all = Object.entries(named).map(([name, huaweicloud]) => [name, { huaweicloud }]);
  return { "imageScan:profiles": JSON.stringify(Object.fromEntries(all)) };
}

/** For each input: its two names in the environment, and values that tell where it came from. */
const rows: readonly {
  readonly name: Name;
  readonly variables: readonly string[];
  readonly values: readonly [string, string, string, string, string, string];
}[] = [
  {
    name: "region",
    variables: ["HW_REGION_NAME", "HUAWEICLOUD_SDK_REGION_ID"],
    values: ["cn-north-1", "cn-north-2", "cn-north-4", "cn-east-2", "cn-east-3", "cn-south-1"],
  },
  {
    name: "projectId",
    variables: ["HW_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"],
    values: ["1", "2", "3", "4", "5", "6"].map((digit) => digit.repeat(32)) as never,
  },
  {
    name: "enterpriseProjectId",
    variables: ["HW_ENTERPRISE_PROJECT_ID"],
    values: ["eps-1", "eps-2", "eps-3", "eps-4", "eps-5", "eps-6"],
  },
];

for (const { name, variables, values } of rows) {
  const [given, before, ofProfile, configured, first, second] = values;
  const env = Object.fromEntries(
    variables.map((variable, index) => [variable, index === 0 ? first : second]),
  );
  const config = { [`huaweicloud:${name}`]: configured };
  const profile = profiles({ default: { [name]: ofProfile } });
  const olds = { profile: "default", [name]: before };
  const placeOf = (around: Surroundings): unknown =>
    place({
      ...around,
      env: {
        ...whole,
        ...(name === "enterpriseProjectId" ? {} : { [variables[0] ?? ""]: "" }),
        ...around.env,
      },
    }).inputs[name];

  describe(`the ${name} of a resource of Huawei Cloud`, () => {
    it("is what the program says, before anything else", () => {
      expect(placeOf({ given: { [name]: given }, olds, config: { ...profile, ...config }, env })).to.equal(
        given,
      );
    });

    it("is what the resource has, which no change of its surroundings moves", () => {
      expect(placeOf({ olds, config: { ...profile, ...config }, env })).to.equal(before);
    });

    it("is what the profile says, before the stack's configuration and the environment", () => {
      expect(placeOf({ config: { ...profile, ...config }, env })).to.equal(ofProfile);
    });

    it("is what the stack's configuration says, before the environment", () => {
      expect(placeOf({ config, env })).to.equal(configured);
    });

    it("is what the environment says, under Terraform's name before the SDK's", () => {
      expect(placeOf({ env })).to.equal(first);
      const [, other] = variables;
      if (other !== undefined) expect(placeOf({ env: { [other]: second } })).to.equal(second);
    });

    it("is not what is set to nothing", () => {
      const empty = { "imageScan:profiles": JSON.stringify({ default: { huaweicloud: { [name]: "" } } }) };
      expect(placeOf({ config: { ...empty, ...config }, env })).to.equal(configured);
      expect(placeOf({ config: { [`huaweicloud:${name}`]: "" }, env })).to.equal(first);
    });

    it("of another profile is not kept: it is another account's", () => {
      const config = profiles({ prod: { [name]: ofProfile }, other: {} });
      expect(placeOf({ given: { profile: "prod" }, olds, config, env })).to.equal(ofProfile);
      expect(placeOf({ given: { profile: "other" }, olds, config, env })).to.equal(first);
      expect(
        placeOf({ given: { profile: "prod" }, olds: { ...olds, profile: "prod" }, config, env }),
      ).to.equal(before);
    });

    it("replaces the resource when it changes", () => {
      expect(placeFields[name].change).to.equal("replace");
    });
  });
}

describe("the place of a resource of Huawei Cloud", () => {
  it("is required: what is found nowhere is named, with where it was looked for", () => {
    const { inputs, reports } = place({});
    expect(inputs).to.deep.include({ profile: "default", enterpriseProjectId: "0" });
    expect(reports).to.have.length(2);
    expect(reports[0]).to.match(
      /^region: is required: .*`huaweicloud:region`.*`HW_REGION_NAME` or `HUAWEICLOUD_SDK_REGION_ID`/,
    );
    expect(reports[1]).to.match(/^projectId: is required: .*`HW_PROJECT_ID` or `HUAWEICLOUD_SDK_PROJECT_ID`/);
  });

  it("is in the default enterprise project unless something says otherwise", () => {
    expect(place({ env: whole }).inputs.enterpriseProjectId).to.equal("0");
  });

  for (const [given, report] of [
    [{ region: "CN-North-4" }, "region: "],
    [{ region: "cn" }, "region: "],
    [{ region: "cn-north-4.evil.example/" }, "region: "],
    [{ region: "" }, "region: "],
    [{ projectId: "A".repeat(32) }, "projectId: "],
    [{ projectId: "a".repeat(31) }, "projectId: "],
    [{ projectId: `${a}/../x` }, "projectId: "],
    [{ enterpriseProjectId: "all granted" }, "enterpriseProjectId: "],
    [{ enterpriseProjectId: "" }, "enterpriseProjectId: "],
    [{ enterpriseProjectId: "0&x=1" }, "enterpriseProjectId: "],
  ] as const) {
    it(`refuses ${JSON.stringify(given)} by name`, () => {
      const { reports } = place({ given, env: whole });
      expect(reports).to.have.length(1);
      expect(reports[0]).to.include(report);
    });
  }

  it("is refused, too, where the surroundings say what is none", () => {
    expect(place({ env: { ...whole, HW_REGION_NAME: "Beijing 4" } }).reports).to.have.length(1);
    expect(place({ env: whole, config: { "huaweicloud:projectId": "my project" } }).reports).to.have.length(
      1,
    );
  });

  it("follows a program that says another one", () => {
    const olds = { profile: "default", region: "cn-north-4", projectId: a, enterpriseProjectId: "0" };
    const { inputs } = place({ olds, given: { region: "cn-east-3", projectId: b } });
    expect(inputs).to.deep.equal({ ...olds, region: "cn-east-3", projectId: b });
  });
});

describe("the host of HSS", () => {
  it("is under the vendor's domain, which is another one in the European region", () => {
    expect(serviceHost("cn-north-4")).to.equal("hss.cn-north-4.myhuaweicloud.com");
    expect(serviceHost("ap-southeast-1")).to.equal("hss.ap-southeast-1.myhuaweicloud.com");
    expect(serviceHost("eu-west-101")).to.equal("hss.eu-west-101.myhuaweicloud.eu");
    expect(serviceHost("eu-west-0")).to.equal("hss.eu-west-0.myhuaweicloud.com");
  });
});
