import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { alicloudClient } from "../sandbox/alicloud/support";
import { fails, succeeds, unchanged, until } from "./succeeds";

// Gates over Security Center's scans with the real engine: what they let through, and what stays shut.

const three = ["payments/gateway:3.2.0", "team/web:2.0", "library/redis:7.4"];

describe("ScanGate over Security Center's scans with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox({ alicloud: { secondsPerImage: 0 } });
    project = await Project.create({
      engine,
      program: { files: { "index.js": overImages({ images: three }) } },
      env: { ...sandbox.env },
    });
  });

  afterEach(async () => {
    project.remove();
    await sandbox.stop();
  });

  it("stays red over a finding until it is gone, and never repeats the scan", async () => {
    images().findings("team/web:2.0", { high: 1, medium: 2 });
    images().findings("library/redis:7.4", { low: 7, malware: 1 });
    for (const args of [[], [], ["--refresh"]]) {
      const output = await fails(project.up(args));
      expect(output).to.contain("1 of 3 images do not pass");
      expect(output).to.match(/image +findings +why\n +team\/web:2\.0 +high 1 +high 1 > 0\.?\n/);
      expect(await deployed(), "what depends on the gate").to.equal(false);
    }
    expect(account().scans).to.have.length(1);

    images().findings("team/web:2.0", { medium: 2 });
    project.write("index.js", overImages({ images: three, triggers: { patched: "yes" } }));
    await succeeds(project.up());
    expect(await deployed()).to.equal(true);
    expect((await succeeds(project.up())).output).to.match(unchanged(4));

    project.write("index.js", overImages({ images: three, triggers: { patched: "yes" } }, { malware: 0 }));
    expect(await fails(project.up())).to.match(/library\/redis:7\.4 +malware 1 +malware 1 > 0/);
    expect(account().scans, "other limits scan nothing").to.have.length(2);
    await succeeds(project.destroy());
  });

  it("stays shut over images whose scan failed, or that SAS does not scan where they are", async () => {
    images().failScans("team/web:2.0");
    images().unsupported("library/redis:7.4");
    for (const args of [[], ["--refresh"]]) {
      const output = await fails(project.up(args));
      expect(output).to.contain("2 of 3 images do not pass");
      expect(output).to.match(/team\/web:2\.0 +no result +its scan failed \(FAIL[^\n]*IMAGE_DOWNLOAD_FAIL\)/);
      expect(output).to.match(
        /library\/redis:7\.4 +no result +not scanned: Security Center does not scan images of its region/,
      );
      expect(output).not.to.match(/payments\/gateway:3\.2\.0 +no /);
      expect(await deployed()).to.equal(false);
    }
    expect(account().scans).to.have.length(1);
  });

  it("stays shut where SAS scans none of the images at all", async () => {
    for (const image of three) images().unsupported(image);
    expect(await fails(project.up())).to.contain("3 of 3 images do not pass");
    expect(await deployed()).to.equal(false);
  });

  it("stays shut over a scan that somebody stopped", async () => {
    account().holdScans();
    const running = project.start(["up", "--yes", "--skip-preview"]);
    await until(
      () => running.output.includes("images scanned, waiting for"),
      () => `no progress after 30 s: ${running.output}`,
    );
    await alicloudClient(sandbox)("CancelOnceTask", { TaskId: account().scans[0]?.taskId });
    account().releaseScans();
    const { code, output } = await running.done;
    expect(account().scans.map(({ state }) => state)).to.deep.equal(["canceled"]);
    expect(code).not.to.equal(0);
    expect(output).to.contain("3 of 3 images do not pass");
    expect(await deployed()).to.equal(false);
  });

  it("has nothing to open for: a selection that matches no image fails before it", async () => {
    project.write("index.js", overImages({ filter: { tags: ["nothing-has-this"] } }));
    expect(await fails(project.up())).to.contain("the selection matches no image");
    expect(account().scans).to.deep.equal([]);
    expect(await resource("release"), "the gate").to.equal(undefined);
    expect(await deployed()).to.equal(false);
  });

  it("judges what a filter meant when it was scanned", async () => {
    project.write("index.js", overImages({ filter: { repoNamespaces: ["payments"] } }));
    const output = await fails(project.up());
    expect(output).to.contain("2 of 4 images do not pass");
    for (const image of ["gateway:3\\.1\\.0", "reports:latest"])
      expect(output).to.match(new RegExp(`payments/${image} sha256:[0-9a-f]{12} +high 1 +high 1 > 0`));
    expect(await deployed()).to.equal(false);
  });

  it("refuses to limit what SAS does not count, and says what it counts, before anything is called", async () => {
    project.write("index.js", overImages({ images: three }, { critical: 0 }));
    expect(await fails(project.preview())).to.contain(
      "maxFindings.critical: is not counted by this vendor, which counts high, medium, low, malware",
    );
    project.write("index.js", overApps({ apps: ["web"] }, { malware: 0 }));
    expect(await fails(project.preview())).to.contain(
      "maxFindings.malware: is not counted by this vendor, which counts high, medium, low",
    );
    expect(sandbox.requests.entries).to.deep.equal([]);
  });

  it("waits for applications' scans, says how far they are, and opens", async () => {
    account().holdScans();
    project.write("index.js", overApps({ apps: ["api", "web"] }));
    const running = project.start(["up", "--yes", "--skip-preview"]);
    await until(
      () => running.output.includes("images scanned, waiting for"),
      () => `no progress after 30 s: ${running.output}`,
    );
    account().releaseScans();
    account().finishScans();
    const { code, output } = await running.done;
    expect(code, output).to.equal(0);
    expect(output).to.match(/ScanGate .*: 0 of 4 images scanned, waiting for \d+ s/);
    expect(output).to.contain("passed: 2 images, no findings");
    expect(await deployed()).to.equal(true);
    expect((await succeeds(project.up())).output).to.match(unchanged(4));
    await succeeds(project.destroy());
  });

  it("stays red over an application's finding, and over one of which no scan came to an end", async () => {
    account().containers.findings("web", { high: 2 });
    account().containers.failScans("worker");
    project.write("index.js", overApps({ apps: ["api", "web", "worker"] }));
    for (const args of [[], ["--refresh"]]) {
      const output = await fails(project.up(args));
      expect(output).to.contain("2 of 3 images do not pass");
      expect(output).to.match(/worker: \S*team\/worker:2026\.03 +no result +its scan failed/);
      expect(output).to.match(/web: \S*team\/web:2\.0 +high \d+ +high \d+ > 0/);
      expect(await deployed()).to.equal(false);
    }
    expect(account().scans, "one for each application").to.have.length(3);
  });

  const account = () => sandbox.alicloud.accounts[0];
  const images = () => account().registryImages;
  const resource = async (name: string) =>
    (await project.state()).deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
  const deployed = async () => (await resource("deployed")) !== undefined;
});

const overImages = (inputs: object, maxFindings: object = { high: 0 }) =>
  gated("RegistryScanTask", inputs, maxFindings);
const overApps = (inputs: object, maxFindings: object = { high: 0 }) =>
  gated("ContainerScanTask", { clusterId: "c-sandbox1", ...inputs }, maxFindings);

/** A gate over a scan, and something that depends on it. */
function gated(name: string, inputs: object, maxFindings: object): string {
  return `const pulumi = require("@pulumi/pulumi");
const { ScanGate, alicloud } = require("pulumi-image-scan");
const task = new alicloud.${name}("scan", ${JSON.stringify(inputs)});
const gate = new ScanGate("release", { task, maxFindings: ${JSON.stringify(maxFindings)} });
new (class extends pulumi.dynamic.Resource {
  constructor() {
    super({ create: async () => ({ id: "deployed" }) }, "deployed", {}, { dependsOn: gate });
  }
})();
`;
}
