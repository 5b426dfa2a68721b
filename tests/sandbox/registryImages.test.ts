import { expect } from "chai";
import type { RegistryImage, Sandbox } from "../../sandbox/index";
import { failureOf, sandboxOf, stopSandboxes, vendorClient } from "./support";

type Query = Parameters<ReturnType<typeof vendorClient>["DescribeAssetImageRegistryList"]>[0];

const DIGEST = `sha256:${"ab".repeat(32)}`;

async function list(sandbox: Sandbox, query: Query) {
  const { TotalCount, List } = await vendorClient(sandbox).DescribeAssetImageRegistryList(query);
  if (!List) throw new Error("the answer has no List");
  return { TotalCount, List };
}
const named = (images: readonly { Namespace?: string; ImageName?: string; ImageTag?: string }[]) =>
  images.map(({ Namespace, ImageName, ImageTag }) => `${Namespace}/${ImageName}:${ImageTag}`);

describe("sandbox registry images", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await sandboxOf({ clock: () => Date.UTC(2026, 2, 1) });
  });
  afterEach(stopSandboxes);

  const images = () => sandbox.tencentcloud.account().registryImages;

  it("are a believable dozen at the start, or none", async () => {
    const { TotalCount, List } = await list(sandbox, { Limit: 100 });
    expect(TotalCount).to.equal(12);
    expect(new Set(List.map(({ RegistryType }) => RegistryType))).to.deep.equal(
      new Set(["ccr", "tcr", "harbor"]),
    );
    expect(new Set(List.map(({ Id }) => Id)).size).to.equal(12);
    expect(new Set(List.map(({ ImageDigest }) => ImageDigest)).size).to.equal(12);
    expect(List.some(({ IsAuthorized }) => IsAuthorized === 0)).to.equal(true);
    const empty = await sandboxOf({ tencentcloud: { accounts: [{ images: "none" }] } });
    expect(await list(empty, {})).to.deep.equal({ TotalCount: 0, List: [] });
    expect(await vendorClient(empty).DescribeAssetImageList({})).to.deep.include({ TotalCount: 0, List: [] });
  });

  it("are listed with every field of ImageRepoInfo", async () => {
    const { List } = await list(sandbox, { Limit: 1 });
    const fields: readonly (keyof NonNullable<typeof List>[number])[] = [
      ...(["ImageDigest", "ImageRepoAddress", "RegistryType", "ImageName", "ImageTag", "ImageSize"] as const),
      ...([
        "ScanTime",
        "ScanStatus",
        "VulCnt",
        "VirusCnt",
        "RiskCnt",
        "SentiveInfoCnt",
        "IsTrustImage",
      ] as const),
      ...(["OsName", "ScanVirusError", "ScanVulError", "InstanceId", "InstanceName", "Namespace"] as const),
      ...(["ScanRiskError", "ScanVirusProgress", "ScanVulProgress", "ScanRiskProgress"] as const),
      ...(["ScanRemainTime", "CveStatus", "RiskStatus", "VirusStatus", "Progress", "IsAuthorized"] as const),
      ...(["RegistryRegion", "Id", "ImageId", "ImageCreateTime", "IsLatestImage", "LowLevelVulCnt"] as const),
      ...(["MediumLevelVulCnt", "HighLevelVulCnt", "CriticalLevelVulCnt", "ContainerCnt"] as const),
      ...(["ComponentCnt", "IsRunning", "HasNeedFixVul", "SensitiveInfoCnt", "RecommendedFix"] as const),
      ...(["Solution", "Reason"] as const),
    ];
    expect(List[0]).to.have.all.keys(...fields);
  });

  it("are paged ten at a time unless Limit says otherwise, at most 100", async () => {
    images().addMany(200);
    expect((await list(sandbox, {})).List).to.have.length(10);
    const pages = await Promise.all([0, 100, 200].map((Offset) => list(sandbox, { Limit: 100, Offset })));
    expect(pages.map(({ List }) => List.length)).to.deep.equal([100, 100, 12]);
    expect(pages.map(({ TotalCount }) => TotalCount)).to.deep.equal([212, 212, 212]);
    expect(new Set(pages.flatMap(({ List }) => List.map(({ Id }) => Id))).size).to.equal(212);
    expect((await list(sandbox, { Offset: 500 })).List).to.deep.equal([]);
    for (const Limit of [0, 101]) {
      expect((await failureOf(list(sandbox, { Limit }))).code).to.equal("InvalidParameter");
    }
  });

  it("are filtered by what every filter says, any of its values being enough", async () => {
    const filtered = async (...Filters: { Name: string; Values: string[]; ExactMatch?: boolean }[]) =>
      named((await list(sandbox, { Limit: 100, Filters })).List);
    expect(await filtered({ Name: "IsAuthorized", Values: ["0"] })).to.deep.equal([
      "payments/reports:latest",
      "library/legacy-batch:2019",
    ]);
    expect(await filtered({ Name: "IsAuthorized", Values: ["all"] })).to.have.length(12);
    expect(await filtered({ Name: "ScanStatus", Values: ["scanned"] })).to.have.length(3);
    expect(await filtered({ Name: "RepoType", Values: ["tcr", "harbor"] })).to.have.length(7);
    expect(
      await filtered({ Name: "SecurityRisk", Values: ["CriticalLevelVul", "IsTrustImage"] }),
    ).to.deep.equal(["payments/gateway:3.1.0", "payments/ledger:1.0"]);
    expect(await filtered({ Name: "ImageName", Values: ["gate"] })).to.have.length(2);
    expect(await filtered({ Name: "ImageName", Values: ["gate"], ExactMatch: true })).to.have.length(0);
    expect(
      await filtered({ Name: "Namespace", Values: ["team"] }, { Name: "ImageTag", Values: ["1.3", "2.0"] }),
    ).to.deep.equal(["team/api:1.3", "team/web:2.0"]);
    expect(await filtered({ Name: "ImageAssetIds", Values: ["110207177"] })).to.deep.equal(["team/api:1.3"]);
    for (const [Name, field] of [
      ["ImageId", "ImageId"],
      ["ImageDigest", "ImageDigest"],
      ["ImageRepoAddress", "ImageRepoAddress"],
    ] as const) {
      const value = images().get("payments/ledger:1.0")[field];
      expect(await filtered({ Name, Values: [value] }), Name).to.deep.equal(["payments/ledger:1.0"]);
    }
    expect(await filtered({ Name: "InstanceName", Values: ["acme-harbor"] })).to.have.length(3);
    const strange = list(sandbox, { Filters: [{ Name: "Weather", Values: ["fair"] }] });
    expect((await failureOf(strange)).code).to.equal("InvalidParameter");
  });

  it("are sorted as By and Order say", async () => {
    const most = await list(sandbox, { By: "ContainerCount", Order: "DESC", Limit: 3 });
    expect(most.List.map(({ ContainerCnt }) => ContainerCnt)).to.deep.equal([12, 6, 4]);
    const least = await list(sandbox, { By: "ScanTime", Order: "asc", Limit: 1 });
    expect(least.List[0]?.ScanTime).to.equal("");
    for (const query of [{ By: "Size" }, { By: "ScanTime", Order: "up" }]) {
      expect((await failureOf(list(sandbox, query))).code).to.equal("InvalidParameter");
    }
  });

  it("are narrowed by OnlyShowLatest and IsRunning", async () => {
    const latest = named((await list(sandbox, { OnlyShowLatest: true, Limit: 100 })).List);
    expect(latest).to.include("team/api:1.4").and.not.include("team/api:1.3");
    const running = await list(sandbox, { IsRunning: true, Limit: 100 });
    expect(running.List.every(({ ContainerCnt = 0 }) => Number(ContainerCnt) > 0)).to.equal(true);
    expect(running.TotalCount).to.equal(6);
    expect((await list(sandbox, { IsRunning: false, OnlyShowLatest: false })).TotalCount).to.equal(12);
  });

  it("can be pushed, whole or by reference, and are then their repository's latest", async () => {
    const pushed = images().add(`team/api:1.5@${DIGEST}`);
    expect(pushed).to.include({
      ImageDigest: DIGEST,
      IsLatestImage: true,
      ImageCreateTime: "2026-03-01T00:00:00Z",
    });
    expect(images().get("team/api:1.4").IsLatestImage).to.equal(false);
    images().add({
      Namespace: "team",
      ImageName: "db",
      ImageTag: "1",
      InstanceId: "tcr-2",
      InstanceName: "other",
    });
    expect(images().get("team/db:1").InstanceName).to.equal("other");
    expect((await list(sandbox, {})).TotalCount).to.equal(14);
  });

  it("cannot be pushed twice to one place, nor with a field that no image has", () => {
    expect(() => images().add("team/api:1.4")).to.throw(RangeError, "in ccr-default already");
    expect(() => images().add("team/api:2", { Id: 110207177 })).to.throw(RangeError, "another image's");
    expect(() => images().add("team/api:2", { Weather: "fair" } as Partial<RegistryImage>)).to.throw(
      TypeError,
      "no Weather",
    );
    expect(() =>
      images().add("team/api:2", { ContainerCnt: "3" } as unknown as Partial<RegistryImage>),
    ).to.throw(TypeError, "ContainerCnt of a registry image is a number");
    expect(() => images().add("team/api:2", { Id: "x" } as unknown as Partial<RegistryImage>)).to.throw(
      TypeError,
    );
    expect(() => images().add("team/api:2", { ImageDigest: "sha256:ab" })).to.throw(
      TypeError,
      "not a digest",
    );
    expect(() => images().add("api")).to.throw(TypeError, "not namespace/name:tag");
    expect(images().size).to.equal(12);
  });

  it("can be removed, and the one pushed before is the latest again", async () => {
    images().remove("team/api:1.4");
    expect(images().get("team/api:1.3").IsLatestImage).to.equal(true);
    expect((await list(sandbox, {})).TotalCount).to.equal(11);
    expect(() => images().remove("team/api:1.4")).to.throw(RangeError, "no registry image is team/api:1.4");
  });

  it("move with their tag: another digest, not scanned yet, in the same place", () => {
    const before = images().get("payments/gateway:3.1.0");
    const after = images().move("payments/gateway:3.1.0", DIGEST);
    expect(after).to.include({
      ImageDigest: DIGEST,
      InstanceName: "acme-prod",
      IsLatestImage: true,
      ScanStatus: "NOT_SCAN",
      VulCnt: 0,
      HasNeedFixVul: false,
      ImageRepoAddress: before.ImageRepoAddress,
    });
    expect(before.VulCnt).to.equal(3);
    expect(images().size).to.equal(12);
    expect(() => images().move("payments/gateway:3.1.0", "sha256:ab")).to.throw(TypeError);
    expect(images().get("payments/gateway:3.1.0").ImageDigest).to.equal(DIGEST);
  });

  it("are found by id as a number, a bigint or digits, and an ambiguous reference is refused", () => {
    for (const which of [110207177, 110207177n, "110207177"]) {
      expect(images().get(which).ImageTag, typeof which).to.equal("1.3");
    }
    images().add({
      Namespace: "team",
      ImageName: "api",
      ImageTag: "1.4",
      InstanceId: "tcr-2",
      InstanceName: "other",
    });
    expect(() => images().get("team/api:1.4")).to.throw(
      RangeError,
      "ccr-default (110207178), other (110207189)",
    );
  });

  it("number 100,000 in a moment, and are paged through without sorting them again for each page", async function () {
    this.timeout(60_000);
    const large = await sandboxOf({
      tencentcloud: { requestsPerSecond: Infinity, accounts: [{ images: "none" }] },
    });
    large.tencentcloud.account().registryImages.addMany(100_000, { IsAuthorized: 1, Namespace: "many" });
    const client = vendorClient(large);
    const ids = new Set<unknown>();
    for (let Offset = 0; Offset < 100_000; Offset += 5_000) {
      const { List = [], TotalCount } = await client.DescribeAssetImageRegistryList({
        Limit: 100,
        Offset,
        By: "ImageCreateTime",
        Filters: [{ Name: "Namespace", Values: ["many"] }],
      });
      expect(TotalCount).to.equal(100_000);
      for (const { Id } of List) ids.add(Id);
    }
    expect(ids.size).to.equal(2_000);
  });
});

describe("sandbox local images", () => {
  afterEach(stopSandboxes);

  it("are listed, filtered and sorted, with every field of ImagesInfo", async () => {
    const sandbox = await sandboxOf();
    const client = vendorClient(sandbox);
    const { TotalCount, List = [] } = await client.DescribeAssetImageList({
      By: "ContainerCnt",
      Order: "desc",
    });
    expect(TotalCount).to.equal(4);
    expect(List[0]?.ImageName).to.equal("ccr.ccs.tencentyun.com/team/api:1.4");
    expect(List[0]).to.have.all.keys(
      ...[
        "ImageID",
        "ImageName",
        "CreateTime",
        "Size",
        "HostCnt",
        "SuperNodeCnt",
        "ContainerCnt",
        "ScanTime",
      ],
      ...["VulCnt", "VirusCnt", "RiskCnt", "IsTrustImage", "OsName", "AgentError", "ScanError", "ScanStatus"],
      ...["ScanVirusError", "ScanVulError", "ScanRiskError", "IsSuggest", "IsAuthorized", "ComponentCnt"],
      ...["CriticalLevelVulCnt", "HighLevelVulCnt", "MediumLevelVulCnt", "LowLevelVulCnt", "IsLatestImage"],
      ...["RecommendedFix", "Solution", "Reason"],
    );
    const nginx = await client.DescribeAssetImageList({
      Filters: [{ Name: "ImageName", Values: ["nginx"] }],
    });
    expect(nginx.TotalCount).to.equal(1);
    const { ImageID = "" } = nginx.List?.[0] ?? {};
    const byId = await client.DescribeAssetImageList({ Filters: [{ Name: "ImageID", Values: [ImageID] }] });
    expect(byId.List?.[0]?.ImageName).to.equal("nginx:1.27");
    const Filters = [{ Name: "IsAuthorized", Values: ["1"] }];
    expect((await failureOf(client.DescribeAssetImageList({ Filters }))).code).to.equal("InvalidParameter");
  });

  it("can be pulled and deleted", async () => {
    const sandbox = await sandboxOf();
    const { localImages } = sandbox.tencentcloud.account();
    localImages.add("alpine:3.20");
    expect((await vendorClient(sandbox).DescribeAssetImageList({})).TotalCount).to.equal(5);
    localImages.remove("alpine:3.20");
    expect((await vendorClient(sandbox).DescribeAssetImageList({})).TotalCount).to.equal(4);
    expect(() => localImages.remove("alpine:3.20")).to.throw(RangeError, "no local image is alpine:3.20");
  });
});
