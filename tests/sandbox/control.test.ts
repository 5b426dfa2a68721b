import { expect } from "chai";
import type { Sandbox } from "../../sandbox/index";
import { parseJson } from "../../sandbox/json";
import { sandboxOf, send, stopSandboxes, vendorClient } from "./support";

describe("sandbox control endpoint", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await sandboxOf({ tencentcloud: { accounts: [{}, { uin: "200000000000" }] } });
  });
  afterEach(stopSandboxes);

  async function ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
    const answer = await send(`${sandbox.url}/_sandbox/${path}`, { method, headers, ...(body && { body }) });
    return { status: answer.status, said: parseJson(answer.text) as Record<string, unknown> };
  }

  it("shows the accounts, the assumptions and the faults that wait", async () => {
    sandbox.faults.add({ kind: "slow", times: Infinity });
    sandbox.tencentcloud.account().registryImages.addMany(150);
    const { status, said } = await ask("GET", "state");
    expect(status).to.equal(200);
    expect(said.faults).to.deep.equal([{ kind: "slow", times: "every" }]);
    const { accounts, assumptions } = said.tencentcloud as {
      accounts: { uin: string; registryImages: { total: number; newest: unknown[] } }[];
      assumptions: object;
    };
    expect(assumptions).to.include({ scanTime: "asSent" });
    expect(accounts.map(({ uin }) => uin)).to.deep.equal(["100000000001", "200000000000"]);
    expect(accounts[0]?.registryImages.total).to.equal(162);
    expect(accounts[0]?.registryImages.newest).to.have.length(100);
  });

  it("edits either schedule of either account, ids beyond 2^53 included", async () => {
    await ask("PATCH", "tencentcloud/registrySchedule", '{"Enable":true,"Id":[9007199254740993]}');
    expect(sandbox.tencentcloud.account().registrySchedule.value).to.deep.include({
      Enable: true,
      Id: [9007199254740993n],
    });
    const { said } = await ask(
      "PATCH",
      "tencentcloud/localSchedule?account=200000000000",
      '{"ScanVul":true}',
    );
    expect(said.ScanVul).to.equal(true);
    expect(sandbox.tencentcloud.account("200000000000").localSchedule.value?.ScanVul).to.equal(true);
    expect(sandbox.tencentcloud.account().localSchedule.value).to.equal(undefined);
  });

  it("adds, moves and removes images", async () => {
    const { registryImages } = sandbox.tencentcloud.account();
    const added = await ask(
      "POST",
      "tencentcloud/registryImages",
      '{"image":"team/api:1.5","ContainerCnt":2}',
    );
    expect(added.said).to.include({ ImageTag: "1.5", ContainerCnt: 2 });
    const whole = '{"Namespace":"team","ImageName":"api","ImageTag":"1.6","Id":9007199254740993}';
    expect((await ask("POST", "tencentcloud/registryImages", whole)).said.Id).to.equal(9007199254740993n);
    const many = await ask("POST", "tencentcloud/registryImages", '{"count":1000,"Namespace":"load"}');
    expect(many.said).to.deep.equal({ total: 1014 });
    const digest = `sha256:${"cd".repeat(32)}`;
    await ask("PATCH", "tencentcloud/registryImages?image=team/api:1.5", JSON.stringify({ digest }));
    expect(registryImages.get("team/api:1.5").ImageDigest).to.equal(digest);
    await ask("PATCH", "tencentcloud/registryImages?image=team/api:1.5");
    expect(registryImages.get("team/api:1.5").ImageDigest).to.not.equal(digest);
    await ask("DELETE", "tencentcloud/registryImages?image=9007199254740993");
    expect(registryImages.size).to.equal(1013);
  });

  it("says what scans of an image find, or that they fail", async () => {
    const account = sandbox.tencentcloud.account();
    const findings = '{"critical":2,"vulnerabilities":[{"CVEID":"CVE-2025-1","Level":"4"}]}';
    await ask("PUT", "tencentcloud/registryFindings?image=team/api:1.4", findings);
    await ask("PUT", "tencentcloud/registryFindings?image=team/web:2.0", '{"error":"ConnFailed"}');
    await vendorClient(sandbox).CreateAssetImageRegistryScanTaskOneKey({ ScanScope: 0, Namespace: ["team"] });
    account.finishScans();
    expect(account.registryImages.get("team/api:1.4").CriticalLevelVulCnt).to.equal(3);
    expect(account.registryImages.get("team/web:2.0").ScanStatus).to.equal("SCAN_ERR");
  });

  it("shows, holds, releases and finishes scans", async () => {
    expect((await ask("GET", "tencentcloud/scans")).said).to.deep.equal({
      total: 0,
      held: false,
      newest: [],
    });
    expect((await ask("POST", "tencentcloud/scans", '{"verb":"hold"}')).said).to.include({ held: true });
    await vendorClient(sandbox).CreateAssetImageRegistryScanTaskOneKey({ ScanScope: 1, Id: [110207178] });
    const { total, newest } = (await ask("GET", "tencentcloud/scans")).said as {
      total: number;
      newest: object[];
    };
    expect(total).to.equal(1);
    expect(newest[0]).to.deep.include({
      ...{ kind: "registry", taskId: 1, images: ["team/api:1.4"], imageCount: 1, state: "scanning" },
    });
    expect((await ask("POST", "tencentcloud/scans", '{"verb":"release"}')).said).to.include({ held: false });
    await ask("POST", "tencentcloud/scans?account=200000000000", '{"verb":"finish"}');
    expect(sandbox.tencentcloud.account().scans[0]?.state).to.equal("scanning");
    await ask("POST", "tencentcloud/scans", '{"verb":"finish"}');
    expect(sandbox.tencentcloud.account().scans[0]?.state).to.equal("ended");
  });

  it("adds and drops faults", async () => {
    const { said } = await ask(
      "POST",
      "faults",
      '{"kind":"throttled","times":2,"action":"DescribeAssetImageList"}',
    );
    expect(said).to.deep.equal([{ kind: "throttled", times: 2, action: "DescribeAssetImageList" }]);
    expect((await ask("GET", "faults")).said).to.deep.equal(said);
    expect((await ask("DELETE", "faults")).said).to.deep.equal([]);
    expect(sandbox.faults.list()).to.deep.equal([]);
  });

  it("lists the newest requests and forgets them; its own are not among them", async () => {
    const client = vendorClient(sandbox);
    for (const Limit of [1, 2, 3]) await client.DescribeAssetImageList({ Limit });
    const last = (await ask("GET", "requests?last=2")).said as unknown as { body: { Limit: number } }[];
    expect(last.map(({ body }) => body.Limit)).to.deep.equal([2, 3]);
    expect((await ask("GET", "requests")).said).to.have.length(3);
    expect((await ask("GET", "requests?last=0")).said).to.have.length(0);
    await ask("DELETE", "requests");
    expect(sandbox.requests.entries).to.have.length(0);
  });

  it("refuses what it does not know, and says why", async () => {
    const refused = [
      ["GET", "weather", "", "the sandbox has no GET /_sandbox/weather"],
      ["GET", "tencentcloud", "", "the sandbox has no GET /_sandbox/tencentcloud"],
      ["PUT", "tencentcloud/registrySchedule", "{}", "tencentcloud has no PUT registrySchedule"],
      ["PATCH", "tencentcloud/registrySchedule", "[]", "the body is not a JSON object"],
      ["PATCH", "tencentcloud/registrySchedule", "{", "the body is not JSON"],
      [
        "PATCH",
        "tencentcloud/registrySchedule",
        '{"ScnTime":""}',
        "The parameter `ScnTime` is not recognized.",
      ],
      ["PATCH", "tencentcloud/registrySchedule?account=3", "{}", "no account is 3"],
      ["POST", "tencentcloud/registryImages", '{"count":0}', "count is an integer from 1 to 100000"],
      ["POST", "tencentcloud/registryImages", "{}", "a registry image needs a Namespace"],
      ["DELETE", "tencentcloud/registryImages", "", "say which image: ?image=namespace/name:tag, or its id"],
      ["PATCH", "tencentcloud/registryImages?image=team/api:1.4", '{"digest":1}', "digest is a text"],
      [
        "PUT",
        "tencentcloud/registryFindings?image=team/api:1.4",
        '{"weather":1}',
        "a scan finds no weather: critical, high, medium, low, malware, sensitiveInfo, riskBehaviors, vulnerabilities",
      ],
      [
        "PUT",
        "tencentcloud/registryFindings?image=team/api:1.4",
        '{"error":1}',
        "a scan fails for a reason: a text",
      ],
      ["POST", "tencentcloud/scans", '{"verb":"nap"}', "verb is finish, hold or release"],
      ["POST", "faults", '{"kind":"error"}', "a fault of kind error needs a code"],
      ["GET", "requests?last=few", "", "last is a number of requests"],
    ] as const;
    for (const [method, path, body, error] of refused) {
      expect(await ask(method, path, body), path).to.deep.equal({ status: 400, said: { error } });
    }
  });

  it("does not answer a web page, nor a request for another host", async () => {
    expect((await ask("GET", "state", "", { origin: "http://evil.example" })).status).to.equal(403);
    expect((await ask("GET", "state", "", { host: "evil.example" })).status).to.equal(403);
  });
});
