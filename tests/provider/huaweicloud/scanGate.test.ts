import { expect } from "chai";
import { resource } from "../../../provider";
import { Context } from "../../../provider/core/context";
import type { Properties } from "../../../provider/core/wire";
import type { HuaweiCloudFindings, HuaweiCloudOptions } from "../../../sandbox/index";
import { errorOf, refusalOf } from "../../../tools/ground/run";
import { testHost } from "../../../tools/ground/testHost";
import {
  always,
  asTask,
  createAction,
  fitForPeople,
  localList,
  registryList,
  stopVendors,
  tasksAction,
  Vendor,
  vulnerabilities,
} from "./vendor";

const names = ["team/one:1.0", "team/two:1.0", "team/three:1.0"];
const three = { images: names };
const clean = { high: 0, medium: 0, low: 0, malware: 0 };
const firstNames = "CVE-2026-10001, CVE-2026-10002, CVE-2026-10003";
const words = { high: "immediate_repair", medium: "delay_repair", low: "not_needed_repair" };

for (const { kind, of, list } of [
  { kind: "huaweicloud/registryScanTask", of: "registry", list: registryList },
  { kind: "huaweicloud/localScanTask", of: "local", list: localList },
] as const) {
  const start = async (options: HuaweiCloudOptions = {}): Promise<Vendor> => {
    const vendor = await Vendor.start(options);
    for (const name of names) vendor.list(of).add(name);
    return vendor;
  };
  const find = (vendor: Vendor, name: string, findings: HuaweiCloudFindings) =>
    vendor.list(of).findings(name, findings);
  const row = (vendor: Vendor, name: string) =>
    vendor.list(of).get(name) as unknown as Record<string, unknown>;
  const scan = async (vendor: Vendor, program: Properties = three): Promise<Properties> =>
    asTask(kind, await vendor.run(kind).create(program));
  const scanned = async (program: Properties = three, options: HuaweiCloudOptions = {}) => {
    const vendor = await start(options);
    const task = await scan(vendor, program);
    await vendor.seconds(1);
    vendor.account.finishScans();
    return { vendor, task };
  };
  const judge = (vendor: Vendor, program: Properties) => vendor.run("scanGate").create(program);
  /** The rows of the table of a gate that is shut. */
  const shut = async (vendor: Vendor, program: Properties): Promise<string[]> => {
    const error = await refusalOf(judge(vendor, program));
    expect(error.kind).to.equal("QuotaExceeded");
    fitForPeople(error.message, vendor);
    const [first, header, ...rows] = error.message.split("\n");
    expect(first).to.match(/^judge: \d+ of \d+ images do not pass:$/);
    expect(header).to.match(/^ {4}image +findings +why$/);
    return rows.slice(0, -1).map((line) => line.trim().replace(/ {2,}/g, " | ").replace(/\.$/, ""));
  };

  describe(`ScanGate over ${kind}`, () => {
    afterEach(stopVendors);

    describe("opens", () => {
      it("when every image is clean, and says how many were judged", async () => {
        const { vendor, task } = await scanned();
        const run = vendor.run("scanGate");
        const { state } = await run.create({ task, maxFindings: clean });
        expect(state).to.deep.include({
          verdict: "passed",
          totalImages: 3,
          scannedImages: 3,
          findings: clean,
        });
        expect(run.log).to.match(/: passed: 3 images, no findings$/);
      });

      it("when every image is within each limit, however many they have together", async () => {
        const vendor = await start();
        for (const name of names) find(vendor, name, { high: 2, medium: 1, low: 12, malware: 1 });
        const task = await scan(vendor);
        const { state } = await judge(vendor, {
          task,
          maxFindings: { high: 2, medium: 1, low: 12, malware: 1 },
        });
        expect(state.findings).to.deep.equal({ high: 6, medium: 3, low: 36, malware: 3 });
      });

      it("when it has waited for the scan's end, saying how far it is", async () => {
        const vendor = await start();
        const task = await scan(vendor);
        const run = vendor.run("scanGate");
        const { state } = await run.create({ task, maxFindings: clean });
        expect(state.verdict).to.equal("passed");
        expect(vendor.ours[0]?.state).to.equal("ended");
        expect(run.log)
          .to.match(/0 of 3 images scanned/)
          .and.match(/2 of 3 images scanned/);
      });

      it("saying how far it is, with images whose scan failed", async () => {
        const vendor = await start();
        vendor.list(of).failScans(names[0] ?? "");
        const task = await scan(vendor);
        const run = vendor.run("scanGate");
        await refusalOf(run.create({ task }));
        expect(run.log).to.include("2 of 3 images scanned");
      });

      it("when all runs of the task have ended, the images that failed counted as scanned", async () => {
        const vendor = await Vendor.start({ secondsPerImage: 5 });
        vendor.list(of).addMany(202);
        const rows = vendor.list(of).list() as unknown as Properties[];
        const nameOf = ({ namespace, image_name, image_version }: Properties): string =>
          [namespace, `${image_name}:${image_version}`].filter(Boolean).join("/");
        const images = rows.map(nameOf);
        vendor.list(of).failScans(images[1] ?? "");
        const task = await scan(vendor, { images });
        expect(vendor.ours).to.have.length(2);
        const run = vendor.run("scanGate");
        const error = await refusalOf(run.create({ task }));
        expect(error.message).to.include("1 of 202 images do not pass");
        expect(run.log).to.match(/ of 202 images scanned/);
        // A scan that has ended is not asked for again.
        const [long = 0, short = 0] = vendor.ours.map(
          ({ taskId }) => vendor.queries(tasksAction).filter(({ task_id }) => task_id === taskId).length,
        );
        expect(short).to.be.below(long);
        expect(vendor.ours.map(({ state }) => state)).to.deep.equal(["ended", "ended"]);
      });

      it("over everything, and over a filter, which it finds by itself", async () => {
        const { vendor, task } = await scanned({ all: true });
        expect((await judge(vendor, { task, maxFindings: clean })).state).to.deep.include({ totalImages: 3 });
        const filtered = await scan(vendor, { filter: { imageName: "two" } });
        expect((await judge(vendor, { task: filtered, maxFindings: clean })).state).to.deep.include({
          totalImages: 1,
        });
      });

      it("over images that the task only followed, when their scan ends", async () => {
        const vendor = await start();
        vendor.account.startScan({ kind: of, images: names });
        const task = await scan(vendor);
        expect(task.runs).to.deep.equal([]);
        expect((await judge(vendor, { task, maxFindings: clean })).state.verdict).to.equal("passed");
        expect(vendor.scans(of)[0]?.state).to.equal("ended");
      });

      it("over scans whose id is not known, when their images have been scanned", async () => {
        const vendor = await start({ secondsToList: 86_400 });
        const task = await scan(vendor);
        expect(task.taskId).to.equal(undefined);
        expect((await judge(vendor, { task, maxFindings: clean })).state.verdict).to.equal("passed");
        expect(vendor.ours[0]?.state).to.equal("ended");
      });

      it("over scans that HSS has forgotten by now", async () => {
        const { vendor, task } = await scanned();
        vendor.account.forgetScans();
        expect((await judge(vendor, { task, maxFindings: clean })).state.verdict).to.equal("passed");
      });

      it("over an image that is being scanned again, once that has ended", async () => {
        const { vendor, task } = await scanned();
        vendor.account.startScan({ kind: of, images: names.slice(0, 1) });
        const run = vendor.run("scanGate");
        expect((await run.create({ task })).state.verdict).to.equal("passed");
        expect(run.log).to.include("2 of 3 images scanned");
      });

      for (const [point, reading] of [
        ["imageStatus", "withTask"],
        ["failedScanTime", "written"],
        ["taskOrder", "unordered"],
        ["runningEndTime", "absent"],
        ["movedTag", "sameId"],
      ] as const) {
        for (const program of [three, { all: true }]) {
          it(`over ${Object.keys(program)[0]} where ${point} is ${reading}`, async () => {
            const vendor = await start({ assume: { [point]: reading }, secondsToStart: 5, secondsToList: 2 });
            const task = await scan(vendor, program);
            await judge(vendor, { task, maxFindings: clean });
            expect(vendor.ours.map(({ state }) => state)).to.deep.equal(["ended"]);
          });
        }
      }
    });

    describe("asks HSS", () => {
      it("for the vulnerabilities of the levels that are limited, of images that have some, and for no others", async () => {
        const vendor = await start();
        find(vendor, names[0] ?? "", { high: 1, medium: 2 });
        const task = await scan(vendor);
        await judge(vendor, { task, maxFindings: { medium: 2 } });
        const { image_name, image_version, image_id, namespace, image_type } = row(vendor, names[0] ?? "");
        const asked = vendor.queries(vulnerabilities);
        expect(vendor.requests(vulnerabilities).map(({ path }) => path.split("/").at(-2))).to.include(
          image_id,
        );
        expect(asked, "and once for each image that is said to have none").to.have.length(3);
        expect(asked.filter(({ repair_necessity }) => repair_necessity !== undefined)).to.deep.equal([
          {
            image_type: of === "local" ? "local_image" : image_type,
            namespace: of === "local" ? "" : namespace,
            image_name,
            tag_name: image_version,
            repair_necessity: words.medium,
            offset: "0",
            limit: "10",
          },
        ]);
      });

      it("for none without limits, and for none where only malware is limited", async () => {
        const vendor = await start();
        find(vendor, names[0] ?? "", { high: 1, malware: 1 });
        const task = await scan(vendor);
        await judge(vendor, { task });
        await judge(vendor, { task, maxFindings: { malware: 1 } });
        expect(vendor.requests(vulnerabilities)).to.deep.equal([]);
      });

      it("for nothing that changes anything", async () => {
        const { vendor, task } = await scanned();
        vendor.calls();
        await judge(vendor, { task, maxFindings: clean });
        const reads = [tasksAction, list, vulnerabilities, ...(of === "local" ? [] : ["ListRegistry"])];
        expect(new Set(vendor.calls())).to.deep.equal(new Set(reads));
      });
    });

    describe("stays shut", () => {
      for (const level of ["high", "medium", "low", "malware"] as const) {
        it(`over one finding too many of level ${level}`, async () => {
          const vendor = await start();
          find(vendor, names[0] ?? "", { [level]: 12 });
          find(vendor, names[1] ?? "", { [level]: 11 });
          const task = await scan(vendor);
          expect(await shut(vendor, { task, maxFindings: { [level]: 11 } })).to.deep.equal([
            `${names[0]} | ${level} 12 | ${level} 12 > 11${level === "malware" ? "" : `: ${firstNames}, …`}`,
          ]);
        });
      }

      it("again and again, and never scans", async () => {
        const vendor = await start();
        find(vendor, names[1] ?? "", { high: 1, low: 3 });
        const task = await scan(vendor);
        for (let again = 0; again < 3; again += 1)
          expect(await shut(vendor, { task, maxFindings: { high: 0 } })).to.deep.equal([
            `${names[1]} | high 1 | high 1 > 0: CVE-2026-10001`,
          ]);
        expect(vendor.requests(createAction)).to.have.length(1);
      });

      it("over levels that HSS does not count: at check", async () => {
        const { vendor, task } = await scanned();
        for (const level of ["critical", "sensitiveInfo"]) {
          const { failures } = vendor.run("scanGate").check({ task, maxFindings: { [level]: 0 } });
          expect(failures.map(({ reason }) => reason)).to.deep.equal([
            `maxFindings.${level}: is not counted by this vendor, which counts high, medium, low, malware`,
          ]);
        }
      });

      for (const [scanTypes, limits, missing, told] of [
        [["malware", "baseline"], { high: 0, malware: 0 }, "high", "no findings"],
        [["vulnerability"], { high: 0, malware: 0 }, "malware", "no findings"],
        [["baseline"], { low: 0 }, "low", "nothing was counted"],
      ] as const) {
        it(`over ${missing}, which a scan for ${scanTypes.join(" and ")} did not look for`, async () => {
          const { vendor, task } = await scanned({ images: names.slice(0, 1), scanTypes });
          const rows = await shut(vendor, { task, maxFindings: limits });
          expect(rows).to.deep.equal([`${names[0]} | ${told} | ${missing} was not counted`]);
        });
      }

      for (const program of [three, { all: true }]) {
        it(`over what the colleague's scan that it followed did not look for: ${Object.keys(program)[0]}`, async () => {
          const vendor = await start();
          for (const name of names) find(vendor, name, { high: 3, malware: 2 });
          const images = "all" in program ? ("all" as const) : names;
          vendor.account.startScan({ kind: of, images, scanTypes: ["baseline"] });
          const task = await scan(vendor, program);
          await refusalOf(judge(vendor, { task, maxFindings: { high: 0 } }));
          await refusalOf(judge(vendor, { task, maxFindings: { malware: 0 } }));
        });
      }

      it("over an image whose scan failed, with the reason", async () => {
        const vendor = await start();
        vendor.list(of).failScans(names[0] ?? "", "get_detail_info_not_found");
        vendor.list(of).failScans(names[1] ?? "", "download_failed");
        const task = await scan(vendor);
        const [first, second, ...rest] = await shut(vendor, { task });
        expect(rest).to.deep.equal([]);
        const registry = of === "registry";
        expect(first).to.equal(
          `${names[0]} | no result | its scan failed (failed, ${registry ? "get detail info not found" : "get_detail_info_not_found"})`,
        );
        expect(second).to.equal(
          `${names[1]} | no result | its scan failed (${registry ? "download_failed, download failed" : "failed, download_failed"})`,
        );
      });

      for (const state of ["timedOut", "abnormal"] as const) {
        for (const failedScanTime of ["kept", "written"] as const) {
          it(`over images whose scan ended ${state} (${failedScanTime})`, async () => {
            const vendor = await start({ assume: { failedScanTime } });
            const task = await scan(vendor);
            await vendor.seconds(70);
            vendor.account.breakScans(state);
            const rows = await shut(vendor, { task });
            expect(rows).to.have.length(2);
            for (const line of rows) expect(line).to.match(/ \| no result \| its scan failed \(failed, /);
          });
        }
      }

      it("over images whose scan was stopped", async () => {
        const vendor = await start();
        const stored = await vendor.run(kind).create(three);
        await vendor.run(kind).delete(stored);
        expect(vendor.ours[0]?.state).to.equal("canceled");
        expect(await shut(vendor, { task: asTask(kind, stored) })).to.deep.equal(
          names.map((name) => `${name} | no result | not scanned`),
        );
      });

      it("over images whose scan was stopped, although they have an older result", async () => {
        const { vendor } = await scanned();
        await vendor.seconds(60);
        for (const program of [three, { all: true }]) {
          const stored = await vendor.run(kind).create(program);
          await vendor.run(kind).delete(stored);
          const rows = await shut(vendor, { task: asTask(kind, stored) });
          expect(rows).to.have.length(3);
          for (const line of rows)
            expect(line).to.match(/ \| no result \| no result since it was submitted$/);
        }
      });

      it("over an image that is being scanned again while it judges", async () => {
        const { vendor, task } = await scanned();
        vendor.account.startScan({ kind: of, images: names.slice(0, 1) });
        const context = new Context(testHost({ env: { ...vendor.sandbox.env } }), new Map(), vendor.clock);
        const problems: (string | undefined)[] = [];
        for await (const { problem } of resource(kind).judged?.results(context, task).images([]) ?? [])
          problems.push(problem?.text);
        expect(problems).to.deep.equal(["still being scanned", undefined, undefined]);
      });

      it("over a result that was there when the image was handed over", async () => {
        const { vendor, task } = await scanned();
        const name = names[0] ?? "";
        const resolved = task.resolved as Record<string, Properties>;
        for (const scannedAt of [String(row(vendor, name).latest_scan_time), undefined]) {
          const { scannedAt: _, ...handed } = resolved[name] ?? {};
          const older = {
            ...task,
            resolved: { ...resolved, [name]: scannedAt === undefined ? handed : { ...handed, scannedAt } },
          };
          expect(await shut(vendor, { task: older })).to.deep.equal([
            `${name} | no result | no result since it was submitted`,
          ]);
        }
      });

      it("over an image that was never handed over", async () => {
        const { vendor, task } = await scanned();
        expect(await shut(vendor, { task: { ...task, resolved: {}, runs: [] } })).to.have.length(3);
      });

      it("over a tag that has moved and was not scanned since", async () => {
        const { vendor, task } = await scanned();
        vendor.list(of).move(names[0] ?? "");
        expect(await shut(vendor, { task })).to.deep.equal([`${names[0]} | no result | not scanned`]);
      });

      for (const movedTag of ["newId", "sameId"] as const) {
        it(`over a tag that has moved, although somebody scanned what it is now (${movedTag})`, async () => {
          const { vendor, task } = await scanned(three, { assume: { movedTag } });
          await vendor.seconds(60);
          vendor.list(of).move(names[0] ?? "");
          vendor.account.startScan({ kind: of, images: [names[0] ?? ""] });
          expect(await shut(vendor, { task })).to.deep.equal([
            `${names[0]} | no result | the tag has moved since it was scanned`,
          ]);
        });
      }

      it("over an image that HSS does not list any more", async () => {
        const { vendor, task } = await scanned();
        vendor.list(of).remove(names[0] ?? "");
        expect(await shut(vendor, { task })).to.deep.equal([`${names[0]} | no result | not known to HSS`]);
      });

      it("over an image that HSS cannot scan any more", async () => {
        const { vendor, task } = await scanned();
        vendor.list(of).allowScans(names[0] ?? "", false);
        const why = of === "local" ? " (The agent of the server is offline.)" : "";
        expect(await shut(vendor, { task })).to.deep.equal([
          `${names[0]} | no result | HSS cannot scan it${why}`.replace(/\.$/, ""),
        ]);
      });

      it("over everything, of which one image cannot be scanned", async () => {
        const vendor = await start();
        vendor.list(of).allowScans(names[2] ?? "", false);
        const task = await scan(vendor, { all: true });
        const [line, ...rest] = await shut(vendor, { task });
        expect(rest).to.deep.equal([]);
        expect(line).to.match(/^team\/three:1\.0 #\S+ \| no result \| HSS cannot scan it/);
      });

      it("over an image of which one list counts vulnerabilities, and the other is empty", async () => {
        const { vendor, task } = await scanned();
        Object.assign(row(vendor, names[0] ?? ""), { vul_num: 5 });
        expect(await shut(vendor, { task, maxFindings: { high: 0 } })).to.deep.equal([
          `${names[0]} | no result | its list of vulnerabilities is empty, and elsewhere there are said to be 5`,
        ]);
      });

      it("over a level of which something in front of HSS says nothing: that is no answer", async () => {
        const vendor = await start();
        find(vendor, names[0] ?? "", { high: 1 });
        const task = await scan(vendor);
        await vendor.seconds(600);
        vendor.sandbox.faults.add({ action: vulnerabilities, kind: "noResponse", times: always });
        const error = await refusalOf(judge(vendor, { task, maxFindings: { high: 1 } }));
        expect(error.kind).to.equal("Unavailable");
      });

      it("over malware where HSS does not say how much there is", async () => {
        const { vendor, task } = await scanned();
        Object.assign(row(vendor, names[0] ?? ""), { malicious_file_num: null });
        expect(await shut(vendor, { task, maxFindings: { malware: 0 } })).to.deep.equal([
          `${names[0]} | nothing was counted | malware was not counted`,
        ]);
      });

      it("over an image whose number of vulnerabilities HSS does not say, unless its list is short enough", async () => {
        const vendor = await start();
        find(vendor, names[0] ?? "", { high: 1 });
        const task = await scan(vendor);
        await vendor.seconds(600);
        Object.assign(row(vendor, names[0] ?? ""), { vul_num: null });
        expect(await shut(vendor, { task, maxFindings: { high: 0 } })).to.deep.equal([
          `${names[0]} | high 1 | high 1 > 0: CVE-2026-10001`,
        ]);
        expect((await judge(vendor, { task, maxFindings: { high: 1 } })).state.verdict).to.equal("passed");
      });

      it("over a scan that took too long, which is what an advisory gate says of it", async () => {
        const vendor = await start();
        vendor.list(of).failScans(names[0] ?? "", "response_timed_out");
        const task = await scan(vendor);
        const { state } = await judge(vendor, { task, enforcementLevel: "advisory" });
        expect(state).to.deep.include({ verdict: "refused", status: "timedOut", scannedImages: 2 });
      });

      it("over vulnerabilities of which the list breaks off, where the verdict depends on it", async () => {
        const vendor = await start();
        find(vendor, names[0] ?? "", { high: 1 });
        const task = await scan(vendor);
        await vendor.seconds(600);
        const exceptions = [{ vulnerability: "CVE-2026-10001", until: "2099-01-01", reason: "x" }];
        const stop = vendor.sandbox.requests.subscribe(({ action, query }) => {
          // Its count is known: the list comes next, and then the names for the table.
          if (action === vulnerabilities && query.includes("limit=10"))
            vendor.sandbox.faults.add({ action, kind: "error", code: "HSS.0013", times: always });
        });
        const program = { task: { ...task, images: { [names[0] ?? ""]: "" } }, maxFindings: { high: 0 } };
        expect((await errorOf(judge(vendor, { ...program, exceptions }))).kind).to.equal("Forbidden");
        vendor.sandbox.faults.clear();
        expect(await shut(vendor, program), "without the names").to.deep.equal([
          `${names[0]} | high 1 | high 1 > 0`,
        ]);
        stop();
      });

      it("over no image at all", async () => {
        const { vendor, task } = await scanned({ all: true });
        for (const name of names) vendor.list(of).remove(name);
        const error = await refusalOf(judge(vendor, { task }));
        expect(error.message).to.equal("judge: there is no image to judge. A gate over nothing stays shut.");
      });

      it("when HSS does not let it see, and when its list breaks off", async () => {
        const { vendor, task } = await scanned();
        vendor.sandbox.faults.add({ action: list, kind: "error", code: "HSS.0013", times: always });
        expect((await errorOf(judge(vendor, { task }))).kind).to.equal("Forbidden");
        vendor.sandbox.faults.clear();
        for (const fault of ["malformedJson", "emptyBody", "noResponse"] as const) {
          vendor.sandbox.faults.add({ action: list, kind: fault, times: always });
          await refusalOf(judge(vendor, { task }));
          vendor.sandbox.faults.clear();
        }
        vendor.sandbox.faults.add({ action: tasksAction, kind: "error", code: "00000010", times: always });
        expect((await errorOf(judge(vendor, { task }))).kind).to.equal("Forbidden");
      });

      it("when the scan does not end in time", async () => {
        const vendor = await start();
        vendor.account.holdScans();
        const task = await scan(vendor);
        const error = await refusalOf(judge(vendor, { task, waitTimeoutSeconds: 60 }));
        expect(error.kind).to.equal("Timeout");
        expect(error.message).to.include("0 of 3 images scanned");
        const followed = await scan(vendor);
        expect(
          (await refusalOf(judge(vendor, { task: followed, waitTimeoutSeconds: 60 }))).message,
        ).to.include("0 of 3 images scanned");
      });

      it("where something answered in HSS's place that it had taken the scan: the task fails", async () => {
        for (const fault of ["emptyBody", "noResponse"] as const) {
          const vendor = await start();
          vendor.sandbox.faults.add({ action: createAction, kind: fault });
          expect((await refusalOf(scan(vendor))).kind).to.equal("Unavailable");
          expect(vendor.ours).to.deep.equal([]);
        }
      });

      describe("over a filter by what a scan changes:", () => {
        it("images that were never scanned, which are none any more: that is said at check", async () => {
          const { vendor, task } = await scanned({ filter: { scanStatus: "unscan" } });
          expect(vendor.run("scanGate").check({ task }).failures).to.have.length(1);
        });

        it("images without vulnerabilities, in one of which some were found", async () => {
          const vendor = await start();
          find(vendor, names[0] ?? "", { high: 7 });
          const run = vendor.run("scanGate");
          const task = await scan(vendor, { filter: { hasVul: false } });
          expect(vendor.ours[0]?.images).to.deep.equal(names);
          await vendor.seconds(600);
          const program = { task, maxFindings: { high: 0 } };
          if (run.check(program).failures.length > 0) return;
          await refusalOf(run.create(program));
        });

        it("images that were scanned, of which one scan failed", async () => {
          const { vendor } = await scanned();
          vendor.list(of).failScans(names[0] ?? "");
          await vendor.seconds(60);
          const run = vendor.run("scanGate");
          const task = await scan(vendor, { filter: { scanStatus: "success" } });
          expect(vendor.ours.at(-1)?.images).to.deep.equal(names);
          await vendor.seconds(600);
          const program = { task, maxFindings: clean };
          if (run.check(program).failures.length > 0) return;
          await refusalOf(run.create(program));
        });
      });
    });
  });
}

describe("ScanGate: what HSS says of a vulnerability", () => {
  afterEach(stopVendors);

  it("is told in words that fit every vendor", async () => {
    const vendor = await Vendor.start();
    const { registryImages } = vendor.account;
    registryImages.add("team/one:1.0");
    registryImages.findings("team/one:1.0", {
      vulnerabilities: [
        {
          vul_id: "CVE-2026-1",
          repair_necessity: "immediate_repair",
          app_name: "libc",
          version: "1.0",
          description: "a hole",
          url: "https://www.example.com/1",
        },
        { vul_id: "CVE-2026-2", repair_necessity: "delay_repair", app_name: "", url: "" },
        { vul_id: "CVE-2026-3", repair_necessity: "not_needed_repair" },
      ],
    });
    const kind = "huaweicloud/registryScanTask";
    const task = asTask(kind, await vendor.run(kind).create({ images: ["team/one:1.0"] }));
    await vendor.seconds(600);
    const context = new Context(testHost({ env: { ...vendor.sandbox.env } }), new Map(), vendor.clock);
    const told: unknown[] = [];
    for await (const image of resource(kind).judged?.results(context, task).images(["high"]) ?? [])
      for await (const one of image.vulnerabilities?.(["high", "medium"]) ?? []) told.push(one);
    expect(told).to.deep.equal([
      {
        id: "CVE-2026-1",
        severity: "high",
        package: "libc",
        version: "1.0",
        title: "a hole",
        url: "https://www.example.com/1",
      },
      {
        id: "CVE-2026-2",
        severity: "medium",
        package: undefined,
        version: "1.0.0",
        title: "CVE-2026-2 in libsandbox",
        url: undefined,
      },
    ]);
  });
});

describe("ScanGate: what is pinned of images of HSS", () => {
  afterEach(stopVendors);

  const registryTask = "huaweicloud/registryScanTask";
  const pinned = async (vendor: Vendor, kind: string, program: Properties): Promise<unknown> => {
    const task = asTask(kind, await vendor.run(kind).create(program));
    return (await vendor.run("scanGate").create({ task })).state.pinned;
  };

  it("lies at the host of their registry, of their instance, or of SWR; or where HSS does not say", async () => {
    const vendor = await Vendor.start();
    const { registries, registryImages } = vendor.account;
    const [swr] = registries.list();
    const harbor = registries.add({
      registry_name: "harbor",
      registry_type: "Harbor",
      registry_addr: "https://Harbor.example.com:8443/v2",
    });
    const own = registryImages.add("team/one:1.0");
    const other = registryImages.add("team/two:1.0", { registry_name: harbor.registry_name });
    const instance = registryImages.add("team/three:1.0", { instance_url: "https://acme.example.com" });
    expect(
      await pinned(vendor, registryTask, { images: ["team/one:1.0", "team/two:1.0", "team/three:1.0"] }),
    ).to.deep.equal({
      "team/one:1.0": `${swr?.registry_addr}/team/one@${own.image_digest}`,
      "team/two:1.0": `harbor.example.com:8443/team/two@${other.image_digest}`,
      "team/three:1.0": `acme.example.com/team/three@${instance.image_digest}`,
    });
    vendor.sandbox.faults.add({ action: "ListRegistry", kind: "error", code: "HSS.0013", times: always });
    expect(await pinned(vendor, registryTask, { all: true })).to.deep.equal({
      "team/one:1.0": `swr.cn-north-4.myhuaweicloud.com/team/one@${own.image_digest}`,
      "team/two:1.0": `team/two@${other.image_digest}`,
      "team/three:1.0": `acme.example.com/team/three@${instance.image_digest}`,
    });
  });

  it("tells two registries with one name apart, and gives an id the vendor's name", async () => {
    const vendor = await Vendor.start();
    const { registries, registryImages } = vendor.account;
    const [swr] = registries.list();
    registries.add({ registry_name: "harbor", registry_type: "Harbor", registry_addr: "harbor.example.com" });
    const own = registryImages.add("team/one:1.0");
    const other = registryImages.add("team/one:1.0", { registry_name: "harbor" });
    expect(await pinned(vendor, registryTask, { all: true })).to.deep.equal({
      [`${swr?.registry_addr}/team/one:1.0`]: `${swr?.registry_addr}/team/one@${own.image_digest}`,
      "harbor.example.com/team/one:1.0": `harbor.example.com/team/one@${other.image_digest}`,
    });
    const images = [{ id: String(other.id) }];
    expect(await pinned(vendor, registryTask, { images, triggers: { v: "2" } })).to.deep.equal({
      "team/one:1.0": `harbor.example.com/team/one@${other.image_digest}`,
    });
  });

  it("is nothing of an image on a node that has lost its name, or has no digest", async () => {
    const vendor = await Vendor.start();
    const { localImages } = vendor.account;
    const named = localImages.add("swr.cn-north-4.myhuaweicloud.com/team/one:1.0");
    const nameless = localImages.add("team/two:1.0");
    Object.assign(nameless, { image_name: "", image_version: "" });
    Object.assign(localImages.add("team/three:1.0"), { image_digest: "" });
    const images = ["team/one:1.0", "team/three:1.0", { imageId: nameless.image_id }];
    expect(await pinned(vendor, "huaweicloud/localScanTask", { images })).to.deep.equal({
      "team/one:1.0": `swr.cn-north-4.myhuaweicloud.com/team/one@${named.image_digest}`,
    });
  });
});

describe("ScanGate over images in an instance of SWR Enterprise", () => {
  afterEach(stopVendors);

  it("asks for the vulnerabilities of its instance", async () => {
    const vendor = await Vendor.start();
    const { registries, registryImages } = vendor.account;
    registries.add({ registry_name: "acme-prod", registry_type: "SwrEnterprise" });
    registryImages.add("team/one:1.0", {
      registry_name: "acme-prod",
      instance_id: "i-1",
      instance_name: "acme-prod",
    });
    registryImages.findings("team/one:1.0", { high: 3 });
    const kind = "huaweicloud/registryScanTask";
    const task = asTask(kind, await vendor.run(kind).create({ images: ["team/one:1.0"] }));
    const { state } = await vendor.run("scanGate").create({ task, maxFindings: { high: 3 } });
    expect(state.findings).to.deep.equal({ high: 3 });
    expect(vendor.queries(vulnerabilities)[0]).to.include({
      instance_id: "i-1",
      image_type: "instance_image",
    });
  });
});
