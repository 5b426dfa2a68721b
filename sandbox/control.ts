import type { IncomingMessage } from "node:http";
import type { Fault, Faults } from "./faults";
import { isJsonObject, type Json, type JsonObject, parseJson } from "./json";
import type { RequestLog } from "./requestLog";
import type { HttpCall, Vendor } from "./vendor";

/** Where the control endpoint begins, on the port that the vendors answer on. */
export const CONTROL_PATH = "/_sandbox/";

/** A control request that cannot be met; its message is for the person at the shell. */
export class ControlError extends Error {
  override name = "ControlError";
}

interface ControlAnswer {
  readonly status: number;
  readonly body: Json;
}

/**
 * What a shell may ask of a running sandbox, as JSON:
 *
 *     GET            /_sandbox/state
 *     GET POST DELETE /_sandbox/faults          POST a Fault; DELETE drops those that wait
 *     GET DELETE     /_sandbox/requests?last=N
 *     any            /_sandbox/<cloud>/<noun>   what the vendor makes of it
 */
export class Control {
  constructor(
    private readonly vendors: readonly Vendor[],
    private readonly faults: Faults,
    private readonly requests: RequestLog,
  ) {}

  answer(call: HttpCall): ControlAnswer {
    // A web page open in a browser on this machine must not be able to steer the sandbox.
    if (call.headers.origin !== undefined || !isLoopbackHost(call.headers.host)) {
      return { status: 403, body: { error: "the control endpoint answers programs on this machine only" } };
    }
    try {
      return { status: 200, body: this.#perform(call) };
    } catch (error) {
      // TypeError and RangeError: what the nouns throw at a program that misuses them.
      if (error instanceof ControlError || error instanceof TypeError || error instanceof RangeError) {
        return { status: 400, body: { error: error.message } };
      }
      throw error;
    }
  }

  #perform(call: HttpCall): Json {
    const [subject = "", noun = "", ...more] = call.path.slice(CONTROL_PATH.length).split("/");
    const query = new URLSearchParams(call.query);
    const body = parseControlBody(call);
    if (more.length === 0 && noun === "") {
      const verb = `${call.method} ${subject}`;
      switch (verb) {
        case "GET state":
          return this.#state();
        case "GET faults":
          return this.faults.list().map(faultAsJson);
        case "POST faults":
          this.faults.add(body as unknown as Fault);
          return this.faults.list().map(faultAsJson);
        case "DELETE faults":
          this.faults.clear();
          return [];
        case "GET requests":
          return this.#lastRequests(query.get("last"));
        case "DELETE requests":
          this.requests.clear();
          return [];
      }
    }
    const vendor = this.vendors.find(({ cloud }) => cloud === subject);
    if (vendor && noun !== "" && more.length === 0) {
      return vendor.control({ method: call.method, noun, query, body });
    }
    throw new ControlError(`the sandbox has no ${call.method} ${call.path}`);
  }

  #state(): JsonObject {
    const clouds = this.vendors.map((vendor) => [vendor.cloud, vendor.show()]);
    return { ...Object.fromEntries(clouds), faults: this.faults.list().map(faultAsJson) };
  }

  #lastRequests(last: string | null): Json {
    if (last !== null && !/^\d{1,9}$/.test(last)) throw new ControlError("last is a number of requests");
    const { entries } = this.requests;
    const newest = last === null ? entries : entries.slice(Math.max(0, entries.length - Number(last)));
    return newest.map((entry) => ({ ...entry, body: entry.body as JsonObject }));
  }
}

function parseControlBody(call: HttpCall): Json {
  if (call.tooLarge) throw new ControlError("the body is too large");
  if (call.body.length === 0) return {};
  try {
    return parseJson(call.body.toString("utf8"));
  } catch {
    throw new ControlError("the body is not JSON");
  }
}

function faultAsJson(fault: Fault): JsonObject {
  const { times = 1, ...rest } = fault;
  return { ...rest, times: times === Infinity ? "every" : times };
}

function isLoopbackHost(host: IncomingMessage["headers"]["host"]): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? "");
}

/** The body of a control request that must be an object. */
export function objectBody(body: Json): JsonObject {
  if (!isJsonObject(body)) throw new ControlError("the body is not a JSON object");
  return body;
}
