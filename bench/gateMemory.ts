// For a process of its own: a gate over everything that a sandbox has, and the most memory that was alive meanwhile.

import { resource } from "../provider";
import { TcssClient } from "../provider/clouds/tencentcloud/client";
import type { Clock } from "../provider/core/clock";
import { Context } from "../provider/core/context";
import { liveBytes } from "./footprint";

export interface GateMemory {
  /** Bytes, at their peak. */
  readonly gate: number;
  /** Bytes of all the vendor's rows, as they are parsed, if nothing was left out of them. */
  readonly rows: number;
}

/** The real time, but nobody waits: a rate limit would stretch what is not about time. */
const restless: Clock = {
  now: () => Date.now(),
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
};

async function main(): Promise<void> {
  const host = { config: () => undefined, env: process.env, log: () => {}, engineIsThere: async () => true };
  const context = new Context(host, new Map(), restless);
  const [tasks, gates] = ["tencentcloud/registryScanTask", "scanGate"].map((kind) =>
    resource(kind).handlers(context),
  );
  if (!tasks || !gates) throw new Error("there are no handlers");
  const { id, state } = await tasks.create(tasks.check({}, { all: true }).inputs);
  const task = { ...state, id, kind: "tencentcloud/registryScanTask" };
  const { inputs } = gates.check({}, { task, maxFindings: { critical: 1_000 } });
  // A later run's process: it has no list yet.
  const later = resource("scanGate").handlers(new Context(host, new Map(), restless));
  const before = liveBytes();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, liveBytes());
  }, 250);
  await later.create(inputs);
  clearInterval(timer);
  const told: GateMemory = { gate: peak - before, rows: await parsedRows(context) };
  process.send?.(told);
}

async function parsedRows(context: Context): Promise<number> {
  const client = TcssClient.of(context, { profile: "default", site: "mainland" });
  const page = JSON.stringify(await client.call("DescribeAssetImageRegistryList", { Limit: 100, Offset: 0 }));
  const total = Number(JSON.parse(page).TotalCount);
  const before = liveBytes();
  const pages = Array.from({ length: total / 100 }, () => JSON.parse(page) as unknown);
  const bytes = liveBytes() - before;
  return pages.length > 0 ? bytes : Number.NaN;
}

void main();
