import { Socket } from "node:net";
import { expect } from "chai";
import { type Credentials, credentialsOf } from "../../../provider/clouds/huaweicloud/credentials";
import { ScanError } from "../../../provider/core/errors";
import { testHost } from "../../../tools/ground/testHost";

type Texts = Record<string, string>;

const inConfig = { "huaweicloud:accessKey": "config-ak", "huaweicloud:secretKey": "config-sk" };
const inEnv = { HW_ACCESS_KEY: "env-ak", HW_SECRET_KEY: "env-sk" };
const inSdkEnv = { HUAWEICLOUD_SDK_AK: "sdk-ak", HUAWEICLOUD_SDK_SK: "sdk-sk" };

function profiles(named: Record<string, Texts>): Texts {
  const all = Object.entries(named).map(([name, huaweicloud]) => [name, { huaweicloud }]);
  return { "imageScan:profiles": JSON.stringify(Object.fromEntries(all)) };
}

function found(config: Texts, env: Texts = {}, profile = "default"): Credentials {
  return credentialsOf(testHost({ config, env }), profile);
}

function refused(...asked: Parameters<typeof found>): string {
  try {
    found(...asked);
  } catch (failure) {
    expect(failure).to.be.instanceOf(ScanError);
    expect(failure).to.include({ kind: "Unauthenticated", mayHaveActed: false });
    const { message } = failure as Error;
    expect(message).not.to.match(/-ak\b|-sk\b|-token/);
    return message;
  }
  throw new Error("they were found");
}

describe("Huawei Cloud credentials", () => {
  let connections = 0;
  const { connect } = Socket.prototype;

  beforeEach(() => {
    connections = 0;
    Socket.prototype.connect = (): never => {
      connections += 1;
      throw new Error("no network in this test");
    };
  });
  afterEach(() => {
    Socket.prototype.connect = connect;
    expect(connections).to.equal(0);
  });

  it("come from the stack's profiles first", () => {
    const config = {
      ...profiles({ default: { accessKey: "prod-ak", secretKey: "prod-sk", securityToken: "prod-token" } }),
      ...inConfig,
    };
    expect(found(config, { ...inEnv, ...inSdkEnv })).to.deep.equal({
      ak: "prod-ak",
      sk: "prod-sk",
      securityToken: "prod-token",
      source: 'huaweicloud of profile "default" in imageScan:profiles',
      configured: true,
    });
  });

  it("come from the stack's configuration next", () => {
    const config = { ...inConfig, "huaweicloud:securityToken": "config-token" };
    expect(found(config, { ...inEnv, ...inSdkEnv })).to.deep.equal({
      ak: "config-ak",
      sk: "config-sk",
      securityToken: "config-token",
      source: "huaweicloud:accessKey and secretKey of the stack's configuration",
      configured: true,
    });
  });

  it("come from the environment next, under Terraform's names before the SDK's", () => {
    expect(found({}, { ...inSdkEnv, ...inEnv, HW_SECURITY_TOKEN: "env-token" })).to.deep.equal({
      ak: "env-ak",
      sk: "env-sk",
      securityToken: "env-token",
      source: "HW_ACCESS_KEY and HW_SECRET_KEY of the environment",
      configured: false,
    });
    expect(found({}, { ...inSdkEnv, HUAWEICLOUD_SDK_SECURITY_TOKEN: "sdk-token" })).to.deep.equal({
      ak: "sdk-ak",
      sk: "sdk-sk",
      securityToken: "sdk-token",
      source: "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK of the environment",
      configured: false,
    });
  });

  it("that are nowhere are one clear error, without a call over the network", () => {
    const none =
      "Huawei Cloud credentials: none were found. Set HW_ACCESS_KEY and HW_SECRET_KEY in the environment, or name a " +
      "`profile` of imageScan:profiles.";
    expect(refused({})).to.equal(none);
    expect(
      refused({ "huaweicloud:securityToken": "config-token" }, { HW_SECURITY_TOKEN: "x-token" }),
    ).to.equal(none);
  });

  it("that are set to nothing are not set", () => {
    const nothing = { "huaweicloud:accessKey": "", "huaweicloud:secretKey": "" };
    expect(found(nothing, inEnv).ak).to.equal("env-ak");
    expect(found({}, { HW_ACCESS_KEY: "", HW_SECRET_KEY: "", ...inSdkEnv }).ak).to.equal("sdk-ak");
    expect(found({ ...inConfig, "huaweicloud:securityToken": "" }).securityToken).to.equal(undefined);
    expect(found({}, { ...inEnv, HW_SECURITY_TOKEN: "" }).securityToken).to.equal(undefined);
  });

  it("of a named profile come from there and nowhere else", () => {
    const config = { ...profiles({ prod: { accessKey: "prod-ak", secretKey: "prod-sk" } }), ...inConfig };
    expect(found(config, inEnv, "prod")).to.include({ ak: "prod-ak", configured: true });
    expect(refused(config, inEnv, "prd")).to.include('did you mean "prod"?');
    expect(refused(inConfig, inEnv, "prod")).to.include('"prod" has no huaweicloud credentials');
    const others = {
      "imageScan:profiles": '{"prod":{"tencentcloud":{"secretId":"a-ak","secretKey":"b-sk"}}}',
    };
    expect(refused({ ...others, ...inConfig }, inEnv, "prod")).to.include(
      '"prod" has no huaweicloud credentials',
    );
  });

  it("of which one half is missing are an error that names the source, and are made whole from no other", () => {
    for (const half of [{ "huaweicloud:accessKey": "config-ak" }, { "huaweicloud:secretKey": "config-sk" }]) {
      expect(refused(half, inEnv)).to.match(
        /^Huawei Cloud credentials: only one of the access key and the secret key is set \(huaweicloud:accessKey and secretKey of/,
      );
    }
    for (const half of [{ HW_ACCESS_KEY: "env-ak" }, { HW_SECRET_KEY: "env-sk" }]) {
      expect(refused({}, { ...half, ...inSdkEnv })).to.include("(HW_ACCESS_KEY and HW_SECRET_KEY of the");
    }
    for (const half of [{ HUAWEICLOUD_SDK_AK: "sdk-ak" }, { HUAWEICLOUD_SDK_SK: "sdk-sk" }]) {
      expect(refused({}, half)).to.include("(HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK of the");
    }
    const profile = profiles({ prod: { accessKey: "prod-ak" } });
    expect(refused({ ...profile, ...inConfig }, inEnv, "prod")).to.include('(huaweicloud of profile "prod"');
    const nameless = profiles({ default: { region: "cn-north-4" } });
    expect(refused({ ...nameless, ...inConfig }, inEnv)).to.include('(huaweicloud of profile "default"');
  });

  it("never take a token from another source than the key", () => {
    const env = { ...inEnv, HW_SECURITY_TOKEN: "env-token", HUAWEICLOUD_SDK_SECURITY_TOKEN: "sdk-token" };
    expect(found(inConfig, env).securityToken).to.equal(undefined);
    expect(found({ "huaweicloud:securityToken": "config-token" }, inEnv).securityToken).to.equal(undefined);
    expect(found({}, { ...inEnv, HUAWEICLOUD_SDK_SECURITY_TOKEN: "sdk-token" }).securityToken).to.equal(
      undefined,
    );
    expect(found({}, { ...inSdkEnv, HW_SECURITY_TOKEN: "env-token" }).securityToken).to.equal(undefined);
    const profile = profiles({ prod: { accessKey: "prod-ak", secretKey: "prod-sk" } });
    const config = { ...profile, "huaweicloud:securityToken": "config-token" };
    expect(found(config, env, "prod").securityToken).to.equal(undefined);
  });

  it("of profiles that cannot be read are not shown", () => {
    for (const written of ["prod-ak", "[]", "null", '{"prod":']) {
      const config = { "imageScan:profiles": written };
      expect(() => found(config)).to.throw(ScanError, /^imageScan:profiles: is not an object of profiles/);
      expect(() => found(config)).not.to.throw(/prod-ak/);
    }
  });
});
