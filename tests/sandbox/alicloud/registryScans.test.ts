import { expect } from "chai";
import { failureOf, stopSandboxes } from "../support";
import { imagesOf, leavesOf, ofTask, sasOf } from "./support";

const SYNC = "PublicSyncAndCreateImageScanTask";
const CREATE = "PublicCreateImageScanTask";
const DIGEST = "ab".repeat(32);

describe("sandbox registry scans of SAS", () => {
  afterEach(stopSandboxes);

  it("of images that SAS knows are answered with a task that has not begun", async () => {
    const now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({}, () => now);
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0", "team/api:1.4"));
    expect(Data.TaskId).to.match(/^[0-9a-f]{32}$/);
    expect(Data).to.deep.include({
      ...{ TotalCount: 2, FinishCount: 0, CollectTime: now, ExecTime: now, Status: "INIT", Progress: 0 },
      ...{ Result: "SUCCESS", CanCreate: true },
    });
    expect(account.scans).to.have.length(1);
    expect(account.scans[0]).to.deep.include({
      taskId: Data.TaskId,
      kind: "registry",
      action: SYNC,
      images: ["team/api:1.4", "team/web:2.0"],
      skipped: [],
      startedAt: now,
      state: "scanning",
    });
  });

  it("import an image that only its registry knew, by its tag or its digest", async () => {
    const { account, call } = await sasOf();
    const byTag = account.registryImages.add("team/fresh:1.0", { known: false });
    account.registryImages.add(`team/fresh:2.0@sha256:${DIGEST}`, { known: false });
    const listed = async () =>
      (await call("DescribeImageInstances", { Criteria: '[{"name":"repoName","value":"fresh"}]' }))
        .ImageInstanceList;
    expect(await listed()).to.deep.equal([]);
    expect((await call(CREATE, { RepoNames: "fresh" })).Data.TotalCount).to.equal(0);
    const digest = { repoNamespace: "team", repoName: "fresh", digest: DIGEST };
    await call(SYNC, { Images: JSON.stringify([digest]) });
    await call(SYNC, imagesOf("team/fresh:1.0"));
    expect((await listed()).map(({ Digest }) => Digest)).to.deep.equal([byTag.Digest, DIGEST]);
    expect(account.scans.slice(1).map(({ leaves }) => leaves[0]?.digest)).to.deep.equal([
      DIGEST,
      byTag.Digest,
    ]);
  });

  it("take an image by every coordinate that is given", async () => {
    const { account, call } = await sasOf({ assume: { unknownImages: "refused" } });
    const image = account.registryImages.get("library/redis:7.4");
    const element = {
      registryType: "harbor",
      instanceId: "harbor-sandbox1",
      regionId: image.RegionId,
      repoId: image.RepoId,
      repoNamespace: "library",
      repoName: "redis",
      digest: image.Digest,
      tag: "7.4",
      createTime: 1641267666666,
      updateTime: 1641267909090,
    };
    await call(SYNC, { Images: JSON.stringify([element]) });
    for (const name of ["registryType", "instanceId", "regionId", "repoId", "digest", "tag"] as const) {
      const other = { ...element, [name]: name === "digest" ? DIGEST : "other" };
      const failure = await failureOf(call(SYNC, { Images: JSON.stringify([other]) }));
      expect(failure.code, name).to.equal("InvalidParameter");
    }
    expect(account.scans).to.have.length(1);
  });

  it("refuse Images that are no list of images", async () => {
    const { account, call } = await sasOf();
    const image = { repoNamespace: "team", repoName: "api", tag: "1.4" };
    const wrong = [
      "team/api:1.4",
      "{}",
      "[]",
      '["team/api:1.4"]',
      JSON.stringify([{ ...image, tag: undefined }]),
      JSON.stringify([{ ...image, tag: "" }]),
      JSON.stringify([{ ...image, repoName: undefined }]),
      JSON.stringify([{ ...image, repoNamespace: undefined }]),
      JSON.stringify([{ ...image, RepoId: "crr-1" }]),
      JSON.stringify([{ ...image, repoId: 1 }]),
      JSON.stringify([{ ...image, digest: `sha256:${DIGEST}` }]),
      JSON.stringify([{ ...image, digest: "latest" }]),
      JSON.stringify([{ ...image, createTime: "today" }]),
    ];
    for (const Images of wrong) {
      expect((await failureOf(call(SYNC, { Images }))).code, Images).to.equal("InvalidParameter");
    }
    expect(account.scans).to.deep.equal([]);
  });

  it("unknownImages: an image of no registry is taken as named, or refused, or left out", async () => {
    const Images = JSON.stringify([
      { repoNamespace: "team", repoName: "api", tag: "1.4" },
      {
        registryType: "quay",
        instanceId: "quay-1",
        repoNamespace: "else",
        repoName: "where",
        tag: "1",
        digest: DIGEST,
      },
    ]);
    const imported = await sasOf({ assume: { unknownImages: "imported" } });
    expect((await imported.call(SYNC, { Images })).Data.TotalCount).to.equal(2);
    expect(imported.account.registryImages.get("else/where:1")).to.include({
      ...{ RegistryType: "quay", InstanceId: "quay-1", Digest: DIGEST },
    });
    const refused = await sasOf({ assume: { unknownImages: "refused" } });
    expect((await failureOf(refused.call(SYNC, { Images }))).code).to.equal("InvalidParameter");
    expect(refused.account.scans).to.deep.equal([]);
    const leftOut = await sasOf({ assume: { unknownImages: "leftOut" } });
    expect((await leftOut.call(SYNC, { Images })).Data.TotalCount).to.equal(1);
    expect(leftOut.account.registryImages.size).to.equal(12);
  });

  it("by filter scan what meets each filter, any value of it being enough; without a filter, all", async () => {
    const { account, call } = await sasOf();
    const { Digest, RepoId } = account.registryImages.get("payments/ledger:1.0");
    const selected: [object, number][] = [
      [{}, 12],
      [{ RepoNamespaces: "team,payments" }, 8],
      [{ RepoNamespaces: "team, payments", RepoNames: "api,ledger" }, 3],
      [{ RegistryTypes: "harbor" }, 3],
      [{ InstanceIds: "cri-sandbox1", Tags: "1.3,1.4,latest" }, 3],
      [{ Digests: Digest }, 1],
      [{ RepoIds: RepoId, RegionIds: "cn-hangzhou" }, 1],
      [{ RegionIds: "cn-beijing" }, 0],
    ];
    for (const [filters, count] of selected) {
      const { Data } = await call(CREATE, { ...filters });
      expect(Data.TotalCount, JSON.stringify(filters)).to.equal(count);
      account.finishScans();
    }
  });

  it("are estimated beforehand: how many images, and how many of them use quota", async () => {
    for (const [preCheck, named] of [
      ["asDocumented", { NeedAuthCount: 8, ScanImageCount: 6 }],
      ["swapped", { NeedAuthCount: 6, ScanImageCount: 8 }],
    ] as const) {
      const { account, call } = await sasOf({ assume: { preCheck } });
      const check = async () =>
        (await call("PublicPreCheckImageScanTask", { RepoNamespaces: "team,payments" })).Data;
      expect(await check(), preCheck).to.deep.equal(named);
      expect(account.scans).to.deep.equal([]);
      await call(CREATE);
      account.finishScans();
      const { NeedAuthCount, ScanImageCount } = await check();
      expect([NeedAuthCount, ScanImageCount].sort()).to.deep.equal([0, 8]);
    }
  });

  it("write on the images where they are, and what they found", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({ secondsToStart: 10, secondsPerImage: 50 }, () => now);
    const { registryImages } = account;
    registryImages.findings("team/api:1.4", { high: 1, medium: 2, low: 3, malware: 4, baseline: 5 });
    registryImages.failScans("team/web:2.0");
    await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0"));
    const states = [];
    for (const seconds of [0, 15, 10, 10, 10, 10, 5, 50]) {
      now += seconds * 1_000;
      const { ScaStatus, ScaProgress } = registryImages.get("team/api:1.4");
      states.push(`${ScaStatus} ${ScaProgress}`);
    }
    expect(states).to.deep.equal([
      "INIT 0",
      "PRE_ANALYZER 10",
      "DOWNLOAD 30",
      "CVE_ANALYZER 50",
      "WEB_SHELL_ANALYZER 70",
      "OTHER_ANALYZER 90",
      "SUCCESS 100",
      "SUCCESS 100",
    ]);
    expect(registryImages.get("team/api:1.4")).to.include({
      ...{ LastScanTime: now - 50_000, VulCount: 6, VulStatus: "YES", AlarmCount: 4, AlarmStatus: "YES" },
      ...{ HcCount: 5, HcStatus: "YES", RiskStatus: "YES", ScaResult: "" },
    });
    expect(registryImages.get("team/web:2.0")).to.include({
      ...{ ScaStatus: "FAIL", ScaResult: "IMAGE_DOWNLOAD_FAIL", LastScanTime: 0, VulStatus: "NO" },
    });
    expect(account.scans[0]?.leaves.map(({ status, resultInfo }) => [status, resultInfo])).to.deep.equal([
      ["SUCCESS", ""],
      ["FAIL", "IMAGE_DOWNLOAD_FAIL"],
    ]);
  });

  it("do not scan an image where SAS scans none: that part of the task fails", async () => {
    const { account, call } = await sasOf();
    account.registryImages.add("team/far:1.0", { RegionId: "me-east-1" });
    account.registryImages.unsupported("team/web:2.0");
    account.registryImages.move("team/web:2.0");
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/far:1.0", "team/web:2.0"));
    expect(Data).to.include({ TotalCount: 3, Result: "SUCCESS" });
    account.finishScans();
    expect(account.scans[0]).to.deep.include({
      images: ["team/api:1.4"],
      skipped: ["team/far:1.0", "team/web:2.0"],
      state: "ended",
    });
    const { OnceTasks } = await call("DescribeOnceTaskLeafRecordPage", leavesOf(Data.TaskId));
    expect(OnceTasks.map(({ StatusText, ResultInfo }) => `${StatusText} ${ResultInfo}`)).to.deep.equal([
      "SUCCESS ",
      "FAIL TASK_NOT_SUPPORT_REGION",
      "FAIL TASK_NOT_SUPPORT_REGION",
    ]);
    expect(account.registryImages.get("team/far:1.0")).to.include({
      ...{ ScaStatus: "FAIL", ScaResult: "TASK_NOT_SUPPORT_REGION", LastScanTime: 0 },
    });
    const nowhere = await call(SYNC, imagesOf("team/far:1.0"));
    expect(nowhere.Data.Result).to.equal("TASK_NOT_SUPPORT_REGION");
    account.registryImages.unsupported("team/web:2.0", false);
    expect((await call(SYNC, imagesOf("team/web:2.0"))).Data.Result).to.equal("SUCCESS");
    expect(account.scans[2]?.skipped).to.deep.equal([]);
  });

  it("do not scan an image again that another task is scanning, until that has ended", async () => {
    const { account, call } = await sasOf();
    account.holdScans();
    await call(SYNC, imagesOf("team/api:1.4"));
    const { Data } = await call(SYNC, imagesOf("team/api:1.4", "team/web:2.0"));
    expect(account.scans[1]).to.deep.include({ images: ["team/web:2.0"], skipped: ["team/api:1.4"] });
    expect(account.scans[1]?.leaves[0]).to.include({
      status: "FAIL",
      resultInfo: "forbid_create_repeat_task",
    });
    expect(account.registryImages.get("team/api:1.4")).to.include({
      ...{ ScaStatus: "PRE_ANALYZER", ScaResult: "forbid_create_repeat_task" },
    });
    expect(await call("GetOnceTaskResultInfo", ofTask(Data.TaskId))).to.include({
      FinishCount: 1,
      TotalCount: 2,
    });
    account.finishScans();
    expect(account.registryImages.get("team/api:1.4")).to.include({ ScaStatus: "SUCCESS", ScaResult: "" });
    await call(SYNC, imagesOf("team/api:1.4"));
    expect(account.scans[2]?.skipped).to.deep.equal([]);
  });

  it("use quota for each digest that was not scanned before, and fail when there is none left", async () => {
    const { account, call } = await sasOf({ accounts: [{ quota: 2 }] });
    account.registryImages.failScans("team/web:2.0");
    const used = async () => (await call("DescribeImageScanAuthCount")).ImageScan;
    expect(await used()).to.deep.include({ ImageScanCapacity: 2, ScanCount: 0 });
    await call(
      SYNC,
      imagesOf("team/api:1.3", "team/web:2.0", "team/api:1.4", "team/worker:2026.03", "payments/ledger:1.0"),
    );
    account.finishScans();
    expect(account.scans[0]?.leaves.map(({ resultInfo }) => resultInfo)).to.deep.equal([
      "",
      "IMAGE_DOWNLOAD_FAIL",
      "",
      "",
      "IMAGE_SCAN_AUTH_NOT_ENOUGH",
    ]);
    expect((await used()).ScanCount).to.equal(2);
    await call(SYNC, imagesOf("team/api:1.4"));
    account.finishScans();
    expect(account.scans[1]?.leaves[0]?.status).to.equal("SUCCESS");
    account.quota.capacity = 3;
    account.registryImages.move("team/api:1.4");
    await call(SYNC, imagesOf("team/api:1.4"));
    account.finishScans();
    expect(account.quota).to.include({ capacity: 3, used: 3 });
  });

  it("nothingMatched: a task of no images that has ended at once, or an error", async () => {
    const { account, call } = await sasOf();
    const { Data } = await call(CREATE, { Tags: "none" });
    expect(Data).to.include({ TotalCount: 0, Status: "SUCCESS", Progress: 100 });
    expect(await call("GetOnceTaskResultInfo", ofTask(Data.TaskId))).to.deep.include({
      TotalCount: 0,
      TaskInfo: { Status: "SUCCESS" },
    });
    expect(account.scans[0]).to.deep.include({ images: [], state: "ended" });
    const refused = await sasOf({ assume: { nothingMatched: "refused" } });
    expect((await failureOf(refused.call(CREATE, { Tags: "none" }))).code).to.equal("ScanTargetNotFound");
    expect(refused.account.scans).to.deep.equal([]);
  });
});
