// A program for a process of its own: declares, with mocks, what its argument lists, and prints what the engine is
// told of each resource as a line of JSON.
import * as pulumi from "@pulumi/pulumi";
import { tencentcloud } from "pulumi-image-scan";

export interface Script {
  readonly schedules: readonly Declared[];
  /** The stack's configuration. */
  readonly config?: Record<string, string>;
  /** The keys of it that are encrypted. */
  readonly secretKeys?: string[];
}

interface Declared {
  readonly name: string;
  readonly args: object;
  /** The arguments that come as outputs, known a little later. */
  readonly later?: readonly string[];
}

async function main({ schedules, config = {}, secretKeys = [] }: Script): Promise<void> {
  pulumi.runtime.setAllConfig(config, secretKeys);
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      console.log(JSON.stringify({ type, name, inputs }));
      return { id: name, state: inputs };
    },
    call: () => ({}),
  });
  for (const { name, args, later = [] } of schedules) {
    const given = Object.entries(args).map(([input, value]) => [
      input,
      later.includes(input) ? pulumi.output(Promise.resolve(value)) : value,
    ]);
    new tencentcloud.RegistryScanSchedule(name, Object.fromEntries(given));
  }
}

void main(JSON.parse(process.argv[2] ?? ""));
