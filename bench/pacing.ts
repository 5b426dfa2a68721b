import { TcssClient } from "../provider/clouds/tencentcloud/client";
import { type Sandbox, startSandbox } from "../sandbox";
import { ProviderProcess } from "./providerProcess";
import { atLeast, type Row } from "./row";

const limit = 20;
const asked = 500;
const tasks = 25;
const secondsPerScan = 2;
/** What the sandbox runs at a time, as Security Center does. */
const running = 10;

/** How close to a vendor's limits we stay, and on which side of them. */
export async function pacing(): Promise<Row[]> {
  return [...(await rate()), ...(await queue())];
}

async function rate(): Promise<Row[]> {
  const sandbox = await startSandbox({ tencentcloud: { requestsPerSecond: limit } });
  try {
    const { context } = new ProviderProcess(sandbox);
    const client = TcssClient.of(context, { profile: "default", site: "mainland" });
    const one = (): Promise<unknown> => client.find("DescribeImageRegistryTimingScanTask", {});
    await Promise.all(Array.from({ length: asked }, one));
    const arrivals = sandbox.requests.entries.map(({ at }) => at).sort((left, right) => left - right);
    const [first = 0, last = 0] = [arrivals[0], arrivals.at(-1)];
    // The first ones go out at once, whatever the limit: what counts is how fast the others follow.
    const perSecond = (arrivals.length - limit) / ((last - first) / 1_000);
    return [
      {
        what: `${asked} calls at once, rate`,
        ours: `${perSecond.toFixed(2)} a second`,
        beside: `the vendor's limit: ${limit} a second`,
        ratio: (perSecond / limit).toFixed(3),
        must: atLeast(0.95, perSecond / limit),
      },
      throttled(sandbox, "the same, throttled answers"),
    ];
  } finally {
    await sandbox.stop();
  }
}

async function queue(): Promise<Row[]> {
  const sandbox = await startSandbox({
    alicloud: { accounts: [{ images: "none" }], secondsPerImage: secondsPerScan },
  });
  try {
    const account = sandbox.alicloud.accounts[0];
    account.registryImages.addMany(tasks);
    const names = account.registryImages
      .list()
      .map(({ RepoNamespace, RepoName, Tag }) => `${RepoNamespace}/${RepoName}:${Tag}`);
    const process = new ProviderProcess(sandbox);
    const handlers = process.handlers("alicloud/registryScanTask");
    const start = performance.now();
    await Promise.all(names.map((name) => handlers.create(handlers.check({}, { images: [name] }).inputs)));
    const seconds = (performance.now() - start) / 1_000;
    // The last ones are taken when as many waves of ten have ended as fit before them.
    const least = Math.floor((tasks - 1) / running) * secondsPerScan;
    return [
      {
        what: `${tasks} tasks of Alibaba Cloud handed over, ${running} scans at a time of ${secondsPerScan} s`,
        ours: `${seconds.toFixed(1)} s; at most ${account.maxRunning} at a time`,
        beside: `as soon as each wave ends: ${least} s`,
        ratio: (seconds / least).toFixed(2),
      },
      throttled(sandbox, "the same, throttled answers"),
    ];
  } finally {
    await sandbox.stop();
  }
}

function throttled({ requests }: Sandbox, what: string): Row {
  const { entries } = requests;
  const refused = entries.filter(({ outcome }) => /throttl|limitexceed/i.test(outcome)).length;
  return {
    what,
    ours: String(refused),
    beside: `of ${entries.length} calls`,
    ratio: (refused / entries.length).toFixed(3),
    must: { show: "0", holds: refused === 0 },
  };
}
