import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { fails, succeeds, unchanged } from "./succeeds";

// What the real engine makes of the schedule that Security Center creates and deletes.

const create = "CreateCycleTask";
const list = "DescribeCycleTaskList";

describe("alicloud.RegistryScanSchedule with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox();
    project = await Project.create({
      engine,
      program: { files: { "index.js": program({}) } },
      env: { ...sandbox.env },
    });
  });

  afterEach(async () => {
    project.remove();
    await sandbox.stop();
  });

  it("is created, left alone without changes, changed in place, and deleted", async () => {
    await succeeds(project.up());
    const [created] = tasks().list();
    expect(created).to.deep.include({
      TaskType: "IMAGE_SCAN",
      Enable: 1,
      IntervalPeriod: 1,
      PeriodUnit: "day",
      TargetStartTime: 2,
      TargetEndTime: 6,
    });
    sandbox.requests.clear();
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    expect(actions(), "without changes").to.deep.equal([]);
    expect((await succeeds(project.refresh())).output).to.match(unchanged(2));
    expect(actions(), "of a refresh").to.deep.equal([list]);

    declare({ everyDays: 3 });
    const { output } = await succeeds(project.preview(["--diff"]));
    expect(marked(output)).to.deep.equal(["~ everyDays: 1 => 3"]);
    await succeeds(project.up());
    expect(tasks().list()).to.deep.equal([{ ...created, IntervalPeriod: 3 }]);

    expect((await succeeds(project.destroy())).output).to.contain("was not there before: deleted");
    expect(tasks().list()).to.deep.equal([]);
  });

  it("shows in a refreshed plan what was changed in the console, and repairs it", async () => {
    await succeeds(project.up());
    const ours = only();
    tasks().edit(ours.ConfigId, { IntervalPeriod: 7, TargetStartTime: 4, Enable: 0 });
    const { output } = await succeeds(project.preview(["--refresh", "--diff"]));
    const [drift = "", repair = ""] = output.split(/\(update\)/);
    expect(marked(drift), "drift").to.deep.equal([
      "~ enabled: true => false",
      "~ everyDays: 1 => 7",
      '~ startTime: "02:00" => "04:00"',
    ]);
    expect(marked(repair), "repair").to.deep.equal([
      "~ enabled: false => true",
      "~ everyDays: 7 => 1",
      '~ startTime: "04:00" => "02:00"',
    ]);
    expect(only(), "after a plan").to.include({ IntervalPeriod: 7, Enable: 0 });

    await succeeds(project.up(["--refresh"]));
    expect(only()).to.deep.equal(ours);
    expect((await succeeds(project.preview(["--refresh"]))).output).to.match(unchanged(2));
  });

  it("shows days that became hours in the console as one leaving and one coming", async () => {
    await succeeds(project.up());
    tasks().edit(only().ConfigId, { IntervalPeriod: 12, PeriodUnit: "hour" });
    const { output } = await succeeds(project.preview(["--refresh", "--diff"]));
    expect(marked(output.slice(0, output.indexOf("(update)")))).to.deep.equal([
      "- everyDays: 1",
      "+ everyHours: 12",
    ]);
    await succeeds(project.up(["--refresh"]));
    expect(only()).to.include({ IntervalPeriod: 1, PeriodUnit: "day" });
  });

  it("leaves one that is on and different alone until told to adopt it, and gives it back", async () => {
    tasks().add({ IntervalPeriod: 7, TargetStartTime: 0, TargetEndTime: 24, Param: '{"lang":"zh"}' });
    const found = JSON.stringify(tasks().list());

    const refused = await fails(project.up());
    expect(refused).to.contain("everyDays: now 7, wanted 1");
    expect(refused).to.contain('startTime: now "00:00", wanted "02:00"');
    expect(refused).to.contain('endTime: now "00:00", wanted "06:00"');
    expect(refused).to.contain("`adopt: true`");
    expect(JSON.stringify(tasks().list()), "after the refusal").to.equal(found);
    expect(actions()).to.deep.equal([list]);

    declare({ adopt: true, firstDate: "2026-12-01" });
    await succeeds(project.up());
    expect(only()).to.include({ IntervalPeriod: 1, TargetStartTime: 2, Param: '{"lang":"zh"}' });
    expect(JSON.stringify(tasks().list())).not.to.equal(found);
    await succeeds(project.destroy());
    expect(JSON.stringify(tasks().list()), "given back").to.equal(found);
  });

  it("creates one, not two, when the answer is lost, and deletes it", async () => {
    sandbox.faults.add({ action: create, kind: "resetAfter" });
    expect((await succeeds(project.up())).output).to.contain("the answer was lost");
    expect(tasks().list()).to.have.length(1);
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    await succeeds(project.destroy());
    expect(tasks().list()).to.deep.equal([]);
  });

  it("leaves the account as it was before us when nothing but the lost create came to pass", async () => {
    // The look before, the look of the write itself; then the answer is lost, and nobody may look.
    sandbox.faults.add({ action: list, kind: "slow", delayMs: 1, times: 2 });
    sandbox.faults.add({ action: create, kind: "resetAfter" });
    sandbox.faults.add({ action: list, kind: "error", code: "NoPermission" });
    await fails(project.up());
    expect(tasks().list(), "it had reached the vendor").to.have.length(1);
    expect(sandbox.faults.list()).to.deep.equal([]);
    const [kept] = await schedules();
    expect(kept?.initErrors).to.have.length(1);

    await succeeds(project.destroy());
    expect(tasks().list()).to.deep.equal([]);
  });

  it("goes on with a create whose answer was lost, in the next update", async () => {
    sandbox.faults.add({ action: list, kind: "slow", delayMs: 1, times: 2 });
    sandbox.faults.add({ action: create, kind: "resetAfter" });
    sandbox.faults.add({ action: list, kind: "error", code: "NoPermission" });
    await fails(project.up());
    await succeeds(project.up());
    expect(tasks().list()).to.have.length(1);
    expect((await schedules())[0]?.initErrors ?? []).to.deep.equal([]);
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    await succeeds(project.destroy());
    expect(tasks().list()).to.deep.equal([]);
  });

  it("leaves what a colleague made of it to the colleague", async () => {
    await succeeds(project.up());
    tasks().edit(only().ConfigId, { IntervalPeriod: 2 });
    const theirs = JSON.stringify(tasks().list());
    expect((await succeeds(project.destroy())).output).to.contain("it is somebody's, left as it is");
    expect(JSON.stringify(tasks().list())).to.equal(theirs);
  });

  it("is created again after it was deleted in the console", async () => {
    await succeeds(project.up());
    const { ConfigId } = only();
    tasks().remove(ConfigId);
    expect((await succeeds(project.preview(["--refresh"]))).output).to.match(/\+ +1 to create/);
    await succeeds(project.up(["--refresh"]));
    expect(only().ConfigId).not.to.equal(ConfigId);
  });

  it("tells all that is wrong with the inputs at once, and calls nobody", async () => {
    declare({ everyHours: 12, startTime: "02:30", endTime: "24:00", firstDate: "2026-02-30", images: [] });
    const output = await fails(project.up());
    expect(output).to.match(/everyDays.*everyHours|everyHours.*everyDays/);
    expect(output).to.contain('"02:30" is no whole hour, and Security Center takes only those');
    expect(output).to.contain('property endTime value {24:00} has a problem: "24:00" is not accepted');
    expect(output).to.contain('property firstDate value {2026-02-30} has a problem: "2026-02-30" is not');
    expect(output).to.contain("images: is not an input of this resource");
    expect(actions()).to.deep.equal([]);
  });

  const tasks = () => sandbox.alicloud.accounts[0].cycleTasks;
  const only = () => {
    const all = tasks().list();
    expect(all).to.have.length(1);
    return { ...(all[0] ?? expect.fail("none")) };
  };
  const actions = () => sandbox.requests.entries.map(({ action }) => action);
  const declare = (inputs: Record<string, unknown>) => project.write("index.js", program(inputs));
  const schedules = async () =>
    (await project.state()).deployment.resources?.filter(({ type }) =>
      type.endsWith(":RegistryScanSchedule"),
    ) ?? [];
});

function program(inputs: Record<string, unknown>): string {
  const declared = { everyDays: 1, startTime: "02:00", endTime: "06:00", ...inputs };
  return `const { alicloud } = require("pulumi-image-scan");
new alicloud.RegistryScanSchedule("schedule", ${JSON.stringify(declared)});
`;
}

/** The lines of a plan that show an input come, go or change. */
function marked(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => /^ +[+~-] +\w+ *: /.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/^(.) +/, "$1 ")
        .replace(/ +: +/, ": "),
    )
    .sort((one, other) => one.slice(2).localeCompare(other.slice(2)));
}
