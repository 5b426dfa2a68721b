import { expect } from "chai";
import type { Fault } from "../../../sandbox/index";
import { failureOf, stopSandboxes, vendorClient } from "../support";
import { imagesOf, sasOf, sendAcs } from "./support";

const SYNC = "PublicSyncAndCreateImageScanTask";

describe("sandbox faults of SAS", () => {
  afterEach(stopSandboxes);

  /** Lets the creation of a task meet the fault; tells how it failed, and whether it was done all the same. */
  async function create(fault: Fault) {
    const { sandbox, account, call } = await sasOf();
    sandbox.faults.add(fault);
    const failure = await failureOf(call(SYNC, imagesOf("team/api:1.4")));
    const [entry] = sandbox.requests.entries;
    return { failure, done: account.scans.length > 0, outcome: entry?.outcome, fault: entry?.fault };
  }

  it("throttled is Throttling.User over HTTP 400, and nothing is done", async () => {
    const { failure, ...logged } = await create({ kind: "throttled" });
    expect(failure).to.include({ name: "ThrottlingError", code: "Throttling.User", statusCode: 400 });
    expect(failure.message).to.contain("Request was denied due to user flow control.");
    expect(logged).to.deep.equal({ done: false, outcome: "Throttling.User", fault: "throttled" });
  });

  it("error is any error of the vendor's, over the HTTP status that goes with it", async () => {
    for (const [code, name, statusCode] of [
      ["NoPermission", "ClientError", 403],
      ["Forbidden.RAM", "ClientError", 403],
      ["InvalidApi.NotFound", "ClientError", 404],
      ["TaskStatusError", "ClientError", 400],
      ["ServerError", "ServerError", 500],
      ["ServiceUnavailable", "ServerError", 503],
    ] as const) {
      const { failure, ...logged } = await create({ kind: "error", code, message: "Told so." });
      expect(failure, code).to.include({ name, code, statusCode });
      expect(failure.message).to.contain("Told so.");
      expect(logged).to.deep.equal({ done: false, outcome: code, fault: "error" });
    }
  });

  it("failureIn200 is an answer without an error, which says that it failed", async () => {
    const { sandbox, account, call } = await sasOf();
    sandbox.faults.add({ kind: "failureIn200", code: "ServerError" });
    const answer = await call(SYNC, imagesOf("team/api:1.4"));
    expect(answer).to.deep.equal({
      RequestId: answer.RequestId,
      Success: false,
      Code: "ServerError",
      Message: "The sandbox was told to answer this.",
    });
    expect(sandbox.requests.entries[0]).to.include({ outcome: "ServerError", fault: "failureIn200" });
    expect(account.scans).to.deep.equal([]);
  });

  it("failureIn200 waits for a request to SAS, and cannot be a fault of TCSS", async () => {
    const { sandbox, call } = await sasOf();
    sandbox.faults.add({ kind: "failureIn200", code: "ServerError" });
    await vendorClient(sandbox).DescribeAssetImageList({ Limit: 1 });
    expect(sandbox.faults.list()).to.have.length(1);
    expect(await call("DescribeImageScanAuthCount")).to.include({ Success: false });
    for (const [fault, message] of [
      [{ kind: "failureIn200" }, "a fault of kind failureIn200 needs a code"],
      [
        { kind: "failureIn200", code: "A", cloud: "tencentcloud" },
        "failureIn200 is a fault of alicloud, not of tencentcloud",
      ],
      [{ kind: "hang", cloud: "somecloud" }, "no cloud is called somecloud: tencentcloud, alicloud"],
    ] as const) {
      expect(() => sandbox.faults.add(fault as Fault)).to.throw(TypeError, message);
    }
  });

  it("throttled, error and failureIn200 do not hide a bad signature", async () => {
    const { sandbox } = await sasOf();
    sandbox.faults.add({ kind: "failureIn200", code: "ServerError" });
    const key = { accessKeyId: "nobody", accessKeySecret: "x" };
    expect((await sendAcs(sandbox, { key })).code).to.equal("InvalidAccessKeyId.NotFound");
  });

  it("emptyBody, malformedJson and http503 are what the vendor's client cannot read", async () => {
    for (const kind of ["emptyBody", "malformedJson", "http503"] as const) {
      const { failure, done } = await create({ kind });
      expect(failure, kind).to.be.instanceOf(SyntaxError);
      expect(done).to.equal(false);
    }
  });

  it("noResponse is an answer of nothing", async () => {
    const { sandbox, call } = await sasOf();
    sandbox.faults.add({ kind: "noResponse" });
    expect(await call(SYNC, imagesOf("team/api:1.4"))).to.deep.equal({});
  });

  it("resetBefore does nothing, resetAfter does it; either way the answer is lost", async () => {
    for (const [kind, done] of [
      ["resetBefore", false],
      ["resetAfter", true],
    ] as const) {
      const came = await create({ kind });
      expect(came.failure.code).to.equal("ECONNRESET");
      expect(came).to.include({ done, outcome: kind, fault: kind });
    }
  });

  it("meet only requests to their cloud", async () => {
    const { sandbox, call } = await sasOf();
    sandbox.faults.add({ kind: "throttled", cloud: "tencentcloud" });
    await call("DescribeImageScanAuthCount");
    const failure = await failureOf(vendorClient(sandbox).DescribeAssetImageList({ Limit: 1 }));
    expect(failure.code).to.equal("RequestLimitExceeded");
  });
});
