import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const file = resolve(__dirname, "..", "..", "docs", "performance.md");

/** Puts `text` between the marks called `name` in docs/performance.md. */
export function writePart(name: string, text: string): void {
  const page = readFileSync(file, "utf8");
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`docs/performance.md has no marks for ${name}: ${begin} … ${end}`);
  writeFileSync(file, `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`);
}
