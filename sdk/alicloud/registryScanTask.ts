// Made from the provider's field rows by `npm run generate`: edit those.
import * as pulumi from "@pulumi/pulumi";
import { bind } from "../bind";
import { rememberSelection } from "../scanTask";
import { sparePromiseStacks } from "../stackTraces";

/** What a {@link RegistryScanTask} is declared with. */
export interface RegistryScanTaskArgs {
  /**
   * Exactly these images. Those that Security Center does not know yet are imported, given all their
   * coordinates. Names are looked up each time that Security Center is told of them, so that a tag means the
   * image it points at then. A tag among coordinates that are complete is not looked up, nor seen to move:
   * add the digest.
   *
   * Allowed: a set of at least one image (order and duplicates mean nothing), each a reference such as
   * "team/api:1.4" or "team/api@sha256:…", which is looked up among the images that SAS knows, or `{
   * registryType?, instanceId?, regionId?, repoId?, repoNamespace, repoName, tag?, digest? }`, which is not
   * looked up, but imported, where it has `instanceId`, `regionId` and `repoId`. When left out: another of
   * `images`, `filter` and `all` is given. A change: updates.
   */
  images?: pulumi.Input<pulumi.Input<string | { repoNamespace: pulumi.Input<string>; repoName: pulumi.Input<string>; tag?: pulumi.Input<string>; digest?: pulumi.Input<string>; instanceId?: pulumi.Input<string>; regionId?: pulumi.Input<string>; registryType?: pulumi.Input<string>; repoId?: pulumi.Input<string> }>[]> | undefined;
  /**
   * All images that Security Center knows and that match, whichever they are when a scan starts.
   *
   * Allowed: at least one of `registryTypes`, `regionIds`, `instanceIds`, `repoNamespaces`, `repoIds`,
   * `repoNames`, `tags`. When left out: another of `images`, `filter` and `all` is given. A change: updates.
   */
  filter?: pulumi.Input<{ /** Only registries of these types. */ registryTypes?: pulumi.Input<pulumi.Input<string>[]>; /** Only registries in these regions. */ regionIds?: pulumi.Input<pulumi.Input<string>[]>; /** Only these registry instances. */ instanceIds?: pulumi.Input<pulumi.Input<string>[]>; /** Only images in these namespaces. */ repoNamespaces?: pulumi.Input<pulumi.Input<string>[]>; /** Only images of these repositories. */ repoIds?: pulumi.Input<pulumi.Input<string>[]>; /** Only images of repositories of these names. */ repoNames?: pulumi.Input<pulumi.Input<string>[]>; /** Only images with these tags. */ tags?: pulumi.Input<pulumi.Input<string>[]>; }> | undefined;
  /**
   * All images that Security Center knows.
   *
   * Allowed: `true`, or left out. When left out: another of `images`, `filter` and `all` is given. A change:
   * updates.
   */
  all?: pulumi.Input<true> | undefined;
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
 * A one-off scan of registry images by Alibaba Cloud Security Center. It is submitted when the resource is
 * created, and again for what an update adds; `up` returns when Security Center has accepted it. An account
 * runs ten scans at a time: what comes after waits. An image that is being scanned already is followed, not
 * submitted again. A delete stops what still runs.
 *
 * Errors: NotFound (an image is not known to the vendor, or known twice; the nearest ones are named);
 * QuotaExceeded (images are not licensed for scanning, or there are more than `maxImages`; nothing was
 * submitted); Conflict (the vendor takes no further scan, and `onBusy` is `fail` or the wait was too long);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time; what was submitted is kept, and the next update
 * goes on from there).
 *
 * Permissions: yundun-sas:PublicSyncAndCreateImageScanTask, yundun-sas:PublicCreateImageScanTask,
 * yundun-sas:PublicPreCheckImageScanTask, yundun-sas:DescribeImageScanAuthCount,
 * yundun-sas:DescribeImageInstances, yundun-aegis:GetOnceTaskResultInfo,
 * yundun-sas:DescribeOnceTaskLeafRecordPage, yundun-sas:ListUnfinishedOnceTask, yundun-sas:CancelOnceTask,
 * yundun-sas:DescribeImageVulList.
 *
 * @see
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-publicsyncandcreateimagescantask
 *
 * @see
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-publiccreateimagescantask
 *
 * @see
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-getoncetaskresultinfo
 *
 * @example
 * import { alicloud } from "pulumi-image-scan";
 *
 * new alicloud.RegistryScanTask("example", {
 *     images: ["team/api:1.4", "team/web:2.0"],
 *     rescanAfterDays: 30,
 * });
 */
export class RegistryScanTask extends pulumi.CustomResource {
  /** The resource's key in the provider's registry. */
  static readonly kind = "alicloud/registryScanTask";

  /** What the vendor counts, for the types of a ScanGate. */
  declare public readonly levels?: "high" | "medium" | "low" | "malware";

  /**
   * Exactly these images. Those that Security Center does not know yet are imported, given all their
   * coordinates. Names are looked up each time that Security Center is told of them, so that a tag means the
   * image it points at then. A tag among coordinates that are complete is not looked up, nor seen to move:
   * add the digest.
   */
  declare public readonly images: pulumi.Output<Record<string, "" | Record<string, string>> | undefined>;
  /**
   * All images that Security Center knows and that match, whichever they are when a scan starts.
   */
  declare public readonly filter: pulumi.Output<{ registryTypes?: (string)[]; regionIds?: (string)[]; instanceIds?: (string)[]; repoNamespaces?: (string)[]; repoIds?: (string)[]; repoNames?: (string)[]; tags?: (string)[]; } | undefined>;
  /**
   * All images that Security Center knows.
   */
  declare public readonly all: pulumi.Output<true | undefined>;
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
   * Which of the two halves of Security Center the images are in: that of the regions of mainland China and
   * Hong Kong, or that of all other regions. Neither knows the other's images and schedules. A change of the
   * configuration or the environment never moves a resource that exists.
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
  constructor(name: string, args: RegistryScanTaskArgs, opts?: pulumi.CustomResourceOptions) {
    const resource = {
      kind: "alicloud/registryScanTask",
      name,
      properties: ["images","filter","all","rescan","rescanAfterDays","due","triggers","onBusy","queueTimeoutSeconds","cancelOnDelete","maxImages","profile","site","taskId","runs","resolved","followed","unfinished"],
      singletonBy: [],
      timeout: "queueTimeoutSeconds",
    };
    const done = sparePromiseStacks();
    try {
      super("pulumi-nodejs:dynamic/imageScan/alicloud:RegistryScanTask", name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }
    rememberSelection(this, args);
  }
}
