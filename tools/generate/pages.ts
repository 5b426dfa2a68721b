import type { Field } from "../../provider/core/fields";
import { classOf, type Description, kindOf } from "../../provider/core/resource";
import { policySection } from "./policies";
import { prose } from "./prose";

/** The page of the reference, as Markdown, for one resource. */
export function referencePage(description: Description): string {
  const { doc, fields, outputs, errors, permissions, vendorDocuments, singletonBy } = description;
  const rows = Object.entries(fields).map(
    ([input, field]) =>
      `| \`${input}\` | ${cell(field.type.output)} | ${cell(allowed(field))} | ${cell(whenLeftOut(field))} | ${changeWord(field)} | ${cell(field.doc)} |`,
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
    "## The vendor's documents",
    Object.entries(vendorDocuments)
      .map(([operation, url]) => `- [${operation}](${url})`)
      .join("\n"),
    `Kind \`${kindOf(description)}\`. This page is made from the resource's field rows by \`npm run generate\`.`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

export function errorLines(errors: Description["errors"]): string {
  return Object.entries(errors)
    .map(([kind, when]) => `- **${kind}**: ${when}.`)
    .join("\n");
}

/** A first program. */
export function example(description: Description): string {
  const { cloud, name, example: inputs } = description;
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

export function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
