// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getLocalImages} is asked with. */
export interface GetLocalImagesArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `containerRunning`. When left out: all authorised images.
   */
  filter?: { /** Only images that containers run. */ containerRunning?: true; } | undefined;
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

/** What {@link getLocalImagesOutput} is asked with. */
export interface GetLocalImagesOutputArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `containerRunning`. When left out: all authorised images.
   */
  filter?: pulumi.Input<{ /** Only images that containers run. */ containerRunning?: pulumi.Input<true>; }> | undefined;
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
  reference: string;
  /**
   * What our image sets, and so plans and gates, call it.
   */
  key: string;
  /**
   * Its id, `sha256:…`: of its configuration, not of a registry's manifest.
   */
  id: string;
  /**
   * Its name there, with a tag.
   */
  name?: string | undefined;
  /**
   * The host in that name.
   */
  host?: string | undefined;
  /**
   * How many containers run it.
   */
  containers?: number | undefined;
  /**
   * How far its scan is, in TCSS's words.
   */
  scanStatus?: string | undefined;
  /**
   * When it was last scanned, as TCSS writes it; missing if never.
   */
  scannedAt?: string | undefined;
  /**
   * What was found then, as far as TCSS's list counts it.
   */
  findings?: { critical?: number; high?: number; medium?: number; low?: number; malware?: number; sensitiveInfo?: number } | undefined;
}

/**
 * The authorised images on nodes that Tencent Cloud TCSS knows, each with the result of its last scan. TCSS
 * does not tell which clusters an image is in. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: tcss:DescribeAssetImageList.
 *
 * @example
 * import { tencentcloud } from "pulumi-image-scan";
 *
 * const { images } = tencentcloud.getLocalImagesOutput({ filter: { containerRunning: true } });
 * export const references = images.apply((all) => all.map(({ reference }) => reference));
 */
export function getLocalImages(args: GetLocalImagesArgs = {}): Promise<GetLocalImagesResult> {
  return lookUp("tencentcloud/getLocalImages", args);
}

/** As {@link getLocalImages}, of arguments that may be Outputs, as an Output. */
export function getLocalImagesOutput(args: GetLocalImagesOutputArgs = {}): pulumi.Output<GetLocalImagesResult> {
  return lookUpOutput("tencentcloud/getLocalImages", args);
}
