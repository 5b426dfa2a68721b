import { expect } from "chai";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { succeeds, unchanged, until } from "./succeeds";

// HSS's one-off scans with the real engine: what is sent, which scan has come of it, and what never twice.

const create = "CreateManualImageScanTask";
const batch = "BatchScanLocalImage";
const stop = "StopImageScanTask";
const three = ["team/api:1.4", "team/web:2.0", "library/redis:7.4"];
const host = "swr.cn-north-4.myhuaweicloud.com";

describe("HSS's scans with the real engine", function () {
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

  it("returns when the scan is accepted, sends exactly what an update adds or a tag moved to, and stops it", async () => {
    await open(scanOf({ images: three }));
    account().holdScans();
    await succeeds(project.up());
    expect(states(), "still running when up is over").to.deep.equal(["scanning"]);
    expect((await only())?.outputs).to.include({ taskId: account().scans[0]?.taskId });
    finish();
    sandbox.requests.clear();
    project.write("index.js", scanOf({ images: [...three].reverse() }));
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    expect(actions(), "without changes").to.deep.equal([]);

    const more = [...three, "payments/ledger:1.0", "team/worker:2026.03"];
    project.write("index.js", scanOf({ images: more }));
    expect((await succeeds(project.preview())).output).to.contain("of 5 images: scans 2 (2 added)");
    await succeeds(project.up());
    expect(sent()).to.deep.equal([["payments/ledger:1.0", "team/worker:2026.03"]]);
    expect((await only())?.outputs).to.have.nested.property("runs[0].taskIds[0]", account().scans[1]?.taskId);
    finish();

    const { image_digest: before } = account().registryImages.get("team/api:1.4");
    const { image_digest: after, id } = account().registryImages.move("team/api:1.4");
    const plan = await succeeds(project.preview(["--refresh", "--diff"]));
    const [from, to] = [before.slice(7, 19), after.slice(7, 19)];
    expect(plan.output).to.contain(`"moved: sha256:${from} → sha256:${to}"`);
    sandbox.requests.clear();
    account().holdScans();
    await succeeds(project.up(["--refresh"]));
    expect(bodies().map(({ image_info }) => image_info.map((image) => image.id))).to.deep.equal([[id]]);

    expect((await succeeds(project.destroy())).output).to.contain("stopped the scan that still ran");
    expect(states()).to.deep.equal(["ended", "ended", "canceled"]);
    expect(stopped()).to.deep.equal([account().scans[2]?.taskId]);
  });

  it("scans images by exactly their ids where a number would be another one", async () => {
    await open(scanOf({ images: ["team/first:1", "team/third:1", { id: "9007199254740996" }] }), {
      huaweicloud: { accounts: [{ images: "none", firstImageId: 9_007_199_254_740_993n }] },
    });
    for (const name of ["first", "second", "third", "fourth"]) account().registryImages.add(`team/${name}:1`);
    await succeeds(project.up());
    const raw = sandbox.requests.entries.filter(({ action }) => action === create);
    const ids = raw.flatMap(({ rawBody }) => [...rawBody.matchAll(/"id":([^,}]+)/g)].map(([, id]) => id));
    expect(ids).to.have.members(["9007199254740993", "9007199254740995", "9007199254740996"]);
    expect(scanned()).to.deep.equal([["team/first:1", "team/fourth:1", "team/third:1"]]);
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
  });

  it("scans images on nodes by its own operation, only what was added, and stops it", async () => {
    const program = (images: string[], more = {}) => taskOf("LocalScanTask", { images, ...more });
    await open(program(["team/api:1.4", "nginx:1.27"], { scanTypes: ["vulnerability"] }));
    await succeeds(project.up());
    expect(scanned()).to.deep.equal([[`${host}/team/api:1.4`, "nginx:1.27"].sort()]);
    expect(account().scans[0]).to.deep.include({
      kind: "local",
      startedBy: "scanTask",
      scanScope: 0x000f0000,
    });
    finish();
    sandbox.requests.clear();
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    expect(actions(), "without changes").to.deep.equal([]);

    account().holdScans();
    project.write(
      "index.js",
      program(["team/api:1.4", "nginx:1.27", "team/web:2.0"], { scanTypes: ["vulnerability"] }),
    );
    await succeeds(project.up());
    expect(scanned().slice(1)).to.deep.equal([[`${host}/team/web:2.0`]]);
    await succeeds(project.destroy());
    expect(states()).to.deep.equal(["ended", "canceled"]);
    expect(actions()).not.to.contain(batch);
  });

  it("scans images on nodes by the other operation, and says that a scan without an id goes on", async () => {
    const program = (images: string[]) => taskOf("LocalScanTask", { api: "batchScan", images });
    await open(program(["team/api:1.4"]));
    const { output } = await succeeds(project.up());
    expect(output).to.contain("HSS lists no scan of it: no id is kept, and its images are followed");
    expect((await only())?.outputs).not.to.have.property("taskId");
    finish();
    sandbox.requests.clear();
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    expect(actions(), "without changes").to.deep.equal([]);

    account().holdScans();
    project.write("index.js", program(["team/api:1.4", "nginx:1.27"]));
    await succeeds(project.up());
    expect(scanned()).to.deep.equal([[`${host}/team/api:1.4`], ["nginx:1.27"]]);
    expect(account().scans.map(({ startedBy }) => startedBy)).to.deep.equal(["batchScan", "batchScan"]);
    expect(actions()).not.to.contain(create);
    expect((await succeeds(project.destroy())).output).to.contain("cannot be stopped: it goes on");
    expect(states()).to.deep.equal(["ended", "scanning"]);
  });

  it("keeps of ten tasks created at once each its own id, while a stranger scans, too", async () => {
    const images = Array.from({ length: 10 }, (_, index) => `bulk/ours-${index}:1`);
    await open(
      `const { huaweicloud } = require("pulumi-image-scan");\n` +
        `for (const image of ${JSON.stringify(images)}) new huaweicloud.RegistryScanTask(image, { images: [image] });\n`,
    );
    for (const image of [...images, "bulk/theirs-1:1", "bulk/theirs-2:1"])
      account().registryImages.add(image);
    account().holdScans();
    const theirs = ["bulk/theirs-1:1", "bulk/theirs-2:1"];
    // Other risk types, or more images than one of ours: each can be told apart.
    const others = [{ images: theirs }, { images: theirs.slice(0, 1), scanTypes: ["baseline"] as const }];
    let turn = 0;
    sandbox.requests.subscribe(({ action }) => {
      if (action === create) account().startScan({ kind: "registry", ...others[turn++ % 2] });
    });
    await succeeds(project.up(["--parallel", "32"]));
    const began = new Map(ours().map(({ images: [image = ""], taskId }) => [image, taskId]));
    expect(began.size, "one scan of each").to.equal(10);
    expect(account().scans.length, "with the stranger's").to.equal(20);
    const kept = (await tasks()).map(({ outputs = {} }) => [
      Object.keys(outputs.images ?? {})[0],
      outputs.taskId,
    ]);
    expect(new Map(kept as [string, string][])).to.deep.equal(began);
    expect(outcomes()).to.deep.equal([]);
  });

  it("keeps no id where a stranger's scan is the same, and submits nothing twice", async () => {
    await open(scanOf({ images: ["team/api:1.4"] }));
    account().holdScans();
    const unsubscribe = sandbox.requests.subscribe(({ action }) => {
      if (action !== create) return;
      account().startScan({ kind: "registry", images: ["team/web:2.0"] });
      unsubscribe();
    });
    const { output } = await succeeds(project.up());
    expect(account().scans.map(({ startedBy }) => startedBy)).to.have.members(["scanTask", "console"]);
    expect(output).to.contain("which of 2 scans of the same content is ours is ambiguous: no id is kept");
    const outputs = (await only())?.outputs;
    expect(outputs).not.to.have.property("taskId");
    expect(outputs).to.have.nested.property("runs[0].taskIds").that.is.empty;
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    expect(ours()).to.have.length(1);
    expect((await succeeds(project.destroy())).output).to.contain("cannot be stopped: it goes on");
    expect(stopped(), "nobody's scan").to.deep.equal([]);
  });

  it("scans once when the provider process is killed between submission and answer", async () => {
    await open(scanOf({ images: three }));
    account().holdScans();
    sandbox.faults.add({ action: create, kind: "slow", delayMs: 60_000 });
    const running = project.start(["up", "--yes", "--skip-preview"]);
    await until(
      () => account().scans.length > 0,
      () => `no scan after 30 s: ${running.output}`,
    );
    process.kill(running.provider() ?? expect.fail("no provider"), "SIGKILL");
    expect((await running.done).code).not.to.equal(0);
    expect(await only(), "in state").to.equal(undefined);

    const { output } = await succeeds(project.up());
    expect(output).to.contain("3 of 3 images are being scanned already: followed, not submitted again");
    expect(scanned()).to.deep.equal([[...three].sort()]);
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
  });

  it("writes nothing but the engine's lines and ours while requests fail, and no key", async () => {
    const token = "made-up-token-of-a-session";
    const key = { ak: "made-up-access-key", sk: "made-up-secret-key", securityToken: token };
    await open(scanOf({ images: three }), { huaweicloud: { accounts: [{ keys: [key] }] } });
    for (const kind of ["http500", "http503", "malformedJson", "resetBefore", "throttled"] as const)
      sandbox.faults.add({ action: "ListRegistryImages", kind });
    sandbox.faults.add({
      action: create,
      kind: "error",
      code: "HSS.0013",
      message: `${key.ak} ${token} may not`,
    });
    const refused = await project.up();
    expect(refused.code, refused.output).not.to.equal(0);
    const wrong = await project.up([], { env: { HW_SECRET_KEY: "made-up-mistyped" } });
    expect(wrong.code, wrong.output).not.to.equal(0);
    sandbox.faults.add({ action: create, kind: "resetAfter" });
    const lost = await succeeds(project.up());
    expect(sandbox.faults.list(), "each fault was met").to.deep.equal([]);
    const failed = sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok");
    expect(failed.length, "requests that failed").to.be.at.least(8);
    expect(refused.output).to.contain("HSS.0013").and.contain("… … may not");
    expect(wrong.output).to.contain("APIGW.0301");
    expect(lost.output).to.contain("the answer was lost");

    for (const { output } of [refused, wrong, lost]) {
      for (const secret of [key.ak, key.sk, token, "made-up-mistyped"]) expect(output).not.to.contain(secret);
      expect(output).not.to.match(
        /authorization|x-sdk|security-token|signature=|axios|\[(debug|info|error)\]/i,
      );
      expect(strangeLines(output), output).to.deep.equal([]);
    }
    expect(ours(), "the vendor's log").to.have.length(1);
    const kept = project.stateText();
    for (const secret of [key.sk, token]) expect(kept).not.to.contain(secret);
  });

  async function open(text: string, options: SandboxOptions = {}): Promise<void> {
    sandbox = await startSandbox(options);
    project = await Project.create({
      engine,
      program: { files: { "index.js": text } },
      env: { ...sandbox.env },
    });
  }

  function finish(): void {
    account().releaseScans();
    account().finishScans();
  }

  const account = () => sandbox.huaweicloud.accounts[0];
  const actions = () => sandbox.requests.entries.map(({ action }) => action);
  const outcomes = () => sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok");
  const states = () => account().scans.map(({ state }) => state);
  const ours = () => account().scans.filter(({ startedBy }) => startedBy !== "console");
  const scanned = () => ours().map(({ images }) => [...images].sort());
  const stopped = () =>
    sandbox.requests.entries
      .filter(({ action }) => action === stop)
      .map(({ path }) => path.split("/").at(-2));
  const tasks = async () =>
    (await project.state()).deployment.resources?.filter(({ type }) => type.endsWith("ScanTask")) ?? [];
  const only = async () => (await tasks())[0];

  /** What was submitted since the log was cleared. */
  const bodies = () =>
    sandbox.requests.entries
      .filter(({ action }) => action === create)
      .map(({ body }) => body as { image_info: Record<string, string | number>[] });
  const sent = () =>
    bodies().map(({ image_info }) =>
      image_info
        .map(({ namespace, image_name, image_version }) => `${namespace}/${image_name}:${image_version}`)
        .sort(),
    );
});

const scanOf = (inputs: Record<string, unknown>) => taskOf("RegistryScanTask", inputs);

function taskOf(name: string, inputs: Record<string, unknown>): string {
  return `const { huaweicloud } = require("pulumi-image-scan");
new huaweicloud.${name}("scan", ${JSON.stringify(inputs)});
`;
}

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
