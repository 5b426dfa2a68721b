import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { generated } from "../../tools/generate/generated";

const repository = resolve(__dirname, "..", "..", "..");
const advice = "differs from what the field rows give: run `npm run generate`";
const files = generated();

describe("the files that are made from the field rows", () => {
  for (const [path, text] of files) {
    it(`are up to date: ${path}`, () => {
      const file = join(repository, path);
      expect(existsSync(file), `${path} is missing: run \`npm run generate\``).to.equal(true);
      expect(readFileSync(file, "utf8"), `${path} ${advice}`).to.equal(text);
    });
  }

  it("are all there are in their folders: none is left of a resource that is gone", () => {
    // Beside the generated class in `sdk` itself, and the one guide that has a generated part, stands what is written by hand.
    const folders = new Set([...files.keys()].map((path) => path.slice(0, path.lastIndexOf("/"))));
    for (const mixed of ["sdk", "docs/guides"]) folders.delete(mixed);
    for (const folder of folders) {
      const there = readdirSync(join(repository, folder)).map((name) => `${folder}/${name}`);
      expect(there, `${folder} holds more than the field rows give`).to.have.members(
        [...files.keys()].filter(
          (path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes("/"),
        ),
      );
    }
  });
});
