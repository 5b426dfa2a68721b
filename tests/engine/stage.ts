import { expect } from "chai";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox";
import { findEngine } from "../../tools/engine/engine";
import { Project, type ResourceState } from "../../tools/engine/project";
import type { Running } from "../../tools/engine/running";
import { until } from "./succeeds";

const open = new Set<Stage>();

/** A sandbox of the vendors, and a project whose program runs against it. */
export class Stage {
  private constructor(
    readonly sandbox: Sandbox,
    readonly project: Project,
  ) {}

  /** `env` takes the place of the sandbox's, which has an endpoint and a key for each cloud. */
  static async open(
    program: string,
    options: SandboxOptions = {},
    env?: (sandbox: Sandbox) => NodeJS.ProcessEnv,
  ): Promise<Stage> {
    const sandbox = await startSandbox(options);
    try {
      const project = await Project.create({
        engine: await findEngine(),
        program: { files: { "index.js": program } },
        env: env === undefined ? { ...sandbox.env } : env(sandbox),
      });
      const stage = new Stage(sandbox, project);
      open.add(stage);
      return stage;
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  /** Changes the program between two runs. */
  declare(program: string): void {
    this.project.write("index.js", program);
  }

  /** What the vendor was asked since the log was cleared. */
  get actions(): string[] {
    return this.sandbox.requests.entries.map(({ action }) => action);
  }

  /** The requests that did not go well. */
  get failedRequests(): string[] {
    const failed = this.sandbox.requests.entries.filter(({ outcome }) => outcome !== "ok");
    return failed.map(({ action, outcome }) => `${action}: ${outcome}`);
  }

  /** What the state has of our resources, by their names in the program. */
  async kept(): Promise<Record<string, ResourceState>> {
    const { resources = [] } = (await this.project.state()).deployment;
    const ours = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
    return Object.fromEntries(ours.map((resource) => [resource.urn.split("::").at(-1), resource]));
  }

  /** Runs `up` until `met`, then does something to it; the run that is left. */
  async upUntil(met: (running: Running) => boolean, then: (running: Running) => void): Promise<Running> {
    const running = this.project.start(["up", "--yes", "--skip-preview"]);
    await until(
      () => met(running),
      () => `not after half a minute: ${running.output}`,
    );
    then(running);
    return running;
  }
}

/** For `afterEach`. */
export async function closeStages(): Promise<void> {
  for (const { project, sandbox } of open) {
    project.remove();
    await sandbox.stop();
  }
  open.clear();
}

/** For `upUntil`: what becomes of the provider process when the machine's memory runs out. */
export function killProvider(running: Running): void {
  process.kill(running.provider() ?? expect.fail(`no provider: ${running.output}`), "SIGKILL");
}

/** The lines of a plan that show an input, or an entry of one, come, go or change. */
export function marked(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => /^ +[+~-] +\S+ *: ("|\d|true|false)/.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/^(.) +/, "$1 ")
        .replace(/ +: +/, ": "),
    )
    .sort((one, other) => one.slice(2).localeCompare(other.slice(2)));
}

/** What a plan with `--refresh --diff` says of each resource, by its name: what it found, then what it would do. */
export function planned(output: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const part of output.split(/\n(?= +[~+-]? ?pulumi-nodejs:dynamic\/)/)) {
    const name = /\[urn=\S+::(\S+)\]/.exec(part)?.[1];
    if (name !== undefined) found[name] = [...(found[name] ?? []), ...marked(part)];
  }
  return found;
}

export type Declared = { kind: string; name?: string } & Record<string, unknown>;

/** Resources of a cloud with these inputs, each with its class as its name unless it has one. */
export function programOf(cloud: string, resources: readonly Declared[]): string {
  const lines = resources.map(
    ({ kind, name = kind, ...inputs }) =>
      `new ${cloud}.${kind}(${JSON.stringify(name)}, ${JSON.stringify(inputs)});`,
  );
  return [`const { ${cloud} } = require("pulumi-image-scan");`, ...lines, ""].join("\n");
}
