import type { ScanPace } from "../scanPace";
import type { Assumptions } from "./assumptions";
import { stockNodes, stockRegistries } from "./inventory";
import { LocalImages } from "./localImages";
import { LocalScans } from "./localScans";
import { LocalSchedule } from "./localSchedule";
import { RegistryImages } from "./registryImages";
import { RegistryScans } from "./registryScans";
import { RegistrySchedule } from "./registrySchedule";
import { type Scan, Scans } from "./scans";
import type { Key } from "./signature";

/** The vendor's two separate account systems. They know nearly the same parameters. */
export type Site = "mainland" | "international";

export interface AccountOptions {
  /** The main account's number. @default "100000000001" for the first, and so on */
  readonly uin?: string;
  /** @default "mainland" */
  readonly site?: Site;
  /** Its credentials; all of them reach the same settings. @default one, made up */
  readonly keys?: readonly [Key, ...Key[]];
  /** What its registries and nodes hold at the start: a dozen images, or nothing. @default "stocked" */
  readonly images?: "stocked" | "none";
  /** How many licences it has bought. @default 100 */
  readonly licences?: number;
}

/** A main account: what its settings and images belong to, whichever of its keys is used. */
export class Account {
  readonly uin: string;
  readonly site: Site;
  readonly keys: readonly [Key, ...Key[]];
  /** How many licences it has bought. */
  readonly licences: number;
  readonly registryImages: RegistryImages;
  readonly localImages: LocalImages;
  readonly registrySchedule: RegistrySchedule;
  readonly localSchedule: LocalSchedule;
  /** @internal */
  readonly registryScans: RegistryScans;
  /** @internal */
  readonly localScans: LocalScans;
  readonly #scans: Scans;

  /** @internal */
  constructor(
    number: number,
    options: AccountOptions,
    { assumptions, clock, pace }: { assumptions: Assumptions; clock: () => number; pace: ScanPace },
  ) {
    this.uin = options.uin ?? String(100_000_000_000 + number);
    this.site = options.site ?? "mainland";
    this.licences = options.licences ?? 100;
    this.keys = options.keys ?? [madeUpKey(number)];
    this.#scans = new Scans(clock, pace);
    const catchUp = () => this.#scans.catchUp();
    this.registryImages = new RegistryImages(assumptions, clock, catchUp);
    this.localImages = new LocalImages(assumptions, clock, catchUp);
    this.registrySchedule = new RegistrySchedule(this.registryImages, assumptions);
    this.localSchedule = new LocalSchedule(assumptions);
    this.registryScans = new RegistryScans(this.registryImages, this.#scans, assumptions);
    this.localScans = new LocalScans(this.localImages, this.#scans, assumptions);
    if (options.images === "none") return;
    stockRegistries(this.registryImages, assumptions);
    stockNodes(this.localImages, this.registryImages);
  }

  /** Every scan task that has been accepted, oldest first. */
  get scans(): readonly Scan[] {
    return this.#scans.log;
  }

  /** Whether scans are held. */
  get scansHeld(): boolean {
    return this.#scans.clock.held;
  }

  /** Ends every scan that runs, now, whether held or not. */
  finishScans(): void {
    this.#scans.finish();
  }

  /** Lets no scan go on: what is being scanned, or begins to be, stays so until `releaseScans()`. */
  holdScans(): void {
    this.#scans.hold();
  }

  /** Lets scans go on from where they were held. */
  releaseScans(): void {
    this.#scans.release();
  }
}

/** Must look like nobody's secret, to a person and to a secret scanner alike. */
function madeUpKey(number: number): Key {
  return { secretId: `sandbox-secret-id-${number}`, secretKey: `sandbox-secret-key-${number}` };
}
