import { expect } from "chai";
import { type Live, readLive } from "../../cli/report/live";
import { markdownOf } from "../../cli/report/markdown";
import { pageOf } from "../../cli/report/page";
import { type StackReport, stackReport } from "../../cli/report/stackReport";
import { Context } from "../../provider/core/context";
import type { Properties } from "../../provider/core/wire";
import { type Sandbox, startSandbox } from "../../sandbox/index";
import { ImpatientClock } from "../../tools/ground/impatientClock";
import { Run } from "../../tools/ground/run";
import { testHost } from "../../tools/ground/testHost";
import { type Resource, secretMark, stateOf } from "./reportStates";

/** What the tests need of one cloud: a schedule, and a change of it in the console. */
const schedules = {
  "tencentcloud/registryScanSchedule": {
    program: { everyDays: 1, startTime: "03:00", images: ["team/api:1.4", "team/web:2.0"], adopt: true },
    edit: (sandbox: Sandbox) => {
      const { registryImages, registrySchedule } = sandbox.tencentcloud.account();
      registrySchedule.edit({ ScanTime: "05:00", Id: [registryImages.get("team/api:1.4").Id] });
    },
    changes: [
      { property: "startTime", state: ["03:00"], vendor: ["05:00"] },
      { property: "images", state: ["team/web:2.0"], vendor: [] },
    ],
  },
  "huaweicloud/registryScanSchedule": {
    program: { everyDays: 3, registries: "all", adopt: true },
    edit: (sandbox: Sandbox) => sandbox.huaweicloud.account().scannerPolicy.edit({ scan_cycle: 7 }),
    changes: [{ property: "everyDays", state: ["3"], vendor: ["7"] }],
  },
} as const;

describe("the report of a stack and its vendors", function () {
  this.timeout(30_000);
  let sandbox: Sandbox;
  beforeEach(async () => {
    const quick = { requestsPerSecond: Number.POSITIVE_INFINITY, secondsPerImage: 0 };
    sandbox = await startSandbox({ tencentcloud: quick, alicloud: quick, huaweicloud: quick });
  });
  afterEach(() => sandbox.stop());

  const create = async (kind: string, program: Properties): Promise<Resource> => ({
    kind,
    ...(await new Run(kind, sandbox).create(program)),
  });
  const reported = async (resources: readonly Resource[], env: Properties = {}): Promise<StackReport> => {
    const host = testHost({ config: {}, env: { ...sandbox.env, ...(env as Record<string, string>) } });
    const state = stateOf(resources.map((one, index) => ({ name: `r${index}`, ...one })));
    const context = new Context(host, new Map(), new ImpatientClock(), { requestMs: 5_000, callMs: 20_000 });
    const live: ReadonlyMap<string, Live> = await readLive(state.resources, context);
    return stackReport(state, { now: Date.now(), staleDays: 30, live });
  };
  const writes = (): string[] =>
    sandbox.requests.entries
      .map(({ action }) => action)
      .filter((action) => /^(Update|Create|Modify|Delete|Put|Stop|Public)/.test(action));

  for (const [kind, { program, edit, changes }] of Object.entries(schedules)) {
    it(`tells what somebody has changed of ${kind}, and changes nothing`, async () => {
      const resource = await create(kind, program);
      expect((await reported([resource])).summary).to.include({ drift: 0, unread: 0 });
      edit(sandbox);
      const before = writes().length;
      const report = await reported([resource]);
      expect(report.drift).to.have.length(1);
      expect(report.drift?.[0]).to.deep.include({ name: "r0", status: "changed", changes });
      expect(report.summary.drift).to.equal(1);
      expect(writes()).to.have.length(before);
      for (const text of [markdownOf(report), pageOf(report)]) expect(text).to.contain(changes[0].vendor[0]);
    });
  }

  it("tells of a schedule that is gone", async () => {
    const program = { everyDays: 1, startTime: "02:00", endTime: "06:00" };
    const resource = await create("alicloud/registryScanSchedule", program);
    const { cycleTasks } = sandbox.alicloud.account();
    for (const { ConfigId } of cycleTasks.list()) cycleTasks.remove(ConfigId);
    const report = await reported([resource]);
    expect(report.drift?.map(({ status }) => status)).to.deep.equal(["gone"]);
    expect(markdownOf(report)).to.contain("gone");
  });

  it("tells of moved tags, as the next plan will", async () => {
    const images = ["team/api:1.4", "team/web:2.0"];
    const resource = await create("tencentcloud/registryScanTask", { images });
    sandbox.tencentcloud.account().registryImages.move("team/web:2.0");
    const report = await reported([resource]);
    expect(report.drift?.[0]?.changes.map(({ property }) => property)).to.deep.equal(["images"]);
  });

  for (const cloud of ["tencentcloud", "alicloud", "huaweicloud"] as const)
    it(`tells what the images of a task have now at ${cloud}`, async () => {
      const { registryImages } = sandbox[cloud].account();
      registryImages.findings("team/api:1.4", { high: 2, low: 1 });
      registryImages.findings("team/web:2.0", {});
      registryImages.failScans("payments/gateway:3.1.0");
      const images = ["team/api:1.4", "team/web:2.0", "payments/gateway:3.1.0"];
      const report = await reported([await create(`${cloud}/registryScanTask`, { images })]);
      const rows = new Map(report.images.map((row) => [row.image, row]));
      expect(rows.get("team/api:1.4")?.findings).to.include({ high: 2, low: 1 });
      expect(rows.get("team/web:2.0")).to.include({ status: "scanned" });
      expect(rows.get("payments/gateway:3.1.0")).to.include({ status: "stale" }).and.have.property("problem");
      expect(report.tasks[0]?.findings).to.include({ high: 2, low: 1 });
      expect(report.summary.findings).to.include({ high: 2, low: 1 });
      expect(pageOf(report)).to.contain("Findings, now");
    });

  it("goes on when one resource cannot be read, and says why without a secret", async () => {
    const [one, other] = [
      await create(
        "tencentcloud/registryScanSchedule",
        schedules["tencentcloud/registryScanSchedule"].program,
      ),
      await create("huaweicloud/registryScanSchedule", schedules["huaweicloud/registryScanSchedule"].program),
    ];
    const report = await reported([one, other], { TENCENTCLOUD_SECRET_KEY: "another-is-secret" });
    expect(report.summary).to.include({ drift: 0, unread: 1 });
    expect(report.drift?.[0]).to.include({ name: "r0", status: "unread" });
    expect(report.drift?.[0]?.problem).to.match(/AuthFailure/);
  });

  it("does not ask about a resource of which a part is secret", async () => {
    const resource = await create(
      "tencentcloud/registryScanSchedule",
      schedules["tencentcloud/registryScanSchedule"].program,
    );
    const before = sandbox.requests.entries.length;
    const report = await reported([{ ...resource, state: { ...resource.state, images: secretMark } }]);
    expect(report.drift?.[0]).to.include({ status: "unread", problem: "not read: images is secret" });
    expect(sandbox.requests.entries).to.have.length(before);
  });

  it("takes the next run from a vendor that tells it", async () => {
    const resource = await create("alicloud/registryScanSchedule", {
      everyHours: 12,
      startTime: "02:00",
      endTime: "06:00",
    });
    const [schedule] = (await reported([resource])).schedules;
    expect(schedule)
      .to.have.property("nextRun")
      .that.match(/^\d{4}-\d\d-\d\dT/);
    expect(stackReport(stateOf([resource]), { now: 0, staleDays: 30 }).schedules[0]?.nextRun).to.equal(
      undefined,
    );
  });

  it("says what a vendor tells of a schedule's runs", async () => {
    const resource = await create(
      "tencentcloud/registryScanSchedule",
      schedules["tencentcloud/registryScanSchedule"].program,
    );
    const state = stateOf([resource]);
    const [{ urn } = { urn: "" }] = state.resources;
    const told = (runs: Properties) =>
      stackReport(state, { now: 0, staleDays: 30, live: new Map([[urn, { runs }]]) }).schedules[0];
    expect(told({ lastRun: "2026-01-01 03:00:00", lastResult: "SUCCESS" })).to.include({
      lastRun: "2026-01-01 03:00:00",
      lastResult: "SUCCESS",
    });
    expect(told({ nextRun: "2026-01-01T03:00:00+08:00" })).to.include({
      nextRun: "2025-12-31T19:00:00.000Z",
    });
  });
});
