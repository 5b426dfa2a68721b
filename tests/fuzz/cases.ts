/** How many programs are tried on each resource: few with the other tests, ten thousand by `npm run fuzz`. */
export const cases = Number(process.env.FUZZ_CASES ?? 200);

/** Where the programs begin: another number gives others, and the same number the same ones. */
export const seed = Number(process.env.FUZZ_SEED ?? 1);

const counts: string[][] = [];

/** Notes what was done, to be printed when all is over. */
export function counted(...row: readonly (string | number)[]): void {
  counts.push(row.map(String));
}

/** Prints the counts where a person has asked for so many that they are of interest. */
export function printCounts(head: readonly string[]): void {
  if (process.env.FUZZ_CASES === undefined) return;
  const table = [head, head.map(() => "---"), ...counts.splice(0)];
  console.log(`\n${table.map((row) => `| ${row.join(" | ")} |`).join("\n")}`);
}
