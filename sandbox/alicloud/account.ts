import type { ScanPace } from "../scanPace";
import type { Assumptions } from "./assumptions";
import { Containers } from "./containers";
import { CycleTasks } from "./cycleTasks";
import { stockClusters, stockRegistry } from "./inventory";
import { OnceTasks, type Scan, type TaskLimits } from "./onceTasks";
import { Quota } from "./quota";
import { RegistryImages } from "./registryImages";
import { RegistryScans } from "./registryScans";
import type { Key } from "./signature";

/** The vendor's two separate control planes: neither sees the tasks of the other. */
export type Site = "mainland" | "international";

export interface AccountOptions {
  /** The account's number. @default "1000000000000001" for the first, and so on */
  readonly uid?: string;
  /** @default "mainland" */
  readonly site?: Site;
  /** Its credentials; all of them reach the same tasks. @default one, made up */
  readonly keys?: readonly [Key, ...Key[]];
  /** What its registry and clusters hold at the start: a dozen images and some apps, or nothing. @default "stocked" */
  readonly images?: "stocked" | "none";
  /** How many scans it has bought. @default 1,000,000 */
  readonly quota?: number;
}

/** What every account of the vendor has in common. */
export interface Surroundings {
  readonly assumptions: Assumptions;
  readonly clock: () => number;
  readonly pace: ScanPace;
  readonly limits: TaskLimits;
}

const REGIONS: Readonly<Record<Site, string>> = { mainland: "cn-hangzhou", international: "ap-southeast-1" };
const QUOTA = 1_000_000;

/** An account: what its tasks and images belong to, whichever of its keys is used. */
export class Account {
  readonly uid: string;
  readonly site: Site;
  readonly keys: readonly [Key, ...Key[]];
  readonly registryImages: RegistryImages;
  readonly containers: Containers;
  readonly cycleTasks: CycleTasks;
  /** How many scans it has bought, and used. */
  readonly quota: Quota;
  /** @internal */
  readonly registryScans: RegistryScans;
  /** @internal */
  readonly tasks: OnceTasks;

  /** @internal */
  constructor(number: number, options: AccountOptions, { assumptions, clock, pace, limits }: Surroundings) {
    this.uid = options.uid ?? String(1_000_000_000_000_000 + number);
    this.site = options.site ?? "mainland";
    this.keys = options.keys ?? [madeUpKey(number)];
    this.quota = new Quota(options.quota ?? QUOTA);
    this.tasks = new OnceTasks(clock, pace, this.quota, assumptions, limits);
    const catchUp = () => this.tasks.catchUp();
    const regionId = REGIONS[this.site];
    this.registryImages = new RegistryImages(assumptions, regionId, clock, catchUp);
    this.containers = new Containers(assumptions, regionId, catchUp);
    this.registryScans = new RegistryScans(this.registryImages, this.tasks, this.quota, assumptions);
    this.cycleTasks = new CycleTasks(assumptions, clock, () => this.registryScans.startAll("CycleTask"));
    if (options.images === "none") return;
    stockRegistry(this.registryImages, this.quota);
    stockClusters(this.containers, this.registryImages);
  }

  /** Every scan task that has been accepted, oldest first. */
  get scans(): readonly Scan[] {
    return this.tasks.log;
  }

  /** Whether scans are held. */
  get scansHeld(): boolean {
    return this.tasks.clock.held;
  }

  /** The most scan tasks that ever ran at once. */
  get maxRunning(): number {
    return this.tasks.maxRunning;
  }

  /** Ends every scan that runs, now, whether held or not. */
  finishScans(): void {
    this.tasks.finish();
  }

  /** Lets no scan go on: what is being scanned, or begins to be, stays so until `releaseScans()`. */
  holdScans(): void {
    this.tasks.hold();
  }

  /** Lets scans go on from where they were held. */
  releaseScans(): void {
    this.tasks.release();
  }
}

/** Must look like nobody's secret, to a person and to a secret scanner alike. */
function madeUpKey(number: number): Key {
  return { accessKeyId: `sandbox-access-key-${number}`, accessKeySecret: `sandbox-access-secret-${number}` };
}
