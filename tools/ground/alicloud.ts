import type {
  AlicloudAccount,
  AlicloudFindings,
  AlicloudOptions,
  AlicloudScan,
  Container,
} from "../../sandbox/index";
import { madeUpHash } from "../../sandbox/madeUp";
import { Ground } from "./ground";
import { type Found, images, type ScheduleVendor, type TaskVendor } from "./vendor";

/** What SAS has none of. */
export const none = (what: string) => () => {
  throw new Error(`SAS knows no ${what}`);
};

type Vendor = TaskVendor<AlicloudAccount>;

const findingsOf = (found: readonly Found[]): AlicloudFindings => ({
  vulnerabilities: found.map(({ id, level, fixable = true }) => ({
    Name: id,
    Necessity: level === "medium" ? "later" : "asap",
    CanFix: fixable ? "yes" : "no",
  })),
});

export async function registryTasks(options?: AlicloudOptions): Promise<Vendor> {
  const ground = await Ground.start("alicloud", options);
  const { registryImages } = ground.account;
  const vendor: Vendor = {
    ground,
    add: (...names) => {
      for (const name of names) registryImages.add(name);
    },
    move: (name) => void registryImages.move(name),
    authorise: none("licences"),
    find: (name, found) => registryImages.findings(name, findingsOf(found)),
    idOf: (name) => registryImages.get(name).Digest.replace("sha256:", ""),
    scans: () => ground.account.scans.filter(({ kind }) => kind === "registry"),
  };
  vendor.add(...images);
  return vendor;
}

export const clusterId = "c-conform1";

/** Of every app two containers run, each in a pod of its own. */
export function workloads(set: "apps" | "containerIds"): (options?: AlicloudOptions) => Promise<Vendor> {
  return async (options) => {
    const ground = await Ground.start("alicloud", options);
    const { containers } = ground.account;
    const nameOf = ({ AppName, ContainerId }: Container) => (set === "apps" ? AppName : ContainerId);
    const run = (name: string) =>
      set === "apps"
        ? [1, 2].map(() => containers.run({ ClusterId: clusterId, AppName: name }))
        : [containers.run({ ClusterId: clusterId, AppName: `app-${name.slice(0, 8)}`, ContainerId: name })];
    containers.addCluster(clusterId);
    containers.addCluster("c-elsewhere");
    const named = (scan: AlicloudScan): string[] => {
      const those = containers.list().filter(({ ContainerId }) => scan.images.includes(ContainerId));
      return [...new Set(those.map(nameOf))];
    };
    const vendor: Vendor = {
      ground,
      add: (...names) => {
        for (const name of names) run(name);
      },
      move: none("tags of what runs"),
      authorise: none("licences"),
      find: (name, found) => containers.findings(name, findingsOf(found)),
      idOf: (name) => name,
      scans: () => ground.account.scans.map((scan) => ({ ...scan, images: named(scan) })),
    };
    vendor.add(...(set === "apps" ? apps : containerIds));
    return vendor;
  };
}

export const apps = ["one", "two", "three", "four", "five"];
export const containerIds = apps.map((name) => madeUpHash(name));

export async function cycleTask(options?: AlicloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start("alicloud", options);
  const { cycleTasks } = ground.account;
  const only = () => {
    const [first, another] = cycleTasks.list();
    if (another) throw new Error("there are two cycle tasks");
    return first;
  };
  return {
    ground,
    setting: only,
    runs: () => only()?.Enable === 1,
    edit: (to) => {
      const theirs = {
        Enable: 1,
        IntervalPeriod: 7,
        PeriodUnit: "day",
        TargetStartTime: 1,
        TargetEndTime: 5,
      };
      const change =
        to === "theirs" ? theirs : to === "off" ? { Enable: 0, TargetStartTime: 4 } : { IntervalPeriod: 30 };
      const there = only();
      if (there) cycleTasks.edit(there.ConfigId, change);
      else cycleTasks.add(change);
    },
  };
}
