import { createHash } from "node:crypto";
import type { HttpCall } from "./vendor";

/** What of a request goes into a signature, whatever the vendor. */
export interface Signable {
  readonly method: string;
  readonly path: string;
  /** As sent. */
  readonly query: string;
  readonly body: Buffer | string;
  /** Lower-case names to values, host included. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Their names in the order signed. */
  readonly signedHeaders: readonly string[];
}

/** A header of the call as one text. */
export function headerOf(call: HttpCall, name: string): string | undefined {
  const value = call.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

/** In hex. */
export function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
