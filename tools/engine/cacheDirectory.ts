import { accessSync, constants, lstatSync, mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

/** The user's cache for engines: the first of XDG_CACHE_HOME, ~/.cache and the temporary directory that can be written. */
export function engineCacheDirectory(env: NodeJS.ProcessEnv): string {
  const caches = [env.XDG_CACHE_HOME, env.HOME && join(env.HOME, ".cache")];
  for (const cache of caches) {
    // The XDG specification says that a relative path is to be ignored.
    if (cache === undefined || !isAbsolute(cache)) continue;
    const directory = join(cache, "pulumi-image-scan", "engine");
    if (isWritable(directory)) return directory;
  }
  return privateTemporaryDirectory();
}

function isWritable(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The name can be guessed and everybody may write to /tmp: programs are run from here only when it is ours alone. */
function privateTemporaryDirectory(): string {
  const user = userInfo();
  const base = join(tmpdir(), `pulumi-image-scan-${user.username}`);
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const found = lstatSync(base);
  if (!found.isDirectory() || (user.uid >= 0 && (found.uid !== user.uid || (found.mode & 0o022) !== 0))) {
    throw new Error(`${base} is not a directory that only ${user.username} can write`);
  }
  const directory = join(base, "engine");
  mkdirSync(directory, { recursive: true });
  return directory;
}
