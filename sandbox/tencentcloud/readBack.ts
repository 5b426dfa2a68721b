import type { Json, JsonObject } from "../json";
import type { Assumptions } from "./assumptions";

/** A time of day the way it comes back. */
export function timeAs(time: string, { scanTime }: Assumptions): string {
  return scanTime === "HH:mm:ss" && /^\d\d:\d\d$/.test(time) ? `${time}:00` : time;
}

/** A list the way it comes back. */
export function listAs<Element>(
  list: readonly Element[],
  { emptyLists }: Assumptions,
): readonly Element[] | null {
  return list.length === 0 && emptyLists === "null" ? null : list;
}

/** The answer, without those optional fields that hold nothing where the vendor is assumed to leave them out. */
export function leaveOutUnset(
  answer: JsonObject,
  optional: readonly string[],
  { optionalFields }: Assumptions,
): JsonObject {
  if (optionalFields === "always") return answer;
  const kept = Object.entries(answer).filter(([name, value]) => !optional.includes(name) || isSet(value));
  return Object.fromEntries(kept);
}

function isSet(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== "" && value !== false && value !== 0;
}
