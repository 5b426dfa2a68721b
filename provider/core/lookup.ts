import type { Context } from "./context";
import { ScanError } from "./errors";
import type { Listing } from "./listing";
import { profileExists } from "./profile";
import { check, classOf, type Description, type Resource } from "./resource";
import type { Properties } from "./wire";

/** One value of a result. */
export interface ResultRow {
  /** Its TypeScript type. */
  readonly type: string;
  readonly doc: string;
  /** Whether it may be missing. */
  readonly optional?: true;
}

export type ResultRows = Readonly<Record<string, ResultRow>>;

/** What a lookup is, for people: functions and reference pages are made from it. */
export interface LookupDescription
  extends Pick<Description, "doc" | "fields" | "rules" | "vendorDocuments" | "errors" | "permissions"> {
  readonly cloud: NonNullable<Description["cloud"]>;
  /** The function's name. */
  readonly name: string;
  readonly result: ResultRows;
  /** What an element of the result's list `images` holds. */
  readonly image?: ResultRows;
  /** Arguments of a first program, as TypeScript source. */
  readonly example: string;
}

/** A question to a vendor that a program asks, and that changes nothing. */
export interface Lookup {
  readonly description: LookupDescription;
  /** The result, of checked arguments. */
  look(context: Context, inputs: Properties): Promise<Properties>;
}

/** What can go wrong with any lookup. */
export const lookupErrors: Description["errors"] = {
  InvalidInput: "an argument is not accepted; all that is wrong is said at once, before any call",
  "Unauthenticated, Forbidden": "the credentials are missing, wrong, or may not call an operation",
  "Throttled, Unavailable, Timeout": "the vendor did not answer in time, after retries",
};

/** Checks the arguments of a lookup, then asks the vendor. */
export async function lookUp(lookup: Lookup, context: Context, args: Properties): Promise<Properties> {
  const { inputs, failures } = check(lookup.description, context, {}, args);
  if (failures.length === 0) return await lookup.look(context, inputs);
  const reasons = failures.map(({ property, reason }) =>
    property === "" ? reason : `${property}: ${reason}`,
  );
  throw new ScanError({
    kind: "InvalidInput",
    action: "arguments",
    text: reasons.join("; "),
    mayHaveActed: false,
  });
}

/** A value that a list of images shows beside its name, where it has one. */
export function row(type: string, doc: string): ResultRow {
  return { type, doc, optional: true };
}

/** The two names that every image has. */
export function nameRows(input: string): ResultRows {
  return {
    reference: {
      type: input,
      doc: "What goes into `images` of a task or a schedule: a reference, or coordinates where no reference means it alone.",
    },
    key: { type: "string", doc: "What our image sets, and so plans and gates, call it." },
  };
}

/** `values` without those that the vendor leaves out or empty. */
export function told(values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}

/** The result of a lookup of images: each by its shortest name of `ways`, with what is `shown` of it, in the order of their keys. */
export async function imagesOf<R, I extends object>(
  list: Listing<R, I>,
  records: readonly R[],
  ways: (record: R) => Iterable<I>,
  shown: (record: R) => Properties,
): Promise<Properties> {
  const images = records.map(async (record) => ({
    ...(await list.named(record, ways(record))),
    ...told(shown(record)),
  }));
  return { images: (await Promise.all(images)).sort((one, other) => (one.key < other.key ? -1 : 1)) };
}

/** The lookup of a schedule: what the vendor has now, whoever has set it, and what it tells of its runs. */
export function scheduleLookup(
  schedule: Resource,
  { runs = {}, permissions }: { readonly runs?: ResultRows; readonly permissions: readonly string[] },
): Lookup {
  const { description } = schedule;
  const { cloud, name, fields, singletonBy, vendorDocuments } = description;
  if (cloud === undefined) throw new TypeError(`${name} belongs to no cloud`);
  const asked = (input: string): boolean => singletonBy.includes(input) || input === "timeZone";
  const held = Object.entries(fields).filter(([input, { change }]) => change === "update" && !asked(input));
  return {
    description: {
      cloud,
      name: `get${name}`,
      doc:
        `The schedule that \`${classOf(description)}\` manages, as the vendor has it now, whoever has set it; and what ` +
        "the vendor tells of its runs. It changes nothing.",
      fields: Object.fromEntries(Object.entries(fields).filter(([input]) => asked(input))),
      rules: [profileExists(cloud)],
      result: {
        configured: {
          type: "boolean",
          doc: "Whether it was ever set; while it was not, nothing else is told.",
        },
        ...Object.fromEntries(held.map(([input, { type, doc }]) => [input, row(type.input, doc)])),
        ...runs,
      },
      errors: lookupErrors,
      vendorDocuments: Object.fromEntries(
        Object.entries(vendorDocuments).filter(([operation]) =>
          permissions.some((permission) => permission.endsWith(`:${operation}`)),
        ),
      ),
      permissions,
      example: "{}",
    },
    async look(context, inputs) {
      const current = await schedule.current?.(context, inputs);
      const found = Object.entries(current?.inputs ?? {}).filter(([input]) =>
        held.some(([one]) => one === input),
      );
      const written = found.map(([input, value]) => [input, fields[input]?.type.write?.(value) ?? value]);
      return told({
        configured: current?.inputs !== undefined,
        ...Object.fromEntries(written),
        ...current?.runs,
      });
    },
  };
}
