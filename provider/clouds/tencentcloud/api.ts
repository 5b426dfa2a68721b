import { otherwise } from "../../core/answer";

/**
 * The operations of TCSS that we call, with the fields that we send and read. Answers leave out, or answer as null,
 * almost anything; ids are decimal strings here, as JavaScript's numbers end at 2^53.
 * https://www.tencentcloud.com/document/product/1163
 */
export interface TcssActions {
  UpdateImageRegistryTimingScanTask: { request: RegistryTimingScanTask; response: object };
  DescribeImageRegistryTimingScanTask: {
    request: Record<string, never>;
    response: Answered<RegistryTimingScanTask & ScheduleRuns>;
  };
  DescribeAssetImageRegistryList: {
    request: { Limit: number; Offset: number; By?: string; Order?: string };
    response: { TotalCount?: number | null; List?: RegistryImage[] | null };
  };
  CreateAssetImageRegistryScanTask: {
    request: { Id: WireId[]; ScanType: string[]; Timeout?: number };
    response: { TaskID?: WireId | null };
  };
  CreateAssetImageRegistryScanTaskOneKey: {
    request: RegistryScanOneKey;
    response: { TaskID?: WireId | null };
  };
  DescribeAssetImageRegistryScanStatusOneKey: {
    request: { TaskID?: WireId; Id?: WireId[]; All?: boolean };
    response: {
      Status?: string | null;
      Schedule?: number | null;
      ImageTotal?: number | null;
      ImageScanCnt?: number | null;
    };
  };
  ModifyAssetImageRegistryScanStop: { request: { TaskID?: WireId; Id?: WireId[] }; response: object };
  DescribeAssetImageList: {
    request: { Limit: number; Offset: number; By?: string; Order?: string };
    response: { TotalCount?: number | null; List?: LocalImage[] | null };
  };
  DescribeAssetImageRegistryVulList: {
    request: { Id: WireId; Limit: number; Offset: number };
    response: { TotalCount?: number | null; List?: ImageVulnerability[] | null };
  };
  DescribeAssetImageVulList: {
    request: { ImageID: string; Limit: number; Offset: number };
    response: { TotalCount?: number | null; List?: ImageVulnerability[] | null };
  };
  CreateAssetImageScanSetting: { request: LocalScanSetting; response: object };
  DescribeAssetImageScanSetting: {
    request: Record<string, never>;
    response: Answered<LocalScanSetting & ScheduleRuns>;
  };
  CreateAssetImageScanTask: { request: LocalScanTaskRequest; response: { TaskID?: string | null } };
  DescribeAssetImageScanStatus: {
    request: { TaskID?: string };
    response: {
      Status?: string | null;
      Schedule?: number | null;
      ImageTotal?: number | null;
      ImageScanCnt?: number | null;
    };
  };
  DescribeAssetImageScanTask: {
    request: Record<string, never>;
    response: { TaskID?: string | null; Status?: string | null; SubStatus?: string | null };
  };
  ModifyAssetImageScanStop: { request: { TaskID?: string; Images?: string[] }; response: object };
  DescribeImageAuthorizedInfo: {
    request: Record<string, never>;
    response: { TotalAuthorizedCnt?: number | null; UsedAuthorizedCnt?: number | null };
  };
}

/** A scan of registry images that are not named one by one. */
export interface RegistryScanOneKey {
  /** 0: all images, or those that the filters name; 1: the images of Id; 2: what the vendor recommends. */
  ScanScope: number;
  ScanType: string[];
  ExcludeIDs: WireId[];
  IsLatest: boolean;
  ContainerRunning: boolean;
  RegistryType: string[];
  Namespace: string[];
  Timeout?: number;
}

/** The scheduled scan of local images: all that can be written. */
export interface LocalScanSetting {
  Enable: boolean;
  ScanTime: string;
  ScanEndTime?: string;
  ScanPeriod: number;
  ScanVul: boolean;
  ScanVirus: boolean;
  ScanRisk: boolean;
  /** 0: all authorised images; 1: those of Images; 2: what the vendor recommends; 3: those of the clusters. */
  ScanScope: number;
  Images: string[];
  ContainerRunning: boolean;
  ExcludeImages: string[];
  ClusterIDs: string[];
}

/** A scan of local images. */
export interface LocalScanTaskRequest {
  ScanVul: boolean;
  ScanVirus: boolean;
  ScanRisk: boolean;
  ScanScope: number;
  Images?: string[];
  ContainerRunning?: boolean;
  ExcludeImageIds?: string[];
  ClusterIDs?: string[];
  Timeout?: number;
}

/** What a scan found in an image, and how far it is. */
export interface ScanRecord {
  ScanStatus?: string | null;
  ScanTime?: string | null;
  IsAuthorized?: number | null;
  CriticalLevelVulCnt?: number | null;
  HighLevelVulCnt?: number | null;
  MediumLevelVulCnt?: number | null;
  LowLevelVulCnt?: number | null;
  VirusCnt?: number | null;
}

/** A vulnerability of an image. */
export interface ImageVulnerability {
  CVEID?: string | null;
  POCID?: string | null;
  Name?: string | null;
  /** 1 to 4: a text for images of registries, a number for those on nodes. */
  Level?: string | number | null;
  Component?: string | null;
  Version?: string | null;
  FixedVersions?: string | null;
  Tag?: string[] | null;
}

/** An image of a node, as the inventory lists it. */
export interface LocalImage extends ScanRecord {
  ImageID: string;
  /** `name:tag` */
  ImageName?: string | null;
  IsSuggest?: number | null;
  ContainerCnt?: number | null;
  RiskCnt?: number | null;
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

/** What is told of a schedule's runs. */
export interface ScheduleRuns {
  LastScanTime: string;
  ScanResult: string;
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
export interface RegistryImage extends ScanRecord {
  Id: WireId;
  CveStatus?: string | null;
  VirusStatus?: string | null;
  RiskStatus?: string | null;
  IsLatestImage?: boolean | null;
  IsRunning?: boolean | null;
  SensitiveInfoCnt?: number | null;
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

/** The id of a scan that was submitted: often left out, and 0 where nothing was started. */
export function taskIdOf({ TaskID }: { readonly TaskID?: WireId | null }): string | undefined {
  return /^[1-9]\d*$/.test(String(TaskID)) ? String(TaskID) : undefined;
}

/** A kept id as it is sent: exact, whatever its size. */
export function sentId(id: string): number | bigint {
  if (!/^\d+$/.test(id)) throw otherwise("an id is no number");
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}
