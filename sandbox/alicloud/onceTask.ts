import type { JsonObject } from "../json";
import type { ImageVerdict, ScanMarks, ScanTask } from "../scanTask";
import type { Quota } from "./quota";

/** What one leaf of a task scans: an image of a registry, or a container. */
export interface ScanTarget {
  /** The thing itself: two targets of one subject are the same work. */
  readonly subject: object;
  /** What the log calls it. */
  readonly name: string;
  readonly digest: string;
  readonly targetType: "IMAGE_REPO" | "IMAGE";
  /** Why it cannot be scanned at all, in a word of the vendor's. */
  readonly refused: string | undefined;
  /** Where its scan is, as the subject shows it. */
  readonly status: string;
  readonly progress: number;
  /** TaskImageInfo. */
  info(): JsonObject;
  /** Writes on the subject where its scan is, and why it was not scanned; without a reason, that stays. */
  mark(status: string, progress: number, result?: string): void;
  /** Writes on the subject what its scan came to, and tells it. */
  conclude(at: number): { readonly failed: string } | { readonly risky: boolean };
}

/** One image or container of a task, in the vendor's words. */
export interface Leaf {
  readonly taskId: string;
  /** The id of the task that it belongs to. */
  readonly rootId: string;
  readonly target: ScanTarget;
  /** The digest when it was submitted. */
  readonly digest: string;
  /** INIT, a phase such as CVE_ANALYZER, SUCCESS, FAIL, TIMEOUT, or what a canceled one says. */
  status: string;
  progress: number;
  /** Why it was not scanned. */
  resultInfo: string;
  /** In milliseconds since 1970; 0 before that. */
  startTime: number;
  endTime: number;
  ended: boolean;
}

/** A task that the vendor has accepted: the root of its leaves. */
export interface Root {
  readonly taskId: string;
  readonly kind: "registry" | "container";
  /** The action that created it. */
  readonly action: string;
  readonly startedAt: number;
  /** All of them, those included that were refused. */
  readonly leaves: readonly Leaf[];
  readonly refused: readonly Leaf[];
  /** Does those that were not. */
  readonly task: ScanTask<Leaf>;
}

/** What a leaf says that the quota was not enough for. */
const QUOTA_USED_UP = "IMAGE_SCAN_AUTH_NOT_ENOUGH";

/** What a scan goes through, each phase a fifth of it. */
const PHASES = ["PRE_ANALYZER", "DOWNLOAD", "CVE_ANALYZER", "WEB_SHELL_ANALYZER", "OTHER_ANALYZER"] as const;

/** Writes the scan on leaves and on what they scan. */
export class LeafMarks implements ScanMarks<Leaf> {
  constructor(
    private readonly quota: Quota,
    /** What a canceled leaf says. */
    private readonly canceledStatus: string,
    private readonly now: () => number,
  ) {}

  wait(leaf: Leaf): void {
    leaf.target.mark(leaf.status, leaf.progress, "");
  }

  begin(leaf: Leaf, at: number): void {
    leaf.startTime = at;
    this.#mark(leaf, PHASES[0], 0);
  }

  advance(leaf: Leaf, percent: number): void {
    this.#mark(leaf, PHASES[Math.floor((percent * PHASES.length) / 100)] ?? PHASES[0], percent);
  }

  end(leaf: Leaf, at: number): ImageVerdict {
    close(leaf, at);
    if (!this.quota.allows(leaf.digest)) return this.#fail(leaf, QUOTA_USED_UP);
    const came = leaf.target.conclude(at);
    if ("failed" in came) return this.#fail(leaf, came.failed);
    this.quota.use(leaf.digest);
    this.#end(leaf, "SUCCESS", 100);
    return came.risky ? "risky" : "safe";
  }

  timeOut(leaf: Leaf, at: number): void {
    close(leaf, at);
    this.#end(leaf, "TIMEOUT", leaf.progress);
  }

  cancel(leaf: Leaf): void {
    close(leaf, this.now());
    leaf.status = this.canceledStatus;
    leaf.target.mark("FAIL", leaf.progress, "");
  }

  /** A leaf that is not begun at all. */
  refuse(leaf: Leaf, reason: string): void {
    close(leaf, this.now());
    leaf.status = "FAIL";
    leaf.resultInfo = reason;
  }

  #fail(leaf: Leaf, reason: string): "failed" {
    leaf.resultInfo = reason;
    this.#end(leaf, "FAIL", leaf.progress);
    return "failed";
  }

  #mark(leaf: Leaf, status: string, progress: number): void {
    leaf.status = status;
    leaf.progress = progress;
    leaf.target.mark(status, progress);
  }

  #end(leaf: Leaf, status: string, progress: number): void {
    leaf.status = status;
    leaf.progress = progress;
    leaf.target.mark(status, progress, leaf.resultInfo);
  }
}

function close(leaf: Leaf, at: number): void {
  leaf.startTime ||= at;
  leaf.endTime = at;
  leaf.ended = true;
}
