import { integer, optional } from "../../core/fields";
import { profileExists } from "../../core/profile";
import type { Description } from "../../core/resource";
import { taskFields } from "../../core/taskFields";
import { placeFields } from "./place";
import { scanTypesField } from "./scanScope";

/** What every scan of HSS is declared with, besides its images. */
export const scanTaskFields = {
  scanTypes: scanTypesField,
  imagesPerHour: optional(integer(1, 1000), {
    doc: "How many images HSS scans in an hour at most.",
    absent: "no limit",
    change: "local",
  }),
  ...taskFields,
  ...placeFields,
} as const;

export const scanTaskRules: Description["rules"] = [profileExists("huaweicloud")];

/** The vendor's page of an operation. */
export function vendorDocument(operation: string): string {
  return `https://support.huaweicloud.com/intl/en-us/api-hss2.0/${operation}.html`;
}
