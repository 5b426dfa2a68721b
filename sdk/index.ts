/**
 * Container-image scan policy as code.
 *
 * @packageDocumentation
 */
export { ScanGate, type ScanGateArgs } from "./scanGate";
export type { MaxFindings, ScanTask } from "./scanTask";
export * as tencentcloud from "./tencentcloud";
