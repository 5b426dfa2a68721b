import { expect } from "chai";
import { failureOf, sandboxOf, stopSandboxes } from "../support";
import { emptyHss, type Hss, hss, sendHss } from "./support";

const registryNames = async (call: Hss, query: object = {}) =>
  (await call("ListRegistryImages", { query: { limit: 200, ...query } })).data_list.map(
    ({ namespace, image_name, image_version }) => `${namespace}/${image_name}:${image_version}`,
  );
const localNames = async (call: Hss, query: object = {}) =>
  (await call("ListImageLocal", { query: { limit: 200, ...query } })).data_list.map(
    ({ image_name, image_version }) => `${image_name}:${image_version}`,
  );

describe("sandbox huaweicloud images", () => {
  afterEach(stopSandboxes);

  it("are a dozen in three registries and four on servers, one with an id beyond 2^53", async () => {
    const sandbox = await sandboxOf();
    const account = sandbox.huaweicloud.account();
    expect(account.registryImages.size).to.equal(12);
    expect(account.localImages.size).to.equal(4);
    expect(account.registryImages.get("payments/ledger:1.0").id).to.equal(9007199254740993n);
    const { data_list } = await hss(sandbox)("ListRegistry");
    expect(data_list.map(({ registry_name, images_num }) => [registry_name, images_num])).to.deep.equal([
      ["swr-private", 5],
      ["acme-prod", 4],
      ["acme-harbor", 3],
    ]);
  });

  it("of registries are listed page by page, by what their rows say", async () => {
    const { account, call } = await emptyHss();
    account.registries.add({ registry_name: "harbor", registry_type: "Harbor" });
    account.registryImages.addMany(250);
    account.registryImages.add("team/api:1.0", { registry_name: "harbor" });
    account.registryImages.add("team/api:2.0", { registry_name: "harbor", scannable: false });
    const first = await call("ListRegistryImages", { query: { limit: 200 } });
    expect(first.total_num).to.equal(252);
    expect(first.data_list).to.have.length(200);
    expect(
      (await call("ListRegistryImages", { query: { limit: 200, offset: 200 } })).data_list,
    ).to.have.length(52);
    expect((await call("ListRegistryImages", { query: { offset: 252 } })).data_list).to.deep.equal([]);
    expect((await call("ListRegistryImages")).data_list).to.have.length(10);
    expect((await call("ListRegistryImages", { query: { limit: 1 } })).data_list).to.have.length(1);
    expect(await registryNames(call, { namespace: "team", image_version: "1." })).to.deep.equal([
      "team/api:1.0",
    ]);
    expect(await registryNames(call, { image_type: "harbor" })).to.have.length(2);
    expect(await registryNames(call, { registry_name: "harb", latest_version: true })).to.deep.equal([
      "team/api:2.0",
    ]);
    expect(await registryNames(call, { namespace: "team" })).to.have.length(2);
    account.registryImages.add("team/web:1.0");
    expect(await registryNames(call, { namespace: "team" })).to.have.length(3);
    expect(await registryNames(call, { namespace: "team", image_version: "1." })).to.deep.equal([
      "team/api:1.0",
      "team/web:1.0",
    ]);
    expect(await registryNames(call, { image_name: "API" })).to.deep.equal([]);
    account.startScan({ kind: "registry", images: ["team/api:1.0"] });
    expect(await registryNames(call, { scan_status: "scanning" })).to.deep.equal(["team/api:1.0"]);
    account.registryImages.findings("team/api:1.0", { high: 1 });
    account.finishScans();
    expect(await registryNames(call, { has_vul: true })).to.deep.equal(["team/api:1.0"]);
    expect(await registryNames(call, { severity_level: "High,Low" })).to.deep.equal(["team/api:1.0"]);
    expect((await registryNames(call, { sort_key: "latest_scan_time", sort_dir: "desc" }))[0]).to.equal(
      "team/api:1.0",
    );
    for (const query of [{ limit: 0 }, { limit: 201 }, { image_type: "swr" }, { scan_status: "new" }]) {
      const failure = await failureOf(registryNames(call, query));
      expect(failure, JSON.stringify(query)).to.include({ errorCode: "HSS.0001" });
    }
  });

  it("can all have ids beyond 2^53", async () => {
    const { account, sandbox } = await emptyHss({ accounts: [{ firstImageId: 9007199254740993n }] });
    account.registryImages.addMany(3);
    const { text } = await sendHss(sandbox, { path: "image/registries/images" });
    expect(text.match(/"id":\d+/g)).to.deep.equal([
      '"id":9007199254740993',
      '"id":9007199254740994',
      '"id":9007199254740995',
    ]);
  });

  it("of servers are listed by what their rows say, and by where they run", async () => {
    const { account, call } = await emptyHss();
    for (const image of ["nginx:1.27", "nginx:1.28", "swr.example.com/team/api:1.0"])
      account.localImages.add(image);
    account.localImages.runIn("nginx:1.28", { container_id: "c-1", pod_name: "edge-0" });
    expect(await localNames(call)).to.have.length(3);
    expect(await localNames(call, { image_name: "nginx", image_version: "1.27" })).to.deep.equal([
      "nginx:1.27",
    ]);
    // Documented: the version counts only beside the name.
    expect(await localNames(call, { image_version: "1.27" })).to.have.length(3);
    expect(await localNames(call, { container_id: "c-1" })).to.deep.equal(["nginx:1.28"]);
    expect(await localNames(call, { pod_name: "edge" })).to.deep.equal(["nginx:1.28"]);
    expect(await localNames(call, { has_container: false })).to.have.length(2);
    expect(await localNames(call, { scan_status: "download_failed" })).to.deep.equal([]);
    const half = await failureOf(localNames(call, { start_latest_scan_time: 1 }));
    expect(half).to.include({ errorCode: "HSS.0001" });
    const times = { start_latest_update_time: 0, end_latest_update_time: Date.now() + 1_000 };
    expect(await localNames(call, times)).to.have.length(3);
    const [row] = (await call("ListImageLocal")).data_list;
    expect(row).to.not.have.any.keys("id", "scannable");
    expect(row).to.include({ image_name: "nginx", scan_status: "unscan", latest_scan_time: 0 });
  });

  it("are pushed, moved and removed, and nothing is pushed twice", async () => {
    const { account } = await emptyHss();
    const { registryImages, localImages } = account;
    const before = { ...registryImages.add("team/api:1.0") };
    registryImages.add("team/api:2.0");
    expect(registryImages.get("team/api:1.0").latest_version).to.equal(false);
    expect(() => registryImages.add("team/api:1.0")).to.throw(RangeError, "move it");
    const moved = registryImages.move("team/api:1.0");
    expect(moved.image_digest)
      .to.match(/^sha256:[0-9a-f]{64}$/)
      .and.not.equal(before.image_digest);
    expect(moved.id).to.not.equal(before.id);
    expect(moved).to.include({ scan_status: "unscan", latest_version: true });
    const digest = `sha256:${"ab".repeat(32)}`;
    expect(registryImages.move(moved.id, digest).image_digest).to.equal(digest);
    registryImages.remove(`team/api:1.0@${digest}`);
    expect(() => registryImages.get("team/api:1.0")).to.throw("no image is team/api:1.0");
    expect(registryImages.get("team/api:2.0").latest_version).to.equal(true);

    const local = localImages.add("nginx:1");
    expect(local.image_id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(localImages.move("nginx:1", digest)).to.include({ image_digest: digest, image_name: "nginx" });
    expect(localImages.get("nginx:1").image_id).to.not.equal(local.image_id);
    localImages.remove("nginx:1");
    expect(localImages.size).to.equal(0);
  });

  it("of one reference in two registries are told apart by their ids", async () => {
    const { account } = await emptyHss();
    account.registries.add("second");
    const { id } = account.registryImages.add("team/api:1.0");
    account.registryImages.add("team/api:1.0", { registry_name: "second" });
    expect(() => account.registryImages.get("team/api:1.0")).to.throw("say the id");
    account.registries.remove("second");
    expect(account.registryImages.get("team/api:1.0").id).to.equal(id);
  });

  it("refuse fields that no row has", async () => {
    const { account } = await emptyHss();
    const { registryImages, localImages, registries } = account;
    expect(() => registryImages.add("team/api:1.0", { tag: "1" } as object)).to.throw("no tag");
    expect(() => registryImages.add("team/api:1.0", { image_size: "1" as unknown as number })).to.throw(
      "image_size of an image is a number",
    );
    expect(() => registryImages.add("team/api:1.0", { image_digest: "sha256:1" })).to.throw("not a digest");
    expect(() => registryImages.add("team/api:1.0", { id: 2n ** 63n })).to.throw("is not an id");
    expect(() => registryImages.add("api:1.0")).to.throw("namespace/name:tag");
    expect(() => registryImages.add("team/api:1.0", { registry_name: "none" })).to.throw(
      "no registry is none",
    );
    expect(() => localImages.add({ image_name: "", image_version: "1" })).to.throw("needs a image_name");
    expect(() => registries.add({ registry_name: "x", registry_type: "Quay" as "Harbor" })).to.throw(
      "registry_type",
    );
    expect(() => registries.add("swr-private")).to.throw(RangeError, "there already");
    expect(() => registryImages.findings("team/nobody:1", {})).to.throw("no image is");
  });

  it("tell after a scan what it found, by the urgency of repair", async () => {
    const { account, call } = await emptyHss();
    const { image_id } = account.registryImages.add("team/api:1.0");
    account.registryImages.findings("team/api:1.0", {
      high: 1,
      medium: 2,
      vulnerabilities: [
        {
          vul_id: "CVE-2020-0001",
          repair_necessity: "not_needed_repair",
          solution: "",
          app_path: "/app/a.jar",
        },
      ],
    });
    const which = { image_type: "private_image", namespace: "team", image_name: "api", tag_name: "1.0" };
    const list = (query: object = {}) =>
      call("ListImageVulnerabilities", { path: { image_id }, query: { ...which, ...query } });
    expect((await list()).total_num).to.equal(0);
    account.startScan({ kind: "registry" });
    account.finishScans();
    const { total_num, data_list } = await list();
    expect(total_num).to.equal(4);
    expect(data_list.map(({ vul_id, repair_necessity }) => [vul_id, repair_necessity])).to.deep.equal([
      ["CVE-2026-10001", "immediate_repair"],
      ["CVE-2026-10002", "delay_repair"],
      ["CVE-2026-10003", "delay_repair"],
      ["CVE-2020-0001", "not_needed_repair"],
    ]);
    expect((await list({ repair_necessity: "delay_repair" })).total_num).to.equal(2);
    expect((await list({ vul_id: "2020" })).total_num).to.equal(1);
    expect((await list({ type: "app_vul" })).total_num).to.equal(1);
    expect((await list({ type: "linux_vul" })).total_num).to.equal(3);
    expect((await list({ handle_status: "handled" })).total_num).to.equal(0);
    expect(account.registryImages.get("team/api:1.0")).to.include({ vul_num: 4, severity_level: "High" });
    for (const wrong of [{ tag_name: "2.0" }, { image_type: "local_image" }, { image_type: "harbor" }]) {
      expect(await failureOf(list(wrong))).to.include({ errorCode: "HSS.0011" });
    }
    const { namespace: _, ...without } = which;
    const failure = await failureOf(call("ListImageVulnerabilities", { path: { image_id }, query: without }));
    expect(failure).to.include({ errorMsg: "Invalid parameter: namespace is missing." });
  });

  it("are told page by page, each vulnerability once", async () => {
    const { account, call } = await emptyHss();
    const { image_id } = account.registryImages.add("team/api:1.0");
    const named = Array.from({ length: 23 }, (_, index) => ({
      vul_id: `CVE-2025-${index}`,
      repair_necessity: "delay_repair" as const,
    }));
    account.registryImages.findings("team/api:1.0", { high: 200, vulnerabilities: named });
    account.startScan({ kind: "registry" });
    account.finishScans();
    const which = { image_type: "private_image", namespace: "team", image_name: "api", tag_name: "1.0" };
    const ids = new Set<unknown>();
    for (const offset of [0, 100, 200]) {
      const query = { ...which, limit: 100, offset };
      const { total_num, data_list } = await call("ListImageVulnerabilities", { path: { image_id }, query });
      expect(total_num).to.equal(223);
      expect(data_list).to.have.length(offset === 200 ? 23 : 100);
      for (const { vul_id } of data_list) ids.add(vul_id);
    }
    expect(ids).to.have.property("size", 223);
  });

  it("of servers tell the same, with an empty namespace", async () => {
    const { account, call } = await emptyHss();
    const { image_id } = account.localImages.add("nginx:1.27");
    account.localImages.findings("nginx:1.27", { low: 3 });
    account.startScan({ kind: "local" });
    account.finishScans();
    const query = {
      image_type: "local_image",
      namespace: "",
      image_name: "nginx",
      tag_name: "1.27",
      limit: 10,
    };
    const { total_num } = await call("ListImageVulnerabilities", { path: { image_id }, query });
    expect(total_num).to.equal(3);
    expect(account.localImages.get("nginx:1.27")).to.include({
      scan_status: "success",
      severity_level: "Low",
    });
  });

  it("refuse findings that no scan has", async () => {
    const { account } = await emptyHss();
    account.registryImages.add("team/api:1.0");
    const find = (findings: object) => () => account.registryImages.findings("team/api:1.0", findings);
    expect(find({ critical: 1 })).to.throw("a scan finds no critical");
    expect(find({ high: -1 })).to.throw("high is an integer");
    expect(find({ vulnerabilities: [{ vul_id: "CVE-1" }] })).to.throw("repair_necessity");
    expect(find({ vulnerabilities: {} })).to.throw("vulnerabilities is an array");
    const plain = { vul_id: "CVE-1", repair_necessity: "delay_repair" };
    expect(find({ vulnerabilities: [{ ...plain, fixed: "1" }] })).to.throw("a vulnerability has no fixed");
    expect(find({ vulnerabilities: [{ ...plain, solution: null }] })).to.throw(
      "solution of a vulnerability is of type string",
    );
    expect(() => account.registryImages.failScans("team/api:1.0", "")).to.throw("a reason");
  });

  it("are counted with the free scans, of which each success in a registry is one", async () => {
    const { account, call } = await emptyHss();
    for (const image of ["team/a:1", "team/b:1", "team/c:1"]) account.registryImages.add(image);
    account.localImages.add("nginx:1");
    account.registryImages.findings("team/a:1", { high: 1 });
    account.registryImages.failScans("team/b:1");
    account.quota.edit({ free_quota_num: 10, repository_scan_num: 4 });
    account.startScan({ kind: "registry", images: ["team/a:1", "team/b:1"] });
    account.startScan({ kind: "local" });
    account.finishScans();
    expect(await call("ShowImagePayPerScanStatistics")).to.deep.include({
      repository_scan_num: 5,
      cicd_scan_num: 0,
      free_quota_num: 10,
      already_given: true,
      total: { local: 1, registriy: 3, registry: 3, cicd: 0 },
      high_risk: { local: 0, registriy: 1, registry: 1, cicd: 0 },
      unscan: { local: 0, registriy: 1, registry: 1, cicd: 0 },
    });
    expect(() => account.quota.edit({ free: 1 } as object)).to.throw("no free");
  });

  it("belong to an enterprise project, by their registry or server", async () => {
    const { account, call } = await emptyHss({ accounts: [{ enterpriseProjects: ["eps-1"] }] });
    account.registries.add("theirs", "eps-1");
    account.registryImages.add("team/ours:1");
    account.registryImages.add("team/theirs:1", { registry_name: "theirs" });
    account.localImages.add("nginx:1");
    account.localImages.add({ image_name: "redis", image_version: "7" }, "eps-1");
    const theirs = { enterprise_project_id: "eps-1" };
    const all = { enterprise_project_id: "all_granted_eps" };
    expect(await registryNames(call)).to.deep.equal(["team/ours:1"]);
    expect(await registryNames(call, theirs)).to.deep.equal(["team/theirs:1"]);
    expect(await registryNames(call, all)).to.have.length(2);
    expect(await localNames(call, theirs)).to.deep.equal(["redis:7"]);
    expect((await call("ListRegistry", { query: theirs })).total_num).to.equal(1);
    expect((await call("ShowImagePayPerScanStatistics", { query: all })).total).to.include({ registry: 2 });
    await call("CreateManualImageScanTask", { body: { is_all: true }, query: theirs });
    expect(account.scans[0]?.images).to.deep.equal(["team/theirs:1"]);
    const listed = async (query: object) =>
      (await call("ListImageScanTask", { query: { type: "image_scan", ...query } })).total_num;
    expect([await listed({}), await listed(theirs), await listed(all)]).to.deep.equal([0, 1, 1]);
    account.startScan({ kind: "local", images: ["redis:7"] });
    expect([await listed({}), await listed(theirs), await listed(all)]).to.deep.equal([0, 2, 2]);
    account.finishScans();
    const { image_id } = account.registryImages.get("team/theirs:1");
    const which = { image_type: "private_image", namespace: "team", image_name: "theirs", tag_name: "1" };
    const vulnerabilities = (query: object) =>
      call("ListImageVulnerabilities", { path: { image_id }, query: { ...which, ...query } });
    expect((await vulnerabilities(theirs)).total_num).to.equal(0);
    expect(await failureOf(vulnerabilities({}))).to.include({ errorCode: "HSS.0011" });
    const task_id = account.scans[0]?.taskId;
    const elsewhere = await failureOf(call("StopImageScanTask", { path: { task_id: task_id ?? "" } }));
    expect(elsewhere).to.include({ errorCode: "HSS.0011" });
    const image_info = [{ namespace: "team", image_name: "theirs", image_version: "1" }];
    expect(await failureOf(call("CreateManualImageScanTask", { body: { image_info } }))).to.include({
      errorCode: "HSS.0011",
    });
  });

  it("of registries are filtered by type of registry, with commas", async () => {
    const { account, call } = await emptyHss();
    account.registries.add({ registry_name: "harbor", registry_type: "Harbor", status: "fail" });
    const names = async (query: object) =>
      (await call("ListRegistry", { query: { ...query } })).data_list.map((row) => row.registry_name);
    expect(await names({ registry_type: "Harbor,Jfrog" })).to.deep.equal(["harbor"]);
    expect(await names({ registry_name: "swr" })).to.deep.equal(["swr-private"]);
    expect(await names({ status: "fail" })).to.deep.equal(["harbor"]);
    expect(await names({ registry_id: account.registries.get("harbor").id })).to.deep.equal(["harbor"]);
    expect(await failureOf(names({ registry_type: "Quay" }))).to.include({ errorCode: "HSS.0001" });
  });

  it("are 100,000 in a moment, and pages of them too", async () => {
    const { account, call } = await emptyHss();
    account.registryImages.addMany(100_000);
    const started = performance.now();
    for (let offset = 0; offset < 4_000; offset += 200) {
      await call("ListRegistryImages", { query: { limit: 200, offset } });
    }
    expect(performance.now() - started).to.be.lessThan(5_000);
  });
});
