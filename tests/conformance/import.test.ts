import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { programOf } from "../../cli/importedProgram";
import { resource } from "../../provider";
import { Context } from "../../provider/core/context";
import { declarationOf } from "../../provider/core/declaration";
import { classOf } from "../../provider/core/resource";
import type { Cloud } from "../../sandbox/index";
import { Ground } from "../../tools/ground/ground";
import { testHost } from "../../tools/ground/testHost";
import { evaluated } from "../evaluated";
import { stopGrounds } from "./ground";

/** One schedule, and the settings that somebody may have made of it. */
interface Row<S> {
  readonly kind: string;
  start(): Promise<{
    readonly ground: Ground;
    set(setting: S): void;
    /** The setting as the vendor holds it, in one spelling. */
    held(): object | undefined;
  }>;
  /** Settings of which a program can declare all. */
  readonly plain: fc.Arbitrary<S>;
  /** Settings of any kind. */
  readonly any: fc.Arbitrary<S>;
}

const row = <S>(one: Row<S>): Row<unknown> => one as unknown as Row<unknown>;

const two = (value: number): string => String(value).padStart(2, "0");
const time = fc
  .tuple(fc.nat(23), fc.nat(59), fc.constantFrom("", ":00"))
  .map(([hour, minute, seconds]) => `${two(hour)}:${two(minute)}${seconds}`);
const noTime = fc.constantFrom("", "25:00", "03:00:30");

/** `team/api:1.4` is in two registries, and its record ids begin above 2^53. */
async function registry() {
  const ground = await Ground.start("tencentcloud");
  const { registryImages, registrySchedule } = ground.account;
  registryImages.add({ Namespace: "team", ImageName: "api", ImageTag: "1.4", Id: 9007199254740993n });
  registryImages.add({
    Namespace: "team",
    ImageName: "api",
    ImageTag: "1.4",
    RegistryType: "harbor",
    InstanceId: "harbor-1",
  });
  registryImages.add("team/web:2.0");
  registryImages.add("library/redis:7.4");
  const ids = registryImages.list().map(({ Id }) => Id);
  return {
    ground,
    set: ({ picked, excluded, ...setting }: RegistrySetting) =>
      registrySchedule.edit({
        ...setting,
        Id: picked.map((index) => ids[index] ?? 0),
        ExcludeImageAssetIds: excluded.map((index) => ids[index] ?? 0),
        Images: [],
      }),
    held: () => registrySchedule.value,
  };
}

async function local() {
  const ground = await Ground.start("tencentcloud");
  const { localImages, localSchedule } = ground.account;
  for (const name of ["team/api:1.4", "team/web:2.0", "library/redis:7.4", "nginx:1.27"])
    localImages.add(name);
  const ids = localImages.list().map(({ ImageID }) => ImageID);
  return {
    ground,
    set: ({ picked, excluded, types, ...setting }: LocalSetting) =>
      localSchedule.edit({
        ...setting,
        ScanVul: types.includes("CVE"),
        ScanVirus: types.includes("VIRUS"),
        ScanRisk: types.includes("RISK"),
        Images: picked.map((index) => ids[index] ?? ""),
        ExcludeImages: excluded.map((index) => ids[index] ?? ""),
      }),
    held: () => localSchedule.value,
  };
}

const types = fc.subarray(["CVE", "VIRUS", "RISK"], { minLength: 1 });
const some = fc.subarray([0, 1, 2, 3], { minLength: 1 });
const none = fc.constant<number[]>([]);

const timing = {
  Enable: fc.boolean(),
  ScanPeriod: fc.integer({ min: 1, max: 3650 }),
  ScanTime: time,
  // An end at the start is an empty window.
  ScanEndTime: fc.constantFrom("", "23:59:00"),
};
const startsEarlier = ({ ScanTime }: { ScanTime: string }): boolean => !ScanTime.startsWith("23:59");

type RegistrySetting = {
  picked: number[];
  excluded: number[];
  Enable: boolean;
  ScanPeriod: number;
  ScanTime: string;
  ScanEndTime: string;
  ScanType: string[];
  ScanScope: number;
  RegistryType: string[];
  Namespace: string[];
  Latest: boolean;
  ContainerRunning: boolean;
};

const noFilter = {
  RegistryType: fc.constant<string[]>([]),
  Namespace: fc.constant<string[]>([]),
  Latest: fc.constant(false),
  ContainerRunning: fc.constant(false),
};
const registryFilter = {
  RegistryType: fc.subarray(["ccr", "tcr", "harbor"]),
  Namespace: fc.subarray(["team", "library", "a-namespace-of-some-length", 'quo"ted']),
  Latest: fc.boolean(),
  ContainerRunning: fc.boolean(),
};
const registryOf = (scope: number, filter: typeof registryFilter, picked: fc.Arbitrary<number[]>) =>
  fc.record<RegistrySetting>({
    ...timing,
    ...filter,
    ScanType: types,
    ScanScope: fc.constant(scope),
    picked,
    excluded: scope === 1 ? none : fc.oneof(none, some),
  });

type LocalSetting = {
  picked: number[];
  excluded: number[];
  types: string[];
  Enable: boolean;
  ScanPeriod: number;
  ScanTime: string;
  ScanEndTime: string;
  ScanScope: number;
  ClusterIDs: string[];
  ContainerRunning: boolean;
};

const clusters = fc.subarray(["cls-a", "cls-b"], { minLength: 1 });
const localOf = (
  scope: number,
  picked: fc.Arbitrary<number[]>,
  ContainerRunning: fc.Arbitrary<boolean>,
  ClusterIDs: fc.Arbitrary<string[]>,
) =>
  fc.record<LocalSetting>({
    ...timing,
    types,
    ScanScope: fc.constant(scope),
    picked,
    excluded: scope === 1 ? none : fc.oneof(none, some),
    ContainerRunning,
    ClusterIDs,
  });

const noClusters = fc.constant<string[]>([]);
const hour = fc.integer({ min: 0, max: 23 });

async function cycleTask() {
  const ground = await Ground.start("alicloud");
  const { cycleTasks } = ground.account;
  return {
    ground,
    set(setting: CycleSetting) {
      const [there] = cycleTasks.list();
      if (there) cycleTasks.edit(there.ConfigId, setting);
      else cycleTasks.add(setting);
    },
    held() {
      const [there] = cycleTasks.list();
      if (!there) return undefined;
      // The day that it counts from is not declared, and what the console put beside the setting is not ours.
      const { ConfigId: _, FirstDateStr: _first, Param: _param, Source: _source, ...held } = there;
      return { ...held, TargetEndTime: held.TargetEndTime % 24 };
    },
  };
}

type CycleSetting = {
  Enable: number;
  IntervalPeriod: number;
  PeriodUnit: string;
  TargetStartTime: number;
  TargetEndTime: number;
  FirstDateStr: number;
};

const cycle = {
  Enable: fc.constantFrom(0, 1),
  IntervalPeriod: fc.integer({ min: 1, max: 400 }),
  PeriodUnit: fc.constantFrom("day", "hour"),
  FirstDateStr: fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }).map((seconds) => seconds * 1000),
};

async function policy() {
  const ground = await Ground.start("huaweicloud");
  const { registries, scannerPolicy } = ground.account;
  registries.add({ registry_name: "harbor-a", registry_type: "Harbor" });
  registries.add({ registry_name: "harbor-b", registry_type: "Harbor" });
  const known = registries.list();
  return {
    ground,
    set: ({ picked, ...setting }: PolicySetting) =>
      scannerPolicy.edit({
        ...setting,
        registry_info: known
          .filter((_, index) => picked.includes(index))
          .map(({ id, registry_name, registry_type }) => ({ registry_id: id, registry_name, registry_type })),
      }),
    held: () => scannerPolicy.value,
  };
}

type PolicySetting = {
  picked: number[];
  enabled: boolean;
  scan_cycle: number;
  scan_scope: number;
  rate_limit: number;
  time_scope: number;
};

const bits = [0x000f0000, 0x0000f000, 0x00000f00, 0x000000f0, 0x0000000f];
const scopes = fc.subarray(bits, { minLength: 1 }).map((chosen) => chosen.reduce((one, bit) => one | bit, 0));
const plainPolicy = {
  picked: fc.subarray([0, 1, 2], { minLength: 1 }),
  enabled: fc.boolean(),
  scan_cycle: fc.constantFrom(3, 7, 14),
  scan_scope: fc.oneof(scopes, fc.constant(0x7fffffff)),
  rate_limit: fc.integer({ min: 0, max: 1000 }),
  time_scope: fc.constantFrom(0, 1, 3, 7),
};

const nightly: RegistrySetting = {
  Enable: true,
  ScanPeriod: 1,
  ScanTime: "03:00",
  ScanEndTime: "",
  ScanType: ["CVE", "VIRUS", "RISK"],
  ScanScope: 0,
  RegistryType: [],
  Namespace: [],
  Latest: false,
  ContainerRunning: false,
  picked: [],
  excluded: [],
};

const rows: readonly Row<unknown>[] = [
  row<RegistrySetting>({
    kind: "tencentcloud/registryScanSchedule",
    start: registry,
    plain: fc
      .oneof(
        registryOf(1, noFilter, some),
        registryOf(0, registryFilter, none),
        registryOf(2, noFilter, none),
      )
      .filter(startsEarlier),
    any: fc.record<RegistrySetting>({
      ...timing,
      ...registryFilter,
      ScanPeriod: fc.nat(20_000),
      ScanTime: fc.oneof(time, noTime),
      ScanEndTime: fc.oneof(time, noTime),
      ScanType: fc.subarray(["CVE", "VIRUS", "risk", "NEW"]),
      ScanScope: fc.nat(3),
      picked: fc.oneof(none, some),
      excluded: fc.oneof(none, some),
    }),
  }),
  row<LocalSetting>({
    kind: "tencentcloud/localScanSchedule",
    start: local,
    plain: fc
      .oneof(
        localOf(1, some, fc.constant(false), noClusters),
        localOf(0, none, fc.boolean(), noClusters),
        localOf(2, none, fc.constant(false), noClusters),
        localOf(3, none, fc.boolean(), clusters),
      )
      .filter(startsEarlier),
    any: fc.record<LocalSetting>({
      ...timing,
      ScanPeriod: fc.nat(20_000),
      ScanTime: fc.oneof(time, noTime),
      ScanEndTime: fc.oneof(time, noTime),
      types: fc.subarray(["CVE", "VIRUS", "RISK"]),
      ScanScope: fc.nat(4),
      picked: fc.oneof(none, some),
      excluded: fc.oneof(none, some),
      ContainerRunning: fc.boolean(),
      ClusterIDs: fc.oneof(noClusters, clusters),
    }),
  }),
  row<CycleSetting>({
    kind: "alicloud/registryScanSchedule",
    start: cycleTask,
    plain: fc
      .record<CycleSetting>({
        ...cycle,
        TargetStartTime: hour,
        TargetEndTime: fc.integer({ min: 1, max: 24 }),
      })
      .filter(({ TargetStartTime: start, TargetEndTime: end }) => start === 0 || start !== end % 24),
    any: fc.record<CycleSetting>({
      ...cycle,
      IntervalPeriod: fc.nat(400),
      TargetStartTime: fc.integer({ min: 0, max: 24 }),
      TargetEndTime: fc.integer({ min: 0, max: 24 }),
    }),
  }),
  row<PolicySetting>({
    kind: "huaweicloud/registryScanSchedule",
    start: policy,
    plain: fc.record<PolicySetting>(plainPolicy),
    any: fc.record<PolicySetting>({
      ...plainPolicy,
      picked: fc.subarray([0, 1, 2]),
      scan_cycle: fc.integer({ min: 1, max: 31 }),
      scan_scope: fc.constantFrom(0, 0x000f0000, 0x000fffff, 0x7fffffff),
      time_scope: fc.constantFrom(0, 1, 3, 7, 30),
    }),
  }),
];

const runs = { numRuns: 40, seed: 20261122 };

describe("import", function () {
  this.timeout(120_000);
  const programs: string[] = [];

  afterEach(stopGrounds);

  for (const { kind, start, plain, any } of rows) {
    it(`declares whatever is set so that a create finds it as wanted, and a plan is empty: ${kind}`, async () => {
      const { ground, set } = await start();
      await fc.assert(
        fc.asyncProperty(plain, async (setting) => {
          set(setting);
          const { program, differs } = await imported(kind, ground);
          expect(differs).to.deep.equal([]);
          await changesNothing(kind, ground, program);
          programs.push(program);
        }),
        runs,
      );
    });

    it(`declares all of it, so that another account comes to have the same: ${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(plain, async (setting) => {
          const [one, other] = [await start(), await start()];
          one.set(setting);
          const [declared] = evaluated((await imported(kind, one.ground)).program);
          await other.ground.process(kind).create(declared?.args ?? {});
          expect(spelt(other.held())).to.equal(spelt(one.held()));
          await stopGrounds();
        }),
        { ...runs, numRuns: 25 },
      );
    });

    it(`declares nothing else, and reads only: ${kind}`, async () => {
      const { ground, set } = await start();
      await fc.assert(
        fc.asyncProperty(any, async (setting) => {
          set(setting);
          const { program, differs } = await imported(kind, ground);
          if (differs.length === 0) await changesNothing(kind, ground, program);
          else {
            expect(evaluated(program)).to.deep.equal([]);
            expect(program).to.contain("// ");
          }
          programs.push(program);
        }),
        runs,
      );
    });
  }

  it("leaves unmanaged what is optional and cannot be declared, and says so", async () => {
    const { ground, set } = await registry();
    set({ ...nightly, ScanEndTime: "05:30:30" });
    const { program, differs } = await imported("tencentcloud/registryScanSchedule", ground);
    expect(differs).to.deep.equal([]);
    expect(evaluated(program)[0]?.args).to.deep.equal({
      everyDays: 1,
      startTime: "03:00",
      all: true,
      adopt: true,
    });
    expect(program).to.contain("// endTime is kept as it is, as no program can declare it: ");
    await changesNothing("tencentcloud/registryScanSchedule", ground, program);
  });

  it("declares nothing where an image that was picked has left its registry, and names it", async () => {
    const { ground, set } = await registry();
    const { registryImages, registrySchedule } = ground.account;
    set({ ...nightly, ScanScope: 1 });
    const { RegistryType, InstanceName, Namespace, ImageName, ImageTag } = registryImages.get("team/web:2.0");
    const picked = { RegistryType, InstanceName, Namespace, ImageName, ImageTag, Force: "true" };
    registrySchedule.edit({ Images: [picked] });
    const { program: before } = await imported("tencentcloud/registryScanSchedule", ground);
    expect(evaluated(before)[0]?.args).to.have.deep.property("images", ["team/web:2.0"]);
    await changesNothing("tencentcloud/registryScanSchedule", ground, before);
    registryImages.remove("team/web:2.0");
    const { program, differs } = await imported("tencentcloud/registryScanSchedule", ground);
    expect(differs.join()).to.contain("team/web:2.0 is in no registry that TCSS knows");
    expect(evaluated(program)).to.deep.equal([]);
  });

  it("calls all registries that there are by that word", async () => {
    const { ground, set } = await policy();
    const weekly = { enabled: true, scan_cycle: 7, scan_scope: 0x7fffffff, rate_limit: 0, time_scope: 0 };
    set({ ...weekly, picked: [0, 1, 2] });
    const all = await imported("huaweicloud/registryScanSchedule", ground);
    expect(evaluated(all.program)[0]?.args).to.deep.equal({ everyDays: 7, registries: "all", adopt: true });
    set({ ...weekly, picked: [1] });
    const one = await imported("huaweicloud/registryScanSchedule", ground);
    expect(evaluated(one.program)[0]?.args).to.deep.equal({
      everyDays: 7,
      registries: ["harbor-a"],
      adopt: true,
    });
  });

  it("says what was never set", async () => {
    for (const kind of ["alicloud/registryScanSchedule", "huaweicloud/registryScanSchedule"]) {
      const ground = await Ground.start(kind.split("/")[0] as Cloud, {
        ...(kind.startsWith("huawei") ? { assume: { neverConfigured: "refused" } } : {}),
      });
      const { program } = await imported(kind, ground);
      expect(program).to.contain(".RegistryScanSchedule was never set.");
      expect(evaluated(program)).to.deep.equal([]);
      expect(ground.changes()).to.deep.equal([]);
    }
  });

  it("prints what Biome would print", () => {
    expect(programs).to.have.length.above(300);
    // Of each program its declarations: one file may import one name only once.
    const text = programs.map((one) => `{\n${one}}\n`.replace(/^import .*\n/m, "")).join("");
    const bodies = programs.map((one) => one.replace(/^import .*\n/m, ""));
    expect(text).not.to.match(/\t/);
    const distinct = [...new Set(bodies)].join("\n");
    expect(biome(distinct)).to.equal(distinct);
  });
});

/** Times without seconds, lists in one order, one number for everything. */
function spelt(held: object | undefined): string {
  return JSON.stringify(held, (_, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    if (typeof value === "string") return value.replace(/^(\d\d:\d\d):00$/, "$1");
    if (value === 0x000fffff) return 0x7fffffff;
    return Array.isArray(value)
      ? value.map((item) => (typeof item === "object" ? JSON.stringify(item) : String(item))).sort()
      : value;
  });
}

/** The program that import prints of what is there. */
async function imported(kind: string, ground: Ground) {
  const schedule = resource(kind);
  const host = testHost({ env: ground.sandbox.env });
  const context = new Context(host, new Map(), ground.clock, { requestMs: 5_000, callMs: 20_000 });
  const declaration = await declarationOf(schedule, context, {});
  const cloud = kind.split("/")[0] as Cloud;
  const program = programOf([{ cloud, type: classOf(schedule.description), declaration }], "scan");
  return { program, differs: declaration?.differs ?? [] };
}

/** The first update with the program, a plan after it, and one that refreshes: none of them may write. */
async function changesNothing(kind: string, ground: Ground, program: string): Promise<void> {
  const [declared, ...others] = evaluated(program);
  expect(others).to.deep.equal([]);
  expect(declared?.type).to.equal(classOf(resource(kind).description));
  const args = declared?.args ?? {};
  expect(args.adopt).to.equal(args.enabled === false ? undefined : true);
  const kept = await ground.process(kind).create(args);
  const next = ground.process(kind);
  expect(next.plan(kept, args).changed).to.deep.equal([]);
  const seen = await next.refresh(kept);
  expect(seen?.inputs).to.deep.equal(next.inputs(args, kept.state));
  expect(ground.changes()).to.deep.equal([]);
}

const repository = resolve(__dirname, "..", "..", "..");

function biome(program: string): string {
  const options = [
    "--indent-style=space",
    "--indent-width=2",
    "--line-width=80",
    "--stdin-file-path=index.ts",
  ];
  return execFileSync(join(repository, "node_modules/.bin/biome"), ["format", ...options], {
    input: program,
    encoding: "utf8",
    cwd: repository,
  });
}
