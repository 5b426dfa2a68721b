import { Agent } from "node:http";
import { expect } from "chai";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import type { Running, RunResult } from "../../tools/engine/running";

// One-off scans with the real engine: what is scanned, what is never scanned twice, and what a delete stops.

const create = "CreateAssetImageRegistryScanTask";
const three = ["team/api:1.4", "team/web:2.0", "library/redis:7.4"];

describe("tencentcloud.RegistryScanTask with the real engine", function () {
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
      program: { files: { "index.js": program({ images: three }) } },
      env: { ...sandbox.env },
    });
  });

  afterEach(async () => {
    project.remove();
    await sandbox.stop();
  });

  it("returns when the scan is accepted, and scans exactly what an update adds", async () => {
    account().holdScans();
    await succeeds(project.up());
    expect(
      account().scans.map(({ state }) => state),
      "still running when up is over",
    ).to.deep.equal(["scanning"]);
    account().releaseScans();
    account().finishScans();

    declare({ images: [...three, "payments/ledger:1.0", "team/worker:2026.03"].reverse() });
    const plan = await succeeds(project.preview());
    expect(plan.output).to.contain("of 5 images: scans 2 (2 added)");
    await succeeds(project.up());
    expect(scanned()).to.deep.equal([[...three].sort(), ["payments/ledger:1.0", "team/worker:2026.03"]]);
    expect((await task())?.outputs).to.have.nested.property("runs[0].reason", "added");
    expect((await task())?.outputs).to.have.nested.property("runs[0].images", 2);
  });

  it("scans nothing for another order, fewer images, or options of our own", async () => {
    await succeeds(project.up());
    account().finishScans();
    declare({ images: [...three].reverse() });
    expect((await succeeds(project.up())).output).to.match(/\n +2 unchanged/);
    sandbox.requests.clear();
    declare({
      images: three.slice(1),
      rescan: "added",
      onBusy: "fail",
      cancelOnDelete: false,
      maxImages: 10,
    });
    expect((await succeeds(project.up())).output).to.contain("1 updated");
    expect(actions()).to.deep.equal([]);
    expect(scanned()).to.have.length(1);
  });

  it("shows a moved tag as one line of a refreshed plan, and scans that image", async () => {
    await succeeds(project.up());
    account().finishScans();
    account().registryImages.move("team/api:1.4");
    const plan = await succeeds(project.preview(["--refresh", "--diff"]));
    const drift = plan.output.slice(0, plan.output.indexOf("(update)"));
    const moved = drift.split("\n").filter((line) => /^ +[+~-] .*: "/.test(line));
    expect(moved, plan.output).to.have.length(1);
    expect(moved[0]).to.match(/team\/api:1\.4 +: "moved: sha256:[0-9a-f]{12} → sha256:[0-9a-f]{12}"/);
    expect(plan.output).to.contain("of 3 images: scans 1 (1 moved)");
    await succeeds(project.up(["--refresh"]));
    expect(scanned()).to.deep.equal([[...three].sort(), ["team/api:1.4"]]);
    expect((await task())?.outputs).to.have.nested.property("runs[0].reason", "moved");
    expect((await succeeds(project.preview(["--refresh"]))).output).to.match(/\n +2 unchanged/);
  });

  it("scans everything when a trigger changes, and when the last full scan is too old", async () => {
    declare({ images: three, rescanAfterDays: 30, triggers: { release: "1" } });
    await succeeds(project.up());
    account().finishScans();
    declare({ images: three, rescanAfterDays: 30, triggers: { release: "2" } });
    await succeeds(project.up());
    account().finishScans();
    expect(scanned()).to.deep.equal([[...three].sort(), [...three].sort()]);
    expect((await succeeds(project.preview())).output).to.match(/\n +2 unchanged/);

    const state = await project.run(["stack", "export"]);
    project.write("aged.json", state.stdout.replace(/"due": "\d{4}-\d\d-\d\d"/g, '"due": "2026-01-31"'));
    await succeeds(project.run(["stack", "import", "--file", "aged.json"]));
    const plan = await succeeds(project.preview(["--diff"]));
    expect(plan.output).to.match(/~ due +: "2026-01-31" => "20/);
    expect(plan.output).to.contain("scans 3 (the last full scan is too old)");
    await succeeds(project.up());
    expect(scanned()).to.have.length(3);
    expect((await task())?.outputs).to.have.nested.property("runs[0].reason", "due");
  });

  it("follows the scan that began when the answer to its create was lost", async () => {
    sandbox.faults.add({ action: create, kind: "resetAfter" });
    const { output } = await succeeds(project.up());
    expect(output).to.contain("ambiguous");
    expect((await succeeds(project.up())).output).to.match(/\n +2 unchanged/);
    expect(scanned(), "the vendor's log").to.deep.equal([[...three].sort()]);
  });

  it("scans once when the provider process is killed between submission and answer", async () => {
    const running = await killedDuringCreate((run) =>
      process.kill(run.provider() ?? expect.fail("no provider"), "SIGKILL"),
    );
    expect((await running.done).code).not.to.equal(0);
    const { output } = await succeeds(project.up());
    expect(output).to.contain("3 of 3 images are being scanned already: followed, not submitted again");
    expect(scanned()).to.deep.equal([[...three].sort()]);
    expect((await task())?.outputs)
      .to.have.nested.property("followed")
      .with.length(3);
  });

  it("scans once when the engine is killed there", async () => {
    const running = await killedDuringCreate((run) => run.kill("SIGKILL"));
    await running.done;
    await project.run(["cancel", "--yes"]);
    await succeeds(project.up());
    expect(scanned()).to.deep.equal([[...three].sort()]);
  });

  it("stops on delete what it started and still runs", async () => {
    account().holdScans();
    await succeeds(project.up());
    const { output } = await succeeds(project.destroy());
    expect(output).to.contain("stopped the scan that still ran");
    expect(account().scans.map(({ state }) => state)).to.deep.equal(["canceled"]);
  });

  it("leaves running what it only followed, and calls nothing that changes anything when the scan is over", async () => {
    account().holdScans();
    const colleague = await Project.create({
      engine,
      program: { files: { "index.js": program({ images: three }) } },
      env: { ...sandbox.env },
    });
    try {
      await succeeds(colleague.up());
      await succeeds(project.up());
      await succeeds(project.destroy());
      expect(account().scans.map(({ state }) => state)).to.deep.equal(["scanning"]);
      account().releaseScans();
      account().finishScans();
      sandbox.requests.clear();
      await succeeds(colleague.destroy());
      expect(actions().filter((action) => !action.startsWith("Describe"))).to.deep.equal([]);
    } finally {
      colleague.remove();
    }
  });

  it("paces a hundred tasks of one stack below the vendor's limit", async () => {
    account().registryImages.addMany(100);
    const images = account()
      .registryImages.list()
      .slice(-100)
      .map(({ Namespace, ImageName, ImageTag }) => `${Namespace}/${ImageName}:${ImageTag}`);
    project.write(
      "index.js",
      `const { tencentcloud } = require("pulumi-image-scan");\n` +
        `for (const image of ${JSON.stringify(images)}) new tencentcloud.RegistryScanTask(image, { images: [image] });\n`,
    );
    await succeeds(project.up());
    expect(account().scans).to.have.length(100);
    expect(sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok")).to.deep.equal([]);
  });

  /** Runs `up` until the vendor has accepted the scan, and is about to answer; then kills. */
  async function killedDuringCreate(kill: (run: Running) => void): Promise<Running> {
    account().holdScans();
    sandbox.faults.add({ action: create, kind: "slow", delayMs: 60_000 });
    const running = project.start(["up", "--yes", "--skip-preview"]);
    for (let tries = 0; account().scans.length === 0; tries += 1) {
      if (tries > 300) expect.fail(`no scan after 30 s: ${running.output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    kill(running);
    return running;
  }

  const account = () => sandbox.tencentcloud.accounts[0];
  const actions = () => sandbox.requests.entries.map(({ action }) => action);
  const scanned = () => account().scans.map(({ images }) => [...images].sort());
  const declare = (inputs: Record<string, unknown>) => project.write("index.js", program(inputs));
  const task = async () =>
    (await project.state()).deployment.resources?.find(({ type }) => type.endsWith(":RegistryScanTask"));
});

describe("ScanGate with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({ tencentcloud: { secondsPerImage: 0 } });
    project = await Project.create({
      engine,
      program: { files: { "index.js": gated(three) } },
      env: { ...sandbox.env },
    });
  });

  afterEach(async () => {
    project.remove();
    await sandbox.stop();
  });

  it("stays red over a critical finding until it is gone, and never repeats the scan", async () => {
    images().findings("team/api:1.4", { critical: 1, high: 2 });
    for (const args of [[], [], ["--refresh"]]) {
      const { code, output } = await project.up(args);
      expect(code).not.to.equal(0);
      expect(output).to.match(/team\/api:1\.4 +critical 1, high 2 +critical 1 > 0/);
      expect(await deployed(), "what depends on the gate").to.equal(false);
    }
    expect(sandbox.tencentcloud.accounts[0].scans).to.have.length(1);

    project.write("index.js", gated([...three, "payments/ledger:1.0"]));
    expect((await project.up()).code, "after a clean image was added").not.to.equal(0);
    expect(await deployed()).to.equal(false);

    images().findings("team/api:1.4", { high: 2 });
    project.write("index.js", gated([...three, "payments/ledger:1.0"], { triggers: { patched: "yes" } }));
    await succeeds(project.up());
    expect(await deployed()).to.equal(true);
    expect((await succeeds(project.up())).output).to.match(/\n +4 unchanged/);
  });

  it("stays shut over an image whose scan was stopped", async () => {
    sandbox.tencentcloud.accounts[0].holdScans();
    const running = project.start(["up", "--yes", "--skip-preview"]);
    for (let tries = 0; sandbox.tencentcloud.accounts[0].scans.length === 0 && tries < 300; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await stopAll();
    sandbox.tencentcloud.accounts[0].releaseScans();
    const { code, output } = await running.done;
    expect(code).not.to.equal(0);
    expect(output).to.match(/team\/api:1\.4 +no result +(its scan was stopped|not scanned|no result since)/);
    expect(await deployed()).to.equal(false);
  });

  it("says how far the scan is while it waits", async () => {
    sandbox.tencentcloud.accounts[0].holdScans();
    const running = project.start(["up", "--yes", "--skip-preview"]);
    for (let tries = 0; !running.output.includes("images scanned, waiting for") && tries < 300; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    sandbox.tencentcloud.accounts[0].releaseScans();
    sandbox.tencentcloud.accounts[0].finishScans();
    const { code, output } = await running.done;
    expect(code, output).to.equal(0);
    expect(output).to.match(/ScanGate .*: 0 of 3 images scanned, waiting for \d+ s/);
  });

  const images = () => sandbox.tencentcloud.accounts[0].registryImages;
  const deployed = async () =>
    (await project.state()).deployment.resources?.some(({ urn }) => urn.endsWith("::deployed")) ?? false;

  /** A colleague stops every scan in the console. */
  async function stopAll(): Promise<void> {
    const console = new CommonClient("127.0.0.1", "2020-11-01", {
      credential: {
        secretId: sandbox.env.TENCENTCLOUD_SECRET_ID ?? "",
        secretKey: sandbox.env.TENCENTCLOUD_SECRET_KEY ?? "",
      },
      profile: {
        httpProfile: { protocol: "http://", endpoint: new URL(sandbox.url).host, agent: new Agent() },
      },
    });
    await console.request("ModifyAssetImageRegistryScanStop", { All: true });
  }
});

function program(inputs: Record<string, unknown>): string {
  return `const { tencentcloud } = require("pulumi-image-scan");\nnew tencentcloud.RegistryScanTask("scan", ${JSON.stringify(inputs)});\n`;
}

/** A gate over a scan, and something that depends on it. */
function gated(images: readonly string[], more: Record<string, unknown> = {}): string {
  return `const pulumi = require("@pulumi/pulumi");
const { ScanGate, tencentcloud } = require("pulumi-image-scan");
const task = new tencentcloud.RegistryScanTask("scan", ${JSON.stringify({ images, ...more })});
const gate = new ScanGate("release", { task, maxFindings: { critical: 0 } });
new (class extends pulumi.dynamic.Resource {
  constructor() {
    super({ create: async () => ({ id: "deployed" }) }, "deployed", {}, { dependsOn: gate });
  }
})();
`;
}

async function succeeds(run: Promise<RunResult>): Promise<RunResult> {
  const result = await run;
  expect(result.code, result.output).to.equal(0);
  return result;
}
