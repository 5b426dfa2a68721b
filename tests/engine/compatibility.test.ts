import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { startSandbox } from "../../sandbox";
import { findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { installedOnce } from "../package/installed";
import { closeStages, Stage } from "./stage";
import { fails, succeeds, unchanged } from "./succeeds";

// What of Pulumi works with our resources: each test is a row of docs/compatibility.md.

describe("Pulumi's own options and commands", function () {
  this.timeout(300_000);
  afterEach(closeStages);

  it("protect, ignoreChanges, aliases, transforms, replaceOnChanges, customTimeouts and secrets, over the life of a stack", async () => {
    const declare = (more: { name: string; everyDays: number; images: readonly string[]; opts: string }) => `
      const pulumi = require("@pulumi/pulumi");
      const { tencentcloud } = require("pulumi-image-scan");
      const nodes = new tencentcloud.LocalScanSchedule("nodes",
        { everyDays: 1, startTime: "02:00", endTime: "05:00", all: true },
        { protect: true, transforms: [({ props, opts }) => ({ props: { ...props, everyDays: 3 }, opts })] });
      new tencentcloud.RegistryScanSchedule(${JSON.stringify(more.name)},
        { everyDays: ${more.everyDays}, startTime: "03:00", images: pulumi.secret(["team/api:1.4"]) },
        { additionalSecretOutputs: ["resolved"], ${more.opts} });
      new tencentcloud.RegistryScanTask("once",
        { images: ${JSON.stringify(more.images)} },
        { ignoreChanges: ["images"], dependsOn: nodes, customTimeouts: { create: "1h30m" } });
    `;
    const first = { name: "nightly", everyDays: 1, images: ["team/api:1.4"], opts: "" };
    const stage = await Stage.open(declare(first));
    const { registrySchedule, localSchedule } = stage.sandbox.tencentcloud.account();
    await succeeds(stage.project.up());
    expect(localSchedule.value, "as the transform says").to.include({ ScanPeriod: 3 });
    expect(registrySchedule.value?.Id, "which a secret selects").to.have.length(1);
    const { nightly, once } = await stage.kept();
    expect(JSON.stringify(nightly), "a secret input in state")
      .to.contain("scanTypes")
      .and.not.contain("team/api");
    expect(once?.inputs, "the time-out").to.include({ queueTimeoutSeconds: 5400 });

    stage.sandbox.requests.clear();
    const renamed = {
      ...first,
      name: "weekly",
      images: ["team/web:2.0"],
      opts: 'aliases: [{ name: "nightly" }]',
    };
    stage.declare(declare(renamed));
    expect((await succeeds(stage.project.up())).output, "an alias, and a change that is ignored").to.match(
      unchanged(4),
    );
    expect(stage.actions).to.deep.equal([]);

    const opts = 'aliases: [{ name: "nightly" }], replaceOnChanges: ["everyDays"]';
    stage.declare(declare({ ...renamed, everyDays: 7, opts }));
    const { output } = await succeeds(stage.project.up());
    expect(registrySchedule.value).to.include({ ScanPeriod: 7 });
    expect(output, "where there is one of it: updated in its place").to.match(/\n +~ 1 updated/);

    const refused = await fails(stage.project.destroy());
    expect(refused).to.contain("protect");
    expect(localSchedule.value, "what is protected").to.include({ ScanPeriod: 3, Enable: true });
    // The program runs first, and no longer protects.
    stage.declare(declare({ ...renamed, everyDays: 7, opts }).replace("protect: true", "protect: false"));
    await succeeds(stage.project.destroy(["--run-program"]));
    expect([registrySchedule.value?.Enable, localSchedule.value?.Enable], "off, as before").to.deep.equal([
      false,
      false,
    ]);
    expect(stage.failedRequests).to.deep.equal([]);
  });

  it("an ES module as a program", async () => {
    const sandbox = await startSandbox();
    const project = await Project.create({
      engine: await findEngine(),
      program: {
        files: {
          "index.mjs": `
            import { tencentcloud } from "pulumi-image-scan";
            const { everyDays } = new tencentcloud.RegistryScanSchedule("nightly", { everyDays: 2, startTime: "03:00", all: true });
            export { everyDays };
          `,
        },
      },
      env: { ...sandbox.env },
    });
    try {
      expect((await succeeds(project.up())).output).to.match(/everyDays *: 2/);
      expect((await succeeds(project.preview())).output).to.match(unchanged(2));
      await succeeds(project.destroy());
    } finally {
      project.remove();
      await sandbox.stop();
    }
  });

  it("a policy pack, which sees inputs as a program writes them and image sets as keyed maps", async () => {
    const stage = await Stage.open(`
      const { tencentcloud } = require("pulumi-image-scan");
      new tencentcloud.RegistryScanSchedule("weekly",
        { everyDays: 7, startTime: "03:00", images: ["team/api", "team/web:2.0"] });
    `);
    const pack = join(stage.project.root, "policy");
    const bin = join(stage.project.root, "bin");
    for (const directory of [pack, bin]) mkdirSync(directory);
    const policy = await installedOnce("@pulumi/policy", "1.21.0");
    symlinkSync(join(policy, "node_modules"), join(pack, "node_modules"), "dir");
    writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: index.js\n");
    writeFileSync(join(pack, "package.json"), JSON.stringify({ name: "scan-policies", version: "0.0.1" }));
    writeFileSync(
      join(pack, "index.js"),
      `const { PolicyPack } = require("@pulumi/policy");
      new PolicyPack("scan-policies", {
        policies: [{
          name: "scans",
          description: "Images are scanned daily, by tags that mean something.",
          enforcementLevel: "mandatory",
          validateResource: ({ type, props }, reportViolation) => {
            if (!type.endsWith("RegistryScanSchedule")) return;
            if (props.everyDays > 1) reportViolation("scanned every " + props.everyDays + " days only");
            for (const image of Object.keys(props.images ?? {}))
              if (image.endsWith(":latest")) reportViolation(image + " has no tag");
          },
        }],
      });`,
    );
    // Pulumi's installer puts one beside `pulumi`; a build of the engine lacks it.
    const analyzer = join(bin, "pulumi-analyzer-policy");
    const runs = join(policy, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
    writeFileSync(analyzer, `#!/bin/sh\nexec node ${runs} "$@"\n`);
    chmodSync(analyzer, 0o755);
    const { env } = await findEngine();
    const refused = await fails(
      stage.project.preview(["--policy-pack", pack], {
        env: { PATH: [bin, env.PATH].join(delimiter) },
      }),
    );
    expect(refused).to.contain("scanned every 7 days only").and.contain("team/api:latest has no tag");
    expect(refused).to.not.contain("team/web:2.0 has no tag");
    expect(stage.actions).to.deep.equal([]);
  });

  for (const [form, select] of [
    ["a local program", "{ stackName: 'automation', workDir: process.cwd() }"],
    [
      "an inline program in its own directory",
      "{ stackName: 'automation', projectName: 'inline', program }, { workDir: process.cwd() }",
    ],
  ] as const) {
    it(`the Automation API with ${form}`, async () => {
      const engine = await findEngine();
      const sandbox = await startSandbox();
      const declare = `
        const { tencentcloud } = require("pulumi-image-scan");
        new tencentcloud.RegistryScanSchedule("nightly", { everyDays: 2, startTime: "03:00", all: true });`;
      const project = await Project.create({
        engine,
        program: {
          files: {
            "index.js": declare,
            "automation.cjs": `
              const { LocalWorkspace } = require("@pulumi/pulumi/automation");
              const program = async () => {${declare}};
              (async () => {
                const stack = await LocalWorkspace.createOrSelectStack(${select});
                const told = [];
                told.push((await stack.up()).summary.resourceChanges);
                told.push((await stack.preview()).changeSummary);
                told.push((await stack.destroy()).summary.resourceChanges);
                console.log(JSON.stringify(told));
              })();`,
          },
        },
      });
      try {
        expect(existsSync(join(project.directory, "automation.cjs"))).to.equal(true);
        const env = {
          ...engine.env,
          ...sandbox.env,
          PATH: [join(engine.pulumi, ".."), engine.env.PATH].join(delimiter),
          HOME: project.root,
          PULUMI_HOME: join(project.root, "pulumi"),
          PULUMI_BACKEND_URL: `file://${join(project.root, "backend")}`,
          PULUMI_CONFIG_PASSPHRASE: "made up",
        };
        const told = await new Promise<string>((resolve) => {
          const options = { cwd: project.directory, env, timeout: 120_000 };
          execFile(process.execPath, ["automation.cjs"], options, (error, stdout, stderr) =>
            resolve(error ? `${error.message}\n${stderr}` : stdout),
          );
        });
        expect(told.trim()).to.equal(JSON.stringify([{ create: 2 }, { same: 2 }, { delete: 2 }]));
        expect(sandbox.requests.entries.some(({ action }) => action.startsWith("Update"))).to.equal(true);
      } finally {
        project.remove();
        await sandbox.stop();
      }
    });
  }
});
