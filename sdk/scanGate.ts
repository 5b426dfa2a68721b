// Made from the provider's field rows by `npm run generate`: edit those.
import * as pulumi from "@pulumi/pulumi";
import { bind } from "./bind";
import type { Exception, MaxFindings, ScanTask } from "./scanTask";
import { sparePromiseStacks } from "./stackTraces";

/** What a {@link ScanGate} is declared with. */
export interface ScanGateArgs<T extends ScanTask = ScanTask> {
  /**
   * The scan whose end is waited for, and whose results are judged.
   *
   * Allowed: a scan task of this package. Required. A change: updates.
   */
  task: pulumi.Input<T>;
  /**
   * The most findings that each image may have, by level. Levels that are not named are not limited. Tencent
   * Cloud counts by severity, malicious files as `malware`, secrets as `sensitiveInfo`. Alibaba Cloud counts
   * by how soon a vulnerability is to be mended: `asap` is `high`, `later` is `medium`, `nntf` is `low`;
   * alerts of registry images are `malware`. Huawei Cloud, too: `immediate_repair` is `high`, `delay_repair`
   * is `medium`, `not_needed_repair` is `low`; malicious files are `malware`. What a vendor does not count
   * is refused.
   *
   * Allowed: at least one of `critical`, `high`, `medium`, `low`, `malware`, `sensitiveInfo`. When left out:
   * only a complete scan is required. A change: updates.
   */
  maxFindings?: pulumi.Input<MaxFindings<T>> | undefined;
  /**
   * Whether only those vulnerabilities count that can be fixed. Tencent Cloud marks them, or names the
   * version that fixes them; Alibaba Cloud says which can be fixed or updated, and those of which it says
   * nothing count; Huawei Cloud does not tell, so that it is refused there.
   *
   * When left out: `false`. A change: updates.
   */
  fixableOnly?: pulumi.Input<boolean> | undefined;
  /**
   * Vulnerabilities that are accepted until a day, each with a reason that a reviewer can read. After that
   * day they count again; a plan says so from 14 days before. Those that excuse nothing are named. An
   * advisory over several CVEs is accepted by its own id, or when each of its CVEs is.
   *
   * Allowed: at least one `{ vulnerability, images?, until, reason }`. When left out: no exceptions. A
   * change: updates.
   */
  exceptions?: pulumi.Input<pulumi.Input<Exception>[]> | undefined;
  /**
   * What becomes of images that do not pass: the gate fails (`mandatory`), or it lets them through with the
   * same table as a warning (`advisory`).
   *
   * Allowed: `mandatory`, `advisory`. When left out: `"mandatory"`. A change: updates.
   */
  enforcementLevel?: pulumi.Input<"mandatory" | "advisory"> | undefined;
  /**
   * How long the gate waits for the scan's end, in seconds. `opts.customTimeouts` sets it, too.
   *
   * Allowed: a whole number from 1 to 604800. When left out: `3600`. A change: no vendor call.
   */
  waitTimeoutSeconds?: pulumi.Input<number> | undefined;
}

/**
 * Holds back what depends on it until a scan is complete and every image of its set is clean enough. It
 * waits for the task's end, judges every image by its current result, and fails with the worst images when
 * one does not pass, so that whatever has `dependsOn: gate` is not created. It fails closed: an image that
 * was not scanned, is not authorised, or was stopped does not pass. It never starts a scan, and changes
 * nothing at the vendor.
 *
 * Errors: QuotaExceeded (an image has more findings than `maxFindings` allows, or no result; the worst
 * images are listed); Timeout (the scan did not end within `waitTimeoutSeconds`; it goes on, and the next
 * update waits again); Unauthenticated, Forbidden, Throttled, Unavailable (the vendor's results cannot be
 * read).
 *
 * Permissions: those of the task.
 *
 * @example
 * import { ScanGate, tencentcloud } from "pulumi-image-scan";
 *
 * const task = new tencentcloud.RegistryScanTask("example", { images: ["team/api:1.4"] });
 *
 * new ScanGate("example", { task, maxFindings: { critical: 0, high: 0 } });
 */
export class ScanGate<T extends ScanTask = ScanTask> extends pulumi.CustomResource {
  /**
   * The scan whose end is waited for, and whose results are judged.
   */
  declare public readonly task: pulumi.Output<Record<string, unknown>>;
  /**
   * The most findings that each image may have, by level. Levels that are not named are not limited. Tencent
   * Cloud counts by severity, malicious files as `malware`, secrets as `sensitiveInfo`. Alibaba Cloud counts
   * by how soon a vulnerability is to be mended: `asap` is `high`, `later` is `medium`, `nntf` is `low`;
   * alerts of registry images are `malware`. Huawei Cloud, too: `immediate_repair` is `high`, `delay_repair`
   * is `medium`, `not_needed_repair` is `low`; malicious files are `malware`. What a vendor does not count
   * is refused.
   */
  declare public readonly maxFindings: pulumi.Output<{ critical?: number; high?: number; medium?: number; low?: number; malware?: number; sensitiveInfo?: number; } | undefined>;
  /**
   * Whether only those vulnerabilities count that can be fixed. Tencent Cloud marks them, or names the
   * version that fixes them; Alibaba Cloud says which can be fixed or updated, and those of which it says
   * nothing count; Huawei Cloud does not tell, so that it is refused there.
   */
  declare public readonly fixableOnly: pulumi.Output<boolean>;
  /**
   * Vulnerabilities that are accepted until a day, each with a reason that a reviewer can read. After that
   * day they count again; a plan says so from 14 days before. Those that excuse nothing are named. An
   * advisory over several CVEs is accepted by its own id, or when each of its CVEs is.
   */
  declare public readonly exceptions: pulumi.Output<Record<string, string> | undefined>;
  /**
   * What becomes of images that do not pass: the gate fails (`mandatory`), or it lets them through with the
   * same table as a warning (`advisory`).
   */
  declare public readonly enforcementLevel: pulumi.Output<"mandatory" | "advisory">;
  /**
   * How long the gate waits for the scan's end, in seconds. `opts.customTimeouts` sets it, too.
   */
  declare public readonly waitTimeoutSeconds: pulumi.Output<number>;
  /**
   * A mandatory gate that refuses fails, and keeps its earlier outputs; an advisory one says `refused`.
   */
  declare public readonly verdict: pulumi.Output<"passed" | "refused">;
  /**
   * How the scan ended: `expired` is a result that is older than the scan, or that the vendor no longer has.
   */
  declare public readonly status: pulumi.Output<"succeeded" | "failed" | "canceled" | "timedOut" | "expired">;
  /**
   * Images of the task's set.
   */
  declare public readonly totalImages: pulumi.Output<number>;
  /**
   * Images with a result since they were submitted.
   */
  declare public readonly scannedImages: pulumi.Output<number>;
  /**
   * Findings of all images together, by level, those that are excepted included.
   */
  declare public readonly findings: pulumi.Output<Record<string, number>>;
  /**
   * When the newest scan was submitted; nothing of one that was only followed.
   */
  declare public readonly startedAt: pulumi.Output<string | undefined>;
  /**
   * When the gate judged.
   */
  declare public readonly finishedAt: pulumi.Output<string>;
  /**
   * What was scanned is what runs: for each image of the set, by its reference,
   * `host/namespace/name@sha256:…`. Written only when the gate passes: after a refusal it is what last
   * passed. An advisory gate that refuses lets through every image that has a result. The host is missing
   * where neither the program nor the vendor names it, and so are images on nodes of which the vendor knows
   * no digest of a registry.
   */
  declare public readonly pinned: pulumi.Output<Record<string, string>>;

  /**
   * @param name The resource's name in the program. To rename it keep the old one as an alias in `opts`.
   * @param args What it is declared with.
   * @param opts Pulumi's options, such as `protect` or `retainOnDelete`.
   */
  constructor(name: string, args: ScanGateArgs<T>, opts?: pulumi.CustomResourceOptions) {
    const resource = {
      kind: "scanGate",
      name,
      properties: ["task","maxFindings","fixableOnly","exceptions","enforcementLevel","waitTimeoutSeconds","verdict","status","totalImages","scannedImages","findings","startedAt","finishedAt","pinned"],
      singletonBy: [],
      timeout: "waitTimeoutSeconds",
    };
    const done = sparePromiseStacks();
    try {
      super("pulumi-nodejs:dynamic/imageScan:ScanGate", name, bind(resource, { ...args }, opts), opts);
    } finally {
      done();
    }
  }
}
