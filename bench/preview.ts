import { startSandbox } from "../sandbox";
import { inTurn, ratioOf, ratioTold, told } from "./cost";
import { atMost, type Row } from "./row";
import { Stack, type Way } from "./stacks";
import { floor, floorWithoutOutputs, ours, ownClosure, sharedClosure } from "./ways";

interface Measured {
  readonly way: Way;
  readonly env?: Readonly<Record<string, string>>;
}

const floorName = "floor: a `CustomResource` with the same properties, handlers that do nothing";
const ways = {
  ours: { way: ours },
  [floorName]: { way: floor },
  "`dynamic.Resource`, one closure for all": { way: sharedClosure },
  "`dynamic.Resource`, a closure each": { way: ownClosure },
  "floor without outputs to read": { way: floorWithoutOutputs },
  "ours, with the stacks of promises": { way: ours, env: { PULUMI_DEBUG_PROMISE_LEAKS: "1" } },
} satisfies Record<string, Measured>;
type Name = keyof typeof ways;

const all = Object.keys(ways) as Name[];
const usual = all.slice(0, 3);
const sizes: readonly {
  readonly resources: number;
  readonly rounds: number;
  readonly among: readonly Name[];
}[] = [
  { resources: 1, rounds: 3, among: usual },
  { resources: 50, rounds: 3, among: usual },
  { resources: 200, rounds: 5, among: all },
  { resources: 1_000, rounds: 2, among: usual },
];

/** Plans of stacks in which nothing has changed. */
export async function preview(): Promise<Row[]> {
  const sandbox = await startSandbox();
  const stacks = new Map<Name, Stack>();
  try {
    for (const name of all) {
      const { way, env }: Measured = ways[name];
      stacks.set(name, await Stack.open(way, { ...sandbox.env, ...env }));
    }
    const rows: Row[] = [];
    for (const { resources, rounds, among } of sizes) {
      const chosen = [...stacks].filter(([name]) => among.includes(name));
      for (const [, stack] of chosen) await stack.resize(resources);
      const cost = await inTurn(
        rounds,
        Object.fromEntries(chosen.map(([name, stack]) => [name, () => stack.preview(resources)])),
      );
      const mine = cost.ours ?? [];
      for (const name of among.filter((one) => one !== "ours")) {
        const other = cost[name] ?? [];
        const isBound = resources === 200 && name === floorName;
        rows.push({
          what: `preview of ${resources.toLocaleString("en")}`,
          ours: told(mine),
          beside: `${name}: ${told(other)}`,
          ratio: ratioTold(mine, other),
          ...(isBound && { must: atMost(1.05, ratioOf(mine, other)) }),
        });
      }
    }
    return rows;
  } finally {
    for (const stack of stacks.values()) stack.remove();
    await sandbox.stop();
  }
}
