import { expect } from "chai";
import type { HuaweiCloudAccount, Sandbox } from "../../../sandbox/index";
import { parseJson } from "../../../sandbox/json";
import { sandboxOf, send, stopSandboxes } from "../support";

interface Shown {
  readonly accounts: readonly {
    readonly domainId: string;
    readonly projectId: string;
    readonly registryImages: { readonly total: number; readonly newest: readonly unknown[] };
    readonly scannerPolicy: unknown;
  }[];
  readonly assumptions: object;
}

describe("sandbox huaweicloud control", () => {
  let sandbox: Sandbox;
  let account: HuaweiCloudAccount;
  beforeEach(async () => {
    sandbox = await sandboxOf({ huaweicloud: { accounts: [{}, { projectId: "p-2", images: "none" }] } });
    account = sandbox.huaweicloud.account();
  });
  afterEach(stopSandboxes);

  async function ask(method: string, noun: string, body: string | object = "") {
    const said = typeof body === "string" ? body : JSON.stringify(body);
    const text = method === "GET" ? "" : said;
    const answer = await send(`${sandbox.url}/_sandbox/${noun}`, { method, body: text });
    return { status: answer.status, said: parseJson(answer.text) as Record<string, unknown> };
  }

  it("shows each project's settings and images, of a long list the newest", async () => {
    account.registryImages.addMany(150);
    const { said } = await ask("GET", "state");
    const { accounts, assumptions } = said.huaweicloud as Shown;
    expect(accounts.map(({ domainId, projectId }) => [domainId, projectId])).to.deep.equal([
      ["sandbox-domain-1", account.projectId],
      ["sandbox-domain-2", "p-2"],
    ]);
    expect(accounts[0]?.registryImages.total).to.equal(162);
    expect(accounts[0]?.registryImages.newest).to.have.length(100);
    expect(accounts[0]).to.deep.include({ scannerPolicy: null, localImages: { total: 4 } });
    expect(assumptions).to.include({ taskOrder: "newestFirst" });
  });

  it("changes the policy of a project, or of one of its enterprise projects, and the quota", async () => {
    await ask("PATCH", "huaweicloud/scannerPolicy", { enabled: true });
    expect(account.scannerPolicy.value).to.include({ enabled: true });
    await ask("PATCH", "huaweicloud/scannerPolicy?account=p-2&enterpriseProject=eps-1", { scan_cycle: 14 });
    const other = sandbox.huaweicloud.account("p-2");
    expect(other.scannerPolicyOf("eps-1").value?.scan_cycle).to.equal(14);
    expect(other.scannerPolicy.value).to.equal(undefined);
    const quota = await ask("PATCH", "huaweicloud/quota", { free_quota_num: 3 });
    expect(quota.said).to.include({ free_quota_num: 3, repository_scan_num: 0 });
    const wrong = await ask("PATCH", "huaweicloud/scannerPolicy", { scan_cycle: "x" });
    expect(wrong.status).to.equal(400);
    expect(wrong.said.error).to.contain("scan_cycle");
  });

  it("connects and disconnects registries", async () => {
    await ask("POST", "huaweicloud/registries", { registry_name: "second", registry_type: "Jfrog" });
    expect(account.registries.get("second").registry_type).to.equal("Jfrog");
    await ask("DELETE", "huaweicloud/registries?registry=second");
    expect(account.registries.list()).to.have.length(3);
  });

  it("adds, moves and removes images of both kinds", async () => {
    const added = await ask(
      "POST",
      "huaweicloud/registryImages",
      '{"image":"team/api:1.5","id":9007199254740995}',
    );
    expect(added.said).to.deep.include({ image_version: "1.5", id: 9007199254740995n });
    const fields = { namespace: "team", image_name: "api", image_version: "1.6" };
    await ask("POST", "huaweicloud/registryImages", fields);
    expect((await ask("POST", "huaweicloud/registryImages", { count: 1000 })).said).to.deep.equal({
      total: 1014,
    });
    const digest = `sha256:${"cd".repeat(32)}`;
    await ask("PATCH", "huaweicloud/registryImages?image=team/api:1.6", { digest });
    expect(account.registryImages.get("team/api:1.6").image_digest).to.equal(digest);
    await ask("DELETE", "huaweicloud/registryImages?image=9007199254740995");
    expect(account.registryImages.size).to.equal(1013);
    await ask("POST", "huaweicloud/localImages", { image: "redis:7" });
    await ask("POST", "huaweicloud/localImages", { image_name: "redis", image_version: "8" });
    expect((await ask("POST", "huaweicloud/localImages", { count: 2 })).said).to.deep.equal({ total: 8 });
    const { image_id } = account.localImages.get("redis:7");
    await ask("PATCH", "huaweicloud/localImages?image=redis:7");
    expect(account.localImages.get("redis:7").image_id).to.not.equal(image_id);
    await ask("DELETE", "huaweicloud/localImages?image=redis:7");
    expect(account.localImages.size).to.equal(7);
  });

  it("says what scans find, and starts, holds, releases, breaks, finishes and forgets them", async () => {
    await ask("PUT", "huaweicloud/registryFindings?image=team/web:2.0", {
      high: 1,
      vulnerabilities: [{ vul_id: "CVE-2025-1", repair_necessity: "delay_repair" }],
    });
    await ask("PUT", "huaweicloud/localFindings?image=nginx:1.27", { error: "docker_offline" });
    const scans = (body: object) => ask("POST", "huaweicloud/scans", body);
    expect((await scans({ verb: "hold" })).said.held).to.equal(true);
    await scans({ verb: "start", kind: "registry", images: ["team/web:2.0"], scanTypes: ["vulnerability"] });
    await scans({ verb: "start", kind: "local", images: ["nginx:1.27"] });
    const { said } = await ask("GET", "huaweicloud/scans");
    expect(said).to.include({ total: 2, held: true });
    expect((said.newest as object[])[0]).to.deep.include({
      kind: "registry",
      startedBy: "console",
      images: ["team/web:2.0"],
      imageCount: 1,
      state: "scanning",
    });
    expect((await scans({ verb: "release" })).said.held).to.equal(false);
    await scans({ verb: "finish" });
    expect(account.registryImages.get("team/web:2.0").vul_num).to.equal(2);
    expect(account.localImages.get("nginx:1.27").scan_failed_desc).to.equal("docker_offline");
    await scans({ verb: "start", kind: "registry", taskType: "cycle" });
    await scans({ verb: "break", state: "timedOut" });
    expect(account.scans.map(({ state }) => state)).to.deep.equal(["ended", "ended", "timedOut"]);
    expect((await scans({ verb: "forget" })).status).to.equal(200);
  });

  it("refuses what it does not have", async () => {
    for (const [method, noun, body, part] of [
      ["GET", "huaweicloud/nothing", {}, "huaweicloud has no GET nothing"],
      ["PUT", "huaweicloud/localImages", {}, "huaweicloud has no PUT localImages"],
      ["PATCH", "huaweicloud/registryImages", {}, "say which image"],
      ["PATCH", "huaweicloud/localImages?image=nginx:1.27", { digest: 5 }, "digest is a text"],
      ["POST", "huaweicloud/registryImages", { count: 0 }, "count is an integer"],
      ["POST", "huaweicloud/scans", { verb: "cancel" }, "verb is"],
      ["POST", "huaweicloud/scans", { verb: "break", state: "ended" }, "timedOut or abnormal"],
      ["POST", "huaweicloud/scans", { verb: "start", kind: "cicd" }, "registry or local"],
      ["POST", "huaweicloud/scans", { verb: "start", kind: "local", scanTypes: ["cve"] }, "a scan looks for"],
      ["GET", "huaweicloud/scans?account=none", {}, "no project is none"],
    ] as const) {
      const { status, said } = await ask(method, noun, body);
      expect(status, noun).to.equal(400);
      expect(said.error, noun).to.contain(part);
    }
  });
});
