import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import * as provider from "../../provider";
import { kinds, resource } from "../../provider";
import type { Properties } from "../../provider/core/wire";
import type { Account, LocalScheduleSetting, RegistryScheduleSetting } from "../../sandbox/index";
import { startSandbox } from "../../sandbox/index";
import { providerText } from "../../sdk/bind";
import { Run, type Stored } from "../../tools/ground/run";

// What stands in users' state, or in their programs, and so outlives every release. `UPDATE_GOLDEN=1` writes the
// golden files anew, those of the version in package.json only; then `npm run format`. Look at what it changed: once
// a version is released, its files stay as they are.
const repository = resolve(__dirname, "..", "..", "..");
const golden = join(repository, "tests", "state");
const updating = process.env.UPDATE_GOLDEN === "1";
const manifest = read(join(repository, "package.json")) as { version: string; exports: object };

interface Frozen {
  readonly exports: readonly string[];
  readonly resources: Readonly<
    Record<string, { readonly token: string; readonly provider: string; readonly id: string }>
  >;
}

/** The state that a create of some version left, and what it was made from. */
interface Recorded {
  readonly kind: string;
  readonly program: Properties;
  readonly id: string;
  readonly state: Properties;
  /** What the vendor held before the create; null when it had never been configured. */
  readonly before: Partial<RegistryScheduleSetting & LocalScheduleSetting> | null;
  /** What it held after. */
  readonly after: Partial<RegistryScheduleSetting & LocalScheduleSetting>;
}

const recordings: Readonly<Record<string, Pick<Recorded, "kind" | "program" | "before">>> = {
  "tencentcloud.registryScanSchedule.images": {
    kind: "tencentcloud/registryScanSchedule",
    program: {
      everyDays: 1,
      startTime: "03:00",
      endTime: "05:30",
      timeZone: "Asia/Shanghai",
      images: [
        "team/api:1.4",
        { namespace: "team", name: "web", tag: "2.0", instanceId: "tcr-1" },
        { id: 4713 },
      ],
      adopt: true,
    },
    before: { Enable: true, ScanPeriod: 7, ScanTime: "01:30", ScanType: ["CVE"], ScanScope: 1, Id: [4713] },
  },
  "tencentcloud.registryScanSchedule.filter": {
    kind: "tencentcloud/registryScanSchedule",
    program: {
      enabled: true,
      everyDays: 3,
      startTime: "19:00",
      scanTypes: ["vulnerability"],
      filter: { namespaces: ["team", "payments"], latest: true },
      excludeImages: ["team/api:1.4"],
      onDelete: "restore",
      profile: "default",
      site: "mainland",
    },
    before: {
      Enable: false,
      ScanPeriod: 1,
      ScanTime: "00:00",
      ScanEndTime: "04:00",
      ScanType: ["CVE", "RISK"],
    },
  },
  "tencentcloud.registryScanSchedule.neverConfigured": {
    kind: "tencentcloud/registryScanSchedule",
    program: { everyDays: 1, startTime: "19:00", recommended: true },
    before: null,
  },
  "tencentcloud.localScanSchedule.images": {
    kind: "tencentcloud/localScanSchedule",
    program: {
      everyDays: 2,
      startTime: "03:00",
      timeZone: "Asia/Shanghai",
      images: ["team/api:1.4"],
      adopt: true,
    },
    before: {
      Enable: true,
      ScanPeriod: 7,
      ScanTime: "01:30",
      ScanVul: true,
      ScanVirus: false,
      ScanRisk: false,
      ScanScope: 0,
    },
  },
};

describe("what is frozen once it is released", () => {
  const now: Frozen = {
    exports: Object.keys(manifest.exports).sort(),
    resources: Object.fromEntries(
      kinds.map((kind) => [kind, { token: tokenOf(kind), provider: providerText(kind), id: idOf(kind) }]),
    ),
  };
  if (updating) write(join(golden, "frozen.json"), now);
  const frozen = read(join(golden, "frozen.json")) as Frozen;

  it("is each module that programs and states import", () => {
    expect(now.exports).to.deep.equal(frozen.exports);
  });

  it("is every resource's kind", () => {
    expect([...kinds].sort()).to.deep.equal(Object.keys(frozen.resources).sort());
  });

  it("is a kind of some version: one that is not known is named, with those that are", () => {
    expect(() => provider.dynamic("tencentcloud/nothing")).to.throw(
      `pulumi-image-scan has no resource "tencentcloud/nothing": the state was written by another version of it. Known: ${kinds.join(", ")}`,
    );
  });

  for (const [kind, { token, provider: text, id }] of Object.entries(frozen.resources)) {
    describe(`of ${kind}`, () => {
      it("is the type token", () => {
        expect(tokenOf(kind)).to.equal(token);
        expect(token).to.match(/^pulumi-nodejs:dynamic\/imageScan(\/[a-z]+)?:[A-Z]\w+$/);
      });

      it("is the form of the id", () => {
        expect(idOf(kind)).to.equal(id);
      });

      it("is the text that leads the provider process here, shorter than 130 bytes", () => {
        expect(providerText(kind)).to.equal(text);
        expect(Buffer.byteLength(text)).to.be.below(130);
      });

      it("is what that text does: it gives the provider of this kind", () => {
        const module: { handler?: () => unknown } = {};
        const required: string[] = [];
        const load = (name: string): unknown => {
          required.push(name);
          return provider;
        };
        // Just as Pulumi's provider process runs it.
        new Function("exports", "require", text)(module, load);
        expect(module.handler?.()).to.equal(provider.dynamic(kind));
        expect(required).to.deep.equal(["pulumi-image-scan/provider"]);
        expect(frozen.exports).to.include("./provider");
      });
    });
  }
});

describe("a state", () => {
  for (const [name, { kind, program, before }] of Object.entries(recordings)) {
    const file = join(golden, manifest.version, `${name}.json`);

    it(`of this version is what a create leaves: ${name}`, async () => {
      const { run, setting, stop } = await opened({ kind, before });
      try {
        const { id, state } = await run().create(program);
        const recorded = {
          kind,
          program,
          id,
          state: undated(state),
          before,
          after: setting.value,
        };
        if (updating) write(file, recorded);
        expect(recorded).to.deep.equal(read(file));
      } finally {
        await stop();
      }
    });
  }

  it("is recorded of every resource", () => {
    const files = readdirSync(join(golden, manifest.version)).map((file) =>
      join(golden, manifest.version, file),
    );
    expect(new Set(files.map((file) => (read(file) as Recorded).kind))).to.deep.equal(new Set(kinds));
  });

  for (const version of readdirSync(golden, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const file of readdirSync(join(golden, version.name)).filter((name) =>
      /^tencentcloud\..*Schedule\./.test(name),
    )) {
      describe(`of version ${version.name}, ${file.replace(/\.json$/, "")}`, () => {
        const recorded = read(join(golden, version.name, file)) as Recorded;
        const ours: Stored = { id: recorded.id, state: recorded.state };

        it("is no change to the same program", async () => {
          const { run, calls, stop } = await opened(recorded);
          try {
            const { changed, replaces } = run().plan(ours, recorded.program);
            expect({ changed, replaces }).to.deep.equal({ changed: [], replaces: [] });
            expect(calls()).to.equal(0);
          } finally {
            await stop();
          }
        });

        it("is unchanged by a refresh while the vendor holds what it says", async () => {
          const { run, setting, calls, stop } = await opened(recorded);
          try {
            setting.edit(recorded.after);
            const read = await run().refresh(ours);
            expect(read?.id).to.equal(recorded.id);
            expect(read?.state).to.deep.equal(recorded.state);
            expect(run().plan(read as Stored, recorded.program).changed).to.deep.equal([]);
            expect(calls()).to.equal(1);
          } finally {
            await stop();
          }
        });

        it("is updated by one write, and knows what to give back after it", async () => {
          const { run, setting, stop } = await opened(recorded);
          try {
            setting.edit(recorded.after);
            const next = await run().update(ours, { ...recorded.program, everyDays: 9 });
            expect(setting.value).to.deep.equal({ ...recorded.after, ScanPeriod: 9 });
            expect(next.state.previous).to.deep.equal(recorded.state.previous);
          } finally {
            await stop();
          }
        });

        it("is deleted, and gives back what it found", async () => {
          const { run, setting, stop } = await opened(recorded);
          try {
            setting.edit(recorded.after);
            await run().delete(ours);
            const expected = recorded.before ?? { ...recorded.after, Enable: false };
            expect(setting.value).to.deep.include(expected);
          } finally {
            await stop();
          }
        });
      });
    }
  }
});

/** A sandbox that holds what it held before the create, and the images that the programs name. */
async function opened({ kind, before }: Pick<Recorded, "kind" | "before">): Promise<{
  run: () => Run;
  setting: Account["registrySchedule"] | Account["localSchedule"];
  calls: () => number;
  stop: () => Promise<void>;
}> {
  const sandbox = await startSandbox({
    tencentcloud: {
      accounts: [{ images: "none" }],
      requestsPerSecond: Number.POSITIVE_INFINITY,
      assume: { neverConfigured: "notFound" },
    },
  });
  const [account] = sandbox.tencentcloud.accounts;
  const digest = (digit: string): { ImageDigest: string } => ({ ImageDigest: `sha256:${digit.repeat(64)}` });
  account.registryImages.add("team/api:1.4", { Id: 4711, ...digest("1") });
  account.registryImages.add("team/web:2.0", { Id: 9007199254740993n, InstanceId: "tcr-1", ...digest("2") });
  account.registryImages.add("team/worker:3", { Id: 4713, ...digest("3") });
  account.localImages.add({ ImageID: `sha256:${"4".repeat(64)}`, ImageName: "team/api:1.4" });
  const setting = kind.endsWith("/localScanSchedule") ? account.localSchedule : account.registrySchedule;
  if (before) setting.edit(before);
  return {
    run: () => new Run(kind, sandbox),
    setting,
    calls: () => sandbox.requests.entries.length,
    stop: () => sandbox.stop(),
  };
}

/** The state with its one moment in time replaced, so that it is the same on every day. */
function undated(state: Properties): Properties {
  return { ...state, previous: { ...(state.previous as object), at: "2026-01-01T00:00:00.000Z" } };
}

/** The type token that the class of this kind registers, from its source. */
function tokenOf(kind: string): string {
  const source = readFileSync(join(repository, "sdk", `${kind}.ts`), "utf8");
  const token = /super\(\s*"([^"]+)"/.exec(source)?.[1];
  if (token === undefined || !source.includes(`kind: ${JSON.stringify(kind)}`)) {
    throw new Error(`sdk/${kind}.ts has no class of the kind ${kind}`);
  }
  return token;
}

/** What the id of this kind is made of. */
function idOf(kind: string): string {
  const { singletonBy, name } = resource(kind).description;
  if (singletonBy.length === 0) return `${name.endsWith("Gate") ? "gate" : "scan"}-<uuid>`;
  return singletonBy.map((input) => `<${input}>`).join("/");
}

/** JSON in which integers beyond 2^53 stand as `"…n"`. */
function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"), (_, value: unknown) =>
    typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
}

function write(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? `${item}n` : item), 2);
  writeFileSync(file, `${text}\n`);
}
