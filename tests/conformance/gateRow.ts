import type { Severity } from "../../provider/core/findings";
import type { VendorAccount } from "../../tools/ground/clouds";
import type { TaskVendor } from "../../tools/ground/vendor";
import type { TaskRow } from "./taskRow";

/** What a gate over a vendor's scans is tried with, besides what the row of its tasks says. */
export interface GateRow<A extends VendorAccount = VendorAccount> {
  readonly task: TaskRow<A>;
  /** Lets scans of an image fail. */
  fail(vendor: TaskVendor<A>, name: string): void;
  /** The vendor's operation that lists an image's vulnerabilities, and which of its requests are for a list. */
  readonly list: string;
  isList(body: Readonly<Record<string, unknown>>): boolean;
  /** Which severity such a request is about; undefined where it is about all. */
  severityOf(body: Readonly<Record<string, unknown>>): Severity | undefined;
  /** What a registry gives an image out as; undefined where the vendor knows nothing of it. */
  pin(vendor: TaskVendor<A>, name: string): string | undefined;
  /** Whether the vendor tells which vulnerabilities can be fixed. */
  readonly tellsFixable: boolean;
  /** What a scan that was stopped has ended as. */
  readonly stopped: "canceled" | "failed" | "timedOut";
}
