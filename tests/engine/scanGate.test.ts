import { expect } from "chai";
import { closeStages, Stage } from "./stage";
import { fails, succeeds, unchanged } from "./succeeds";

// Gates with the real engine: what waits for them, what they let through, and that they scan nothing.

const three = ["team/api:1.4", "team/web:2.0", "library/redis:7.4"];

describe("ScanGate with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("waits, says how far the scan is, stays red until its findings are gone, and never scans", async () => {
    const declare = (triggers: object, maxFindings: object = { critical: 0 }) =>
      gated("tencentcloud", { release: ["RegistryScanTask", { images: three, triggers }, maxFindings] });
    stage = await Stage.open(declare({}), { tencentcloud: { secondsPerImage: 0 } });
    const account = stage.sandbox.tencentcloud.accounts[0];
    account.registryImages.findings("team/api:1.4", { critical: 1, high: 2 });
    account.holdScans();
    const waited = await stage.upUntil(
      ({ output }) => output.includes("images scanned, waiting for"),
      () => {
        account.releaseScans();
        account.finishScans();
      },
    );
    const red = await fails(waited.done);
    expect(red).to.match(/ScanGate .*: 0 of 3 images scanned, waiting for \d+ s/);
    expect(red).to.match(/image +findings +why\n +team\/api:1\.4 +critical 1, high 2 +critical 1 > 0/);
    expect(Object.keys(await stage.kept()), "what depends on the gate").to.deep.equal(["release"]);
    expect(await fails(stage.project.up(["--refresh"]))).to.contain("critical 1 > 0");
    expect(Object.keys(await stage.kept())).to.deep.equal(["release"]);
    expect(account.scans).to.have.length(1);

    account.registryImages.findings("team/api:1.4", { high: 2 });
    stage.declare(declare({ patched: "yes" }));
    await succeeds(stage.project.up());
    expect(Object.keys(await stage.kept())).to.have.members(["release", "release gate", "deployed"]);
    stage.sandbox.requests.clear();
    expect((await succeeds(stage.project.up())).output).to.match(unchanged(4));
    expect(stage.actions, "without changes").to.deep.equal([]);

    stage.declare(declare({ patched: "yes" }, { high: 1 }));
    expect(await fails(stage.project.up())).to.match(/team\/api:1\.4 +high 2 +high 2 > 1/);
    expect(account.scans, "other limits scan nothing").to.have.length(2);
    stage.sandbox.requests.clear();
    await succeeds(stage.project.destroy());
    expect(await stage.kept()).to.deep.equal({});
    expect(stage.actions.filter((action) => !action.startsWith("Describe"))).to.deep.equal([]);
  });

  it("stays shut over findings, failures and what Security Center does not scan, by image and by application", async () => {
    const program = gated("alicloud", {
      release: ["RegistryScanTask", { images: ["payments/gateway:3.2.0", ...three.slice(1)] }, { high: 0 }],
      apps: ["ContainerScanTask", { clusterId: "c-sandbox1", apps: ["api", "web", "worker"] }, { high: 0 }],
    });
    stage = await Stage.open(program, { alicloud: { secondsPerImage: 0 } });
    const { registryImages, containers } = stage.sandbox.alicloud.accounts[0];
    registryImages.failScans("team/web:2.0");
    registryImages.unsupported("library/redis:7.4");
    containers.findings("web", { high: 2 });
    containers.failScans("worker");
    const output = await fails(stage.project.up(["--continue-on-error"]));
    expect(output.match(/2 of 3 images do not pass/g)).to.have.length.at.least(2);
    for (const row of [
      /team\/web:2\.0 +no result +its scan failed \(FAIL[^\n]*IMAGE_DOWNLOAD_FAIL\)/,
      /library\/redis:7\.4 +no result +not scanned: Security Center does not scan images of its region/,
      /worker: \S*team\/worker:2026\.03 +no result +its scan failed/,
      /web: \S*team\/web:2\.0 +high \d+ +high \d+ > 0/,
    ])
      expect(output).to.match(row);
    expect(output).not.to.match(/payments\/gateway:3\.2\.0 +no /);
    expect(await stage.kept()).to.have.all.keys("release", "apps");
  });

  it("opens over HSS's scans when they are clean, those of nodes without an id included", async () => {
    const declare = (triggers: object, high: number) =>
      gated("huaweicloud", {
        release: ["RegistryScanTask", { images: three, triggers }, { high: 0 }],
        nodes: ["LocalScanTask", { api: "batchScan", images: ["nginx:1.27", "team/web:2.0"] }, { high }],
      });
    stage = await Stage.open(declare({}, 0), { huaweicloud: { secondsPerImage: 0 } });
    const { registryImages } = stage.sandbox.huaweicloud.accounts[0];
    registryImages.findings("team/web:2.0", { high: 1, medium: 2 });
    registryImages.failScans("library/redis:7.4", "download_failed");
    const red = await fails(stage.project.up(["--continue-on-error"]));
    for (const row of [
      /\n +team\/web:2\.0 +high 1 +high 1 > 0: CVE-2026-10001\.?\n/,
      /\n +library\/redis:7\.4 +no result +its scan failed \(download_failed/,
      /nginx:1\.27 +high 1 +high 1 > 0/,
    ])
      expect(red).to.match(row);
    expect(await stage.kept()).to.have.all.keys("release", "nodes");

    registryImages.findings("team/web:2.0", { medium: 2 });
    registryImages.findings("library/redis:7.4", { low: 7 });
    stage.declare(declare({ patched: "yes" }, 1));
    const { output } = await succeeds(stage.project.up());
    expect(output).to.contain("passed: 3 images").and.contain("passed: 2 images");
    expect(await stage.kept()).to.have.all.keys("release", "nodes", "release gate", "nodes gate", "deployed");
    expect(stage.failedRequests).to.deep.equal([]);
  });
});

type Gated = [kind: string, inputs: object, maxFindings: object];

/** Scans, by their names, with a gate over each, and something that depends on all gates. */
function gated(cloud: string, scans: Record<string, Gated>): string {
  const gates = Object.entries(scans).map(
    ([name, [kind, inputs, maxFindings]]) => `
gates.push(new ScanGate("${name} gate", {
  task: new ${cloud}.${kind}("${name}", ${JSON.stringify(inputs)}),
  maxFindings: ${JSON.stringify(maxFindings)},
}));`,
  );
  return `const pulumi = require("@pulumi/pulumi");
const { ScanGate, ${cloud} } = require("pulumi-image-scan");
const gates = [];${gates.join("")}
new (class extends pulumi.dynamic.Resource {
  constructor() {
    super({ create: async () => ({ id: "deployed" }) }, "deployed", {}, { dependsOn: gates });
  }
})();
`;
}
