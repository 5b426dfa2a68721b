import type { Field } from "../../provider/core/fields";
import { classOf, type Description, kindOf } from "../../provider/core/resource";
import { policySection } from "./policies";
import { prose } from "./prose";

/** The page of the reference, as Markdown, for one resource. */
export function referencePage(description: Description): string {
  const { doc, fields, outputs, errors, permissions, vendorDocuments, singletonBy } = description;
  const rows = Object.entries(fields).map(
    ([input, field]) =>
      `| \`${input}\` | ${cell(`\`${written(field)}\``)} | ${cell(allowed(field))} | ${cell(whenLeftOut(field))} | ${changeWord(field)} | ${cell(field.doc)} |`,
  );
  const sections = [
    `# ${classOf(description)}`,
    prose(doc),
    singletonBy.length > 0
      ? `There is one for each ${singletonBy.map((input) => `\`${input}\``).join(" and ")}.`
      : "",
    `\`\`\`typescript\n${example(description)}\n\`\`\``,
    "## Inputs",
    [
      "| input | type | allowed | when left out | a change | meaning |",
      "| --- | --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
    "## Outputs",
    "Every input, as the vendor has it, and:",
    [
      "| output | type | meaning |",
      "| --- | --- | --- |",
      ...Object.entries(fields)
        .filter(
          ([, { type }]) =>
            type.output.includes("Record<") && !type.input.includes("Record<") && !isGeneric(type),
        )
        .map(
          ([input, { type }]) =>
            `| \`${input}\` | ${cell(`\`${type.output}\``)} | The input, as a map by name. |`,
        ),
      ...Object.entries(outputs).map(
        ([output, { type, doc: meaning }]) => `| \`${output}\` | ${cell(`\`${type}\``)} | ${cell(meaning)} |`,
      ),
    ].join("\n"),
    "## Errors",
    errorLines(errors),
    "## Permissions",
    description.cloud === undefined
      ? `It needs ${permissions.join(", ")}.`
      : permissions.map((permission) => `- \`${permission}\``).join("\n"),
    policySection(description),
    ...(Object.keys(vendorDocuments).length === 0
      ? []
      : [
          "## The vendor's documents",
          Object.entries(vendorDocuments)
            .map(([operation, url]) => `- [${operation}](${url})`)
            .join("\n"),
        ]),
    "[All resources](README.md) · [How to read this page](README.md#how-to-read-a-page) · [Errors](../guides/troubleshooting.md)",
    `Kind \`${kindOf(description)}\`. This page is made from the resource's field rows by \`npm run generate\`.`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

type Listed = Pick<Description, "cloud" | "name" | "doc">;

/** The page that lists all others, and says how to read them. */
export function referenceIndex(resources: readonly Listed[], lookups: readonly Listed[]): string {
  const table = (head: string, listed: readonly Listed[]): string => {
    const rows = [...listed]
      .sort((one, other) => classOf(one).localeCompare(classOf(other)))
      .map((one) => `| [\`${classOf(one)}\`](${classOf(one)}.md) | ${cell(firstSentence(one.doc))} |`);
    return [head, "| --- | --- |", ...rows].join("\n");
  };
  const sections = [
    "# Reference",
    table("| resource | what it is |", resources),
    table("| lookup | what it answers |", lookups),
    "## How to read a page",
    prose(
      "**When left out** of an input is the default, or what stands in its place. *Kept as found, never compared* " +
        "means that the vendor's value stays, whatever it is, and is no drift. **A change** *updates* what the vendor has, " +
        "*replaces* the resource (a schedule is given back, and taken over anew), or needs *no vendor call*.",
    ),
    prose(
      "Any input, and any part of one, may be an output of another resource. Every input is an output, too, in the form that " +
        "the state keeps: a set of images is a map by name, so that a plan shows one line for each image that comes or goes.",
    ),
    prose(
      "Errors are named by their kind: what each means, and what to do, is in [troubleshooting](../guides/troubleshooting.md). " +
        "Which vendor has which input is in [vendor differences](../guides/vendor-differences.md).",
    ),
    "These pages are made from the resources' field rows by `npm run generate`.",
  ];
  return `${sections.join("\n\n")}\n`;
}

function firstSentence(text: string): string {
  return /^.*?[.](?= [A-Z]|$)/.exec(text.replaceAll("\n", " "))?.[0] ?? text;
}

export function errorLines(errors: Description["errors"]): string {
  return Object.entries(errors)
    .map(([kind, when]) => `- **${kind}**: ${when}.`)
    .join("\n");
}

/** A first program. */
export function example(description: Description): string {
  const { cloud, name, fields, example: inputs } = description;
  // What judges a task needs one.
  if ("task" in fields) {
    const task = 'const task = new tencentcloud.RegistryScanTask("example", { images: ["team/api:1.4"] });';
    return `import { ${name}, tencentcloud } from "pulumi-image-scan";\n\n${task}\n\nnew ${name}("example", ${inputs});`;
  }
  return `import { ${cloud ?? name} } from "pulumi-image-scan";\n\nnew ${classOf(description)}("example", ${inputs});`;
}

export function allowed({ type }: Field): string {
  return type.range;
}

export function whenLeftOut({ presence, default: fallback, absent }: Field): string {
  if (presence === "required") return "required";
  return fallback?.text ?? absent ?? "kept as found, never compared";
}

export function changeWord({ change }: Field): string {
  return { update: "updates", replace: "replaces", local: "no vendor call" }[change];
}

/** The type of what a program writes. */
function written({ type }: Field): string {
  return isGeneric(type) ? type.output : plain(type.input.replace(/\/\*\*.*?\*\/ /g, ""));
}

/** A type without what Pulumi knows later. */
export function plain(type: string): string {
  const simpler = type.replace(/pulumi\.Input<([^<>]*)>(\[\])?/g, (_, inner: string, list = "") =>
    list !== "" && inner.includes("|") ? `(${inner})[]` : `${inner}${list}`,
  );
  return simpler === type ? type : plain(simpler);
}

/** Whether the type follows from the task that a program gives. */
function isGeneric({ input }: Field["type"]): boolean {
  return /\bT\b/.test(input);
}

export function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
