import { type Filters, statusFilter, textFilter } from "./filters";
import type { LocalImage } from "./localImages";
import type { RegistryImage } from "./registryImage";

const COUNTED_RISKS: Readonly<Record<string, string>> = {
  CriticalLevelVul: "CriticalLevelVulCnt",
  HighLevelVul: "HighLevelVulCnt",
  MediumLevelVul: "MediumLevelVulCnt",
  LowLevelVul: "LowLevelVulCnt",
};

/** SecurityRisk: the images that have any of what it names. */
const hasRisk = (image: RegistryImage | LocalImage, risk: string): boolean => {
  const fields: Readonly<Record<string, unknown>> = image;
  return Boolean(fields[COUNTED_RISKS[risk] ?? risk]);
};

/**
 * The documented filters, those of the official examples, and those documented for the vendor's sister lists.
 * Whether this list takes the last is not settled; a client must look at the rows it gets in either case.
 */
export const REGISTRY_FILTERS: Filters<RegistryImage> = {
  IsAuthorized: (image, value) => String(Math.min(image.IsAuthorized, 1)) === value,
  ScanStatus: statusFilter((image) => image.ScanStatus),
  RepoType: (image, value) => image.RegistryType === value,
  SecurityRisk: hasRisk,
  ImageAssetIds: (image, value) => String(image.Id) === value,
  Namespace: textFilter((image) => image.Namespace),
  ImageName: textFilter((image) => image.ImageName),
  ImageTag: textFilter((image) => image.ImageTag),
  ImageId: textFilter((image) => image.ImageId),
  ImageDigest: textFilter((image) => image.ImageDigest),
  ImageRepoAddress: textFilter((image) => image.ImageRepoAddress),
  InstanceName: textFilter((image) => image.InstanceName),
};

/** The documented filters of local images. */
export const LOCAL_FILTERS: Filters<LocalImage> = {
  ImageName: textFilter((image) => image.ImageName),
  ImageID: textFilter((image) => image.ImageID),
  ScanStatus: statusFilter((image) => image.ScanStatus),
  SecurityRisk: hasRisk,
};
