import { dayAfter, today } from "./day";
import { delta, type ImageMap } from "./imageSet";
import type { Description } from "./resource";
import { type Properties, same } from "./wire";

/** Why a task scans. */
export type Reason = "create" | "added" | "moved" | "changed" | "trigger" | "due";

/** What an update of a task is to scan. */
export interface Rescan {
  /** Which images; undefined is the whole of a selection without names. */
  readonly keys: readonly string[] | undefined;
  readonly reason: Reason;
  readonly added: number;
  readonly moved: number;
}

/** What a refresh writes as the value of an image whose tag has moved. */
export function movedNote(before: string, after: string): string {
  return `moved: ${short(before)} → ${short(after)}`;
}

/** The inputs of a task that name what is scanned, one by one, and what a person calls the things they name. */
export type Sets = Readonly<Record<string, string>>;

/** Which of `sets` some inputs, or a state, have; none when the selection has no names. */
export function setIn(sets: Sets, properties: Properties): string | undefined {
  return Object.keys(sets).find((name) => properties[name] !== undefined);
}

/** Which images an update is to scan, and why. */
export function toScan(description: Description, sets: Sets, olds: Properties, news: Properties): Rescan {
  const name = setIn(sets, news);
  const given = name === undefined ? undefined : news[name];
  const images = typeof given === "object" ? (given as ImageMap) : undefined;
  const before = ((name !== undefined && olds[name]) || {}) as ImageMap;
  const keys = images ? Object.keys(images) : undefined;
  const added = images ? delta(before, images).added : [];
  const moved = news.rescan === "added" ? [] : (keys ?? []).filter((key) => isMovedNote(before[key]));
  const counts = { added: added.length, moved: moved.length };
  const whole = wholeReason(description, sets, olds, news);
  if (whole) return { keys, reason: whole, ...counts };
  const some = [...added, ...moved];
  // A submission that broke off goes on with what is left of it, whatever `rescan` says.
  const unfinished = olds.unfinished as Reason | undefined;
  if (unfinished) return { keys: some, reason: unfinished, ...counts };
  const reason = added.length > 0 ? "added" : "moved";
  return { keys: some.length > 0 && news.rescan === "all" ? keys : some, reason, ...counts };
}

/** One line on what will be scanned; none if nothing will. */
export function announcement(
  sets: Sets,
  { keys, reason, added, moved }: Rescan,
  inputs: Properties,
): string | undefined {
  const name = setIn(sets, inputs);
  const images = name === undefined ? undefined : inputs[name];
  // While the images themselves are not known yet, neither is what will be scanned.
  if (typeof images === "string") return undefined;
  if (keys?.length === 0) return undefined;
  const parts = [...(added > 0 ? [`${added} added`] : []), ...(moved > 0 ? [`${moved} moved`] : [])];
  const why = because[reason] ?? parts.join(", ");
  const set = images
    ? `of ${Object.keys(images).length} ${sets[name ?? ""]}: scans ${keys?.length ?? "all"}`
    : "of a selection: scans all of it";
  return `${set} (${why})`;
}

/** `inputs` with the date at which `rescanAfterDays` are over, counted from the last scan of everything. */
export function withDue(olds: Properties, inputs: Properties, now: number): Properties {
  const days = inputs.rescanAfterDays;
  const { due: _, ...rest } = inputs;
  if (typeof days !== "number") return rest;
  const last = lastFullScan(olds);
  const next = last === undefined ? undefined : dayAfter(last, days);
  const starts = next === undefined || next <= today(now) || !same(olds.triggers, inputs.triggers);
  return { ...rest, due: starts ? dayAfter(today(now), days) : next };
}

const because: Partial<Record<Reason, string>> = {
  trigger: "a trigger changed",
  due: "the last full scan is too old",
  changed: "what is scanned changed",
};

/** Why the whole set is to be scanned, if it is. */
function wholeReason(
  description: Description,
  sets: Sets,
  olds: Properties,
  news: Properties,
): Reason | undefined {
  if (!same(olds.triggers, news.triggers)) return "trigger";
  if (isDue(olds, news)) return "due";
  // From a selection to names, or back: what was scanned before says nothing of the new set.
  if (setIn(sets, olds) !== setIn(sets, news)) return "changed";
  const others = Object.entries(description.fields).filter(([name]) => !(name in sets));
  const scansOtherwise = others.some(
    ([name, { change }]) => change === "update" && !same(olds[name], news[name]),
  );
  return scansOtherwise ? "changed" : undefined;
}

function isDue(olds: Properties, news: Properties): boolean {
  const last = lastFullScan(olds);
  const next = lastFullScan(news);
  return last !== undefined && next !== undefined && next > last;
}

function lastFullScan({ due, rescanAfterDays }: Properties): string | undefined {
  return typeof due === "string" && typeof rescanAfterDays === "number"
    ? dayAfter(due, -rescanAfterDays)
    : undefined;
}

function isMovedNote(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("moved: ");
}

function short(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}
