import type { JsonObject, Uint64 } from "../json";
import type { Account } from "./account";
import type { Assumptions } from "./assumptions";
import { type Filters, textFilter } from "./filters";
import type { Vulnerability } from "./findings";
import { IMAGE_INFO, type ImageInfo } from "./imageInfo";
import { ImageList, PAGE_REQUEST, type PageRequest } from "./imageList";
import { type Fields, required, STRING, UINT64 } from "./parameters";
import { leaveOutUnset, listAs } from "./readBack";
import { namedImages } from "./registrySelection";
import { missingParameter, resourceNotFound } from "./vendorError";

type RegistryRequest = Omit<PageRequest, "By" | "Order"> & { Id?: Uint64; ImageInfo?: ImageInfo };
export type LocalVulnerabilityRequest = PageRequest & { ImageID: string };

const { By: _, Order: __, ...UNSORTED_PAGE_REQUEST } = PAGE_REQUEST;

/** What DescribeAssetImageRegistryVulList takes. */
export const LIST_REGISTRY_VULNERABILITIES: Fields = {
  ...UNSORTED_PAGE_REQUEST,
  ImageInfo: IMAGE_INFO,
  Id: UINT64,
};

/** What DescribeAssetImageVulList takes. */
export const LIST_LOCAL_VULNERABILITIES: Fields = { ...PAGE_REQUEST, ImageID: required(STRING) };

const LOCAL_FILTERS: Filters<Vulnerability> = {
  Level: ({ Level }, value) => Level === value,
  Name: textFilter(({ Name }) => Name),
};
const REGISTRY_FILTERS: Filters<Vulnerability> = {
  ...LOCAL_FILTERS,
  Tag: ({ Tag }, value) => Tag.includes(value),
};
const SORTABLE = { Level: ({ Level }: Vulnerability) => Level };
/** Its document has signs for the words that other lists take. */
const ORDERS: Readonly<Record<string, string>> = { "+": "asc", "-": "desc" };
const OPTIONAL = ["AttackLevel"];

/** DescribeAssetImageRegistryVulList: what the last scan of a registry image for vulnerabilities found. */
export function describeRegistryVulnerabilities(
  { Id, ImageInfo, ...request }: RegistryRequest,
  { registryImages }: Account,
  assumptions: Assumptions,
): JsonObject {
  if (Id === undefined && !ImageInfo) throw missingParameter("Id");
  const which = Id === undefined ? { Images: ImageInfo ? [ImageInfo] : [] } : { Id: [Id] };
  const rows = namedImages(which, registryImages).flatMap((image) => registryImages.foundIn(image));
  return answer(rows, REGISTRY_FILTERS, request, assumptions, (row) => row);
}

/** DescribeAssetImageVulList: the same of an image on nodes. */
export function describeLocalVulnerabilities(
  { ImageID, Order = "asc", ...request }: LocalVulnerabilityRequest,
  { localImages }: Account,
  assumptions: Assumptions,
): JsonObject {
  const [image] = localImages.byId(ImageID);
  if (!image) throw resourceNotFound(`image ${ImageID}`);
  const sorted = { ...request, Order: ORDERS[Order] ?? Order };
  return answer(localImages.foundIn(image), LOCAL_FILTERS, sorted, assumptions, (row) =>
    localRow(row, assumptions),
  );
}

function answer(
  vulnerabilities: readonly Vulnerability[],
  filters: Filters<Vulnerability>,
  request: PageRequest,
  assumptions: Assumptions,
  shown: (row: Vulnerability) => JsonObject,
): JsonObject {
  const list = new ImageList({ version: 0, list: () => [...vulnerabilities] }, filters, SORTABLE);
  const { total, page } = list.page(request);
  const rows = page.map((row) => leaveOutUnset(shown(row), OPTIONAL, assumptions));
  return { TotalCount: total, List: listAs(rows, assumptions) };
}

/** The same as ImagesVul, where some fields have other names and types. */
function localRow(row: Vulnerability, { localVulnerabilityFields }: Assumptions): JsonObject {
  const { POCID: _, Components: __, CvssScore, CvssVector, FixedVersions, Tag, ...same } = row;
  return {
    ...same,
    Level: Number(row.Level),
    CVSSV3Score: Number(CvssScore),
    CVSSV3Desc: CvssVector,
    IsSuggest: row.IsSuggest === "true",
    ...(localVulnerabilityFields === "all" && { FixedVersions, Tag }),
  };
}
