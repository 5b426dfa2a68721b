import { isJsonObject } from "../json";
import { type Parameters, readList, STRING } from "./parameters";
import { invalid, invalidParameter } from "./vendorError";

/** What a request that searches carries. */
export const SEARCH = { Criteria: STRING, LogicalExp: STRING };

/** The names that a list can be searched by, each with whether a row meets a value. */
export type Searchable<Row> = Readonly<Record<string, (row: Row, value: string) => boolean>>;

/** Compares a field with the value, which must be all of it. */
export function exactly<Row>(text: (row: Row) => string): (row: Row, value: string) => boolean {
  return (row, value) => text(row) === value;
}

/** Compares a field with the value, which may be a part of it: the console's search box. */
export function containing<Row>(text: (row: Row) => string): (row: Row, value: string) => boolean {
  return (row, value) => text(row).includes(value);
}

/** Whether a row meets the criteria: all of them, or with LogicalExp OR any of them. */
export function metBy<Row>(parameters: Parameters, searchable: Searchable<Row>): (row: Row) => boolean {
  const logic = parameters.text("LogicalExp") ?? "AND";
  if (logic !== "AND" && logic !== "OR") throw invalid("LogicalExp");
  const criteria = readCriteria(parameters.text("Criteria") ?? "[]");
  const meets = criteria.map(({ name, value }) => {
    const criterion = Object.hasOwn(searchable, name) ? searchable[name] : undefined;
    if (!criterion) throw invalidParameter(`Criteria: there is no ${name}`);
    return (row: Row) => criterion(row, value);
  });
  if (meets.length === 0) return () => true;
  return logic === "OR"
    ? (row) => meets.some((meet) => meet(row))
    : (row) => meets.every((meet) => meet(row));
}

function readCriteria(text: string): { readonly name: string; readonly value: string }[] {
  return readList("Criteria", text).map((criterion) => {
    if (
      !isJsonObject(criterion) ||
      typeof criterion.name !== "string" ||
      typeof criterion.value !== "string"
    ) {
      throw invalidParameter("Criteria has an element without name and value");
    }
    return { name: criterion.name, value: criterion.value };
  });
}
