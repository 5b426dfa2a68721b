import { type Fields, type FieldType, parseFields } from "../../provider/core/fields";
import type { Properties } from "../../provider/core/wire";
import { testHost } from "../../tools/ground/testHost";

/** What a parse came to: the canonical value, and each report as `path: reason`. */
export interface Outcome<T> {
  readonly value: T | undefined;
  readonly reports: readonly string[];
}

/** Parses `value` as the input `field` of this type. */
export function parsed<T>(type: FieldType<T>, value: unknown): Outcome<T> {
  const reports: string[] = [];
  const canonical = type.parse(value, "field", (path, reason) => reports.push(`${path}: ${reason}`));
  return { value: canonical, reports };
}

/** Parses all inputs of a resource with these fields. */
export function parsedAll(
  fields: Fields,
  news: Properties,
  { olds = {}, host = testHost() }: { olds?: Properties; host?: ReturnType<typeof testHost> } = {},
): { inputs: Properties; reports: string[] } {
  const reports: string[] = [];
  const inputs = parseFields(fields, news, { olds, host }, (path, reason) =>
    reports.push(`${path}: ${reason}`),
  );
  return { inputs, reports };
}
