import { expect } from "chai";
import type { Fault } from "../../../sandbox/index";
import { failureOf, sandboxOf, send, stopSandboxes } from "../support";
import { emptyHss, hss, sendHss } from "./support";

const CYCLE = { query: { type: "cycle" } };

describe("sandbox huaweicloud gateway", () => {
  afterEach(stopSandboxes);

  it("says in the environment where it is, whose keys to use, and where", async () => {
    const sandbox = await sandboxOf();
    const { projectId } = sandbox.huaweicloud.account();
    expect(sandbox.env).to.include({
      IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: sandbox.url,
      HW_ACCESS_KEY: "sandbox-domain-1-access-key",
      HW_SECRET_KEY: "sandbox-domain-1-secret-key",
      HW_REGION_NAME: "cn-north-4",
      HW_PROJECT_ID: projectId,
    });
    expect(projectId).to.match(/^[0-9a-f]{32}$/);
    expect(sandbox.env).to.not.have.property("HW_SECURITY_TOKEN");
  });

  it("logs the path, the query and the raw body of each request", async () => {
    const { sandbox, account, call } = await emptyHss();
    await call("ListImageScanTask", { query: { type: "image_scan", limit: 200 } });
    await failureOf(call("CreateManualImageScanTask", { body: { is_all: true } }));
    const [list, create] = sandbox.requests.entries;
    expect(list).to.deep.include({
      cloud: "huaweicloud",
      action: "ListImageScanTask",
      account: "sandbox-domain-1",
      method: "GET",
      path: `/v5/${account.projectId}/image/tasks`,
      query: "type=image_scan&limit=200",
      rawBody: "",
      outcome: "ok",
    });
    expect(create).to.deep.include({
      rawBody: '{"is_all":true}',
      body: { is_all: true },
      outcome: "HSS.0001",
    });
    expect(create?.query).to.equal("");
    expect(create).to.not.have.property("unknownParameters");
  });

  it("tells the id of the request in the header that the vendor's client reads", async () => {
    const { sandbox, call } = await emptyHss();
    const failure = await failureOf(call("ListImageScanPolicy"));
    expect(failure.requestId).to.match(/^[0-9a-f]{32}$/);
    expect(sandbox.requests.entries[0]?.requestId).to.equal(failure.requestId);
  });

  it("ignores what it does not know, and says so in the log", async () => {
    const { sandbox, account, call } = await emptyHss();
    await call("ListImageScanPolicy", { query: { type: "cycle", page: 1 } });
    account.localImages.add("nginx:1");
    const batch = { operate_all: true, scan_scope: 1 };
    await call("BatchScanLocalImage", { body: batch, headers: { region: "cn-north-4" } });
    account.registryImages.add("team/api:1");
    await call("CreateManualImageScanTask", {
      body: { image_info: [{ namespace: "team", image_name: "api", image_version: "1", scannable: true }] },
    });
    const unknown = sandbox.requests.entries.map(({ unknownParameters }) => unknownParameters);
    expect(unknown).to.deep.equal([["page"], ["scan_scope"], ["image_info[0].scannable"]]);
  });

  it("answers APIGW.0101 over 404 for what the API does not have", async () => {
    const { sandbox } = await emptyHss();
    for (const [method, path] of [
      ["GET", "image/image-scan/tasks"],
      ["DELETE", "image/image-scan/tasks/abc"],
      ["POST", "image/scanner-policies"],
      ["GET", "image/tasks/abc"],
    ] as const) {
      const { status, said } = await sendHss(sandbox, { method, path });
      expect(status, path).to.equal(404);
      expect(Object.keys(said), path).to.deep.equal(["error_msg", "error_code", "request_id"]);
      expect(said.error_code, path).to.equal("APIGW.0101");
    }
  });

  it("answers HSS.0002 for a body that is no object, and for too long a one APIGW.0201 over 413", async () => {
    const { sandbox } = await emptyHss();
    const create = { method: "POST", path: "image/image-scan/tasks" };
    for (const body of ["{", "[]", "null", '"text"']) {
      const { status, said } = await sendHss(sandbox, { ...create, body });
      expect({ status, code: said.error_code }, body).to.deep.equal({ status: 400, code: "HSS.0002" });
    }
    const long = await sendHss(sandbox, { ...create, body: `{"a":"${"a".repeat(10 * 1024 * 1024)}"}` });
    expect(long.status).to.equal(413);
  });

  it("has errors with a description and a message", async () => {
    const { sandbox } = await emptyHss();
    const { said } = await sendHss(sandbox, { path: "image/tasks" });
    const text = "Invalid parameter: type is missing.";
    expect(said).to.deep.equal({ error_code: "HSS.0001", error_description: text, error_msg: text });
  });

  it("forbids another account's project, an unknown enterprise project, and what a key may not do", async () => {
    const readOnly = { ak: "sandbox-reader", sk: "sandbox-reader-key", readOnly: true };
    const limited = { ak: "sandbox-limited", sk: "sandbox-limited-key", enterpriseProjects: ["eps-1"] };
    const { sandbox, account } = await emptyHss({
      accounts: [{ enterpriseProjects: ["eps-1"], keys: [readOnly, limited] }, {}],
    });
    account.registryImages.add("team/api:1");
    const other = sandbox.huaweicloud.accounts[1];
    const theirs = hss(sandbox, account, other?.keys[0]);
    const reader = hss(sandbox, account, readOnly);
    const some = hss(sandbox, account, limited);
    const eps = (enterprise_project_id: string) => ({ query: { type: "cycle", enterprise_project_id } });
    for (const call of [
      theirs("ListImageScanPolicy", CYCLE),
      reader("CreateManualImageScanTask", { body: { is_all: true } }),
      reader("ListImageScanPolicy", eps("eps-2")),
      some("ListImageScanPolicy", CYCLE),
    ]) {
      expect(await failureOf(call)).to.include({
        httpStatusCode: 400,
        errorCode: "HSS.0013",
        errorMsg: "拒绝访问",
      });
    }
    await reader("ListImageScanPolicy", CYCLE);
    await some("ListImageScanPolicy", eps("eps-1"));
    await some("ListImageScanPolicy", eps("all_granted_eps"));
    expect(account.scans).to.deep.equal([]);
    const images = { query: { enterprise_project_id: "all_granted_eps" } };
    expect((await reader("ListRegistryImages", images)).total_num).to.equal(1);
    expect((await some("ListRegistryImages", images)).total_num).to.equal(0);
  });

  it("keeps the projects of one account apart, and their regions", async () => {
    const domainId = "acme";
    const { sandbox } = await emptyHss({
      accounts: [{ domainId }, { domainId, region: "ap-southeast-1", images: "none" }],
    });
    const [north, south] = sandbox.huaweicloud.accounts;
    const inSouth = hss(sandbox, south, north.keys[0]);
    south?.scannerPolicy.edit({ enabled: true });
    expect((await inSouth("ListImageScanPolicy", CYCLE)).enabled).to.equal(true);
    expect((await hss(sandbox)("ListImageScanPolicy", CYCLE)).enabled).to.equal(false);
    await inSouth("ListImageScanPolicy", { ...CYCLE, headers: { region: "ap-southeast-1" } });
    const wrong = await failureOf(
      inSouth("ListImageScanPolicy", { ...CYCLE, headers: { region: "cn-north-4" } }),
    );
    expect(wrong).to.include({ errorCode: "HSS.0001" });
    const mixed = await sendHss(sandbox, { headers: { "x-project-id": south?.projectId ?? "" } });
    expect(mixed.status).to.equal(401);
    expect(sandbox.huaweicloud.account(south?.projectId)).to.equal(south);
    expect(() => sandbox.huaweicloud.account("none")).to.throw(RangeError);
  });

  it("refuses accounts that cannot be told apart", async () => {
    const keys = [{ ak: "a", sk: "b" }] as const;
    const start = (accounts: Parameters<typeof emptyHss>[0]) => failureOf(emptyHss(accounts));
    expect((await start({ accounts: [{ keys }, { keys }] })).message).to.contain(
      "two accounts have the key a",
    );
    const projectId = "0".repeat(32);
    expect((await start({ accounts: [{ projectId }, { projectId }] })).message).to.contain("one projectId");
    expect((await start({ secondsToList: -1 })).message).to.contain("secondsToList is a number");
  });

  it("takes 20 requests a second for each operation, and answers one more with APIGW.0308 over 429", async () => {
    const sandbox = await sandboxOf();
    const call = hss(sandbox);
    const calls = Array.from({ length: 21 }, () => call("ListImageScanPolicy", CYCLE));
    const refused = (await Promise.allSettled(calls)).filter(({ status }) => status === "rejected");
    expect(refused).to.have.length(1);
    await call("ListRegistry");
    const [first] = refused as PromiseRejectedResult[];
    expect(first?.reason).to.include({
      httpStatusCode: 429,
      errorCode: "APIGW.0308",
      errorMsg:
        "The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 second",
    });
  });

  it("tells the SDK which project a region has, and refuses to make one", async () => {
    const { sandbox, account } = await emptyHss();
    const projects = await sendHss(sandbox, { url: "/v3/projects?name=cn-north-4", body: "{}" });
    expect(projects.said.projects).to.have.length(1);
    expect((projects.said.projects as object[])[0]).to.include({ id: account.projectId, name: "cn-north-4" });
    const elsewhere = await sendHss(sandbox, { url: "/v3/projects?name=cn-east-3", body: "{}" });
    expect(elsewhere.said.projects).to.deep.equal([]);
    const creation = await sendHss(sandbox, { method: "POST", url: "/v3/projects", body: "{}" });
    expect(creation.status).to.equal(403);
    expect(creation.said.error).to.deep.include({ code: 403, title: "Forbidden" });
    expect((await sendHss(sandbox, { url: "/v3/users" })).status).to.equal(404);
    expect(sandbox.requests.entries.map(({ action, outcome }) => `${action} ${outcome}`)).to.deep.equal([
      "KeystoneListProjects ok",
      "KeystoneListProjects ok",
      "KeystoneCreateProject IAM.403",
      " IAM.404",
    ]);
  });

  it("owns what is signed for Huawei Cloud, and what has its paths", async () => {
    const sandbox = await sandboxOf();
    for (const [path, headers] of [
      ["/v5/p/image/tasks", {}],
      ["/v3/projects", {}],
      ["/elsewhere", { "x-sdk-date": "20260101T000000Z" }],
      ["/elsewhere", { authorization: "SDK-HMAC-SHA256 nonsense" }],
    ] as const) {
      expect((await send(sandbox.url + path, { method: "GET", headers })).status, path).to.equal(401);
    }
    expect((await send(`${sandbox.url}/elsewhere`, { method: "GET" })).status).to.equal(404);
  });

  /** Lets a create meet the fault; tells how it went, and whether it was done all the same. */
  async function create(fault: Fault) {
    const { sandbox, account, call } = await emptyHss();
    account.registryImages.add("team/api:1");
    sandbox.faults.add({ cloud: "huaweicloud", action: "CreateManualImageScanTask", ...fault });
    const went = await call("CreateManualImageScanTask", { body: { is_all: true } }).then(
      (answer) => ({ answer, failure: undefined }),
      (failure) => ({ answer: undefined, failure: failure as Record<string, unknown> }),
    );
    const [entry] = sandbox.requests.entries;
    return { ...went, done: account.scans.length > 0, outcome: entry?.outcome };
  }

  it("throttled and error faults answer the vendor's errors, each over its status", async () => {
    const throttled = await create({ kind: "throttled" });
    expect(throttled.failure).to.include({ httpStatusCode: 429, errorCode: "APIGW.0308" });
    for (const [code, httpStatusCode] of [
      ["HSS.0010", 400],
      ["HSS.0041", 500],
      ["APIGW.0301", 401],
      ["HSS.9999", 400],
    ] as const) {
      const { failure, done, outcome } = await create({ kind: "error", code, message: "So told." });
      expect(failure, code).to.include({ errorCode: code, httpStatusCode, errorMsg: "So told." });
      expect({ done, outcome }, code).to.deep.equal({ done: false, outcome: code });
    }
  });

  it("the error without a prefix has no error_msg", async () => {
    const { sandbox } = await emptyHss();
    sandbox.faults.add({ kind: "error", code: "00000010", message: "拒绝访问" });
    const { said, status } = await sendHss(sandbox);
    expect(status).to.equal(400);
    expect(said).to.deep.equal({ error_code: "00000010", error_description: "拒绝访问" });
  });

  it("an empty body is what success looks like, so a lost create cannot be told from a done one", async () => {
    const lost = await create({ kind: "emptyBody" });
    expect(lost).to.deep.include({ answer: { httpStatusCode: 200 }, done: false, outcome: "emptyBody" });
    const done = await create({ kind: "slow", delayMs: 1 });
    expect(done).to.deep.include({ answer: { httpStatusCode: 200 }, done: true, outcome: "ok" });
  });

  it("HTTP errors, resets, redirects and malformed JSON are what they are for every vendor", async () => {
    expect((await create({ kind: "http500" })).failure).to.include({ httpStatusCode: 500 });
    expect((await create({ kind: "http503" })).failure).to.include({ httpStatusCode: 503 });
    expect((await create({ kind: "resetBefore" })).done).to.equal(false);
    const lost = await create({ kind: "resetAfter" });
    expect(lost.done).to.equal(true);
    expect(lost.failure?.errorMsg).to.match(/ECONNRESET|socket hang up/);
    const malformed = await create({ kind: "malformedJson" });
    expect(malformed).to.deep.include({ answer: { httpStatusCode: 200 }, done: false });
    // The signature is not one for the place that the caller is sent to.
    expect((await create({ kind: "redirect" })).failure).to.include({ errorCode: "APIGW.0301" });
  });
});
