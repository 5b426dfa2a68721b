import { expect } from "chai";
import { type Manifest, obstacles } from "../../tools/release/release";

const manifest: Manifest = {
  version: "1.2.0",
  repository: { type: "git", url: "git+https://code.example.com/scans.git" },
  bugs: { url: "https://code.example.com/scans/issues" },
  homepage: "https://code.example.com/scans#readme",
};
const changes =
  "# Changes\n\n## Unreleased\n\n## 1.2.0 (2026-12-01)\n\n- `images.pin`: new.\n\n## 1.1.0\n\n- old\n";

describe("a release", () => {
  it("has nothing in its way when tag, version and changes agree, and the package says where it comes from", () => {
    expect(obstacles("v1.2.0", manifest, changes)).to.deep.equal([]);
  });

  for (const tag of ["v1.2.1", "1.2.0", "v1.2.0-rc.1", ""]) {
    it(`is refused for the tag "${tag}"`, () => {
      expect(obstacles(tag, manifest, changes)).to.deep.equal([
        `the tag is ${tag || "missing"}, and package.json has 1.2.0: it would be v1.2.0`,
      ]);
    });
  }

  it("is refused when its changes are not told, or are none", () => {
    const unnamed = changes.replace("## 1.2.0 ", "## 1.2.0-rc.1 ");
    expect(obstacles("v1.2.0", manifest, unnamed)).to.deep.equal(['CHANGELOG.md has no section "## 1.2.0"']);
    const silent = changes.replace("- `images.pin`: new.\n", "");
    expect(obstacles("v1.2.0", manifest, silent)).to.deep.equal([
      'CHANGELOG.md says nothing in its section "## 1.2.0"',
    ]);
  });

  it("is refused while the package does not say where it comes from, by each field that is missing", () => {
    const { repository: _, bugs: __, homepage: ___, ...bare } = manifest;
    expect(obstacles("v1.2.0", bare, changes)).to.deep.equal(
      ["repository.url", "bugs.url", "homepage"].map(
        (field) => `package.json has no ${field}: an https address`,
      ),
    );
    const vague = { ...manifest, homepage: "to be filled in" };
    expect(obstacles("v1.2.0", vague, changes)).to.deep.equal([
      "package.json has no homepage: an https address",
    ]);
  });
});
