import type { Assumptions } from "./assumptions";
import { stockNodes, stockRegistries } from "./inventory";
import { LocalImages } from "./localImages";
import { LocalSchedule } from "./localSchedule";
import { RegistryImages } from "./registryImages";
import { RegistrySchedule } from "./registrySchedule";
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
}

/** A main account: what its settings and images belong to, whichever of its keys is used. */
export class Account {
  readonly uin: string;
  readonly site: Site;
  readonly keys: readonly [Key, ...Key[]];
  readonly registryImages: RegistryImages;
  readonly localImages: LocalImages;
  readonly registrySchedule: RegistrySchedule;
  readonly localSchedule: LocalSchedule;

  /** @internal */
  constructor(number: number, options: AccountOptions, assumptions: Assumptions, clock: () => number) {
    this.uin = options.uin ?? String(100_000_000_000 + number);
    this.site = options.site ?? "mainland";
    this.keys = options.keys ?? [madeUpKey(number)];
    this.registryImages = new RegistryImages(assumptions, clock);
    this.localImages = new LocalImages(clock);
    this.registrySchedule = new RegistrySchedule(this.registryImages, assumptions);
    this.localSchedule = new LocalSchedule(assumptions);
    if (options.images === "none") return;
    stockRegistries(this.registryImages);
    stockNodes(this.localImages);
  }
}

/** Must look like nobody's secret, to a person and to a secret scanner alike. */
function madeUpKey(number: number): Key {
  return { secretId: `sandbox-secret-id-${number}`, secretKey: `sandbox-secret-key-${number}` };
}
