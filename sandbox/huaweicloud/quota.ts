import type { JsonObject } from "../json";
import type { ImageRow } from "./asset";
import type { Assumptions } from "./assumptions";

/** How many scans are free, in the vendor's words. */
export type FreeScans = {
  free_quota_num: number;
  /** Of those, how many came with opening the page of images. */
  image_free_quota: number;
  already_given: boolean;
};

/** The free scans of a project. A scan of a registry image that succeeds is counted; one too many costs money. */
export class Quota {
  #free: FreeScans = { free_quota_num: 500, image_free_quota: 500, already_given: true };
  #used = 0;

  constructor(private readonly assumptions: Assumptions) {}

  get value(): FreeScans & { repository_scan_num: number } {
    return { ...this.#free, repository_scan_num: this.#used };
  }

  /** Changes how many are free, or have been used, by the vendor's names. */
  edit(changes: Partial<FreeScans & { repository_scan_num: number }>): void {
    const known: Readonly<Record<string, unknown>> = this.value;
    for (const [name, value] of Object.entries(changes)) {
      if (!Object.hasOwn(known, name)) throw new TypeError(`the quota has no ${name}`);
      if (typeof value !== typeof known[name]) throw new TypeError(`${name} is a ${typeof known[name]}`);
    }
    const { repository_scan_num = this.#used, ...free } = changes;
    this.#used = repository_scan_num;
    this.#free = { ...this.#free, ...free };
  }

  /** @internal ShowImagePayPerScanStatistics over these images. */
  describe(registry: readonly ImageRow[], local: readonly ImageRow[], succeeded: number): JsonObject {
    const { free_quota_num, ...free } = this.#free;
    const used = this.#used + succeeded;
    const count = (has: (row: ImageRow) => boolean) => {
      const inRegistries = registry.filter(has).length;
      // The model spells it so; the other spelling came later.
      return { local: local.filter(has).length, registriy: inRegistries, registry: inRegistries, cicd: 0 };
    };
    return {
      repository_scan_num: used,
      cicd_scan_num: 0,
      ...free,
      free_quota_num:
        this.assumptions.freeQuota === "left" ? Math.max(0, free_quota_num - used) : free_quota_num,
      high_risk: count(({ severity_level }) => severity_level === "High"),
      has_risk: count((row) => row.vul_num + row.unsafe_setting_num + row.malicious_file_num > 0),
      total: count(() => true),
      unscan: count(({ scan_status }) => scan_status === "unscan"),
    };
  }
}
