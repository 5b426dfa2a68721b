import type { Uint64 } from "../json";
import type { Assumptions } from "./assumptions";
import { ImageLists } from "./imageLists";
import { stockRegistries, stockServers } from "./inventory";
import { LocalImages } from "./localImages";
import { madeUpProjectId, madeUpUuid } from "./madeUp";
import { type ConsoleScan, ManualScans } from "./manualScans";
import { Quota } from "./quota";
import { Registries } from "./registries";
import { RegistryImages } from "./registryImages";
import { ScannerPolicy } from "./scannerPolicy";
import { type Scan, Scans } from "./scans";
import type { ScanPace } from "./scanTask";
import { ALL_GRANTED, DEFAULT_ENTERPRISE_PROJECT, Scope } from "./scope";
import type { Key } from "./signature";
import { TaskList } from "./taskList";
import { forbidden } from "./vendorError";

export interface AccountOptions {
  /** The account's id. Two entries of one account are two of its projects. @default one of its own, made up */
  readonly domainId?: string;
  /** @default one made up: 32 hexadecimal digits */
  readonly projectId?: string;
  /** The region that the project is in. @default "cn-north-4" */
  readonly region?: string;
  /** The enterprise projects beside the default one, "0". @default none */
  readonly enterpriseProjects?: readonly string[];
  /** The account's credentials; all of them reach the same settings. @default one, made up */
  readonly keys?: readonly [Key, ...Key[]];
  /** What its registries and servers hold at the start: a dozen images, or nothing. @default "stocked" */
  readonly images?: "stocked" | "none";
  /** The id of the first registry image; 9007199254740993n is the first that a number does not hold. @default 5000001 */
  readonly firstImageId?: Uint64;
}

/** What all projects of a sandbox go by. */
export interface Circumstances {
  readonly assumptions: Assumptions;
  readonly clock: () => number;
  readonly pace: ScanPace;
}

const FIRST_IMAGE_ID = 5_000_001;

/** One project of an account, in one region: what HSS keeps, it keeps by project. */
export class Account {
  readonly domainId: string;
  readonly projectId: string;
  readonly region: string;
  /** All of them, the default one first. */
  readonly enterpriseProjects: readonly [string, ...string[]];
  readonly keys: readonly [Key, ...Key[]];
  readonly registries: Registries;
  readonly registryImages: RegistryImages;
  readonly localImages: LocalImages;
  readonly quota: Quota;
  /** @internal */
  readonly manualScans: ManualScans;
  /** @internal */
  readonly tasks: TaskList;
  /** @internal */
  readonly lists: ImageLists;
  readonly #policies = new Map<string, ScannerPolicy>();
  readonly #scans: Scans;
  readonly #assumptions: Assumptions;

  /** @internal */
  constructor(number: number, options: AccountOptions, { assumptions, clock, pace }: Circumstances) {
    this.domainId = options.domainId ?? `sandbox-domain-${number}`;
    this.projectId = options.projectId ?? madeUpProjectId(`project ${number}`);
    this.region = options.region ?? "cn-north-4";
    const others = (options.enterpriseProjects ?? []).filter((id) => id !== DEFAULT_ENTERPRISE_PROJECT);
    this.enterpriseProjects = [DEFAULT_ENTERPRISE_PROJECT, ...others];
    this.keys = options.keys ?? [madeUpKey(this.domainId)];
    this.#assumptions = assumptions;
    this.#scans = new Scans(clock, pace, assumptions);
    const catchUp = () => this.#scans.catchUp();
    this.registries = new Registries(clock, ({ id }) => {
      for (const image of this.registryImages.list()) {
        if (image.registry_id === id) this.registryImages.remove(image.id);
      }
    });
    const firstId = options.firstImageId ?? FIRST_IMAGE_ID;
    this.registryImages = new RegistryImages(this.registries, assumptions, clock, firstId, catchUp);
    this.localImages = new LocalImages(clock, catchUp);
    this.quota = new Quota(assumptions);
    this.lists = new ImageLists(this.registryImages, this.localImages);
    this.manualScans = new ManualScans(this.registryImages, this.localImages, this.#scans, assumptions);
    this.tasks = new TaskList(this.#scans, madeUpUuid(`policy ${this.projectId}`), assumptions);
    this.registries.add("swr-private");
    if (options.images === "none") return;
    stockRegistries(this.registries, this.registryImages);
    stockServers(this.localImages);
  }

  /** The scheduled scan of the default enterprise project. */
  get scannerPolicy(): ScannerPolicy {
    return this.scannerPolicyOf(DEFAULT_ENTERPRISE_PROJECT);
  }

  /** The scheduled scan of an enterprise project. */
  scannerPolicyOf(enterpriseProject: string): ScannerPolicy {
    const owner =
      this.#assumptions.policyScope === "project" ? DEFAULT_ENTERPRISE_PROJECT : enterpriseProject;
    const policy = this.#policies.get(owner) ?? new ScannerPolicy(this.registries, this.#assumptions);
    this.#policies.set(owner, policy);
    return policy;
  }

  /** Every scan that has been accepted, oldest first. */
  get scans(): readonly Scan[] {
    return this.#scans.log;
  }

  /** Whether scans are held. */
  get scansHeld(): boolean {
    return this.#scans.clock.held;
  }

  /** Starts a scan the way a colleague in the console does. */
  startScan(scan: ConsoleScan): Scan {
    return this.manualScans.startInConsole(scan, this.scopeOf(ALL_GRANTED));
  }

  /** Ends every scan that runs, now, whether held or not. */
  finishScans(): void {
    this.#scans.finish();
  }

  /** Ends every scan that runs the way none should: timed out, or abnormally. */
  breakScans(state: "timedOut" | "abnormal"): void {
    if (state !== "timedOut" && state !== "abnormal") throw new TypeError("state is timedOut or abnormal");
    this.#scans.breakOff(state);
  }

  /** Lets HSS forget every task that has ended: it lists them no longer. */
  forgetScans(): void {
    this.#scans.forget();
  }

  /** Lets no scan go on: what is being scanned, or waits to be, stays so until `releaseScans()`. */
  holdScans(): void {
    this.#scans.hold();
  }

  /** Lets scans go on from where they were held. */
  releaseScans(): void {
    this.#scans.release();
  }

  /** @internal What a request with this enterprise_project_id is about; throws the vendor's error if it may not be. */
  scopeOf(asked: string, key?: Key): Scope {
    const may = (id: string) => key?.enterpriseProjects?.includes(id) ?? true;
    const [first, ...others] = this.enterpriseProjects.filter(
      (id) => may(id) && [id, ALL_GRANTED].includes(asked),
    );
    if (first === undefined) throw forbidden(this.#assumptions);
    return new Scope([first, ...others]);
  }

  /** @internal How many scans of registry images have succeeded. */
  get succeededScans(): number {
    return this.#scans.succeeded;
  }
}

/** Must look like nobody's secret, to a person and to a secret scanner alike. */
function madeUpKey(domainId: string): Key {
  return { ak: `${domainId}-access-key`, sk: `${domainId}-secret-key` };
}
