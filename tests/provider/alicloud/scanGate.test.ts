import { expect } from "chai";
import { resource } from "../../../provider";
import { Context } from "../../../provider/core/context";
import type { Properties } from "../../../provider/core/wire";
import type { AlicloudFindings, AlicloudOptions, Container } from "../../../sandbox/index";
import { refusalOf } from "../../../tools/ground/run";
import { testHost } from "../../../tools/ground/testHost";
import { asTask, containerTask, fitForPeople, registryTask, SasVendor, stopVendors } from "./vendor";

const vulAction = "DescribeImageVulList";
const leafAction = "DescribeOnceTaskLeafRecordPage";
const listAction = "DescribeImageInstances";
const three = ["team/a:1", "team/b:1", "team/c:1"];
const named = { images: three };
const clean = { high: 0, medium: 0, low: 0 };
const readings = ["TIMEOUT", "SUCCESS", "FAIL", "CANCELED", "gone"] as const;
const region = "not scanned: Security Center does not scan images of its region";

type Env = Record<string, string>;

async function started(options: AlicloudOptions = {}, names: readonly string[] = three): Promise<SasVendor> {
  const vendor = await SasVendor.start(options);
  for (const name of names) vendor.images.add(name);
  return vendor;
}

async function submitted(vendor: SasVendor, program: Properties = named): Promise<Properties> {
  return asTask(registryTask, await vendor.run(registryTask).create(program));
}

async function scanned(vendor: SasVendor, program?: Properties): Promise<Properties> {
  const task = await submitted(vendor, program);
  vendor.account.finishScans();
  await vendor.clock.sleep(10_000);
  return task;
}

const open = async (vendor: SasVendor, program: Properties, env: Env = {}): Promise<Properties> =>
  (await vendor.run("scanGate", { env }).create(program)).state;

/** The rows of the table of a gate that is shut. */
async function shut(vendor: SasVendor, program: Properties, env: Env = {}): Promise<string[]> {
  const error = await refusalOf(vendor.run("scanGate", { env }).create(program));
  expect(error).to.include({ kind: "QuotaExceeded", mayHaveActed: false });
  fitForPeople(error.message, vendor);
  const [first, header, ...rows] = error.message.split("\n");
  expect(first).to.match(/^judge: \d+ of \d+ images do not pass:$/);
  expect(header).to.match(/^ {4}image +findings +why$/);
  return rows.slice(0, -1).map((line) => line.trim().replace(/ {2,}/g, " | ").replace(/\.$/, ""));
}

/** SAS's list of images with each of its records changed. */
const listed = (
  vendor: SasVendor,
  change: (image: Properties) => Properties,
  endpoint?: string,
): Promise<Env> =>
  vendor.answering(
    listAction,
    (answer) => ({ ...answer, ImageInstanceList: (answer.ImageInstanceList as Properties[]).map(change) }),
    endpoint,
  );

/** Judges nothing, as there is nothing to judge. */
async function empty(vendor: SasVendor, program: Properties): Promise<void> {
  const error = await refusalOf(vendor.run("scanGate").create(program));
  expect(error.message).to.equal("judge: there is no image to judge. A gate over nothing stays shut.");
}

describe("ScanGate over alicloud.RegistryScanTask", () => {
  afterEach(stopVendors);

  describe("opens", () => {
    for (const program of [named, { all: true }, { filter: { repoNamespaces: ["team"] } }]) {
      for (const assume of [
        {},
        { digestSpelling: "prefixed" },
        { leafStatus: "documented" },
        { leafIds: "known" },
        { unknownTask: "empty" },
      ] as const) {
        it(`over ${Object.keys(program)[0]} when its scan has ended, under ${JSON.stringify(assume)}`, async () => {
          const vendor = await started({ assume });
          const task = await submitted(vendor, program);
          const run = vendor.run("scanGate");
          const { state } = await run.create({ task, maxFindings: { ...clean, malware: 0 } });
          expect(state).to.deep.include({
            verdict: "passed",
            totalImages: 3,
            scannedImages: 3,
            findings: { ...clean, malware: 0 },
          });
          expect(vendor.scans.map((scan) => scan.state)).to.deep.equal(["ended"]);
          expect(run.log).to.match(/0 of 3 images scanned, waiting for [0-3] s/);
          expect(run.log).to.match(/: passed: 3 images, no findings$/);
        });
      }
    }

    it("over findings within its limits, each of SAS's three words a level of its own", async () => {
      const vendor = await started();
      vendor.images.findings("team/a:1", { high: 1, medium: 2, low: 3, malware: 4 });
      vendor.images.findings("team/b:1", { low: 5 });
      const task = await scanned(vendor);
      const maxFindings = { high: 1, medium: 2, low: 5, malware: 4 };
      const { findings } = await open(vendor, { task, maxFindings });
      expect(findings).to.deep.equal({ high: 1, medium: 2, low: 8, malware: 4 });
    });

    it("without limits when the scan is complete, and asks for no vulnerabilities", async () => {
      const vendor = await started();
      vendor.images.findings("team/a:1", { high: 9, malware: 1 });
      const task = await scanned(vendor);
      await open(vendor, { task });
      await open(vendor, { task, maxFindings: { malware: 1 } });
      expect(vendor.asked(vulAction)).to.deep.equal([]);
    });

    for (const digestSpelling of ["hex", "prefixed"] as const) {
      it(`having asked for just the levels that it limits, of just the images that have some, by digests spelled ${digestSpelling}`, async () => {
        const vendor = await started({ assume: { digestSpelling } });
        vendor.images.findings("team/a:1", { medium: 2 });
        const task = await scanned(vendor);
        await open(vendor, { task, maxFindings: { high: 0, medium: 2 } });
        const { Digest } = vendor.images.get("team/a:1");
        const page = { Type: "cve", Digest, CurrentPage: "1", PageSize: "1" };
        const asked = vendor.asked(vulAction);
        expect(asked.filter(({ Necessity }) => Necessity !== undefined)).to.have.deep.members([
          { ...page, Necessity: "asap" },
          { ...page, Necessity: "later" },
        ]);
        expect(asked, "and once for each image that is said to have none").to.have.length(4);
      });
    }

    it("over images that the task only followed, when their scan ends", async () => {
      const vendor = await started();
      await submitted(vendor);
      const task = await submitted(vendor);
      expect(task.runs).to.deep.equal([]);
      const { totalImages } = await open(vendor, { task, maxFindings: clean });
      expect(totalImages).to.equal(3);
    });

    it("over a selection that the task only followed, when its scan ends", async () => {
      const vendor = await started();
      await submitted(vendor, { all: true });
      const task = await submitted(vendor, { all: true });
      await vendor.clock.sleep(1_000);
      expect(await open(vendor, { task, maxFindings: clean })).to.deep.include({ totalImages: 3 });
      expect(vendor.scans).to.have.length(1);
    });

    it("over images that were scanned in several runs", async () => {
      const vendor = await started();
      const first = await vendor.run(registryTask).create({ images: three.slice(0, 2) });
      vendor.account.finishScans();
      await vendor.days(1);
      const next = await vendor.run(registryTask).update(first, named);
      vendor.account.finishScans();
      expect(await open(vendor, { task: asTask(registryTask, next), maxFindings: clean })).to.deep.include({
        totalImages: 3,
      });
    });

    it("over an image that failed, and that somebody has scanned since", async () => {
      const vendor = await started();
      vendor.images.failScans("team/a:1");
      const task = await scanned(vendor);
      expect(await shut(vendor, { task })).to.have.length(1);
      vendor.images.findings("team/a:1", {});
      await scanned(vendor, { images: ["team/a:1"], triggers: { again: "1" } });
      expect((await open(vendor, { task })).verdict).to.equal("passed");
    });

    it("over an image whose second scan was refused, when the first has ended", async () => {
      const vendor = await started();
      vendor.account.holdScans();
      await submitted(vendor, { images: ["team/a:1"] });
      const task = await submitted(vendor, { filter: { tags: ["1"] } });
      expect(vendor.scans[1]?.skipped).to.deep.equal(["team/a:1"]);
      vendor.account.releaseScans();
      expect((await open(vendor, { task, maxFindings: clean })).totalImages).to.equal(3);
    });

    it("over a result as old as the submission, though the scan itself began much later", async () => {
      const vendor = await started({ secondsToStart: 600 });
      const task = await submitted(vendor);
      const { startedAt = 0 } = vendor.scans[0] ?? {};
      const env = await listed(vendor, (image) => ({
        ...image,
        LastScanTime: image.LastScanTime && startedAt,
      }));
      expect((await open(vendor, { task, maxFindings: clean }, env)).verdict).to.equal("passed");
    });

    it("over images that nobody had looked up, though our clock is ahead of SAS's", async () => {
      const vendor = await started();
      const task = await scanned(vendor);
      const { resolved } = task as { resolved: Record<string, Properties> };
      const scannedAt = String(vendor.clock.now() + 3_600_000);
      const ahead = Object.entries(resolved).map(([name, image]) => [name, { ...image, scannedAt }]);
      await open(vendor, { task: { ...task, resolved: Object.fromEntries(ahead) }, maxFindings: clean });
    });

    it("over an image that one part of a run refused to scan twice, and another scanned", async () => {
      const vendor = await started();
      vendor.account.holdScans();
      const task = await submitted(vendor, { images: ["team/a:1"] });
      await submitted(vendor, { filter: { tags: ["1"] } });
      vendor.account.finishScans();
      // What an image's list says is that of the last scan of it, whichever that is.
      const env = await vendor.answering(listAction, (answer) => ({
        ...answer,
        ImageInstanceList: (answer.ImageInstanceList as Properties[]).map(
          ({ ScaStatus: _, ...image }) => image,
        ),
      }));
      const [first, second] = vendor.scans.map(({ taskId }) => taskId);
      const [run] = task.runs as Properties[];
      const both = { ...task, runs: [{ ...run, taskIds: [second, first] }] };
      expect((await open(vendor, { task: both }, env)).verdict).to.equal("passed");
      expect(
        await shut(vendor, { task: { ...task, runs: [{ ...run, taskIds: [second] }] } }, env),
      ).to.deep.equal(["team/a:1 | no result | not scanned: another scan of it ran already"]);
    });

    it("over an image that was imported with all its coordinates", async () => {
      const vendor = await started({}, []);
      const where = {
        repoNamespace: "team",
        repoName: "new",
        instanceId: "cri-1",
        regionId: "cn-hangzhou",
        repoId: "crr-1",
      };
      const task = await submitted(vendor, { images: [{ ...where, tag: "1" }] });
      expect((await open(vendor, { task, maxFindings: clean })).totalImages).to.equal(1);
    });

    it("over many images by pages that are smaller than asked for", async () => {
      const names = Array.from({ length: 45 }, (_, index) => `team/image-${index}:1`);
      const vendor = await started({ maxPageSize: 7 }, names);
      for (const program of [{ images: names }, { all: true }]) {
        const task = await scanned(vendor, program);
        expect((await open(vendor, { task, maxFindings: clean })).totalImages).to.equal(45);
        await vendor.clock.sleep(60_000);
      }
    });
  });

  describe("stays shut", () => {
    it("over one finding too many of each level, with the worst image first", async () => {
      const vendor = await started();
      vendor.images.findings("team/a:1", { low: 2 });
      vendor.images.findings("team/b:1", { high: 1, medium: 3 });
      const task = await scanned(vendor);
      expect(await shut(vendor, { task, maxFindings: clean })).to.deep.equal([
        "team/b:1 | high 1, medium 3 | high 1 > 0, medium 3 > 0: debian:12:CVE-2026-1001, debian:12:CVE-2026-2001, debian:12:CVE-2026-2002, …",
        "team/a:1 | low 2 | low 2 > 0: debian:12:CVE-2026-3001, debian:12:CVE-2026-3002",
      ]);
      for (const level of ["high", "medium"]) {
        const rows = await shut(vendor, { task, maxFindings: { [level]: 0 } });
        expect(rows).to.have.length(1);
        expect(rows[0]).to.match(/^team\/b:1 \| /);
      }
    });

    it("over malware", async () => {
      const vendor = await started();
      vendor.images.findings("team/c:1", { malware: 2 });
      const task = await scanned(vendor);
      expect(await shut(vendor, { task, maxFindings: { malware: 1 } })).to.deep.equal([
        "team/c:1 | malware 2 | malware 2 > 1",
      ]);
    });

    for (const program of [named, { all: true }]) {
      const title = Object.keys(program)[0];
      const label = async (vendor: SasVendor): Promise<string> =>
        title === "images"
          ? "team/a:1"
          : `team/a:1 sha256:${vendor.images.get("team/a:1").Digest.replace("sha256:", "").slice(0, 12)}`;

      it(`over a scan of ${title} that failed`, async () => {
        const vendor = await started();
        vendor.images.failScans("team/a:1", "IMAGE_DOWNLOAD_FAIL");
        const task = await scanned(vendor, program);
        const rows = await shut(vendor, { task });
        expect(rows).to.have.length(1);
        expect(rows[0]?.startsWith(`${await label(vendor)} | no result | its scan failed (`)).to.equal(true);
      });

      it(`over a scan of ${title} that took too long`, async () => {
        const vendor = await started({ secondsToTimeOut: 90 });
        const task = await submitted(vendor, program);
        const rows = await shut(vendor, { task });
        expect(rows).to.have.length(2);
        for (const row of rows) expect(row).to.match(/ \| no result \| its scan failed \(TIMEOUT\)$/);
      });

      it(`over a scan of ${title} in a region that SAS scans none in`, async () => {
        const vendor = await started();
        vendor.images.unsupported("team/a:1");
        const task = await scanned(vendor, program);
        const rows = await shut(vendor, { task });
        expect(rows).to.have.length(1);
        expect(rows[0]).to.match(/^team\/a:1.* \| no result \| /);
      });

      it(`over a scan of ${title} for which the quota did not do`, async () => {
        const vendor = await started({ accounts: [{ quota: 3 }] });
        const task = await submitted(vendor, program);
        vendor.account.quota.capacity = 1;
        const rows = await shut(vendor, { task });
        expect(rows).to.have.length(2);
        for (const row of rows) expect(row).to.match(/ \| no result \| its scan failed \(/);
      });

      for (const canceledStatus of readings) {
        for (const unknownTask of ["error", "empty"] as const) {
          it(`over a scan of ${title} that was canceled, which SAS calls ${canceledStatus} (unknown ones: ${unknownTask})`, async () => {
            const vendor = await started({ assume: { canceledStatus, unknownTask } });
            // An older result that is fine, so that nothing but the scan's end can tell.
            await scanned(vendor);
            await vendor.days(1);
            vendor.account.holdScans();
            const stored = await vendor.run(registryTask).create({ ...program, triggers: { again: "1" } });
            await vendor.run(registryTask).delete(stored);
            vendor.account.releaseScans();
            const task = asTask(registryTask, stored);
            if (title === "all" && canceledStatus === "gone") return await empty(vendor, { task });
            const rows = await shut(vendor, { task });
            expect(rows).to.have.length(3);
            for (const row of rows) expect(row).to.match(/^team\/.+ \| no result \| /);
          });
        }
      }

      for (const Progress of [40, 100, null]) {
        it(`over a scan of ${title} that was stopped, and that all of SAS calls a success at ${Progress} %`, async () => {
          const vendor = await started({ assume: { canceledStatus: "SUCCESS" } });
          await scanned(vendor);
          await vendor.days(1);
          vendor.account.holdScans();
          const stored = await vendor.run(registryTask).create(program);
          await vendor.run(registryTask).delete(stored);
          const leaves = await vendor.answering(leafAction, (answer) => ({
            ...answer,
            OnceTasks: (answer.OnceTasks as Properties[]).map((leaf) => ({
              ...leaf,
              StatusText: "SUCCESS",
              Progress,
            })),
          }));
          const env = await vendor.answering(
            listAction,
            (answer) => ({
              ...answer,
              ImageInstanceList: (answer.ImageInstanceList as Properties[]).map((image) => ({
                ...image,
                ScaStatus: "SUCCESS",
              })),
            }),
            leaves.IMAGE_SCAN_ALICLOUD_ENDPOINT,
          );
          const rows = await shut(vendor, { task: asTask(registryTask, stored) }, env);
          expect(rows).to.have.length(3);
          const why = Progress === 40 ? "its scan ended at 40 %" : "its scan ended, and left no result";
          for (const row of rows) expect(row.endsWith(` | no result | ${why}`), row).to.equal(true);
        });
      }
    }

    it("over an image whose second scan was refused, when the first came to nothing", async () => {
      const vendor = await started();
      vendor.account.holdScans();
      const first = await vendor.run(registryTask).create({ images: ["team/a:1"] });
      const task = await submitted(vendor, { filter: { tags: ["1"] } });
      await vendor.run(registryTask).delete(first);
      vendor.account.releaseScans();
      const rows = await shut(vendor, { task });
      expect(rows).to.have.length(1);
      expect(rows[0]).to.match(/^team\/a:1 sha256:[0-9a-f]{12} \| no result \| /);
    });

    it("over an image whose newest scan failed, whatever became of an older one", async () => {
      const vendor = await started();
      const older = await scanned(vendor, { images: three.slice(0, 2) });
      await vendor.days(1);
      vendor.images.failScans("team/a:1");
      const newer = await scanned(vendor, { images: ["team/a:1"] });
      const env = await listed(vendor, ({ ScaStatus: _, ...image }) => image);
      const runs = [...(newer.runs as Properties[]), ...(older.runs as Properties[])];
      expect(await shut(vendor, { task: { ...older, runs } }, env)).to.deep.equal([
        "team/a:1 | no result | its scan failed (FAIL, IMAGE_DOWNLOAD_FAIL)",
      ]);
    });

    it("over an image that waits for its first scan, and says no more than that", async () => {
      const vendor = await started();
      const task = await scanned(vendor, { images: ["team/a:1"] });
      const env = await listed(vendor, ({ LastScanTime: _, ...image }) => ({ ...image, ScaStatus: "INIT" }));
      expect(await shut(vendor, { task: { ...task, runs: [] } }, env)).to.deep.equal([
        "team/a:1 | no result | no result since it was submitted",
      ]);
    });

    it("over what a colleague has pushed since, also in the process that scanned", async () => {
      const vendor = await started();
      const run = vendor.run(registryTask);
      const task = asTask(registryTask, await run.create(named));
      vendor.account.finishScans();
      await vendor.clock.sleep(1_000);
      vendor.images.move("team/c:1");
      const error = await refusalOf(run.beside("scanGate").create({ task }));
      expect(error.message).to.contain("team/c:1  no result  the tag has moved since it was scanned");
    });

    it("over an image whose second scan SAS knows nothing of, whatever became of the first", async () => {
      const vendor = await started({ assume: { canceledStatus: "gone" } });
      const program = { images: ["team/a:1"] };
      const first = await vendor.run(registryTask).create(program);
      vendor.account.finishScans();
      await vendor.days(1);
      vendor.account.holdScans();
      const next = await vendor.run(registryTask).update(first, { ...program, triggers: { again: "1" } });
      await vendor.run(registryTask).delete(next);
      vendor.account.releaseScans();
      const task = asTask(registryTask, next);
      expect(await shut(vendor, { task })).to.have.length(1);
      // Of a canceled scan nobody has said that it leaves a mark on the image.
      const env = await vendor.answering(listAction, (answer) => ({
        ...answer,
        ImageInstanceList: (answer.ImageInstanceList as Properties[]).map((image) => ({
          ...image,
          ScaStatus: "SUCCESS",
        })),
      }));
      expect(await shut(vendor, { task }, env)).to.have.length(1);
    });

    it("over images that the vendor left out without a word", async () => {
      const vendor = await started({ assume: { unknownImages: "leftOut" } }, []);
      const where = {
        repoNamespace: "team",
        repoName: "a",
        instanceId: "cri-1",
        regionId: "cn-hangzhou",
        repoId: "crr-1",
      };
      const task = await submitted(vendor, { images: [{ ...where, tag: "1" }] });
      expect(vendor.scans.map(({ images }) => images)).to.deep.equal([[]]);
      expect(await shut(vendor, { task })).to.deep.equal([
        "cri-1/team/a:1 | no result | not known to Security Center",
      ]);
    });

    it("over a selection that has come to nothing", async () => {
      const vendor = await started();
      const task = await submitted(vendor, { all: true });
      for (const name of three) vendor.images.remove(name);
      const runs = [{ taskIds: [], reason: "create", images: 3, submittedAt: new Date().toISOString() }];
      vendor.account.finishScans();
      await empty(vendor, { task: { ...task, runs, taskId: undefined } });
    });

    it("over a result that is no newer than the submission", async () => {
      const vendor = await started();
      const task = await scanned(vendor);
      const { resolved } = task as { resolved: Record<string, Properties> };
      const older = (name: string, scannedAt: string | undefined): Properties => ({
        ...task,
        runs: [],
        resolved: { ...resolved, [name]: { ...resolved[name], scannedAt } },
      });
      await open(vendor, { task: { ...task, runs: [] } });
      for (const scannedAt of [String(vendor.images.get("team/b:1").LastScanTime), undefined]) {
        expect(await shut(vendor, { task: older("team/b:1", scannedAt) })).to.deep.equal([
          "team/b:1 | no result | no result since it was submitted",
        ]);
      }
    });

    it("over a selection whose results are older than its submission", async () => {
      const vendor = await started();
      await scanned(vendor);
      const submittedAt = new Date(vendor.clock.now() + 1_000).toISOString();
      const runs = [{ taskIds: [], reason: "create", images: 3, submittedAt }];
      const task = {
        kind: registryTask,
        id: "scan-1",
        all: true,
        profile: "default",
        site: "mainland",
        runs,
      };
      const rows = await shut(vendor, { task });
      expect(rows).to.have.length(3);
      for (const row of rows) expect(row).to.match(/ \| no result \| no result since it was submitted$/);
    });

    it("over a tag that has moved since, whether the new image was scanned or not", async () => {
      const vendor = await started();
      const task = await scanned(vendor);
      vendor.images.move("team/b:1");
      expect(await shut(vendor, { task })).to.deep.equal([
        "team/b:1 | no result | the tag has moved since it was scanned",
      ]);
      await scanned(vendor, { images: ["team/b:1"] });
      expect(await shut(vendor, { task })).to.deep.equal([
        "team/b:1 | no result | the tag has moved since it was scanned",
      ]);
    });

    it("over an image that SAS does not list any more", async () => {
      const vendor = await started();
      const task = await scanned(vendor);
      vendor.images.remove("team/a:1");
      const rows = await shut(vendor, { task });
      expect(rows).to.have.length(1);
      expect(rows[0]).to.match(/^team\/a:1 \| no result \| /);
      expect(await shut(vendor, { task: { ...task, runs: [] } })).to.deep.equal([
        "team/a:1 | no result | not known to Security Center",
      ]);
    });

    it("where the list of vulnerabilities is empty and the list of images says otherwise", async () => {
      const vendor = await started();
      vendor.images.findings("team/a:1", { high: 4, low: 3 });
      const task = await scanned(vendor);
      const env = await vendor.answering(vulAction, (answer) => ({
        ...answer,
        TotalCount: 0,
        VulRecords: [],
      }));
      expect(await shut(vendor, { task, maxFindings: { high: 9 } }, env)).to.deep.equal([
        "team/a:1 | no result | its list of vulnerabilities is empty, and elsewhere there are said to be 7",
      ]);
      // Of a level that has none while others have some, it says nothing else.
      await open(vendor, { task, maxFindings: { medium: 0 } });
    });

    it("over an image that is said to have no vulnerabilities, while the list of them has some", async () => {
      const vendor = await started();
      vendor.images.findings("team/a:1", { high: 1 });
      const task = await scanned(vendor);
      const late = await vendor.answering(listAction, (answer) => ({
        ...answer,
        ImageInstanceList: (answer.ImageInstanceList as Properties[]).map((image) => ({
          ...image,
          VulCount: 0,
        })),
      }));
      expect(await shut(vendor, { task, maxFindings: { high: 0 } }, late)).to.deep.equal([
        "team/a:1 | no result | it is said to have none, and its list of vulnerabilities has 1",
      ]);
    });

    it("over a level that SAS did not count", async () => {
      const vendor = await started();
      vendor.images.findings("team/a:1", { high: 1 });
      const task = await scanned(vendor);
      const uncounted = await vendor.answering(vulAction, ({ TotalCount: _, ...answer }) => answer);
      expect(await shut(vendor, { task, maxFindings: { high: 5 } }, uncounted)).to.deep.equal(
        ["a", "b", "c"].map((name) => `team/${name}:1 | nothing was counted | high was not counted`),
      );
      const untold = await vendor.answering(listAction, (answer) => ({
        ...answer,
        ImageInstanceList: (answer.ImageInstanceList as Properties[]).map(
          ({ AlarmCount: _, ...image }) => image,
        ),
      }));
      expect(await shut(vendor, { task, maxFindings: { malware: 0 } }, untold)).to.deep.equal(
        three.map((name) => `${name} | nothing was counted | malware was not counted`),
      );
    });

    it("where SAS does not say how many vulnerabilities an image has, asks for its list", async () => {
      const vendor = await started();
      vendor.images.findings("team/a:1", { high: 1 });
      const task = await scanned(vendor);
      const env = await vendor.answering(listAction, (answer) => ({
        ...answer,
        ImageInstanceList: (answer.ImageInstanceList as Properties[]).map(
          ({ VulCount: _, ...image }) => image,
        ),
      }));
      expect(await shut(vendor, { task, maxFindings: { high: 0 } }, env)).to.deep.equal([
        "team/a:1 | high 1 | high 1 > 0: debian:12:CVE-2026-1001",
      ]);
      expect(vendor.asked(vulAction).filter(({ PageSize }) => PageSize === "1")).to.have.length(3);
    });

    it("over parts of a selection of which SAS tells nothing", async () => {
      const vendor = await started();
      const task = await scanned(vendor, { all: true });
      const env = await vendor.answering(leafAction, (answer) => ({
        ...answer,
        PageInfo: { TotalCount: 1 },
        OnceTasks: (answer.OnceTasks as Properties[]).slice(0, 1),
      }));
      expect(await shut(vendor, { task }, env)).to.deep.equal([
        "2 more | no result | scanned, but SAS does not say which images they are",
      ]);
    });

    for (const [title, changes, why] of [
      ["a status that is new", { StatusText: "SOMETHING", Finish: 1 }, "its scan failed (SOMETHING)"],
      ["another reason", { ResultInfo: "SOMETHING_ELSE" }, "its scan ended with SOMETHING_ELSE"],
      [
        "the reason that another scan ran",
        { ResultInfo: "forbid_create_repeat_task", StatusText: "FAIL" },
        "not scanned: another scan of it ran already",
      ],
      ["the reason that its region is not scanned", { ResultInfo: "TASK_NOT_SUPPORT_REGION" }, region],
      ["a scan that ended halfway", { Progress: 55 }, "its scan ended at 55 %"],
      ["a time-out in SAS's other spelling", { StatusText: "TIMOUT", Finish: 0 }, "its scan failed (TIMOUT)"],
      [
        "a failure",
        { StatusText: "FAIL", ResultInfo: "IMAGE_DOWNLOAD_FAIL", Finish: 0 },
        "its scan failed (FAIL, IMAGE_DOWNLOAD_FAIL)",
      ],
    ] as const) {
      it(`over a part that ended with ${title}`, async () => {
        const vendor = await started();
        const task = await scanned(vendor, { images: three.slice(0, 2) });
        const env = await vendor.answering(leafAction, (answer) => ({
          ...answer,
          OnceTasks: (answer.OnceTasks as Properties[]).map((leaf, index) =>
            // Nobody has scanned it since the part's end.
            index > 0 ? leaf : { ...leaf, ...changes, EndTime: vendor.clock.now() + 1_000 },
          ),
        }));
        expect(await shut(vendor, { task }, env)).to.deep.equal([`team/a:1 | no result | ${why}`]);
      });
    }

    it("over a part that is new to it and has not ended", async () => {
      const vendor = await started();
      const task = await scanned(vendor, { images: three.slice(0, 2) });
      const env = await vendor.answering(leafAction, (answer) => ({
        ...answer,
        OnceTasks: (answer.OnceTasks as Properties[]).map((leaf) => ({
          ...leaf,
          StatusText: "SOMETHING",
          Finish: 0,
        })),
      }));
      expect(await shut(vendor, { task }, env)).to.deep.equal([
        "team/a:1 | no result | still being scanned",
        "team/b:1 | no result | still being scanned",
      ]);
    });

    for (const [title, changes, why] of [
      ["is on its way", { ScaStatus: "CVE_ANALYZER" }, "still being scanned"],
      ["failed", { ScaStatus: "FAIL" }, "its scan failed (FAIL)"],
      ["took too long", { ScaStatus: "TIMEOUT" }, "its scan failed (TIMEOUT)"],
      ["took too long, spelled otherwise", { ScaStatus: "TIMOUT" }, "its scan failed (TIMOUT)"],
      ["is not scanned in its region", { ScaResult: "TASK_NOT_SUPPORT_REGION" }, region],
      ["left no time", { LastScanTime: 0 }, "its scan ended, and left no result"],
      ["left an older time", { LastScanTime: 1_000 }, "its scan ended, and left no result"],
      ["left the same time", "before", "its scan ended, and left no result"],
    ] as const) {
      it(`where the list says that an image's scan ${title}`, async () => {
        const vendor = await started();
        await scanned(vendor);
        const { LastScanTime } = vendor.images.get("team/a:1");
        await vendor.days(1);
        const task = await scanned(vendor);
        const env = await vendor.answering(listAction, (answer) => ({
          ...answer,
          ImageInstanceList: (answer.ImageInstanceList as Properties[]).map((image) =>
            image.RepoName === "a"
              ? { ...image, ...(changes === "before" ? { LastScanTime } : changes) }
              : image,
          ),
        }));
        expect(await shut(vendor, { task }, env)).to.deep.equal([`team/a:1 | no result | ${why}`]);
      });
    }

    it("where nobody says which digest was scanned", async () => {
      const vendor = await started();
      const task = await scanned(vendor, { filter: { repoNames: ["a"] } });
      const { IMAGE_SCAN_ALICLOUD_ENDPOINT: leaves } = await vendor.answering(leafAction, (answer) => ({
        ...answer,
        OnceTasks: (answer.OnceTasks as Properties[]).map(({ Target: _, TaskImageInfo, ...leaf }) => ({
          ...leaf,
          TaskImageInfo: { ...(TaskImageInfo as Properties), Digest: "" },
        })),
      }));
      const env = await listed(vendor, (image) => ({ ...image, Digest: "" }), leaves);
      expect(await shut(vendor, { task }, env)).to.deep.equal([
        "team/a:1 | no result | SAS does not say which digest it scanned",
      ]);
    });
  });

  it("goes on waiting while SAS's word for the scan is new to it, and while others scan what was followed", async () => {
    const vendor = await started({ secondsPerImage: 20 });
    const task = await submitted(vendor);
    const env = await vendor.answering("GetOnceTaskResultInfo", (answer) => {
      const { Status } = answer.TaskInfo as { Status: string };
      return { ...answer, TaskInfo: { Status: Status === "START" ? "SOMETHING" : Status } };
    });
    const before = vendor.clock.now();
    await open(vendor, { task, maxFindings: clean }, env);
    expect(vendor.clock.now() - before).to.be.within(50_000, 75_000);
  });

  it("goes on waiting while SAS calls the scan started, though it lists nothing that runs", async () => {
    const vendor = await started();
    const task = await submitted(vendor);
    const env = await vendor.answering("ListUnfinishedOnceTask", (answer) => ({
      ...answer,
      OnceTasks: null,
    }));
    expect((await open(vendor, { task, maxFindings: clean }, env)).verdict).to.equal("passed");
  });

  it("waits for nothing of a scan of whose state SAS says nothing, and judges its parts", async () => {
    const vendor = await started();
    const task = await scanned(vendor);
    for (const TaskInfo of [{}, { Status: "" }, null]) {
      const env = await vendor.answering("GetOnceTaskResultInfo", (answer) => ({ ...answer, TaskInfo }));
      expect((await open(vendor, { task, maxFindings: clean }, env)).totalImages).to.equal(3);
    }
  });

  it("asks no more for a part of a run that has ended, and tells how many images are scanned", async () => {
    const names = Array.from({ length: 21 }, (_, index) => `team/image-${index}:1`);
    const vendor = await started({}, names);
    const task = await submitted(vendor, { images: names });
    await vendor.clock.sleep(90_000);
    vendor.calls();
    const run = vendor.run("scanGate");
    await run.create({ task });
    const [, second] = vendor.scans;
    const asked = vendor.asked("GetOnceTaskResultInfo");
    expect(asked.filter(({ TaskId }) => TaskId === second?.taskId)).to.have.length(1);
    expect(asked.length).to.be.above(10);
    expect(run.host.lines[0]).to.match(/: 2 of 21 images scanned, waiting for [0-3] s$/);
  });

  for (const [level, refused] of [
    [
      "critical",
      "maxFindings.critical: is not counted by this vendor, which counts high, medium, low, malware",
    ],
    [
      "sensitiveInfo",
      "maxFindings.sensitiveInfo: is not counted by this vendor, which counts high, medium, low, malware",
    ],
  ]) {
    it(`refuses at check to limit ${level}`, async () => {
      const vendor = await started();
      const task = { kind: registryTask, id: "scan-1", all: true };
      const { failures } = vendor.run("scanGate").check({ task, maxFindings: { [String(level)]: 0 } });
      expect(failures).to.deep.equal([{ property: "", reason: refused }]);
    });
  }
});

describe("ScanGate: what SAS says of a vulnerability", () => {
  afterEach(stopVendors);

  const until = "2099-01-01";
  const except = (...ids: readonly string[]): Properties[] =>
    ids.map((vulnerability) => ({ vulnerability, until, reason: "x" }));
  const advisory = { Name: "USN-7", Necessity: "asap", Related: "CVE-2026-1, CVE-2026-2,CVE-2026-3" };

  async function found(...vulnerabilities: readonly (typeof advisory | Properties)[]) {
    const vendor = await started({}, ["team/a:1"]);
    vendor.images.findings("team/a:1", { vulnerabilities } as AlicloudFindings);
    return { vendor, task: await scanned(vendor, { images: ["team/a:1"] }) };
  }

  for (const [ids, excused] of [
    [["USN-7"], true],
    [["usn-7"], true],
    [["CVE-2026-1", "CVE-2026-2", "CVE-2026-3"], true],
    [["CVE-2026-1", "CVE-2026-3"], false],
  ] as const) {
    it(`${excused ? "excuses" : "does not excuse"} an advisory by ${ids.join(", ")}`, async () => {
      const { vendor, task } = await found(advisory);
      const program = { task, maxFindings: { high: 0 }, exceptions: except(...ids) };
      if (excused) expect((await open(vendor, program)).verdict).to.equal("passed");
      else expect(await shut(vendor, program)).to.deep.equal(["team/a:1 | high 1 | high 1 > 0: USN-7"]);
    });
  }

  for (const [title, told, counts] of [
    ["cannot be fixed", { CanFix: "no", CanUpdate: false }, false],
    ["cannot be fixed there, and can be updated", { CanFix: "no", CanUpdate: true }, true],
    [
      "cannot be fixed there, and has a command",
      { CanFix: "no", CanUpdate: false, command: "apt-get" },
      true,
    ],
    ["can be fixed", { CanFix: "yes", CanUpdate: false }, true],
    ["nothing is said of", { CanFix: undefined, CanUpdate: undefined }, true],
    ["can be updated, as a text says", { CanFix: "no", CanUpdate: "true" }, true],
    ["cannot be updated, as a text says", { CanFix: "no", CanUpdate: "false" }, false],
  ] as const) {
    it(`${counts ? "counts" : "passes over"} one that ${title}, where only those count that can be fixed`, async () => {
      const { vendor, task } = await found({ Name: "CVE-2026-1", Necessity: "asap" });
      const { command = "", ...fields } = { command: "", ...told };
      const ExtendContentJson = { RpmEntityList: [{ Name: "libc", UpdateCmd: command }] };
      const env = await vendor.answering(vulAction, (answer) => ({
        ...answer,
        VulRecords: (answer.VulRecords as Properties[]).map((one) => ({
          ...one,
          ...fields,
          ExtendContentJson,
        })),
      }));
      const program = { task, maxFindings: { high: 0 }, fixableOnly: true };
      if (counts) expect(await shut(vendor, program, env)).to.have.length(1);
      else expect((await open(vendor, program, env)).verdict).to.equal("passed");
    });
  }

  it("is told in words that fit every vendor", async () => {
    const { vendor, task } = await found(
      {
        ...advisory,
        AliasName: "a hole",
        CanFix: "yes",
        CanUpdate: false,
        ExtendContentJson: {
          RpmEntityList: [{ Name: "libc", Version: "1.0", FullVersion: "1.0-3", UpdateCmd: "" }],
        },
      },
      { Name: "CVE-2026-9", Necessity: "later", Related: "", CanFix: "no" },
      { Name: "CVE-2026-8", Necessity: "nntf" },
    );
    const context = new Context(testHost({ env: { ...vendor.sandbox.env } }), new Map(), vendor.clock);
    const told: unknown[] = [];
    for await (const image of resource(registryTask).judged?.results(context, task).images(["high"]) ?? [])
      for await (const one of image.vulnerabilities?.(["medium", "high"]) ?? []) told.push(one);
    expect(told).to.deep.equal([
      {
        id: "USN-7",
        cves: ["CVE-2026-1", "CVE-2026-2", "CVE-2026-3"],
        severity: "high",
        fixable: true,
        package: "libc",
        version: "1.0-3",
        title: "a hole",
      },
      {
        id: "CVE-2026-9",
        cves: [],
        severity: "medium",
        fixable: false,
        package: "libsandbox",
        version: "1.0.0-1",
        title: "CVE-2026-9 made-up vulnerability",
      },
    ]);
  });

  for (const [reading, status] of [
    ["CANCELED", "canceled"],
    ["TIMEOUT", "timedOut"],
    ["FAIL", "failed"],
  ] as const) {
    it(`and how a scan ended that was stopped: ${reading} is ${status}`, async () => {
      const vendor = await started({ assume: { canceledStatus: reading } });
      vendor.account.holdScans();
      const stored = await vendor.run(registryTask).create(named);
      await vendor.run(registryTask).delete(stored);
      const task = asTask(registryTask, stored);
      const { state } = await vendor.run("scanGate").create({ task, enforcementLevel: "advisory" });
      expect(state).to.deep.include({ verdict: "refused", status });
    });
  }
});

describe("ScanGate over alicloud.ContainerScanTask", () => {
  const clusterId = "c-one";
  afterEach(stopVendors);

  const api = { AppName: "api", Image: "registry.example/team/api:1", ImageDigest: "a".repeat(64) };
  const sidecar = { AppName: "api", Image: "registry.example/team/proxy:1", ImageDigest: "b".repeat(64) };

  async function running(
    options: AlicloudOptions = {},
    containers: readonly Partial<Container>[] = [api, sidecar],
  ): Promise<SasVendor> {
    const vendor = await SasVendor.start(options);
    vendor.account.containers.addCluster(clusterId);
    for (const container of containers)
      vendor.account.containers.run({ ClusterId: clusterId, AppName: "api", ...container });
    return vendor;
  }

  async function scannedApps(vendor: SasVendor, more: Properties = {}): Promise<Properties> {
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"], ...more });
    vendor.account.finishScans();
    await vendor.clock.sleep(10_000);
    return asTask(containerTask, stored);
  }

  for (const assume of [{}, { leafStatus: "documented" }, { unfinishedTaskId: "root" }] as const) {
    it(`opens when every image of every application is clean, under ${JSON.stringify(assume)}`, async () => {
      const vendor = await running({ assume });
      const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      const task = asTask(containerTask, stored);
      expect(await open(vendor, { task, maxFindings: clean })).to.deep.include({
        verdict: "passed",
        totalImages: 2,
        findings: clean,
      });
      expect(vendor.scans[0]?.state).to.equal("ended");
    });
  }

  it("counts an image once that several containers run", async () => {
    const vendor = await running({}, [api, api, api, sidecar]);
    const task = await scannedApps(vendor);
    expect((await open(vendor, { task })).totalImages).to.equal(2);
  });

  it("stays shut over a finding, and names the application and the image", async () => {
    const vendor = await running();
    vendor.account.containers.findings("api", { high: 2 });
    const task = await scannedApps(vendor);
    expect(await shut(vendor, { task, maxFindings: { high: 1 } })).to.deep.equal([
      "api: registry.example/team/api:1 | high 2 | high 2 > 1: debian:12:CVE-2026-1001, debian:12:CVE-2026-1002",
      "api: registry.example/team/proxy:1 | high 2 | high 2 > 1: debian:12:CVE-2026-1001, debian:12:CVE-2026-1002",
    ]);
  });

  it("excuses what is accepted in an image by the name that its container gives it", async () => {
    const vendor = await running();
    vendor.account.containers.findings("api", {
      vulnerabilities: [{ Name: "CVE-2026-1", Necessity: "asap" }],
    });
    const task = await scannedApps(vendor);
    const exception = { vulnerability: "CVE-2026-1", until: "2099-01-01", reason: "x" };
    const inOne = [{ ...exception, images: ["registry.example/team/api:*"] }];
    expect(await shut(vendor, { task, maxFindings: { high: 0 }, exceptions: inOne })).to.deep.equal([
      "api: registry.example/team/proxy:1 | high 1 | high 1 > 0: CVE-2026-1",
    ]);
    const byDigest = [
      ...inOne,
      { ...exception, images: [`registry.example/team/proxy@sha256:${"b".repeat(64)}`] },
    ];
    const { verdict } = await open(vendor, { task, maxFindings: { high: 0 }, exceptions: byDigest });
    expect(verdict).to.equal("passed");
  });

  it("pins what runs by the name that its container gives it, unless that means two things", async () => {
    const vendor = await running();
    const task = await scannedApps(vendor);
    const pins = {
      "registry.example/team/api:1": `registry.example/team/api@sha256:${"a".repeat(64)}`,
      "registry.example/team/proxy:1": `registry.example/team/proxy@sha256:${"b".repeat(64)}`,
    };
    expect((await open(vendor, { task })).pinned).to.deep.equal(pins);
    const other = await running({}, [api, sidecar, { ...api, ImageDigest: "c".repeat(64) }]);
    const { "registry.example/team/api:1": _, ...rest } = pins;
    expect((await open(other, { task: await scannedApps(other) })).pinned).to.deep.equal(rest);
  });

  it("asks for the vulnerabilities of a digest as SAS spells it, and for just the levels that it limits", async () => {
    for (const digestSpelling of ["hex", "prefixed"] as const) {
      const vendor = await running({ assume: { digestSpelling } }, [api]);
      const task = await scannedApps(vendor);
      await open(vendor, { task, maxFindings: { high: 0 } });
      const [{ ImageDigest = "" } = {}] = vendor.account.containers.list();
      expect(vendor.asked(vulAction)).to.deep.equal([
        { Type: "cve", Digest: ImageDigest, Necessity: "asap", CurrentPage: "1", PageSize: "1" },
      ]);
    }
  });

  it("stays shut over an image that a rollout has brought since, until that one is scanned", async () => {
    const vendor = await running();
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    vendor.account.finishScans();
    const { containers } = vendor.account;
    containers.stop("api");
    containers.run({
      ClusterId: clusterId,
      ...api,
      Image: "registry.example/team/api:2",
      ImageDigest: "c".repeat(64),
    });
    containers.run({
      ClusterId: clusterId,
      ...api,
      Image: "registry.example/team/api:2",
      ImageDigest: "c".repeat(64),
    });
    const rows = await shut(vendor, { task: asTask(containerTask, stored) });
    expect(rows).to.deep.equal([
      "api: registry.example/team/api:2 | no result | runs now, and was not scanned",
    ]);
    await vendor.clock.sleep(60_000);
    const program = { clusterId, apps: ["api"], triggers: { rollout: "2" } };
    const next = await vendor.run(containerTask).update(stored, program);
    vendor.account.finishScans();
    expect((await open(vendor, { task: asTask(containerTask, next) })).totalImages).to.equal(1);
  });

  it("stays shut over a rollout also in the process that scanned", async () => {
    const vendor = await running();
    const run = vendor.run(containerTask);
    const task = asTask(containerTask, await run.create({ clusterId, apps: ["api"] }));
    vendor.account.finishScans();
    await vendor.clock.sleep(1_000);
    vendor.account.containers.run({ ClusterId: clusterId, ...api, Image: "", ImageDigest: "c".repeat(64) });
    const error = await refusalOf(run.beside("scanGate").create({ task }));
    expect(error.message).to.match(/ api: sha256:c{12} +no result +runs now, and was not scanned/);
  });

  it("stays shut over an application whose newest scan failed, whatever became of an older one", async () => {
    const vendor = await running({}, [api]);
    const program = { clusterId, apps: ["api"] };
    const first = await vendor.run(containerTask).create(program);
    vendor.account.finishScans();
    await vendor.days(1);
    vendor.account.containers.failScans("api");
    const next = await vendor.run(containerTask).update(first, { ...program, triggers: { again: "1" } });
    vendor.account.finishScans();
    expect(await shut(vendor, { task: asTask(containerTask, next) })).to.have.length(1);
  });

  it("stays shut over a part that is new to it and has not ended", async () => {
    const vendor = await running({}, [api]);
    const task = await scannedApps(vendor);
    const env = await vendor.answering(leafAction, (answer) => ({
      ...answer,
      OnceTasks: (answer.OnceTasks as Properties[]).map((leaf) => ({
        ...leaf,
        StatusText: "SOMETHING",
        Finish: 0,
      })),
    }));
    expect(await shut(vendor, { task }, env)).to.deep.equal([
      "api: registry.example/team/api:1 | no result | still being scanned",
    ]);
  });

  it("stays shut over an application that does not run any more and was never scanned", async () => {
    const vendor = await running();
    const task = await scannedApps(vendor);
    vendor.account.containers.stop("api");
    expect(await shut(vendor, { task: { ...task, runs: [] } })).to.deep.equal([
      "api | no result | no result since it was submitted: change `triggers` to scan it",
    ]);
  });

  it("judges what was only followed by the scan that went on then", async () => {
    const vendor = await running();
    await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    expect(stored.state.followed).to.deep.equal(["api"]);
    const before = vendor.clock.now();
    expect(await open(vendor, { task: asTask(containerTask, stored) })).to.include({ totalImages: 2 });
    // It has waited for the scan of others.
    expect(vendor.clock.now() - before).to.be.above(100_000);
    expect(vendor.scans).to.have.length(1);
  });

  it("stays shut over what was only followed, where that scan ended before, or failed", async () => {
    const vendor = await running();
    await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    vendor.account.finishScans();
    const late = { api: { id: "api", scannedAt: String(vendor.clock.now() + 600_000) } };
    expect(await shut(vendor, { task: { ...asTask(containerTask, stored), resolved: late } })).to.deep.equal([
      "api | no result | no result since it was submitted: change `triggers` to scan it",
    ]);
    const failed = await running();
    failed.account.containers.failScans("api");
    await failed.run(containerTask).create({ clusterId, apps: ["api"] });
    const followed = await failed.run(containerTask).create({ clusterId, apps: ["api"] });
    expect(await shut(failed, { task: asTask(containerTask, followed) })).to.have.length(2);
  });

  it("stays shut where SAS does not let scans of containers be read, after their end", async () => {
    const vendor = await running({ assume: { containerTasks: "unreadable" } });
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    const before = vendor.clock.now();
    const rows = await shut(vendor, { task: asTask(containerTask, stored) });
    expect(rows).to.have.length(1);
    expect(vendor.clock.now() - before).to.be.above(100_000);
  });

  for (const canceledStatus of readings) {
    it(`stays shut over a scan that was canceled, which SAS calls ${canceledStatus}`, async () => {
      const vendor = await running({ assume: { canceledStatus } });
      await scannedApps(vendor);
      vendor.account.holdScans();
      const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      await vendor.run(containerTask).delete(stored);
      vendor.account.releaseScans();
      const rows = await shut(vendor, { task: asTask(containerTask, stored) });
      for (const row of rows) expect(row).to.match(/^api.* \| no result \| /);
    });
  }

  it("stays shut over an application whose second scan SAS knows nothing of, whatever became of the first", async () => {
    const vendor = await running({ assume: { canceledStatus: "gone" } });
    const program = { clusterId, apps: ["api"] };
    const first = await vendor.run(containerTask).create(program);
    vendor.account.finishScans();
    await vendor.days(1);
    vendor.account.holdScans();
    const next = await vendor.run(containerTask).update(first, { ...program, triggers: { again: "1" } });
    await vendor.run(containerTask).delete(next);
    vendor.account.releaseScans();
    const rows = await shut(vendor, { task: asTask(containerTask, next) });
    expect(rows.length).to.be.above(0);
  });

  it("stays shut over a scan that failed, ran too long, or is in a region that SAS scans none in", async () => {
    const failing = await running();
    failing.account.containers.failScans("api");
    expect(await shut(failing, { task: await scannedApps(failing) })).to.deep.equal([
      "api: registry.example/team/api:1 | no result | its scan failed (FAIL, IMAGE_DOWNLOAD_FAIL)",
      "api: registry.example/team/proxy:1 | no result | its scan failed (FAIL, IMAGE_DOWNLOAD_FAIL)",
    ]);
    const slow = await running({ secondsToTimeOut: 30 });
    const stored = await slow.run(containerTask).create({ clusterId, apps: ["api"] });
    expect((await shut(slow, { task: asTask(containerTask, stored) }))[0]).to.contain(
      "its scan failed (TIMEOUT)",
    );
    const far = await SasVendor.start();
    far.account.containers.addCluster(clusterId, { RegionId: "me-east-1" });
    far.account.containers.run({ ClusterId: clusterId, ...api });
    expect((await shut(far, { task: await scannedApps(far) }))[0]).to.contain(region);
  });

  it("comes to the same whichever of two containers that run one image has failed", async () => {
    const verdicts: unknown[] = [];
    for (const failed of [0, 1]) {
      const vendor = await running({}, [api, api]);
      vendor.account.containers.failScans(vendor.account.containers.list()[failed]?.ContainerId ?? "");
      const task = await scannedApps(vendor);
      verdicts.push(
        await open(vendor, { task }).then(
          () => "open",
          () => "shut",
        ),
      );
    }
    expect(verdicts[0]).to.equal(verdicts[1]);
  });

  it("judges two containers of one pod each by its own image", async () => {
    const vendor = await running({}, [
      { ...api, Pod: "api-1" },
      { ...sidecar, Pod: "api-1" },
    ]);
    const containerIds = vendor.account.containers.list().map(({ ContainerId }) => ContainerId);
    const stored = await vendor.run(containerTask).create({ clusterId, containerIds });
    vendor.account.finishScans();
    const { totalImages } = await open(vendor, { task: asTask(containerTask, stored) });
    expect(totalImages).to.equal(2);
  });

  it("does not count malware, and says so at check", async () => {
    const vendor = await running();
    const { failures } = vendor
      .run("scanGate")
      .check({ task: { kind: containerTask, id: "scan-1" }, maxFindings: { malware: 0 } });
    expect(failures[0]?.reason).to.equal(
      "maxFindings.malware: is not counted by this vendor, which counts high, medium, low",
    );
  });

  it("stays shut where nobody says which digest was scanned", async () => {
    const vendor = await running({}, [api]);
    const task = await scannedApps(vendor);
    const env = await vendor.answering(leafAction, (answer) => ({
      ...answer,
      OnceTasks: (answer.OnceTasks as Properties[]).map(({ Target: _, TaskImageInfo, ...leaf }) => ({
        ...leaf,
        TaskImageInfo: { ...(TaskImageInfo as Properties), Digest: null, Image: null },
      })),
    }));
    expect(await shut(vendor, { task }, env)).to.deep.equal([
      "api: an image without a name | no result | SAS does not say which digest it scanned",
      "api: registry.example/team/api:1 | no result | runs now, and was not scanned",
    ]);
  });
});
