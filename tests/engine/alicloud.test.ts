import { expect } from "chai";
import { closeStages, type Declared, killProvider, planned, programOf, Stage } from "./stage";
import { fails, succeeds, unchanged, until } from "./succeeds";

// What the real engine makes of Alibaba Cloud's resources: what is sent, what never twice, and how many run at a time.

const submit = "PublicSyncAndCreateImageScanTask";
const submitApp = "CreateContainerScanTaskByAppName";
const create = "CreateCycleTask";
const list = "DescribeCycleTaskList";
// None of these runs in the cluster of the applications below: what SAS scans already is not submitted again.
const three = ["payments/gateway:3.2.0", "platform/nginx-ingress:v1.11.2", "library/redis:7.4"];

describe("alicloud with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("lives: created, left alone, changed, edited in the console, repaired, deleted and stopped", async () => {
    stage = await Stage.open("");
    const declare = (more: { everyDays: number; images: string[]; apps: string[]; release?: string }) =>
      stage.declare(
        program(
          schedule({ everyDays: more.everyDays }),
          { kind: "RegistryScanTask", images: more.images },
          apps(more.apps, { triggers: { release: more.release ?? "1" } }),
        ),
      );
    declare({ everyDays: 1, images: three, apps: ["web", "api"] });
    account().holdScans();
    await succeeds(stage.project.up());
    const created = { ...(account().cycleTasks.list()[0] ?? expect.fail("none")) };
    expect(created).to.deep.include({
      TaskType: "IMAGE_SCAN",
      Enable: 1,
      IntervalPeriod: 1,
      PeriodUnit: "day",
      TargetStartTime: 2,
      TargetEndTime: 6,
    });
    expect(sent()).to.deep.equal([[...three].sort()]);
    expect(sentApps()).to.have.members(["api", "web"]);
    expect(states(), "still running when up is over").to.deep.equal(["scanning", "scanning", "scanning"]);

    finish();
    stage.sandbox.requests.clear();
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(4));
    expect(stage.actions, "without changes").to.deep.equal([]);

    const images = [...three, "payments/ledger:1.0", "library/postgres:16.4"].reverse();
    const changed = { everyDays: 3, images, apps: ["worker", "api", "web"] };
    declare(changed);
    const { output } = await succeeds(stage.project.up(["--diff"]));
    // What other updates have come to may be printed below it.
    expect(planned(output).RegistryScanSchedule).to.contain("~ everyDays: 1 => 3");
    expect(output).to.contain("of 5 images: scans 2 (2 added)").and.contain("of 3 apps: scans 1 (1 added)");
    expect(account().cycleTasks.list()).to.deep.equal([{ ...created, IntervalPeriod: 3 }]);
    expect(sent()).to.deep.equal([["library/postgres:16.4", "payments/ledger:1.0"]]);
    expect(sentApps()).to.deep.equal(["worker"]);

    finish();
    const ours = JSON.stringify(account().cycleTasks.list());
    account().cycleTasks.edit(created.ConfigId, {
      IntervalPeriod: 12,
      PeriodUnit: "hour",
      TargetStartTime: 4,
    });
    const before = account().registryImages.get("payments/gateway:3.2.0").Digest.slice(0, 12);
    const after = account().registryImages.move("payments/gateway:3.2.0").Digest.slice(0, 12);
    const plan = await succeeds(stage.project.preview(["--refresh", "--diff"]));
    const drift = planned(plan.output);
    expect(drift.RegistryScanSchedule, "drift, and its repair").to.deep.equal([
      "- everyDays: 3",
      "+ everyHours: 12",
      '~ startTime: "02:00" => "04:00"',
      "+ everyDays: 3",
      "- everyHours: 12",
      '~ startTime: "04:00" => "02:00"',
    ]);
    expect(drift.RegistryScanTask?.[0])
      .to.contain("payments/gateway:3.2.0")
      .and.contain(`"moved: sha256:${before} → sha256:${after}"`);
    expect(plan.output).to.contain("of 5 images: scans 1 (1 moved)");

    stage.sandbox.requests.clear();
    account().holdScans();
    declare({ ...changed, release: "2" });
    await succeeds(stage.project.up(["--refresh"]));
    expect(JSON.stringify(account().cycleTasks.list())).to.equal(ours);
    expect(sent()).to.deep.equal([["payments/gateway:3.2.0"]]);
    expect(sentApps(), "another release").to.have.members(["api", "web", "worker"]);

    expect((await succeeds(stage.project.destroy())).output).to.contain("was not there before: deleted");
    expect(account().cycleTasks.list()).to.deep.equal([]);
    expect(states().slice(-4), "stopped").to.deep.equal(["canceled", "canceled", "canceled", "canceled"]);
    expect(stage.failedRequests).to.deep.equal([]);
  });

  it("scans once, and has one schedule, though the provider is killed and answers are lost", async () => {
    const first = { kind: "RegistryScanTask", images: three };
    const second = { kind: "RegistryScanTask", name: "second", images: ["library/postgres:16.4"] };
    stage = await Stage.open(program(first, schedule()));
    account().holdScans();
    stage.sandbox.faults.add({ action: submit, kind: "slow", delayMs: 60_000 });
    stage.sandbox.faults.add({ action: create, kind: "slow", delayMs: 60_000 });
    const orphaned = await stage.upUntil(
      () => account().scans.length === 1 && account().cycleTasks.list().length === 1,
      killProvider,
    );
    expect((await orphaned.done).code).not.to.equal(0);
    expect(await stage.kept(), "in state").to.deep.equal({});

    stage.declare(program(first, schedule(), second, apps(["api"])));
    stage.sandbox.faults.add({ action: submit, kind: "resetAfter" });
    stage.sandbox.faults.add({ action: submitApp, kind: "resetAfter" });
    const { output } = await succeeds(stage.project.up());
    expect(output)
      .to.contain("3 of 3 images are being scanned already: followed, not submitted again")
      .and.contain("ambiguous");
    expect(stage.sandbox.faults.list(), "each fault was met").to.deep.equal([]);
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(5));
    const [one, ...others] = scanned();
    expect(one, "the vendor's log").to.deep.equal([...three].sort());
    expect(others.map(({ length }) => length).sort(), "an image, and the containers of an app").to.deep.equal(
      [1, 2],
    );
    expect(account().cycleTasks.list()).to.have.length(1);
  });

  it("goes on with what a submission and a schedule left undone that broke off, and with nothing else", async () => {
    stage = await Stage.open("");
    account().registryImages.addMany(50);
    account().holdScans();
    const images = bulk(50);
    stage.declare(program({ kind: "RegistryScanTask", images }, schedule()));
    stage.sandbox.faults.add({ action: submit, kind: "slow", delayMs: 1 });
    stage.sandbox.faults.add({ action: submit, kind: "error", code: "NoPermission" });
    // The look before, the look of the write itself; then the answer is lost, and nobody may look.
    stage.sandbox.faults.add({ action: list, kind: "slow", delayMs: 1, times: 2 });
    stage.sandbox.faults.add({ action: create, kind: "resetAfter" });
    stage.sandbox.faults.add({ action: list, kind: "error", code: "NoPermission" });
    expect(await fails(stage.project.up(["--continue-on-error"]))).to.contain("NoPermission");
    expect(stage.sandbox.faults.list(), "each fault was met").to.deep.equal([]);
    const accepted = scanned().flat();
    expect(accepted, "the first part of several").to.have.length(20);
    expect(account().cycleTasks.list(), "it had reached the vendor").to.have.length(1);
    const { RegistryScanTask: task, RegistryScanSchedule: kept } = await stage.kept();
    expect(Object.keys((task?.outputs?.images ?? {}) as object)).to.have.members(accepted);
    expect(kept?.initErrors).to.have.length(1);

    stage.sandbox.requests.clear();
    await succeeds(stage.project.up());
    expect(sent().flat()).to.have.members(images.filter((image) => !accepted.includes(image)));
    expect(scanned().flat(), "each once").to.have.members(images);
    expect(account().cycleTasks.list()).to.have.length(1);
    for (const resource of Object.values(await stage.kept()))
      expect(resource.initErrors ?? []).to.deep.equal([]);
    await succeeds(stage.project.destroy());
    expect(account().cycleTasks.list(), "as it was before us").to.deep.equal([]);
  });

  it("sends the three images that are new among a thousand, and nothing else", async () => {
    stage = await Stage.open("", { alicloud: { secondsPerImage: 0 } });
    account().registryImages.addMany(1_000);
    const all = bulk(1_000);
    stage.declare(program({ kind: "RegistryScanTask", images: all.slice(3) }));
    await succeeds(stage.project.up());
    expect(new Set(sent().flat())).to.deep.equal(new Set(all.slice(3)));
    expect(sent().flat(), "each once").to.have.length(997);

    stage.declare(program({ kind: "RegistryScanTask", images: [...all].reverse() }));
    stage.sandbox.requests.clear();
    const { output } = await succeeds(stage.project.up(["--diff"]));
    expect(output.split("\n").filter((line) => /^ +[+-] .*: ""/.test(line))).to.have.length(3);
    expect(output).to.contain("of 1000 images: scans 3 (3 added)");
    expect(sent()).to.deep.equal([all.slice(0, 3).sort()]);
    expect(account().maxRunning).to.be.at.most(10);
  });

  it("never runs more than ten of twenty-five tasks of one stack at once, and all of them finish", async () => {
    stage = await Stage.open("", { alicloud: { secondsPerImage: 2 } });
    account().registryImages.addMany(25);
    const images = bulk(25);
    stage.declare(
      program(...images.map((image) => ({ kind: "RegistryScanTask", name: image, images: [image] }))),
    );
    const { output } = await succeeds(stage.project.up(["--parallel", "64"]));
    expect(output).to.contain("waits for the vendor to take a further scan");
    expect(account().maxRunning, "the limit was reached, and kept").to.equal(10);
    expect(scanned().flat().sort(), "each once").to.deep.equal([...images].sort());
    await until(
      () => states().every((state) => state === "ended"),
      () => `after half a minute: ${states()}`,
    );
    expect(stage.failedRequests).to.deep.equal([]);
    const kept = Object.values(await stage.kept());
    expect(kept.map(({ outputs }) => outputs?.taskId).sort()).to.deep.equal(
      account()
        .scans.map(({ taskId }) => taskId)
        .sort(),
    );
  });

  const account = () => stage.sandbox.alicloud.accounts[0];
  const states = () => account().scans.map(({ state }) => state);
  const scanned = () => account().scans.map(({ images }) => [...images].sort());
  const bulk = (count: number) =>
    account()
      .registryImages.list()
      .slice(-count)
      .map(({ RepoNamespace, RepoName, Tag }) => `${RepoNamespace}/${RepoName}:${Tag}`);
  const submitted = (action: string) =>
    stage.sandbox.requests.entries.filter((entry) => entry.action === action).map(({ body }) => body);

  /** The images of every submission since the log was cleared, as they were sent. */
  const sent = () =>
    submitted(submit).map(({ Images }) =>
      (JSON.parse(String(Images)) as Record<string, string>[])
        .map(({ repoNamespace, repoName, tag }) => `${repoNamespace}/${repoName}:${tag}`)
        .sort(),
    );
  const sentApps = () => submitted(submitApp).map(({ AppNames }) => AppNames);

  function finish(): void {
    account().releaseScans();
    account().finishScans();
  }
});

const schedule = (more: Record<string, unknown> = {}) => ({
  kind: "RegistryScanSchedule",
  everyDays: 1,
  startTime: "02:00",
  endTime: "06:00",
  ...more,
});
const apps = (names: string[], more: Record<string, unknown> = {}) => ({
  kind: "ContainerScanTask",
  clusterId: "c-sandbox1",
  apps: names,
  ...more,
});

const program = (...resources: Declared[]) => programOf("alicloud", resources);
