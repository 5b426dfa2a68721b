// Made from the provider's field rows by `npm run generate`: edit those.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link getRegistryImages} is asked with. */
export interface GetRegistryImagesArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `registryTypes`, `namespaces`, `latest`, `containerRunning`. When left out: all
   * authorised images.
   */
  filter?: { /** Only registries of these types. */ registryTypes?: string[]; /** Only images in these namespaces. */ namespaces?: string[]; /** Only the newest tag of each repository. */ latest?: true; /** Only images that containers run. */ containerRunning?: true; } | undefined;
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

/** What {@link getRegistryImagesOutput} is asked with. */
export interface GetRegistryImagesOutputArgs {
  /**
   * Only images that match.
   *
   * Allowed: at least one of `registryTypes`, `namespaces`, `latest`, `containerRunning`. When left out: all
   * authorised images.
   */
  filter?: pulumi.Input<{ /** Only registries of these types. */ registryTypes?: pulumi.Input<pulumi.Input<string>[]>; /** Only images in these namespaces. */ namespaces?: pulumi.Input<pulumi.Input<string>[]>; /** Only the newest tag of each repository. */ latest?: pulumi.Input<true>; /** Only images that containers run. */ containerRunning?: pulumi.Input<true>; }> | undefined;
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
  reference: string | { id: number | string } | { namespace: string; name: string; tag?: string; digest?: string; instanceId?: string; instanceName?: string; registryType?: string };
  /**
   * What our image sets, and so plans and gates, call it.
   */
  key: string;
  /**
   * TCSS's id.
   */
  id: string;
  /**
   * The digest, `sha256:…`.
   */
  digest?: string | undefined;
  /**
   * The host of its registry.
   */
  host?: string | undefined;
  /**
   * Its registry's type, such as `tcr`.
   */
  registryType?: string | undefined;
  /**
   * Its registry's instance.
   */
  instanceId?: string | undefined;
  /**
   * The name of that.
   */
  instanceName?: string | undefined;
  /**
   * Its namespace.
   */
  namespace?: string | undefined;
  /**
   * Its repository's name.
   */
  name?: string | undefined;
  /**
   * Its tag.
   */
  tag?: string | undefined;
  /**
   * Whether it is the newest of its repository.
   */
  latest?: boolean | undefined;
  /**
   * Whether containers run it.
   */
  containerRunning?: boolean | undefined;
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
 * The authorised registry images that Tencent Cloud TCSS knows: those that a task with the same `filter`
 * would scan, each with the result of its last scan. It changes nothing.
 *
 * Errors: InvalidInput (an argument is not accepted; all that is wrong is said at once, before any call);
 * Unauthenticated, Forbidden (the credentials are missing, wrong, or may not call an operation); Throttled,
 * Unavailable, Timeout (the vendor did not answer in time, after retries).
 *
 * Permissions: tcss:DescribeAssetImageRegistryList.
 *
 * @example
 * import { tencentcloud } from "pulumi-image-scan";
 *
 * const { images } = tencentcloud.getRegistryImagesOutput({ filter: { namespaces: ["team"] } });
 * export const references = images.apply((all) => all.map(({ reference }) => reference));
 */
export function getRegistryImages(args: GetRegistryImagesArgs = {}): Promise<GetRegistryImagesResult> {
  return lookUp("tencentcloud/getRegistryImages", args);
}

/** As {@link getRegistryImages}, of arguments that may be Outputs, as an Output. */
export function getRegistryImagesOutput(args: GetRegistryImagesOutputArgs = {}): pulumi.Output<GetRegistryImagesResult> {
  return lookUpOutput("tencentcloud/getRegistryImages", args);
}
