import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import type { Sandbox } from "../../sandbox/index";
import { alicloudClient, imagesOf } from "./alicloud/support";
import { sandboxOf, stopSandboxes, vendorClient } from "./support";

const MAIN = join(__dirname, "../../cli/main.js");

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: _, IMAGE_SCAN_ALICLOUD_ENDPOINT: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...inherited, ...env } });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  return { child, output };
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { child, output } = launch(args, env);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, ...output };
}

describe("pulumi-image-scan sandbox", function () {
  this.timeout(60_000);
  const children: ChildProcess[] = [];
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await sandboxOf();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await stopSandboxes();
  });

  const steer = (...args: string[]) => run(["sandbox", ...args], sandbox.env);

  async function foreground(...args: string[]) {
    const { child, output } = launch(["sandbox", ...args]);
    children.push(child);
    while (!output.stdout.includes("SECRET_KEY")) {
      await Promise.race([once(child.stdout, "data"), once(child, "close")]);
      if (child.exitCode !== null) throw new Error(output.stderr);
    }
    const exports = [...output.stdout.matchAll(/^export (\w+)='(.*)'$/gm)];
    const env = Object.fromEntries(exports.map(([, name = "", value = ""]) => [name, value]));
    return { child, output, env };
  }

  it("prints what another shell needs, then a line for each request, until it is interrupted", async () => {
    const { child, output, env } = await foreground(
      "--assume",
      "scanTime=HH:mm:ss",
      "--site",
      "international",
      "--seconds-per-image",
      "0",
    );
    expect(Object.keys(env)).to.include.members([
      "IMAGE_SCAN_TENCENTCLOUD_ENDPOINT",
      "TENCENTCLOUD_SECRET_ID",
      "TENCENTCLOUD_SECRET_KEY",
      "IMAGE_SCAN_TENCENTCLOUD_SITE",
      "IMAGE_SCAN_ALICLOUD_ENDPOINT",
      "ALIBABA_CLOUD_ACCESS_KEY_ID",
      "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
      "IMAGE_SCAN_ALICLOUD_SITE",
    ]);
    const edited = await run(["sandbox", "edit", "registrySchedule", "ScanTime=05:00"], env);
    expect(edited.stdout).to.contain('ScanTime="05:00"');
    const key = { secretId: env.TENCENTCLOUD_SECRET_ID ?? "", secretKey: env.TENCENTCLOUD_SECRET_KEY ?? "" };
    const there = { ...sandbox, url: env.IMAGE_SCAN_TENCENTCLOUD_ENDPOINT ?? "" };
    const schedule = await vendorClient(there, key).DescribeImageRegistryTimingScanTask(null);
    expect(schedule.ScanTime).to.equal("05:00:00");
    await vendorClient(there, key).CreateAssetImageScanTask({ ScanVul: true });
    const shown = await run(["sandbox", "show"], env);
    expect(shown.stdout).to.contain("scan local 41033 ended CVE: ");
    expect(shown.stdout).to.contain("(international)");
    child.kill("SIGINT");
    const [exitCode] = await once(child, "close");
    expect(exitCode).to.equal(0);
    expect(output.stderr).to.match(
      /^\d\d:\d\d:\d\d\.\d{3} tencentcloud 100000000001 DescribeImageRegistryTimingScanTask ok\n.* CreateAssetImageScanTask ok\n$/,
    );
  });

  it("starts on the port it is given, and says when that is taken", async () => {
    const { port } = new URL(sandbox.url);
    const { exitCode, stderr } = await run(["sandbox", "--port", port]);
    expect({ exitCode, stderr }).to.deep.equal({
      exitCode: 1,
      stderr: `pulumi-image-scan: the port ${port} is in use\n`,
    });
  });

  it("show tells what is in it, in words and as JSON", async () => {
    sandbox.tencentcloud.account().registrySchedule.edit({ Id: [9007199254740993n] });
    sandbox.faults.add({ kind: "error", code: "InternalError", times: 2 });
    const { exitCode, stdout } = await steer("show");
    expect(exitCode).to.equal(0);
    expect(stdout).to.contain("tencentcloud account 100000000001 (mainland)\n");
    expect(stdout).to.contain("Id=[9007199254740993]");
    expect(stdout).to.contain("localSchedule: never configured\n");
    expect(stdout).to.match(/^ {4}110207178 team\/api:1\.4 sha256:\w{12} ccr-default$/m);
    expect(stdout).to.contain("fault error ×2 code=InternalError\n");
    const json = await steer("show", "--json");
    expect(json.stdout).to.contain("9007199254740993");
    expect(JSON.parse(json.stdout)).to.have.property("tencentcloud");
  });

  it("edit changes a schedule as in the console, each value JSON where it is JSON", async () => {
    const { exitCode } = await steer(
      ...[
        "edit",
        "registrySchedule",
        "ScanTime=05:00",
        "Enable=true",
        'Namespace=["team"]',
        "Id=[9007199254740993]",
      ],
    );
    expect(exitCode).to.equal(0);
    expect(sandbox.tencentcloud.account().registrySchedule.value).to.deep.include({
      ScanTime: "05:00",
      Enable: true,
      Namespace: ["team"],
      Id: [9007199254740993n],
    });
    const local = await steer("edit", "localSchedule", "ScanVul=true", "--json");
    expect(JSON.parse(local.stdout)).to.include({ ScanVul: true });
    expect(await steer("edit", "registrySchedule", "ScnTime=05:00")).to.deep.equal({
      exitCode: 1,
      stdout: "",
      stderr: "pulumi-image-scan: The parameter `ScnTime` is not recognized.\n",
    });
  });

  it("image adds, moves and removes images", async () => {
    const { registryImages } = sandbox.tencentcloud.account();
    const added = await steer("image", "add", "team/api:1.5", "ContainerCnt=3");
    expect(added.stdout).to.match(/^110207189 team\/api:1\.5 sha256:\w{12} ccr-default\n$/);
    expect(registryImages.get("team/api:1.5").ContainerCnt).to.equal(3);
    const before = registryImages.get("team/api:1.5").ImageDigest;
    await steer("image", "move", "team/api:1.5");
    expect(registryImages.get("team/api:1.5").ImageDigest).to.not.equal(before);
    const digest = `sha256:${"ef".repeat(32)}`;
    const moved = await steer("image", "move", "team/api:1.5", "--digest", digest, "--json");
    expect(JSON.parse(moved.stdout)).to.include({ ImageDigest: digest });
    expect((await steer("image", "remove", "team/api:1.5")).exitCode).to.equal(0);
    expect(registryImages.size).to.equal(12);
    expect((await steer("image", "add", "load", "--count", "1000")).stdout).to.equal("1012 images\n");
    expect((await steer("image", "remove", "team/api:1.5")).stderr).to.equal(
      "pulumi-image-scan: no registry image is team/api:1.5\n",
    );
  });

  it("scans shows, holds, releases and finishes what image findings finds", async () => {
    const account = sandbox.tencentcloud.account();
    expect((await steer("scans")).stdout).to.equal("no scan yet\n");
    expect((await steer("scans", "hold")).stdout).to.equal("scans are held\n");
    await vendorClient(sandbox).CreateAssetImageRegistryScanTask({
      Id: [110207178],
      ScanType: ["CVE", "RISK"],
    });
    await vendorClient(sandbox).CreateAssetImageScanTask({ ScanVul: true });
    const [api, web] = ["ccr.ccs.tencentyun.com/team/api:1.4", "ccr.ccs.tencentyun.com/team/web:2.0"];
    expect((await steer("show")).stdout).to.contain(
      "\n  scans are held\n  scan registry 1 scanning CVE,RISK",
    );
    await steer("image", "findings", "team/api:1.4", "critical=7");
    expect((await steer("scans", "release")).stdout).to.equal(
      `scan registry 1 scanning CVE,RISK: team/api:1.4\nscan local 41033 scanning CVE: ${api} ${web} nginx:1.27\n`,
    );
    const { total, newest } = JSON.parse((await steer("scans", "finish", "--json")).stdout) as {
      total: number;
      newest: { state: string }[];
    };
    expect([total, ...newest.map(({ state }) => state)]).to.deep.equal([2, "ended", "ended"]);
    expect(account.registryImages.get("team/api:1.4").CriticalLevelVulCnt).to.equal(7);
    await vendorClient(sandbox).CreateAssetImageRegistryScanTaskOneKey({ ScanScope: 0 });
    expect((await steer("scans")).stdout).to.match(/team\/worker:2026\.03 tke-images\/\S+ and 5 more\n$/);
  });

  it("fault lets requests fail, shows what waits, and clears it", async () => {
    const added = await steer(
      "fault",
      "slow",
      "--action",
      "DescribeAssetImageList",
      "--times",
      "3",
      "--delay-ms",
      "9",
    );
    expect(added.stdout).to.equal("fault slow ×3 action=DescribeAssetImageList delayMs=9\n");
    await steer("fault", "error", "--code", "InternalError", "--message", "Down.");
    expect(sandbox.faults.list()).to.deep.equal([
      { kind: "slow", action: "DescribeAssetImageList", times: 3, delayMs: 9 },
      { kind: "error", code: "InternalError", message: "Down.", times: 1 },
    ]);
    expect(JSON.parse((await steer("fault", "--json")).stdout)).to.have.length(2);
    expect((await steer("fault", "--clear")).stdout).to.equal("no fault waits\n");
    expect((await steer("fault", "error")).stderr).to.equal(
      "pulumi-image-scan: a fault of kind error needs a code\n",
    );
  });

  it("requests lists what was asked", async () => {
    await vendorClient(sandbox).DescribeAssetImageList({ Limit: 1 });
    await vendorClient(sandbox).DescribeAssetImageList({ Limit: 2 });
    const { stdout } = await steer("requests");
    expect(stdout.match(/tencentcloud 100000000001 DescribeAssetImageList ok$/gm)).to.have.length(2);
    const last = JSON.parse((await steer("requests", "--last", "1", "--json")).stdout) as { body: object }[];
    expect(last.map(({ body }) => body)).to.deep.equal([{ Limit: 2 }]);
  });

  it("steers SAS in its own words, where the cloud is said", async () => {
    const account = sandbox.alicloud.account();
    const { registryImages } = account;
    const ofAlicloud = ["--cloud", "alicloud"];
    const added = await steer("image", "add", "team/api:1.5", "Deployed=1", ...ofAlicloud);
    expect(added.stdout).to.match(/^[0-9a-f]{32} team\/api:1\.5 [0-9a-f]{19} cri-sandbox1\n$/);
    expect(registryImages.get("team/api:1.5").Deployed).to.equal(1);
    const count = ["--count", "10"];
    expect((await steer("image", "add", "load", ...count, ...ofAlicloud)).stdout).to.equal("23 images\n");
    const digest = "ef".repeat(32);
    await steer("image", "move", "team/api:1.5", "--digest", digest, ...ofAlicloud);
    expect(registryImages.get("team/api:1.5").Digest).to.equal(digest);
    await steer("image", "findings", "team/api:1.4", "high=7", ...ofAlicloud);
    expect((await steer("image", "remove", "team/api:1.5", ...ofAlicloud)).exitCode).to.equal(0);
    expect(registryImages.size).to.equal(22);
    expect((await steer("scans", "hold", ...ofAlicloud)).stdout).to.equal("scans are held\n");
    await alicloudClient(sandbox)("PublicSyncAndCreateImageScanTask", imagesOf("team/api:1.4"));
    const taskId = account.scans[0]?.taskId;
    const finished = await steer("scans", "finish", ...ofAlicloud);
    expect(finished.stdout).to.equal(`scans are held\nscan registry ${taskId} ended: team/api:1.4\n`);
    expect(registryImages.get("team/api:1.4").VulCount).to.equal(7);
    expect((await steer("scans")).stdout).to.equal("no scan yet\n");
  });

  it("image findings takes vulnerabilities by name on each cloud, and its help shows how", async () => {
    const { tencentcloud, alicloud, huaweicloud } = sandbox;
    for (const [cloud, vulnerability] of [
      ["tencentcloud", { CVEID: "CVE-2026-1234", Level: "3" }],
      ["alicloud", { Name: "CVE-2026-1234", Necessity: "asap" }],
      ["huaweicloud", { vul_id: "CVE-2026-1234", repair_necessity: "delay_repair" }],
    ] as const) {
      const named = `vulnerabilities=${JSON.stringify([vulnerability])}`;
      const { exitCode, stderr } = await steer("image", "findings", "team/web:2.0", named, "--cloud", cloud);
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: "" });
      const fields = Object.keys(vulnerability).map((field) => `"${field}":""`);
      const wrong = `vulnerabilities=[{${fields.join()}}]`;
      const refused = await steer("image", "findings", "team/web:2.0", wrong, "--cloud", cloud);
      expect(refused.stderr).to.match(/^pulumi-image-scan: a vulnerability needs a .*\n$/);
    }
    const web = tencentcloud.account().registryImages.get("team/web:2.0");
    await vendorClient(sandbox).CreateAssetImageRegistryScanTask({ Id: [Number(web.Id)] });
    await alicloudClient(sandbox)("PublicSyncAndCreateImageScanTask", imagesOf("team/web:2.0"));
    huaweicloud.account().startScan({ kind: "registry", images: ["team/web:2.0"] });
    for (const { accounts } of [tencentcloud, alicloud, huaweicloud]) accounts[0].finishScans();
    expect(web.HighLevelVulCnt).to.equal(1);
    expect(alicloud.account().registryImages.get("team/web:2.0").VulCount).to.equal(1);
    expect(huaweicloud.account().registryImages.get("team/web:2.0").vul_num).to.equal(1);
    const { stdout } = await steer("image", "findings", "--help");
    for (const word of ["vulnerabilities=", "CVEID", "Necessity", "repair_necessity"]) {
      expect(stdout).to.contain(word);
    }
  });

  it("edit changes the cycle task of SAS, by its id where there are several; show tells it", async () => {
    const { cycleTasks } = sandbox.alicloud.account();
    const { ConfigId } = cycleTasks.add();
    const edited = await steer("edit", "cycleTask", "Enable=0", 'Param="{\\"lang\\":\\"en\\"}"');
    expect(edited.stdout).to.match(/^cycleTask: ConfigId="\w{32}" .*Enable=0 /);
    expect(edited.stderr).to.equal("");
    expect(cycleTasks.get(ConfigId)).to.include({ Enable: 0, Param: '{"lang":"en"}' });
    const second = cycleTasks.add();
    expect((await steer("edit", "cycleTask", "Enable=0")).stderr).to.contain("say which cycle task");
    await steer("edit", "cycleTask", "PeriodUnit=hour", "--id", second.ConfigId);
    expect(cycleTasks.get(second.ConfigId).PeriodUnit).to.equal("hour");
    const { stdout } = await steer("show");
    expect(stdout).to.contain("alicloud account 1000000000000001 (mainland)\n  cycleTask: ConfigId=");
    expect(stdout).to.contain("\n  quota: 0 of 1000000 used\n  containers: 8\n  no scan yet\n");
  });

  it("fault meets only requests to the cloud that is said", async () => {
    const added = await steer("fault", "failureIn200", "--code", "ServerError", "--cloud", "alicloud");
    expect(added.stdout).to.equal("fault failureIn200 ×1 code=ServerError cloud=alicloud\n");
    expect(sandbox.faults.list()).to.deep.equal([
      { kind: "failureIn200", code: "ServerError", cloud: "alicloud", times: 1 },
    ]);
  });

  it("is steered by whichever endpoint the environment names", async () => {
    const env = { IMAGE_SCAN_ALICLOUD_ENDPOINT: sandbox.url };
    expect((await run(["sandbox", "scans"], env)).stdout).to.equal("no scan yet\n");
  });

  it("reads the open points of SAS as it is told", async () => {
    const { env } = await foreground(
      "--assume",
      "alicloud.unknownTask=empty",
      "--assume",
      "scanTime=HH:mm:ss",
    );
    const state = JSON.parse((await run(["sandbox", "show", "--json"], env)).stdout) as Record<
      string,
      { assumptions: object }
    >;
    expect(state.alicloud?.assumptions).to.include({ unknownTask: "empty", whenFull: "noTaskId" });
    expect(state.tencentcloud?.assumptions).to.include({ scanTime: "HH:mm:ss" });
  });

  it("is asked wrongly: exit code 2, and one line that says how", async () => {
    const wrong = [
      ["sandbox", "weather"],
      ["sandbox", "--port", "http"],
      ["sandbox", "--port", "70000"],
      ["sandbox", "--site", "moon"],
      ["sandbox", "--seconds-per-image", "soon"],
      ["sandbox", "scans", "nap"],
      ["sandbox", "--assume", "scanTime=noon"],
      ["sandbox", "--assume", "unknownTask=empty"],
      ["sandbox", "--assume", "alicloud.scanTime=HH:mm:ss"],
      ["sandbox", "scans", "--cloud", "somecloud"],
      ["sandbox", "edit", "weather", "a=b"],
      ["sandbox", "edit", "registrySchedule"],
      ["sandbox", "edit", "registrySchedule", "Enable"],
      ["sandbox", "fault", "flood"],
      ["sandbox", "requests", "--last", "few"],
      ["weather"],
    ];
    const ran = await Promise.all(wrong.map((args) => run(args, sandbox.env)));
    ran.forEach(({ exitCode, stdout, stderr }, index) => {
      expect(exitCode, `${wrong[index]?.join(" ")}\n${stderr}`).to.equal(2);
      expect(stdout).to.equal("");
      expect(stderr)
        .to.match(/^error: /)
        .and.not.match(/^\s+at /m);
    });
  });

  it("has no sandbox to steer: exit code 1, and a line that says what to do", async () => {
    await sandbox.stop();
    const none = [
      [{}, "IMAGE_SCAN_TENCENTCLOUD_ENDPOINT is not set: run `pulumi-image-scan sandbox`"],
      [sandbox.env, `no sandbox answers at ${sandbox.url}: is \`pulumi-image-scan sandbox\` running?`],
      [
        { IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: "https://tcss.tencentcloudapi.com" },
        "is not a sandbox's address",
      ],
      [{ IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: "127.0.0.1" }, "is not a sandbox's address"],
    ] as const;
    for (const [env, reason] of none) {
      const { exitCode, stderr } = await run(["sandbox", "show"], env);
      expect(exitCode).to.equal(1);
      expect(stderr)
        .to.match(/^pulumi-image-scan: .*\n$/)
        .and.contain(reason);
    }
  });

  it("prints its help and version, which are no failures", async () => {
    const help = await run(["sandbox", "--help"]);
    expect(help.exitCode).to.equal(0);
    expect(help.stdout).to.contain("neverConfigured=defaults|notFound");
    expect(help.stdout.replace(/\s+/g, "")).to.contain("alicloud.unknownTask=error|empty");
    const version = await run(["--version"]);
    expect(version).to.deep.include({ exitCode: 0, stderr: "" });
    expect(version.stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });
});
