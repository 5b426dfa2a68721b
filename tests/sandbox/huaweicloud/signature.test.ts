import { expect } from "chai";
import { sign } from "../../../sandbox/huaweicloud/signature";
import { failureOf, sandboxOf, send, stopSandboxes } from "../support";
import { emptyHss, hss, sendHss, sha256 } from "./support";

const PROJECT = "0123456789abcdef0123456789abcdef";
const TASK = "3f2c9a10-0000-4000-8000-000000000001";

// Computed by the core of the vendor's Node SDK.
const KNOWN_ANSWERS = [
  {
    title: "a query, a region and a body",
    method: "POST",
    path: `/v5/${PROJECT}/image/image-scan/tasks`,
    query: "enterprise_project_id=all_granted_eps&global_image_type=local",
    region: "cn-north-4",
    body: '{"scan_scope":2147483647,"is_all":false,"image_info":[{"image_id":"c499ab72-7ee9-4ee6-b6b7-5973230e7a7b"}]}',
    signature: "17a0c7e1641f081ccb4e0cbeb2031b08ed852e4c84045ce4e28d72e6778dd2b9",
  },
  {
    title: "a query that is not sorted, without a region or a body",
    method: "GET",
    path: `/v5/${PROJECT}/image/tasks`,
    query: "type=image_scan&global_image_type=local&task_type=manual&offset=0&limit=200",
    region: undefined,
    body: "",
    signature: "8213e1af540051eb12dcbd86b6d0a5a78f28e90f6384c766d0b2c7a0411a5907",
  },
  {
    title: "no query and no body",
    method: "PUT",
    path: `/v5/${PROJECT}/image/image-scan/tasks/${TASK}/stop`,
    query: "",
    region: "cn-north-4",
    body: "",
    signature: "f3d909c7e872e8592e46721001d0567a730819fd0939382785385a930e2f57b7",
  },
];

describe("sandbox huaweicloud signature", () => {
  afterEach(stopSandboxes);

  for (const { title, region, signature, ...request } of KNOWN_ANSWERS) {
    it(`over ${title} is the known one`, () => {
      const headers = {
        "content-type": "application/json",
        host: "hss.cn-north-4.myhuaweicloud.com",
        ...(region && { region }),
        "x-project-id": PROJECT,
        "x-sdk-date": "20260101T000000Z",
      };
      const signed = sign({ ...request, headers, signedHeaders: Object.keys(headers) }, "SKEXAMPLE");
      expect(signed).to.equal(signature);
    });
  }

  it("of the vendor's own client is accepted, for a query with odd characters too", async () => {
    const { sandbox, call } = await emptyHss();
    await call("ListImageScanTask", { query: { type: "image_scan", task_name: "a b(1)*'~!中&=+" } });
    await call("CreateManualImageScanTask", { body: { is_all: true } }).catch(() => undefined);
    expect(sandbox.requests.entries.map(({ outcome }) => outcome)).to.deep.equal(["ok", "HSS.0001"]);
  });

  it("of one client holds for calls side by side", async () => {
    const { sandbox, call } = await emptyHss();
    await Promise.all(
      Array.from({ length: 20 }, (_, offset) => call("ListRegistryImages", { query: { offset, limit: 1 } })),
    );
    expect(sandbox.requests.entries.map(({ outcome }) => outcome)).to.deep.equal(Array(20).fill("ok"));
  });

  it("by an unknown key or with another secret is APIGW.0301, over HTTP 401", async () => {
    const sandbox = await sandboxOf();
    const { ak } = sandbox.huaweicloud.account().keys[0];
    const nobody = await sendHss(sandbox, { key: { ak: "nobody", sk: "x" } });
    expect(nobody.status).to.equal(401);
    expect(nobody.said).to.deep.include({
      error_code: "APIGW.0301",
      error_msg: "Incorrect IAM authentication information: ak nobody not exist",
    });
    const failure = await failureOf(
      hss(sandbox, undefined, { ak, sk: "wrong" })("ListImageScanPolicy", { query: { type: "cycle" } }),
    );
    expect(failure).to.include({
      httpStatusCode: 401,
      errorCode: "APIGW.0301",
      errorMsg: "Incorrect IAM authentication information: verify aksk signature fail",
    });
    expect(sandbox.requests.entries.map(({ account }) => account)).to.deep.equal([undefined, undefined]);
  });

  it("does not hold for another path, query, body or header than was signed", async () => {
    const { sandbox, account } = await emptyHss();
    const url = `/v5/${account.projectId}/image/local/batch-scan`;
    const signed = { method: "POST", url, body: "{}", headers: { region: "cn-north-4" } };
    expect((await sendHss(sandbox, signed)).said.error_code).to.equal("HSS.0001");
    const { authorization, ...headers } = await headersOf(signed);
    for (const [other, body] of [
      [`${url}?a=b`, "{}"],
      [`${url}x`, "{}"],
      [url, '{"operate_all":true}'],
    ] as const) {
      const answer = await send(sandbox.url + other, {
        method: "POST",
        body,
        headers: { ...headers, authorization },
      });
      expect(answer.status, `${other} ${body}`).to.equal(401);
    }
    const region = await sendHss(sandbox, { ...signed, instead: { region: "cn-east-3" } });
    expect(region.said.error_code).to.equal("APIGW.0301");

    /** What a request that holds carries. */
    async function headersOf(parts: typeof signed) {
      const date = new Date()
        .toISOString()
        .replace(/\.\d+Z$/, "Z")
        .replace(/[-:]/g, "");
      const all: Record<string, string> = {
        "content-type": "application/json",
        host: new URL(sandbox.url).host,
        region: "cn-north-4",
        "x-sdk-date": date,
      };
      const signedHeaders = Object.keys(all);
      const [{ ak, sk }] = account.keys;
      const { method, body } = parts;
      const signature = sign({ method, path: url, query: "", headers: all, signedHeaders, body }, sk);
      const names = signedHeaders.join(";");
      const authorization = `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${names}, Signature=${signature}`;
      const sent = { method, body, headers: { ...all, authorization } };
      expect((await send(sandbox.url + url, sent)).status).to.equal(400);
      return { ...all, authorization };
    }
  });

  it("holds for a body whose hash the caller says, or says not to have signed", async () => {
    const { sandbox, account } = await emptyHss();
    account.registryImages.add("team/api:1.0", { id: 9007199254740993n });
    const create = {
      method: "POST",
      path: "image/image-scan/tasks",
      body: '{"image_info":[{"id":9007199254740993}]}',
    };
    const hash = (value: string) => ({ headers: { "x-sdk-content-sha256": value } });
    expect((await sendHss(sandbox, { ...create, ...hash(sha256(create.body)) })).status).to.equal(200);
    account.finishScans();
    expect((await sendHss(sandbox, { ...create, ...hash("UNSIGNED-PAYLOAD") })).status).to.equal(200);
    expect((await sendHss(sandbox, { ...create, ...hash(sha256("{}")) })).status).to.equal(401);
  });

  it("may be 15 minutes off, and not more", async () => {
    const sandbox = await sandboxOf();
    for (const off of [-890, 890]) {
      expect((await sendHss(sandbox, { at: Date.now() + off * 1_000 })).status, `${off}`).to.equal(200);
    }
    for (const off of [-910, 910]) {
      const { status, said } = await sendHss(sandbox, { at: Date.now() + off * 1_000 });
      expect(status, `${off}`).to.equal(401);
      expect(said.error_msg, `${off}`).to.contain("x-sdk-date is expired");
    }
  });

  it("that is missing or odd is APIGW.0301", async () => {
    const sandbox = await sandboxOf();
    const odd = [
      "",
      "Basic eDp5",
      "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date, Signature=short",
      `SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=${"0".repeat(64)}`,
      `V11-HMAC-SHA256 Credential=a/20260101/cn-north-4/hss, SignedHeaders=host;x-sdk-date, Signature=${"0".repeat(64)}`,
    ];
    for (const authorization of odd) {
      const { said } = await sendHss(sandbox, { instead: { authorization } });
      expect(said.error_code, authorization).to.equal("APIGW.0301");
      expect(said.error_msg, authorization).to.match(/malformed|must be signed/);
    }
    for (const date of ["now", "20261340T000000Z"]) {
      const { said } = await sendHss(sandbox, { instead: { "x-sdk-date": date } });
      expect(said.error_code, date).to.equal("APIGW.0301");
    }
    const undecodable = await sendHss(sandbox, { instead: {}, url: "/v5/p/image/tasks" });
    expect(undecodable.status).to.not.equal(401);
    const { status } = await send(`${sandbox.url}/v5/%E4%A/image`, {
      method: "GET",
      headers: {
        "x-sdk-date": new Date()
          .toISOString()
          .replace(/\.\d+Z$/, "Z")
          .replace(/[-:]/g, ""),
        authorization: `SDK-HMAC-SHA256 Access=${sandbox.huaweicloud.account().keys[0].ak}, SignedHeaders=host;x-sdk-date, Signature=${"0".repeat(64)}`,
      },
    });
    expect(status).to.equal(401);
  });

  it("of a temporary key needs its token, and of any other key none", async () => {
    const temporary = {
      ak: "sandbox-temporary",
      sk: "sandbox-temporary-key",
      securityToken: "sandbox-token",
    };
    const sandbox = await sandboxOf({ huaweicloud: { accounts: [{ keys: [temporary] }] } });
    expect(sandbox.env.HW_SECURITY_TOKEN).to.equal("sandbox-token");
    await hss(sandbox)("ListImageScanPolicy", { query: { type: "cycle" } });
    const { securityToken: _, ...without } = temporary;
    for (const key of [without, { ...temporary, securityToken: "stale" }]) {
      expect((await sendHss(sandbox, { key })).said.error_msg).to.contain("decrypt token fail");
    }
    const permanent = await sandboxOf();
    const [key] = permanent.huaweicloud.account().keys;
    const stale = await sendHss(permanent, { key: { ...key, securityToken: "stale" } });
    expect(stale.status).to.equal(401);
  });
});
