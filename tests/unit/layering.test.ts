import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix, relative, resolve, sep } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const repository = resolve(__dirname, "..", "..", "..");

interface Import {
  /** A path in the repository without its ending, or the name of a package or a module of Node's. */
  readonly target: string;
  readonly typesOnly: boolean;
}

interface Source {
  /** Its path in the repository. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

const sources = {
  provider: sourcesUnder("provider"),
  sdk: sourcesUnder("sdk"),
  sandbox: sourcesUnder("sandbox"),
};

/** Each import that breaks the rule, as `file → target`. */
function breaking(
  some: readonly Source[],
  rule: (target: string, one: Import, path: string) => boolean,
): string[] {
  return some.flatMap(({ path, imports }) =>
    imports
      .filter((one) => !rule(one.target, one, path))
      .map(({ target, typesOnly }) => `${path} → ${target}${typesOnly ? " (types)" : ""}`),
  );
}

/** Each place that a source has and should not, as `file:line`. */
function places(some: readonly Source[], found: (node: ts.Node) => boolean): string[] {
  return some.flatMap(({ path, tree }) => {
    const lines: string[] = [];
    const visit = (node: ts.Node): void => {
      if (found(node))
        lines.push(`${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`);
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return lines;
  });
}

const under = (folder: string) => (target: string) => target.startsWith(`${folder}/`);
const isOurs = (target: string): boolean =>
  /^(provider|sdk|sandbox|cli|tools|tests|examples)(\/|$)/.test(target);
const isPackage = (target: string): boolean => !isOurs(target) && !target.startsWith("node:");
const cloudOf = (path: string): string | undefined => /^provider\/clouds\/([^/]+)\//.exec(path)?.[1];

describe("the layers", () => {
  const core = sources.provider.filter(({ path }) => path.startsWith("provider/core/"));
  const clouds = sources.provider.filter(({ path }) => path.startsWith("provider/clouds/"));

  it("are read from the sources there are", () => {
    expect(core.length).to.be.at.least(15);
    expect(clouds.length).to.be.at.least(7);
    expect(sources.sdk.length).to.be.at.least(5);
    expect(sources.sandbox.length).to.be.at.least(20);
    const all = Object.values(sources).flat();
    expect(all.flatMap(({ imports }) => imports).length).to.be.at.least(100);
    // What is loaded late is an import too.
    const index = all.find(({ path }) => path === "provider/index.ts");
    expect(index?.imports).to.deep.include({
      target: "provider/clouds/tencentcloud/registryScanSchedule",
      typesOnly: false,
    });
  });

  it("name modules of Node's as such", () => {
    const all = Object.values(sources).flat();
    expect(breaking(all, (target) => !builtinModules.includes(target))).to.deep.equal([]);
  });

  it("of core import core and Node only", () => {
    expect(
      breaking(core, (target) => under("provider/core")(target) || target.startsWith("node:")),
    ).to.deep.equal([]);
  });

  it("of a cloud import core, their own folder, packages and Node; no cloud imports another", () => {
    expect(
      breaking(
        clouds,
        (target, _, path) =>
          under("provider/core")(target) ||
          under(`provider/clouds/${cloudOf(path)}`)(target) ||
          isPackage(target) ||
          target.startsWith("node:"),
      ),
    ).to.deep.equal([]);
  });

  it("of the provider import nothing from outside it", () => {
    expect(
      breaking(sources.provider, (target) => !isOurs(target) || under("provider")(target)),
    ).to.deep.equal([]);
  });

  it("of the provider name no module of Pulumi's, and no one but the index reaches the host", () => {
    expect(
      sources.provider.filter(({ text }) => text.includes("@pulumi")).map(({ path }) => path),
    ).to.deep.equal([]);
    expect(
      breaking(
        sources.provider,
        (target, _, path) =>
          !under("provider/host")(target) || under("provider/host")(path) || path === "provider/index.ts",
      ),
    ).to.deep.equal([]);
  });

  it("of the SDK import types only from the provider, and nothing else of ours; but for lookups", () => {
    const lookup = "sdk/lookup.ts";
    expect(
      breaking(
        sources.sdk,
        (target, { typesOnly }, path) =>
          !isOurs(target) ||
          under("sdk")(target) ||
          (under("provider")(target) && typesOnly) ||
          // docs/adr/0008-lookups.md
          (path === lookup && target === "provider"),
      ),
    ).to.deep.equal([]);
    // There it is loaded when a program asks, and no sooner: by a `require` inside of a function.
    const tree = sources.sdk.find(({ path }) => path === lookup)?.tree;
    const loads = tree?.statements.filter(
      (one) => !ts.isFunctionDeclaration(one) && one.getText().includes("../provider"),
    );
    expect(loads).to.deep.equal([]);
  });

  it("of the sandbox import nothing else of ours: it must not trust our signer", () => {
    expect(breaking(sources.sandbox, (target) => !isOurs(target) || under("sandbox")(target))).to.deep.equal(
      [],
    );
    expect(breaking(sources.sandbox, (target) => !target.startsWith("tencentcloud-sdk"))).to.deep.equal([]);
  });

  it("import only packages that are installed with ours", () => {
    const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as Record<
      string,
      object
    >;
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const ships = [...sources.provider, ...sources.sdk, ...sources.sandbox];
    expect(
      breaking(
        ships,
        (target) =>
          !isPackage(target) || installed.some((name) => target === name || target.startsWith(`${name}/`)),
      ),
    ).to.deep.equal([]);
  });
});

describe("the sources of the provider and the SDK", () => {
  it("have no `any` without a reason", () => {
    const some = [...sources.provider, ...sources.sdk];
    const excused = new Set(
      some.flatMap(({ path, text }) =>
        text.split("\n").flatMap((line, index) =>
          // The line after the comment.
          /\/\/ biome-ignore lint\/suspicious\/noExplicitAny: \S+/.test(line) ? [`${path}:${index + 2}`] : [],
        ),
      ),
    );
    const found = places(some, (node) => node.kind === ts.SyntaxKind.AnyKeyword);
    expect(found.filter((place) => !excused.has(place))).to.deep.equal([]);
    expect(found.length).to.be.at.least(1);
  });

  it("neither print nor look at the process but in the host's folder", () => {
    const some = sources.provider.filter(({ path }) => !path.startsWith("provider/host/"));
    const forbidden = new Set(["console", "process", "globalThis", "global"]);
    expect(places(some, (node) => ts.isIdentifier(node) && forbidden.has(node.text))).to.deep.equal([]);
    expect(breaking(some, (target) => !["node:process", "node:console"].includes(target))).to.deep.equal([]);
  });
});

function sourcesUnder(folder: string): Source[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readSource(`${folder}/${name.split(sep).join("/")}`));
}

function readSource(path: string): Source {
  const text = readFileSync(join(repository, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return { path, text, tree, imports: importsOf(tree, path) };
}

/** Everything that the source imports, whichever way. */
function importsOf(tree: ts.SourceFile, path: string): Import[] {
  const imports: Import[] = [];
  const note = (specifier: ts.Node | undefined, typesOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const { text } = specifier;
    const target = text.startsWith(".")
      ? relative(repository, resolve(repository, posix.dirname(path), text))
          .split(sep)
          .join("/")
      : text;
    imports.push({ target, typesOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) note(node.moduleSpecifier, isTypeImport(node.importClause));
    else if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      note(node.argument.literal, true);
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      note(node.moduleReference.expression, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && isLoader(node.expression)) note(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return imports;
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** `require(…)`, `require.resolve(…)` and `import(…)`. */
function isLoader(called: ts.Expression): boolean {
  if (called.kind === ts.SyntaxKind.ImportKeyword) return true;
  const loader = ts.isPropertyAccessExpression(called) ? called.expression : called;
  return ts.isIdentifier(loader) && loader.text === "require";
}
