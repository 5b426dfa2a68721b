import * as pulumi from "@pulumi/pulumi";

/**
 * Asks a vendor, in the program's own process: a dynamic provider answers no functions. This file alone loads the
 * provider, and not before a program asks (docs/adr/0008-lookups.md). In a unit test its mocks are asked instead.
 */
export async function lookUp<R>(name: string, args: object = {}): Promise<R> {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor && "mocks" in monitor)
    return (await pulumi.runtime.invoke(`imageScan:${name.replace("/", ":")}`, { ...args })) as R;
  // A program that waits for nothing else must not end before the answer is there.
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const provider = require("../provider") as typeof import("../provider");
    const config = (key: string): string | undefined => pulumi.runtime.getConfig(key);
    return (await provider.lookUp(name, { ...args }, { config, run: monitor })) as R;
  } catch (failure) {
    throw new pulumi.RunError((failure as Error).message);
  } finally {
    done();
  }
}

/** As {@link lookUp}, of arguments that may be known later: not before they are is the vendor asked. */
export function lookUpOutput<R>(name: string, args: object = {}): pulumi.Output<R> {
  return pulumi.output(args).apply((known) => lookUp<R>(name, known)) as pulumi.Output<R>;
}
