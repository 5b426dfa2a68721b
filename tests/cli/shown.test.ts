import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { files, shownIn } from "../../tools/shown/shown";

const repository = resolve(__dirname, "..", "..", "..");

describe("what the pages show of commands", function () {
  this.timeout(60_000);

  for (const file of files)
    it(`is what they print: ${file}`, async () => {
      const page = readFileSync(join(repository, file), "utf8");
      expect(await shownIn(file), "run `npm run shown`").to.equal(page);
    });
});
