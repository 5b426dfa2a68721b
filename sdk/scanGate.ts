// Made from the provider's field rows by `npm run generate`: edit those.
import * as pulumi from "@pulumi/pulumi";
import { bind } from "./bind";
import type { MaxFindings, ScanTask } from "./scanTask";

/** What a {@link ScanGate} is declared with. */
export interface ScanGateArgs<T extends ScanTask = ScanTask> {
  /**
   * The scan whose end is waited for, and whose results are judged.
   *
   * Allowed: a scan task of this package. Required. A change: updates.
   */
  task: pulumi.Input<T>;
  /**
   * The most findings that each image may have, by level. Levels that are not named are not limited.
   *
   * Allowed: at least one of `critical`, `high`, `medium`, `low`, `malware`, `sensitiveInfo`. When left out:
   * only a complete scan is required. A change: updates.
   */
  maxFindings?: pulumi.Input<MaxFindings<T>> | undefined;
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
 * import { ScanGate } from "pulumi-image-scan";
 *
 * new ScanGate("example", { task, maxFindings: { critical: 0, high: 0 } });
 */
export class ScanGate<T extends ScanTask = ScanTask> extends pulumi.CustomResource {
  /**
   * The scan whose end is waited for, and whose results are judged.
   */
  declare public readonly task: pulumi.Output<Record<string, unknown>>;
  /**
   * The most findings that each image may have, by level. Levels that are not named are not limited.
   */
  declare public readonly maxFindings: pulumi.Output<{ critical?: number; high?: number; medium?: number; low?: number; malware?: number; sensitiveInfo?: number; } | undefined>;
  /**
   * How long the gate waits for the scan's end, in seconds. `opts.customTimeouts` sets it, too.
   */
  declare public readonly waitTimeoutSeconds: pulumi.Output<number>;
  /**
   * A gate that does not pass fails, and keeps its earlier outputs.
   */
  declare public readonly verdict: pulumi.Output<"passed">;
  /**
   * Images of the task's set.
   */
  declare public readonly totalImages: pulumi.Output<number>;
  /**
   * Images with a result since they were submitted.
   */
  declare public readonly scannedImages: pulumi.Output<number>;
  /**
   * Findings of all images together, by level.
   */
  declare public readonly findings: pulumi.Output<Record<string, number>>;
  /**
   * When the gate passed.
   */
  declare public readonly finishedAt: pulumi.Output<string>;

  /**
   * @param name The resource's name in the program. To rename it keep the old one as an alias in `opts`.
   * @param args What it is declared with.
   * @param opts Pulumi's options, such as `protect` or `retainOnDelete`.
   */
  constructor(name: string, args: ScanGateArgs<T>, opts?: pulumi.CustomResourceOptions) {
    const resource = {
      kind: "scanGate",
      name,
      properties: ["task","maxFindings","waitTimeoutSeconds","verdict","totalImages","scannedImages","findings","finishedAt"],
      singletonBy: [],
      timeout: "waitTimeoutSeconds",
    };
    super("pulumi-nodejs:dynamic/imageScan:ScanGate", name, bind(resource, { ...args }, opts), opts);
  }
}
