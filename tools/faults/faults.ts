import type { Deadlines } from "../../provider/core/context";
import type { Fault } from "../../sandbox/index";

/** One column of the matrix: what goes wrong with a call. */
export interface FaultColumn {
  readonly name: string;
  /** What a reader is told of it. */
  readonly doc: string;
  readonly kind: Fault["kind"];
  /** Whether the vendor does what it is asked, and the answer does not come through. */
  readonly losesAnswer?: true;
  /** Whether the vendor says itself, in its words, that it did nothing. */
  readonly isRefusal?: true;
  /** The vendor's code, where the fault is one. */
  readonly code?: string;
  /** How late an answer is. */
  readonly delayMs?: number;
  /** Deadlines under which the fault shows: none is waited for in full. */
  readonly deadlines?: Deadlines;
  /** Whether one call is as good as all of a step: it is not tried again, and nothing is the matter for long. */
  readonly once?: true;
  /** Only of calls that may change something: of others it is another column once more. */
  readonly ofWrites?: true;
}

const impatient: Deadlines = { requestMs: 1_500, callMs: 20_000 };

export const FAULTS: readonly FaultColumn[] = [
  { name: "throttled", doc: "the vendor's answer to too many requests", kind: "throttled", isRefusal: true },
  { name: "http500", doc: "HTTP 500 from something in front of the vendor", kind: "http500" },
  { name: "http503", doc: "HTTP 503 with a page of HTML", kind: "http503" },
  { name: "emptyBody", doc: "HTTP 200 with nothing in it; nothing was done", kind: "emptyBody" },
  { name: "emptyObject", doc: "HTTP 200 with `{}`; nothing was done", kind: "noResponse" },
  { name: "malformedJson", doc: "HTTP 200 with half an answer; nothing was done", kind: "malformedJson" },
  { name: "resetBefore", doc: "the connection is reset, nothing was done", kind: "resetBefore" },
  {
    name: "resetAfter",
    doc: "it was done, and the connection is reset: the lost answer",
    kind: "resetAfter",
    losesAnswer: true,
  },
  { name: "hang", doc: "nothing is done, and no answer ever comes", kind: "hang", deadlines: impatient },
  {
    name: "late",
    doc: "it was done, and the answer comes after the deadline",
    kind: "slow",
    delayMs: 600_000,
    losesAnswer: true,
    deadlines: impatient,
    ofWrites: true,
  },
  { name: "slow", doc: "it was done, and the answer takes its time", kind: "slow", delayMs: 50, once: true },
];

/** How long a fault lasts: one call; every call of the step; every call from the last of the step on. */
export const SPANS = ["once", "always", "lastly"] as const;
export type Span = (typeof SPANS)[number];
