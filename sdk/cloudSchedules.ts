import * as pulumi from "@pulumi/pulumi";
import { type ScheduleRow, scheduleRows } from "./scheduleRows";

/** The clouds that a policy can be over. */
export type Cloud = keyof typeof scheduleRows;

/** What a policy says to every cloud, apart from its `timeZone`, which only says what its times mean. */
const shared = [
  ...["enabled", "everyDays", "startTime", "endTime", "scanTypes", "images", "all", "adopt", "onDelete"],
  "timeZone",
];

/** Inputs by which a cloud says a policy's in words of its own: what HSS scans is registries, and never single images. */
const inOwnWords: { readonly [C in Cloud]?: Readonly<Record<string, Readonly<Record<string, unknown>>>> } = {
  huaweicloud: { all: { registries: "all" } },
};

/** What a policy comes to. */
export interface CloudSchedules {
  /** The arguments of each cloud's schedule. */
  readonly args: ReadonlyMap<Cloud, Readonly<Record<string, unknown>>>;
  /** What is wrong, each with its path and with what would be right. */
  readonly faults: readonly string[];
}

/**
 * What the schedule of each cloud is declared with, under `policy`, with what `clouds` says of each in its place. An
 * input that a cloud has not, or a scan type that it lacks, is a fault, but for those that `accept` names. What is not
 * known yet is left to the resource's own check.
 */
export function cloudSchedules(
  policy: Readonly<Record<string, unknown>>,
  clouds: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  accept: readonly string[],
): CloudSchedules {
  const strange = Object.keys(given(policy)).filter((name) => !shared.includes(name));
  const faults = strange.map((name) => `${name}: is no input of a policy: ${listed(shared)}`);
  const inexpressible = new Set<string>();
  const args = new Map<Cloud, Record<string, unknown>>();
  for (const [cloud, own] of Object.entries(clouds)) {
    if (!isCloud(cloud)) {
      faults.push(`clouds.${cloud}: is no cloud here: write ${listed(Object.keys(scheduleRows))}`);
      continue;
    }
    const told = new Schedule(cloud, policy, given(own), new Set(accept));
    args.set(cloud, told.args);
    faults.push(...told.faults);
    for (const path of told.inexpressible) inexpressible.add(path);
  }
  if (args.size === 0 && faults.length === 0) faults.push("clouds: name at least one cloud");
  const missing = [...inexpressible].filter((path) => !accept.includes(path));
  if (missing.length > 0) {
    const entries = [...accept.filter((path) => inexpressible.has(path)), ...missing];
    faults.push(`to do without these there, write accept: ${JSON.stringify(entries).replaceAll(",", ", ")}`);
  }
  for (const path of accept.filter((one) => !inexpressible.has(one))) {
    const could =
      inexpressible.size === 0 ? "there is nothing to accept" : `it could be ${listed([...inexpressible])}`;
    faults.push(`accept: ${JSON.stringify(path)} names nothing that a cloud cannot express; ${could}`);
  }
  return { args, faults };
}

/** One cloud's part of a policy. */
class Schedule {
  readonly args: Record<string, unknown> = {};
  readonly faults: string[] = [];
  /** Inputs of the policy that this cloud cannot express, accepted or not. */
  readonly inexpressible: string[] = [];
  readonly #rows: Readonly<Record<string, ScheduleRow>>;

  constructor(
    private readonly cloud: Cloud,
    private readonly policy: Readonly<Record<string, unknown>>,
    own: Readonly<Record<string, unknown>>,
    private readonly accept: ReadonlySet<string>,
  ) {
    this.#rows = scheduleRows[cloud].inputs;
    for (const name of Object.keys(own)) {
      if (!Object.hasOwn(this.#rows, name))
        this.faults.push(`clouds.${cloud}.${name}: is not an input of its schedule`);
    }
    const { alternatives } = scheduleRows[cloud];
    const replaced = new Set(
      Object.keys(own).flatMap((name) => [name, ...alternatives.filter((one) => one.includes(name)).flat()]),
    );
    for (const name of shared) if (!replaced.has(name) && policy[name] !== undefined) this.#take(name);
    Object.assign(this.args, own);
    for (const [name, { required, range }] of Object.entries(this.#rows)) {
      if (required && this.args[name] === undefined)
        this.faults.push(`clouds.${cloud}.${name}: is required: ${range}`);
    }
    for (const group of alternatives) {
      const count = group.filter((name) => this.args[name] !== undefined).length;
      if (count !== 1)
        this.faults.push(
          `clouds.${cloud}: takes just one of ${listed(group)}, and is given ${count || "none"}`,
        );
    }
    this.#judgeHours(own);
  }

  #take(name: string): void {
    const value = this.policy[name];
    const path = `${this.cloud}.${name}`;
    const row = this.#rows[name];
    const words = inOwnWords[this.cloud]?.[name];
    if (row === undefined && words !== undefined) Object.assign(this.args, words);
    else if (row === undefined) {
      // Of times that a cloud does not take it says nothing.
      if (name === "timeZone" && this.#rows.startTime === undefined) return;
      this.#lacks(name, path, "its schedule has no such input");
    } else if (name === "scanTypes") this.args[name] = this.#scanTypes(value, path, row);
    else {
      const isWrong = isKnown(value) && isOutside(value, row);
      if (isWrong)
        this.faults.push(
          `${path}: ${JSON.stringify(value)} is not accepted there: ${row.range}; ${this.#override(name)}`,
        );
      this.args[name] = value;
    }
  }

  /** The scan types that the cloud has. */
  #scanTypes(value: unknown, path: string, { values = [] }: ScheduleRow): unknown {
    const has = (type: unknown): boolean => values.includes(type as string);
    const types = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    if (!types.every(isKnown)) {
      if (!this.accept.has(path)) return value;
      // Which of them it lacks is not known yet: what was accepted is left out when it is.
      this.inexpressible.push(path);
      return pulumi.output([value]).apply(([known]: unknown[]) => (known as unknown[]).filter(has));
    }
    if (!Array.isArray(value)) return value;
    const lacking = value.filter((type) => !has(type));
    if (lacking.length === 0) return value;
    this.#lacks("scanTypes", path, `it does not look for ${listed(lacking)}, but for ${listed(values)}`);
    const kept = value.filter(has);
    if (kept.length === 0) this.faults.push(`${path}: nothing is left: ${this.#override("scanTypes")}`);
    return kept;
  }

  #lacks(name: string, path: string, why: string): void {
    this.inexpressible.push(path);
    if (this.accept.has(path)) return;
    const better = this.#rows[name] === undefined ? "" : `; ${this.#override(name)}`;
    this.faults.push(`${path}: ${why}${better}`);
  }

  #judgeHours(own: Readonly<Record<string, unknown>>): void {
    const { timeZone } = this.args;
    for (const [name, { wholeHoursIn }] of Object.entries(this.#rows)) {
      const time = this.args[name];
      const minutes = typeof time === "string" ? /^\d\d:(\d\d)$/.exec(time)?.[1] : undefined;
      if (wholeHoursIn === undefined || minutes === undefined || !isKnown(timeZone)) continue;
      const zone = typeof timeZone === "string" ? timeZone : wholeHoursIn;
      const past = Number(minutes) - minutesOff(zone) + minutesOff(wholeHoursIn);
      if (past % 60 === 0) continue;
      const path = `${name in own ? "clouds." : ""}${this.cloud}.${name}`;
      this.faults.push(
        `${path}: "${time}" is no whole hour in ${wholeHoursIn}, and it takes only those; ${this.#override(name)}`,
      );
    }
  }

  #override(name: string): string {
    return `set clouds.${this.cloud}.${name}`;
  }
}

function isCloud(name: string): name is Cloud {
  return Object.hasOwn(scheduleRows, name);
}

/** `values` without what is undefined, which is as good as left out. */
export function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function isKnown(value: unknown): boolean {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

function isOutside(value: unknown, { values, least, most }: ScheduleRow): boolean {
  if (values !== undefined) return !values.includes(value as string);
  if (least === undefined) return false;
  const isWhole = typeof value === "number" && Number.isSafeInteger(value);
  return !isWhole || value < least || value > (most ?? value);
}

/** The minutes of an hour that a zone is ahead of UTC; none for what is no zone, which the resource says. */
function minutesOff(zone: string): number {
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const name = format.formatToParts().find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, minutes = "0"] = /^GMT([+-])\d\d:(\d\d)/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * Number(minutes);
  } catch {
    return 0;
  }
}

function listed(names: readonly unknown[]): string {
  return names.map((name) => (typeof name === "string" ? name : JSON.stringify(name))).join(", ");
}
