import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { succeed } from "./command";
import { temporaryDirectory } from "./temporary";

/** The repository. */
export const root = resolve(__dirname, "..", "..", "..");

const installTimeoutMs = 180_000;
const npmFlags = [
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
  "--ignore-scripts",
  "--engine-strict=false",
  "--loglevel=error",
];

let packed: Promise<string> | undefined;
let installed: Promise<string> | undefined;
const programs = new Map<string, Promise<string>>();

/** The package as a release would be, packed once for all tests of this process from what is compiled now. */
export function tarball(): Promise<string> {
  packed ??= pack();
  return packed;
}

/**
 * The directory of a program whose `node_modules` hold the package, installed from the tarball, and this version of
 * `@pulumi/pulumi`. Made once for all tests of this process.
 */
export function programWith(pulumi: string): Promise<string> {
  const made = programs.get(pulumi) ?? makeProgram(pulumi);
  programs.set(pulumi, made);
  return made;
}

/** The directory of an installation that later runs find again; it is never changed. */
export async function installedOnce(name: string, version: string): Promise<string> {
  const directory = join(cacheDirectory(), `${name.replace("@", "").replace("/", "-")}@${version}`);
  if (existsSync(directory)) return directory;
  mkdirSync(dirname(directory), { recursive: true });
  const prepared = mkdtempSync(`${directory}.`);
  try {
    writeFileSync(join(prepared, "package.json"), JSON.stringify({ private: true }));
    await npm(prepared, "install", `${name}@${version}`);
    renameSync(prepared, directory);
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true });
    // Another run was faster.
    if (!existsSync(directory)) throw error;
  }
  return directory;
}

/** Where installations are kept between runs. */
export function cacheDirectory(): string {
  const { XDG_CACHE_HOME: cache } = process.env;
  const base = cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), ".cache");
  return join(base, "pulumi-image-scan", "host");
}

async function pack(): Promise<string> {
  const directory = temporaryDirectory();
  // Without scripts: they would compile anew what this process is running.
  await npm(root, "pack", "--pack-destination", directory);
  const [file = ""] = readdirSync(directory);
  return join(directory, file);
}

/** A program with the package and what it depends on. The peer is left out, which else brings 200 packages anew. */
async function installTarball(): Promise<string> {
  const file = await tarball();
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "program", private: true }));
  await npm(directory, "install", "--no-package-lock", "--legacy-peer-deps", file);
  return directory;
}

async function makeProgram(pulumi: string): Promise<string> {
  installed ??= installTarball();
  const [withoutPeer, peer] = await Promise.all([installed, installedOnce("@pulumi/pulumi", pulumi)]);
  const directory = temporaryDirectory();
  cpSync(withoutPeer, directory, { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(peer, "node_modules", "@pulumi"), join(directory, "node_modules", "@pulumi"), "junction");
  return directory;
}

function npm(cwd: string, ...args: string[]): Promise<string> {
  return succeed("npm", [...args, ...npmFlags], { cwd, timeoutMs: installTimeoutMs });
}
