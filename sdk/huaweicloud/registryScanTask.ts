// Made from the provider's field rows by `npm run generate`: edit those.
import * as pulumi from "@pulumi/pulumi";
import { bind } from "../bind";
import { rememberSelection } from "../scanTask";
import { sparePromiseStacks } from "../stackTraces";

/** What a {@link RegistryScanTask} is declared with. */
export interface RegistryScanTaskArgs {
  /**
   * Exactly these images. Names are looked up in HSS's list each time that HSS is told of them, so that a
   * tag means the image it points at then.
   *
   * Allowed: a set of at least one image (order and duplicates mean nothing), each a reference such as
   * "team/api:1.4" or "swr.cn-north-4.myhuaweicloud.com/team/api@sha256:…", HSS's `{ id }`, or `{ namespace,
   * imageName, imageVersion?, imageDigest?, registryId?, registryName?, instanceId? }`. When left out:
   * another of `images`, `filter` and `all` is given. A change: updates.
   */
  images?: pulumi.Input<pulumi.Input<string | { id: pulumi.Input<number | string> } | { namespace: pulumi.Input<string>; imageName: pulumi.Input<string>; imageVersion?: pulumi.Input<string>; imageDigest?: pulumi.Input<string>; instanceId?: pulumi.Input<string>; registryId?: pulumi.Input<string>; registryName?: pulumi.Input<string> }>[]> | undefined;
  /**
   * All images that match, whichever they are when a scan starts.
   *
   * Allowed: at least one of `imageType`, `namespace`, `imageName`, `imageVersion`, `hasVul`, `scanStatus`.
   * When left out: another of `images`, `filter` and `all` is given. A change: updates.
   */
  filter?: pulumi.Input<{ /** Only images of this kind. */ imageType?: pulumi.Input<"private_image" | "shared_image" | "instance_image" | "harbor" | "jfrog">; /** Only images in this namespace. */ namespace?: pulumi.Input<string>; /** Only images of this name. */ imageName?: pulumi.Input<string>; /** Only images with this tag. */ imageVersion?: pulumi.Input<string>; /** Only images with vulnerabilities, or only those without. */ hasVul?: pulumi.Input<boolean>; /** Only images whose last scan ended so. */ scanStatus?: pulumi.Input<"unscan" | "success" | "failed" | "download_failed" | "image_oversized">; }> | undefined;
  /**
   * All images of all registries.
   *
   * Allowed: `true`, or left out. When left out: another of `images`, `filter` and `all` is given. A change:
   * updates.
   */
  all?: pulumi.Input<true> | undefined;
  /**
   * What is looked for: HSS's risk types. That several, but not all, may be asked for together is documented
   * nowhere.
   *
   * Allowed: at least one of: `baseline`, `malware`, `sensitiveInfo`, `softwareCompliance`, `vulnerability`;
   * order and duplicates mean nothing. When left out: all of them. A change: updates.
   */
  scanTypes?: pulumi.Input<pulumi.Input<"baseline" | "malware" | "sensitiveInfo" | "softwareCompliance" | "vulnerability">[]> | undefined;
  /**
   * How many images HSS scans in an hour at most.
   *
   * Allowed: a whole number from 1 to 1000. When left out: no limit. A change: no vendor call.
   */
  imagesPerHour?: pulumi.Input<number> | undefined;
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
   * The region in which HSS is used. A change of the configuration or the environment never moves a resource
   * that exists.
   *
   * Allowed: a region, such as `ap-southeast-1`. When left out: what the resource has already, else `region`
   * of the profile, else `huaweicloud:region`, else the environment's `HW_REGION_NAME` or
   * `HUAWEICLOUD_SDK_REGION_ID`. A change: replaces.
   */
  region?: pulumi.Input<string> | undefined;
  /**
   * The project in that region. A change of the configuration or the environment never moves a resource that
   * exists.
   *
   * Allowed: a project's id, 32 hexadecimal digits. When left out: what the resource has already, else
   * `projectId` of the profile, else `huaweicloud:projectId`, else the environment's `HW_PROJECT_ID` or
   * `HUAWEICLOUD_SDK_PROJECT_ID`. A change: replaces.
   */
  projectId?: pulumi.Input<string> | undefined;
  /**
   * The enterprise project; `0` is the default one. A change of the configuration or the environment never
   * moves a resource that exists.
   *
   * Allowed: an enterprise project's id, or `0`. When left out: what the resource has already, else
   * `enterpriseProjectId` of the profile, else `huaweicloud:enterpriseProjectId`, else the environment's
   * `HW_ENTERPRISE_PROJECT_ID`, else `0`. A change: replaces.
   */
  enterpriseProjectId?: pulumi.Input<string> | undefined;
}

/**
 * A one-off scan of registry images by Huawei Cloud HSS. It is submitted when the resource is created, and
 * again for what an update adds; `up` returns when HSS has accepted it. HSS gives a scan no id: it is found
 * in the list of scans, where it can be told from others, and is followed by its images where it cannot. An
 * image that HSS is scanning already is followed, not submitted again. A delete stops what still runs. HSS
 * may charge for scans: the log says how many are free.
 *
 * Errors: NotFound (an image is not known to the vendor, or known twice; the nearest ones are named);
 * QuotaExceeded (images are not licensed for scanning, or there are more than `maxImages`; nothing was
 * submitted); Conflict (the vendor takes no further scan, and `onBusy` is `fail` or the wait was too long);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time; what was submitted is kept, and the next update
 * goes on from there).
 *
 * Permissions: hss:CreateManualImageScanTask, hss:ListImageScanTask, hss:StopImageScanTask,
 * hss:ListRegistryImages, hss:ListRegistry, hss:ListImageVulnerabilities, hss:ShowImagePayPerScanStatistics.
 *
 * @see https://support.huaweicloud.com/intl/en-us/api-hss2.0/CreateManualImageScanTask.html
 *
 * @see https://support.huaweicloud.com/intl/en-us/api-hss2.0/ListImageScanTask.html
 *
 * @see https://support.huaweicloud.com/intl/en-us/api-hss2.0/StopImageScanTask.html
 *
 * @example
 * import { huaweicloud } from "pulumi-image-scan";
 *
 * new huaweicloud.RegistryScanTask("example", {
 *     images: ["team/api:1.4", "team/web:2.0"],
 *     rescanAfterDays: 30,
 * });
 */
export class RegistryScanTask extends pulumi.CustomResource {
  /** The resource's key in the provider's registry. */
  static readonly kind = "huaweicloud/registryScanTask";

  /** What the vendor counts, for the types of a ScanGate. */
  declare public readonly levels?: "high" | "medium" | "low" | "malware";

  /**
   * Exactly these images. Names are looked up in HSS's list each time that HSS is told of them, so that a
   * tag means the image it points at then.
   */
  declare public readonly images: pulumi.Output<Record<string, "" | Record<string, string>> | undefined>;
  /**
   * All images that match, whichever they are when a scan starts.
   */
  declare public readonly filter: pulumi.Output<{ imageType?: "private_image" | "shared_image" | "instance_image" | "harbor" | "jfrog"; namespace?: string; imageName?: string; imageVersion?: string; hasVul?: boolean; scanStatus?: "unscan" | "success" | "failed" | "download_failed" | "image_oversized"; } | undefined>;
  /**
   * All images of all registries.
   */
  declare public readonly all: pulumi.Output<true | undefined>;
  /**
   * What is looked for: HSS's risk types. That several, but not all, may be asked for together is documented
   * nowhere.
   */
  declare public readonly scanTypes: pulumi.Output<("baseline" | "malware" | "sensitiveInfo" | "softwareCompliance" | "vulnerability")[]>;
  /**
   * How many images HSS scans in an hour at most.
   */
  declare public readonly imagesPerHour: pulumi.Output<number | undefined>;
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
   * The region in which HSS is used. A change of the configuration or the environment never moves a resource
   * that exists.
   */
  declare public readonly region: pulumi.Output<string>;
  /**
   * The project in that region. A change of the configuration or the environment never moves a resource that
   * exists.
   */
  declare public readonly projectId: pulumi.Output<string>;
  /**
   * The enterprise project; `0` is the default one. A change of the configuration or the environment never
   * moves a resource that exists.
   */
  declare public readonly enterpriseProjectId: pulumi.Output<string>;
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
      kind: "huaweicloud/registryScanTask",
      name,
      properties: ["images","filter","all","scanTypes","imagesPerHour","rescan","rescanAfterDays","due","triggers","onBusy","queueTimeoutSeconds","cancelOnDelete","maxImages","profile","region","projectId","enterpriseProjectId","taskId","runs","resolved","followed","unfinished"],
      singletonBy: [],
      timeout: "queueTimeoutSeconds",
    };
    const done = sparePromiseStacks();
    try {
      super("pulumi-nodejs:dynamic/imageScan/huaweicloud:RegistryScanTask", name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }
    rememberSelection(this, args);
  }
}
