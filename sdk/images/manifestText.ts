import type * as yaml from "yaml";
import { isManifest, type ManifestImage, manifestImages, type Tree } from "./manifestImages";

/** An image of a text. */
export interface TextImage extends ManifestImage<yaml.Node> {
  /** Counted from one. */
  readonly line: number;
  /** Which of the text's documents it is in, as `document 2`; empty where there is only one. */
  readonly document: string;
}

// As Kubernetes' own tools read YAML, but for what we must see as it is written: tags, merge keys, aliases. The keys
// of a manifest are strings; where one is a mapping, it is a template's `{{ … }}`.
const options = {
  schema: "core",
  resolveKnownTags: false,
  stringKeys: true,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** Manifests in YAML, of which JSON is a part. */
export class ManifestText {
  readonly images: readonly TextImage[];
  /** Why it cannot be read, each with its place. With one of them `images` may lack some. */
  readonly faults: readonly string[];

  constructor(private readonly text: string) {
    // Loaded late: most programs have no text.
    const { LineCounter, parseAllDocuments } = require("yaml") as typeof yaml;
    const lines = new LineCounter();
    const documents = [...parseAllDocuments(text, { ...options, lineCounter: lines })];
    const faults: string[] = [];
    const images: TextImage[] = [];
    const fault = (offset: number, what: string): void => {
      const { line, col } = lines.linePos(offset);
      faults.push(`line ${line}, column ${col}: ${what}`);
    };
    // Tools of Kubernetes end a line, and with it a comment, where this parser does not.
    const strangeBreak = text.search(/\r(?!\n)|[\u0085\u2028\u2029]/);
    if (strangeBreak >= 0) fault(strangeBreak, "has a line break that is neither LF nor CRLF");
    for (const [index, document] of documents.entries()) {
      const [error] = document.errors;
      if (error) {
        // What follows in the same document is mostly its consequence.
        const template = text.includes("{{")
          ? ". It seems to be a template: render it first (as with `helm template`)"
          : "";
        fault(error.pos[0], `is no YAML: ${error.message}${template}`);
        continue;
      }
      const { contents } = document;
      const anchored = followAliases(document, (alias) => {
        fault(alias.range?.[0] ?? 0, `*${alias.source} refers to no anchor`);
      });
      const tree = treeOf(anchored);
      for (const root of (contents && tree.elements(contents)) || [contents]) {
        if (root !== null && !isNothing(root) && !isManifest(root, tree)) {
          const said = tree.text(root);
          const what = said === undefined ? "" : ` but the text ${JSON.stringify(said.slice(0, 40))}`;
          fault(root.range?.[0] ?? 0, `is no manifest${what}: it has neither \`kind\` nor \`spec\``);
        }
      }
      if (contents === null) continue;
      for (const image of manifestImages<yaml.Node>(contents, tree)) {
        const { line } = lines.linePos(image.value.range?.[0] ?? 0);
        images.push({ ...image, line, document: documents.length > 1 ? `document ${index + 1}` : "" });
      }
    }
    this.images = images;
    this.faults = faults;
  }

  /** The text with these strings in place of those, and nothing else touched. */
  with(strings: ReadonlyMap<yaml.Node, string>): string {
    const pieces: string[] = [];
    let done = 0;
    for (const [node, value] of [...strings].sort(([one], [other]) => startOf(one) - startOf(other))) {
      const [start, end] = node.range ?? [done, done];
      pieces.push(this.text.slice(done, start), rewritten(this.text.slice(start, end), node, value));
      done = end;
    }
    return pieces.join("") + this.text.slice(done);
  }
}

/** What stands in a text for the string `node`, with `value` for its content, written in the style that it has. */
function rewritten(source: string, node: yaml.Node, value: string): string {
  const { value: before, type } = node as yaml.Scalar<string>;
  // This style has escapes, so that the old content need not stand there as it is read.
  if (type === "QUOTE_DOUBLE") return JSON.stringify(value);
  // An image has no space in it: in every other style it is in one piece, after what opens the string.
  const at = source.lastIndexOf(before);
  return source.slice(0, at) + value + source.slice(at + before.length);
}

/** For each alias what it stands for. Anchors may be given anew: an alias means the last one before it. */
function followAliases(
  document: yaml.Document.Parsed,
  dangling: (alias: yaml.Alias) => void,
): ReadonlyMap<yaml.Node, yaml.Node> {
  const { visit } = require("yaml") as typeof yaml;
  const anchors = new Map<string, yaml.Node>();
  const followed = new Map<yaml.Node, yaml.Node>();
  visit(document, {
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias: (_, alias) => {
      const node = anchors.get(alias.source);
      if (node === undefined) dangling(alias);
      else followed.set(alias, node);
    },
  });
  return followed;
}

function treeOf(followed: ReadonlyMap<yaml.Node, yaml.Node>): Tree<yaml.Node> {
  const { isMap, isScalar, isSeq } = require("yaml") as typeof yaml;
  // Where there is no value there is no node.
  const follow = (node: yaml.Node | null): yaml.Node[] => (node === null ? [] : [followed.get(node) ?? node]);
  return {
    properties: (node) =>
      isMap<yaml.Scalar<string>, yaml.Node | null>(node)
        ? node.items.flatMap(({ key, value }) =>
            follow(value).map((one): readonly [string, yaml.Node] => [key.value, one]),
          )
        : undefined,
    elements: (node) => (isSeq<yaml.Node | null>(node) ? node.items.flatMap(follow) : undefined),
    text: (node) => (isScalar(node) && typeof node.value === "string" ? node.value : undefined),
  };
}

function isNothing(node: yaml.Node): boolean {
  return "value" in node && node.value === null;
}

function startOf(node: yaml.Node): number {
  return node.range?.[0] ?? 0;
}
