import { defaulted, type Fields, flag, integer, mapOf, oneOf, optional, text } from "./fields";
import type { Description } from "./resource";

/** Inputs that every scan task has. None of them is known to a vendor. */
export const taskFields = {
  rescan: defaulted(oneOf("changed", "added", "all"), "changed", {
    doc:
      "What an update scans: images that were added and tags that moved (`changed`), added images only, or the whole " +
      "set as soon as any image was added or moved.",
    change: "local",
  }),
  rescanAfterDays: optional(integer(1, 3650), {
    doc: "Days after which everything is scanned again, by the first update after them.",
    change: "local",
    absent: "never",
  }),
  due: optional(text("a date, `YYYY-MM-DD`", /^\d{4}-\d\d-\d\d$/), {
    doc: "When `rescanAfterDays` are over. Computed: leave it out.",
    change: "local",
    absent: "computed from `rescanAfterDays`",
  }),
  triggers: optional(mapOf(text("any text", /^.*$/s)), {
    doc: "Any change of these values scans everything again.",
    absent: "no triggers",
  }),
  onBusy: defaulted(oneOf("wait", "fail"), "wait", {
    doc: "What to do while the vendor takes no further scan.",
    change: "local",
  }),
  queueTimeoutSeconds: defaulted(integer(1, 86_400), 3600, {
    doc: 'How long `onBusy: "wait"` waits, in seconds. `opts.customTimeouts` sets it, too.',
    change: "local",
  }),
  cancelOnDelete: defaulted(flag, true, {
    doc: "Whether a delete stops the scans that this resource started and that still run. What it only followed goes on.",
    change: "local",
  }),
  maxImages: optional(integer(1), {
    doc: "The most images that may be scanned at once: a larger selection fails before anything is submitted.",
    change: "local",
    absent: "no limit",
  }),
} satisfies Fields;

export const taskOutputs: Description["outputs"] = {
  taskId: { type: "string | undefined", doc: "The vendor's id of the newest scan, where it gave one." },
  runs: {
    type: "{ taskIds: string[]; reason: string; images: number; submittedAt: string }[]",
    doc: "The newest 20 submissions, newest first: why, how many images, when, and the vendor's ids.",
  },
  resolved: {
    type: "Record<string, { id: string; digest?: string; scannedAt?: string }>",
    doc: "What each image was when it was handed to the vendor.",
  },
  followed: {
    type: "string[]",
    doc: "Images that the vendor was scanning already, so that they were not submitted a second time; `*` is a whole selection.",
  },
  unfinished: {
    type: "string | undefined",
    doc: "Why a submission began that broke off: the next update goes on with it. Nothing when all was submitted.",
  },
};

/** What can go wrong with any task. */
export const taskErrors: Description["errors"] = {
  NotFound: "an image is not known to the vendor, or known twice; the nearest ones are named",
  QuotaExceeded:
    "images are not licensed for scanning, or there are more than `maxImages`; nothing was submitted",
  Conflict: "the vendor takes no further scan, and `onBusy` is `fail` or the wait was too long",
  "Unauthenticated, Forbidden": "the credentials are missing, wrong, or may not call an operation",
  "Throttled, Unavailable, Timeout":
    "the vendor did not answer in time; what was submitted is kept, and the next update goes on from there",
};
