import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { CONTROL_PATH, type Control } from "./control";
import type { Fault, FaultKind, Faults } from "./faults";
import { printJson } from "./json";
import type { RequestEntry, RequestLog } from "./requestLog";
import type { HttpCall, Refusal, Vendor } from "./vendor";

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const SLOW_MS = 1_000;

/** An answer as it leaves. */
interface Delivery {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const JSON_TYPE = { "content-type": "application/json" };
const HTML_PAGE = "<html><head><title>503</title></head><body><h1>503 Service Unavailable</h1></body></html>";

/** The faults that answer in the vendor's place. */
const INSTEAD: Partial<Record<FaultKind, Delivery>> = {
  http500: { status: 500, headers: { "content-type": "text/plain" }, text: "Internal Server Error" },
  http503: { status: 503, headers: { "content-type": "text/html" }, text: HTML_PAGE },
  emptyBody: { status: 200, headers: JSON_TYPE, text: "" },
  malformedJson: { status: 200, headers: JSON_TYPE, text: '{"RequestId":' },
  noResponse: { status: 200, headers: JSON_TYPE, text: "{}" },
  redirect: { status: 302, headers: { location: "/redirected/" }, text: "" },
};

/** The loopback server: gives each request to the vendor it is meant for, and puts the faults in between. */
export class SandboxServer {
  readonly #http: Server;
  readonly #stopping = new AbortController();

  constructor(
    private readonly vendors: readonly Vendor[],
    private readonly faults: Faults,
    private readonly requests: RequestLog,
    private readonly control: Control,
  ) {
    this.#http = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => this.#giveUp(response, error));
    });
    // A client that keeps a socket must not lose a race against this server closing it.
    this.#http.keepAliveTimeout = 10 * 60 * 1_000;
  }

  /** Listens on 127.0.0.1, and tells on which port. */
  async start(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, "127.0.0.1", () => {
        this.#http.off("error", reject);
        resolve();
      });
    });
    const address = this.#http.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return address.port;
  }

  /** Ends every connection, those included that still wait for an answer. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = Date.now();
    const call = await readCall(request, performance.now());
    if (call.path.startsWith(CONTROL_PATH)) {
      const { status, body } = this.control.answer(call);
      return send(response, { status, headers: JSON_TYPE, text: printJson(body) });
    }
    const vendor = this.vendors.find((candidate) => candidate.owns(call));
    const rawBody = call.body.toString("utf8");
    const seen = { at, method: call.method, path: call.path, query: call.query, rawBody };
    if (!vendor) {
      this.requests.add({ ...seen, body: {}, cloud: "unknown", action: "", outcome: "unknown" });
      const text = printJson({ error: "no vendor of the sandbox takes this request" });
      return send(response, { status: 404, headers: JSON_TYPE, text });
    }
    const action = vendor.action(call);
    const fault = this.faults.take(vendor.cloud, action);
    const unknownParameters = vendor.unknownParameters?.(call) ?? [];
    const entry = {
      ...seen,
      body: vendor.parameters(call),
      cloud: vendor.cloud,
      action,
      ...(unknownParameters.length > 0 && { unknownParameters }),
      ...(fault && { fault: fault.kind }),
    };
    await this.#answer(vendor, call, fault, entry, response);
  }

  async #answer(
    vendor: Vendor,
    call: HttpCall,
    fault: Fault | undefined,
    entry: Omit<RequestEntry, "outcome">,
    response: ServerResponse,
  ): Promise<void> {
    const instead = fault && INSTEAD[fault.kind];
    if (fault && (instead || fault.kind === "resetBefore" || fault.kind === "hang")) {
      this.requests.add({ ...entry, outcome: fault.kind });
      if (fault.kind === "hang") return;
      await this.#keepBack(fault);
      if (instead) send(response, instead);
      else reset(response);
      return;
    }
    const answer = vendor.answer(call, refusalOf(fault));
    this.requests.add({
      ...entry,
      ...(answer.account !== undefined && { account: answer.account }),
      ...(answer.requestId !== undefined && { requestId: answer.requestId }),
      outcome: fault?.kind === "resetAfter" ? "resetAfter" : answer.outcome,
    });
    await this.#keepBack(fault);
    if (fault?.kind === "resetAfter") reset(response);
    else send(response, { ...answer, headers: { "content-type": answer.contentType, ...answer.headers } });
  }

  /** The caller hung up, the sandbox stops, or the sandbox has a bug: only the last has anyone to tell. */
  #giveUp(response: ServerResponse, error: unknown): void {
    if (response.headersSent || response.destroyed || this.#stopping.signal.aborted) {
      reset(response);
      return;
    }
    const text = printJson({ error: `the sandbox failed: ${error instanceof Error ? error.stack : error}` });
    send(response, { status: 500, headers: JSON_TYPE, text });
  }

  async #keepBack(fault: Fault | undefined): Promise<void> {
    const delayMs = fault?.delayMs ?? (fault?.kind === "slow" ? SLOW_MS : 0);
    if (delayMs > 0) await wait(delayMs, undefined, { signal: this.#stopping.signal });
  }
}

async function readCall(request: IncomingMessage, arrivedAt: number): Promise<HttpCall> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and dropped: answering before the end would reset the sender's connection.
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: request.method ?? "",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers: request.headers,
    body: Buffer.concat(chunks),
    tooLarge: length > MAX_BODY_BYTES,
    arrivedAt,
  };
}

function refusalOf(fault: Fault | undefined): Refusal | undefined {
  if (fault?.kind === "throttled") return { kind: "throttled" };
  if (!(fault?.kind === "error" || fault?.kind === "failureIn200") || fault.code === undefined)
    return undefined;
  return {
    kind: fault.kind,
    code: fault.code,
    ...(fault.message !== undefined && { message: fault.message }),
  };
}

function send(response: ServerResponse, { status, headers, text }: Delivery): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
