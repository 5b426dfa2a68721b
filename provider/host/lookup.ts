import { Context } from "../core/context";
import { asScanError } from "../core/errors";
import { type Lookup, lookUp } from "../core/lookup";
import { type Properties, wire } from "../core/wire";

/** Whose question it is. */
export interface Asker {
  /** The stack's configuration value under a full key such as `imageScan:profile`. */
  readonly config: (key: string) => string | undefined;
  /** The same for all questions of one run of a program: they share their clients, and with them their pace. */
  readonly run?: object | undefined;
}

/** What all lookups of one run share. */
const shared = new WeakMap<object, Map<string, unknown>>();

/** Answers `lookup` in the process of the program that asks. A failure is told by the function's name. */
export async function answer(lookup: Lookup, args: Properties, { config, run }: Asker): Promise<Properties> {
  const held = (run && shared.get(run)) ?? new Map<string, unknown>();
  if (run) shared.set(run, held);
  const host = {
    config,
    env: process.env,
    // Standard output is the program's own.
    log: (line: string) => console.warn(line),
    engineIsThere: async () => true,
  };
  const { cloud, name } = lookup.description;
  try {
    return wire(await lookUp(lookup, new Context(host, held), args), "result") as Properties;
  } catch (failure) {
    throw new Error(`${cloud}.${name}: ${asScanError(failure, "look up").message}`);
  }
}
