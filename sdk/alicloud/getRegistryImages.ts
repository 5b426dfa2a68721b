// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getRegistryImages} is asked with. */
export interface GetRegistryImagesArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `registryTypes`, `regionIds`, `instanceIds`, `repoNamespaces`, `repoIds`,
   * `repoNames`, `tags`. When left out: all images.
   */
  filter?: { /** Only registries of these types. */ registryTypes?: string[]; /** Only registries in these regions. */ regionIds?: string[]; /** Only these registry instances. */ instanceIds?: string[]; /** Only images in these namespaces. */ repoNamespaces?: string[]; /** Only images of these repositories. */ repoIds?: string[]; /** Only images of repositories of these names. */ repoNames?: string[]; /** Only images with these tags. */ tags?: string[]; } | undefined;
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   *
   * Allowed: the name of a profile. When left out: `imageScan:profile` of the stack, else `default`.
   */
  profile?: string | undefined;
  /**
   * Which of the two halves of Security Center the images are in: that of the regions of mainland China and
   * Hong Kong, or that of all other regions. Neither knows the other's images and schedules.
   *
   * Allowed: `mainland`, `international`. When left out: `imageScan:alicloudSite`, else the environment's
   * `IMAGE_SCAN_ALICLOUD_SITE`, else the half that `alicloud:region`, `ALIBABA_CLOUD_REGION` or
   * `ALICLOUD_REGION` is in, else `mainland`.
   */
  site?: "mainland" | "international" | undefined;
}

/** What {@link getRegistryImagesOutput} is asked with. */
export interface GetRegistryImagesOutputArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `registryTypes`, `regionIds`, `instanceIds`, `repoNamespaces`, `repoIds`,
   * `repoNames`, `tags`. When left out: all images.
   */
  filter?: pulumi.Input<{ /** Only registries of these types. */ registryTypes?: pulumi.Input<pulumi.Input<string>[]>; /** Only registries in these regions. */ regionIds?: pulumi.Input<pulumi.Input<string>[]>; /** Only these registry instances. */ instanceIds?: pulumi.Input<pulumi.Input<string>[]>; /** Only images in these namespaces. */ repoNamespaces?: pulumi.Input<pulumi.Input<string>[]>; /** Only images of these repositories. */ repoIds?: pulumi.Input<pulumi.Input<string>[]>; /** Only images of repositories of these names. */ repoNames?: pulumi.Input<pulumi.Input<string>[]>; /** Only images with these tags. */ tags?: pulumi.Input<pulumi.Input<string>[]>; }> | undefined;
  /**
   * Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. `default`
   * means the cloud's usual configuration and environment.
   *
   * Allowed: the name of a profile. When left out: `imageScan:profile` of the stack, else `default`.
   */
  profile?: pulumi.Input<string> | undefined;
  /**
   * Which of the two halves of Security Center the images are in: that of the regions of mainland China and
   * Hong Kong, or that of all other regions. Neither knows the other's images and schedules.
   *
   * Allowed: `mainland`, `international`. When left out: `imageScan:alicloudSite`, else the environment's
   * `IMAGE_SCAN_ALICLOUD_SITE`, else the half that `alicloud:region`, `ALIBABA_CLOUD_REGION` or
   * `ALICLOUD_REGION` is in, else `mainland`.
   */
  site?: pulumi.Input<"mainland" | "international"> | undefined;
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
  reference: string | { repoNamespace: string; repoName: string; tag?: string; digest?: string; instanceId?: string; regionId?: string; registryType?: string; repoId?: string };
  /**
   * What our image sets, and so plans and gates, call it.
   */
  key: string;
  /**
   * The digest, `sha256:…`.
   */
  digest?: string | undefined;
  /**
   * Its registry's type, such as `acr`.
   */
  registryType?: string | undefined;
  /**
   * Its registry's instance.
   */
  instanceId?: string | undefined;
  /**
   * The region of that.
   */
  regionId?: string | undefined;
  /**
   * Its repository's id.
   */
  repoId?: string | undefined;
  /**
   * Its namespace.
   */
  repoNamespace?: string | undefined;
  /**
   * Its repository's name.
   */
  repoName?: string | undefined;
  /**
   * Its tag; another image may have it by now.
   */
  tag?: string | undefined;
  /**
   * How far its scan is, in Security Center's words.
   */
  scanStatus?: string | undefined;
  /**
   * When it was last scanned; missing if never.
   */
  scannedAt?: string | undefined;
  /**
   * What was found then. The list counts vulnerabilities, and alerts as `malware`, but not by severity.
   */
  findings?: { vulnerabilities?: number; malware?: number } | undefined;
}

/**
 * The registry images that Alibaba Cloud Security Center knows: those that a task with the same `filter`
 * would scan, each with the result of its last scan. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: yundun-sas:DescribeImageInstances.
 *
 * @example
 * import { alicloud } from "pulumi-image-scan";
 *
 * const { images } = alicloud.getRegistryImagesOutput({ filter: { repoNamespaces: ["team"] } });
 * export const references = images.apply((all) => all.map(({ reference }) => reference));
 */
export function getRegistryImages(args: GetRegistryImagesArgs = {}): Promise<GetRegistryImagesResult> {
  return lookUp("alicloud/getRegistryImages", args);
}

/** As {@link getRegistryImages}, of arguments that may be Outputs, as an Output. */
export function getRegistryImagesOutput(args: GetRegistryImagesOutputArgs = {}): pulumi.Output<GetRegistryImagesResult> {
  return lookUpOutput("alicloud/getRegistryImages", args);
}
