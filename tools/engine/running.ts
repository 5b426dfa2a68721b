import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { type FoundProcess, killProcessesWith, processesWith } from "./foundProcess";
import { Lines } from "./lines";

/** The environment variable by which everything that a run has started is found again. */
const marker = "ENGINE_RUN";
/** Orphans of a killed engine may hold its pipes open for as long as they live: after this the run is over without them. */
const drainMs = 1_000;

export type Stream = "stdout" | "stderr";

export interface RunResult {
  /** The exit code; 128 + n when signal n ended it, as a shell says it; 127 when it could not be started. */
  code: number;
  timedOut: boolean;
  stdout: string;
  stderr: string;
  /** Both, in the order of arrival. */
  output: string;
  milliseconds: number;
}

interface Command {
  executable: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Names the run; ends with a slash, so that no name starts with another. */
  id: string;
  /** When this is over, everything that the command has started is killed. */
  timeoutMs: number;
  onLine?: (line: string, stream: Stream) => void;
}

/** A command of the engine while it runs. */
export class Running {
  /** Never rejects: that a command fails is what many tests want to see. */
  readonly done: Promise<RunResult>;
  private readonly child: ChildProcess;
  private readonly id: string;
  private readonly text = { stdout: "", stderr: "", output: "" };

  constructor(command: Command) {
    this.id = command.id;
    this.child = spawn(command.executable, command.args, {
      cwd: command.cwd,
      env: { ...command.env, [marker]: command.id },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.done = this.watch(command);
  }

  /** Of the `pulumi` process; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** What has been written so far. */
  get output(): string {
    return this.text.output;
  }

  /** What lives of this run: engine, language host, program, provider, orphans included. */
  processes(): FoundProcess[] {
    return processesWith(`${marker}=${this.id}`);
  }

  /** The pid of the Node process that runs the dynamic provider, once there is one. */
  provider(): number | undefined {
    // `node <script> <address>`; the shell that starts it has the host's name in its command instead.
    return this.processes().find(({ command }) => command[1]?.includes("cmd/dynamic-provider"))?.pid;
  }

  /** Signals the engine alone: SIGINT is one Ctrl-C, SIGKILL makes an orphan of its provider. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends everything that this run has started, orphans included. */
  killAll(): void {
    killRuns(this.id);
    // Where there is no /proc this reaches at least the engine, which is the leader of its group.
    if (this.isAlive()) this.child.kill("SIGKILL");
  }

  private isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private watch({ timeoutMs, onLine }: Command): Promise<RunResult> {
    const { child, text } = this;
    const started = Date.now();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.killAll();
    }, timeoutMs);
    const streams = (["stdout", "stderr"] as const).map((stream) => {
      const lines = new Lines((line) => onLine?.(line, stream));
      child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
        text[stream] += chunk;
        text.output += chunk;
        lines.add(chunk);
      });
      return lines;
    });
    return new Promise((resolve) => {
      const finish = (code: number): void => {
        clearTimeout(timer);
        for (const lines of streams) lines.end();
        resolve({ ...text, code, timedOut, milliseconds: Date.now() - started });
      };
      child.once("error", (error) => {
        text.stderr += error.message;
        text.output += error.message;
        if (child.pid === undefined) finish(127);
      });
      child.once("exit", (code, signal) => {
        const shellCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
        const drained = setTimeout(() => finish(shellCode), drainMs);
        child.once("close", () => {
          clearTimeout(drained);
          finish(shellCode);
        });
      });
    });
  }
}

/** Ends everything that the runs have started whose id starts like this. */
export function killRuns(id: string): void {
  killProcessesWith(`${marker}=${id}`);
}
