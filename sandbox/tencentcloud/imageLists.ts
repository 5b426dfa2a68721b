import type { JsonObject } from "../json";
import type { Account } from "./account";
import type { Assumptions } from "./assumptions";
import { type Filter, ImageList, type PageRequest, statusFilter, textFilter } from "./imageList";
import { type LocalImage, OPTIONAL_LOCAL_IMAGE_FIELDS } from "./localImages";
import { leaveOutUnset, listAs } from "./readBack";
import { OPTIONAL_IMAGE_FIELDS, type RegistryImage } from "./registryImage";

/** What DescribeAssetImageRegistryList takes. */
export type RegistryPageRequest = PageRequest & { OnlyShowLatest?: boolean; IsRunning?: boolean };

const COUNTED_RISKS: Readonly<Record<string, string>> = {
  CriticalLevelVul: "CriticalLevelVulCnt",
  HighLevelVul: "HighLevelVulCnt",
  MediumLevelVul: "MediumLevelVulCnt",
  LowLevelVul: "LowLevelVulCnt",
};

/** SecurityRisk: the images that have any of what it names. */
const hasRisk: Filter<RegistryImage | LocalImage> = (image, risk) => {
  const fields: Readonly<Record<string, unknown>> = image;
  return Boolean(fields[COUNTED_RISKS[risk] ?? risk]);
};

/**
 * The documented filters, those of the official examples, and those documented for the vendor's sister lists.
 * Whether this list takes the last is not settled; a client must look at the rows it gets in either case.
 */
const REGISTRY_FILTERS: Readonly<Record<string, Filter<RegistryImage>>> = {
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

const REGISTRY_SORTABLE: Readonly<Record<string, (image: RegistryImage) => number | string>> = {
  ScanTime: (image) => image.ScanTime,
  VirusCount: (image) => image.VirusCnt,
  SensitiveCount: (image) => image.SensitiveInfoCnt,
  ImageCreateTime: (image) => image.ImageCreateTime,
  ContainerCount: (image) => image.ContainerCnt,
};

const LOCAL_FILTERS: Readonly<Record<string, Filter<LocalImage>>> = {
  ImageName: textFilter((image) => image.ImageName),
  ImageID: textFilter((image) => image.ImageID),
  ScanStatus: statusFilter((image) => image.ScanStatus),
  SecurityRisk: hasRisk,
};

const LOCAL_SORTABLE: Readonly<Record<string, (image: LocalImage) => number | string>> = {
  HostCnt: (image) => image.HostCnt,
  ContainerCnt: (image) => image.ContainerCnt,
  CreateTime: (image) => image.CreateTime,
  ComponentCnt: (image) => image.ComponentCnt,
  SensitiveCount: (image) => image.RiskCnt,
};

/** DescribeAssetImageRegistryList and DescribeAssetImageList over the images of one account. */
export class ImageLists {
  readonly #registry: ImageList<RegistryImage>;
  readonly #local: ImageList<LocalImage>;

  constructor(
    account: Account,
    private readonly assumptions: Assumptions,
  ) {
    this.#registry = new ImageList(account.registryImages, REGISTRY_FILTERS, REGISTRY_SORTABLE);
    this.#local = new ImageList(account.localImages, LOCAL_FILTERS, LOCAL_SORTABLE);
  }

  describeRegistryImages({ OnlyShowLatest, IsRunning, ...request }: RegistryPageRequest): JsonObject {
    const { total, page } = this.#registry.page(request, {
      ...(OnlyShowLatest && { OnlyShowLatest: (image) => image.IsLatestImage }),
      ...(IsRunning && { IsRunning: (image) => image.IsRunning }),
    });
    return this.#answer(total, page, OPTIONAL_IMAGE_FIELDS);
  }

  describeLocalImages(request: PageRequest): JsonObject {
    const { total, page } = this.#local.page(request);
    return this.#answer(total, page, OPTIONAL_LOCAL_IMAGE_FIELDS);
  }

  #answer(total: number, page: readonly JsonObject[], optional: readonly string[]): JsonObject {
    const rows = page.map((image) => leaveOutUnset(image, optional, this.assumptions));
    return { TotalCount: total, List: listAs(rows, this.assumptions) };
  }
}
