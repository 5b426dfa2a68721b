import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { kinds } from "../../provider";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Engine, findEngine } from "../../tools/engine/engine";
import { Project } from "../../tools/engine/project";
import { accountsOf, sandboxFor, writeProfiles } from "../../tools/example/accounts";

const examples = resolve(__dirname, "..", "..", "..", "examples");
const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "package.json")));

describe("the examples", function () {
  this.timeout(300_000);
  let engine: Engine;
  let sandbox: Sandbox;

  before(async () => {
    engine = await findEngine();
  });

  afterEach(() => sandbox?.stop());

  for (const name of names) {
    it(`live with the real engine, created and deleted: ${name}`, async () => {
      const accounts = accountsOf(join(examples, name));
      sandbox = await startSandbox(sandboxFor(accounts, { secondsPerImage: 0 }));
      const program = { copy: join(examples, name) };
      const project = await Project.create({ engine, program, name, env: { ...sandbox.env } });
      try {
        await writeProfiles(project, sandbox, accounts);
        const up = await project.up();
        expect(up.code, up.output).to.equal(0);
        const destroyed = await project.destroy();
        expect(destroyed.code, destroyed.output).to.equal(0);
        expect(sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok")).to.deep.equal([]);
      } finally {
        project.remove();
      }
    });
  }

  it("show every resource there is", () => {
    const programs = names.map((name) => readFileSync(join(examples, name, "index.ts"), "utf8")).join("\n");
    for (const kind of kinds) {
      const [cloud, name = cloud] = kind.split("/");
      const used = `new ${kind.includes("/") ? `${cloud}.` : ""}${name?.charAt(0).toUpperCase()}${name?.slice(1)}(`;
      expect(programs).to.contain(used);
    }
  });
});
