/**
 * The operations of TCSS that we call, with the fields that we send and read. Answers leave out, or answer as null,
 * almost anything; ids are decimal strings here, as JavaScript's numbers end at 2^53.
 * https://www.tencentcloud.com/document/product/1163
 */
export interface TcssActions {
  UpdateImageRegistryTimingScanTask: { request: RegistryTimingScanTask; response: object };
  DescribeImageRegistryTimingScanTask: {
    request: Record<string, never>;
    response: Answered<RegistryTimingScanTask>;
  };
  DescribeAssetImageRegistryList: {
    request: { Limit: number; Offset: number; By?: string; Order?: string };
    response: { TotalCount?: number | null; List?: RegistryImage[] | null };
  };
}

/** The scheduled scan of registry images: all that can be written. */
export interface RegistryTimingScanTask {
  Enable: boolean;
  ScanPeriod: number;
  ScanTime: string;
  ScanEndTime?: string;
  ScanType: string[];
  /** 0: all images, or those that the filters name; 1: the images of Id and Images; 2: what the vendor recommends. */
  ScanScope: number;
  Id: WireId[];
  Images: ImageInfo[];
  RegistryType: string[];
  Namespace: string[];
  Latest: boolean;
  ContainerRunning: boolean;
  /** Mainland only. */
  ExcludeImageAssetIds?: WireId[];
}

/** An image by its coordinates. */
export interface ImageInfo {
  InstanceName: string;
  Namespace: string;
  ImageName: string;
  ImageTag: string;
  Force: string;
  ImageDigest?: string;
  RegistryType?: string;
  ImageRepoAddress?: string;
  InstanceId?: string;
}

/** An image of a registry, as the inventory lists it. */
export interface RegistryImage {
  Id: WireId;
  ImageDigest?: string | null;
  ImageRepoAddress?: string | null;
  RegistryType?: string | null;
  InstanceId?: string | null;
  InstanceName?: string | null;
  Namespace?: string | null;
  ImageName?: string | null;
  ImageTag?: string | null;
}

/** An id as it travels: a number, of any size. */
export type WireId = number | bigint | string;

/** What the vendor answers where it should answer `T`. */
export type Answered<T> = { readonly [K in keyof T]?: T[K] | null };

/** An id as we keep it. */
export function keptId(id: WireId): string {
  return String(id);
}

/** A kept id as it is sent: exact, whatever its size. */
export function sentId(id: string): number | bigint {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}
