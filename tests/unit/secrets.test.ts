import { expect } from "chai";
import { startSandbox } from "../../sandbox/index";
import { foundSecrets, look } from "../../tools/ground/secrets";
import { testHost } from "../../tools/ground/testHost";

describe("the search for secrets after every test", () => {
  it("knows every key of the sandbox, and of tests", async () => {
    const sandbox = await startSandbox();
    await sandbox.stop();
    const { tencentcloud, alicloud, huaweicloud } = sandbox;
    const secrets = [
      tencentcloud.accounts[0].keys[0].secretKey,
      alicloud.accounts[0].keys[0].accessKeySecret,
      huaweicloud.accounts[0].keys[0].sk,
      "prod-key-is-secret",
    ];
    for (const secret of secrets) look("here", `a line with ${secret} in it`);
    expect(foundSecrets()).to.deep.equal(secrets.map(() => "here: …a line with <a secret>"));
  });

  it("looks at what is logged and printed, and does not print it again", () => {
    testHost().log("it is sandbox-secret-key-1");
    process.stderr.write("");
    look("stdout", "nothing of the kind: secretKey, sandbox-secret-id-1");
    expect(foundSecrets()).to.deep.equal(["a log: …it is <a secret>"]);
  });
});
