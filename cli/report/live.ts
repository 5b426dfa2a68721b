import { resource } from "../../provider";
import type { Context } from "../../provider/core/context";
import { asScanError } from "../../provider/core/errors";
import type { ImageResult } from "../../provider/core/findings";
import { inParallel } from "../../provider/core/parallel";
import type { Resource } from "../../provider/core/resource";
import type { Properties } from "../../provider/core/wire";
import type { ManagedResource } from "./stackState";
import { objectIn } from "./values";

/** A property that the vendor has otherwise than the state. */
export interface Change {
  readonly property: string;
  /** What the state has, and what the vendor has; of keyed sets only what differs. */
  readonly state: readonly string[];
  readonly vendor: readonly string[];
}

/** What vendors say of a resource now. */
export interface Live {
  readonly changes?: readonly Change[];
  readonly isGone?: boolean;
  /** What the vendor tells of a schedule's runs. */
  readonly runs?: Properties;
  /** What is found in the images of a task. */
  readonly results?: readonly ImageResult[];
  /** Why nothing, or not all, could be read. */
  readonly problem?: string;
}

/** How many resources are read at a time; each vendor's pace is held by its client. */
const atATime = 10;

/** Reads every resource as `pulumi refresh` does, and what its images have now, by URN. It changes nothing. */
export async function readLive(
  resources: readonly ManagedResource[],
  context: Context,
): Promise<ReadonlyMap<string, Live>> {
  const live = new Map<string, Live>();
  const read = inParallel(resources, atATime, async (one) => [one.urn, await readOne(one, context)] as const);
  for await (const [urn, one] of read) live.set(urn, one);
  return live;
}

async function readOne(one: ManagedResource, context: Context): Promise<Live> {
  if (one.hidden.length > 0) return { problem: `not read: ${one.hidden.join(", ")} is secret` };
  const { kind, id, state } = one;
  try {
    const found = resource(kind);
    const handlers = found.handlers(context);
    const read = await handlers.read(id, state);
    if (read === undefined) return { isGone: true };
    // The plan after a refresh: the state as read, and the inputs of the last update.
    const { changed } = handlers.diff(id, read.state, state);
    const changes = changed.map((name) => changeOf(name, state[name], read.state[name]));
    return {
      changes,
      ...(await runsOf(found, context, state)),
      ...(await resultsOf(found, context, state)),
    };
  } catch (failure) {
    return { problem: asScanError(failure, "read").message };
  }
}

/** What the vendor tells of a schedule's runs. */
async function runsOf(found: Resource, context: Context, state: Properties): Promise<Pick<Live, "runs">> {
  return found.current === undefined ? {} : { runs: (await found.current(context, state)).runs };
}

async function resultsOf(
  { judged }: Resource,
  context: Context,
  state: Properties,
): Promise<Pick<Live, "results">> {
  if (judged === undefined || judged.untold?.(state) !== undefined) return {};
  const results: ImageResult[] = [];
  for await (const result of judged.results(context, state).images(judged.levels)) results.push(result);
  return { results };
}

function changeOf(property: string, ours: unknown, theirs: unknown): Change {
  if (!isMap(ours) || !isMap(theirs)) return { property, state: valueText(ours), vendor: valueText(theirs) };
  const [one, other] = [objectIn(ours), objectIn(theirs)];
  const differing = (from: Properties, to: Properties): string[] =>
    Object.keys(from)
      .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
      .map((key) => (from[key] === "" ? key : `${key}: ${valueText(from[key]).join()}`));
  return { property, state: differing(one, other), vendor: differing(other, one) };
}

function isMap(value: unknown): boolean {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function valueText(value: unknown): string[] {
  if (value === undefined) return [];
  return [typeof value === "string" ? value : JSON.stringify(value)];
}
