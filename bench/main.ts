import { calls } from "./calls";
import { gates } from "./gates";
import { imageSets } from "./imageSets";
import { loading } from "./loading";
import { machine } from "./machine";
import { pacing } from "./pacing";
import { writePart } from "./page";
import { preview } from "./preview";
import { type Row, table } from "./row";

// `npm run bench [-- <group> …]`: measures, prints, and writes what it has seen into docs/performance.md. What else the
// machine does is in the figures: only those of a quiet one mean something.

const groups: Readonly<Record<string, () => Promise<Row[]>>> = {
  loading,
  preview,
  imageSets,
  calls,
  pacing,
  gates,
};

async function bench(asked: readonly string[]): Promise<void> {
  const strange = asked.find((name) => !Object.hasOwn(groups, name));
  if (strange !== undefined)
    throw new Error(`there is no group ${strange}: ${Object.keys(groups).join(", ")}`);
  const seenOn = await machine();
  console.log(seenOn);
  const broken: string[] = [];
  for (const [name, measure] of Object.entries(groups)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const start = performance.now();
    const rows = await measure();
    const text = table(rows);
    console.log(`\n${name}, in ${Math.round((performance.now() - start) / 1000)} s\n\n${text}`);
    writePart(name, `${seenOn}:\n\n${text}`);
    broken.push(...rows.filter(({ must }) => must?.holds === false).map(({ what }) => `${name}: ${what}`));
  }
  if (broken.length > 0) throw new Error(`not within the bounds:\n${broken.join("\n")}`);
}

// The engine runs apart from this terminal: what Ctrl-C ends must end it, too.
process.once("SIGINT", () => process.exit(130));

bench(process.argv.slice(2)).catch((failure: unknown) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
