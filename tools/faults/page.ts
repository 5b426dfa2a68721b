import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { FAULTS } from "./faults";
import { resourceOf } from "./matrix";
import type { Verdict } from "./trial";

/** The page that shows the matrix, and what stands around it. */
export const page = "docs/reliability.md";
const file = join(resolve(__dirname, "..", "..", ".."), page);
const [begin, end] = ["<!-- npm run faults -->", "<!-- end -->"];

/** A table for each resource: a row for each operation that its lives call, a column for each fault. */
export function tables(found: readonly Verdict[]): string {
  const resources = [...new Set(found.map(({ life }) => resourceOf(life)))].sort();
  return resources
    .map((name) =>
      table(
        name,
        found.filter(({ life }) => resourceOf(life) === name),
      ),
    )
    .join("\n\n");
}

function table(name: string, found: readonly Verdict[]): string {
  const rows = [...new Set(found.map(({ operation }) => operation))].sort().map((operation) => {
    const cells = FAULTS.map((fault) =>
      cell(found.filter((verdict) => verdict.operation === operation && verdict.fault.name === fault.name)),
    );
    return `| ${operation} | ${cells.join(" | ")} |`;
  });
  return [
    `### ${name}`,
    "",
    `| operation | ${FAULTS.map(({ name: fault }) => fault).join(" | ")} |`,
    `| --- |${" --- |".repeat(FAULTS.length)}`,
    ...rows,
  ].join("\n");
}

/** How many cases converged at once, in the next run, and how many ended badly. */
function cell(found: readonly Verdict[]): string {
  const bad = found.filter((verdict) => verdict.bad.length > 0).length;
  const count = (how: Verdict["converged"]) =>
    found.filter((verdict) => verdict.bad.length === 0 && verdict.converged === how).length;
  const [now, next] = [count("at once"), count("in the next run")];
  const parts = [
    ...(now > 0 ? [`${now}✓`] : []),
    ...(next > 0 ? [`${next}↻`] : []),
    ...(bad > 0 ? [`**${bad}✗**`] : []),
  ];
  return parts.join(" ");
}

/** A case that ended badly: what is wrong with it, and how to see it again. */
export function reproduce({ life, step, operation, fault, span, bad }: Verdict): string {
  return [
    `- ${resourceOf(life)} (${life.title}), ${step}, ${fault.name} ${span}: \`npm run faults -- ${resourceOf(life)} ${operation} ${fault.name}\``,
    ...bad.map((problem) => `  - ${problem}`),
  ].join("\n");
}

/** Writes the tables, and the cases that ended badly, into the page. */
export function written(found: readonly Verdict[]): void {
  const text = readFileSync(file, "utf8");
  const [before = "", rest = ""] = text.split(begin);
  const [, after = ""] = rest.split(end);
  writeFileSync(file, `${before}${begin}\n\n${shown(found)}\n\n${end}${after}`);
}

function shown(found: readonly Verdict[]): string {
  const bad = found.filter((verdict) => verdict.bad.length > 0);
  const fine = found.filter((verdict) => verdict.bad.length === 0);
  const atOnce = fine.filter(({ converged }) => converged === "at once").length;
  const total = `${found.length} cases: ${atOnce} converged at once, ${fine.length - atOnce} in the next run after a clear error, ${bad.length} are bad.`;
  return [total, tables(found), ...bad.map(reproduce)].join("\n\n");
}

/** The operations that the page has a row for, by resource. */
export function rowsShown(): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  let name = "";
  for (const line of readFileSync(file, "utf8").split("\n")) {
    name = /^### (\S+)$/.exec(line)?.[1] ?? name;
    const operation = /^\| ([A-Z]\w+) \|/.exec(line)?.[1];
    if (operation !== undefined) rows.set(name, [...(rows.get(name) ?? []), operation]);
  }
  return rows;
}
