import type { Run } from "../../core/task";
import type { OnceTask } from "./api";
import { hasEnded, type OnceTasks, type TaskState } from "./onceTasks";

/** The scans that a task's state tells of, newest first: how far they are, and what became of their parts. */
export class Runs {
  private readonly ended = new Map<string, TaskState>();

  constructor(
    private readonly tasks: OnceTasks,
    private readonly runs: readonly Run[],
  ) {}

  get newest(): Run | undefined {
    return this.runs[0];
  }

  /** How far they are together. What has ended once is not asked for again. */
  async progress(): Promise<TaskState> {
    const ids = this.runs.flatMap(({ taskIds }) => taskIds);
    const states = await Promise.all(ids.map(async (id) => this.ended.get(id) ?? (await this.state(id))));
    return {
      running: states.some(({ running }) => running),
      total: states.reduce((sum, { total }) => sum + total, 0),
      finished: states.reduce((sum, { finished }) => sum + finished, 0),
    };
  }

  /** The parts of the runs, the newest run's first, for as long as `next` asks for more. */
  async *leaves(): AsyncGenerator<readonly OnceTask[]> {
    for (const { taskIds } of this.runs)
      yield (await Promise.all(taskIds.map((id) => this.tasks.leaves(id)))).flat();
  }

  /** How many parts SAS says that the newest run has. */
  async newestTotal(): Promise<number> {
    const states = await Promise.all((this.newest?.taskIds ?? []).map((id) => this.tasks.state(id)));
    return states.reduce((sum, state) => sum + (state?.total ?? 0), 0);
  }

  private async state(id: string): Promise<TaskState> {
    // What SAS does not know (any more) does not run: its parts will tell whether they were scanned.
    const state = (await this.tasks.state(id)) ?? { running: false, total: 0, finished: 0 };
    if (!state.running) this.ended.set(id, state);
    return state;
  }
}

/** Of several parts about the same thing the one that counts: a scan beats a refusal to scan it twice. */
export function decisive(leaves: readonly OnceTask[]): OnceTask | undefined {
  return (
    leaves.find((leaf) => !(hasEnded(leaf) && leaf.ResultInfo === "forbid_create_repeat_task")) ?? leaves[0]
  );
}
