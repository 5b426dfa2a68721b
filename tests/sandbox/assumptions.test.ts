import { expect } from "chai";
import { assume } from "../../sandbox/assume";
import type { Assumptions, Sandbox } from "../../sandbox/index";
import { READINGS } from "../../sandbox/tencentcloud/assumptions";
import { failureOf, sandboxOf, stopSandboxes, vendorClient } from "./support";

const BRIEF = { Enable: true, ScanPeriod: 1, ScanTime: "18:10" };
const LOCAL = { ...BRIEF, ScanVirus: true, ScanRisk: true, ScanVul: true };

const API = 110207178;
const WEB = 110207179;
const UNAUTHORIZED = 110207185;

const assuming = (assume: Partial<Assumptions>) => sandboxOf({ tencentcloud: { assume } });
const described = (sandbox: Sandbox) => vendorClient(sandbox).DescribeImageRegistryTimingScanTask(null);

describe("sandbox assumptions", () => {
  afterEach(stopSandboxes);

  it("are the first reading of each point unless something else is asked for", () => {
    expect(assume(READINGS, { scanTime: "HH:mm:ss" })).to.deep.equal({
      neverConfigured: "defaults",
      scanTime: "HH:mm:ss",
      scanType: "asSent",
      emptyLists: "[]",
      omittedFields: "reset",
      handPicked: "asSent",
      optionalFields: "always",
      movedTag: "newId",
      registryTaskId: "told",
      endedStatus: "SCANNED",
      waitingStatus: "WAIT_SCAN",
      nothingToScan: "refused",
      imageProgress: "listed",
      imageScanTime: "zoned",
      lastLocalTask: "any",
      vulnerabilityRows: "package",
      localVulnerabilityFields: "all",
    });
    expect(Object.keys(READINGS)).to.have.length(17);
  });

  it("name a known point and reading, or the sandbox does not start", async () => {
    const asked = { scanTime: "HHmm" } as unknown as Partial<Assumptions>;
    expect((await failureOf(assuming(asked))).message).to.equal(
      "scanTime reads asSent or HH:mm:ss, not HHmm",
    );
    const unknown = { scantime: "asSent" } as Partial<Assumptions>;
    expect((await failureOf(assuming(unknown))).message).to.contain("no point is called scantime");
  });

  it("neverConfigured notFound: the registry schedule does not exist until it is written, the local one does", async () => {
    const sandbox = await assuming({ neverConfigured: "notFound" });
    expect((await failureOf(described(sandbox))).code).to.equal("ResourceNotFound");
    expect((await vendorClient(sandbox).DescribeAssetImageScanSetting(null)).Enable).to.equal(false);
    await vendorClient(sandbox).UpdateImageRegistryTimingScanTask(BRIEF);
    expect((await described(sandbox)).Enable).to.equal(true);
  });

  it("scanTime HH:mm:ss: times come back with seconds, and an unset end stays unset", async () => {
    const sandbox = await assuming({ scanTime: "HH:mm:ss" });
    const client = vendorClient(sandbox);
    await client.UpdateImageRegistryTimingScanTask(BRIEF);
    expect(await described(sandbox)).to.include({ ScanTime: "18:10:00", ScanEndTime: "" });
    await client.CreateAssetImageScanSetting({ ...LOCAL, ScanEndTime: "20:00:30" });
    expect(await client.DescribeAssetImageScanSetting(null)).to.include({
      ScanTime: "18:10:00",
      ScanEndTime: "20:00:30",
    });
  });

  it("scanType lowerCase: the words come back in lower case", async () => {
    const sandbox = await assuming({ scanType: "lowerCase" });
    await vendorClient(sandbox).UpdateImageRegistryTimingScanTask({ ...BRIEF, ScanType: ["CVE", "RISK"] });
    expect((await described(sandbox)).ScanType).to.deep.equal(["cve", "risk"]);
  });

  it("emptyLists null: no list comes back empty", async () => {
    const sandbox = await assuming({ emptyLists: "null" });
    const client = vendorClient(sandbox);
    await client.UpdateImageRegistryTimingScanTask({ ...BRIEF, Namespace: ["team"] });
    const lists = { ScanType: null, Images: null, Id: null, RegistryType: null, ExcludeImageAssetIds: null };
    expect(await described(sandbox)).to.deep.include({ ...lists, Namespace: ["team"] });
    expect(await client.DescribeAssetImageScanSetting(null)).to.deep.include({
      Images: null,
      ExcludeImages: null,
      ClusterIDs: null,
    });
    expect(await client.DescribeAssetImageRegistryList({ Offset: 100 })).to.include({
      TotalCount: 12,
      List: null,
    });
  });

  it("omittedFields: a field left out of a write falls back, or stays", async () => {
    for (const [omittedFields, left] of [
      ["reset", { Latest: false, Namespace: [], ScanEndTime: "" }],
      ["kept", { Latest: true, Namespace: ["team"], ScanEndTime: "20:00" }],
    ] as const) {
      const sandbox = await assuming({ omittedFields });
      const client = vendorClient(sandbox);
      await client.UpdateImageRegistryTimingScanTask({
        ...BRIEF,
        Latest: true,
        Namespace: ["team"],
        ScanEndTime: "20:00",
      });
      await client.UpdateImageRegistryTimingScanTask(BRIEF);
      expect(await described(sandbox), omittedFields).to.deep.include(left);
    }
  });

  it("handPicked both: images come back as ids and as coordinates, whichever was sent", async () => {
    const sandbox = await assuming({ handPicked: "both" });
    const client = vendorClient(sandbox);
    const { registryImages } = sandbox.tencentcloud.account();
    const [api, web] = [registryImages.get("team/api:1.4"), registryImages.get("team/web:2.0")];
    const coordinates = {
      InstanceName: "",
      Namespace: "team",
      ImageName: "web",
      ImageTag: "2.0",
      Force: "true",
    };
    await client.UpdateImageRegistryTimingScanTask({
      ...BRIEF,
      ScanScope: 1,
      Id: [Number(api.Id)],
      Images: [coordinates],
    });
    const { Id, Images = [] } = await described(sandbox);
    expect(Id).to.have.members([web.Id, api.Id]);
    expect(Images.map(({ ImageDigest }) => ImageDigest)).to.have.members([api.ImageDigest, web.ImageDigest]);
    expect(Images[0]).to.include({ InstanceName: "ccr-default", RegistryType: "ccr", Force: "true" });
  });

  it("optionalFields whenSet: what the model calls optional is absent while it holds nothing", async () => {
    const sandbox = await assuming({ optionalFields: "whenSet" });
    const client = vendorClient(sandbox);
    await client.UpdateImageRegistryTimingScanTask({ ...BRIEF, ContainerRunning: true });
    const { RequestId: _, ...answer } = await described(sandbox);
    expect(Object.keys(answer)).to.have.members([
      ...["Enable", "ScanTime", "ScanPeriod", "ScanType", "All", "Images", "Id", "Latest"],
      "ContainerRunning",
    ]);
    const { List = [] } = await client.DescribeAssetImageRegistryList({ Limit: 2 });
    expect(List[0]).to.not.have.property("ContainerCnt");
    expect(List[0]).to.include({ HighLevelVulCnt: 6, Progress: 100 });
    expect(List[1]).to.include({ ContainerCnt: 6, IsRunning: true, VulCnt: 0 });
  });

  it("movedTag: another digest under a tag is another asset, or the same one", async () => {
    for (const [movedTag, same] of [
      ["newId", false],
      ["sameId", true],
    ] as const) {
      const sandbox = await assuming({ movedTag });
      const { registryImages } = sandbox.tencentcloud.account();
      const before = registryImages.get("team/api:1.4");
      const after = registryImages.move("team/api:1.4");
      expect(after.ImageDigest).to.not.equal(before.ImageDigest);
      expect(after.Id === before.Id, movedTag).to.equal(same);
    }
  });

  it("registryTaskId absent: creating a task of registry images tells no TaskID, though it has one", async () => {
    const sandbox = await assuming({ registryTaskId: "absent" });
    const client = vendorClient(sandbox);
    for (const create of [
      client.CreateAssetImageRegistryScanTask({ Id: [API] }),
      client.CreateAssetImageRegistryScanTaskOneKey({ Id: [WEB] }),
    ]) {
      expect(await create).to.have.all.keys("RequestId");
    }
    expect(sandbox.tencentcloud.account().scans.map(({ taskId }) => taskId)).to.deep.equal([1, 2]);
    const { Status } = await client.DescribeAssetImageRegistryScanStatusOneKey({ TaskID: 2 });
    expect(Status).to.equal("SCANNING");
  });

  it("endedStatus: what a task of registry images says when it has ended by itself", async () => {
    for (const endedStatus of READINGS.endedStatus) {
      const sandbox = await assuming({ endedStatus });
      const client = vendorClient(sandbox);
      await client.CreateAssetImageRegistryScanTask({ Id: [API] });
      sandbox.tencentcloud.account().finishScans();
      for (const which of [{ TaskID: 1 }, { Id: [API] }]) {
        const { Status } = await client.DescribeAssetImageRegistryScanStatusOneKey(which);
        expect(Status).to.equal(endedStatus);
      }
      expect(sandbox.tencentcloud.account().registryImages.get(API).ScanStatus).to.equal("SCANNED");
    }
  });

  it("waitingStatus: what is said of a task, or an image, whose scan has not begun", async () => {
    for (const waitingStatus of READINGS.waitingStatus) {
      const sandbox = await sandboxOf({ tencentcloud: { secondsToStart: 60, assume: { waitingStatus } } });
      const client = vendorClient(sandbox);
      await client.CreateAssetImageRegistryScanTask({ Id: [API] });
      for (const which of [{ TaskID: 1 }, { Id: [API] }]) {
        const { Status, ImageStatus } = await client.DescribeAssetImageRegistryScanStatusOneKey(which);
        expect([Status, ImageStatus?.[0]?.ScanStatus]).to.deep.equal([waitingStatus, waitingStatus]);
      }
      expect(sandbox.tencentcloud.account().registryImages.get(API)).to.include({
        ScanStatus: waitingStatus,
        CveStatus: waitingStatus,
      });
    }
  });

  it("nothingToScan accepted: a task of no images, which ends at once", async () => {
    const sandbox = await assuming({ nothingToScan: "accepted" });
    const client = vendorClient(sandbox);
    const account = sandbox.tencentcloud.account();
    await client.CreateAssetImageRegistryScanTask({ Id: [UNAUTHORIZED] });
    expect(await client.DescribeAssetImageRegistryScanStatusOneKey({ TaskID: 1 })).to.include({
      ...{ Status: "SCANNED", ImageTotal: 0, Schedule: 100 },
    });
    const { ImageID } = account.localImages.get("busybox:1.36");
    const { TaskID = "" } = await client.CreateAssetImageScanTask({ Images: [ImageID], ScanVul: true });
    expect(await client.DescribeAssetImageScanStatus({ TaskID })).to.include({
      Status: "END",
      ImageTotal: 0,
    });
    expect(account.scans.map(({ images, state }) => [images.length, state])).to.deep.equal([
      [0, "ended"],
      [0, "ended"],
    ]);
    await client.CreateAssetImageScanTask({ ScanVul: true });
    const second = client.CreateAssetImageScanTask({ ScanVul: true });
    expect((await failureOf(second)).code).to.equal("FailedOperation.ErrAlreadyScanning");
  });

  it("imageProgress empty: the status of a task has no line for any image", async () => {
    const client = vendorClient(await assuming({ imageProgress: "empty" }));
    await client.CreateAssetImageRegistryScanTask({ Id: [API] });
    for (const which of [{ TaskID: 1 }, { Id: [API] }]) {
      const answer = await client.DescribeAssetImageRegistryScanStatusOneKey(which);
      expect(answer).to.deep.include({ ImageTotal: 1, ImageStatus: [] });
    }
  });

  it("imageScanTime plain: the time of a scan comes without its offset", async () => {
    const clock = () => Date.UTC(2026, 2, 1, 12);
    const sandbox = await sandboxOf({ clock, tencentcloud: { assume: { imageScanTime: "plain" } } });
    const account = sandbox.tencentcloud.account();
    await vendorClient(sandbox).CreateAssetImageRegistryScanTask({ Id: [API] });
    account.finishScans();
    expect(account.registryImages.get(API).ScanTime).to.equal("2026-03-01 20:00:00");
  });

  it("lastLocalTask oneClick: only a task created as such is the account's last", async () => {
    const sandbox = await assuming({ lastLocalTask: "oneClick" });
    const client = vendorClient(sandbox);
    const first = await client.CreateAssetImageScanTask({ ScanVul: true, IsOneClickScanningTask: true });
    sandbox.tencentcloud.account().finishScans();
    await client.CreateAssetImageScanTask({ ScanVul: true });
    expect(await client.DescribeAssetImageScanTask(null)).to.include({ TaskID: first.TaskID, Status: "END" });
  });
});
