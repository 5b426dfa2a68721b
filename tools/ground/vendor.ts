import type { HuaweiCloudScan, ScanState } from "../../sandbox/index";
import type { VendorAccount } from "./clouds";
import type { Ground } from "./ground";

/** A scan that a vendor has accepted. */
export interface AcceptedScan {
  readonly taskId: number | string;
  /** By the names that programs have for them. */
  readonly images: readonly string[];
  readonly state: ScanState | HuaweiCloudScan["state"];
  /** What it looks for, at a vendor that lets one choose. */
  readonly scanTypes?: readonly string[];
}

/** A vulnerability that a scan finds, in words that fit every vendor. */
export interface Found {
  readonly id: string;
  /** `high` if not said. */
  readonly level?: "high" | "medium";
  /** Only where the vendor tells it. */
  readonly fixable?: boolean;
}

/** A vendor as the life cycle of a scan task sees it, in words that fit every vendor. */
export interface TaskVendor<A extends VendorAccount = VendorAccount> {
  readonly ground: Ground<A>;
  /** Makes the vendor know these names, ready to be scanned. */
  add(...names: string[]): void;
  /** Lets a name lead to another digest. */
  move(name: string): void;
  /** Gives or takes the licence to scan an image. */
  authorise(name: string, authorised: boolean): void;
  /** Lets scans of an image find these, and nothing else. */
  find(name: string, found: readonly Found[]): void;
  /** All scans that were accepted, oldest first. */
  scans(): readonly AcceptedScan[];
  /** What the vendor calls an image. */
  idOf(name: string): unknown;
}

/** A vendor as the life cycle of a schedule sees it, in words that fit every vendor. */
export interface ScheduleVendor {
  readonly ground: Ground;
  /** The setting as the vendor holds it; undefined when it was never written, or is gone. */
  setting(): Readonly<Record<string, unknown>> | undefined;
  /** Whether the vendor has one that is switched on. */
  runs(): boolean;
  /** A colleague changes the setting in the console: to the setting of `theirs`, by one field of it, or to off. */
  edit(to: "theirs" | "one field" | "off"): void;
}

/** Images that every vendor of a row of images knows. */
export const images = ["team/one:1.0", "team/two:1.0", "team/three:1.0", "team/four:1.0", "team/five:1.0"];
