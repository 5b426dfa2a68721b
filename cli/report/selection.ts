import { resource } from "../../provider";
import type { Properties } from "../../provider/core/wire";
import type { ManagedResource } from "./stackState";
import { objectIn } from "./values";

/** Where images are: two resources of one place mean the same by one name. */
export interface Place {
  readonly cloud: string;
  readonly profile: string;
  readonly site?: string | undefined;
  readonly region?: string | undefined;
  readonly projectId?: string | undefined;
  readonly enterpriseProjectId?: string | undefined;
}

/** What is named: images of registries, images on nodes, or what runs in a cluster. */
export type Realm = "registry" | "local" | "app" | "container";

export interface Selection {
  /** The input that selects, or `secret`, or `console` where the vendor's console does. */
  readonly selection: string;
  /** How many images it names. */
  readonly images?: number | undefined;
}

const placeNames = ["site", "region", "projectId", "enterpriseProjectId"] as const;

/** The inputs that select, each of which stands alone. */
const selectors = ["images", "apps", "containerIds", "filter", "all", "recommended", "registries"] as const;

const realms: Readonly<Record<string, Realm>> = { apps: "app", containerIds: "container" };

export function placeOf(kind: string, state: Properties): Place {
  const { cloud = "" } = resource(kind).description;
  const given = placeNames.flatMap((name) => (typeof state[name] === "string" ? [[name, state[name]]] : []));
  const profile = typeof state.profile === "string" ? state.profile : "";
  return { cloud, profile, ...Object.fromEntries(given) };
}

/** A place in one line, with as much of a project's id as tells it from another. */
export function placeText({ profile, site, region, projectId, enterpriseProjectId }: Place): string {
  // `0` is the enterprise project of whoever has made none.
  const enterprise = enterpriseProjectId === "0" ? undefined : enterpriseProjectId;
  const project = projectId === undefined ? undefined : projectId.slice(0, 8);
  return [profile, site, region, project, enterprise].filter(Boolean).join(" / ");
}

/** The same for all images that mean the same by one name. */
export function scopeOf(kind: string, state: Properties): { readonly realm: Realm; readonly key: string } {
  const set = selectorIn(state);
  const realm = (set && realms[set]) || (/\/local/.test(kind) ? "local" : "registry");
  return { realm, key: JSON.stringify([realm, placeOf(kind, state), state.clusterId]) };
}

/** What a schedule or a task selects, and how many images it names. */
export function selectionOf({ state, hidden }: ManagedResource): Selection {
  const set = selectorIn(state);
  if (selectors.some((name) => hidden.includes(name))) return { selection: "secret" };
  const named = namedIn(state);
  if (named !== undefined) return { selection: set ?? "", images: Object.keys(named).length };
  return { selection: set ?? "console" };
}

/** The images that a resource names, by key; undefined where it has a selection without names. */
export function namedIn(state: Properties): Properties | undefined {
  const set = selectorIn(state);
  return set === "images" || set === "apps" || set === "containerIds" ? objectIn(state[set]) : undefined;
}

/** Whether a resource selects every image of its scope but those that it leaves out. */
export function selectsAll({ all, registries }: Properties): boolean {
  return all === true || registries === "all";
}

function selectorIn(state: Properties): (typeof selectors)[number] | undefined {
  return selectors.find((name) => state[name] !== undefined);
}
