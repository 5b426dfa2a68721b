import { convert, hoursAndMinutes } from "../../provider/core/timeOfDay";
import type { Properties } from "../../provider/core/wire";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The zones in which vendors take the times of schedules that name none. HSS takes no time of day. */
export const vendorZones: Readonly<Record<string, string>> = {
  tencentcloud: "Etc/UTC",
  alicloud: "Asia/Shanghai",
};

/** The moment at which a day of Security Center's calendar begins. */
const alicloudMidnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** When a schedule starts a scan next: a moment; or why the state does not tell it, in words. */
export type NextRun = { readonly at: number } | { readonly untold: string };

/** The next start of the schedule of this cloud and state. A window that has begun is not waited for again. */
export function nextRun(cloud: string, state: Properties, now: number): NextRun {
  const { enabled, everyDays, everyHours, startTime, timeZone, firstDate } = state;
  if (enabled !== true) return { untold: "switched off" };
  const vendorZone = vendorZones[cloud];
  if (vendorZone === undefined) return { untold: "the vendor takes no time of day" };
  if (everyHours !== undefined) return { untold: "counted in hours within its window" };
  const start = startIn(startTime, typeof timeZone === "string" ? timeZone : vendorZone);
  if (start === undefined || typeof everyDays !== "number") return { untold: "not in the state" };
  if (cloud === "alicloud" && typeof firstDate === "string") {
    const inVendorZone = convert(start, "Etc/UTC", vendorZone);
    const first = alicloudMidnight(firstDate) + minutesIn(inVendorZone) * minuteMs;
    if (Number.isNaN(first)) return { untold: "not in the state" };
    const periods = Math.max(0, Math.floor((now - first) / (everyDays * dayMs)) + 1);
    return { at: first + periods * everyDays * dayMs };
  }
  if (everyDays !== 1) return { untold: "from which day it counts is not in the state" };
  const today = Math.floor(now / dayMs) * dayMs + minutesIn(start) * minuteMs;
  return { at: today > now ? today : today + dayMs };
}

/** A time of day of the inputs in UTC; undefined where the state holds no such time or zone. */
function startIn(time: unknown, zone: string): string | undefined {
  const known = typeof time === "string" ? hoursAndMinutes(time) : undefined;
  return known === undefined || !isZone(zone) ? undefined : convert(known, zone, "Etc/UTC");
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

function minutesIn(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
