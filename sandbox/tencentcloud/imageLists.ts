import type { JsonObject } from "../json";
import type { Account } from "./account";
import type { Assumptions } from "./assumptions";
import { LOCAL_FILTERS, REGISTRY_FILTERS } from "./imageFilters";
import { ImageList, type PageRequest } from "./imageList";
import { type LocalImage, OPTIONAL_LOCAL_IMAGE_FIELDS } from "./localImages";
import { leaveOutUnset, listAs } from "./readBack";
import { OPTIONAL_IMAGE_FIELDS, type RegistryImage } from "./registryImage";

/** What DescribeAssetImageRegistryList takes. */
export type RegistryPageRequest = PageRequest & { OnlyShowLatest?: boolean; IsRunning?: boolean };

const REGISTRY_SORTABLE: Readonly<Record<string, (image: RegistryImage) => number | string>> = {
  ScanTime: (image) => image.ScanTime,
  VirusCount: (image) => image.VirusCnt,
  SensitiveCount: (image) => image.SensitiveInfoCnt,
  ImageCreateTime: (image) => image.ImageCreateTime,
  ContainerCount: (image) => image.ContainerCnt,
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
