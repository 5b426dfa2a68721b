import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Properties } from "../../provider/core/wire";
import {
  type Account,
  type AlicloudAccount,
  type HuaweiCloudAccount,
  type Sandbox,
  startSandbox,
} from "../../sandbox/index";
import { Run, type Stored } from "../../tools/ground/run";

// The states of tasks and of gates that stand in users' stacks: every one must load, plan nothing, and delete.
// `UPDATE_GOLDEN=1` writes those of the version in package.json anew; then `npm run format`.
const repository = resolve(__dirname, "..", "..", "..");
const golden = join(repository, "tests", "state");
const updating = process.env.UPDATE_GOLDEN === "1";
/** Stands in states, and in the paths of requests. */
const projectId = "f".repeat(32);
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };

interface Recorded {
  readonly kind: string;
  readonly program: Properties;
  readonly id: string;
  readonly state: Properties;
}

const recordings: Readonly<Record<string, Pick<Recorded, "kind" | "program">>> = {
  "tencentcloud.registryScanTask.images": {
    kind: "tencentcloud/registryScanTask",
    program: {
      images: ["team/api:1.4", { id: 4713 }],
      rescan: "all",
      triggers: { release: "7" },
      maxImages: 10,
    },
  },
  "tencentcloud.registryScanTask.filter": {
    kind: "tencentcloud/registryScanTask",
    program: {
      filter: { namespaces: ["team"] },
      excludeImages: ["team/api:1.4"],
      scanTypes: ["vulnerability"],
    },
  },
  "tencentcloud.localScanTask.images": {
    kind: "tencentcloud/localScanTask",
    program: { images: ["team/api:1.4"], onBusy: "fail", cancelOnDelete: false },
  },
  "alicloud.registryScanTask.images": {
    kind: "alicloud/registryScanTask",
    program: {
      images: [
        "team/api:1.4",
        `team/web@sha256:${"2".repeat(64)}`,
        {
          registryType: "acr",
          instanceId: "cri-1",
          regionId: "cn-hangzhou",
          repoId: "crr-1",
          repoNamespace: "team",
          repoName: "fresh",
          tag: "0.1",
        },
      ],
      rescan: "all",
      triggers: { release: "7" },
      maxImages: 10,
    },
  },
  "alicloud.registryScanTask.filter": {
    kind: "alicloud/registryScanTask",
    program: { filter: { repoNamespaces: ["team"], registryTypes: ["acr"] } },
  },
  "alicloud.registryScanTask.all": {
    kind: "alicloud/registryScanTask",
    program: { all: true, onBusy: "fail", cancelOnDelete: false },
  },
  "alicloud.containerScanTask.apps": {
    kind: "alicloud/containerScanTask",
    program: { clusterId: "c-1", apps: ["web", "api"], triggers: { release: "7" } },
  },
  "alicloud.containerScanTask.containerIds": {
    kind: "alicloud/containerScanTask",
    program: { clusterId: "c-1", containerIds: ["a".repeat(64)] },
  },
  "huaweicloud.registryScanTask.images": {
    kind: "huaweicloud/registryScanTask",
    program: {
      images: [
        "team/api:1.4",
        `team/web@sha256:${"2".repeat(64)}`,
        { id: "9007199254740993" },
        { namespace: "team", imageName: "batch", imageVersion: "5", registryName: "swr-private" },
      ],
      rescan: "all",
      triggers: { release: "7" },
      maxImages: 10,
      imagesPerHour: 100,
    },
  },
  "huaweicloud.registryScanTask.filter": {
    kind: "huaweicloud/registryScanTask",
    program: { filter: { namespace: "team", imageType: "private_image" }, scanTypes: ["vulnerability"] },
  },
  "huaweicloud.registryScanTask.all": {
    kind: "huaweicloud/registryScanTask",
    program: { all: true, onBusy: "fail", cancelOnDelete: false },
  },
  "huaweicloud.localScanTask.images": {
    kind: "huaweicloud/localScanTask",
    program: {
      images: ["team/api:1.4", { imageId: "5".repeat(64) }],
      scanTypes: ["malware", "vulnerability"],
    },
  },
  "huaweicloud.localScanTask.batchScan": {
    kind: "huaweicloud/localScanTask",
    program: { api: "batchScan", images: [`sha256:${"4".repeat(64)}`] },
  },
};

/** What gates judge that pass, by the name of what they leave. */
const gates: Readonly<Record<string, Pick<Recorded, "kind" | "program"> & { maxFindings: Properties }>> = {
  "scanGate.passed": {
    kind: "tencentcloud/registryScanTask",
    program: { images: ["team/api:1.4"] },
    maxFindings: { critical: 0, malware: 0 },
  },
  "scanGate.tencentcloud.localScanTask": {
    kind: "tencentcloud/localScanTask",
    program: { images: ["team/api:1.4"] },
    maxFindings: { critical: 0, sensitiveInfo: 0 },
  },
  "scanGate.alicloud.registryScanTask": {
    kind: "alicloud/registryScanTask",
    program: { images: ["team/api:1.4"] },
    maxFindings: { high: 0, malware: 0 },
  },
  "scanGate.alicloud.containerScanTask": {
    kind: "alicloud/containerScanTask",
    program: { clusterId: "c-1", apps: ["api"] },
    maxFindings: { high: 0, medium: 2 },
  },
  "scanGate.huaweicloud.registryScanTask": {
    kind: "huaweicloud/registryScanTask",
    program: { images: ["team/api:1.4"] },
    maxFindings: { high: 0, malware: 0 },
  },
  "scanGate.huaweicloud.localScanTask": {
    kind: "huaweicloud/localScanTask",
    program: { api: "batchScan", images: ["team/api:1.4"] },
    maxFindings: { high: 0, low: 2 },
  },
};

describe("the state of a scan", () => {
  for (const [name, { kind, program }] of Object.entries(recordings)) {
    it(`of this version is what a create leaves: ${name}`, async () => {
      const { run, stop } = await opened(kind);
      try {
        const { state } = await run().create(program);
        holds(name, {
          kind,
          program,
          id: "scan-00000000-0000-4000-8000-000000000000",
          state: undated(state),
        });
      } finally {
        await stop();
      }
    });
  }

  for (const [name, { kind, program, maxFindings }] of Object.entries(gates)) {
    it(`of this version is what a gate leaves that passes: ${name}`, async () => {
      const { run, sandbox, stop } = await opened(kind);
      try {
        const created = await run().create(program);
        const id = "scan-00000000-0000-4000-8000-000000000000";
        const declared = { task: { ...created.state, kind, id }, maxFindings };
        const { state } = await new Run("scanGate", sandbox).create(declared);
        const task = undated(declared.task);
        holds(name, {
          kind: "scanGate",
          program: { ...declared, task },
          id: "gate-00000000-0000-4000-8000-000000000000",
          state: { ...undated(state), task },
        });
      } finally {
        await stop();
      }
    });
  }

  for (const released of readdirSync(golden, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    for (const file of readdirSync(join(golden, released.name)).filter((name) => !/Schedule\./.test(name))) {
      describe(`of version ${released.name}, ${file.replace(/\.json$/, "")}`, () => {
        const { kind, program, id, state } = read(join(golden, released.name, file));
        const ours: Stored = { id, state };

        it("is no change to the same program, neither before nor after a refresh", async () => {
          const { run, stop } = await opened(kind);
          try {
            expect(run().plan(ours, program).changed).to.deep.equal([]);
            const refreshed = await run().refresh(ours);
            expect(refreshed?.state).to.deep.equal(state);
            expect(run().plan(refreshed as Stored, program).changed).to.deep.equal([]);
          } finally {
            await stop();
          }
        });

        it("is deleted, though the vendor has forgotten its scans", async () => {
          const { run, account, stop } = await opened(kind);
          try {
            await run().delete(ours);
            expect(account.scans).to.deep.equal([]);
          } finally {
            await stop();
          }
        });
      });
    }
  }
});

/** A sandbox with the images, and what runs, that the programs name. */
async function opened(kind: string): Promise<{
  run: () => Run;
  sandbox: Sandbox;
  account: Sandbox["tencentcloud" | "alicloud" | "huaweicloud"]["accounts"][0];
  stop: () => Promise<void>;
}> {
  const accounts = [{ images: "none" }] as const;
  const sandbox = await startSandbox({
    tencentcloud: { accounts, secondsPerImage: 0 },
    alicloud: { accounts, secondsPerImage: 0 },
    huaweicloud: { accounts: [{ images: "none", projectId }], secondsPerImage: 0 },
  });
  stockTencentCloud(sandbox.tencentcloud.accounts[0]);
  stockAlicloud(sandbox.alicloud.accounts[0]);
  stockHuaweiCloud(sandbox.huaweicloud.accounts[0]);
  const cloud = (["alicloud", "huaweicloud"] as const).find((name) => kind.startsWith(`${name}/`));
  const { accounts: own } = sandbox[cloud ?? "tencentcloud"];
  return { run: () => new Run(kind, sandbox), sandbox, account: own[0], stop: () => sandbox.stop() };
}

function stockTencentCloud({ registryImages, localImages }: Account): void {
  const digest = (digit: string): { ImageDigest: string } => ({ ImageDigest: `sha256:${digit.repeat(64)}` });
  registryImages.add("team/api:1.4", { Id: 4711, ...digest("1") });
  registryImages.add("team/web:2.0", { Id: 4712, ...digest("2") });
  registryImages.add("team/worker:3", { Id: 4713, ...digest("3") });
  localImages.add({ ImageID: `sha256:${"4".repeat(64)}`, ImageName: "team/api:1.4" });
}

function stockAlicloud({ registryImages, containers }: AlicloudAccount): void {
  registryImages.add(`team/api:1.4@sha256:${"1".repeat(64)}`);
  registryImages.add(`team/web:2.0@sha256:${"2".repeat(64)}`);
  containers.addCluster("c-1");
  const run = (AppName: string, digit: string, ContainerId: string) =>
    containers.run({ ClusterId: "c-1", AppName, ImageDigest: digit.repeat(64), ContainerId });
  run("api", "1", "a".repeat(64));
  run("web", "2", "b".repeat(64));
}

function stockHuaweiCloud({ registryImages, localImages }: HuaweiCloudAccount): void {
  registryImages.add(`team/api:1.4@sha256:${"1".repeat(64)}`);
  registryImages.add(`team/web:2.0@sha256:${"2".repeat(64)}`);
  const worker = `team/worker:3@sha256:${"3".repeat(64)}`;
  registryImages.add(worker, { id: 9_007_199_254_740_993n });
  registryImages.add(`team/batch:5@sha256:${"6".repeat(64)}`);
  const add = (image_name: string, image_version: string, digit: string) =>
    localImages.add({
      image_name,
      image_version,
      image_id: digit.repeat(64),
      image_digest: `sha256:${digit.repeat(64)}`,
    });
  add("swr.cn-north-4.myhuaweicloud.com/team/api", "1.4", "4");
  add("nginx", "1.27", "5");
}

function holds(name: string, recorded: Recorded): void {
  const file = join(golden, version, `${name}.json`);
  if (updating) writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  expect(recorded).to.deep.equal(read(file));
}

/** As vendors draw them: 32 hexadecimal digits, with or without dashes. */
const ids = /"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"/g;

/** The state with its moments in time, and the ids that a vendor draws, replaced, so that it is the same on every day. */
function undated(state: Properties): Properties {
  const at = "2026-01-01T00:00:00.000Z";
  const same = JSON.stringify(state, (name, value: unknown) => {
    if (name === "submittedAt" || name === "startedAt" || name === "finishedAt") return at;
    return name === "scannedAt" && value !== "0" ? String(Date.parse(at)) : value;
  });
  const drawn = [...new Set(same.match(ids))].filter((id) => id !== `"${projectId}"`);
  const numbered = (id: string) =>
    drawn.includes(id) ? `"${String(drawn.length - drawn.indexOf(id)).padStart(32, "0")}"` : id;
  return JSON.parse(same.replace(ids, numbered)) as Properties;
}

function read(file: string): Recorded {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}
