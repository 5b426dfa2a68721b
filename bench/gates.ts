import { setTimeout as sleep } from "node:timers/promises";
import { startSandbox } from "../sandbox";
import { freshProcess } from "./freshProcess";
import type { GateMemory } from "./gateMemory";
import { ProviderProcess } from "./providerProcess";
import type { Row } from "./row";

const gatesWaiting = 50;
const watchedSeconds = 15;
const limit = 20;
const images = 100_000;

/** What waiting gates ask, and what one over a whole inventory holds in memory. */
export async function gates(): Promise<Row[]> {
  return [await waiting(), await memory()];
}

/** Calls a second of several gates of one process, beside one gate alone. */
async function waiting(): Promise<Row> {
  const [one, all] = [await callsOf(1), await callsOf(gatesWaiting)];
  return {
    what: `${gatesWaiting} gates waiting at once, in one process`,
    ours: `${all.toFixed(2)} calls a second`,
    beside: `as many on their own: ${(one * gatesWaiting).toFixed(2)}; the vendor's limit, of each action: ${limit}`,
    ratio: (all / (one * gatesWaiting)).toFixed(2),
  };
}

async function callsOf(count: number): Promise<number> {
  const sandbox = await startSandbox({ tencentcloud: { accounts: [{ images: "none" }] } });
  try {
    const account = sandbox.tencentcloud.account();
    account.registryImages.addMany(count);
    account.holdScans();
    const process = new ProviderProcess(sandbox);
    const [tasks, gate] = [process.handlers("tencentcloud/registryScanTask"), process.handlers("scanGate")];
    const names = account.registryImages
      .list()
      .map((image) => `${image.Namespace}/${image.ImageName}:${image.ImageTag}`);
    const made = await Promise.all(
      names.map((name) => tasks.create(tasks.check({}, { images: [name] }).inputs)),
    );
    sandbox.requests.clear();
    const passed = made.map(({ id, state }) => {
      const task = { ...state, id, kind: "tencentcloud/registryScanTask" };
      return gate.create(gate.check({}, { task, maxFindings: { high: 0 } }).inputs);
    });
    await sleep(watchedSeconds * 1_000);
    const calls = sandbox.requests.entries.length;
    account.releaseScans();
    account.finishScans();
    await Promise.all(passed);
    return calls / watchedSeconds;
  } finally {
    await sandbox.stop();
  }
}

async function memory(): Promise<Row> {
  const sandbox = await startSandbox({
    tencentcloud: {
      accounts: [{ images: "none" }],
      requestsPerSecond: Number.POSITIVE_INFINITY,
      secondsPerImage: 0,
    },
  });
  try {
    sandbox.tencentcloud.account().registryImages.addMany(images);
    const { gate, rows } = await freshProcess<GateMemory>("./gateMemory", { env: sandbox.env });
    const [perImage, perRow] = [gate / images, rows / images];
    return {
      what: `a gate over ${images.toLocaleString("en")} images (\`all: true\`), peak of live memory`,
      ours: `${(gate / 1e6).toFixed(0)} MB, ${Math.round(perImage)} bytes an image`,
      beside: `the vendor's rows as parsed: ${Math.round(perRow)} bytes an image`,
      ratio: (perImage / perRow).toFixed(2),
    };
  } finally {
    await sandbox.stop();
  }
}
