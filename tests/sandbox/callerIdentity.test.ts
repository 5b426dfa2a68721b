import { Agent } from "node:http";
import { expect } from "chai";
import { sts } from "tencentcloud-sdk-nodejs/tencentcloud/services/sts";
import { sendAcs } from "./alicloud/support";
import { sendHss } from "./huaweicloud/support";
import { failureOf, sandboxOf, sendSigned, stopSandboxes } from "./support";

describe("sandbox: whose the credentials are", () => {
  afterEach(stopSandboxes);

  it("Tencent Cloud's own client for STS is told the account of the key", async () => {
    const sandbox = await sandboxOf({ tencentcloud: { accounts: [{}, { uin: "100000000042" }] } });
    const [, second] = sandbox.tencentcloud.accounts;
    const httpProfile = { protocol: "http://", endpoint: new URL(sandbox.url).host, agent: new Agent() };
    const client = new sts.v20180813.Client({
      credential: { ...second?.keys[0] },
      region: "ap-guangzhou",
      profile: { httpProfile },
    });
    expect(await client.GetCallerIdentity()).to.include({
      AccountId: "100000000042",
      Arn: "qcs::cam::uin/100000000042:root",
      Type: "CAMUser",
    });
    expect(sandbox.requests.entries[0]).to.include({ action: "GetCallerIdentity", account: "100000000042" });
  });

  it("Tencent Cloud's STS checks the signature, and does not answer under the version of TCSS", async () => {
    const sandbox = await sandboxOf();
    const [{ secretId }] = sandbox.tencentcloud.account().keys;
    const asked = { action: "GetCallerIdentity", version: "2018-08-13", service: "sts" };
    expect((await sendSigned(sandbox, asked)).code).to.equal(undefined);
    const forged = await sendSigned(sandbox, { ...asked, key: { secretId, secretKey: "wrong" } });
    expect(forged.code).to.equal("AuthFailure.SignatureFailure");
    expect((await sendSigned(sandbox, { action: "GetCallerIdentity" })).code).to.equal("InvalidAction");
    const other = await sendSigned(sandbox, { version: "2018-08-13" });
    expect(other.code).to.equal("NoSuchVersion");
  });

  it("Alibaba Cloud's STS checks the signature, and does not answer under the version of SAS", async () => {
    const sandbox = await sandboxOf();
    const account = sandbox.alicloud.account();
    const asked = { action: "GetCallerIdentity", version: "2015-04-01" };
    const { status, text } = await sendAcs(sandbox, asked);
    expect(status).to.equal(200);
    expect(JSON.parse(text)).to.include({ AccountId: account.uid, Arn: `acs:ram::${account.uid}:root` });
    const key = { ...account.keys[0], accessKeySecret: "wrong" };
    expect((await sendAcs(sandbox, { ...asked, key })).text).to.contain("SignatureDoesNotMatch");
    expect((await sendAcs(sandbox, { action: "GetCallerIdentity" })).text).to.contain("InvalidApi.NotFound");
    expect((await sendAcs(sandbox, { version: "2015-04-01" })).text).to.contain("InvalidApi.NotFound");
  });

  it("Huawei Cloud's STS checks the signature, and knows neither projects nor other methods", async () => {
    const sandbox = await sandboxOf();
    const { domainId, keys } = sandbox.huaweicloud.account();
    const url = "/v5/caller-identity";
    const { status, said } = await sendHss(sandbox, { url });
    expect([status, said]).to.deep.equal([
      200,
      { account_id: domainId, principal_urn: `iam::${domainId}:root`, principal_id: domainId },
    ]);
    const forged = await sendHss(sandbox, { url, key: { ...keys[0], sk: "wrong" } });
    expect([forged.status, forged.said.error_code]).to.deep.equal([401, "APIGW.0301"]);
    expect((await sendHss(sandbox, { url, method: "POST" })).said.error_code).to.equal("APIGW.0101");
    expect(sandbox.requests.entries.map(({ action }) => action)).to.deep.equal([
      "GetCallerIdentity",
      "GetCallerIdentity",
      "",
    ]);
  });

  it("is not told to nobody", async () => {
    const sandbox = await sandboxOf();
    const failure = await failureOf(
      fetch(`${sandbox.url}/v5/caller-identity`).then(async (answer) => {
        throw new Error(await answer.text());
      }),
    );
    expect(failure.message).to.contain("APIGW.0301");
  });
});
