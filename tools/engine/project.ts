import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "./engine";
import { type ProgramSource, writeProgram, writeProgramFile } from "./program";
import { killRuns, Running, type RunResult, type Stream } from "./running";

const defaultTimeoutMs = 120_000;
const repository = resolve(__dirname, "..", "..", "..");

export interface ProjectOptions {
  engine: Engine;
  program: ProgramSource;
  /** Of the project. Default: `program`. */
  name?: string;
  /** Default: `dev`. */
  stack?: string;
  /** For every command. */
  env?: NodeJS.ProcessEnv;
  /** Let ts-node check the types of a TypeScript program, 2 s a run; without it they are only stripped. */
  checkTypes?: boolean;
}

export interface RunOptions {
  timeoutMs?: number;
  onLine?: (line: string, stream: Stream) => void;
  env?: NodeJS.ProcessEnv;
}

/** As much of a stack's deployment as tests ask about. */
export interface StackState {
  version: number;
  deployment: {
    resources?: ResourceState[];
    pending_operations?: { type: string; resource: ResourceState }[];
  };
}

export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
}

/**
 * A program with a stack of its own, in a temporary directory that also holds its state, Pulumi's home and the user's:
 * no run sees another one, nor the credentials and settings of the person at this machine.
 */
export class Project {
  private static readonly alive = new Set<Project>();
  private static hooked = false;
  private readonly id = `${randomUUID()}/`;
  private readonly env: NodeJS.ProcessEnv;
  private runs = 0;

  private constructor(
    /** The temporary directory. */
    readonly root: string,
    private readonly options: ProjectOptions,
  ) {
    this.env = {
      ...options.engine.env,
      HOME: join(root, "home"),
      TMPDIR: join(root, "tmp"),
      PULUMI_HOME: join(root, "pulumi"),
      PULUMI_BACKEND_URL: pathToFileURL(join(root, "backend")).href,
      PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
      PULUMI_NODEJS_TRANSPILE_ONLY: String(options.checkTypes !== true),
      ...options.env,
    };
  }

  static async create(options: ProjectOptions): Promise<Project> {
    const root = mkdtempSync(join(tmpdir(), "pulumi-project-"));
    const project = new Project(root, options);
    Project.removeAllAtExit();
    Project.alive.add(project);
    try {
      for (const name of ["home", "tmp", "pulumi", "backend", "program"]) mkdirSync(join(root, name));
      writeProgram(options.program, project.directory, options.name ?? "program");
      symlinkSync(join(repository, "node_modules"), join(project.directory, "node_modules"), "dir");
      await project.succeed(["stack", "init", options.stack ?? "dev"]);
      return project;
    } catch (error) {
      project.remove();
      throw error;
    }
  }

  /** Where `Pulumi.yaml` is, and the program when it is not run in place. */
  get directory(): string {
    return join(this.root, "program");
  }

  /** Changes the program between two runs. */
  write(file: string, text: string): void {
    writeProgramFile(this.directory, file, text);
  }

  /** Writes stack configuration; `path` takes the key as a path into an object (`imageScan:profiles.prod`). */
  async config(
    key: string,
    value: string,
    options: { secret?: boolean; path?: boolean } = {},
  ): Promise<void> {
    const flags = [options.secret ? "--secret" : "--plaintext", ...(options.path ? ["--path"] : [])];
    await this.succeed(["config", "set", ...flags, "--", key, value]);
  }

  /** Writes several secrets at once; the keys are paths. */
  async configSecrets(values: Record<string, string>): Promise<void> {
    const settings = Object.entries(values).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    await this.succeed(["config", "set-all", "--path", ...settings]);
  }

  /** Runs a command of the engine to its end, which may be a failure: see `code`. */
  run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return this.start(args, options).done;
  }

  preview(args: readonly string[] = [], options: RunOptions = {}): Promise<RunResult> {
    return this.run(["preview", ...args], options);
  }

  up(args: readonly string[] = [], options: RunOptions = {}): Promise<RunResult> {
    return this.run(["up", "--yes", "--skip-preview", ...args], options);
  }

  /** With `--preview-only` it changes nothing, as on the command line. */
  refresh(args: readonly string[] = [], options: RunOptions = {}): Promise<RunResult> {
    const consent = args.includes("--preview-only") ? [] : ["--yes", "--skip-preview"];
    return this.run(["refresh", ...consent, ...args], options);
  }

  destroy(args: readonly string[] = [], options: RunOptions = {}): Promise<RunResult> {
    return this.run(["destroy", "--yes", "--skip-preview", ...args], options);
  }

  /** Starts a command of the engine, to watch it, or to kill it. */
  start(args: readonly string[], options: RunOptions = {}): Running {
    return new Running({
      executable: this.options.engine.pulumi,
      // In front, as some commands take everything after `--` as it is.
      args: ["--non-interactive", "--color=never", ...args],
      cwd: this.directory,
      env: { ...this.env, ...options.env },
      id: `${this.id}${++this.runs}/`,
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      ...(options.onLine && { onLine: options.onLine }),
    });
  }

  /** The stack's state, as `pulumi stack export` gives it: secrets are ciphertext. */
  async state(): Promise<StackState> {
    return JSON.parse((await this.succeed(["stack", "export"])).stdout) as StackState;
  }

  /** All that the backend has on disk, history and backups included, and the stack's configuration: to search for secrets. */
  stateText(): string {
    const backend = readdirSync(join(this.root, "backend"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const config = readdirSync(this.directory)
      .filter((name) => /^Pulumi\..+\.yaml$/.test(name))
      .map((name) => join(this.directory, name));
    return [...backend, ...config].map((file) => readFileSync(file, "utf8")).join("\n");
  }

  /** Kills what still runs and deletes the temporary directory. Resources are not destroyed: `destroy` does that. */
  remove(): void {
    killRuns(this.id);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    Project.alive.delete(this);
  }

  /** So that a test or a demo that is aborted leaves nothing behind. */
  private static removeAllAtExit(): void {
    if (Project.hooked) return;
    Project.hooked = true;
    process.once("exit", () => {
      for (const project of Project.alive) project.remove();
    });
  }

  private async succeed(args: readonly string[]): Promise<RunResult> {
    const result = await this.run(args);
    if (result.code !== 0)
      throw new Error(
        `pulumi ${args.slice(0, 2).join(" ")} failed (${result.code}): ${result.output.trim()}`,
      );
    return result;
  }
}
