import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { fails, succeeds } from "./succeeds";

// Where the real engine's provider process finds Alibaba Cloud's credentials, and that they stay out of state.

const first = { accessKeyId: "made-up-first", accessKeySecret: "made-up-first-is-secret" };
const second = { accessKeyId: "made-up-second", accessKeySecret: "made-up-second-is-secret" };

/** Writes down where each connection of a process goes. */
const spy = `const { appendFileSync } = require("node:fs");
const { Socket } = require("node:net");
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [{ host = "", path = "" } = {}] = Array.isArray(args[0]) ? args[0] : args;
  appendFileSync(process.env.CONNECTIONS, \`\${path || host}\\n\`);
  return connect.apply(this, args);
};
`;

describe("Alibaba Cloud's credentials with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({
      alicloud: { accounts: [{ keys: [first] }, { keys: [second] }] },
    });
    project = await Project.create({
      engine,
      program: {
        files: {
          "index.js": `const { alicloud } = require("pulumi-image-scan");
new alicloud.RegistryScanSchedule("nightly", { everyDays: 1, startTime: "02:00", endTime: "06:00" });
`,
        },
      },
      env: { IMAGE_SCAN_ALICLOUD_ENDPOINT: sandbox.url },
    });
  });

  afterEach(async () => {
    const kept = project.stateText();
    project.remove();
    await sandbox.stop();
    for (const { accessKeySecret } of [first, second])
      expect(kept, "state, its history, or configuration").not.to.contain(accessKeySecret);
  });

  it("come from the stack's configuration, before the environment", async () => {
    await project.config("alicloud:accessKey", first.accessKeyId, { secret: true });
    await project.config("alicloud:secretKey", first.accessKeySecret, { secret: true });
    const { output } = await succeeds(project.up([], { env: environment(second) }));
    expect(output).not.to.contain(first.accessKeySecret);
    expect(callers()).to.deep.equal([account(0)]);
    // Without a program to run there is the copy of the last update's.
    await succeeds(project.destroy());
    expect(sandbox.alicloud.accounts[0].cycleTasks.list()).to.deep.equal([]);
  });

  it("come from the environment, by the names of the SDK and by Terraform's", async () => {
    await succeeds(project.up([], { env: environment(first) }));
    expect(callers()).to.deep.equal([account(0)]);
    sandbox.requests.clear();
    const terraform = {
      ALICLOUD_ACCESS_KEY: first.accessKeyId,
      ALICLOUD_SECRET_KEY: first.accessKeySecret,
    };
    await succeeds(project.destroy([], { env: terraform }));
    expect(callers()).to.deep.equal([account(0)]);
    expect(sandbox.alicloud.accounts[0].cycleTasks.list()).to.deep.equal([]);
  });

  it("come from the current profile of the CLI's file, or from the one that is asked for", async () => {
    writeCliConfig({ current: "second", profiles: [profile("first", first), profile("second", second)] });
    await succeeds(project.up());
    expect(callers()).to.deep.equal([account(1)]);
    await succeeds(project.destroy());
    sandbox.requests.clear();

    await succeeds(project.up([], { env: { ALIBABA_CLOUD_PROFILE: "first" } }));
    expect(callers()).to.deep.equal([account(0)]);
  });

  it("come from a named profile of the stack's configuration, and from nowhere else", async () => {
    project.write(
      "index.js",
      `const { alicloud } = require("pulumi-image-scan");
new alicloud.RegistryScanSchedule("nightly", { everyDays: 1, startTime: "02:00", endTime: "06:00", profile: "prod" });
`,
    );
    const env = environment(first);
    expect(await fails(project.up([], { env }))).to.contain("prod");
    expect(sandbox.requests.entries).to.deep.equal([]);
    for (const [key, value] of [
      ["accessKey", second.accessKeyId],
      ["secretKey", second.accessKeySecret],
    ] as const) {
      const path = `imageScan:profiles.prod.alicloud.${key}`;
      await project.config(path, value, { path: true, secret: true });
    }
    await succeeds(project.up([], { env }));
    expect(callers()).to.deep.equal([account(1)]);
  });

  it("when there are none are one clear error, and nobody on the network is asked", async () => {
    const file = join(project.root, "spy.js");
    const connections = join(project.root, "connections");
    writeFileSync(file, spy);
    const env = { NODE_OPTIONS: `--require ${file}`, CONNECTIONS: connections };
    const output = await fails(project.up([], { env }));
    const diagnostics = output.slice(output.indexOf("Diagnostics:"));
    expect(diagnostics).to.contain(
      "alicloud.RegistryScanSchedule default/mainland: Alibaba Cloud credentials: none were found. " +
        "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment",
    );
    expect(diagnostics.match(/error: /g)).to.have.length(2, "ours, and the engine's that the update failed");
    expect(diagnostics).not.to.match(/\n +at /);
    expect(sandbox.requests.entries).to.deep.equal([]);

    // The engine's own servers are there, so that the list is not empty because nobody wrote it.
    expect(existsSync(connections)).to.equal(true);
    const called = new Set(readFileSync(connections, "utf8").trim().split("\n"));
    expect([...called].filter((place) => !["127.0.0.1", "localhost"].includes(place))).to.deep.equal([]);
    await succeeds(project.up([], { env: { ...env, ...environment(first) } }));
    expect(callers()).to.deep.equal([account(0)]);
  });

  it("that are only half there, or wrong, are named with where they come from", async () => {
    const half = await fails(project.up([], { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: first.accessKeyId } }));
    expect(half).to.contain(
      "only one of the access key and the secret key is set (ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET of the environment)",
    );
    expect(sandbox.requests.entries).to.deep.equal([]);

    const mistyped = { ...first, accessKeySecret: "made-up-mistyped" };
    const wrong = await fails(project.up([], { env: environment(mistyped) }));
    expect(wrong)
      .to.contain("SignatureDoesNotMatch")
      .and.contain("Check the credentials (from ALIBABA_CLOUD");
    expect(wrong).not.to.contain("made-up-mistyped");
  });

  const account = (index: number) => sandbox.alicloud.accounts[index]?.uid;
  /** The accounts that were asked, each once. */
  const callers = () => [...new Set(sandbox.requests.entries.map((entry) => entry.account))];

  function writeCliConfig(config: object): void {
    const directory = join(project.root, "home", ".aliyun");
    mkdirSync(directory);
    writeFileSync(join(directory, "config.json"), JSON.stringify(config));
  }
});

function environment({ accessKeyId, accessKeySecret }: typeof first): Record<string, string> {
  return { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret };
}

function profile(name: string, { accessKeyId, accessKeySecret }: typeof first): object {
  return {
    name,
    mode: "AK",
    access_key_id: accessKeyId,
    access_key_secret: accessKeySecret,
    region_id: "cn-hangzhou",
  };
}
