import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { root } from "../package/installed";

/** A page that people read, and what of it tests look at. */
export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Its headings as what a link names behind `#`. */
  readonly anchors: ReadonlySet<string>;
  /** What its links point at, as written, code left out. */
  readonly links: readonly string[];
}

/** A block of code. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line at which its text begins, from 1. */
  readonly line: number;
}

/** The pages in the repository's own folder and in `docs`. */
export const pages: readonly Page[] = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => posix.join("docs", name.replaceAll("\\", "/"))),
]
  .sort()
  .map((path) => pageOf(path, readFileSync(join(root, path), "utf8")));

export function pageOf(path: string, text: string): Page {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { language: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (open !== undefined && fence) {
      blocks.push({ language: open.language, text: `${open.lines.join("\n")}\n`, line: open.line });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else if (fence) open = { language: fence[1] ?? "", lines: [], line: index + 2 };
    else prose.push(line);
  }
  const headings = prose.flatMap((line) => /^#{1,6} (.+)$/.exec(line)?.[1] ?? []);
  // A link may be broken over two lines, and its text may itself be code.
  const links = [...prose.join("\n").matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
  return { path, text, blocks, anchors: anchorsOf(headings), links };
}

/** As code hosts make them: lower case, punctuation left out, spaces as hyphens, a number behind what is there already. */
function anchorsOf(headings: readonly string[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const name = words.replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}
