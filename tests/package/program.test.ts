import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cleanEnvironment } from "../../tools/engine/environment";
import { nodeFor, untestable } from "../host/hosts";
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

for (const node of [20, 22, 24]) {
  describe(`A program on Node ${node}`, function () {
    this.timeout(300_000);

    it("finds the package, its provider process does, and the command runs", async function () {
      const why = untestable({ node });
      if (why !== undefined) {
        console.log(`      ${why}`);
        return this.skip();
      }
      const executable = await nodeFor({ node });
      const program = await programWith(pulumi);
      await isAtHome(program, executable);
      const command = join(program, "node_modules", "pulumi-image-scan", "dist", "cli", "main.js");
      expect(await succeed(executable, [command, "--help"], { cwd: program })).to.contain(
        "Usage: pulumi-image-scan",
      );
    });
  });
}

/** How each package manager is had from npm, and told to install without running scripts, from its kept cache. */
const managers = [
  {
    name: "pnpm",
    packed: "pnpm",
    version: "10.34.8",
    command: (kept: string) => [
      "pnpm/bin/pnpm.cjs",
      "install",
      "--prefer-offline",
      "--store-dir",
      join(kept, "store"),
    ],
    files: {},
    env: { npm_config_ignore_scripts: "true" },
  },
  {
    name: "Yarn, with node_modules,",
    packed: "@yarnpkg/cli-dist",
    version: "4.18.1",
    command: () => ["@yarnpkg/cli-dist/bin/yarn.js", "install"],
    // Without a lockfile of its own Yarn takes a folder above for the project.
    files: {
      "yarn.lock": "",
      ".yarnrc.yml":
        "nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\nenableImmutableInstalls: false\n",
    },
    env: {},
  },
];

for (const { name, packed, version, command, files, env } of managers) {
  describe(`A program that ${name} installs`, function () {
    this.timeout(300_000);

    it("finds the package, and so does its provider process, though neither sees what the package uses", async function () {
      const manager = await installedOnce(packed, version).catch((error: Error) => error);
      if (manager instanceof Error) {
        console.log(`      ${packed} cannot be had from npm: ${manager.message}`);
        return this.skip();
      }
      const program = temporaryDirectory();
      const dependencies = { "@pulumi/pulumi": pulumi, "pulumi-image-scan": `file:${await tarball()}` };
      writeFileSync(join(program, "package.json"), JSON.stringify({ private: true, dependencies }));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(program, file), text);
      const kept = join(cacheDirectory(), packed.replace("@", "").replace("/", "-"));
      const [script = "", ...args] = command(kept);
      const registry = (await succeed("npm", ["config", "get", "registry"], { cwd: program })).trim();
      await succeed(process.execPath, [join(manager, "node_modules", script), ...args], {
        cwd: program,
        timeoutMs: 240_000,
        env: {
          ...process.env,
          ...env,
          XDG_CACHE_HOME: kept,
          XDG_STATE_HOME: kept,
          YARN_GLOBAL_FOLDER: kept,
          YARN_NPM_REGISTRY_SERVER: registry,
        },
      });
      await isAtHome(program, process.execPath);
    });
  });
}

/** The package is found from a program's folder, by the program and by Pulumi's provider process. */
async function isAtHome(program: string, node: string): Promise<void> {
  const declares = `
    const pulumi = require("@pulumi/pulumi");
    const { tencentcloud } = require("pulumi-image-scan");
    ${body}`;
  expect(await succeed(node, ["-e", declares], { cwd: program })).to.equal(`${urn}\n`);

  const provider = await ProviderProcess.start({
    program,
    node,
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
}
