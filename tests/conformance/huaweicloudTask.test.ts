import { expect } from "chai";
import type { Properties } from "../../provider/core/wire";
import type { FaultKind, HuaweiCloudAccount } from "../../sandbox/index";
import { errorOf, refusalOf } from "../../tools/ground/run";
import type { TaskVendor } from "../../tools/ground/vendor";
import { fitForPeople, stopGrounds, vendorFailure } from "./ground";
import { huaweicloudTasks } from "./huaweicloudTasks";
import { sorted, stateOf, TaskSuite } from "./taskSuite";

type Vendor = TaskVendor<HuaweiCloudAccount>;

for (const row of huaweicloudTasks) {
  const suite = new TaskSuite(row);
  const { three, firstThree, names } = { ...suite, names: row.names };
  const [one = "", , , four = ""] = names;
  const kind = row.kind === "huaweicloud/registryScanTask" ? "registry" : "local";

  describe(`${row.kind} by ${row.submit}, where the vendor is its own`, () => {
    afterEach(stopGrounds);

    const calls = (vendor: Vendor) => vendor.ground.calls();
    /** What each task of these was told to be. */
    const told = (vendor: Vendor) =>
      Object.fromEntries(vendor.scans().map(({ taskId, images }) => [String(taskId), images]));
    /** A colleague scans an image, just after the next submission arrived. */
    const colleagueScans = (vendor: Vendor, name: string) => {
      const end = vendor.ground.sandbox.requests.subscribe(({ action }) => {
        if (action !== row.submit) return;
        end();
        vendor.ground.account.startScan({ kind, images: [vendor.idOf(name) as string] });
      });
    };

    for (const taskOrder of ["newestFirst", "unordered"] as const) {
      for (const secondsToList of [0, 5]) {
        it(`keeps each of ten tasks of one process apart: ${taskOrder}, listed after ${secondsToList} s`, async () => {
          const vendor = await row.start({ assume: { taskOrder }, secondsToList, secondsPerImage: 3600 });
          const many = suite.more(vendor, 10);
          const process = suite.process(vendor);
          const all = await Promise.all(
            many.map((name) => process.beside(row.kind).create(row.program([name]))),
          );
          const ids = all.map((ours) => String(stateOf(ours).taskId));
          expect(new Set(ids)).to.have.property("size", 10);
          expect(ids.map((id) => told(vendor)[id])).to.deep.equal(many.map((name) => [name]));
          await suite.process(vendor).delete(all[3] ?? { id: "", state: {} });
          const stopped = vendor.scans().filter(({ state }) => state === "canceled");
          expect(stopped.map(({ images }) => images)).to.deep.equal([[many[3]]]);
        });
      }
    }

    it("says before each submission how many scans are free", async () => {
      const vendor = await row.start();
      const account = vendor.ground.account;
      account.quota.edit({ free_quota_num: 7, repository_scan_num: 2 });
      const run = suite.process(vendor);
      const ours = await run.create(three);
      expect(run.log).to.contain(
        "submits 3 images: HSS counts 7 free scans and 2 scans of registry images so far",
      );
      account.finishScans();
      const next = suite.process(vendor);
      await next.update(ours, suite.five);
      const done = kind === "registry" ? 5 : 2;
      expect(next.log).to.contain(`submits 2 images: HSS counts 7 free scans and ${done} scans of registry`);
      account.finishScans();
      await suite.process(vendor).create(row.everything ?? { all: true });
      const asked = calls(vendor).filter((action) => /^Show|Scan(Task|LocalImage)$/.test(action));
      const paid = asked.filter((action) => action !== "ListImageScanTask");
      expect(paid).to.deep.equal([1, 2, 3].flatMap(() => ["ShowImagePayPerScanStatistics", row.submit]));
    });

    it("keeps no id when a colleague begins as large a scan at the same moment, and stops neither", async () => {
      const vendor = await row.start({ secondsPerImage: 3600 });
      colleagueScans(vendor, four);
      const run = suite.process(vendor);
      const ours = await run.create(row.program([one]));
      expect(run.log).to.contain("which of 2 scans of the same content is ours is ambiguous");
      expect(stateOf(ours)).not.to.have.property("taskId");
      expect(stateOf(ours).runs.map(({ taskIds, images }) => ({ taskIds, images }))).to.deep.equal([
        { taskIds: [], images: 1 },
      ]);
      const deletion = suite.process(vendor);
      await deletion.delete(ours);
      expect(deletion.log).to.contain("HSS gave the scan no id");
      expect(vendor.scans().map(({ state }) => state)).to.deep.equal(["scanning", "scanning"]);
      await suite.process(vendor).create(row.program([one]));
      expect(vendor.scans(), "followed").to.have.length(2);
    });

    it("tells its own scan by its size from one that a colleague begins at the same moment", async () => {
      const vendor = await row.start({ secondsPerImage: 3600 });
      colleagueScans(vendor, four);
      const ours = await suite.process(vendor).create(three);
      expect(told(vendor)[String(stateOf(ours).taskId)]).to.deep.equal(firstThree);
      await suite.process(vendor).delete(ours);
      const stopped = vendor.scans().filter(({ state }) => state === "canceled");
      expect(stopped.map(({ images }) => images)).to.deep.equal([firstThree]);
    });

    for (const imageStatus of ["atOnce", "withTask"] as const) {
      it(`waits until its scan is listed, and follows it in the next process: imageStatus ${imageStatus}`, async () => {
        const vendor = await row.start({ assume: { imageStatus }, secondsToList: 5, secondsPerImage: 3600 });
        const ours = await suite.process(vendor).create(three);
        expect(stateOf(ours).taskId).to.equal(suite.taskIds(vendor)[0]);
        const other = await suite.process(vendor).create(three);
        expect(sorted(stateOf(other).followed)).to.deep.equal(sorted(firstThree));
        expect(vendor.scans()).to.have.length(1);
      });
    }

    it("submits, says so, and never twice, when its scan is not listed for long", async () => {
      const vendor = await row.start({ secondsToList: 600, secondsPerImage: 3600 });
      const run = suite.process(vendor);
      const ours = await run.create(three);
      expect(run.log).to.contain("HSS lists no scan of it: no id is kept");
      expect(stateOf(ours).runs.map(({ taskIds, images }) => ({ taskIds, images }))).to.deep.equal([
        { taskIds: [], images: 3 },
      ]);
      expect((await suite.process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
      expect(suite.process(vendor).plan(ours, three).changed).to.deep.equal([]);
      await suite.process(vendor).create(three);
      expect(vendor.scans()).to.have.length(1);
    });

    it("follows its images when the answer is lost and no scan is listed", async () => {
      const vendor = await row.start({ secondsToList: 600, secondsPerImage: 3600 });
      vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
      const run = suite.process(vendor);
      const ours = await run.create(three);
      expect(run.log).to.contain("the answer was lost (").and.contain("ambiguous");
      expect(sorted(stateOf(ours).followed)).to.deep.equal(sorted(firstThree));
      expect(vendor.scans()).to.have.length(1);
    });

    it("refuses what HSS cannot scan, names it, and submits nothing", async () => {
      const vendor = await row.start();
      vendor.authorise(one, false);
      const error = await refusalOf(suite.process(vendor).create(three));
      expect(error.kind).to.equal("QuotaExceeded");
      expect(error.message)
        .to.contain("1 of 3 images cannot be scanned:")
        .and.contain(`${one}: HSS cannot scan it`);
      expect(vendor.ground.changes()).to.deep.equal([]);
    });

    it("scans those that are named of 455, which are several pages of a list", async () => {
      const vendor = await row.start({ secondsPerImage: 0 });
      const many = suite.more(vendor, 450);
      const picked = [many[0] ?? "", many[199] ?? "", many[200] ?? "", many[449] ?? ""];
      await suite.process(vendor).create(row.program(picked));
      expect(suite.scanned(vendor)).to.deep.equal([sorted(picked)]);
    });

    it("says its enterprise project in every request, and scans there", async () => {
      const enterpriseProject = "6fc2a1e0-0000-4000-8000-000000000001";
      const vendor = await row.start({
        accounts: [{ images: "none", enterpriseProjects: [enterpriseProject] }],
      });
      const { registries, registryImages, localImages } = vendor.ground.account;
      registries.add("theirs", enterpriseProject);
      registryImages.add("other/six:1.0", { registry_name: "theirs" });
      localImages.add("other/six:1.0", enterpriseProject);
      const program: Properties = {
        ...row.program(["other/six:1.0"]),
        enterpriseProjectId: enterpriseProject,
      };
      const ours = await suite.process(vendor).create(program);
      await suite.process(vendor).refresh(ours);
      await suite.process(vendor).delete(ours);
      expect(vendor.scans().map(({ images, state }) => [images, state])).to.deep.equal([
        [["other/six:1.0"], "canceled"],
      ]);
      const { entries } = vendor.ground.sandbox.requests;
      for (const { query } of entries)
        expect(new URLSearchParams(query).get("enterprise_project_id")).to.equal(enterpriseProject);
      const error = await refusalOf(suite.process(vendor).create({ ...program, images: [one] }));
      expect(error.kind).to.equal("NotFound");
    });

    it("stays where it was created, whatever the environment says later", async () => {
      const { vendor, ours } = await suite.created();
      const elsewhere = { HW_REGION_NAME: "ap-southeast-1", HW_PROJECT_ID: "0".repeat(32) };
      const run = suite.process(vendor, { env: elsewhere });
      expect(run.plan(ours, three).changed).to.deep.equal([]);
      const account = vendor.ground.account;
      expect(ours.state).to.deep.include({
        region: account.region,
        projectId: account.projectId,
        enterpriseProjectId: "0",
      });
    });

    const kinds: readonly FaultKind[] = ["http500", "http503", "malformedJson", "resetBefore", "redirect"];
    for (const action of [row.list, "ListImageScanTask", row.submit]) {
      it(`says nothing secret, whatever goes wrong with ${action}`, async () => {
        const vendor = await row.start();
        const { ak, sk } = vendor.ground.account.keys[0];
        const faults = kinds.map((fault) => ({ kind: fault }));
        const errors = ["APIGW.0301", "HSS.0001", "HSS.0041", "00000010"].map((code) => {
          return { kind: "error" as const, code, message: `it has ${ak} and ${sk}` };
        });
        for (const fault of [...faults, ...errors]) {
          vendor.ground.sandbox.faults.add({ ...fault, action, times: Number.POSITIVE_INFINITY });
          const run = suite.process(vendor);
          const { message, details } = await errorOf(run.create(three));
          fitForPeople(`${message}\n${run.log}\n${JSON.stringify(details)}`, vendor.ground);
          vendor.ground.sandbox.faults.clear();
        }
        expect(vendor.scans()).to.deep.equal([]);
      });
    }

    it("says nothing secret, and scans, when it may not ask how many scans are free", async () => {
      const vendor = await row.start();
      const { ak, sk } = vendor.ground.account.keys[0];
      const message = `it has ${ak} and ${sk}`;
      const action = "ShowImagePayPerScanStatistics";
      vendor.ground.sandbox.faults.add({ kind: "error", action, code: "HSS.0013", message });
      const run = suite.process(vendor);
      await run.create(three);
      expect(run.log).to.contain("how many scans are free (HSS.0013)");
      expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree));
    });

    for (const [what, variable] of [
      ["access", "HW_ACCESS_KEY"],
      ["secret", "HW_SECRET_KEY"],
    ] as const) {
      it(`says nothing of a wrong ${what} key but that it is wrong`, async () => {
        const vendor = await row.start();
        const wrong = `nobodys-${what}-key`;
        const error = await refusalOf(suite.process(vendor, { env: { [variable]: wrong } }).create(three));
        expect(error.kind).to.equal("Unauthenticated");
        expect(error.message).to.match(vendorFailure).and.not.contain(wrong);
        fitForPeople(error.message, vendor.ground);
        const { entries } = vendor.ground.sandbox.requests;
        expect(entries.map(({ outcome }) => outcome)).to.deep.equal(["APIGW.0301"]);
        vendor.ground.sandbox.requests.clear();
      });
    }
  });
}

const [byRegistry, byLocal, byBatch] = huaweicloudTasks;
if (!byRegistry || !byLocal || !byBatch) throw new Error("a row is missing");

for (const row of [byRegistry, byLocal]) {
  const suite = new TaskSuite(row);

  describe(`${row.kind} by ${row.submit}, with its numbers`, () => {
    afterEach(stopGrounds);

    it("asks for everything in HSS's other number where HSS does not take the first", async () => {
      const vendor = await row.start({ assume: { scopeMaximum: "2147483547" } });
      const ours = await suite.process(vendor).create(suite.three);
      const asked = vendor.ground.sandbox.requests.entries.filter(({ action }) => action === row.submit);
      expect(asked.map(({ body, outcome }) => [body.scan_scope, outcome])).to.deep.equal([
        [0x7fffffff, "HSS.0001"],
        [0x000fffff, "ok"],
      ]);
      expect(stateOf(ours).taskId).to.equal(suite.taskIds(vendor)[0]);
    });

    it("does not scan for more, or less, where HSS does not take a sum of risk types", async () => {
      const vendor = await row.start({ assume: { combinedScope: "refused" } });
      const program = { ...suite.three, scanTypes: ["malware", "vulnerability"] };
      const error = await refusalOf(suite.process(vendor).create(program));
      expect(error.kind).to.equal("InvalidInput");
      expect(error.message).to.match(vendorFailure).and.contain("more than one risk type");
      expect(vendor.ground.bodies(row.submit)).to.deep.equal([]);
    });

    for (const [types, scope] of [
      [["vulnerability"], 983_040],
      [["baseline"], 61_440],
      [["malware"], 3_840],
      [["sensitiveInfo"], 240],
      [["softwareCompliance"], 15],
      [["baseline", "softwareCompliance"], 61_455],
      [undefined, 2_147_483_647],
    ] as const) {
      it(`asks for ${types?.join(" and ") ?? "everything"} as ${scope}`, async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create({ ...suite.three, scanTypes: types });
        expect(vendor.ground.bodies(row.submit).map(({ scan_scope }) => scan_scope)).to.deep.equal([scope]);
        expect(stateOf(ours).taskId).to.equal(suite.taskIds(vendor)[0]);
      });
    }
  });
}

describe("huaweicloud/registryScanTask, whose images have ids beyond 2^53", () => {
  const suite = new TaskSuite(byRegistry);
  afterEach(stopGrounds);
  const firstImageId = 9_007_199_254_740_993n;
  const start = () => byRegistry.start({ accounts: [{ images: "none", firstImageId }] } as never);

  it("hands each of them over, and keeps each, exactly", async () => {
    const vendor = await start();
    const ours = await suite.process(vendor).create(suite.three);
    const [entry] = vendor.ground.sandbox.requests.entries.filter(
      ({ action }) => action === byRegistry.submit,
    );
    for (const [index, name] of suite.firstThree.entries()) {
      const id = String(firstImageId + BigInt(index));
      expect(entry?.rawBody).to.contain(`"id":${id},`);
      expect(stateOf(ours).resolved[name]?.id).to.equal(id);
    }
    expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(suite.firstThree));
    expect((await suite.process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
  });

  it("scans the one whose id is given, and not its neighbour", async () => {
    const vendor = await start();
    const id = String(firstImageId + 1n);
    const ours = await suite.process(vendor).create({ images: [{ id }] });
    expect(suite.scanned(vendor)).to.deep.equal([["team/two:1.0"]]);
    expect(suite.handed(ours)).to.deep.equal([`#${id}`]);
  });
});

describe("huaweicloud/localScanTask, whose scans HSS may not stop or not list", () => {
  afterEach(stopGrounds);

  for (const row of [byLocal, byBatch]) {
    for (const stopLocal of ["ignored", "refused"] as const) {
      it(`says that its scan goes on: ${row.submit}, stopLocal ${stopLocal}`, async () => {
        const suite = new TaskSuite(row);
        const vendor = await row.start({ assume: { stopLocal } });
        const ours = await suite.process(vendor).create(suite.three);
        const run = suite.process(vendor);
        await run.delete(ours);
        expect(run.log).to.contain(`HSS does not stop scan ${suite.taskIds(vendor)[0]}: it goes on`);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });
    }
  }

  const suite = new TaskSuite(byBatch);
  const unlisted = () => byBatch.start({ assume: { batchScanTask: "none" } });

  it("submits a batch that is in no list once, follows it, and says what a delete cannot do", async () => {
    const vendor = await unlisted();
    const run = suite.process(vendor);
    const ours = await run.create(suite.three);
    expect(run.log).to.contain("HSS lists no scan of it: no id is kept");
    expect((await suite.process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
    expect(suite.process(vendor).plan(ours, suite.three).changed).to.deep.equal([]);
    const follower = await suite.process(vendor).create(suite.three);
    expect(sorted(stateOf(follower).followed)).to.deep.equal(sorted(suite.firstThree));
    expect(vendor.scans()).to.have.length(1);
    const deletion = suite.process(vendor);
    await deletion.delete(ours);
    expect(deletion.log).to.contain("HSS gave the scan no id, so that it cannot be stopped: it goes on");
    vendor.ground.account.finishScans();
    const silent = suite.process(vendor);
    await silent.delete(ours);
    expect(silent.log).to.equal("");
  });

  it("scans again what was added to, and what moved in, a batch that is in no list", async () => {
    const vendor = await unlisted();
    const ours = await suite.process(vendor).create(suite.three);
    vendor.ground.account.finishScans();
    vendor.move("team/two:1.0");
    const read = await suite.process(vendor).refresh(ours);
    await suite.process(vendor).update(read ?? ours, suite.five);
    const again = ["team/two:1.0", ...byBatch.names.slice(3)];
    expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(suite.firstThree, again));
  });

  it("refuses for a batch what BatchScanLocalImage does not know", async () => {
    const vendor = await unlisted();
    for (const [more, at] of [
      [{ scanTypes: ["malware"] }, "scanTypes"],
      [{ imagesPerHour: 5 }, "imagesPerHour"],
      [{ images: undefined, filter: { hostName: "node-1" } }, "filter.hostName"],
    ] as const) {
      const { failures } = suite.process(vendor).check({ ...suite.three, ...more });
      expect(failures.map(({ property, reason }) => property || reason).join("\n")).to.contain(at);
    }
    expect(vendor.ground.calls()).to.deep.equal([]);
  });
});
