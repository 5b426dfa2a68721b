import { expect } from "chai";
import type { RegistryScheduleSetting } from "../../sandbox/index";
import { failureOf, sandboxOf, sendSigned, stopSandboxes, vendorClient } from "./support";

const FULL = {
  Enable: true,
  ScanPeriod: 1,
  ScanTime: "18:10",
  ScanEndTime: "20:00",
  ScanScope: 2,
  ContainerRunning: false,
  Id: [],
  Namespace: ["tke-images"],
  RegistryType: ["ccr"],
  Latest: true,
  ScanType: ["CVE", "VIRUS", "RISK"],
  ExcludeImageAssetIds: [],
};
const BRIEF = { Enable: true, ScanPeriod: 1, ScanTime: "18:10" };
const API = { InstanceName: "", Namespace: "team", ImageName: "api", ImageTag: "1.4", Force: "true" };

describe("sandbox registry schedule", () => {
  afterEach(stopSandboxes);

  it("is never configured at first, and described as switched off", async () => {
    const sandbox = await sandboxOf();
    expect(sandbox.tencentcloud.account().registrySchedule.value).to.equal(undefined);
    const { RequestId: _, ...described } =
      await vendorClient(sandbox).DescribeImageRegistryTimingScanTask(null);
    expect(described).to.deep.equal({
      Enable: false,
      ScanTime: "00:00",
      ScanPeriod: 1,
      ScanType: [],
      All: false,
      Images: [],
      Id: [],
      Latest: false,
      ScanEndTime: "",
      RegistryType: [],
      ContainerRunning: false,
      ScanScope: 0,
      Namespace: [],
      ExcludeImageAssetIds: [],
      LastScanTime: "",
      ScanResult: "",
    });
  });

  it("comes back as it was written", async () => {
    const sandbox = await sandboxOf();
    const client = vendorClient(sandbox);
    await client.UpdateImageRegistryTimingScanTask(FULL);
    expect(await client.DescribeImageRegistryTimingScanTask(null)).to.deep.include(FULL);
    expect(sandbox.tencentcloud.account().registrySchedule.value).to.deep.include(FULL);
  });

  it("takes the deprecated All and does nothing with it", async () => {
    const sandbox = await sandboxOf();
    const client = vendorClient(sandbox);
    await client.UpdateImageRegistryTimingScanTask({ ...BRIEF, All: true });
    expect((await client.DescribeImageRegistryTimingScanTask(null)).All).to.equal(false);
  });

  it("refuses values that the vendor would not take, and stays as it was", async () => {
    const sandbox = await sandboxOf();
    const client = vendorClient(sandbox);
    const bad = [
      { ScanPeriod: 0 },
      { ScanScope: 3 },
      { ScanTime: "" },
      { ScanTime: "24:00" },
      { ScanTime: "6:00" },
      { ScanTime: "2020-12-28 15:53:26" },
      { ScanEndTime: "20:60" },
      { ScanType: ["CVE", "WORM"] },
      { ScanScope: 1 },
      { ScanScope: 1, Id: [], Images: [] },
    ];
    for (const change of bad) {
      const failure = await failureOf(client.UpdateImageRegistryTimingScanTask({ ...BRIEF, ...change }));
      expect(failure.code, JSON.stringify(change)).to.equal("InvalidParameter");
    }
    expect(sandbox.tencentcloud.account().registrySchedule.value).to.equal(undefined);
  });

  it("takes a time with seconds, a window over midnight, and scan types in either case", async () => {
    const client = vendorClient(await sandboxOf());
    const change = { ScanTime: "23:30:15", ScanEndTime: "02:00", ScanType: ["cve", "RISK"] };
    await client.UpdateImageRegistryTimingScanTask({ ...BRIEF, ...change });
    expect(await client.DescribeImageRegistryTimingScanTask(null)).to.deep.include(change);
  });

  it("refuses images that its registries do not have, by id and by coordinates", async () => {
    const client = vendorClient(await sandboxOf());
    const unknown = [
      { Id: [404] },
      { Images: [{ ...API, ImageTag: "9" }] },
      { Images: [{ ...API, InstanceName: "x" }] },
    ];
    for (const change of unknown) {
      const failure = await failureOf(
        client.UpdateImageRegistryTimingScanTask({ ...BRIEF, ScanScope: 1, ...change }),
      );
      expect(failure.code, JSON.stringify(change)).to.equal("ResourceNotFound");
    }
    await client.UpdateImageRegistryTimingScanTask({ ...BRIEF, ScanScope: 1, Images: [API] });
    expect((await client.DescribeImageRegistryTimingScanTask(null)).Images).to.deep.equal([API]);
  });

  it("keeps the id of an image that left, and refuses to have it written again", async () => {
    const sandbox = await sandboxOf();
    const client = vendorClient(sandbox);
    const { registryImages } = sandbox.tencentcloud.account();
    const { Id } = registryImages.get("team/api:1.4");
    const picked = { ...BRIEF, ScanScope: 1, Id: [Number(Id)] };
    await client.UpdateImageRegistryTimingScanTask(picked);
    registryImages.remove("team/api:1.4");
    expect((await client.DescribeImageRegistryTimingScanTask(null)).Id).to.deep.equal([Id]);
    expect((await failureOf(client.UpdateImageRegistryTimingScanTask(picked))).code).to.equal(
      "ResourceNotFound",
    );
  });

  it("carries an id beyond 2^53 exactly in both directions", async () => {
    const sandbox = await sandboxOf();
    const { registryImages } = sandbox.tencentcloud.account();
    registryImages.add("team/api:huge", { Id: 9007199254740993n });
    registryImages.add("team/api:largest", { Id: 18446744073709551615n });
    const Id = [9007199254740993n, 18446744073709551615n] as unknown as number[];
    await vendorClient(sandbox).UpdateImageRegistryTimingScanTask({ ...BRIEF, ScanScope: 1, Id });
    expect(sandbox.requests.entries[0]?.body.Id).to.deep.equal(Id);
    expect((await sendSigned(sandbox)).text).to.contain('"Id":[9007199254740993,18446744073709551615]');
    const near = await sendSigned(sandbox, {
      action: "UpdateImageRegistryTimingScanTask",
      body: '{"Enable":true,"ScanPeriod":1,"ScanTime":"18:10","Id":[9007199254740992]}',
    });
    expect(near.code).to.equal("ResourceNotFound");
  });

  it("can be edited as in the console, by the vendor's names and on either site", async () => {
    const sandbox = await sandboxOf({ tencentcloud: { accounts: [{ site: "international" }] } });
    const { registrySchedule } = sandbox.tencentcloud.account();
    registrySchedule.edit({
      ScanTime: "05:00",
      ExcludeImageAssetIds: [7],
      LastScanTime: "2026-10-29 17:10:00",
    });
    expect(await vendorClient(sandbox).DescribeImageRegistryTimingScanTask(null)).to.deep.include({
      Enable: false,
      ScanTime: "05:00",
      ExcludeImageAssetIds: [7],
      LastScanTime: "2026-10-29 17:10:00",
    });
    const misspelt = { ScnTime: "05:00" } as Partial<RegistryScheduleSetting>;
    expect(() => registrySchedule.edit(misspelt)).to.throw(TypeError, "`ScnTime` is not recognized");
    const mistyped = { Enable: "no" } as unknown as Partial<RegistryScheduleSetting>;
    expect(() => registrySchedule.edit(mistyped)).to.throw(TypeError, "`Enable` is not valid");
  });

  it("keeps what only a scan writes when it is written", async () => {
    const sandbox = await sandboxOf();
    const { registrySchedule } = sandbox.tencentcloud.account();
    registrySchedule.edit({ LastScanTime: "2026-10-29 17:10:00", ScanResult: "Success" });
    await vendorClient(sandbox).UpdateImageRegistryTimingScanTask(FULL);
    expect(registrySchedule.value).to.include({ LastScanTime: "2026-10-29 17:10:00", ScanResult: "Success" });
    const readOnly = { ...BRIEF, LastScanTime: "now" };
    const failure = await failureOf(vendorClient(sandbox).UpdateImageRegistryTimingScanTask(readOnly));
    expect(failure.code).to.equal("UnknownParameter");
  });
});
