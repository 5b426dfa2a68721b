import { expect } from "chai";
import { dayAfter, today } from "../../provider/core/day";
import type { Properties } from "../../provider/core/wire";
import { always } from "../../tools/ground/ground";
import { errorOf, refusalOf, type Stored } from "../../tools/ground/run";
import type { TaskVendor } from "../../tools/ground/vendor";
import type { GateRow } from "./gateRow";
import { gates } from "./gates";
import { fitForPeople, stopGrounds, without } from "./ground";

const high = { high: 0 };

for (const row of gates) suite(row);

function suite(row: GateRow): void {
  const { kind, names } = row.task;
  const [one = "", two = "", three = ""] = names;
  const program = row.task.program([one, two, three]);

  const run = ({ ground }: TaskVendor) => ground.process("scanGate");
  const asTask = ({ id, state }: Stored): Properties => ({ kind, id, ...state });
  const scan = async (vendor: TaskVendor, inputs: Properties = program): Promise<Properties> =>
    asTask(await vendor.ground.process(kind).create(inputs));
  const scanned = async (vendor: TaskVendor, inputs?: Properties): Promise<Properties> => {
    const task = await scan(vendor, inputs);
    // Results are told to the second.
    await vendor.ground.clock.sleep(2_000);
    vendor.ground.account.finishScans();
    await vendor.ground.clock.sleep(10_000);
    return task;
  };
  const day = ({ ground }: TaskVendor, days: number): string => dayAfter(today(ground.clock.now()), days);
  const except = (vendor: TaskVendor, vulnerability: string, more: Properties = {}): Properties => ({
    vulnerability,
    until: day(vendor, 30),
    reason: "not reachable",
    ...more,
  });
  /** The rows of a table, of a refusal or a warning. */
  const table = (message: string): string[] => {
    const [header = "", ...rows] = message.split("\n").slice(1);
    expect(header).to.match(/^ {4}image +findings +why$/);
    return rows
      .filter((line) => line.startsWith("    "))
      .map((line) => line.trim().replace(/ {2,}/g, " | ").replace(/\.$/, ""));
  };
  /** The rows of the table of a gate that is shut. */
  const shut = async (vendor: TaskVendor, inputs: Properties): Promise<string[]> => {
    const error = await refusalOf(run(vendor).create(inputs));
    expect(error.kind).to.equal("QuotaExceeded");
    fitForPeople(error.message, vendor.ground);
    return table(error.message);
  };
  /** Which severities lists of vulnerabilities were asked for. */
  const lists = ({ ground }: TaskVendor) => ground.bodies(row.list).filter(row.isList).map(row.severityOf);
  const pins = (vendor: TaskVendor, ...those: string[]): Properties =>
    Object.fromEntries(
      those.flatMap((name) => {
        const pin = row.pin(vendor, name);
        return pin === undefined ? [] : [[name, pin]];
      }),
    );

  describe(`ScanGate over ${kind}:`, () => {
    afterEach(stopGrounds);

    describe("exceptions", () => {
      it("let through what is accepted, and count what is not", async () => {
        const vendor = await row.task.start();
        vendor.find(one, [{ id: "CVE-2026-1" }, { id: "CVE-2026-2" }]);
        vendor.find(two, [{ id: "CVE-2026-1" }]);
        const task = await scanned(vendor);
        const exceptions = [except(vendor, "cve-2026-1")];
        expect(await shut(vendor, { task, maxFindings: high, exceptions })).to.deep.equal([
          `${one} | high 2 | high 1 > 0 (1 accepted): CVE-2026-2`,
        ]);
        const both = [...exceptions, except(vendor, "CVE-2026-2")];
        const gate = run(vendor);
        const { state } = await gate.create({ task, maxFindings: high, exceptions: both });
        expect(state).to.deep.include({
          verdict: "passed",
          findings: { ...(state.findings as object), high: 3 },
        });
        expect(state.exceptions).to.deep.equal({
          "cve-2026-1": `until ${day(vendor, 30)}: not reachable`,
          "CVE-2026-2": `until ${day(vendor, 30)}: not reachable`,
        });
        expect(gate.log).not.to.include("excuse nothing");
      });

      it("hold in the images that they name, and in no others", async () => {
        const vendor = await row.task.start();
        for (const name of [one, two]) vendor.find(name, [{ id: "CVE-2026-1" }]);
        const task = await scanned(vendor);
        const inOne = [except(vendor, "CVE-2026-1", { images: [one] })];
        expect(await shut(vendor, { task, maxFindings: high, exceptions: inOne })).to.deep.equal([
          `${two} | high 1 | high 1 > 0: CVE-2026-1`,
        ]);
        const inBoth = [except(vendor, "CVE-2026-1", { images: [one, `${two.slice(0, -3)}*`] })];
        const { state } = await run(vendor).create({ task, maxFindings: high, exceptions: inBoth });
        expect(state.verdict).to.equal("passed");
      });

      const { alias } = row.task;
      if (alias) {
        it("hold in an image by each of its names, however the program names it", async () => {
          const vendor = await row.task.start();
          vendor.find(one, [{ id: "CVE-2026-1" }]);
          const task = await scanned(vendor, { images: [alias(vendor)] });
          const [key = ""] = Object.keys(task.images as object);
          for (const image of [one, key]) {
            const exceptions = [except(vendor, "CVE-2026-1", { images: [image] })];
            const { state } = await run(vendor).create({ task, maxFindings: high, exceptions });
            expect(state.verdict, image).to.equal("passed");
          }
        });
      }

      it("are left as they are where something else is wrong", async () => {
        const vendor = await row.task.start();
        const task = { kind, id: "scan-1", runs: [], resolved: {} };
        const exceptions = [except(vendor, "CVE-2026-1", { until: day(vendor, 1) })];
        const inputs = { task, exceptions, maxFindings: { urgent: 0 } };
        const gate = run(vendor);
        const checked = gate.check(inputs);
        expect(checked.failures).to.have.length(1);
        expect(checked.inputs).to.deep.equal(inputs);
        expect(gate.log).to.equal("");
      });

      it("hold to the end of their day: then a plan shows it, and the gate shuts", async () => {
        const vendor = await row.task.start();
        vendor.find(one, [{ id: "CVE-2026-1" }]);
        const task = await scanned(vendor);
        const until = day(vendor, 0);
        const exceptions = [except(vendor, "CVE-2026-1", { until })];
        const inputs = { task, maxFindings: high, exceptions };
        const gate = run(vendor);
        const open = await gate.create(inputs);
        expect(gate.log).to.include("exception CVE-2026-1 expires after today (not reachable)");
        expect(run(vendor).plan(open, inputs).changed).to.deep.equal([]);
        await vendor.ground.days(1);
        vendor.ground.calls();
        const later = run(vendor);
        expect(later.plan(open, inputs).changed).to.deep.equal(["exceptions"]);
        expect(later.inputs(inputs, open.state).exceptions).to.deep.equal({
          "CVE-2026-1": `expired ${until}: not reachable`,
        });
        expect(later.log).to.include(`exception CVE-2026-1 has expired on ${until}, and counts again`);
        expect(vendor.ground.calls()).to.deep.equal([]);
        // The engine keeps what it had: a plain error leaves nothing behind.
        const error = await refusalOf(run(vendor).update(open, inputs));
        expect(table(error.message)).to.deep.equal([
          `${one} | high 1 | high 1 > 0: CVE-2026-1 (exception expired ${until})`,
        ]);
        const longer = [except(vendor, "CVE-2026-1")];
        expect((await run(vendor).update(open, { ...inputs, exceptions: longer })).state.verdict).to.equal(
          "passed",
        );
      });

      it("are not asked about before they end, nor by a refresh", async () => {
        const vendor = await row.task.start();
        const task = await scanned(vendor);
        const inputs = { task, exceptions: [except(vendor, "CVE-2026-1")] };
        const gate = run(vendor);
        const open = await gate.create(inputs);
        expect(gate.log).to.include("exceptions that excuse nothing: CVE-2026-1").and.not.include("expire");
        await vendor.ground.days(60);
        vendor.ground.calls();
        const read = await run(vendor).refresh(open);
        expect(read?.state).to.deep.equal(open.state);
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      it("that excuse nothing are named, by a gate that is shut, too", async () => {
        const vendor = await row.task.start();
        vendor.find(one, [{ id: "CVE-2026-1" }]);
        const task = await scanned(vendor);
        const exceptions = [
          except(vendor, "CVE-2026-1", { images: [two] }),
          except(vendor, "CVE-2026-1", { images: [one], until: day(vendor, -1) }),
          except(vendor, "CVE-2026-9"),
        ];
        const gate = run(vendor);
        await refusalOf(gate.create({ task, maxFindings: high, exceptions }));
        expect(gate.log).to.include(`: exceptions that excuse nothing: CVE-2026-1 in ${two}, CVE-2026-9`);
      });
    });

    describe("fixableOnly", () => {
      if (row.tellsFixable) {
        it("counts what can be fixed", async () => {
          const vendor = await row.task.start();
          vendor.find(one, [{ id: "CVE-2026-1", fixable: false }]);
          vendor.find(two, [{ id: "CVE-2026-1", fixable: false }, { id: "CVE-2026-2" }]);
          const task = await scanned(vendor);
          expect(await shut(vendor, { task, maxFindings: high })).to.have.length(2);
          expect(await shut(vendor, { task, maxFindings: high, fixableOnly: true })).to.deep.equal([
            `${two} | high 2 | high 1 > 0 (1 without a fix): CVE-2026-2`,
          ]);
          const { state } = await run(vendor).create({ task, maxFindings: { high: 1 }, fixableOnly: true });
          expect(state).to.deep.include({ verdict: "passed", fixableOnly: true });
        });
      } else {
        it("is refused at check, as the vendor does not tell what can be fixed", async () => {
          const vendor = await row.task.start();
          const task = { kind, id: "scan-1", runs: [], resolved: {} };
          const { failures } = run(vendor).check({ task, fixableOnly: true });
          expect(failures).to.deep.equal([
            {
              property: "fixableOnly",
              reason: "this vendor does not tell which vulnerabilities can be fixed: leave it out",
            },
          ]);
          expect(run(vendor).check({ task, fixableOnly: false }).failures).to.deep.equal([]);
        });
      }
    });

    describe("an advisory gate", () => {
      it("lets through what does not pass, with the table as a warning", async () => {
        const vendor = await row.task.start();
        vendor.find(one, [{ id: "CVE-2026-1" }]);
        row.fail(vendor, two);
        const task = await scanned(vendor);
        const gate = run(vendor);
        const inputs = { task, maxFindings: high, enforcementLevel: "advisory" };
        const { state } = await gate.create(inputs);
        expect(state).to.deep.include({
          verdict: "refused",
          status: "failed",
          totalImages: 3,
          scannedImages: 2,
          pinned: pins(vendor, one, three),
        });
        const warning = gate.host.lines.find((line) => line.includes("warning: ")) ?? "";
        expect(warning).to.match(/: warning: 2 of 3 images do not pass:\n/);
        const [first, second, ...rest] = table(warning);
        expect(first?.startsWith(`${two} | no result | its scan failed`), first).to.equal(true);
        expect([second, ...rest]).to.deep.equal([`${one} | high 1 | high 1 > 0: CVE-2026-1`]);
        expect(gate.log).not.to.include(": passed");
        expect((await shut(vendor, { ...inputs, enforcementLevel: "mandatory" })).length).to.equal(2);
      });

      it("passes what passes", async () => {
        const vendor = await row.task.start();
        const task = await scanned(vendor);
        const gate = run(vendor);
        const { state } = await gate.create({ task, maxFindings: high, enforcementLevel: "advisory" });
        expect(state).to.deep.include({ verdict: "passed", status: "succeeded" });
        expect(gate.log).not.to.include("warning");
      });

      it("does not wait for longer than it may, and keeps what was pinned before", async () => {
        const vendor = await row.task.start();
        const task = await scanned(vendor);
        const inputs = { task, maxFindings: high, enforcementLevel: "advisory" };
        const open = await run(vendor).create(inputs);
        expect(open.state.pinned).to.deep.equal(pins(vendor, one, two, three));
        vendor.ground.account.holdScans();
        const again = await vendor.ground
          .process(kind)
          .update(
            { id: String(task.id), state: without(task, "kind", "id") },
            { ...program, triggers: { v: "2" } },
          );
        const gate = run(vendor);
        const changed = { ...inputs, task: asTask(again), waitTimeoutSeconds: 60 };
        const { state } = await gate.update(open, changed);
        expect(state).to.deep.include({
          verdict: "refused",
          status: "timedOut",
          totalImages: 0,
          scannedImages: 0,
          findings: {},
          pinned: open.state.pinned,
        });
        expect(gate.log).to.match(/: warning: wait: the scan has not ended: /);
        const first = await run(vendor).create(changed);
        expect(first.state.pinned).to.deep.equal({});
        const error = await errorOf(run(vendor).update(open, without(changed, "enforcementLevel")));
        expect(error.kind).to.equal("Timeout");
        // Whoever is told that it waited in vain lets it wait for longer.
        vendor.ground.account.finishScans();
        const next = await run(vendor).update(first, { ...changed, waitTimeoutSeconds: 3600 });
        expect(next.state).to.deep.include({ verdict: "passed", status: "succeeded", totalImages: 3 });
      });

      it("is no gate over what cannot be seen", async () => {
        const vendor = await row.task.start();
        const task = await scanned(vendor);
        const code = kind.startsWith("tencent")
          ? "AuthFailure.UnauthorizedOperation"
          : kind.startsWith("alicloud")
            ? "NoPermission"
            : "HSS.0013";
        vendor.ground.sandbox.faults.add({ action: row.task.list, kind: "error", code, times: always });
        const error = await refusalOf(run(vendor).create({ task, enforcementLevel: "advisory" }));
        expect(error.kind).to.equal("Forbidden");
      });
    });

    describe("pinned", () => {
      it("says by the program's references what was scanned, and when", async () => {
        const vendor = await row.task.start();
        const task = await scanned(vendor);
        const { state } = await run(vendor).create({ task, maxFindings: high });
        expect(state.pinned).to.deep.equal(pins(vendor, one, two, three));
        const [{ submittedAt } = { submittedAt: "" }] = task.runs as { submittedAt: string }[];
        expect(state.startedAt).to.equal(submittedAt);
        expect(Date.parse(String(state.finishedAt))).to.be.above(Date.parse(submittedAt));
      });

      it("says it by the vendor's names, where the program names none", async () => {
        const vendor = await row.task.start();
        const task = await scanned(vendor, { all: true });
        const { state } = await run(vendor).create({ task, maxFindings: high });
        expect(state.totalImages).to.equal(names.length);
        expect(state.pinned).to.deep.equal(pins(vendor, ...names));
      });

      const { alias } = row.task;
      if (alias) {
        it("says it of an image that the program names otherwise", async () => {
          const vendor = await row.task.start();
          const named = alias(vendor);
          const task = await scanned(vendor, { images: [named] });
          const { state } = await run(vendor).create({ task, maxFindings: high });
          const [pin] = Object.values(pins(vendor, one));
          expect(Object.values(state.pinned as object)).to.deep.equal(pin === undefined ? [] : [pin]);
          const [key] = Object.keys(state.pinned as object);
          const isReference = typeof named === "string" && !named.startsWith("sha256:");
          expect(key).to.equal(pin === undefined ? undefined : isReference ? named : one);
        });
      }

      it("names the host that the program names", async () => {
        const vendor = await row.task.start();
        const pin = row.pin(vendor, one);
        const [host = ""] = (pin ?? "").split("/");
        if (!host.includes(".")) return;
        const task = await scanned(vendor, row.task.program([`${host}/${one}`]));
        const { state } = await run(vendor).create({ task, maxFindings: high });
        expect(state.pinned).to.deep.equal({ [`${host}/${one}`]: pin });
      });
    });

    describe("status", () => {
      const statusOf = async (vendor: TaskVendor, task: Properties): Promise<unknown> =>
        (await run(vendor).create({ task, enforcementLevel: "advisory" })).state.status;

      it("is that of a scan that was stopped", async () => {
        const vendor = await row.task.start();
        vendor.ground.account.holdScans();
        const stored = await vendor.ground.process(kind).create(program);
        await vendor.ground.process(kind).delete(stored);
        vendor.ground.account.finishScans();
        expect(await statusOf(vendor, asTask(stored))).to.equal(row.stopped);
      });

      it("is expired over a result that is older than the scan", async () => {
        const vendor = await row.task.start();
        const task = await scanned(vendor);
        const { resolved } = task as { resolved: Record<string, Properties> };
        const moved = { ...resolved[one], digest: `sha256:${"0".repeat(64)}` };
        expect(await statusOf(vendor, { ...task, resolved: { ...resolved, [one]: moved } })).to.equal(
          "expired",
        );
      });

      it("is that of nothing followed: nobody knows when it began", async () => {
        const vendor = await row.task.start();
        vendor.ground.account.holdScans();
        await scan(vendor);
        const followed = await scan(vendor);
        expect(followed.runs).to.deep.equal([]);
        vendor.ground.account.finishScans();
        const { state } = await run(vendor).create({ task: followed, enforcementLevel: "advisory" });
        expect(state).not.to.have.property("startedAt");
      });
    });

    describe("asks the vendor", () => {
      it("for no list of vulnerabilities where the counts say it all", async () => {
        const vendor = await row.task.start();
        vendor.find(one, [{ id: "CVE-2026-1" }, { id: "CVE-2026-2", level: "medium" }]);
        const task = await scanned(vendor);
        const exceptions = [except(vendor, "CVE-2026-9")];
        await run(vendor).create({ task, maxFindings: { high: 1, medium: 1 }, exceptions });
        expect(lists(vendor)).to.deep.equal([]);
      });

      it("for the vulnerabilities of images over a limit, of its severity alone where it can be asked so", async () => {
        const vendor = await row.task.start();
        vendor.find(one, [{ id: "CVE-2026-1" }, { id: "CVE-2026-2", level: "medium" }]);
        vendor.find(two, [{ id: "CVE-2026-2", level: "medium" }]);
        const task = await scanned(vendor);
        const exceptions = [except(vendor, "CVE-2026-1")];
        await run(vendor).create({ task, maxFindings: { high: 0, medium: 1 }, exceptions });
        expect(lists(vendor)).to.deep.equal([row.severityOf({}) === undefined ? undefined : "high"]);
      });

      it("for every page of a list on which a verdict depends", async () => {
        const vendor = await row.task.start();
        const ids = Array.from({ length: 401 }, (_, index) => `CVE-2026-${1000 + index}`);
        vendor.find(
          one,
          ids.map((id) => ({ id })),
        );
        const task = await scanned(vendor, row.task.program([one]));
        const all = { task, maxFindings: high, exceptions: ids.map((id) => except(vendor, id)) };
        expect((await run(vendor).create(all)).state.verdict).to.equal("passed");
        expect(lists(vendor)).to.have.length(row.list === "ListImageVulnerabilities" ? 3 : 5);
        expect(await shut(vendor, { ...all, exceptions: all.exceptions.slice(0, -1) })).to.deep.equal([
          `${one} | high 401 | high 1 > 0 (400 accepted): CVE-2026-1400`,
        ]);
        expect(await shut(vendor, { ...all, exceptions: undefined })).to.deep.equal([
          `${one} | high 401 | high 401 > 0: CVE-2026-1000, CVE-2026-1001, CVE-2026-1002, …`,
        ]);
      });
    });
  });
}
