import { type Findings, levels } from "../../provider/core/findings";
import type { Properties } from "../../provider/core/wire";

// What stands in a state may be anything: it was written by another version, or by hand.

export function objectIn(value: unknown): Properties {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Properties) : {};
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function textsIn(value: unknown): string[] {
  return listIn(value).filter((one) => typeof one === "string");
}

export function numberIn(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function countsIn(value: unknown): Findings {
  const counts = objectIn(value);
  const known = levels.filter((level) => numberIn(counts[level]) !== undefined);
  return Object.fromEntries(known.map((level) => [level, counts[level]]));
}

/** A moment in ISO 8601, of milliseconds or of a text that names its zone: without one it is no moment. */
export function momentIn(value: unknown): string | undefined {
  const isDated = typeof value === "string" && /(Z|[+-]\d\d:?\d\d)$/.test(value);
  const time = typeof value === "number" ? value : isDated ? Date.parse(value) : Number.NaN;
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : undefined;
}

/** One submission of a task. */
export interface RunRow {
  readonly at: string;
  readonly reason: string;
  readonly images: number;
}

/** The newest runs of a task's state, newest first. */
export function runsIn({ runs }: Properties): RunRow[] {
  return listIn(runs).flatMap((run) => {
    const { submittedAt, reason, images } = objectIn(run);
    const at = momentIn(submittedAt);
    return at === undefined ? [] : [{ at, reason: textIn(reason) ?? "", images: numberIn(images) ?? 0 }];
  });
}
