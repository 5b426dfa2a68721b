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
   * Allowed: `3`, `7`, `14`. Required. A change: updates.
   */
  everyDays: pulumi.Input<3 | 7 | 14>;
  /**
   * What is looked for: HSS's risk types. That several, but not all, may be asked for together is documented
   * nowhere.
   *
   * Allowed: at least one of: `baseline`, `malware`, `sensitiveInfo`, `softwareCompliance`, `vulnerability`;
   * order and duplicates mean nothing. When left out: all of them. A change: updates.
   */
  scanTypes?: pulumi.Input<pulumi.Input<"baseline" | "malware" | "sensitiveInfo" | "softwareCompliance" | "vulnerability">[]> | undefined;
  /**
   * Whose images are scanned. `all` means the registries that there are now: a new one is drift, until the
   * next update adds it.
   *
   * Allowed: `all`, or a set of at least one registry (order and duplicates mean nothing), each a registry's
   * name, or its id, as HSS lists them. Required. A change: updates.
   */
  registries: pulumi.Input<"all" | pulumi.Input<string>[]>;
  /**
   * Only images that were updated within so many days; `0` means all.
   *
   * Allowed: `0`, `1`, `3`, `7`. When left out: kept as found, never compared. A change: updates.
   */
  updatedWithinDays?: pulumi.Input<0 | 1 | 3 | 7> | undefined;
  /**
   * How many images HSS scans in an hour at most; `0` means no limit.
   *
   * Allowed: a whole number from 0 to 1000. When left out: kept as found, never compared. A change: updates.
   */
  imagesPerHour?: pulumi.Input<number> | undefined;
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
 * The scheduled scan of registry images by Huawei Cloud HSS, of which a project has one (an enterprise
 * project, where there are some). Found switched on, it is taken over only with `adopt`; a delete gives back
 * what was there before. HSS knows no time of day.
 *
 * Errors: AlreadyExists (a schedule is switched on already and differs, and `adopt` is not set; nothing was
 * changed); Conflict (two resources of one program manage the same schedule); NotFound (a registry is not
 * known to HSS; the nearest ones are named); Unauthenticated, Forbidden (the credentials are missing, wrong,
 * or may not call an operation); Throttled, Unavailable, Timeout (the vendor did not answer in time, after
 * retries; run the update again, it goes on from what the vendor has).
 *
 * Permissions: hss:ListImageScanPolicy, hss:ModifyImageScanPolicy, hss:ListRegistry.
 *
 * @see https://support.huaweicloud.com/intl/en-us/api-hss2.0/ListImageScanPolicy.html
 *
 * @see https://support.huaweicloud.com/intl/en-us/api-hss2.0/ModifyImageScanPolicy.html
 *
 * @example
 * import { huaweicloud } from "pulumi-image-scan";
 *
 * new huaweicloud.RegistryScanSchedule("example", {
 *     everyDays: 7,
 *     registries: "all",
 *     scanTypes: ["vulnerability", "malware"],
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
  declare public readonly everyDays: pulumi.Output<3 | 7 | 14>;
  /**
   * What is looked for: HSS's risk types. That several, but not all, may be asked for together is documented
   * nowhere.
   */
  declare public readonly scanTypes: pulumi.Output<("baseline" | "malware" | "sensitiveInfo" | "softwareCompliance" | "vulnerability")[]>;
  /**
   * Whose images are scanned. `all` means the registries that there are now: a new one is drift, until the
   * next update adds it.
   */
  declare public readonly registries: pulumi.Output<"all" | Record<string, "" | Record<string, string>>>;
  /**
   * Only images that were updated within so many days; `0` means all.
   */
  declare public readonly updatedWithinDays: pulumi.Output<0 | 1 | 3 | 7 | undefined>;
  /**
   * How many images HSS scans in an hour at most; `0` means no limit.
   */
  declare public readonly imagesPerHour: pulumi.Output<number | undefined>;
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
   * The ids of the registries, by the names they were given.
   */
  declare public readonly resolved: pulumi.Output<Record<string, Record<string, string>>>;
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
      kind: "huaweicloud/registryScanSchedule",
      name,
      properties: ["enabled","everyDays","scanTypes","registries","updatedWithinDays","imagesPerHour","adopt","onDelete","profile","region","projectId","enterpriseProjectId","resolved","previous","written"],
      singletonBy: ["profile","region","projectId","enterpriseProjectId"],
    };
    const done = sparePromiseStacks();
    try {
      super("pulumi-nodejs:dynamic/imageScan/huaweicloud:RegistryScanSchedule", name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }
  }
}
