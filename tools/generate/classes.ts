import type { Field } from "../../provider/core/fields";
import { type Description, kindOf } from "../../provider/core/resource";
import { allowed, changeWord, example, whenLeftOut } from "./pages";
import { comment } from "./prose";

export const header = "// Made from the provider's field rows by `npm run generate`: edit those.";

/** The class, and the type of its arguments, that programs use for one resource. */
export function classFile(description: Description, levels?: readonly string[]): string {
  const { cloud, name, fields, outputs } = description;
  const args = Object.entries(fields).map(
    ([input, field]) =>
      `${comment(fieldDoc(field), "  ")}\n  ${input}${field.presence === "required" ? "" : "?"}: pulumi.Input<${field.type.input}>${field.presence === "required" ? "" : " | undefined"};`,
  );
  const inputProperties = Object.entries(fields).map(
    ([input, field]) =>
      `${comment([field.doc], "  ")}\n  declare public readonly ${input}: pulumi.Output<${field.type.output}${field.presence === "optional" ? " | undefined" : ""}>;`,
  );
  const outputProperties = Object.entries(outputs).map(
    ([output, { type, doc }]) =>
      `${comment([doc], "  ")}\n  declare public readonly ${output}: pulumi.Output<${type}>;`,
  );
  // A gate's types follow from the task that it is given.
  const generic = "task" in fields;
  const parameter = generic ? "<T extends ScanTask = ScanTask>" : "";
  const timeout = ["queueTimeoutSeconds", "waitTimeoutSeconds"].find((input) => input in fields);
  const sdk = cloud === undefined ? "." : "..";
  const imports = [
    `import * as pulumi from "@pulumi/pulumi";`,
    `import { bind } from "${sdk}/bind";`,
    ...(generic ? [`import type { Exception, MaxFindings, ScanTask } from "./scanTask";`] : []),
    ...(levels ? [`import { rememberSelection } from "../scanTask";`] : []),
    `import { sparePromiseStacks } from "${sdk}/stackTraces";`,
  ];
  return `${header}
${imports.join("\n")}

/** What a {@link ${name}} is declared with. */
export interface ${name}Args${parameter} {
${args.join("\n")}
}

${comment(classDoc(description))}
export class ${name}${parameter} extends pulumi.CustomResource {
${levels ? judgedMembers(description, levels) : ""}${[...inputProperties, ...outputProperties].join("\n")}

  /**
   * @param name The resource's name in the program. To rename it keep the old one as an alias in \`opts\`.
   * @param args What it is declared with.
   * @param opts Pulumi's options, such as \`protect\` or \`retainOnDelete\`.
   */
  constructor(name: string, args: ${name}Args${generic ? "<T>" : ""}, opts?: pulumi.CustomResourceOptions) {
    const resource = {
      kind: ${JSON.stringify(kindOf(description))},
      name,
      properties: ${JSON.stringify([...Object.keys(fields), ...Object.keys(outputs)])},
      singletonBy: ${JSON.stringify(description.singletonBy)},${timeout === undefined ? "" : `\n      timeout: ${JSON.stringify(timeout)},`}
    };
    const done = sparePromiseStacks();
    try {
      super(${JSON.stringify(typeToken(description))}, name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }${levels ? "\n    rememberSelection(this, args);" : ""}
  }
}
`;
}

/** What a gate needs to know of the class of a task. */
function judgedMembers(description: Description, levels: readonly string[]): string {
  return `  /** The resource's key in the provider's registry. */
  static readonly kind = ${JSON.stringify(kindOf(description))};

  /** What the vendor counts, for the types of a ScanGate. */
  declare public readonly levels?: ${levels.map((level) => JSON.stringify(level)).join(" | ")};

`;
}

function typeToken({ cloud, name }: Description): string {
  return `pulumi-nodejs:dynamic/imageScan${cloud === undefined ? "" : `/${cloud}`}:${name}`;
}

/** The file that gathers the classes of one cloud. */
export function cloudFile(names: readonly string[]): string {
  // Two statements: the TypeScript that Pulumi falls back to, 3.8, knows no `type` inside braces.
  const lines = names.map(
    (name) =>
      `export { ${name} } from "./${camelCase(name)}";\nexport type { ${name}Args } from "./${camelCase(name)}";`,
  );
  return `${header}\n${lines.join("\n")}\n`;
}

export function camelCase(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

export function fieldDoc(field: Field): string[] {
  const range = allowed(field);
  const left = field.presence === "required" ? "Required." : `When left out: ${whenLeftOut(field)}.`;
  return [field.doc, `${range === "" ? "" : `Allowed: ${range}. `}${left} A change: ${changeWord(field)}.`];
}

function classDoc(description: Description): string[] {
  const { doc, errors, permissions, vendorDocuments } = description;
  return [
    doc,
    `Errors: ${Object.entries(errors)
      .map(([kind, when]) => `${kind} (${when})`)
      .join("; ")}.`,
    `Permissions: ${permissions.join(", ")}.`,
    ...Object.values(vendorDocuments).map((url) => `@see ${url}`),
    `@example\n${example(description)}`,
  ];
}
