import { expect } from "chai";
import { sign } from "../../sandbox/tencentcloud/signature";
import { failureOf, responseOf, sandboxOf, send, sendSigned, stopSandboxes, vendorClient } from "./support";

// The first is the vendor's published example; the others were computed by the vendor's Node SDK.
const KNOWN_ANSWERS = [
  {
    service: "cvm",
    host: "cvm.tencentcloudapi.com",
    contentType: "application/json; charset=utf-8",
    timestamp: "1551113065",
    secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
    body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
    signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
  },
  {
    service: "tcss",
    host: "tcss.intl.tencentcloudapi.com",
    body: "{}",
    signature: "5b30aff62bb4abc0996a3d2680ab399423c86075e359d8bbb03262cd10219160",
  },
  {
    service: "tcss",
    host: "tcss.tencentcloudapi.com",
    body: "{}",
    signature: "87de30b3b7de28e955ae674310ee8aad11f7cc6bd2185b47e205bec25a4190cd",
  },
  {
    service: "127",
    host: "127.0.0.1",
    body: "{}",
    signature: "c9ffb8fffe1d2bcf36b7144b775137a92570c1f186054201a306d44e5ca5c26e",
  },
  {
    service: "tcss",
    host: "tcss.intl.tencentcloudapi.com",
    body: '{"ScanPeriod":1,"Enable":true,"ScanTime":"04:00:00","ScanType":["CVE"]}',
    signature: "4496538ccf346d080c7abc6a26dd82ab0edf6eb0ad9e9bcfefc082a3a5dd25dd",
  },
];

describe("sandbox signature", () => {
  afterEach(stopSandboxes);

  for (const known of KNOWN_ANSWERS) {
    it(`of ${known.service} at ${known.host} over ${known.body.length} bytes is the known one`, () => {
      const {
        contentType = "application/json",
        timestamp = "1700000000",
        secretKey = "SKEY_EXAMPLE",
      } = known;
      const signed = sign(
        {
          method: "POST",
          path: "/",
          query: "",
          body: known.body,
          headers: { "content-type": contentType, host: known.host },
          signedHeaders: ["content-type", "host"],
          timestamp,
          service: known.service,
        },
        secretKey,
      );
      expect(signed).to.equal(known.signature);
    });
  }

  it("of the vendor's own client is accepted, although its Host header carries the port", async () => {
    const sandbox = await sandboxOf();
    await vendorClient(sandbox).DescribeAssetImageScanSetting(null);
    expect(sandbox.requests.entries.map(({ outcome }) => outcome)).to.deep.equal(["ok"]);
  });

  it("is accepted for whatever service its own scope names, and for a path below the root", async () => {
    const sandbox = await sandboxOf();
    expect((await sendSigned(sandbox, { service: "127" })).code).to.equal(undefined);
    expect((await sendSigned(sandbox, { path: "/tencent/" })).code).to.equal(undefined);
  });

  it("by an unknown key is AuthFailure.SecretIdNotFound, over HTTP 200", async () => {
    const sandbox = await sandboxOf();
    const answer = await sendSigned(sandbox, { key: { secretId: "nobody", secretKey: "x" } });
    expect(answer).to.include({ status: 200, code: "AuthFailure.SecretIdNotFound" });
  });

  it("with another secret is AuthFailure.SignatureFailure, in the vendor's words", async () => {
    const sandbox = await sandboxOf();
    const [{ secretId }] = sandbox.tencentcloud.account().keys;
    const failure = await failureOf(
      vendorClient(sandbox, { secretId, secretKey: "wrong" }).DescribeAssetImageScanSetting(null),
    );
    expect(failure.code).to.equal("AuthFailure.SignatureFailure");
    expect(failure.message).to.equal(
      "The provided credentials could not be validated. Please check your signature is correct.",
    );
  });

  it("does not hold for another body, path or timestamp", async () => {
    const sandbox = await sandboxOf();
    const timestamp = Math.floor(Date.now() / 1_000);
    const other = { "x-tc-timestamp": String(timestamp + 1) };
    expect((await sendSigned(sandbox, { timestamp, headers: other })).code).to.equal(
      "AuthFailure.SignatureFailure",
    );
    expect((await sendSigned(sandbox, { headers: { "content-type": "text/plain" } })).code).to.equal(
      "AuthFailure.SignatureFailure",
    );
  });

  it("may be 300 seconds off, and not more", async () => {
    const sandbox = await sandboxOf();
    const now = Math.floor(Date.now() / 1_000);
    for (const off of [-295, 295]) {
      expect((await sendSigned(sandbox, { timestamp: now + off })).code, `${off}`).to.equal(undefined);
    }
    for (const off of [-302, 305]) {
      expect((await sendSigned(sandbox, { timestamp: now + off })).code, `${off}`).to.equal(
        "AuthFailure.SignatureExpire",
      );
    }
  });

  it("that is missing or odd is AuthFailure.InvalidAuthorization", async () => {
    const sandbox = await sandboxOf();
    const odd = [
      "",
      "Basic eDp5",
      "SKIP",
      "TC3-HMAC-SHA256 Credential=a/2026-01-01/tcss/tc3_request, SignedHeaders=content-type;host, Signature=short",
      `TC3-HMAC-SHA256 Credential=a/2026-01-01/tcss/tc3_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
      `TC3-HMAC-SHA256 Credential=a/2001-01-01/tcss/tc3_request, SignedHeaders=content-type;host, Signature=${"0".repeat(64)}`,
    ];
    for (const authorization of odd) {
      const { code } = await sendSigned(sandbox, { headers: { authorization } });
      expect(code, authorization).to.equal("AuthFailure.InvalidAuthorization");
    }
    const unsigned = await send(sandbox.url, { body: "{}", headers: { "x-tc-action": "Describe" } });
    expect(responseOf(unsigned).code).to.equal("AuthFailure.InvalidAuthorization");
    expect((await sendSigned(sandbox, { headers: { "x-tc-timestamp": "now" } })).code).to.equal(
      "AuthFailure.InvalidAuthorization",
    );
  });

  it("of a temporary key needs its token, and of any other key none", async () => {
    const temporary = {
      secretId: "sandbox-temporary",
      secretKey: "sandbox-temporary-key",
      token: "sandbox-token",
    };
    const sandbox = await sandboxOf({ tencentcloud: { accounts: [{ keys: [temporary] }] } });
    expect(sandbox.env.TENCENTCLOUD_SESSION_TOKEN).to.equal("sandbox-token");
    await vendorClient(sandbox).DescribeAssetImageScanSetting(null);
    for (const token of ["", "stale"]) {
      const { code } = await sendSigned(sandbox, { headers: { "x-tc-token": token } });
      expect(code, token).to.equal("AuthFailure.TokenFailure");
    }
    const permanent = await sandboxOf();
    expect((await sendSigned(permanent, { headers: { "x-tc-token": "stale" } })).code).to.equal(
      "AuthFailure.TokenFailure",
    );
    expect((await sendSigned(permanent, { headers: { "x-tc-token": "" } })).code).to.equal(undefined);
  });

  it("that fails leaves an account-less entry in the log", async () => {
    const sandbox = await sandboxOf();
    await sendSigned(sandbox, { key: { secretId: "nobody", secretKey: "x" } });
    expect(sandbox.requests.entries[0]).to.not.have.property("account");
  });
});
