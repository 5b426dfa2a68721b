// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getRegistryImages} is asked with. */
export interface GetRegistryImagesArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `imageType`, `namespace`, `imageName`, `imageVersion`, `hasVul`, `scanStatus`.
   * When left out: all images.
   */
  filter?: { /** Only images of this kind. */ imageType?: "private_image" | "shared_image" | "instance_image" | "harbor" | "jfrog"; /** Only images in this namespace. */ namespace?: string; /** Only images of this name. */ imageName?: string; /** Only images with this tag. */ imageVersion?: string; /** Only images with vulnerabilities, or only those without. */ hasVul?: boolean; /** Only images whose last scan ended so. */ scanStatus?: "unscan" | "success" | "failed" | "download_failed" | "image_oversized"; } | undefined;
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

/** What {@link getRegistryImagesOutput} is asked with. */
export interface GetRegistryImagesOutputArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `imageType`, `namespace`, `imageName`, `imageVersion`, `hasVul`, `scanStatus`.
   * When left out: all images.
   */
  filter?: pulumi.Input<{ /** Only images of this kind. */ imageType?: pulumi.Input<"private_image" | "shared_image" | "instance_image" | "harbor" | "jfrog">; /** Only images in this namespace. */ namespace?: pulumi.Input<string>; /** Only images of this name. */ imageName?: pulumi.Input<string>; /** Only images with this tag. */ imageVersion?: pulumi.Input<string>; /** Only images with vulnerabilities, or only those without. */ hasVul?: pulumi.Input<boolean>; /** Only images whose last scan ended so. */ scanStatus?: pulumi.Input<"unscan" | "success" | "failed" | "download_failed" | "image_oversized">; }> | undefined;
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

/** What {@link getRegistryImages} answers. */
export interface GetRegistryImagesResult {
  /**
   * In the order of their keys.
   */
  images: GetRegistryImagesImage[];
}

/** One image of {@link GetRegistryImagesResult}. */
export interface GetRegistryImagesImage {
  /**
   * What goes into `images` of a task or a schedule: a reference, or coordinates where no reference means it
   * alone.
   */
  reference: string | { id: number | string } | { namespace: string; imageName: string; imageVersion?: string; imageDigest?: string; instanceId?: string; registryId?: string; registryName?: string };
  /**
   * What our image sets, and so plans and gates, call it.
   */
  key: string;
  /**
   * HSS's id of it.
   */
  id: string;
  /**
   * The digest, `sha256:…`.
   */
  digest?: string | undefined;
  /**
   * The host of its registry, as far as HSS tells.
   */
  host?: string | undefined;
  /**
   * Its registry's id.
   */
  registryId?: string | undefined;
  /**
   * Its registry's name.
   */
  registryName?: string | undefined;
  /**
   * Its registry's type.
   */
  registryType?: string | undefined;
  /**
   * Its registry's instance.
   */
  instanceId?: string | undefined;
  /**
   * Its namespace.
   */
  namespace?: string | undefined;
  /**
   * Its repository's name.
   */
  imageName?: string | undefined;
  /**
   * Its tag.
   */
  imageVersion?: string | undefined;
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
 * The registry images that Huawei Cloud HSS knows and can scan: those that a task with the same `filter`
 * would scan, each with the result of its last scan. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: hss:ListRegistryImages, hss:ListRegistry.
 *
 * @example
 * import { huaweicloud } from "pulumi-image-scan";
 *
 * const { images } = huaweicloud.getRegistryImagesOutput({ filter: { namespace: "team" } });
 * export const references = images.apply((all) => all.map(({ reference }) => reference));
 */
export function getRegistryImages(args: GetRegistryImagesArgs = {}): Promise<GetRegistryImagesResult> {
  return lookUp("huaweicloud/getRegistryImages", args);
}

/** As {@link getRegistryImages}, of arguments that may be Outputs, as an Output. */
export function getRegistryImagesOutput(args: GetRegistryImagesOutputArgs = {}): pulumi.Output<GetRegistryImagesResult> {
  return lookUpOutput("huaweicloud/getRegistryImages", args);
}
