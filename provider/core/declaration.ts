import type { Context } from "./context";
import { asScanError, ScanError } from "./errors";
import type { Field } from "./fields";
import { profileExists } from "./profile";
import { type CheckFailure, check, classOf, type Resource } from "./resource";
import { type Properties, same } from "./wire";

/** What a program declares so that a schedule is found as wanted. */
export interface Declaration {
  /** As a program writes them: what is required, and what differs from its default. */
  readonly inputs: Properties;
  /** What is there beside them, and stays as it is: each a sentence. */
  readonly unmanaged: readonly string[];
  /** Why these inputs are not what is there; none, if they are. */
  readonly differs: readonly string[];
  readonly isOn: boolean;
}

/**
 * The declaration of what the vendor has now, at the `place` that some inputs name; undefined if it was never set. It is
 * tried as a create would: what is not found as wanted by it is told.
 */
export async function declarationOf(
  schedule: Resource,
  context: Context,
  place: Properties,
): Promise<Declaration | undefined> {
  const { description, current, differences } = schedule;
  if (!current || !differences) throw new TypeError(`${classOf(description)} is no schedule`);
  const places = Object.fromEntries(
    Object.entries(description.fields).filter(([input]) => description.singletonBy.includes(input)),
  );
  const rules = description.cloud === undefined ? [] : [profileExists(description.cloud)];
  const where = check({ fields: places, rules }, context, {}, place);
  if (where.failures.length > 0) throw refused(where.failures);
  const found = await current(context, where.inputs);
  if (found.inputs === undefined) return undefined;

  const unmanaged: string[] = [];
  const inputs: Properties = {};
  for (const [input, field] of Object.entries(description.fields)) {
    if (place[input] !== undefined) inputs[input] = place[input];
    const value = found.inputs[input];
    if (value === undefined || isDefault(field, value, context)) continue;
    if (found.unmanaged.includes(input))
      unmanaged.push(`${input}: ${JSON.stringify(value)} is kept as it is`);
    else inputs[input] = field.type.write?.(value) ?? value;
  }
  // Nothing is overwritten that is found as wanted; what is changed in the console until then is taken over, and kept
  // to be given back.
  if (found.isOn) inputs.adopt = true;

  const whole = check(description, context, {}, inputs);
  const declared = { ...inputs };
  for (const failure of whole.failures) {
    const { input, text } = told(failure);
    // What is optional may be left out: then it stays as it is.
    if (declared[input] === undefined || description.fields[input]?.presence !== "optional") continue;
    unmanaged.push(`${input} is kept as it is, as no program can declare it: ${text}`);
    delete declared[input];
  }
  const checked = check(description, context, {}, declared);
  if (checked.failures.length > 0) {
    const differs = whole.failures.map((failure) => told(failure).text);
    return { inputs, unmanaged: [], differs, isOn: found.isOn };
  }
  const differs = await differences(context, checked.inputs).catch((failure: unknown) => {
    const error = asScanError(failure, "declare");
    if (error.kind === "NotFound" || error.kind === "InvalidInput") return [error.details.text];
    throw error;
  });
  return { inputs: declared, unmanaged, differs, isOn: found.isOn };
}

/** Whether to leave an input out says the same. An optional number that is 0 limits nothing. */
function isDefault(field: Field, value: unknown, { host }: Context): boolean {
  if (field.presence === "optional") return value === 0;
  return field.default !== undefined && same(field.default.value({ olds: {}, inputs: {}, host }), value);
}

/** A failure of a check, and the input that it is about. */
function told({ property, reason }: CheckFailure): { readonly input: string; readonly text: string } {
  const text = property === "" ? reason : `${property}: ${reason}`;
  return { input: /^\w*/.exec(text)?.[0] ?? "", text };
}

function refused(failures: readonly CheckFailure[]): ScanError {
  return new ScanError({
    kind: "InvalidInput",
    action: "place",
    text: failures.map((failure) => told(failure).text).join("; "),
    mayHaveActed: false,
  });
}
