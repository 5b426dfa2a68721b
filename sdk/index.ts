/**
 * Container-image scan policy as code.
 *
 * @packageDocumentation
 */
export * as tencentcloud from "./tencentcloud";
