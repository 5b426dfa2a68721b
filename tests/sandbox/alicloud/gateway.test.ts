import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ACTIONS } from "../../../sandbox/alicloud/actions";
import { failureOf, sandboxOf, stopSandboxes, vendorClient } from "../support";
import { alicloudClient, imagesOf, ofTask, sasOf, sendAcs } from "./support";

const UUID = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;
const CYCLE = {
  TaskName: "IMAGE_SCAN",
  TaskType: "IMAGE_SCAN",
  Enable: 1,
  FirstDateStr: 1667491200000,
  IntervalPeriod: 3,
  PeriodUnit: "day",
  TargetStartTime: 0,
  TargetEndTime: 6,
};

describe("sandbox gateway of SAS", () => {
  afterEach(stopSandboxes);

  it("answers with a fresh request id, whether it worked or not, and says its errors in full", async () => {
    const { sandbox } = await sasOf();
    const good = await sendAcs(sandbox);
    const bad = await sendAcs(sandbox, { action: "CancelOnceTask" });
    expect(good).to.include({ status: 200, contentType: "application/json;charset=utf-8" });
    expect(bad).to.include({ status: 400, contentType: "application/json;charset=utf-8" });
    for (const { said } of [good, bad]) expect(said.RequestId).to.match(UUID);
    expect(good.said.RequestId).to.not.equal(bad.said.RequestId);
    expect(bad.said).to.have.all.keys("Code", "Message", "RequestId", "HostId", "Recommend");
    expect(bad).to.include({ code: "MissingTaskId", message: "TaskId is mandatory for this action." });
    expect(sandbox.requests.entries.map(({ requestId }) => requestId)).to.deep.equal([
      good.said.RequestId,
      bad.said.RequestId,
    ]);
  });

  it("is told by the vendor's client as its own errors", async () => {
    const { call } = await sasOf();
    expect(await failureOf(call("CancelOnceTask"))).to.deep.include({
      name: "ClientError",
      code: "MissingTaskId",
      statusCode: 400,
    });
  });

  it("refuses another version, action or method with 404 InvalidApi.NotFound", async () => {
    const { sandbox } = await sasOf();
    for (const parts of [
      { version: "2016-11-25" },
      { action: "DescribeWeather" },
      { action: "toString" },
      { method: "PUT" },
    ]) {
      expect(await sendAcs(sandbox, parts)).to.include({ status: 404, code: "InvalidApi.NotFound" });
    }
  });

  it("takes the action and the version from the query too", async () => {
    const { sandbox } = await sasOf();
    const query = "Action=DescribeImageScanAuthCount&Version=2018-12-03";
    const answer = await sendAcs(sandbox, { query, headers: { "x-acs-action": "", "x-acs-version": "" } });
    // The headers that were signed are not there, so that is as far as it gets.
    expect(answer.code).to.equal("SignatureDoesNotMatch");
    expect(sandbox.requests.entries[0]).to.include({
      cloud: "alicloud",
      action: "DescribeImageScanAuthCount",
    });
    expect(sandbox.requests.entries[0]).to.not.have.property("unknownParameters");
  });

  it("refuses a request without a required parameter, an empty one included", async () => {
    const { call } = await sasOf();
    for (const name of Object.keys(CYCLE)) {
      const failure = await failureOf(call("CreateCycleTask", { ...CYCLE, [name]: undefined }));
      expect(failure.code, name).to.equal(`Missing${name}`);
    }
    expect((await failureOf(call("GetOnceTaskResultInfo", ofTask("")))).code).to.equal("MissingTaskId");
    expect((await failureOf(call("PublicSyncAndCreateImageScanTask"))).code).to.equal("MissingImages");
  });

  it("refuses a value that is not of its parameter's type", async () => {
    const { call } = await sasOf();
    for (const [action, parameters, code] of [
      ["CreateCycleTask", { ...CYCLE, Enable: true }, "InvalidEnable"],
      ["CreateCycleTask", { ...CYCLE, FirstDateStr: "2026-01-01" }, "InvalidFirstDateStr"],
      ["DescribeImageInstances", { Scanned: "yes" }, "InvalidScanned"],
      ["DescribeImageInstances", { PageSize: 0 }, "InvalidPageSize"],
      ["DescribeImageInstances", { CurrentPage: "one" }, "InvalidCurrentPage"],
    ] as const) {
      expect((await failureOf(call(action, parameters))).code).to.equal(code);
    }
  });

  it("passes over a parameter that it does not know, and logs it", async () => {
    const { sandbox, call } = await sasOf();
    await call("DescribeImageInstances", { PageSize: 1, RegionId: "cn-hangzhou", Scaned: true });
    await call("DescribeOnceTaskLeafRecordPage", {
      TaskType: "IMAGE_SCAN",
      CurrentPage: 1,
      PageSize: 1,
      RelateInfo: false,
      StatusList: ["SUCCESS"],
      Statuses: ["SUCCESS"],
    });
    expect(sandbox.requests.entries.map(({ unknownParameters }) => unknownParameters)).to.deep.equal([
      ["RegionId", "Scaned"],
      ["Statuses.1"],
    ]);
    await call("DescribeImageInstances", { PageSize: 1 });
    expect(sandbox.requests.entries[2]).to.not.have.property("unknownParameters");
  });

  it("logs the parameters of the query and of the form as one, each a text", async () => {
    const { sandbox, account } = await sasOf();
    await sendAcs(sandbox, {
      action: "DescribeImageInstances",
      query: "PageSize=1",
      contentType: "application/x-www-form-urlencoded",
      body: "CurrentPage=2",
    });
    expect(sandbox.requests.entries[0]).to.deep.include({
      cloud: "alicloud",
      action: "DescribeImageInstances",
      account: account.uid,
      query: "PageSize=1",
      rawBody: "CurrentPage=2",
      body: { PageSize: "1", CurrentPage: "2" },
    });
  });

  it("never sees a request whose line and headers are longer than 16 KiB: HTTP 431 with no body", async () => {
    const { sandbox, account, call } = await sasOf();
    const references = Array.from({ length: 200 }, (_, number) => `team/service-${number}:1.0`);
    const failure = await failureOf(call("PublicSyncAndCreateImageScanTask", imagesOf(...references)));
    expect(failure).to.be.instanceOf(SyntaxError);
    expect(sandbox.requests.entries).to.deep.equal([]);
    expect(account.scans).to.deep.equal([]);
  });

  it("lets so many requests a second through for each account and action, then says Throttling.User", async () => {
    const { sandbox, call } = await sasOf({ requestsPerSecond: 2, accounts: [{}, {}] });
    await Promise.all([1, 2].map(() => call("DescribeImageScanAuthCount")));
    const failure = await failureOf(call("DescribeImageScanAuthCount"));
    expect(failure).to.include({ name: "ThrottlingError", code: "Throttling.User", statusCode: 400 });
    await call("DescribeContainerServiceK8sClusters");
    await alicloudClient(sandbox, sandbox.alicloud.accounts[1]?.keys[0])("DescribeImageScanAuthCount");
  });

  it("gives the keys of one account the same tasks, and another account its own", async () => {
    const [first, second, other] = ["one", "two", "three"].map((accessKeyId) => ({
      accessKeyId,
      accessKeySecret: accessKeyId,
    }));
    if (!first || !second || !other) throw new Error("three keys");
    const { sandbox } = await sasOf({
      accounts: [{ keys: [first, second] }, { keys: [other], site: "international" }],
    });
    const { Data } = await alicloudClient(sandbox, first)("PublicCreateImageScanTask");
    await alicloudClient(sandbox, second)("GetOnceTaskResultInfo", ofTask(Data.TaskId));
    const apart = alicloudClient(sandbox, other)("GetOnceTaskResultInfo", ofTask(Data.TaskId));
    expect((await failureOf(apart)).code).to.equal("TaskNotExist");
    const { ImageInstanceList } = await alicloudClient(sandbox, other)("DescribeImageInstances");
    expect(ImageInstanceList[0]?.RegionId).to.equal("ap-southeast-1");
    expect(() => sandbox.alicloud.account("nobody")).to.throw(RangeError, "no account is nobody");
  });

  it("says in the sandbox's environment which site the first account is of, when it is not the mainland", async () => {
    const { sandbox } = await sasOf({ accounts: [{ site: "international" }] });
    expect(sandbox.env).to.include({
      IMAGE_SCAN_ALICLOUD_SITE: "international",
      IMAGE_SCAN_ALICLOUD_ENDPOINT: sandbox.url,
    });
  });

  it("does not start with two keys of one id, or options that make no sense", async () => {
    const key = { accessKeyId: "one", accessKeySecret: "one" };
    for (const [options, message] of [
      [{ accounts: [{ keys: [key] }, { keys: [key] }] }, "two keys have the id one"],
      [{ maxPageSize: 0 }, "maxPageSize is an integer, 1 or more"],
      [{ secondsToTimeOut: -1 }, "secondsToTimeOut is a number, 0 or more"],
      [{ accounts: [{ quota: 1.5 }] }, "a capacity is an integer, 0 or more"],
    ] as const) {
      expect((await failureOf(sandboxOf({ alicloud: options as object }))).message).to.equal(message);
    }
  });

  it("leaves what is meant for TCSS to TCSS", async () => {
    const { sandbox, call } = await sasOf();
    await vendorClient(sandbox).DescribeAssetImageList({ Limit: 1 });
    await call("DescribeImageScanAuthCount");
    expect(sandbox.requests.entries.map(({ cloud }) => cloud)).to.deep.equal(["tencentcloud", "alicloud"]);
  });

  it("knows the parameters of each action that the vendor's metadata has, and which are required", function () {
    const folder = process.env.IMAGE_SCAN_METADATA;
    if (!folder) {
      console.log("      IMAGE_SCAN_METADATA names no folder of the vendors' metadata");
      this.skip();
    }
    const metadata = JSON.parse(readFileSync(join(folder, "alicloud-sas.json"), "utf8")) as Record<
      string,
      { parameters: { name: string; type: string; required: boolean }[] }
    >;
    const compared = Object.keys(ACTIONS).filter((action) => metadata[action]);
    expect(compared).to.include.members(["PublicSyncAndCreateImageScanTask", "CreateCycleTask"]);
    for (const action of compared) {
      const theirs = (metadata[action]?.parameters ?? []).map(({ name, type, required }) =>
        [name, type, required].join(" "),
      );
      const ours = Object.entries(ACTIONS[action]?.fields ?? {}).map(([name, { type, required = false }]) =>
        [name, type, required].join(" "),
      );
      expect(ours, action).to.have.members(theirs);
    }
  });
});
