import type { Account, Findings, Scan, TencentCloudOptions } from "../../sandbox/index";
import { Ground } from "./ground";
import { type Found, images, type ScheduleVendor, type TaskVendor } from "./vendor";

type Vendor = TaskVendor<Account>;

const running = { ContainerCnt: 1 };

const findingsOf = (found: readonly Found[]): Findings => ({
  vulnerabilities: found.map(({ id, level, fixable = true }) => ({
    CVEID: id,
    Level: level === "medium" ? "2" : "3",
    ...(fixable ? {} : { FixedVersions: "" }),
  })),
});

function vendorOf(
  ground: Ground<Account>,
  kind: Scan["kind"],
  own: Pick<TaskVendor, "add" | "move" | "authorise" | "find" | "idOf">,
): Vendor {
  own.add(...images);
  return { ...own, ground, scans: () => ground.account.scans.filter((scan) => scan.kind === kind) };
}

export async function registryTasks(options?: TencentCloudOptions): Promise<Vendor> {
  const ground = await Ground.start("tencentcloud", options);
  const { registryImages } = ground.account;
  return vendorOf(ground, "registry", {
    add: (...names) => {
      for (const name of names) registryImages.add(name, name === images[0] ? running : {});
    },
    move: (name) => void registryImages.move(name),
    authorise: (name, authorised) => registryImages.authorize(name, authorised),
    find: (name, found) => registryImages.findings(name, findingsOf(found)),
    idOf: (name) => registryImages.get(name).Id,
  });
}

export async function localTasks(options?: TencentCloudOptions): Promise<Vendor> {
  const ground = await Ground.start("tencentcloud", options);
  const { localImages } = ground.account;
  const vendor = vendorOf(ground, "local", {
    add: (...names) => {
      for (const ImageName of names)
        localImages.add({ ImageName, ...(ImageName === images[0] ? running : {}) });
    },
    move: (name) => {
      localImages.remove(name);
      localImages.add(name);
    },
    authorise: (name, authorised) => localImages.authorize(name, authorised),
    find: (name, found) => localImages.findings(name, findingsOf(found)),
    idOf: (name) => localImages.get(name).ImageID,
  });
  for (const name of images.slice(0, 2)) localImages.runIn("cls-conform1", name);
  return vendor;
}

const scheduledImages = images.slice(0, 3);

export async function registrySchedule(options?: TencentCloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start("tencentcloud", options);
  const { registryImages, registrySchedule: schedule } = ground.account;
  for (const name of scheduledImages) registryImages.add(name);
  return {
    ground,
    setting: () => schedule.value,
    runs: () => schedule.value?.Enable === true,
    edit: (to) => {
      const theirs = {
        Enable: true,
        ScanPeriod: 7,
        ScanTime: "01:30",
        ScanEndTime: "05:30",
        ScanType: ["CVE"],
        ScanScope: 0,
        Namespace: ["payments"],
        Latest: true,
      };
      schedule.edit(
        to === "theirs" ? theirs : to === "off" ? { Enable: false, ScanTime: "04:00" } : { ScanPeriod: 30 },
      );
    },
  };
}

export async function localSchedule(options?: TencentCloudOptions): Promise<ScheduleVendor> {
  const ground = await Ground.start("tencentcloud", options);
  const { localImages, localSchedule: schedule } = ground.account;
  for (const name of scheduledImages) localImages.add(name);
  return {
    ground,
    setting: () => schedule.value,
    runs: () => schedule.value?.Enable === true,
    edit: (to) => {
      const theirs = {
        Enable: true,
        ScanPeriod: 7,
        ScanTime: "01:30",
        ScanEndTime: "05:30",
        ScanVul: true,
        ScanVirus: false,
        ScanRisk: false,
        ScanScope: 3,
        ClusterIDs: ["cls-theirs"],
        ContainerRunning: true,
      };
      schedule.edit(
        to === "theirs" ? theirs : to === "off" ? { Enable: false, ScanTime: "04:00" } : { ScanPeriod: 30 },
      );
    },
  };
}
