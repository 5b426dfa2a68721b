import type { Field } from "../../provider/core/fields";
import { classOf, type Description, type Resource } from "../../provider/core/resource";
import { cell } from "./pages";

const clouds = {
  tencentcloud: "Tencent Cloud",
  alicloud: "Alibaba Cloud",
  huaweicloud: "Huawei Cloud",
} as const;
type Cloud = keyof typeof clouds;
const order = Object.keys(clouds) as Cloud[];

/** What a program can say to each vendor, side by side, as Markdown: one table for each class that several have. */
export function differences(resources: readonly Resource[]): string {
  const descriptions = resources.map(({ description }) => description);
  const sorted = order.flatMap((cloud) => descriptions.filter((one) => one.cloud === cloud));
  const classes = [...new Set(sorted.map(({ name }) => name))].sort(
    (one, other) => count(sorted, other) - count(sorted, one),
  );
  return [
    "### Resources",
    table(
      "class",
      classes.map((name) => [
        `\`${name}\``,
        ...order.map((cloud) => linked(find(descriptions, cloud, name))),
      ]),
    ),
    ...classes
      .filter((name) => count(sorted, name) > 1)
      .flatMap((name) => [`### ${name}`, ...inputs(name, descriptions)]),
    "### ScanGate",
    "What `maxFindings` may limit, by the task whose images are judged:",
    levels(resources),
  ].join("\n\n");
}

/** The inputs of a class: those that mean and allow the same wherever it is, and a table of the others. */
function inputs(name: string, descriptions: readonly Description[]): string[] {
  const having = order.map((cloud) => find(descriptions, cloud, name));
  const all = [...new Set(having.flatMap((one) => Object.keys(one?.fields ?? {})))];
  const rows = all.map((input) => ({
    input,
    cells: having.map((one) => (one === undefined ? undefined : said(one.fields[input]))),
  }));
  const isSame = ({ cells }: { cells: readonly (string | undefined)[] }): boolean =>
    new Set(cells.filter((text) => text !== undefined)).size === 1;
  return [
    table(
      "input",
      rows
        .filter((row) => !isSame(row))
        .map(({ input, cells }) => [
          `\`${input}\``,
          ...cells.map((text) => cell(text ?? "no such resource")),
        ]),
    ),
    `The same on each: ${rows
      .filter(isSame)
      .map(({ input }) => `\`${input}\``)
      .join(", ")}.`,
  ];
}

/** What a field accepts, in as few words as tell it from another vendor's. */
function said(field: Field | undefined): string {
  if (field === undefined) return "—";
  const range = field.type.range.replace(/(; | \()order and duplicates mean nothing\)?/, "") || "yes";
  return field.presence === "required" ? `required: ${range}` : range;
}

function levels(resources: readonly Resource[]): string {
  const judged = resources.flatMap(({ description, judged: by }) =>
    by === undefined ? [] : [{ task: classOf(description), counted: by.levels as readonly string[] }],
  );
  // In the order of the vendor that counts most.
  const all = judged.reduce<readonly string[]>(
    (most, { counted }) => (counted.length > most.length ? counted : most),
    [],
  );
  const rows = judged.map(({ task, counted }) =>
    [`\`${task}\``, ...all.map((level) => (counted.includes(level) ? "yes" : "—"))].join(" | "),
  );
  return lines(["task", ...all.map((level) => `\`${level}\``)], rows);
}

function table(first: string, rows: readonly (readonly string[])[]): string {
  return lines(
    [first, ...order.map((cloud) => clouds[cloud])],
    rows.map((row) => row.join(" | ")),
  );
}

function lines(head: readonly string[], rows: readonly string[]): string {
  return [head.join(" | "), head.map(() => "---").join(" | "), ...rows].map((row) => `| ${row} |`).join("\n");
}

function find(descriptions: readonly Description[], cloud: Cloud, name: string): Description | undefined {
  return descriptions.find((one) => one.cloud === cloud && one.name === name);
}

function count(descriptions: readonly Description[], name: string): number {
  return descriptions.filter((one) => one.name === name).length;
}

function linked(description: Description | undefined): string {
  return description === undefined ? "—" : `[yes](../reference/${classOf(description)}.md)`;
}
