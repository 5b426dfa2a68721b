import { resolve } from "node:path";
import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox";
import { findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { accountsOf, sandboxFor, writeProfiles } from "../../tools/example/accounts";
import { fails, succeeds } from "./succeeds";

// Twelve accounts from one program, as the example has it. That the example lives is shown with the others.

const example = resolve(__dirname, "..", "..", "..", "examples", "many-accounts");
const accounts = accountsOf(example);

describe("Twelve accounts from one program with the real engine", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let project: Project;

  afterEach(async () => {
    project?.remove();
    await sandbox?.stop();
  });

  it("each get their schedule, once no profile is misspelt: the first plan refuses that, before any call", async () => {
    sandbox = await startSandbox(sandboxFor(accounts, { secondsPerImage: 0 }));
    const engine = await findEngine();
    // No credentials but the profiles': a fall-through would find nothing.
    const env = Object.fromEntries(
      Object.entries(sandbox.env).filter(([name]) => name.endsWith("_ENDPOINT")),
    );
    project = await Project.create({ engine, program: { copy: example }, env });
    await writeProfiles(project, sandbox, accounts);

    project.write("accounts.json", JSON.stringify({ ...accounts, "shop-prd": "tencentcloud" }));
    expect(await fails(project.preview())).to.match(
      /"shop-prd" has no tencentcloud credentials in the stack's `imageScan:profiles`: did you mean "shop-prod"\?/,
    );
    expect(sandbox.requests.entries).to.deep.equal([]);

    project.write("accounts.json", JSON.stringify(accounts));
    await succeeds(project.up());
    const { tencentcloud, alicloud, huaweicloud } = sandbox;
    const schedules = [
      ...tencentcloud.accounts.map(({ registrySchedule }) => registrySchedule.value?.Enable),
      ...alicloud.accounts.map(({ cycleTasks }) => cycleTasks.list().length === 1),
      ...huaweicloud.accounts.map(({ scannerPolicy }) => scannerPolicy.value?.enabled === true),
    ];
    expect(schedules).to.deep.equal(Array.from({ length: 12 }, () => true));
  });
});
