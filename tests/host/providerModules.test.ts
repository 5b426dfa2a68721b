import { expect } from "chai";
import { succeed } from "../package/command";
import { programWith } from "../package/installed";

// What an engine of another kind than Pulumi's Node process would load.
const script = `
  const { kinds, resource } = require("pulumi-image-scan/provider");
  for (const kind of kinds) resource(kind);
  console.log(JSON.stringify({ kinds, files: Object.keys(require.cache) }));
`;

describe("The provider's handlers", function () {
  this.timeout(300_000);

  it("load no module of Pulumi's and no vendor's SDK, all kinds of them together", async () => {
    const program = await programWith("3.248.0");
    const stdout = await succeed(process.execPath, ["-e", script], { cwd: program });
    const { kinds, files } = JSON.parse(stdout) as { kinds: string[]; files: string[] };
    expect(kinds).to.include("tencentcloud/registryScanSchedule");
    expect(files).to.not.be.empty;
    expect(files.filter((file) => /[\\/](@pulumi|@alicloud|@huaweicloud|tencentcloud-)/.test(file))).to.be
      .empty;
  });
});
