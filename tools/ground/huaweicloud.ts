import type {
  HuaweiCloudAccount,
  HuaweiCloudFindings,
  HuaweiCloudOptions,
  ScannerPolicySetting,
} from "../../sandbox/index";
import { Ground } from "./ground";
import type { Found, ScheduleVendor, TaskVendor } from "./vendor";

type Vendor = TaskVendor<HuaweiCloudAccount>;

const findingsOf = (found: readonly Found[]): HuaweiCloudFindings => ({
  vulnerabilities: found.map(({ id, level }) => ({
    vul_id: id,
    repair_necessity: level === "medium" ? "delay_repair" : "immediate_repair",
  })),
});

/** Filters take one value each: of these, one namespace has all but the first, and one tag has only the last. */
export const taskImages = [
  "base/one:1.0",
  "team/two:1.0",
  "team/three:1.0",
  "team/four:1.0",
  "team/five:2.0",
];

export async function registryTasks(options?: HuaweiCloudOptions): Promise<Vendor> {
  const ground = await Ground.start("huaweicloud", options);
  const { registryImages } = ground.account;
  const vendor: Vendor = {
    ground,
    add: (...names) => {
      for (const name of names) registryImages.add(name);
    },
    move: (name) => void registryImages.move(name),
    authorise: (name, authorised) => registryImages.allowScans(name, authorised),
    find: (name, found) => registryImages.findings(name, findingsOf(found)),
    idOf: (name) => registryImages.get(name).id,
    scans: () => ground.account.scans.filter(({ kind }) => kind === "registry"),
  };
  vendor.add(...taskImages);
  return vendor;
}

export async function localTasks(options?: HuaweiCloudOptions): Promise<Vendor> {
  const ground = await Ground.start("huaweicloud", options);
  const { localImages } = ground.account;
  const vendor: Vendor = {
    ground,
    add: (...names) => {
      for (const name of names) localImages.add(name);
    },
    move: (name) => void localImages.move(name),
    authorise: (name, authorised) => localImages.allowScans(name, authorised),
    find: (name, found) => localImages.findings(name, findingsOf(found)),
    idOf: (name) => localImages.get(name).image_id,
    scans: () => ground.account.scans.filter(({ kind }) => kind === "local"),
  };
  vendor.add(...taskImages);
  return vendor;
}

/** Scans that are among the tasks, as long as nothing else is assumed. */
export const listedBatches = (options?: HuaweiCloudOptions) =>
  localTasks({ ...options, assume: { batchScanTask: "listed", ...options?.assume } });

export async function policy(options?: HuaweiCloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start("huaweicloud", options);
  const { registries, scannerPolicy } = ground.account;
  registries.add({ registry_name: "harbor-a", registry_type: "Harbor" });
  registries.add({ registry_name: "harbor-b", registry_type: "Harbor" });
  const { id, registry_name, registry_type } = registries.get("harbor-a");
  const theirs: ScannerPolicySetting = {
    enabled: true,
    scan_cycle: 14,
    scan_scope: 0x7fffffff,
    rate_limit: 10,
    time_scope: 3,
    registry_info: [{ registry_id: id, registry_name, registry_type }],
  };
  return {
    ground,
    setting: () => scannerPolicy.value,
    runs: () => scannerPolicy.value?.enabled === true,
    edit: (to) => {
      const off = { enabled: false, scan_cycle: 3 };
      scannerPolicy.edit(to === "theirs" ? theirs : to === "off" ? off : { scan_cycle: 14 });
    },
  };
}
