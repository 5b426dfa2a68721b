export type {
  Account as AlicloudAccount,
  AccountOptions as AlicloudAccountOptions,
  Site as AlicloudSite,
} from "./alicloud/account";
export type { Alicloud, AlicloudOptions } from "./alicloud/alicloud";
export type { Assumptions as AlicloudAssumptions } from "./alicloud/assumptions";
export type { Cluster, Container, Containers, NewContainer } from "./alicloud/containers";
export type { CycleTask, CycleTasks } from "./alicloud/cycleTasks";
export type {
  Findings as AlicloudFindings,
  NewVulnerability as NewAlicloudVulnerability,
} from "./alicloud/findings";
export type { Scan as AlicloudScan, ScanLeaf } from "./alicloud/onceTasks";
export type {
  NewRegistryImage as NewAlicloudRegistryImage,
  RegistryImage as AlicloudRegistryImage,
} from "./alicloud/registryImage";
export type { RegistryImages as AlicloudRegistryImages } from "./alicloud/registryImages";
export type { Key as AlicloudKey } from "./alicloud/signature";
export type { Fault, FaultKind, Faults } from "./faults";
export type {
  Account as HuaweiCloudAccount,
  AccountOptions as HuaweiCloudAccountOptions,
} from "./huaweicloud/account";
export type { Assumptions as HuaweiCloudAssumptions } from "./huaweicloud/assumptions";
export type {
  Findings as HuaweiCloudFindings,
  NewVulnerability as NewHuaweiCloudVulnerability,
} from "./huaweicloud/findings";
export type { HuaweiCloud, HuaweiCloudOptions } from "./huaweicloud/huaweiCloud";
export type { LocalImage as HuaweiCloudLocalImage } from "./huaweicloud/localImages";
export type { ConsoleScan } from "./huaweicloud/manualScans";
export type { RegistryImage as HuaweiCloudRegistryImage } from "./huaweicloud/registryImages";
export type { ScannerPolicySetting } from "./huaweicloud/scannerPolicy";
export type { Scan as HuaweiCloudScan } from "./huaweicloud/scans";
export type { Key as HuaweiCloudKey } from "./huaweicloud/signature";
export type { Uint64 } from "./json";
export type { RequestEntry, RequestLog } from "./requestLog";
export { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox";
export type { ScanState } from "./scanTask";
export type { Account, AccountOptions, Site } from "./tencentcloud/account";
export type { Assumptions } from "./tencentcloud/assumptions";
export type { Findings, NewVulnerability } from "./tencentcloud/findings";
export type { ImageInfo } from "./tencentcloud/imageInfo";
export type { LocalImage, LocalImages } from "./tencentcloud/localImages";
export type { LocalSchedule, LocalScheduleSetting } from "./tencentcloud/localSchedule";
export type { NewRegistryImage, RegistryImage } from "./tencentcloud/registryImage";
export type { RegistryImages, WhichImage } from "./tencentcloud/registryImages";
export type { RegistrySchedule, RegistryScheduleSetting } from "./tencentcloud/registrySchedule";
export type { Scan } from "./tencentcloud/scans";
export type { Key } from "./tencentcloud/signature";
export type { TencentCloud, TencentCloudOptions } from "./tencentcloud/tencentCloud";
export type { Cloud } from "./vendor";
