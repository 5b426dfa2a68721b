/** The widest line of a program, and of a comment in it. */
const width = 80;

/** A resource as a TypeScript program declares it, formatted as Biome does with two spaces. */
export function resourceText(type: string, name: string, inputs: Readonly<Record<string, unknown>>): string {
  return `new ${type}(${quoted(name)}, ${objectText(inputs, "")});`;
}

/** `text` as comments; its own line ends stay, and a line after them is indented. */
export function commentText(text: string, indent = ""): string {
  return text
    .split("\n")
    .flatMap((line) => wrapped(line.trim(), width - 3 - indent.length))
    .map((line) => `// ${indent}${line}`.trimEnd())
    .join("\n");
}

/** A program's lines put out of use. */
export function outOfUse(text: string): string {
  return text
    .split("\n")
    .map((line) => `// ${line}`)
    .join("\n");
}

/** A value that begins after `before` characters of its line, and is followed by a comma. */
function valueText(value: unknown, indent: string, before: number): string {
  if (value === null || typeof value !== "object") return flatText(value);
  const flat = flatText(value);
  if (before + flat.length + 1 <= width) return flat;
  if (!Array.isArray(value)) return objectText(value, indent);
  const inner = `${indent}  `;
  const lines = value.map((item) => `${inner}${valueText(item, inner, inner.length)},`);
  return `[\n${lines.join("\n")}\n${indent}]`;
}

function flatText(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(flatText).join(", ")}]`;
  const members = Object.entries(value).map(([name, item]) => `${property(name)}: ${flatText(item)}`);
  return `{ ${members.join(", ")} }`;
}

/** One property on each line. */
function objectText(value: object, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([name, item]) => {
    const start = `${inner}${property(name)}: `;
    return `${start}${valueText(item, inner, start.length)},`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** A string in the quotes that need fewer escapes. */
function quoted(text: string): string {
  const double = text.split('"').length;
  if (double <= text.split("'").length) return JSON.stringify(text);
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function wrapped(line: string, most: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/\s+/)) {
    if (current !== "" && current.length + 1 + word.length > most) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
