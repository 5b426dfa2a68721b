import { expect } from "chai";
import { failureOf, stopSandboxes } from "../support";
import { sasOf } from "./support";

const DIGEST = "ab".repeat(32);

const criteria = (...pairs: readonly (readonly [name: string, value: string])[]) => ({
  Criteria: JSON.stringify(pairs.map(([name, value]) => ({ name, value, logicalExp: "AND" }))),
});

describe("sandbox registry images of SAS", () => {
  afterEach(stopSandboxes);

  it("are a dozen at the start, three of them scanned, or none", async () => {
    const { account, call } = await sasOf();
    expect(account.registryImages.size).to.equal(12);
    const all = await call("DescribeImageInstances");
    expect(all.PageInfo).to.deep.equal({ Count: 12, CurrentPage: 1, PageSize: 20, TotalCount: 12 });
    const [first, second] = all.ImageInstanceList;
    expect(first).to.include({
      ...{ RepoNamespace: "team", RepoName: "api", Tag: "1.3", ScaStatus: "SUCCESS", ScaProgress: 100 },
      ...{ VulCount: 41, VulStatus: "YES", RiskStatus: "YES", HcCount: 0, HcStatus: "NO", Deployed: 0 },
    });
    expect(second).to.include({ Tag: "1.4", Deployed: 1, VulCount: 0 });
    expect(second).to.not.have.any.keys("LastScanTime", "ScaStatus", "ScaProgress", "ScaResult");
    for (const [Scanned, count] of [
      [true, 3],
      [false, 9],
    ] as const) {
      expect((await call("DescribeImageInstances", { Scanned })).PageInfo.TotalCount).to.equal(count);
    }
    expect((await sasOf({ accounts: [{ images: "none" }] })).account.registryImages.list()).to.deep.equal([]);
  });

  it("are listed page by page, and a page is never longer than the vendor's longest", async () => {
    const { call } = await sasOf({ maxPageSize: 5 });
    const pages = await Promise.all(
      [1, 2, 3, 4].map((CurrentPage) => call("DescribeImageInstances", { CurrentPage, PageSize: 50 })),
    );
    expect(
      pages.map(({ PageInfo }) => [PageInfo.Count, PageInfo.PageSize, PageInfo.TotalCount]),
    ).to.deep.equal([
      [5, 5, 12],
      [5, 5, 12],
      [2, 5, 12],
      [0, 5, 12],
    ]);
    const uuids = pages.flatMap(({ ImageInstanceList }) => ImageInstanceList.map(({ Uuid }) => Uuid));
    expect(new Set(uuids)).to.have.property("size", 12);
  });

  it("are searched by criteria, all of which or any of which must be met", async () => {
    const { account, call } = await sasOf();
    const { Digest, Uuid } = account.registryImages.get("team/web:2.0");
    const found = async (asked: object) =>
      (await call("DescribeImageInstances", { ...asked })).ImageInstanceList;
    expect((await found(criteria(["digest", Digest]))).map((row) => row.Uuid)).to.deep.equal([Uuid]);
    const both = criteria(["repoNamespace", "team"], ["tag", "1."]);
    expect(await found({ ...both, LogicalExp: "AND" })).to.have.length(2);
    expect(await found({ ...both, LogicalExp: "OR" })).to.have.length(7);
    expect(await found(criteria(["registryType", "harbor"]))).to.have.length(3);
    // The search box finds parts of a name; an id it finds whole.
    expect(await found(criteria(["repoName", "ate"]))).to.have.length(2);
    expect(await found(criteria(["instanceId", "cri-"]))).to.have.length(0);
    for (const wrong of [
      { Criteria: "tag=1.3" },
      { Criteria: "{}" },
      { Criteria: '["tag"]' },
      criteria(["repository", "api"]),
      { ...both, LogicalExp: "XOR" },
    ]) {
      const failure = await failureOf(call("DescribeImageInstances", wrong));
      expect(failure.code, JSON.stringify(wrong)).to.match(/^Invalid(Parameter|LogicalExp)$/);
    }
  });

  it("show a push, a move and a removal at once", async () => {
    const { account, call } = await sasOf();
    const { registryImages } = account;
    const pushed = registryImages.add(`team/api:1.5@sha256:${DIGEST}`, { Deployed: 1 });
    expect(pushed).to.include({ Digest: DIGEST, Deployed: 1, RegionId: "cn-hangzhou", RegistryType: "acr" });
    expect(pushed.RepoId).to.equal(registryImages.get("team/api:1.4").RepoId);
    const moved = registryImages.move("team/api:1.5", "cd".repeat(32));
    expect(moved.Uuid).to.not.equal(pushed.Uuid);
    expect(moved.RepoId).to.equal(pushed.RepoId);
    const listed = async () =>
      (await call("DescribeImageInstances", criteria(["tag", "1.5"]))).ImageInstanceList;
    expect((await listed()).map(({ Digest }) => Digest)).to.deep.equal(["cd".repeat(32)]);
    registryImages.remove("team/api:1.5");
    expect(await listed()).to.deep.equal([]);
  });

  it("can be of 100,000, which are not searched anew for each page", async () => {
    const { account, call } = await sasOf();
    const { registryImages } = account;
    registryImages.addMany(100_000, { RepoNamespace: "load" });
    const list = registryImages.list.bind(registryImages);
    let searches = 0;
    registryImages.list = () => {
      searches += 1;
      return list();
    };
    const page = (CurrentPage: number) =>
      call("DescribeImageInstances", {
        ...{ CurrentPage, PageSize: 100 },
        ...criteria(["repoNamespace", "load"]),
      });
    for (const number of [1, 2, 999, 1_000]) {
      expect((await page(number)).PageInfo).to.include({ Count: 100, TotalCount: 100_000 });
    }
    expect(searches).to.equal(1);
    registryImages.remove("team/api:1.4");
    await page(1);
    expect(searches).to.equal(2);
  });

  it("that only a registry knows are not listed, but their tag is looked up", async () => {
    const { account, call } = await sasOf();
    const { InstanceId, RepoId, Digest } = account.registryImages.add("team/api:9.9", { known: false });
    expect((await call("DescribeImageInstances", criteria(["tag", "9.9"]))).ImageInstanceList).to.deep.equal(
      [],
    );
    expect((await call("DescribeImageInstances", criteria(["repoId", RepoId]))).PageInfo.TotalCount).to.equal(
      2,
    );
    const which = { ImageInstanceId: InstanceId, ImageRegionId: "cn-hangzhou", ImageRepoId: RepoId };
    expect((await call("DescribeImage", { ...which, ImageTag: "9.9" })).Data).to.deep.equal({ Digest });
    expect((await failureOf(call("DescribeImage", { ...which, ImageTag: "3" }))).code).to.equal(
      "ImageNotExist",
    );
  });

  it("refuse what is no image, and what is there twice", async () => {
    const { registryImages } = (await sasOf()).account;
    const refused: [() => void, string][] = [
      [() => registryImages.add("api"), "api is not namespace/name:tag"],
      [() => registryImages.add("team/api:1.4"), "team/api:1.4 is in cri-sandbox1 already: move it"],
      [
        () => registryImages.add("team/x:1", { Digest: "sha256:1" }),
        "sha256:1 is not a digest: 64 hexadecimal digits",
      ],
      [
        () => registryImages.add("team/x:1", { Deployed: "1" as never }),
        "Deployed of a registry image is a number",
      ],
      [() => registryImages.add("team/x:1", { Id: 1 } as never), "a registry image has no Id"],
      [() => registryImages.get("team/x:1"), "no registry image is team/x:1"],
      [
        () => registryImages.findings("team/api:1.4", { critical: 1 } as never),
        "a scan finds no critical: high, medium, low, malware, baseline",
      ],
      [() => registryImages.failScans("team/api:1.4", ""), "a scan fails for a reason: a text"],
    ];
    for (const [act, message] of refused) expect(act).to.throw(message);
    registryImages.add("team/api:1.4", { InstanceId: "cri-other" });
    expect(() => registryImages.get("team/api:1.4")).to.throw(
      /^team\/api:1\.4 is in cri-sandbox1 \(.*cri-other.*say the Uuid$/,
    );
  });

  it("digestSpelling prefixed: digests begin with sha256:, and a request may say either", async () => {
    const { account, call } = await sasOf({ assume: { digestSpelling: "prefixed" } });
    const { Digest } = account.registryImages.get("team/api:1.4");
    expect(Digest).to.match(/^sha256:[0-9a-f]{64}$/);
    for (const value of [Digest, Digest.slice("sha256:".length)]) {
      const found = await call("DescribeImageInstances", criteria(["digest", value]));
      expect(found.ImageInstanceList.map((row) => row.Digest)).to.deep.equal([Digest]);
    }
    const bare = await sasOf();
    const none = await bare.call("DescribeImageInstances", criteria(["digest", Digest]));
    expect(none.ImageInstanceList).to.deep.equal([]);
  });
});
