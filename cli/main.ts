#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { doctorCommand } from "./doctor";
import { Failure } from "./failure";
import { importCommand } from "./import";
import { ownManifest } from "./ownManifest";
import { reportCommand } from "./report";
import { sandboxCommand } from "./sandbox";
import { scanCommand } from "./scan";

const FAILED = 1;
const USAGE = 2;

/** Every verb of the command line; one file each. */
const VERBS = [doctorCommand, importCommand, reportCommand, sandboxCommand, scanCommand];

async function main(): Promise<number> {
  const program = new Command("pulumi-image-scan")
    .description("Container-image scan policy as code: the tools around the Pulumi resources.")
    .version(ownManifest().version)
    .exitOverride();
  for (const verb of VERBS) verb(program);
  try {
    await program.parseAsync();
    return 0;
  } catch (error) {
    // Commander has printed its own message; help and version arrive here too, as successes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    if (error instanceof Failure) {
      console.error(`pulumi-image-scan: ${error.message}`);
      return error.exitCode;
    }
    console.error(error);
    return FAILED;
  }
}

// The reader of a pipe may leave early, as `head` does; that is no failure of ours, nor does it undo one.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
// Without a reader of what is told on the way, a command is carried out all the same.
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
main().then((exitCode) => {
  // A verb whose answer is its exit code has set it.
  if (exitCode !== 0) process.exitCode = exitCode;
});
