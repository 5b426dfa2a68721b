import type { IncomingHttpHeaders } from "node:http";
import type { Json, JsonObject } from "./json";

/** The clouds that the sandbox imitates. */
export const CLOUDS = ["tencentcloud", "alicloud", "huaweicloud"] as const;

export type Cloud = (typeof CLOUDS)[number];

/** One request as it came in. */
export interface HttpCall {
  readonly method: string;
  readonly path: string;
  /** What follows the `?`, as sent. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Longer than the vendor takes: `body` is cut. */
  readonly tooLarge: boolean;
  /** When its head arrived, in milliseconds of `performance.now()`. */
  readonly arrivedAt: number;
}

/** An error that the vendor is told to answer, once it has seen that the caller may ask at all. */
export type Refusal =
  | { readonly kind: "throttled" }
  | { readonly kind: "error" | "failureIn200"; readonly code: string; readonly message?: string };

/** What the vendor says, before any fault of the network. */
export interface Answer {
  /** `"ok"`, or the vendor's error code. */
  readonly outcome: string;
  /** Whose keys signed the call; absent while that is not established. */
  readonly account?: string;
  readonly requestId?: string;
  readonly status: number;
  readonly contentType: string;
  /** Beside the content-type. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What the control endpoint asks of a vendor: `/_sandbox/<cloud>/<noun>`. */
export interface ControlRequest {
  readonly method: string;
  readonly noun: string;
  readonly query: URLSearchParams;
  readonly body: Json;
}

/** One imitated vendor, as the server sees it. A further vendor is a folder with one of these. */
export interface Vendor {
  readonly cloud: Cloud;
  /** What points a program at this vendor under `url`, as its first account. */
  env(url: string): Readonly<Record<string, string>>;
  /** Whether this request is meant for this vendor. */
  owns(call: HttpCall): boolean;
  /** The vendor's name for what is asked, "" when there is none. Faults are aimed with it. */
  action(call: HttpCall): string;
  /** The parameters of what is asked, wherever in the request this vendor reads them; {} when it can read none. */
  parameters(call: HttpCall): JsonObject;
  /** The names of parameters that the vendor does not know for this action, and passes over without a word. */
  unknownParameters?(call: HttpCall): readonly string[];
  answer(call: HttpCall, refusal?: Refusal): Answer;
  /** What a person may want to see of it. */
  show(): JsonObject;
  /** Changes something the way a person in the vendor's console would; throws a ControlError. */
  control(request: ControlRequest): Json;
}
