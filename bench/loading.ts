import { startSandbox } from "../sandbox";
import type { Footprint } from "./footprint";
import { freshProcess } from "./freshProcess";
import type { Loaded } from "./loadedByProvider";
import { median } from "./median";
import { atMost, type Row } from "./row";

const rounds = 7;

/** Loading: of the classes in a program, of the handlers in Pulumi's provider process, and what a cloud's first use adds. */
export async function loading(): Promise<Row[]> {
  const programs = await repeated<{ pulumi: Footprint; ours: Footprint }>(() =>
    freshProcess("./loadedByProgram"),
  );
  const pulumi = middle(programs.map((one) => one.pulumi));
  const ours = middle(programs.map((one) => one.ours));
  const rows: Row[] = [
    {
      what: '`import "pulumi-image-scan"` in a program, time',
      ours: milliseconds(ours),
      beside: `\`@pulumi/pulumi\`, loaded before: ${milliseconds(pulumi)}`,
      ratio: (ours.ms / pulumi.ms).toFixed(3),
      must: atMost(40, ours.ms, " ms"),
    },
    {
      what: "the same, memory",
      ours: megabytes(ours),
      beside: `\`@pulumi/pulumi\`: ${megabytes(pulumi)}`,
      ratio: (ours.heap / pulumi.heap).toFixed(3),
      must: atMost(3, ours.heap / 1e6, " MB"),
    },
  ];
  const sandbox = await startSandbox();
  try {
    for (const { cloud, sdk } of clouds) {
      const args = [`${cloud}/registryScanTask`, JSON.stringify({ images: ["team/api:1.4"] })];
      const all = await repeated<Loaded>(() =>
        freshProcess("./loadedByProvider", { args, env: sandbox.env }),
      );
      const provider = middle(all.map((one) => one.provider));
      const read = middle(all.map((one) => one.read));
      const { afterCheck, afterRead } = (all[0] as Loaded).sdks;
      rows.push(
        {
          what: `\`pulumi-image-scan/provider\`, ${cloud} in plans only`,
          ours: `${milliseconds(provider)}, ${megabytes(provider)}; SDKs: ${afterCheck.join(", ") || "none"}`,
          beside: `\`@pulumi/pulumi\`: ${milliseconds(pulumi)}, ${megabytes(pulumi)}`,
          ratio: (provider.ms / pulumi.ms).toFixed(3),
          must: { show: "no SDK", holds: afterCheck.length === 0 },
        },
        {
          what: `the same, and ${cloud} called for the first time`,
          ours: `${milliseconds(read)}, ${megabytes(read)} more; SDKs: ${afterRead.join(", ")}`,
          beside: `\`@pulumi/pulumi\`: ${milliseconds(pulumi)}, ${megabytes(pulumi)}`,
          ratio: (read.ms / pulumi.ms).toFixed(3),
          must: {
            show: "the SDK of this cloud alone",
            holds: afterRead.length > 0 && afterRead.every((name) => sdk.test(name)),
          },
        },
      );
    }
  } finally {
    await sandbox.stop();
  }
  return rows;
}

const clouds = [
  { cloud: "tencentcloud", sdk: /^tencentcloud-sdk-nodejs-common$/ },
  { cloud: "alicloud", sdk: /^@alicloud\// },
  { cloud: "huaweicloud", sdk: /^@huaweicloud\// },
];

async function repeated<T>(run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await run());
  return results;
}

function middle(footprints: readonly Footprint[]): Footprint {
  return {
    ms: median(footprints.map(({ ms }) => ms)),
    heap: median(footprints.map(({ heap }) => heap)),
  };
}

function milliseconds({ ms }: Footprint): string {
  return `${ms.toFixed(1)} ms`;
}

function megabytes({ heap }: Footprint): string {
  return `${(heap / 1e6).toFixed(2)} MB`;
}
