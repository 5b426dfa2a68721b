import { expect } from "chai";
import { type RequestEntry, RequestLog } from "../../sandbox/requestLog";
import { failureOf, sandboxOf, stopSandboxes, vendorClient } from "./support";

const ENTRY: RequestEntry = {
  at: 0,
  cloud: "tencentcloud",
  action: "Describe",
  method: "POST",
  path: "/",
  query: "",
  body: {},
  rawBody: "{}",
  outcome: "ok",
};

describe("sandbox server", () => {
  afterEach(stopSandboxes);

  it("says in its environment where it is and whose keys to use", async () => {
    const sandbox = await sandboxOf();
    expect(sandbox.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.env).to.deep.include({
      IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: sandbox.url,
      TENCENTCLOUD_SECRET_ID: "sandbox-secret-id-1",
      TENCENTCLOUD_SECRET_KEY: "sandbox-secret-key-1",
      IMAGE_SCAN_ALICLOUD_ENDPOINT: sandbox.url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: "sandbox-access-key-1",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "sandbox-access-secret-1",
    });
  });

  it("logs each request with its body as sent and as parsed", async () => {
    const sandbox = await sandboxOf();
    const before = Date.now();
    await vendorClient(sandbox).DescribeAssetImageList({ Limit: 5 });
    const [entry] = sandbox.requests.entries;
    expect(entry).to.deep.include({
      cloud: "tencentcloud",
      action: "DescribeAssetImageList",
      account: "100000000001",
      method: "POST",
      path: "/",
      body: { Limit: 5 },
      rawBody: '{"Limit":5}',
      outcome: "ok",
    });
    expect(entry?.at).to.be.within(before, Date.now());
    sandbox.requests.clear();
    expect(sandbox.requests.entries).to.deep.equal([]);
  });

  it("tells a subscriber of each request until it unsubscribes", async () => {
    const sandbox = await sandboxOf();
    const seen: string[] = [];
    const unsubscribe = sandbox.requests.subscribe(({ action }) => seen.push(action));
    await vendorClient(sandbox).DescribeAssetImageList({});
    unsubscribe();
    await vendorClient(sandbox).DescribeAssetImageList({});
    expect(seen).to.deep.equal(["DescribeAssetImageList"]);
  });

  it("keeps the newest 10,000 requests, and 64 MB of their bodies", () => {
    const log = new RequestLog();
    for (let at = 0; at < 10_005; at += 1) log.add({ ...ENTRY, at });
    expect(log.entries).to.have.length(10_000);
    expect(log.entries[0]?.at).to.equal(5);
    log.clear();
    const rawBody = "x".repeat(10 * 1024 * 1024);
    for (let at = 0; at < 8; at += 1) log.add({ ...ENTRY, at, rawBody });
    expect(log.entries.map(({ at }) => at)).to.deep.equal([2, 3, 4, 5, 6, 7]);
  });

  it("listens on the port it is given, and refuses one that is taken", async () => {
    const first = await sandboxOf();
    const port = Number(new URL(first.url).port);
    expect(await failureOf(sandboxOf({ port }))).to.have.property("code", "EADDRINUSE");
    await first.stop();
    expect((await sandboxOf({ port })).url).to.equal(first.url);
  });

  it("stops once, however often it is told to, though a client keeps its connection", async () => {
    const sandbox = await sandboxOf();
    const keptOpen = await fetch(sandbox.url);
    await keptOpen.text();
    const before = performance.now();
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    await sandbox.stop();
    expect(performance.now() - before).to.be.lessThan(500);
    expect((await failureOf(fetch(sandbox.url))).message).to.equal("fetch failed");
  });

  it("has accounts that are found by their number", async () => {
    const sandbox = await sandboxOf({
      tencentcloud: { accounts: [{}, { uin: "200000000000", site: "international" }] },
    });
    expect(sandbox.tencentcloud.account().uin).to.equal("100000000001");
    expect(sandbox.tencentcloud.account("200000000000").site).to.equal("international");
    expect(() => sandbox.tencentcloud.account("3")).to.throw(RangeError, "no account is 3");
  });
});
