// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getLocalScanSchedule} is asked with. */
export interface GetLocalScanScheduleArgs {
  /**
   * The zone that `startTime` and `endTime` are in. TCSS is sent UTC.
   *
   * Allowed: an IANA time zone without daylight saving, such as `Asia/Shanghai`. When left out: TCSS's own
   * zone.
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
   * Which of Tencent Cloud's two separate clouds the account belongs to.
   *
   * Allowed: `mainland`, `international`. When left out: `imageScan:tencentcloudSite`, else the
   * environment's `IMAGE_SCAN_TENCENTCLOUD_SITE`, else what `tencentcloud:domain` or `TENCENTCLOUD_DOMAIN`
   * says, else `mainland`.
   */
  site?: "mainland" | "international" | undefined;
}

/** What {@link getLocalScanScheduleOutput} is asked with. */
export interface GetLocalScanScheduleOutputArgs {
  /**
   * The zone that `startTime` and `endTime` are in. TCSS is sent UTC.
   *
   * Allowed: an IANA time zone without daylight saving, such as `Asia/Shanghai`. When left out: TCSS's own
   * zone.
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
   * Which of Tencent Cloud's two separate clouds the account belongs to.
   *
   * Allowed: `mainland`, `international`. When left out: `imageScan:tencentcloudSite`, else the
   * environment's `IMAGE_SCAN_TENCENTCLOUD_SITE`, else what `tencentcloud:domain` or `TENCENTCLOUD_DOMAIN`
   * says, else `mainland`.
   */
  site?: pulumi.Input<"mainland" | "international"> | undefined;
}

/** What {@link getLocalScanSchedule} answers. */
export interface GetLocalScanScheduleResult {
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
   * When a scan starts, in `timeZone` or else in TCSS's own zone: UTC, which TCSS documents for the schedule
   * of local images only.
   */
  startTime?: string | undefined;
  /**
   * When a scan that is still running is interrupted, in the same zone as `startTime`.
   */
  endTime?: string | undefined;
  /**
   * What is looked for: TCSS's CVE, VIRUS and RISK.
   */
  scanTypes?: ("vulnerability" | "malware" | "sensitiveInfo")[] | undefined;
  /**
   * Exactly these images. Names are looked up in TCSS's inventory each time that TCSS is told of them, so
   * that a tag means the image it points at then.
   */
  images?: string[] | undefined;
  /**
   * All authorised images that match, whichever they are when a scan starts.
   */
  filter?: { /** Only images that containers run. */ containerRunning?: true; /** Only images on the nodes of these clusters. */ clusterIds?: string[]; } | undefined;
  /**
   * All authorised images of all nodes.
   */
  all?: true | undefined;
  /**
   * The images that TCSS recommends to scan.
   */
  recommended?: true | undefined;
  /**
   * Images left out of `filter`, `all` or `recommended`.
   */
  excludeImages?: string[] | undefined;
  /**
   * When it last ran, as TCSS writes it: in its own zone, as it seems.
   */
  lastRun?: string | undefined;
  /**
   * What came of it, in TCSS's words.
   */
  lastResult?: string | undefined;
}

/**
 * The schedule that `tencentcloud.LocalScanSchedule` manages, as the vendor has it now, whoever has set it;
 * and what the vendor tells of its runs. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: tcss:DescribeAssetImageScanSetting, tcss:DescribeAssetImageList.
 *
 * @example
 * import { tencentcloud } from "pulumi-image-scan";
 *
 * export const { configured } = tencentcloud.getLocalScanScheduleOutput();
 */
export function getLocalScanSchedule(args: GetLocalScanScheduleArgs = {}): Promise<GetLocalScanScheduleResult> {
  return lookUp("tencentcloud/getLocalScanSchedule", args);
}

/** As {@link getLocalScanSchedule}, of arguments that may be Outputs, as an Output. */
export function getLocalScanScheduleOutput(args: GetLocalScanScheduleOutputArgs = {}): pulumi.Output<GetLocalScanScheduleResult> {
  return lookUpOutput("tencentcloud/getLocalScanSchedule", args);
}
