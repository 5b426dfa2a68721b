import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type Credentials, credentialsOf, ready } from "../../../provider/clouds/alicloud/credentials";
import { ScanError } from "../../../provider/core/errors";
import { refusalOf } from "../../../tools/ground/run";
import { testHost } from "../../../tools/ground/testHost";

const inConfig = { "alicloud:accessKey": "config-id", "alicloud:secretKey": "config-key" };
const inEnv = { ALIBABA_CLOUD_ACCESS_KEY_ID: "env-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "env-key" };
const inTerraform = { ALICLOUD_ACCESS_KEY: "tf-id", ALICLOUD_SECRET_KEY: "tf-key" };
const remedy =
  " Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment, or name a `profile` of imageScan:profiles.";
/** What the vendor's SDK itself reads of the environment, besides what the host tells. */
const sdkVariables = [
  "ALIBABA_CLOUD_PROFILE",
  "ALIBABA_CLOUD_CREDENTIALS_FILE",
  "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
  "ALIBABA_CLOUD_ROLE_ARN",
  "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
  "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
  "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
];

type Env = Readonly<Record<string, string>>;

function profiles(named: Record<string, Record<string, string>>): Record<string, string> {
  const clouds = Object.entries(named).map(([name, alicloud]) => [name, { alicloud }]);
  return { "imageScan:profiles": JSON.stringify(Object.fromEntries(clouds)) };
}

/** Credentials, as they are, of what was found. */
async function told({ credential, ...rest }: Credentials): Promise<Record<string, unknown>> {
  const { accessKeyId, accessKeySecret, securityToken } = await credential.getCredential();
  return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined, ...rest };
}

describe("Alibaba Cloud credentials", () => {
  let home = "";
  let before: NodeJS.ProcessEnv = {};
  let connections = 0;
  const { connect } = Socket.prototype;
  const servers: Server[] = [];

  beforeEach(() => {
    before = { ...process.env };
    home = mkdtempSync(join(tmpdir(), "image-scan-"));
    process.env.HOME = home;
    for (const name of sdkVariables) delete process.env[name];
    connections = 0;
    Socket.prototype.connect = (): never => {
      connections += 1;
      throw new Error("no network in this test");
    };
  });
  afterEach(async () => {
    Socket.prototype.connect = connect;
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(home, { recursive: true });
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    expect(connections).to.equal(0);
  });

  /** Looks where a process with this environment would. */
  async function found(config: Env, env: Env = {}, profile = "default"): Promise<Credentials> {
    Object.assign(process.env, env);
    return await credentialsOf(testHost({ config, env }), profile);
  }

  async function refused(...asked: Parameters<typeof found>): Promise<string> {
    const failure = await refusalOf(found(...asked));
    expect(failure).to.include({ kind: "Unauthenticated", mayHaveActed: false });
    expect(failure.message).not.to.match(/(config|env|tf|prod|file|ini|uri)-(id|key|token)|undefined/);
    return failure.message;
  }

  function write(path: string, text: string): string {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }
  const cli = (...profiles: object[]): void =>
    void write(".aliyun/config.json", JSON.stringify({ current: "first", profiles }));
  const ak = (name: string, id = "file-id") => ({
    name,
    mode: "AK",
    access_key_id: id,
    access_key_secret: "file-key",
  });
  const sts = { ...ak("sts"), mode: "StsToken", sts_token: "file-token" };
  const ini = (section = "default", id = "ini-id", type = "access_key"): string =>
    `[${section}]\ntype = ${type}\naccess_key_id = ${id}\naccess_key_secret = ini-key\n`;

  describe("come in this order:", () => {
    const everywhere = (): void => {
      cli(ak("first"));
      write(".alibabacloud/credentials", ini());
    };

    it("from the stack's profiles", async () => {
      everywhere();
      const config = {
        ...profiles({ default: { accessKey: "prod-id", secretKey: "prod-key" } }),
        ...inConfig,
      };
      expect(await told(await found(config, { ...inEnv, ...inTerraform }))).to.deep.equal({
        accessKeyId: "prod-id",
        accessKeySecret: "prod-key",
        securityToken: undefined,
        source: 'alicloud of profile "default" in imageScan:profiles',
        configured: true,
        identity: "prod-id",
      });
    });

    it("from the stack's configuration", async () => {
      everywhere();
      const config = { ...inConfig, "alicloud:securityToken": "config-token" };
      expect(await told(await found(config, { ...inEnv, ...inTerraform }))).to.deep.equal({
        accessKeyId: "config-id",
        accessKeySecret: "config-key",
        securityToken: "config-token",
        source: "alicloud:accessKey and secretKey of the stack's configuration",
        configured: true,
        identity: "config-id",
      });
    });

    it("from the environment, by the names of Alibaba Cloud's SDK", async () => {
      everywhere();
      const env = { ...inEnv, ALIBABA_CLOUD_SECURITY_TOKEN: "env-token", ...inTerraform };
      expect(await told(await found({}, env))).to.deep.equal({
        accessKeyId: "env-id",
        accessKeySecret: "env-key",
        securityToken: "env-token",
        source: "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET of the environment",
        configured: false,
        identity: "env-id",
      });
    });

    it("from the environment, by Terraform's names", async () => {
      everywhere();
      expect(
        await told(await found({}, { ...inTerraform, ALICLOUD_SECURITY_TOKEN: "tf-token" })),
      ).to.deep.equal({
        accessKeyId: "tf-id",
        accessKeySecret: "tf-key",
        securityToken: "tf-token",
        source: "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY of the environment",
        configured: false,
        identity: "tf-id",
      });
    });

    it("from the command line's file", async () => {
      everywhere();
      expect(await told(await found({}))).to.deep.equal({
        accessKeyId: "file-id",
        accessKeySecret: "file-key",
        securityToken: undefined,
        source: "~/.aliyun/config.json",
        configured: false,
        identity: "file-id",
      });
    });

    it("from the SDK's file", async () => {
      write(".alibabacloud/credentials", ini());
      expect(await told(await found({}))).to.deep.include({
        accessKeyId: "ini-id",
        accessKeySecret: "ini-key",
        source: "~/.alibabacloud/credentials",
        identity: "ini-id",
      });
    });
  });

  it("that are nowhere are one error, without a call over the network", async () => {
    expect(await refused({})).to.equal(`Alibaba Cloud credentials: none were found.${remedy}`);
  });

  it("of a named profile come from there and nowhere else", async () => {
    cli(ak("first"), ak("prod"));
    const config = { ...profiles({ prod: { accessKey: "prod-id", secretKey: "prod-key" } }), ...inConfig };
    expect((await found(config, inEnv, "prod")).identity).to.equal("prod-id");
    expect(await refused(config, inEnv, "prd")).to.contain('did you mean "prod"?');
    expect(await refused(inConfig, inEnv, "prod")).to.contain('"prod" has no alicloud credentials');
  });

  it("of a named profile may be a session's", async () => {
    const named = { accessKey: "prod-id", secretKey: "prod-key", securityToken: "prod-token" };
    expect(await told(await found(profiles({ prod: named }), {}, "prod"))).to.deep.include({
      accessKeyId: "prod-id",
      securityToken: "prod-token",
    });
  });

  it("of which one half is missing are an error that names the source, and are made whole from no other", async () => {
    cli(ak("first"));
    for (const [half, source] of [
      [
        { "alicloud:accessKey": "config-id" },
        "alicloud:accessKey and secretKey of the stack's configuration",
      ],
      [
        { "alicloud:secretKey": "config-key" },
        "alicloud:accessKey and secretKey of the stack's configuration",
      ],
    ] as const) {
      expect(await refused(half, inEnv)).to.equal(
        `Alibaba Cloud credentials: only one of the access key and the secret key is set (${source}).${remedy}`,
      );
    }
    for (const name of ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"]) {
      expect(await refused({}, { [name]: "env-id", ...inTerraform })).to.contain(
        "(ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET of the environment)",
      );
      delete process.env[name];
    }
    for (const name of ["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"]) {
      expect(await refused({}, { [name]: "tf-id" })).to.contain(
        "(ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY of",
      );
      delete process.env[name];
    }
    const profile = profiles({ prod: { accessKey: "prod-id" } });
    expect(await refused({ ...profile, ...inConfig }, inEnv, "prod")).to.contain(
      '(alicloud of profile "prod" in imageScan:profiles)',
    );
  });

  it("never take a token from another source than the key", async () => {
    const tokens = { ALIBABA_CLOUD_SECURITY_TOKEN: "env-token", ALICLOUD_SECURITY_TOKEN: "tf-token" };
    const token = async (...asked: Parameters<typeof found>) =>
      (await told(await found(...asked))).securityToken;
    expect(await token(inConfig, { ...inEnv, ...tokens })).to.equal(undefined);
    expect(await token({}, { ...inEnv, ALICLOUD_SECURITY_TOKEN: "tf-token" })).to.equal(undefined);
    expect(await token({}, { ...inEnv, ...tokens })).to.equal("env-token");
    expect(await token({}, { ...inTerraform, ALIBABA_CLOUD_SECURITY_TOKEN: "env-token" })).to.equal(
      undefined,
    );
    const profile = profiles({ prod: { accessKey: "prod-id", secretKey: "prod-key" } });
    expect(await token({ ...profile, "alicloud:securityToken": "config-token" }, {}, "prod")).to.equal(
      undefined,
    );
  });

  it("that are empty in the configuration or the environment are none", async () => {
    const config = { "alicloud:accessKey": "", "alicloud:secretKey": "" };
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: "", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "", ...inTerraform };
    expect((await found(config, env)).identity).to.equal("tf-id");
  });

  describe("of a role", () => {
    const arn = "acs:ram::1:role/scanner";

    it("are taken on by the key of the same source, and belong to the role", async () => {
      const asked: [Env, Env, string][] = [
        [profiles({ prod: { accessKey: "prod-id", secretKey: "prod-key", roleArn: arn } }), {}, "prod"],
        [{ ...inConfig, "alicloud:assumeRole": JSON.stringify({ roleArn: arn }) }, {}, "default"],
        [{}, { ...inEnv, ALICLOUD_ASSUME_ROLE_ARN: arn }, "default"],
      ];
      for (const [config, env, profile] of asked) {
        const { credential, source, identity } = await found(config, env, profile);
        expect(credential.getType()).to.equal("ram_role_arn");
        expect(identity).to.equal(arn);
        expect(source).to.match(/, as acs:ram::1:role\/scanner$/);
      }
    });

    it("are not those of the environment's role where the key comes from the stack's configuration", async () => {
      const { identity, credential } = await found(inConfig, { ...inEnv, ALICLOUD_ASSUME_ROLE_ARN: arn });
      expect(identity).to.equal("config-id");
      expect(credential.getType()).to.equal("access_key");
    });

    it("that the configuration does not name are an error, without what it holds", async () => {
      for (const written of ["config-key", "{}", "null", "[]", "5", '{"roleArn":""}']) {
        expect(await refused({ ...inConfig, "alicloud:assumeRole": written })).to.equal(
          "alicloud:assumeRole: is not an object with a `roleArn`. Set it with `pulumi config set --path " +
            "'alicloud:assumeRole.roleArn' <arn>`.",
        );
      }
    });

    it("that nobody is reached for are an error that names their source, and nothing that was sent", async () => {
      const credentials = await found({}, { ...inEnv, ALICLOUD_ASSUME_ROLE_ARN: arn });
      const error = await refusalOf(ready(credentials, AbortSignal.timeout(2_000)));
      expect(connections).to.be.above(0);
      connections = 0;
      expect(error).to.include({ kind: "Unauthenticated", mayHaveActed: false });
      expect(error.message).to.equal(
        "Alibaba Cloud credentials: those from ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET of the " +
          `environment, as ${arn} cannot be had: Alibaba Cloud's SDK refuses it, or reaches nobody.${remedy}`,
      );
    });

    const role = (getCredential: () => Promise<unknown>) =>
      ready(
        { credential: { getCredential } as never, source: "the role", configured: false, identity: "r" },
        AbortSignal.timeout(50),
      );

    it("are waited for", async () => {
      await role(async () => ({ accessKeyId: "i" }));
    });

    for (const [title, get, text] of [
      ["do not come in time", () => new Promise(() => {}), "no answer in time"],
      [
        "are refused",
        () => Promise.reject(new Error('failed: {"Code":"NoPermission","Message":"env-key"}')),
        "NoPermission",
      ],
      [
        "are refused in words",
        () => Promise.reject(new Error("env-key is not good")),
        "Alibaba Cloud's SDK refuses it, or reaches nobody",
      ],
      [
        "fail with what is no error",
        () => Promise.reject("env-key"),
        "Alibaba Cloud's SDK refuses it, or reaches nobody",
      ],
    ] as [string, () => Promise<unknown>, string][]) {
      it(`that ${title} are an error that names their source`, async () => {
        const error = await refusalOf(role(get));
        expect(error)
          .to.be.instanceOf(ScanError)
          .and.include({ kind: "Unauthenticated", mayHaveActed: false });
        expect(error.message).to.equal(
          `Alibaba Cloud credentials: those from the role cannot be had: ${text}.${remedy}`,
        );
      });
    }
  });

  describe("of the command line's file", () => {
    it("are those of the profile that the stack or the environment names", async () => {
      cli(ak("first"), ak("prod", "file-prod"), ak("dev", "file-dev"), sts);
      expect((await found({})).identity).to.equal("file-id");
      expect(await found({}, { ALICLOUD_PROFILE: "dev" })).to.include({
        identity: "file-dev",
        source: 'profile "dev" of ~/.aliyun/config.json',
      });
      expect((await found({}, { ALIBABA_CLOUD_PROFILE: "prod", ALICLOUD_PROFILE: "dev" })).identity).to.equal(
        "file-prod",
      );
      const both = await found({ "alicloud:profile": "dev" }, { ALIBABA_CLOUD_PROFILE: "prod" });
      expect(both.identity).to.equal("file-dev");
    });

    it("may be a session's", async () => {
      cli(sts);
      expect(await told(await found({ "alicloud:profile": "sts" }))).to.deep.include({
        accessKeyId: "file-id",
        accessKeySecret: "file-key",
        securityToken: "file-token",
      });
    });

    it("that name a profile which is not there are an error, and no others are tried", async () => {
      cli(ak("first"));
      expect(await refused({ "alicloud:profile": "prod" })).to.equal(
        `Alibaba Cloud credentials: profile "prod" of ~/.aliyun/config.json cannot be used: it has no such profile.${remedy}`,
      );
      rmSync(join(home, ".aliyun"), { recursive: true });
      expect(await refused({ "alicloud:profile": "prod" })).to.equal(
        `Alibaba Cloud credentials: profile "prod" of ~/.aliyun/config.json cannot be used: it cannot be read.${remedy}`,
      );
    });

    it("that name a profile which only the SDK's file has come from that one", async () => {
      cli(ak("first"));
      write(".alibabacloud/credentials", ini("prod", "ini-prod"));
      expect(await found({ "alicloud:profile": "prod" })).to.include({
        identity: "ini-prod",
        source: 'profile "prod" of ~/.alibabacloud/credentials',
      });
      expect(await refused({ "alicloud:profile": "dev" })).to.equal(
        `Alibaba Cloud credentials: profile "dev" of ~/.alibabacloud/credentials cannot be used: it has no such profile.${remedy}`,
      );
    });

    for (const [title, text, reason] of [
      ["is broken", '{"profiles":[{"access_key_secret":"file-key"}', "it is not JSON"],
      ["has no profiles", '{"profiles":[]}', "it has no profiles"],
      ["is null", "null", "it has no profiles"],
      [
        "has empty keys",
        JSON.stringify({
          current: "default",
          profiles: [{ name: "default", mode: "AK", access_key_id: "", access_key_secret: "" }],
        }),
        "its keys are empty",
      ],
      [
        "has a session without a token",
        JSON.stringify({ current: "sts", profiles: [{ ...sts, sts_token: "" }] }),
        "its keys are empty",
      ],
      [
        "is of a kind that is new",
        JSON.stringify({ current: "first", profiles: [{ ...ak("first"), mode: "file-key" }] }),
        "its profile is of a kind that the SDK does not know",
      ],
    ] as const) {
      it(`that ${title} are passed over, with the reason and nothing of what it holds`, async () => {
        write(".aliyun/config.json", text);
        expect(await refused({})).to.equal(
          `Alibaba Cloud credentials: none were found; ~/.aliyun/config.json cannot be used: ${reason}.${remedy}`,
        );
        write(".alibabacloud/credentials", ini());
        expect((await found({})).identity).to.equal("ini-id");
      });
    }

    it("are left alone where the environment says so", async () => {
      cli(ak("first"));
      for (const ALIBABA_CLOUD_CLI_PROFILE_DISABLED of ["true", "TRUE"])
        expect(await refused({}, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED })).to.contain("none were found.");
      expect((await found({}, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "false" })).identity).to.equal("file-id");
    });
  });

  describe("of the SDK's file", () => {
    it("may be in another that the environment names", async () => {
      const file = write("elsewhere", `${ini()}\n${ini("prod", "ini-prod")}`);
      const env = { ALIBABA_CLOUD_CREDENTIALS_FILE: file };
      expect(await found({}, env)).to.include({
        identity: "ini-id",
        source: "ALIBABA_CLOUD_CREDENTIALS_FILE",
      });
      expect(await found({ "alicloud:profile": "prod" }, env)).to.include({
        identity: "ini-prod",
        source: 'profile "prod" of ALIBABA_CLOUD_CREDENTIALS_FILE',
      });
    });

    for (const [title, text, reason] of [
      ["have no section", "[other]\ntype = access_key\n", "it has no such profile"],
      ["are empty", "", "it has no such profile"],
      [
        "are of a kind that is new",
        ini("default", "ini-id", "ini-key"),
        "its profile is of a kind that the SDK does not know",
      ],
      ["have no keys", "[default]\ntype = access_key\n", "its keys are empty"],
    ] as const) {
      it(`that ${title} are passed over, with the reason and nothing of what it holds`, async () => {
        write(".alibabacloud/credentials", text);
        expect(await refused({})).to.equal(
          `Alibaba Cloud credentials: none were found; ~/.alibabacloud/credentials cannot be used: ${reason}.${remedy}`,
        );
      });
    }

    it("that are nowhere, though the environment names a file, are none", async () => {
      expect(await refused({}, { ALIBABA_CLOUD_CREDENTIALS_FILE: join(home, "nowhere") })).to.contain(
        "none were found.",
      );
    });
  });

  describe("of a web address that the environment names", () => {
    async function serving(answer: RequestListener): Promise<Env> {
      Socket.prototype.connect = connect;
      const server = createServer(answer);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      return { ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${port}/keys?secret=uri-token` };
    }
    const session = {
      AccessKeyId: "uri-id",
      AccessKeySecret: "uri-key",
      SecurityToken: "uri-token",
      Expiration: "2099-01-01T00:00:00Z",
    };

    it("are a session's", async () => {
      const env = await serving((_, response) => void response.end(JSON.stringify(session)));
      expect(await told(await found({}, env))).to.deep.equal({
        accessKeyId: "uri-id",
        accessKeySecret: "uri-key",
        securityToken: "uri-token",
        source: "ALIBABA_CLOUD_CREDENTIALS_URI of the environment",
        configured: false,
        identity: "uri-id",
      });
    });

    it("come after every file", async () => {
      cli(ak("first"));
      let asked = 0;
      const env = await serving((_, response) => {
        asked += 1;
        response.end(JSON.stringify(session));
      });
      expect((await found({}, env)).identity).to.equal("file-id");
      expect(asked).to.equal(0);
    });

    for (const [title, status, body] of [
      ["not there", 404, '{"AccessKeySecret":"uri-key"}'],
      ["no JSON", 200, "uri-key"],
      ["half of it", 200, JSON.stringify({ ...session, SecurityToken: "" })],
    ] as const) {
      it(`that is ${title} are an error, without what it answers and without its address`, async () => {
        const env = await serving((_, response) => void response.writeHead(status).end(body));
        expect(await refused({}, env)).to.equal(
          "Alibaba Cloud credentials: ALIBABA_CLOUD_CREDENTIALS_URI of the environment cannot be used: Alibaba Cloud's " +
            `SDK refuses it, or reaches nobody.${remedy}`,
        );
      });
    }
  });

  describe("of the machine, or of a service account,", () => {
    it("are asked for only where a role is named, and then of nobody else", async () => {
      const oidc = {
        ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/pod",
        ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "acs:ram::1:oidc-provider/p",
        ALIBABA_CLOUD_OIDC_TOKEN_FILE: write("token", "file-token"),
      };
      for (const [config, env, source] of [
        [{ "alicloud:ecsRoleName": "scanner" }, {}, "the role scanner of this machine"],
        [{}, { ALIBABA_CLOUD_ECS_METADATA: "scanner" }, "the role scanner of this machine"],
        [{}, { ALICLOUD_ECS_ROLE_NAME: "scanner" }, "the role scanner of this machine"],
        [{}, oidc, "ALIBABA_CLOUD_OIDC_TOKEN_FILE of the environment"],
      ] as [Env, Env, string][]) {
        const uri = { ALIBABA_CLOUD_CREDENTIALS_URI: "http://127.0.0.1:9/never-asked" };
        expect(await refused(config, { ...env, ...uri })).to.equal(
          `Alibaba Cloud credentials: ${source} cannot be used: Alibaba Cloud's SDK refuses it, or reaches nobody.${remedy}`,
        );
        expect(connections).to.be.above(0);
        connections = 0;
        for (const name of Object.keys(env)) delete process.env[name];
      }
    });

    it("of a service account come before any file, and need all of their three variables", async () => {
      cli(ak("first"));
      const some = { ALIBABA_CLOUD_ROLE_ARN: "r", ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "p" };
      expect((await found({}, some)).identity).to.equal("file-id");
      const all = { ...some, ALIBABA_CLOUD_OIDC_TOKEN_FILE: join(home, "no-token") };
      expect(await refused({}, all)).to.contain(
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE of the environment cannot be used",
      );
      connections = 0;
    });
  });
});
