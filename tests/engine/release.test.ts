import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { page, refusal, shown } from "../../tools/refusal/refusal";
import { fails, succeeds } from "./succeeds";

// A Kubernetes release, scanned, gated and pinned, as the example has it: what is rolled out is what passed.

const example = resolve(__dirname, "..", "..", "..", "examples", "kubernetes-release");
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe("A Kubernetes release with the real engine", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let project: Project;

  afterEach(async () => {
    project?.remove();
    await sandbox?.stop();
  });

  it("rolls out by digest what passed, and after a refusal nothing but what last passed", async () => {
    await open("tencentcloud");
    const images = sandbox.tencentcloud.accounts[0].registryImages;
    const known = { CVEID: "CVE-2026-4711", Level: "3" } as const;
    images.findings("team/api:1.4", { vulnerabilities: [known] });
    const red = await fails(project.up());
    expect(red).to.match(/team\/api:1\.4 +high 1 +high 1 > 0: CVE-2026-4711/);
    expect(existsSync(rendered()), "rolled out").to.equal(false);

    await except("CVE-2026-4711", day(9));
    const green = (await succeeds(project.up())).output;
    expect(green).to.contain(`exception CVE-2026-4711 expires in 9 days, after ${day(9)} (SEC-812)`);
    const passed = images.get("team/api:1.4").ImageDigest;
    expect(deployed()).to.deep.equal([
      `ccr.ccs.tencentyun.com/team/api@${passed}`,
      `ccr.ccs.tencentyun.com/team/web@${images.get("team/web:2.0").ImageDigest}`,
    ]);
    expect(manifest()).to.contain("# the shop's own");
    const scans = sandbox.tencentcloud.accounts[0].scans.length;

    // The tag moves to something worse, and the program changes, too.
    images.move("team/api:1.4");
    images.findings("team/api:1.4", { vulnerabilities: [known, { ...known, CVEID: "CVE-2026-4712" }] });
    const text = readFileSync(join(example, "deployment.yaml"), "utf8");
    project.write("deployment.yaml", text.replace("spec:\n", "spec:\n  replicas: 3\n"));
    expect(await fails(project.up(["--refresh"]))).to.match(/high 1 > 0 \(1 accepted\): CVE-2026-4712/);
    expect(manifest()).not.to.contain("replicas: 3");
    expect(sandbox.tencentcloud.accounts[0].scans).to.have.length(scans + 1);
    const { resources = [] } = (await project.state()).deployment;
    const urn =
      resources.find(({ urn }) => urn.endsWith("::deployment"))?.urn ?? expect.fail("no deployment");
    await succeeds(project.up(["--target", urn]));
    expect(manifest()).to.contain("replicas: 3");
    expect(deployed()[0], "what passed, not what the tag means now").to.equal(
      `ccr.ccs.tencentyun.com/team/api@${passed}`,
    );

    await except("CVE-2026-4711", day(-1));
    const plan = (await project.preview(["--diff"])).output;
    expect(plan).to.contain(`"expired ${day(-1)}: SEC-812"`);
    expect(plan).to.contain(`exception CVE-2026-4711 has expired on ${day(-1)}, and counts again (SEC-812)`);
  });

  for (const [cloud, host] of [
    ["alicloud", "registry.cn-hangzhou.aliyuncs.com"],
    ["huaweicloud", "swr.cn-north-4.myhuaweicloud.com"],
  ] as const) {
    it(`is refused, excepted and rolled out by digest over ${cloud}`, async () => {
      await open(cloud);
      if (cloud === "alicloud") {
        sandbox.alicloud.accounts[0].registryImages.findings("team/api:1.4", {
          vulnerabilities: [
            { Name: "RHSA-2026:1", Related: "CVE-2026-4711,CVE-2026-4712", Necessity: "asap" },
          ],
        });
      } else {
        sandbox.huaweicloud.accounts[0].registryImages.findings("team/api:1.4", {
          vulnerabilities: [{ vul_id: "RHSA-2026:1", repair_necessity: "immediate_repair" }],
        });
      }
      expect(await fails(project.up())).to.match(/team\/api:1\.4 +high 1 +high 1 > 0: RHSA-2026:1/);
      expect(existsSync(rendered()), "rolled out").to.equal(false);
      await except("RHSA-2026:1", day(99));
      await succeeds(project.up());
      expect(deployed()).to.have.length(2);
      for (const [index, name] of ["api", "web"].entries())
        expect(deployed()[index]).to.match(new RegExp(`^${host}/team/${name}@sha256:[0-9a-f]{64}$`));
    });
  }

  it("prints, when it is refused, what the documentation shows", async () => {
    const text = readFileSync(page.file, "utf8");
    expect(text).to.equal(shown(text, await refusal(await findEngine())));
  });

  async function open(cloud: "tencentcloud" | "alicloud" | "huaweicloud"): Promise<void> {
    sandbox = await startSandbox({ [cloud]: { secondsPerImage: 0 } });
    project = await Project.create({
      engine: await findEngine(),
      program: { copy: example },
      name: "shop",
      env: { ...sandbox.env },
    });
    rmSync(join(project.directory, "rendered"), { recursive: true, force: true });
    await project.config("cloud", cloud);
  }

  async function except(vulnerability: string, until: string): Promise<void> {
    for (const [name, value] of Object.entries({ vulnerability, until, reason: "SEC-812" }))
      await project.config(`exceptions[0].${name}`, value, { path: true });
  }

  function rendered(): string {
    return join(project.directory, "rendered", "deployment.yaml");
  }

  function manifest(): string {
    return readFileSync(rendered(), "utf8");
  }

  function deployed(): string[] {
    return [...manifest().matchAll(/image: (\S+)/g)].map(([, image]) => image ?? "");
  }
});
