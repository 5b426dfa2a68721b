/** An integer that may be beyond 2^53, and then arrives as a decimal text. */
export type WireId = number | string;

/** A scan, as HSS lists it. */
export interface ScanTaskRow {
  readonly task_id?: string | null;
  /** In milliseconds. */
  readonly begin_time?: number | null;
  readonly end_time?: number | null;
  readonly image_type?: string | null;
  /** 100 has ended; 0 to 99 are percent; below 0 was stopped, timed out, or failed. */
  readonly task_status?: number | null;
  readonly scan_scope?: number | null;
  readonly rate_limit?: number | null;
  readonly is_all?: boolean | null;
  readonly failed_num?: number | null;
  readonly success_num?: number | null;
  readonly total_num?: number | null;
}

/** What images of registries and of nodes have in common. */
export interface ImageRow {
  readonly image_id?: string | null;
  readonly image_digest?: string | null;
  readonly image_name?: string | null;
  readonly image_version?: string | null;
  readonly scan_status?: string | null;
  readonly scan_failed_desc?: string | null;
  readonly latest_scan_time?: number | null;
  readonly latest_update_time?: number | null;
  readonly vul_num?: number | null;
  readonly malicious_file_num?: number | null;
}

/** An image of a registry. */
export interface RegistryImageRow extends ImageRow {
  readonly id?: WireId | null;
  readonly namespace?: string | null;
  readonly image_type?: string | null;
  readonly registry_id?: string | null;
  readonly registry_name?: string | null;
  readonly registry_type?: string | null;
  readonly instance_id?: string | null;
  readonly instance_url?: string | null;
  readonly scannable?: boolean | null;
  /** HSS's word for why a scan failed, where the description is a sentence. */
  readonly scan_failed_code?: string | null;
}

/** An image on nodes. */
export interface LocalImageRow extends ImageRow {
  readonly local_image_type?: string | null;
  /** Empty where nothing hinders a scan. */
  readonly non_scan_reason?: string | null;
}

/** One image as a scan takes it. Empty values are left out: HSS wants at least one character in some. */
export interface ImageInfo {
  readonly id?: number | bigint;
  readonly image_id?: string;
  readonly image_digest?: string;
  readonly registry_id?: string;
  readonly registry_name?: string;
  readonly registry_type?: string;
  readonly namespace?: string;
  readonly image_name?: string;
  readonly image_version?: string;
  readonly instance_id?: string;
  readonly instance_url?: string;
}

/** What a scan by filter takes: HSS's own words. */
export interface QueryInfo {
  readonly [word: string]: string | boolean;
}

/** A vulnerability of an image. */
export interface VulnerabilityRow {
  readonly vul_id?: string | null;
  readonly repair_necessity?: string | null;
  readonly description?: string | null;
  readonly app_name?: string | null;
  readonly version?: string | null;
  readonly url?: string | null;
}

/** A registry as the policy lists it. */
export interface RegistryRow {
  readonly is_selected?: boolean | null;
  readonly registry_name?: string | null;
  readonly registry_id?: string | null;
  readonly registry_type?: string | null;
}

/** A registry as the policy is sent it. */
export interface RegistryInfo {
  readonly registry_id: string;
  readonly registry_name: string;
  readonly registry_type: string;
}

export type ImageType = "registry" | "local";

interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** A list as HSS answers it. */
export interface Rows<R> {
  readonly total_num?: number | null;
  readonly data_list?: readonly R[] | null;
}

interface Operation<Query, Body, Answer> {
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
}

/** The operations of HSS that we use, of version 5. */
export interface HssOperations {
  CreateManualImageScanTask: Operation<
    { global_image_type: ImageType },
    {
      scan_scope?: number;
      rate_limit?: number;
      is_all: boolean;
      query_info?: QueryInfo;
      image_info?: readonly ImageInfo[];
    },
    object
  >;
  BatchScanLocalImage: Operation<
    object,
    QueryInfo & { operate_all?: boolean; image_info_list?: readonly ImageInfo[] },
    object
  >;
  ListImageScanTask: Operation<
    Page & { type: "image_scan"; global_image_type: ImageType; task_type?: "manual"; task_id?: string },
    undefined,
    Rows<ScanTaskRow>
  >;
  StopImageScanTask: Operation<object, undefined, object>;
  ListRegistryImages: Operation<Page & QueryInfo, undefined, Rows<RegistryImageRow>>;
  ListImageLocal: Operation<Page & QueryInfo, undefined, Rows<LocalImageRow>>;
  ListImageVulnerabilities: Operation<
    Page & {
      image_type: string;
      namespace: string;
      image_name: string;
      tag_name: string;
      repair_necessity?: string;
      instance_id?: string;
    },
    undefined,
    Rows<VulnerabilityRow>
  >;
  ShowImagePayPerScanStatistics: Operation<
    object,
    undefined,
    { repository_scan_num?: number | null; free_quota_num?: number | null }
  >;
  ListImageScanPolicy: Operation<
    { type: "cycle"; global_image_type: "registry" },
    undefined,
    {
      is_all?: boolean | null;
      enabled?: boolean | null;
      scan_cycle?: number | null;
      scan_scope?: number | null;
      rate_limit?: number | null;
      time_scope?: number | null;
      total_registry_num?: number | null;
      registry_list?: readonly RegistryRow[] | null;
    }
  >;
  ListRegistry: Operation<
    Page,
    undefined,
    Rows<{
      readonly id?: string | null;
      readonly registry_addr?: string | null;
      readonly registry_name?: string | null;
      readonly registry_type?: string | null;
    }>
  >;
  ModifyImageScanPolicy: Operation<
    object,
    {
      enabled: boolean;
      scan_cycle: number;
      scan_scope: number;
      rate_limit: number;
      time_scope: number;
      registry_info: readonly RegistryInfo[];
    },
    object
  >;
}

/** Where each operation lies; what stands in braces is put in, once it has been seen to be harmless there. */
export const operations: {
  readonly [O in keyof HssOperations | "GetCallerIdentity"]: {
    readonly method: "GET" | "POST" | "PUT";
    readonly path: string;
  };
} = {
  CreateManualImageScanTask: { method: "POST", path: "/image/image-scan/tasks" },
  BatchScanLocalImage: { method: "POST", path: "/image/local/batch-scan" },
  // Scans are created under one path, and listed under another.
  ListImageScanTask: { method: "GET", path: "/image/tasks" },
  StopImageScanTask: { method: "PUT", path: "/image/image-scan/tasks/{task_id}/stop" },
  ListRegistryImages: { method: "GET", path: "/image/registries/images" },
  ListImageLocal: { method: "GET", path: "/image/local-repositories" },
  ListImageVulnerabilities: { method: "GET", path: "/image/{image_id}/vulnerabilities" },
  ShowImagePayPerScanStatistics: { method: "GET", path: "/image/pay-per-scan/statistics" },
  ListRegistry: { method: "GET", path: "/image/registries" },
  ListImageScanPolicy: { method: "GET", path: "/image/scanner-policies" },
  ModifyImageScanPolicy: { method: "PUT", path: "/image/scanner-policies" },
  // Of STS, which knows no projects.
  GetCallerIdentity: { method: "GET", path: "/caller-identity" },
};

/** A record's id as it is kept: a decimal text, whatever its size. */
export function keptId(id: WireId | null | undefined): string {
  return id === null || id === undefined ? "" : String(id);
}

/** A kept id as it is sent: exact, whatever its size. */
export function sentId(id: string): number | bigint {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}
