import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { closeStages, programOf, Stage } from "./stage";
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
  afterEach(closeStages);

  it("come from the environment, a profile, or the CLI's file, and are named where there are none", async () => {
    const schedule = { kind: "RegistryScanSchedule", everyDays: 1, startTime: "02:00", endTime: "06:00" };
    const stage = await Stage.open(
      programOf("alicloud", [schedule, { ...schedule, name: "there", profile: "prod" }]),
      { alicloud: { accounts: [{ keys: [first] }, { keys: [second] }] } },
      ({ url }) => ({ IMAGE_SCAN_ALICLOUD_ENDPOINT: url }),
    );
    const { project, sandbox } = stage;
    const { accounts } = sandbox.alicloud;
    const schedules = () => accounts.map(({ cycleTasks }) => cycleTasks.list().length);
    /** The accounts that were asked since the last time, each once. */
    const callers = () => {
      const asked = new Set(sandbox.requests.entries.map(({ account }) => account));
      sandbox.requests.clear();
      return accounts.map(({ uid }) => asked.has(uid));
    };
    const environment = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: first.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: first.accessKeySecret,
    };

    const file = join(project.root, "spy.js");
    const connections = join(project.root, "connections");
    writeFileSync(file, spy);
    const spied = { NODE_OPTIONS: `--require ${file}`, CONNECTIONS: connections };
    await project.configSecrets({
      "imageScan:profiles.prod.alicloud.accessKey": second.accessKeyId,
      "imageScan:profiles.prod.alicloud.secretKey": second.accessKeySecret,
    });
    const output = await fails(project.up(["--continue-on-error"], { env: spied }));
    const diagnostics = output.slice(output.indexOf("Diagnostics:"));
    expect(diagnostics).to.contain(
      "alicloud.RegistryScanSchedule default/mainland: Alibaba Cloud credentials: none were found. " +
        "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment",
    );
    expect(diagnostics.match(/error: /g)).to.have.length(2, "ours, and the engine's that the update failed");
    expect(diagnostics).not.to.match(/\n +at /);
    expect(schedules(), "a named profile does without").to.deep.equal([0, 1]);
    expect(callers()).to.deep.equal([false, true]);
    // The engine's own servers are there, so that the list is not empty because nobody wrote it.
    expect(existsSync(connections)).to.equal(true);
    const called = new Set(readFileSync(connections, "utf8").trim().split("\n"));
    expect([...called].filter((place) => !["127.0.0.1", "localhost"].includes(place))).to.deep.equal([]);

    await succeeds(project.up([], { env: environment }));
    expect(schedules()).to.deep.equal([1, 1]);
    expect(callers()).to.deep.equal([true, false]);

    // Without a program to run there is the copy of the last update's configuration, and nothing in the environment.
    const profile = {
      name: "work",
      mode: "AK",
      access_key_id: first.accessKeyId,
      access_key_secret: first.accessKeySecret,
      region_id: "cn-hangzhou",
    };
    mkdirSync(join(project.root, "home", ".aliyun"));
    writeFileSync(
      join(project.root, "home", ".aliyun", "config.json"),
      JSON.stringify({ current: "work", profiles: [profile] }),
    );
    await succeeds(project.destroy());
    expect(schedules()).to.deep.equal([0, 0]);
    for (const { accessKeySecret } of [first, second]) {
      expect(project.stateText(), "state, its history, or configuration").not.to.contain(accessKeySecret);
      expect(output).not.to.contain(accessKeySecret);
    }
  });
});
