import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Properties } from "../../provider/core/wire";
import { type ScannerPolicySetting, startSandbox } from "../../sandbox/index";
import { Run, type Stored } from "../../tools/ground/run";

// The states of HSS's schedule that stand in users' stacks. `UPDATE_GOLDEN=1` writes those of the version in
// package.json anew; then `npm run format`.
const repository = resolve(__dirname, "..", "..", "..");
const golden = join(repository, "tests", "state");
const updating = process.env.UPDATE_GOLDEN === "1";
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };
const kind = "huaweicloud/registryScanSchedule";

interface Recorded extends Stored {
  readonly kind: string;
  readonly program: Properties;
  /** What a person had set before the create; null when nobody had set anything. */
  readonly before: ScannerPolicySetting | null;
  /** What stood there after. */
  readonly after: ScannerPolicySetting;
}

const own = { registry_id: "registry-own", registry_name: "own", registry_type: "SwrPrivate" };
const harbor = { registry_id: "registry-harbor", registry_name: "harbor", registry_type: "Harbor" };

const recordings: Readonly<Record<string, Pick<Recorded, "program" | "before">>> = {
  "huaweicloud.registryScanSchedule.all": {
    program: { everyDays: 7, registries: "all" },
    before: null,
  },
  "huaweicloud.registryScanSchedule.adopted": {
    program: {
      enabled: true,
      everyDays: 3,
      scanTypes: ["vulnerability", "malware"],
      registries: ["own", "registry-harbor"],
      updatedWithinDays: 7,
      imagesPerHour: 100,
      adopt: true,
      onDelete: "restore",
      profile: "default",
    },
    before: {
      enabled: true,
      scan_cycle: 14,
      scan_scope: 0x000f0000,
      rate_limit: 10,
      time_scope: 1,
      registry_info: [harbor],
    },
  },
};

describe("the state of HSS's schedule", () => {
  for (const [name, { program, before }] of Object.entries(recordings)) {
    it(`of this version is what a create leaves: ${name}`, async () => {
      const { run, policy, stop } = await opened(before);
      try {
        const { id, state } = await run().create(program);
        const previous = { ...(state.previous as object), at: "2026-01-01T00:00:00.000Z" };
        const recorded = { kind, program, id, state: { ...state, previous }, before, after: policy.value };
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
    for (const file of files.filter((name) => /^huaweicloud\..*Schedule\./.test(name))) {
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
          const { run, calls, stop } = await opened(recorded.after);
          try {
            const read = await run().refresh(recorded);
            expect(read?.id).to.equal(recorded.id);
            expect(read?.state).to.deep.equal(recorded.state);
            expect(run().plan(read as Stored, recorded.program).changed).to.deep.equal([]);
            expect(calls()).to.equal(1);
          } finally {
            await stop();
          }
        });

        it("is updated by one write, and knows what to give back after it", async () => {
          const { run, policy, stop } = await opened(recorded.after);
          try {
            const next = await run().update(recorded, { ...recorded.program, everyDays: 14 });
            expect(policy.value).to.deep.equal({ ...recorded.after, scan_cycle: 14 });
            expect(next.state.previous).to.deep.equal(recorded.state.previous);
          } finally {
            await stop();
          }
        });

        it("is deleted, and gives back what it found", async () => {
          const { run, policy, stop } = await opened(recorded.after);
          try {
            await run().delete(recorded);
            if (recorded.before) expect(policy.value).to.deep.equal(recorded.before);
            else expect(policy.value).to.include({ enabled: false });
          } finally {
            await stop();
          }
        });
      });
    }
  }
});

/** A sandbox with three registries that holds this setting. */
async function opened(setting: ScannerPolicySetting | null) {
  const sandbox = await startSandbox({
    huaweicloud: {
      accounts: [{ images: "none", projectId: "f".repeat(32) }],
      assume: { neverConfigured: "refused" },
    },
  });
  const { registries, scannerPolicy: policy } = sandbox.huaweicloud.accounts[0];
  for (const { registry_id, ...registry } of [own, harbor])
    registries.add({ id: registry_id, ...(registry as Parameters<typeof registries.add>[0] & object) });
  if (setting) policy.edit(setting);
  return {
    run: () => new Run(kind, sandbox),
    policy,
    calls: () => sandbox.requests.entries.length,
    stop: () => sandbox.stop(),
  };
}

function read(file: string): Recorded {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}
