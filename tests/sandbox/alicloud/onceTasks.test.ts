import { expect } from "chai";
import { failureOf, stopSandboxes } from "../support";
import { IMAGE_SCAN, imagesOf, leavesOf, ofTask, sasOf } from "./support";

const SYNC = "PublicSyncAndCreateImageScanTask";
const CREATE = "PublicCreateImageScanTask";
const RESULT = "GetOnceTaskResultInfo";
const LEAVES = "DescribeOnceTaskLeafRecordPage";
const UNFINISHED = "ListUnfinishedOnceTask";
const UNKNOWN = "0123456789abcdef0123456789abcdef";

describe("sandbox once-tasks of SAS", () => {
  afterEach(stopSandboxes);

  it("walk from INIT over START to SUCCESS, their images one after another", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const { call } = await sasOf({ secondsToStart: 5, secondsPerImage: 10 }, () => now);
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0"));
    const seen = [];
    for (const seconds of [0, 5, 10, 10]) {
      now += seconds * 1_000;
      const { TaskId, TaskInfo, FinishCount, TotalCount } = await call(RESULT, ofTask(Data.TaskId));
      expect(TaskId).to.equal(0);
      seen.push(`${TaskInfo?.Status} ${FinishCount}/${TotalCount}`);
    }
    expect(seen).to.deep.equal(["INIT 0/2", "START 0/2", "START 1/2", "SUCCESS 2/2"]);
  });

  it("end as TIMEOUT when they take too long, and so do the images that are left", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({ secondsPerImage: 60, secondsToTimeOut: 90 }, () => now);
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0"));
    now += 90_000;
    expect((await call(RESULT, ofTask(Data.TaskId))).TaskInfo).to.deep.equal({ Status: "TIMEOUT" });
    expect(account.scans[0]?.leaves.map(({ status }) => status)).to.deep.equal(["SUCCESS", "TIMEOUT"]);
    expect(account.scans[0]?.state).to.equal("timedOut");
    const { Digest, ScaStatus } = account.registryImages.get("team/web:2.0");
    expect(ScaStatus).to.equal("TIMEOUT");
    expect((await call("DescribeImageLatestScanTask", { Digest })).Task[0]).to.include({ Status: "TIMOUT" });
  });

  it("are told image by image, page by page", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const begun = now;
    const { account, call } = await sasOf({ secondsPerImage: 10 }, () => now);
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0", "team/worker:2026.03"));
    await call(SYNC, imagesOf("payments/ledger:1.0"));
    now += 15_000;
    const first = await call(LEAVES, leavesOf(Data.TaskId, 1, 2));
    expect(first.PageInfo).to.deep.equal({ Count: 2, CurrentPage: 1, PageSize: 2, TotalCount: 3 });
    const image = account.registryImages.get("team/api:1.4");
    expect(first.OnceTasks[0]).to.deep.include({
      ...{ TaskName: "IMAGE_SCAN", TaskType: "IMAGE_SCAN", Status: "2", StatusText: "SUCCESS", Finish: 1 },
      ...{ Progress: 100, ResultInfo: "", FinishCount: "1", TotalCount: "1", StartTime: begun },
      ...{ EndTime: begun + 10_000, RealRunTime: 10_000, Target: image.Digest, TargetType: "IMAGE_REPO" },
    });
    expect(first.OnceTasks[0]?.TaskImageInfo).to.deep.include({
      ...{ Digest: image.Digest, RepoId: image.RepoId, RepoName: "api", RepoNamespace: "team", Tag: "1.4" },
      ...{ RegistryType: "acr", RegionId: "cn-hangzhou", RepoRegionId: "cn-hangzhou" },
    });
    expect(first.OnceTasks[0]?.TaskId)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.equal(Data.TaskId);
    expect(first.OnceTasks[1]).to.include({
      Status: "1",
      StatusText: "CVE_ANALYZER",
      Finish: 0,
      Progress: 50,
    });
    const second = await call(LEAVES, { ...leavesOf(Data.TaskId, 2, 2), RelateInfo: false });
    expect(second.OnceTasks).to.have.length(1);
    expect(second.OnceTasks[0]).to.include({ Status: "0", StatusText: "INIT", StartTime: 0, EndTime: 0 });
    expect(second.OnceTasks[0]).to.not.have.property("TaskImageInfo");
  });

  it("are told for all tasks when none is named, and by status and time", async () => {
    const now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({}, () => now);
    await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0"));
    account.finishScans();
    await call(SYNC, imagesOf("payments/ledger:1.0"));
    const all = { ...leavesOf(undefined), RelateInfo: false };
    const counted = async (asked: object) => (await call(LEAVES, { ...all, ...asked })).PageInfo.TotalCount;
    expect(await counted({})).to.equal(3);
    expect(await counted({ StatusList: ["SUCCESS"] })).to.equal(2);
    expect(await counted({ StatusList: ["1", "2"] })).to.equal(3);
    expect(await counted({ StatusList: ["FAIL"] })).to.equal(0);
    expect(await counted({ StartTime: now + 1 })).to.equal(0);
    expect(await counted({ EndTime: now })).to.equal(3);
    expect(await counted({ Source: "console_batch" })).to.equal(0);
    expect(await counted({ TaskType: "IMAGE_REGISTRY_PULL" })).to.equal(0);
  });

  it("that are unfinished are listed image by image, all or those of a digest", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({ secondsPerImage: 10 }, () => now);
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0"));
    const { OnceTasks } = await call(UNFINISHED, IMAGE_SCAN);
    expect(OnceTasks.map(({ Status, StatusText }) => [Status, StatusText])).to.deep.equal([
      [1, "PRE_ANALYZER"],
      [0, "INIT"],
    ]);
    expect(OnceTasks[0]).to.include({ FinishCount: 0, TotalCount: 1 });
    expect(OnceTasks[0]?.TaskImageInfo).to.not.have.any.keys("CostTimeInfo", "RegistryType");
    const { Digest } = account.registryImages.get("team/web:2.0");
    const ofDigest = await call(UNFINISHED, { ...IMAGE_SCAN, Target: Digest });
    expect(ofDigest.OnceTasks.map(({ Target }) => Target)).to.deep.equal([Digest]);
    expect((await call(UNFINISHED, { TaskType: "ASSETS_COLLECTION" })).OnceTasks).to.deep.equal([]);
    const leaves = account.scans[0]?.leaves.map(({ taskId }) => taskId);
    expect(OnceTasks.map(({ TaskId }) => TaskId)).to.deep.equal(leaves);
    expect(leaves).to.not.include(Data.TaskId);
    now += 15_000;
    const later = await call(UNFINISHED, IMAGE_SCAN);
    expect(later.OnceTasks.map(({ TaskId }) => TaskId)).to.deep.equal(leaves?.slice(1));
    account.finishScans();
    expect((await call(UNFINISHED, IMAGE_SCAN)).OnceTasks).to.deep.equal([]);
  });

  it("are told by digest, the newest of an image", async () => {
    const now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({}, () => now);
    const { Digest } = account.registryImages.get("team/api:1.4");
    const latest = async () => (await call("DescribeImageLatestScanTask", { Digest })).Task;
    expect(await latest()).to.deep.equal([]);
    await call(SYNC, imagesOf("team/api:1.4"));
    const [running] = await latest();
    expect(running).to.include({ Status: "PRE_ANALYZER", Finish: 0, Target: Digest, TargetType: "IMAGE" });
    expect(running).to.not.have.property("FinishTime");
    account.finishScans();
    const [ended] = await latest();
    expect(ended).to.include({
      ...{ TaskId: account.scans[0]?.leaves[0]?.taskId, Status: "SUCCESS", Finish: 1, FinishTime: now },
      ...{ Create: "2026-03-01 20:00:00", Modified: "2026-03-01 20:00:00", Source: "openapi" },
    });
    await call(SYNC, imagesOf("team/api:1.4"));
    expect((await latest())[0]?.TaskId).to.equal(account.scans[1]?.leaves[0]?.taskId);
  });

  it("are canceled as a whole: what has ended stays, what is left does not go on", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({ secondsPerImage: 10 }, () => now);
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0", "team/worker:2026.03"));
    now += 15_000;
    expect(await call("CancelOnceTask", { TaskId: Data.TaskId })).to.have.all.keys("RequestId");
    now += 60_000;
    expect(await call(RESULT, ofTask(Data.TaskId))).to.deep.include({
      ...{ FinishCount: 1, TotalCount: 3, TaskInfo: { Status: "TIMEOUT" } },
    });
    expect(account.scans[0]?.state).to.equal("canceled");
    expect((await call(UNFINISHED, IMAGE_SCAN)).OnceTasks).to.deep.equal([]);
    const images = ["team/api:1.4", "team/web:2.0", "team/worker:2026.03"];
    expect(images.map((image) => account.registryImages.get(image).ScaStatus)).to.deep.equal([
      "SUCCESS",
      "FAIL",
      "FAIL",
    ]);
    await call(SYNC, imagesOf("team/web:2.0"));
    expect(account.scans[1]?.skipped).to.deep.equal([]);
  });

  it("run at most ten at once, which the tenth is told, and the most that ever ran is remembered", async () => {
    const { account, call } = await sasOf({ accounts: [{ images: "none" }] });
    account.registryImages.addMany(11);
    account.holdScans();
    const create = ({ Tag }: { Tag: string }) => call(CREATE, { Tags: Tag });
    const images = account.registryImages.list();
    const told = [];
    for (const image of images.slice(0, 10)) told.push((await create(image)).Data.CanCreate);
    expect(told).to.deep.equal([...Array<boolean>(9).fill(true), false]);
    const eleventh = await call(CREATE, { Tags: images[10]?.Tag });
    expect(eleventh.Data).to.deep.include({ CanCreate: false });
    expect(eleventh.Data).to.not.have.property("TaskId");
    expect(account.scans).to.have.length(10);
    account.finishScans();
    expect((await call(CREATE, { Tags: images[10]?.Tag })).Data).to.include({ CanCreate: true });
    expect(account.maxRunning).to.equal(10);
  });

  it("whenFull refused: an eleventh task is an error, with the code that the options say", async () => {
    const { account, call } = await sasOf({ assume: { whenFull: "refused" }, fullCode: "TooMany" });
    account.holdScans();
    for (const { Uuid, Digest } of account.registryImages.list().slice(0, 10)) {
      expect((await call(CREATE, { Digests: Digest })).Data.TotalCount, Uuid).to.equal(1);
    }
    const failure = await failureOf(call(CREATE, { RepoNames: "redis" }));
    expect(failure).to.include({ code: "TooMany", statusCode: 400 });
    expect(account.scans).to.have.length(10);
  });

  it("unknownTask, leafIds: an id that is no task's is an error, or an answer of nothing, unless an image's is known", async () => {
    for (const [assume, unknown, leaf] of [
      [{}, "TaskNotExist", "TaskNotExist"],
      [{ unknownTask: "empty" }, undefined, undefined],
      [{ leafIds: "known" }, "TaskNotExist", "SUCCESS"],
    ] as const) {
      const { account, call } = await sasOf({ assume });
      await call(SYNC, imagesOf("team/api:1.4"));
      account.finishScans();
      const said = async (TaskId: string | undefined) => {
        try {
          const answer = await call(RESULT, ofTask(TaskId));
          if (!answer.TaskInfo) expect(answer).to.include({ TaskId: 0, TotalCount: 0, FinishCount: 0 });
          return answer.TaskInfo?.Status;
        } catch (error) {
          return (error as { code: string }).code;
        }
      };
      expect(await said(UNKNOWN)).to.equal(unknown);
      expect(await said(account.scans[0]?.leaves[0]?.taskId)).to.equal(leaf);
    }
  });

  it("are not found under another type of task", async () => {
    const { call } = await sasOf();
    const { Data } = await call(SYNC, imagesOf("team/api:1.4"));
    const asked = { ...ofTask(Data.TaskId), TaskType: "VUL_CHECK_TASK" };
    expect((await failureOf(call(RESULT, asked))).code).to.equal("TaskNotExist");
  });

  it("unfinishedTaskId root: the lists of single images say the task that each is of", async () => {
    const { account, call } = await sasOf({ assume: { unfinishedTaskId: "root" } });
    account.holdScans();
    const { Data } = await call(SYNC, imagesOf("team/api:1.4"));
    expect((await call(UNFINISHED, IMAGE_SCAN)).OnceTasks[0]?.TaskId).to.equal(Data.TaskId);
    const { Digest } = account.registryImages.get("team/api:1.4");
    expect((await call("DescribeImageLatestScanTask", { Digest })).Task[0]?.TaskId).to.equal(Data.TaskId);
  });

  it("leafStatus documented: an image that is scanned says START, whatever the phase", async () => {
    const { account, call } = await sasOf({ assume: { leafStatus: "documented" } });
    account.holdScans();
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0"));
    const texts = async () =>
      (await call(LEAVES, leavesOf(Data.TaskId))).OnceTasks.map(({ StatusText }) => StatusText);
    expect(await texts()).to.deep.equal(["START", "INIT"]);
    account.finishScans();
    expect(await texts()).to.deep.equal(["SUCCESS", "SUCCESS"]);
  });

  it("cancelEnded, cancelUnknown: what cannot be canceled is an error, or is passed over", async () => {
    for (const [assume, ended, unknown] of [
      [{}, "ok", "TaskNotExist"],
      [{ cancelEnded: "error", cancelUnknown: "ignored" }, "TaskStatusError", "ok"],
    ] as const) {
      const { account, call } = await sasOf({ assume });
      const { Data } = await call(SYNC, imagesOf("team/api:1.4"));
      account.finishScans();
      const cancel = (TaskId: string | undefined) =>
        call("CancelOnceTask", { TaskId }).then(
          () => "ok",
          (error: { code: string }) => error.code,
        );
      expect(await cancel(Data.TaskId)).to.equal(ended);
      expect(await cancel(UNKNOWN)).to.equal(unknown);
      expect(account.scans[0]?.state).to.equal("ended");
    }
  });

  it("canceledStatus: a canceled task says this word, or is gone", async () => {
    for (const canceledStatus of ["TIMEOUT", "SUCCESS", "FAIL", "CANCELED"] as const) {
      const { call } = await sasOf({ assume: { canceledStatus } });
      const { Data } = await call(SYNC, imagesOf("team/api:1.4"));
      await call("CancelOnceTask", { TaskId: Data.TaskId });
      expect((await call(RESULT, ofTask(Data.TaskId))).TaskInfo?.Status).to.equal(canceledStatus);
      const { OnceTasks } = await call(LEAVES, leavesOf(Data.TaskId));
      expect(OnceTasks[0]).to.include({
        ...{ StatusText: canceledStatus === "SUCCESS" ? "FAIL" : canceledStatus, Finish: 1 },
      });
    }
    const { call } = await sasOf({ assume: { canceledStatus: "gone" } });
    const { Data } = await call(SYNC, imagesOf("team/api:1.4"));
    await call("CancelOnceTask", { TaskId: Data.TaskId });
    expect((await failureOf(call(RESULT, ofTask(Data.TaskId)))).code).to.equal("TaskNotExist");
    expect((await failureOf(call("CancelOnceTask", { TaskId: Data.TaskId }))).code).to.equal("TaskNotExist");
    expect((await call(LEAVES, leavesOf(Data.TaskId))).OnceTasks).to.deep.equal([]);
  });
});
