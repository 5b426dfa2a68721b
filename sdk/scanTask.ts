import * as pulumi from "@pulumi/pulumi";

/** A resource whose scans a ScanGate judges. */
export interface ScanTask<L extends string = string> extends pulumi.CustomResource {
  /** What its vendor counts. */
  readonly levels?: L;
}

/** Limits on what the vendor of a task counts: a level that it does not count is a type error. */
export type MaxFindings<T> = T extends ScanTask<infer L> ? { [K in L]?: pulumi.Input<number> } : never;

/** A vulnerability that is accepted for a time. */
export interface Exception {
  /** Its id, as the vendor lists it: mostly a CVE. */
  readonly vulnerability: pulumi.Input<string>;
  /** Where it is accepted: references in which `*` is any run of characters. Everywhere, when left out. */
  readonly images?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** The last day on which it is, `YYYY-MM-DD`, in UTC. */
  readonly until: pulumi.Input<string>;
  /** Why, for whoever reviews it. */
  readonly reason: pulumi.Input<string>;
}

/** What a gate is told of its task besides its selection: who scanned, what, and when. */
const told = [
  ...["profile", "site", "region", "projectId", "enterpriseProjectId", "clusterId"],
  ...["scanTypes", "runs", "resolved", "followed"],
];

/** What a task's program has given to select images. */
const selections = new WeakMap<object, readonly string[]>();

/**
 * Notes which inputs a task was declared with. A plan takes an output that the state has not for one that is not known
 * yet, and with it a gate that is told of it: so it is told of no other selection than was given.
 */
export function rememberSelection(task: object, args: object): void {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  const possible = ["images", "filter", "all", "recommended", "excludeImages", "apps", "containerIds"];
  selections.set(
    task,
    given.map(([name]) => name).filter((name) => possible.includes(name)),
  );
}

export function taskProperties(task: unknown): unknown {
  const { kind } = (task as { constructor: { kind?: string } }).constructor;
  if (!pulumi.CustomResource.isInstance(task) || kind === undefined) {
    throw new pulumi.RunError("task: is no scan task of pulumi-image-scan");
  }
  const outputs = task as unknown as Record<string, unknown>;
  const names = [...told, ...(selections.get(task) ?? [])];
  // No Output as a whole: one value that is not known yet would hide the others, and what is wrong with them, until the
  // scan has begun.
  return { kind, id: task.id, ...Object.fromEntries(names.map((name) => [name, outputs[name]])) };
}
