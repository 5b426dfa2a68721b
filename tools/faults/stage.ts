import type { Properties } from "../../provider/core/wire";
import type { RequestEntry } from "../../sandbox/index";
import { cloudOf } from "../ground/clouds";
import type { Ground } from "../ground/ground";
import type { ScheduleVendor, TaskVendor } from "../ground/vendor";
import type { StepName } from "./lives";

/** A vendor on which one life is led, and what there is to know of it that no state of ours says. */
export abstract class Stage {
  constructor(
    readonly ground: Ground,
    private readonly programs: { readonly create: Properties; readonly update: Properties },
  ) {}

  /** What is declared while the engine does a step. */
  program(step: StepName): Properties {
    return step === "create" || step === "create again" ? this.programs.create : this.programs.update;
  }

  /** What happens at the vendor before a step, whatever we do. */
  async before(_step: StepName): Promise<void> {}

  /** Whether a request may change something. */
  abstract changes(entry: RequestEntry): boolean;

  /** What the vendor holds, as text: the same for two that hold the same. */
  abstract truth(): string;

  /** What is wrong with the vendor after a step in a life in which nothing fails: all others are measured by it. */
  abstract flaws(step: StepName): string[];

  /** What is wrong with the vendor, against one on which nothing failed that has come as far. */
  abstract problems(reference: string): string[];

  /** What is left behind at the vendor once it is deleted, `said` being what people were told. */
  abstract leftovers(reference: string, said: string): string[];

  /** Ids that the vendor has given away since this was asked for the last time; of answers that arrived. */
  given(): string[] {
    return [];
  }

  /** Whether the resource refuses by itself, whatever the vendor does. */
  get refuses(): boolean {
    return false;
  }
}

export class ScheduleStage extends Stage {
  private readonly found: string;

  constructor(
    private readonly kind: string,
    private readonly vendor: ScheduleVendor,
    programs: ConstructorParameters<typeof Stage>[1],
  ) {
    super(vendor.ground, programs);
    this.found = this.truth();
  }

  changes({ action }: RequestEntry): boolean {
    return !cloudOf(this.kind).reads.test(action);
  }

  flaws(step: StepName): string[] {
    if (step !== "delete") return this.vendor.runs() ? [] : ["no schedule runs"];
    const isBack = this.found === "{}" ? !this.vendor.runs() : this.truth() === this.found;
    return isBack ? [] : [`${this.found} is not given back`];
  }

  truth(): string {
    // Where there is an id each vendor makes up its own.
    const { ConfigId: _, ...setting } = this.vendor.setting() ?? {};
    // Lists are sets: their order depends on that of a map, which a process in between may change.
    return JSON.stringify(setting, (__, value: unknown) =>
      Array.isArray(value) ? [...value].sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1)) : value,
    );
  }

  problems(reference: string): string[] {
    return this.truth() === reference ? [] : [`the setting is ${this.truth()}, not ${reference}`];
  }

  leftovers(reference: string): string[] {
    return this.problems(reference).map((problem) => `not given back: ${problem}`);
  }
}

export class TaskStage extends Stage {
  private readonly lost = new Set<string>();
  private fresh: string[] = [];

  constructor(
    private readonly kind: string,
    private readonly vendor: TaskVendor,
    programs: ConstructorParameters<typeof Stage>[1],
  ) {
    super(vendor.ground, programs);
    let known = 0;
    vendor.ground.sandbox.requests.subscribe(({ outcome, fault }) => {
      const ids = vendor.scans().map(({ taskId }) => String(taskId));
      const added = ids.slice(known);
      known = ids.length;
      // Slow answers come, but those that are slower than the deadline: who knows that says so.
      if (outcome === "ok" && fault === undefined) this.fresh.push(...added);
      else for (const id of added) this.lost.add(id);
    });
  }

  override async before(step: StepName): Promise<void> {
    if (step === "update") this.ground.account.finishScans();
  }

  changes({ action }: RequestEntry): boolean {
    return !cloudOf(this.kind).reads.test(action);
  }

  override given(): string[] {
    // HSS answers a submission with nothing, and so gives no id.
    return this.kind.startsWith("huaweicloud/") ? [] : this.fresh.splice(0);
  }

  flaws(step: StepName): string[] {
    const { triggers, ...program } = this.program(step);
    const names = Object.values(program).find(Array.isArray) as readonly string[] | undefined;
    // What is selected without names is scanned once more when a trigger changes; nothing else ever is.
    const due = triggers === undefined ? 1 : 2;
    const times = JSON.parse(this.truth()) as [string, number][];
    const wrong = times.filter(([, count]) => count !== due);
    const missing = (names ?? []).filter((name) => !times.some(([image]) => image === name));
    return [
      ...wrong.map(([image, count]) => `${image} is scanned ${count} times, not ${due}`),
      ...missing.map((name) => `${name} is not scanned`),
      ...(times.length === 0 ? ["nothing is scanned"] : []),
    ];
  }

  truth(): string {
    const times = new Map<string, number>();
    for (const { images } of this.vendor.scans())
      for (const image of images) times.set(image, (times.get(image) ?? 0) + 1);
    return JSON.stringify([...times].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  problems(reference: string): string[] {
    const timesOf = (truth: string) => new Map(JSON.parse(truth) as [string, number][]);
    const [wanted, there] = [timesOf(reference), timesOf(this.truth())];
    return [...new Set([...wanted.keys(), ...there.keys()])].flatMap((image) => {
      const [due, done] = [wanted.get(image) ?? 0, there.get(image) ?? 0];
      if (done === due) return [];
      return [
        done > due
          ? `second scan: ${image} was submitted ${done} times, not ${due}`
          : `${image} was not scanned`,
      ];
    });
  }

  leftovers(reference: string, said: string): string[] {
    const isTold = /no id is kept|without an id|followed|it goes on/.test(said);
    const running = this.vendor.scans().filter(({ state }) => state === "scanning");
    return [
      ...this.problems(reference),
      ...(isTold
        ? []
        : running.map(({ taskId }) => `scan ${taskId} goes on after the delete, and nobody was told`)),
    ];
  }
}

const cve = "CVE-2026-0001";

export class GateStage extends Stage {
  private constructor(
    private readonly vendor: TaskVendor,
    programs: ConstructorParameters<typeof Stage>[1],
    private readonly found: "excused" | "forbidden",
  ) {
    super(vendor.ground, programs);
  }

  /** A gate over a task that has been submitted, and whose scan goes on. */
  static async start(
    kind: string,
    vendor: TaskVendor,
    program: Properties,
    maxFindings: Properties,
    found: "excused" | "forbidden",
  ): Promise<GateStage> {
    // What a program names stands last in it.
    const [name = ""] = Object.values(program).at(-1) as string[];
    vendor.find(name, [{ id: cve }]);
    const { id, state } = await vendor.ground.process(kind).create(program);
    const exceptions = [
      { vulnerability: cve, until: "2999-01-01", reason: "not reached by any code of ours" },
    ];
    const gate = {
      task: { kind, id, ...state },
      maxFindings,
      ...(found === "excused" ? { exceptions } : {}),
    };
    const [dropped = ""] = Object.keys(maxFindings).slice(-1);
    const { [dropped]: _, ...fewer } = maxFindings;
    return new GateStage(vendor, { create: gate, update: { ...gate, maxFindings: fewer } }, found);
  }

  changes({ cloud, action }: RequestEntry): boolean {
    return !cloudOf(cloud).reads.test(action);
  }

  flaws(): string[] {
    return this.truth() === "0" ? ["there is no scan to judge"] : [];
  }

  truth(): string {
    return String(this.vendor.scans().length);
  }

  problems(reference: string): string[] {
    return this.truth() === reference ? [] : [`second scan: ${this.truth()} scans, not ${reference}`];
  }

  leftovers(reference: string): string[] {
    return this.problems(reference);
  }

  override get refuses(): boolean {
    return this.found === "forbidden";
  }
}

const textOf = (value: unknown): string => JSON.stringify(value);
