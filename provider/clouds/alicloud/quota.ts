import { ScanError } from "../../core/errors";
import type { Allowance } from "../../core/examination";
import type { ImageFilter, SasActions } from "./api";
import type { SasClient } from "./client";

/** What a scan of a selection comes to. */
export interface Estimate {
  /** Images to scan, at most. */
  readonly images: number;
  /** What of the quota it uses up, at least and at most: SAS's documents contradict its names for the two numbers. */
  readonly needs: { readonly least: number; readonly most: number };
}

/** What SAS says that a scan of the images of `filter` would come to. */
export async function estimate(client: SasClient, filter: ImageFilter): Promise<Estimate> {
  const { Data } = await client.call("PublicPreCheckImageScanTask", filter);
  const numbers = [Number(Data?.NeedAuthCount ?? 0), Number(Data?.ScanImageCount ?? 0)];
  const most = Math.max(...numbers);
  return { images: most, needs: { least: Math.min(...numbers), most } };
}

/** Refuses a scan for which the quota may not do: SAS would begin it, and stop midway. */
export async function refuseWithoutQuota(client: SasClient, { images, needs }: Estimate): Promise<void> {
  const quota = quotaOf(await client.call("DescribeImageScanAuthCount", {}));
  // Where SAS does not say, the scan itself will.
  if (quota === undefined || quota.left >= needs.most) return;
  const { capacity, left } = quota;
  const needed = needs.least === needs.most ? String(needs.most) : `${needs.least} to ${needs.most}`;
  throw new ScanError({
    kind: "QuotaExceeded",
    action: "PublicPreCheckImageScanTask",
    text: `the scan of ${images} images needs ${needed} of the scan quota, and ${left} of ${capacity} are left`,
    remedy: "Buy more, or narrow the selection. Nothing was submitted.",
    mayHaveActed: false,
  });
}

/** How many scans are left of those bought, in words, with what to do when there are none. */
export function quotaTold(answer: QuotaAnswer): Allowance {
  const quota = quotaOf(answer);
  if (quota === undefined) return { text: "Security Center does not say how many scans are left" };
  const { capacity, left } = quota;
  const text = `${left} of ${capacity} scans are left; each digest that is scanned for the first time uses one`;
  if (left > 0) return { text };
  return { text, remedy: "Buy image scans in Security Center's console: without them a scan stops midway." };
}

type QuotaAnswer = SasActions["DescribeImageScanAuthCount"]["response"];

function quotaOf({
  ImageScan,
}: QuotaAnswer): { readonly capacity: number; readonly left: number } | undefined {
  const { ImageScanCapacity: capacity, ScanCount: used } = ImageScan ?? {};
  if (typeof capacity !== "number" || typeof used !== "number") return undefined;
  return { capacity, left: capacity - used };
}
