import { expect } from "chai";
import { stopSandboxes } from "../support";
import { imagesOf, sasOf } from "./support";

const CVE = { Type: "cve" };

describe("sandbox vulnerabilities of SAS", () => {
  afterEach(stopSandboxes);

  it("are what the last scans found, a record each, by the vendor's three levels", async () => {
    const now = Date.UTC(2026, 2, 1, 12);
    const { account, call } = await sasOf({}, () => now);
    const { registryImages } = account;
    registryImages.findings("team/api:1.4", { high: 1, medium: 1, low: 1, malware: 5, baseline: 2 });
    const { Digest } = registryImages.get("team/api:1.4");
    const ofDigest = { ...CVE, Digest };
    expect(await call("DescribeImageVulList", ofDigest)).to.deep.include({ TotalCount: 0, VulRecords: [] });
    await call("PublicSyncAndCreateImageScanTask", imagesOf("team/api:1.4"));
    account.finishScans();
    const { TotalCount, VulRecords } = await call("DescribeImageVulList", ofDigest);
    expect(TotalCount).to.equal(3);
    expect(VulRecords.map(({ Related, Necessity }) => `${Related} ${Necessity}`)).to.deep.equal([
      "CVE-2026-1001 asap",
      "CVE-2026-2001 later",
      "CVE-2026-3001 nntf",
    ]);
    expect(VulRecords[0]).to.deep.include({
      ...{ Type: "cve", Status: 1, ImageDigest: Digest, RepoName: "api", RepoNamespace: "team", Tag: "1.4" },
      ...{ Uuid: registryImages.get("team/api:1.4").Uuid, ScanTime: now, CanFix: "yes" },
    });
    const { Data } = await call("DescribeImageSecurityScanCount", { ImageDigest: Digest });
    expect(Data).to.deep.equal({
      ...{ ImageCveVulCount: 3, ImageScaVulCount: 0, ImageBaselineCount: 2, ImageMaliciousFileCount: 5 },
    });
  });

  it("stay what they were while findings change, until the image is scanned again", async () => {
    const { account, call } = await sasOf();
    account.registryImages.findings("team/api:1.3", { low: 1 });
    const count = async () => (await call("DescribeImageVulList", { ...CVE, Tag: "1.3" })).TotalCount;
    expect(await count()).to.equal(41);
    await call("PublicSyncAndCreateImageScanTask", imagesOf("team/api:1.3"));
    account.finishScans();
    expect(await count()).to.equal(1);
  });

  it("are told page by page, across images, ten at a time if not said otherwise", async () => {
    const { call } = await sasOf({ maxPageSize: 30 });
    const all = await call("DescribeImageVulList", CVE);
    expect(all).to.include({ TotalCount: 44, CurrentPage: 1, PageSize: 10 });
    const names = [];
    for (const CurrentPage of [1, 2]) {
      const { VulRecords } = await call("DescribeImageVulList", { ...CVE, CurrentPage, PageSize: 500 });
      names.push(...VulRecords.map(({ RepoName, Related }) => `${RepoName} ${Related}`));
    }
    expect(names).to.have.length(44);
    expect(new Set(names)).to.have.property("size", 44);
    expect(names.slice(-3)).to.deep.equal([
      "gateway CVE-2026-1001",
      "gateway CVE-2026-2001",
      "gateway CVE-2026-2002",
    ]);
  });

  it("are filtered by level, image, name and state", async () => {
    const { account, call } = await sasOf();
    const { Uuid, RepoId, InstanceId } = account.registryImages.get("payments/gateway:3.1.0");
    const count = async (asked: object) =>
      (await call("DescribeImageVulList", { ...CVE, ...asked })).TotalCount;
    expect(await count({ Necessity: "asap" })).to.equal(7);
    expect(await count({ Necessity: "asap,later" })).to.equal(9);
    expect(await count({ Uuids: `${Uuid},other` })).to.equal(3);
    expect(await count({ RepoId, RepoInstanceId: InstanceId, InstanceId })).to.equal(3);
    expect(await count({ RepoNamespace: "payments", Necessity: "nntf" })).to.equal(0);
    expect(await count({ Name: "debian:12:CVE-2026-1001" })).to.equal(2);
    expect(await count({ StatusList: "1,4" })).to.equal(44);
    expect(await count({ StatusList: "7" })).to.equal(0);
    expect(await count({ Dealed: "y" })).to.equal(0);
    expect(await count({ Dealed: "n" })).to.equal(44);
    expect(await count({ Type: "sca" })).to.equal(0);
  });

  it("go with the digest that they were found in", async () => {
    const { account, call } = await sasOf();
    account.registryImages.move("team/api:1.3");
    expect((await call("DescribeImageVulList", { ...CVE, Tag: "1.3" })).TotalCount).to.equal(0);
  });
});
