import type { Host } from "./context";
import { nearest } from "./nearest";
import { type Properties, unknown } from "./wire";

/** Notes what is wrong with the value at `path`, and what would be right. */
export type Report = (path: string, reason: string) => void;

/** What one kind of value is: how it is written, what is allowed, and its one canonical form. */
export interface FieldType<T> {
  /** The TypeScript type a program writes. */
  readonly input: string;
  /** The TypeScript type it has once canonical: in state, and in the resource's outputs. */
  readonly output: string;
  /** The allowed values in words; empty where the type says it all. */
  readonly range: string;
  /**
   * The canonical form of `value`; parsing that again gives the same. Reports what is wrong and returns
   * undefined otherwise. Values that are not known yet stay as they are, wherever they stand.
   */
  parse(value: unknown, path: string, report: Report): T | undefined;
  /** How a program writes a canonical value, where it writes another form. */
  write?(value: T): unknown;
}

/** What a change of the field does: the vendor's setting is changed, the resource is replaced, or only we care. */
export type Change = "update" | "replace" | "local";

export interface Default<T> {
  /** The value; undefined where the surroundings have none, so that the program must give one. */
  readonly value: (ambient: Ambient) => T | undefined;
  /** The default in words, for the documentation. */
  readonly text: string;
}

/** Where a default that depends on its surroundings is taken from. */
export interface Ambient {
  /** The inputs whose rows stand before this one, as far as they are known. */
  readonly inputs: Properties;
  /** The inputs the resource had before; empty for a new one. */
  readonly olds: Properties;
  readonly host: Host;
}

type Presence = "required" | "optional" | "defaulted";

/** Everything there is to know about one input, from which types, checks, diff and documentation are derived. */
export interface Field<T = unknown, P extends Presence = Presence> {
  readonly type: FieldType<T>;
  readonly presence: P;
  readonly change: Change;
  /** What it means: whole sentences, the first of which can stand alone in a table. */
  readonly doc: string;
  readonly default?: Default<T>;
  /** What it means to leave an optional field out, where that is not to leave the vendor's setting alone. */
  readonly absent?: string;
  /** A time of day of which the vendor takes whole hours only: the zone in which they are whole. */
  readonly wholeHoursIn?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the one place where fields of all types stand side by side.
export type Fields = Readonly<Record<string, Field<any>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;
type Names<F extends Fields, Optional extends boolean> = {
  [K in keyof F]: F[K]["presence"] extends "optional"
    ? Optional extends true
      ? K
      : never
    : Optional extends true
      ? never
      : K;
}[keyof F];

/** The canonical inputs that a set of fields describes. */
export type Values<F extends Fields> = { readonly [K in Names<F, false>]: ValueOf<F[K]> } & {
  readonly [K in Names<F, true>]?: ValueOf<F[K]>;
};

interface Row {
  readonly doc: string;
  readonly change?: Change;
  readonly wholeHoursIn?: string;
}

/** A field that every program must give. */
export const required = <T>(type: FieldType<T>, row: Row): Field<T, "required"> => ({
  change: "update",
  ...row,
  type,
  presence: "required",
});

/** A field that is left alone when it is not given: sent to the vendor as found, and never compared. */
export const optional = <T>(
  type: FieldType<T>,
  row: Row & { readonly absent?: string },
): Field<T, "optional"> => ({
  change: "update",
  ...row,
  type,
  presence: "optional",
});

/** A field that has a value whether it is given or not. */
export const defaulted = <T>(type: FieldType<T>, value: T | Default<T>, row: Row): Field<T, "defaulted"> => ({
  change: "update",
  ...row,
  type,
  presence: "defaulted",
  default: isDefault(value) ? value : { value: () => value, text: `\`${JSON.stringify(value)}\`` },
});

/**
 * The canonical inputs of `news`: every value parsed, every default filled in, what is wrong reported, all at once.
 */
export function parseFields(
  fields: Fields,
  news: Properties,
  { olds, host }: Omit<Ambient, "inputs">,
  report: Report,
): Properties {
  const inputs: Properties = {};
  for (const name of Object.keys(news)) {
    if (Object.hasOwn(fields, name) || news[name] === undefined) continue;
    const close = nearest(name, Object.keys(fields))[0];
    report(name, `is not an input of this resource${close ? `: did you mean \`${close}\`?` : ""}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    const given = news[name] ?? field.default?.value({ olds, host, inputs });
    if (given === undefined) {
      if (field.presence === "required") report(name, `is required: ${expected(field.type)}`);
      if (field.default)
        report(name, `is required: ${expected(field.type)}; taken from ${field.default.text}`);
      continue;
    }
    const value: unknown = known(given, () => field.type.parse(given, name, report));
    // What is wrong was given all the same: rules take it as something that they cannot judge.
    inputs[name] = value ?? unknown;
  }
  return inputs;
}

export const text = (range: string, pattern: RegExp = /^\S(.*\S)?$/s): FieldType<string> => ({
  input: "string",
  output: "string",
  range,
  parse(value, path, report) {
    if (typeof value === "string" && pattern.test(value)) return value;
    return wrong(this, value, path, report);
  },
});

export const flag: FieldType<boolean> = {
  input: "boolean",
  output: "boolean",
  range: "",
  parse(value, path, report) {
    return typeof value === "boolean" ? value : wrong(this, value, path, report);
  },
};

/** A switch that can only be on: to switch it off is to leave it out. */
export const yes: FieldType<true> = {
  input: "true",
  output: "true",
  range: "`true`, or left out",
  parse(value, path, report) {
    return value === true ? true : wrong(this, value, path, report);
  },
};

export const integer = (
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): FieldType<number> & { readonly least: number; readonly most: number } => ({
  least: min,
  most: max,
  input: "number",
  output: "number",
  range:
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number from ${min} up`
      : `a whole number from ${min} to ${max}`,
  parse(value, path, report) {
    const fits = typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max;
    return fits ? value : wrong(this, value, path, report);
  },
});

export const oneOf = <const T extends string | number>(
  ...values: T[]
): FieldType<T> & { readonly values: readonly T[] } => {
  const type = values.map((value) => JSON.stringify(value)).join(" | ");
  return {
    values,
    input: type,
    output: type,
    range: values.map((value) => `\`${value}\``).join(", "),
    parse(value, path, report) {
      return values.find((one) => one === value) ?? wrong(this, value, path, report);
    },
  };
};

/** A set, written as an array: order and duplicates mean nothing, and it may not be empty. */
export const setOf = <T extends string | number>(
  element: FieldType<T>,
): FieldType<readonly T[]> & { readonly element: FieldType<T> } => ({
  element,
  input: `pulumi.Input<${element.input}>[]`,
  output: `(${element.output})[]`,
  range: `at least one of: ${element.range}; order and duplicates mean nothing`,
  parse(value, path, report) {
    if (!Array.isArray(value) || value.length === 0) return wrong(this, value, path, report);
    const parsed = value.map((item: unknown, index) =>
      known(item, () => element.parse(item, `${path}[${index}]`, report)),
    );
    return [...new Set(parsed.filter((item) => item !== undefined))].sort() as T[];
  },
});

/** Values under names of the program's own choosing. */
export const mapOf = <T>(element: FieldType<T>): FieldType<Readonly<Record<string, T>>> => ({
  input: `Record<string, pulumi.Input<${element.input}>>`,
  output: `Record<string, ${element.output}>`,
  range: `an object whose values are ${element.range}`,
  parse(value, path, report) {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      return wrong(this, value, path, report);
    const parsed = Object.entries(value).map(
      ([name, item]) =>
        [
          name,
          known(item, () => element.parse(item, `${path}["${name}"]`, report)) as T | undefined,
        ] as const,
    );
    // As entries: a name of the program's own choosing may be one that every object has.
    return Object.fromEntries(parsed.filter(([, one]) => one !== undefined)) as Record<string, T>;
  },
});

/** Several optional values under one name, of which at least one is given. */
export const group = <G extends Readonly<Record<string, { type: FieldType<unknown>; doc: string }>>>(
  members: G,
): FieldType<{ readonly [K in keyof G]?: G[K]["type"] extends FieldType<infer T> ? T : never }> & {
  members: G;
} => ({
  members,
  input: `{ ${Object.entries(members)
    .map(([name, { type, doc }]) => `/** ${doc} */ ${name}?: pulumi.Input<${type.input}>;`)
    .join(" ")} }`,
  output: `{ ${Object.entries(members)
    .map(([name, { type }]) => `${name}?: ${type.output};`)
    .join(" ")} }`,
  range: `at least one of ${Object.keys(members)
    .map((name) => `\`${name}\``)
    .join(", ")}`,
  parse(value, path, report) {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      return wrong(this, value, path, report);
    const parsed: Properties = {};
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue;
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (!member) {
        const close = nearest(name, Object.keys(members))[0];
        report(`${path}.${name}`, `is not known here${close ? `: did you mean \`${close}\`?` : ""}`);
        continue;
      }
      const one: unknown = known(item, () => member.type.parse(item, `${path}.${name}`, report));
      if (one !== undefined) parsed[name] = one;
    }
    if (Object.values(value).every((item) => item === undefined))
      report(path, `is empty: give ${this.range}`);
    return parsed as { readonly [K in keyof G]?: never };
  },
});

/** What a value of `type` looks like, in words. */
function expected(type: FieldType<unknown>): string {
  return type.range || `a ${type.input}`;
}

/** `value` itself while it is not known, else what `parse` makes of it. */
function known<T>(value: unknown, parse: () => T): T | typeof unknown {
  return value === unknown ? unknown : parse();
}

/** Reports that `value` is not of `type`. */
export function wrong(type: FieldType<unknown>, value: unknown, path: string, report: Report): undefined {
  report(path, `${shown(value)} is not accepted: ${expected(type)}`);
  return undefined;
}

/** A value short enough for a message. Only scalars are shown: what else a program may have put there is its own. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value !== null && typeof value === "object") return "an object";
  const printed = JSON.stringify(value) ?? String(value);
  return printed.length <= 80 ? printed : `${printed.slice(0, 77)}…`;
}

function isDefault<T>(value: T | Default<T>): value is Default<T> {
  return typeof value === "object" && value !== null && "value" in value && "text" in value;
}
