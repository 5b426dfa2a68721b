import { randomUUID } from "node:crypto";

/** What a JSON text may hold here: an integer that a `number` cannot hold exactly is a `bigint`. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

/** A vendor's unsigned 64-bit integer: a `number` while that is exact, a `bigint` beyond 2^53. */
export type Uint64 = number | bigint;

// Stands before the digits of a bigint while they travel through JSON.parse and JSON.stringify as a string.
// Made anew in each process, so that no text from outside can contain it.
const MARK = `bigint:${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, "g");
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_DIGITS = /\d{16}/;

/** `JSON.parse`, with every integer kept exactly. */
export function parseJson(text: string): Json {
  const parsed = JSON.parse(text) as Json;
  if (!LONG_DIGITS.test(text)) return parsed;
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${MARK}${token}"` : token,
  );
  return JSON.parse(marked, (_name, value: Json) =>
    typeof value === "string" && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  ) as Json;
}

/** `JSON.stringify`, with a bigint printed as a bare integer. */
export function printJson(value: unknown, indent?: number): string {
  let marked = false;
  const text = JSON.stringify(
    value,
    (_name, inner: unknown) => {
      if (typeof inner !== "bigint") return inner;
      marked = true;
      return `${MARK}${inner}`;
    },
    indent,
  );
  return marked ? text.replace(MARKED, "$1") : text;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The integer that a decimal text says, exactly. */
export function exactInteger(digits: string): Uint64 {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}
