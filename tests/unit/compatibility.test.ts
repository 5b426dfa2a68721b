import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const repository = resolve(__dirname, "..", "..", "..");
const page = readFileSync(join(repository, "docs", "compatibility.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| .* \|$/.test(line) && !/^\| (what|---) /.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("docs/compatibility.md", () => {
  it("has rows", () => expect(rows).to.have.length.above(20));

  for (const [, what = "", , held = ""] of rows) {
    it(`names a test that is there: ${what}`, () => {
      const [, name = "", title = ""] = /^([^:]+): (.+)$/.exec(held) ?? [];
      const file = join(repository, "tests", `${name}.test.ts`);
      expect(existsSync(file), file).to.equal(true);
      expect(readFileSync(file, "utf8")).to.match(
        new RegExp(`\\bit\\(["\`]${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`),
      );
    });
  }
});
