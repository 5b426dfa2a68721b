import type { Properties } from "../../core/wire";

/** Parts of a filter that a gate cannot judge by, each with the reason. */
const reasons: Readonly<Record<string, string>> = {
  hasVul: "by what a scan finds, so that afterwards it selects other images",
  scanStatus: "by how a scan ended, so that afterwards it selects other images",
  clusterId: "by cluster, and HSS's list does not tell which images those are",
};

/** Why the images of a filter cannot be told once they are scanned; undefined if they can. */
export function untoldFilter({ filter }: Properties): string | undefined {
  if (filter === null || typeof filter !== "object") return undefined;
  const reason = Object.keys(filter).find((word) => reasons[word] !== undefined);
  return reason === undefined ? undefined : `selects ${reasons[reason]}: select them otherwise`;
}
