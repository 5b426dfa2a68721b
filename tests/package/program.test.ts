import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cleanEnvironment } from "../../tools/engine/environment";
import { ProviderProcess } from "../host/providerProcess";
import { type Ran, run, succeed } from "./command";
import { cacheDirectory, installedOnce, programWith, root, tarball } from "./installed";
import { temporaryDirectory } from "./temporary";

const pulumi = "3.248.0";
const urn =
  "urn:pulumi:stack::project::pulumi-nodejs:dynamic/imageScan/tencentcloud:RegistryScanSchedule::nightly";

/** Declares a schedule with mocks, and prints its URN. */
const body = `
void pulumi.runtime.setMocks({
  newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
  call: () => ({}),
});
const schedule = new tencentcloud.RegistryScanSchedule("nightly", {
  everyDays: pulumi.output(1),
  startTime: "03:00",
  images: ["team/api:1.4", { namespace: "team", name: "web", tag: "2.0" }],
  scanTypes: ["vulnerability"],
});
schedule.urn.apply((urn) => console.log(urn));
`;

const typed = `
import * as pulumi from "@pulumi/pulumi";
import { type alicloud, type ScanGateArgs, tencentcloud } from "pulumi-image-scan";
import { kinds } from "pulumi-image-scan/provider";
import { type Sandbox, startSandbox } from "pulumi-image-scan/sandbox";
${body}
export const days: pulumi.Output<number> = schedule.everyDays;
export const ends: pulumi.Output<string | undefined> = schedule.endTime;
export const known: readonly string[] = kinds;
export const start: () => Promise<Sandbox> = startSandbox;

// @ts-expect-error \`everyDays\` is required
export const without: tencentcloud.RegistryScanScheduleArgs = { startTime: "03:00" };
// @ts-expect-error it is \`startTime\`
export const misspelt: tencentcloud.RegistryScanScheduleArgs = { everyDays: 1, startTime: "03:00", starTime: "" };
// @ts-expect-error TCSS does not look for this
export const strange: tencentcloud.RegistryScanScheduleArgs["scanTypes"] = ["baseline"];

export const counted: ScanGateArgs<alicloud.RegistryScanTask>["maxFindings"] = { high: 0, malware: 0 };
// @ts-expect-error SAS counts by three levels, of which none is this
export const uncounted: ScanGateArgs<alicloud.RegistryScanTask>["maxFindings"] = { critical: 0 };
// @ts-expect-error nor does it count malicious files of containers
export const unseen: ScanGateArgs<alicloud.ContainerScanTask>["maxFindings"] = { malware: 0 };
`;

/** Without what TypeScript has learnt since 3.8. */
const typedLongAgo = `
import * as pulumi from "@pulumi/pulumi";
import { tencentcloud } from "pulumi-image-scan";
${body}
export const args: tencentcloud.RegistryScanScheduleArgs = { everyDays: 1, startTime: "03:00", all: true };
export const days: pulumi.Output<number> = schedule.everyDays;
`;

describe("A program that installs the package", function () {
  this.timeout(120_000);
  let program: string;

  before(async function () {
    this.timeout(300_000);
    program = await programWith(pulumi);
  });

  const node = (...args: string[]) => succeed(process.execPath, args, { cwd: program });

  it("requires it", async () => {
    writeFileSync(
      join(program, "required.cjs"),
      `const pulumi = require("@pulumi/pulumi");
      const { tencentcloud } = require("pulumi-image-scan");
      ${body}
      console.log(require("pulumi-image-scan/provider").kinds.length > 0);
      console.log(typeof require("pulumi-image-scan/sandbox").startSandbox);
      console.log(require("pulumi-image-scan/package.json").name);`,
    );
    expect(await node("required.cjs")).to.equal(`true\nfunction\npulumi-image-scan\n${urn}\n`);
  });

  it("imports it by name from an ES module", async () => {
    writeFileSync(
      join(program, "imported.mjs"),
      `import * as pulumi from "@pulumi/pulumi";
      import { tencentcloud } from "pulumi-image-scan";
      import { dynamic, kinds, resource } from "pulumi-image-scan/provider";
      import { startSandbox } from "pulumi-image-scan/sandbox";
      ${body}
      console.log(kinds.length > 0, typeof dynamic, typeof resource, typeof startSandbox);`,
    );
    expect(await node("imported.mjs")).to.equal(`true function function function\n${urn}\n`);
  });

  it("cannot reach into it", async () => {
    const { code, stderr } = await run(
      process.execPath,
      ["-e", 'require("pulumi-image-scan/dist/sdk/bind")'],
      {
        cwd: program,
      },
    );
    expect(code).to.equal(1);
    expect(stderr).to.contain("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  describe("in TypeScript", () => {
    const programs = [
      { module: "node16", moduleResolution: "node16", source: "cts", compiled: "cjs" },
      { module: "nodenext", moduleResolution: "nodenext", source: "mts", compiled: "mjs" },
      { module: "esnext", moduleResolution: "bundler", source: "mts", compiled: "mjs" },
      { module: "commonjs", moduleResolution: "node10", source: "ts", compiled: "js" },
    ];
    const compilations = new Map<string, Promise<Ran>>();

    before(async () => {
      for (const { module, moduleResolution, source } of programs) {
        const file = `${moduleResolution}.${source}`;
        writeFileSync(join(program, file), typed);
        const args = [
          join(root, "node_modules", "typescript", "bin", "tsc"),
          ...["--module", module, "--moduleResolution", moduleResolution, "--target", "es2022"],
          ...["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "--types", "node"],
          ...["--typeRoots", join(root, "node_modules", "@types"), file],
        ];
        compilations.set(moduleResolution, run(process.execPath, args, { cwd: program }));
      }
      await Promise.all(compilations.values());
    });

    for (const { module, moduleResolution, source, compiled } of programs) {
      it(`compiles and runs as .${source} with module ${module} and moduleResolution ${moduleResolution}`, async () => {
        expect(await compilations.get(moduleResolution)).to.deep.equal({ code: 0, stdout: "", stderr: "" });
        expect(await node(`${moduleResolution}.${compiled}`)).to.equal(`${urn}\n`);
      });
    }
  });

  it("passes the type check of the TypeScript that Pulumi brings along for programs without one", async () => {
    writeFileSync(join(program, "longAgo.ts"), typedLongAgo);
    // As Pulumi's language host does it, with a tsconfig that asks for strictness.
    const stdout = await node(
      "-e",
      `const { join } = require("node:path");
      const vendor = join(require.resolve("@pulumi/pulumi"), "..", "vendor");
      require(join(vendor, "ts-node@7.0.1")).register({
        compiler: join(vendor, "typescript@3.8.3", "typescript.js"),
        skipProject: true,
        compilerOptions: { target: "ES2020", module: "commonjs", moduleResolution: "node", strict: true },
      });
      require("./longAgo.ts");`,
    );
    expect(stdout).to.equal(`${urn}\n`);
  });

  it("has its command", async () => {
    const npx = (...args: string[]) =>
      succeed("npx", ["--no-install", "pulumi-image-scan", ...args], { cwd: program });
    expect(await npx("--help"))
      .to.contain("Usage: pulumi-image-scan")
      .and.contain("sandbox");
    const { version } = require(join(root, "package.json")) as { version: string };
    expect(await npx("--version")).to.equal(`${version}\n`);
  });
});

describe("A program that pnpm installs", function () {
  this.timeout(300_000);

  it("finds the package, and so does its provider process, though neither sees what the package uses", async function () {
    const pnpm = await installedOnce("pnpm", "10.34.8").catch((error: Error) => error);
    if (pnpm instanceof Error) {
      console.log(`      pnpm cannot be had from npm: ${pnpm.message}`);
      return this.skip();
    }
    const program = temporaryDirectory();
    const dependencies = { "@pulumi/pulumi": pulumi, "pulumi-image-scan": `file:${await tarball()}` };
    writeFileSync(join(program, "package.json"), JSON.stringify({ private: true, dependencies }));
    const kept = join(cacheDirectory(), "pnpm");
    await succeed(
      process.execPath,
      [
        join(pnpm, "node_modules", "pnpm", "bin", "pnpm.cjs"),
        ...["install", "--ignore-scripts", "--prefer-offline", "--store-dir", join(kept, "store")],
      ],
      { cwd: program, env: { ...process.env, XDG_CACHE_HOME: kept, XDG_STATE_HOME: kept } },
    );
    const script = `
      const pulumi = require("@pulumi/pulumi");
      const { tencentcloud } = require("pulumi-image-scan");
      ${body}`;
    expect(await succeed(process.execPath, ["-e", script], { cwd: program })).to.equal(`${urn}\n`);

    const provider = await ProviderProcess.start({
      program,
      node: process.execPath,
      engine: "127.0.0.1:1",
      env: cleanEnvironment(process.env),
    });
    try {
      await provider.configure({});
      const __provider =
        'exports.handler = () => require("pulumi-image-scan/provider").dynamic("tencentcloud/registryScanSchedule");';
      const { failures } = await provider.check({ __provider, everyDays: 1, startTime: "03:00", all: true });
      expect(failures).to.be.empty;
    } finally {
      await provider.stop();
    }
  });
});
