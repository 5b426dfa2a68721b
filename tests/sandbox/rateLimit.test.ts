import { expect } from "chai";
import { RateLimit } from "../../sandbox/rateLimit";
import { type Client, failureOf, sandboxOf, stopSandboxes, vendorClient } from "./support";

const outcomes = (client: Client, count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      client.DescribeAssetImageScanSetting(null).then(
        () => "ok",
        (error: { code: string }) => error.code,
      ),
    ),
  );

describe("sandbox rate limit", () => {
  afterEach(stopSandboxes);

  it("lets 20 requests a second through for each account and action", async () => {
    const sandbox = await sandboxOf({ tencentcloud: { accounts: [{}, {}] } });
    const client = vendorClient(sandbox);
    const counted = await outcomes(client, 25);
    expect(counted.filter((outcome) => outcome === "ok")).to.have.length(20);
    expect(counted.filter((outcome) => outcome === "RequestLimitExceeded")).to.have.length(5);
    await client.DescribeImageRegistryTimingScanTask(null);
    await vendorClient(sandbox, sandbox.tencentcloud.accounts[1]?.keys[0]).DescribeAssetImageScanSetting(
      null,
    );
  });

  it("refuses in the vendor's words", async () => {
    const sandbox = await sandboxOf({ tencentcloud: { requestsPerSecond: 1 } });
    const client = vendorClient(sandbox);
    await client.DescribeAssetImageScanSetting(null);
    const failure = await failureOf(client.DescribeAssetImageScanSetting(null));
    expect(failure.code).to.equal("RequestLimitExceeded");
    expect(failure.message).to.equal(
      "Your current request times equals to `2` in a second, which exceeds the frequency limit `1` for a second. " +
        "Please reduce the frequency of calls.",
    );
  });

  it("slides: any second holds no more than the limit, and a refused request does not count", () => {
    const limit = new RateLimit(2);
    const allowed = (at: number) => limit.count("1", "Describe", at) === undefined;
    expect([0, 900, 950, 999, 1_000, 1_001, 1_899, 1_900].map(allowed)).to.deep.equal([
      true,
      true,
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it("can be lifted", async () => {
    const sandbox = await sandboxOf({ tencentcloud: { requestsPerSecond: Infinity } });
    expect(new Set(await outcomes(vendorClient(sandbox), 60))).to.deep.equal(new Set(["ok"]));
  });
});
