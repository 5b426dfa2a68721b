import { expect } from "chai";
import { type Properties, unknown, wire } from "../../../provider/core/wire";
import type { Findings, TencentCloudOptions } from "../../../sandbox/index";
import { always } from "../../../tools/ground/ground";
import { errorOf, refusalOf, type Stored } from "../../../tools/ground/run";
import { images } from "../../../tools/ground/vendor";
import { fitForPeople, stopGrounds, vendorFailure, without } from "../../conformance/ground";
import { type TaskRow, type TaskVendor, tasks } from "../../conformance/tasks";

const three = { images: images.slice(0, 3) };
const clean = { critical: 0, high: 0, medium: 0, low: 0, malware: 0, sensitiveInfo: 0 };

for (const row of tasks.filter(({ kind }) => kind.startsWith("tencentcloud/"))) {
  const { kind } = row;
  const isRegistry = kind === "tencentcloud/registryScanTask";

  /** A vendor, a task that was submitted to it, and what a gate is declared with to judge it. */
  interface Submitted {
    readonly vendor: TaskVendor;
    readonly task: Properties;
  }

  const asTask = ({ id, state }: Stored): Properties => ({ kind, id, ...state });
  const gate = ({ ground }: TaskVendor) => ground.process("scanGate");
  const account = ({ ground }: TaskVendor) => ground.account;
  const listOf = (vendor: TaskVendor) =>
    isRegistry ? account(vendor).registryImages : account(vendor).localImages;
  const find = (vendor: TaskVendor, name: string, findings: Findings) =>
    listOf(vendor).findings(name, findings);
  const scan = async (vendor: TaskVendor, program: Properties = three): Promise<Properties> =>
    asTask(await vendor.ground.process(kind).create(program));
  const submitted = async (
    program: Properties = three,
    options: TencentCloudOptions = {},
  ): Promise<Submitted> => {
    const vendor = await row.start(options);
    return { vendor, task: await scan(vendor, program) };
  };
  const scanned = async (program?: Properties, options?: TencentCloudOptions): Promise<Submitted> => {
    const there = await submitted(program, options);
    account(there.vendor).finishScans();
    return there;
  };
  /** The rows of the table of a gate that is shut. */
  const shut = async (vendor: TaskVendor, program: Properties): Promise<string[]> => {
    const error = await refusalOf(gate(vendor).create(program));
    expect(error.kind).to.equal("QuotaExceeded");
    fitForPeople(error.message, vendor.ground);
    const [first, header, ...rows] = error.message.split("\n");
    expect(first).to.match(/^judge: \d+ of \d+ images do not pass:$/);
    expect(header).to.match(/^ {4}image +findings +why$/);
    expect(rows.at(-1)).to.match(/the scan is not repeated\.$/);
    // The table is the end of a sentence.
    return rows.slice(0, -1).map((line) => line.trim().replace(/ {2,}/g, " | ").replace(/\.$/, ""));
  };

  describe(`ScanGate over ${kind}`, () => {
    afterEach(stopGrounds);

    describe("opens", () => {
      it("when every image is clean, and says how many were judged", async () => {
        const { vendor, task } = await scanned();
        const run = gate(vendor);
        const { id, state } = await run.create({ task, maxFindings: clean });
        expect(id).to.match(/^gate-/);
        expect(without(state, "startedAt", "finishedAt", "pinned", "task")).to.deep.equal({
          maxFindings: clean,
          fixableOnly: false,
          enforcementLevel: "mandatory",
          waitTimeoutSeconds: 3600,
          verdict: "passed",
          status: "succeeded",
          totalImages: 3,
          scannedImages: 3,
          findings: clean,
        });
        expect(state.finishedAt).to.match(/^\d{4}-\d\d-\d\dT/);
        expect(run.log).to.match(/: passed: 3 images, no findings$/);
      });

      it("when it has waited for the scan's end", async () => {
        const { vendor, task } = await submitted();
        const run = gate(vendor);
        const { state } = await run.create({ task, maxFindings: clean });
        expect(state).to.deep.include({ verdict: "passed" });
        expect(vendor.scans().map((one) => one.state)).to.deep.equal(["ended"]);
        expect(run.log).to.match(/0 of 3 images scanned, waiting for [0-3] s/);
      });

      it("when every image is within each limit, however many they have together", async () => {
        const vendor = await row.start();
        for (const name of three.images) find(vendor, name, { high: 2, low: 9 });
        const task = await scan(vendor);
        const { state } = await gate(vendor).create({ task, maxFindings: { critical: 0, high: 2 } });
        expect(state.findings).to.deep.include({ high: 6, low: 27 });
      });

      it("without limits, over findings of every kind, when the scan is complete", async () => {
        const vendor = await row.start();
        find(vendor, "team/one:1.0", { critical: 3, malware: 1, sensitiveInfo: 2 });
        const task = await scan(vendor);
        const { state } = await gate(vendor).create({ task });
        expect(state.findings).to.deep.include({ critical: 3, malware: 1, sensitiveInfo: 2 });
      });

      it("over everything, which it finds by itself", async () => {
        const { vendor, task } = await submitted({ all: true });
        const { state } = await gate(vendor).create({ task, maxFindings: clean });
        expect(state).to.deep.include({ totalImages: 5, scannedImages: 5 });
      });

      it("over everything but some images", async () => {
        const vendor = await row.start();
        find(vendor, "team/two:1.0", { critical: 1 });
        const task = await scan(vendor, { all: true, excludeImages: ["team/two:1.0"] });
        const { state } = await gate(vendor).create({ task, maxFindings: clean });
        expect(state).to.deep.include({ totalImages: 4 });
      });

      it("over everything whose scan ends within the second of its submission", async () => {
        const { vendor, task } = await scanned({ all: true });
        // The vendor cuts its times to the second; ours are exact.
        const { ScanTime } = listOf(vendor).get("team/one:1.0");
        const second = Date.parse(isRegistry ? ScanTime : `${ScanTime.replace(" ", "T")}+08:00`);
        const submittedAt = new Date(second + 900).toISOString();
        const [run] = task.runs as Properties[];
        const { state } = await gate(vendor).create({ task: { ...task, runs: [{ ...run, submittedAt }] } });
        expect(state.verdict).to.equal("passed");
      });

      it("over images that the task only followed, when their scan ends", async () => {
        const { vendor } = await submitted();
        const task = await scan(vendor);
        expect(task.runs).to.deep.equal([]);
        const { state } = await gate(vendor).create({ task, maxFindings: clean });
        expect(state.verdict).to.equal("passed");
      });

      for (const [point, reading] of [
        ["endedStatus", "SCAN_FINISH"],
        ["endedStatus", "SUCCESS"],
        ["endedStatus", "END"],
        ["waitingStatus", "NOT_SCAN"],
        ["imageProgress", "empty"],
        ["imageScanTime", "plain"],
        ["lastLocalTask", "oneClick"],
        ["registryTaskId", "absent"],
        ["emptyLists", "null"],
      ] as const) {
        for (const program of [three, { all: true }]) {
          it(`when the scan of ${Object.keys(program)[0]} has ended, and ${point} is ${reading}`, async () => {
            const options = { assume: { [point]: reading }, secondsToStart: 5 };
            const { vendor, task } = await submitted(program, options);
            await gate(vendor).create({ task, maxFindings: clean });
            expect(vendor.scans().map((one) => one.state)).to.deep.equal(["ended"]);
          });
        }
      }
    });

    describe("stays shut", () => {
      it("over a critical finding again and again, and never scans", async () => {
        const vendor = await row.start();
        find(vendor, "team/two:1.0", { critical: 1, high: 2 });
        const task = await scan(vendor);
        for (let again = 0; again < 3; again += 1) {
          expect(await shut(vendor, { task, maxFindings: { critical: 0 } })).to.deep.equal([
            "team/two:1.0 | critical 1, high 2 | critical 1 > 0: CVE-2026-10001",
          ]);
        }
        expect(vendor.scans()).to.have.length(1);
        expect(vendor.ground.changes().filter((action) => action !== row.submit)).to.deep.equal([]);
      });

      it("in an update too, and after it opened once", async () => {
        const vendor = await row.start();
        find(vendor, "team/two:1.0", { high: 1 });
        const task = await scan(vendor);
        const open = await gate(vendor).create({ task, maxFindings: { critical: 0 } });
        const error = await refusalOf(gate(vendor).update(open, { task, maxFindings: { high: 0 } }));
        expect(error.message).to.contain("high 1 > 0");
        const next = await gate(vendor).update(open, { task, maxFindings: { high: 1 } });
        expect(next.state).to.deep.include({ verdict: "passed", maxFindings: { high: 1 } });
        expect(vendor.scans()).to.have.length(1);
      });

      for (const [level, named] of [
        ["critical", ": CVE-2026-10001, CVE-2026-10002"],
        ["high", ": CVE-2026-20001, CVE-2026-20002"],
        ["medium", ": CVE-2026-30001, CVE-2026-30002"],
        ["low", ": CVE-2026-40001, CVE-2026-40002"],
        ["malware", ""],
        ["sensitiveInfo", ""],
      ] as const) {
        it(`over one finding too many of level ${level}`, async () => {
          const vendor = await row.start();
          find(vendor, "team/one:1.0", { [level]: 2 });
          find(vendor, "team/two:1.0", { [level]: 1 });
          const task = await scan(vendor);
          expect(await shut(vendor, { task, maxFindings: { [level]: 1 } })).to.deep.equal([
            `team/one:1.0 | ${level} 2 | ${level} 2 > 1${named}`,
          ]);
        });
      }

      it("and shows the ten worst images: those without a result first, then the most severe", async () => {
        const vendor = await row.start();
        const many = Array.from(
          { length: 13 },
          (_, index) => `team/many-${String(index).padStart(2, "0")}:1.0`,
        );
        vendor.add(...many);
        for (const [index, name] of many.entries()) find(vendor, name, { high: index + 1 });
        find(vendor, many[3] ?? "", { critical: 1 });
        listOf(vendor).failScans(many[5] ?? "");
        const task = await scan(vendor, { images: many });
        const rows = await shut(vendor, { task, maxFindings: { critical: 0, high: 0 } });
        expect(rows).to.have.length(11);
        expect(rows[0]).to.equal("team/many-05:1.0 | no result | its scan failed (SCAN_ERR)");
        expect(rows[1]).to.equal("team/many-03:1.0 | critical 1 | critical 1 > 0: CVE-2026-10001");
        expect(rows[2]).to.equal(
          "team/many-12:1.0 | high 13 | high 13 > 0: CVE-2026-20001, CVE-2026-20002, CVE-2026-20003, …",
        );
        expect(rows.slice(2, 10).map((line) => Number(/high (\d+)/.exec(line)?.[1]))).to.deep.equal([
          13, 12, 11, 10, 9, 8, 7, 5,
        ]);
        expect(rows[10]).to.equal("and 3 more");
      });

      it("over a level that TCSS does not count", async () => {
        const { vendor, task } = await scanned(three, { assume: { optionalFields: "whenSet" } });
        expect(await shut(vendor, { task, maxFindings: { critical: 0 } })).to.deep.equal(
          three.images.map((name) => `${name} | no findings | critical was not counted`),
        );
        await gate(vendor).create({ task, maxFindings: { malware: 0 } });
      });

      it("over a level that the task did not look for", async () => {
        const vendor = await row.start();
        find(vendor, "team/one:1.0", { critical: 1 });
        const task = await scan(vendor, { ...three, scanTypes: ["malware"] });
        const run = gate(vendor);
        const { failures } = run.check({ task, maxFindings: { critical: 0 } });
        if (failures.length > 0) {
          expect(failures[0]?.reason).to.match(/^maxFindings\.critical: /);
          return;
        }
        const error = await errorOf(run.create({ task, maxFindings: { critical: 0 } }));
        expect(error.message).to.contain("critical was not counted");
      });

      if (isRegistry) {
        it("over a level that the colleague's scan that it followed did not look for", async () => {
          const vendor = await row.start();
          await scan(vendor, { ...three, scanTypes: ["vulnerability"] });
          const task = await scan(vendor, three);
          expect(task.runs).to.deep.equal([]);
          const error = await errorOf(
            gate(vendor).create({ task, maxFindings: { critical: 0, malware: 0 } }),
          );
          expect(error.message).to.contain("malware was not counted").and.not.to.contain("critical was not");
        });
      }

      it("over an image whose scan was stopped", async () => {
        const { vendor, task } = await submitted();
        await vendor.ground.process(kind).delete({ id: String(task.id), state: without(task, "kind", "id") });
        expect(vendor.scans()[0]?.state).to.equal("canceled");
        expect(await shut(vendor, { task })).to.deep.equal(
          three.images.map(
            (name) => `${name} | no result | ${isRegistry ? "its scan was stopped" : "not scanned"}`,
          ),
        );
      });

      it("over an image whose scan failed", async () => {
        const vendor = await row.start();
        listOf(vendor).failScans("team/one:1.0");
        const task = await scan(vendor);
        expect(await shut(vendor, { task })).to.deep.equal([
          "team/one:1.0 | no result | its scan failed (SCAN_ERR)",
        ]);
      });

      it("over an image whose licence is gone", async () => {
        const { vendor, task } = await scanned();
        vendor.authorise("team/one:1.0", false);
        expect(await shut(vendor, { task })).to.deep.equal([
          "team/one:1.0 | no result | not authorised for scanning",
        ]);
      });

      it("over a tag that has moved and was not scanned since", async () => {
        const { vendor, task } = await scanned();
        vendor.move("team/one:1.0");
        expect(await shut(vendor, { task })).to.deep.equal(["team/one:1.0 | no result | not scanned"]);
      });

      it("over a tag that has moved, although somebody scanned what it is now", async () => {
        const { vendor, task } = await scanned();
        vendor.move("team/one:1.0");
        await scan(vendor, { images: ["team/one:1.0"] });
        account(vendor).finishScans();
        expect(await shut(vendor, { task })).to.deep.equal([
          "team/one:1.0 | no result | the tag has moved since it was scanned",
        ]);
      });

      it("over a result that is older than the submission", async () => {
        const { vendor, task } = await scanned();
        const name = "team/one:1.0";
        const { ScanTime } = listOf(vendor).get(name);
        const resolved = task.resolved as Record<string, Properties>;
        const older = {
          ...task,
          resolved: { ...resolved, [name]: { ...resolved[name], scannedAt: ScanTime } },
        };
        expect(await shut(vendor, { task: older })).to.deep.equal([
          `${name} | no result | no result since it was submitted`,
        ]);
      });

      it("over a selection whose results are older than its submission", async () => {
        const { vendor } = await scanned();
        await vendor.ground.days(1);
        account(vendor).holdScans();
        const stored = await vendor.ground.process(kind).create({ all: true });
        await vendor.ground.process(kind).delete(stored);
        const rows = await shut(vendor, { task: asTask(stored) });
        expect(rows).to.have.length(5);
        for (const line of rows)
          expect(line).to.match(/ \| no result \| (its scan was stopped|not scanned|no result since it was)/);
      });

      it("over an image that the vendor does not list any more", async () => {
        const { vendor, task } = await scanned();
        listOf(vendor).remove("team/one:1.0");
        expect(await shut(vendor, { task })).to.deep.equal([
          "team/one:1.0 | no result | not in TCSS's inventory",
        ]);
      });

      it("over no image at all", async () => {
        const { vendor, task } = await scanned({ all: true });
        for (const name of images) vendor.authorise(name, false);
        const error = await refusalOf(gate(vendor).create({ task }));
        expect(error.message).to.equal("judge: there is no image to judge. A gate over nothing stays shut.");
      });

      it("when the vendor does not let it see", async () => {
        const { vendor, task } = await scanned();
        vendor.ground.sandbox.faults.add({
          action: row.list,
          kind: "error",
          code: "AuthFailure.UnauthorizedOperation",
          times: always,
        });
        const error = await refusalOf(gate(vendor).create({ task }));
        expect(error.kind).to.equal("Forbidden");
        expect(error.message).to.match(vendorFailure);
      });
    });

    describe("with rules for each vulnerability", () => {
      const except = (...ids: readonly string[]): Properties[] =>
        ids.map((vulnerability) => ({ vulnerability, until: "2099-01-01", reason: "x" }));
      const inPackages = { CVEID: "CVE-2026-1", Level: "3", Components: [{ Name: "a" }, { Name: "b" }] };

      for (const vulnerabilityRows of ["package", "vulnerability"] as const) {
        it(`takes off one that is in two packages: a row is a ${vulnerabilityRows}`, async () => {
          const vendor = await row.start({ assume: { vulnerabilityRows } });
          find(vendor, "team/one:1.0", {
            vulnerabilities: [inPackages, { CVEID: "CVE-2026-2", Level: "3" }],
          });
          const task = await scan(vendor, { images: ["team/one:1.0"] });
          const program = { task, maxFindings: { high: 0 } };
          const rows = await shut(vendor, { ...program, exceptions: except("CVE-2026-1") });
          expect(rows).to.have.length(1);
          expect(rows[0]).to.match(/ \| high 1 > 0 \([12] accepted\): CVE-2026-2$/);
          const both = { ...program, exceptions: except("CVE-2026-1", "CVE-2026-2") };
          expect((await gate(vendor).create(both)).state.verdict).to.equal("passed");
        });
      }

      it("counts one of which TCSS does not say whether it can be fixed", async () => {
        if (isRegistry) return;
        const vulnerabilities = [{ CVEID: "CVE-2026-1", Level: "3", FixedVersions: "" }];
        for (const [localVulnerabilityFields, rows] of [
          ["all", []],
          ["few", ["team/one:1.0 | high 1 | high 1 > 0: CVE-2026-1"]],
        ] as const) {
          const vendor = await row.start({ assume: { localVulnerabilityFields } });
          find(vendor, "team/one:1.0", { vulnerabilities });
          const task = await scan(vendor, { images: ["team/one:1.0"] });
          const program = { task, maxFindings: { high: 0 }, fixableOnly: true };
          if (rows.length > 0) expect(await shut(vendor, program)).to.deep.equal(rows);
          else expect((await gate(vendor).create(program)).state.verdict).to.equal("passed");
        }
      });

      if (isRegistry) {
        it("knows one by TCSS's own id, too", async () => {
          const vendor = await row.start();
          find(vendor, "team/one:1.0", {
            vulnerabilities: [
              { CVEID: "", POCID: "pcmgr-7", Level: "3" },
              { CVEID: "CVE-2026-1", POCID: "pcmgr-8", Level: "3" },
            ],
          });
          const task = await scan(vendor, { images: ["team/one:1.0"] });
          const program = { task, maxFindings: { high: 0 }, exceptions: except("PCMGR-7", "pcmgr-8") };
          expect((await gate(vendor).create(program)).state.verdict).to.equal("passed");
        });
      }
    });

    describe("while it waits", () => {
      it("gives up after waitTimeoutSeconds, and changes nothing", async () => {
        const vendor = await row.start();
        account(vendor).holdScans();
        const task = await scan(vendor);
        vendor.ground.calls();
        const run = gate(vendor);
        const before = vendor.ground.clock.now();
        const error = await refusalOf(run.create({ task, waitTimeoutSeconds: 90 }));
        expect(error.kind).to.equal("Timeout");
        expect(error.message).to.match(
          /^wait: the scan has not ended: 0 of 3 images scanned, waiting for \d+ s\. It goes on at the vendor\. /,
        );
        expect(vendor.ground.clock.now() - before).to.be.within(75_000, 91_000);
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });

      it("says how far the scan is, at most every ten seconds or every tenth", async () => {
        const { vendor, task } = await submitted();
        const run = gate(vendor);
        await run.create({ task });
        const lines = run.host.lines.filter((line) => line.includes("images scanned"));
        expect(lines.length).to.be.within(4, 20);
        expect(lines[0]).to.match(
          new RegExp(`^ScanGate ${String(task.id)}: 0 of 3 images scanned, waiting for [0-3] s$`),
        );
        expect(lines.some((line) => /: 2 of 3 images scanned, waiting for 1[2-7]\d s$/.test(line))).to.equal(
          true,
        );
      });

      it("goes on when the vendor throttles it twice", async () => {
        const { vendor, task } = await scanned();
        vendor.ground.sandbox.faults.add({ action: row.list, kind: "throttled", times: 2 });
        expect((await gate(vendor).create({ task })).state.verdict).to.equal("passed");
      });
    });

    describe("once open", () => {
      it("reads as it was, and plans nothing", async () => {
        const { vendor, task } = await scanned();
        const open = await gate(vendor).create({ task, maxFindings: clean });
        find(vendor, "team/one:1.0", { critical: 1 });
        vendor.ground.calls();
        const read = await gate(vendor).refresh(open);
        expect(read?.state).to.deep.equal(open.state);
        expect(read?.inputs).to.deep.equal(gate(vendor).inputs({ task, maxFindings: clean }));
        expect(gate(vendor).plan(open, { task, maxFindings: clean }).changed).to.deep.equal([]);
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(() => wire(read)).not.to.throw();
        fitForPeople(JSON.stringify(read), vendor.ground);
      });

      it("calls nobody when only waitTimeoutSeconds changes", async () => {
        const { vendor, task } = await scanned();
        const open = await gate(vendor).create({ task });
        vendor.ground.calls();
        const next = await gate(vendor).update(open, { task, waitTimeoutSeconds: 60 });
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(next).to.deep.equal({ id: open.id, state: { ...open.state, waitTimeoutSeconds: 60 } });
      });

      it("judges again when the task has scanned again", async () => {
        const { vendor, task } = await scanned();
        const open = await gate(vendor).create({ task, maxFindings: clean });
        find(vendor, "team/four:1.0", { critical: 1 });
        const stored = { id: String(task.id), state: without(task, "kind", "id") };
        const next = await vendor.ground.process(kind).update(stored, { images: images.slice(0, 4) });
        expect(gate(vendor).plan(open, { task: asTask(next), maxFindings: clean })).to.deep.equal({
          changed: ["task"],
          replaces: [],
          deleteBeforeReplace: false,
        });
        const error = await refusalOf(gate(vendor).update(open, { task: asTask(next), maxFindings: clean }));
        expect(error.message).to.contain("1 of 4 images do not pass").and.contain("team/four:1.0");
      });

      it("is deleted without a call, twice", async () => {
        const { vendor, task } = await scanned();
        const open = await gate(vendor).create({ task });
        vendor.ground.calls();
        await gate(vendor).delete(open);
        await gate(vendor).delete(open);
        expect(vendor.ground.calls()).to.deep.equal([]);
      });
    });

    describe("is refused at check", () => {
      for (const [title, program, reason] of [
        [
          "a selection that TCSS does not tell",
          isRegistry ? { recommended: true } : { filter: {} },
          /^task: scans /,
        ],
        ["a level that there is not", { maxFindings: { urgent: 0 } }, /^maxFindings\.urgent: /],
        ["a limit that is no number", { maxFindings: { high: "none" } }, /^maxFindings\.high: /],
        ["a limit below zero", { maxFindings: { high: -1 } }, /^maxFindings\.high: /],
        ["limits of nothing", { maxFindings: {} }, /^maxFindings: /],
        ["an input that there is not", { maxFinding: { high: 0 } }, /^maxFinding: is not an input/],
      ] as const) {
        it(`by its path: ${title}`, async () => {
          const vendor = await row.start();
          const selection = "maxFindings" in program || "maxFinding" in program ? {} : program;
          const rules = selection === program ? {} : program;
          const task = { kind, id: "scan-1", runs: [], resolved: {}, ...selection };
          const { failures } = gate(vendor).check({ task, ...rules });
          expect(failures.map(({ property }) => property)).to.deep.equal([""]);
          expect(failures[0]?.reason).to.match(reason);
          expect(vendor.ground.calls()).to.deep.equal([]);
        });
      }

      it("by its name: a time-out out of range", async () => {
        const vendor = await row.start();
        const { failures } = gate(vendor).check({ task: { kind, id: "scan-1" }, waitTimeoutSeconds: 0 });
        expect(failures.map(({ property }) => property)).to.deep.equal(["waitTimeoutSeconds"]);
      });
    });

    it("passes the check while the task is not known yet, wholly or in part", async () => {
      const vendor = await row.start();
      for (const task of [
        unknown,
        { kind, id: unknown, images: unknown, runs: unknown },
        { kind, id: "scan-1", recommended: unknown, filter: unknown },
      ]) {
        expect(gate(vendor).check({ task, maxFindings: { high: 0 } }).failures).to.deep.equal([]);
      }
      expect(
        gate(vendor).check({ task: { kind, id: "scan-1" }, maxFindings: unknown }).failures,
      ).to.deep.equal([]);
      expect(vendor.ground.calls()).to.deep.equal([]);
    });
  });
}

describe("ScanGate: what is pinned of registry images of TCSS", () => {
  const row = tasks.find(({ kind }) => kind === "tencentcloud/registryScanTask") as TaskRow;
  afterEach(stopGrounds);

  const pinned = async ({ ground }: TaskVendor, program: Properties): Promise<unknown> => {
    const stored = await ground.process(row.kind).create(program);
    const task = { kind: row.kind, id: stored.id, ...stored.state };
    return (await ground.process("scanGate").create({ task })).state.pinned;
  };

  it("lies where their address says, with or without a tag; and has no host where there is none", async () => {
    const vendor = await row.start();
    const { registryImages } = vendor.ground.account;
    const address = (name: string, ImageRepoAddress: string): void =>
      void Object.assign(registryImages.get(name), { ImageRepoAddress });
    const digest = (name: string): string => registryImages.get(name).ImageDigest;
    address("team/one:1.0", "acme.tencentcloudcr.com/team/one:1.0");
    address("team/two:1.0", "harbor.example.com:8443/other/two");
    address("team/three:1.0", "");
    address("team/four:1.0", `ccr.ccs.tencentyun.com/team/four@${digest("team/four:1.0")}`);
    expect(await pinned(vendor, { images: images.slice(0, 4) })).to.deep.equal({
      "team/one:1.0": `acme.tencentcloudcr.com/team/one@${digest("team/one:1.0")}`,
      "team/two:1.0": `harbor.example.com:8443/other/two@${digest("team/two:1.0")}`,
      "team/three:1.0": `team/three@${digest("team/three:1.0")}`,
      "team/four:1.0": `ccr.ccs.tencentyun.com/team/four@${digest("team/four:1.0")}`,
    });
  });

  it("tells two registries with one name apart, and nothing of an image without a digest", async () => {
    const vendor = await row.start();
    const { registryImages } = vendor.ground.account;
    const other = registryImages.add("team/one:1.0", {
      InstanceName: "acme",
      InstanceId: "tcr-1",
      RegistryType: "tcr",
      ImageRepoAddress: "acme.tencentcloudcr.com/team/one",
    });
    const own = registryImages.list().find(({ ImageName, Id }) => ImageName === "one" && Id !== other.Id);
    Object.assign(registryImages.get("team/two:1.0"), { ImageDigest: "" });
    const pins = (await pinned(vendor, { all: true })) as Properties;
    expect(pins).to.deep.include({
      "ccr.ccs.tencentyun.com/team/one:1.0": `ccr.ccs.tencentyun.com/team/one@${own?.ImageDigest}`,
      "acme.tencentcloudcr.com/team/one:1.0": `acme.tencentcloudcr.com/team/one@${other.ImageDigest}`,
    });
    expect(pins).not.to.have.any.keys("team/one:1.0", "team/two:1.0");
  });
});

describe("ScanGate over what is no task", () => {
  const row = tasks[0] as TaskRow;
  afterEach(stopGrounds);

  for (const [title, task] of [
    ["a schedule", { kind: "tencentcloud/registryScanSchedule", id: "default/mainland" }],
    ["another gate", { kind: "scanGate", id: "gate-1" }],
    ["a kind of nobody's", { kind: "tencentcloud/podScanTask", id: "scan-1" }],
    ["an object of another package", { id: "i-1" }],
    ["a text", "scan-1"],
    ["nothing", undefined],
  ] as const) {
    it(`is refused at check: ${title}`, async () => {
      const { ground } = await row.start();
      const { failures } = ground.process("scanGate").check(task === undefined ? {} : { task });
      expect(failures).to.have.length(1);
      const [{ property, reason } = { property: "", reason: "" }] = failures;
      expect(property === "task" ? `task: ${reason}` : reason).to.match(/^task: /);
      expect(ground.calls()).to.deep.equal([]);
    });
  }

  it("sends the international site nothing that it does not know", async () => {
    const { ground, ...vendor } = await row.start({ accounts: [{ site: "international" }] });
    for (const selection of [three, { all: true }]) {
      const program = { ...selection, site: "international" };
      const stored = await ground.process(row.kind).create(program);
      const task = { kind: row.kind, id: stored.id, ...stored.state };
      await ground.process("scanGate").create({ task, maxFindings: clean });
    }
    expect(vendor.scans()).to.have.length(2);
    for (const { action, body, outcome } of ground.sandbox.requests.entries) {
      expect(outcome, action).to.equal("ok");
      expect(body).not.to.have.property("TaskID");
    }
  });
});
