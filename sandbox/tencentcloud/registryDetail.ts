import type { JsonObject, Uint64 } from "../json";
import type { Assumptions } from "./assumptions";
import { type Fields, STRING, UINT64 } from "./parameters";
import { leaveOutUnset } from "./readBack";
import type { RegistryImage } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import { missingParameter, resourceNotFound } from "./vendorError";

type WhichDetail = { Id?: Uint64; ImageId?: string };

/** What DescribeAssetImageRegistryDetail takes: either one. */
export const WHICH_DETAIL: Fields = { Id: UINT64, ImageId: STRING };

/** What the list says of an image and the detail does not. */
const NOT_TOLD: ReadonlySet<string> = new Set<keyof RegistryImage>([
  "IsTrustImage",
  "IsLatestImage",
  "LowLevelVulCnt",
  "MediumLevelVulCnt",
  "HighLevelVulCnt",
  "CriticalLevelVulCnt",
  "ContainerCnt",
  "ComponentCnt",
  "IsRunning",
  "HasNeedFixVul",
  "RecommendedFix",
]);

/** The fields that the vendor's model says may be absent. */
const OPTIONAL = ["SensitiveInfoCnt", "Id", "Solution", "Reason"];

/** DescribeAssetImageRegistryDetail: one image, without the counts by severity that the list has. */
export function describeRegistryImage(
  { Id, ImageId }: WhichDetail,
  images: RegistryImages,
  assumptions: Assumptions,
): JsonObject {
  if (Id === undefined && !ImageId) throw missingParameter("Id");
  const image = Id === undefined ? images.list().find((other) => other.ImageId === ImageId) : images.byId(Id);
  if (!image) throw resourceNotFound(`image ${Id ?? ImageId}`);
  const told = Object.entries(image).filter(([name]) => !NOT_TOLD.has(name));
  return leaveOutUnset({ ...Object.fromEntries(told), LayerInfo: "" }, OPTIONAL, assumptions);
}
