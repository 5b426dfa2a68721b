import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type StackReport, stackReport } from "../../cli/report/stackReport";
import { type StackState, stackState } from "../../cli/report/stackState";
import type { Properties } from "../../provider/core/wire";

const repository = resolve(__dirname, "..", "..", "..");
const states = join(repository, "tests", "state");

/** How Pulumi marks a secret in an export. */
export const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" } as const;

/** A resource of ours, as far as a test cares. */
export interface Resource {
  readonly kind: string;
  readonly state: Properties;
  readonly name?: string;
  readonly id?: string;
  /** Members of its entry beside these. */
  readonly entry?: Properties;
}

/** What `pulumi stack export` prints of a stack with these resources. */
export function exported(resources: readonly Resource[], others: readonly Properties[] = []): string {
  const stack = { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", type: "pulumi:pulumi:Stack" };
  return JSON.stringify({
    version: 3,
    deployment: { manifest: {}, resources: [stack, ...others, ...resources.map(entryOf)] },
  });
}

function entryOf({ kind, state, name = "it", id = "an-id", entry = {} }: Resource): Properties {
  const [, cloud, key = kind] = /^(\w+)\/(\w+)$/.exec(kind) ?? [];
  const type = `pulumi-nodejs:dynamic/imageScan${cloud === undefined ? "" : `/${cloud}`}:${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  const urn = `urn:pulumi:prod::shop::${type}::${name}`;
  return { urn, type, custom: true, id, inputs: {}, outputs: { __provider: "…", ...state }, ...entry };
}

export function stateOf(resources: readonly Resource[], others: readonly Properties[] = []): StackState {
  return stackState(exported(resources, others), "the export");
}

/** The moment at which the recorded states were made, and some days after. */
export function later(days: number): number {
  return Date.parse("2026-01-01T00:00:00Z") + days * 86_400_000;
}

export function reportOf(resources: readonly Resource[], days = 1, staleDays = 30): StackReport {
  return stackReport(stateOf(resources), { now: later(days), staleDays });
}

/** Every state that stands in users' stacks, by the name of its file. */
export function recorded(): readonly Resource[] {
  const [version = ""] = readdirSync(states).filter((name) => /^\d/.test(name));
  return readdirSync(join(states, version)).map((file) => {
    const { kind, id, state } = JSON.parse(
      readFileSync(join(states, version, file), "utf8"),
    ) as Required<Resource>;
    return { kind, id, state, name: file.replace(/\.json$/, "") };
  });
}

/** The recorded state of this name, with other values in it. */
export function recordedOne(
  name: string,
  values: Properties = {},
): Resource & { readonly state: Properties } {
  const found = recorded().find((one) => one.name === name);
  if (!found) throw new Error(`no state ${name} is recorded`);
  return { ...found, state: { ...found.state, ...values } };
}
