import { run } from "../package/command";
import { root } from "../package/installed";
import type { Script } from "./program";

export interface Outcome {
  readonly code: number | undefined;
  /** What the engine was told of, in the order in which it was. */
  readonly registered: { type: string; name: string; inputs: Record<string, unknown> }[];
  readonly stderr: string;
}

/** Runs a program of these schedules, to its end or its failure, in a process of its own. */
export async function declare(script: Script): Promise<Outcome> {
  const { code, stdout, stderr } = await run(
    process.execPath,
    [require.resolve("./program"), JSON.stringify(script)],
    { cwd: root },
  );
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return { code, registered: lines.map((line) => JSON.parse(line)), stderr };
}
