import { type Findings, type levels, toldFindings } from "../../provider/core/findings";
import type { ExceptionRow, GateRow, ScheduleRow, StackReport, TaskRow } from "./stackReport";

/** What severities and other levels are called where people read them. */
export const levelNames = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  malware: "malware",
  sensitiveInfo: "sensitive information",
} as const satisfies Record<(typeof levels)[number], string>;

/** What each status of an image means. */
export const statusNames = {
  uncovered: "not covered",
  stale: "stale",
  unknown: "not known",
  scanned: "scanned",
  scheduled: "scheduled",
} as const;

/** A moment to the minute, in UTC. */
export function momentText(at: string | undefined): string {
  return at === undefined ? "" : `${at.slice(0, 16).replace("T", " ")} UTC`;
}

export function countText(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

export function scheduleWhen(schedule: ScheduleRow): string {
  const { enabled, everyDays, everyHours, startTime, endTime, timeZone } = schedule;
  if (!enabled) return "switched off";
  const count = everyDays ?? everyHours;
  const noun = everyDays === undefined ? "hour" : "day";
  const every = count === undefined ? "" : count === 1 ? `every ${noun}` : `every ${count} ${noun}s`;
  const times = startTime === undefined ? "" : endTime === undefined ? startTime : `${startTime}–${endTime}`;
  return [every, times, times === "" ? undefined : timeZone].filter(Boolean).join(" ");
}

export function scheduleNext({ nextRun, nextRunUntold }: ScheduleRow): string {
  return nextRun === undefined ? `not known: ${nextRunUntold ?? "not in the state"}` : momentText(nextRun);
}

export function selectionText({ selection, images }: ScheduleRow | TaskRow): string {
  if (images !== undefined) {
    const noun = selection === "apps" ? "app" : selection === "containerIds" ? "container" : "image";
    return countText(images, noun);
  }
  const texts: Readonly<Record<string, string>> = {
    all: "all images",
    filter: "those that match a filter",
    recommended: "those that the vendor recommends",
    registries: "those of registries",
    console: "as set in the vendor's console",
    secret: "secret, not shown",
  };
  return texts[selection] ?? selection;
}

export function lastRunText({ runs, due }: TaskRow): string {
  const [newest] = runs;
  const again = due === undefined ? "" : `; again from ${due}`;
  if (newest === undefined) return `none of its own${again}`;
  return `${momentText(newest.at)} (${newest.reason}, ${countText(newest.images, "image")})${again}`;
}

export function verdictText({ verdict, status, enforcementLevel, outdated }: GateRow): string {
  const notes = [
    ...(status === "succeeded" || status === "" ? [] : [status]),
    ...(enforcementLevel === "advisory" ? ["advisory"] : []),
    ...(outdated ? ["scanned again since"] : []),
  ];
  return notes.length === 0 ? verdict : `${verdict} (${notes.join(", ")})`;
}

export function findingsText(findings: Findings | undefined): string {
  return findings === undefined ? "" : toldFindings(findings);
}

export function exceptionText({ status, days }: ExceptionRow): string {
  if (status === "expired") return `expired ${countText(-days, "day")} ago`;
  if (days === 0) return "ends today";
  return `${status === "ending" ? "ends in" : "holds for"} ${countText(days, "day")}`;
}

/** What a reader should know first: the worst first, and `fine` when there is nothing. */
export function headline({ summary, staleDays, live }: StackReport): readonly string[] {
  const { images, gatesRefused, exceptionsExpired, exceptionsEnding, drift = 0, unread = 0 } = summary;
  const parts: [number, string][] = [
    [images.uncovered, `${countText(images.uncovered, "image")} not covered by any schedule or task`],
    [
      images.stale,
      `${countText(images.stale, "image")} not scanned for more than ${countText(staleDays, "day")}`,
    ],
    [gatesRefused, `${countText(gatesRefused, "gate")} refused`],
    [drift, `${countText(drift, "resource")} changed at the vendor`],
    [unread, `${countText(unread, "resource")} could not be read from the vendor`],
    [exceptionsExpired, `${countText(exceptionsExpired, "exception")} expired`],
    [exceptionsEnding, `${countText(exceptionsEnding, "exception")} soon to end`],
    [images.unknown, `${countText(images.unknown, "image")} of which the last scan is not known`],
  ];
  const found = parts.filter(([count]) => count > 0).map(([, text]) => text);
  if (found.length > 0) return found;
  if (summary.schedules + summary.tasks + summary.gates === 0) return [];
  return [`nothing stale, nothing expired, nothing refused${live ? ", no drift" : ""}`];
}
