import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Properties } from "../../provider/core/wire";
import { type Account, startSandbox } from "../../sandbox/index";
import { Run, type Stored } from "../run";

// The states of tasks and of gates that stand in users' stacks: every one must load, plan nothing, and delete.
// `UPDATE_GOLDEN=1` writes those of the version in package.json anew; then `npm run format`.
const repository = resolve(__dirname, "..", "..", "..");
const golden = join(repository, "tests", "state");
const updating = process.env.UPDATE_GOLDEN === "1";
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

  it("of this version is what a gate leaves that passes", async () => {
    const { run, sandbox, stop } = await opened("tencentcloud/registryScanTask");
    try {
      const task = await run().create({ images: ["team/api:1.4"] });
      const id = "scan-00000000-0000-4000-8000-000000000000";
      const program = {
        task: { ...task.state, kind: "tencentcloud/registryScanTask", id },
        maxFindings: { critical: 0, malware: 0 },
      };
      const { state } = await new Run("scanGate", sandbox).create(program);
      const dated = { ...undated(state), task: undated(program.task) };
      holds("scanGate.passed", {
        kind: "scanGate",
        program: { ...program, task: undated(program.task) },
        id: "gate-00000000-0000-4000-8000-000000000000",
        state: dated,
      });
    } finally {
      await stop();
    }
  });

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

/** A sandbox with the images that the programs name. */
async function opened(kind: string): Promise<{
  run: () => Run;
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  account: Account;
  stop: () => Promise<void>;
}> {
  const sandbox = await startSandbox({
    tencentcloud: { accounts: [{ images: "none" }], secondsPerImage: 0 },
  });
  const [account] = sandbox.tencentcloud.accounts;
  const digest = (digit: string): { ImageDigest: string } => ({ ImageDigest: `sha256:${digit.repeat(64)}` });
  account.registryImages.add("team/api:1.4", { Id: 4711, ...digest("1") });
  account.registryImages.add("team/web:2.0", { Id: 4712, ...digest("2") });
  account.registryImages.add("team/worker:3", { Id: 4713, ...digest("3") });
  account.localImages.add({ ImageID: `sha256:${"4".repeat(64)}`, ImageName: "team/api:1.4" });
  return { run: () => new Run(kind, sandbox), sandbox, account, stop: () => sandbox.stop() };
}

function holds(name: string, recorded: Recorded): void {
  const file = join(golden, version, `${name}.json`);
  if (updating) writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  expect(recorded).to.deep.equal(read(file));
}

/** The state with its moments in time replaced, so that it is the same on every day. */
function undated(state: Properties): Properties {
  const at = "2026-01-01T00:00:00.000Z";
  const runs = (state.runs as Properties[] | undefined)?.map((run) => ({ ...run, submittedAt: at }));
  return {
    ...state,
    ...(runs ? { runs } : {}),
    ...("finishedAt" in state ? { finishedAt: at } : {}),
  };
}

function read(file: string): Recorded {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}
