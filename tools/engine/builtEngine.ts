import { createHash, randomUUID } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { engineCacheDirectory } from "./cacheDirectory";
import { findExecutable, isExecutable } from "./executable";
import { buildFlags, enginePrograms, goBuild } from "./goBuild";
import { Lock } from "./lock";
import { engineVersion } from "./version";

const lockTimeoutMs = 30 * 60_000;
const saidEveryMs = 10_000;

/** Go modules and the wrapper live beside this file's source; it runs from dist/tools/engine. */
const engineModules = resolve(__dirname, "..", "..", "..", "tools", "engine");

/** Starts `pulumi-language-nodejs`; why it is needed stands in the file. */
const languageWrapper = join("language", "pulumi-language-nodejs");

const recipe = ["cli/go.mod", "cli/go.sum", "language/go.mod", "language/go.sum", languageWrapper];

/** The engine finds the host of dynamic providers beside itself, under this name. */
const dynamicProviderHost = "pulumi-resource-pulumi-nodejs";

/** The folder of an engine built from Go modules, which is built when this user has none yet. */
export async function builtEngine(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  if (process.platform === "win32") throw new Error("building it is not supported on Windows");
  const directory = join(
    engineCacheDirectory(env),
    `${engineVersion}-${process.platform}-${process.arch}-${recipeHash()}`,
  );
  if (!isComplete(directory)) await buildOnce(directory, env, log);
  followInstalledSdk(directory);
  return directory;
}

function recipeHash(): string {
  const hash = createHash("sha256");
  for (const file of recipe) hash.update(readFileSync(join(engineModules, file)));
  hash.update(buildFlags.join(" "));
  for (const program of enginePrograms) hash.update(`${program.package} ${program.ldflags}`);
  return hash.digest("hex").slice(0, 12);
}

function isComplete(directory: string): boolean {
  return ["pulumi", "pulumi-language-nodejs"].every((file) => isExecutable(join(directory, file)));
}

async function buildOnce(
  directory: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<void> {
  const go = findExecutable("go", env.PATH);
  if (go === undefined) throw new Error("no Go to build one");
  let sayAtMs = 0;
  const lock = await Lock.acquire(`${directory}.lock`, {
    timeoutMs: lockTimeoutMs,
    onWait: (holder, waitedMs) => {
      if (waitedMs >= sayAtMs) {
        log(`waiting for process ${holder}, which builds the engine: ${Math.round(waitedMs / 1000)} s`);
        sayAtMs += saidEveryMs;
      }
      return isComplete(directory);
    },
  });
  if (lock === undefined) return;
  try {
    if (!isComplete(directory)) await build(go, directory, env, log);
  } finally {
    lock.release();
  }
}

/** Built beside its place and renamed into it: whoever finds the folder finds all of it. */
async function build(
  go: string,
  directory: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<void> {
  removeUnfinished(directory);
  log(`building the Pulumi engine ${engineVersion} from Go modules into ${directory} (once, a few minutes)`);
  const into = mkdtempSync(`${directory}.unfinished-`);
  try {
    mkdirSync(join(into, "host"));
    for (const program of enginePrograms)
      await goBuild({ go, program, modules: engineModules, into, env, log });
    const wrapper = join(into, "pulumi-language-nodejs");
    copyFileSync(join(engineModules, languageWrapper), wrapper);
    chmodSync(wrapper, 0o755);
    chmodSync(into, 0o755);
    rmSync(directory, { recursive: true, force: true });
    renameSync(into, directory);
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

/** What builders left that were killed; nobody else builds while we hold the lock. */
function removeUnfinished(directory: string): void {
  const prefix = `${basename(directory)}.unfinished-`;
  for (const name of readdirSync(dirname(directory))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(directory), name), { recursive: true, force: true });
  }
}

/** The host of dynamic providers is a script of `@pulumi/pulumi`, so it has to be the one of the installed version. */
function followInstalledSdk(directory: string): void {
  const installed = join(dirname(require.resolve("@pulumi/pulumi/package.json")), dynamicProviderHost);
  const copy = join(directory, dynamicProviderHost);
  if (existsSync(copy) && readFileSync(copy).equals(readFileSync(installed))) return;
  const fresh = `${copy}.${randomUUID()}`;
  copyFileSync(installed, fresh);
  chmodSync(fresh, 0o755);
  renameSync(fresh, copy);
}
