// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getRegistryScanSchedule} is asked with. */
export interface GetRegistryScanScheduleArgs {
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   *
   * Allowed: the name of a profile. When left out: `imageScan:profile` of the stack, else `default`.
   */
  profile?: string | undefined;
  /**
   * The region in which HSS is used.
   *
   * Allowed: a region, such as `ap-southeast-1`. When left out: `region` of the profile, else
   * `huaweicloud:region`, else the environment's `HW_REGION_NAME` or `HUAWEICLOUD_SDK_REGION_ID`.
   */
  region?: string | undefined;
  /**
   * The project in that region.
   *
   * Allowed: a project's id, 32 hexadecimal digits. When left out: `projectId` of the profile, else
   * `huaweicloud:projectId`, else the environment's `HW_PROJECT_ID` or `HUAWEICLOUD_SDK_PROJECT_ID`.
   */
  projectId?: string | undefined;
  /**
   * The enterprise project; `0` is the default one.
   *
   * Allowed: an enterprise project's id, or `0`. When left out: `enterpriseProjectId` of the profile, else
   * `huaweicloud:enterpriseProjectId`, else the environment's `HW_ENTERPRISE_PROJECT_ID`, else `0`.
   */
  enterpriseProjectId?: string | undefined;
}

/** What {@link getRegistryScanScheduleOutput} is asked with. */
export interface GetRegistryScanScheduleOutputArgs {
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   *
   * Allowed: the name of a profile. When left out: `imageScan:profile` of the stack, else `default`.
   */
  profile?: pulumi.Input<string> | undefined;
  /**
   * The region in which HSS is used.
   *
   * Allowed: a region, such as `ap-southeast-1`. When left out: `region` of the profile, else
   * `huaweicloud:region`, else the environment's `HW_REGION_NAME` or `HUAWEICLOUD_SDK_REGION_ID`.
   */
  region?: pulumi.Input<string> | undefined;
  /**
   * The project in that region.
   *
   * Allowed: a project's id, 32 hexadecimal digits. When left out: `projectId` of the profile, else
   * `huaweicloud:projectId`, else the environment's `HW_PROJECT_ID` or `HUAWEICLOUD_SDK_PROJECT_ID`.
   */
  projectId?: pulumi.Input<string> | undefined;
  /**
   * The enterprise project; `0` is the default one.
   *
   * Allowed: an enterprise project's id, or `0`. When left out: `enterpriseProjectId` of the profile, else
   * `huaweicloud:enterpriseProjectId`, else the environment's `HW_ENTERPRISE_PROJECT_ID`, else `0`.
   */
  enterpriseProjectId?: pulumi.Input<string> | undefined;
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
  everyDays?: 3 | 7 | 14 | undefined;
  /**
   * What is looked for: HSS's risk types. That several, but not all, may be asked for together is documented
   * nowhere.
   */
  scanTypes?: ("baseline" | "malware" | "sensitiveInfo" | "softwareCompliance" | "vulnerability")[] | undefined;
  /**
   * Whose images are scanned. `all` means the registries that there are now: a new one is drift, until the
   * next update adds it.
   */
  registries?: "all" | string[] | undefined;
  /**
   * Only images that were updated within so many days; `0` means all.
   */
  updatedWithinDays?: 0 | 1 | 3 | 7 | undefined;
  /**
   * How many images HSS scans in an hour at most; `0` means no limit.
   */
  imagesPerHour?: number | undefined;
}

/**
 * The schedule that `huaweicloud.RegistryScanSchedule` manages, as the vendor has it now, whoever has set
 * it; and what the vendor tells of its runs. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: hss:ListImageScanPolicy, hss:ListRegistry.
 *
 * @example
 * import { huaweicloud } from "pulumi-image-scan";
 *
 * export const { configured } = huaweicloud.getRegistryScanScheduleOutput();
 */
export function getRegistryScanSchedule(args: GetRegistryScanScheduleArgs = {}): Promise<GetRegistryScanScheduleResult> {
  return lookUp("huaweicloud/getRegistryScanSchedule", args);
}

/** As {@link getRegistryScanSchedule}, of arguments that may be Outputs, as an Output. */
export function getRegistryScanScheduleOutput(args: GetRegistryScanScheduleOutputArgs = {}): pulumi.Output<GetRegistryScanScheduleResult> {
  return lookUpOutput("huaweicloud/getRegistryScanSchedule", args);
}
