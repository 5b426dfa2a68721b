import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { fails, succeeds, unchanged, until } from "./succeeds";

// Gates over HSS's scans with the real engine: what they let through, and what stays shut.

const three = ["payments/gateway:3.2.0", "team/web:2.0", "library/redis:7.4"];

describe("ScanGate over HSS's scans with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({ huaweicloud: { secondsPerImage: 0 } });
    project = await Project.create({
      engine,
      program: { files: { "index.js": gated("RegistryScanTask", { images: three }) } },
      env: { ...sandbox.env },
    });
  });

  afterEach(async () => {
    project.remove();
    await sandbox.stop();
  });

  it("stays red over a finding and a scan that failed until both are gone, and never repeats the scan", async () => {
    images().findings("team/web:2.0", { high: 1, medium: 2 });
    images().failScans("library/redis:7.4", "download_failed");
    for (const args of [[], [], ["--refresh"]]) {
      const output = await fails(project.up(args));
      expect(output).to.contain("2 of 3 images do not pass");
      expect(output).to.match(/image +findings +why\n/);
      expect(output).to.match(/\n +team\/web:2\.0 +high 1 +high 1 > 0\.?\n/);
      expect(output).to.match(/\n +library\/redis:7\.4 +no result +its scan failed \(download_failed/);
      expect(output).not.to.match(/payments\/gateway:3\.2\.0 +(no|high)/);
      expect(await deployed(), "what depends on the gate").to.equal(false);
    }
    expect(account().scans).to.have.length(1);

    images().findings("team/web:2.0", { medium: 2 });
    images().findings("library/redis:7.4", { low: 7 });
    const mended = { images: three, triggers: { patched: "yes" } };
    project.write("index.js", gated("RegistryScanTask", mended));
    await succeeds(project.up());
    expect(await deployed()).to.equal(true);
    sandbox.requests.clear();
    expect((await succeeds(project.up())).output).to.match(unchanged(4));
    expect(sandbox.requests.entries, "without changes").to.deep.equal([]);

    project.write("index.js", gated("RegistryScanTask", mended, { low: 6, malware: 0 }));
    expect(await fails(project.up())).to.match(/library\/redis:7\.4 +low 7 +low 7 > 6/);
    expect(account().scans, "other limits scan nothing").to.have.length(2);
    await succeeds(project.destroy());
  });

  it("waits, says how far the scan is, opens, and shuts for a scan of nodes without an id", async () => {
    account().holdScans();
    const running = project.start(["up", "--yes", "--skip-preview"]);
    await until(
      () => running.output.includes("images scanned, waiting for"),
      () => `no progress after 30 s: ${running.output}`,
    );
    expect(await deployed()).to.equal(false);
    account().releaseScans();
    account().finishScans();
    const { code, output } = await running.done;
    expect(code, output).to.equal(0);
    expect(output).to.match(/ScanGate .*: 0 of 3 images scanned, waiting for \d+ s/);
    expect(output).to.contain("passed: 3 images, no findings");
    expect(await deployed()).to.equal(true);

    // Nginx on the nodes has one finding; BatchScanLocalImage leaves no scan that could be asked for.
    const local = { api: "batchScan", images: ["nginx:1.27", "team/web:2.0"] };
    project.write("index.js", gated("LocalScanTask", local));
    const red = await fails(project.up());
    expect(red)
      .to.contain("1 of 2 images do not pass")
      .and.match(/nginx:1\.27 +high 1 +high 1 > 0/);
    project.write("index.js", gated("LocalScanTask", local, { high: 1 }));
    expect((await succeeds(project.up())).output).to.contain("passed: 2 images");
    expect(account().scans.map(({ startedBy }) => startedBy)).to.deep.equal(["scanTask", "batchScan"]);
    expect(sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok")).to.deep.equal([]);
  });

  const account = () => sandbox.huaweicloud.accounts[0];
  const images = () => account().registryImages;
  const deployed = async () =>
    (await project.state()).deployment.resources?.some(({ urn }) => urn.endsWith("::deployed")) ?? false;
});

/** A gate over a scan, and something that depends on it. */
function gated(name: string, inputs: object, maxFindings: object = { high: 0 }): string {
  return `const pulumi = require("@pulumi/pulumi");
const { ScanGate, huaweicloud } = require("pulumi-image-scan");
const task = new huaweicloud.${name}("scan", ${JSON.stringify(inputs)});
const gate = new ScanGate("release", { task, maxFindings: ${JSON.stringify(maxFindings)} });
new (class extends pulumi.dynamic.Resource {
  constructor() {
    super({ create: async () => ({ id: "deployed" }) }, "deployed", {}, { dependsOn: gate });
  }
})();
`;
}
