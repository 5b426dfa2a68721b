// Made from the provider's field rows by `npm run generate`: edit those.
export { ContainerScanTask } from "./containerScanTask";
export type { ContainerScanTaskArgs } from "./containerScanTask";
export { RegistryScanSchedule } from "./registryScanSchedule";
export type { RegistryScanScheduleArgs } from "./registryScanSchedule";
export { RegistryScanTask } from "./registryScanTask";
export type { RegistryScanTaskArgs } from "./registryScanTask";
export { getRegistryImages, getRegistryImagesOutput } from "./getRegistryImages";
export type { GetRegistryImagesArgs, GetRegistryImagesOutputArgs, GetRegistryImagesResult, GetRegistryImagesImage } from "./getRegistryImages";
export { getRegistryScanSchedule, getRegistryScanScheduleOutput } from "./getRegistryScanSchedule";
export type { GetRegistryScanScheduleArgs, GetRegistryScanScheduleOutputArgs, GetRegistryScanScheduleResult } from "./getRegistryScanSchedule";
