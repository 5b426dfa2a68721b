import { asScanError, ScanError } from "../../core/errors";
import { type FieldType, integer, oneOf, optional, required, shown, type Values } from "../../core/fields";
import { type ImageMap, imageSet, imagesOf, type Naming } from "../../core/imageSet";
import { nearest } from "../../core/nearest";
import { profileExists } from "../../core/profile";
import type { Description } from "../../core/resource";
import { defineSchedule, type ScheduleSetting, scheduleErrors } from "../../core/schedule";
import { enabledField, takeOverFields, takeOverOutputs } from "../../core/scheduleFields";
import type { Properties } from "../../core/wire";
import type { RegistryInfo, RegistryRow } from "./api";
import { HssClient } from "./client";
import { placeFields } from "./place";
import {
  everyBit,
  everything,
  normalScope,
  readScope,
  type ScanType,
  scanTypesField,
  sentScope,
} from "./scanScope";
import { vendorDocument } from "./taskFields";

/** A registry as a program names it: by its name in HSS, or by its id. */
const registryNaming: Naming<{ readonly name: string }> = {
  input: "string",
  range: "a registry's name, or its id, as HSS lists them",
  noun: "registry",
  parse: (written) =>
    typeof written === "string" && /^\S(.{0,126}\S)?$/.test(written)
      ? { image: { name: written } }
      : { wrong: "is neither a registry's name nor its id" },
  key: ({ name }) => ({ key: name, value: "" }),
  fromKey: (key) => ({ image: { name: key } }),
};

const registrySet = imageSet(registryNaming);

/** All registries that there are, or a set of them. */
const registriesType: FieldType<"all" | ImageMap> = {
  input: `"all" | ${registrySet.input}`,
  output: `"all" | ${registrySet.output}`,
  range: `\`all\`, or ${registrySet.range}`,
  parse(value, path, report) {
    if (value === "all") return "all";
    if (value !== null && typeof value === "object") return registrySet.parse(value, path, report);
    report(path, `${shown(value)} is not accepted: ${this.range}`);
    return undefined;
  },
  write: (value) => (value === "all" ? value : registrySet.write?.(value)),
};

const fields = {
  enabled: enabledField,
  everyDays: required(oneOf(3, 7, 14), { doc: "Days from one scan to the next." }),
  scanTypes: scanTypesField,
  registries: required(registriesType, {
    doc: "Whose images are scanned. `all` means the registries that there are now: a new one is drift, until the next update adds it.",
  }),
  updatedWithinDays: optional(oneOf(0, 1, 3, 7), {
    doc: "Only images that were updated within so many days; `0` means all.",
  }),
  imagesPerHour: optional(integer(0, 1000), {
    doc: "How many images HSS scans in an hour at most; `0` means no limit.",
  }),
  ...takeOverFields,
  ...placeFields,
};

type Inputs = Values<typeof fields>;

const description: Description = {
  cloud: "huaweicloud",
  name: "RegistryScanSchedule",
  doc:
    "The scheduled scan of registry images by Huawei Cloud HSS, of which a project has one (an enterprise project, where " +
    "there are some). Found switched on, it is taken over only with `adopt`; a delete gives back what was there before. " +
    "HSS knows no time of day.",
  fields,
  outputs: {
    resolved: {
      type: "Record<string, Record<string, string>>",
      doc: "The ids of the registries, by the names they were given.",
    },
    ...takeOverOutputs,
  },
  rules: [profileExists("huaweicloud")],
  singletonBy: ["profile", "region", "projectId", "enterpriseProjectId"],
  vendorDocuments: {
    ListImageScanPolicy: vendorDocument("ListImageScanPolicy"),
    ModifyImageScanPolicy: vendorDocument("ModifyImageScanPolicy"),
  },
  errors: { ...scheduleErrors, NotFound: "a registry is not known to HSS; the nearest ones are named" },
  permissions: ["hss:ListImageScanPolicy", "hss:ModifyImageScanPolicy", "hss:ListRegistry"],
  example: `{
    everyDays: 7,
    registries: "all",
    scanTypes: ["vulnerability", "malware"],
}`,
};

/** What is written of the policy, and which registries there are. */
interface Setting {
  readonly enabled: boolean;
  readonly scan_cycle: number;
  readonly scan_scope: number;
  readonly rate_limit: number;
  readonly time_scope: number;
  readonly registry_info: readonly RegistryInfo[];
}

export const registryScanSchedule = defineSchedule<Setting>({
  description,
  selection: [],
  whole: { registries: "all" },
  connect: (context, inputs) => new PolicySchedule(HssClient.of(context, inputs)),
});

class PolicySchedule implements ScheduleSetting<Setting> {
  /** Every registry that HSS knew when it was last asked. */
  private registries: readonly RegistryInfo[] = [];

  constructor(private readonly client: HssClient) {}

  async owner(): Promise<string> {
    return this.client.project;
  }

  async observe(): Promise<Setting | undefined> {
    const policy = await this.policy();
    const rows = policy?.registry_list ?? [];
    // Whether the policy lists every registry, or only those that it scans, is not documented: it says how many there are.
    const isWhole = policy?.registry_list && Number(policy.total_registry_num ?? 0) <= rows.length;
    this.registries = isWhole ? rows.map(infoOf) : await this.allRegistries();
    // Never set: HSS answers that it knows none, nothing at all, or a cycle that is none.
    if (!policy?.scan_cycle) return undefined;
    return {
      enabled: policy.enabled === true,
      scan_cycle: policy.scan_cycle,
      scan_scope: policy.scan_scope ?? 0,
      rate_limit: policy.rate_limit ?? 0,
      time_scope: policy.time_scope ?? 0,
      registry_info: rows.filter((row) => policy.is_all === true || row.is_selected === true).map(infoOf),
    };
  }

  async want(
    inputs: Properties,
    found: Setting | undefined,
  ): Promise<{ setting: Setting; resolved: Properties }> {
    const wanted = inputs as Inputs;
    const resolved = this.resolve(wanted.registries);
    const ids = new Set(Object.values(resolved));
    const chosen = this.registries.filter(({ registry_id }) => ids.has(registry_id));
    return {
      setting: {
        enabled: wanted.enabled,
        scan_cycle: wanted.everyDays,
        scan_scope: sentScope(wanted.scanTypes as readonly ScanType[]),
        rate_limit: wanted.imagesPerHour ?? found?.rate_limit ?? 0,
        time_scope: wanted.updatedWithinDays ?? found?.time_scope ?? 0,
        registry_info: wanted.registries === "all" ? this.registries : chosen,
      },
      resolved: wanted.registries === "all" ? {} : { registries: resolved },
    };
  }

  async write(setting: Setting): Promise<void> {
    try {
      await this.client.call("ModifyImageScanPolicy", {}, setting);
    } catch (failure) {
      const error = asScanError(failure, "ModifyImageScanPolicy");
      // The documented number for all is above the largest that the vendor's own model allows.
      if (error.kind !== "InvalidInput" || setting.scan_scope !== everything) throw error;
      await this.client.call("ModifyImageScanPolicy", {}, { ...setting, scan_scope: everyBit });
    }
  }

  off(setting: Setting): readonly [Setting, Setting] {
    const off = { ...setting, enabled: false };
    return [off, { ...off, registry_info: [] }];
  }

  isOn(setting: Setting): boolean {
    return setting.enabled;
  }

  normal({ scan_scope, registry_info, ...setting }: Setting): unknown {
    return {
      ...setting,
      scan_scope: normalScope(scan_scope),
      registry_info: registry_info.map(({ registry_id }) => registry_id).sort(),
    };
  }

  async describe(setting: Setting, inputs: Properties, resolved: Properties): Promise<Properties> {
    return {
      enabled: setting.enabled,
      everyDays: setting.scan_cycle,
      scanTypes: readScope(setting.scan_scope),
      registries: this.named(setting, inputs, resolved),
      updatedWithinDays: setting.time_scope,
      imagesPerHour: setting.rate_limit,
    };
  }

  /** The registries of a setting under the names that the program gave them. */
  private named(setting: Setting, { registries }: Properties, resolved: Properties): "all" | ImageMap {
    const selected = new Map(setting.registry_info.map((info) => [info.registry_id, info]));
    const isAll = this.registries.every(({ registry_id }) => selected.has(registry_id));
    if (registries === "all" && isAll) return "all";
    const known = (resolved.registries ?? {}) as Record<string, string>;
    const named: Record<string, ""> = {};
    // A program may name one registry twice, by its name and by its id.
    for (const [name, id] of Object.entries(known)) if (selected.has(id)) named[name] = "";
    const ours = new Set(Object.values(known));
    for (const { registry_id, registry_name } of selected.values())
      if (!ours.has(registry_id)) named[registry_name in named ? registry_id : registry_name] = "";
    return named;
  }

  /** The ids of the registries that a program names; a name that no registry, or more than one, has is an error. */
  private resolve(registries: "all" | ImageMap): Record<string, string> {
    if (registries === "all") return {};
    const problems: string[] = [];
    const resolved: Record<string, string> = {};
    for (const [key, { name }] of imagesOf(registries, registryNaming)) {
      const found = this.registries.filter(
        ({ registry_id, registry_name }) => registry_id === name || registry_name === name,
      );
      if (found.length === 1 && found[0]) resolved[key] = found[0].registry_id;
      else problems.push(this.problem(name, found));
    }
    if (problems.length === 0) return resolved;
    throw new ScanError({
      kind: "NotFound",
      action: "registries",
      text: problems.join("; "),
      remedy: "HSS lists its registries in its console, under image registries. Nothing was changed.",
      mayHaveActed: false,
    });
  }

  private problem(name: string, found: readonly RegistryInfo[]): string {
    if (found.length > 0)
      return `"${name}" is the name of ${found.length} registries: give an id (${found.map(({ registry_id }) => registry_id).join(", ")})`;
    const near = nearest(
      name,
      this.registries.map(({ registry_name }) => registry_name),
      3,
    );
    return `"${name}" is no registry that HSS knows${near.length > 0 ? `; nearest: ${near.join(", ")}` : ""}`;
  }

  private async allRegistries(): Promise<readonly RegistryInfo[]> {
    const rows = await this.client.rows("ListRegistry", {});
    return rows.map(({ id, registry_name, registry_type }) =>
      infoOf({
        registry_id: id ?? null,
        registry_name: registry_name ?? null,
        registry_type: registry_type ?? null,
      }),
    );
  }

  private async policy() {
    try {
      return await this.client.call("ListImageScanPolicy", { type: "cycle", global_image_type: "registry" });
    } catch (failure) {
      // HSS's own words for a policy that was never set; what anybody before it does not find is something else.
      const isOurs = failure instanceof ScanError && failure.details.code?.startsWith("HSS.");
      if (isOurs && (failure as ScanError).kind === "NotFound") return undefined;
      throw failure;
    }
  }
}

function infoOf({ registry_id, registry_name, registry_type }: RegistryRow): RegistryInfo {
  return {
    registry_id: registry_id ?? "",
    registry_name: registry_name ?? "",
    registry_type: registry_type ?? "",
  };
}
