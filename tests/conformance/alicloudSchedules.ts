import { cycleTask } from "../../tools/ground/alicloud";
import type { ScheduleRow } from "./scheduleRow";
import { readings } from "./taskRow";

export const alicloudSchedules: readonly ScheduleRow[] = [
  {
    kind: "alicloud/registryScanSchedule",
    start: cycleTask,
    read: "DescribeCycleTaskList",
    write: "CreateCycleTask",
    rewrite: "ModifyCycleTask",
    remove: "DeleteCycleTask",
    program: { everyDays: 1, startTime: "19:00", endTime: "23:00" },
    changes: {
      enabled: { enabled: false },
      everyDays: { everyDays: 2 },
      everyHours: { everyDays: undefined, everyHours: 12 },
      startTime: { startTime: "20:00" },
      endTime: { endTime: "00:00" },
      firstDate: { firstDate: "2030-02-28" },
    },
    otherDays: [2, 4, 5],
    another: { startTime: "20:00" },
    switch: "Enable",
    furthest: "everyHours",
    found: { name: "IntervalPeriod", value: 7 },
    theirs: ["everyDays", "startTime", "endTime"],
    differing: ["everyDays: now 7, wanted 1", 'startTime: now "01:00", wanted "19:00"'],
    edited: { name: "everyDays", value: 30 },
    required: ["everyDays", "startTime", "endTime"],
    replaces: ["profile", "site"],
    sets: [],
    unknowns: (unknown) => [
      ...[
        "enabled",
        "everyDays",
        "startTime",
        "endTime",
        "timeZone",
        "firstDate",
        "adopt",
        "onDelete",
        "profile",
        "site",
      ].map((name) => ({ [name]: unknown })),
      { everyDays: undefined, everyHours: unknown },
    ],
    readings: readings([
      ["secondCycleTask", "refused"],
      ["secondCycleTask", "replaces"],
      ["unknownConfig", "ignored"],
    ]),
    spelt: (setting) => setting,
  },
];
