import { integer, optional, required } from "../../core/fields";
import { type ResultRows, row, told } from "../../core/lookup";
import { profileExists, profileField } from "../../core/profile";
import { allKnown, type Description } from "../../core/resource";
import { enabledField, takeOverFields, takeOverOutputs } from "../../core/scheduleFields";
import { convert, hoursAndMinutes, timeOfDay, timeZone } from "../../core/timeOfDay";
import type { Properties } from "../../core/wire";
import type { Answered, ScheduleRuns } from "./api";
import { scanTypesField } from "./scanTypes";
import { selectionRules } from "./selection";
import { siteField } from "./site";

/** TCSS documents UTC for the schedule of local images, and nothing for that of registry images. */
const vendorZone = "Etc/UTC";

/** When a schedule of TCSS runs, and for whom. */
export const scheduleFields = {
  enabled: enabledField,
  everyDays: required(integer(1, 3650), { doc: "Days from one scan to the next." }),
  startTime: required(timeOfDay, {
    doc:
      "When a scan starts, in `timeZone` or else in TCSS's own zone: UTC, which TCSS documents for the schedule " +
      "of local images only.",
  }),
  endTime: optional(timeOfDay, {
    doc: "When a scan that is still running is interrupted, in the same zone as `startTime`.",
  }),
  timeZone: optional(timeZone, {
    doc: "The zone that `startTime` and `endTime` are in. TCSS is sent UTC.",
    absent: "TCSS's own zone",
  }),
  scanTypes: scanTypesField,
  ...takeOverFields,
  profile: profileField,
  site: siteField,
} as const;

/** Outputs of a schedule of TCSS. */
export const scheduleOutputs: Description["outputs"] = {
  resolved: {
    type: "Record<string, Record<string, { id: string; digest?: string }>>",
    doc: "What the images were found to be when the schedule was last written: TCSS's id, and the digest.",
  },
  ...takeOverOutputs,
};

/** Rules of a schedule of TCSS. */
export const scheduleRules: Description["rules"] = [
  ...selectionRules,
  (inputs, report) => {
    if (inputs.endTime === undefined || !allKnown(inputs, "startTime", "endTime")) return;
    if (inputs.startTime === inputs.endTime)
      report("endTime", "is the same as `startTime`: the window is empty");
  },
  profileExists("tencentcloud"),
];

/** A time of day of the inputs as TCSS is sent it. */
export function sentTime(time: string, { timeZone: zone }: { readonly timeZone?: string }): string {
  return zone === undefined ? time : convert(time, zone, vendorZone);
}

/** A time of day of TCSS's as the inputs would say it; undefined where TCSS has none. */
export function readTime(time: string | undefined, { timeZone: zone }: Properties): string | undefined {
  const read = time === undefined ? undefined : hoursAndMinutes(time);
  return read === undefined || zone === undefined
    ? (read ?? time)
    : convert(read, vendorZone, zone as string);
}

/** One spelling for all that TCSS takes to be the same time. */
export function normalTime(time: string | undefined): string {
  return time === undefined ? "" : (hoursAndMinutes(time) ?? time);
}

/** What TCSS tells of a schedule's runs; it does not tell the next. */
export const runRows: ResultRows = {
  lastRun: row("string", "When it last ran, as TCSS writes it: in its own zone, as it seems."),
  lastResult: row("string", "What came of it, in TCSS's words."),
};

/** As `runRows` have it. */
export function readRuns(answer: Answered<ScheduleRuns> | undefined): Properties {
  return told({ lastRun: answer?.LastScanTime, lastResult: answer?.ScanResult });
}
