import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Where a project's program comes from. */
export type ProgramSource =
  /** Its files, name → text. */
  | { files: Record<string, string> }
  /** A directory to copy, without its node_modules. */
  | { copy: string; main?: string }
  /** A directory to run as it is; nothing is written there. */
  | { inPlace: string; main?: string };

/** Puts a program into a directory, and a `Pulumi.yaml` when the program has none. */
export function writeProgram(source: ProgramSource, directory: string, name: string): void {
  if ("files" in source) {
    for (const [file, text] of Object.entries(source.files)) writeProgramFile(directory, file, text);
  } else if ("copy" in source) {
    cpSync(source.copy, directory, { recursive: true, filter: (from) => basename(from) !== "node_modules" });
  }
  if (existsSync(join(directory, "Pulumi.yaml"))) return;
  if ("inPlace" in source) {
    const program = resolve(source.inPlace);
    writeProgramFile(
      directory,
      "Pulumi.yaml",
      projectFile(name, join(program, source.main ?? mainOf(program))),
    );
  } else {
    const main = ("main" in source ? source.main : undefined) ?? mainOf(directory);
    writeProgramFile(directory, "Pulumi.yaml", projectFile(name, main));
  }
}

export function writeProgramFile(directory: string, file: string, text: string): void {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function mainOf(directory: string): string {
  const main = ["index.js", "index.ts", "index.mjs"].find((file) => existsSync(join(directory, file)));
  if (main === undefined)
    throw new Error(`${directory} has no index.js, index.ts or index.mjs: say which file is main`);
  return main;
}

/**
 * Names a file as main, never a directory: given a directory, the built engine's language host looks for plugins in
 * every file below it, all of node_modules included.
 */
function projectFile(name: string, main: string): string {
  const lines = [
    `name: ${name}`,
    "runtime:",
    "  name: nodejs",
    "  options:",
    `    typescript: ${main.endsWith("ts")}`,
    `main: ${JSON.stringify(main)}`,
  ];
  return `${lines.join("\n")}\n`;
}
