import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { fails, succeeds, unchanged } from "./succeeds";

// What the real engine makes of the schedule that HSS has one of in each project.

const read = "ListImageScanPolicy";
const write = "ModifyImageScanPolicy";
const edited = { scan_cycle: 14, scan_scope: 0x000f0000 };

describe("huaweicloud.RegistryScanSchedule with the real engine", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;
  let project: Project;

  before(async () => {
    engine = await findEngine();
  });

  beforeEach(async () => {
    sandbox = await startSandbox();
    project = await Project.create({
      engine,
      program: { files: { "index.js": program({}) } },
      env: { ...sandbox.env },
    });
  });

  afterEach(async () => {
    project.remove();
    await sandbox.stop();
  });

  it("is taken over when told to, left alone without changes, changed in place, and given back", async () => {
    const { id, registry_name, registry_type } = account().registries.get("acme-harbor");
    policy().edit({
      ...edited,
      enabled: true,
      rate_limit: 10,
      time_scope: 3,
      registry_info: [{ registry_id: id, registry_name, registry_type }],
    });
    const found = JSON.stringify(policy().value);
    const refused = await fails(project.up());
    expect(refused)
      .to.contain("everyDays: now 14, wanted 7")
      .and.contain("`adopt: true`")
      .and.contain("acme-harbor");
    expect(JSON.stringify(policy().value), "after the refusal").to.equal(found);
    expect(actions()).to.deep.equal([read]);

    declare({ adopt: true });
    await succeeds(project.up());
    expect(policy().value).to.include({ enabled: true, scan_cycle: 7, rate_limit: 10, time_scope: 3 });
    expect(scanned()).to.have.members(["swr-private", "acme-prod", "acme-harbor"]);
    sandbox.requests.clear();
    expect((await succeeds(project.up())).output).to.match(unchanged(2));
    expect(actions(), "without changes").to.deep.equal([]);
    expect((await succeeds(project.refresh())).output).to.match(unchanged(2));
    expect(actions(), "of a refresh").to.deep.equal([read]);

    declare({ adopt: true, everyDays: 3, scanTypes: ["malware"] });
    const plan = await succeeds(project.preview(["--diff"]));
    expect(marked(plan.output)).to.include("~ everyDays: 7 => 3");
    expect(plan.output).to.contain("~ 1 to update").and.not.to.contain("replace");
    sandbox.requests.clear();
    await succeeds(project.up());
    expect(policy().value).to.include({ scan_cycle: 3, scan_scope: 0x00000f00, rate_limit: 10 });
    expect(actions().filter((action) => action === write)).to.have.length(1);

    await succeeds(project.destroy());
    expect(JSON.stringify(policy().value), "given back, byte for byte").to.equal(found);
  });

  it("shows in a refreshed plan what was changed in the console, or connected, and repairs it", async () => {
    await succeeds(project.up());
    const ours = JSON.stringify(policy().value);
    policy().edit({ enabled: false, scan_cycle: 14 });
    const { output } = await succeeds(project.preview(["--refresh", "--diff"]));
    const [drift = "", repair = ""] = output.split(/\(update\)/);
    expect(marked(drift), "drift").to.deep.equal(["~ enabled: true => false", "~ everyDays: 7 => 14"]);
    expect(marked(repair), "repair").to.deep.equal(["~ enabled: false => true", "~ everyDays: 14 => 7"]);
    expect(policy().value, "after a plan").to.include({ enabled: false, scan_cycle: 14 });
    await succeeds(project.up(["--refresh"]));
    expect(JSON.stringify(policy().value)).to.equal(ours);

    account().registries.add("acquired");
    expect((await succeeds(project.preview())).output, "unseen without a refresh").to.match(unchanged(2));
    const plan = await succeeds(project.preview(["--refresh", "--diff"]));
    const connected = plan.output.slice(0, plan.output.indexOf("(update)"));
    expect(connected)
      .to.match(/registries *: "all"/)
      .and.contain("acme-harbor");
    expect(connected, "which is what is not scanned").not.to.contain("acquired");
    await succeeds(project.up(["--refresh"]));
    expect(scanned()).to.have.members(["swr-private", "acme-prod", "acme-harbor", "acquired"]);
    expect((await succeeds(project.preview(["--refresh"]))).output).to.match(unchanged(2));

    await succeeds(project.destroy());
    expect(policy().value, "was never on before").to.include({ enabled: false });
  });

  const account = () => sandbox.huaweicloud.accounts[0];
  const policy = () => account().scannerPolicy;
  const scanned = () => policy().value?.registry_info.map(({ registry_name }) => registry_name);
  const actions = () => sandbox.requests.entries.map(({ action }) => action);
  const declare = (inputs: Record<string, unknown>) => project.write("index.js", program(inputs));
});

function program(inputs: Record<string, unknown>): string {
  return `const { huaweicloud } = require("pulumi-image-scan");
new huaweicloud.RegistryScanSchedule("schedule", ${JSON.stringify({ everyDays: 7, registries: "all", ...inputs })});
`;
}

/** The lines of a plan that show an input come, go or change. */
function marked(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => /^ +[+~-] +\w+ *: /.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/^(.) +/, "$1 ")
        .replace(/ +: +/, ": "),
    )
    .sort((one, other) => one.slice(2).localeCompare(other.slice(2)));
}
