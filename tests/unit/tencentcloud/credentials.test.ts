import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Credential } from "tencentcloud-sdk-nodejs-common/tencentcloud/common/interface";
import { type Credentials, credentialsOf, ready } from "../../../provider/clouds/tencentcloud/credentials";
import { ScanError } from "../../../provider/core/errors";
import { testHost } from "../../../tools/ground/testHost";

const inConfig = { "tencentcloud:secretId": "config-id", "tencentcloud:secretKey": "config-key" };
const inEnv = { TENCENTCLOUD_SECRET_ID: "env-id", TENCENTCLOUD_SECRET_KEY: "env-key" };

function profiles(named: Record<string, Record<string, string>>): Record<string, string> {
  const clouds = Object.entries(named).map(([name, tencentcloud]) => [name, { tencentcloud }]);
  return { "imageScan:profiles": JSON.stringify(Object.fromEntries(clouds)) };
}

async function found(
  config: Record<string, string>,
  env: Record<string, string> = {},
  profile = "default",
): Promise<Credentials> {
  return await credentialsOf(testHost({ config, env }), profile, "mainland");
}

async function refused(...asked: Parameters<typeof found>): Promise<string> {
  const failure = await found(...asked).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).to.be.instanceOf(ScanError).with.property("kind", "Unauthenticated");
  expect((failure as ScanError).mayHaveActed).to.equal(false);
  const { message } = failure as Error;
  expect(message).not.to.match(/config-key|env-key|prod-key|file-key|-token/);
  return message;
}

describe("Tencent Cloud credentials", () => {
  let home = "";
  let homeBefore: string | undefined;
  let connections = 0;
  const { connect } = Socket.prototype;

  beforeEach(() => {
    homeBefore = process.env.HOME;
    home = mkdtempSync(join(tmpdir(), "image-scan-"));
    process.env.HOME = home;
    connections = 0;
    Socket.prototype.connect = (): never => {
      connections += 1;
      throw new Error("no network in this test");
    };
  });
  afterEach(() => {
    Socket.prototype.connect = connect;
    if (homeBefore === undefined) delete process.env.HOME;
    else process.env.HOME = homeBefore;
    rmSync(home, { recursive: true });
    expect(connections).to.equal(0);
  });

  function writeFile(text: string): void {
    mkdirSync(join(home, ".tencentcloud"));
    writeFileSync(join(home, ".tencentcloud", "credentials"), text);
  }
  const file = "[default]\nsecret_id = file-id\nsecret_key = file-key\n";

  it("come from the stack's profiles first", async () => {
    writeFile(file);
    const config = { ...profiles({ default: { secretId: "prod-id", secretKey: "prod-key" } }), ...inConfig };
    expect(await found(config, inEnv)).to.deep.equal({
      credential: { secretId: "prod-id", secretKey: "prod-key" },
      source: 'tencentcloud of profile "default" in imageScan:profiles',
      configured: true,
      identity: "prod-id",
    });
  });

  it("come from the stack's configuration next", async () => {
    writeFile(file);
    expect(await found({ ...inConfig, "tencentcloud:securityToken": "config-token" }, inEnv)).to.deep.equal({
      credential: { secretId: "config-id", secretKey: "config-key", token: "config-token" },
      source: "tencentcloud:secretId and secretKey of the stack's configuration",
      configured: true,
      identity: "config-id",
    });
  });

  it("come from the environment next", async () => {
    writeFile(file);
    expect(await found({}, inEnv)).to.deep.equal({
      credential: { secretId: "env-id", secretKey: "env-key" },
      source: "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY of the environment",
      configured: false,
      identity: "env-id",
    });
  });

  it("come from the vendor's file next", async () => {
    writeFile(`${file}token = file-token\n`);
    const { credential, ...rest } = await found({});
    expect({ ...credential }).to.deep.equal({
      secretId: "file-id",
      secretKey: "file-key",
      token: "file-token",
    });
    expect(rest).to.deep.equal({
      source: "~/.tencentcloud/credentials",
      configured: false,
      identity: "file-id",
    });
  });

  it("come from a service account or a role of the machine only where one is named", async () => {
    expect(await found({}, { TKE_ROLE_ARN: "qcs::role" })).to.include({
      source: "TKE_ROLE_ARN of the environment",
      identity: "qcs::role",
    });
    expect(await found({}, { TENCENTCLOUD_CAM_ROLE_NAME: "scanner" })).to.include({
      source: "the CVM role scanner",
    });
    expect(await found({ "tencentcloud:camRoleName": "scanner" })).to.include({ identity: "cvm scanner" });
  });

  it("that are nowhere are an error, without a call over the network", async () => {
    expect(await refused({})).to.equal(
      "Tencent Cloud credentials: none were found. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the " +
        "environment, or name a `profile` of imageScan:profiles.",
    );
  });

  it("that the vendor's file does not hold whole are none", async () => {
    writeFile("[default]\nsecret_id = file-id\n");
    expect(await refused({})).to.include("none were found");
  });

  it("of a named profile come from there and nowhere else", async () => {
    writeFile(file);
    const config = { ...profiles({ prod: { secretId: "prod-id", secretKey: "prod-key" } }), ...inConfig };
    expect((await found(config, inEnv, "prod")).identity).to.equal("prod-id");
    expect(await refused(config, inEnv, "prd")).to.include('did you mean "prod"?');
    expect(await refused(inConfig, inEnv, "prod")).to.include('"prod" has no tencentcloud credentials');
  });

  it("of a named profile may be temporary", async () => {
    const config = profiles({
      prod: { secretId: "prod-id", secretKey: "prod-key", securityToken: "prod-token" },
    });
    expect((await found(config, {}, "prod")).credential).to.deep.equal({
      secretId: "prod-id",
      secretKey: "prod-key",
      token: "prod-token",
    });
  });

  it("of which one half is missing are an error that names the source, and are made whole from no other", async () => {
    writeFile(file);
    for (const half of [
      { "tencentcloud:secretId": "config-id" },
      { "tencentcloud:secretKey": "config-key" },
    ]) {
      expect(await refused(half, inEnv)).to.match(
        /^Tencent Cloud credentials: only one of the secret id and the secret key is set \(tencentcloud:secretId and/,
      );
    }
    for (const half of [{ TENCENTCLOUD_SECRET_ID: "env-id" }, { TENCENTCLOUD_SECRET_KEY: "env-key" }]) {
      expect(await refused({}, half)).to.include(
        "(TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY of the",
      );
    }
    const profile = profiles({ prod: { secretId: "prod-id" } });
    expect(await refused({ ...profile, ...inConfig }, inEnv, "prod")).to.include(
      '(tencentcloud of profile "prod"',
    );
  });

  it("never take a token from another source than the key", async () => {
    const { credential } = await found(inConfig, { ...inEnv, TENCENTCLOUD_SESSION_TOKEN: "env-token" });
    expect(credential).to.deep.equal({ secretId: "config-id", secretKey: "config-key" });
    const profile = profiles({ prod: { secretId: "prod-id", secretKey: "prod-key" } });
    expect(
      (await found({ ...profile, "tencentcloud:securityToken": "config-token" }, {}, "prod")).credential,
    ).to.deep.equal({ secretId: "prod-id", secretKey: "prod-key" });
  });

  it("take the environment's token under Terraform's name, the SDK's, or the command line's", async () => {
    for (const name of ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_TOKEN"]) {
      expect((await found({}, { ...inEnv, [name]: "env-token" })).credential).to.include({
        token: "env-token",
      });
    }
  });

  it("take on the role that their own source names, in place of the key's own rights", async () => {
    const arn = "qcs::cam::uin/1:roleName/scanner";
    const asked: [Record<string, string>, Record<string, string>, string][] = [
      [profiles({ prod: { secretId: "prod-id", secretKey: "prod-key", roleArn: arn } }), {}, "prod"],
      [{ ...inConfig, "tencentcloud:assumeRole": JSON.stringify({ roleArn: arn }) }, {}, "default"],
      [{}, { ...inEnv, TENCENTCLOUD_ASSUME_ROLE_ARN: arn }, "default"],
    ];
    for (const [config, env, profile] of asked) {
      const { credential, source, identity } = await found(config, env, profile);
      expect(credential).to.have.property("getCredential");
      expect(identity).to.equal(arn);
      expect(source).to.match(/, as qcs::cam/);
    }
  });

  it("do without the environment's role where the key comes from the stack's configuration", async () => {
    const { credential } = await found(inConfig, { ...inEnv, TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::role" });
    expect(credential).to.deep.equal({ secretId: "config-id", secretKey: "config-key" });
  });

  describe("of a role", () => {
    const role = (getCredential: () => Promise<Credential>) =>
      ready(
        { credential: { getCredential }, source: "the role", configured: false, identity: "r" },
        AbortSignal.timeout(50),
      );

    it("are waited for", async () => {
      await role(async () => ({ secretId: "role-id", secretKey: "role-key" }));
      const fixed = {
        credential: { secretId: "i", secretKey: "k" },
        source: "",
        configured: false,
        identity: "i",
      };
      await ready(fixed, AbortSignal.timeout(50));
    });

    for (const [title, get, text] of [
      ["are refused", () => Promise.reject(new Error("denied")), "denied"],
      ["do not come in time", () => new Promise<never>(() => {}), "no answer in time"],
    ] as [string, () => Promise<never>, string][]) {
      it(`that ${title} are an error that names their source`, async () => {
        const failure = await role(get).then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(failure).to.include({ kind: "Unauthenticated", mayHaveActed: false });
        expect((failure as Error).message).to.include(`those from the role cannot be had: ${text}.`);
      });
    }
  });

  it("do not show a role that cannot be read", async () => {
    for (const written of ["config-key", "{}", "null", "[]"]) {
      expect(await refused({ ...inConfig, "tencentcloud:assumeRole": written })).to.include(
        "tencentcloud:assumeRole: is not an object with a `roleArn`",
      );
    }
  });
});
