import type { Host } from "../../core/context";
import { defaulted, oneOf } from "../../core/fields";

/** Tencent Cloud's two separate clouds: their accounts, keys and data have nothing in common. */
export type Site = "mainland" | "international";

const domains: Readonly<Record<Site, string>> = {
  mainland: "tencentcloudapi.com",
  international: "intl.tencentcloudapi.com",
};

export const siteField = defaulted(
  oneOf("mainland", "international"),
  {
    value: ({ olds, host }) => (olds.site as Site | undefined) ?? ambientSite(host),
    text:
      "what the resource has already, else `imageScan:tencentcloudSite`, else the environment's " +
      "`IMAGE_SCAN_TENCENTCLOUD_SITE`, else what `tencentcloud:domain` or `TENCENTCLOUD_DOMAIN` says, else `mainland`",
  },
  {
    doc:
      "Which of Tencent Cloud's two separate clouds the account belongs to. " +
      "A change of the configuration or the environment never moves a resource that exists.",
    change: "replace",
  },
);

/** The host name of `service` on `site`, or under the root domain that is configured for private endpoints. */
export function serviceHost(host: Host, service: string, site: Site): string {
  const domain = configuredDomain(host);
  const isPrivate = domain !== undefined && !Object.values(domains).includes(domain);
  return `${service}.${isPrivate ? domain : domains[site]}`;
}

function ambientSite(host: Host): Site {
  const named = host.config("imageScan:tencentcloudSite") ?? host.env.IMAGE_SCAN_TENCENTCLOUD_SITE;
  // A word that is no site is passed on, for check to refuse by name.
  if (named) return named as Site;
  return configuredDomain(host) === domains.international ? "international" : "mainland";
}

function configuredDomain(host: Host): string | undefined {
  return host.config("tencentcloud:domain") || host.env.TENCENTCLOUD_DOMAIN || undefined;
}
