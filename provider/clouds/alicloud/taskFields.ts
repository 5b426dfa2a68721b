import { profileExists, profileField } from "../../core/profile";
import type { Description } from "../../core/resource";
import { taskFields } from "../../core/taskFields";
import { siteField } from "./site";

/** What every scan of SAS is declared with, besides what it scans. */
export const scanTaskFields = { ...taskFields, profile: profileField, site: siteField } as const;

export const scanTaskRules: Description["rules"] = [profileExists("alicloud")];

/** The operations behind the life of every scan, whoever submits it. */
export const scanTaskPermissions = [
  "yundun-aegis:GetOnceTaskResultInfo",
  "yundun-sas:DescribeOnceTaskLeafRecordPage",
  "yundun-sas:ListUnfinishedOnceTask",
  "yundun-sas:CancelOnceTask",
  "yundun-sas:DescribeImageVulList",
];

/** The vendor's page of an operation. */
export function vendorDocument(operation: string): string {
  return `https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-${operation.toLowerCase()}`;
}
