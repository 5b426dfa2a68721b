import { createHash } from "node:crypto";

/** 64 hexadecimal digits that stand for this text, the same in every run. */
export function madeUpHash(of: string): string {
  return createHash("sha256").update(of).digest("hex");
}

/**
 * So many CVEs of one kind, which a digit stands for: the first of a kind has the same name everywhere, and no two kinds
 * share one.
 */
export function madeUpCves(kind: number, count: number, digits: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `CVE-2026-${kind}${String(index + 1).padStart(digits, "0")}`,
  );
}
