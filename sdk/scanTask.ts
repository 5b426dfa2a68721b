import * as pulumi from "@pulumi/pulumi";

/** A resource whose scans a ScanGate judges. */
export interface ScanTask<L extends string = string> extends pulumi.CustomResource {
  /** What its vendor counts. */
  readonly levels?: L;
}

/** Limits on what the vendor of a task counts: a level that it does not count is a type error. */
export type MaxFindings<T> = T extends ScanTask<infer L> ? { [K in L]?: pulumi.Input<number> } : never;

/** What a gate is told of its task: who scanned, what, and when. */
const told = [
  "profile",
  "site",
  "images",
  "filter",
  "all",
  "recommended",
  "excludeImages",
  "runs",
  "resolved",
];

export function taskProperties(task: unknown): unknown {
  const { kind } = (task as { constructor: { kind?: string } }).constructor;
  if (!pulumi.CustomResource.isInstance(task) || kind === undefined) {
    throw new pulumi.RunError("task: is no scan task of pulumi-image-scan");
  }
  const outputs = task as unknown as Record<string, unknown>;
  const known = Object.fromEntries(told.flatMap((name) => (name in outputs ? [[name, outputs[name]]] : [])));
  return pulumi.output({ kind, id: task.id, ...known });
}
