// Made from the provider's field rows by `npm run generate`: edit those.
export { LocalScanSchedule, type LocalScanScheduleArgs } from "./localScanSchedule";
export { LocalScanTask, type LocalScanTaskArgs } from "./localScanTask";
export { RegistryScanSchedule, type RegistryScanScheduleArgs } from "./registryScanSchedule";
export { RegistryScanTask, type RegistryScanTaskArgs } from "./registryScanTask";
