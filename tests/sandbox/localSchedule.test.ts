import { expect } from "chai";
import { failureOf, sandboxOf, stopSandboxes, vendorClient } from "./support";

const BRIEF = {
  Enable: true,
  ScanTime: "00:00",
  ScanPeriod: 1,
  ScanVirus: true,
  ScanRisk: true,
  ScanVul: true,
};
const IMAGE = `sha256:${"f8d1".repeat(16)}`;

describe("sandbox local schedule", () => {
  afterEach(stopSandboxes);

  it("is never configured at first, and described as switched off", async () => {
    const sandbox = await sandboxOf();
    expect(sandbox.tencentcloud.account().localSchedule.value).to.equal(undefined);
    const { RequestId: _, ...described } = await vendorClient(sandbox).DescribeAssetImageScanSetting(null);
    expect(described).to.deep.equal({
      Enable: false,
      ScanTime: "00:00",
      ScanPeriod: 1,
      ScanVirus: false,
      ScanRisk: false,
      ScanVul: false,
      All: false,
      Images: [],
      ContainerRunning: false,
      ScanScope: 0,
      ScanEndTime: "",
      ExcludeImages: [],
      ClusterIDs: [],
      LastScanTime: "",
      ScanResult: "",
    });
  });

  it("is created again and again, and comes back as it was written last", async () => {
    const client = vendorClient(await sandboxOf());
    await client.CreateAssetImageScanSetting({ ...BRIEF, ScanEndTime: "02:00", ExcludeImages: [IMAGE] });
    const last = { ...BRIEF, ScanScope: 3, ClusterIDs: ["cls-sandbox1"], ScanVirus: false };
    await client.CreateAssetImageScanSetting({ ...last, All: true });
    expect(await client.DescribeAssetImageScanSetting(null)).to.deep.include({
      ...last,
      All: false,
      ScanEndTime: "",
      ExcludeImages: [],
    });
  });

  it("is another setting than the registries' one", async () => {
    const sandbox = await sandboxOf();
    await vendorClient(sandbox).CreateAssetImageScanSetting(BRIEF);
    expect(sandbox.tencentcloud.account().registrySchedule.value).to.equal(undefined);
  });

  it("refuses values that the vendor would not take", async () => {
    const client = vendorClient(await sandboxOf());
    const bad = [
      [{ ScanPeriod: 0 }, "InvalidParameter"],
      [{ ScanScope: 4 }, "InvalidParameter"],
      [{ ScanScope: 1 }, "InvalidParameter"],
      [{ ScanScope: 3 }, "InvalidParameter"],
      [{ ScanTime: "25:00" }, "InvalidParameter.InvalidFormat"],
      [{ ScanEndTime: "late" }, "InvalidParameter.InvalidFormat"],
      [{ ScanScope: 1, Images: ["nginx:1.27"] }, "InvalidParameter.InvalidFormat"],
      [{ ExcludeImages: ["sha256:f8d1"] }, "InvalidParameter.InvalidFormat"],
    ] as const;
    for (const [change, code] of bad) {
      const failure = await failureOf(
        client.CreateAssetImageScanSetting({ ...BRIEF, ...change } as typeof BRIEF),
      );
      expect(failure.code, JSON.stringify(change)).to.equal(code);
    }
  });

  it("can be edited as in the console", async () => {
    const sandbox = await sandboxOf();
    sandbox.tencentcloud.account().localSchedule.edit({ Enable: true, ScanTime: "11:05:00", ScanVul: true });
    expect(await vendorClient(sandbox).DescribeAssetImageScanSetting(null)).to.include({
      Enable: true,
      ScanTime: "11:05:00",
      ScanVul: true,
    });
  });
});
