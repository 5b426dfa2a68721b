import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { setInConsoles } from "../../tools/shown/consoles";
import { closeStages, Stage } from "./stage";
import { succeeds, unchanged } from "./succeeds";

// What the real engine makes of what `import` prints, and of a program that asks the vendors.

const main = join(__dirname, "../../cli/main.js");
const reads = /^(Describe|List|Get|Show)/;

describe("import with the real engine", function () {
  this.timeout(300_000);
  let stage: Stage;

  afterEach(closeStages);

  it("prints a program whose first update changes nothing, and whose next plan is empty, on all three clouds", async () => {
    stage = await Stage.open("");
    setInConsoles(stage.sandbox);
    const [tencentcloud] = stage.sandbox.tencentcloud.accounts;
    tencentcloud.localSchedule.edit({ ScanScope: 0 });
    const found = settings();
    const program = await imported();
    // The project of the stage runs JavaScript: of the program that is the import alone.
    stage.declare(program.replace(/^import (\{.*\}) from (".*");$/m, "const $1 = require($2);"));
    stage.sandbox.requests.clear();

    const { output } = await succeeds(stage.project.up());
    expect(output.match(/already set as wanted: nothing was written/g)).to.have.length.at.least(4);
    expect(Object.keys(await stage.kept())).to.deep.equal(["scan"]);
    expect(stage.actions.filter((action) => !reads.test(action))).to.deep.equal([]);
    expect(new Set(stage.sandbox.requests.entries.map(({ cloud }) => cloud))).to.have.property("size", 3);

    stage.sandbox.requests.clear();
    expect((await succeeds(stage.project.preview())).output).to.match(unchanged(5));
    expect(stage.actions).to.deep.equal([]);
    const plan = await succeeds(stage.project.preview(["--refresh", "--diff"]));
    expect(plan.output)
      .to.match(unchanged(5))
      .and.not.match(/^ +[+~-] /m);

    await succeeds(stage.project.destroy());
    expect(stage.actions.filter((action) => !reads.test(action))).to.deep.equal([]);
    expect(settings()).to.equal(found);
  });

  it("lets a program scan what a lookup finds, in a plan too, and fails it as a sentence", async () => {
    const lines = (filter: string): string => `
const { tencentcloud } = require("pulumi-image-scan");
// Nothing waits for this promise but the program's own end.
tencentcloud.getRegistryImages({ filter: ${filter} }).then(({ images }) => {
  new tencentcloud.RegistryScanTask("team", { images: images.map((one) => one.reference) });
});
exports.next = tencentcloud.getRegistryScanScheduleOutput().apply(({ configured }) => configured);
`;
    stage = await Stage.open(lines('{ namespaces: ["team"] }'));
    const plan = await succeeds(stage.project.preview(["--diff"]));
    expect(plan.output).to.contain("team/api:1.4").and.contain("team/web:2.0").and.not.contain("payments/");
    expect(stage.actions.filter((action) => !reads.test(action))).to.deep.equal([]);
    stage.declare(lines('{ namespace: ["team"] }'));
    const { code, output } = await stage.project.preview();
    expect(code).not.to.equal(0);
    expect(output)
      .to.contain("tencentcloud.getRegistryImages: arguments: filter.namespace: is not known here")
      .and.not.match(/\n +at /);
  });

  /** The program, as somebody in the project's folder would print it. */
  function imported(): Promise<string> {
    const { PATH } = process.env;
    const env = { PATH, HOME: stage.project.root, ...stage.sandbox.env };
    return new Promise((done, fail) => {
      execFile(process.execPath, [main, "import"], { env, cwd: stage.project.root }, (error, stdout) => {
        if (error) fail(error);
        else done(stdout);
      });
    });
  }

  function settings(): string {
    const { tencentcloud, alicloud, huaweicloud } = stage.sandbox;
    const { registrySchedule, localSchedule } = tencentcloud.accounts[0];
    const theirs = [alicloud.accounts[0].cycleTasks.list(), huaweicloud.accounts[0].scannerPolicy.value];
    return JSON.stringify([registrySchedule.value, localSchedule.value, ...theirs], (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
  }
});
