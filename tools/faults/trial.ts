import type { Deadlines } from "../../provider/core/context";
import { PartialFailure, ScanError } from "../../provider/core/errors";
import type { Difference } from "../../provider/core/resource";
import type { Properties } from "../../provider/core/wire";
import type { RequestEntry } from "../../sandbox/index";
import { always, type Ground } from "../ground/ground";
import type { Stored } from "../ground/run";
import type { FaultColumn, Span } from "./faults";
import type { Life, StepName } from "./lives";
import type { Stage } from "./stage";
import { unclear } from "./unclear";

/** One run of an engine with one resource: what the process of a provider is asked for, and what it said. */
export interface Engine {
  readonly log: string;
  create(program: Properties): Promise<Stored>;
  update(stored: Stored, program: Properties): Promise<Stored>;
  refresh(stored: Stored): Promise<Stored | undefined>;
  delete(stored: Stored): Promise<void>;
  plan(stored: Stored, program: Properties): Difference | Promise<Difference>;
  /** Ends the process, where it is one. */
  stop?(): Promise<void>;
}

/** Starts a run. */
export type StartEngine = (kind: string, ground: Ground, deadlines?: Deadlines) => Engine | Promise<Engine>;

const inProcess: StartEngine = (kind, ground, deadlines) =>
  ground.process(kind, deadlines === undefined ? {} : { deadlines });

/** A life that nothing disturbed: of each step what was called, how often, and what the vendor held after it. */
export interface Recording {
  readonly life: Life;
  readonly steps: ReadonlyMap<
    StepName,
    { readonly calls: ReadonlyMap<string, number>; readonly truth: string }
  >;
}

/** One trial: a fault in one call of one step of a life. */
export interface Case {
  readonly step: StepName;
  readonly operation: string;
  readonly fault: FaultColumn;
  readonly span: Span;
}

/** What came of it. */
export interface Verdict extends Case {
  readonly life: Life;
  /** Whether all was well at once, or in the next run. */
  readonly converged: "at once" | "in the next run";
  /** What the first run failed with. */
  readonly message?: string | undefined;
  /** What must never be. */
  readonly bad: readonly string[];
}

/** Longer than any deadline: who takes that long does not keep to one. */
const hangsAfterMs = 60_000;

/** Leads a life in which nothing goes wrong. */
export async function record(life: Life, start: StartEngine = inProcess): Promise<Recording> {
  const stage = await life.start();
  try {
    const run = new Lived(life, stage, start);
    const steps = new Map<StepName, { calls: Map<string, number>; truth: string }>();
    for (const step of life.steps) {
      const { failure, entries } = await run.step(step);
      if (failure && !stage.refuses) throw failure;
      const calls = new Map<string, number>();
      for (const { action } of entries) calls.set(action, (calls.get(action) ?? 0) + 1);
      const [flaw] = [...stage.flaws(step), ...resubmitted(step, stage, entries)];
      if (flaw !== undefined)
        throw new Error(`${life.kind} (${life.title}), ${step}: without a fault ${flaw}`);
      steps.set(step, { calls, truth: stage.truth() });
    }
    return { life, steps };
  } finally {
    await stage.ground.stop();
  }
}

const noCall = "the fault met no call";

/** Leads the life up to the step, lets that fail, and sees what comes of it. */
export async function trial(
  recording: Recording,
  one: Case,
  start: StartEngine = inProcess,
): Promise<Verdict> {
  // Whoever waits for a scan asks once more or less often from time to time.
  for (let sooner = 0; ; sooner += 1) {
    const verdict = await tried(recording, one, sooner, start);
    if (one.span !== "lastly" || sooner === 3 || !verdict.bad.includes(noCall)) return verdict;
  }
}

/** As `trial`, where the last call comes so many calls `sooner` than in the recording. */
async function tried(
  { life, steps }: Recording,
  { step, operation, fault, span }: Case,
  sooner: number,
  start: StartEngine,
): Promise<Verdict> {
  const stage = await life.start();
  const { faults, requests } = stage.ground.sandbox;
  const run = new Lived(life, stage, start);
  const bad = new Set<string>();
  const reference = (of: StepName): string => steps.get(of)?.truth ?? "";
  try {
    for (const earlier of life.steps.slice(0, life.steps.indexOf(step))) {
      const { failure } = await run.step(earlier);
      if (failure) throw failure;
    }
    const { kind, delayMs, code } = fault;
    const put = () =>
      faults.add({
        action: operation,
        kind,
        times: span === "once" ? 1 : always,
        ...(delayMs === undefined ? {} : { delayMs }),
        ...(code === undefined ? {} : { code }),
      });
    if (span === "lastly") {
      // After the last call but one the next is the one that fails.
      let left = (steps.get(step)?.calls.get(operation) ?? 0) - 1 - sooner;
      const end = requests.subscribe(({ action }) => {
        if (action === operation) left -= 1;
        if (left > 0) return;
        end();
        put();
      });
    } else put();

    const before = stage.truth();
    // What a killed process was given is in no state.
    if (step === "create again") stage.given();
    const first = await run.step(step, fault.deadlines);
    if (!first.entries.some((entry) => entry.fault === kind)) bad.add(noCall);
    faults.clear();
    const { failure, entries } = first;
    for (const problem of resubmitted(step, stage, entries)) bad.add(problem);
    if (failure === undefined && stage.refuses) bad.add("opened over an image that must not pass");
    let message: string | undefined;
    if (failure && !(stage.refuses && isVerdict(failure))) {
      message = failure.message;
      if (!(failure instanceof PartialFailure || failure instanceof ScanError))
        bad.add(`a defect: ${message}`);
      for (const problem of unclear(message, operation, entries)) bad.add(problem);
      const mayHaveActed = entries.some((entry) => stage.changes(entry) && hasActed(entry, fault));
      if (failure instanceof PartialFailure && !mayHaveActed)
        bad.add("state changed on failure, though the vendor did nothing");
      if (!mayHaveActed && stage.truth() !== before) bad.add("the vendor changed, though it did nothing");

      const second = await run.again(step);
      for (const problem of resubmitted(step, stage, second.entries)) bad.add(problem);
      if (second.failure && !(stage.refuses && isVerdict(second.failure)))
        bad.add(`does not converge: ${second.failure.message}`);
      if (second.failure === undefined && stage.refuses) bad.add("opened over an image that must not pass");
    }
    for (const problem of run.problems(step, reference(step))) bad.add(problem);
    if (run.stored) {
      for (const problem of await run.isSettled(step)) bad.add(problem);
      for (const id of stage.given())
        if (!JSON.stringify(run.stored.state).includes(id)) bad.add(`lost id: ${id} is in no state`);
    }
    // The rest of the life must go as if nothing had been.
    for (const later of life.steps.slice(life.steps.indexOf(step) + 1)) {
      const { failure: left } = await run.step(later);
      if (left) bad.add(`the ${later} after it fails: ${left.message}`);
      for (const problem of run.problems(later, reference(later))) bad.add(problem);
    }
    const unfit = stage.ground.unfit(`${run.said}\n${message ?? ""}\n${run.kept.join("\n")}`);
    if (unfit) bad.add(unfit === "a secret" ? "shows a secret" : `shows ${unfit}`);
    for (const { action } of stage.ground.malformed) bad.add(`a malformed request for ${action}`);
    return {
      life,
      step,
      operation,
      fault,
      span,
      message,
      converged: message === undefined ? "at once" : "in the next run",
      bad: [...bad],
    };
  } finally {
    await stage.ground.stop();
  }
}

/** A resource as an engine has it: its state, the runs so far. */
class Lived {
  stored: Stored | undefined;
  /** Every state that was ever kept. */
  readonly kept: string[] = [];
  private readonly logs: string[] = [];

  constructor(
    private readonly life: Life,
    private readonly stage: Stage,
    private readonly start: StartEngine,
  ) {}

  get said(): string {
    return this.logs.join("\n");
  }

  /** Does a step for the first time. */
  async step(step: StepName, deadlines?: Deadlines): Promise<Ran> {
    await this.stage.before(step);
    if (step === "create again") this.stored = undefined;
    return await this.again(step, deadlines);
  }

  /** Does what the engine does next to come to the end of a step. */
  async again(step: StepName, deadlines?: Deadlines): Promise<Ran> {
    const { ground } = this.stage;
    const program = this.stage.program(step);
    const from = ground.sandbox.requests.entries.length;
    const engine = await this.start(this.life.kind, ground, deadlines);
    let failure: Error | undefined;
    try {
      await within(hangsAfterMs, this.does(engine, step, program));
    } catch (thrown) {
      failure = thrown as Error;
      if (thrown instanceof PartialFailure) this.keep({ id: thrown.id, state: thrown.state });
    } finally {
      await engine.stop?.();
      this.logs.push(engine.log);
    }
    return { failure, entries: ground.sandbox.requests.entries.slice(from) };
  }

  /** What is wrong with the vendor after a step. */
  problems(step: StepName, reference: string): string[] {
    return step === "delete" ? this.stage.leftovers(reference, this.said) : this.stage.problems(reference);
  }

  /** What is wrong with what was kept: it must read as it is, and leave nothing to do. */
  async isSettled(step: StepName): Promise<string[]> {
    const { ground } = this.stage;
    const engine = await this.start(this.life.kind, ground);
    const from = ground.sandbox.requests.entries.length;
    try {
      const read = this.stored && (await engine.refresh(this.stored));
      if (!read) return ["reads as gone"];
      const { changed } = await engine.plan(read, this.stage.program(step));
      const wrote = ground.sandbox.requests.entries.slice(from).filter((entry) => this.stage.changes(entry));
      return [
        ...(changed.length > 0 ? [`the plan is not empty: ${changed.join(", ")}`] : []),
        ...wrote.map(({ action }) => `a refresh calls ${action}`),
      ];
    } catch (thrown) {
      return [`cannot be read: ${(thrown as Error).message}`];
    } finally {
      await engine.stop?.();
      this.logs.push(engine.log);
    }
  }

  private async does(engine: Engine, step: StepName, program: Properties): Promise<void> {
    const { stored } = this;
    if (step === "delete") {
      if (stored) await engine.delete(stored);
      this.stored = undefined;
    } else if (step === "refresh") {
      const read = stored && (await engine.refresh(stored));
      if (!read) throw new Error("reads as gone");
      this.keep(read);
    } else this.keep(stored ? await engine.update(stored, program) : await engine.create(program));
  }

  private keep({ id, state }: Stored): void {
    const text = JSON.stringify(state);
    this.kept.push(text);
    this.stored = { id, state: JSON.parse(text) as Properties };
  }
}

interface Ran {
  readonly failure: Error | undefined;
  readonly entries: readonly RequestEntry[];
}

/** Calls that submit what is being scanned already: a vendor may pass over them, and may not. */
function resubmitted(step: StepName, stage: Stage, entries: readonly RequestEntry[]): string[] {
  const again = step === "create again" ? entries.filter((entry) => stage.changes(entry)) : [];
  return again.map(({ action }) => `second scan: ${action} submits what is being scanned already`);
}

function isVerdict(failure: Error): boolean {
  return failure instanceof ScanError && failure.details.action === "judge";
}

/** Whether a vendor that was called like this may have done what it was asked. */
function hasActed({ outcome, fault }: RequestEntry, { isRefusal }: FaultColumn): boolean {
  return fault === undefined ? outcome === "ok" : !isRefusal;
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`hangs past every deadline: ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
