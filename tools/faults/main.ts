import { FAULTS } from "./faults";
import { everyVerdict, recordings, resourceOf, verdicts } from "./matrix";
import { page, reproduce, tables, written } from "./page";
import type { Verdict } from "./trial";

// `npm run faults`: every resource × every vendor call × every fault, as a table, into the page that shows it.
// `npm run faults -- <resource> <operation> <fault>` runs a part of it, and tells of each case.

async function main([resource, operation, fault]: readonly string[]): Promise<void> {
  const start = performance.now();
  if (fault !== undefined && !FAULTS.some(({ name }) => name === fault))
    throw new Error(`there is no fault ${fault}: ${FAULTS.map(({ name }) => name).join(", ")}`);
  const part = { resource, operation, fault };
  const found =
    resource === undefined ? await everyVerdict(part) : await verdicts(await recordings(part), part, tell);
  if (found.length === 0) throw new Error("there is no such case");
  if (resource === undefined) {
    console.log(tables(found));
    written(found);
    console.log(`written to ${page}`);
  }
  const bad = found.filter((verdict) => verdict.bad.length > 0);
  for (const verdict of bad) console.log(reproduce(verdict));
  console.log(
    `${found.length} cases in ${Math.round((performance.now() - start) / 1000)} s, ${bad.length} bad`,
  );
  if (bad.length > 0) process.exitCode = 1;
}

function tell({ life, step, operation, fault, span, converged, message, bad }: Verdict): void {
  const how = bad.length > 0 ? "bad" : converged;
  console.log(`${how}: ${resourceOf(life)} (${life.title}), ${step}: ${operation} ${fault.name} ${span}`);
  if (message !== undefined) console.log(`    ${message.replaceAll("\n", "\n    ")}`);
}

main(process.argv.slice(2)).catch((failure: unknown) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
