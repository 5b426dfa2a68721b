import { expect } from "chai";
import { kinds, resource } from "../../provider";
import type { Properties } from "../../provider/core/wire";
import type { Process } from "../../tools/ground/ground";
import { errorOf, type Stored } from "../../tools/ground/run";
import type { TaskVendor } from "../../tools/ground/vendor";
import { stopGrounds } from "./ground";
import { type ScheduleRow, schedules } from "./schedules";
import type { TaskRow } from "./taskRow";
import { taskRows } from "./taskRows";

// A permission too few breaks somebody's update, and one too many is nobody's need: each resource asks for what it calls.

describe("the permissions of a resource", () => {
  const called = new Map<string, Set<string>>();
  const note = (kind: string, calls: Iterable<string>): void => {
    called.set(kind, new Set([...(called.get(kind) ?? []), ...calls]));
  };

  before(async function () {
    this.timeout(120_000);
    for (const row of taskRows) note(row.kind, await callsOfTask(row));
    for (const row of schedules) note(row.kind, await callsOfSchedule(row));
  });

  afterEach(stopGrounds);

  for (const kind of kinds.filter((one) => one !== "scanGate")) {
    it(`are for just the operations that it calls, those of its gates included: ${kind}`, () => {
      const { permissions } = resource(kind).description;
      const operations = permissions.map((permission) => permission.replace(/^.*:/, ""));
      expect([...(called.get(kind) ?? [])].sort()).to.deep.equal(operations.sort());
    });
  }
});

/** What a schedule calls in its life, however the vendor reads its own documents. */
async function callsOfSchedule(row: ScheduleRow): Promise<Set<string>> {
  const calls = new Set<string>();
  for (const { assume } of [{ assume: {} }, ...row.readings]) {
    const { ground, edit } = await row.start({ assume });
    const process = (): Process => ground.process(row.kind);
    const ours = await process().create(row.program);
    const next = await process().update(ours, { ...row.program, ...row.another });
    await process().refresh(next);
    edit("one field");
    await process().delete(await process().update(next, row.program));
    for (const call of ground.calls()) calls.add(call);
  }
  return calls;
}

/** What a task calls, and a gate over it, in lives of every kind of selection. */
async function callsOfTask(row: TaskRow): Promise<Set<string>> {
  const calls = new Set<string>();
  const life = async (program: Properties): Promise<void> => {
    const vendor = await row.start();
    const { account } = vendor.ground;
    const process = (): Process => vendor.ground.process(row.kind);
    for (const name of row.names) vendor.find(name, [{ id: "CVE-2026-2" }]);
    account.holdScans();
    const running = await process().create(program);
    await process().refresh(running);
    await process().delete(running);
    account.releaseScans();
    account.finishScans();
    const ended = await process().create(program);
    account.finishScans();
    await process().refresh(ended);
    await judged(row, vendor, ended);
    for (const call of vendor.ground.calls()) calls.add(call);
  };
  const two = row.names.slice(0, 2);
  await life(row.program(two));
  if (row.licences) {
    const vendor = await row.start();
    for (const name of row.names) vendor.authorise(name, false);
    await errorOf(vendor.ground.process(row.kind).create(row.program(two)));
    for (const call of vendor.ground.calls()) calls.add(call);
  }
  for (const { inputs } of row.selections) await life(inputs);
  if (row.everything) await life(row.everything);
  return calls;
}

/** Gates over all that the vendor counts: with findings, with an exception, and with only what can be fixed. */
async function judged(row: TaskRow, vendor: TaskVendor, task: Stored): Promise<void> {
  const { levels, fixable } = resource(row.kind).judged ?? expect.fail("no gate judges it");
  const declared = { kind: row.kind, id: task.id, ...task.state };
  const exceptions = [{ vulnerability: "CVE-2026-1", until: "2999-12-31", reason: "to see it excused" }];
  for (const rules of [{}, { exceptions }, ...(fixable === undefined ? [] : [{ fixableOnly: true }])]) {
    const limits = Object.fromEntries(levels.map((level) => [level, 0]));
    const gate = vendor.ground.process("scanGate");
    await errorOf(gate.create({ task: declared, maxFindings: limits, ...rules })).catch(() => {});
  }
}
