import type { Findings } from "../../provider/core/findings";
import type { Properties } from "../../provider/core/wire";
import type { Live } from "./live";
import { namedIn, type Place, placeOf, type Realm, scopeOf, selectsAll } from "./selection";
import type { ManagedResource } from "./stackState";
import { objectIn, runsIn } from "./values";

/** How well an image is looked after, the worst first. */
export const imageStatuses = ["uncovered", "stale", "unknown", "scanned", "scheduled"] as const;
export type ImageStatus = (typeof imageStatuses)[number];

export interface ImageRow extends Place {
  readonly image: string;
  readonly realm: Realm;
  readonly status: ImageStatus;
  /** Why it has this status. */
  readonly why: string;
  /** When it was submitted at the latest known time. It may have been since. */
  readonly lastScan?: string | undefined;
  /** The names of the schedules and tasks that have it. */
  readonly scannedBy: readonly string[];
  /** What it has now; with `--live` only. */
  readonly findings?: Findings | undefined;
  /** Why it has no result now; with `--live` only. */
  readonly problem?: string | undefined;
}

interface Options {
  readonly schedules: readonly ManagedResource[];
  readonly tasks: readonly ManagedResource[];
  readonly gates: readonly ManagedResource[];
  readonly now: number;
  readonly staleDays: number;
  readonly live: ReadonlyMap<string, Live> | undefined;
}

/** What is known of one image while the resources are gone through. */
interface Known {
  readonly image: string;
  readonly scannedBy: string[];
  isNamed: boolean;
  /** The shortest period of the schedules that have it, in days; undefined where none does. */
  period?: number | undefined;
  /** Since which day a tag means another image than the one that was scanned. */
  hasMoved?: boolean;
  lastScan?: string | undefined;
  findings?: Findings | undefined;
  problem?: string | undefined;
}

/** The images of one realm in one place. */
interface Scope {
  readonly place: Place;
  readonly realm: Realm;
  readonly images: Map<string, Known>;
  /** Schedules that select all of it, but for what they leave out. */
  readonly everything: { readonly name: string; readonly period: number; readonly excluded: Properties }[];
}

const dayMs = 86_400_000;

/** Reasons of runs that take every image of a task. */
const wholeRuns = ["create", "changed", "trigger", "due"];

/** Which images are scanned by what. */
export class Coverage {
  private readonly scopes = new Map<string, Scope>();

  constructor(private readonly options: Options) {
    for (const schedule of options.schedules) this.addSchedule(schedule);
    for (const task of options.tasks) this.addTask(task);
    for (const gate of options.gates) this.addGate(gate);
  }

  /** Every image that the stack names, the worst first. */
  rows(): ImageRow[] {
    const rows = [...this.scopes.values()].flatMap(({ images, ...scope }) =>
      [...images.values()].map((known) => this.row(known, scope)),
    );
    const order = new Map(imageStatuses.map((status, index) => [status, index]));
    const rank = ({ status }: ImageRow): number => order.get(status) ?? 0;
    const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
    return rows.sort(
      (one, other) =>
        rank(one) - rank(other) ||
        byText(one.lastScan ?? "", other.lastScan ?? "") ||
        byText(one.image, other.image),
    );
  }

  private addSchedule({ kind, name, state }: ManagedResource): void {
    const scope = this.scope(kind, state);
    const isOn = state.enabled === true;
    const period = periodOf(state);
    if (isOn && selectsAll(state))
      scope.everything.push({ name, period, excluded: objectIn(state.excludeImages) });
    for (const image of Object.keys(namedIn(state) ?? {})) {
      const known = knownIn(scope, image);
      // One that is switched off scans nothing, and still says which images somebody cares for.
      if (!isOn) continue;
      known.isNamed = true;
      known.scannedBy.push(name);
      known.period = Math.min(known.period ?? Number.POSITIVE_INFINITY, period);
    }
  }

  private addTask({ urn, kind, name, state }: ManagedResource): void {
    const scope = this.scope(kind, state);
    const named = namedIn(state);
    const last = lastWholeRun(state);
    for (const [image, value] of Object.entries(named ?? {})) {
      const known = knownIn(scope, image);
      known.isNamed = true;
      known.scannedBy.push(name);
      if (typeof value === "string" && value.startsWith("moved: ")) known.hasMoved = true;
      if (last !== undefined && last > (known.lastScan ?? "")) known.lastScan = last;
    }
    for (const { image, findings, problem } of this.options.live?.get(urn)?.results ?? []) {
      const known = scope.images.get(image) ?? (named === undefined ? knownIn(scope, image) : undefined);
      if (known === undefined) continue;
      if (!known.scannedBy.includes(name)) {
        known.scannedBy.push(name);
        known.isNamed = true;
        known.lastScan = last;
      }
      known.findings = findings;
      known.problem = problem?.text;
    }
  }

  /** A gate remembers what it has judged, be the task still there or not. */
  private addGate({ state }: ManagedResource): void {
    const task = objectIn(state.task);
    if (typeof task.kind !== "string") return;
    const scope = this.scope(task.kind, task);
    const last = lastWholeRun(task);
    for (const image of Object.keys(namedIn(task) ?? {})) {
      const known = knownIn(scope, image);
      if (last !== undefined && last > (known.lastScan ?? "")) known.lastScan = last;
    }
  }

  private scope(kind: string, state: Properties): Scope {
    const { key, realm } = scopeOf(kind, state);
    const found = this.scopes.get(key);
    if (found) return found;
    const scope = { place: placeOf(kind, state), realm, images: new Map(), everything: [] };
    this.scopes.set(key, scope);
    return scope;
  }

  private row(known: Known, { place, realm, everything }: Omit<Scope, "images">): ImageRow {
    const { image, lastScan, findings, problem } = known;
    const whole = everything.filter(({ excluded }) => !Object.hasOwn(excluded, image));
    const period = Math.min(known.period ?? Number.POSITIVE_INFINITY, ...whole.map((one) => one.period));
    const judged = this.judged(known, period);
    return {
      image,
      realm,
      ...place,
      ...judged,
      ...(lastScan === undefined ? {} : { lastScan }),
      scannedBy: [...known.scannedBy, ...whole.map(({ name }) => name)],
      ...(findings === undefined ? {} : { findings }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  private judged(known: Known, period: number): { readonly status: ImageStatus; readonly why: string } {
    const { staleDays, now } = this.options;
    const { isNamed, hasMoved, lastScan, problem } = known;
    const isScheduled = period !== Number.POSITIVE_INFINITY;
    if (!isNamed && !isScheduled)
      return { status: "uncovered", why: "no schedule and no task has it any longer" };
    if (problem !== undefined) return { status: "stale", why: `no result that counts: ${problem}` };
    if (isScheduled && period <= staleDays)
      return { status: "scheduled", why: `scanned ${everyText(period)}` };
    if (hasMoved) return { status: "stale", why: "its tag has moved since it was scanned" };
    if (lastScan === undefined) {
      const why = isScheduled
        ? `scanned ${everyText(period)}, and when last is not in the state`
        : "when it was last scanned is not in the state";
      return { status: "unknown", why };
    }
    const days = Math.floor((now - Date.parse(lastScan)) / dayMs);
    if (days > staleDays) return { status: "stale", why: `last known scan ${days} days ago` };
    return {
      status: "scanned",
      why: days < 1 ? "scanned within a day" : `scanned ${days} ${days === 1 ? "day" : "days"} ago`,
    };
  }
}

function knownIn({ images }: Scope, image: string): Known {
  const found = images.get(image);
  if (found) return found;
  const known: Known = { image, scannedBy: [], isNamed: false };
  images.set(image, known);
  return known;
}

function periodOf({ everyDays, everyHours }: Properties): number {
  if (typeof everyDays === "number") return everyDays;
  return typeof everyHours === "number" ? everyHours / 24 : Number.POSITIVE_INFINITY;
}

function everyText(days: number): string {
  if (days < 1) return "several times a day";
  return days === 1 ? "every day" : `every ${days} days`;
}

/**
 * When every image of a task was submitted last. A later run took some of them, and the state does not say which: of
 * none of them is more known than this.
 */
function lastWholeRun(state: Properties): string | undefined {
  const count = Object.keys(namedIn(state) ?? {}).length;
  return runsIn(state).find(({ reason, images }) => wholeRuns.includes(reason) || images >= count)?.at;
}
