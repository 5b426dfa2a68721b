import { expect } from "chai";
import { failureOf, stopSandboxes } from "../support";
import { ofTask, sasOf } from "./support";

const MIDNIGHT = Date.UTC(2026, 2, 1, 16);
const HOUR = 60 * 60 * 1_000;
const SETTING = {
  TaskName: "IMAGE_SCAN",
  TaskType: "IMAGE_SCAN",
  Enable: 1,
  FirstDateStr: MIDNIGHT,
  IntervalPeriod: 3,
  PeriodUnit: "day",
  TargetStartTime: 2,
  TargetEndTime: 6,
};
const UNKNOWN = "0123456789abcdef0123456789abcdef";

describe("sandbox cycle tasks of SAS", () => {
  afterEach(stopSandboxes);

  it("are created, and told as they were sent but for who created them", async () => {
    const { account, call } = await sasOf({}, () => MIDNIGHT);
    const Param = '{"userAgreement":"yes", not JSON';
    const { ConfigId } = await call("CreateCycleTask", { ...SETTING, Param, Source: "console_batch" });
    expect(ConfigId).to.match(/^[0-9a-f]{32}$/);
    const { CycleScheduleResponseList, PageInfo } = await call("DescribeCycleTaskList", { ConfigId });
    expect(PageInfo).to.deep.equal({ Count: 1, CurrentPage: 1, PageSize: 20, TotalCount: 1 });
    expect(CycleScheduleResponseList).to.deep.equal([
      { ...SETTING, ConfigId, Param, LastTaskId: "", NextStartTimeStr: MIDNIGHT + 2 * HOUR },
    ]);
    expect(account.cycleTasks.get(ConfigId).Source).to.equal("console_batch");
  });

  it("are listed by id, type or name; none is an empty list", async () => {
    const { call } = await sasOf();
    await call("CreateCycleTask", SETTING);
    const virus = { TaskName: "VIRUS_VUL_SCHEDULE_SCAN", TaskType: "VIRUS_VUL_SCHEDULE_SCAN" };
    await call("CreateCycleTask", { ...SETTING, ...virus });
    const count = async (asked: object) =>
      (await call("DescribeCycleTaskList", { ...asked })).CycleScheduleResponseList.length;
    expect(await count({})).to.equal(2);
    expect(await count({ PageSize: 1 })).to.equal(1);
    expect(await count({ TaskType: "IMAGE_SCAN" })).to.equal(1);
    expect(await count({ TaskName: "VIRUS_VUL_SCHEDULE_SCAN", TaskType: "IMAGE_SCAN" })).to.equal(0);
    expect(await count({ ConfigId: UNKNOWN })).to.equal(0);
  });

  it("are changed in the fields that are sent, and deleted", async () => {
    const { account, call } = await sasOf();
    const { ConfigId } = await call("CreateCycleTask", { ...SETTING, Param: "{}" });
    expect(await call("ModifyCycleTask", { ConfigId, Enable: 0, PeriodUnit: "hour" })).to.have.all.keys(
      "RequestId",
    );
    expect(account.cycleTasks.get(ConfigId)).to.deep.include({
      ...{ ...SETTING, Enable: 0, PeriodUnit: "hour", Param: "{}" },
    });
    expect(await call("DeleteCycleTask", { ConfigId })).to.have.all.keys("RequestId");
    expect(account.cycleTasks.list()).to.deep.equal([]);
  });

  it("refuse values that the vendor does not have", async () => {
    const { account, call } = await sasOf();
    const { ConfigId } = await call("CreateCycleTask", SETTING);
    for (const wrong of [
      { TaskType: "IMAGE" },
      { TaskName: "EMG_VUL_SCHEDULE_SCAN" },
      { Enable: 2 },
      { IntervalPeriod: 0 },
      { PeriodUnit: "week" },
      { TargetStartTime: 25 },
      { TargetEndTime: -1 },
    ]) {
      const create = await failureOf(call("CreateCycleTask", { ...SETTING, ...wrong }));
      expect(create.code, JSON.stringify(wrong)).to.equal("InvalidParameter");
      const modify = await failureOf(call("ModifyCycleTask", { ConfigId, ...wrong }));
      expect(modify.code, JSON.stringify(wrong)).to.equal("InvalidParameter");
    }
    expect(account.cycleTasks.list()).to.have.length(1);
    expect(account.cycleTasks.get(ConfigId)).to.include(SETTING);
  });

  it("move their next start with the clock", async () => {
    let now = MIDNIGHT;
    const { account, call } = await sasOf({}, () => now);
    const { ConfigId } = await call("CreateCycleTask", SETTING);
    const next = async () =>
      (await call("DescribeCycleTaskList", { ConfigId })).CycleScheduleResponseList[0]?.NextStartTimeStr;
    const first = MIDNIGHT + 2 * HOUR;
    expect(await next()).to.equal(first);
    now = first + 1;
    expect(await next()).to.equal(first + 72 * HOUR);
    account.cycleTasks.edit(ConfigId, { PeriodUnit: "hour" });
    expect(await next()).to.equal(first + 3 * HOUR);
  });

  it("start a scan of every image that SAS knows, whose id they tell", async () => {
    const { account, call } = await sasOf();
    const { ConfigId } = account.cycleTasks.add();
    account.registryImages.add("team/fresh:1.0", { known: false });
    const taskId = account.cycleTasks.run(ConfigId);
    const [told] = (await call("DescribeCycleTaskList", { ConfigId })).CycleScheduleResponseList;
    expect(told?.LastTaskId).to.equal(taskId);
    expect(await call("GetOnceTaskResultInfo", ofTask(taskId))).to.include({ TotalCount: 12 });
    expect(account.scans[0]).to.include({ taskId, action: "CycleTask", kind: "registry" });
  });

  it("can be made, changed and deleted in the console", async () => {
    const { account, call } = await sasOf();
    const { ConfigId } = account.cycleTasks.add({ IntervalPeriod: 14 });
    account.cycleTasks.edit(ConfigId, { Enable: 0 });
    const [told] = (await call("DescribeCycleTaskList")).CycleScheduleResponseList;
    expect(told).to.include({ ConfigId, IntervalPeriod: 14, Enable: 0, TaskType: "IMAGE_SCAN" });
    expect(() => account.cycleTasks.edit(ConfigId, { Enabled: 1 } as never)).to.throw(
      "a cycle task has no Enabled",
    );
    expect(() => account.cycleTasks.add({ Enable: "1" as never })).to.throw(
      "Enable of a cycle task is a number",
    );
    account.cycleTasks.remove(ConfigId);
    expect(() => account.cycleTasks.get(ConfigId)).to.throw(`no cycle task is ${ConfigId}`);
    expect((await call("DescribeCycleTaskList")).CycleScheduleResponseList).to.deep.equal([]);
  });

  it("secondCycleTask: another image scan is allowed, or refused, or takes the place of the first", async () => {
    for (const [secondCycleTask, left] of [
      ["allowed", [3, 7]],
      ["refused", [3]],
      ["replaces", [7]],
    ] as const) {
      const { account, call } = await sasOf({ assume: { secondCycleTask } });
      await call("CreateCycleTask", SETTING);
      const second = call("CreateCycleTask", { ...SETTING, IntervalPeriod: 7 });
      if (secondCycleTask === "refused")
        expect((await failureOf(second)).code).to.equal("CycleTaskAlreadyExist");
      else await second;
      expect(account.cycleTasks.list().map(({ IntervalPeriod }) => IntervalPeriod)).to.deep.equal(left);
    }
  });

  it("unknownConfig: changing or deleting one that is not there is an error, or does nothing", async () => {
    const strict = await sasOf();
    const lax = await sasOf({ assume: { unknownConfig: "ignored" } });
    for (const action of ["ModifyCycleTask", "DeleteCycleTask"]) {
      expect((await failureOf(strict.call(action, { ConfigId: UNKNOWN }))).code).to.equal("ConfigNotExist");
      await lax.call(action, { ConfigId: UNKNOWN });
    }
    expect(lax.account.cycleTasks.list()).to.deep.equal([]);
  });
});
