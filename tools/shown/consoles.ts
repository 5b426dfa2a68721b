import type { Sandbox } from "../../sandbox";

/** What people have set in three consoles. */
export function setInConsoles({ tencentcloud, alicloud, huaweicloud }: Sandbox): void {
  const [{ registryImages, registrySchedule, localSchedule }] = tencentcloud.accounts;
  registrySchedule.edit({
    Enable: true,
    ScanPeriod: 1,
    ScanTime: "19:00:00",
    ScanEndTime: "23:00:00",
    ScanType: ["CVE", "VIRUS"],
    ScanScope: 1,
    Id: ["team/api:1.4", "team/web:2.0", "payments/ledger:1.0"].map((name) => registryImages.get(name).Id),
  });
  localSchedule.edit({
    Enable: true,
    ScanPeriod: 7,
    ScanTime: "18:00",
    ScanVul: true,
    ScanVirus: true,
    ScanRisk: true,
    ScanScope: 2,
    ContainerRunning: true,
  });
  alicloud.accounts[0].cycleTasks.add({ IntervalPeriod: 7, TargetStartTime: 2, TargetEndTime: 6 });
  const { registries, scannerPolicy } = huaweicloud.accounts[0];
  const { id, registry_name, registry_type } = registries.get("acme-harbor");
  scannerPolicy.edit({
    enabled: true,
    scan_cycle: 7,
    rate_limit: 100,
    registry_info: [{ registry_id: id, registry_name, registry_type }],
  });
}
