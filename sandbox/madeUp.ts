import { createHash } from "node:crypto";

/** 64 hexadecimal digits that stand for this text, the same in every run. */
export function madeUpHash(of: string): string {
  return createHash("sha256").update(of).digest("hex");
}
