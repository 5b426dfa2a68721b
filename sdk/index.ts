/**
 * Container-image scan policy as code.
 *
 * @packageDocumentation
 */

export * as alicloud from "./alicloud";
export * as huaweicloud from "./huaweicloud";
export * as images from "./images";
export type { ScanGateArgs } from "./scanGate";
export { ScanGate } from "./scanGate";
export type { ScanPolicyArgs, ScanPolicyClouds, ScanType } from "./scanPolicy";
export { ScanPolicy } from "./scanPolicy";
export type { Exception, MaxFindings, ScanTask } from "./scanTask";
export * as tencentcloud from "./tencentcloud";
