import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type * as yaml from "yaml";
import { distinct } from "./image";
import { refuse } from "./manifests";
import { readReference } from "./reference";

/** A place of a file that should name an image. */
interface Named {
  readonly image: string;
  /** Counted from one. */
  readonly line: number;
}

type Fault = (line: number, what: string) => void;

/**
 * The images that a file names, each once, in sorted order. By what is in it, it is
 *
 * - a text with one reference a line, where `#` opens a comment;
 * - JSON or YAML (by its name, `.json`, `.yaml` or `.yml`): a list of references, or such a list under `images`;
 * - a `kustomization.yaml`: the `newName`, `newTag` and `digest` of its `images`;
 * - a file of Docker Compose: the `image` of each of its `services`, none of which may be without one.
 *
 * Kubernetes manifests are for `fromKubernetes`. Variables such as `${TAG}` are not replaced, but refused.
 *
 * Errors: every line that is wrong, in one; a file that cannot be read, or names no image.
 *
 * @param path The file, from the program's working directory.
 *
 * @example
 * import { images, tencentcloud } from "pulumi-image-scan";
 *
 * new tencentcloud.RegistryScanTask("base", { images: images.fromFile("base-images.txt") });
 */
export function fromFile(path: string): string[] {
  const faults: string[] = [];
  const fault: Fault = (line, what) => faults.push(`line ${line}: ${what}`);
  const text = textOf(path);
  const isData = /\.(json|ya?ml)$/i.test(path);
  const named = isData ? namedInData(text, basename(path), fault) : namedInLines(text);
  for (const { image, line } of named) {
    if (readReference(image) !== undefined) continue;
    const variable = image.includes("$") ? ": variables are not replaced here" : "";
    fault(line, `${JSON.stringify(image.slice(0, 200))} is no reference of an image${variable}`);
  }
  if (named.length === 0 && faults.length === 0) faults.push("it names no image");
  refuse(`images.fromFile: ${JSON.stringify(path)} is refused`, faults);
  return distinct(named.map(({ image }) => image)).sort();
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    refuse(`images.fromFile: ${JSON.stringify(path)} cannot be read`, [(error as Error).message]);
    return "";
  }
}

function namedInLines(text: string): Named[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const image = whole.replace(/(^|\s)#.*$/, "").trim();
    return image === "" ? [] : [{ image, line: index + 1 }];
  });
}

function namedInData(text: string, name: string, fault: Fault): Named[] {
  // Loaded late: most programs have no such file.
  const { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } = require("yaml") as typeof yaml;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (node: unknown): number =>
    lines.linePos((node as yaml.Node | null | undefined)?.range?.[0] ?? 0).line;
  for (const error of document.errors) fault(lines.linePos(error.pos[0]).line, error.message);
  if (document.errors.length > 0) return [];

  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const entry = (node: unknown, key: string): unknown =>
    isMap(node) ? resolved(node.get(key, true)) : undefined;
  /** A string, or undefined where there is nothing; what is neither is no reference. */
  const textOf = (node: unknown): string | undefined =>
    isScalar(node) && node.value !== null ? String(node.source ?? node.value) : undefined;
  const at = (node: unknown, line: unknown): Named[] => {
    if (isScalar(node) && typeof node.value === "string") return [{ image: node.value, line: lineOf(line) }];
    fault(lineOf(line), `${textOf(node) ?? "it"} is no reference of an image: write a string`);
    return [];
  };

  const root: unknown = document.contents;
  const services = entry(root, "services");
  if (isMap(services)) {
    return services.items.flatMap(({ key, value }) => {
      const image = entry(resolved(value), "image");
      if (image !== undefined) return at(image, image);
      const service = JSON.stringify(String(key));
      fault(lineOf(key), `the service ${service} has no \`image\`: no registry has what is only built`);
      return [];
    });
  }
  const listed = isSeq(root) ? root : entry(root, "images");
  const isKustomization =
    /^kustomization\.ya?ml$/i.test(name) || textOf(entry(root, "kind")) === "Kustomization";
  if (!isSeq(listed)) {
    const isManifest = entry(root, "kind") !== undefined && !isKustomization;
    const what = isManifest
      ? "is a Kubernetes manifest: give its text to images.fromKubernetes"
      : "is neither a list of references, nor has it one under `images`, nor has it `services` with images";
    fault(lineOf(root), what);
    return [];
  }
  return listed.items.flatMap((item) => {
    const node = resolved(item);
    if (!isKustomization) return at(node, item);
    const [name, tag, digest] = ["newName", "newTag", "digest"].map((key) => textOf(entry(node, key)));
    const image = name ?? textOf(entry(node, "name"));
    if (image !== undefined && (tag ?? digest) !== undefined) {
      const suffix = `${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
      return [{ image: `${image}${suffix}`, line: lineOf(item) }];
    }
    // The tag is in the manifests then.
    fault(
      lineOf(item),
      "has no name, or neither `newTag` nor `digest`: render it, and give that to images.fromKubernetes",
    );
    return [];
  });
}
