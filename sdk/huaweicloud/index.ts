// Made from the provider's field rows by `npm run generate`: edit those.
export { LocalScanTask } from "./localScanTask";
export type { LocalScanTaskArgs } from "./localScanTask";
export { RegistryScanSchedule } from "./registryScanSchedule";
export type { RegistryScanScheduleArgs } from "./registryScanSchedule";
export { RegistryScanTask } from "./registryScanTask";
export type { RegistryScanTaskArgs } from "./registryScanTask";
