import { type FieldType, wrong } from "./fields";

/** A time of day, `HH:mm`. Seconds are accepted where they are zero, as some vendors answer them. */
export const timeOfDay: FieldType<string> = {
  input: "string",
  output: "string",
  range: "a time of day, `HH:mm` from `00:00` to `23:59`",
  parse(value, path, report) {
    const time = typeof value === "string" ? hoursAndMinutes(value) : undefined;
    return time ?? wrong(this, value, path, report);
  },
};

/** `HH:mm` of a vendor's or a program's `HH:mm` or `HH:mm:00`; undefined for anything else. */
export function hoursAndMinutes(value: string): string | undefined {
  return /^(([01]\d|2[0-3]):[0-5]\d)(:00)?$/.exec(value)?.[1];
}

/** An IANA time zone whose clocks never change, as a vendor's fixed daily time cannot follow clocks that do. */
export const timeZone: FieldType<string> = {
  input: "string",
  output: "string",
  range: "an IANA time zone without daylight saving, such as `Asia/Shanghai`",
  parse(value, path, report) {
    const offsets = typeof value === "string" ? yearOfOffsets(value) : undefined;
    if (!offsets) return wrong(this, value, path, report);
    if (new Set(offsets).size > 1) {
      report(
        path,
        `"${value as string}" has daylight saving, which the vendor's fixed time cannot follow: ${this.range}`,
      );
      return undefined;
    }
    return value as string;
  },
};

/** `time` on the clocks of zone `from`, as the clocks of zone `to` show it at the same moment. */
export function convert(time: string, from: string, to: string): string {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const moment = hours * 60 + minutes - (yearOfOffsets(from)?.[0] ?? 0) + (yearOfOffsets(to)?.[0] ?? 0);
  const wrapped = ((moment % 1440) + 1440) % 1440;
  return `${pad(Math.floor(wrapped / 60))}:${pad(wrapped % 60)}`;
}

/** Minutes ahead of UTC at the start of each month of this year and the next; undefined for an unknown zone. */
function yearOfOffsets(zone: string): number[] | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const year = new Date().getUTCFullYear();
    return Array.from({ length: 24 }, (_, month) => offset(format, new Date(Date.UTC(year, month, 1))));
  } catch {
    return undefined;
  }
}

function offset(format: Intl.DateTimeFormat, date: Date): number {
  const name = format.formatToParts(date).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
