import { ScanError } from "../../core/errors";
import type { ImageFilter } from "./api";
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
  const { ImageScan } = await client.call("DescribeImageScanAuthCount", {});
  const { ImageScanCapacity: capacity, ScanCount: used } = ImageScan ?? {};
  // Where SAS does not say, the scan itself will.
  if (typeof capacity !== "number" || typeof used !== "number") return;
  const left = capacity - used;
  if (left >= needs.most) return;
  const needed = needs.least === needs.most ? String(needs.most) : `${needs.least} to ${needs.most}`;
  throw new ScanError({
    kind: "QuotaExceeded",
    action: "PublicPreCheckImageScanTask",
    text: `the scan of ${images} images needs ${needed} of the scan quota, and ${left} of ${capacity} are left`,
    remedy: "Buy more, or narrow the selection. Nothing was submitted.",
    mayHaveActed: false,
  });
}
