import { expect } from "chai";
import { type Properties, unknown } from "../../../provider/core/wire";
import type { AlicloudOptions, CycleTask } from "../../../sandbox/index";
import { errorOf, partialOf, refusalOf, type Stored } from "../../../tools/ground/run";
import { fitForPeople, SasVendor, schedule, stopVendors } from "./vendor";

const listAction = "DescribeCycleTaskList";
const createAction = "CreateCycleTask";
const modifyAction = "ModifyCycleTask";
const deleteAction = "DeleteCycleTask";
const program: Properties = Object.freeze({ everyDays: 1, startTime: "02:00", endTime: "06:00" });

/** What somebody had in the console before us: with a day that begins nowhere, and a Param that is no JSON. */
const theirs = Object.freeze({
  Enable: 1,
  FirstDateStr: 1_664_412_345_678,
  IntervalPeriod: 7,
  PeriodUnit: "day",
  TargetStartTime: 0,
  TargetEndTime: 24,
  Param: '{"userAgreement":"yes",  "lang":"zh", not JSON "',
});

const settingOf = ({
  ConfigId: _,
  LastTaskId: __,
  Source: ___,
  TaskName: ____,
  TaskType: _____,
  ...setting
}: CycleTask): Properties => setting;

const tasks = ({ account }: SasVendor): readonly CycleTask[] => account.cycleTasks.list();
const only = (vendor: SasVendor): CycleTask => {
  expect(tasks(vendor)).to.have.length(1);
  return tasks(vendor)[0] as CycleTask;
};

async function created(
  more: Properties = {},
  options: AlicloudOptions = {},
): Promise<{ vendor: SasVendor; ours: Stored }> {
  const vendor = await SasVendor.start(options);
  const ours = await vendor.run(schedule).create({ ...program, ...more });
  vendor.calls();
  return { vendor, ours };
}

/** The moment at which a day begins in Shanghai. */
const midnight = (date: string): number => Date.parse(`${date}T00:00:00+08:00`);
/** The vendor's clock, put to a moment. */
async function startedAt(moment: string, options: AlicloudOptions = {}): Promise<SasVendor> {
  const vendor = await SasVendor.start(options);
  await vendor.clock.sleep(Date.parse(moment) - vendor.clock.now());
  return vendor;
}

describe("alicloud.RegistryScanSchedule", () => {
  afterEach(stopVendors);

  describe("writes", () => {
    it("a new cycle task, and keeps its id", async () => {
      const vendor = await SasVendor.start();
      const { id, state } = await vendor.run(schedule).create({ ...program, firstDate: "2027-03-01" });
      expect(id).to.equal("default/mainland");
      expect(vendor.asked(createAction)).to.deep.equal([
        {
          TaskType: "IMAGE_SCAN",
          TaskName: "IMAGE_SCAN",
          Enable: "1",
          FirstDateStr: String(midnight("2027-03-01")),
          IntervalPeriod: "1",
          PeriodUnit: "day",
          TargetStartTime: "2",
          TargetEndTime: "6",
        },
      ]);
      expect(state.configId).to.equal(only(vendor).ConfigId);
      expect(state.previous).to.deep.include({ setting: null, asWanted: false });
      expect(vendor.calls()).to.deep.equal([listAction, listAction, createAction, listAction]);
      for (const asked of vendor.asked(listAction))
        expect(asked).to.deep.equal({
          TaskType: "IMAGE_SCAN",
          TaskName: "IMAGE_SCAN",
          CurrentPage: "1",
          PageSize: "100",
        });
    });

    for (const [title, more, sent] of [
      ["hours", { everyDays: undefined, everyHours: 6 }, { IntervalPeriod: 6, PeriodUnit: "hour" }],
      ["days", { everyDays: 30 }, { IntervalPeriod: 30, PeriodUnit: "day" }],
      ["nothing that runs", { enabled: false }, { Enable: 0 }],
      ["the end of the day", { endTime: "00:00" }, { TargetStartTime: 2, TargetEndTime: 24 }],
      ["the start of the day", { startTime: "00:00" }, { TargetStartTime: 0, TargetEndTime: 6 }],
      ["a window over midnight", { startTime: "22:00" }, { TargetStartTime: 22, TargetEndTime: 6 }],
      ["the hours of another zone", { timeZone: "UTC" }, { TargetStartTime: 10, TargetEndTime: 14 }],
      ["the hours of its own", { timeZone: "Asia/Shanghai" }, { TargetStartTime: 2, TargetEndTime: 6 }],
      [
        "an end of the day there, in another zone",
        { timeZone: "UTC", endTime: "16:00" },
        { TargetStartTime: 10, TargetEndTime: 24 },
      ],
      [
        "a start of the day there, in another zone",
        { timeZone: "Asia/Tokyo", startTime: "01:00" },
        { TargetStartTime: 0, TargetEndTime: 5 },
      ],
      [
        "half hours of a zone that is half an hour off",
        { timeZone: "Asia/Kolkata", startTime: "02:30", endTime: "06:30" },
        { TargetStartTime: 5, TargetEndTime: 9 },
      ],
    ] as const) {
      it(`${title}, and reads the same`, async () => {
        const { vendor, ours } = await created(more);
        expect(settingOf(only(vendor))).to.deep.include(sent);
        const inputs = { ...program, ...more };
        const read = await vendor.run(schedule).refresh(ours);
        expect(read?.state).to.deep.equal(ours.state);
        for (const [name, value] of Object.entries(inputs)) expect(read?.inputs[name], name).to.equal(value);
        expect(vendor.run(schedule).plan(ours, inputs).changed).to.deep.equal([]);
      });
    }

    it("everything again in an update, of the same cycle task, the first date as it is", async () => {
      const { vendor, ours } = await created();
      const before = only(vendor);
      await vendor
        .run(schedule)
        .update(ours, { ...program, everyDays: undefined, everyHours: 12, endTime: "07:00" });
      expect(vendor.asked(modifyAction)).to.deep.equal([
        {
          ConfigId: before.ConfigId,
          Enable: "1",
          FirstDateStr: String(before.FirstDateStr),
          IntervalPeriod: "12",
          PeriodUnit: "hour",
          TargetStartTime: "2",
          TargetEndTime: "7",
        },
      ]);
      expect(only(vendor)).to.include({ ConfigId: before.ConfigId, PeriodUnit: "hour" });
    });

    it("nothing in an update that only we know of, nor in one that changes nothing", async () => {
      const { vendor, ours } = await created();
      await vendor.run(schedule).update(ours, { ...program, onDelete: "disable", adopt: true });
      expect(vendor.calls()).to.deep.equal([]);
      await vendor.run(schedule).update(ours, { ...program, timeZone: "Asia/Shanghai" });
      expect(vendor.calls()).to.deep.equal([listAction]);
    });
  });

  describe("begins", () => {
    for (const [now, startTime, timeZone, day] of [
      ["2027-03-01T00:30:00+08:00", "02:00", undefined, "2027-03-01"],
      ["2027-03-01T01:59:59+08:00", "02:00", undefined, "2027-03-01"],
      ["2027-03-01T02:00:01+08:00", "02:00", undefined, "2027-03-02"],
      ["2027-03-01T23:30:00+08:00", "02:00", undefined, "2027-03-02"],
      ["2027-02-28T23:30:00Z", "08:00", undefined, "2027-03-01"],
      ["2027-02-28T23:30:00Z", "02:00", undefined, "2027-03-02"],
      ["2027-02-28T23:30:00Z", "02:00", "UTC", "2027-03-01"],
      ["2027-03-01T00:00:01+08:00", "00:00", undefined, "2027-03-02"],
    ] as const) {
      it(`with the next window: at ${now}, of ${startTime} ${timeZone ?? ""}, on ${day}`, async () => {
        const vendor = await startedAt(now);
        const zone = timeZone === undefined ? {} : { timeZone };
        await vendor.run(schedule).create({ ...program, startTime, endTime: "12:00", ...zone });
        expect(only(vendor).FirstDateStr).to.equal(midnight(day));
      });
    }

    it("on the day that the program names, whatever zone its hours are in", async () => {
      for (const timeZone of ["UTC", "Asia/Shanghai", "Pacific/Honolulu"]) {
        const { vendor, ours } = await created({ firstDate: "2027-01-31", timeZone });
        expect(only(vendor).FirstDateStr).to.equal(midnight("2027-01-31"));
        expect(ours.state.firstDate).to.equal("2027-01-31");
        const next = await vendor
          .run(schedule)
          .update(ours, { ...program, timeZone, firstDate: "2027-02-01" });
        expect(only(vendor).FirstDateStr).to.equal(midnight("2027-02-01"));
        expect(next.state.firstDate).to.equal("2027-02-01");
      }
    });

    it("on a day that shows no difference where SAS moves the moment within it", async () => {
      const { vendor, ours } = await created({ firstDate: "2027-01-31" });
      const { ConfigId } = only(vendor);
      for (const FirstDateStr of [midnight("2027-01-31") + 1, midnight("2027-02-01") - 1]) {
        vendor.account.cycleTasks.edit(ConfigId, { FirstDateStr });
        const read = await vendor.run(schedule).refresh(ours);
        expect(read?.inputs).to.deep.include({ firstDate: "2027-01-31" });
      }
      for (const [FirstDateStr, firstDate] of [
        [midnight("2027-01-31") - 1, "2027-01-30"],
        [midnight("2027-02-01"), "2027-02-01"],
      ] as const) {
        vendor.account.cycleTasks.edit(ConfigId, { FirstDateStr });
        expect((await vendor.run(schedule).refresh(ours))?.inputs).to.deep.include({ firstDate });
      }
    });

    it("on a day that nobody compares where the program names none", async () => {
      const { vendor, ours } = await created();
      vendor.account.cycleTasks.edit(only(vendor).ConfigId, { FirstDateStr: midnight("2030-01-01") });
      const read = await vendor.run(schedule).refresh(ours);
      expect(read?.inputs).not.to.have.property("firstDate");
      expect(read?.state).to.deep.equal(ours.state);
    });
  });

  describe("refuses at check", () => {
    const whole = "is no whole hour, and Security Center takes only those";
    for (const [more, failures] of [
      [{ startTime: "02:30" }, [["startTime", `"02:30" ${whole}`]]],
      [
        { startTime: "02:01", endTime: "06:59" },
        [
          ["startTime", `"02:01" ${whole}`],
          ["endTime", `"06:59" ${whole}`],
        ],
      ],
      [
        { timeZone: "Asia/Kolkata" },
        [
          ["startTime", `"02:00", which is 04:30 in Asia/Shanghai, ${whole}`],
          ["endTime", `"06:00", which is 08:30 in Asia/Shanghai, ${whole}`],
        ],
      ],
      [
        { startTime: "24:00" },
        [["startTime", '"24:00" is not accepted: a time of day, `HH:mm` from `00:00` to `23:59`']],
      ],
      [
        { endTime: undefined },
        [["", "endTime: is required: a time of day, `HH:mm` from `00:00` to `23:59`"]],
      ],
      [{ endTime: "02:00" }, [["endTime", "is the same as `startTime`: the window is empty"]]],
      [
        { everyHours: 2 },
        [["", "everyDays, everyHours: exactly one of these must be given, `everyDays` and `everyHours` are"]],
      ],
      [
        { everyDays: undefined },
        [["", "everyDays, everyHours: exactly one of these must be given, none is"]],
      ],
      [{ everyDays: 0 }, [["everyDays", "0 is not accepted: a whole number from 1 up"]]],
      [{ everyDays: 1.5 }, [["everyDays", "1.5 is not accepted: a whole number from 1 up"]]],
      [{ firstDate: "2027-02-29" }, [["firstDate", '"2027-02-29" is not accepted: a date, `YYYY-MM-DD`']]],
      [{ firstDate: "2027-2-1" }, [["firstDate", '"2027-2-1" is not accepted: a date, `YYYY-MM-DD`']]],
      [{ firstDate: 20270201 }, [["firstDate", "20270201 is not accepted: a date, `YYYY-MM-DD`"]]],
      [
        { timeZone: "Europe/Berlin" },
        [
          [
            "timeZone",
            '"Europe/Berlin" has daylight saving, which the vendor\'s fixed time cannot follow: an IANA time zone without daylight saving, such as `Asia/Shanghai`',
          ],
        ],
      ],
      [{ images: ["team/api:1"] }, [["", "images: is not an input of this resource"]]],
      [
        { profile: "prod" },
        [["profile", '"prod" has no alicloud credentials in the stack\'s `imageScan:profiles`']],
      ],
    ] as [Properties, [string, string][]][]) {
      it(`${JSON.stringify(more)}`, async () => {
        const vendor = await SasVendor.start();
        const { failures: found } = vendor.run(schedule).check({ ...program, ...more });
        expect(found.map(({ property, reason }) => [property, reason])).to.deep.equal(failures);
        expect(vendor.calls()).to.deep.equal([]);
      });
    }

    it("nothing that is not known yet", async () => {
      const vendor = await SasVendor.start();
      for (const name of ["startTime", "endTime", "timeZone", "firstDate", "everyDays", "enabled"]) {
        const { failures } = vendor.run(schedule).check({ ...program, [name]: unknown });
        expect(failures, name).to.deep.equal([]);
      }
    });

    it("nothing of two times that are both not known yet", async () => {
      const vendor = await SasVendor.start();
      const { failures } = vendor.run(schedule).check({ ...program, startTime: unknown, endTime: unknown });
      expect(failures).to.deep.equal([]);
    });

    it("not a window of the whole day, as one in the console may be", async () => {
      const vendor = await SasVendor.start();
      vendor.account.cycleTasks.add(theirs);
      await vendor.run(schedule).create({ everyDays: 7, startTime: "00:00", endTime: "00:00" });
      expect(vendor.asked(modifyAction)).to.deep.equal([]);
    });
  });

  describe("takes over", () => {
    it("one that is there and on only when told to, and says what differs", async () => {
      const vendor = await SasVendor.start();
      vendor.account.cycleTasks.add(theirs);
      const error = await refusalOf(vendor.run(schedule).create(program));
      expect(error).to.include({ kind: "AlreadyExists", mayHaveActed: false });
      expect(error.message).to.equal(
        "create: a schedule is switched on already, and differs:\n" +
          "    everyDays: now 7, wanted 1\n" +
          '    startTime: now "00:00", wanted "02:00"\n' +
          '    endTime: now "00:00", wanted "06:00".\n' +
          "Set `adopt: true` to take it over (a delete gives it back), or declare what is there. Nothing was changed.",
      );
      expect(vendor.calls()).to.deep.equal([listAction]);
    });

    it("says what differs between days and hours", async () => {
      const vendor = await SasVendor.start();
      vendor.account.cycleTasks.add({ ...theirs, PeriodUnit: "hour" });
      const error = await refusalOf(vendor.run(schedule).create(program));
      expect(error.message)
        .to.contain("everyDays: now nothing, wanted 1\n")
        .and.contain("everyHours: now 7, wanted nothing\n");
    });

    for (const unknownConfig of ["error", "ignored"] as const) {
      it(`one that it gives back as it was, byte for byte (unknown ones: ${unknownConfig})`, async () => {
        const vendor = await SasVendor.start({ assume: { unknownConfig } });
        const { ConfigId } = vendor.account.cycleTasks.add(theirs);
        const ours = await vendor.run(schedule).create({ ...program, adopt: true });
        expect(only(vendor)).to.include({ ConfigId, IntervalPeriod: 1, Param: theirs.Param });
        expect(only(vendor).FirstDateStr).to.equal(theirs.FirstDateStr);
        expect(ours.state.configId).to.equal(ConfigId);
        const next = await vendor.run(schedule).update(ours, {
          ...program,
          adopt: true,
          everyDays: 3,
          firstDate: "2027-01-01",
        });
        await vendor.run(schedule).delete(next);
        expect(settingOf(only(vendor))).to.deep.equal(theirs);
        expect(only(vendor).ConfigId).to.equal(ConfigId);
        expect(vendor.asked(modifyAction).map(({ Param }) => Param)).to.deep.equal(
          Array(3).fill(theirs.Param),
        );
      });
    }

    it("one that is off without being told to, and gives it back off", async () => {
      const vendor = await SasVendor.start();
      vendor.account.cycleTasks.add({ ...theirs, Enable: 0, Param: "" });
      const ours = await vendor.run(schedule).create(program);
      expect(only(vendor)).to.include({ Enable: 1, IntervalPeriod: 1 });
      await vendor.run(schedule).delete(ours);
      expect(settingOf(only(vendor))).to.deep.equal({ ...theirs, Enable: 0, Param: "" });
      expect(vendor.asked(modifyAction)[0]).not.to.have.property("Param");
    });

    it("one that is as wanted without writing, and leaves it so", async () => {
      const vendor = await SasVendor.start();
      for (const TargetEndTime of [24, 0]) {
        const { ConfigId } = vendor.account.cycleTasks.add({ ...theirs, TargetStartTime: 2, TargetEndTime });
        const wanted = { everyDays: 7, startTime: "02:00", endTime: "00:00", firstDate: "2022-09-29" };
        const run = vendor.run(schedule);
        const ours = await run.create(wanted);
        expect(run.log).to.contain("already set as wanted");
        await vendor.run(schedule).delete(ours);
        expect(only(vendor).ConfigId).to.equal(ConfigId);
        vendor.account.cycleTasks.remove(ConfigId);
      }
      expect(vendor.asked(modifyAction)).to.deep.equal([]);
    });

    it("none of several, and names them", async () => {
      const vendor = await SasVendor.start();
      const ids = [theirs, theirs].map((one) => vendor.account.cycleTasks.add(one).ConfigId);
      const error = await refusalOf(vendor.run(schedule).create({ ...program, adopt: true }));
      expect(error).to.include({ kind: "Conflict", mayHaveActed: false });
      expect(error.message).to.equal(
        `${listAction}: the account has 2 cycle tasks IMAGE_SCAN: ${ids.join(", ")}. Delete all but one in Security Center's ` +
          "console. Nothing was changed.",
      );
      expect(tasks(vendor)).to.have.length(2);
    });

    it("none of another kind", async () => {
      const vendor = await SasVendor.start();
      const virus = "VIRUS_VUL_SCHEDULE_SCAN";
      const other = vendor.account.cycleTasks.add({ ...theirs, TaskName: virus, TaskType: virus });
      const ours = await vendor.run(schedule).create(program);
      expect(tasks(vendor)).to.have.length(2);
      await vendor.run(schedule).delete(ours);
      expect(tasks(vendor)).to.deep.equal([other]);
    });
  });

  describe("knows its own", () => {
    it("among several, by its id", async () => {
      const { vendor, ours } = await created();
      vendor.account.cycleTasks.add(theirs);
      expect((await vendor.run(schedule).refresh(ours))?.state).to.deep.equal(ours.state);
      const next = await vendor.run(schedule).update(ours, { ...program, everyDays: 2 });
      await vendor.run(schedule).delete(next);
      expect(settingOf(only(vendor))).to.deep.equal(theirs);
    });

    it("which is gone, also where somebody has made another", async () => {
      const { vendor, ours } = await created();
      vendor.account.cycleTasks.remove(String(ours.state.configId));
      expect(await vendor.run(schedule).refresh(ours)).to.equal(undefined);
      vendor.account.cycleTasks.add(theirs);
      expect(await vendor.run(schedule).refresh(ours)).to.equal(undefined);
      const run = vendor.run(schedule);
      await run.delete(ours);
      expect(run.log).to.contain("the vendor holds no schedule any more: nothing to give back");
      expect(settingOf(only(vendor))).to.deep.equal(theirs);
    });

    it("which is gone, and does not overwrite another in an update", async () => {
      const { vendor, ours } = await created();
      vendor.account.cycleTasks.remove(String(ours.state.configId));
      const { ConfigId } = vendor.account.cycleTasks.add(theirs);
      const error = await errorOf(vendor.run(schedule).update(ours, { ...program, everyDays: 2 }));
      expect(error).to.include({ kind: "AlreadyExists", mayHaveActed: false });
      expect(error.message).to.equal(
        `${createAction}: ours is gone, and the account has another cycle task IMAGE_SCAN by now (${ConfigId}). Run ` +
          "`pulumi up --refresh`, and set `adopt: true` to take that one over. Nothing was changed.",
      );
      expect(settingOf(only(vendor))).to.deep.equal(theirs);
    });

    it("which is gone, and makes a new one in an update", async () => {
      const { vendor, ours } = await created();
      vendor.account.cycleTasks.remove(String(ours.state.configId));
      const next = await vendor.run(schedule).update(ours, { ...program, everyDays: 2 });
      expect(only(vendor)).to.include({ IntervalPeriod: 2 });
      expect(next.state.configId).to.equal(only(vendor).ConfigId);
    });

    it("after somebody changed it: it is left alone on delete", async () => {
      for (const changes of [
        { Enable: 0 },
        { IntervalPeriod: 9 },
        { PeriodUnit: "hour" },
        { TargetStartTime: 3 },
        { TargetEndTime: 7 },
        { FirstDateStr: midnight("2020-01-01") },
        { Param: "theirs" },
      ]) {
        const { vendor, ours } = await created();
        vendor.account.cycleTasks.edit(String(ours.state.configId), changes);
        const run = vendor.run(schedule);
        await run.delete(ours);
        expect(run.log).to.contain("changed elsewhere since our last write: it is somebody's, left as it is");
        expect(only(vendor)).to.include(changes);
        expect(vendor.asked(deleteAction)).to.deep.equal([]);
      }
    });

    it("though SAS writes the same in its own way", async () => {
      const { vendor, ours } = await created({ endTime: "00:00", firstDate: "2027-01-31" });
      const FirstDateStr = midnight("2027-01-31") + 3_600_000;
      vendor.account.cycleTasks.edit(String(ours.state.configId), { TargetEndTime: 0, FirstDateStr });
      await vendor.run(schedule).delete(ours);
      expect(tasks(vendor)).to.deep.equal([]);
    });

    it("after somebody changed it: a refresh shows just that, and an update overwrites it by name", async () => {
      const { vendor, ours } = await created();
      vendor.account.cycleTasks.edit(String(ours.state.configId), { TargetEndTime: 24, PeriodUnit: "hour" });
      const read = await vendor.run(schedule).refresh(ours);
      expect(read?.inputs).to.deep.include({ everyHours: 1, endTime: "00:00", startTime: "02:00" });
      expect(read?.inputs).not.to.have.property("everyDays");
      expect(vendor.run(schedule).plan(read as Stored, program).changed).to.have.members([
        "everyDays",
        "everyHours",
        "endTime",
      ]);
      const run = vendor.run(schedule);
      await run.update(ours, { ...program, enabled: false });
      expect(run.log).to.contain('overwrites a change made elsewhere: endTime: now "00:00", wanted "06:00"');
      expect(run.log).not.to.contain("elsewhere: enabled");
      expect(only(vendor)).to.include({ TargetEndTime: 6, PeriodUnit: "day", Enable: 0 });
    });

    it("from that of a colleague, which stands there after ours came to nothing", async () => {
      const vendor = await SasVendor.start();
      vendor.fail(createAction, "resetBefore");
      const partial = await partialOf(vendor.run(schedule).create(program));
      vendor.account.cycleTasks.add(theirs);
      const next = await vendor
        .run(schedule)
        .update(partial, program)
        .catch(() => partial);
      await vendor.run(schedule).delete(next);
      expect(settingOf(only(vendor))).to.deep.equal(theirs);
    });
  });

  describe("goes away", () => {
    it("where it was not there before", async () => {
      const { vendor, ours } = await created();
      const run = vendor.run(schedule);
      await run.delete(ours);
      expect(vendor.asked(deleteAction)).to.deep.equal([{ ConfigId: ours.state.configId }]);
      expect(run.log).to.contain("was not there before: deleted");
      expect(tasks(vendor)).to.deep.equal([]);
      await vendor.run(schedule).delete(ours);
      expect(vendor.asked(deleteAction)).to.have.length(1);
    });

    it('by being switched off with onDelete "disable"', async () => {
      const { vendor, ours } = await created({ onDelete: "disable" });
      await vendor.run(schedule).delete(ours);
      expect(only(vendor)).to.include({ Enable: 0, IntervalPeriod: 1 });
    });

    for (const unknownConfig of ["error", "ignored"] as const) {
      it(`also where the answer to that is lost (unknown ones: ${unknownConfig})`, async () => {
        const { vendor, ours } = await created({}, { assume: { unknownConfig } });
        vendor.fail(deleteAction, "resetAfter");
        await vendor.run(schedule).delete(ours);
        expect(tasks(vendor)).to.deep.equal([]);
        expect(vendor.asked(deleteAction)).to.have.length(2);
      });
    }

    it("or says that the vendor refuses it", async () => {
      const { vendor, ours } = await created();
      vendor.fail(deleteAction, "error", "RdCheckNoPermission");
      const error = await refusalOf(vendor.run(schedule).delete(ours));
      expect(error.kind).to.equal("Forbidden");
      expect(error.message).to.contain("Allow yundun-sas:DeleteCycleTask to these credentials");
      expect(tasks(vendor)).to.have.length(1);
    });
  });

  describe("when the answer to a write is lost", () => {
    for (const secondCycleTask of ["allowed", "refused", "replaces"] as const) {
      it(`finds what it created, and creates no second one (a second one is ${secondCycleTask})`, async () => {
        const vendor = await SasVendor.start({ assume: { secondCycleTask } });
        vendor.fail(createAction, "resetAfter");
        const run = vendor.run(schedule);
        const ours = await run.create(program);
        expect(ours.state.configId).to.equal(only(vendor).ConfigId);
        expect(run.log).to.contain("the answer was lost (").and.contain("but the vendor holds the schedule");
        expect(vendor.asked(createAction)).to.have.length(1);
        await vendor.run(schedule).delete(ours);
        expect(tasks(vendor)).to.deep.equal([]);
      });

      it(`goes on in the next update where nobody could look (a second one is ${secondCycleTask})`, async () => {
        const vendor = await SasVendor.start({ assume: { secondCycleTask } });
        vendor.fail(createAction, "resetAfter");
        const run = vendor.run(schedule);
        vendor.sandbox.requests.subscribe(({ action }) => {
          if (action === createAction) vendor.fail(listAction, "error", "NoPermission");
        });
        const partial = await partialOf(run.create(program));
        fitForPeople(partial.reason.message, vendor);
        expect(partial.state).to.have.property("previous");
        vendor.sandbox.faults.clear();
        const next = await vendor.run(schedule).update(partial, program);
        expect(next.state.configId).to.equal(only(vendor).ConfigId);
        await vendor.run(schedule).delete(next);
        expect(tasks(vendor)).to.deep.equal([]);
      });

      it(`of a process that was killed, finds it as wanted and leaves it (a second one is ${secondCycleTask})`, async () => {
        const { vendor } = await created({}, { assume: { secondCycleTask } });
        const again = await vendor.run(schedule).create(program);
        expect(vendor.asked(createAction)).to.have.length(1);
        expect(again.state.configId).to.equal(only(vendor).ConfigId);
      });
    }

    it("fails partially where nothing came of it, and creates one in the next update", async () => {
      const vendor = await SasVendor.start();
      vendor.fail(createAction, "resetBefore");
      const partial = await partialOf(vendor.run(schedule).create(program));
      expect(partial.reason.kind).to.equal("Unavailable");
      expect(tasks(vendor)).to.deep.equal([]);
      const next = await vendor.run(schedule).update(partial, program);
      expect(next.state.configId).to.equal(only(vendor).ConfigId);
    });

    it("tries a change again, which does no harm", async () => {
      const { vendor, ours } = await created();
      vendor.fail(modifyAction, "resetAfter");
      await vendor.run(schedule).update(ours, { ...program, everyDays: 2 });
      expect(vendor.asked(modifyAction)).to.have.length(2);
      expect(only(vendor).IntervalPeriod).to.equal(2);
    });

    it("keeps nothing of a refusal", async () => {
      const vendor = await SasVendor.start();
      vendor.fail(createAction, "error", "NoPermission");
      const error = await refusalOf(vendor.run(schedule).create(program));
      expect(error.kind).to.equal("Forbidden");
      expect(error.mayHaveActed).to.equal(false);
    });
  });

  it("says that the vendor answers another schedule than it accepted", async () => {
    const vendor = await SasVendor.start();
    const env = await vendor.answering(listAction, (answer) => ({
      ...answer,
      CycleScheduleResponseList: (answer.CycleScheduleResponseList as Properties[]).map((one) => ({
        ...one,
        TargetEndTime: 8,
      })),
    }));
    const partial = await partialOf(vendor.run(schedule, { env }).create(program));
    expect(partial.reason.message).to.contain(
      'the vendor accepted the schedule and answers another:\n    endTime: now "08:00", wanted "06:00"',
    );
  });

  it("reads a list that leaves out what is zero or empty", async () => {
    const { vendor, ours } = await created({ startTime: "00:00", enabled: false });
    const env = await vendor.answering(listAction, (answer) => ({
      ...answer,
      CycleScheduleResponseList: (answer.CycleScheduleResponseList as Properties[]).map((one) =>
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== 0 && value !== "")),
      ),
    }));
    expect((await vendor.run(schedule, { env }).refresh(ours))?.state).to.deep.equal(ours.state);
  });

  it("is the same for two resources of one process, whatever profile they name", async () => {
    const vendor = await SasVendor.start();
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKey, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secretKey } =
      vendor.sandbox.env;
    const config = { "imageScan:profiles": JSON.stringify({ prod: { alicloud: { accessKey, secretKey } } }) };
    const run = vendor.run(schedule, { config });
    await run.create(program);
    const error = await refusalOf(run.beside().create({ ...program, profile: "prod" }));
    expect(error.kind).to.equal("Conflict");
    expect(error.message).to.contain("another resource of this update manages the same schedule");
  });

  it("is another in the other half of the cloud", async () => {
    const vendor = await SasVendor.start();
    const run = vendor.run(schedule);
    const ours = await run.create(program);
    expect(vendor.run(schedule).plan(ours, { ...program, site: "international" })).to.deep.equal({
      changed: ["site"],
      replaces: ["site"],
      deleteBeforeReplace: true,
    });
  });
});
