import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findEngine } from "../tools/engine/engine";
import { Project, type ResourceState } from "../tools/engine/project";
import type { Running } from "../tools/engine/running";

/** Of one command: a hundred thousand images take the engine long. */
const timeoutMs = 300_000;

/** One way to declare the same resources. */
export interface Way {
  /** The program of so many resources, of so many images each. */
  program(resources: number, images: number): string;
  /** What the state holds of each image, where it is not what one `up` has left of the first. */
  readonly grown?: (kept: ResourceState, images: number) => ResourceState;
}

/**
 * A stack whose resources are all there, and as the program declares them: what most plans are made of. One resource
 * is created by the engine; the others are written into the state like it, as to create them would take the vendor long.
 */
export class Stack {
  private constructor(
    private readonly project: Project,
    private readonly way: Way,
    private readonly empty: Awaited<ReturnType<Project["state"]>>,
    private readonly kept: ResourceState,
  ) {}

  static async open(way: Way, env: NodeJS.ProcessEnv): Promise<Stack> {
    const project = await Project.create({
      engine: await findEngine(),
      program: { files: { "index.js": way.program(1, 3) } },
      env,
    });
    const { code, output } = await project.up();
    if (code !== 0) throw new Error(`up fails: ${output}`);
    const state = await project.state();
    const resources = state.deployment.resources ?? [];
    const kept = resources.find(({ type }) => type.startsWith("pulumi-nodejs:"));
    if (!kept) throw new Error(`up created nothing: ${output}`);
    const empty = {
      ...state,
      deployment: { ...state.deployment, resources: resources.filter((one) => one !== kept) },
    };
    return new Stack(project, way, empty, kept);
  }

  /** Makes it a stack of so many resources, of so many images each. */
  async resize(resources: number, images = 3): Promise<void> {
    const kept = this.way.grown?.(this.kept, images) ?? this.kept;
    const many = Array.from({ length: resources }, (_, index) => ({
      ...kept,
      id: `${kept.id}-${index}`,
      urn: kept.urn.replace(/::[^:]+$/, `::r${index}`),
    }));
    const file = join(this.project.root, "state.json");
    const state = { ...this.empty, deployment: { ...this.empty.deployment } };
    state.deployment.resources = [...(this.empty.deployment.resources ?? []), ...many];
    writeFileSync(file, JSON.stringify(state));
    this.project.write("index.js", this.way.program(resources, images));
    const { code, output } = await this.project.run(["stack", "import", "--file", file], { timeoutMs });
    if (code !== 0) throw new Error(`stack import fails: ${output}`);
  }

  /** Previews it, which must find nothing to do; `watch` is shown the engine while it runs. */
  async preview(resources: number, watch: (running: Running) => void = () => {}): Promise<void> {
    const running = this.project.start(["preview"], { timeoutMs });
    watch(running);
    const { code, output } = await running.done;
    if (code !== 0 || !new RegExp(`\\n +${resources + 1} unchanged\\n`).test(output))
      throw new Error(`the plan is not empty: ${output.slice(-2000)}`);
  }

  remove(): void {
    this.project.remove();
  }
}
