import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Properties } from "../../provider/core/wire";
import { type CycleTask, type CycleTasks, startSandbox } from "../../sandbox/index";
import { Run, type Stored } from "../../tools/ground/run";

// The states of Security Center's schedule that stand in users' stacks. `UPDATE_GOLDEN=1` writes those of the version
// in package.json anew; then `npm run format`.
const repository = resolve(__dirname, "..", "..", "..");
const golden = join(repository, "tests", "state");
const updating = process.env.UPDATE_GOLDEN === "1";
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };
const kind = "alicloud/registryScanSchedule";

type Setting = Parameters<CycleTasks["add"]>[0];

interface Recorded {
  readonly kind: string;
  readonly program: Properties;
  readonly id: string;
  readonly state: Properties;
  /** What a person had set before the create; null when there was nothing. */
  readonly before: Setting | null;
  /** What stood there after. */
  readonly after: CycleTask;
}

const recordings: Readonly<Record<string, Pick<Recorded, "program" | "before">>> = {
  "alicloud.registryScanSchedule.created": {
    program: {
      everyDays: 1,
      startTime: "02:00",
      endTime: "06:00",
      timeZone: "Asia/Shanghai",
      firstDate: "2026-03-01",
    },
    before: null,
  },
  "alicloud.registryScanSchedule.adopted": {
    program: {
      enabled: true,
      everyHours: 12,
      startTime: "22:00",
      endTime: "00:00",
      adopt: true,
      onDelete: "restore",
      profile: "default",
      site: "mainland",
    },
    before: { IntervalPeriod: 7, TargetStartTime: 3, TargetEndTime: 24, Param: '{"lang":"zh"}' },
  },
};

describe("the state of Security Center's schedule", () => {
  for (const [name, { program, before }] of Object.entries(recordings)) {
    it(`of this version is what a create leaves: ${name}`, async () => {
      const { run, tasks, stop } = await opened(before);
      try {
        const { id, state } = await run().create(program);
        const recorded = comparable({ kind, program, id, state, before, after: only(tasks) });
        const file = join(golden, version, `${name}.json`);
        if (updating) writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
        expect(recorded).to.deep.equal(read(file));
      } finally {
        await stop();
      }
    });
  }

  for (const released of readdirSync(golden, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    const files = readdirSync(join(golden, released.name));
    for (const file of files.filter((name) => /^alicloud\..*Schedule\./.test(name))) {
      describe(`of version ${released.name}, ${file.replace(/\.json$/, "")}`, () => {
        const recorded = read(join(golden, released.name, file));

        it("is no change to the same program", async () => {
          const { run, calls, stop } = await opened(null);
          try {
            const { changed, replaces } = run().plan(recorded, recorded.program);
            expect({ changed, replaces }).to.deep.equal({ changed: [], replaces: [] });
            expect(calls()).to.equal(0);
          } finally {
            await stop();
          }
        });

        it("is unchanged by a refresh while the vendor holds what it says", async () => {
          const { run, tasks, calls, stop } = await opened(recorded.after);
          try {
            const ours = told(recorded, tasks);
            const read = await run().refresh(ours);
            expect(read?.id).to.equal(recorded.id);
            expect(read?.state).to.deep.equal(ours.state);
            expect(run().plan(read as Stored, recorded.program).changed).to.deep.equal([]);
            expect(calls()).to.equal(1);
          } finally {
            await stop();
          }
        });

        it("is updated by one write, and knows what to give back after it", async () => {
          const { run, tasks, stop } = await opened(recorded.after);
          try {
            const ours = told(recorded, tasks);
            const { everyDays: _, everyHours: __, ...others } = recorded.program;
            const next = await run().update(ours, { ...others, everyDays: 9 });
            const { ConfigId } = only(tasks);
            expect(only(tasks)).to.deep.equal({
              ...recorded.after,
              ConfigId,
              IntervalPeriod: 9,
              PeriodUnit: "day",
            });
            expect(next.state.previous).to.deep.equal(ours.state.previous);
          } finally {
            await stop();
          }
        });

        it("is deleted, and gives back what it found", async () => {
          const { run, tasks, stop } = await opened(recorded.after);
          try {
            await run().delete(told(recorded, tasks));
            expect(tasks.list()).to.have.length(recorded.before ? 1 : 0);
            expect(tasks.list()[0] ?? {}).to.deep.include(recorded.before ?? {});
          } finally {
            await stop();
          }
        });
      });
    }
  }
});

/** A sandbox that holds this cycle task. */
async function opened(setting: Setting | CycleTask | null): Promise<{
  run: () => Run;
  tasks: CycleTasks;
  calls: () => number;
  stop: () => Promise<void>;
}> {
  const sandbox = await startSandbox({ alicloud: { accounts: [{ images: "none" }] } });
  const { cycleTasks: tasks } = sandbox.alicloud.accounts[0];
  const { ConfigId: _, LastTaskId: __, ...given } = { ConfigId: "", LastTaskId: "", ...setting };
  if (setting) tasks.add(given);
  return {
    run: () => new Run(kind, sandbox),
    tasks,
    calls: () => sandbox.requests.entries.length,
    stop: () => sandbox.stop(),
  };
}

/** The state as of the cycle task that is there: its id is drawn anew each time. */
function told({ id, state, after }: Recorded, tasks: CycleTasks): Stored {
  const text = JSON.stringify(state).replaceAll(after.ConfigId, only(tasks).ConfigId);
  return { id, state: JSON.parse(text) as Properties };
}

/** What a create leaves with its one moment, and the id that the vendor drew, replaced. */
function comparable(recorded: Recorded): Recorded {
  const previous = { ...(recorded.state.previous as object), at: "2026-01-01T00:00:00.000Z" };
  const text = JSON.stringify({ ...recorded, state: { ...recorded.state, previous } });
  return JSON.parse(text.replaceAll(recorded.after.ConfigId, "0".repeat(32))) as Recorded;
}

function only(tasks: CycleTasks): Readonly<CycleTask> {
  const [task, ...others] = tasks.list();
  expect(others).to.deep.equal([]);
  return task ?? expect.fail("no cycle task");
}

function read(file: string): Recorded {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}
