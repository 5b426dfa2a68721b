import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const directories: string[] = [];

/** A directory that is there for as long as this process is. */
export function temporaryDirectory(): string {
  if (directories.length === 0) process.once("exit", removeAll);
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-image-scan-")));
  directories.push(directory);
  return directory;
}

function removeAll(): void {
  for (const directory of directories) {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
