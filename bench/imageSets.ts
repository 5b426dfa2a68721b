import { readFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { Bench } from "tinybench";
import { dynamic } from "../provider";
import { startSandbox } from "../sandbox";
import type { Running } from "../tools/engine/running";
import { inTurn, ratioOf, ratioTold, told } from "./cost";
import { freshProcess } from "./freshProcess";
import { median } from "./median";
import { atMost, type Row } from "./row";
import { namesOf, setOf, withImages } from "./sets";
import { Stack } from "./stacks";
import { floor, ours } from "./ways";

const sizes = [100, 1_000, 10_000, 100_000] as const;

/** Image sets: what our handlers make of them, and what the engine's plan of them takes. */
export async function imageSets(): Promise<Row[]> {
  return [...(await handlers()), await firstTime(), ...(await plans()), stateRow()];
}

/** check + diff of a set in which nothing has changed, beside JSON's way there and back, both warm. */
async function handlers(): Promise<Row[]> {
  const rows: Row[] = [];
  const growth = new Map<number, { readonly ours: number; readonly json: number }>();
  for (const images of sizes) {
    const ms = await timed(images);
    growth.set(images, { ours: ms.ours / images, json: ms.json / images });
    const ratio = ms.ours / ms.json;
    rows.push({
      what: `check + diff of ${count(images)}`,
      ours: `${ms.ours.toFixed(2)} ms`,
      beside: `JSON.parse(JSON.stringify(…)): ${ms.json.toFixed(2)} ms`,
      ratio: ratio.toFixed(2),
      ...(images === 100_000 && { must: atMost(3, ratio) }),
    });
  }
  const [few, many] = [growth.get(1_000), growth.get(100_000)];
  if (!few || !many) throw new Error("1,000 and 100,000 images were not timed");
  const [mine, other] = [many.ours / few.ours, many.json / few.json];
  // What does not fit into the processor's caches takes longer, whoever handles it.
  rows.push({
    what: "the same, time per image at 100,000 by that at 1,000",
    ours: mine.toFixed(2),
    beside: `JSON: ${other.toFixed(2)}`,
    ratio: (mine / other).toFixed(2),
  });
  return rows;
}

/** The medians, in milliseconds, over sets that each come fresh, as from the engine. */
async function timed(images: number): Promise<{ ours: number; json: number }> {
  const provider = dynamic("tencentcloud/registryScanTask");
  const sent = serialize(setOf(images));
  let next = setOf(images);
  const beforeEach = (): void => {
    next = deserialize(sent);
    // What is left of the one before is not for this one to clear away.
    if (images >= 10_000) global.gc?.();
  };
  const iterations = Math.max(9, 50_000 / images);
  const bench = new Bench({ time: 0, iterations, warmupTime: 0, warmupIterations: 3 })
    .add(
      "ours",
      async () => {
        const { inputs } = await provider.check(next.olds, next.news);
        await provider.diff("scan", next.state, inputs);
      },
      { beforeEach },
    )
    .add("json", () => void JSON.parse(JSON.stringify({ olds: next.olds, news: next.news })), { beforeEach });
  await bench.run();
  const medianOf = (name: string): number => {
    const result = bench.getTask(name)?.result;
    if (!result || !("latency" in result)) throw new Error(`${name} was not measured`);
    return result.latency.p50;
  };
  return { ours: medianOf("ours"), json: medianOf("json") };
}

/** A provider's process lives for one plan: it checks a set once, cold. */
async function firstTime(): Promise<Row> {
  const perImage = async (images: number): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1)
      times.push(await freshProcess<number>("./firstCheck", { args: [String(images)] }));
    return (median(times) / images) * 1_000;
  };
  const [few, many] = [await perImage(1_000), await perImage(100_000)];
  return {
    what: "first check + diff of a process, time per image",
    ours: `at 100,000: ${many.toFixed(2)} µs`,
    beside: `at 1,000: ${few.toFixed(2)} µs`,
    ratio: (many / few).toFixed(2),
    must: atMost(1.3, many / few),
  };
}

/** Whole plans, and the most memory that the provider's process had. */
async function plans(): Promise<Row[]> {
  const sandbox = await startSandbox();
  const [task, bottom] = [await Stack.open(ours, sandbox.env), await Stack.open(floor, sandbox.env)];
  try {
    const rows: Row[] = [];
    const peaks = { ours: new Peak(), floor: new Peak() };
    for (const images of sizes) {
      await task.resize(1, images);
      await bottom.resize(1, images);
      // A plan of the largest takes the engine the better part of a minute.
      const cost = await inTurn(images < 10_000 ? 3 : 2, {
        ours: () => task.preview(1, (running) => peaks.ours.watch(running)),
        floor: () => bottom.preview(1, (running) => peaks.floor.watch(running)),
      });
      rows.push({
        what: `preview of a task of ${count(images)}`,
        ours: told(cost.ours),
        beside: `floor: ${told(cost.floor)}`,
        ratio: ratioTold(cost.ours, cost.floor),
        ...(images === 100_000 && { must: atMost(1.25, ratioOf(cost.ours, cost.floor)) }),
      });
    }
    const [mine, least] = [peaks.ours.megabytes, peaks.floor.megabytes];
    if (least > 0) {
      rows.push({
        what: "the same, peak memory of the provider's process",
        ours: `${Math.round(mine)} MB`,
        beside: `floor: ${Math.round(least)} MB`,
        ratio: (mine / least).toFixed(2),
      });
    }
    return rows;
  } finally {
    task.remove();
    bottom.remove();
    await sandbox.stop();
  }
}

/** The most memory that any provider's process had that was watched; nothing where there is no /proc. */
class Peak {
  megabytes = 0;

  watch(running: Running): void {
    let pid: number | undefined;
    const timer = setInterval(() => {
      pid ??= running.provider();
      if (pid !== undefined) this.megabytes = Math.max(this.megabytes, highWater(pid));
    }, 100);
    void running.done.then(() => clearInterval(timer));
  }
}

/** The most that a process has had so far, in megabytes. */
function highWater(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) / 1_000;
  } catch {
    return 0;
  }
}

/** What the state grows by with each image: its name in inputs and outputs, and what it was when it was handed over. */
function stateRow(): Row {
  const names = namesOf(1_000);
  const { images, resolved } = withImages(names.length);
  const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value)) / names.length;
  const kept = 2 * bytes(images) + bytes(resolved);
  const listed = 2 * bytes(names);
  return {
    what: "state per image",
    ours: `${Math.round(kept)} bytes, ${Math.round(bytes(resolved))} of them what was handed over`,
    beside: `its name in a list of inputs, and one of outputs: ${Math.round(listed)} bytes`,
    ratio: (kept / listed).toFixed(2),
  };
}

function count(images: number): string {
  return `${images.toLocaleString("en")} images`;
}
