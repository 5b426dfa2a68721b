import type { Declaration } from "../provider/core/declaration";
import { commentText, outOfUse, resourceText } from "./programText";
import type { Cloud } from "./scanInputs";

/** A schedule of a cloud, and what was found of it; nothing where it was never set. */
export interface Found {
  readonly cloud: Cloud;
  /** As a program writes it: `tencentcloud.RegistryScanSchedule`. */
  readonly type: string;
  readonly declaration: Declaration | undefined;
}

/** Whether something runs of which the program has only a comment. */
export function isLost({ declaration }: Found): boolean {
  return declaration?.isOn === true && declaration.differs.length > 0;
}

/** The TypeScript program that declares what was found; what it cannot declare is a comment. */
export function programOf(found: readonly Found[], name: string): string {
  const declared = found.filter(({ declaration }) => declaration && declaration.differs.length === 0);
  const used = [...new Set(declared.map(({ cloud }) => cloud))].sort();
  const head = commentText(
    declared.length === 0
      ? "No schedule that a program could declare is configured."
      : "Made by `npx pulumi-image-scan import`: what is configured now. The first `pulumi up` finds it so, and changes nothing.",
  );
  const imports = used.length === 0 ? [] : [`import { ${used.join(", ")} } from "pulumi-image-scan";`];
  const parts = found.map((one) => partOf(one, name));
  return `${[[head, ...imports].join("\n"), ...parts].join("\n\n")}\n`;
}

function partOf({ type, declaration }: Found, name: string): string {
  if (!declaration) return commentText(`${type} was never set.`);
  const { inputs, unmanaged, differs, isOn } = declaration;
  const text = resourceText(type, name, inputs);
  const notes = unmanaged.map((line) => commentText(line));
  if (differs.length === 0) return [...notes, text].join("\n");
  const why = differs.map((line) => commentText(line, "  "));
  if (!isOn) return [commentText(`${type} is switched off, and not declared:`), ...why].join("\n");
  return [
    commentText(`${type} is set to what no program can declare:`),
    ...why,
    commentText("To change it to what can be, mend this and put it to use:"),
    outOfUse(resourceText(type, name, inputs)),
  ].join("\n");
}
