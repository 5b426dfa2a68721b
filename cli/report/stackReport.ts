import { resource } from "../../provider";
import { today } from "../../provider/core/day";
import { exceptionsIn, noticeDays } from "../../provider/core/exceptions";
import { type Findings, levels } from "../../provider/core/findings";
import { classOf } from "../../provider/core/resource";
import { Coverage, type ImageRow, type ImageStatus, imageStatuses } from "./coverage";
import type { Change, Live } from "./live";
import { nextRun } from "./nextRun";
import { type Place, placeOf, selectionOf } from "./selection";
import type { ManagedResource, StackState } from "./stackState";
import {
  countsIn,
  listIn,
  momentIn,
  numberIn,
  objectIn,
  type RunRow,
  runsIn,
  textIn,
  textsIn,
} from "./values";

/** What every row says of the resource that it is about. */
interface ResourceRow {
  readonly name: string;
  /** The class, as a program writes it. */
  readonly class: string;
  /** Properties that are secret, of which nothing is shown. */
  readonly hidden: readonly string[];
  /** Whether its last update broke off. */
  readonly partial: boolean;
}

export interface ScheduleRow extends ResourceRow, Place {
  readonly enabled: boolean;
  readonly everyDays?: number | undefined;
  readonly everyHours?: number | undefined;
  readonly startTime?: string | undefined;
  readonly endTime?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly scanTypes: readonly string[];
  readonly selection: string;
  /** How many images it names. */
  readonly images?: number | undefined;
  readonly nextRun?: string | undefined;
  /** Why the next run cannot be told. */
  readonly nextRunUntold?: string | undefined;
  /** In the vendor's words; with `--live` only. */
  readonly lastRun?: string | undefined;
  readonly lastResult?: string | undefined;
}

export interface TaskRow extends ResourceRow, Place {
  readonly scanTypes: readonly string[];
  readonly selection: string;
  readonly images?: number | undefined;
  /** Newest first. */
  readonly runs: readonly RunRow[];
  /** When everything is scanned again, by the first update after. */
  readonly due?: string | undefined;
  readonly followed: number;
  /** Findings of all its images together; with `--live` only. */
  readonly findings?: Findings | undefined;
}

export interface GateRow extends ResourceRow, Place {
  readonly task: string;
  readonly verdict: string;
  readonly status: string;
  readonly enforcementLevel: string;
  readonly maxFindings: Findings;
  readonly totalImages: number;
  readonly scannedImages: number;
  readonly findings: Findings;
  readonly judgedAt?: string | undefined;
  /** Whether its task has submitted a scan since. */
  readonly outdated: boolean;
}

export interface ExceptionRow {
  readonly gate: string;
  readonly vulnerability: string;
  readonly image?: string | undefined;
  readonly until: string;
  readonly reason: string;
  readonly status: "expired" | "ending" | "holds";
  /** Days from today to its last day; negative once it has expired. */
  readonly days: number;
}

export interface DriftRow {
  readonly name: string;
  readonly class: string;
  readonly status: "changed" | "gone" | "unread";
  readonly changes: readonly Change[];
  /** Why it could not be read. */
  readonly problem?: string | undefined;
}

export interface AgeRow {
  /** Undefined for all that is older than the one before. */
  readonly atMostDays?: number | undefined;
  /** Whether a last scan is known. */
  readonly isKnown: boolean;
  readonly images: number;
}

/** What a report says. As JSON it is this, and members are added only: see docs/report.md. */
export interface StackReport {
  readonly format: 1;
  readonly at: string;
  readonly project?: string | undefined;
  readonly stack?: string | undefined;
  readonly live: boolean;
  readonly staleDays: number;
  readonly summary: {
    readonly schedules: number;
    readonly tasks: number;
    readonly gates: number;
    readonly images: Readonly<Record<ImageStatus | "total", number>>;
    /** How many images were last scanned how many days ago, of each the column that it is in first. */
    readonly lastScans: readonly AgeRow[];
    readonly gatesRefused: number;
    readonly exceptionsExpired: number;
    readonly exceptionsEnding: number;
    /** Resources; with `--live` only. */
    readonly drift?: number | undefined;
    readonly unread?: number | undefined;
    /** Of the newest judgement of each task; with `--live` those that tasks have now. */
    readonly findings: Findings;
  };
  readonly schedules: readonly ScheduleRow[];
  readonly tasks: readonly TaskRow[];
  readonly gates: readonly GateRow[];
  readonly exceptions: readonly ExceptionRow[];
  readonly drift?: readonly DriftRow[] | undefined;
  /** Worst first. */
  readonly images: readonly ImageRow[];
  /** How many images are not listed. */
  readonly imagesLeftOut: number;
  readonly notes: readonly string[];
}

interface Options {
  readonly now: number;
  readonly staleDays: number;
  /** By URN. */
  readonly live?: ReadonlyMap<string, Live> | undefined;
}

/** What a stack says of scans, and what vendors do if they were asked. */
export function stackReport(state: StackState, { now, staleDays, live }: Options): StackReport {
  const { resources } = state;
  const of = (suffix: RegExp): ManagedResource[] => resources.filter(({ kind }) => suffix.test(kind));
  const [schedules, tasks, gates] = [of(/ScanSchedule$/), of(/ScanTask$/), of(/^scanGate$/)];
  const names = new Map(tasks.map((task) => [task.id, task.name]));
  const gateRows = gates.map((gate) => gateRow(gate, names, tasks));
  const exceptions = gates
    .flatMap((gate) => exceptionRows(gate, now))
    .sort((one, other) => one.days - other.days);
  const images = new Coverage({ schedules, tasks, gates, now, staleDays, live }).rows();
  const drift = live && driftRows(resources, live);
  const taskRows = tasks.map((task) => taskRow(task, live?.get(task.urn)));
  return {
    format: 1,
    at: new Date(now).toISOString(),
    project: state.project,
    stack: state.stack,
    live: live !== undefined,
    staleDays,
    summary: {
      schedules: schedules.length,
      tasks: tasks.length,
      gates: gates.length,
      images: counted(images),
      lastScans: agesOf(images, now, staleDays),
      gatesRefused: gateRows.filter(({ verdict }) => verdict === "refused").length,
      exceptionsExpired: exceptions.filter(({ status }) => status === "expired").length,
      exceptionsEnding: exceptions.filter(({ status }) => status === "ending").length,
      drift: drift?.filter(({ status }) => status !== "unread").length,
      unread: drift?.filter(({ status }) => status === "unread").length,
      findings: summed(
        live ? taskRows.map(({ findings = {} }) => findings) : newestOfEachTask(gates).map(findingsIn),
      ),
    },
    schedules: schedules.map((one) => scheduleRow(one, now, live?.get(one.urn))),
    tasks: taskRows,
    gates: gateRows,
    exceptions,
    drift,
    images,
    imagesLeftOut: 0,
    notes: notesOn(state),
  };
}

function counted(images: readonly ImageRow[]): StackReport["summary"]["images"] {
  const counts = { total: images.length } as Record<ImageStatus | "total", number>;
  for (const status of imageStatuses) counts[status] = 0;
  for (const { status } of images) counts[status] += 1;
  return counts;
}

/** The columns of the ages of last scans; what is stale begins a column of its own. */
function agesOf(images: readonly ImageRow[], now: number, staleDays: number): AgeRow[] {
  const bounds = [...new Set([1, 7, 14, 30, 90, staleDays])].filter((days) => days > 0);
  bounds.sort((one, other) => one - other);
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let unknown = 0;
  for (const { lastScan } of images) {
    if (lastScan === undefined) {
      unknown += 1;
      continue;
    }
    // As many whole days as the image's own row tells.
    const days = Math.floor((now - Date.parse(lastScan)) / 86_400_000);
    const column = bounds.findIndex((most) => days <= most);
    const index = column < 0 ? bounds.length : column;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return [
    ...counts.map((count, index) => ({ atMostDays: bounds[index], isKnown: true, images: count })),
    { isKnown: false, images: unknown },
  ];
}

function resourceRow({ name, kind, hidden, isPartial }: ManagedResource): ResourceRow {
  return { name, class: classOf(resource(kind).description), hidden, partial: isPartial };
}

function scheduleRow(one: ManagedResource, now: number, live: Live | undefined): ScheduleRow {
  const { state } = one;
  const place = placeOf(one.kind, state);
  const next = nextRun(place.cloud, state, now);
  const told = live?.runs ?? {};
  const toldNext = momentIn(told.nextRun);
  const known = toldNext ?? ("at" in next ? momentIn(next.at) : undefined);
  return {
    ...resourceRow(one),
    ...place,
    enabled: state.enabled === true,
    everyDays: numberIn(state.everyDays),
    everyHours: numberIn(state.everyHours),
    startTime: textIn(state.startTime),
    endTime: textIn(state.endTime),
    timeZone: textIn(state.timeZone),
    scanTypes: textsIn(state.scanTypes),
    ...selectionOf(one),
    nextRun: known,
    nextRunUntold: known === undefined && "untold" in next ? next.untold : undefined,
    lastRun: momentIn(told.lastRun) ?? textIn(told.lastRun),
    lastResult: textIn(told.lastResult),
  };
}

function taskRow(one: ManagedResource, live: Live | undefined): TaskRow {
  const { state } = one;
  return {
    ...resourceRow(one),
    ...placeOf(one.kind, state),
    scanTypes: textsIn(state.scanTypes),
    ...selectionOf(one),
    runs: runsIn(state),
    due: textIn(state.due),
    followed: listIn(state.followed).length,
    findings: live?.results && summed(live.results.map(({ findings = {} }) => findings)),
  };
}

function gateRow(
  one: ManagedResource,
  names: ReadonlyMap<string, string>,
  tasks: readonly ManagedResource[],
): GateRow {
  const { state } = one;
  const judged = objectIn(state.task);
  const task = tasks.find(({ id }) => id === judged.id);
  const judgedAt = momentIn(state.finishedAt);
  const [newest] = runsIn(task?.state ?? {});
  return {
    ...resourceRow(one),
    ...placeOf(textIn(judged.kind) ?? one.kind, judged),
    task: names.get(textIn(judged.id) ?? "") ?? textIn(judged.kind) ?? "",
    verdict: textIn(state.verdict) ?? "none",
    status: textIn(state.status) ?? "",
    enforcementLevel: textIn(state.enforcementLevel) ?? "mandatory",
    maxFindings: countsIn(state.maxFindings),
    totalImages: numberIn(state.totalImages) ?? 0,
    scannedImages: numberIn(state.scannedImages) ?? 0,
    findings: findingsIn(one),
    judgedAt,
    outdated: judgedAt !== undefined && newest !== undefined && newest.at > judgedAt,
  };
}

function exceptionRows({ name: gate, state }: ManagedResource, now: number): ExceptionRow[] {
  return exceptionsIn(objectIn(state.exceptions)).flatMap(({ key: _, ...exception }) => {
    const days = Math.round((Date.parse(exception.until) - Date.parse(today(now))) / 86_400_000);
    if (Number.isNaN(days)) return [];
    const status = days < 0 ? "expired" : days <= noticeDays ? "ending" : "holds";
    return [{ gate, ...exception, status, days }];
  });
}

function driftRows(resources: readonly ManagedResource[], live: ReadonlyMap<string, Live>): DriftRow[] {
  return resources.flatMap((one) => {
    const { changes = [], isGone, problem } = live.get(one.urn) ?? {};
    if (changes.length === 0 && !isGone && problem === undefined) return [];
    const status = problem !== undefined ? "unread" : isGone ? "gone" : "changed";
    return [{ name: one.name, class: classOf(resource(one.kind).description), status, changes, problem }];
  });
}

/** Several gates may judge one task: its findings are there once. */
function newestOfEachTask(gates: readonly ManagedResource[]): ManagedResource[] {
  const newest = new Map<string, ManagedResource>();
  for (const gate of gates) {
    const key = textIn(objectIn(gate.state.task).id) ?? gate.urn;
    const other = newest.get(key);
    const isNewer = String(gate.state.finishedAt) > String(other?.state.finishedAt ?? "");
    if (other === undefined || isNewer) newest.set(key, gate);
  }
  return [...newest.values()];
}

function findingsIn({ state }: ManagedResource): Findings {
  return countsIn(state.findings);
}

function summed(all: readonly Findings[]): Findings {
  const sum: Partial<Record<(typeof levels)[number], number>> = {};
  for (const findings of all)
    for (const level of levels)
      if (findings[level] !== undefined) sum[level] = (sum[level] ?? 0) + findings[level];
  return sum;
}

function notesOn({ resources, unknownTypes, pending }: StackState): string[] {
  const hiding = resources.filter(({ hidden }) => hidden.length > 0);
  return [
    ...(resources.length === 0 ? ["The stack has no resource of this package."] : []),
    ...hiding.map(({ name, hidden }) => `${name}: ${hidden.join(", ")}: secret, not shown.`),
    ...resources
      .filter(({ isPartial }) => isPartial)
      .map(({ name }) => `${name}: its last update broke off.`),
    ...pending.map((name) => `${name}: an update was interrupted, and what became of it is not known.`),
    ...unknownTypes.map((type) => `${type}: written by another version of this package, and not read.`),
  ];
}
