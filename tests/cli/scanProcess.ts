import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Sandbox } from "../../sandbox/index";

const main = join(__dirname, "../../cli/main.js");

/** What a command has printed by now, and how it ended. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `pulumi-image-scan scan`, or another verb, as a process of its own. */
export class ScanProcess {
  readonly child: ChildProcess;
  private readonly output = { stdout: "", stderr: "" };
  private readonly closed: Promise<unknown>;

  /** @param env beside what leads to the sandbox; undefined takes a variable away */
  constructor(
    private readonly sandbox: Sandbox,
    args: readonly string[],
    {
      env = {},
      input = "",
      verb = "scan",
      // No Pulumi project, unlike this repository.
      cwd = tmpdir(),
    }: {
      env?: Readonly<Record<string, string | undefined>>;
      input?: string;
      verb?: string;
      cwd?: string;
    } = {},
  ) {
    const { PATH } = process.env;
    this.child = spawn(process.execPath, [main, verb, ...args], {
      cwd,
      env: { PATH, HOME: "/nonexistent", ...sandbox.env, ...env },
    });
    this.closed = once(this.child, "close");
    for (const name of ["stdout", "stderr"] as const)
      this.child[name]?.on("data", (chunk: Buffer) => {
        this.output[name] += chunk.toString();
      });
    this.child.stdin?.end(input);
  }

  /** Waits until it has said something. */
  async says(what: RegExp): Promise<void> {
    while (!what.test(this.output.stderr)) {
      await Promise.race([once(this.child.stderr ?? this.child, "data"), this.closed]);
      if (this.child.exitCode !== null && !what.test(this.output.stderr))
        throw new Error(`it ended with ${this.child.exitCode}: ${this.output.stderr}`);
    }
  }

  /** Waits for its end. Whatever it printed holds no key, nor what only a defect prints. */
  async end(): Promise<Ran> {
    await this.closed;
    const { stdout, stderr } = this.output;
    for (const [name, value] of Object.entries(this.sandbox.env)) {
      if (!/SECRET|ACCESS_KEY|TOKEN/.test(name)) continue;
      expect(stdout, name).not.to.contain(value);
      expect(stderr, name).not.to.contain(value);
    }
    for (const text of [stdout, stderr])
      expect(text).not.to.match(/undefined|\[object |NaN|Authorization|This is a defect|\n {4}at /);
    return { exitCode: this.child.exitCode, stdout, stderr };
  }
}
