import { exactInteger, isJsonObject, type Json, type JsonObject } from "../json";
import { invalidParameter, missingParameter } from "./vendorError";

type Shape =
  | {
      readonly type: "string";
      readonly min: number;
      readonly max: number;
      readonly words?: readonly string[];
    }
  | { readonly type: "bool" }
  | { readonly type: "int"; readonly min: number; readonly max: number | bigint }
  | { readonly type: "list"; readonly of: Shape }
  | { readonly type: "object"; readonly fields: Fields };

/** One parameter: its type, and whether a request must have it. */
type Field = Shape & { readonly required?: true };

/** A table of parameters: what a query, or an object of a body, may carry. */
export type Fields = Readonly<Record<string, Field>>;

const MAX_LONG = 2n ** 63n - 1n;

export const BOOL = { type: "bool" } as const;
export const LONG = { type: "int", min: 0, max: MAX_LONG } as const;
export const int = (min: number, max: number) => ({ type: "int", min, max }) as const;
export const string = (min: number, max: number) => ({ type: "string", min, max }) as const;
export const word = (...words: readonly string[]) => ({ type: "string", min: 1, max: 256, words }) as const;
export const listOf = (of: Shape) => ({ type: "list", of }) as const;
export const objectOf = (fields: Fields) => ({ type: "object", fields }) as const;
export const required = <Of extends Shape>(of: Of) => ({ ...of, required: true }) as const;

/**
 * The parameters that the table knows; throws the vendor's error for the first that it does not allow, or misses.
 * The names of all others go to `unknown`: the vendor is silent about them, and a client should not send any.
 */
export function admit(parameters: JsonObject, fields: Fields, unknown: string[], inside = ""): JsonObject {
  for (const [name, { required: must }] of Object.entries(fields)) {
    if (must && parameters[name] === undefined) throw missingParameter(inside + name);
  }
  const admitted: Record<string, Json> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field) admitted[name] = admitValue(value, field, unknown, inside + name);
    else unknown.push(inside + name);
  }
  return admitted;
}

/** The parameters of a query, in the types of the table. */
export function readQuery(query: string, fields: Fields): JsonObject {
  const read = (name: string, text: string): Json => {
    const type = Object.hasOwn(fields, name) ? fields[name]?.type : undefined;
    if (type === "bool" && /^(true|false)$/.test(text)) return text === "true";
    return type === "int" && /^\d{1,20}$/.test(text) ? exactInteger(text) : text;
  };
  return Object.fromEntries([...new URLSearchParams(query)].map(([name, text]) => [name, read(name, text)]));
}

function admitValue(value: Json, shape: Shape, unknown: string[], path: string): Json {
  switch (shape.type) {
    case "string":
      checkText(value, shape, path);
      return value;
    case "bool":
      if (typeof value !== "boolean") throw invalidParameter(path, "is not a boolean");
      return value;
    case "int":
      if (!isInteger(value)) throw invalidParameter(path, "is not an integer");
      if (value < shape.min || value > shape.max) throw invalidParameter(path, "is out of range");
      return value;
    case "list":
      if (!Array.isArray(value)) throw invalidParameter(path, "is not an array");
      return value.map((element: Json, index) => admitValue(element, shape.of, unknown, `${path}[${index}]`));
    case "object":
      if (!isJsonObject(value)) throw invalidParameter(path, "is not an object");
      return admit(value, shape.fields, unknown, `${path}.`);
  }
}

function checkText(value: Json, shape: Shape & { readonly type: "string" }, path: string): void {
  if (typeof value !== "string") throw invalidParameter(path, "is not a string");
  if (value.length < shape.min || value.length > shape.max) {
    throw invalidParameter(path, `is not ${shape.min} to ${shape.max} characters long`);
  }
  if (shape.words && !shape.words.includes(value)) {
    throw invalidParameter(path, `is none of ${shape.words.join(", ")}`);
  }
}

function isInteger(value: Json): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
}
