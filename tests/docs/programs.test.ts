import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { root } from "../package/installed";
import { pages } from "./pages";

/** The programs of all pages, by a name that leads to their lines. They are checked, not written. */
const programs = new Map(
  pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language, text }) => language === "typescript" && text.includes('from "pulumi-image-scan'))
      .map(({ text, line }) => {
        // What waits at its top level can only be an ES module.
        const ending = /^(const .* = )?await /m.test(text) ? "mts" : "ts";
        return [join(root, "examples", `${path.replaceAll("/", "-")}-${line}.${ending}`), text] as const;
      }),
  ),
);

/** What a program may import that is no dependency of ours. */
const others = join(root, "examples", "others.d.ts");
const declared = 'declare module "@pulumi/kubernetes";\n';

/** Each complaint of the compiler, of all `files` at once. */
function complaints(files: ReadonlyMap<string, string>): string[] {
  const config = ts.readConfigFile(join(root, "examples", "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(root, "examples"));
  const virtual = new Map([...files, [others, declared]]);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => virtual.has(name) || fileExists.call(host, name);
  host.readFile = (name) => virtual.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, languageVersion, ...more) => {
    const text = virtual.get(name);
    if (text === undefined) return getSourceFile.call(host, name, languageVersion, ...more);
    return ts.createSourceFile(name, text, languageVersion);
  };
  // Programs on a page declare what a reader goes on with.
  const program = ts.createProgram([...virtual.keys()], { ...options, noUnusedLocals: false }, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    return `${file?.fileName.slice(root.length + 1)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

describe("The programs on the pages", function () {
  this.timeout(120_000);

  it("compile against the package, as examples do", () => {
    expect(programs.size).to.be.at.least(15);
    const wrong = join(root, "examples", "wrong.ts");
    const found = complaints(
      new Map([
        ...programs,
        [
          wrong,
          'import { tencentcloud } from "pulumi-image-scan";\nnew tencentcloud.RegistryScan("x", {});\n',
        ],
      ]),
    );
    // One that is wrong on purpose shows that they are looked at.
    expect(found.filter((one) => one.startsWith("examples/wrong.ts:2: "))).to.have.length(1);
    expect(found.filter((one) => !one.startsWith("examples/wrong.ts"))).to.deep.equal([]);
  });
});
