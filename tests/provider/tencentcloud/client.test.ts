import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { TcssClient } from "../../../provider/clouds/tencentcloud/client";
import { Context, type Deadlines } from "../../../provider/core/context";
import { ScanError } from "../../../provider/core/errors";
import { startSandbox } from "../../../sandbox/index";
import { Run, refusalOf } from "../../../tools/ground/run";
import { testHost } from "../../../tools/ground/testHost";

const describeAction = "DescribeImageRegistryTimingScanTask";
const servers: Server[] = [];

/** A server on loopback that answers as told; its URL. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function clientOf(
  endpoint: string,
  {
    deadlines = { requestMs: 2_000, callMs: 0 },
    env = {},
  }: { deadlines?: Deadlines; env?: Record<string, string> } = {},
): TcssClient {
  const key = { TENCENTCLOUD_SECRET_ID: "the-id", TENCENTCLOUD_SECRET_KEY: "very-hidden-key" };
  const host = testHost({ env: { ...key, IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: endpoint, ...env } });
  return TcssClient.of(new Context(host, new Map(), undefined, deadlines), {
    profile: "default",
    site: "mainland",
  });
}

const answering =
  (status: number, body: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  };
const failing = (code: string): string =>
  JSON.stringify({ Response: { Error: { Code: code, Message: "no" }, RequestId: "r-1" } });

describe("the client of Tencent Cloud", () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("sends one signed POST with the action, its version and English as the language", async () => {
    const seen: {
      method?: string | undefined;
      url?: string | undefined;
      headers: Record<string, unknown>;
      body: string;
    }[] = [];
    const url = await serving(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.end('{"Response":{"RequestId":"r-1"}}');
    });
    await clientOf(`${url}/gateway/`).call(describeAction, {});
    expect(seen).to.have.length(1);
    const [{ method, url: path, headers, body } = { headers: {}, body: "" }] = seen;
    expect({ method, path, body }).to.deep.equal({ method: "POST", path: "/gateway/", body: "{}" });
    expect(headers).to.include({
      "x-tc-action": describeAction,
      "x-tc-version": "2020-11-01",
      "x-tc-language": "en-US",
      "content-type": "application/json",
    });
    expect(headers).not.to.have.any.keys("x-tc-token", "x-tc-region");
    expect(headers.authorization).to.match(
      /^TC3-HMAC-SHA256 Credential=the-id\/\d{4}-\d\d-\d\d\/\w+\/tc3_request, SignedHeaders=content-type;host, Signature=[0-9a-f]{64}$/,
    );
  });

  it("reads integers that a number cannot hold as their digits, and all others as numbers", async () => {
    const url = await serving(
      answering(
        200,
        '{"Response":{"TotalCount":2,"List":[{"Id":9007199254740993},{"Id":18446744073709551615},{"Id":7}]}}',
      ),
    );
    const { List } = await clientOf(url).call("DescribeAssetImageRegistryList", { Limit: 100, Offset: 0 });
    expect(List?.map(({ Id }) => Id)).to.deep.equal(["9007199254740993", "18446744073709551615", 7]);
  });

  it("sends integers of any size as bare integers", async () => {
    let body = "";
    const url = await serving(async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      response.end('{"Response":{"RequestId":"r-1"}}');
    });
    await clientOf(url).call("UpdateImageRegistryTimingScanTask", {
      Enable: true,
      ScanPeriod: 1,
      ScanTime: "19:00",
      ScanType: [],
      ScanScope: 1,
      Id: [7, 9007199254740993n, 18446744073709551615n],
      Images: [],
      RegistryType: [],
      Namespace: [],
      Latest: false,
      ContainerRunning: false,
    });
    expect(body).to.include('"Id":[7,9007199254740993,18446744073709551615]');
  });

  for (const [title, status, body, error] of [
    [
      "the vendor's error with HTTP 200",
      200,
      failing("ResourceNotFound"),
      { kind: "NotFound", code: "ResourceNotFound", requestId: "r-1" },
    ],
    [
      "the vendor's error with another status",
      400,
      failing("InvalidParameter"),
      { kind: "InvalidInput", code: "InvalidParameter", requestId: "r-1" },
    ],
    [
      "the vendor's error with HTTP 500",
      500,
      failing("InternalError"),
      { kind: "Unavailable", code: "InternalError", requestId: "r-1" },
    ],
    ["an error without a code", 200, '{"Response":{"Error":{}}}', { kind: "Unknown", code: "" }],
    ["HTTP 429 of a gateway", 429, "slow down", { kind: "Throttled", code: "HTTP 429" }],
    ["HTTP 502 of a gateway", 502, "<html></html>", { kind: "Unavailable", code: "HTTP 502" }],
    ["HTTP 403 of a proxy", 403, "<html>denied</html>", { kind: "Unknown", code: "HTTP 403" }],
    ["JSON that is no object", 200, "[]", { kind: "Unavailable", code: "HTTP 200" }],
    ["JSON that is null", 200, "null", { kind: "Unavailable", code: "HTTP 200" }],
    ["a Response that is null", 200, '{"Response":null}', { kind: "Unavailable", code: "HTTP 200" }],
  ] as [string, number, string, object][]) {
    it(`tells ${title} for what it is`, async () => {
      const url = await serving(answering(status, body));
      const failure = await refusalOf(clientOf(url).call(describeAction, {}));
      expect(failure.details).to.deep.include({ ...error, action: describeAction });
    });
  }

  it("takes an Error that is null for none", async () => {
    const url = await serving(answering(200, '{"Response":{"Error":null,"Enable":true}}'));
    expect(await clientOf(url).call(describeAction, {})).to.deep.include({ Enable: true });
  });

  it("has a schedule that is off where every field is null, as the vendor's older texts allow", async () => {
    const fields = [
      "Enable",
      "ScanPeriod",
      "ScanTime",
      "ScanEndTime",
      "ScanType",
      "ScanScope",
      "Id",
      "Images",
    ];
    fields.push("RegistryType", "Namespace", "Latest", "ContainerRunning", "ExcludeImageAssetIds");
    const nothing = Object.fromEntries(fields.map((field) => [field, null]));
    const url = await serving(answering(200, JSON.stringify({ Response: nothing })));
    const key = { TENCENTCLOUD_SECRET_ID: "the-id", TENCENTCLOUD_SECRET_KEY: "the-key" };
    const env = { ...key, IMAGE_SCAN_TENCENTCLOUD_ENDPOINT: url };
    const run = new Run("tencentcloud/registryScanSchedule", { env });
    const state = run.inputs({ everyDays: 1, startTime: "19:00", all: true });
    const kept = { previous: { version: 1, setting: null }, resolved: {}, written: [] };
    const read = await run.refresh({ id: "default/mainland", state: { ...state, ...kept } });
    expect(read?.inputs).to.deep.equal({ ...state, enabled: false, startTime: "", scanTypes: [] });
  });

  it("says what a refused connection is, without the address that the action stands for", async () => {
    const url = await serving(() => {});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const failure = await refusalOf(clientOf(url).call(describeAction, {}));
    expect(failure.kind).to.equal("Unavailable");
    expect(failure.message).to.match(
      /^DescribeImageRegistryTimingScanTask: connect ECONNREFUSED 127\.0\.0\.1:\d+\. Run the update again later\.$/,
    );
  });

  it("keeps its deadline when the body of an answer does not end", async () => {
    const url = await serving((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"Response":');
    });
    const start = Date.now();
    const failure = await refusalOf(
      clientOf(url, { deadlines: { requestMs: 200, callMs: 0 } }).call(describeAction, {}),
    );
    expect(failure.kind).to.equal("Timeout");
    expect(Date.now() - start).to.be.below(1_500);
  });

  it("follows no redirect to another host with its signed request", async () => {
    let strangers = 0;
    const stranger = await serving((_, response) => {
      strangers += 1;
      response.end('{"Response":{"Enable":true}}');
    });
    for (const status of [301, 302, 307, 308]) {
      const url = await serving((_, response) => {
        response.writeHead(status, { location: `${stranger}/` }).end();
      });
      const failure = await refusalOf(clientOf(url).call(describeAction, {}));
      expect(failure.message).to.include("redirects to another host");
    }
    expect(strangers).to.equal(0);
  });

  it("reaches this machine without the proxy of the environment", async () => {
    let proxied = 0;
    const proxy = await serving((_, response) => {
      proxied += 1;
      response.end();
    });
    const url = await serving(answering(200, '{"Response":{"Enable":true}}'));
    const before = process.env.http_proxy;
    process.env.http_proxy = proxy;
    try {
      expect(await clientOf(url).call(describeAction, {})).to.deep.include({ Enable: true });
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    }
    expect(proxied).to.equal(0);
  });

  it("reaches another machine through the proxy of the environment", async () => {
    const asked: (string | undefined)[] = [];
    const proxy = await serving(() => {});
    servers.at(-1)?.on("connect", (request, socket) => {
      asked.push(request.url);
      socket.end("HTTP/1.1 502 no way out\r\n\r\n");
    });
    const before = process.env.https_proxy;
    process.env.https_proxy = proxy;
    try {
      await refusalOf(clientOf("https://tcss.example.invalid").call(describeAction, {}));
    } finally {
      if (before === undefined) delete process.env.https_proxy;
      else process.env.https_proxy = before;
    }
    expect(asked).to.deep.equal(["tcss.example.invalid:443"]);
  });

  it("speaks TLS to an https endpoint, on this machine too", async () => {
    let plain = 0;
    const url = await serving(() => {
      plain += 1;
    });
    const failure = await refusalOf(clientOf(url.replace("http:", "https:")).call(describeAction, {}));
    expect(failure.kind).to.equal("Unavailable");
    expect(failure.message).to.match(/SSL|TLS|EPROTO/);
    expect(plain).to.equal(0);
  });

  it("refuses plain http to another machine before it connects", async () => {
    const failure = await refusalOf(clientOf("http://192.0.2.1").call(describeAction, {}));
    expect(failure.kind).to.equal("InvalidInput");
    expect(failure.message).to.include("is plain http to another machine");
  });

  it("is the same for all resources of one profile and site, and another for any other", () => {
    const context = new Context(testHost());
    const of = (profile: string, site: string): TcssClient => TcssClient.of(context, { profile, site });
    expect(of("default", "mainland")).to.equal(of("default", "mainland"));
    expect(of("default", "mainland")).not.to.equal(of("prod", "mainland"));
    expect(of("default", "mainland")).not.to.equal(of("default", "international"));
    expect(of("default", "mainland")).not.to.equal(
      TcssClient.of(new Context(testHost()), { profile: "default", site: "mainland" }),
    );
  });

  it("asks no faster than the vendor allows, by the real time", async () => {
    const sandbox = await startSandbox();
    try {
      const host = testHost({ env: { ...sandbox.env } });
      const client = TcssClient.of(new Context(host), { profile: "default", site: "mainland" });
      await Promise.all(Array.from({ length: 25 }, () => client.call(describeAction, {})));
      const outcomes = sandbox.requests.entries.map(({ outcome }) => outcome);
      expect(outcomes).to.deep.equal(Array(25).fill("ok"));
      const [first, last] = [sandbox.requests.entries[0]?.at ?? 0, sandbox.requests.entries[24]?.at ?? 0];
      expect(last - first).to.be.within(900, 3_000);
    } finally {
      await sandbox.stop();
    }
  });

  it("tries again within its time only", async () => {
    let asked = 0;
    const url = await serving((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    const failure = await refusalOf(
      clientOf(url, { deadlines: { requestMs: 500, callMs: 0 } }).call(describeAction, {}),
    );
    expect(asked).to.equal(1);
    expect(failure).to.be.instanceOf(ScanError);
  });
});
