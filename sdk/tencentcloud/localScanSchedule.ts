// Made from the provider's field rows by `npm run generate`: edit those.
import * as pulumi from "@pulumi/pulumi";
import { bind } from "../bind";
import { sparePromiseStacks } from "../stackTraces";

/** What a {@link LocalScanSchedule} is declared with. */
export interface LocalScanScheduleArgs {
  /**
   * Whether the schedule runs.
   *
   * When left out: `true`. A change: updates.
   */
  enabled?: pulumi.Input<boolean> | undefined;
  /**
   * Days from one scan to the next.
   *
   * Allowed: a whole number from 1 to 3650. Required. A change: updates.
   */
  everyDays: pulumi.Input<number>;
  /**
   * When a scan starts, in `timeZone` or else in TCSS's own zone: UTC, which TCSS documents for the schedule
   * of local images only.
   *
   * Allowed: a time of day, `HH:mm` from `00:00` to `23:59`. Required. A change: updates.
   */
  startTime: pulumi.Input<string>;
  /**
   * When a scan that is still running is interrupted, in the same zone as `startTime`.
   *
   * Allowed: a time of day, `HH:mm` from `00:00` to `23:59`. When left out: kept as found, never compared. A
   * change: updates.
   */
  endTime?: pulumi.Input<string> | undefined;
  /**
   * The zone that `startTime` and `endTime` are in. TCSS is sent UTC.
   *
   * Allowed: an IANA time zone without daylight saving, such as `Asia/Shanghai`. When left out: TCSS's own
   * zone. A change: updates.
   */
  timeZone?: pulumi.Input<string> | undefined;
  /**
   * What is looked for: TCSS's CVE, VIRUS and RISK.
   *
   * Allowed: at least one of: `vulnerability`, `malware`, `sensitiveInfo`; order and duplicates mean
   * nothing. When left out: all of them. A change: updates.
   */
  scanTypes?: pulumi.Input<pulumi.Input<"vulnerability" | "malware" | "sensitiveInfo">[]> | undefined;
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
   * Which of Tencent Cloud's two separate clouds the account belongs to. A change of the configuration or
   * the environment never moves a resource that exists.
   *
   * Allowed: `mainland`, `international`. When left out: what the resource has already, else
   * `imageScan:tencentcloudSite`, else the environment's `IMAGE_SCAN_TENCENTCLOUD_SITE`, else what
   * `tencentcloud:domain` or `TENCENTCLOUD_DOMAIN` says, else `mainland`. A change: replaces.
   */
  site?: pulumi.Input<"mainland" | "international"> | undefined;
  /**
   * Exactly these images. Names are looked up in TCSS's inventory each time that TCSS is told of them, so
   * that a tag means the image it points at then.
   *
   * Allowed: a set of at least one image (order and duplicates mean nothing), each an image id `sha256:…`,
   * or a name such as "team/api:1.4" or "ccr.ccs.tencentyun.com/team/api:1.4". When left out: another of
   * `images`, `filter`, `all` and `recommended` is given. A change: updates.
   */
  images?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /**
   * All authorised images that match, whichever they are when a scan starts.
   *
   * Allowed: at least one of `containerRunning`, `clusterIds`. When left out: another of `images`, `filter`,
   * `all` and `recommended` is given. A change: updates.
   */
  filter?: pulumi.Input<{ /** Only images that containers run. */ containerRunning?: pulumi.Input<true>; /** Only images on the nodes of these clusters. */ clusterIds?: pulumi.Input<pulumi.Input<string>[]>; }> | undefined;
  /**
   * All authorised images of all nodes.
   *
   * Allowed: `true`, or left out. When left out: another of `images`, `filter`, `all` and `recommended` is
   * given. A change: updates.
   */
  all?: pulumi.Input<true> | undefined;
  /**
   * The images that TCSS recommends to scan.
   *
   * Allowed: `true`, or left out. When left out: another of `images`, `filter`, `all` and `recommended` is
   * given. A change: updates.
   */
  recommended?: pulumi.Input<true> | undefined;
  /**
   * Images left out of `filter`, `all` or `recommended`.
   *
   * Allowed: a set of at least one image (order and duplicates mean nothing), each an image id `sha256:…`,
   * or a name such as "team/api:1.4" or "ccr.ccs.tencentyun.com/team/api:1.4". When left out: kept as found,
   * never compared. A change: updates.
   */
  excludeImages?: pulumi.Input<pulumi.Input<string>[]> | undefined;
}

/**
 * The scheduled scan of the images on nodes in Tencent Cloud TCSS. An account has exactly one: this resource
 * takes it over, keeps it as declared, shows what was changed in the console, and gives back what it found
 * when deleted.
 *
 * Errors: AlreadyExists (a schedule is switched on already and differs, and `adopt` is not set; nothing was
 * changed); Conflict (two resources of one program manage the same schedule); NotFound (an image is not
 * known to the vendor, or known twice; the nearest ones are named); Unauthenticated, Forbidden (the
 * credentials are missing, wrong, or may not call an operation); Throttled, Unavailable, Timeout (the vendor
 * did not answer in time, after retries; run the update again, it goes on from what the vendor has).
 *
 * Permissions: tcss:DescribeAssetImageScanSetting, tcss:CreateAssetImageScanSetting,
 * tcss:DescribeAssetImageList.
 *
 * @see https://cloud.tencent.com/document/product/1285
 *
 * @see https://cloud.tencent.com/document/product/1285
 *
 * @example
 * import { tencentcloud } from "pulumi-image-scan";
 *
 * new tencentcloud.LocalScanSchedule("example", {
 *     everyDays: 1,
 *     startTime: "02:00",
 *     timeZone: "Asia/Shanghai",
 *     filter: { containerRunning: true },
 * });
 */
export class LocalScanSchedule extends pulumi.CustomResource {
  /**
   * Whether the schedule runs.
   */
  declare public readonly enabled: pulumi.Output<boolean>;
  /**
   * Days from one scan to the next.
   */
  declare public readonly everyDays: pulumi.Output<number>;
  /**
   * When a scan starts, in `timeZone` or else in TCSS's own zone: UTC, which TCSS documents for the schedule
   * of local images only.
   */
  declare public readonly startTime: pulumi.Output<string>;
  /**
   * When a scan that is still running is interrupted, in the same zone as `startTime`.
   */
  declare public readonly endTime: pulumi.Output<string | undefined>;
  /**
   * The zone that `startTime` and `endTime` are in. TCSS is sent UTC.
   */
  declare public readonly timeZone: pulumi.Output<string | undefined>;
  /**
   * What is looked for: TCSS's CVE, VIRUS and RISK.
   */
  declare public readonly scanTypes: pulumi.Output<("vulnerability" | "malware" | "sensitiveInfo")[]>;
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
   * Which of Tencent Cloud's two separate clouds the account belongs to. A change of the configuration or
   * the environment never moves a resource that exists.
   */
  declare public readonly site: pulumi.Output<"mainland" | "international">;
  /**
   * Exactly these images. Names are looked up in TCSS's inventory each time that TCSS is told of them, so
   * that a tag means the image it points at then.
   */
  declare public readonly images: pulumi.Output<Record<string, "" | Record<string, string>> | undefined>;
  /**
   * All authorised images that match, whichever they are when a scan starts.
   */
  declare public readonly filter: pulumi.Output<{ containerRunning?: true; clusterIds?: (string)[]; } | undefined>;
  /**
   * All authorised images of all nodes.
   */
  declare public readonly all: pulumi.Output<true | undefined>;
  /**
   * The images that TCSS recommends to scan.
   */
  declare public readonly recommended: pulumi.Output<true | undefined>;
  /**
   * Images left out of `filter`, `all` or `recommended`.
   */
  declare public readonly excludeImages: pulumi.Output<Record<string, "" | Record<string, string>> | undefined>;
  /**
   * What the images were found to be when the schedule was last written: TCSS's id, and the digest.
   */
  declare public readonly resolved: pulumi.Output<Record<string, Record<string, { id: string; digest?: string }>>>;
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
  constructor(name: string, args: LocalScanScheduleArgs, opts?: pulumi.CustomResourceOptions) {
    const resource = {
      kind: "tencentcloud/localScanSchedule",
      name,
      properties: ["enabled","everyDays","startTime","endTime","timeZone","scanTypes","adopt","onDelete","profile","site","images","filter","all","recommended","excludeImages","resolved","previous","written"],
      singletonBy: ["profile","site"],
    };
    const done = sparePromiseStacks();
    try {
      super("pulumi-nodejs:dynamic/imageScan/tencentcloud:LocalScanSchedule", name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }
  }
}
