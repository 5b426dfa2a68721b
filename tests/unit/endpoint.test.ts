import { expect } from "chai";
import { endpointOverride, isLoopback } from "../../provider/core/endpoint";
import { ScanError } from "../../provider/core/errors";
import { testHost } from "../../tools/ground/testHost";

const key = "imageScan:tencentcloudEndpoint";
const variable = "IMAGE_SCAN_TENCENTCLOUD_ENDPOINT";

function refused(host: ReturnType<typeof testHost>): string {
  try {
    endpointOverride(host, "tencentcloud");
  } catch (failure) {
    expect(failure).to.be.instanceOf(ScanError).with.property("kind", "InvalidInput");
    return (failure as Error).message;
  }
  throw new Error("it was taken");
}

describe("an endpoint override", () => {
  it("is none unless one is set", () => {
    expect(endpointOverride(testHost(), "tencentcloud")).to.equal(undefined);
    expect(endpointOverride(testHost({ env: { [variable]: "" } }), "tencentcloud")).to.equal(undefined);
  });

  it("comes from the stack's configuration, else from the environment", () => {
    const env = { [variable]: "https://environment.example" };
    expect(endpointOverride(testHost({ env }), "tencentcloud")?.host).to.equal("environment.example");
    const both = testHost({ env, config: { [key]: "https://config.example:8443/path" } });
    expect(endpointOverride(both, "tencentcloud")?.href).to.equal("https://config.example:8443/path");
  });

  it("is each cloud's own", () => {
    const host = testHost({ config: { [key]: "https://config.example" } });
    expect(endpointOverride(host, "alicloud")).to.equal(undefined);
  });

  for (const url of [
    "http://127.0.0.1:8080",
    "http://127.8.9.1",
    "http://localhost:1/x",
    "http://[::1]:80",
    "https://x.y",
  ]) {
    it(`may be ${url}`, () => {
      expect(endpointOverride(testHost({ config: { [key]: url } }), "tencentcloud")?.href).to.match(
        /^https?:/,
      );
    });
  }

  for (const url of [
    "http://tcss.tencentcloudapi.com",
    "http://10.0.0.1:8080",
    "http://128.0.0.1",
    "http://127.0.0.1.example",
    "http://localhost.example",
    "http://0.0.0.0",
    "http://[::2]",
  ]) {
    it(`may not be ${url}: it is plain http to another machine`, () => {
      expect(refused(testHost({ config: { [key]: url } }))).to.equal(
        `${key}: is plain http to another machine. ` +
          "Write `https://host[:port]`; plain `http://` is for addresses of this machine only.",
      );
    });
  }

  for (const url of [
    "https://x.y/?token=hidden",
    "https://x.y/#hidden",
    "https://hidden@x.y",
    "https://user:hidden@x.y",
    "http://user:hidden@127.0.0.1",
  ]) {
    it(`may not hold more than an address, which is not shown: ${url.replaceAll("hidden", "…")}`, () => {
      const message = refused(testHost({ env: { [variable]: url } }));
      expect(message).to.match(
        new RegExp(`^${variable}: holds more than a scheme, a host, a port and a path\\.`),
      );
      expect(message).not.to.include("hidden");
    });
  }

  for (const text of ["127.0.0.1:8080", "hidden", "ftp://x.y", "file:///x", "javascript:hidden"]) {
    it(`may not be ${text.replace("hidden", "…")}: it is no http or https URL`, () => {
      const message = refused(testHost({ config: { [key]: text } }));
      expect(message).to.match(new RegExp(`^${key}: is not an http or https URL\\.`));
      expect(message).not.to.include("hidden");
    });
  }

  it("is of this machine only if its host is", () => {
    expect(
      ["http://127.0.0.1", "http://localhost", "http://[::1]"].map((url) => isLoopback(new URL(url))),
    ).to.deep.equal([true, true, true]);
    expect(isLoopback(new URL("https://tcss.tencentcloudapi.com"))).to.equal(false);
  });
});
