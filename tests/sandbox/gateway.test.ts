import { expect } from "chai";
import { failureOf, sandboxOf, send, sendSigned, stopSandboxes, vendorClient } from "./support";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SETTING = { ScanPeriod: 1, Enable: true, ScanTime: "18:10" };
const UPDATE = "UpdateImageRegistryTimingScanTask";

describe("sandbox gateway of TCSS", () => {
  afterEach(stopSandboxes);

  it("answers HTTP 200 with a fresh request id, whether it worked or not", async () => {
    const sandbox = await sandboxOf();
    const good = await sendSigned(sandbox);
    const bad = await sendSigned(sandbox, { action: "DescribeWeather" });
    for (const { status, response } of [good, bad]) {
      expect(status).to.equal(200);
      expect(response.RequestId).to.match(UUID);
    }
    expect(good.response.RequestId).to.not.equal(bad.response.RequestId);
    expect(sandbox.requests.entries.map(({ requestId }) => requestId)).to.deep.equal([
      good.response.RequestId,
      bad.response.RequestId,
    ]);
  });

  it("refuses another version with NoSuchVersion, and an unknown action with InvalidAction", async () => {
    const sandbox = await sandboxOf();
    expect((await sendSigned(sandbox, { version: "2017-03-12" })).code).to.equal("NoSuchVersion");
    for (const action of ["DescribeWeather", "toString", ""]) {
      expect((await sendSigned(sandbox, { action })).code, action).to.equal("InvalidAction");
    }
  });

  it("refuses an unknown parameter by its path, nested ones included", async () => {
    const sandbox = await sandboxOf();
    const unknown = [
      [{ ...SETTING, $schema: 1 }, "$schema"],
      [{ ...SETTING, toString: 1 }, "toString"],
      [{ ...SETTING, Images: [{ Repo: "x" }] }, "Images.0.Repo"],
    ] as const;
    for (const [body, path] of unknown) {
      const answer = await sendSigned(sandbox, { action: UPDATE, body: JSON.stringify(body) });
      expect(answer).to.include({
        code: "UnknownParameter",
        message: `The parameter \`${path}\` is not recognized.`,
      });
    }
    expect((await sendSigned(sandbox, { body: '{"Limit":1}' })).code).to.equal("UnknownParameter");
    const filter = JSON.stringify({ Filters: [{ Name: "IsAuthorized", Values: ["1"], Value: "1" }] });
    expect(
      (await sendSigned(sandbox, { action: "DescribeAssetImageRegistryList", body: filter })).message,
    ).to.equal("The parameter `Filters.0.Value` is not recognized.");
  });

  it("refuses a request without a required parameter, nested ones included", async () => {
    const sandbox = await sandboxOf();
    for (const missing of Object.keys(SETTING)) {
      const body = JSON.stringify({ ...SETTING, [missing]: undefined });
      expect(await sendSigned(sandbox, { action: UPDATE, body })).to.include({
        code: "MissingParameter",
        message: `The request is missing a required parameter \`${missing}\`.`,
      });
    }
    const image = { InstanceName: "", Namespace: "team", ImageName: "api", Force: "true" };
    const body = JSON.stringify({ ...SETTING, Images: [image] });
    expect((await sendSigned(sandbox, { action: UPDATE, body })).message).to.equal(
      "The request is missing a required parameter `Images.0.ImageTag`.",
    );
  });

  it("refuses a value of the wrong JSON type", async () => {
    const sandbox = await sandboxOf();
    const wrong = [
      [{ Enable: "true" }, "Enable"],
      [{ ScanTime: 1810 }, "ScanTime"],
      [{ ScanPeriod: "1" }, "ScanPeriod"],
      [{ ScanPeriod: 1.5 }, "ScanPeriod"],
      [{ ScanPeriod: -1 }, "ScanPeriod"],
      [{ ScanType: "CVE" }, "ScanType"],
      [{ ScanType: null }, "ScanType"],
      [{ ScanType: [1] }, "ScanType.0"],
      [{ Id: ["110207177"] }, "Id.0"],
      [{ Images: ["team/api:1.4"] }, "Images.0"],
    ] as const;
    for (const [change, path] of wrong) {
      const body = JSON.stringify({ ...SETTING, ...change });
      expect(await sendSigned(sandbox, { action: UPDATE, body }), path).to.include({
        code: "InvalidParameter",
        message: `The value type of parameter \`${path}\` is not valid`,
      });
    }
    const tooLarge = `{"ScanPeriod":1,"Enable":true,"ScanTime":"18:10","Id":[18446744073709551616]}`;
    expect((await sendSigned(sandbox, { action: UPDATE, body: tooLarge })).code).to.equal("InvalidParameter");
  });

  it("refuses a body that is not a JSON object, another method, and more than 10 MB", async () => {
    const sandbox = await sandboxOf();
    for (const body of ["", "[]", "null", "{"]) {
      expect((await sendSigned(sandbox, { body })).code, body).to.equal("InvalidParameter");
    }
    expect((await sendSigned(sandbox, { method: "PUT" })).code).to.equal("UnsupportedProtocol");
    const long = JSON.stringify({ ...SETTING, ScanTime: "x".repeat(11 * 1024 * 1024) });
    const { code } = await sendSigned(sandbox, { action: UPDATE, body: long });
    expect(code).to.equal("RequestSizeLimitExceeded");
  });

  it("knows ExcludeImageAssetIds on the mainland site only, and returns it on both", async () => {
    const key = { secretId: "sandbox-international", secretKey: "sandbox-international-key" };
    const sandbox = await sandboxOf({
      tencentcloud: { accounts: [{ site: "mainland" }, { site: "international", keys: [key] }] },
    });
    const setting = { ...SETTING, ExcludeImageAssetIds: [110207177] };
    await vendorClient(sandbox).UpdateImageRegistryTimingScanTask(setting);
    const abroad = vendorClient(sandbox, key);
    const failure = await failureOf(abroad.UpdateImageRegistryTimingScanTask(setting));
    expect(failure).to.include({
      code: "UnknownParameter",
      message: "The parameter `ExcludeImageAssetIds` is not recognized.",
    });
    expect((await abroad.DescribeImageRegistryTimingScanTask(null)).ExcludeImageAssetIds).to.deep.equal([]);
  });

  it("gives the keys of one account the same settings, and another account its own", async () => {
    const [first, second, other] = ["one", "two", "three"].map((secretId) => ({
      secretId,
      secretKey: secretId,
    }));
    if (!first || !second || !other) throw new Error("three keys");
    const sandbox = await sandboxOf({
      tencentcloud: { accounts: [{ keys: [first, second] }, { keys: [other] }] },
    });
    await vendorClient(sandbox, first).UpdateImageRegistryTimingScanTask(SETTING);
    const shared = await vendorClient(sandbox, second).DescribeImageRegistryTimingScanTask(null);
    expect(shared.Enable).to.equal(true);
    const apart = await vendorClient(sandbox, other).DescribeImageRegistryTimingScanTask(null);
    expect(apart.Enable).to.equal(false);
    expect(sandbox.requests.entries.map(({ account }) => account)).to.deep.equal([
      "100000000001",
      "100000000001",
      "100000000002",
    ]);
  });

  it("does not start with two keys of one id", async () => {
    const key = { secretId: "one", secretKey: "one" };
    const failure = await failureOf(
      sandboxOf({ tencentcloud: { accounts: [{ keys: [key] }, { keys: [key] }] } }),
    );
    expect(failure.message).to.equal("two keys have the id one");
  });

  it("answers 404 to a request that is no vendor's", async () => {
    const sandbox = await sandboxOf();
    expect((await send(sandbox.url, { method: "GET" })).status).to.equal(404);
    expect(sandbox.requests.entries[0]).to.include({ cloud: "unknown", action: "", outcome: "unknown" });
  });
});
