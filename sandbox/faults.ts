import { CLOUDS, type Cloud } from "./vendor";

/** Every kind of fault. */
export const FAULT_KINDS = [
  "throttled",
  "error",
  "failureIn200",
  "http500",
  "http503",
  "emptyBody",
  "malformedJson",
  "noResponse",
  "resetBefore",
  "resetAfter",
  "hang",
  "slow",
  "redirect",
] as const;

/**
 * What goes wrong.
 * - `throttled`: the vendor's answer to too many requests; nothing is done.
 * - `error`: the vendor answers the error `code`; nothing is done.
 * - `failureIn200`: of alicloud, the error `code` as HTTP 200 with `"Success": false`; nothing is done.
 * - `http500`, `http503`: an HTTP error from something in front of the vendor, the latter with an HTML page; nothing is done.
 * - `emptyBody`, `malformedJson`, `noResponse` (`{}`): HTTP 200 without a usable answer; nothing is done.
 * - `resetBefore`: the connection is reset, nothing is done.
 * - `resetAfter`: it is done, then the connection is reset: the lost answer.
 * - `hang`: nothing is done and no answer ever comes; the connection is closed when the sandbox stops.
 * - `slow`: it is done, and the answer comes after `delayMs` (1000).
 * - `redirect`: HTTP 302 to another path of the sandbox; nothing is done.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Only requests for this action. @default any action */
  readonly action?: string;
  /** Only requests to this cloud. @default any cloud */
  readonly cloud?: Cloud;
  /** How many requests it meets. `Infinity` is every one until `clear()`. @default 1 */
  readonly times?: number;
  /** How long the answer, or the reset, is kept back. @default 1000 for `slow`, else 0 */
  readonly delayMs?: number;
  /** The vendor's error code, for `error` and `failureIn200` only. */
  readonly code?: string;
  /** The vendor's text, for `error` and `failureIn200` only. @default a text that names the sandbox */
  readonly message?: string;
}

/** Kinds that only one vendor can answer with. */
const ONLY: Partial<Record<FaultKind, Cloud>> = { failureIn200: "alicloud" };
/** Kinds that say a code of the vendor's. */
const WITH_CODE: readonly FaultKind[] = ["error", "failureIn200"];
const FIELDS = ["kind", "action", "cloud", "times", "delayMs", "code", "message"];
const MAX_WAITING = 1_000;
const MAX_DELAY_MS = 24 * 60 * 60 * 1_000;

/** The faults that wait for their request. Of several that fit, the one added first is met first. */
export class Faults {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  /** Makes the next fitting request, or the next `times` of them, fail. */
  add(fault: Fault): void {
    refuseUnusable(fault);
    if (this.#waiting.length >= MAX_WAITING) throw new RangeError(`${MAX_WAITING} faults wait already`);
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  /** Those that still wait, `times` being what is left of it. */
  list(): Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  /** Drops those that still wait. */
  clear(): void {
    this.#waiting = [];
  }

  /** @internal */
  take(cloud: Cloud, action: string): Fault | undefined {
    const met = this.#waiting.find(
      ({ fault }) =>
        (fault.action ?? action) === action && (fault.cloud ?? ONLY[fault.kind] ?? cloud) === cloud,
    );
    if (!met) return undefined;
    met.left -= 1;
    if (met.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== met);
    return met.fault;
  }
}

/** Faults also come as JSON from a shell, so the types alone do not hold them. */
function refuseUnusable(fault: Fault): void {
  if (!FAULT_KINDS.includes(fault.kind)) {
    throw new TypeError(`no fault is called ${String(fault.kind)}: ${FAULT_KINDS.join(", ")}`);
  }
  const stranger = Object.keys(fault).find((name) => !FIELDS.includes(name));
  if (stranger) throw new TypeError(`a fault has no ${stranger}: ${FIELDS.join(", ")}`);
  const times = fault.times ?? 1;
  if (times !== Infinity && !(Number.isSafeInteger(times) && times >= 1)) {
    throw new TypeError("times is an integer, 1 or more");
  }
  const delayMs = fault.delayMs ?? 0;
  if (!(Number.isSafeInteger(delayMs) && delayMs >= 0 && delayMs <= MAX_DELAY_MS)) {
    throw new TypeError(`delayMs is an integer from 0 to ${MAX_DELAY_MS}`);
  }
  for (const name of ["action", "cloud", "code", "message"] as const) {
    if (fault[name] !== undefined && typeof fault[name] !== "string")
      throw new TypeError(`${name} is a text`);
  }
  const { cloud = ONLY[fault.kind] } = fault;
  if (cloud !== undefined && !CLOUDS.includes(cloud)) {
    throw new TypeError(`no cloud is called ${String(cloud)}: ${CLOUDS.join(", ")}`);
  }
  if (cloud !== (ONLY[fault.kind] ?? cloud)) {
    throw new TypeError(`${fault.kind} is a fault of ${ONLY[fault.kind]}, not of ${cloud}`);
  }
  if (WITH_CODE.includes(fault.kind) && !fault.code)
    throw new TypeError(`a fault of kind ${fault.kind} needs a code`);
  if (!WITH_CODE.includes(fault.kind) && (fault.code ?? fault.message) !== undefined) {
    throw new TypeError(`code and message belong to faults of kind ${WITH_CODE.join(" and ")}`);
  }
}
