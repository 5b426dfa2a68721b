import { expect } from "chai";
import type { Account, Sandbox, TencentCloudOptions } from "../../sandbox/index";
import { type Client, failureOf, sandboxOf, sendSigned, stopSandboxes, vendorClient } from "./support";

const API = 110207178;
const WEB = 110207179;
const CRITICAL = 110207182;
const UNAUTHORIZED = 110207185;

describe("sandbox registry scans", () => {
  let now: number;
  let sandbox: Sandbox;
  let client: Client;
  let account: Account;
  beforeEach(() => open());
  afterEach(stopSandboxes);

  async function open(options: TencentCloudOptions = {}) {
    now = Date.UTC(2026, 2, 1, 12);
    sandbox = await sandboxOf({
      clock: () => now,
      tencentcloud: { requestsPerSecond: Infinity, ...options },
    });
    account = sandbox.tencentcloud.account();
    client = vendorClient(sandbox);
  }
  const wait = (seconds: number) => {
    now += seconds * 1_000;
  };
  const image = (which: number | string) => account.registryImages.get(which);
  const statusesOf = (...which: (number | string)[]) => which.map((one) => image(one).ScanStatus);
  const stateOf = (taskId: number) => account.scans.find((scan) => scan.taskId === taskId)?.state;
  const status = (query: Parameters<Client["DescribeAssetImageRegistryScanStatusOneKey"]>[0]) =>
    client.DescribeAssetImageRegistryScanStatusOneKey(query);
  const scan = async (query: Parameters<Client["CreateAssetImageRegistryScanTask"]>[0]) =>
    Number((await client.CreateAssetImageRegistryScanTask(query)).TaskID);
  const oneKey = async (query: Parameters<Client["CreateAssetImageRegistryScanTaskOneKey"]>[0]) => {
    await client.CreateAssetImageRegistryScanTaskOneKey(query);
    return account.scans.at(-1)?.images;
  };

  it("scan their images one after another on the sandbox's clock", async () => {
    const TaskID = await scan({ Id: [API, WEB] });
    expect(TaskID).to.equal(1);
    expect(statusesOf(API, WEB)).to.deep.equal(["SCANNING", "WAIT_SCAN"]);
    const { RequestId: _, ImageStatus, ...begun } = await status({ TaskID });
    expect(begun).to.deep.equal({
      ImageTotal: 2,
      ImageScanCnt: 0,
      SuccessCount: 0,
      RiskCount: 0,
      Schedule: 0,
      Status: "SCANNING",
      ScanRemainTime: 4,
    });
    expect(ImageStatus?.[0]).to.deep.equal({
      ImageId: image(API).ImageId,
      RegistryType: "ccr",
      ImageRepoAddress: "ccr.ccs.tencentyun.com/team/api",
      InstanceId: "ins-sandbox1",
      InstanceName: "ccr-default",
      Namespace: "team",
      ImageName: "api",
      ImageTag: "1.4",
      ScanStatus: "SCANNING",
      CveProgress: 0,
      RiskProgress: 0,
      VirusProgress: 0,
    });
    wait(1);
    expect(image(API)).to.include({ Progress: 50, ScanVulProgress: 50, ScanRemainTime: 1, ScanTime: "" });
    wait(1);
    expect(image(API)).to.include({
      ScanStatus: "SCANNED",
      Progress: 100,
      ScanTime: "2026-03-01T20:00:02+08:00",
    });
    expect(image(WEB)).to.include({ ScanStatus: "SCANNING", CveStatus: "SCANNING", ScanTime: "" });
    expect(await status({ TaskID })).to.include({
      ImageScanCnt: 1,
      RiskCount: 1,
      Schedule: 50,
      ScanRemainTime: 2,
    });
    wait(60);
    expect(await status({ TaskID })).to.include({
      ...{
        ImageScanCnt: 2,
        RiskCount: 1,
        SuccessCount: 1,
        Schedule: 100,
        Status: "SCANNED",
        ScanRemainTime: 0,
      },
    });
    expect(image(WEB).ScanTime).to.equal("2026-03-01T20:00:04+08:00");
  });

  it("show what they found in the list and in the detail", async () => {
    await scan({ Id: [API] });
    account.registryImages.findings(API, {
      critical: 1,
      high: 2,
      malware: 3,
      sensitiveInfo: 4,
      riskBehaviors: 5,
    });
    account.finishScans();
    const found = { VulCnt: 3, VirusCnt: 3, RiskCnt: 5, SensitiveInfoCnt: 4, SentiveInfoCnt: 4 };
    const Filters = [{ Name: "ImageAssetIds", Values: [String(API)] }];
    const { List = [] } = await client.DescribeAssetImageRegistryList({ Filters });
    expect(List[0]).to.include({
      ...found,
      ...{ CriticalLevelVulCnt: 1, HighLevelVulCnt: 2, MediumLevelVulCnt: 0, LowLevelVulCnt: 0 },
      ...{ HasNeedFixVul: true, CveStatus: "SCANNED", RiskStatus: "SCANNED", VirusStatus: "SCANNED" },
    });
    const { ImageId = "" } = List[0] ?? {};
    for (const which of [{ Id: API }, { ImageId }]) {
      const { RequestId: _, ...detail } = await client.DescribeAssetImageRegistryDetail(which);
      expect(detail).to.include({ ...found, Id: API, ScanStatus: "SCANNED", LayerInfo: "" });
      expect(detail).to.not.have.any.keys("CriticalLevelVulCnt", "IsRunning");
    }
    expect((await failureOf(client.DescribeAssetImageRegistryDetail({ Id: 1 }))).code).to.equal(
      "ResourceNotFound",
    );
    expect((await failureOf(client.DescribeAssetImageRegistryDetail({}))).code).to.equal("MissingParameter");
  });

  it("find what the image holds when they end: exactly one stocked image has a critical vulnerability", async () => {
    await client.CreateAssetImageRegistryScanTaskOneKey({ All: true, ScanType: ["CVE", "RISK", "VIRUS"] });
    account.finishScans();
    const images = account.registryImages.list();
    const named = (of: typeof images) =>
      of.map(({ Namespace, ImageName, ImageTag }) => `${Namespace}/${ImageName}:${ImageTag}`);
    expect(named(images.filter(({ CriticalLevelVulCnt }) => CriticalLevelVulCnt > 0))).to.deep.equal([
      "payments/gateway:3.1.0",
    ]);
    expect(
      images.filter(({ ScanStatus, VulCnt }) => ScanStatus === "SCANNED" && VulCnt === 0),
    ).to.have.length(6);
    expect(account.scans[0]?.images).to.have.length(10);
    expect(account.scans[0]?.skipped).to.deep.equal(["payments/reports:latest", "library/legacy-batch:2019"]);
    account.registryImages.findings(CRITICAL, {});
    await scan({ Id: [CRITICAL] });
    wait(10);
    account.registryImages.findings(CRITICAL, { critical: 1 });
    expect(image(CRITICAL)).to.include({ VulCnt: 0, CriticalLevelVulCnt: 0, HasNeedFixVul: false });
  });

  it("look for what ScanType says, and leave the rest as it was", async () => {
    account.registryImages.findings(API, { high: 1, malware: 1, sensitiveInfo: 1 });
    await scan({ Id: [API], ScanType: ["virus"] });
    account.finishScans();
    expect(image(API)).to.include({
      VirusCnt: 1,
      VulCnt: 0,
      SensitiveInfoCnt: 0,
      VirusStatus: "SCANNED",
      CveStatus: "NOT_SCAN",
    });
    expect(account.scans[0]?.scanTypes).to.deep.equal(["VIRUS"]);
    expect((await failureOf(scan({ Id: [API], ScanType: ["WEATHER"] }))).code).to.equal("InvalidParameter");
  });

  it("fail for images that are said to fail, and only for them", async () => {
    account.registryImages.failScans(API);
    const TaskID = await scan({ Id: [API, WEB], ScanType: ["CVE"] });
    account.finishScans();
    expect(image(API)).to.include({
      ...{ ScanStatus: "SCAN_ERR", CveStatus: "SCAN_ERR", ScanVulError: "ConnFailed", ScanVirusError: "" },
      ...{ ScanTime: "2026-03-01T20:00:00+08:00", VulCnt: 0 },
    });
    const ended = await status({ TaskID });
    expect(ended).to.include({ ImageScanCnt: 2, SuccessCount: 1, RiskCount: 0, Status: "SCANNED" });
    expect(ended.ImageStatus?.map(({ ScanStatus }) => ScanStatus)).to.deep.equal(["SCAN_ERR", "SCANNED"]);
    account.registryImages.findings(API, { low: 1 });
    await scan({ Id: [API] });
    account.finishScans();
    expect(image(API)).to.include({ ScanStatus: "SCANNED", ScanVulError: "", LowLevelVulCnt: 1 });
  });

  it("refuse findings that are none", () => {
    const { registryImages } = account;
    expect(() => registryImages.findings(API, { weather: 1 } as object)).to.throw(
      TypeError,
      "finds no weather",
    );
    expect(() => registryImages.findings(API, { high: -1 })).to.throw(TypeError, "high is an integer");
    expect(() => registryImages.failScans(API, "")).to.throw(TypeError, "a text");
    expect(() => registryImages.findings("team/none:1", {})).to.throw(RangeError, "no registry image");
  });

  it("are logged, each with exactly its images", async () => {
    await scan({ Id: [API, WEB, API], ScanType: ["CVE"] });
    wait(1);
    await scan({ Id: [CRITICAL] });
    expect(account.scans).to.deep.equal([
      {
        ...{ taskId: 1, kind: "registry", images: ["team/api:1.4", "team/web:2.0"], skipped: [] },
        ...{ scanTypes: ["CVE"], startedAt: Date.UTC(2026, 2, 1, 12), state: "scanning" },
      },
      {
        ...{ taskId: 2, kind: "registry", images: ["payments/gateway:3.1.0"], skipped: [] },
        ...{
          scanTypes: ["CVE", "VIRUS", "RISK"],
          startedAt: Date.UTC(2026, 2, 1, 12, 0, 1),
          state: "scanning",
        },
      },
    ]);
    wait(60);
    expect(account.scans.map(({ state }) => state)).to.deep.equal(["ended", "ended"]);
  });

  it("scan no image twice at once, and again when the first scan has ended", async () => {
    await scan({ Id: [API] });
    await scan({ Id: [API, WEB] });
    expect(account.scans[1]).to.deep.include({ images: ["team/web:2.0"], skipped: ["team/api:1.4"] });
    expect((await failureOf(scan({ Id: [API] }))).code).to.equal("FailedOperation");
    wait(10);
    await scan({ Id: [API] });
    expect(account.scans.map(({ images }) => images)).to.deep.equal([
      ["team/api:1.4"],
      ["team/web:2.0"],
      ["team/api:1.4"],
    ]);
    expect(statusesOf(API)).to.deep.equal(["SCANNING"]);
  });

  it("scan authorised images only", async () => {
    const TaskID = await scan({ Id: [API, UNAUTHORIZED] });
    expect(account.scans[0]).to.deep.include({
      images: ["team/api:1.4"],
      skipped: ["payments/reports:latest"],
    });
    expect(await status({ TaskID })).to.include({ ImageTotal: 1 });
    const refused = await failureOf(scan({ Id: [UNAUTHORIZED] }));
    expect(refused.code).to.equal("FailedOperation");
    account.registryImages.authorize(UNAUTHORIZED);
    await scan({ Id: [UNAUTHORIZED] });
    account.finishScans();
    expect(image(UNAUTHORIZED)).to.include({ ScanStatus: "SCANNED", HighLevelVulCnt: 1 });
    account.registryImages.authorize(UNAUTHORIZED, false);
    expect((await failureOf(scan({ Id: [UNAUTHORIZED] }))).code).to.equal("FailedOperation");
  });

  it("are of ids and coordinates together, of what filters keep, or of all", async () => {
    const coordinates = {
      InstanceName: "",
      Namespace: "team",
      ImageName: "web",
      ImageTag: "2.0",
      Force: "true",
    };
    const images = async (query: Parameters<typeof scan>[0]) => {
      await scan(query);
      account.finishScans();
      return account.scans.at(-1)?.images;
    };
    expect(await images({ Id: [API], Images: [coordinates] })).to.deep.equal([
      "team/api:1.4",
      "team/web:2.0",
    ]);
    const Filters = [{ Name: "Namespace", Values: ["team"], ExactMatch: true }];
    expect(await images({ Filters, OnlyScanLatest: true, ExcludeImageList: [WEB] })).to.deep.equal([
      "team/api:1.4",
      "team/worker:2026.03",
    ]);
    expect(await images({ All: true })).to.have.length(10);
    expect((await failureOf(scan({}))).code).to.equal("InvalidParameter");
    expect((await failureOf(scan({ Id: [1] }))).code).to.equal("ResourceNotFound");
    const stranger = { ...coordinates, ImageTag: "9" };
    expect((await failureOf(scan({ Images: [stranger] }))).code).to.equal("ResourceNotFound");
    expect((await failureOf(scan({ Filters: [{ Name: "Weather", Values: ["fair"] }] }))).code).to.equal(
      "InvalidParameter",
    );
  });

  it("of one key are of a scope, narrowed as asked", async () => {
    await open({ secondsPerImage: 0 });
    expect(
      await oneKey({ ScanScope: 0, Namespace: ["team"], IsLatest: true, ExcludeIDs: [API] }),
    ).to.deep.equal(["team/web:2.0", "team/worker:2026.03"]);
    expect(await oneKey({ ScanScope: 0, RegistryType: ["tcr"], ContainerRunning: true })).to.deep.equal([
      "payments/gateway:3.2.0",
      "payments/ledger:1.0",
    ]);
    expect(await oneKey({ ScanScope: 1, Id: [API] })).to.deep.equal(["team/api:1.4"]);
    expect(await oneKey({ Id: [WEB] })).to.deep.equal(["team/web:2.0"]);
    expect(await oneKey({ ScanScope: 2 })).to.have.length(6);
    for (const query of [{}, { ScanScope: 1 }, { ScanScope: 3 }, { Namespace: ["team"] }]) {
      expect((await failureOf(oneKey(query))).code, JSON.stringify(query)).to.equal("InvalidParameter");
    }
    expect((await failureOf(oneKey({ ScanScope: 0, Namespace: ["none"] }))).code).to.equal("FailedOperation");
  });

  it("end at once when an image takes no time", async () => {
    await open({ secondsPerImage: 0 });
    const TaskID = await scan({ Id: [API, WEB] });
    expect(await status({ TaskID })).to.include({ Status: "SCANNED", Schedule: 100 });
  });

  it("wait to start when told to, and say so", async () => {
    await open({ secondsToStart: 5 });
    const TaskID = await scan({ Id: [API] });
    expect(await status({ TaskID })).to.include({ Status: "WAIT_SCAN", ScanRemainTime: 7 });
    expect(statusesOf(API)).to.deep.equal(["WAIT_SCAN"]);
    wait(6);
    expect(await status({ TaskID })).to.include({ Status: "SCANNING", ScanRemainTime: 1 });
    wait(1);
    expect(image(API).ScanTime).to.equal("2026-03-01T20:00:07+08:00");
  });

  it("are held and released", async () => {
    const TaskID = await scan({ Id: [API, WEB] });
    wait(1);
    account.holdScans();
    const other = await scan({ Id: [CRITICAL] });
    wait(3_600);
    expect(statusesOf(API, WEB, CRITICAL)).to.deep.equal(["SCANNING", "WAIT_SCAN", "SCANNING"]);
    expect(await status({ TaskID })).to.include({ Status: "SCANNING", ScanRemainTime: 3 });
    expect(account.scansHeld).to.equal(true);
    account.releaseScans();
    account.releaseScans();
    expect(statusesOf(API)).to.deep.equal(["SCANNING"]);
    wait(1);
    expect(image(API).ScanTime).to.equal("2026-03-01T21:00:02+08:00");
    expect(image(WEB).ScanStatus).to.equal("SCANNING");
    account.holdScans();
    account.finishScans();
    expect([stateOf(TaskID), stateOf(other)]).to.deep.equal(["ended", "ended"]);
    expect(image(WEB).ScanTime).to.equal("2026-03-01T21:00:02+08:00");
  });

  it("are held even when an image takes no time", async () => {
    await open({ secondsPerImage: 0 });
    account.holdScans();
    const TaskID = await scan({ Id: [API, WEB] });
    expect(await status({ TaskID })).to.include({ Status: "SCANNING", ImageScanCnt: 0 });
    account.releaseScans();
    expect(await status({ TaskID })).to.include({ Status: "SCANNED", ImageScanCnt: 2 });
  });

  it("time out", async () => {
    const TaskID = await scan({ Id: [API, WEB], Timeout: 3 });
    wait(60);
    expect(await status({ TaskID })).to.include({ Status: "SCAN_TIMEOUT", ImageScanCnt: 1, Schedule: 50 });
    expect(image(WEB)).to.include({
      ScanStatus: "SCAN_ERR",
      ScanVulError: "ScanTimeout",
      ScanTime: "2026-03-01T20:00:03+08:00",
    });
    expect(stateOf(TaskID)).to.equal("timedOut");
  });

  it("are stopped by task, by image, or all: what has ended stays", async () => {
    const stop = client.ModifyAssetImageRegistryScanStopOneKey.bind(client);
    const first = await scan({ Id: [API, WEB] });
    const second = await scan({ Id: [CRITICAL, 110207177] });
    wait(2);
    await stop({ TaskID: first });
    expect(await status({ TaskID: first })).to.include({ Status: "CANCELED", ImageScanCnt: 1, Schedule: 50 });
    expect(statusesOf(API, WEB)).to.deep.equal(["SCANNED", "CANCELED"]);
    expect(image(WEB)).to.include({ ScanTime: "", CveStatus: "CANCELED" });
    expect(stateOf(first)).to.equal("canceled");
    await stop({ Id: [110207177] });
    expect(stateOf(second)).to.equal("canceled");
    const third = await scan({ Id: [API, WEB, CRITICAL] });
    await stop({ Id: [API, 110207181], TaskID: third });
    expect(statusesOf(API, WEB)).to.deep.equal(["CANCELED", "SCANNING"]);
    expect(stateOf(third)).to.equal("scanning");
    await stop({ All: true });
    expect([stateOf(third), ...statusesOf(WEB, CRITICAL)]).to.deep.equal([
      "canceled",
      "CANCELED",
      "CANCELED",
    ]);
    await stop({ TaskID: third });
    expect((await failureOf(stop({ TaskID: 99 }))).code).to.equal("ResourceNotFound");
    expect((await failureOf(stop({}))).code).to.equal("InvalidParameter");
  });

  it("go on with the next image when the one being scanned is stopped", async () => {
    await scan({ Id: [API, WEB] });
    wait(1);
    await client.ModifyAssetImageRegistryScanStop({ Id: [API] });
    expect(statusesOf(API, WEB)).to.deep.equal(["CANCELED", "SCANNING"]);
    wait(2);
    expect(image(WEB).ScanTime).to.equal("2026-03-01T20:00:03+08:00");
    expect(account.scans[0]?.state).to.equal("ended");
  });

  it("are stopped by filters, but for what is excluded", async () => {
    await scan({ All: true });
    const Filters = [{ Name: "Namespace", Values: ["team"] }];
    await client.ModifyAssetImageRegistryScanStop({ Filters, OnlyScanLatest: true, ExcludeImageList: [WEB] });
    expect(statusesOf(API, WEB, "team/worker:2026.03", "team/api:1.3")).to.deep.equal([
      ...["CANCELED", "WAIT_SCAN", "CANCELED", "SCANNING"],
    ]);
  });

  it("are described by image, or all together, as well", async () => {
    expect((await failureOf(status({}))).code).to.equal("MissingParameter");
    expect((await failureOf(status({ All: true }))).code).to.equal("ResourceNotFound");
    expect((await failureOf(status({ TaskID: 1 }))).code).to.equal("ResourceNotFound");
    expect(await status({ Id: [API] })).to.include({ Status: "NOT_SCAN", ImageTotal: 1, ImageScanCnt: 0 });
    await scan({ Id: [API] });
    await scan({ Id: [WEB] });
    expect(await status({ Id: [API, 110207177] })).to.include({
      Status: "SCANNING",
      ImageScanCnt: 1,
      RiskCount: 1,
    });
    expect(await status({ All: true })).to.include({ Status: "SCANNING", ImageTotal: 2 });
    wait(10);
    const coordinates = {
      InstanceName: "",
      Namespace: "team",
      ImageName: "web",
      ImageTag: "2.0",
      Force: "true",
    };
    expect(await status({ Images: [coordinates] })).to.include({
      Status: "SCANNED",
      SuccessCount: 1,
      Schedule: 100,
    });
    expect(await status({ All: true })).to.include({ Status: "SCANNED", ImageTotal: 1 });
    await scan({ Id: [API] });
    expect(await status({ All: true })).to.include({ Status: "SCANNING", ImageTotal: 1 });
    await client.ModifyAssetImageRegistryScanStop({ All: true });
    expect(await status({ Id: [API] })).to.include({ Status: "CANCELED" });
  });

  it("know no TaskID of the asker's on the international site", async () => {
    await open({ accounts: [{ site: "international" }] });
    expect(await scan({ Id: [API] })).to.equal(1);
    for (const action of [
      "DescribeAssetImageRegistryScanStatusOneKey",
      "ModifyAssetImageRegistryScanStop",
      "ModifyAssetImageRegistryScanStopOneKey",
    ]) {
      const { code } = await sendSigned(sandbox, { action, body: '{"TaskID":1}' });
      expect(code, action).to.equal("UnknownParameter");
    }
    expect(await status({ Id: [API] })).to.include({ Status: "SCANNING" });
  });

  it("count licences: an image in a registry and on a node is one of each, and repeated", async () => {
    const { RequestId: _, ImageScanInquireInfo, ...counts } = await client.DescribeImageAuthorizedInfo(null);
    expect(counts).to.deep.equal({
      ...{ TotalAuthorizedCnt: 100, UsedAuthorizedCnt: 13, ScannedImageCnt: 13, NotScannedImageCnt: 3 },
      ...{ NotScannedLocalImageCnt: 1, TrialAuthorizedCnt: 0, UsedTrialAuthorizedCnt: 0 },
      ...{ PurchasedAuthorizedCnt: 100, UsedPurchasedAuthorizedCnt: 13, CanApplyFreeImageAuthorize: false },
      RepeatImageIdCnt: 2,
    });
    expect(ImageScanInquireInfo).to.include({ PurchaseStatus: "Normal", Capcity: 100, Useage: 13 });
    account.registryImages.addMany(200);
    const more = await client.DescribeImageAuthorizedInfo(null);
    expect(more).to.include({ TotalAuthorizedCnt: 213, UsedAuthorizedCnt: 213 });
  });

  it("of 100,000 images start, are listed page by page, and stop, in a moment", async function () {
    this.timeout(60_000);
    await open({ accounts: [{ images: "none" }], assume: { imageProgress: "empty" } });
    account.registryImages.addMany(100_000);
    const TaskID = Number((await client.CreateAssetImageRegistryScanTaskOneKey({ ScanScope: 0 })).TaskID);
    const begun = performance.now();
    for (let page = 0; page < 20; page += 1) {
      wait(2);
      const Filters = [{ Name: "ScanStatus", Values: ["scanned"] }];
      const { TotalCount } = await client.DescribeAssetImageRegistryList({ Filters, Limit: 100 });
      expect(TotalCount).to.equal(page + 1);
    }
    expect(performance.now() - begun).to.be.lessThan(20_000);
    expect(await status({ TaskID })).to.include({ ImageTotal: 100_000, ImageScanCnt: 20 });
    await client.ModifyAssetImageRegistryScanStop({ TaskID });
    expect(account.scans[0]?.state).to.equal("canceled");
    await client.CreateAssetImageRegistryScanTaskOneKey({ ScanScope: 0 });
    account.finishScans();
    expect(account.scans[1]?.state).to.equal("ended");
  });

  it("are forgotten when there are too many, but not while they run", async () => {
    await open({ secondsPerImage: 60 });
    await scan({ Id: [WEB] });
    // Past the wire, which would take a minute.
    for (let count = 0; count < 2_000; count += 1) {
      account.registryScans.create({ Id: [API] });
      account.registryScans.stop({ Id: [API] });
    }
    expect(account.scans).to.have.length(1_001);
    expect(account.scans[0]).to.deep.include({ taskId: 1, state: "scanning" });
    expect((await failureOf(status({ TaskID: 2 }))).code).to.equal("ResourceNotFound");
  });
});
