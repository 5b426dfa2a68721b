import { execFile } from "node:child_process";
import { findExecutable } from "./executable";
import { engineVersion, isOlder, parseVersion } from "./version";

const versionTimeoutMs = 30_000;

/** The `pulumi` of a PATH, or in half a sentence why there is none that will do. */
type InstalledPulumi = { path: string; version: string } | { unusable: string; found: boolean };

export async function findInstalledPulumi(env: NodeJS.ProcessEnv): Promise<InstalledPulumi> {
  const path = findExecutable("pulumi", env.PATH);
  if (path === undefined) return { unusable: "no pulumi on PATH", found: false };
  const version = parseVersion(await printedVersion(path, env));
  if (version === undefined) return { unusable: `${path} does not tell its version`, found: true };
  if (isOlder(version, engineVersion)) {
    return { unusable: `${path} is ${version}, older than ${engineVersion}`, found: true };
  }
  return { path, version };
}

/** What `pulumi version` prints; nothing when it cannot be run, which is for the caller the same as no version. */
function printedVersion(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    execFile(path, ["version"], { env, timeout: versionTimeoutMs }, (error, stdout) =>
      resolve(error === null ? stdout : ""),
    );
  });
}
