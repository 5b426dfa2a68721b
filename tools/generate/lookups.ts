import type { LookupDescription, ResultRows } from "../../provider/core/lookup";
import { fieldDoc, header } from "./classes";
import { allowed, cell, errorLines, plain, whenLeftOut } from "./pages";
import { comment, prose } from "./prose";

/** The function, its form with Outputs, and their types. */
export function lookupFile(description: LookupDescription): string {
  const { name, fields, image } = description;
  const cased = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const args = (form: (type: string) => string): string =>
    Object.entries(fields)
      .map(([input, field]) => {
        const [meaning = "", rest = ""] = fieldDoc(field);
        const doc = [asked(meaning), asked(rest.replace(/ A change: .*$/, ""))];
        return `${comment(doc, "  ")}\n  ${input}?: ${form(field.type.input)} | undefined;`;
      })
      .join("\n");
  return `${header}
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "../lookup";

/** What {@link ${name}} is asked with. */
export interface ${cased}Args {
${args(plain)}
}

/** What {@link ${name}Output} is asked with. */
export interface ${cased}OutputArgs {
${args((type) => `pulumi.Input<${type}>`)}
}

/** What {@link ${name}} answers. */
export interface ${cased}Result {
${members(description.result, cased)}
}
${image === undefined ? "" : `\n/** One image of {@link ${cased}Result}. */\nexport interface ${cased}Image {\n${members(image, cased)}\n}\n`}
${comment(functionDoc(description))}
export function ${name}(args: ${cased}Args = {}): Promise<${cased}Result> {
  return lookUp(${JSON.stringify(key(description))}, args);
}

/** As {@link ${name}}, of arguments that may be Outputs, as an Output. */
export function ${name}Output(args: ${cased}OutputArgs = {}): pulumi.Output<${cased}Result> {
  return lookUpOutput(${JSON.stringify(key(description))}, args);
}
`;
}

/** What the file of a cloud exports of a lookup: two statements, as of a class. */
export function lookupExports({ name, image }: LookupDescription): string {
  const cased = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const types = ["Args", "OutputArgs", "Result", ...(image === undefined ? [] : ["Image"])];
  return `export { ${name}, ${name}Output } from "./${name}";\nexport type { ${types.map((type) => `${cased}${type}`).join(", ")} } from "./${name}";\n`;
}

/** The page of the reference, as Markdown, for one lookup. */
export function lookupPage(description: LookupDescription): string {
  const { cloud, name, doc, fields, result, image, errors, permissions, vendorDocuments } = description;
  const rows = (some: ResultRows): string =>
    [
      "| | type | meaning |",
      "| --- | --- | --- |",
      ...Object.entries(some).map(
        ([value, row]) =>
          `| \`${value}\`${row.optional ? "?" : ""} | ${cell(`\`${row.type === "images" ? "array" : bare(row.type)}\``)} | ${cell(row.doc)} |`,
      ),
    ].join("\n");
  const sections = [
    `# ${cloud}.${name}`,
    prose(doc),
    prose(
      `A Pulumi function: \`${name}\` takes plain arguments and returns a promise, \`${name}Output\` takes Inputs and ` +
        "returns an Output. It is asked at every preview and every update, in the program's process. " +
        "[How, and how to mock it](../lookups.md).",
    ),
    `\`\`\`typescript\n${example(description)}\n\`\`\``,
    "## Arguments",
    [
      "| argument | type | allowed | when left out | meaning |",
      "| --- | --- | --- | --- | --- |",
      ...Object.entries(fields).map(
        ([input, field]) =>
          `| \`${input}\` | ${cell(`\`${bare(field.type.input)}\``)} | ${cell(allowed(field))} | ${cell(asked(whenLeftOut(field)))} | ${cell(asked(field.doc))} |`,
      ),
    ].join("\n"),
    "## Result",
    rows(result),
    image === undefined ? "" : `Each of \`images\`:\n\n${rows(image)}`,
    "## Errors",
    errorLines(errors),
    "## Permissions",
    permissions.map((permission) => `- \`${permission}\``).join("\n"),
    "## The vendor's documents",
    Object.entries(vendorDocuments)
      .map(([operation, url]) => `- [${operation}](${url})`)
      .join("\n"),
    `Token \`imageScan:${cloud}:${name}\`. This page is made from the lookup's field rows by \`npm run generate\`.`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function key({ cloud, name }: LookupDescription): string {
  return `${cloud}/${name}`;
}

function members(rows: ResultRows, cased: string): string {
  return Object.entries(rows)
    .map(([value, { type, doc, optional }]) => {
      const written = type === "images" ? `${cased}Image[]` : plain(type);
      return `${comment([doc], "  ")}\n  ${value}${optional ? "?" : ""}: ${written}${optional ? " | undefined" : ""};`;
    })
    .join("\n");
}

function functionDoc(description: LookupDescription): string[] {
  const { doc, errors, permissions } = description;
  return [
    doc,
    `Errors: ${Object.entries(errors)
      .map(([kind, when]) => `${kind} (${when})`)
      .join("; ")}.`,
    `Permissions: ${permissions.join(", ")}.`,
    `@example\n${example(description)}`,
  ];
}

function example({ cloud, name, image, example: args }: LookupDescription): string {
  // The form with Outputs: a program that is CommonJS, as most are, waits for no promise at its top.
  const asked = `${cloud}.${name}Output(${args === "{}" ? "" : args})`;
  const used = image
    ? `const { images } = ${asked};\nexport const references = images.apply((all) => all.map(({ reference }) => reference));`
    : `export const { configured } = ${asked};`;
  return `import { ${cloud} } from "pulumi-image-scan";\n\n${used}`;
}

/** What is said of an input, without what only a resource has: a state. */
function asked(doc: string): string {
  return doc
    .replace(" A change of the configuration or the environment never moves a resource that exists.", "")
    .replace("what the resource has already, else ", "");
}

/** A plain type without the comments of its members. */
function bare(type: string): string {
  return plain(type).replace(/\/\*\* .*? \*\/ /g, "");
}
