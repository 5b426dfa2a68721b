import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Diagnosis } from "../provider/core/diagnosis";
import { ownManifest } from "./ownManifest";
import { pulumi } from "./pulumiProject";
import { isWithin, versionIn } from "./version";

const { name: ours, engines, peerDependencies } = ownManifest();
const pulumiRange = peerDependencies["@pulumi/pulumi"];

/** What of this machine, and of the Pulumi project if there is one, is as the package needs it. */
export async function examineMachine(project: string | undefined): Promise<readonly Diagnosis[]> {
  const diagnoses = [
    versioned("Node.js", process.versions.node, engines.node, `Install Node.js ${engines.node}.`),
  ];
  if (project === undefined) {
    const text = "no Pulumi.yaml here or above: credentials are those of the environment and of files";
    return [...diagnoses, { about: "machine", name: "project", status: "untried", text }];
  }
  return [...diagnoses, await engine(project), library(project), dependency(project)];
}

/** The command-line tool, which is the engine. */
async function engine(project: string): Promise<Diagnosis> {
  const range = `>=${pulumiRange.replace(/^\D+/, "")}`;
  const remedy = `Install Pulumi ${range}: https://www.pulumi.com/docs/install/.`;
  const printed = await pulumi(["version"], project);
  if ("stdout" in printed) return versioned("pulumi", versionIn(printed.stdout), range, remedy);
  return { about: "machine", name: "pulumi", status: "failed", text: printed.problem, remedy };
}

/** Pulumi's package for Node.js, as the project's program finds it. */
function library(project: string): Diagnosis {
  const version = manifestAt(project, "@pulumi/pulumi/package.json")?.version;
  const remedy = `Run \`npm install @pulumi/pulumi@${pulumiRange}\` in the project.`;
  return versioned("@pulumi/pulumi", version, pulumiRange, remedy);
}

/** Pulumi's provider process looks for the package from the project's folder, where only what the project names is sure to be. */
function dependency(project: string): Diagnosis {
  const row = { about: "machine", name: ours } as const;
  const manifest = manifestIn(project);
  if (manifest?.name === ours) return { ...row, status: "ok", text: "the project is the package itself" };
  const range = manifest?.dependencies?.[ours] ?? manifest?.devDependencies?.[ours];
  if (range === undefined) {
    const remedy = `Run \`npm install ${ours}\` in the project: Pulumi's provider process loads it from there.`;
    return { ...row, status: "failed", text: "is no dependency of the project", remedy };
  }
  const version = manifestAt(project, `${ours}/package.json`)?.version;
  if (version !== undefined) return { ...row, status: "ok", text: `${version}, a dependency of the project` };
  const remedy = "Run `npm install` in the project.";
  return { ...row, status: "failed", text: "a dependency of the project, and not installed", remedy };
}

function versioned(name: string, version: string | undefined, range: string, remedy: string): Diagnosis {
  const row = { about: "machine", name } as const;
  if (version === undefined)
    return { ...row, status: "failed", text: `none is found: needs ${range}`, remedy };
  if (isWithin(version, range)) return { ...row, status: "ok", text: version };
  return { ...row, status: "failed", text: `${version} does not do: needs ${range}`, remedy };
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function manifestIn(project: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

/** The manifest that a module of the project's would find under `path`. */
function manifestAt(project: string, path: string): Manifest | undefined {
  try {
    return createRequire(join(project, "index.js"))(path) as Manifest;
  } catch {
    return undefined;
  }
}
