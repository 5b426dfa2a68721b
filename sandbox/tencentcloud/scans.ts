import type { LocalImage } from "./localImages";
import type { RegistryImage } from "./registryImage";
import { ScanClock } from "./scanClock";
import type { ScanPace, ScanState, ScanTask } from "./scanTask";

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

const KEPT = 1_000;

/** Every scan task of an account, oldest first; of those that have ended, at least the newest 1,000. */
export class Scans {
  readonly clock: ScanClock;
  #accepted: (RegistryScan | LocalScan)[] = [];

  constructor(
    clock: () => number,
    readonly pace: ScanPace,
  ) {
    this.clock = new ScanClock(clock);
  }

  get log(): Scan[] {
    this.catchUp();
    return this.#accepted.map(({ told, task }) => ({ ...told, state: task.state }));
  }

  registryScans(): RegistryScan[] {
    return this.#accepted.filter((scan): scan is RegistryScan => scan.told.kind === "registry");
  }

  localScans(): LocalScan[] {
    return this.#accepted.filter((scan): scan is LocalScan => scan.told.kind === "local");
  }

  accept(scan: RegistryScan | LocalScan): void {
    this.#accepted.push(scan);
    if (this.#accepted.length <= 2 * KEPT) return;
    const old = this.#accepted.slice(0, -KEPT).filter(({ task }) => task.running);
    this.#accepted = [...old, ...this.#accepted.slice(-KEPT)];
  }

  /** Does what the clock has brought since the last time. */
  catchUp(): void {
    for (const { task } of this.#accepted) task.catchUp();
  }

  finish(): void {
    this.catchUp();
    for (const { task } of this.#accepted) task.finish();
  }

  hold(): void {
    this.catchUp();
    this.clock.hold();
  }

  release(): void {
    this.clock.release();
  }
}
