import { expect } from "chai";
import type { Account, Sandbox, TencentCloudOptions } from "../../sandbox/index";
import { type Client, failureOf, sandboxOf, stopSandboxes, vendorClient } from "./support";

const API = "ccr.ccs.tencentyun.com/team/api:1.4";
const WEB = "ccr.ccs.tencentyun.com/team/web:2.0";
const NGINX = "nginx:1.27";
const BUSYBOX = "busybox:1.36";
const WHOLE = { ScanVul: true, ScanVirus: true, ScanRisk: true };

type Request = Parameters<Client["CreateAssetImageScanTask"]>[0];

describe("sandbox local scans", () => {
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
  const image = (name: string) => account.localImages.get(name);
  const idsOf = (...names: string[]) => names.map((name) => image(name).ImageID);
  const statusesOf = (...names: string[]) => names.map((name) => image(name).ScanStatus);
  const scan = async (request: Request) =>
    (await client.CreateAssetImageScanTask({ ...WHOLE, ...request })).TaskID ?? "";
  const status = (TaskID?: string) =>
    client.DescribeAssetImageScanStatus(TaskID === undefined ? {} : { TaskID });
  const last = async () => {
    const { RequestId: _, ...told } = await client.DescribeAssetImageScanTask(null);
    return told;
  };
  const refusal = async (request: Request) => (await failureOf(scan(request))).code;

  it("scan their images one after another on the sandbox's clock", async () => {
    expect(await last()).to.deep.equal({ TaskID: "", LastScanTime: "", Status: "READY", SubStatus: "" });
    expect((await failureOf(status())).code).to.equal("ResourceNotFound");
    const TaskID = await scan({ Images: idsOf(API, WEB) });
    expect(TaskID).to.equal("41033");
    expect(statusesOf(API, WEB)).to.deep.equal(["SCANNING", "WAIT_SCAN"]);
    wait(2);
    expect(statusesOf(API, WEB)).to.deep.equal(["SCANNED", "SCANNING"]);
    const { RequestId: _, ...half } = await status(TaskID);
    expect(half).to.deep.equal({
      ...{ ImageTotal: 2, ImageScanCnt: 1, Status: "SCANNING", Schedule: 50 },
      ...{ SuccessCount: 0, RiskCount: 1, LeftSeconds: 2 },
    });
    expect(await last()).to.deep.equal({
      ...{ TaskID, LastScanTime: "2026-03-01 20:00:00", Status: "SCANNING", SubStatus: "" },
    });
    wait(2);
    expect(await status()).to.include({ Status: "END", Schedule: 100, SuccessCount: 1, RiskCount: 1 });
    expect(await last()).to.include({ Status: "END", SubStatus: "Success" });
    expect(image(API)).to.include({
      ScanTime: "2026-03-01 20:00:02",
      VulCnt: 22,
      MediumLevelVulCnt: 4,
      LowLevelVulCnt: 18,
    });
  });

  it("run one at a time", async () => {
    await scan({ Images: idsOf(API) });
    expect(await refusal({ Images: idsOf(WEB) })).to.equal("FailedOperation.ErrAlreadyScanning");
    await client.CreateAssetImageRegistryScanTask({ Id: [110207178] });
    wait(2);
    await scan({ Images: idsOf(WEB) });
    expect(account.scans.map(({ kind, taskId }) => [kind, taskId])).to.deep.equal([
      ["local", "41033"],
      ["registry", 1],
      ["local", "41034"],
    ]);
  });

  it("are logged with exactly their images", async () => {
    await client.CreateAssetImageScanTask({ Images: idsOf(BUSYBOX, API), ScanVul: true });
    expect(account.scans).to.deep.equal([
      {
        ...{ taskId: "41033", kind: "local", images: [API], skipped: [BUSYBOX], scanTypes: ["CVE"] },
        ...{ startedAt: Date.UTC(2026, 2, 1, 12), state: "scanning" },
      },
    ]);
  });

  it("find what the image holds, of what they look for", async () => {
    account.localImages.findings(WEB, { high: 1, malware: 2, sensitiveInfo: 3 });
    await client.CreateAssetImageScanTask({ Images: idsOf(WEB), ScanVirus: true, ScanRisk: true });
    account.finishScans();
    expect(image(WEB)).to.include({
      VirusCnt: 2,
      RiskCnt: 3,
      VulCnt: 0,
      HighLevelVulCnt: 0,
      ScanStatus: "SCANNED",
    });
    account.localImages.failScans(idsOf(WEB)[0] ?? "", "AgentOffline");
    await client.CreateAssetImageScanTask({ Images: idsOf(WEB), ScanVul: true });
    account.finishScans();
    expect(image(WEB)).to.include({
      ...{
        ScanStatus: "SCAN_ERR",
        ScanError: "AgentOffline",
        ScanVulError: "AgentOffline",
        ScanVirusError: "",
      },
      VirusCnt: 2,
    });
    expect(await last()).to.include({ Status: "END", SubStatus: "Error" });
  });

  it("write on every row of an image that has several names", async () => {
    const [ImageID = ""] = idsOf(NGINX);
    account.localImages.add({ ImageName: "mirror/nginx:1.27", ImageID });
    const TaskID = await scan({ Images: [ImageID] });
    account.finishScans();
    expect(await status(TaskID)).to.include({ ImageTotal: 1 });
    expect(image("mirror/nginx:1.27")).to.include({ ScanStatus: "SCANNED", HighLevelVulCnt: 1 });
    account.localImages.remove(NGINX);
    expect(account.localImages.get(ImageID).ImageName).to.equal("mirror/nginx:1.27");
    account.localImages.remove(ImageID);
    expect(await refusal({ Images: [ImageID] })).to.equal("ResourceNotFound");
  });

  it("are of a scope, or of what ids or filters pick, and of authorised images only", async () => {
    await open({ secondsPerImage: 0 });
    const images = async (request: Request) => {
      await scan(request);
      return account.scans.at(-1)?.images;
    };
    expect(await images({})).to.deep.equal([API, WEB, NGINX]);
    expect(await images({ ScanScope: 0, ExcludeImageIds: idsOf(API) })).to.deep.equal([WEB, NGINX]);
    expect(await images({ ScanScope: 1, Images: idsOf(API) })).to.deep.equal([API]);
    const Filters = [{ Name: "ImageName", Values: ["team/"] }];
    expect(await images({ Filters, ExcludeImageIds: idsOf(WEB) })).to.deep.equal([API]);
    expect(await images({ ScanScope: 2 })).to.deep.equal([API, WEB, NGINX]);
    expect(await images({ ScanScope: 3, ClusterIDs: ["cls-sandbox2"] })).to.deep.equal([NGINX]);
    expect(account.scans.at(-1)?.skipped).to.deep.equal([BUSYBOX]);
    account.localImages.authorize(BUSYBOX);
    expect(await images({ ScanScope: 3, ClusterIDs: ["cls-sandbox2"] })).to.deep.equal([NGINX, BUSYBOX]);
    expect(
      await images({ ScanScope: 3, ClusterIDs: ["cls-sandbox2"], ContainerRunning: true }),
    ).to.deep.equal([NGINX]);
    account.localImages.authorize(BUSYBOX, false);
    const refused = [
      [{ ScanScope: 1 }, "InvalidParameter"],
      [{ ScanScope: 3 }, "InvalidParameter"],
      [{ ScanScope: 4 }, "InvalidParameter"],
      [{ Images: idsOf(API), Filters }, "InvalidParameter"],
      [{ ScanVul: false, ScanVirus: false, ScanRisk: false }, "InvalidParameter"],
      [{ Images: ["nginx:1.27"] }, "InvalidParameter.InvalidFormat"],
      [{ Images: [`sha256:${"0".repeat(64)}`] }, "ResourceNotFound"],
      [{ ScanScope: 3, ClusterIDs: ["cls-none"] }, "ResourceNotFound"],
      [{ Images: idsOf(BUSYBOX) }, "FailedOperation.ErrAlreadyScanning"],
    ] as const;
    for (const [request, code] of refused) {
      expect(await refusal(request as Request), JSON.stringify(request)).to.equal(code);
    }
  });

  it("are stopped by task, by image or by filter: what has ended stays, the rest is as it was before", async () => {
    const stop = client.ModifyAssetImageScanStop.bind(client);
    const TaskID = await scan({ Images: idsOf(API, WEB) });
    wait(2);
    expect((await stop({ TaskID })).Status).to.equal("SUCCESS");
    expect(await status(TaskID)).to.include({ Status: "END", ImageScanCnt: 1, Schedule: 50, LeftSeconds: 0 });
    expect(await last()).to.include({ Status: "END", SubStatus: "Cancel" });
    expect(statusesOf(API, WEB)).to.deep.equal(["SCANNED", "NOT_SCAN"]);
    await scan({ Images: idsOf(API, WEB, NGINX) });
    await stop({ Images: idsOf(API) });
    expect(statusesOf(API, WEB, NGINX)).to.deep.equal(["SCANNED", "SCANNING", "WAIT_SCAN"]);
    const Filters = [{ Name: "ImageName", Values: ["team/", "nginx"] }];
    await stop({ Filters, ExcludeImageIds: image(NGINX).ImageID });
    expect(statusesOf(WEB, NGINX)).to.deep.equal(["NOT_SCAN", "SCANNING"]);
    await stop({ Filters });
    expect(account.scans.at(-1)?.state).to.equal("canceled");
    await stop({ Filters });
    expect((await failureOf(stop({ TaskID: "1" }))).code).to.equal("ResourceNotFound");
    expect((await failureOf(stop({}))).code).to.equal("InvalidParameter");
    expect((await failureOf(stop({ TaskID, Filters }))).code).to.equal("InvalidParameter");
  });

  it("wait to start, are held, and time out", async () => {
    await open({ secondsToStart: 10 });
    await scan({ Images: idsOf(API, WEB), Timeout: 13 });
    expect(await last()).to.include({ Status: "READY" });
    account.holdScans();
    wait(3_600);
    expect(await last()).to.include({ Status: "READY" });
    account.releaseScans();
    wait(12);
    expect(statusesOf(API, WEB)).to.deep.equal(["SCANNED", "SCANNING"]);
    wait(1);
    expect(await last()).to.include({ Status: "END", SubStatus: "Timeout" });
    expect(image(WEB)).to.include({ ScanStatus: "SCAN_ERR", ScanError: "ScanTimeout" });
  });

  it("overlap the registries' images, which have scans of their own", async () => {
    const { ImageId } = account.registryImages.get("team/api:1.4");
    expect(image(API).ImageID).to.equal(ImageId);
    await scan({ Images: [ImageId] });
    expect(account.registryImages.get("team/api:1.4").ScanStatus).to.equal("NOT_SCAN");
  });
});
