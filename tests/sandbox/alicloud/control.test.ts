import { expect } from "chai";
import type { AlicloudAccount, Sandbox } from "../../../sandbox/index";
import { parseJson } from "../../../sandbox/json";
import { failureOf, sandboxOf, send, stopSandboxes } from "../support";
import { alicloudClient, imagesOf } from "./support";

const OTHER = "2000000000000000";

describe("sandbox control endpoint of SAS", () => {
  let sandbox: Sandbox;
  let account: AlicloudAccount;
  beforeEach(async () => {
    sandbox = await sandboxOf({ alicloud: { accounts: [{}, { uid: OTHER }] } });
    account = sandbox.alicloud.account();
  });
  afterEach(stopSandboxes);

  async function ask(method: string, path: string, body?: object) {
    const sent = body && { body: JSON.stringify(body) };
    const answer = await send(`${sandbox.url}/_sandbox/${path}`, { method, ...sent });
    return { status: answer.status, said: parseJson(answer.text) as Record<string, unknown> };
  }

  it("shows the accounts and the assumptions", async () => {
    account.registryImages.addMany(150);
    account.cycleTasks.add();
    const { said } = await ask("GET", "state");
    const { accounts, assumptions } = said.alicloud as {
      accounts: { registryImages: { total: number; newest: unknown[] } }[];
      assumptions: object;
    };
    expect(assumptions).to.include({ digestSpelling: "hex", whenFull: "noTaskId" });
    expect(accounts.map((shown) => Object.fromEntries(Object.entries(shown).slice(0, 3)))).to.deep.equal([
      { uid: account.uid, site: "mainland", quota: { capacity: 1_000_000, used: 0 } },
      { uid: OTHER, site: "mainland", quota: { capacity: 1_000_000, used: 0 } },
    ]);
    expect(accounts[0]).to.deep.include({ cycleTasks: account.cycleTasks.list(), containers: { total: 8 } });
    expect(accounts[0]?.registryImages.total).to.equal(162);
    expect(accounts[0]?.registryImages.newest).to.have.length(100);
  });

  it("makes, changes and deletes cycle tasks of either account", async () => {
    const made = await ask("POST", `alicloud/cycleTasks?account=${OTHER}`, { IntervalPeriod: 3 });
    expect(made.said).to.include({ IntervalPeriod: 3, TaskType: "IMAGE_SCAN" });
    expect(account.cycleTasks.list()).to.deep.equal([]);
    const { cycleTasks } = sandbox.alicloud.account(OTHER);
    await ask("PATCH", `alicloud/cycleTasks?account=${OTHER}`, { Enable: 0 });
    expect(cycleTasks.list()[0]?.Enable).to.equal(0);
    const { ConfigId } = cycleTasks.add();
    const which = { error: "say which cycle task: ?id=" };
    expect((await ask("PATCH", `alicloud/cycleTasks?account=${OTHER}`, { Enable: 0 })).said).to.deep.equal(
      which,
    );
    await ask("PATCH", `alicloud/cycleTasks?account=${OTHER}&id=${ConfigId}`, { PeriodUnit: "hour" });
    expect(cycleTasks.get(ConfigId).PeriodUnit).to.equal("hour");
    const left = await ask("DELETE", `alicloud/cycleTasks?account=${OTHER}&id=${ConfigId}`);
    expect(left.said).to.deep.equal(cycleTasks.list());
    expect(cycleTasks.list()).to.have.length(1);
  });

  it("adds, moves and removes images, says what scans find, and sets the quota", async () => {
    const { registryImages } = account;
    const added = await ask("POST", "alicloud/registryImages", { image: "team/api:1.5", Deployed: 1 });
    expect(added.said).to.include({ Tag: "1.5", Deployed: 1 });
    await ask("POST", "alicloud/registryImages", { count: 10, RepoNamespace: "load" });
    expect(registryImages.size).to.equal(23);
    const digest = "cd".repeat(32);
    await ask("PATCH", "alicloud/registryImages?image=team/api:1.5", { digest });
    expect(registryImages.get("team/api:1.5").Digest).to.equal(digest);
    await ask("PUT", "alicloud/registryFindings?image=team/api:1.5", {
      high: 1,
      vulnerabilities: [{ Name: "CVE-2025-1", Necessity: "asap" }],
    });
    await ask("PUT", "alicloud/registryFindings?image=team/web:2.0", { error: "IMAGE_GONE" });
    const { said } = await ask("PUT", "alicloud/quota", { capacity: 50 });
    expect(said).to.deep.equal({ capacity: 50, used: 0 });
    await alicloudClient(sandbox)(
      "PublicSyncAndCreateImageScanTask",
      imagesOf("team/api:1.5", "team/web:2.0"),
    );
    account.finishScans();
    expect(registryImages.get("team/api:1.5").VulCount).to.equal(2);
    expect(registryImages.get("team/web:2.0").ScaResult).to.equal("IMAGE_GONE");
    await ask("DELETE", "alicloud/registryImages?image=team/api:1.5");
    expect(registryImages.size).to.equal(22);
  });

  it("shows, holds, releases and finishes scans", async () => {
    expect((await ask("POST", "alicloud/scans", { verb: "hold" })).said).to.include({ held: true, total: 0 });
    await alicloudClient(sandbox)("PublicSyncAndCreateImageScanTask", imagesOf("team/api:1.4"));
    const { newest } = (await ask("GET", "alicloud/scans")).said as { newest: object[] };
    const taskId = account.scans[0]?.taskId;
    expect(newest[0]).to.deep.include({
      ...{ taskId, kind: "registry", images: ["team/api:1.4"], imageCount: 1, state: "scanning" },
    });
    expect((await ask("POST", "alicloud/scans", { verb: "release" })).said).to.include({ held: false });
    await ask("POST", "alicloud/scans", { verb: "finish" });
    expect(account.scans[0]?.state).to.equal("ended");
  });

  it("refuses what it does not know, and says why", async () => {
    const refused = [
      ["PUT", "alicloud/cycleTasks", {}, "alicloud has no PUT cycleTasks"],
      ["GET", "alicloud/registrySchedule", undefined, "alicloud has no GET registrySchedule"],
      ["POST", "alicloud/cycleTasks", { Enabled: 1 }, "a cycle task has no Enabled"],
      ["PATCH", "alicloud/cycleTasks?id=1", {}, "no cycle task is 1"],
      ["GET", "alicloud/scans?account=3", undefined, "no account is 3"],
      ["PUT", "alicloud/quota", {}, "a capacity is an integer, 0 or more"],
    ] as const;
    for (const [method, path, body, error] of refused) {
      expect(await ask(method, path, body), path).to.deep.equal({ status: 400, said: { error } });
    }
  });

  it("does not start with an assumption that is none", async () => {
    for (const [assume, message] of [
      [{ digest: "hex" }, /^no point is called digest: digestSpelling, /],
      [{ whenFull: "never" }, /^whenFull reads noTaskId or refused, not never$/],
    ] as const) {
      expect((await failureOf(sandboxOf({ alicloud: { assume: assume as object } }))).message).to.match(
        message,
      );
    }
  });
});
