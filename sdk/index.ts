/**
 * Container-image scan policy as code.
 *
 * @packageDocumentation
 */

export * as alicloud from "./alicloud";
export * as huaweicloud from "./huaweicloud";
export type { ScanGateArgs } from "./scanGate";
export { ScanGate } from "./scanGate";
export type { MaxFindings, ScanTask } from "./scanTask";
export * as tencentcloud from "./tencentcloud";
