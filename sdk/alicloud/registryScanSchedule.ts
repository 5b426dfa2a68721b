// Made from the provider's field rows by `npm run generate`: edit those.
import * as pulumi from "@pulumi/pulumi";
import { bind } from "../bind";
import { sparePromiseStacks } from "../stackTraces";

/** What a {@link RegistryScanSchedule} is declared with. */
export interface RegistryScanScheduleArgs {
  /**
   * Whether the schedule runs.
   *
   * When left out: `true`. A change: updates.
   */
  enabled?: pulumi.Input<boolean> | undefined;
  /**
   * Days from one scan to the next.
   *
   * Allowed: a whole number from 1 up. When left out: the other of `everyDays` and `everyHours` is given. A
   * change: updates.
   */
  everyDays?: pulumi.Input<number> | undefined;
  /**
   * Hours from one scan to the next.
   *
   * Allowed: a whole number from 1 up. When left out: the other of `everyDays` and `everyHours` is given. A
   * change: updates.
   */
  everyHours?: pulumi.Input<number> | undefined;
  /**
   * When the time of a day begins in which scans run: a whole hour, in `timeZone` or else in Security
   * Center's own zone, which by all examples in its documents is `Asia/Shanghai`, and is stated nowhere.
   *
   * Allowed: a time of day, `HH:mm` from `00:00` to `23:59`. Required. A change: updates.
   */
  startTime: pulumi.Input<string>;
  /**
   * When that time ends: a whole hour, in the same zone. `00:00` in Security Center's zone is the end of the
   * day, so that the same hour for both is the whole day there, and an error elsewhere.
   *
   * Allowed: a time of day, `HH:mm` from `00:00` to `23:59`. Required. A change: updates.
   */
  endTime: pulumi.Input<string>;
  /**
   * The zone that `startTime` and `endTime` are in. Security Center is sent `Asia/Shanghai`.
   *
   * Allowed: an IANA time zone without daylight saving, such as `Asia/Shanghai`. When left out: Security
   * Center's own zone. A change: updates.
   */
  timeZone?: pulumi.Input<string> | undefined;
  /**
   * The day from which the days or hours are counted, in Security Center's zone. When left out, a new
   * schedule begins with the next window, and one that is there keeps its day.
   *
   * Allowed: a date, `YYYY-MM-DD`. When left out: kept as found, never compared. A change: updates.
   */
  firstDate?: pulumi.Input<string> | undefined;
  /**
   * Whether a schedule that is switched on already, and differs, may be taken over. It is given back on
   * delete.
   *
   * When left out: `false`. A change: no vendor call.
   */
  adopt?: pulumi.Input<boolean> | undefined;
  /**
   * What a delete does: give back the setting found at creation, or switch the schedule off. To leave it
   * running use Pulumi's `retainOnDelete`.
   *
   * Allowed: `restore`, `disable`. When left out: `"restore"`. A change: no vendor call.
   */
  onDelete?: pulumi.Input<"restore" | "disable"> | undefined;
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   *
   * Allowed: the name of a profile. When left out: `imageScan:profile` of the stack, else `default`. A
   * change: replaces.
   */
  profile?: pulumi.Input<string> | undefined;
  /**
   * Which of the two halves of Security Center the images are in: that of the regions of mainland China and
   * Hong Kong, or that of all other regions. Neither knows the other's images and schedules. A change of the
   * configuration or the environment never moves a resource that exists.
   *
   * Allowed: `mainland`, `international`. When left out: what the resource has already, else
   * `imageScan:alicloudSite`, else the environment's `IMAGE_SCAN_ALICLOUD_SITE`, else the half that
   * `alicloud:region`, `ALIBABA_CLOUD_REGION` or `ALICLOUD_REGION` is in, else `mainland`. A change:
   * replaces.
   */
  site?: pulumi.Input<"mainland" | "international"> | undefined;
}

/**
 * The recurring scan of registry images by Alibaba Cloud Security Center: its cycle task IMAGE_SCAN, of
 * which an account has one in each half of the cloud. One that is there is taken over, and given back on
 * delete; one that was not there is created, and deleted. Which images it scans is set in Security Center's
 * console.
 *
 * Errors: AlreadyExists (a schedule is switched on already and differs, and `adopt` is not set; nothing was
 * changed); Conflict (two resources of one program manage the same schedule, or the account has several and
 * none of them is ours); NotFound (the schedule was deleted meanwhile); Unauthenticated, Forbidden (the
 * credentials are missing, wrong, or may not call an operation); Throttled, Unavailable, Timeout (the vendor
 * did not answer in time, after retries; run the update again, it goes on from what the vendor has).
 *
 * Permissions: yundun-sas:DescribeCycleTaskList, yundun-sas:CreateCycleTask, yundun-sas:ModifyCycleTask,
 * yundun-sas:DeleteCycleTask.
 *
 * @see
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-createcycletask
 *
 * @see
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-modifycycletask
 *
 * @see
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-describecycletasklist
 *
 * @see
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-deletecycletask
 *
 * @example
 * import { alicloud } from "pulumi-image-scan";
 *
 * new alicloud.RegistryScanSchedule("example", {
 *     everyDays: 1,
 *     startTime: "02:00",
 *     endTime: "06:00",
 * });
 */
export class RegistryScanSchedule extends pulumi.CustomResource {
  /**
   * Whether the schedule runs.
   */
  declare public readonly enabled: pulumi.Output<boolean>;
  /**
   * Days from one scan to the next.
   */
  declare public readonly everyDays: pulumi.Output<number | undefined>;
  /**
   * Hours from one scan to the next.
   */
  declare public readonly everyHours: pulumi.Output<number | undefined>;
  /**
   * When the time of a day begins in which scans run: a whole hour, in `timeZone` or else in Security
   * Center's own zone, which by all examples in its documents is `Asia/Shanghai`, and is stated nowhere.
   */
  declare public readonly startTime: pulumi.Output<string>;
  /**
   * When that time ends: a whole hour, in the same zone. `00:00` in Security Center's zone is the end of the
   * day, so that the same hour for both is the whole day there, and an error elsewhere.
   */
  declare public readonly endTime: pulumi.Output<string>;
  /**
   * The zone that `startTime` and `endTime` are in. Security Center is sent `Asia/Shanghai`.
   */
  declare public readonly timeZone: pulumi.Output<string | undefined>;
  /**
   * The day from which the days or hours are counted, in Security Center's zone. When left out, a new
   * schedule begins with the next window, and one that is there keeps its day.
   */
  declare public readonly firstDate: pulumi.Output<string | undefined>;
  /**
   * Whether a schedule that is switched on already, and differs, may be taken over. It is given back on
   * delete.
   */
  declare public readonly adopt: pulumi.Output<boolean>;
  /**
   * What a delete does: give back the setting found at creation, or switch the schedule off. To leave it
   * running use Pulumi's `retainOnDelete`.
   */
  declare public readonly onDelete: pulumi.Output<"restore" | "disable">;
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   */
  declare public readonly profile: pulumi.Output<string>;
  /**
   * Which of the two halves of Security Center the images are in: that of the regions of mainland China and
   * Hong Kong, or that of all other regions. Neither knows the other's images and schedules. A change of the
   * configuration or the environment never moves a resource that exists.
   */
  declare public readonly site: pulumi.Output<"mainland" | "international">;
  /**
   * Security Center's id of the cycle task.
   */
  declare public readonly configId: pulumi.Output<string>;
  /**
   * Nothing: the schedule names no images.
   */
  declare public readonly resolved: pulumi.Output<Record<string, never>>;
  /**
   * The setting found when the schedule was taken over, which a delete gives back; `setting` is null if
   * there was none.
   */
  declare public readonly previous: pulumi.Output<{ version: number; at: string; asWanted: boolean; setting: Record<string, unknown> | null }>;
  /**
   * Fingerprints of our writes that may stand at the vendor: normally one.
   */
  declare public readonly written: pulumi.Output<string[]>;

  /**
   * @param name The resource's name in the program. To rename it keep the old one as an alias in `opts`.
   * @param args What it is declared with.
   * @param opts Pulumi's options, such as `protect` or `retainOnDelete`.
   */
  constructor(name: string, args: RegistryScanScheduleArgs, opts?: pulumi.CustomResourceOptions) {
    const resource = {
      kind: "alicloud/registryScanSchedule",
      name,
      properties: ["enabled","everyDays","everyHours","startTime","endTime","timeZone","firstDate","adopt","onDelete","profile","site","configId","resolved","previous","written"],
      singletonBy: ["profile","site"],
    };
    const done = sparePromiseStacks();
    try {
      super("pulumi-nodejs:dynamic/imageScan/alicloud:RegistryScanSchedule", name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }
  }
}
