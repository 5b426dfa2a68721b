import { integer, optional } from "../../core/fields";
import { profileExists, profileField } from "../../core/profile";
import { type Description, exactlyOneOf } from "../../core/resource";
import { taskFields } from "../../core/task";
import { scanTypesField } from "./scanTypes";
import { siteField } from "./site";

/** What every scan task of TCSS is declared with, besides its images. */
export const scanTaskFields = {
  scanTypes: scanTypesField,
  scanTimeoutSeconds: optional(integer(1, 604_800), {
    doc: "After how many seconds TCSS gives up an image.",
    absent: "TCSS's own: an hour for local images, not documented for registry images",
    change: "local",
  }),
  ...taskFields,
  profile: profileField,
  site: siteField,
} as const;

export const scanTaskRules: Description["rules"] = [
  exactlyOneOf("images", "filter", "all", "recommended"),
  (inputs, report) => {
    if (inputs.excludeImages !== undefined && inputs.images !== undefined) {
      report(
        "excludeImages",
        "goes with `filter`, `all` or `recommended`: leave the images out of `images` instead",
      );
    }
  },
  profileExists("tencentcloud"),
];
