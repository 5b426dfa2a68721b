import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { expect } from "chai";
import { SasClient } from "../../../provider/clouds/alicloud/client";
import type { Clock } from "../../../provider/core/clock";
import { Context, type Deadlines } from "../../../provider/core/context";
import type { ScanError } from "../../../provider/core/errors";
import { type AlicloudKey, type FaultKind, type Sandbox, startSandbox } from "../../../sandbox/index";
import { ImpatientClock } from "../../../tools/ground/impatientClock";
import { refusalOf } from "../../../tools/ground/run";
import { testHost } from "../../../tools/ground/testHost";
import { always } from "./vendor";

const listAction = "DescribeImageInstances";
const createAction = "PublicCreateImageScanTask";
const preCheckAction = "PublicPreCheckImageScanTask";
const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: "the-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "very-hidden-key" };
/** What only the query of a request holds. */
const secretName = "very-private-name";
const page = { CurrentPage: 1, PageSize: 100 };

const servers: Server[] = [];
const sandboxes: Sandbox[] = [];

/** A server on loopback that answers as told; its URL. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function sandbox(key?: AlicloudKey): Promise<Sandbox> {
  const account = key ? { keys: [key] as const } : {};
  const one = await startSandbox({ alicloud: { requestsPerSecond: always, accounts: [account] } });
  sandboxes.push(one);
  return one;
}

interface Asked {
  readonly deadlines?: Deadlines;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

function clientOf(
  endpoint: string,
  { deadlines = { requestMs: 2_000, callMs: 0 }, env = keys, config = {}, clock }: Asked = {},
): SasClient {
  const host = testHost({ config, env: { ...env, IMAGE_SCAN_ALICLOUD_ENDPOINT: endpoint } });
  return SasClient.of(new Context(host, new Map(), clock, deadlines), {
    profile: "default",
    site: "mainland",
  });
}

/** A client that tries again for as long as the vendor's own time allows, without waiting for it. */
const patient = (): Asked => ({
  clock: new ImpatientClock(),
  deadlines: { requestMs: 2_000, callMs: 20_000 },
});

const sandboxed = (one: Sandbox, asked: Asked = patient()): SasClient =>
  clientOf(one.url, { ...asked, env: { ...one.env, ...asked.env } });

const answering =
  (status: number, body: string, type = "application/json;charset=utf-8"): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": type }).end(body);
  };

const list = (client: SasClient) => client.call(listAction, page);
const create = (client: SasClient) => client.callOnce(createAction, { RepoNames: secretName });

/** A failure that people may see: of the operation, and with nothing of what was asked. */
async function failing(call: Promise<unknown>): Promise<ScanError> {
  const error = await refusalOf(call);
  expect(error.message).not.to.match(
    /undefined|SyntaxError|TypeError|\[object |<html|This is a defect|very-private|very-hidden|the-id|\/\?|\w=\w/,
  );
  return error;
}

describe("the client of Alibaba Cloud", () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    for (const one of sandboxes.splice(0)) await one.stop();
  });

  describe("asks", () => {
    it("by one signed POST with all parameters in the query, to whatever path its endpoint has", async () => {
      const seen: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
      const url = await serving(async (request, response) => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
        response.end('{"RequestId":"r-1"}');
      });
      const client = clientOf(`${url}/gateway/`);
      await client.call("DescribeOnceTaskLeafRecordPage", {
        TaskType: "IMAGE_SCAN",
        TaskId: "t",
        RelateInfo: true,
        ...page,
      });
      await client.call("DescribeImageScanAuthCount", {});
      expect(seen).to.have.length(2);
      const [first, second] = seen;
      expect(first).to.deep.include({
        method: "POST",
        url: "/gateway/?TaskType=IMAGE_SCAN&TaskId=t&RelateInfo=true&CurrentPage=1&PageSize=100",
        body: "",
      });
      expect(first?.headers).to.include({
        "x-acs-action": "DescribeOnceTaskLeafRecordPage",
        "x-acs-version": "2018-12-03",
      });
      expect(first?.headers["x-acs-date"]).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(first?.headers).not.to.have.property("x-acs-security-token");
      expect(first?.headers["user-agent"]).to.contain("pulumi-image-scan");
      expect(first?.headers.authorization).to.match(
        /^ACS3-HMAC-SHA256 Credential=the-id,SignedHeaders=host;x-acs-[a-z0-9;-]+,Signature=[0-9a-f]{64}$/,
      );
      expect(first?.headers["x-acs-signature-nonce"]).not.to.equal(second?.headers["x-acs-signature-nonce"]);
    });

    it("with a signature that holds, whatever characters the parameters have", async () => {
      const one = await sandbox();
      for (const RepoNames of ["a b", "!*'()~", "ä, 中文 +&=%", '{"a":[1]}']) {
        await sandboxed(one).call(preCheckAction, { RepoNames });
        expect(one.requests.entries.at(-1)).to.deep.include({ outcome: "ok", body: { RepoNames } });
      }
    });

    it("with a session's token, which it signs", async () => {
      const key = { accessKeyId: "sts-id", accessKeySecret: "sts-key", securityToken: "sts token/+=" };
      const one = await sandbox(key);
      await list(sandboxed(one));
      expect(one.requests.entries.map(({ outcome }) => outcome)).to.deep.equal(["ok"]);
      const { ALIBABA_CLOUD_SECURITY_TOKEN: _, ...without } = one.env;
      const error = await failing(list(clientOf(one.url, { env: without })));
      expect(error).to.include({ kind: "Unauthenticated", mayHaveActed: false });
      expect(error.details.code).to.equal("MissingSecurityToken");
    });

    it("with another number used once at every try", async () => {
      const one = await sandbox();
      one.faults.add({ kind: "throttled", times: 3 });
      await list(sandboxed(one));
      expect(one.requests.entries.map(({ outcome }) => outcome)).to.deep.equal([
        ...Array(3).fill("Throttling.User"),
        "ok",
      ]);
    });

    it("no faster than SAS's own console, action by action, by the real time", async () => {
      const one = await startSandbox();
      sandboxes.push(one);
      const client = clientOf(one.url, { env: one.env, deadlines: { requestMs: 5_000, callMs: 20_000 } });
      await Promise.all([
        ...Array.from({ length: 15 }, () => list(client)),
        ...Array.from({ length: 5 }, () => client.call("DescribeImageScanAuthCount", {})),
      ]);
      const { entries } = one.requests;
      expect(new Set(entries.map(({ outcome }) => outcome))).to.deep.equal(new Set(["ok"]));
      const times = entries.filter(({ action }) => action === listAction).map(({ at }) => at);
      expect(times.filter((at) => at - (times[0] ?? 0) < 900)).to.have.length(10);
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).to.be.within(900, 3_000);
      for (const { action, at } of entries)
        if (action !== listAction) expect(at - (times[0] ?? 0)).to.be.below(900);
    });
  });

  describe("is refused clearly", () => {
    for (const [title, key, code] of [
      [
        "with a key that nobody knows",
        { ALIBABA_CLOUD_ACCESS_KEY_ID: "the-id" },
        "InvalidAccessKeyId.NotFound",
      ],
      [
        "with a wrong secret",
        { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "very-hidden-key" },
        "SignatureDoesNotMatch",
      ],
    ] as const) {
      it(title, async () => {
        const one = await sandbox();
        const error = await failing(list(sandboxed(one, { ...patient(), env: key })));
        expect(error).to.include({ kind: "Unauthenticated", mayHaveActed: false });
        expect(error.message).to.match(
          new RegExp(
            `^${listAction}: ${code}: Specified .+ \\(request [0-9A-F-]{36}\\)\\. Check the credentials \\(from ` +
              "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET of the environment\\), and this machine's clock\\.$",
          ),
        );
        expect(one.requests.entries).to.have.length(1);
      });
    }

    it("with a key that was disabled", async () => {
      const one = await sandbox({ accessKeyId: "old-id", accessKeySecret: "old-key", inactive: true });
      const error = await failing(list(sandboxed(one)));
      expect(error.kind).to.equal("Unauthenticated");
      expect(error.details.code).to.equal("InvalidAccessKeyId.Inactive");
    });

    it("by a machine whose clock is wrong", async () => {
      const one = await sandbox();
      const RealDate = Date;
      const late = class extends RealDate {
        constructor(given = RealDate.now() - 20 * 60_000) {
          super(given);
        }
      };
      const client = sandboxed(one, {});
      await list(client);
      globalThis.Date = late as DateConstructor;
      const refused = failing(list(client)).finally(() => {
        globalThis.Date = RealDate;
      });
      const error = await refused;
      expect(error.details.code).to.equal("InvalidTimeStamp.Expired");
      expect(error.message).to.contain("and this machine's clock");
    });

    it("with keys of the stack's configuration, of which the engine keeps a copy", async () => {
      const one = await sandbox();
      const config = { "alicloud:accessKey": "the-id", "alicloud:secretKey": "very-hidden-key" };
      const error = await failing(list(sandboxed(one, { config })));
      expect(error.message).to.contain("after a key rotation run `pulumi up`, or add `--run-program`");
    });

    for (const [action, permission] of [
      [listAction, "yundun-sas:DescribeImageInstances"],
      ["GetOnceTaskResultInfo", "yundun-aegis:GetOnceTaskResultInfo"],
    ] as const) {
      it(`without the permission ${permission}, which it names`, async () => {
        const one = await sandbox();
        one.faults.add({ kind: "error", code: "NoPermission", message: "caller has no permission" });
        const request = { TaskType: "IMAGE_SCAN", TaskName: "IMAGE_SCAN", TaskId: "t", ...page } as never;
        const error = await failing(sandboxed(one).call(action, request));
        expect(error.kind).to.equal("Forbidden");
        expect(error.message).to.contain(
          `Allow ${permission} to these credentials (from ALIBABA_CLOUD_ACCESS`,
        );
      });
    }

    it("without what the vendor repeats of a request whose signature is wrong", async () => {
      for (const words of ["server string to sign is:", "Server String To Sign is: ", "string to sign: "]) {
        const Message = `Specified signature is not matched with our calculation. ${words}POST\n/\nRepoNames=${secretName}\nx-acs-accesskey-id:the-id`;
        const url = await serving(
          answering(400, JSON.stringify({ Code: "SignatureDoesNotMatch", Message, RequestId: "r-1" })),
        );
        const error = await failing(create(clientOf(url)));
        expect(error.message).to.contain(
          "SignatureDoesNotMatch: Specified signature is not matched with our calculation (request r-1).",
        );
      }
    });

    it("in no more than 500 characters of the vendor's", async () => {
      const url = await serving(
        answering(
          400,
          JSON.stringify({ Code: "InvalidParameter", Message: "x".repeat(5_000), RequestId: "r-1" }),
        ),
      );
      expect((await failing(create(clientOf(url)))).message).to.have.length.below(700);
    });
  });

  describe("tells what went wrong", () => {
    for (const [title, status, body, details] of [
      [
        "an error of the vendor",
        400,
        { Code: "InvalidParameter", Message: "no", RequestId: "r-1", HostId: "h", Recommend: "https://x" },
        { kind: "InvalidInput", code: "InvalidParameter", text: "no", requestId: "r-1" },
      ],
      [
        "an error without a reason",
        403,
        { Code: "NoPermission", RequestId: "r-1" },
        { kind: "Forbidden", code: "NoPermission", text: "no reason given", requestId: "r-1" },
      ],
      [
        "an error without a request",
        400,
        { Code: "InvalidParameter", Message: "no" },
        { kind: "InvalidInput", code: "InvalidParameter", text: "no", requestId: undefined },
      ],
      [
        "HTTP 500 of the vendor",
        500,
        { Code: "ServerError", Message: "ServerError", RequestId: "r-1" },
        { kind: "Unavailable", code: "ServerError", requestId: "r-1" },
      ],
      [
        "HTTP 500 with a code that is new",
        500,
        { Code: "SomethingNew", Message: "no", RequestId: "r-1" },
        { kind: "Unavailable", code: "SomethingNew" },
      ],
      [
        "a failure in HTTP 200",
        200,
        { Success: false, Code: "NoPermission", Message: "no", RequestId: "r-1", HttpStatusCode: 403 },
        { kind: "Forbidden", code: "NoPermission", text: "no", requestId: "r-1" },
      ],
      [
        "a failure in HTTP 200 by its Success alone",
        200,
        { Success: false, Code: "InvalidParameter", RequestId: "r-1" },
        { kind: "InvalidInput", code: "InvalidParameter", text: "no reason given", requestId: "r-1" },
      ],
      [
        "a failure in HTTP 200 by its HttpStatusCode alone",
        200,
        { HttpStatusCode: 500, Message: "no", RequestId: "r-1", Data: {} },
        { kind: "Unavailable", code: "HTTP 500", text: "no", requestId: "r-1" },
      ],
      [
        "a failure in HTTP 200 by its HttpStatusCode, of the caller",
        200,
        { HttpStatusCode: 400, RequestId: "r-1" },
        { kind: "Unknown", code: "HTTP 400", requestId: "r-1" },
      ],
    ] as [string, number, object, object][]) {
      it(`for what it is: ${title}`, async () => {
        const url = await serving(answering(status, JSON.stringify(body)));
        const error = await failing(create(clientOf(url)));
        expect(error.details).to.deep.include({ ...details, action: createAction });
      });
    }

    it("takes an answer with Success and HttpStatusCode 200 for a success", async () => {
      const url = await serving(
        answering(200, '{"Success":true,"HttpStatusCode":200,"RequestId":"r-1","Data":{"TaskId":"t"}}'),
      );
      expect(await create(clientOf(url))).to.deep.include({ Data: { TaskId: "t" } });
    });

    for (const status of [200, 400, 403, 429, 500, 502, 503]) {
      for (const [title, body, type] of [
        ["nothing", "", "application/json"],
        ["a page", "<html><body>very-private-name</body></html>", "text/html"],
        ["half of a JSON", '{"RequestId":"r-', "application/json;charset=utf-8"],
        ["an empty object", "{}", "application/json;charset=utf-8"],
        ["null", "null", "application/json;charset=utf-8"],
        ["a list", "[]", "application/json;charset=utf-8"],
        ["a text", '"ok"', "application/json;charset=utf-8"],
        ["a broken XML", "<Error><Code>", "text/xml;charset=utf-8"],
      ] as const) {
        it(`says that HTTP ${status} with ${title} is no answer of the vendor's`, async () => {
          const url = await serving(answering(status, body, type));
          const error = await failing(create(clientOf(url)));
          expect(error).to.include({ kind: "Unavailable", mayHaveActed: true });
          expect(error.message).to.match(
            new RegExp(
              `^${createAction}: (HTTP ${status}: )?the answer is not one of Alibaba Cloud's API\\. Something between here and the vendor`,
            ),
          );
        });
      }
    }

    it("says what a refused connection is, and that nothing was done by it", async () => {
      const url = await serving(() => {});
      const [server] = servers.splice(0);
      await new Promise((resolve) => server?.close(resolve));
      const error = await failing(create(clientOf(url)));
      expect(error).to.include({ kind: "Unavailable", mayHaveActed: false });
      expect(error.message).to.equal(
        `${createAction}: ECONNREFUSED: the connection failed. Run the update again later.`,
      );
    });

    it("says what a reset connection is, and that something may have been done by it", async () => {
      const url = await serving((request) => request.socket.resetAndDestroy());
      const error = await failing(create(clientOf(url)));
      expect(error).to.include({ kind: "Unavailable", mayHaveActed: true });
      expect(error.message).to.equal(
        `${createAction}: ECONNRESET: the connection failed. Run the update again later.`,
      );
    });

    it("says that an endpoint does not speak TLS", async () => {
      let plain = 0;
      const url = await serving(() => {
        plain += 1;
      });
      const error = await failing(create(clientOf(url.replace("http:", "https:"))));
      expect(error.kind).to.equal("Unavailable");
      expect(error.message).to.contain("the connection failed");
      expect(plain).to.equal(0);
    });

    it("follows no redirect with its signed request", async () => {
      let strangers = 0;
      const stranger = await serving((_, response) => {
        strangers += 1;
        response.end('{"RequestId":"r-1"}');
      });
      for (const status of [301, 302, 307, 308]) {
        const url = await serving((_, response) => {
          response.writeHead(status, { location: `${stranger}/` }).end();
        });
        const error = await failing(create(clientOf(url)));
        expect(error.message).to.contain("the answer is not one of Alibaba Cloud's API");
      }
      expect(strangers).to.equal(0);
    });

    it("refuses plain http to another machine before it connects", async () => {
      const error = await refusalOf(list(clientOf("http://192.0.2.1")));
      expect(error.kind).to.equal("InvalidInput");
      expect(error.message).to.contain("is plain http to another machine");
    });
  });

  describe("keeps its deadline", () => {
    it("for an answer that never comes", async () => {
      const url = await serving(() => {});
      const start = Date.now();
      const error = await failing(create(clientOf(url, { deadlines: { requestMs: 200, callMs: 0 } })));
      expect(error).to.include({ kind: "Timeout", mayHaveActed: true });
      expect(error.message).to.equal(
        `${createAction}: no answer within 0.2 s. Run the update again: it goes on from what the vendor has by then.`,
      );
      expect(Date.now() - start).to.be.below(1_500);
    });

    it("for an answer that does not end", async () => {
      const url = await serving((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const timer = setInterval(() => response.write(" "), 50);
        response.on("close", () => clearInterval(timer));
      });
      const start = Date.now();
      const error = await failing(create(clientOf(url, { deadlines: { requestMs: 300, callMs: 0 } })));
      expect(error.kind).to.equal("Timeout");
      expect(Date.now() - start).to.be.below(1_500);
    });

    it("which lies far beyond the three seconds of Alibaba Cloud's own client", async () => {
      const one = await sandbox();
      one.faults.add({ kind: "slow", delayMs: 3_300 });
      const client = sandboxed(one, { deadlines: { requestMs: 8_000, callMs: 0 } });
      await list(client);
      expect(one.requests.entries).to.have.length(1);
    });
  });

  describe("tries again", () => {
    const again = async (fault: FaultKind, call: (client: SasClient) => Promise<unknown>, times = 2) => {
      const one = await sandbox();
      one.faults.add({ kind: fault, times });
      const came = await call(sandboxed(one)).then(
        () => "came",
        (error: unknown) => error as ScanError,
      );
      return { came, requests: one.requests.entries.length };
    };

    for (const fault of [
      "throttled",
      "http503",
      "http500",
      "emptyBody",
      "malformedJson",
      "noResponse",
      "resetBefore",
      "resetAfter",
      "redirect",
    ] as const) {
      it(`what does no harm when it arrives twice, after ${fault}`, async () => {
        expect(await again(fault, list)).to.deep.equal({ came: "came", requests: 3 });
      });
    }

    it("what starts something each time, where it was refused for its rate", async () => {
      expect(await again("throttled", create)).to.deep.equal({ came: "came", requests: 3 });
    });

    for (const fault of [
      "http503",
      "http500",
      "emptyBody",
      "malformedJson",
      "noResponse",
      "resetBefore",
      "resetAfter",
      "redirect",
    ] as const) {
      it(`not what starts something each time, after ${fault}`, async () => {
        const { came, requests } = await again(fault, create);
        expect(requests).to.equal(1);
        expect(came).to.include({ kind: "Unavailable", mayHaveActed: true });
      });
    }

    it("not after the vendor's own time is up, and says how often it tried", async () => {
      const one = await sandbox();
      one.faults.add({ kind: "throttled", times: always });
      const error = await failing(create(sandboxed(one)));
      expect(error).to.include({ kind: "Throttled", mayHaveActed: false });
      expect(error.message).to.match(
        /^PublicCreateImageScanTask: Throttling\.User: Request was denied due to user flow control\. \[tried \d+ times in \d+ s\] \(request [0-9A-F-]{36}\)\. Somebody else uses up the account's rate limit: run the update again later\.$/,
      );
    });

    it("not what the vendor refuses, nor what it is too slow for", async () => {
      const one = await sandbox();
      one.faults.add({ kind: "error", code: "InvalidParameter" });
      expect((await failing(list(sandboxed(one)))).kind).to.equal("InvalidInput");
      one.faults.add({ kind: "failureIn200", code: "NoPermission" });
      expect((await failing(list(sandboxed(one)))).kind).to.equal("Forbidden");
      one.faults.add({ kind: "hang" });
      const quick = { ...patient(), deadlines: { requestMs: 200, callMs: 20_000 } };
      expect((await failing(list(sandboxed(one, quick)))).kind).to.equal("Timeout");
      expect(one.requests.entries).to.have.length(3);
    });
  });

  describe("reads lists", () => {
    const rows = (client: SasClient) =>
      client.rows(listAction, {}, ({ ImageInstanceList }) => ImageInstanceList);

    for (const [title, count, maxPageSize, requests] of [
      ["of nothing", 0, 100, 1],
      ["of one page", 100, 100, 1],
      ["of a page and one", 101, 100, 2],
      ["of many pages", 250, 100, 3],
      ["whose pages are smaller than asked for", 25, 10, 3],
      ["whose pages are smaller than asked for, and full", 30, 10, 3],
    ] as const) {
      it(title, async () => {
        const one = await startSandbox({
          alicloud: { requestsPerSecond: always, maxPageSize, accounts: [{ images: "none" }] },
        });
        sandboxes.push(one);
        one.alicloud.accounts[0].registryImages.addMany(count);
        const found = await rows(sandboxed(one));
        expect(new Set(found.map(({ Digest }) => Digest)).size).to.equal(count);
        expect(found).to.have.length(count);
        expect(one.requests.entries).to.have.length(requests);
      });
    }

    it("that are null, or of which nobody counts the rows", async () => {
      for (const body of [
        '{"RequestId":"r","ImageInstanceList":null,"PageInfo":null}',
        '{"RequestId":"r"}',
        '{"RequestId":"r","PageInfo":{"TotalCount":5},"ImageInstanceList":[]}',
      ]) {
        let asked = 0;
        const url = await serving((request, response) => {
          asked += 1;
          answering(200, body)(request, response);
        });
        expect(await rows(clientOf(url))).to.deep.equal([]);
        expect(asked).to.equal(1);
      }
      const url = await serving(answering(200, '{"RequestId":"r","ImageInstanceList":[{"Tag":"1"}]}'));
      expect(await rows(clientOf(url))).to.deep.equal([{ Tag: "1" }]);
    });

    it("again when one page of them is throttled", async () => {
      const one = await startSandbox({
        alicloud: { requestsPerSecond: always, maxPageSize: 10, accounts: [{ images: "none" }] },
      });
      sandboxes.push(one);
      one.alicloud.accounts[0].registryImages.addMany(25);
      one.faults.add({ kind: "throttled" });
      expect(await rows(sandboxed(one))).to.have.length(25);
    });
  });

  describe("and a proxy in the environment", () => {
    const { connect } = Socket.prototype;
    let before: string | undefined;
    const set = (value: string | undefined): void => {
      if (value === undefined) delete process.env.https_proxy;
      else process.env.https_proxy = value;
    };
    beforeEach(() => {
      before = process.env.https_proxy;
      // Whatever would leave this machine fails here, as behind a firewall.
      Socket.prototype.connect = function (this: Socket): Socket {
        const failure = Object.assign(new Error(`connect ENETUNREACH of ${secretName}`), {
          code: "ENETUNREACH",
        });
        process.nextTick(() => this.destroy(failure));
        return this;
      };
    });
    afterEach(() => {
      Socket.prototype.connect = connect;
      set(before);
    });

    it("is named where the vendor cannot be reached, as its client goes through none", async () => {
      set("http://127.0.0.1:3128");
      const error = await failing(list(clientOf("https://sas.example.invalid")));
      expect(error.kind).to.equal("Unavailable");
      expect(error.message).to.equal(
        "DescribeImageInstances: ENETUNREACH: the connection failed. Alibaba Cloud's client for Node.js goes through no " +
          "proxy: name a gateway that it can reach with `imageScan:alicloudEndpoint`.",
      );
    });

    it("is not named where there is none, nor of this machine's own addresses", async () => {
      set("");
      expect((await failing(list(clientOf("https://sas.example.invalid")))).message).to.contain(
        "Run the update again later.",
      );
      set("http://127.0.0.1:3128");
      expect((await failing(list(clientOf("https://localhost:1")))).message).to.contain(
        "Run the update again later.",
      );
    });

    it("is of no use: the call goes to the half of the cloud that the site says", async () => {
      const hosts: unknown[] = [];
      const unreachable = Socket.prototype.connect;
      Socket.prototype.connect = function (this: Socket, ...given: never[]): Socket {
        const [first] = given as unknown[];
        const options = (Array.isArray(first) ? first[0] : first) as { host?: string; port?: unknown };
        hosts.push(`${options.host}:${String(options.port)}`);
        return Reflect.apply(unreachable, this, given) as Socket;
      };
      for (const site of ["mainland", "international"]) {
        const context = new Context(testHost({ env: keys }), new Map(), undefined, {
          requestMs: 500,
          callMs: 0,
        });
        await failing(list(SasClient.of(context, { profile: "default", site })));
      }
      expect(hosts).to.deep.equal([
        "tds.cn-shanghai.aliyuncs.com:443",
        "tds.ap-southeast-1.aliyuncs.com:443",
      ]);
    });
  });

  it("is the same for all resources of one profile and site, and another for any other", async () => {
    const context = new Context(testHost({ env: keys }));
    const of = (profile: string, site: string): SasClient => SasClient.of(context, { profile, site });
    expect(of("default", "mainland")).to.equal(of("default", "mainland"));
    expect(of("default", "mainland")).not.to.equal(of("prod", "mainland"));
    expect(of("default", "mainland")).not.to.equal(of("default", "international"));
    expect(of("default", "mainland").key).not.to.equal(of("default", "international").key);
    expect(await of("default", "mainland").account()).not.to.equal(
      await of("default", "international").account(),
    );
    expect(of("default", "mainland")).not.to.equal(
      SasClient.of(new Context(testHost()), { profile: "default", site: "mainland" }),
    );
  });
});
