import { isJsonObject, type Json, type JsonObject } from "../json";
import type { Site } from "./account";
import { missingParameter, unknownParameter, wrongType } from "./vendorError";

type Shape =
  | { readonly type: "string" | "bool" | "uint64" }
  | { readonly type: "list"; readonly of: Shape }
  | { readonly type: "object"; readonly fields: Fields };

/** One parameter: its JSON type, whether a request must have it, and the only site that knows it, if not both. */
type Field = Shape & { readonly required?: true; readonly only?: Site };

/** A table of parameters: what a request, or an object inside one, may carry. */
export type Fields = Readonly<Record<string, Field>>;

export const STRING = { type: "string" } as const;
export const BOOL = { type: "bool" } as const;
export const UINT64 = { type: "uint64" } as const;
export const listOf = (of: Shape) => ({ type: "list", of }) as const;
export const objectOf = (fields: Fields) => ({ type: "object", fields }) as const;
export const required = <Of extends Shape>(of: Of) => ({ ...of, required: true }) as const;

const MAX_UINT64 = 2n ** 64n - 1n;

/** Throws the vendor's error for the first parameter that the table does not allow on this site. */
export function checkParameters(parameters: JsonObject, fields: Fields, site: Site, inside = ""): void {
  for (const name of Object.keys(parameters)) {
    if (!fieldOf(fields, name, site)) throw unknownParameter(inside + name);
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = parameters[name];
    if (value !== undefined) checkType(value, field, site, inside + name);
    else if (field.required) throw missingParameter(inside + name);
  }
}

function checkType(value: Json, shape: Shape, site: Site, path: string): void {
  switch (shape.type) {
    case "string":
      if (typeof value !== "string") throw wrongType(path);
      return;
    case "bool":
      if (typeof value !== "boolean") throw wrongType(path);
      return;
    case "uint64":
      if (!isUint64(value)) throw wrongType(path);
      return;
    case "list":
      if (!Array.isArray(value)) throw wrongType(path);
      value.forEach((element: Json, index) => {
        checkType(element, shape.of, site, `${path}.${index}`);
      });
      return;
    case "object":
      if (!isJsonObject(value)) throw wrongType(path);
      checkParameters(value, shape.fields, site, `${path}.`);
  }
}

function fieldOf(fields: Fields, name: string, site: Site): Field | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field && (field.only ?? site) === site ? field : undefined;
}

function isUint64(value: Json): boolean {
  if (typeof value === "bigint") return value >= 0n && value <= MAX_UINT64;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
