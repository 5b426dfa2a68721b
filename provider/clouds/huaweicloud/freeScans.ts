import { asScanError } from "../../core/errors";
import type { HssOperations } from "./api";
import type { HssClient } from "./client";

/** What HSS says of scans that cost nothing, in words. A scan beyond them costs money. */
export async function freeScans(client: HssClient): Promise<string> {
  let answer: HssOperations["ShowImagePayPerScanStatistics"]["answer"];
  try {
    answer = await client.call("ShowImagePayPerScanStatistics", {});
  } catch (failure) {
    const error = asScanError(failure, "ShowImagePayPerScanStatistics");
    if (error.kind !== "Forbidden" && error.kind !== "NotFound") throw error;
    // To know what a scan costs is no condition for scanning.
    return `HSS does not tell these credentials how many scans are free (${error.details.code})`;
  }
  const { free_quota_num: free, repository_scan_num: done } = answer;
  if (typeof free !== "number") return "HSS does not say how many scans are free";
  const used = typeof done === "number" ? ` and ${done} scans of registry images so far` : "";
  return `HSS counts ${free} free scans${used}; it charges for each successful scan beyond the free ones`;
}
