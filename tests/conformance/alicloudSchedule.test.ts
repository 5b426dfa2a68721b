import { expect } from "chai";
import { errorOf, refusalOf } from "../../tools/ground/run";
import type { ScheduleVendor } from "../../tools/ground/vendor";
import { alicloudSchedules } from "./alicloudSchedules";
import { stopGrounds } from "./ground";
import type { ScheduleRow } from "./scheduleRow";

describe("alicloud/registryScanSchedule, where the vendor is its own", () => {
  const row = alicloudSchedules[0] as ScheduleRow;
  const { kind, program } = row;
  afterEach(stopGrounds);

  const process = ({ ground }: ScheduleVendor) => ground.process(kind);
  const cycleTasks = ({ ground }: ScheduleVendor) => ground.sandbox.alicloud.accounts[0].cycleTasks;
  const created = async () => {
    const vendor = await row.start();
    return { vendor, ours: await process(vendor).create(program) };
  };

  it("sends exactly this, and keeps the vendor's id", async () => {
    const { vendor, ours } = await created();
    const [body] = vendor.ground.bodies(row.write);
    const { FirstDateStr, ...setting } = body ?? {};
    expect(setting).to.deep.equal({
      TaskName: "IMAGE_SCAN",
      TaskType: "IMAGE_SCAN",
      Enable: "1",
      IntervalPeriod: "1",
      PeriodUnit: "day",
      TargetStartTime: "19",
      TargetEndTime: "23",
    });
    const now = vendor.ground.clock.now();
    const first = Number(FirstDateStr) + 19 * 3_600_000;
    expect(Number(FirstDateStr) % (24 * 3_600_000), "a midnight at UTC+8").to.equal(16 * 3_600_000);
    expect(first, "the next window").to.be.within(now - 60_000, now + 24 * 3_600_000);
    expect(ours.state.configId).to.equal(cycleTasks(vendor).list()[0]?.ConfigId);
  });

  it("sends a midnight at which the window ends as the end of the day", async () => {
    const vendor = await row.start();
    await process(vendor).create({ ...program, endTime: "00:00" });
    expect(cycleTasks(vendor).list()[0]).to.deep.include({ TargetStartTime: 19, TargetEndTime: 24 });
  });

  it("changes the same cycle task, and nothing of it that is not ours", async () => {
    const vendor = await row.start();
    const { ConfigId } = cycleTasks(vendor).add({ Param: '{"userAgreement":"yes","lang":"en"}' });
    const ours = await process(vendor).create({ ...program, adopt: true });
    await process(vendor).update(ours, { ...program, adopt: true, everyDays: 2 });
    const there = cycleTasks(vendor).get(ConfigId);
    expect(there.Param).to.equal('{"userAgreement":"yes","lang":"en"}');
    expect(there.FirstDateStr, "unmanaged").to.equal(1_667_491_200_000);
    expect(there.IntervalPeriod).to.equal(2);
  });

  it("takes a part that no input speaks of for a change made elsewhere, and leaves it", async () => {
    const { vendor, ours } = await created();
    const theirs = { ...cycleTasks(vendor).edit(String(ours.state.configId), { Param: "theirs" }) };
    const run = process(vendor);
    await run.delete(ours);
    expect(run.log).to.contain("changed elsewhere since our last write");
    expect(cycleTasks(vendor).list()).to.deep.equal([theirs]);
  });

  it("leaves the cycle tasks of other scans alone", async () => {
    const vendor = await row.start();
    const TaskType = "VIRUS_VUL_SCHEDULE_SCAN";
    const theirs = cycleTasks(vendor).add({ TaskName: TaskType, TaskType });
    const ours = await process(vendor).create(program);
    await process(vendor).delete(ours);
    expect(cycleTasks(vendor).list()).to.deep.equal([theirs]);
  });

  it("is gone when somebody deleted it", async () => {
    const { vendor, ours } = await created();
    cycleTasks(vendor).remove(String(ours.state.configId));
    expect(await process(vendor).refresh(ours)).to.equal(undefined);
    const run = process(vendor);
    await run.delete(ours);
    expect(vendor.ground.changes().slice(1)).to.deep.equal([]);
    expect(run.log).to.contain("holds no schedule any more");
  });

  it("is created again by an update that nobody refreshed before, after somebody deleted it", async () => {
    const { vendor, ours } = await created();
    cycleTasks(vendor).remove(String(ours.state.configId));
    const next = await process(vendor).update(ours, { ...program, everyDays: 2 });
    expect(next.state.configId).to.equal(cycleTasks(vendor).list()[0]?.ConfigId);
    expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
  });

  it("never touches another that took its place, and says so", async () => {
    const { vendor, ours } = await created();
    cycleTasks(vendor).remove(String(ours.state.configId));
    const theirs = { ...cycleTasks(vendor).add({ IntervalPeriod: 3 }) };
    expect(await process(vendor).refresh(ours)).to.equal(undefined);
    const error = await errorOf(process(vendor).update(ours, { ...program, everyDays: 2 }));
    expect(error.kind).to.equal("AlreadyExists");
    expect(error.message).to.contain(theirs.ConfigId);
    await process(vendor).delete(ours);
    expect(cycleTasks(vendor).list()).to.deep.equal([theirs]);
  });

  it("finds its own beside another, and takes only its own away", async () => {
    const { vendor, ours } = await created();
    const theirs = cycleTasks(vendor).add();
    expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
    await process(vendor).delete(ours);
    expect(cycleTasks(vendor).list()).to.deep.equal([theirs]);
  });

  it("does not choose between two that it finds, and names both", async () => {
    const vendor = await row.start();
    const ids = [cycleTasks(vendor).add(), cycleTasks(vendor).add()].map(({ ConfigId }) => ConfigId);
    const error = await refusalOf(process(vendor).create({ ...program, adopt: true }));
    expect(error.kind).to.equal("Conflict");
    for (const id of ids) expect(error.message).to.contain(id);
    expect(vendor.ground.changes()).to.deep.equal([]);
  });

  it("is one of its own on the other half of the cloud", async () => {
    const vendor = await row.start({ accounts: [{ site: "international" }] });
    const ours = await process(vendor).create({ ...program, site: "international" });
    expect(ours.id).to.equal("default/international");
    expect(cycleTasks(vendor).list()).to.have.length(1);
  });
});
