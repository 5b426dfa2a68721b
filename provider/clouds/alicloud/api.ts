/** What SAS says of a scan that it has created, or has not. */
export interface ScanTaskData {
  /** Absent where the account runs as many scans as it may. */
  readonly TaskId?: string | null;
  readonly TotalCount?: number | null;
  readonly Result?: string | null;
  /** Whether one more may be created. */
  readonly CanCreate?: boolean | null;
}

/** An image of a registry, as SAS lists it. */
export interface ImageInstance {
  readonly Digest?: string | null;
  readonly Tag?: string | null;
  readonly RegionId?: string | null;
  readonly RegistryType?: string | null;
  readonly InstanceId?: string | null;
  readonly RepoId?: string | null;
  readonly RepoName?: string | null;
  readonly RepoNamespace?: string | null;
  /** In milliseconds, as text. */
  readonly ImageCreate?: string | number | null;
  readonly ImageUpdate?: string | number | null;
  /** In milliseconds. */
  readonly LastScanTime?: number | null;
  readonly ScaStatus?: string | null;
  readonly ScaResult?: string | null;
  readonly VulCount?: number | null;
  /** Alerts: what was found of malicious files. */
  readonly AlarmCount?: number | null;
}

/** A running container, as SAS lists it. */
export interface ContainerInstance {
  readonly ContainerId?: string | null;
  readonly AppName?: string | null;
  readonly ClusterId?: string | null;
  readonly Image?: string | null;
  readonly ImageDigest?: string | null;
  readonly Pod?: string | null;
}

/** What one part of a scan is about. */
export interface TaskImageInfo {
  readonly AppName?: string | null;
  readonly ClusterId?: string | null;
  readonly Digest?: string | null;
  readonly Image?: string | null;
  readonly Pod?: string | null;
  readonly RegistryType?: string | null;
  readonly RepoId?: string | null;
  readonly RepoName?: string | null;
  readonly RepoNamespace?: string | null;
  readonly RepoRegionId?: string | null;
  readonly Tag?: string | null;
}

/** One part of a scan: an image, or a container. */
export interface OnceTask {
  readonly TaskId?: string | null;
  /** INIT, START, SUCCESS or TIMEOUT by the document; elsewhere the phases of an image. */
  readonly StatusText?: string | null;
  readonly Status?: string | number | null;
  readonly Finish?: number | null;
  /** In percent. */
  readonly Progress?: number | null;
  readonly ResultInfo?: string | null;
  readonly StartTime?: number | null;
  readonly EndTime?: number | null;
  /** A digest. */
  readonly Target?: string | null;
  readonly TaskImageInfo?: TaskImageInfo | null;
}

/** A vulnerability of an image. */
export interface VulnerabilityRecord {
  readonly Name?: string | null;
  readonly AliasName?: string | null;
  /** The CVEs that it is made of, with commas between them. */
  readonly Related?: string | null;
  readonly Necessity?: string | null;
  readonly CanFix?: string | null;
  readonly CanUpdate?: boolean | string | null;
  readonly ExtendContentJson?: {
    readonly RpmEntityList?:
      | readonly {
          readonly Name?: string | null;
          readonly Version?: string | null;
          readonly FullVersion?: string | null;
          readonly UpdateCmd?: string | null;
        }[]
      | null;
  } | null;
}

/** A recurring scan, as SAS keeps it. */
export interface CycleTask {
  readonly ConfigId?: string | null;
  readonly Enable?: number | null;
  /** Milliseconds, despite its name. */
  readonly FirstDateStr?: number | null;
  readonly IntervalPeriod?: number | null;
  readonly PeriodUnit?: string | null;
  readonly TargetStartTime?: number | null;
  readonly TargetEndTime?: number | null;
  readonly Param?: string | null;
  /** In milliseconds. */
  readonly NextStartTimeStr?: number | string | null;
  readonly LastTaskId?: string | null;
}

/** The parts of a cycle task that are written. */
export interface CycleTaskSetting {
  readonly Enable: number;
  readonly FirstDateStr: number;
  readonly IntervalPeriod: number;
  readonly PeriodUnit: string;
  readonly TargetStartTime: number;
  readonly TargetEndTime: number;
  readonly Param?: string;
}

/** One image as an import takes it: SAS's own names for its coordinates. */
export interface ImportedImage {
  readonly registryType: string;
  readonly repoId?: string;
  readonly instanceId?: string;
  readonly repoNamespace: string;
  readonly regionId?: string;
  readonly repoName: string;
  readonly digest?: string;
  readonly tag?: string;
  readonly createTime?: number;
  readonly updateTime?: number;
}

interface Page {
  readonly CurrentPage: number;
  readonly PageSize: number;
}

interface PageInfo {
  readonly PageInfo?: { readonly TotalCount?: number | null } | null;
}

const imageScan = "IMAGE_SCAN";

/** What every question about scans of images carries. */
export const imageScanTask = { TaskType: imageScan, TaskName: imageScan } as const;

/** Filters of registry images, each a list with commas; all of them must fit. */
export interface ImageFilter {
  readonly RegistryTypes?: string;
  readonly RegionIds?: string;
  readonly InstanceIds?: string;
  readonly RepoNamespaces?: string;
  readonly RepoIds?: string;
  readonly RepoNames?: string;
  readonly Tags?: string;
}

/** The operations of SAS that we use, of version 2018-12-03. */
export interface SasActions {
  PublicSyncAndCreateImageScanTask: { request: { Images: string }; response: { Data?: ScanTaskData | null } };
  PublicCreateImageScanTask: { request: ImageFilter; response: { Data?: ScanTaskData | null } };
  PublicPreCheckImageScanTask: {
    request: ImageFilter;
    response: {
      Data?: { readonly NeedAuthCount?: number | null; readonly ScanImageCount?: number | null } | null;
    };
  };
  CreateContainerScanTask: {
    request: { ClusterId: string; ContainerIds: string };
    response: { Data?: ScanTaskData | null };
  };
  CreateContainerScanTaskByAppName: {
    request: { ClusterId: string; AppNames: string };
    response: { Data?: ScanTaskData | null };
  };
  GetOnceTaskResultInfo: {
    request: typeof imageScanTask & { TaskId: string };
    response: {
      TotalCount?: number | null;
      FinishCount?: number | null;
      CollectTime?: number | null;
      TaskInfo?: { readonly Status?: string | null } | null;
    };
  };
  DescribeOnceTaskLeafRecordPage: {
    request: Page & { TaskType: typeof imageScan; TaskId?: string; RelateInfo: boolean; StartTime?: number };
    response: PageInfo & { OnceTasks?: readonly OnceTask[] | null };
  };
  ListUnfinishedOnceTask: {
    request: { TaskType: typeof imageScan };
    response: { OnceTasks?: readonly OnceTask[] | null };
  };
  CancelOnceTask: { request: { TaskId: string }; response: object };
  DescribeImageInstances: {
    request: Page;
    response: PageInfo & { ImageInstanceList?: readonly ImageInstance[] | null };
  };
  DescribeContainerInstances: {
    request: Page & { Criteria: string; LogicalExp: "AND" };
    response: PageInfo & { ContainerInstanceList?: readonly ContainerInstance[] | null };
  };
  DescribeImageScanAuthCount: {
    request: object;
    response: {
      ImageScan?: { readonly ImageScanCapacity?: number | null; readonly ScanCount?: number | null } | null;
    };
  };
  DescribeImageVulList: {
    request: Page & { Type: "cve"; Digest: string; Necessity?: string };
    response: { TotalCount?: number | null; VulRecords?: readonly VulnerabilityRecord[] | null };
  };
  DescribeCycleTaskList: {
    request: typeof imageScanTask & Page;
    response: PageInfo & { CycleScheduleResponseList?: readonly CycleTask[] | null };
  };
  CreateCycleTask: {
    request: typeof imageScanTask & CycleTaskSetting;
    response: { ConfigId?: string | null };
  };
  ModifyCycleTask: { request: CycleTaskSetting & { ConfigId: string }; response: object };
  DeleteCycleTask: { request: { ConfigId: string }; response: object };
}
