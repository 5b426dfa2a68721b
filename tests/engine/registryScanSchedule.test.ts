import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import type { RunResult } from "../../tools/engine/running";

// What the real engine makes of a schedule: plans, drift, failures, and what the vendor holds afterwards.

const update = "UpdateImageRegistryTimingScanTask";
const describeAction = "DescribeImageRegistryTimingScanTask";

describe("tencentcloud.RegistryScanSchedule with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({
      tencentcloud: {
        accounts: [
          {
            keys: [
              { secretId: "first-id", secretKey: "first-key-is-secret" },
              { secretId: "second-id", secretKey: "second-key-is-secret" },
            ],
          },
        ],
      },
    });
    project = await Project.create({
      engine,
      program: { files: { "index.js": program({ images: ["team/api:1.4", "team/web:2.0"] }) } },
      env: { ...sandbox.env },
    });
  });

  afterEach(async () => {
    const kept = project.stateText();
    project.remove();
    await sandbox.stop();
    for (const secret of ["first-key-is-secret", "second-key-is-secret"]) {
      expect(kept, "state, its history, or configuration").not.to.contain(secret);
    }
  });

  it("takes a thousand images in another order as no change, and one replaced as two lines", async () => {
    schedule().addMany(1000);
    const all = schedule()
      .list()
      .slice(-1000)
      .map(({ Namespace, ImageName, ImageTag }) => `${Namespace}/${ImageName}:${ImageTag}`);
    const declare = (images: readonly string[]): void => project.write("index.js", program({ images }));
    declare(all);
    await succeeds(project.up());
    expect(stored().Id).to.have.length(1000);

    declare([...all].reverse());
    sandbox.requests.clear();
    expect((await succeeds(project.preview(["--diff"]))).output).to.match(/\n +2 unchanged/);

    declare(["team/api:1.4", ...all.slice(1)].reverse());
    const { output } = await succeeds(project.preview(["--diff"]));
    const lines = output.split("\n").filter((line) => /^ +[+-~] .*: ""/.test(line));
    expect(lines.map((line) => line.trim().replace(/ +:/, ":")).sort()).to.deep.equal(
      [`+ team/api:1.4: ""`, `- ${all[0]}: ""`].sort(),
    );
    expect(output).to.match(/~ images +: \{/);
    expect(sandbox.requests.entries, "calls of the two previews").to.have.length(0);
  });

  it("calls nobody in an update without changes, and once to refresh", async () => {
    await succeeds(project.up());
    sandbox.requests.clear();
    await succeeds(project.up());
    expect(actions()).to.deep.equal([]);
    expect((await succeeds(project.refresh())).output).to.match(/\n +2 unchanged/);
    expect(actions()).to.deep.equal([describeAction]);
  });

  it("leaves a schedule that is on and different alone until told to adopt it, and gives it back", async () => {
    settings().edit({ Enable: true, ScanTime: "01:30", ScanPeriod: 7, ScanType: ["CVE"], ScanScope: 2 });
    const found = JSON.stringify(settings().value);

    const refused = await project.up();
    expect(refused.code).not.to.equal(0);
    expect(refused.output).to.contain("everyDays: now 7, wanted 1");
    expect(refused.output).to.contain('startTime: now "01:30", wanted "03:00"');
    expect(refused.output).to.contain(
      'scanTypes: now ["vulnerability"], wanted ["malware","sensitiveInfo","vulnerability"]',
    );
    expect(refused.output).to.contain("images: now nothing, wanted team/api:1.4, team/web:2.0");
    expect(refused.output).to.contain("recommended: now true, wanted nothing");
    expect(refused.output).to.contain("`adopt: true`");
    expect(JSON.stringify(settings().value)).to.equal(found);

    project.write("index.js", program({ images: ["team/api:1.4"], adopt: true }));
    await succeeds(project.up());
    expect(stored()).to.include({ ScanTime: "03:00", ScanScope: 1 });
    await succeeds(project.destroy());
    expect(JSON.stringify(settings().value)).to.equal(found);
  });

  it("keeps the schedule through a rename without an alias, and says what can no longer be given back", async () => {
    await succeeds(project.up());
    const wanted = JSON.stringify(settings().value);
    project.write("index.js", program({ images: ["team/api:1.4", "team/web:2.0"] }, "renamed"));
    const renamed = await succeeds(project.up());
    expect(renamed.output).to.contain("another resource of this update manages it now");
    expect(JSON.stringify(settings().value)).to.equal(wanted);
    expect((await succeeds(project.preview())).output).to.match(/\n +2 unchanged/);

    const destroyed = await succeeds(project.destroy());
    expect(destroyed.output).to.contain("it cannot be given back");
    expect(JSON.stringify(settings().value)).to.equal(wanted);
  });

  it("keeps the schedule when another profile of the same account replaces it, and still gives back the first", async () => {
    await project.config("imageScan:profiles.second.tencentcloud.secretId", "second-id", {
      path: true,
      secret: true,
    });
    await project.config("imageScan:profiles.second.tencentcloud.secretKey", "second-key-is-secret", {
      path: true,
      secret: true,
    });
    settings().edit({ Enable: false, ScanTime: "22:00", ScanPeriod: 3, ScanType: ["RISK"] });
    const found = JSON.stringify(settings().value);
    await succeeds(project.up());
    const wanted = JSON.stringify(settings().value);

    project.write("index.js", program({ images: ["team/api:1.4", "team/web:2.0"], profile: "second" }));
    const replaced = await succeeds(project.up());
    expect(replaced.output).to.contain("1 replaced");
    expect(JSON.stringify(settings().value)).to.equal(wanted);
    await succeeds(project.destroy());
    expect(JSON.stringify(settings().value)).to.equal(found);
  });

  it("loses nothing when the answers of a create are lost: up converges, destroy gives back", async () => {
    settings().edit({ Enable: false, ScanTime: "22:00", ScanPeriod: 3 });
    const found = JSON.stringify(settings().value);
    // Acts and is cut off; the second attempt is not answered usefully; nor is the reading back.
    sandbox.faults.add({ action: update, kind: "resetAfter" });
    sandbox.faults.add({ action: update, kind: "error", code: "FailedOperation" });
    sandbox.faults.add({ action: describeAction, kind: "slow", delayMs: 1 });
    sandbox.faults.add({ action: describeAction, kind: "error", code: "FailedOperation" });
    const failed = await project.up();
    expect(failed.code, failed.output).not.to.equal(0);
    expect(stored().Enable, "the write had reached the vendor").to.equal(true);
    const [kept] = await schedules();
    expect(kept?.initErrors).to.have.length(1);
    expect(kept?.outputs).to.have.nested.property("previous.setting.ScanTime", "22:00");

    await succeeds(project.up());
    expect((await schedules())[0]?.initErrors ?? []).to.deep.equal([]);
    await succeeds(project.destroy());
    expect(JSON.stringify(settings().value)).to.equal(found);
  });

  it("leaves what a colleague set after us to the colleague, also when destroy refreshes first", async () => {
    await succeeds(project.up());
    settings().edit({ ScanTime: "11:11", ScanPeriod: 2 });
    const theirs = JSON.stringify(settings().value);
    await succeeds(project.refresh());
    const destroyed = await succeeds(project.destroy());
    expect(destroyed.output).to.contain("it is somebody's, left as it is");
    expect(JSON.stringify(settings().value)).to.equal(theirs);

    project.write("index.js", program({ images: ["team/api:1.4"], adopt: true }));
    await succeeds(project.up());
    settings().edit({ ScanTime: "12:12" });
    await succeeds(project.destroy(["--refresh"]));
    expect(stored().ScanTime).to.equal("12:12");
  });

  it("tells all that is wrong with the inputs at once, and calls nobody", async () => {
    project.write(
      "index.js",
      program({
        startTime: "25:00",
        everyDays: 0,
        startTim: "03:00",
        scanTypes: ["vulnerability", "virus"],
        images: [
          { namespace: "team", name: "api", tag: "1.4", instanceId: "tcr-1" },
          { namespace: "team", name: "api", tag: "1.4", instanceId: "tcr-1", registryType: "tcr" },
        ],
      }),
    );
    const { code, output } = await project.up();
    expect(code).not.to.equal(0);
    expect(output).to.contain("property everyDays value {0} has a problem: 0 is not accepted");
    expect(output).to.contain('property startTime value {25:00} has a problem: "25:00" is not accepted');
    expect(output).to.contain(
      "has a problem: startTim: is not an input of this resource: did you mean `startTime`?",
    );
    expect(output).to.contain('has a problem: scanTypes[1]: "virus" is not accepted');
    expect(output).to.contain(
      "has a problem: images[1]: is tcr-1/team/api:1.4 a second time, with other coordinates",
    );
    expect(actions()).to.deep.equal([]);
  });

  it("names the nearest images when a reference is not known, and writes nothing", async () => {
    project.write("index.js", program({ images: ["team/apj:1.4"] }));
    const { code, output } = await project.up();
    expect(code).not.to.equal(0);
    expect(output).to.contain("team/apj:1.4 is in no registry that TCSS knows; nearest: team/api:1.4");
    expect(actions()).not.to.contain(update);
  });

  it("gets over a vendor that throttles, resets and answers HTML", async () => {
    sandbox.faults.add({ kind: "throttled" });
    sandbox.faults.add({ action: update, kind: "resetBefore" });
    sandbox.faults.add({ action: update, kind: "http503" });
    const { output } = await succeeds(project.up());
    expect(stored().Enable).to.equal(true);
    expect(output).not.to.contain("-key-is-secret");
  });

  it("leaves the state as it was when an update is refused", async () => {
    await succeeds(project.up());
    const before = (await schedules())[0]?.outputs;
    project.write("index.js", program({ images: ["team/api:1.3"] }));
    sandbox.faults.add({ action: update, kind: "error", code: "AuthFailure.UnauthorizedOperation" });
    const { code, output } = await project.up();
    expect(code).not.to.equal(0);
    expect(output).to.contain(
      "tencentcloud.RegistryScanSchedule default/mainland: UpdateImageRegistryTimingScanTask: AuthFailure.UnauthorizedOperation",
    );
    expect(output).to.contain("Allow tcss:UpdateImageRegistryTimingScanTask");
    expect((await schedules())[0]?.outputs).to.deep.equal(before);
    await succeeds(project.up());
  });

  it("refuses a second resource over the same schedule while planning", async () => {
    project.write("index.js", `${program({ images: ["team/api:1.4"] })}\n${body({ all: true }, "second")}`);
    const { code, output } = await project.preview();
    expect(code).not.to.equal(0);
    expect(output).to.contain('"schedule" of this program manages the same schedule already');
    expect(actions()).to.deep.equal([]);
  });

  const settings = () => sandbox.tencentcloud.accounts[0].registrySchedule;
  const schedule = () => sandbox.tencentcloud.accounts[0].registryImages;
  const stored = () => settings().value ?? expect.fail("never configured");
  const actions = () => sandbox.requests.entries.map(({ action }) => action);
  const schedules = async () =>
    (await project.state()).deployment.resources?.filter(({ type }) =>
      type.endsWith(":RegistryScanSchedule"),
    ) ?? [];
});

function program(inputs: Record<string, unknown>, name = "schedule"): string {
  return `const { tencentcloud } = require("pulumi-image-scan");\n${body(inputs, name)}`;
}

function body(inputs: Record<string, unknown>, name: string): string {
  const declared = { everyDays: 1, startTime: "03:00", ...inputs };
  return `new tencentcloud.RegistryScanSchedule(${JSON.stringify(name)}, ${JSON.stringify(declared)});\n`;
}

async function succeeds(run: Promise<RunResult>): Promise<RunResult> {
  const result = await run;
  expect(result.code, result.output).to.equal(0);
  expect(result.output).not.to.contain("-key-is-secret");
  return result;
}
