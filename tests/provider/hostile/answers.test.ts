import { once } from "node:events";
import type { RequestListener } from "node:http";
import { pipeline, Readable } from "node:stream";
import { deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { resource } from "../../../provider";
import { mostAnswerBytes } from "../../../provider/core/answer";
import type { ScanError } from "../../../provider/core/errors";
import { errorOf } from "../../../tools/ground/run";
import { type Cloud, contextAt, hostileClouds, serving, stopServers, task } from "./clouds";

const MB = 1024 * 1024;
const headers = { "content-type": "application/json", "x-request-id": "r-1" };
const json =
  (text: string, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(text);
const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);

/** Sends up to 200 MB for as long as somebody takes them, and tells how much that was. */
function flood(status: number): { readonly listener: RequestListener; sent(): number } {
  const chunk = Buffer.alloc(MB, 32);
  let sent = 0;
  function* chunks(): Generator<Buffer> {
    for (; sent < 200 * MB; sent += chunk.length) yield chunk;
  }
  const listener: RequestListener = (_, response) => {
    response.writeHead(status, headers);
    pipeline(Readable.from(chunks(), { highWaterMark: 1 }), response, () => {});
  };
  return { listener, sent: () => sent };
}

/** Answers that nobody who reads them may fall over. */
const answers: readonly (readonly [
  title: string,
  listener: (cloud: Cloud) => RequestListener,
  /** The name of the only cloud to which that is no answer. */
  only?: string,
])[] = [
  ["100,000 lists in each other", () => json(deep("[", "]"))],
  ["100,000 objects in each other", () => json(deep('{"a":', "}").replace("}", "1}"))],
  ["100,000 lists in each other, as an error", () => json(deep("[", "]"), 500)],
  ["null", () => json("null")],
  ["a text", () => json('"Response"')],
  ["a number", () => json("7")],
  ["null where an answer stands", () => json('{"Response":null}'), "tencentcloud"],
  ["a text where an answer stands", () => json('{"Response":"yes"}'), "tencentcloud"],
  ["an error of numbers", ({ refusal }) => json(JSON.stringify(refusal(7, 7, 7)))],
  ["an error of objects", ({ refusal }) => json(JSON.stringify(refusal({ a: 1 }, { a: 1 }, { a: 1 })))],
  ["an error of lists, over HTTP 400", ({ refusal }) => json(JSON.stringify(refusal([1], [1], [1])), 400)],
  [
    "an error of nothing, over HTTP 500",
    ({ refusal }) => json(JSON.stringify(refusal(null, null, null)), 500),
  ],
  [
    "an error by a name that every object has",
    ({ refusal }) => json(JSON.stringify(refusal("constructor", "toString", "r-1"))),
  ],
  [
    "bytes that are not what they are said to be",
    () => (_, response) =>
      void response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end("not gzip"),
  ],
];

/** What a person may see of a failure: one that says who answered what, without a key, and without what steers a terminal. */
function isFit(error: ScanError, cloud: Cloud): void {
  expect(error.message).not.to.match(/This is a defect|undefined|\[object |NaN|-HMAC-SHA256|Signature=/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  expect(error.message).not.to.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  for (const secret of cloud.secrets) expect(error.message).not.to.contain(secret);
  expect(error.message.length).to.be.below(1500);
}

for (const cloud of hostileClouds) {
  describe(`the client of ${cloud.vendor}, before a vendor that means harm`, () => {
    afterEach(stopServers);

    for (const status of [200, 500]) {
      it(`reads no more than ${mostAnswerBytes / MB} MB of an answer that goes on, over HTTP ${status}`, async () => {
        const { listener, sent } = flood(status);
        const error = await errorOf(cloud.ask(contextAt(cloud, await serving(listener))));
        expect(error.message).to.contain(
          `the answer is longer than ${mostAnswerBytes / MB} MB, which none of ${cloud.vendor}'s API is`,
        );
        // What lies in the buffers of two sockets comes on top.
        expect(sent()).to.be.below(mostAnswerBytes + 24 * MB);
        isFit(error, cloud);
      });
    }

    for (const encoding of ["gzip", "deflate"] as const) {
      it(`unpacks no more than that of a few kilobytes of ${encoding}`, async () => {
        const bomb = (encoding === "gzip" ? gzipSync : deflateSync)(Buffer.alloc(200 * MB, 32));
        const packed = { ...headers, "content-encoding": encoding };
        const url = await serving((_, response) => void response.writeHead(200, packed).end(bomb));
        const error = await errorOf(cloud.ask(contextAt(cloud, url)));
        expect(error.message.includes("the answer is longer than")).to.equal(cloud.unpacks);
        isFit(error, cloud);
      });
    }

    it("waits for an answer that never ends until its deadline, and hangs up", async () => {
      let hungUp: Promise<unknown> = Promise.reject(new Error("nobody asked"));
      hungUp.catch(() => {});
      const url = await serving((_, response) => {
        response.writeHead(200, headers).on("error", () => {});
        const drip = setInterval(() => response.write(" "), 20);
        hungUp = once(response, "close").finally(() => clearInterval(drip));
      });
      const error = await errorOf(cloud.ask(contextAt(cloud, url, { requestMs: 500, callMs: 0 })));
      expect(error.kind).to.equal("Timeout");
      await hungUp;
    });

    for (const [title, listenerOf, only = cloud.name] of answers) {
      if (only !== cloud.name) continue;
      it(`fails in words over ${title}, and submits once`, async () => {
        let asked = 0;
        const listener = listenerOf(cloud);
        const url = await serving((request, response) => {
          asked += 1;
          listener(request, response);
        });
        isFit(await errorOf(cloud.ask(contextAt(cloud, url))), cloud);
        asked = 0;
        isFit(await errorOf(cloud.submit(contextAt(cloud, url))), cloud);
        expect(asked).to.equal(1);
      });
    }

    it("quotes of an error what are words and numbers, and nothing else", async () => {
      const quoted = async (value: unknown, status: number): Promise<unknown[]> => {
        const url = await serving(json(JSON.stringify(cloud.refusal(value, value, value)), status));
        const { code, text } = (await errorOf(cloud.ask(contextAt(cloud, url)))).details;
        return [code, text];
      };
      expect(await quoted(7777, 200)).to.deep.equal(["7777", "7777"]);
      expect(await quoted({ a: 1 }, 200)).to.be.deep.oneOf([
        ["", "no reason given"],
        ["HTTP 200", "no reason given"],
      ]);
      expect((await quoted({ a: 1 }, 400))[0]).to.be.oneOf(["", "HTTP 400"]);
    });

    it("shows nothing that steers a terminal", async () => {
      const steering = "\u001b[2J\u0000\u0007\r\u009b31m\u202etxet";
      const url = await serving(
        json(JSON.stringify(cloud.refusal(`Bad${steering}`, `no${steering}`, `r${steering}`)), 400),
      );
      const error = await errorOf(cloud.ask(contextAt(cloud, url)));
      isFit(error, cloud);
      expect(error.message).to.contain("no");
      expect(error.message).not.to.match(/[\u2028-\u202e]/);
    });

    for (const status of [301, 302, 303, 307, 308]) {
      it(`carries nothing to another host for HTTP ${status}`, async () => {
        const seen: string[] = [];
        const stranger = await serving(({ url = "" }, response) => {
          seen.push(url);
          response.end("{}");
        });
        const elsewhere = stranger.replace("127.0.0.1", "localhost");
        const url = await serving(
          (_, response) => void response.writeHead(status, { location: elsewhere }).end(),
        );
        isFit(await errorOf(cloud.ask(contextAt(cloud, url))), cloud);
        isFit(await errorOf(cloud.submit(contextAt(cloud, url))), cloud);
        expect(seen).to.deep.equal([]);
      });
    }
  });

  describe(`a list of ${cloud.vendor} that lies`, () => {
    afterEach(stopServers);

    /** A task whose image no page has. */
    const looked = async (
      pageOf: (asked: number) => object,
    ): Promise<{ error: ScanError; asked: number }> => {
      let asked = 0;
      const url = await serving((_, response) => {
        asked += 1;
        response.writeHead(200, headers).end(JSON.stringify(pageOf(asked)));
      });
      const handlers = resource(cloud.kind).handlers(contextAt(cloud, url));
      const error = await errorOf(handlers.create(task));
      isFit(error, cloud);
      return { error, asked };
    };
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => cloud.row(from + index));

    for (const total of [1e15, Number.MAX_SAFE_INTEGER, "1e300"]) {
      it(`about having ${total} rows is not read`, async () => {
        const { error, asked } = await looked(() => cloud.page(rows(1, 2), total));
        expect(error.message).to.match(
          /^list: a list is said to have .+ that is no list which can be read\./,
        );
        expect(asked).to.be.at.most(4);
      });
    }

    for (const [title, pageOf] of [
      ["grows with each page", (asked: number) => cloud.page(rows(asked * 20, 20), (asked + 1) * 20)],
      ["has one page again and again", () => cloud.page(rows(1, 20), 100)],
      ["has more rows than it says", () => cloud.page(rows(1, 50), 3)],
      ["has fewer rows than it says", (asked: number) => cloud.page(asked % 5 === 1 ? rows(1, 20) : [], 100)],
      ["has a negative number of rows", () => cloud.page(rows(1, 2), -5)],
      ["has no number of rows", () => cloud.page(rows(1, 2), null)],
      ["says a word for a number", () => cloud.page(rows(1, 2), "many")],
      ["has rows of nothing", () => cloud.page([{}, {}], 2)],
      [
        "has a thousand fields more",
        () => {
          const more = Object.fromEntries(
            Array.from({ length: 1000 }, (_, index) => [`More${index}`, index]),
          );
          return cloud.page(
            rows(1, 2).map((row) => ({ ...row, ...more })),
            2,
          );
        },
      ],
    ] as const) {
      it(`and ${title} is read to an end: the image is not in it`, async () => {
        const { error, asked } = await looked(pageOf);
        expect(error.message).to.contain("team/image-x:1.0 is ");
        expect(asked).to.be.at.most(60);
      });
    }
  });
}

describe("an id of HSS's that is a part of a path", () => {
  afterEach(stopServers);

  for (const id of [
    "../../../v3/auth/tokens",
    "..",
    "a/b",
    "a?b=c",
    "a#b",
    "%2e%2e%2f",
    "a\r\nX-Other: 1",
    "",
  ]) {
    it(`is not sent: ${JSON.stringify(id)}`, async () => {
      const [, , hss] = hostileClouds;
      if (!hss) throw new Error("there is no such cloud");
      const paths: string[] = [];
      const listed = { task_id: id, task_status: 50, begin_time: 1, total_num: 1 };
      const url = await serving(({ url: path = "" }, response) => {
        paths.push(path);
        response.writeHead(200, headers).end(JSON.stringify(hss.page([listed], 1)));
      });
      const state = {
        ...task,
        runs: [{ taskIds: [id], reason: "create", images: 1, submittedAt: "2026-01-01T00:00:00.000Z" }],
        resolved: {},
        followed: [],
      };
      const context = contextAt(hss, url);
      await resource(hss.kind).handlers(context).delete("scan-1", state);
      expect(context.host.lines.join("\n")).to.contain("HSS does not stop scan ").and.contain(": it goes on");
      expect(paths.filter((path) => !path.includes("/image/tasks?"))).to.deep.equal([]);
    });
  }
});
