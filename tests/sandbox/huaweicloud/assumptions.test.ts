import { expect } from "chai";
import { assume } from "../../../sandbox/assume";
import { READINGS } from "../../../sandbox/huaweicloud/assumptions";
import type { HuaweiCloudAssumptions } from "../../../sandbox/index";
import { failureOf, stopSandboxes } from "../support";
import { emptyHss, hss, sendHss } from "./support";

/** A project with two registry images and one local one, whose scans are held, under these assumptions. */
async function assuming(assumptions: Partial<HuaweiCloudAssumptions>, options: object = {}) {
  const { sandbox, account, call } = await emptyHss({ assume: assumptions, ...options });
  account.registryImages.add("team/a:1");
  account.registryImages.add("team/b:1");
  account.localImages.add("nginx:1");
  account.holdScans();
  return {
    sandbox,
    account,
    call,
    create: (body: object, type = "registry") =>
      call("CreateManualImageScanTask", { body, query: { global_image_type: type } }),
    tasks: async (query: object = {}) =>
      (await call("ListImageScanTask", { query: { type: "image_scan", limit: 200, ...query } })).data_list,
    stop: (task_id = account.scans.at(-1)?.taskId ?? "") => call("StopImageScanTask", { path: { task_id } }),
    policy: () => call("ListImageScanPolicy", { query: { type: "cycle" } }),
    write: (changes: object = {}) => call("ModifyImageScanPolicy", { body: { ...OFF, ...changes } }),
  };
}

const OFF = {
  enabled: false,
  scan_cycle: 7,
  scan_scope: 2147483647,
  rate_limit: 0,
  time_scope: 0,
  registry_info: [],
};
const A = { namespace: "team", image_name: "a", image_version: "1" };
const B = { ...A, image_name: "b" };

describe("sandbox huaweicloud assumptions", () => {
  afterEach(stopSandboxes);

  it("are the first reading of each point unless something else is asked for", async () => {
    const first = Object.fromEntries(Object.entries(READINGS).map(([point, [reading]]) => [point, reading]));
    expect(assume(READINGS, {})).to.deep.equal(first);
    expect(assume(READINGS, { taskOrder: "unordered" })).to.deep.equal({ ...first, taskOrder: "unordered" });
    expect(Object.keys(READINGS)).to.have.length(25);
    const { sandbox } = await emptyHss({ assume: { allScope: "0x0fffff" } });
    expect(sandbox.huaweicloud.assumptions.allScope).to.equal("0x0fffff");
  });

  it("name a known point and reading, or the sandbox does not start", async () => {
    const reading = { taskOrder: "random" } as unknown as Partial<HuaweiCloudAssumptions>;
    expect((await failureOf(assuming(reading))).message).to.equal(
      "taskOrder reads newestFirst or oldestFirst or unordered, not random",
    );
    const point = { taskorder: "unordered" } as object;
    expect((await failureOf(assuming(point))).message).to.contain("no point is called taskorder");
  });

  it("taskOrder: newest first, oldest first, or in no order that means anything", async () => {
    for (const taskOrder of READINGS.taskOrder) {
      const { account, tasks } = await assuming({ taskOrder });
      for (let count = 0; count < 30; count += 1) account.startScan({ kind: "registry" });
      const asStarted = account.scans.map(({ taskId }) => taskId);
      const listed = (await tasks()).map(({ task_id }) => task_id);
      expect(listed).to.have.members(asStarted);
      expect(await tasks()).to.deep.equal(await tasks());
      const expected = {
        newestFirst: [...asStarted].reverse(),
        oldestFirst: asStarted,
        unordered: undefined,
      };
      if (expected[taskOrder]) expect(listed).to.deep.equal(expected[taskOrder]);
      else expect([asStarted, [...asStarted].reverse()]).to.not.deep.include(listed);
    }
  });

  it("timeFilters exact: only tasks of exactly that time are listed", async () => {
    const begun = 1_767_225_600_000;
    for (const [timeFilters, later, earlier] of [
      ["bounds", 0, 1],
      ["exact", 0, 0],
    ] as const) {
      const { account, tasks } = await assuming({ timeFilters }, { clock: () => begun });
      account.startScan({ kind: "registry" });
      expect(await tasks({ end_time: begun }), "still runs").to.have.length(0);
      account.finishScans();
      expect(await tasks({ create_time: begun, end_time: begun }), timeFilters).to.have.length(1);
      expect(await tasks({ create_time: begun + 1 }), timeFilters).to.have.length(later);
      expect(await tasks({ create_time: begun - 1 }), timeFilters).to.have.length(earlier);
      expect(await tasks({ end_time: begun + 1 }), timeFilters).to.have.length(earlier);
      expect(await tasks({ end_time: begun - 1 }), timeFilters).to.have.length(0);
    }
  });

  it("imageTypeOmitted registry: tasks of local images are listed only when asked for", async () => {
    for (const [imageTypeOmitted, listed] of [
      ["both", 2],
      ["registry", 1],
    ] as const) {
      const { account, tasks } = await assuming({ imageTypeOmitted });
      account.startScan({ kind: "registry" });
      account.startScan({ kind: "local" });
      expect(await tasks(), imageTypeOmitted).to.have.length(listed);
      expect(await tasks({ global_image_type: "local" }), imageTypeOmitted).to.have.length(1);
    }
  });

  it("runningEndTime absent: a task has an end_time only once it has ended", async () => {
    for (const runningEndTime of READINGS.runningEndTime) {
      const { account, tasks } = await assuming({ runningEndTime });
      account.startScan({ kind: "registry" });
      const [row = {}] = await tasks();
      expect("end_time" in row, runningEndTime).to.equal(runningEndTime === "zero");
      account.finishScans();
      expect((await tasks())[0]?.end_time, runningEndTime).to.be.greaterThan(0);
    }
  });

  it("batchScanTask listed: a batch of local images is a task too", async () => {
    for (const [batchScanTask, listed] of [
      ["none", 0],
      ["listed", 1],
    ] as const) {
      const { call, tasks } = await assuming({ batchScanTask });
      await call("BatchScanLocalImage", { body: { operate_all: true }, headers: { region: "cn-north-4" } });
      expect(await tasks(), batchScanTask).to.have.length(listed);
    }
  });

  it("stopLocal: a task of local images stops, runs on in silence, or may not be stopped", async () => {
    for (const [stopLocal, state] of [
      ["stopped", "canceled"],
      ["ignored", "scanning"],
      ["refused", "scanning"],
    ] as const) {
      const { account, stop } = await assuming({ stopLocal });
      account.startScan({ kind: "local" });
      if (stopLocal === "refused") expect(await failureOf(stop())).to.include({ errorCode: "HSS.0001" });
      else await stop();
      expect(account.scans[0]?.state, stopLocal).to.equal(state);
      account.startScan({ kind: "registry" });
      await stop();
      expect(account.scans[1]?.state, stopLocal).to.equal("canceled");
    }
  });

  it("stopEnded ignored: stopping what has ended is a success that changes nothing", async () => {
    const { account, stop } = await assuming({ stopEnded: "ignored" });
    account.startScan({ kind: "registry" });
    account.finishScans();
    await stop();
    expect(account.scans[0]?.state).to.equal("ended");
    expect(await failureOf(stop("nobody"))).to.include({ errorCode: "HSS.0011" });
  });

  it("notFound HSS.0001: what is not there is an invalid parameter", async () => {
    const { stop, create } = await assuming({ notFound: "HSS.0001" });
    expect(await failureOf(stop("nobody"))).to.include({ errorCode: "HSS.0001", httpStatusCode: 400 });
    const failure = await failureOf(create({ image_info: [{ ...A, image_version: "9" }] }));
    expect(failure).to.include({ errorCode: "HSS.0001" });
  });

  it("unknownImages ignored: the others are scanned", async () => {
    const { account, create } = await assuming({ unknownImages: "ignored" });
    await create({ image_info: [{ ...A, image_version: "9" }, B] });
    expect(account.scans[0]?.images).to.deep.equal(["team/b:1"]);
  });

  it("busyImages: an image in another scan is left out, refused, or scanned again", async () => {
    for (const busyImages of READINGS.busyImages) {
      const { account, create } = await assuming({ busyImages });
      await create({ image_info: [A] });
      const second = create({ image_info: [A, B] });
      if (busyImages === "refused") {
        expect(await failureOf(second)).to.include({ errorCode: "HSS.0001" });
        expect(account.scans).to.have.length(1);
        continue;
      }
      await second;
      expect(account.scans[1]?.images, busyImages).to.deep.equal(
        busyImages === "again" ? ["team/a:1", "team/b:1"] : ["team/b:1"],
      );
      account.finishScans();
      expect(account.registryImages.get("team/a:1").scan_status).to.equal("success");
    }
  });

  it("nothingToScan accepted: a task of no images ends at once", async () => {
    const { account, create, tasks } = await assuming({ nothingToScan: "accepted" });
    await create({ image_info: [] });
    expect(account.scans[0]).to.deep.include({ images: [], state: "ended" });
    expect((await tasks())[0]).to.include({ task_status: 100, total_num: 0, success_num: 0 });
  });

  it("secondTask refused: there is one task of a kind at a time", async () => {
    const { account, create } = await assuming({ secondTask: "refused" });
    await create({ image_info: [A] });
    expect(await failureOf(create({ image_info: [B] }))).to.include({ errorCode: "HSS.0001" });
    await create({ is_all: true }, "local");
    account.finishScans();
    await create({ image_info: [B] });
    expect(account.scans).to.have.length(3);
  });

  it("imageInfo: an image is named by its id, by all its coordinates, or by either", async () => {
    for (const imageInfo of READINGS.imageInfo) {
      const { account, create } = await assuming({ imageInfo });
      const { id, registry_id, registry_type } = account.registryImages.get("team/a:1");
      const short = create({ image_info: [B] });
      if (imageInfo === "either") await short;
      else expect(await failureOf(short), imageInfo).to.include({ errorCode: "HSS.0001" });
      const byId = create({ image_info: [{ id }] });
      if (imageInfo === "coordinates") expect(await failureOf(byId)).to.include({ errorCode: "HSS.0001" });
      else await byId;
      account.finishScans();
      await create({ image_info: [{ id, ...A, registry_id, registry_type }] });
      expect(account.scans.at(-1)?.images, imageInfo).to.deep.equal(["team/a:1"]);
    }
  });

  it("combinedScope refused: a scan looks for one risk type, or for all", async () => {
    const { create } = await assuming({ combinedScope: "refused" });
    const two = await failureOf(create({ is_all: true, scan_scope: 983040 + 3840 }));
    expect(two).to.include({ errorCode: "HSS.0001" });
    await create({ image_info: [A], scan_scope: 983040 });
    await create({ image_info: [B], scan_scope: 2147483647 });
    const other = await assuming({});
    await other.create({ is_all: true, scan_scope: 983040 + 3840 });
    expect(other.account.scans[0]?.scanTypes).to.deep.equal(["vulnerability", "maliciousFile"]);
  });

  it("scopeMaximum of the vendor's model: the documented mask for all is out of range", async () => {
    const { create, write, account } = await assuming({ scopeMaximum: "2147483547" });
    expect(await failureOf(create({ is_all: true, scan_scope: 2147483647 }))).to.include({
      errorCode: "HSS.0001",
    });
    expect(await failureOf(write())).to.include({ errorCode: "HSS.0001" });
    await create({ is_all: true, scan_scope: 1048575 });
    expect(account.scans[0]?.scanTypes).to.have.length(5);
    await write({ scan_scope: 1048575 });
  });

  it("allScope 0x0fffff: a policy for all comes back as that, whatever was written", async () => {
    for (const [allScope, readBack] of [
      ["asWritten", 2147483647],
      ["0x0fffff", 1048575],
    ] as const) {
      const { write, policy, create, tasks } = await assuming({ allScope });
      await write();
      expect((await policy()).scan_scope, allScope).to.equal(readBack);
      await write({ scan_scope: 240 });
      expect((await policy()).scan_scope, allScope).to.equal(240);
      await create({ is_all: true, scan_scope: 2147483647 });
      expect((await tasks())[0]?.scan_scope, allScope).to.equal(2147483647);
    }
  });

  it("neverConfigured: the policy is off, all zeros, an empty object, or an error, until it is written", async () => {
    for (const neverConfigured of READINGS.neverConfigured) {
      const { policy, write } = await assuming({ neverConfigured });
      if (neverConfigured === "refused") {
        expect(await failureOf(policy())).to.include({ errorCode: "HSS.1005", httpStatusCode: 400 });
      } else if (neverConfigured === "empty") {
        expect(await policy()).to.deep.equal({ httpStatusCode: 200 });
      } else {
        const zeros = neverConfigured === "zeros";
        expect(await policy()).to.include({
          enabled: false,
          scan_cycle: zeros ? 0 : 7,
          scan_scope: zeros ? 0 : 2147483647,
        });
      }
      if (neverConfigured === "zeros") {
        expect(await failureOf(write({ scan_cycle: 0, scan_scope: 0 }))).to.include({
          errorCode: "HSS.0001",
        });
      }
      await write({ enabled: true });
      expect((await policy()).enabled, neverConfigured).to.equal(true);
    }
  });

  it("registryList selected: registries that the policy does not scan are only counted", async () => {
    const { account, write, policy } = await assuming({ registryList: "selected" });
    expect(await policy()).to.deep.include({ total_registry_num: 1, registry_list: [] });
    const [{ id: registry_id, registry_name, registry_type }] = account.registries.list() as [
      ReturnType<typeof account.registries.get>,
    ];
    await write({ registry_info: [{ registry_id, registry_name, registry_type }] });
    expect((await policy()).registry_list).to.have.length(1);
  });

  it("policyScope project: all enterprise projects have one policy", async () => {
    const { call, write, account } = await assuming(
      { policyScope: "project" },
      { accounts: [{ enterpriseProjects: ["eps-1"] }] },
    );
    await write({ enabled: true });
    const theirs = { type: "cycle", enterprise_project_id: "eps-1" };
    expect((await call("ListImageScanPolicy", { query: theirs })).enabled).to.equal(true);
    expect(account.scannerPolicyOf("eps-1")).to.equal(account.scannerPolicy);
  });

  it("imageStatus withTask: images show a scan only once its task is listed", async () => {
    let now = 1_767_225_600_000;
    const late = { clock: () => now, secondsToList: 10 };
    const { account, create, tasks } = await assuming({ imageStatus: "withTask" }, late);
    await create({ is_all: true });
    const statuses = () => account.registryImages.list().map(({ scan_status }) => scan_status);
    now += 9_999;
    expect(statuses()).to.deep.equal(["unscan", "unscan"]);
    expect(await tasks()).to.deep.equal([]);
    now += 1;
    expect(statuses()).to.deep.equal(["waiting_for_scan", "waiting_for_scan"]);
    expect(await tasks()).to.have.length(1);
    account.releaseScans();
    now += 10_000;
    expect(statuses()).to.deep.equal(["scanning", "waiting_for_scan"]);
  });

  it("failedScanTime written: a failed scan leaves its time", async () => {
    for (const failedScanTime of READINGS.failedScanTime) {
      const { account, create } = await assuming({ failedScanTime });
      account.registryImages.failScans("team/a:1");
      await create({ image_info: [A] });
      account.finishScans();
      const { latest_scan_time, scan_status } = account.registryImages.get("team/a:1");
      expect(scan_status).to.equal("failed");
      expect(latest_scan_time > 0, failedScanTime).to.equal(failedScanTime === "written");
    }
  });

  it("movedTag sameId: a tag keeps its image's id when its digest moves", async () => {
    const { account } = await assuming({ movedTag: "sameId" });
    const { id, image_digest } = { ...account.registryImages.get("team/a:1") };
    const moved = account.registryImages.move("team/a:1");
    expect(moved.id).to.equal(id);
    expect(moved.image_digest).to.not.equal(image_digest);
    expect(account.registryImages.get(id).image_digest).to.equal(moved.image_digest);
  });

  it("freeQuota left: what has been used is no longer counted", async () => {
    for (const [freeQuota, count] of [
      ["granted", 3],
      ["left", 1],
    ] as const) {
      const { account, call, create } = await assuming({ freeQuota });
      account.quota.edit({ free_quota_num: 3 });
      await create({ is_all: true });
      account.finishScans();
      expect((await call("ShowImagePayPerScanStatistics")).free_quota_num, freeQuota).to.equal(count);
    }
  });

  it("errorText description: the text of an error is not where the vendor's client looks", async () => {
    const { sandbox, stop } = await assuming({ errorText: "description" });
    const { said } = await sendHss(sandbox, { path: "image/tasks" });
    expect(said).to.deep.equal({
      error_code: "HSS.0001",
      error_description: "Invalid parameter: type is missing.",
    });
    expect(await failureOf(stop("nobody"))).to.include({
      errorCode: "HSS.0011",
      errorMsg: "Request failed with status code 400",
    });
    expect((await sendHss(sandbox, { path: "nothing" })).said).to.have.property("error_msg");
  });

  it("forbidden: what a key may not do is one of three codes over 400, or HSS.0013 over 403", async () => {
    for (const [reading, httpStatusCode, errorCode] of [
      ["HSS.0013", 400, "HSS.0013"],
      ["HSS.0010", 400, "HSS.0010"],
      ["00000010", 400, "00000010"],
      ["403", 403, "HSS.0013"],
    ] as const) {
      const reader = { ak: "sandbox-reader", sk: "sandbox-reader-key", readOnly: true };
      const { sandbox, account } = await assuming({ forbidden: reading }, { accounts: [{ keys: [reader] }] });
      const call = hss(sandbox, account, reader);
      const failure = await failureOf(call("CreateManualImageScanTask", { body: { is_all: true } }));
      expect(failure, reading).to.include({ httpStatusCode, errorCode });
      expect(failure).to.include({
        errorMsg: reading === "00000010" ? "Request failed with status code 400" : "拒绝访问",
      });
    }
  });
});
