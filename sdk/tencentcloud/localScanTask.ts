// Made from the provider's field rows by `npm run generate`: edit those.
import * as pulumi from "@pulumi/pulumi";
import { bind } from "../bind";
import { rememberSelection } from "../scanTask";
import { sparePromiseStacks } from "../stackTraces";

/** What a {@link LocalScanTask} is declared with. */
export interface LocalScanTaskArgs {
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
   * or a name such as "team/api:1.4" or "ccr.ccs.tencentyun.com/team/api:1.4". When left out: none. A
   * change: updates.
   */
  excludeImages?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /**
   * What is looked for: TCSS's CVE, VIRUS and RISK.
   *
   * Allowed: at least one of: `vulnerability`, `malware`, `sensitiveInfo`; order and duplicates mean
   * nothing. When left out: all of them. A change: updates.
   */
  scanTypes?: pulumi.Input<pulumi.Input<"vulnerability" | "malware" | "sensitiveInfo">[]> | undefined;
  /**
   * After how many seconds TCSS gives up an image.
   *
   * Allowed: a whole number from 1 to 604800. When left out: TCSS's own: an hour for local images, not
   * documented for registry images. A change: no vendor call.
   */
  scanTimeoutSeconds?: pulumi.Input<number> | undefined;
  /**
   * What an update scans: images that were added and tags that moved (`changed`), added images only, or the
   * whole set as soon as any image was added or moved.
   *
   * Allowed: `changed`, `added`, `all`. When left out: `"changed"`. A change: no vendor call.
   */
  rescan?: pulumi.Input<"changed" | "added" | "all"> | undefined;
  /**
   * Days after which everything is scanned again, by the first update after them.
   *
   * Allowed: a whole number from 1 to 3650. When left out: never. A change: no vendor call.
   */
  rescanAfterDays?: pulumi.Input<number> | undefined;
  /**
   * When `rescanAfterDays` are over. Computed: leave it out.
   *
   * Allowed: a date, `YYYY-MM-DD`. When left out: computed from `rescanAfterDays`. A change: no vendor call.
   */
  due?: pulumi.Input<string> | undefined;
  /**
   * Any change of these values scans everything again.
   *
   * Allowed: an object whose values are any text. When left out: no triggers. A change: updates.
   */
  triggers?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /**
   * What to do while the vendor takes no further scan.
   *
   * Allowed: `wait`, `fail`. When left out: `"wait"`. A change: no vendor call.
   */
  onBusy?: pulumi.Input<"wait" | "fail"> | undefined;
  /**
   * How long `onBusy: "wait"` waits, in seconds. `opts.customTimeouts` sets it, too.
   *
   * Allowed: a whole number from 1 to 86400. When left out: `3600`. A change: no vendor call.
   */
  queueTimeoutSeconds?: pulumi.Input<number> | undefined;
  /**
   * Whether a delete stops the scans that this resource started and that still run. What it only followed
   * goes on.
   *
   * When left out: `true`. A change: no vendor call.
   */
  cancelOnDelete?: pulumi.Input<boolean> | undefined;
  /**
   * The most images that may be scanned at once: a larger selection fails before anything is submitted.
   *
   * Allowed: a whole number from 1 up. When left out: no limit. A change: no vendor call.
   */
  maxImages?: pulumi.Input<number> | undefined;
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
}

/**
 * A one-off scan of images on nodes by Tencent Cloud TCSS. An account runs one at a time: a second one
 * waits. It is submitted when the resource is created, and again for what an update adds; `up` returns when
 * TCSS has accepted it. An image that TCSS is scanning already is followed, not submitted again. A delete
 * stops what still runs.
 *
 * Errors: NotFound (an image is not known to the vendor, or known twice; the nearest ones are named);
 * QuotaExceeded (images are not licensed for scanning, or there are more than `maxImages`; nothing was
 * submitted); Conflict (the vendor takes no further scan, and `onBusy` is `fail` or the wait was too long);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time; what was submitted is kept, and the next update
 * goes on from there).
 *
 * Permissions: tcss:DescribeAssetImageList, tcss:DescribeAssetImageVulList, tcss:CreateAssetImageScanTask,
 * tcss:DescribeAssetImageScanStatus, tcss:DescribeAssetImageScanTask, tcss:ModifyAssetImageScanStop,
 * tcss:DescribeImageAuthorizedInfo.
 *
 * @see https://cloud.tencent.com/document/product/1285
 *
 * @see https://cloud.tencent.com/document/product/1285
 *
 * @example
 * import { tencentcloud } from "pulumi-image-scan";
 *
 * new tencentcloud.LocalScanTask("example", {
 *     images: ["team/api:1.4"],
 *     scanTypes: ["vulnerability", "malware"],
 * });
 */
export class LocalScanTask extends pulumi.CustomResource {
  /** The resource's key in the provider's registry. */
  static readonly kind = "tencentcloud/localScanTask";

  /** What the vendor counts, for the types of a ScanGate. */
  declare public readonly levels?: "critical" | "high" | "medium" | "low" | "malware" | "sensitiveInfo";

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
   * What is looked for: TCSS's CVE, VIRUS and RISK.
   */
  declare public readonly scanTypes: pulumi.Output<("vulnerability" | "malware" | "sensitiveInfo")[]>;
  /**
   * After how many seconds TCSS gives up an image.
   */
  declare public readonly scanTimeoutSeconds: pulumi.Output<number | undefined>;
  /**
   * What an update scans: images that were added and tags that moved (`changed`), added images only, or the
   * whole set as soon as any image was added or moved.
   */
  declare public readonly rescan: pulumi.Output<"changed" | "added" | "all">;
  /**
   * Days after which everything is scanned again, by the first update after them.
   */
  declare public readonly rescanAfterDays: pulumi.Output<number | undefined>;
  /**
   * When `rescanAfterDays` are over. Computed: leave it out.
   */
  declare public readonly due: pulumi.Output<string | undefined>;
  /**
   * Any change of these values scans everything again.
   */
  declare public readonly triggers: pulumi.Output<Record<string, string> | undefined>;
  /**
   * What to do while the vendor takes no further scan.
   */
  declare public readonly onBusy: pulumi.Output<"wait" | "fail">;
  /**
   * How long `onBusy: "wait"` waits, in seconds. `opts.customTimeouts` sets it, too.
   */
  declare public readonly queueTimeoutSeconds: pulumi.Output<number>;
  /**
   * Whether a delete stops the scans that this resource started and that still run. What it only followed
   * goes on.
   */
  declare public readonly cancelOnDelete: pulumi.Output<boolean>;
  /**
   * The most images that may be scanned at once: a larger selection fails before anything is submitted.
   */
  declare public readonly maxImages: pulumi.Output<number | undefined>;
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
   * The vendor's id of the newest scan, where it gave one.
   */
  declare public readonly taskId: pulumi.Output<string | undefined>;
  /**
   * The newest 20 submissions, newest first: why, how many images, when, and the vendor's ids.
   */
  declare public readonly runs: pulumi.Output<{ taskIds: string[]; reason: string; images: number; submittedAt: string }[]>;
  /**
   * What each image was when it was handed to the vendor.
   */
  declare public readonly resolved: pulumi.Output<Record<string, { id: string; digest?: string; scannedAt?: string }>>;
  /**
   * Images that the vendor was scanning already, so that they were not submitted a second time; `*` is a
   * whole selection.
   */
  declare public readonly followed: pulumi.Output<string[]>;
  /**
   * Why a submission began that broke off: the next update goes on with it. Nothing when all was submitted.
   */
  declare public readonly unfinished: pulumi.Output<string | undefined>;

  /**
   * @param name The resource's name in the program. To rename it keep the old one as an alias in `opts`.
   * @param args What it is declared with.
   * @param opts Pulumi's options, such as `protect` or `retainOnDelete`.
   */
  constructor(name: string, args: LocalScanTaskArgs, opts?: pulumi.CustomResourceOptions) {
    const resource = {
      kind: "tencentcloud/localScanTask",
      name,
      properties: ["images","filter","all","recommended","excludeImages","scanTypes","scanTimeoutSeconds","rescan","rescanAfterDays","due","triggers","onBusy","queueTimeoutSeconds","cancelOnDelete","maxImages","profile","site","taskId","runs","resolved","followed","unfinished"],
      singletonBy: [],
      timeout: "queueTimeoutSeconds",
    };
    const done = sparePromiseStacks();
    try {
      super("pulumi-nodejs:dynamic/imageScan/tencentcloud:LocalScanTask", name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }
    rememberSelection(this, args);
  }
}
