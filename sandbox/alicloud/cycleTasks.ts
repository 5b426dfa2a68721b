import type { JsonObject } from "../json";
import type { Assumptions } from "./assumptions";
import { newId } from "./onceTasks";
import { askedPage, pageAs } from "./page";
import { type Fields, INTEGER, LONG, type Parameters, required, STRING } from "./parameters";
import { invalidParameter, notFound, VendorError } from "./vendorError";

/** A task that runs again and again, in the vendor's words. */
export type CycleTask = {
  readonly ConfigId: string;
  TaskName: string;
  TaskType: string;
  /** 1 on, 0 off. */
  Enable: number;
  /** In milliseconds since 1970, whatever the name says. */
  FirstDateStr: number;
  IntervalPeriod: number;
  /** `day` or `hour`. */
  PeriodUnit: string;
  /** Hours of the day. */
  TargetStartTime: number;
  TargetEndTime: number;
  /** Kept as it was sent, JSON or not. */
  Param: string;
  /** Who created it; the vendor never tells it again. */
  Source: string;
  /** The id of the newest task that it has started; "" before the first. */
  LastTaskId: string;
};

type Setting = Omit<CycleTask, "ConfigId" | "LastTaskId">;

const NUMBERS = ["Enable", "FirstDateStr", "IntervalPeriod", "TargetStartTime", "TargetEndTime"] as const;
const TEXTS = ["TaskName", "TaskType", "PeriodUnit", "Param", "Source"] as const;
const CHANGEABLE: Fields = {
  TaskName: STRING,
  TaskType: STRING,
  Enable: INTEGER,
  FirstDateStr: LONG,
  IntervalPeriod: INTEGER,
  PeriodUnit: STRING,
  TargetStartTime: INTEGER,
  TargetEndTime: INTEGER,
};

/** What CreateCycleTask takes. */
export const CREATE_CYCLE_TASK: Fields = {
  ...Object.fromEntries(Object.entries(CHANGEABLE).map(([name, field]) => [name, required(field)])),
  Param: STRING,
  Source: STRING,
};

/** What ModifyCycleTask takes. */
export const MODIFY_CYCLE_TASK: Fields = { ...CHANGEABLE, ConfigId: required(STRING), Param: STRING };

const IMAGE_SCAN = "IMAGE_SCAN";
const TYPES = ["VIRUS_VUL_SCHEDULE_SCAN", IMAGE_SCAN, "EMG_VUL_SCHEDULE_SCAN"];
const UNIT_MS: Readonly<Record<string, number>> = { hour: 60 * 60 * 1_000, day: 24 * 60 * 60 * 1_000 };
const LAST_HOUR = 24;

/** What somebody who makes one in the console need not say. */
const PLAIN: Setting = {
  TaskName: IMAGE_SCAN,
  TaskType: IMAGE_SCAN,
  Enable: 1,
  FirstDateStr: 1_667_491_200_000,
  IntervalPeriod: 7,
  PeriodUnit: "day",
  TargetStartTime: 0,
  TargetEndTime: 6,
  Param: '{"userAgreement":"yes","lang":"zh"}',
  Source: "console_batch",
};

/** The cycle tasks of an account, oldest first. */
export class CycleTasks {
  readonly #byId = new Map<string, CycleTask>();

  constructor(
    private readonly assumptions: Assumptions,
    private readonly clock: () => number,
    private readonly startScan: () => string,
  ) {}

  list(): Readonly<CycleTask>[] {
    return [...this.#byId.values()];
  }

  /** The cycle task of this id; throws when there is none. */
  get(configId: string): Readonly<CycleTask> {
    return this.#get(configId);
  }

  /** Makes one the way a person in the console does; what is not said is a weekly image scan. */
  add(setting: Partial<Setting> = {}): Readonly<CycleTask> {
    return this.#put({ ...PLAIN, ...checked(setting) });
  }

  /** Changes one the way a person in the console does, the values unchecked. */
  edit(configId: string, changes: Partial<Setting>): Readonly<CycleTask> {
    return Object.assign(this.#get(configId), checked(changes));
  }

  /** Deletes one the way a person in the console does. */
  remove(configId: string): void {
    this.#byId.delete(this.#get(configId).ConfigId);
  }

  /** Lets its time have come: scans every image that SAS knows. Answers the id of that task. */
  run(configId: string): string {
    const task = this.#get(configId);
    task.LastTaskId = this.startScan();
    return task.LastTaskId;
  }

  /** @internal CreateCycleTask */
  create(parameters: Parameters): JsonObject {
    const setting = { ...PLAIN, Param: "", Source: "", ...settingOf(parameters) };
    refuse(setting);
    const { secondCycleTask } = this.assumptions;
    const others = this.list().filter(({ TaskType }) => TaskType === IMAGE_SCAN);
    if (setting.TaskType === IMAGE_SCAN && others.length > 0) {
      if (secondCycleTask === "refused") {
        throw new VendorError(400, "CycleTaskAlreadyExist", "A cycle task of this type exists already.");
      }
      if (secondCycleTask === "replaces") for (const { ConfigId } of others) this.#byId.delete(ConfigId);
    }
    return { ConfigId: this.#put(setting).ConfigId };
  }

  /** @internal ModifyCycleTask */
  modify(parameters: Parameters): JsonObject {
    const task = this.#asked(parameters);
    if (!task) return {};
    const wanted = { ...task, ...settingOf(parameters) };
    refuse(wanted);
    this.#byId.set(task.ConfigId, wanted);
    return {};
  }

  /** @internal DeleteCycleTask */
  delete(parameters: Parameters): JsonObject {
    const task = this.#asked(parameters);
    if (task) this.#byId.delete(task.ConfigId);
    return {};
  }

  /** @internal DescribeCycleTaskList */
  describe(parameters: Parameters, maxPageSize: number): JsonObject {
    const asked = (["ConfigId", "TaskType", "TaskName"] as const).map(
      (name) => [name, parameters.text(name)] as const,
    );
    const found = this.list().filter((task) =>
      asked.every(([name, value]) => value === undefined || task[name] === value),
    );
    const page = askedPage(parameters, maxPageSize);
    return pageAs("CycleScheduleResponseList", found, page, ({ Source: _, ...task }) => ({
      ...task,
      NextStartTimeStr: nextStart(task, this.clock()),
    }));
  }

  #asked(parameters: Parameters): CycleTask | undefined {
    const task = this.#byId.get(parameters.needed("ConfigId"));
    if (!task && this.assumptions.unknownConfig === "error") throw notFound("ConfigNotExist", "ConfigId");
    return task;
  }

  #get(configId: string): CycleTask {
    const task = this.#byId.get(configId);
    if (!task) throw new RangeError(`no cycle task is ${configId}`);
    return task;
  }

  #put(setting: Setting): CycleTask {
    const task = { ConfigId: newId(), ...setting, LastTaskId: "" };
    this.#byId.set(task.ConfigId, task);
    return task;
  }
}

/** What a request says of the setting. */
function settingOf(parameters: Parameters): Partial<Setting> {
  const numbers = NUMBERS.map((name) => [name, parameters.integer(name)]);
  const texts = TEXTS.map((name) => [name, parameters.text(name)]);
  return Object.fromEntries([...numbers, ...texts].filter(([, value]) => value !== undefined));
}

function refuse(setting: Setting): void {
  const { TaskName, TaskType, Enable, IntervalPeriod, PeriodUnit, TargetStartTime, TargetEndTime } = setting;
  const isHour = (hour: number) => hour >= 0 && hour <= LAST_HOUR;
  const right: Readonly<Record<string, boolean>> = {
    TaskName: TaskName === TaskType,
    TaskType: TYPES.includes(TaskType),
    Enable: Enable === 0 || Enable === 1,
    IntervalPeriod: IntervalPeriod >= 1,
    PeriodUnit: Object.hasOwn(UNIT_MS, PeriodUnit),
    TargetStartTime: isHour(TargetStartTime),
    TargetEndTime: isHour(TargetEndTime),
  };
  const wrong = Object.keys(right).find((name) => !right[name]);
  if (wrong) throw invalidParameter(wrong);
}

/** Settings also come as JSON from a shell, so the types alone do not hold them. */
function checked(setting: Partial<Setting>): Partial<Setting> {
  for (const [name, value] of Object.entries(setting)) {
    if (!Object.hasOwn(PLAIN, name)) throw new TypeError(`a cycle task has no ${name}`);
    const type = typeof PLAIN[name as keyof Setting];
    if (typeof value !== type) throw new TypeError(`${name} of a cycle task is a ${type}`);
  }
  return setting;
}

/** The first start at or after this moment. */
function nextStart(task: Omit<CycleTask, "Source">, now: number): number {
  const first = task.FirstDateStr + task.TargetStartTime * (UNIT_MS.hour ?? 0);
  const every = task.IntervalPeriod * (UNIT_MS[task.PeriodUnit] ?? 0);
  if (now <= first || every <= 0) return first;
  return first + Math.ceil((now - first) / every) * every;
}
