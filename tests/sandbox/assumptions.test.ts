import { expect } from "chai";
import type { Assumptions, Sandbox } from "../../sandbox/index";
import { assume, READINGS } from "../../sandbox/tencentcloud/assumptions";
import { failureOf, sandboxOf, stopSandboxes, vendorClient } from "./support";

const BRIEF = { Enable: true, ScanPeriod: 1, ScanTime: "18:10" };
const LOCAL = { ...BRIEF, ScanVirus: true, ScanRisk: true, ScanVul: true };

const assuming = (assume: Partial<Assumptions>) => sandboxOf({ tencentcloud: { assume } });
const described = (sandbox: Sandbox) => vendorClient(sandbox).DescribeImageRegistryTimingScanTask(null);

describe("sandbox assumptions", () => {
  afterEach(stopSandboxes);

  it("are the first reading of each point unless something else is asked for", () => {
    expect(assume({ scanTime: "HH:mm:ss" })).to.deep.equal({
      neverConfigured: "defaults",
      scanTime: "HH:mm:ss",
      scanType: "asSent",
      emptyLists: "[]",
      omittedFields: "reset",
      handPicked: "asSent",
      optionalFields: "always",
      movedTag: "newId",
    });
    expect(Object.keys(READINGS)).to.have.length(8);
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
});
