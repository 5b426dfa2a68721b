import { kinds } from "../../provider";
import { kindOf } from "../../provider/core/resource";
import type { Properties } from "../../provider/core/wire";
import { Failure } from "../failure";
import { listIn, objectIn } from "./values";

/** A resource of ours as a stack's state has it. */
export interface ManagedResource {
  readonly urn: string;
  readonly name: string;
  readonly kind: string;
  readonly id: string;
  readonly state: Properties;
  /** The properties that are secret, wholly or in part: what of them is secret is not in `state`. */
  readonly hidden: readonly string[];
  /** Whether its last update broke off. */
  readonly isPartial: boolean;
}

export interface StackState {
  readonly stack: string | undefined;
  readonly project: string | undefined;
  readonly resources: readonly ManagedResource[];
  /** Types of resources that look like ours, and are of another version of this package. */
  readonly unknownTypes: readonly string[];
  /** Resources of which the engine does not know what became of their last update. */
  readonly pending: readonly string[];
}

/** How Pulumi marks an object that is no object, and which of them are secrets. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** The schema of Pulumi's exports; those of version 4 name features beside what those of version 3 have. */
const versions = [3, 4];

const typeForm = /^pulumi-nodejs:dynamic\/imageScan(?:\/(\w+))?:(\w+)$/;

/** What `pulumi stack export` has written. Nothing is read but resources of ours: others may hold keys. */
export function stackState(text: string, source: string): StackState {
  const document = objectIn(parsed(text, source));
  const { version } = document;
  if (document.checkpoint !== undefined)
    throw unreadable(source, "is a checkpoint of Pulumi's own: give what `pulumi stack export` prints");
  if (document.deployment === undefined || version === undefined)
    throw unreadable(
      source,
      "is not what `pulumi stack export` prints: it has no `version` and `deployment`",
    );
  if (!versions.includes(version as number))
    throw unreadable(
      source,
      `is of deployment version ${JSON.stringify(version)}: ${versions.join(" and ")} are known`,
    );
  const deployment = objectIn(document.deployment);
  const entries = listIn(deployment.resources).map(objectIn);
  const ours = entries.filter(({ type, delete: isGoing }) => typeForm.test(String(type)) && isGoing !== true);
  const known = ours.filter((entry) => kinds.includes(kindIn(entry)));
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(String(entries[0]?.urn ?? "")) ?? [];
  return {
    stack,
    project,
    resources: known.map(managed),
    unknownTypes: [
      ...new Set(ours.filter((entry) => !known.includes(entry)).map(({ type }) => String(type))),
    ],
    pending: listIn(deployment.pending_operations)
      .map((operation) => objectIn(objectIn(operation).resource))
      .filter(({ type }) => typeForm.test(String(type)))
      .map(({ urn }) => nameIn(String(urn))),
  };
}

function managed(entry: Properties): ManagedResource {
  const properties = Object.entries(objectIn(entry.outputs ?? entry.inputs))
    .filter(([name]) => name !== "__provider")
    .map(([name, value]) => [name, withoutSecrets(value)] as const);
  const open = properties.filter(([, { value }]) => value !== undefined);
  return {
    urn: String(entry.urn),
    name: nameIn(String(entry.urn)),
    kind: kindIn(entry),
    id: String(entry.id ?? ""),
    state: Object.fromEntries(open.map(([name, { value }]) => [name, value])),
    hidden: properties.filter(([, { isWhole }]) => !isWhole).map(([name]) => name),
    isPartial: listIn(entry.initErrors).length > 0,
  };
}

/** `value` without what of it is secret, be it encrypted or not. */
function withoutSecrets(value: unknown): { readonly value: unknown; readonly isWhole: boolean } {
  if (value === null || typeof value !== "object") return { value, isWhole: true };
  if ((value as Properties)[signature] === secretSignature) return { value: undefined, isWhole: false };
  const entries = Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)] as const);
  const isWhole = entries.every(([, item]) => item.isWhole);
  if (isWhole) return { value, isWhole };
  const open = entries.filter(([, item]) => item.value !== undefined).map(([key, item]) => [key, item.value]);
  return { value: Array.isArray(value) ? open.map(([, item]) => item) : Object.fromEntries(open), isWhole };
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The parser's own words quote the text, which may hold secrets.
    throw unreadable(source, "is no JSON");
  }
}

function unreadable(source: string, why: string): Failure {
  return new Failure(`${source} ${why}`, 2);
}

function kindIn({ type }: Properties): string {
  const [, cloud, name = ""] = typeForm.exec(String(type)) ?? [];
  return kindOf({ ...(cloud === undefined ? {} : { cloud: cloud as "tencentcloud" }), name });
}

/** The name that the program gave a resource: the last part of its URN, which may hold any character. */
function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}
