import { asScanError } from "../../core/errors";
import type { Allowance } from "../../core/examination";
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
  return freeScansTold(answer).text;
}

/** The same of an answer that is there already. That none are free is nothing to mend: scans cost money then. */
export function freeScansTold({
  free_quota_num: free,
  repository_scan_num: done,
}: HssOperations["ShowImagePayPerScanStatistics"]["answer"]): Allowance {
  if (typeof free !== "number") return { text: "HSS does not say how many scans are free" };
  const used = typeof done === "number" ? ` and ${done} scans of registry images so far` : "";
  return {
    text: `HSS counts ${free} free scans${used}; it charges for each successful scan beyond the free ones`,
  };
}
