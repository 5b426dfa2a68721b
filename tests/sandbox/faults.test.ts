import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import type { Fault, Sandbox } from "../../sandbox/index";
import { type Client, failureOf, sandboxOf, sendSigned, stopSandboxes, vendorClient } from "./support";

const WRITE = { Enable: true, ScanPeriod: 1, ScanTime: "18:10" };

describe("sandbox faults", () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await sandboxOf();
    client = vendorClient(sandbox);
  });
  afterEach(stopSandboxes);

  /** Lets a write meet the fault; tells how it failed, and whether it was done all the same. */
  async function write(fault: Fault) {
    sandbox.faults.add(fault);
    const failure = await failureOf(client.UpdateImageRegistryTimingScanTask(WRITE));
    const done = sandbox.tencentcloud.account().registrySchedule.value !== undefined;
    const [entry] = sandbox.requests.entries;
    return { failure, done, outcome: entry?.outcome, fault: entry?.fault };
  }

  it("throttled answers the vendor's error for too many requests", async () => {
    const { failure, done, ...logged } = await write({ kind: "throttled" });
    expect(failure.code).to.equal("RequestLimitExceeded");
    expect(failure.message).to.match(/^Your current request times equals to `21` in a second/);
    expect(done).to.equal(false);
    expect(logged).to.deep.equal({ outcome: "RequestLimitExceeded", fault: "throttled" });
  });

  it("error answers any error of the vendor's", async () => {
    const { failure, done, outcome } = await write({
      kind: "error",
      code: "FailedOperation.AuthorizedNotEnough",
      message: "Not enough licences.",
    });
    expect(failure).to.include({
      code: "FailedOperation.AuthorizedNotEnough",
      message: "Not enough licences.",
    });
    expect(failure.requestId).to.match(/^[0-9a-f-]{36}$/);
    expect({ done, outcome }).to.deep.equal({ done: false, outcome: "FailedOperation.AuthorizedNotEnough" });
  });

  it("throttled and error do not hide a bad signature", async () => {
    sandbox.faults.add({ kind: "error", code: "InternalError" });
    expect((await sendSigned(sandbox, { key: { secretId: "nobody", secretKey: "x" } })).code).to.equal(
      "AuthFailure.SecretIdNotFound",
    );
  });

  it("http500 and http503 answer an HTTP error, the latter with a page", async () => {
    const { failure, done, outcome } = await write({ kind: "http500" });
    expect(failure.httpCode).to.equal(500);
    expect({ done, outcome }).to.deep.equal({ done: false, outcome: "http500" });
    sandbox.faults.add({ kind: "http503" });
    const answer = await fetch(sandbox.url, {
      method: "POST",
      headers: { "x-tc-action": "Any" },
      body: "{}",
    });
    expect(answer.status).to.equal(503);
    expect(answer.headers.get("content-type")).to.equal("text/html");
    expect(await answer.text()).to.match(/^<html>/);
  });

  it("emptyBody and malformedJson answer what cannot be read", async () => {
    const empty = await write({ kind: "emptyBody" });
    expect(empty.failure.type).to.equal("invalid-json");
    const malformed = await write({ kind: "malformedJson" });
    expect(malformed.failure.type).to.equal("invalid-json");
    expect(malformed.done).to.equal(false);
  });

  it("noResponse answers an object without Response", async () => {
    const { failure, done } = await write({ kind: "noResponse" });
    expect(failure).to.be.instanceOf(TypeError);
    expect(done).to.equal(false);
  });

  it("resetBefore breaks the connection and does nothing", async () => {
    const { failure, done, outcome } = await write({ kind: "resetBefore" });
    expect(failure.message).to.match(/ECONNRESET|socket hang up/);
    expect({ done, outcome }).to.deep.equal({ done: false, outcome: "resetBefore" });
  });

  it("resetAfter does it and loses the answer", async () => {
    const { failure, done, outcome } = await write({ kind: "resetAfter" });
    expect(failure.message).to.match(/ECONNRESET|socket hang up/);
    expect({ done, outcome }).to.deep.equal({ done: true, outcome: "resetAfter" });
  });

  it("hang never answers, and the connection ends when the sandbox stops", async () => {
    sandbox.faults.add({ kind: "hang" });
    let ended = false;
    const call = failureOf(client.UpdateImageRegistryTimingScanTask(WRITE)).finally(() => {
      ended = true;
    });
    await wait(150);
    expect(ended).to.equal(false);
    expect(sandbox.requests.entries[0]?.outcome).to.equal("hang");
    const before = performance.now();
    await sandbox.stop();
    expect(performance.now() - before).to.be.lessThan(500);
    expect((await call).message).to.match(/ECONNRESET|socket hang up/);
    expect(sandbox.tencentcloud.account().registrySchedule.value).to.equal(undefined);
  });

  it("slow does it at once and answers late", async () => {
    sandbox.faults.add({ kind: "slow", delayMs: 200 });
    const before = performance.now();
    const call = client.UpdateImageRegistryTimingScanTask(WRITE);
    await wait(100);
    expect(sandbox.tencentcloud.account().registrySchedule.value?.Enable).to.equal(true);
    await call;
    expect(performance.now() - before).to.be.greaterThan(190);
    expect(sandbox.requests.entries[0]).to.include({ outcome: "ok", fault: "slow" });
  });

  it("a slow answer does not hold up stop", async () => {
    sandbox.faults.add({ kind: "slow", delayMs: 60_000 });
    const call = failureOf(client.UpdateImageRegistryTimingScanTask(WRITE));
    await wait(100);
    const before = performance.now();
    await sandbox.stop();
    expect(performance.now() - before).to.be.lessThan(500);
    expect((await call).message).to.match(/ECONNRESET|socket hang up/);
  });

  it("redirect sends the caller elsewhere, where a followed POST has become a GET", async () => {
    const { failure, done } = await write({ kind: "redirect" });
    expect(failure.code).to.equal("AuthFailure.SignatureFailure");
    expect(done).to.equal(false);
    expect(sandbox.requests.entries.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      "POST /",
      "GET /redirected/",
    ]);
  });

  it("any kind can be kept back for a while", async () => {
    const before = performance.now();
    await write({ kind: "http500", delayMs: 120 });
    expect(performance.now() - before).to.be.greaterThan(110);
  });

  it("meet so many requests as they say, of the action they say, those added first before the others", async () => {
    sandbox.faults.add({ kind: "error", code: "One", action: "DescribeAssetImageList", times: 2 });
    sandbox.faults.add({ kind: "error", code: "Two" });
    await failureOf(client.DescribeAssetImageRegistryList({}));
    await client.DescribeAssetImageRegistryList({});
    expect(sandbox.faults.list()).to.deep.equal([
      { kind: "error", code: "One", action: "DescribeAssetImageList", times: 2 },
    ]);
    expect((await failureOf(client.DescribeAssetImageList({}))).code).to.equal("One");
    expect((await failureOf(client.DescribeAssetImageList({}))).code).to.equal("One");
    await client.DescribeAssetImageList({});
  });

  it("without end meet every request until they are cleared", async () => {
    sandbox.faults.add({ kind: "throttled", times: Infinity });
    for (let call = 0; call < 3; call += 1) await failureOf(client.DescribeAssetImageList({}));
    sandbox.faults.clear();
    await client.DescribeAssetImageList({});
  });

  it("that make no sense are refused", () => {
    const nonsense = [
      [{ kind: "flood" }, "no fault is called flood: throttled, error,"],
      [{ kind: "slow", delay: 1 }, "a fault has no delay"],
      [{ kind: "slow", delayMs: -1 }, "delayMs is an integer"],
      [{ kind: "slow", times: 0 }, "times is an integer"],
      [{ kind: "error" }, "a fault of kind error needs a code"],
      [{ kind: "slow", code: "InternalError" }, "belong to faults of kind error and failureIn200"],
      [{ kind: "slow", action: 1 }, "action is a text"],
    ] as const;
    for (const [fault, reason] of nonsense) {
      expect(() => sandbox.faults.add(fault as unknown as Fault)).to.throw(TypeError, reason);
    }
    for (let count = 0; count < 1_000; count += 1) sandbox.faults.add({ kind: "slow" });
    expect(() => sandbox.faults.add({ kind: "slow" })).to.throw(RangeError, "1000 faults wait already");
  });
});
