import type { Host } from "../../core/context";
import { type Site, siteOf } from "../../core/site";

/** Where SAS is controlled from: everything in and around mainland China, or everything else. */
const endpoints: Readonly<Record<Site, string>> = {
  mainland: "tds.cn-shanghai.aliyuncs.com",
  international: "tds.ap-southeast-1.aliyuncs.com",
};

export const siteField = siteOf("alicloud", {
  doc:
    "Which of the two halves of Security Center the images are in: that of the regions of mainland China and Hong Kong, " +
    "or that of all other regions. Neither knows the other's images and schedules.",
  ambient: (host) => (/^(cn-|$)/.test(configuredRegion(host)) ? "mainland" : "international"),
  ambientText: "the half that `alicloud:region`, `ALIBABA_CLOUD_REGION` or `ALICLOUD_REGION` is in",
});

/** The host name of SAS on `site`. */
export function serviceHost(site: Site): string {
  return endpoints[site];
}

/** The region that the official provider is configured for; empty if none is. */
function configuredRegion({ config, env }: Host): string {
  return (
    config("alicloud:region") ||
    env.ALIBABA_CLOUD_REGION ||
    env.ALICLOUD_REGION ||
    env.ALIBABA_CLOUD_REGION_ID ||
    ""
  );
}
