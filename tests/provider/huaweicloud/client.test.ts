import { createHash } from "node:crypto";
import dns from "node:dns";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import Module from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { HssClient } from "../../../provider/clouds/huaweicloud/client";
import { freeScans } from "../../../provider/clouds/huaweicloud/freeScans";
import type { Clock } from "../../../provider/core/clock";
import { Context, type Deadlines } from "../../../provider/core/context";
import { ScanError } from "../../../provider/core/errors";
import { type HuaweiCloudKey, startSandbox } from "../../../sandbox/index";
import { ImpatientClock } from "../../../tools/ground/impatientClock";
import { refusalOf } from "../../../tools/ground/run";
import { testHost } from "../../../tools/ground/testHost";
import { stopVendors, Vendor } from "./vendor";

const projectId = "0123456789abcdef0123456789abcdef";
const policyQuery = { type: "cycle", global_image_type: "registry" } as const;
const scan = { scan_scope: 0x7fffffff, is_all: true } as const;
const registry = { global_image_type: "registry" } as const;
const servers: Server[] = [];

interface Seen {
  readonly method: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on loopback that answers as told; its URL. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering =
  (status: number, body: string, contentType = "application/json"): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": contentType, "x-request-id": "r-1" }).end(body);
  };

/** A server that keeps all requests, and answers them with nothing in it. */
async function listening(body = "{}"): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const url = await serving(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const [path = "", query] = (request.url ?? "").split("?");
    seen.push({ method: request.method, path, query, headers: request.headers, body: text });
    response.writeHead(200, { "content-type": "application/json", "x-request-id": "r-1" }).end(body);
  });
  return { url, seen };
}

interface ClientOptions {
  readonly deadlines?: Deadlines;
  readonly env?: Record<string, string>;
  readonly config?: Record<string, string>;
  readonly place?: Record<string, string>;
  readonly clock?: Clock;
}

function clientOf(endpoint: string, options: ClientOptions = {}): HssClient {
  const { deadlines = { requestMs: 2_000, callMs: 0 }, env = {}, config = {}, place = {}, clock } = options;
  const key = { HW_ACCESS_KEY: "the-known-id", HW_SECRET_KEY: "very-hidden-key" };
  const host = testHost({ config, env: { ...key, IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: endpoint, ...env } });
  return HssClient.of(new Context(host, new Map(), clock, deadlines), {
    profile: "default",
    region: "cn-north-4",
    projectId,
    enterpriseProjectId: "0",
    ...place,
  });
}

/** What `work` printed, and what it came to. */
async function printed<T>(work: () => Promise<T>): Promise<{ text: string; outcome: T }> {
  const { write } = process.stdout;
  const { write: writeError } = process.stderr;
  let text = "";
  const keep = ((chunk: unknown) => {
    text += String(chunk);
    return true;
  }) as typeof write;
  process.stdout.write = keep;
  process.stderr.write = keep;
  try {
    return { outcome: await work(), text };
  } finally {
    process.stdout.write = write;
    process.stderr.write = writeError;
  }
}

async function withVariable<T>(name: string, value: string, work: () => Promise<T>): Promise<T> {
  const before = process.env[name];
  process.env[name] = value;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

describe("the client of Huawei Cloud", () => {
  afterEach(async () => {
    await stopVendors();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  describe("asks", () => {
    it("with one signed request: the project in its path, the region in its header, the body as JSON", async () => {
      const { url, seen } = await listening();
      await clientOf(url).callOnce("CreateManualImageScanTask", registry, scan);
      expect(seen).to.have.length(1);
      const [{ method, path, query, headers, body } = { headers: {} as IncomingHttpHeaders, body: "" }] =
        seen;
      expect({ method, path, query, body }).to.deep.equal({
        method: "POST",
        path: `/v5/${projectId}/image/image-scan/tasks`,
        query: "global_image_type=registry",
        body: '{"scan_scope":2147483647,"is_all":true}',
      });
      expect(headers).to.include({
        region: "cn-north-4",
        "x-project-id": projectId,
        "content-type": "application/json",
        "x-sdk-content-sha256": createHash("sha256").update(body).digest("hex"),
      });
      expect(headers).not.to.have.any.keys("x-security-token", "x-auth-token", "x-domain-id");
      expect(headers.authorization).to.match(
        /^SDK-HMAC-SHA256 Access=the-known-id, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*region[a-z0-9;-]*x-sdk-date[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
      );
    });

    it("with the region in the header of every operation", async () => {
      const { url, seen } = await listening();
      const client = clientOf(url);
      await client.call("ListImageScanPolicy", policyQuery);
      await client.rows("ListImageLocal", {});
      await client.callOnce("BatchScanLocalImage", {}, { operate_all: true });
      await client.call("StopImageScanTask", {}, undefined, { task_id: "t-1" });
      expect(seen.map(({ headers }) => headers.region)).to.deep.equal(Array(4).fill("cn-north-4"));
      expect(
        seen.map(({ method, path }) => `${method} ${path.replace(`/v5/${projectId}`, "")}`),
      ).to.deep.equal([
        "GET /image/scanner-policies",
        "GET /image/local-repositories",
        "POST /image/local/batch-scan",
        "PUT /image/image-scan/tasks/t-1/stop",
      ]);
      expect(seen.at(-1)).to.include({ body: "" });
    });

    it("about an enterprise project only where it is not the default one", async () => {
      const { url, seen } = await listening();
      await clientOf(url).call("ListImageScanPolicy", policyQuery);
      await clientOf(url, { place: { enterpriseProjectId: "eps-1" } }).call(
        "ListImageScanPolicy",
        policyQuery,
      );
      expect(seen.map(({ query }) => new URLSearchParams(query).get("enterprise_project_id"))).to.deep.equal([
        null,
        "eps-1",
      ]);
    });

    it("without what is undefined in a query, whose signature holds", async () => {
      const vendor = await Vendor.start();
      const query = { type: "image_scan", global_image_type: "local", task_type: undefined } as const;
      const { region, projectId: project, keys } = vendor.account;
      const client = clientOf(vendor.sandbox.url, {
        env: { HW_ACCESS_KEY: keys[0].ak, HW_SECRET_KEY: keys[0].sk },
        place: { region, projectId: project },
      });
      expect(await client.rows("ListImageScanTask", query as never)).to.deep.equal([]);
      const [{ query: sent, outcome } = { query: "", outcome: "" }] = vendor.sandbox.requests.entries;
      expect(outcome).to.equal("ok");
      expect(sent).not.to.match(/task_type|undefined/);
    });

    it("behind an endpoint's path, with or without a slash at its end", async () => {
      for (const path of ["", "/", "/emu", "/emu/", "/a/b//"]) {
        const { url, seen } = await listening();
        await clientOf(`${url}${path}`).call("ListImageScanPolicy", policyQuery);
        const prefix = path.replace(/\/+$/, "");
        expect(seen[0]?.path, path).to.equal(`${prefix}/v5/${projectId}/image/scanner-policies`);
      }
    });

    it("at an endpoint whose slash at the end does not break the signature", async () => {
      const vendor = await Vendor.start();
      const { region, projectId: project, keys } = vendor.account;
      const client = clientOf(`${vendor.sandbox.url}/`, {
        env: { HW_ACCESS_KEY: keys[0].ak, HW_SECRET_KEY: keys[0].sk },
        place: { region, projectId: project },
      });
      expect(await client.call("ListImageScanPolicy", policyQuery)).to.include({ scan_cycle: 7 });
    });

    it("with names of every kind in a query and a body, whose signature holds", async () => {
      const vendor = await Vendor.start();
      const { region, projectId: project, keys } = vendor.account;
      const client = clientOf(vendor.sandbox.url, {
        env: { HW_ACCESS_KEY: keys[0].ak, HW_SECRET_KEY: keys[0].sk },
        place: { region, projectId: project },
      });
      const image_name = "a b(1)*'~!中+&=/?%41";
      expect(await client.rows("ListRegistryImages", { image_name })).to.deep.equal([]);
      vendor.account.localImages.add("nginx:1");
      await client.callOnce("CreateManualImageScanTask", { global_image_type: "local" }, {
        is_all: true,
        scan_scope: 1048575,
        image_info: undefined,
      } as never);
      expect(vendor.sandbox.requests.entries.map(({ outcome }) => outcome)).to.deep.equal(["ok", "ok"]);
      expect(new URLSearchParams(vendor.sandbox.requests.entries[0]?.query).get("image_name")).to.equal(
        image_name,
      );
    });

    it("for tasks under ids that can stand in a path, and for no other", async () => {
      const { url, seen } = await listening();
      for (const task_id of ["ab/../c?x", "..", "a b", "", "a%2Fb", "a#b", "a;b", "a".repeat(129)]) {
        const failure = await refusalOf(clientOf(url).call("StopImageScanTask", {}, undefined, { task_id }));
        expect(failure, task_id).to.include({ kind: "InvalidInput", mayHaveActed: false });
        expect(failure.message).to.match(/^StopImageScanTask: task_id is no id/);
      }
      await refusalOf(clientOf(url).call("StopImageScanTask", {}));
      expect(seen).to.deep.equal([]);
    });

    it("with ids beyond 2^53 as bare integers, exactly", async () => {
      const { url, seen } = await listening();
      await clientOf(url).callOnce("CreateManualImageScanTask", registry, {
        is_all: false,
        image_info: [{ id: 7 }, { id: 9007199254740993n }, { id: 9223372036854775807n }],
      });
      expect(seen[0]?.body).to.equal(
        '{"is_all":false,"image_info":[{"id":7},{"id":9007199254740993},{"id":9223372036854775807}]}',
      );
      expect(seen[0]?.headers["x-sdk-content-sha256"]).to.equal(
        createHash("sha256")
          .update(seen[0]?.body ?? "")
          .digest("hex"),
      );
    });

    it("each page of a list, and nothing beyond its end", async () => {
      const vendor = await Vendor.start();
      vendor.account.registryImages.addMany(450);
      const { region, projectId: project, keys } = vendor.account;
      const client = clientOf(vendor.sandbox.url, {
        env: { HW_ACCESS_KEY: keys[0].ak, HW_SECRET_KEY: keys[0].sk },
        place: { region, projectId: project },
      });
      const rows = await client.rows("ListRegistryImages", {});
      expect(new Set(rows.map(({ id }) => id)).size).to.equal(450);
      expect(rows.map(({ id }) => Number(id))).to.deep.equal(
        vendor.account.registryImages.list().map(({ id }) => Number(id)),
      );
      const pages = vendor.queries("ListRegistryImages").map(({ offset, limit }) => `${offset}+${limit}`);
      expect(pages).to.deep.equal(["0+200", "200+200", "400+200"]);
    });

    it("as many pages as there are where a page is shorter than it was asked for", async () => {
      const { url, seen } = await listening('{"total_num":5,"data_list":[{"id":1},{"id":2}]}');
      await clientOf(url).rows("ListRegistryImages", {});
      const offsets = seen.map(({ query }) => Number(new URLSearchParams(query).get("offset")));
      expect(offsets.sort()).to.deep.equal([0, 2, 4]);
    });

    it("no second page of a list that says nothing, or says null", async () => {
      for (const body of ["{}", '{"total_num":9,"data_list":[]}', '{"total_num":null,"data_list":null}']) {
        const { url, seen } = await listening(body);
        expect(
          await clientOf(url).rows("ListImageScanTask", { type: "image_scan", ...registry }),
        ).to.deep.equal([]);
        expect(seen, body).to.have.length(1);
      }
    });
  });

  describe("reads", () => {
    it("ids beyond 2^53 as their digits, and all others as numbers", async () => {
      const url = await serving(
        answering(
          200,
          '{"total_num":3,"data_list":[{"id":9007199254740993},{"id":9223372036854775807},{"id":7,"vul_num":0}]}',
        ),
      );
      const rows = await clientOf(url).rows("ListRegistryImages", {});
      expect(rows.map(({ id }) => id)).to.deep.equal(["9007199254740993", "9223372036854775807", 7]);
    });

    for (const body of ["", "  \n", "{}", '{"error_code":0,"error_description":""}', '{"error_code":null}']) {
      it(`${JSON.stringify(body)} with HTTP 200 to a submission as success`, async () => {
        const url = await serving(answering(200, body));
        await clientOf(url).callOnce("CreateManualImageScanTask", registry, scan);
      });
    }

    it("HTTP 204 to a submission as success", async () => {
      const url = await serving(
        (_, response) => void response.writeHead(204, { "x-request-id": "r-1" }).end(),
      );
      await clientOf(url).callOnce("CreateManualImageScanTask", registry, scan);
    });

    it("what comes under the content type of a file all the same", async () => {
      for (const contentType of ["application/octet-stream", "application/zip", "image/png", "text/plain"]) {
        const url = await serving(answering(200, '{"scan_cycle":7}', contentType));
        expect(await clientOf(url).call("ListImageScanPolicy", policyQuery)).to.include({ scan_cycle: 7 });
        const failing = await serving(
          answering(400, '{"error_code":"HSS.0011","error_msg":"no"}', contentType),
        );
        expect((await refusalOf(clientOf(failing).call("ListImageScanPolicy", policyQuery))).kind).to.equal(
          "NotFound",
        );
      }
    });

    it("an empty answer to a question as none: a list is not empty, and a setting not gone, because of it", async () => {
      const url = await serving(answering(200, ""));
      const failure = await refusalOf(clientOf(url).call("ListImageScanPolicy", policyQuery));
      expect(failure.kind).to.equal("Unavailable");
      expect((await refusalOf(clientOf(url).rows("ListRegistryImages", {}))).kind).to.equal("Unavailable");
    });
  });

  describe("tells failures apart:", () => {
    const both = (code: string): string =>
      JSON.stringify({ error_code: code, error_description: "d", error_msg: "m" });
    const described = (code: string): string =>
      JSON.stringify({ error_code: code, error_description: "拒绝访问" });

    for (const [title, status, body, error] of [
      [
        "what is not there, with HTTP 400",
        400,
        both("HSS.0011"),
        { kind: "NotFound", code: "HSS.0011", text: "m" },
      ],
      ["a policy that is none", 400, both("HSS.1005"), { kind: "NotFound" }],
      ["what is forbidden, with HTTP 400", 400, both("HSS.0013"), { kind: "Forbidden", code: "HSS.0013" }],
      ["what is forbidden, with HTTP 403", 403, both("HSS.0013"), { kind: "Forbidden" }],
      [
        "what is forbidden, without error_msg",
        400,
        described("00000010"),
        { kind: "Forbidden", code: "00000010", text: "拒绝访问" },
      ],
      [
        "what is not there, without error_msg",
        400,
        described("HSS.0011"),
        { kind: "NotFound", text: "拒绝访问" },
      ],
      [
        "a description beside an empty error_msg",
        400,
        '{"error_code":"HSS.0001","error_msg":"","error_description":"why"}',
        { kind: "InvalidInput", text: "why" },
      ],
      ["an input that is wrong", 400, both("HSS.0001"), { kind: "InvalidInput" }],
      ["an error with HTTP 200", 200, both("HSS.0001"), { kind: "InvalidInput", code: "HSS.0001" }],
      ["the vendor's own failure", 500, both("HSS.0041"), { kind: "Unavailable" }],
      [
        "a signature that does not hold",
        401,
        '{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail","error_code":"APIGW.0301","request_id":"r-2"}',
        { kind: "Unauthenticated", code: "APIGW.0301" },
      ],
      [
        "IAM's way of saying so",
        401,
        '{"error":{"code":401,"message":"no","title":"t"}}',
        { kind: "Unauthenticated", code: "401", text: "no" },
      ],
      ["too many calls", 429, both("APIGW.0308"), { kind: "Throttled" }],
      ["a code that nobody knows", 400, both("HSS.9999"), { kind: "Unknown", code: "HSS.9999" }],
      [
        "an error without a code",
        400,
        '{"error_msg":"no"}',
        { kind: "Unknown", code: "HTTP 400", text: "no" },
      ],
      [
        "an error whose code is null",
        403,
        '{"error_code":null,"error_msg":"no"}',
        { kind: "Forbidden", code: "HTTP 403" },
      ],
      [
        "an error without words",
        400,
        '{"error_code":"HSS.0001"}',
        { kind: "InvalidInput", text: "no reason given" },
      ],
      ["HTTP 429 of a gateway", 429, "slow down", { kind: "Throttled", code: "HTTP 429" }],
      ["HTTP 502 of a gateway", 502, "<html></html>", { kind: "Unavailable", code: "HTTP 502" }],
      ["HTTP 503 without a body", 503, "", { kind: "Unavailable", code: "HTTP 503" }],
      ["HTTP 403 of a proxy", 403, "<html>denied</html>", { kind: "Unknown", code: "HTTP 403" }],
      ["a page with HTTP 200", 200, "<html></html>", { kind: "Unavailable", code: "HTTP 200" }],
      ["JSON that breaks off", 200, '{"total_num":', { kind: "Unavailable", code: "HTTP 200" }],
      ["JSON that is a list", 200, "[]", { kind: "Unavailable", code: "HTTP 200" }],
      ["JSON that is null", 200, "null", { kind: "Unavailable", code: "HTTP 200" }],
      ["JSON that is null, with HTTP 500", 500, "null", { kind: "Unavailable", code: "HTTP 500" }],
      ["JSON that is a text", 200, '"yes"', { kind: "Unavailable", code: "HTTP 200" }],
      ["a list with HTTP 400", 400, "[]", { kind: "Unknown", code: "HTTP 400" }],
      ["an object that says nothing, with HTTP 400", 400, "{}", { kind: "Unknown", code: "HTTP 400" }],
    ] as [string, number, string, object][]) {
      it(title, async () => {
        const url = await serving(answering(status, body));
        const failure = await refusalOf(clientOf(url).call("ListImageScanPolicy", policyQuery));
        expect(failure.details).to.include({ ...error, action: "ListImageScanPolicy" });
      });
    }

    it("with the id of the request, from the header or the body", async () => {
      const ask = async (listener: RequestListener): Promise<string> =>
        (await refusalOf(clientOf(await serving(listener)).call("ListImageScanPolicy", policyQuery))).message;
      expect(await ask(answering(400, both("HSS.0001")))).to.match(
        /^ListImageScanPolicy: HSS\.0001: m \(request r-1\)\.$/,
      );
      const plain: RequestListener = (_, response) =>
        void response.writeHead(400).end('{"error_code":"HSS.0001","error_msg":"m","request_id":"r-2"}');
      expect(await ask(plain)).to.include("(request r-2)");
      const none: RequestListener = (_, response) =>
        void response.writeHead(400).end('{"error_code":"HSS.0001","error_msg":"m"}');
      expect(await ask(none)).to.equal("ListImageScanPolicy: HSS.0001: m.");
    });

    it("an answer that repeats our keys, without them", async () => {
      const echo = "the-known-id very-hidden-key a-token the-known-id";
      const url = await serving(answering(400, JSON.stringify({ error_code: "HSS.0001", error_msg: echo })));
      const client = clientOf(url, { env: { HW_SECURITY_TOKEN: "a-token" } });
      const { message } = await refusalOf(client.call("ListImageScanPolicy", policyQuery));
      expect(message).to.equal("ListImageScanPolicy: HSS.0001: … … … … (request r-1).");
    });

    it("at a length that a person reads", async () => {
      const url = await serving(
        answering(400, JSON.stringify({ error_code: "HSS.0001", error_msg: "x".repeat(5000) })),
      );
      const { message } = await refusalOf(clientOf(url).call("ListImageScanPolicy", policyQuery));
      expect(message.length).to.be.below(700);
    });

    it("a refused connection, after which nothing can have happened", async () => {
      for (const host of ["127.0.0.1", "localhost"]) {
        const url = await serving(() => {});
        const [server] = servers.splice(0);
        await new Promise((resolve) => server?.close(resolve));
        const client = clientOf(url.replace("127.0.0.1", host));
        const failure = await refusalOf(client.callOnce("CreateManualImageScanTask", registry, scan));
        expect(failure).to.include({ kind: "Unavailable", mayHaveActed: false });
        expect(failure.message).to.match(
          /^CreateManualImageScanTask: connect ECONNREFUSED \S+:\d+\. Run the update again later\.$/,
        );
      }
    });

    it("a host that refuses at each of its addresses, after which nothing can have happened", async () => {
      const { lookup } = dns;
      const addresses = ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 }));
      const several = (_host: string, _options: object, done: (error: null, found: object[]) => void): void =>
        done(null, addresses);
      dns.lookup = several as unknown as typeof lookup;
      try {
        const client = clientOf("https://hss.example.com:1");
        const failure = await refusalOf(client.callOnce("CreateManualImageScanTask", registry, scan));
        expect(failure).to.include({ kind: "Unavailable", mayHaveActed: false });
        expect(failure.message).to.include("ECONNREFUSED");
      } finally {
        dns.lookup = lookup;
      }
    });

    it("a host that has no address, after which nothing can have happened", async () => {
      const failure = await refusalOf(
        clientOf("https://hss.example.invalid").callOnce("CreateManualImageScanTask", registry, scan),
      );
      expect(failure).to.include({ kind: "Unavailable", mayHaveActed: false });
      expect(failure.message).to.include("or see whether this machine reaches HSS");
    });

    it("a connection that breaks, after which anything may have happened", async () => {
      const url = await serving((request) => void request.socket.destroy());
      const failure = await refusalOf(clientOf(url).callOnce("CreateManualImageScanTask", registry, scan));
      expect(failure).to.include({ kind: "Unavailable", mayHaveActed: true });
    });

    it("with what can be done about it", async () => {
      const ask = async (body: string, config = {}): Promise<string> => {
        const url = await serving(answering(400, body));
        return (await refusalOf(clientOf(url, { config }).call("ListImageScanPolicy", policyQuery))).message;
      };
      expect(await ask(both("HSS.0013"))).to.include(
        "Allow HSS to these credentials (from HW_ACCESS_KEY and HW_SECRET_KEY of the environment) in IAM",
      );
      expect(await ask(both("APIGW.0301"))).to.include(
        "Check the credentials (from HW_ACCESS_KEY and HW_SECRET_KEY of the environment), and this machine's clock.",
      );
      expect(await ask(both("APIGW.0301"))).not.to.include("--run-program");
      const config = { "huaweicloud:accessKey": "the-known-id", "huaweicloud:secretKey": "very-hidden-key" };
      expect(await ask(both("APIGW.0301"), config)).to.include(
        "after a key rotation run `pulumi up`, or add `--run-program`",
      );
      expect(await ask(both("APIGW.0308"))).to.include("Somebody else uses up the account's rate limit");
      expect(await ask("<html>")).to.include("(a proxy?)");
    });
  });

  describe("keeps its deadline", () => {
    const quick = { deadlines: { requestMs: 200, callMs: 0 } };
    for (const [title, listener] of [
      ["no answer comes", () => {}],
      [
        "the body of an answer does not end",
        (_, response) =>
          void response.writeHead(200, { "content-type": "application/json" }).write('{"total_num":'),
      ],
    ] as [string, RequestListener][]) {
      it(`when ${title}`, async () => {
        const url = await serving(listener);
        const start = Date.now();
        const failure = await refusalOf(
          clientOf(url, quick).callOnce("CreateManualImageScanTask", registry, scan),
        );
        expect(failure).to.include({ kind: "Timeout", mayHaveActed: true });
        expect(failure.message).to.include("no answer within 0.2 s");
        expect(Date.now() - start).to.be.below(1_500);
      });
    }
  });

  it("says so where HSS does not say how many scans are free", async () => {
    const client = clientOf(await serving(answering(200, "{}")));
    expect(await freeScans(client)).to.equal("HSS does not say how many scans are free");
  });

  describe("does not take for HSS's own", () => {
    for (const body of ["", "{}"]) {
      it(`an answer of ${JSON.stringify(body)} that HSS has not numbered`, async () => {
        const url = await serving((_, response) => void response.writeHead(200).end(body));
        const asked = await refusalOf(clientOf(url).call("ListImageScanPolicy", policyQuery));
        expect(asked.kind).to.equal("Unavailable");
        const told = await refusalOf(clientOf(url).callOnce("CreateManualImageScanTask", registry, scan));
        expect(told).to.include({ kind: "Unavailable", mayHaveActed: true });
      });
    }
  });

  describe("tries again", () => {
    /** How often a call is made that fails in this way, and then would succeed. */
    async function asked(listener: RequestListener, once: boolean): Promise<number> {
      let count = 0;
      const url = await serving((request, response) => {
        count += 1;
        if (count < 3) listener(request, response);
        else response.writeHead(200, { "x-request-id": "r-1" }).end("{}");
      });
      const client = clientOf(url, {
        clock: new ImpatientClock(),
        deadlines: { requestMs: 1_000, callMs: 60_000 },
      });
      const call = once
        ? client.callOnce("CreateManualImageScanTask", registry, scan)
        : client.call("ListImageScanPolicy", policyQuery);
      await call.catch((failure: unknown) => expect(failure).to.be.instanceOf(ScanError));
      return count;
    }
    const throttled = answering(429, '{"error_code":"APIGW.0308","error_msg":"over ratelimit"}');

    for (const [title, listener, read, create] of [
      ["throttling", throttled, 3, 3],
      ["throttling of a gateway", answering(429, "slow down"), 3, 3],
      ["HTTP 500", answering(500, '{"error_code":"HSS.0041","error_msg":"no"}'), 3, 1],
      ["HTTP 503", answering(503, "<html>"), 3, 1],
      ["a broken connection", (request) => void request.socket.destroy(), 3, 1],
      ["a time-out", () => {}, 1, 1],
      ["a refusal", answering(400, '{"error_code":"HSS.0001","error_msg":"no"}'), 1, 1],
      ["a redirect", answering(302, ""), 1, 1],
    ] as [string, RequestListener, number, number][]) {
      it(`after ${title}: a read ${read === 1 ? "never" : "until it succeeds"}, a submission ${create === 1 ? "never" : "too"}`, async () => {
        expect(await asked(listener, false)).to.equal(read);
        expect(await asked(listener, true)).to.equal(create);
      });
    }

    it("within its time only", async () => {
      let count = 0;
      const url = await serving((_, response) => {
        count += 1;
        response.writeHead(503).end();
      });
      await refusalOf(clientOf(url).call("ListImageScanPolicy", policyQuery));
      expect(count).to.equal(1);
    });
  });

  describe("does nothing that was not asked of it:", () => {
    it("it prints nothing, whatever fails", async () => {
      const bodies: [number, string][] = [
        [400, '{"error_code":"HSS.0001","error_msg":"m"}'],
        [401, '{"error_code":"APIGW.0301","error_msg":"m"}'],
        [500, "null"],
        [503, "<html>"],
        [200, "null"],
        [302, ""],
      ];
      const urls = await Promise.all(bodies.map(([status, body]) => serving(answering(status, body))));
      urls.push(await serving((request) => void request.socket.destroy()), await serving(() => {}));
      urls.push("http://127.0.0.1:1");
      const { text } = await printed(async () => {
        for (const url of urls) {
          const client = clientOf(url, {
            deadlines: { requestMs: 100, callMs: 0 },
            env: { HW_SECURITY_TOKEN: "a-token" },
          });
          await refusalOf(client.call("ListImageScanPolicy", policyQuery));
          await refusalOf(client.callOnce("CreateManualImageScanTask", registry, scan));
        }
      });
      expect(text).to.equal("");
    });

    it("it prints no key where somebody has the SDK print what it does", async () => {
      const url = await serving(answering(400, '{"error_code":"HSS.0001","error_msg":"m"}'));
      const { text } = await printed(() =>
        withVariable("DEBUG", "DEBUG", () =>
          refusalOf(clientOf(url).call("ListImageScanPolicy", policyQuery)),
        ),
      );
      expect(text).not.to.match(/very-hidden|the-known-id|SDK-HMAC|Authorization/i);
    });

    it("it writes no file in the home directory or in the working directory", async () => {
      const home = mkdtempSync(join(tmpdir(), "image-scan-"));
      const before = readdirSync(process.cwd());
      try {
        await withVariable("HOME", home, async () => {
          const { url } = await listening("{}");
          await clientOf(url).call("ListImageScanPolicy", policyQuery);
        });
        expect(readdirSync(home)).to.deep.equal([]);
        expect(existsSync(join(home, ".huaweicloud"))).to.equal(false);
        expect(readdirSync(process.cwd())).to.deep.equal(before);
      } finally {
        rmSync(home, { recursive: true });
      }
    });

    it("it needs no package that the vendor's SDK does not name", async () => {
      const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
      const { _load: load } = loader;
      const kept = Object.keys(require.cache).filter((path) => /huaweicloud/.test(path));
      const saved = kept.map((path) => [path, require.cache[path]] as const);
      for (const path of kept) delete require.cache[path];
      loader._load = function refusing(this: unknown, request: string, ...rest: unknown[]) {
        if (/^uuid(\/|$)/.test(request)) throw new Error(`${request} is not installed`);
        return load.call(this, request, ...rest);
      };
      try {
        const { url, seen } = await listening("{}");
        const fresh =
          require("../../../provider/clouds/huaweicloud/client") as typeof import("../../../provider/clouds/huaweicloud/client");
        const env = { HW_ACCESS_KEY: "a", HW_SECRET_KEY: "b", IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: url };
        const place = { profile: "default", region: "cn-north-4", projectId, enterpriseProjectId: "0" };
        await fresh.HssClient.of(new Context(testHost({ env })), place).call(
          "ListImageScanPolicy",
          policyQuery,
        );
        expect(seen).to.have.length(1);
      } finally {
        loader._load = load;
        for (const [path, module] of saved) if (module) require.cache[path] = module;
      }
    });

    it("it asks IAM for nothing, and makes no project", async () => {
      const { url, seen } = await listening("{}");
      for (const given of [projectId, "f".repeat(32)]) {
        await clientOf(url, { place: { projectId: given } }).call("ListImageScanPolicy", policyQuery);
      }
      expect(seen.map(({ path }) => path)).to.deep.equal([
        `/v5/${projectId}/image/scanner-policies`,
        `/v5/${"f".repeat(32)}/image/scanner-policies`,
      ]);
    });

    it("it follows no redirect with a signed request", async () => {
      let strangers = 0;
      const stranger = await serving((_, response) => {
        strangers += 1;
        response.end("{}");
      });
      for (const status of [301, 302, 307, 308]) {
        const url = await serving(
          (_, response) => void response.writeHead(status, { location: `${stranger}/` }).end(),
        );
        const failure = await refusalOf(clientOf(url).call("ListImageScanPolicy", policyQuery));
        expect(failure.details).to.include({ code: `HTTP ${status}` });
        await refusalOf(clientOf(url).callOnce("CreateManualImageScanTask", registry, scan));
      }
      expect(strangers).to.equal(0);
    });

    it("it shows no query of an address", async () => {
      const failures: string[] = [];
      const closed = "http://127.0.0.1:1";
      const broken = await serving((request) => void request.socket.destroy());
      for (const url of [closed, broken]) {
        const client = clientOf(url);
        const { message, stack } = await refusalOf(
          client.rows("ListRegistryImages", { image_name: "hidden-name" }),
        );
        failures.push(message, String(stack));
      }
      expect(failures.join("\n")).not.to.match(/hidden-name|\?|offset=|image_name/);
    });
  });

  describe("reaches", () => {
    it("this machine without the proxy of the environment", async () => {
      let proxied = 0;
      const proxy = await serving((_, response) => {
        proxied += 1;
        response.end("{}");
      });
      const { url, seen } = await listening("{}");
      await withVariable("http_proxy", proxy, () =>
        withVariable("https_proxy", proxy, () => clientOf(url).call("ListImageScanPolicy", policyQuery)),
      );
      expect(seen).to.have.length(1);
      expect(proxied).to.equal(0);
    });

    it("another machine through the proxy of the environment, and not where it is excepted", async () => {
      const asked: (string | undefined)[] = [];
      const proxy = await serving(() => {});
      servers.at(-1)?.on("connect", (request, socket) => {
        asked.push(request.url);
        socket.end("HTTP/1.1 502 no way out\r\n\r\n");
      });
      const ask = () =>
        refusalOf(clientOf("https://hss.example.invalid").call("ListImageScanPolicy", policyQuery));
      await withVariable("https_proxy", proxy, async () => {
        await ask();
        await withVariable("no_proxy", "example.invalid", ask);
        await withVariable("no_proxy", ".example.invalid", ask);
      });
      expect(new Set(asked)).to.deep.equal(new Set(["hss.example.invalid:443"]));
      expect(asked.length).to.be.at.most(2);
    });

    it("an https endpoint with TLS, on this machine too", async () => {
      let plain = 0;
      const url = await serving(() => {
        plain += 1;
      });
      const client = clientOf(url.replace("http:", "https:"));
      const failure = await refusalOf(client.call("ListImageScanPolicy", policyQuery));
      expect(failure.kind).to.equal("Unavailable");
      expect(failure.message).to.match(/SSL|TLS|EPROTO/);
      expect(plain).to.equal(0);
    });

    it("no other machine with plain http", async () => {
      const failure = await refusalOf(clientOf("http://192.0.2.1").call("ListImageScanPolicy", policyQuery));
      expect(failure.kind).to.equal("InvalidInput");
      expect(failure.message).to.include("is plain http to another machine");
    });

    it("the region's own host where no endpoint is given", async () => {
      const asked: (string | undefined)[] = [];
      const proxy = await serving(() => {});
      servers.at(-1)?.on("connect", (request, socket) => {
        asked.push(request.url);
        socket.end("HTTP/1.1 502 no way out\r\n\r\n");
      });
      await withVariable("https_proxy", proxy, async () => {
        for (const region of ["cn-north-4", "eu-west-101"]) {
          await refusalOf(clientOf("", { place: { region } }).call("ListImageScanPolicy", policyQuery));
        }
      });
      expect(asked).to.deep.equal([
        "hss.cn-north-4.myhuaweicloud.com:443",
        "hss.eu-west-101.myhuaweicloud.eu:443",
      ]);
    });
  });

  describe("is", () => {
    const of = (context: Context, place: Record<string, string> = {}): HssClient =>
      HssClient.of(context, {
        profile: "default",
        region: "cn-north-4",
        projectId,
        enterpriseProjectId: "0",
        ...place,
      });

    it("the same for all resources of one profile and place, and another for any other", () => {
      const context = new Context(testHost());
      expect(of(context)).to.equal(of(context));
      for (const other of [
        { profile: "prod" },
        { region: "cn-north-1" },
        { projectId: "f".repeat(32) },
        { enterpriseProjectId: "eps-1" },
      ] as Record<string, string>[]) {
        expect(of(context, other)).not.to.equal(of(context));
        expect(of(context, other).key).not.to.equal(of(context).key);
      }
      expect(of(context)).not.to.equal(of(new Context(testHost())));
    });

    it("told apart by what it asks about, not by who asks", () => {
      const context = new Context(testHost());
      expect(of(context, { profile: "prod" }).project).to.equal(of(context).project);
      for (const other of [
        { region: "cn-north-1" },
        { projectId: "f".repeat(32) },
        { enterpriseProjectId: "eps-1" },
      ] as Record<string, string>[]) {
        expect(of(context, other).project).not.to.equal(of(context).project);
      }
    });

    it("paced, by the real time: ten calls of an operation in a second", async () => {
      const sandbox = await startSandbox();
      try {
        const { region, projectId: project } = sandbox.huaweicloud.account();
        const context = new Context(testHost({ env: { ...sandbox.env } }));
        const client = of(context, { region, projectId: project });
        const other = of(context, {
          region,
          projectId: project,
          profile: "default",
          enterpriseProjectId: "0",
        });
        const one = (index: number) =>
          (index % 2 === 0 ? client : other).call("ListImageScanPolicy", policyQuery);
        await Promise.all(Array.from({ length: 15 }, (_, index) => one(index)));
        const { entries } = sandbox.requests;
        expect(entries.map(({ outcome }) => outcome)).to.deep.equal(Array(15).fill("ok"));
        expect((entries[14]?.at ?? 0) - (entries[0]?.at ?? 0)).to.be.within(900, 3_000);
        expect((entries[9]?.at ?? 0) - (entries[0]?.at ?? 0)).to.be.below(900);
      } finally {
        await sandbox.stop();
      }
    });
  });
});

describe("a request to Huawei Cloud", () => {
  afterEach(stopVendors);

  const key: HuaweiCloudKey = { ak: "known-id", sk: "very-hidden-key", securityToken: "very-hidden-token" };
  const inEnv = {
    HW_ACCESS_KEY: "known-id",
    HW_SECRET_KEY: "very-hidden-key",
    HW_SECURITY_TOKEN: "very-hidden-token",
  };

  async function outcome(env: Record<string, string>, keys: readonly [HuaweiCloudKey] = [key]) {
    const vendor = await Vendor.start({ accounts: [{ keys }] });
    const { region, projectId: project } = vendor.account;
    const client = clientOf(vendor.sandbox.url, { env, place: { region, projectId: project } });
    const failure = await client.call("ListImageScanPolicy", policyQuery).then(
      () => undefined,
      (error: unknown) => error as ScanError,
    );
    if (failure)
      expect(`${failure.message}${failure.stack}${JSON.stringify(failure.details)}`).not.to.match(
        /very-hidden/,
      );
    return { vendor, failure };
  }

  it("is one that the vendor verifies, with a temporary key, too", async () => {
    expect((await outcome(inEnv)).failure).to.equal(undefined);
    const { ak, sk } = key;
    const plain = { ...inEnv, HW_SECURITY_TOKEN: "" };
    expect((await outcome(plain, [{ ak, sk }])).failure).to.equal(undefined);
  });

  for (const [title, env] of [
    ["the secret key is wrong", { ...inEnv, HW_SECRET_KEY: "very-hidden-other" }],
    ["nobody has the access key", { ...inEnv, HW_ACCESS_KEY: "nobody-has-it" }],
    ["the token is wrong", { ...inEnv, HW_SECURITY_TOKEN: "very-hidden-other" }],
    ["the token is missing", { ...inEnv, HW_SECURITY_TOKEN: "" }],
  ] as [string, Record<string, string>][]) {
    it(`is refused as such where ${title}, and names no key`, async () => {
      const { failure, vendor } = await outcome(env);
      expect(failure).to.include({ kind: "Unauthenticated", mayHaveActed: false });
      expect(failure?.message).to.match(
        /^ListImageScanPolicy: APIGW\.0301: Incorrect IAM authentication information: /,
      );
      expect(failure?.message).not.to.match(/nobody-has-it|known-id/);
      expect(vendor.sandbox.requests.entries).to.have.length(1);
    });
  }

  it("about another project, or with a key that may only read, is forbidden, not unknown", async () => {
    for (const forbidden of ["HSS.0013", "HSS.0010", "00000010", "403"] as const) {
      for (const errorText of ["both", "description"] as const) {
        const vendor = await Vendor.start({
          accounts: [{ keys: [{ ...key, readOnly: true }] }],
          assume: { forbidden, errorText },
        });
        const { region } = vendor.account;
        const client = clientOf(vendor.sandbox.url, { env: inEnv, place: { region } });
        const failure = await refusalOf(client.call("ListImageScanPolicy", policyQuery));
        expect(failure, forbidden).to.include({ kind: "Forbidden", mayHaveActed: false });
        expect(failure.message).to.include("拒绝访问");
        const reader = clientOf(vendor.sandbox.url, {
          env: inEnv,
          place: { region, projectId: vendor.account.projectId },
        });
        await reader.call("ListImageScanPolicy", policyQuery);
        expect((await refusalOf(reader.callOnce("CreateManualImageScanTask", registry, scan))).kind).to.equal(
          "Forbidden",
        );
      }
    }
  });
});
