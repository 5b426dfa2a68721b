import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect } from "chai";
import { hosts } from "../host/hosts";
import { run } from "./command";
import { programWith, root, tarball } from "./installed";

describe("The tarball", function () {
  this.timeout(120_000);
  let directory: string;
  let files: string[];

  before(async function () {
    this.timeout(300_000);
    directory = join(await programWith("3.248.0"), "node_modules", "pulumi-image-scan");
    files = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(directory.length + 1)
          .replaceAll("\\", "/"),
      );
  });

  const contentOf = (file: string) => readFileSync(join(directory, file), "utf8");

  it("holds the compiled package, its manifest and what people read, and nothing else", () => {
    const [beside, compiled] = [false, true].map((inDist) =>
      files.filter((file) => file.startsWith("dist/") === inDist),
    );
    expect(beside).to.have.members(["package.json", "README.md", "LICENSE", "CHANGELOG.md"]);
    const strange = compiled?.filter(
      (file) => !/^dist\/(cli|provider|sandbox|sdk)\/[\w/]+\.(js|d\.ts|js\.map)$/.test(file),
    );
    expect(strange).to.be.empty;
  });

  it("asks for the oldest @pulumi/pulumi that is tested, or a newer one", () => {
    const { peerDependencies } = JSON.parse(contentOf("package.json"));
    expect(peerDependencies).to.deep.equal({ "@pulumi/pulumi": `^${hosts[0].pulumi}` });
  });

  it("holds nothing that is left of a source which is there no more: remove dist and build again", () => {
    const sources = files
      .filter((file) => file.startsWith("dist/"))
      .map((file) => file.replace(/^dist\//, "").replace(/(\.d\.ts|\.js|\.js\.map)$/, ".ts"));
    expect(sources.filter((source) => !existsSync(join(root, source)))).to.be.empty;
  });

  it("holds no map to a source that it lacks", () => {
    for (const file of files.filter((name) => name.endsWith(".map"))) {
      const map = JSON.parse(contentOf(file)) as { sources: string[]; sourcesContent?: (string | null)[] };
      const lost = map.sources.filter(
        (source, index) =>
          typeof map.sourcesContent?.[index] !== "string" &&
          !files.includes(normalize(join(dirname(file), source)).replaceAll("\\", "/")),
      );
      expect(lost, file).to.be.empty;
    }
  });

  it("holds no path of the machine that made it", () => {
    expect(files.filter((file) => contentOf(file).includes(root))).to.be.empty;
  });

  it("has nothing that publint would change", async () => {
    const { publint } = await import("publint");
    const { formatMessage } = await import("publint/utils");
    const bytes = readFileSync(await tarball());
    const packed = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).to.be.empty;
  });

  it("has types that every way to resolve a module finds, and that say what is there", async () => {
    const attw = join(require.resolve("@arethetypeswrong/cli/package.json"), "..", "dist", "index.js");
    const { code, stdout, stderr } = await run(
      process.execPath,
      [attw, await tarball(), "--no-color", "--no-emoji"],
      { cwd: directory },
    );
    expect(code, stdout + stderr).to.equal(0);
  });
});
