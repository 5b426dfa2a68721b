import { expect } from "chai";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { fails, succeeds, unchanged, until } from "./succeeds";

// Security Center's one-off scans with the real engine: what is sent, what never twice, and how many run at a time.

const create = "PublicSyncAndCreateImageScanTask";
const three = ["team/api:1.4", "team/web:2.0", "library/redis:7.4"];

describe("Security Center's scans with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  afterEach(async () => {
    project?.remove();
    await sandbox?.stop();
  });

  describe("alicloud.RegistryScanTask", () => {
    it("returns when the scan is accepted, and sends exactly what an update adds", async () => {
      await begin({ images: three });
      account().holdScans();
      await succeeds(project.up());
      expect(states(), "still running when up is over").to.deep.equal(["scanning"]);
      account().releaseScans();
      account().finishScans();
      expect(sent()).to.deep.equal([[...three].sort()]);

      declare({ images: [...three, "payments/ledger:1.0", "team/worker:2026.03"].reverse() });
      const plan = await succeeds(project.preview());
      expect(plan.output).to.contain("of 5 images: scans 2 (2 added)");
      sandbox.requests.clear();
      await succeeds(project.up());
      expect(sent()).to.deep.equal([["payments/ledger:1.0", "team/worker:2026.03"]]);
      const outputs = (await task())?.outputs;
      expect(outputs).to.have.nested.property("runs[0].reason", "added");
      expect(outputs).to.have.nested.property("runs[0].images", 2);
      expect(outputs).to.have.nested.property("runs[0].taskIds[0]", account().scans[1]?.taskId);
    });

    it("calls nobody for another order, fewer images, or options of our own", async () => {
      await begin({ images: three });
      await succeeds(project.up());
      account().finishScans();
      sandbox.requests.clear();
      declare({ images: [...three].reverse() });
      expect((await succeeds(project.up())).output).to.match(unchanged(2));
      declare({ images: three.slice(1), rescan: "added", onBusy: "fail", cancelOnDelete: false });
      expect((await succeeds(project.up())).output).to.contain("1 updated");
      expect(actions()).to.deep.equal([]);
      expect(account().scans).to.have.length(1);
    });

    it("shows a moved tag as one line of a refreshed plan, and sends that image", async () => {
      await begin({ images: three });
      await succeeds(project.up());
      account().finishScans();
      const before = account().registryImages.get("team/api:1.4").Digest;
      const after = account().registryImages.move("team/api:1.4").Digest;
      const plan = await succeeds(project.preview(["--refresh", "--diff"]));
      const drift = plan.output.slice(0, plan.output.indexOf("(update)"));
      const moved = drift.split("\n").filter((line) => /^ +[+~-] .*: "/.test(line));
      expect(moved, plan.output).to.have.length(1);
      const [from, to] = [before.slice(0, 12), after.slice(0, 12)];
      expect(moved[0]).to.contain("team/api:1.4").and.contain(`"moved: sha256:${from} → sha256:${to}"`);
      expect(plan.output).to.contain("of 3 images: scans 1 (1 moved)");
      sandbox.requests.clear();
      await succeeds(project.up(["--refresh"]));
      expect(sent()).to.deep.equal([["team/api:1.4"]]);
      expect(account().scans[1]?.leaves.map(({ digest }) => digest)).to.deep.equal([after]);
      expect((await succeeds(project.preview(["--refresh"]))).output).to.match(unchanged(2));
    });

    it("follows the scan that began when the answer to its create was lost", async () => {
      await begin({ images: three });
      account().holdScans();
      sandbox.faults.add({ action: create, kind: "resetAfter" });
      const { output } = await succeeds(project.up());
      expect(output).to.contain("ambiguous");
      expect((await task())?.outputs)
        .to.have.nested.property("followed")
        .with.members(three);
      expect((await succeeds(project.up())).output).to.match(unchanged(2));
      expect(scanned(), "the vendor's log").to.deep.equal([[...three].sort()]);
    });

    it("keeps the id of that scan where SAS's list tells whose it is, and can stop it", async () => {
      await begin({ images: three }, { alicloud: { assume: { unfinishedTaskId: "root" } } });
      account().holdScans();
      sandbox.faults.add({ action: create, kind: "resetAfter" });
      const { output } = await succeeds(project.up());
      expect(output).to.contain("which is ours by its content and its time");
      expect((await task())?.outputs).to.include({ taskId: account().scans[0]?.taskId });
      await succeeds(project.destroy());
      expect(states()).to.deep.equal(["canceled"]);
    });

    it("scans once when the provider process is killed between submission and answer", async () => {
      await begin({ images: three });
      account().holdScans();
      sandbox.faults.add({ action: create, kind: "slow", delayMs: 60_000 });
      const running = project.start(["up", "--yes", "--skip-preview"]);
      await until(
        () => account().scans.length > 0,
        () => `no scan after 30 s: ${running.output}`,
      );
      process.kill(running.provider() ?? expect.fail("no provider"), "SIGKILL");
      expect((await running.done).code).not.to.equal(0);
      expect(await task(), "in state").to.equal(undefined);

      const { output } = await succeeds(project.up());
      expect(output).to.contain("3 of 3 images are being scanned already: followed, not submitted again");
      expect(scanned()).to.deep.equal([[...three].sort()]);
    });

    it("stops on delete what it started and still runs, by its id", async () => {
      await begin({ images: three });
      account().holdScans();
      await succeeds(project.up());
      const { output } = await succeeds(project.destroy());
      expect(output).to.contain("stopped the scan that still ran");
      expect(states()).to.deep.equal(["canceled"]);
      const canceled = sandbox.requests.entries.filter(({ action }) => action === "CancelOnceTask");
      expect(canceled.map(({ body }) => body.TaskId)).to.deep.equal([account().scans[0]?.taskId]);
    });

    it("needs no list for images with all their coordinates, be they known to SAS or not", async () => {
      await begin({ images: [] });
      const known = account().registryImages.get("team/api:1.4");
      const unknown = account().registryImages.add({
        RepoNamespace: "team",
        RepoName: "fresh",
        Tag: "0.1",
        known: false,
      });
      declare({ images: [known, unknown].map(coordinates) });
      await succeeds(project.up());
      expect(actions()).not.to.contain("DescribeImageInstances");
      expect(scanned()).to.deep.equal([["team/api:1.4", "team/fresh:0.1"]]);
      expect(bodies()[0]?.[0]).to.deep.equal(coordinates(known));
    });

    it("sends the three images that are new among a thousand, and nothing else", async () => {
      await begin({ images: [] }, { alicloud: { secondsPerImage: 0 } });
      account().registryImages.addMany(1_000);
      const all = account()
        .registryImages.list()
        .slice(-1_000)
        .map(({ RepoNamespace, RepoName, Tag }) => `${RepoNamespace}/${RepoName}:${Tag}`);
      declare({ images: all.slice(3) });
      await succeeds(project.up());
      expect(new Set(sent().flat())).to.deep.equal(new Set(all.slice(3)));
      expect(sent().flat(), "each once").to.have.length(997);

      declare({ images: [...all].reverse() });
      const plan = await succeeds(project.preview(["--diff"]));
      const lines = plan.output.split("\n").filter((line) => /^ +[+-] .*: ""/.test(line));
      expect(lines).to.have.length(3);
      expect(plan.output).to.contain("of 1000 images: scans 3 (3 added)");
      sandbox.requests.clear();
      await succeeds(project.up());
      expect(sent()).to.deep.equal([all.slice(0, 3).sort()]);
      expect(account().maxRunning).to.be.at.most(10);

      sandbox.requests.clear();
      expect((await succeeds(project.up())).output).to.match(unchanged(2));
      expect(actions()).to.deep.equal([]);
    });

    it("goes on with what a submission left undone that broke off, and with nothing else", async () => {
      await begin({ images: [] });
      account().registryImages.addMany(50);
      account().holdScans();
      const images = account()
        .registryImages.list()
        .slice(-50)
        .map(({ RepoNamespace, RepoName, Tag }) => `${RepoNamespace}/${RepoName}:${Tag}`);
      declare({ images });
      sandbox.faults.add({ action: create, kind: "slow", delayMs: 1 });
      sandbox.faults.add({ action: create, kind: "error", code: "NoPermission" });
      expect(await fails(project.up())).to.contain("NoPermission");
      const accepted = scanned().flat();
      expect(accepted, "the first part of several").to.have.length(20);
      expect(Object.keys(((await task())?.outputs?.images ?? {}) as object)).to.have.members(accepted);

      sandbox.requests.clear();
      await succeeds(project.up());
      expect(sent().flat()).to.have.members(images.filter((image) => !accepted.includes(image)));
      expect(scanned().flat(), "each once").to.have.members(images);
      expect((await succeeds(project.up())).output).to.match(unchanged(2));
    });

    it("never runs more than ten of twenty-five tasks of one stack at once, and all of them finish", async () => {
      await begin({ images: [] }, { alicloud: { secondsPerImage: 3 } });
      account().registryImages.addMany(25);
      const images = account()
        .registryImages.list()
        .slice(-25)
        .map(({ RepoNamespace, RepoName, Tag }) => `${RepoNamespace}/${RepoName}:${Tag}`);
      project.write(
        "index.js",
        `const { alicloud } = require("pulumi-image-scan");\n` +
          `for (const image of ${JSON.stringify(images)}) new alicloud.RegistryScanTask(image, { images: [image] });\n`,
      );
      const { output } = await succeeds(project.up(["--parallel", "64"]));
      expect(output).to.contain("waits for the vendor to take a further scan");
      expect(account().maxRunning, "the limit was reached, and kept").to.equal(10);
      expect(scanned().flat().sort(), "each once").to.deep.equal([...images].sort());
      await until(
        () => states().every((state) => state === "ended"),
        () => `after half a minute: ${states()}`,
      );
      expect(sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok")).to.deep.equal([]);
      const kept = (await project.state()).deployment.resources?.filter(({ type }) =>
        type.endsWith(":RegistryScanTask"),
      );
      expect(kept?.map(({ outputs }) => outputs?.taskId).sort()).to.deep.equal(
        account()
          .scans.map(({ taskId }) => taskId)
          .sort(),
      );
    });

    it("refuses a filter for which the quota may not do, with both counts, and starts nothing", async () => {
      await begin({ filter: { repoNamespaces: ["team"] } });
      account().quota.capacity = 2;
      const refused = await fails(project.up());
      expect(refused).to.contain("the scan of 4 images needs 3 to 4 of the scan quota, and 2 of 2 are left");
      expect(account().scans).to.deep.equal([]);
      expect(actions()).not.to.contain("PublicCreateImageScanTask");

      account().quota.capacity = 4;
      await succeeds(project.up());
      expect(scanned()).to.deep.equal([
        ["team/api:1.3", "team/api:1.4", "team/web:2.0", "team/worker:2026.03"],
      ]);
      const [call] = sandbox.requests.entries.filter(({ action }) => action === "PublicCreateImageScanTask");
      expect(call?.body).to.include({ RepoNamespaces: "team" });
    });

    it("refuses a filter that matches no image, and an image that SAS does not know, with the nearest", async () => {
      await begin({ filter: { repoNamespaces: ["nobody"] } });
      expect(await fails(project.up())).to.contain("the selection matches no image");
      declare({ images: ["team/apj:1.4"] });
      const output = await fails(project.up());
      expect(output).to.contain(
        "team/apj:1.4 is not among the images that Security Center knows; nearest: team/api:1.4",
      );
      expect(account().scans).to.deep.equal([]);
      expect(actions().filter((action) => /Create/.test(action))).to.deep.equal([]);
    });

    const declare = (inputs: Record<string, unknown>) => project.write("index.js", program(inputs));
    const begin = (inputs: Record<string, unknown>, options?: SandboxOptions) =>
      open(program(inputs), options);
    const program = (inputs: Record<string, unknown>) => programOf("RegistryScanTask", inputs);

    /** The images of every submission since the log was cleared, as they were sent. */
    const bodies = () =>
      sandbox.requests.entries
        .filter(({ action }) => action === create)
        .map(({ body }) => JSON.parse(String(body.Images)) as Record<string, string>[]);
    const sent = () =>
      bodies().map((images) =>
        images.map(({ repoNamespace, repoName, tag }) => `${repoNamespace}/${repoName}:${tag}`).sort(),
      );
  });

  describe("alicloud.ContainerScanTask", () => {
    const byApp = "CreateContainerScanTaskByAppName";

    it("scans applications, and with one more only that; delete stops what still runs", async () => {
      await open(program({ apps: ["web", "api"] }));
      await succeeds(project.up());
      expect(submitted()).to.have.deep.members([
        { ClusterId: "c-sandbox1", AppNames: "api" },
        { ClusterId: "c-sandbox1", AppNames: "web" },
      ]);
      expect(
        account().scans.map(({ images }) => images.length),
        "two containers each",
      ).to.deep.equal([2, 2]);
      account().finishScans();

      sandbox.requests.clear();
      project.write("index.js", program({ apps: ["api", "web"] }));
      expect((await succeeds(project.up())).output).to.match(unchanged(2));
      expect(actions(), "without changes").to.deep.equal([]);

      account().holdScans();
      project.write("index.js", program({ apps: ["worker", "api", "web"] }));
      expect((await succeeds(project.preview())).output).to.contain("of 3 apps: scans 1 (1 added)");
      await succeeds(project.up());
      expect(submitted()).to.deep.equal([{ ClusterId: "c-sandbox1", AppNames: "worker" }]);

      await succeeds(project.destroy());
      expect(states()).to.deep.equal(["ended", "ended", "canceled"]);
    });

    it("submits an application once though the answer is lost", async () => {
      await open(program({ apps: ["api", "web"] }));
      account().holdScans();
      sandbox.faults.add({ action: byApp, kind: "resetAfter" });
      await succeeds(project.up());
      expect((await succeeds(project.up())).output).to.match(unchanged(2));
      expect(
        account().scans.map(({ leaves }) => leaves.length),
        "the vendor's log",
      ).to.deep.equal([2, 2]);
    });

    it("names the application that is nearest to one that does not run, and submits nothing", async () => {
      await open(program({ apps: ["api", "wev"] }));
      expect(await fails(project.up())).to.contain(
        "wev is not running in cluster c-sandbox1, as far as Security Center knows; nearest: web",
      );
      expect(account().scans).to.deep.equal([]);
    });

    const program = (inputs: Record<string, unknown>) =>
      programOf("ContainerScanTask", { clusterId: "c-sandbox1", ...inputs });
    const submitted = () =>
      sandbox.requests.entries
        .filter(({ action }) => action === byApp)
        .map(({ body: { ClusterId, AppNames } }) => ({ ClusterId, AppNames }));
  });

  async function open(text: string, options: SandboxOptions = {}): Promise<void> {
    sandbox = await startSandbox(options);
    project = await Project.create({
      engine,
      program: { files: { "index.js": text } },
      env: { ...sandbox.env },
    });
  }

  const account = () => sandbox.alicloud.accounts[0];
  const actions = () => sandbox.requests.entries.map(({ action }) => action);
  const states = () => account().scans.map(({ state }) => state);
  const scanned = () => account().scans.map(({ images }) => [...images].sort());
  const task = async () =>
    (await project.state()).deployment.resources?.find(({ type }) => type.endsWith("ScanTask"));
});

function programOf(name: string, inputs: Record<string, unknown>): string {
  return `const { alicloud } = require("pulumi-image-scan");
new alicloud.${name}("scan", ${JSON.stringify(inputs)});
`;
}

/** An image of the sandbox as a program names it in full. */
function coordinates(image: {
  RegistryType: string;
  InstanceId: string;
  RegionId: string;
  RepoId: string;
  RepoNamespace: string;
  RepoName: string;
  Tag: string;
}): Record<string, string> {
  return {
    registryType: image.RegistryType,
    instanceId: image.InstanceId,
    regionId: image.RegionId,
    repoId: image.RepoId,
    repoNamespace: image.RepoNamespace,
    repoName: image.RepoName,
    tag: image.Tag,
  };
}
