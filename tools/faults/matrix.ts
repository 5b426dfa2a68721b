import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { resource } from "../../provider";
import { inParallel } from "../../provider/core/parallel";
import { classOf } from "../../provider/core/resource";
import { cloudOf } from "../ground/clouds";
import { FAULTS, type FaultColumn, SPANS } from "./faults";
import { type Life, lives } from "./lives";
import { type Case, type Recording, record, trial, type Verdict } from "./trial";

/** What of the matrix is asked for; all of what is left out. */
export interface Part {
  readonly resource?: string | undefined;
  readonly operation?: string | undefined;
  readonly fault?: string | undefined;
}

/** What a table calls the resource of a life. */
export function resourceOf({ kind }: Life): string {
  return classOf(resource(kind).description);
}

/** Leads every life of the part once, without a fault. */
export async function recordings({ resource: name }: Part = {}): Promise<Recording[]> {
  const asked = lives.filter((life) => name === undefined || [life.kind, resourceOf(life)].includes(name));
  const made: Recording[] = [];
  for await (const recording of inParallel(asked, 4, (life) => record(life))) made.push(recording);
  return made;
}

/** Every case of a recording: each operation that occurs in a step, by each fault that it can meet. */
function casesOf({ steps }: Recording, { operation: only, fault: name }: Part = {}): Case[] {
  const faults = FAULTS.filter((fault) => name === undefined || fault.name === name);
  return [...steps].flatMap(([step, { calls }]) =>
    [...calls].flatMap(([operation, times]) =>
      only === undefined || only === operation
        ? faults.flatMap((fault) =>
            spansOf(operation, times, fault).map((span) => ({ step, operation, fault, span })),
          )
        : [],
    ),
  );
}

/** What a process is asked to run: every case whose number is `shard`, counted by so many. */
export interface Share {
  readonly part: Part;
  readonly shard: number;
  readonly shards: number;
}

/** A verdict as it travels between processes. */
export interface Told extends Omit<Verdict, "life" | "fault"> {
  readonly life: number;
  readonly fault: string;
}

export function toldOf(verdict: Verdict): Told {
  return { ...verdict, life: lives.indexOf(verdict.life), fault: verdict.fault.name };
}

function verdictOf(told: Told): Verdict {
  const [life, fault] = [lives[told.life], FAULTS.find(({ name }) => name === told.fault)];
  if (!life || !fault) throw new Error("a verdict of another version of this tool");
  return { ...told, life, fault };
}

/** Runs every case of a part in as many processes as there are processors. */
export async function everyVerdict(part: Part): Promise<Verdict[]> {
  const shards = availableParallelism();
  const found: Verdict[] = [];
  await Promise.all(
    Array.from({ length: shards }, (_, shard) => {
      const child = fork(join(__dirname, "shard", "main.js"));
      child.on("message", (told: Told) => void found.push(verdictOf(told)));
      child.send({ part, shard, shards } satisfies Share);
      return new Promise<void>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) =>
          code === 0 ? resolve() : reject(new Error(`a process of the matrix ended with ${code}`)),
        );
      });
    }),
  );
  return found;
}

/** Runs the cases that `isOurs` picks by their numbers, and tells of each as it ends. */
export async function verdicts(
  made: readonly Recording[],
  part: Part = {},
  each: (verdict: Verdict) => void = () => {},
  isOurs: (number: number) => boolean = () => true,
): Promise<Verdict[]> {
  const all = made
    .flatMap((recording) => casesOf(recording, part).map((one) => ({ recording, one })))
    .filter((_, number) => isOurs(number));
  // Those that wait for a deadline keep no processor busy.
  const waiting = all.filter(({ one }) => one.fault.deadlines !== undefined);
  const working = all.filter(({ one }) => one.fault.deadlines === undefined);
  const found: Verdict[] = [];
  for (const [some, most] of [
    [working, 4],
    [waiting, 24],
  ] as const)
    for await (const verdict of inParallel(some, most, ({ recording, one }) => trial(recording, one))) {
      found.push(verdict);
      each(verdict);
    }
  return found;
}

function spansOf(operation: string, times: number, { once, ofWrites }: FaultColumn): Case["span"][] {
  if (ofWrites && readsOnly(operation)) return [];
  if (once) return ["once"];
  return SPANS.filter((span) => span !== "lastly" || times > 1);
}

/** Every cloud has its own words for what changes nothing. */
function readsOnly(operation: string): boolean {
  return ["tencentcloud", "alicloud", "huaweicloud"].some((cloud) => cloudOf(cloud).reads.test(operation));
}
