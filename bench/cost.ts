import { readFileSync } from "node:fs";
import { median } from "./median";

/** What a piece of work has cost, once. */
interface Once {
  readonly ms: number;
  /** Processor time of the processes that the work has started; where the system tells none, none. */
  readonly cpuMs: number | undefined;
}

/** What it has cost each time that it was done. */
export type Cost = readonly Once[];

/** Linux counts in hundredths of a second, whatever the machine. */
const msPerTick = 10;

/** What `work` costs, which runs in processes of its own. */
async function costOf(work: () => Promise<unknown>): Promise<Once> {
  const cpu = childrenMs();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const after = childrenMs();
  return { ms, cpuMs: cpu === undefined || after === undefined ? undefined : after - cpu };
}

/**
 * What several ways to do the same cost, each done `rounds` times, in turn: what else the machine does meanwhile hits all
 * of them alike.
 */
export async function inTurn<Way extends string>(
  rounds: number,
  ways: Readonly<Record<Way, () => Promise<unknown>>>,
): Promise<Record<Way, Cost>> {
  const names = Object.keys(ways) as Way[];
  const costs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Way, Once[]>;
  for (let round = 0; round < rounds; round += 1) {
    // Nobody always goes first, when the machine is still warm from another one.
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) costs[name].push(await costOf(ways[name]));
  }
  return costs;
}

/** The medians. */
export function told(cost: Cost): string {
  const [ms, cpuMs] = [median(cost.map((once) => once.ms)), median(cpuOf(cost))];
  return `${seconds(ms)}${Number.isNaN(cpuMs) ? "" : ` (CPU ${seconds(cpuMs)})`}`;
}

/** The median of the rounds' ratios: within a round the machine has hardly changed. */
export function ratioOf(ours: Cost, other: Cost): number {
  return medianRatio(
    ours.map(({ ms }) => ms),
    other.map(({ ms }) => ms),
  );
}

/** The ratio of the times, and that of the processors' times. */
export function ratioTold(ours: Cost, other: Cost): string {
  const cpu = medianRatio(cpuOf(ours), cpuOf(other));
  return `${ratioOf(ours, other).toFixed(2)}${Number.isNaN(cpu) ? "" : ` (CPU ${cpu.toFixed(2)})`}`;
}

function medianRatio(ours: readonly number[], others: readonly number[]): number {
  return median(ours.map((one, round) => one / (others[round] ?? Number.NaN)));
}

function cpuOf(cost: Cost): number[] {
  return cost.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs]));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** The processor's time of all processes that this one has started and that have ended, theirs included. */
function childrenMs(): number | undefined {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    // The name, in parentheses, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) * msPerTick;
  } catch {
    return undefined;
  }
}
