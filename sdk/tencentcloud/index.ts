// Made from the provider's field rows by `npm run generate`: edit those.
export { RegistryScanSchedule } from "./registryScanSchedule";
export type { RegistryScanScheduleArgs } from "./registryScanSchedule";
