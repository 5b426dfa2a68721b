// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getLocalImages} is asked with. */
export interface GetLocalImagesArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `localImageType`, `imageName`, `imageVersion`, `scanStatus`, `hasVul`,
   * `hostId`, `hostName`, `clusterId`, `containerName`, `podName`, `appName`. When left out: all images.
   */
  filter?: { /** Only images of this kind. */ localImageType?: "swr_image" | "other_image"; /** Only images of this name. */ imageName?: string; /** Only images with this tag. */ imageVersion?: string; /** Only images whose last scan ended so. */ scanStatus?: "unscan" | "success" | "failed"; /** Only images with vulnerabilities, or only those without. */ hasVul?: boolean; /** Only images on this server. */ hostId?: string; /** Only images on this server. */ hostName?: string; /** Only images on the nodes of this cluster. */ clusterId?: string; /** Only images that this container runs. */ containerName?: string; /** Only images that this pod runs. */ podName?: string; /** Only images with this software. */ appName?: string; } | undefined;
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

/** What {@link getLocalImagesOutput} is asked with. */
export interface GetLocalImagesOutputArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `localImageType`, `imageName`, `imageVersion`, `scanStatus`, `hasVul`,
   * `hostId`, `hostName`, `clusterId`, `containerName`, `podName`, `appName`. When left out: all images.
   */
  filter?: pulumi.Input<{ /** Only images of this kind. */ localImageType?: pulumi.Input<"swr_image" | "other_image">; /** Only images of this name. */ imageName?: pulumi.Input<string>; /** Only images with this tag. */ imageVersion?: pulumi.Input<string>; /** Only images whose last scan ended so. */ scanStatus?: pulumi.Input<"unscan" | "success" | "failed">; /** Only images with vulnerabilities, or only those without. */ hasVul?: pulumi.Input<boolean>; /** Only images on this server. */ hostId?: pulumi.Input<string>; /** Only images on this server. */ hostName?: pulumi.Input<string>; /** Only images on the nodes of this cluster. */ clusterId?: pulumi.Input<string>; /** Only images that this container runs. */ containerName?: pulumi.Input<string>; /** Only images that this pod runs. */ podName?: pulumi.Input<string>; /** Only images with this software. */ appName?: pulumi.Input<string>; }> | undefined;
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

/** What {@link getLocalImages} answers. */
export interface GetLocalImagesResult {
  /**
   * In the order of their keys.
   */
  images: GetLocalImagesImage[];
}

/** One image of {@link GetLocalImagesResult}. */
export interface GetLocalImagesImage {
  /**
   * What goes into `images` of a task or a schedule: a reference, or coordinates where no reference means it
   * alone.
   */
  reference: string | { imageId: string } | { imageName: string; imageVersion?: string; imageDigest?: string } | { imageDigest: string };
  /**
   * What our image sets, and so plans and gates, call it.
   */
  key: string;
  /**
   * HSS's id of it, which goes into `images` as `{ imageId }`.
   */
  id: string;
  /**
   * The digest, `sha256:…`.
   */
  digest?: string | undefined;
  /**
   * The host in its name.
   */
  host?: string | undefined;
  /**
   * Its name there.
   */
  imageName?: string | undefined;
  /**
   * Its tag.
   */
  imageVersion?: string | undefined;
  /**
   * Whether it came from SWR, in HSS's words.
   */
  localImageType?: string | undefined;
  /**
   * How its last scan ended, or how far it is, in HSS's words.
   */
  scanStatus?: string | undefined;
  /**
   * When it was last scanned; missing if never.
   */
  scannedAt?: string | undefined;
  /**
   * What was found then. The list counts vulnerabilities, and malicious files as `malware`, but not by
   * severity.
   */
  findings?: { vulnerabilities?: number; malware?: number } | undefined;
}

/**
 * The images on nodes that Huawei Cloud HSS knows and can scan: those that a task with the same `filter`
 * would scan, each with the result of its last scan. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: hss:ListImageLocal.
 *
 * @example
 * import { huaweicloud } from "pulumi-image-scan";
 *
 * const { images } = huaweicloud.getLocalImagesOutput({ filter: { localImageType: "swr_image" } });
 * export const references = images.apply((all) => all.map(({ reference }) => reference));
 */
export function getLocalImages(args: GetLocalImagesArgs = {}): Promise<GetLocalImagesResult> {
  return lookUp("huaweicloud/getLocalImages", args);
}

/** As {@link getLocalImages}, of arguments that may be Outputs, as an Output. */
export function getLocalImagesOutput(args: GetLocalImagesOutputArgs = {}): pulumi.Output<GetLocalImagesResult> {
  return lookUpOutput("huaweicloud/getLocalImages", args);
}
