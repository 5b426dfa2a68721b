// Made from the provider's field rows by `npm run generate`: edit those.
export { RegistryScanSchedule, type RegistryScanScheduleArgs } from "./registryScanSchedule";
