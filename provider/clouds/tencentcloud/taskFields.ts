import { integer, optional } from "../../core/fields";
import { profileExists, profileField } from "../../core/profile";
import type { Description } from "../../core/resource";
import { taskFields } from "../../core/taskFields";
import { scanTypesField } from "./scanTypes";
import { selectionRules } from "./selection";
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

export const scanTaskRules: Description["rules"] = [...selectionRules, profileExists("tencentcloud")];
