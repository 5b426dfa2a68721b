import { InvalidArgumentError } from "commander";
import { type Json, parseJson } from "../sandbox/json";

/** Reads one more `name=value` of a command line. The value is JSON where it parses as such, else the text itself. */
export function collectAssignment(
  text: string,
  before: Readonly<Record<string, Json>> = {},
): Readonly<Record<string, Json>> {
  const mark = text.indexOf("=");
  if (mark < 1) throw new InvalidArgumentError("Say name=value.");
  return { ...before, [text.slice(0, mark)]: jsonOrText(text.slice(mark + 1)) };
}

function jsonOrText(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
