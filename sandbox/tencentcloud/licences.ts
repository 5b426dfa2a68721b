import type { JsonObject } from "../json";
import type { Account } from "./account";
import type { LocalImage } from "./localImages";

/**
 * DescribeImageAuthorizedInfo: an account has as many licences as it has bought, or uses where that is more. An
 * image that is both in a registry and on a node is counted once in each, and as repeated.
 */
export function describeLicences({ registryImages, localImages, licences }: Account): JsonObject {
  const registry = registryImages.list();
  const local = onceEach(localImages.list());
  const licensed = (images: readonly { readonly IsAuthorized: number }[]) =>
    images.filter(({ IsAuthorized }) => IsAuthorized > 0).length;
  const used = licensed(registry) + licensed(local);
  const bought = Math.max(licences, used);
  const ids = new Set(registry.map(({ ImageId }) => ImageId));
  return {
    TotalAuthorizedCnt: bought,
    UsedAuthorizedCnt: used,
    ScannedImageCnt: used,
    NotScannedImageCnt: registry.length + local.length - used,
    NotScannedLocalImageCnt: local.length - licensed(local),
    TrialAuthorizedCnt: 0,
    UsedTrialAuthorizedCnt: 0,
    PurchasedAuthorizedCnt: bought,
    UsedPurchasedAuthorizedCnt: used,
    CanApplyFreeImageAuthorize: false,
    ImageScanInquireInfo: {
      InquireKey: "sv_tcss_image_scan",
      Capcity: bought,
      Useage: used,
      StartTime: "2026-01-01 00:00:00",
      EndTime: "2027-01-01 00:00:00",
      PurchaseStatus: "Normal",
      ResourceID: "tcss-sandbox1",
      PayNum: bought,
      TrialNum: 0,
      PayUsage: used,
    },
    RepeatImageIdCnt: local.filter(({ ImageID }) => ids.has(ImageID)).length,
  };
}

function onceEach(rows: readonly LocalImage[]): LocalImage[] {
  return [...new Map(rows.map((row) => [row.ImageID, row])).values()];
}
