import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../package/command";
import { root } from "../package/installed";
import { pages } from "./pages";

const folder = join(root, "examples", "unit-tests");

describe("The unit tests that the guide shows", function () {
  this.timeout(60_000);

  it("pass with Node's own test runner, without engine and vendor", async () => {
    // As in a terminal: no test runner around it, and no key that it could use.
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TS_NODE_TRANSPILE_ONLY: "true" };
    const args = ["--require", "ts-node/register", "--test", join(folder, "program.test.ts")];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: root, env });
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout).to.match(/^(#|ℹ) pass 3$/m);
  });

  it("stand in the guide as they stand in the files", () => {
    const guide = pages.find(({ path }) => path === "docs/guides/unit-tests.md");
    const shown = guide?.blocks.filter(({ language }) => language === "typescript").map(({ text }) => text);
    expect(shown).to.deep.equal(
      ["index.ts", "program.test.ts"].map((file) => readFileSync(join(folder, file), "utf8")),
    );
  });
});
