import type { Host } from "../../core/context";
import { type Site, siteOf } from "../../core/site";

const domains: Readonly<Record<Site, string>> = {
  mainland: "tencentcloudapi.com",
  international: "intl.tencentcloudapi.com",
};

export const siteField = siteOf("tencentcloud", {
  doc: "Which of Tencent Cloud's two separate clouds the account belongs to.",
  ambient: (host) => (configuredDomain(host) === domains.international ? "international" : "mainland"),
  ambientText: "what `tencentcloud:domain` or `TENCENTCLOUD_DOMAIN` says",
});

/** The host name of `service` on `site`, or under the root domain that is configured for private endpoints. */
export function serviceHost(host: Host, service: string, site: Site): string {
  const domain = configuredDomain(host);
  const isPrivate = domain !== undefined && !Object.values(domains).includes(domain);
  return `${service}.${isPrivate ? domain : domains[site]}`;
}

function configuredDomain(host: Host): string | undefined {
  return host.config("tencentcloud:domain") || host.env.TENCENTCLOUD_DOMAIN || undefined;
}
