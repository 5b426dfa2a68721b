import { expect } from "chai";
import { assume } from "../../sandbox/assume";
import type { Account, Assumptions, Findings, NewVulnerability, Sandbox } from "../../sandbox/index";
import { READINGS } from "../../sandbox/tencentcloud/assumptions";
import { finds } from "../../sandbox/tencentcloud/findings";
import { type Client, failureOf, sandboxOf, sendSigned, stopSandboxes, vendorClient } from "./support";

const API = "team/api:1.4";
const NGINX = "nginx:1.27";
const LARGE = 9_007_199_254_740_993n;

const NETTY: NewVulnerability = {
  CVEID: "CVE-2025-0001",
  Level: "3",
  Name: "netty overflow",
  Components: [
    { Name: "netty", Version: "4.1.0", FixedVersion: "4.1.9", Path: "/app/netty.jar", Type: "java" },
    { Name: "netty-all", Version: "4.0.0", FixedVersion: "", Path: "/app/all.jar", Type: "java" },
  ],
};

type RegistryRequest = Parameters<Client["DescribeAssetImageRegistryVulList"]>[0];
type LocalRequest = Omit<Parameters<Client["DescribeAssetImageVulList"]>[0], "ImageID">;

describe("sandbox vulnerabilities of TCSS", () => {
  let sandbox: Sandbox;
  let account: Account;
  let client: Client;
  beforeEach(() => open());
  afterEach(stopSandboxes);

  async function open(assume: Partial<Assumptions> = {}) {
    sandbox = await sandboxOf({ tencentcloud: { requestsPerSecond: Infinity, assume } });
    account = sandbox.tencentcloud.account();
    client = vendorClient(sandbox);
  }
  async function scanRegistry(findings: Findings, ScanType = ["CVE", "VIRUS", "RISK"]) {
    account.registryImages.findings(API, findings);
    const Id = [Number(account.registryImages.get(API).Id)];
    await client.CreateAssetImageRegistryScanTask({ Id, ScanType });
    account.finishScans();
  }
  async function scanLocal(findings: Findings) {
    account.localImages.findings(NGINX, findings);
    const Images = [account.localImages.get(NGINX).ImageID];
    await client.CreateAssetImageScanTask({ Images, ScanVul: true });
    account.finishScans();
  }
  async function registry(request: RegistryRequest = {}) {
    const which = request.ImageInfo || request.Id ? {} : { Id: Number(account.registryImages.get(API).Id) };
    const { TotalCount, List } = await client.DescribeAssetImageRegistryVulList({ ...which, ...request });
    return { TotalCount, List: List ?? [] };
  }
  async function local(request: LocalRequest = {}) {
    const { ImageID } = account.localImages.get(NGINX);
    const { TotalCount, List } = await client.DescribeAssetImageVulList({ ImageID, ...request });
    return { TotalCount, List: List ?? [] };
  }
  const idsOf = (rows: readonly { CVEID?: string }[]) => rows.map(({ CVEID }) => CVEID);
  const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

  it("are those made up for the counts, the first of a level by the same name everywhere, and those named", async () => {
    await scanRegistry({ critical: 1, high: 2, low: 1, vulnerabilities: [NETTY] });
    expect((await registry()).List.map(({ CVEID, Level }) => `${CVEID} ${Level}`)).to.deep.equal([
      "CVE-2026-10001 4",
      "CVE-2026-20001 3",
      "CVE-2026-20002 3",
      "CVE-2026-40001 1",
      "CVE-2025-0001 3",
      "CVE-2025-0001 3",
    ]);
    await scanLocal({ high: 1, medium: 1 });
    expect((await local()).List.map(({ CVEID, Level }) => `${CVEID} ${Level}`)).to.deep.equal([
      "CVE-2026-20001 3",
      "CVE-2026-30001 2",
    ]);
  });

  it("share no name, however many there are of a level", () => {
    const outcome = finds({ critical: 10_001, high: 10_001 }, assume(READINGS, {}));
    if (!outcome.ok) throw new Error(outcome.error);
    expect(new Set(idsOf(outcome.found.vulnerabilities))).to.have.property("size", 20_002);
  });

  it("are as many of each level as the lists of images say", async () => {
    await scanRegistry({ critical: 1, high: 2, medium: 3, low: 4, vulnerabilities: [NETTY] });
    await scanLocal({ critical: 1, high: 2, medium: 3, low: 4, vulnerabilities: [NETTY] });
    const ids = [String(account.registryImages.get(API).Id)];
    const listed = await client.DescribeAssetImageRegistryList(filter("ImageAssetIds", ...ids));
    const nodes = await client.DescribeAssetImageList(filter("ImageName", NGINX));
    for (const [image, list] of [
      [listed.List?.[0], registry],
      [nodes.List?.[0], local],
    ] as const) {
      const counts: unknown[] = [(await list({})).TotalCount];
      for (const level of ["4", "3", "2", "1"]) counts.push((await list(filter("Level", level))).TotalCount);
      expect(counts).to.deep.equal([12, 1, 4, 3, 4]);
      const { VulCnt, CriticalLevelVulCnt, HighLevelVulCnt, MediumLevelVulCnt, LowLevelVulCnt } = image ?? {};
      expect([VulCnt, CriticalLevelVulCnt, HighLevelVulCnt, MediumLevelVulCnt, LowLevelVulCnt]).to.deep.equal(
        counts,
      );
    }
  });

  it("are there at the start for the images that are scanned then", async () => {
    const Id = Number(account.registryImages.get("team/api:1.3").Id);
    expect((await registry({ Id })).TotalCount).to.equal(41);
    expect((await registry({ Id, ...filter("Level", "3") })).TotalCount).to.equal(6);
  });

  it("are of a registry image with every field of ImageVul, its level a text", async () => {
    await scanRegistry({ vulnerabilities: [{ ...NETTY, Components: NETTY.Components?.slice(0, 1) ?? [] }] });
    const { Des, Reference, OfficialSolution, ...row } = (await registry()).List[0] ?? {};
    expect([Des, Reference, OfficialSolution]).to.deep.equal([
      "netty has a made-up vulnerability.",
      "https://www.example.com/CVE-2025-0001",
      "Upgrade netty.",
    ]);
    expect(row).to.deep.equal({
      ...{ CVEID: "CVE-2025-0001", POCID: "pcmgr-20250001", Name: "netty overflow", Level: "3" },
      Components: NETTY.Components?.slice(0, 1),
      ...{
        Category: "Linux",
        CategoryType: "system",
        DefenseSolution: "",
        SubmitTime: "2026-02-03 08:00:00",
      },
      ...{ CvssScore: "8.8", CvssVector: "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", IsSuggest: "false" },
      ...{ FixedVersions: "4.1.9", Tag: ["SYS", "CanBeFixed"], Component: "netty", Version: "4.1.0" },
      AttackLevel: 0,
    });
  });

  it("are of an image on nodes with every field of ImagesVul, its level and score numbers", async () => {
    await scanLocal({ vulnerabilities: [{ CVEID: "CVE-2025-0002", Level: "4", IsSuggest: "true" }] });
    const { Des, Reference, OfficialSolution, Name, ...row } = (await local()).List[0] ?? {};
    expect([Des, Reference, OfficialSolution, Name]).to.include("CVE-2025-0002 in libsandbox");
    expect(row).to.deep.equal({
      ...{ CVEID: "CVE-2025-0002", Component: "libsandbox", Version: "1.0.0", Level: 4 },
      ...{
        Category: "Linux",
        CategoryType: "system",
        DefenseSolution: "",
        SubmitTime: "2026-02-03 08:00:00",
      },
      ...{ CVSSV3Score: 9.8, CVSSV3Desc: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", IsSuggest: true },
      ...{ FixedVersions: "1.0.1", Tag: ["SYS", "CanBeFixed"], AttackLevel: 0 },
    });
  });

  it("are marked as ones that can be fixed where a version fixes them, unless their tags are said", async () => {
    await scanRegistry({
      vulnerabilities: [
        { CVEID: "CVE-2025-1", Level: "3", FixedVersions: "2.0" },
        { CVEID: "CVE-2025-2", Level: "3", FixedVersions: "" },
        { CVEID: "CVE-2025-3", Level: "3", FixedVersions: "", Tag: ["CanBeFixed"] },
        { CVEID: "", POCID: "pcmgr-1", Level: "3", Component: "zlib", Version: "1.3", AttackLevel: 3 },
      ],
    });
    const { List } = await registry();
    expect(List.map(({ FixedVersions, Tag }) => [FixedVersions, ...(Tag ?? [])])).to.deep.equal([
      ["2.0", "SYS", "CanBeFixed"],
      ["", "SYS"],
      ["", "CanBeFixed"],
      ["1.0.1", "SYS", "CanBeFixed"],
    ]);
    expect(List[1]?.OfficialSolution).to.equal("");
    expect(List[1]?.Components).to.deep.equal([
      { Name: "libsandbox", Version: "1.0.0", FixedVersion: "", Path: "", Type: "dpkg" },
    ]);
    expect(List[3]).to.include({ CVEID: "", POCID: "pcmgr-1", Component: "zlib", Version: "1.3" });
    expect(List[3]).to.include({ AttackLevel: 3 });
  });

  it("vulnerabilityRows package: one of two packages is two rows, and counts as two", async () => {
    await scanRegistry({ vulnerabilities: [NETTY] });
    const { TotalCount, List } = await registry();
    expect(TotalCount).to.equal(2);
    expect(
      List.map(({ CVEID, Component, Version, FixedVersions }) => [CVEID, Component, Version, FixedVersions]),
    ).to.deep.equal([
      ["CVE-2025-0001", "netty", "4.1.0", "4.1.9"],
      ["CVE-2025-0001", "netty-all", "4.0.0", ""],
    ]);
    expect(List.map(({ Components }) => Components)).to.deep.equal(
      NETTY.Components?.map((component) => [component]),
    );
    expect(List.map(({ Tag }) => Tag?.includes("CanBeFixed"))).to.deep.equal([true, false]);
    expect(account.registryImages.get(API)).to.include({ VulCnt: 2, HighLevelVulCnt: 2 });
  });

  it("vulnerabilityRows vulnerability: it is one row of both, and counts as one", async () => {
    await open({ vulnerabilityRows: "vulnerability" });
    await scanRegistry({ vulnerabilities: [NETTY] });
    const { TotalCount, List } = await registry();
    expect(TotalCount).to.equal(1);
    expect(List[0]).to.deep.include({
      Component: "netty",
      FixedVersions: "4.1.9",
      Components: NETTY.Components,
    });
    expect(account.registryImages.get(API)).to.include({ VulCnt: 1, HighLevelVulCnt: 1 });
    await scanLocal({ vulnerabilities: [NETTY] });
    expect((await local()).TotalCount).to.equal(1);
    expect(account.localImages.get(NGINX)).to.include({ VulCnt: 1, HighLevelVulCnt: 1 });
  });

  it("localVulnerabilityFields few: those of images on nodes say no fixed version and no tag", async () => {
    await open({ localVulnerabilityFields: "few" });
    await scanLocal({ high: 1 });
    expect((await local()).List[0]).to.not.have.any.keys("FixedVersions", "Tag");
    await scanRegistry({ high: 1 });
    expect((await registry()).List[0]).to.include.keys("FixedVersions", "Tag");
  });

  it("optionalFields whenSet and emptyLists null hold for them too", async () => {
    await open({ optionalFields: "whenSet", emptyLists: "null" });
    const Id = Number(account.registryImages.get(API).Id);
    expect((await client.DescribeAssetImageRegistryVulList({ Id })).List).to.equal(null);
    await scanRegistry({ vulnerabilities: [NETTY, { CVEID: "CVE-2025-3", Level: "1", AttackLevel: 2 }] });
    const { List } = await registry();
    expect(List[0]).to.not.have.property("AttackLevel");
    expect(List[2]).to.include({ AttackLevel: 2 });
  });

  it("are paged ten at a time unless Limit says otherwise, at most 100, each row once", async () => {
    const vulnerabilities = Array.from({ length: 23 }, (_, index) => ({
      ...NETTY,
      CVEID: `CVE-2025-${index}`,
    }));
    await scanRegistry({ high: 180, vulnerabilities });
    await scanLocal({ high: 180, vulnerabilities });
    for (const list of [registry, local]) {
      expect((await list({})).List).to.have.length(10);
      const rows = new Set<string>();
      const lengths = [];
      for (const Offset of [0, 100, 200, 300]) {
        const { TotalCount, List } = await list({ Limit: 100, Offset });
        expect(TotalCount).to.equal(226);
        lengths.push(List.length);
        for (const { CVEID, Component } of List) rows.add(`${CVEID} ${Component}`);
      }
      expect(lengths).to.deep.equal([100, 100, 26, 0]);
      expect(rows).to.have.property("size", 226);
      for (const Limit of [0, 101]) {
        expect((await failureOf(list({ Limit }))).code).to.equal("InvalidParameter");
      }
    }
  });

  it("are filtered by level and name, and those of registries by tag", async () => {
    await scanRegistry({ critical: 1, low: 2, vulnerabilities: [NETTY] });
    await scanLocal({ critical: 1, low: 2, vulnerabilities: [NETTY] });
    for (const list of [registry, local]) {
      const count = async (name: string, ...values: string[]) =>
        (await list(filter(name, ...values))).TotalCount;
      expect(await count("Level", "all")).to.equal(5);
      expect(await count("Level", "1", "3")).to.equal(4);
      expect(await count("Level", "2")).to.equal(0);
      expect(await count("Name", "overflow")).to.equal(2);
      const exact = { Filters: [{ Name: "Name", Values: ["overflow"], ExactMatch: true }] };
      expect((await list(exact)).TotalCount).to.equal(0);
      expect((await failureOf(count("Component", "netty"))).code).to.equal("InvalidParameter");
    }
    expect((await registry(filter("Tag", "CanBeFixed"))).TotalCount).to.equal(4);
    expect((await failureOf(local(filter("Tag", "CanBeFixed")))).code).to.equal("InvalidParameter");
  });

  it("of images on nodes are sorted by level, in either of the vendor's spellings", async () => {
    await scanLocal({ critical: 1, high: 1, low: 1 });
    const levels = async (request: LocalRequest) => (await local(request)).List.map(({ Level }) => Level);
    for (const Order of ["+", "asc"]) {
      expect(await levels({ By: "Level", Order }), Order).to.deep.equal([1, 3, 4]);
    }
    for (const Order of ["-", "desc"]) {
      expect(await levels({ By: "Level", Order }), Order).to.deep.equal([4, 3, 1]);
    }
    for (const wrong of [{ By: "Name" }, { By: "Level", Order: "up" }]) {
      expect((await failureOf(levels(wrong))).code).to.equal("InvalidParameter");
    }
  });

  it("are of the image that an id beyond 2^53 or coordinates name, exactly", async () => {
    account.registryImages.add("team/large:1", { Id: LARGE });
    account.registryImages.add("team/large:2", { Id: LARGE - 1n });
    account.registryImages.findings(LARGE, { high: 3 });
    const body = `{"Id":[${LARGE},${LARGE - 1n}]}`;
    await sendSigned(sandbox, { action: "CreateAssetImageRegistryScanTask", body });
    account.finishScans();
    const counted = async (said: string) => {
      const sent = { action: "DescribeAssetImageRegistryVulList", body: said };
      const { response, code } = await sendSigned(sandbox, sent);
      return code ?? response.TotalCount;
    };
    expect(await counted(`{"Id":${LARGE}}`)).to.equal(3);
    expect(await counted(`{"Id":${LARGE - 1n}}`)).to.equal(0);
    expect(await counted(`{"Id":${LARGE + 1n}}`)).to.equal("ResourceNotFound");
    const where = { InstanceName: "ccr-default", Namespace: "team", ImageName: "large", Force: "" };
    expect((await registry({ ImageInfo: { ...where, ImageTag: "1" } })).TotalCount).to.equal(3);
    expect((await failureOf(registry({ ImageInfo: { ...where, ImageTag: "3" } }))).code).to.equal(
      "ResourceNotFound",
    );
    expect(await counted("{}")).to.equal("MissingParameter");
  });

  it("are none of an image that was never scanned, and an unknown one is an error", async () => {
    account.registryImages.findings(API, { high: 3 });
    account.localImages.findings(NGINX, { high: 3 });
    expect(await registry()).to.deep.equal({ TotalCount: 0, List: [] });
    expect(await local()).to.deep.equal({ TotalCount: 0, List: [] });
    expect((await failureOf(registry({ Id: 5 }))).code).to.equal("ResourceNotFound");
    const unknown = client.DescribeAssetImageVulList({ ImageID: `sha256:${"0".repeat(64)}` });
    expect((await failureOf(unknown)).code).to.equal("ResourceNotFound");
  });

  it("stay what the last scan for them found, until the next one that succeeds", async () => {
    await scanRegistry({ high: 2 });
    await scanRegistry({ low: 1 }, ["VIRUS"]);
    expect((await registry()).TotalCount).to.equal(2);
    account.registryImages.failScans(API);
    await client.CreateAssetImageRegistryScanTask({ Id: [Number(account.registryImages.get(API).Id)] });
    account.finishScans();
    expect((await registry()).TotalCount).to.equal(2);
    await scanRegistry({ low: 1 });
    expect(idsOf((await registry()).List)).to.deep.equal(["CVE-2026-40001"]);
    account.registryImages.move(API);
    expect((await registry()).TotalCount).to.equal(0);
    await scanLocal({ high: 2 });
    account.localImages.findings(NGINX, {});
    const Images = [account.localImages.get(NGINX).ImageID];
    await client.CreateAssetImageScanTask({ Images, ScanVirus: true });
    account.finishScans();
    expect((await local()).TotalCount).to.equal(2);
  });

  it("are what a scan found that the clock has ended by now", async () => {
    let now = Date.UTC(2026, 2, 1);
    sandbox = await sandboxOf({ clock: () => now });
    account = sandbox.tencentcloud.account();
    client = vendorClient(sandbox);
    account.registryImages.findings(API, { high: 1 });
    const Id = Number(account.registryImages.get(API).Id);
    const { ImageID } = account.localImages.get(NGINX);
    await client.CreateAssetImageRegistryScanTask({ Id: [Id] });
    now += 60_000;
    expect((await client.DescribeAssetImageRegistryVulList({ Id })).TotalCount).to.equal(1);
    await client.CreateAssetImageScanTask({ Images: [ImageID], ScanVul: true });
    now += 60_000;
    expect((await client.DescribeAssetImageVulList({ ImageID })).TotalCount).to.equal(8);
  });

  it("go with an image that is deleted from every node", async () => {
    await scanLocal({ high: 2 });
    const { ImageID } = account.localImages.get(NGINX);
    account.localImages.remove(NGINX);
    expect((await failureOf(client.DescribeAssetImageVulList({ ImageID }))).code).to.equal(
      "ResourceNotFound",
    );
    account.localImages.add({ ImageName: NGINX, ImageID });
    expect((await local()).TotalCount).to.equal(0);
  });

  it("are asked for with the parameters of the vendor's, and no others", async () => {
    for (const [action, body, message] of [
      ["DescribeAssetImageVulList", {}, "The request is missing a required parameter `ImageID`."],
      ["DescribeAssetImageVulList", { ImageID: 1 }, "The value type of parameter `ImageID` is not valid"],
      ["DescribeAssetImageVulList", { ImageID: "", Id: 1 }, "The parameter `Id` is not recognized."],
      ["DescribeAssetImageRegistryVulList", { Id: "1" }, "The value type of parameter `Id` is not valid"],
      ["DescribeAssetImageRegistryVulList", { Id: 1, By: "Level" }, "The parameter `By` is not recognized."],
      [
        "DescribeAssetImageRegistryVulList",
        { ImageInfo: { Namespace: "team" } },
        "The request is missing a required parameter `ImageInfo.InstanceName`.",
      ],
    ] as const) {
      const answer = await sendSigned(sandbox, { action, body: JSON.stringify(body) });
      expect(answer.message, action).to.equal(message);
    }
  });

  it("cannot be named with what no row has", () => {
    const named = (vulnerability: unknown) => () =>
      account.registryImages.findings(API, { vulnerabilities: [vulnerability] } as Findings);
    const levels = '"1", "2", "3", "4"';
    for (const nameless of [
      { Level: "3" },
      { CVEID: "CVE-2025-1" },
      { CVEID: "CVE-2025-1", Level: "high" },
    ]) {
      expect(named(nameless)).to.throw(TypeError, `and a Level: ${levels}`);
    }
    expect(named({ CVEID: "", Level: "3" })).to.throw(TypeError, 'a CVEID, or "" and a POCID or Name');
    const plain = { CVEID: "CVE-2025-1", Level: "3" };
    for (const [fields, message] of [
      [{ Level: 3 }, "Level of a vulnerability is of type string"],
      [{ FixedVersions: null }, "FixedVersions of a vulnerability is of type string"],
      [{ Tag: "CanBeFixed" }, "Tag of a vulnerability is of type array"],
      [{ Fixed: "1" }, "a vulnerability has no Fixed"],
      [{ Components: [] }, "Components of a vulnerability has one or more"],
      [{ Components: [{ Component: "zlib" }] }, "a component has no Component"],
    ] as const) {
      expect(named({ ...plain, ...fields })).to.throw(TypeError, message);
    }
    expect(() => account.localImages.findings(NGINX, { vulnerabilities: {} } as never)).to.throw(
      TypeError,
      "vulnerabilities is an array",
    );
  });
});
