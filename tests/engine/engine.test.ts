import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";

const buildTimeoutMs = 25 * 60_000;
const main = resolve(__dirname, "..", "..", "tools", "engine", "main.js");

describe("The engine", () => {
  let scratch: string;
  let bin: string;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "engine-test-"));
    bin = join(scratch, "bin");
    mkdirSync(bin);
  });

  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  it("is the pulumi of PATH when that is new enough", async () => {
    script("pulumi", "echo v3.300.1");
    const engine = await findEngine({ env: { PATH: bin }, log: () => {} });
    expect(engine).to.include({ pulumi: join(bin, "pulumi"), version: "3.300.1", origin: "PATH" });
  });

  it("is not a pulumi of PATH that is too old, which is said in one line with what to install", async () => {
    script("pulumi", "echo v3.99.0");
    const log: string[] = [];
    const error = await failure(
      findEngine({ env: { PATH: bin, HOME: scratch }, log: (line) => log.push(line) }),
    );
    expect(log).to.deep.equal([`${join(bin, "pulumi")} is 3.99.0, older than 3.216.0: not used`]);
    expect(error.message).to.contain("older than 3.216.0").and.not.contain("\n");
  });

  it("says in one line how to install one, when there is neither Pulumi nor Go", async () => {
    const error = await failure(findEngine({ env: { PATH: bin, HOME: scratch }, log: () => {} }));
    expect(error.message).to.equal(
      "No Pulumi engine (no pulumi on PATH; no Go to build one): install Pulumi, " +
        "https://www.pulumi.com/docs/install/, or Go, https://go.dev/doc/install",
    );
  });

  it("shows what the go tool said when the build fails, and leaves nothing half built", async () => {
    script("go", "echo 'go: module lookup disabled' >&2; exit 1");
    const log: string[] = [];
    const error = await failure(
      findEngine({ env: { PATH: bin, HOME: scratch }, log: (line) => log.push(line) }),
    );
    expect(log).to.contain("go: module lookup disabled");
    expect(error.message).to.contain("failed (exit code 1)").and.not.contain("\n");
    expect(existsSync(join(scratch, ".cache"))).to.equal(true);
    const { stdout } = await run("/bin/sh", ["-c", 'ls "$HOME/.cache/pulumi-image-scan/engine"'], {
      HOME: scratch,
    });
    expect(stdout).to.equal("");
  });

  it("is built once, when two processes want it at once", async function () {
    this.timeout(30_000);
    fakeGo();
    const env = { PATH: bin, XDG_CACHE_HOME: join(scratch, "cache") };
    const results = await Promise.all([1, 2].map(() => run(process.execPath, [main], env)));
    expect(results.map(({ code }) => code)).to.deep.equal([0, 0]);
    expect(new Set(results.map(({ stdout }) => stdout)).size).to.equal(1);
    expect(readFileSync(join(scratch, "builds"), "utf8")).to.equal("build\nbuild\n", "one for each program");
  });

  it("is built by the next process, when the one that built it was killed", async function () {
    this.timeout(30_000);
    fakeGo();
    const env = { PATH: bin, XDG_CACHE_HOME: join(scratch, "cache") };
    const killed = await run(process.execPath, [main], env, 600);
    const next = await run(process.execPath, [main], env);
    expect([killed.code, next.code]).to.deep.equal([null, 0]);
  });

  describe("with a program", () => {
    let engine: Engine;
    let project: Project;

    before(async function () {
      this.timeout(buildTimeoutMs);
      engine = await findEngine();
    });

    afterEach(() => project?.remove());

    it("runs its life: up, refresh, destroy", async function () {
      this.timeout(60_000);
      project = await Project.create({ engine, program: { files: slowProgram } });
      await project.config("secret", "s3cr3t", { secret: true });
      const codes = [];
      for (const step of ["up", "refresh"] as const) codes.push((await project[step]()).code);
      const { deployment } = await project.state();
      codes.push((await project.destroy()).code);
      expect(codes).to.deep.equal([0, 0, 0]);
      expect(deployment.resources?.map(({ id }) => id)).to.include("made");
      expect(project.stateText()).to.contain("made").and.not.contain("s3cr3t");
    });

    it("leaves its provider an orphan when it is killed, and removing the project ends that too", async function () {
      this.timeout(60_000);
      project = await Project.create({
        engine,
        program: { files: slowProgram },
        env: { CREATE_MS: "60000" },
      });
      const up = project.start(["up", "--yes", "--skip-preview"]);
      const creating = await until(() => up.output.includes("made creating") || undefined);
      const provider = await until(() => up.provider());
      up.kill("SIGKILL");
      const { code } = await up.done;
      expect({ creating, code }).to.deep.equal({ creating: true, code: 137 });
      expect(up.processes().map(({ pid }) => pid)).to.include(provider);
      project.remove();
      expect(await until(() => up.processes().length === 0 || undefined)).to.equal(true);
      expect(existsSync(project.root)).to.equal(false);
    });

    it("is stopped with all that it started, when a run takes too long", async function () {
      this.timeout(60_000);
      project = await Project.create({
        engine,
        program: { files: slowProgram },
        env: { CREATE_MS: "60000" },
      });
      const up = project.start(["up", "--yes", "--skip-preview"], { timeoutMs: 6_000 });
      expect(await up.done).to.include({ code: 137, timedOut: true });
      expect(await until(() => up.processes().length === 0 || undefined)).to.equal(true);
    });

    it("runs a program where it is, writes nothing there, and shows it nothing of the caller's accounts", async function () {
      this.timeout(60_000);
      const env = { ...process.env, PULUMI_STACK: "prod", TENCENTCLOUD_SECRET_KEY: "k", IMAGE_SCAN_X: "x" };
      const clean = await findEngine({ env });
      // Inside the repository, as the examples are: a program finds @pulumi/pulumi above its own place.
      const place = mkdtempSync(join(__dirname, "place-"));
      try {
        const printsNames = `
          export const place: string = process.cwd();
          const personal = ["PULUMI_STACK", "TENCENTCLOUD_SECRET_KEY", "IMAGE_SCAN_X"];
          export const seen = personal.filter((name) => name in process.env).length;
        `;
        writeFileSync(join(place, "index.ts"), printsNames);
        project = await Project.create({ engine: clean, program: { inPlace: place } });
        expect((await project.up()).output)
          .to.contain(place)
          .and.match(/seen *: 0/);
        expect(readdirSync(place)).to.deep.equal(["index.ts"]);
      } finally {
        rmSync(place, { recursive: true });
      }
    });
  });

  function script(name: string, text: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }

  /** Writes an executable to where `-o=` says, after a moment, and a line to `builds`. */
  function fakeGo(): void {
    script(
      "go",
      `echo build >> ${scratch}/builds
for argument; do case $argument in -o=*) out=\${argument#-o=};; esac; done
/bin/sleep 0.5; echo >> "$out"; /bin/chmod +x "$out"`,
    );
  }
});

const slowProgram = {
  "index.js": `
    const pulumi = require("@pulumi/pulumi");
    const handler = "exports.handler = () => require('./handler.js')";
    new pulumi.CustomResource("pulumi-nodejs:dynamic/test:Made", "made", { __provider: handler, size: 1 });
  `,
  "handler.js": `
    module.exports = {
      check: async (olds, news) => ({ inputs: news }),
      diff: async () => ({ changes: false }),
      create: async (inputs) => {
        await new Promise((done) => setTimeout(done, Number(process.env.CREATE_MS ?? 0)));
        return { id: "made", outs: inputs };
      },
      read: async (id, props) => ({ id, props }),
      delete: async () => {},
    };
  `,
};

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.fail("it did not fail"),
    (error: Error) => error,
  );
}

/** The first answer that is not undefined, within 20 seconds. */
async function until<T>(ask: () => T | undefined): Promise<T | undefined> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await sleep(50);
  }
  return undefined;
}

interface Ended {
  code: number | null;
  stdout: string;
}

function run(file: string, args: string[], env: NodeJS.ProcessEnv, timeout = 0): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(file, args, { env, timeout }, (_error, stdout) =>
      done({ code: child.exitCode, stdout }),
    );
  });
}
