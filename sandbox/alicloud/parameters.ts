import { type Json, parseJson } from "../json";
import type { HttpCall } from "../vendor";
import { invalid, invalidParameter, missing } from "./vendorError";

type Type = "String" | "Integer" | "Long" | "Boolean" | "RepeatList";

/** One parameter, in the words of the vendor's metadata. */
interface Field {
  readonly type: Type;
  readonly required?: true;
}

/** What a request for an action may carry. */
export type Fields = Readonly<Record<string, Field>>;

export const STRING = { type: "String" } as const;
export const INTEGER = { type: "Integer" } as const;
export const LONG = { type: "Long" } as const;
export const BOOLEAN = { type: "Boolean" } as const;
export const REPEAT_LIST = { type: "RepeatList" } as const;
export const required = <Of extends Field>(of: Of) => ({ ...of, required: true }) as const;

/** What every request may carry besides, for callers that name them in the query. */
const COMMON = ["Action", "Version", "Format"];
const FORM = "application/x-www-form-urlencoded";

/** The parameters as sent: those of the query, and those of the form where there is one. */
export function readParameters(call: HttpCall): Readonly<Record<string, string>> {
  const query = new URLSearchParams(call.query);
  const isForm = call.headers["content-type"]?.startsWith(FORM) === true;
  const form = new URLSearchParams(isForm ? call.body.toString("utf8") : "");
  return Object.fromEntries([...query, ...form]);
}

/** Those names that the action does not know. `StatusList.2` is the second element of StatusList. */
export function unknownNames(sent: Readonly<Record<string, string>>, fields: Fields): readonly string[] {
  const isKnown = (name: string) => {
    if (COMMON.includes(name)) return true;
    const [, list = name] = /^(.+)\.\d+$/.exec(name) ?? [];
    const field = Object.hasOwn(fields, list) ? fields[list] : undefined;
    return field !== undefined && (field.type === "RepeatList") === (list !== name);
  };
  return Object.keys(sent).filter((name) => !isKnown(name));
}

/** The parameters of a request that its action's table allows, by their types. */
export class Parameters {
  /** Throws the vendor's error for the first parameter that is missing or of another type. */
  constructor(
    private readonly sent: Readonly<Record<string, string>>,
    fields: Fields,
  ) {
    for (const [name, { type, required }] of Object.entries(fields)) {
      const value = this.text(name);
      if (value === undefined) {
        if (required) throw missing(name);
      } else if (!fits(value, type)) throw invalid(name);
    }
  }

  /** What was sent under this name; an empty text counts as nothing. */
  text(name: string): string | undefined {
    return (Object.hasOwn(this.sent, name) && this.sent[name]) || undefined;
  }

  /** A parameter that the table requires. */
  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === "true";
  }

  /** `Name.1`, `Name.2`, … */
  list(name: string): readonly string[] {
    const elements: string[] = [];
    for (let number = 1; this.text(`${name}.${number}`) !== undefined; number += 1) {
      elements.push(this.needed(`${name}.${number}`));
    }
    return elements;
  }

  /** The texts between the commas. */
  commaList(name: string): readonly string[] {
    const words = this.text(name)?.split(",") ?? [];
    return words.map((word) => word.trim()).filter((word) => word !== "");
  }
}

/** A parameter whose text is a JSON list. */
export function readList(name: string, text: string): readonly Json[] {
  let list: Json;
  try {
    list = parseJson(text);
  } catch {
    throw invalidParameter(`${name} is not JSON`);
  }
  if (!Array.isArray(list)) throw invalidParameter(`${name} is not a list`);
  return list;
}

function fits(value: string, type: Type): boolean {
  switch (type) {
    case "Integer":
    case "Long":
      return /^-?\d{1,19}$/.test(value) && Number.isSafeInteger(Number(value));
    case "Boolean":
      return value === "true" || value === "false";
    default:
      return true;
  }
}
