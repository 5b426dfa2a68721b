import { expect } from "chai";
import { sign } from "../../../sandbox/alicloud/signature";
import { failureOf, sandboxOf, stopSandboxes } from "../support";
import { alicloudClient, sasOf, sendAcs } from "./support";

const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The example that the vendor publishes. */
const PUBLISHED = {
  method: "POST",
  path: "/",
  query: "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
  body: "",
  headers: {
    host: "ecs.cn-shanghai.aliyuncs.com",
    "x-acs-action": "RunInstances",
    "x-acs-content-sha256": EMPTY,
    "x-acs-date": "2023-10-26T10:22:32Z",
    "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    "x-acs-version": "2014-05-26",
  },
  signedHeaders: [
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
  ],
};

describe("sandbox signature of SAS", () => {
  afterEach(stopSandboxes);

  it("over the vendor's published example is the published one", () => {
    expect(sign(PUBLISHED, "YourAccessKeySecret")).to.equal(
      "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    );
  });

  it("does not depend on how the query is escaped, or in which order it is sent", () => {
    const signatures = ["b=%27%28x%29%20%2A%21~&a=1", "a=1&b='(x)+*!%7E", "a=%31&b=%27(x)%20*!~"].map(
      (query) => sign({ ...PUBLISHED, query }, "secret"),
    );
    expect(new Set(signatures)).to.have.property("size", 1);
    expect(sign({ ...PUBLISHED, query: "a=1&b=x" }, "secret")).to.not.equal(signatures[0]);
  });

  it("of the vendor's own client is accepted, with characters that its URL leaves bare", async () => {
    const { sandbox, call } = await sasOf();
    await call("DescribeImageInstances", { Criteria: `[{"name":"tag","value":"a'(b)*!~ +&=é"}]` });
    const [entry] = sandbox.requests.entries;
    expect(entry?.outcome).to.equal("ok");
    expect(entry?.body).to.deep.equal({ Criteria: `[{"name":"tag","value":"a'(b)*!~ +&=é"}]` });
  });

  it("is accepted over GET, over a form, and for a path below the root", async () => {
    const { sandbox } = await sasOf();
    await alicloudClient(sandbox, undefined, "GET")("DescribeImageScanAuthCount");
    const form = { contentType: "application/x-www-form-urlencoded", body: "PageSize=1&CurrentPage=2" };
    expect((await sendAcs(sandbox, { action: "DescribeImageInstances", ...form })).said.PageInfo).to.include({
      PageSize: 1,
      CurrentPage: 2,
    });
    expect((await sendAcs(sandbox, { path: "/sas/" })).status).to.equal(200);
  });

  it("by an unknown key is 404 InvalidAccessKeyId.NotFound, and by a disabled one InvalidAccessKeyId.Inactive", async () => {
    const disabled = { accessKeyId: "disabled", accessKeySecret: "disabled", inactive: true };
    const { sandbox } = await sasOf({ accounts: [{ keys: [disabled] }] });
    const key = { accessKeyId: "nobody", accessKeySecret: "x" };
    expect(await sendAcs(sandbox, { key })).to.include({ status: 404, code: "InvalidAccessKeyId.NotFound" });
    expect(await sendAcs(sandbox)).to.include({ status: 400, code: "InvalidAccessKeyId.Inactive" });
    expect(sandbox.requests.entries[0]).to.not.have.property("account");
  });

  it("with another secret is 400 SignatureDoesNotMatch", async () => {
    const { sandbox, account } = await sasOf();
    const key = { accessKeyId: account.keys[0].accessKeyId, accessKeySecret: "wrong" };
    const failure = await failureOf(alicloudClient(sandbox, key)("DescribeImageScanAuthCount"));
    expect(failure).to.include({ name: "ClientError", code: "SignatureDoesNotMatch", statusCode: 400 });
  });

  it("does not hold for another action, date, body or path, nor when a header is not signed", async () => {
    const { sandbox } = await sasOf();
    const changed = [
      { headers: { "x-acs-action": "DescribeImageInstances" } },
      { headers: { "x-acs-signature-nonce": "another" } },
      { contentSha256: EMPTY, body: "PageSize=1" },
      { headers: { "x-acs-region-id": "cn-hangzhou" } },
      { headers: { "content-type": "text/plain" } },
    ];
    for (const parts of changed) {
      const { code } = await sendAcs(sandbox, parts);
      expect(code, JSON.stringify(parts)).to.equal("SignatureDoesNotMatch");
    }
  });

  it("may not use a nonce twice, but one that did not hold has not used it", async () => {
    const { sandbox, account } = await sasOf();
    const key = { accessKeyId: account.keys[0].accessKeyId, accessKeySecret: "wrong" };
    await sendAcs(sandbox, { nonce: "once", key });
    expect((await sendAcs(sandbox, { nonce: "once" })).status).to.equal(200);
    expect(await sendAcs(sandbox, { nonce: "once" })).to.include({ status: 400, code: "SignatureNonceUsed" });
  });

  it("may be 15 minutes off, and not more", async () => {
    const { sandbox } = await sasOf();
    const off = (minutes: number) =>
      new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
    for (const minutes of [-14.9, 14.9]) {
      expect((await sendAcs(sandbox, { date: off(minutes) })).status, `${minutes}`).to.equal(200);
    }
    for (const minutes of [-15.1, 15.1]) {
      expect((await sendAcs(sandbox, { date: off(minutes) })).code).to.equal("InvalidTimeStamp.Expired");
    }
    for (const date of ["yesterday", "2026-01-01 00:00:00", "2026-13-01T00:00:00Z"]) {
      expect((await sendAcs(sandbox, { date })).code, date).to.equal("InvalidTimeStamp.Format");
    }
  });

  it("that lacks a header, or is no signature, is refused by name", async () => {
    const { sandbox } = await sasOf();
    for (const [header, code] of [
      ["authorization", "MissingAccessKeyId"],
      ["x-acs-date", "MissingTimestamp"],
      ["x-acs-signature-nonce", "MissingSignatureNonce"],
    ] as const) {
      expect((await sendAcs(sandbox, { headers: { [header]: "" } })).code).to.equal(code);
    }
    const { code } = await sendAcs(sandbox, { headers: { authorization: "ACS3-HMAC-SHA256 Credential=a" } });
    expect(code).to.equal("IncompleteSignature");
  });

  it("of a temporary key needs its token, and of any other key none", async () => {
    const temporary = {
      accessKeyId: "sandbox-temporary",
      accessKeySecret: "sandbox-temporary-secret",
      securityToken: "sandbox-token",
    };
    const { sandbox, call } = await sasOf({ accounts: [{ keys: [temporary] }] });
    expect(sandbox.env.ALIBABA_CLOUD_SECURITY_TOKEN).to.equal("sandbox-token");
    await call("DescribeImageScanAuthCount");
    const { accessKeyId, accessKeySecret } = temporary;
    const bare = { accessKeyId, accessKeySecret };
    expect((await sendAcs(sandbox, { key: bare })).code).to.equal("MissingSecurityToken");
    const stale = { ...bare, securityToken: "stale" };
    expect((await sendAcs(sandbox, { key: stale })).code).to.equal(
      "InvalidSecurityToken.MismatchWithAccessKey",
    );
    const permanent = await sandboxOf();
    const key = { ...permanent.alicloud.account().keys[0], securityToken: "stale" };
    expect((await sendAcs(permanent, { key })).code).to.equal("InvalidSecurityToken.MismatchWithAccessKey");
  });
});
