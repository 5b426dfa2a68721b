import * as pulumi from "@pulumi/pulumi";
import type { Bound } from "./bind";

/**
 * Which resource of a program has which singleton. Kept for each connection to an engine, of which every run of a
 * program has its own: programs that Pulumi's Automation API runs inline share this process with each other.
 */
const claims = new WeakMap<object, Map<string, string>>();
const withoutEngine = {};

/**
 * The arguments of a resource of which an account has one, such that a second one in the same program fails. It is
 * found out once the arguments are known, so that it also works where they come from other resources.
 */
export function claimSingleton(resource: Bound, args: Record<string, unknown>): Record<string, unknown> {
  if (resource.singletonBy.length === 0) return args;
  const given = resource.singletonBy.filter((input) => args[input] !== undefined);
  const carrier = given[0];
  if (carrier === undefined) {
    claim(resource, args);
    return args;
  }
  const identity = pulumi.all(given.map((input) => pulumi.output(args[input])));
  // The check hangs on an input, so that the engine never hears of a resource that fails it.
  const checked = identity.apply((values) => {
    claim(resource, Object.fromEntries(given.map((input, index) => [input, values[index]])));
    return values[0];
  });
  return { ...args, [carrier]: checked };
}

function claim({ kind, name, singletonBy }: Bound, args: Record<string, unknown>): void {
  const engine = pulumi.runtime.getMonitor() ?? withoutEngine;
  const taken = claims.get(engine) ?? new Map<string, string>();
  claims.set(engine, taken);
  const identity = singletonBy.map((input) => args[input] ?? ambient(kind, input));
  const key = [kind, ...identity].join("\n");
  const holder = taken.get(key);
  if (holder !== undefined && holder !== name) {
    throw new pulumi.RunError(
      `${kind} "${name}": "${holder}" of this program manages the same schedule already; an account has one: keep one of the two, ` +
        `or give them different ${singletonBy.join(" or ")}`,
    );
  }
  taken.set(key, name);
}

/**
 * What an input that is not given is taken from, as far as a program can see. Where that leaves two resources apart
 * that are one, the provider finds out when it creates the second.
 */
function ambient(kind: string, input: string): string {
  const [cloud = ""] = kind.split("/");
  if (input === "profile") return pulumi.runtime.getConfig("imageScan:profile") ?? "default";
  return (
    pulumi.runtime.getConfig(`imageScan:${cloud}${input.charAt(0).toUpperCase()}${input.slice(1)}`) ?? ""
  );
}
