import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { fails, succeeds, unchanged } from "./succeeds";

// Where the real engine's provider process finds Huawei Cloud's credentials, regions and projects.

const first = { ak: "made-up-first", sk: "made-up-first-is-secret", securityToken: "made-up-first-token" };
const second = { ak: "made-up-second", sk: "made-up-second-is-secret" };
const projects = ["1", "2"].map((digit) => digit.repeat(32)) as [string, string];

describe("Huawei Cloud's credentials with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({
      huaweicloud: {
        accounts: [
          { keys: [first], projectId: projects[0], region: "cn-north-4" },
          { keys: [second], projectId: projects[1], region: "ap-southeast-1" },
        ],
      },
    });
    project = await Project.create({
      engine,
      program: { files: { "index.js": program } },
      env: { IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: sandbox.url },
    });
  });

  afterEach(async () => {
    const kept = project.stateText();
    project.remove();
    await sandbox.stop();
    for (const secret of [first.sk, first.securityToken, second.sk])
      expect(kept, "state, its history, or configuration").not.to.contain(secret);
  });

  it("come from the environment and from a profile with its own region and project, in one program", async () => {
    await profileOf(second);
    const env = {
      HW_ACCESS_KEY: first.ak,
      HW_SECRET_KEY: first.sk,
      HW_SECURITY_TOKEN: first.securityToken,
      HW_REGION_NAME: "cn-north-4",
      HW_PROJECT_ID: projects[0],
    };
    const { output } = await succeeds(project.up([], { env }));
    for (const secret of [first.sk, first.securityToken, second.sk]) expect(output).not.to.contain(secret);
    expect(cycles()).to.deep.equal([3, 14]);
    const resources = (await project.state()).deployment.resources ?? [];
    const ids = resources.filter(({ type }) => type.endsWith("Schedule")).map(({ id }) => id);
    expect(ids).to.have.members([
      `default/cn-north-4/${projects[0]}/0`,
      `other/ap-southeast-1/${projects[1]}/0`,
    ]);

    // What exists stays where it is, whatever the environment says by now.
    sandbox.requests.clear();
    const moved = { ...env, HW_REGION_NAME: "ap-southeast-1", HW_PROJECT_ID: projects[1] };
    expect((await succeeds(project.up([], { env: moved }))).output).to.match(unchanged(3));
    expect(sandbox.requests.entries).to.deep.equal([]);

    // The names of the SDKs, and without a program to run.
    const sdks = {
      HUAWEICLOUD_SDK_AK: first.ak,
      HUAWEICLOUD_SDK_SK: first.sk,
      HUAWEICLOUD_SDK_SECURITY_TOKEN: first.securityToken,
    };
    await succeeds(project.destroy([], { env: sdks }));
    expect(enabled()).to.deep.equal([false, false]);
    expect(sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok")).to.deep.equal([]);
  });

  it("that are nowhere, half there, or another account's are named with where they come from", async () => {
    const place = { HW_REGION_NAME: "cn-north-4", HW_PROJECT_ID: projects[0] };
    await profileOf({ ...second, sk: "made-up-mistyped" });
    const output = await fails(project.up([], { env: { ...place, HW_ACCESS_KEY: first.ak } }));
    expect(output).to.contain(
      "only one of the access key and the secret key is set (HW_ACCESS_KEY and HW_SECRET_KEY of the environment)",
    );
    expect(output).to.contain("APIGW.0301");
    expect(output).to.contain('(from huaweicloud of profile "other" in imageScan:profiles)');
    expect(output).not.to.contain("made-up-mistyped");

    const none = await fails(project.up([], { env: place }));
    expect(none).to.contain("none were found. Set HW_ACCESS_KEY and HW_SECRET_KEY in the environment");
    expect(none).not.to.match(/\n +at /);
    // A key of the other account opens nothing here.
    const theirs = { ...place, HW_ACCESS_KEY: second.ak, HW_SECRET_KEY: second.sk };
    expect(await fails(project.up([], { env: theirs }))).to.contain(
      "Allow HSS to these credentials (from HW_ACCESS_KEY and HW_SECRET_KEY of the environment)",
    );
    expect(enabled()).to.deep.equal([undefined, undefined]);
  });

  const policies = () => sandbox.huaweicloud.accounts.map(({ scannerPolicy }) => scannerPolicy.value);
  const cycles = () => policies().map((policy) => policy?.scan_cycle);
  const enabled = () => policies().map((policy) => policy?.enabled);

  async function profileOf({ ak, sk }: typeof second): Promise<void> {
    const values = { accessKey: ak, secretKey: sk, region: "ap-southeast-1", projectId: projects[1] };
    for (const [key, value] of Object.entries(values)) {
      const secret = key === "secretKey";
      await project.config(`imageScan:profiles.other.huaweicloud.${key}`, value, { path: true, secret });
    }
  }
});

const program = `const { huaweicloud } = require("pulumi-image-scan");
new huaweicloud.RegistryScanSchedule("here", { everyDays: 3, registries: "all" });
new huaweicloud.RegistryScanSchedule("there", { everyDays: 14, registries: "all", profile: "other" });
`;
