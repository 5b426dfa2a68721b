import { execFile } from "node:child_process";

export interface Ran {
  /** The exit code; undefined when it was killed or could not be started. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** When this is over the command is killed. @default 60 s */
  readonly timeoutMs?: number;
}

/** Runs a command to its end, which may be a failure: see `code`. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env = process.env, timeoutMs = 60_000 } = options;
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      {
        cwd,
        env,
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: 16 * 1024 * 1024,
        // npm and npx are no programs there, but scripts.
        shell: process.platform === "win32",
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
        const why = code === undefined ? `${error?.message}\n` : "";
        resolve({ code, stdout, stderr: `${why}${stderr}` });
      },
    );
  });
}

/** Runs a command that must succeed, and gives what it wrote to stdout. */
export async function succeed(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed (${code}):\n${stdout}${stderr}`);
  return stdout;
}
