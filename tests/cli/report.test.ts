import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox/index";
import { Run } from "../../tools/ground/run";
import { type Ran, run as runCommand } from "../package/command";
import { temporaryDirectory } from "../package/temporary";
import { exported } from "../unit/reportStates";

const repository = resolve(__dirname, "..", "..", "..");
const main = join(repository, "dist", "cli", "main.js");
const shown = join(repository, "docs", "report", "stack.json");
const at = ["--at", "2026-03-01T12:00:00Z"];

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What stands on the standard input. */
  readonly input?: string;
}

/** `pulumi-image-scan report` as a process of its own. */
async function run(args: readonly string[], { env = {}, cwd = "/", input }: Options = {}): Promise<Ran> {
  const command = ["report", ...args].map((one) => `'${one}'`).join(" ");
  const file = join(temporaryDirectory(), "input");
  writeFileSync(file, input ?? "");
  const shell = ["-c", `exec "$0" "$1" ${command} < '${file}'`, process.execPath, main];
  const ran = await runCommand("sh", shell, {
    cwd,
    env: { PATH: process.env.PATH, HOME: "/nonexistent", ...env },
  });
  for (const text of [ran.stdout, ran.stderr]) expect(text).not.to.match(/undefined|\[object |NaN|\n {4}at /);
  return ran;
}

describe("pulumi-image-scan report", function () {
  this.timeout(60_000);

  it("prints Markdown of a file, and fails on nothing unless told to", async () => {
    const { code, stdout, stderr } = await run(["--stack-file", shown, ...at]);
    expect(stdout)
      .to.match(/^## Image scans of `shop\/prod`\n/)
      .and.contain("`base/debian:11`");
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
  });

  it("prints the same as JSON, of the standard input, and fails on what it is told to", async () => {
    const input = readFileSync(shown, "utf8");
    const faults = ["--fail-on", "stale,expired", "--fail-on", "refused"];
    const { code, stdout, stderr } = await run(["--stack-file", "-", "--json", ...at, ...faults], { input });
    const { format, summary, images } = JSON.parse(stdout) as {
      format: number;
      summary: object;
      images: object[];
    };
    expect(format).to.equal(1);
    expect(summary).to.deep.include({
      images: { total: 16, uncovered: 1, stale: 5, unknown: 0, scanned: 5, scheduled: 5 },
    });
    expect(images).to.have.length(16);
    expect(stderr).to.equal("--fail-on: stale, expired, refused\n");
    expect(code).to.equal(1);
  });

  it("writes a page to a file, says what matters, and does not fail on what is not so", async () => {
    const out = join(temporaryDirectory(), "report.html");
    const { code, stdout, stderr } = await run([
      ...["--stack-file", shown, "--format", "html", "--out", out, ...at],
      ...["--stale-days", "60", "--fail-on", "drift", "--live"],
    ]);
    expect(readFileSync(out, "utf8")).to.match(/^<!DOCTYPE html>/);
    expect(stdout).to.equal("");
    // Without credentials nothing can be read, and then nothing is known to be without drift.
    expect(stderr).to.contain("resources could not be read from the vendor").and.contain("--fail-on: drift");
    expect(code).to.equal(1);
  });

  it("lists so many images, and all when asked", async () => {
    const images = Object.fromEntries(
      Array.from({ length: 1200 }, (_, index) => [`team/app-${index}:1`, ""]),
    );
    const state = {
      enabled: true,
      everyDays: 1,
      startTime: "03:00",
      profile: "default",
      site: "mainland",
      images,
    };
    const input = exported([{ kind: "tencentcloud/registryScanSchedule", state }]);
    const [some, all] = await Promise.all([
      run(["--stack-file", "-", "--json"], { input }),
      run(["--stack-file", "-", "--json", "--all"], { input }),
    ]);
    const listed = ({ stdout }: Ran) => {
      const { images: rows, imagesLeftOut } = JSON.parse(stdout) as {
        images: unknown[];
        imagesLeftOut: number;
      };
      return [rows.length, imagesLeftOut];
    };
    expect(listed(some)).to.deep.equal([1000, 200]);
    expect(listed(all)).to.deep.equal([1200, 0]);
  });

  for (const [what, args, why, input] of [
    ["outside of a Pulumi project", [], "no Pulumi project is here: give `--stack-file`"],
    ["a file that is not there", ["--stack-file", "/nonexistent/stack.json"], "--stack-file: ENOENT"],
    [
      "a state that is none",
      ["--stack-file", "-"],
      "pulumi-image-scan: the standard input is no JSON\n",
      "hello",
    ],
    ["two formats", ["--json", "--format", "html"], "`--format html` says otherwise"],
    ["drift without the vendors", ["--fail-on", "drift"], "it needs `--live`"],
    [
      "a stack outside of a project",
      ["--stack-file", shown, "--live", "--stack", "prod"],
      "--stack: no Pulumi project",
    ],
    ["another fault", ["--fail-on", "stale,late"], "Allowed are stale, drift, expired, refused."],
    ["half a day", ["--stale-days", "0.5"], "It is a whole number of days."],
    ["a moment that is none", ["--at", "2026-13-01"], "It is a moment such as 2026-03-01"],
  ] as const)
    it(`refuses ${what}`, async () => {
      const { code, stdout, stderr } = await run(args, input === undefined ? {} : { input });
      expect(stderr).to.contain(why);
      expect(stdout).to.equal("");
      expect(code).to.equal(2);
    });

  it("cannot write where there is no folder", async () => {
    const { code, stderr } = await run(["--stack-file", shown, "--out", "/nonexistent/report.md"]);
    expect(stderr).to.match(/^pulumi-image-scan: --out: ENOENT/);
    expect(code).to.equal(2);
  });

  describe("in a Pulumi project", () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
      sandbox = await startSandbox();
    });
    afterEach(() => sandbox.stop());

    /** A project, and a `pulumi` that knows its stack. */
    function project(state: string, config: object = {}): { readonly cwd: string; readonly path: string } {
      const cwd = temporaryDirectory();
      writeFileSync(join(cwd, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
      writeFileSync(join(cwd, "state.json"), state);
      writeFileSync(join(cwd, "config.json"), JSON.stringify(config));
      const bin = join(cwd, "bin");
      mkdirSync(bin);
      const program = `#!/bin/sh\ncase "$*" in
"stack export --non-interactive --stack prod") cat '${cwd}/state.json' ;;
"config --json --show-secrets --non-interactive --stack prod") cat '${cwd}/config.json' ;;
*) echo "error: no stack is selected" >&2; exit 255 ;;\nesac\n`;
      writeFileSync(join(bin, "pulumi"), program);
      chmodSync(join(bin, "pulumi"), 0o755);
      return { cwd, path: `${bin}${delimiter}${process.env.PATH}` };
    }

    it("reads the stack itself, and the vendors with the profiles of its configuration", async () => {
      const kind = "tencentcloud/registryScanSchedule";
      const program = {
        everyDays: 1,
        startTime: "03:00",
        images: ["team/api:1.4"],
        adopt: true,
        profile: "prod",
      };
      const {
        TENCENTCLOUD_SECRET_ID: secretId = "",
        TENCENTCLOUD_SECRET_KEY: secretKey = "",
        ...env
      } = sandbox.env;
      const profiles = JSON.stringify({ prod: { tencentcloud: { secretId, secretKey } } });
      const created = await new Run(kind, sandbox, { config: { "imageScan:profiles": profiles } }).create(
        program,
      );
      sandbox.tencentcloud.account().registrySchedule.edit({ ScanTime: "05:00" });
      const { cwd, path } = project(exported([{ kind, name: "nightly", ...created }]), {
        "imageScan:profiles": { value: profiles, secret: true },
      });
      const args = ["--stack", "prod", "--live", "--fail-on", "drift"];
      const { code, stdout, stderr } = await run(args, { cwd, env: { ...env, PATH: path } });
      expect(stdout).to.contain("| `nightly` | `startTime` | `03:00` | `05:00` |");
      expect(`${stdout}${stderr}`.includes(secretKey), "the secret").to.equal(false);
      expect(stderr).to.equal("--fail-on: drift\n");
      expect(code).to.equal(1);
    });

    it("says why the stack cannot be read", async () => {
      const { cwd, path } = project("");
      const { code, stderr } = await run([], { cwd, env: { PATH: path } });
      expect(stderr).to.equal("pulumi-image-scan: pulumi stack export: no stack is selected\n");
      expect(code).to.equal(2);
    });
  });
});
