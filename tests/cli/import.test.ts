import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { type Sandbox, startSandbox } from "../../sandbox/index";
import { setInConsoles } from "../../tools/shown/consoles";
import { evaluated } from "../evaluated";
import { type Ran, run } from "../package/command";
import { temporaryDirectory } from "../package/temporary";
import { projectWith } from "./project";

const main = join(__dirname, "../../cli/main.js");
const repository = resolve(__dirname, "..", "..", "..");
const reads = /^(Describe|List)/;
const keys = /(SECRET|ACCESS_KEY|TOKEN|_AK$|_SK$)/;

describe("import", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox();
    setInConsoles(sandbox);
  });

  afterEach(() => sandbox.stop());

  /** Runs it, with nothing of this machine's around it. */
  async function importing(
    args: readonly string[] = [],
    { env = sandbox.env, cwd = temporaryDirectory(), path = "" }: Surroundings = {},
  ): Promise<Ran> {
    const ran = await run(process.execPath, [main, "import", ...args], {
      cwd,
      env: { PATH: `${path}:/usr/bin:/bin`, HOME: cwd, ...env },
    });
    for (const text of [ran.stdout, ran.stderr]) {
      for (const [name, value] of Object.entries(sandbox.env))
        if (keys.test(name)) expect(text, name).not.to.contain(value);
      expect(text).not.to.match(/undefined|\[object |NaN|This is a defect|\n {4}at /);
    }
    return ran;
  }

  const requests = (): string[] => sandbox.requests.entries.map(({ action }) => action);
  const only = (cloud: RegExp): Record<string, string> =>
    Object.fromEntries(Object.entries(sandbox.env).filter(([name]) => cloud.test(name)));

  it("prints a program of what is set on all clouds, whose types are right, and only reads", async () => {
    sandbox.tencentcloud.accounts[0].localSchedule.edit({ ScanScope: 0 });
    const { code, stdout } = await importing();
    expect(code).to.equal(0);
    expect(evaluated(stdout).map(({ type, name }) => `${type} ${name}`)).to.deep.equal([
      "tencentcloud.LocalScanSchedule scan",
      "tencentcloud.RegistryScanSchedule scan",
      "alicloud.RegistryScanSchedule scan",
      "huaweicloud.RegistryScanSchedule scan",
    ]);
    expect(evaluated(stdout)[1]?.args).to.deep.equal({
      everyDays: 1,
      startTime: "19:00",
      endTime: "23:00",
      scanTypes: ["malware", "vulnerability"],
      images: ["team/api:1.4", "team/web:2.0", "payments/ledger:1.0"],
      adopt: true,
    });
    expect(requests().filter((action) => !reads.test(action))).to.deep.equal([]);
    expect(typeErrors(stdout)).to.deep.equal([]);
    expect(typeErrors(stdout.replace("everyDays: 1,", 'everyDays: "1",')), "the types").to.have.length(1);
  });

  it("ends with 1 where something is set that no program can declare, and says what", async () => {
    const { code, stdout, stderr } = await importing(["--cloud", "tencentcloud", "--name", "nightly"]);
    expect(code).to.equal(1);
    expect(evaluated(stdout).map(({ type, name }) => `${type} ${name}`)).to.deep.equal([
      "tencentcloud.RegistryScanSchedule nightly",
    ]);
    expect(stdout).to.contain("// tencentcloud.LocalScanSchedule is set to what no program can declare:\n");
    expect(stdout).to.contain("//   recommended: true,\n//   adopt: true,\n// });");
    expect(stderr).to.match(/tencentcloud\.LocalScanSchedule: not declared: .*`filter` and `recommended`/);
  });

  it("says what is switched off and cannot be declared, and ends with 0", async () => {
    sandbox.tencentcloud.accounts[0].localSchedule.edit({ Enable: false });
    const { code, stdout } = await importing(["--cloud", "tencentcloud"]);
    expect(code).to.equal(0);
    expect(stdout).to.contain("// tencentcloud.LocalScanSchedule is switched off, and not declared:\n");
  });

  it("declares what is switched off as that", async () => {
    sandbox.alicloud.accounts[0].cycleTasks.edit(
      sandbox.alicloud.accounts[0].cycleTasks.list()[0]?.ConfigId ?? "",
      { Enable: 0 },
    );
    const { stdout } = await importing(["--cloud", "alicloud"]);
    expect(evaluated(stdout)[0]?.args).to.include({ enabled: false, everyDays: 7 });
  });

  it("leaves out clouds without credentials, and says so", async () => {
    const { code, stdout, stderr } = await importing([], { env: only(/HUAWEI|^HW_/) });
    expect(code).to.equal(0);
    expect(evaluated(stdout).map(({ type }) => type)).to.deep.equal(["huaweicloud.RegistryScanSchedule"]);
    expect(stderr)
      .to.match(/^tencentcloud is left out: .*$/m)
      .and.match(/^alicloud is left out: .*$/m);
    expect(new Set(sandbox.requests.entries.map(({ cloud }) => cloud))).to.deep.equal(
      new Set(["huaweicloud"]),
    );
  });

  it("fails where no cloud has credentials, and where one that is named has none", async () => {
    const none = await importing([], { env: {} });
    expect(none).to.include({ code: 2, stdout: "" });
    expect(none.stderr).to.match(
      /no cloud can be read:\n {2}tencentcloud: .+\n {2}alicloud: .+\n {2}huaweicloud: .+/,
    );
    const named = await importing(["--cloud", "tencentcloud"], { env: {} });
    expect(named).to.include({ code: 2, stdout: "" });
    expect(named.stderr).to.contain(
      "Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment",
    );
  });

  it("prints nothing where a vendor refuses to tell", async () => {
    sandbox.faults.add({ action: "DescribeCycleTaskList", kind: "error", code: "NoPermission", times: 99 });
    const { code, stdout, stderr } = await importing();
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    expect(stderr).to.match(/alicloud\.RegistryScanSchedule: DescribeCycleTaskList: NoPermission: /);
  });

  it("refuses what is asked wrongly", async () => {
    for (const [args, why] of [
      [["--cloud", "gcp"], "Allowed choices are tencentcloud, alicloud, huaweicloud"],
      [["--cloud", "huaweicloud", "--site", "mainland"], "--site: huaweicloud has none"],
      [["--cloud", "huaweicloud", "--project-id", "x"], "a project's id, 32 hexadecimal digits"],
      [["--cloud", "tencentcloud", "--profile", "prod"], '"prod" has no tencentcloud credentials'],
      [["--stack", "dev"], "--stack: this is no Pulumi project"],
    ] as const) {
      const { code, stdout, stderr } = await importing(args);
      expect({ code, stdout }, args.join(" ")).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.contain(why);
    }
  });

  it("writes a file, and never over one that is there", async () => {
    const cwd = temporaryDirectory();
    const out = ["--cloud", "alicloud", "--out", "index.ts"];
    expect(await importing(out, { cwd })).to.include({ code: 0, stdout: "" });
    const program = readFileSync(join(cwd, "index.ts"), "utf8");
    expect(evaluated(program)).to.have.length(1);
    const again = await importing(out, { cwd });
    expect(again.code).to.equal(2);
    expect(again.stderr).to.contain("EEXIST");
    expect(readFileSync(join(cwd, "index.ts"), "utf8")).to.equal(program);
  });

  it("prints one JSON document", async () => {
    const { stdout } = await importing(["--json"]);
    const { program, schedules, leftOut } = JSON.parse(stdout) as {
      program: string;
      schedules: { type: string; declared: boolean; inputs: object }[];
      leftOut: unknown[];
    };
    expect(leftOut).to.deep.equal([]);
    expect(
      schedules.filter(({ declared }) => declared).map(({ type, inputs }) => ({ type, args: inputs })),
    ).to.deep.equal(evaluated(program).map(({ type, args }) => ({ type, args })));
  });

  describe("inside of a Pulumi project", () => {
    it("reads the stack's profiles, and prints the one it was given", async () => {
      const { TENCENTCLOUD_SECRET_ID: secretId = "", TENCENTCLOUD_SECRET_KEY: secretKey = "" } = sandbox.env;
      const profiles = JSON.stringify({ prod: { tencentcloud: { secretId, secretKey } } });
      const here = projectWith({ "imageScan:profiles": profiles });
      const env = only(/ENDPOINT/);
      const ran = await importing(["--cloud", "tencentcloud", "--profile", "prod", "--stack", "live"], {
        ...here,
        env,
      });
      expect(ran.code, ran.stderr).to.equal(1);
      expect(evaluated(ran.stdout)[0]?.args).to.include({ profile: "prod", everyDays: 1 });
      expect(readFileSync(join(here.cwd ?? "", "asked"), "utf8").trim()).to.equal(
        "config --json --show-secrets --non-interactive --stack live",
      );
      const typo = await importing(["--cloud", "tencentcloud", "--profile", "prdo"], { ...here, env });
      expect(typo.stderr).to.contain('did you mean "prod"?');
      expect(typo.code).to.equal(2);
    });

    it("reads the environment alone where Pulumi cannot tell, and says so, unless a stack was named", async () => {
      const here = projectWith({}, "error: no stack selected");
      const ran = await importing(["--cloud", "alicloud"], here);
      expect(ran.code).to.equal(0);
      expect(ran.stderr).to.contain("only the environment: no stack selected");
      const named = await importing(["--cloud", "alicloud", "--stack", "live"], here);
      expect(named).to.include({ code: 2, stdout: "" });
      expect(named.stderr).to.contain("--stack: no stack selected");
    });
  });
});

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A directory in front of the PATH. */
  readonly path?: string;
}

/** What is wrong with the types of a program of this repository. */
function typeErrors(text: string): string[] {
  const file = join(repository, "imported.ts");
  expect(existsSync(file)).to.equal(false);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
