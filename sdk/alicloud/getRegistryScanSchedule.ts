// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getRegistryScanSchedule} is asked with. */
export interface GetRegistryScanScheduleArgs {
  /**
   * The zone that `startTime` and `endTime` are in. Security Center is sent `Asia/Shanghai`.
   *
   * Allowed: an IANA time zone without daylight saving, such as `Asia/Shanghai`. When left out: Security
   * Center's own zone.
   */
  timeZone?: string | undefined;
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   *
   * Allowed: the name of a profile. When left out: `imageScan:profile` of the stack, else `default`.
   */
  profile?: string | undefined;
  /**
   * Which of the two halves of Security Center the images are in: that of the regions of mainland China and
   * Hong Kong, or that of all other regions. Neither knows the other's images and schedules.
   *
   * Allowed: `mainland`, `international`. When left out: `imageScan:alicloudSite`, else the environment's
   * `IMAGE_SCAN_ALICLOUD_SITE`, else the half that `alicloud:region`, `ALIBABA_CLOUD_REGION` or
   * `ALICLOUD_REGION` is in, else `mainland`.
   */
  site?: "mainland" | "international" | undefined;
}

/** What {@link getRegistryScanScheduleOutput} is asked with. */
export interface GetRegistryScanScheduleOutputArgs {
  /**
   * The zone that `startTime` and `endTime` are in. Security Center is sent `Asia/Shanghai`.
   *
   * Allowed: an IANA time zone without daylight saving, such as `Asia/Shanghai`. When left out: Security
   * Center's own zone.
   */
  timeZone?: pulumi.Input<string> | undefined;
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   *
   * Allowed: the name of a profile. When left out: `imageScan:profile` of the stack, else `default`.
   */
  profile?: pulumi.Input<string> | undefined;
  /**
   * Which of the two halves of Security Center the images are in: that of the regions of mainland China and
   * Hong Kong, or that of all other regions. Neither knows the other's images and schedules.
   *
   * Allowed: `mainland`, `international`. When left out: `imageScan:alicloudSite`, else the environment's
   * `IMAGE_SCAN_ALICLOUD_SITE`, else the half that `alicloud:region`, `ALIBABA_CLOUD_REGION` or
   * `ALICLOUD_REGION` is in, else `mainland`.
   */
  site?: pulumi.Input<"mainland" | "international"> | undefined;
}

/** What {@link getRegistryScanSchedule} answers. */
export interface GetRegistryScanScheduleResult {
  /**
   * Whether it was ever set; while it was not, nothing else is told.
   */
  configured: boolean;
  /**
   * Whether the schedule runs.
   */
  enabled?: boolean | undefined;
  /**
   * Days from one scan to the next.
   */
  everyDays?: number | undefined;
  /**
   * Hours from one scan to the next.
   */
  everyHours?: number | undefined;
  /**
   * When the time of a day begins in which scans run: a whole hour, in `timeZone` or else in Security
   * Center's own zone, which by all examples in its documents is `Asia/Shanghai`, and is stated nowhere.
   */
  startTime?: string | undefined;
  /**
   * When that time ends: a whole hour, in the same zone. `00:00` in Security Center's zone is the end of the
   * day, so that the same hour for both is the whole day there, and an error elsewhere.
   */
  endTime?: string | undefined;
  /**
   * The day from which the days or hours are counted, in Security Center's zone. When left out, a new
   * schedule begins with the next window, and one that is there keeps its day.
   */
  firstDate?: string | undefined;
  /**
   * When it runs next.
   */
  nextRun?: string | undefined;
  /**
   * Security Center's id of the scan that it has started last.
   */
  lastTaskId?: string | undefined;
}

/**
 * The schedule that `alicloud.RegistryScanSchedule` manages, as the vendor has it now, whoever has set it;
 * and what the vendor tells of its runs. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: yundun-sas:DescribeCycleTaskList.
 *
 * @example
 * import { alicloud } from "pulumi-image-scan";
 *
 * export const { configured } = alicloud.getRegistryScanScheduleOutput();
 */
export function getRegistryScanSchedule(args: GetRegistryScanScheduleArgs = {}): Promise<GetRegistryScanScheduleResult> {
  return lookUp("alicloud/getRegistryScanSchedule", args);
}

/** As {@link getRegistryScanSchedule}, of arguments that may be Outputs, as an Output. */
export function getRegistryScanScheduleOutput(args: GetRegistryScanScheduleOutputArgs = {}): pulumi.Output<GetRegistryScanScheduleResult> {
  return lookUpOutput("alicloud/getRegistryScanSchedule", args);
}
