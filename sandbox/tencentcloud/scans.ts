import { ScanLog } from "../scanLog";
import type { ScanState, ScanTask } from "../scanTask";
import type { LocalImage } from "./localImages";
import type { RegistryImage } from "./registryImage";

/** A scan task that the vendor has accepted. */
export interface Scan {
  /** A number for registry images, a text for local ones, as in the vendor's answers. */
  readonly taskId: number | string;
  readonly kind: "registry" | "local";
  /** What it scans: `namespace/name:tag`, or a local image's name. */
  readonly images: readonly string[];
  /** What was asked for and is left out: not authorised, or in another scan at that time. */
  readonly skipped: readonly string[];
  /** Of CVE, VIRUS and RISK. */
  readonly scanTypes: readonly string[];
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: ScanState;
}

/** A scan with the task that does it. */
interface AcceptedScan<Kind extends Scan["kind"], Image> {
  readonly told: Omit<Scan, "state"> & { readonly kind: Kind };
  readonly task: ScanTask<Image>;
}

export type RegistryScan = AcceptedScan<"registry", RegistryImage>;
export type LocalScan = AcceptedScan<"local", LocalImage> & {
  /** Whether it is the account's scan of all, as the console starts it. */
  readonly oneClick: boolean;
};

/** Every scan task of an account, oldest first. */
export class Scans extends ScanLog<RegistryScan | LocalScan> {
  get log(): Scan[] {
    this.catchUp();
    return this.accepted.map(({ told, task }) => ({ ...told, state: task.state }));
  }

  registryScans(): RegistryScan[] {
    return this.accepted.filter((scan): scan is RegistryScan => scan.told.kind === "registry");
  }

  localScans(): LocalScan[] {
    return this.accepted.filter((scan): scan is LocalScan => scan.told.kind === "local");
  }
}
