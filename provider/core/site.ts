import type { Host } from "./context";
import { defaulted, type Field, oneOf } from "./fields";

/** The two halves that a vendor's cloud is in: neither knows the other's data. */
export type Site = "mainland" | "international";

/** How the input `site` of one cloud reads. */
interface SiteRow {
  readonly doc: string;
  /** The site that the surroundings speak of, where neither the program nor our own configuration names one. */
  ambient(host: Host): Site;
  readonly ambientText: string;
}

/** The input that says in which half of `cloud` a resource is. */
export function siteOf(cloud: string, { doc, ambient, ambientText }: SiteRow): Field<Site, "defaulted"> {
  const key = `imageScan:${cloud}Site`;
  const variable = `IMAGE_SCAN_${cloud.toUpperCase()}_SITE`;
  return defaulted(
    oneOf("mainland", "international"),
    {
      // A word that is no site is passed on, for check to refuse by name.
      value: ({ olds, host }) =>
        (olds.site as Site | undefined) ??
        (((host.config(key) ?? host.env[variable]) || ambient(host)) as Site),
      text:
        `what the resource has already, else \`${key}\`, else the environment's \`${variable}\`, ` +
        `else ${ambientText}, else \`mainland\``,
    },
    {
      doc: `${doc} A change of the configuration or the environment never moves a resource that exists.`,
      change: "replace",
    },
  );
}
