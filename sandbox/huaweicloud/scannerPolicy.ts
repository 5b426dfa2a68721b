import type { JsonObject } from "../json";
import type { Assumptions } from "./assumptions";
import { SCOPED } from "./imageLists";
import { admit, BOOL, type Fields, int, listOf, objectOf, required, string, word } from "./parameters";
import { REGISTRY_TYPES, type Registries, type Registry } from "./registries";
import { ALL_SCOPE, SCAN_SCOPE, scanTypesOf, scopeReadBack } from "./scanScope";
import type { Scope } from "./scope";
import { invalidParameter, notFound, VendorError } from "./vendorError";

/** A registry that the policy scans, as a write names it. */
export type PolicyRegistry = { registry_id: string; registry_name: string; registry_type: string };

/** What can be written, in the vendor's words. */
export type ScannerPolicySetting = {
  /** Whether the schedule is on. */
  enabled: boolean;
  /** Every so many days: 3, 7 or 14. */
  scan_cycle: number;
  scan_scope: number;
  /** Images an hour; 0 is no limit. */
  rate_limit: number;
  /** Images updated in so many days: 1, 3 or 7; 0 is all of them. */
  time_scope: number;
  registry_info: PolicyRegistry[];
};

const REGISTRY_INFO = objectOf({
  registry_id: required(string(1, 256)),
  registry_name: required(string(1, 128)),
  registry_type: required(word(...REGISTRY_TYPES)),
});

/** The body of ModifyImageScanPolicy: nothing of it may be left out. */
export const MODIFY_POLICY: Fields = {
  enabled: required(BOOL),
  scan_cycle: required(int(0, 31)),
  scan_scope: required(SCAN_SCOPE),
  rate_limit: required(int(0, 1_000)),
  time_scope: required(int(0, 365)),
  registry_info: required(listOf(REGISTRY_INFO)),
};

/** What ListImageScanPolicy takes. */
export const LIST_POLICY: Fields = {
  ...SCOPED,
  type: required(word("cycle", "manual")),
  global_image_type: word("local", "registry"),
};

const CYCLES = [3, 7, 14];
const TIME_SCOPES = [0, 1, 3, 7];

const DEFAULTS: ScannerPolicySetting = {
  enabled: false,
  scan_cycle: 7,
  scan_scope: ALL_SCOPE,
  rate_limit: 0,
  time_scope: 0,
  registry_info: [],
};
const ZEROS: ScannerPolicySetting = { ...DEFAULTS, scan_cycle: 0, scan_scope: 0 };

/** The scheduled scan of registry images. There is exactly one; it cannot be created twice, or deleted. */
export class ScannerPolicy {
  #stored: ScannerPolicySetting | undefined;

  constructor(
    private readonly registries: Registries,
    private readonly assumptions: Assumptions,
  ) {}

  /** What is stored; undefined while nobody has set it. */
  get value(): ScannerPolicySetting | undefined {
    return this.#stored;
  }

  /** Changes fields the way a person in the console does, by the vendor's names, the values unchecked. */
  edit(changes: Partial<ScannerPolicySetting>): ScannerPolicySetting {
    const optional = Object.entries(MODIFY_POLICY).map(([name, { required: _, ...field }]) => [name, field]);
    try {
      const unknown: string[] = [];
      admit(changes as JsonObject, Object.fromEntries(optional) as Fields, unknown);
      if (unknown.length > 0) throw new TypeError(`the policy has no ${unknown.join(", ")}`);
    } catch (error) {
      throw error instanceof VendorError ? new TypeError(error.message) : error;
    }
    this.#stored = { ...(this.#stored ?? DEFAULTS), ...changes };
    return this.#stored;
  }

  /** @internal ListImageScanPolicy. That of manual scans is one that nobody has ever set. */
  describe(type: string, scope: Scope): JsonObject {
    const stored = type === "cycle" ? this.#stored : undefined;
    const { neverConfigured } = this.assumptions;
    if (!stored && neverConfigured === "refused") throw new VendorError("HSS.1005", "Invalid policy.");
    if (!stored && neverConfigured === "empty") return {};
    const { registry_info, scan_scope, ...setting } =
      stored ?? (neverConfigured === "zeros" ? ZEROS : DEFAULTS);
    const selected = new Set(registry_info.map(({ registry_id }) => registry_id));
    const registries = this.#registriesIn(scope).map((registry) => ({
      is_selected: selected.has(registry.id),
      registry_id: registry.id,
      registry_name: registry.registry_name,
      registry_type: registry.registry_type,
    }));
    const { registryList } = this.assumptions;
    return {
      ...setting,
      is_all: registries.length > 0 && registries.every(({ is_selected }) => is_selected),
      scan_scope: scopeReadBack(scan_scope, this.assumptions),
      total_registry_num: registries.length,
      registry_list:
        registryList === "all" ? registries : registries.filter(({ is_selected }) => is_selected),
    };
  }

  /** @internal ModifyImageScanPolicy. */
  write(body: JsonObject, scope: Scope): void {
    const wanted = body as ScannerPolicySetting;
    if (!CYCLES.includes(wanted.scan_cycle)) throw invalidParameter("scan_cycle", "is none of 3, 7, 14");
    if (!TIME_SCOPES.includes(wanted.time_scope))
      throw invalidParameter("time_scope", "is none of 0, 1, 3, 7");
    scanTypesOf(wanted.scan_scope, this.assumptions);
    const registries = this.#registriesIn(scope);
    for (const { registry_id, registry_name, registry_type } of wanted.registry_info) {
      const found = registries.find(({ id }) => id === registry_id);
      if (!found) throw notFound(`registry ${registry_id}`, this.assumptions);
      if (found.registry_name !== registry_name || found.registry_type !== registry_type) {
        throw invalidParameter("registry_info", `does not name the registry ${registry_id} as it is`);
      }
    }
    const { enabled, scan_cycle, scan_scope, rate_limit, time_scope, registry_info } = wanted;
    this.#stored = { enabled, scan_cycle, scan_scope, rate_limit, time_scope, registry_info };
  }

  #registriesIn(scope: Scope): readonly Registry[] {
    const ownerOf = (registry: Registry) => this.registries.enterpriseProjectOf(registry);
    return this.registries.list().filter((registry) => scope.has({ enterpriseProject: ownerOf(registry) }));
  }
}
