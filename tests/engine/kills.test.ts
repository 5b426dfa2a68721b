import { expect } from "chai";
import type { Running } from "../../tools/engine/running";
import { closeStages, type Declared, killProvider, programOf, Stage } from "./stage";
import { succeeds, unchanged, until } from "./succeeds";

// Processes that die while a vendor is being told something: before it has acted, and after, at each of the calls that
// change something. The next command of the engine puts it right, and nothing is done twice, or forgotten.

const everything = ["team/api:1.4", "team/web:2.0", "payments/ledger:1.0"];
const two = everything.slice(0, 2);

describe("what is killed with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("is put right by the next command, where the provider is killed at any call to HSS", async () => {
    const [write, submit, stop] = ["ModifyImageScanPolicy", "CreateManualImageScanTask", "StopImageScanTask"];
    stage = await Stage.open(huaweicloud(7, two));
    const account = stage.sandbox.huaweicloud.accounts[0];
    account.scannerPolicy.edit({ enabled: true, scan_cycle: 14, rate_limit: 10 });
    const found = JSON.stringify(account.scannerPolicy.value);
    const cycle = () => account.scannerPolicy.value?.scan_cycle;
    const scanned = () => account.scans.map(({ images }) => [...images].sort());
    account.holdScans();

    await killed(["up"], "hang", [write, submit], killProvider);
    expect([JSON.stringify(account.scannerPolicy.value), scanned()], "before").to.deep.equal([found, []]);
    const late = await killed(["up"], "slow", [write, submit], killProvider);
    expect(await stage.kept(), "in state").to.deep.equal({});
    // The one window that cannot be closed: a schedule is written, and what was found has not reached the state.
    expect(late, "what was found is in the log").to.match(
      /found \{.*"scan_cycle":14.*\}: kept, to be given back/,
    );
    const { output } = await succeeds(stage.project.up());
    expect(output)
      .to.contain("already set as wanted: nothing was written, and there is nothing to give back")
      .and.contain("2 of 2 images are being scanned already: followed, not submitted again");
    expect([cycle(), scanned()], "created").to.deep.equal([7, [two]]);

    account.releaseScans();
    account.finishScans();
    account.holdScans();
    stage.declare(huaweicloud(3, everything));
    await killed(["up"], "hang", [write, submit], killProvider);
    expect([cycle(), scanned()], "before").to.deep.equal([7, [two]]);
    await killed(["up"], "slow", [write, submit], killProvider);
    await succeeds(stage.project.up());
    expect([cycle(), scanned()], "changed").to.deep.equal([3, [two, everything.slice(2)]]);

    // The last scan was followed only, as its answer was lost: one that is ours is there to be stopped.
    account.releaseScans();
    account.finishScans();
    account.holdScans();
    stage.declare(huaweicloud(3, everything, "2"));
    await succeeds(stage.project.up());
    await killed(["destroy"], "hang", [stop], killProvider);
    expect(account.scans.at(-1)?.state, "before").to.equal("scanning");
    await killed(["destroy"], "slow", [stop], killProvider);
    await succeeds(stage.project.destroy());
    expect(account.scans.at(-1)?.state).to.equal("canceled");
    expect(scanned()).to.have.length(3);
    expect(await stage.kept()).to.deep.equal({});
  });

  it("is put right by `cancel` and the next command, where the engine is killed at any call to TCSS", async () => {
    const [write, submit, stop] = [
      "UpdateImageRegistryTimingScanTask",
      "CreateAssetImageRegistryScanTask",
      "ModifyAssetImageRegistryScanStop",
    ];
    stage = await Stage.open(tencentcloud(1, two));
    const account = stage.sandbox.tencentcloud.accounts[0];
    account.registrySchedule.edit({ Enable: true, ScanTime: "01:30", ScanPeriod: 7, ScanScope: 2 });
    const found = JSON.stringify(account.registrySchedule.value);
    const period = () => account.registrySchedule.value?.ScanPeriod;
    const scanned = () => account.scans.map(({ images }) => [...images].sort());
    account.holdScans();

    // The submission is kept back, and then comes to nothing: the orphan looks, and must not submit again.
    stage.sandbox.faults.add({ action: submit, kind: "resetBefore", delayMs: 3_000 });
    const killEngine = (running: Running) => running.kill("SIGKILL");
    await killed(["up"], "hang", [write], killEngine, [write, submit]);
    await until(
      () => stage.actions.slice(stage.actions.indexOf(submit) + 1).some((action) => /List$/.test(action)),
      () => `the orphan has not looked: ${stage.actions.join(", ")}`,
    );
    await stage.project.run(["cancel", "--yes"]);
    expect(stage.actions.filter((action) => action === submit)).to.have.length(1);
    expect([JSON.stringify(account.registrySchedule.value), scanned()], "before").to.deep.equal([found, []]);
    const { output } = await succeeds(stage.project.up());
    expect(output).to.contain("pending");
    expect([period(), scanned()], "created").to.deep.equal([1, [two]]);

    account.releaseScans();
    account.finishScans();
    account.holdScans();
    stage.declare(tencentcloud(2, everything));
    await killed(["up"], "hang", [write, submit], killEngine);
    await stage.project.run(["cancel", "--yes"]);
    expect([period(), scanned()], "before").to.deep.equal([1, [two]]);
    await killed(["up"], "slow", [write, submit], killEngine);
    await stage.project.run(["cancel", "--yes"]);
    await succeeds(stage.project.up());
    expect([period(), scanned()], "changed").to.deep.equal([2, [two, everything.slice(2)]]);
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(3));

    // As above: one that is ours is there to be stopped.
    account.releaseScans();
    account.finishScans();
    account.holdScans();
    stage.declare(tencentcloud(2, everything, "2"));
    await succeeds(stage.project.up());
    await killed(["destroy"], "hang", [write, stop], killEngine);
    await stage.project.run(["cancel", "--yes"]);
    expect([period(), account.scans.at(-1)?.state], "before").to.deep.equal([2, "scanning"]);
    await killed(["destroy"], "slow", [write, stop], killEngine);
    await stage.project.run(["cancel", "--yes"]);
    await succeeds(stage.project.destroy());
    expect(JSON.stringify(account.registrySchedule.value), "given back").to.equal(found);
    expect(account.scans.at(-1)?.state).to.equal("canceled");
    expect(await stage.kept()).to.deep.equal({});
    expect(scanned()).to.have.length(3);
  });

  it("is put right by the next command, where the provider is killed while Security Center is told to scan", async () => {
    const submit = "PublicSyncAndCreateImageScanTask";
    stage = await Stage.open(programOf("alicloud", [{ kind: "RegistryScanTask", images: two }]));
    const account = stage.sandbox.alicloud.accounts[0];
    account.holdScans();
    await killed(["up"], "hang", [submit], killProvider);
    expect(account.scans, "before").to.deep.equal([]);
    await killed(["up"], "slow", [submit], killProvider);
    expect(await stage.kept()).to.deep.equal({});
    await succeeds(stage.project.up());
    expect(account.scans.map(({ images }) => images.length)).to.deep.equal([2]);
    expect(Object.keys(await stage.kept())).to.deep.equal(["RegistryScanTask"]);
  });

  /** A command of the engine while whose calls of `actions` are kept back something is killed; what it said. */
  async function killed(
    [command = ""]: readonly string[],
    kind: "hang" | "slow",
    actions: readonly string[],
    kill: (running: Running) => void,
    awaited = actions,
  ): Promise<string> {
    stage.sandbox.requests.clear();
    for (const action of actions)
      stage.sandbox.faults.add({ action, kind, ...(kind === "slow" ? { delayMs: 60_000 } : {}) });
    const running = stage.project.start([command, "--yes", "--skip-preview"]);
    await until(
      () => awaited.every((action) => stage.actions.includes(action)) || (kind === "hang" && atHand(awaited)),
      () => `not after half a minute: ${running.output}`,
    );
    kill(running);
    const { code, output } = await running.done;
    expect(code, output).not.to.equal(0);
    return output;
  }

  /** Whether each call has arrived: one that is kept back first is logged when it is let go. */
  function atHand(actions: readonly string[]): boolean {
    const waiting = stage.sandbox.faults.list().map(({ action }) => action);
    return actions.every((action) => !waiting.includes(action));
  }
});

const huaweicloud = (everyDays: number, images: readonly string[], release = "1"): string =>
  programOf("huaweicloud", [
    { kind: "RegistryScanSchedule", everyDays, registries: "all", adopt: true },
    { kind: "RegistryScanTask", images, triggers: { release } },
  ] satisfies Declared[]);

const tencentcloud = (everyDays: number, images: readonly string[], release = "1"): string =>
  programOf("tencentcloud", [
    { kind: "RegistryScanSchedule", everyDays, startTime: "03:00", images, adopt: true },
    { kind: "RegistryScanTask", images, triggers: { release } },
  ] satisfies Declared[]);
