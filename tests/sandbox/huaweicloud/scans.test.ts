import { expect } from "chai";
import { failureOf, stopSandboxes } from "../support";
import { type Answered, emptyHss, type Hss, sendHss } from "./support";

const TYPE = { type: "image_scan" };

const create = (call: Hss, body: object, query: object = {}) =>
  call("CreateManualImageScanTask", { body, query: { ...query } });
const tasks = async (call: Hss, query: object = {}) =>
  (await call("ListImageScanTask", { query: { ...TYPE, ...query } })).data_list;
const task = async (call: Hss) => (await tasks(call))[0] as Answered["data_list"][number];
const named = (image: string) => {
  const [, namespace, image_name, image_version] = /^(.+)\/(.+):(.+)$/.exec(image) ?? [];
  return { namespace, image_name, image_version };
};

describe("sandbox huaweicloud scans", () => {
  afterEach(stopSandboxes);

  it("begin with an answer that says nothing: the task is found in the list", async () => {
    const { account, call, sandbox } = await emptyHss();
    account.registryImages.add("team/api:1.0");
    const raw = await sendHss(sandbox, {
      method: "POST",
      path: "image/image-scan/tasks?global_image_type=registry",
      body: { image_info: [named("team/api:1.0")], scan_scope: 983040, rate_limit: 60 },
    });
    expect({ status: raw.status, text: raw.text }).to.deep.equal({ status: 200, text: "" });
    const [scan] = account.scans;
    expect(scan).to.deep.include({
      kind: "registry",
      startedBy: "scanTask",
      images: ["team/api:1.0"],
      skipped: [],
      scanTypes: ["vulnerability"],
      scanScope: 983040,
      rateLimit: 60,
      state: "scanning",
    });
    const { total_num, data_list } = await call("ListImageScanTask", { query: TYPE });
    expect(total_num).to.equal(1);
    expect(data_list[0]).to.deep.include({
      task_id: scan?.taskId,
      task_type: "manual",
      image_type: "registry",
      begin_time: scan?.startedAt,
      end_time: 0,
      task_status: 0,
      scan_scope: 983040,
      rate_limit: 60,
      is_all: false,
      total_num: 1,
    });
    expect(data_list[0]?.task_id).to.match(/^[a-z0-9-]{36}$/);
  });

  it("go through waiting and scanning to a result, as the clock says", async () => {
    let now = 1_767_225_600_000;
    const { account, call } = await emptyHss({ clock: () => now, secondsPerImage: 60, secondsToStart: 30 });
    account.registryImages.add("team/one:1");
    account.registryImages.add("team/two:1");
    account.registryImages.findings("team/one:1", {
      high: 1,
      medium: 2,
      low: 3,
      malware: 1,
      unsafeSettings: 4,
    });
    account.registryImages.failScans("team/two:1", "download_failed");
    await create(call, { is_all: true });
    const statuses = () => account.registryImages.list().map(({ scan_status }) => scan_status);
    expect(statuses()).to.deep.equal(["waiting_for_scan", "waiting_for_scan"]);
    expect(await task(call)).to.include({ task_status: 0, remain_min: 3, is_all: true });
    now += 60_000;
    expect(statuses()).to.deep.equal(["scanning", "waiting_for_scan"]);
    expect(await task(call)).to.include({ task_status: 25, remain_min: 2 });
    now += 60_000;
    expect(statuses()).to.deep.equal(["success", "scanning"]);
    expect(account.registryImages.get("team/one:1")).to.include({
      vul_num: 6,
      malicious_file_num: 1,
      unsafe_setting_num: 4,
      severity_level: "High",
      latest_scan_time: 1_767_225_600_000 + 90_000,
    });
    now += 60_000;
    expect(statuses()).to.deep.equal(["success", "download_failed"]);
    expect(account.registryImages.get("team/two:1")).to.include({
      scan_failed_code: "download_failed",
      scan_failed_desc: "download failed",
      latest_scan_time: 0,
    });
    const ended = await task(call);
    expect(ended).to.include({
      task_status: 100,
      end_time: 1_767_225_600_000 + 150_000,
      remain_min: 0,
      success_num: 1,
      failed_num: 1,
      risky_num: 1,
    });
    const [failed] = ended.failed_images as object[];
    expect(failed).to.include({ image_name: "two", failed_reason: "download_failed" });
    expect(account.scans[0]?.state).to.equal("ended");
  });

  it("of local images are the same call with global_image_type, under its older name too", async () => {
    const { account, call } = await emptyHss();
    const { image_id, image_digest } = account.localImages.add("swr.example.com/team/api:1.0");
    account.localImages.add("nginx:1");
    await create(call, { image_info: [{ image_id, image_digest }] }, { global_image_type: "local" });
    expect(account.localImages.get("nginx:1").scan_status).to.equal("unscan");
    account.finishScans();
    await create(
      call,
      { image_info: [{ image_name: "nginx", image_version: "1" }] },
      {
        global_image_type: "local_image",
      },
    );
    expect(account.scans.map(({ kind, images }) => [kind, ...images])).to.deep.equal([
      ["local", "swr.example.com/team/api:1.0"],
      ["local", "nginx:1"],
    ]);
    expect((await tasks(call, { global_image_type: "registry" })).length).to.equal(0);
    expect((await tasks(call, { global_image_type: "local" })).length).to.equal(2);
  });

  it("of a batch of local images need the region header, and leave no task", async () => {
    const { account, call } = await emptyHss();
    for (const name of ["nginx:1", "redis:7", "redis:8"]) account.localImages.add(name);
    const { image_id } = account.localImages.get("nginx:1");
    const batch = (body: object, headers: Record<string, string> = { region: "cn-north-4" }) =>
      call("BatchScanLocalImage", { body, headers });
    const failure = await failureOf(batch({ operate_all: true }, {}));
    expect(failure).to.include({ errorCode: "HSS.0001", errorMsg: "Invalid parameter: region is missing." });
    expect(await batch({ image_info_list: [{ image_id }] })).to.deep.equal({ httpStatusCode: 200 });
    await batch({ image_name: "redis", scan_status: "unscan" });
    account.finishScans();
    await batch({ operate_all: true });
    expect(account.scans.map(({ startedBy, images }) => [startedBy, ...images])).to.deep.equal([
      ["batchScan", "nginx:1"],
      ["batchScan", "redis:7", "redis:8"],
      ["batchScan", "nginx:1", "redis:7", "redis:8"],
    ]);
    expect(await tasks(call)).to.deep.equal([]);
    const { data_list } = await call("ListImageLocal", { query: { scan_status: "waiting_for_scan" } });
    expect(data_list.map(({ scan_status }) => scan_status)).to.deep.equal(["waiting", "waiting"]);
  });

  it("take ids beyond 2^53 exactly, and the log has them as sent", async () => {
    const { account, sandbox } = await emptyHss();
    account.registryImages.add("team/odd:1", { id: 9007199254740993n });
    account.registryImages.add("team/even:1", { id: 9007199254740992n });
    const body = '{"image_info":[{"id":9007199254740993}]}';
    await sendHss(sandbox, { method: "POST", path: "image/image-scan/tasks", body });
    expect(account.scans.map(({ images }) => images)).to.deep.equal([["team/odd:1"]]);
    const [entry] = sandbox.requests.entries;
    expect(entry?.rawBody).to.equal(body);
    expect(entry?.body).to.deep.equal({ image_info: [{ id: 9007199254740993n }] });
    const list = await sendHss(sandbox, { path: "image/registries/images?limit=200" });
    expect(list.text).to.contain('"id":9007199254740993,');
    account.registryImages.failScans("team/odd:1");
    account.finishScans();
    const { text } = await sendHss(sandbox, { path: "image/tasks?type=image_scan" });
    expect(text).to.contain('"failed_images":[{"id":9007199254740993,');
  });

  it("name images by what a row of the list says, all of which must be so", async () => {
    const { account, call } = await emptyHss();
    account.registries.add({ registry_name: "harbor", registry_type: "Harbor" });
    account.registryImages.add("team/api:1.0", { registry_name: "harbor" });
    account.registryImages.add("team/api:1.0");
    const { data_list } = await call("ListRegistryImages", { query: { limit: 200 } });
    const [{ id, image_id, image_digest, registry_id, registry_name, registry_type } = {}] = data_list;
    const row = { id, image_id, image_digest, registry_id, registry_name, registry_type };
    await create(call, { image_info: [{ ...row, ...named("team/api:1.0") }] });
    expect(account.scans[0]?.images).to.deep.equal(["team/api:1.0"]);
    expect(account.registryImages.list().map(({ scan_status }) => scan_status)).to.deep.equal([
      "scanning",
      "unscan",
    ]);
    for (const wrong of [{ registry_type: "Jfrog" }, { image_digest: "sha256:00" }, { id: 1 }]) {
      const failure = await failureOf(create(call, { image_info: [{ ...row, ...wrong }] }));
      expect(failure, JSON.stringify(wrong)).to.include({ errorCode: "HSS.0011", httpStatusCode: 400 });
    }
  });

  it("by a filter scan what it finds", async () => {
    const { account, call } = await emptyHss();
    for (const image of ["team/api:1", "team/web:1", "other/api:1"]) account.registryImages.add(image);
    await create(call, { is_all: false, query_info: { namespace: "team", image_type: "private_image" } });
    expect(account.scans[0]?.images).to.deep.equal(["team/api:1", "team/web:1"]);
    account.localImages.add("nginx:1");
    account.localImages.add("redis:1");
    account.localImages.runIn("redis:1", { cluster_id: "c-1" });
    await create(call, { query_info: { cluster_id: "c-1" } }, { global_image_type: "local" });
    expect(account.scans[1]?.images).to.deep.equal(["redis:1"]);
  });

  it("refuse what says in two ways what to scan, or in none", async () => {
    const { account, call } = await emptyHss();
    account.registryImages.add("team/api:1");
    const image_info = [named("team/api:1")];
    for (const body of [
      { is_all: true, image_info },
      { query_info: { namespace: "team" }, image_info },
      {},
      { is_all: false },
      { image_info: [] },
      { query_info: {} },
      { query_info: { namespace: "nobody" } },
      { image_info: [{ image_name: "api" }] },
      { image_info: [{ ...named("team/api:1"), registry_name: "" }] },
      { image_info: [{ ...named("team/api:1"), registry_type: "swr" }] },
      { is_all: "true" },
      { is_all: true, rate_limit: 1001 },
      { is_all: true, scan_scope: 1 },
      { is_all: true, scan_scope: 0 },
      { is_all: true, scan_scope: 1.5 },
      { image_info: { namespace: "team" } },
    ]) {
      const failure = await failureOf(create(call, body));
      expect(failure, JSON.stringify(body)).to.include({ errorCode: "HSS.0001", httpStatusCode: 400 });
    }
    expect(account.scans).to.deep.equal([]);
  });

  it("leave out images that cannot be scanned or that another scan is busy with", async () => {
    const { account, call } = await emptyHss();
    for (const image of ["team/a:1", "team/b:1", "team/c:1"]) account.registryImages.add(image);
    account.registryImages.allowScans("team/b:1", false);
    await create(call, { image_info: [named("team/a:1")] });
    await create(call, { is_all: true });
    expect(account.scans[1]).to.deep.include({ images: ["team/c:1"], skipped: ["team/b:1", "team/a:1"] });
    account.registryImages.allowScans("team/b:1");
    await create(call, { image_info: [named("team/b:1")] });
    account.localImages.add("nginx:1");
    account.localImages.allowScans("nginx:1", false);
    expect(account.localImages.get("nginx:1").non_scan_reason).to.not.equal("");
    const failure = await failureOf(create(call, { is_all: true }, { global_image_type: "local" }));
    expect(failure).to.include({ errorCode: "HSS.0001" });
  });

  it("write only what they look for", async () => {
    const { account, call } = await emptyHss();
    account.registryImages.add("team/api:1");
    account.registryImages.findings("team/api:1", { low: 1, malware: 2, unsafeSettings: 3 });
    const counts = () => {
      const { vul_num, malicious_file_num, unsafe_setting_num } = account.registryImages.get("team/api:1");
      return [vul_num, malicious_file_num, unsafe_setting_num];
    };
    for (const [scan_scope, expected] of [
      [0xf00f, [0, 0, 3]],
      [0x0f00, [0, 2, 3]],
      [0x0fffff, [1, 2, 3]],
    ] as const) {
      await create(call, { is_all: true, scan_scope });
      account.finishScans();
      expect(counts(), String(scan_scope)).to.deep.equal(expected);
    }
  });

  it("stop by their id, with no answer: what was not scanned says again what it said before", async () => {
    const { account, call } = await emptyHss();
    for (const image of ["team/a:1", "team/b:1"]) account.registryImages.add(image);
    account.registryImages.failScans("team/b:1");
    await create(call, { is_all: true });
    account.finishScans();
    await create(call, { is_all: true });
    const task_id = account.scans[1]?.taskId ?? "";
    expect(await call("StopImageScanTask", { path: { task_id } })).to.deep.equal({ httpStatusCode: 200 });
    expect(account.scans[1]?.state).to.equal("canceled");
    const stopped = await task(call);
    expect(stopped).to.include({ task_id, task_status: -1, success_num: 0 });
    expect(stopped.end_time).to.be.greaterThan(0);
    expect(account.registryImages.list().map(({ scan_status }) => scan_status)).to.deep.equal([
      "success",
      "failed",
    ]);
    const again = await failureOf(call("StopImageScanTask", { path: { task_id } }));
    expect(again).to.include({ errorCode: "HSS.0001", httpStatusCode: 400 });
    const unknown = await failureOf(call("StopImageScanTask", { path: { task_id: "nobody" } }));
    expect(unknown).to.include({ errorCode: "HSS.0011", httpStatusCode: 400 });
    const odd = await failureOf(call("StopImageScanTask", { path: { task_id: "A_B" } }));
    expect(odd).to.include({ errorCode: "HSS.0001" });
  });

  it("of colleagues in the console look like ours, but for the log", async () => {
    const { account, call } = await emptyHss();
    account.registryImages.add("team/api:1");
    const { taskId } = account.startScan({ kind: "registry", images: ["team/api:1"] });
    expect(account.scans[0]).to.include({ taskId, startedBy: "console", state: "scanning" });
    expect(await task(call)).to.include({ task_id: taskId, task_type: "manual", is_all: false });
    account.finishScans();
    account.startScan({ kind: "registry", scanTypes: ["vulnerability"], rateLimit: 5, taskType: "cycle" });
    expect(await tasks(call, { task_type: "cycle" })).to.have.length(1);
    expect((await tasks(call, { task_type: "cycle" }))[0]).to.include({
      scan_scope: 983040,
      rate_limit: 5,
      is_all: true,
    });
    expect(() => account.startScan({ kind: "registry", images: ["team/nobody:1"] })).to.throw("no image is");
  });

  it("can be held and released, and be finished while held", async () => {
    let now = 1_767_225_600_000;
    const { account, call } = await emptyHss({ clock: () => now, secondsPerImage: 60 });
    account.registryImages.add("team/a:1");
    await create(call, { is_all: true });
    now += 30_000;
    account.holdScans();
    expect(account.scansHeld).to.equal(true);
    now += 1_000_000;
    expect(account.scans[0]?.state).to.equal("scanning");
    expect(await task(call)).to.include({ task_status: 50 });
    account.releaseScans();
    now += 29_999;
    expect(account.scans[0]?.state).to.equal("scanning");
    now += 1_000;
    expect(account.scans[0]?.state).to.equal("ended");
    expect(account.registryImages.get("team/a:1").latest_scan_time).to.equal(now - 999);
    account.holdScans();
    await create(call, { is_all: true });
    expect(account.registryImages.get("team/a:1").scan_status).to.equal("waiting_for_scan");
    account.finishScans();
    expect(account.scans[1]?.state).to.equal("ended");
  });

  it("can be made to time out or to end abnormally", async () => {
    const { account, call } = await emptyHss();
    account.registryImages.add("team/a:1");
    for (const [state, task_status, code] of [
      ["timedOut", -2, "response_timed_out"],
      ["abnormal", -3, "unknown_error"],
    ] as const) {
      await create(call, { is_all: true });
      account.breakScans(state);
      expect(account.scans.at(-1)?.state).to.equal(state);
      const row = await task(call);
      expect(row).to.include({ task_status, failed_num: 1, success_num: 0 });
      expect(row.failed_reason).to.not.equal("");
      expect(account.registryImages.get("team/a:1").scan_failed_code).to.equal(code);
    }
  });

  it("are listed late if so asked, while their images show them at once", async () => {
    let now = 1_767_225_600_000;
    const { account, call } = await emptyHss({ clock: () => now, secondsToList: 10 });
    account.registryImages.add("team/a:1");
    account.holdScans();
    await create(call, { is_all: true });
    expect(account.scans).to.have.length(1);
    expect(account.registryImages.get("team/a:1").scan_status).to.equal("waiting_for_scan");
    now += 9_999;
    expect(await tasks(call)).to.deep.equal([]);
    now += 1;
    expect(await tasks(call)).to.have.length(1);
  });

  it("go no faster than rate_limit allows", async () => {
    const { account, call } = await emptyHss({ secondsPerImage: 0 });
    account.registryImages.addMany(2);
    await create(call, { is_all: true, rate_limit: 60 });
    expect(await task(call)).to.include({ task_status: 0, remain_min: 2 });
  });

  it("are listed by type, task_id, task_name, status, scope and time, page by page", async () => {
    const { account, call } = await emptyHss({ secondsPerImage: 3_600 });
    account.registryImages.addMany(1);
    for (let count = 0; count < 12; count += 1) {
      await create(call, { is_all: true, scan_scope: count === 0 ? 240 : 2147483647 });
      account.finishScans();
    }
    await create(call, { is_all: true });
    const rows = await tasks(call, { limit: 200 });
    expect(rows).to.have.length(13);
    expect((await tasks(call)).map(({ task_id }) => task_id)).to.deep.equal(
      rows.slice(0, 10).map(({ task_id }) => task_id),
    );
    expect(await tasks(call, { offset: 10, limit: 10 })).to.deep.equal(rows.slice(10));
    const [newest, , , third] = rows;
    expect(await tasks(call, { task_id: third?.task_id })).to.deep.equal([third]);
    expect(await tasks(call, { task_name: third?.task_name })).to.deep.equal([third]);
    expect(await tasks(call, { task_status: "scanning" })).to.deep.equal([newest]);
    expect(await tasks(call, { task_status: "finished", limit: 200 })).to.have.length(12);
    expect(await tasks(call, { scan_scope: 240 })).to.deep.equal([rows[12]]);
    expect(await tasks(call, { type: "image_sync" })).to.deep.equal([]);
    expect(await tasks(call, { create_time: Date.now() + 60_000 })).to.deep.equal([]);
    const since = await tasks(call, { create_time: third?.begin_time, end_time: third?.end_time });
    expect(since.map(({ task_id }) => task_id)).to.include(third?.task_id);
    for (const query of [
      { limit: 9 },
      { limit: 201 },
      { limit: "ten" },
      { offset: -1 },
      { task_status: "100" },
    ]) {
      const failure = await failureOf(tasks(call, query));
      expect(failure, JSON.stringify(query)).to.include({ errorCode: "HSS.0001" });
    }
    const untyped = await failureOf(call("ListImageScanTask"));
    expect(untyped).to.include({ errorMsg: "Invalid parameter: type is missing." });
  });

  it("are forgotten when HSS is told to, but not by the log", async () => {
    const { account, call } = await emptyHss();
    account.registryImages.addMany(2);
    await create(call, { is_all: true });
    account.finishScans();
    await create(call, { is_all: true });
    account.forgetScans();
    expect((await tasks(call)).map(({ task_id }) => task_id)).to.deep.equal([account.scans[1]?.taskId]);
    expect(account.scans).to.have.length(2);
  });

  it("are listed up to the newest 1,000, and counted for good", async () => {
    const { account, call } = await emptyHss({ secondsPerImage: 0 });
    account.registryImages.addMany(1);
    for (let count = 0; count < 2_001; count += 1) account.startScan({ kind: "registry" });
    const { total_num, data_list } = await call("ListImageScanTask", { query: TYPE });
    expect(total_num).to.equal(1_000);
    expect(account.scans).to.have.length(1_000);
    expect(data_list[0]?.task_id).to.equal(account.scans.at(-1)?.taskId);
    expect((await call("ShowImagePayPerScanStatistics")).repository_scan_num).to.equal(2_001);
  });
});
