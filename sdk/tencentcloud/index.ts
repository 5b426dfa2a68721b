// Made from the provider's field rows by `npm run generate`: edit those.
export { LocalScanSchedule } from "./localScanSchedule";
export type { LocalScanScheduleArgs } from "./localScanSchedule";
export { LocalScanTask } from "./localScanTask";
export type { LocalScanTaskArgs } from "./localScanTask";
export { RegistryScanSchedule } from "./registryScanSchedule";
export type { RegistryScanScheduleArgs } from "./registryScanSchedule";
export { RegistryScanTask } from "./registryScanTask";
export type { RegistryScanTaskArgs } from "./registryScanTask";
export { getLocalImages, getLocalImagesOutput } from "./getLocalImages";
export type { GetLocalImagesArgs, GetLocalImagesOutputArgs, GetLocalImagesResult, GetLocalImagesImage } from "./getLocalImages";
export { getLocalScanSchedule, getLocalScanScheduleOutput } from "./getLocalScanSchedule";
export type { GetLocalScanScheduleArgs, GetLocalScanScheduleOutputArgs, GetLocalScanScheduleResult } from "./getLocalScanSchedule";
export { getRegistryImages, getRegistryImagesOutput } from "./getRegistryImages";
export type { GetRegistryImagesArgs, GetRegistryImagesOutputArgs, GetRegistryImagesResult, GetRegistryImagesImage } from "./getRegistryImages";
export { getRegistryScanSchedule, getRegistryScanScheduleOutput } from "./getRegistryScanSchedule";
export type { GetRegistryScanScheduleArgs, GetRegistryScanScheduleOutputArgs, GetRegistryScanScheduleResult } from "./getRegistryScanSchedule";
