import type { Context, Host } from "./context";
import { ScanError } from "./errors";
import { type Fields, parseFields, type Report } from "./fields";
import type { Judged } from "./findings";
import { hasUnknown, type Properties, same } from "./wire";

/** What an engine asks of a resource. Knows no host: `provider/host` translates. */
export interface Handlers {
  check(olds: Properties, news: Properties): Checked;
  diff(id: string, olds: Properties, news: Properties): Difference;
  create(inputs: Properties): Promise<Kept>;
  /** The resource as the vendor has it now; undefined when it is gone. */
  read(id: string, state: Properties): Promise<(Kept & { readonly inputs: Properties }) | undefined>;
  update(id: string, olds: Properties, news: Properties): Promise<Kept>;
  delete(id: string, state: Properties): Promise<void>;
}

/** What the engine keeps: an opaque id that never goes to a vendor, and the state. */
export interface Kept {
  readonly id: string;
  readonly state: Properties;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface Difference {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** An output that is not also an input. */
export interface Output {
  /** Its TypeScript type. */
  readonly type: string;
  readonly doc: string;
}

/** What a resource is, for people: classes, reference pages and messages are made from it. */
export interface Description {
  /** None for a resource that serves every cloud. */
  readonly cloud?: "tencentcloud" | "alicloud" | "huaweicloud";
  /** The class's name. Part of the type token and of the kind in users' state: never renamed. */
  readonly name: string;
  readonly doc: string;
  readonly fields: Fields;
  readonly outputs: Readonly<Record<string, Output>>;
  /** What several inputs together must satisfy. A rule sees canonical inputs and skips what it cannot know. */
  readonly rules: readonly ((inputs: Properties, report: Report, host: Host) => void)[];
  /** The inputs that make two resources the same one thing at the vendor; none when each is its own. */
  readonly singletonBy: readonly string[];
  /** The vendor's pages of the operations behind it. */
  readonly vendorDocuments: Readonly<Record<string, string>>;
  /** What fails with which kind of error: the kind, and when. */
  readonly errors: Readonly<Record<string, string>>;
  /** The vendor's operations that the credentials must be allowed to call. */
  readonly permissions: readonly string[];
  /** Inputs of a first program, as TypeScript source. */
  readonly example: string;
}

/** A schedule as it stands at the vendor, whoever has set it. */
export interface Current {
  /** In terms of the inputs, in canonical form; undefined while it was never set. */
  readonly inputs: Properties | undefined;
  readonly isOn: boolean;
  /** What the vendor tells of its runs. */
  readonly runs: Properties;
  /** Inputs that whoever takes it over had better leave unmanaged. */
  readonly unmanaged: readonly string[];
}

export interface Resource {
  readonly description: Description;
  handlers(context: Context): Handlers;
  /** What the vendor has now at the place that `inputs` name, of a schedule. */
  current?(context: Context, inputs: Properties): Promise<Current>;
  /** Everything of a schedule that the vendor has otherwise than `inputs` ask for. */
  differences?(context: Context, inputs: Properties): Promise<readonly string[]>;
  /** How a gate judges it, if it scans. */
  readonly judged?: Judged;
}

/** The key of a resource in users' state and in the provider's registry. */
export function kindOf({ cloud, name }: Pick<Description, "cloud" | "name">): string {
  const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return cloud === undefined ? key : `${cloud}/${key}`;
}

/** What messages call a resource: its class, as a program writes it. */
export function classOf({ cloud, name }: Pick<Description, "cloud" | "name">): string {
  return cloud === undefined ? name : `${cloud}.${name}`;
}

/** All inputs in canonical form, and all that is wrong with them. */
export function check(
  description: Pick<Description, "fields" | "rules">,
  context: Context,
  olds: Properties,
  news: Properties,
): Checked {
  const problems: { path: string; reason: string }[] = [];
  const report: Report = (path, reason) => problems.push({ path, reason });
  const inputs = parseFields(description.fields, news, { olds, host: context.host }, report);
  for (const rule of description.rules) rule(inputs, report, context.host);
  const failures = problems.map(({ path, reason }) => failure(path, reason, news));
  return { inputs: failures.length === 0 ? inputs : news, failures };
}

/** Which inputs differ from the state, and which of them cannot be changed in place. */
export function diff(description: Description, olds: Properties, news: Properties): Difference {
  const changed = Object.keys(description.fields).filter((name) => !same(olds[name], news[name]));
  const replaces = changed.filter((name) => description.fields[name]?.change === "replace");
  // A thing that an account has once must be given back before its successor takes it over.
  return { changed, replaces, deleteBeforeReplace: description.singletonBy.length > 0 };
}

/** Refuses a state that lacks what only a create leaves, as an import of a dynamic resource would begin with. */
export function refuseImport(state: Properties, output: string, remedy: string): void {
  if (state[output] !== undefined) return;
  throw new ScanError({
    kind: "InvalidInput",
    action: "read",
    text: "the state is not one that a create has left: dynamic resources cannot be imported",
    remedy: `${remedy}, without the options \`import\` and \`id\`.`,
    mayHaveActed: false,
  });
}

/** A rule: exactly one of `names` is given. Which these are can be asked of it. */
export function exactlyOneOf(
  ...names: string[]
): Description["rules"][number] & { readonly alternatives: readonly string[] } {
  const rule: Description["rules"][number] = (inputs, report) => {
    const given = names.filter((name) => inputs[name] !== undefined);
    if (given.length === 1) return;
    const found = given.length === 0 ? "none is" : `${given.map((name) => `\`${name}\``).join(" and ")} are`;
    report(names.join(", "), `exactly one of these must be given, ${found}`);
  };
  return Object.assign(rule, { alternatives: names });
}

/** Whether a rule over `names` can be judged: everything it looks at is known. */
export function allKnown(inputs: Properties, ...names: string[]): boolean {
  return !names.some((name) => hasUnknown(inputs[name]));
}

/**
 * The engine prints the whole value of a property that a failure names, secrets in it included. So it is named only
 * where the value is a scalar of ours; everywhere else the path opens the reason.
 */
function failure(path: string, reason: string, news: Properties): CheckFailure {
  const value = news[path];
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return scalar && !reason.startsWith("is not an input")
    ? { property: path, reason }
    : { property: "", reason: `${path}: ${reason}` };
}
