// Made from the provider's field rows by `npm run generate`: edit those.
export { ContainerScanTask } from "./containerScanTask";
export type { ContainerScanTaskArgs } from "./containerScanTask";
export { RegistryScanSchedule } from "./registryScanSchedule";
export type { RegistryScanScheduleArgs } from "./registryScanSchedule";
export { RegistryScanTask } from "./registryScanTask";
export type { RegistryScanTaskArgs } from "./registryScanTask";
