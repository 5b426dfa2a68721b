import { asScanError, ScanError } from "../../core/errors";
import {
  type Field,
  type FieldType,
  integer,
  optional,
  required,
  type Values,
  wrong,
} from "../../core/fields";
import { told } from "../../core/lookup";
import { profileExists, profileField } from "../../core/profile";
import { allKnown, type Description, exactlyOneOf } from "../../core/resource";
import { defineSchedule, type ScheduleSetting, scheduleErrors } from "../../core/schedule";
import { enabledField, takeOverFields, takeOverOutputs } from "../../core/scheduleFields";
import { convert, timeOfDay, timeZone } from "../../core/timeOfDay";
import type { Properties } from "../../core/wire";
import { type CycleTask, type CycleTaskSetting, imageScanTask } from "./api";
import { SasClient } from "./client";
import { siteField } from "./site";
import { vendorDocument } from "./taskFields";

/** The zone that SAS's hours and dates are in: every date of its documents is a midnight there, and none says so. */
const vendorZone = "Asia/Shanghai";
const vendorOffsetMs = 8 * 3_600_000;
const dayMs = 24 * 3_600_000;

/** A day of the calendar, `YYYY-MM-DD`. */
const day: FieldType<string> = {
  input: "string",
  output: "string",
  range: "a date, `YYYY-MM-DD`",
  parse(value, path, report) {
    const time =
      typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
    const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(String(value));
    return isDay ? (value as string) : wrong(this, value, path, report);
  },
};

const absentPeriod = "the other of `everyDays` and `everyHours` is given";

const fields = {
  enabled: enabledField,
  everyDays: optional(integer(1), { doc: "Days from one scan to the next.", absent: absentPeriod }),
  everyHours: optional(integer(1), { doc: "Hours from one scan to the next.", absent: absentPeriod }),
  startTime: required(timeOfDay, {
    doc:
      "When the time of a day begins in which scans run: a whole hour, in `timeZone` or else in Security Center's own " +
      "zone, which by all examples in its documents is `Asia/Shanghai`, and is stated nowhere.",
    wholeHoursIn: vendorZone,
  }),
  endTime: required(timeOfDay, {
    doc:
      "When that time ends: a whole hour, in the same zone. `00:00` in Security Center's zone is the end of the day, " +
      "so that the same hour for both is the whole day there, and an error elsewhere.",
    wholeHoursIn: vendorZone,
  }),
  timeZone: optional(timeZone, {
    doc: "The zone that `startTime` and `endTime` are in. Security Center is sent `Asia/Shanghai`.",
    absent: "Security Center's own zone",
  }),
  firstDate: optional(day, {
    doc:
      "The day from which the days or hours are counted, in Security Center's zone. When left out, a new schedule begins " +
      "with the next window, and one that is there keeps its day.",
  }),
  ...takeOverFields,
  profile: profileField,
  site: siteField,
};

type Inputs = Values<typeof fields>;

const wholeHours: Description["rules"][number] = (inputs, report) => {
  for (const [name, { wholeHoursIn }] of Object.entries<Field>(fields)) {
    const time = inputs[name];
    if (
      wholeHoursIn === undefined ||
      typeof time !== "string" ||
      !/^\d\d:\d\d$/.test(time) ||
      !allKnown(inputs, name, "timeZone")
    )
      continue;
    const { timeZone: zone } = inputs as { timeZone?: string };
    const sent = zone === undefined ? time : convert(time, zone, wholeHoursIn);
    if (sent.endsWith(":00")) continue;
    const there = zone === undefined ? "" : `, which is ${sent} in ${wholeHoursIn},`;
    report(name, `"${time}"${there} is no whole hour, and Security Center takes only those`);
  }
};

const description: Description = {
  cloud: "alicloud",
  name: "RegistryScanSchedule",
  doc:
    "The recurring scan of registry images by Alibaba Cloud Security Center: its cycle task IMAGE_SCAN, of which an " +
    "account has one in each half of the cloud. One that is there is taken over, and given back on delete; one that was " +
    "not there is created, and deleted. Which images it scans is set in Security Center's console.",
  fields,
  outputs: {
    configId: { type: "string", doc: "Security Center's id of the cycle task." },
    resolved: { type: "Record<string, never>", doc: "Nothing: the schedule names no images." },
    ...takeOverOutputs,
  },
  rules: [
    exactlyOneOf("everyDays", "everyHours"),
    wholeHours,
    (inputs, report) => {
      if (inputs.endTime === undefined || !allKnown(inputs, "startTime", "endTime", "timeZone")) return;
      const { startTime, endTime } = inputs as Record<string, string>;
      if (startTime !== endTime || !/^\d\d:\d\d$/.test(String(startTime))) return;
      // From midnight to midnight is the whole day.
      if (sentHour(String(startTime), inputs) !== 0)
        report("endTime", "is the same as `startTime`: the window is empty");
    },
    profileExists("alicloud"),
  ],
  singletonBy: ["profile", "site"],
  vendorDocuments: {
    CreateCycleTask: vendorDocument("CreateCycleTask"),
    ModifyCycleTask: vendorDocument("ModifyCycleTask"),
    DescribeCycleTaskList: vendorDocument("DescribeCycleTaskList"),
    DeleteCycleTask: vendorDocument("DeleteCycleTask"),
  },
  errors: {
    ...scheduleErrors,
    Conflict:
      "two resources of one program manage the same schedule, or the account has several and none of them is ours",
    NotFound: "the schedule was deleted meanwhile",
  },
  permissions: [
    "yundun-sas:DescribeCycleTaskList",
    "yundun-sas:CreateCycleTask",
    "yundun-sas:ModifyCycleTask",
    "yundun-sas:DeleteCycleTask",
  ],
  example: `{
    everyDays: 1,
    startTime: "02:00",
    endTime: "06:00",
}`,
};

/** The writable part of a cycle task, and its id. */
interface Setting extends CycleTaskSetting {
  readonly ConfigId?: string;
}

export const registryScanSchedule = defineSchedule<Setting>({
  description,
  identity: "configId",
  selection: ["everyDays", "everyHours"],
  // To keep the day that is there needs no input; a new one can begin with any.
  unmanaged: ["firstDate"],
  connect: (context, inputs, state) =>
    new CycleTaskSchedule(
      SasClient.of(context, inputs),
      () => context.clock.now(),
      state.configId as string | undefined,
    ),
});

class CycleTaskSchedule implements ScheduleSetting<Setting> {
  private rows: readonly CycleTask[] = [];

  constructor(
    private readonly client: SasClient,
    private readonly now: () => number,
    /** Which cycle task is ours, as a state says, or SAS when it made one. */
    private ours: string | undefined,
  ) {}

  owner(): Promise<string> {
    return this.client.account();
  }

  async observe(): Promise<Setting | undefined> {
    const tasks = await this.list();
    // Once ours is gone, another is somebody else's.
    if (this.ours !== undefined) return tasks.find(({ ConfigId }) => ConfigId === this.ours);
    if (tasks.length <= 1) return tasks[0];
    throw new ScanError({
      kind: "Conflict",
      action: "DescribeCycleTaskList",
      text: `the account has ${tasks.length} cycle tasks IMAGE_SCAN: ${tasks.map(({ ConfigId }) => ConfigId).join(", ")}`,
      remedy: "Delete all but one in Security Center's console. Nothing was changed.",
      mayHaveActed: false,
    });
  }

  runs(): Properties {
    const [{ NextStartTimeStr: next, LastTaskId } = {}] = this.rows;
    return told({ nextRun: next ? new Date(Number(next)).toISOString() : undefined, lastTaskId: LastTaskId });
  }

  async want(
    inputs: Properties,
    found: Setting | undefined,
  ): Promise<{ setting: Setting; resolved: Properties }> {
    const wanted = inputs as Inputs;
    const TargetStartTime = sentHour(wanted.startTime, wanted);
    const firstDate =
      wanted.firstDate === undefined
        ? (found?.FirstDateStr ?? nextWindow(TargetStartTime, this.now()))
        : midnight(wanted.firstDate);
    const setting: Setting = {
      ...(found?.ConfigId === undefined ? {} : { ConfigId: found.ConfigId }),
      Enable: wanted.enabled ? 1 : 0,
      FirstDateStr: firstDate,
      IntervalPeriod: wanted.everyDays ?? wanted.everyHours ?? 1,
      PeriodUnit: wanted.everyDays === undefined ? "hour" : "day",
      TargetStartTime,
      TargetEndTime: sentHour(wanted.endTime, wanted) || 24,
      // Opaque to us, and never ours to change.
      ...(found?.Param === undefined ? {} : { Param: found.Param }),
    };
    return { setting, resolved: {} };
  }

  async write({ ConfigId: _, ...setting }: Setting, found: Setting | undefined): Promise<void> {
    if (found?.ConfigId !== undefined) {
      await this.client.call("ModifyCycleTask", { ConfigId: found.ConfigId, ...setting });
      return;
    }
    const [other] = await this.list();
    if (other) {
      throw new ScanError({
        kind: "AlreadyExists",
        action: "CreateCycleTask",
        text: `ours is gone, and the account has another cycle task IMAGE_SCAN by now (${other.ConfigId})`,
        remedy:
          "Run `pulumi up --refresh`, and set `adopt: true` to take that one over. Nothing was changed.",
        mayHaveActed: false,
      });
    }
    // Should the answer be lost, the one that is there then is ours.
    this.ours = undefined;
    const { ConfigId } = await this.client.callOnce("CreateCycleTask", { ...imageScanTask, ...setting });
    this.ours = ConfigId ?? undefined;
  }

  async remove({ ConfigId = "" }: Setting): Promise<void> {
    try {
      await this.client.call("DeleteCycleTask", { ConfigId });
    } catch (failure) {
      const error = asScanError(failure, "DeleteCycleTask");
      // What SAS says of one that is gone, as after a first answer that was lost, is not documented.
      if ((await this.list()).some((task) => task.ConfigId === ConfigId)) throw error;
    }
  }

  id({ ConfigId }: Setting): string | undefined {
    return ConfigId;
  }

  off(setting: Setting): readonly [Setting, Setting] {
    const off = { ...setting, Enable: 0 };
    return [off, off];
  }

  isOn(setting: Setting): boolean {
    return setting.Enable !== 0;
  }

  normal({ ConfigId: _, ...setting }: Setting): unknown {
    // A day in the middle of which SAS moved the first date is the same day.
    return {
      ...setting,
      FirstDateStr: dayOf(setting.FirstDateStr),
      TargetEndTime: setting.TargetEndTime % 24,
    };
  }

  async describe(setting: Setting, inputs: Properties): Promise<Properties> {
    const { timeZone: zone } = inputs as { timeZone?: string };
    const period = setting.PeriodUnit === "hour" ? "everyHours" : "everyDays";
    return {
      enabled: setting.Enable !== 0,
      everyDays: undefined,
      everyHours: undefined,
      [period]: setting.IntervalPeriod,
      startTime: readHour(setting.TargetStartTime, zone),
      endTime: readHour(setting.TargetEndTime, zone),
      firstDate: dayOf(setting.FirstDateStr),
    };
  }

  private async list(): Promise<Setting[]> {
    const tasks = await this.client.rows(
      "DescribeCycleTaskList",
      imageScanTask,
      ({ CycleScheduleResponseList }) => CycleScheduleResponseList,
    );
    this.rows = tasks;
    return tasks.map(settingFrom);
  }
}

/** The writable part of what SAS answers. */
function settingFrom(task: CycleTask): Setting {
  return {
    ...(task.ConfigId ? { ConfigId: task.ConfigId } : {}),
    Enable: Number(task.Enable ?? 0),
    FirstDateStr: Number(task.FirstDateStr ?? 0),
    IntervalPeriod: Number(task.IntervalPeriod ?? 1),
    PeriodUnit: task.PeriodUnit ?? "day",
    TargetStartTime: Number(task.TargetStartTime ?? 0),
    TargetEndTime: Number(task.TargetEndTime ?? 0),
    ...(task.Param ? { Param: task.Param } : {}),
  };
}

/** The hour of a time of day of the inputs, as SAS is sent it. */
function sentHour(time: string, { timeZone: zone }: { readonly timeZone?: string }): number {
  return Number((zone === undefined ? time : convert(time, zone, vendorZone)).slice(0, 2));
}

/** An hour of SAS's as the inputs would say it. */
function readHour(hour: number, zone: string | undefined): string {
  const time = `${String(hour % 24).padStart(2, "0")}:00`;
  return zone === undefined ? time : convert(time, vendorZone, zone);
}

/** The moment at which a day begins in SAS's zone, in milliseconds. */
function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - vendorOffsetMs;
}

/** The day in SAS's zone of a moment in milliseconds. */
function dayOf(moment: number): string {
  return new Date(moment + vendorOffsetMs).toISOString().slice(0, 10);
}

/** The day of the next window that begins at `hour`: today, if that hour is still to come there. */
function nextWindow(hour: number, now: number): number {
  const today = midnight(dayOf(now));
  return now < today + hour * 3_600_000 ? today : today + dayMs;
}
