import { expect } from "chai";
import { closeStages, type Declared, killProvider, planned, programOf, Stage } from "./stage";
import { fails, succeeds, unchanged } from "./succeeds";

// What the real engine makes of Huawei Cloud's resources: what is sent, which scan has come of it, and what HSS holds.

const submit = "CreateManualImageScanTask";
const stop = "StopImageScanTask";
const write = "ModifyImageScanPolicy";
const three = ["team/api:1.4", "team/web:2.0", "library/redis:7.4"];
const host = "swr.cn-north-4.myhuaweicloud.com";

describe("huaweicloud with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("lives: taken over, left alone, changed, edited in the console, repaired, given back and stopped", async () => {
    stage = await Stage.open("");
    const { id, registry_name, registry_type } = account().registries.get("acme-harbor");
    policy().edit({
      enabled: true,
      scan_cycle: 14,
      scan_scope: 0x000f0000,
      rate_limit: 10,
      time_scope: 3,
      registry_info: [{ registry_id: id, registry_name, registry_type }],
    });
    const found = JSON.stringify(policy().value);
    const declare = (more: {
      everyDays: number;
      images: string[];
      nodes: string[];
      batch: string[];
      release?: string;
    }) => {
      const triggers = { release: more.release ?? "1" };
      stage.declare(
        program(
          { kind: "RegistryScanSchedule", everyDays: more.everyDays, registries: "all", adopt: true },
          { kind: "RegistryScanTask", images: more.images },
          { kind: "LocalScanTask", images: more.nodes, scanTypes: ["vulnerability"], triggers },
          { kind: "LocalScanTask", name: "batch", api: "batchScan", images: more.batch, triggers },
        ),
      );
    };

    declare({ everyDays: 7, images: three, nodes: ["team/api:1.4"], batch: ["nginx:1.27"] });
    account().holdScans();
    const { output: created } = await succeeds(stage.project.up());
    expect(created).to.contain("HSS lists no scan of it: no id is kept, and its images are followed");
    expect(policy().value).to.include({ enabled: true, scan_cycle: 7, rate_limit: 10, time_scope: 3 });
    expect(connected()).to.have.members(["swr-private", "acme-prod", "acme-harbor"]);
    expect(states(), "still running when up is over").to.deep.equal(["scanning", "scanning", "scanning"]);
    const { RegistryScanTask: task, LocalScanTask: nodes, batch } = await stage.kept();
    expect(task?.outputs).to.include({ taskId: scans("registry")[0]?.taskId });
    expect(nodes?.outputs).to.include({ taskId: scans("local", "scanTask")[0]?.taskId });
    expect(batch?.outputs).not.to.have.property("taskId");

    finish();
    stage.sandbox.requests.clear();
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(5));
    expect(stage.actions, "without changes").to.deep.equal([]);

    // The record id of the ledger is no number that JavaScript has exactly.
    const images = [...three, "payments/ledger:1.0", "team/worker:2026.03"].reverse();
    const changed = {
      everyDays: 3,
      images,
      nodes: ["team/web:2.0", "team/api:1.4"],
      batch: ["nginx:1.27"],
    };
    declare(changed);
    const { output } = await succeeds(stage.project.up(["--diff"]));
    // What other updates have come to may be printed below it.
    expect(planned(output).RegistryScanSchedule).to.contain("~ everyDays: 7 => 3");
    expect(output).to.contain("of 5 images: scans 2 (2 added)").and.contain("of 2 images: scans 1 (1 added)");
    expect(policy().value).to.include({ scan_cycle: 3, rate_limit: 10 });
    expect(stage.actions.filter((action) => action === write)).to.have.length(1);
    expect(imagesOf(scans("registry")[1])).to.deep.equal(["payments/ledger:1.0", "team/worker:2026.03"]);
    expect(imagesOf(scans("local", "scanTask")[1])).to.deep.equal([`${host}/team/web:2.0`]);
    expect(scans("local", "batchScan")).to.have.length(1);
    expect(sentIds().flat()).to.include("9007199254740993");

    finish();
    const ours = timing();
    policy().edit({ enabled: false, scan_cycle: 14 });
    account().registries.add("acquired");
    const { image_digest: before } = account().registryImages.get("team/api:1.4");
    const { image_digest: after, id: movedId } = account().registryImages.move("team/api:1.4");
    const plan = await succeeds(stage.project.preview(["--refresh", "--diff"]));
    const drift = planned(plan.output);
    expect(drift.RegistryScanSchedule, "drift, and its repair").to.include.members([
      "~ enabled: true => false",
      "~ everyDays: 3 => 14",
      "~ enabled: false => true",
      "~ everyDays: 14 => 3",
    ]);
    const [from, to] = [before.slice(7, 19), after.slice(7, 19)];
    expect(drift.RegistryScanTask?.[0]).to.contain(`"moved: sha256:${from} → sha256:${to}"`);
    expect(plan.output).to.contain("of 5 images: scans 1 (1 moved)");
    expect(plan.output, "what is not scanned of what is connected").to.match(/registries *: "all"/);
    expect(policy().value, "after a plan").to.include({ enabled: false, scan_cycle: 14 });

    stage.sandbox.requests.clear();
    account().holdScans();
    declare({ ...changed, release: "2" });
    await succeeds(stage.project.up(["--refresh"]));
    expect(timing()).to.deep.equal(ours);
    expect(connected()).to.have.members(["swr-private", "acme-prod", "acme-harbor", "acquired"]);
    expect(sentIds()).to.deep.include([String(movedId)]);

    const running = [scans("registry"), scans("local", "scanTask")].map((all) => all.at(-1)?.taskId);
    const { output: destroyed } = await succeeds(stage.project.destroy());
    expect(destroyed)
      .to.contain("stopped the scan that still ran")
      .and.contain("cannot be stopped: it goes on");
    expect(stopped()).to.have.members(running);
    expect(scans("local", "batchScan").map(({ state }) => state)).to.deep.equal(["ended", "scanning"]);
    expect(JSON.stringify(policy().value), "given back, byte for byte").to.equal(found);
    expect(stage.failedRequests).to.deep.equal([]);
  });

  it("scans once though the provider is killed between submission and answer, and an answer is lost", async () => {
    const first = { kind: "RegistryScanTask", images: three };
    const second = { kind: "RegistryScanTask", name: "second", images: ["team/worker:2026.03"] };
    stage = await Stage.open(program(first));
    account().holdScans();
    stage.sandbox.faults.add({ action: submit, kind: "slow", delayMs: 60_000 });
    const orphaned = await stage.upUntil(() => account().scans.length === 1, killProvider);
    expect((await orphaned.done).code).not.to.equal(0);
    expect(await stage.kept(), "in state").to.deep.equal({});

    stage.declare(program(first, second));
    stage.sandbox.faults.add({ action: submit, kind: "resetAfter" });
    const { output } = await succeeds(stage.project.up());
    expect(output)
      .to.contain("3 of 3 images are being scanned already: followed, not submitted again")
      .and.contain("the answer was lost");
    expect(stage.sandbox.faults.list(), "the fault was met").to.deep.equal([]);
    expect(account().scans.map(imagesOf), "the vendor's log").to.deep.equal([
      [...three].sort(),
      ["team/worker:2026.03"],
    ]);
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(3));
  });

  it("keeps of ten tasks created at once each its own id, while a stranger scans, too", async () => {
    const images = Array.from({ length: 10 }, (_, index) => `bulk/ours-${index}:1`);
    const theirs = ["bulk/theirs-1:1", "bulk/theirs-2:1"];
    stage = await Stage.open(
      program(...images.map((image) => ({ kind: "RegistryScanTask", name: image, images: [image] }))),
    );
    for (const image of [...images, ...theirs]) account().registryImages.add(image);
    account().holdScans();
    // Other risk types, or more images than one of ours: each can be told apart.
    const others = [{ images: theirs }, { images: theirs.slice(0, 1), scanTypes: ["baseline"] as const }];
    let turn = 0;
    stage.sandbox.requests.subscribe(({ action }) => {
      if (action === submit) account().startScan({ kind: "registry", ...others[turn++ % 2] });
    });
    await succeeds(stage.project.up(["--parallel", "32"]));
    const ours = account().scans.filter(({ startedBy }) => startedBy !== "console");
    expect(new Set(ours.flatMap(imagesOf)).size, "one scan of each").to.equal(10);
    expect(account().scans.length, "with the stranger's").to.equal(20);
    const kept = Object.entries(await stage.kept()).map(([name, { outputs }]) => [name, outputs?.taskId]);
    expect(kept).to.have.deep.members(ours.map((scan) => [imagesOf(scan)[0], scan.taskId]));
    expect(stage.failedRequests).to.deep.equal([]);
  });

  it("writes nothing but the engine's lines and ours while requests fail, and no key", async () => {
    const token = "made-up-token-of-a-session";
    const key = { ak: "made-up-access-key", sk: "made-up-secret-key", securityToken: token };
    const huaweicloud = { accounts: [{ keys: [key] }] as const };
    stage = await Stage.open(program({ kind: "RegistryScanTask", name: "scan", images: three }), {
      huaweicloud,
    });
    const { faults, requests } = stage.sandbox;
    for (const kind of ["http500", "http503", "malformedJson", "resetBefore", "throttled"] as const)
      faults.add({ action: "ListRegistryImages", kind });
    const message = `${key.ak} ${token} may not`;
    faults.add({ action: submit, kind: "error", code: "HSS.0013", message });
    const refused = await fails(stage.project.up());
    faults.add({ action: submit, kind: "resetAfter" });
    const { output: lost } = await succeeds(stage.project.up());
    expect(faults.list(), "each fault was met").to.deep.equal([]);
    const failed = requests.entries.filter(({ outcome }) => outcome !== "ok");
    expect(failed.length, "requests that failed").to.be.at.least(7);
    expect(refused).to.contain("HSS.0013").and.contain("… … may not");
    expect(lost).to.contain("the answer was lost");

    for (const output of [refused, lost]) {
      for (const secret of [key.ak, key.sk, token]) expect(output).not.to.contain(secret);
      expect(output).not.to.match(
        /authorization|x-sdk|security-token|signature=|axios|\[(debug|info|error)\]/i,
      );
      expect(strangeLines(output), output).to.deep.equal([]);
    }
    expect(account().scans, "the vendor's log").to.have.length(1);
    const kept = stage.project.stateText();
    for (const secret of [key.sk, token]) expect(kept).not.to.contain(secret);
  });

  const account = () => stage.sandbox.huaweicloud.accounts[0];
  const policy = () => account().scannerPolicy;
  const connected = () => policy().value?.registry_info.map(({ registry_name }) => registry_name);
  const timing = () => {
    const { enabled, scan_cycle, scan_scope, rate_limit, time_scope } = policy().value ?? expect.fail("none");
    return { enabled, scan_cycle, scan_scope, rate_limit, time_scope };
  };
  const states = () => account().scans.map(({ state }) => state);
  const scans = (kind: string, by = "scanTask") =>
    account().scans.filter((scan) => scan.kind === kind && scan.startedBy === by);
  const imagesOf = (scan?: { images: readonly string[] }) => [...(scan?.images ?? [])].sort();
  const stopped = () =>
    stage.sandbox.requests.entries
      .filter(({ action }) => action === stop)
      .map(({ path }) => path.split("/").at(-2));

  /** The ids in every submission since the log was cleared, digit by digit. */
  const sentIds = () =>
    stage.sandbox.requests.entries
      .filter(({ action }) => action === submit)
      .map(({ rawBody }) => [...rawBody.matchAll(/"id":([^,}]+)/g)].map(([, id]) => id));

  function finish(): void {
    account().releaseScans();
    account().finishScans();
  }
});

const program = (...resources: Declared[]) => programOf("huaweicloud", resources);

/** What the engine reports beside a resource, or we say. */
const said =
  "(error: update failed|warning: Could not find a package\\.json .*|\\d+ (error|warning|message)s?[;\\w ]*|" +
  "(error: )?huaweicloud\\.RegistryScanTask(: | scan-).*)";
const resource = "(pulumi:pulumi:Stack|pulumi-nodejs:dynamic/imageScan/huaweicloud:RegistryScanTask)";
const known = [
  /^(Updating \(dev\):|Diagnostics:|Resources:|@ updating\.+|Duration: [\dms]+|)$/,
  /^ {4}([+~] )?\d+ (created|updated|unchanged|errored)$/,
  new RegExp(`^  ${resource} \\((program-dev|scan)\\):$`),
  new RegExp(`^    ${said}$`),
  new RegExp(
    `^ [+~ ]  ${resource} (program-dev|scan) (\\*\\*)?[a-z]*( failed)?( ?\\([\\dms]+\\))?(\\*\\*)? ?${said}?$`,
  ),
];

/** The lines that are neither the engine's reports nor what we say. */
function strangeLines(output: string): string[] {
  return output.split("\n").filter((line) => !known.some((form) => form.test(line)));
}
