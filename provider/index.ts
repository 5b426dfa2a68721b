import type { Examiner } from "./core/examination";
import type { Lookup } from "./core/lookup";
import type { Resource } from "./core/resource";
import type { Properties } from "./core/wire";
import { type DynamicProvider, dynamicProvider, told } from "./host/dynamic";
import type { Asker } from "./host/lookup";

/**
 * Every resource by its kind, loaded when first asked for: a stack that uses one cloud loads one. The kinds stand
 * in users' state and are never renamed.
 */
const resources: Readonly<Record<string, () => Resource>> = {
  scanGate: () => (require("./core/gate") as typeof import("./core/gate")).defineGate(resource),
  "alicloud/containerScanTask": () =>
    (require("./clouds/alicloud/containerScanTask") as typeof import("./clouds/alicloud/containerScanTask"))
      .containerScanTask,
  "alicloud/registryScanSchedule": () =>
    (
      require("./clouds/alicloud/registryScanSchedule") as typeof import("./clouds/alicloud/registryScanSchedule")
    ).registryScanSchedule,
  "alicloud/registryScanTask": () =>
    (require("./clouds/alicloud/registryScanTask") as typeof import("./clouds/alicloud/registryScanTask"))
      .registryScanTask,
  "huaweicloud/localScanTask": () =>
    (require("./clouds/huaweicloud/localScanTask") as typeof import("./clouds/huaweicloud/localScanTask"))
      .localScanTask,
  "huaweicloud/registryScanSchedule": () =>
    (
      require("./clouds/huaweicloud/registryScanSchedule") as typeof import("./clouds/huaweicloud/registryScanSchedule")
    ).registryScanSchedule,
  "huaweicloud/registryScanTask": () =>
    (
      require("./clouds/huaweicloud/registryScanTask") as typeof import("./clouds/huaweicloud/registryScanTask")
    ).registryScanTask,
  "tencentcloud/localScanSchedule": () =>
    (
      require("./clouds/tencentcloud/localScanSchedule") as typeof import("./clouds/tencentcloud/localScanSchedule")
    ).localScanSchedule,
  "tencentcloud/localScanTask": () =>
    (require("./clouds/tencentcloud/localScanTask") as typeof import("./clouds/tencentcloud/localScanTask"))
      .localScanTask,
  "tencentcloud/registryScanSchedule": () =>
    (
      require("./clouds/tencentcloud/registryScanSchedule") as typeof import("./clouds/tencentcloud/registryScanSchedule")
    ).registryScanSchedule,
  "tencentcloud/registryScanTask": () =>
    (
      require("./clouds/tencentcloud/registryScanTask") as typeof import("./clouds/tencentcloud/registryScanTask")
    ).registryScanTask,
};

type TencentCloud = typeof import("./clouds/tencentcloud/lookups");
type Alicloud = typeof import("./clouds/alicloud/lookups");
type HuaweiCloud = typeof import("./clouds/huaweicloud/lookups");

const tencentcloud = () => (require("./clouds/tencentcloud/lookups") as TencentCloud).lookups;
const alicloud = () => (require("./clouds/alicloud/lookups") as Alicloud).lookups;
const huaweicloud = () => (require("./clouds/huaweicloud/lookups") as HuaweiCloud).lookups;

/** Every lookup by its name: a cloud's are loaded when the first of them is asked for. */
const lookups: Readonly<Record<string, () => Lookup>> = {
  "alicloud/getRegistryImages": () => alicloud().getRegistryImages,
  "alicloud/getRegistryScanSchedule": () => alicloud().getRegistryScanSchedule,
  "huaweicloud/getLocalImages": () => huaweicloud().getLocalImages,
  "huaweicloud/getRegistryImages": () => huaweicloud().getRegistryImages,
  "huaweicloud/getRegistryScanSchedule": () => huaweicloud().getRegistryScanSchedule,
  "tencentcloud/getLocalImages": () => tencentcloud().getLocalImages,
  "tencentcloud/getLocalScanSchedule": () => tencentcloud().getLocalScanSchedule,
  "tencentcloud/getRegistryImages": () => tencentcloud().getRegistryImages,
  "tencentcloud/getRegistryScanSchedule": () => tencentcloud().getRegistryScanSchedule,
};

const providers = new Map<string, DynamicProvider>();

/** What Pulumi's provider process drives for resources of `kind`. Called by the text in users' state. */
export function dynamic(kind: string): DynamicProvider {
  const known = providers.get(kind);
  if (known) return known;
  const provider = dynamicProvider(resource(kind));
  providers.set(kind, provider);
  return provider;
}

/** The kinds there are. */
export const kinds: readonly string[] = Object.keys(resources);

/** The resource of `kind`. */
export function resource(kind: string): Resource {
  const load = resources[kind];
  if (!load) {
    throw told(
      `pulumi-image-scan has no resource "${kind}": the state was written by another version of it. Known: ${kinds.join(", ")}`,
    );
  }
  return load();
}

const examiners = {
  tencentcloud: () =>
    (require("./clouds/tencentcloud/examination") as typeof import("./clouds/tencentcloud/examination"))
      .examiner,
  alicloud: () =>
    (require("./clouds/alicloud/examination") as typeof import("./clouds/alicloud/examination")).examiner,
  huaweicloud: () =>
    (require("./clouds/huaweicloud/examination") as typeof import("./clouds/huaweicloud/examination"))
      .examiner,
} as const;

/** How accounts of `cloud` are examined. */
export function examiner(cloud: keyof typeof examiners): Examiner {
  return examiners[cloud]();
}

/** The lookups there are. */
export const lookupNames: readonly string[] = Object.keys(lookups);

/** The lookup of this name, such as `tencentcloud/getRegistryImages`. */
export function lookup(name: string): Lookup {
  const load = lookups[name];
  if (!load) throw told(`pulumi-image-scan has no lookup "${name}"; known: ${lookupNames.join(", ")}`);
  return load();
}

/** What a program asks a vendor. */
export function lookUp(name: string, args: Properties, asker: Asker): Promise<Properties> {
  const { answer } = require("./host/lookup") as typeof import("./host/lookup");
  return answer(lookup(name), args, asker);
}
