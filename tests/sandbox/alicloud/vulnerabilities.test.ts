import { expect } from "chai";
import type { AlicloudFindings } from "../../../sandbox/index";
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

  it("are made up with a package each", async () => {
    const { call } = await sasOf();
    const { VulRecords } = await call("DescribeImageVulList", { ...CVE, Tag: "1.3", PageSize: 1 });
    expect(VulRecords[0]).to.deep.include({
      ...{
        Name: "debian:12:CVE-2026-1001",
        AliasName: "CVE-2026-1001 made-up vulnerability",
        CanUpdate: true,
      },
      ExtendContentJson: {
        Os: "debian",
        OsRelease: "12",
        RpmEntityList: [
          {
            ...{ Name: "libsandbox", Version: "1.0.0", FullVersion: "1.0.0-1", Path: "/var/lib/dpkg/status" },
            Layer: "",
            MatchDetail: "libsandbox version less than 1.0.1",
            MatchList: ["libsandbox version less than 1.0.1"],
            UpdateCmd: "apt-get update && apt-get install libsandbox --only-upgrade",
          },
        ],
      },
    });
  });

  it("are those named besides the counts, in images and containers, completed and counted", async () => {
    const { account, call } = await sasOf();
    const findings: AlicloudFindings = {
      high: 1,
      vulnerabilities: [
        { Name: "debian:12:CVE-2025-1", Necessity: "later" },
        {
          ...{ Name: "RHSA-2025:1", Related: "CVE-2025-2,CVE-2025-3", Necessity: "asap", CanFix: "no" },
          ExtendContentJson: {
            Os: "rhel",
            RpmEntityList: [
              { Name: "zlib", Version: "1.3" },
              { Name: "zlib-dev", Layer: "sha256:1" },
            ],
          },
        },
      ],
    };
    account.registryImages.findings("team/api:1.4", findings);
    account.containers.findings("ledger", findings);
    await call("PublicSyncAndCreateImageScanTask", imagesOf("team/api:1.4"));
    await call("CreateContainerScanTaskByAppName", { AppNames: "ledger" });
    account.finishScans();
    const { Digest, VulCount, VulStatus } = account.registryImages.get("team/api:1.4");
    expect({ VulCount, VulStatus }).to.deep.equal({ VulCount: 3, VulStatus: "YES" });
    const { Data } = await call("DescribeImageSecurityScanCount", { ImageDigest: Digest });
    expect(Data.ImageCveVulCount).to.equal(3);
    const [ledger] = account.containers.list().filter(({ AppName }) => AppName === "ledger");
    for (const which of [{ Digest }, { ContainerId: ledger?.ContainerId }]) {
      const list = (more: object) => call("DescribeImageVulList", { ...CVE, ...which, ...more });
      const { TotalCount, VulRecords } = await list({});
      expect(TotalCount).to.equal(3);
      expect(VulRecords.map(({ Name, Related }) => `${Name} ${Related}`)).to.deep.equal([
        "debian:12:CVE-2026-1001 CVE-2026-1001",
        "debian:12:CVE-2025-1 CVE-2025-1",
        "RHSA-2025:1 CVE-2025-2,CVE-2025-3",
      ]);
      expect(VulRecords.map(({ CanFix, CanUpdate }) => [CanFix, CanUpdate])).to.deep.equal([
        ["yes", true],
        ["yes", true],
        ["no", false],
      ]);
      const { Os, OsRelease, RpmEntityList } = VulRecords[2]?.ExtendContentJson as {
        Os: string;
        OsRelease: string;
        RpmEntityList: object[];
      };
      expect([Os, OsRelease]).to.deep.equal(["rhel", "12"]);
      expect(RpmEntityList).to.have.length(2);
      expect(RpmEntityList[0]).to.include({ Name: "zlib", FullVersion: "1.3-1", UpdateCmd: "" });
      expect(RpmEntityList[0]).to.include({ MatchDetail: "zlib version equals 1.3" });
      expect(RpmEntityList[1]).to.include({ Name: "zlib-dev", Version: "1.0.0", Layer: "sha256:1" });
      expect((await list({ Necessity: "asap" })).TotalCount).to.equal(2);
      expect((await list({ Name: "RHSA-2025:1" })).TotalCount).to.equal(1);
    }
  });

  it("cannot be named with what no record has", async () => {
    const { account } = await sasOf();
    const named = (vulnerability: unknown) => () =>
      account.registryImages.findings("team/api:1.4", {
        vulnerabilities: [vulnerability],
      } as AlicloudFindings);
    for (const nameless of [{ Necessity: "asap" }, { Name: "CVE-1" }, { Name: "CVE-1", Necessity: "high" }]) {
      expect(named(nameless)).to.throw(TypeError, "a Name and a Necessity: asap, later, nntf");
    }
    const packages = (given: object) => ({ ExtendContentJson: { RpmEntityList: [given] } });
    for (const [fields, message] of [
      [{ CanFix: "maybe" }, "CanFix of a vulnerability is yes or no"],
      [{ CanUpdate: "yes" }, "CanUpdate of a vulnerability is of type boolean"],
      [{ Name: 5 }, "Name of a vulnerability is of type string"],
      [{ Related: ["CVE-1"] }, "Related of a vulnerability is of type string"],
      [{ Fixed: "1" }, "a vulnerability has no Fixed"],
      [{ ExtendContentJson: { Package: "x" } }, "ExtendContentJson has no Package"],
      [packages({}), "an element of RpmEntityList needs a Name"],
      [packages({ Name: "zlib", Version: 1 }), "Version of an element of RpmEntityList is of type string"],
    ] as const) {
      expect(named({ Name: "CVE-1", Necessity: "asap", ...fields })).to.throw(TypeError, message);
    }
  });

  it("are not all that puts an image at risk: malware or a baseline risk does as well", async () => {
    const { account, call } = await sasOf();
    account.registryImages.findings("team/api:1.4", { malware: 1 });
    account.registryImages.findings("team/web:2.0", { baseline: 1 });
    await call("PublicSyncAndCreateImageScanTask", imagesOf("team/api:1.4", "team/web:2.0"));
    account.finishScans();
    for (const image of ["team/api:1.4", "team/web:2.0"]) {
      expect(account.registryImages.get(image), image).to.include({ VulCount: 0, RiskStatus: "YES" });
    }
  });

  it("share no name, however many there are of a level", async () => {
    const { account, call } = await sasOf({ maxPageSize: 3_000 });
    account.registryImages.findings("team/api:1.4", { high: 1_001, medium: 1_001 });
    await call("PublicSyncAndCreateImageScanTask", imagesOf("team/api:1.4"));
    account.finishScans();
    const { VulRecords } = await call("DescribeImageVulList", { ...CVE, Tag: "1.4", PageSize: 3_000 });
    expect(new Set(VulRecords.map(({ Name }) => Name))).to.have.property("size", 2_002);
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
