import { alicloudSchedules } from "./alicloudSchedules";
import { huaweicloudSchedules } from "./huaweicloudSchedules";
import type { ScheduleRow } from "./scheduleRow";
import { tencentcloudSchedules } from "./tencentcloudSchedules";

export type { ScheduleRow } from "./scheduleRow";

/** The rows: a further cloud adds its own. */
export const schedules: readonly ScheduleRow[] = [
  ...tencentcloudSchedules,
  ...alicloudSchedules,
  ...huaweicloudSchedules,
];
