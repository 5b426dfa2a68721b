import type { Run } from "../../core/task";
import type { OnceTask } from "./api";
import { failureOf, hasEnded, type OnceTasks, type TaskState } from "./onceTasks";

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

  /**
   * The parts of the runs, the newest run's first, for as long as `next` asks for more. A scan of which SAS tells no part
   * ends them: what it came to counts, and nobody knows it.
   */
  async *leaves(): AsyncGenerator<readonly OnceTask[]> {
    for (const { taskIds } of this.runs) {
      const scans = await Promise.all(taskIds.map((id) => this.tasks.leaves(id)));
      yield scans.flat();
      if (scans.some((leaves) => leaves.length === 0)) return;
    }
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

/** Of several parts about the same image the one that counts: a scan that went well beats one that failed or was refused. */
export function decisive(leaves: readonly OnceTask[]): OnceTask | undefined {
  const went = (leaf: OnceTask): boolean => hasEnded(leaf) && failureOf(leaf) === undefined;
  const refused = ({ ResultInfo }: OnceTask): boolean => ResultInfo === "forbid_create_repeat_task";
  return leaves.find(went) ?? leaves.find((leaf) => !refused(leaf)) ?? leaves[0];
}
