import type { LocalImages } from "./localImages";
import type { RegistryImages } from "./registryImages";

const CCR = {
  RegistryType: "ccr",
  RegistryRegion: "default",
  InstanceId: "ins-sandbox1",
  InstanceName: "ccr-default",
};
const TCR = {
  RegistryType: "tcr",
  RegistryRegion: "ap-guangzhou",
  InstanceId: "tcr-sandbox1",
  InstanceName: "acme-prod",
};
const HARBOR = {
  RegistryType: "harbor",
  RegistryRegion: "default",
  InstanceId: "harbor-sandbox1",
  InstanceName: "acme-harbor",
};

const SCANNED = {
  ScanTime: "2026-03-02T04:12:30+08:00",
  ScanStatus: "SCANNED",
  CveStatus: "SCANNED",
  RiskStatus: "SCANNED",
  VirusStatus: "SCANNED",
  Progress: 100,
  ScanVulProgress: 100,
  ScanVirusProgress: 100,
  ScanRiskProgress: 100,
};

/** A dozen images of a small company, in three registries. */
export function stockRegistries(images: RegistryImages): void {
  const put = (
    registry: typeof CCR,
    Namespace: string,
    ImageName: string,
    ImageTag: string,
    more: Omit<Parameters<RegistryImages["addMany"]>[1] & object, "Namespace"> = {},
  ) =>
    images.add({
      ...registry,
      Namespace,
      ImageName,
      ImageTag,
      ...addressOf(registry, Namespace, ImageName, ImageTag),
      ...more,
    });

  put(CCR, "team", "api", "1.3", { ...SCANNED, VulCnt: 41, HighLevelVulCnt: 6, LowLevelVulCnt: 35 });
  put(CCR, "team", "api", "1.4", { ContainerCnt: 6 });
  put(CCR, "team", "web", "2.0", { ContainerCnt: 4, OsName: "Alpine Linux v3.20", ImageSize: 19_922_944 });
  put(CCR, "team", "worker", "2026.03", { ContainerCnt: 12 });
  put(CCR, "tke-images", "nginx-ingress", "v1.11.2", { OsName: "Alpine Linux v3.20" });
  put(TCR, "payments", "gateway", "3.1.0", {
    ...SCANNED,
    VulCnt: 3,
    CriticalLevelVulCnt: 1,
    MediumLevelVulCnt: 2,
    HasNeedFixVul: true,
    RecommendedFix: true,
  });
  put(TCR, "payments", "gateway", "3.2.0", { ContainerCnt: 3 });
  put(TCR, "payments", "ledger", "1.0", { ContainerCnt: 2, IsTrustImage: true });
  put(TCR, "payments", "reports", "latest", { IsAuthorized: 0 });
  put(HARBOR, "library", "postgres", "16.4", { ...SCANNED, ContainerCnt: 1 });
  put(HARBOR, "library", "redis", "7.4", { OsName: "Alpine Linux v3.20", ImageSize: 13_631_488 });
  put(HARBOR, "library", "legacy-batch", "2019", { IsAuthorized: 0, SensitiveInfoCnt: 2 });
}

/** What runs on that company's nodes. */
export function stockNodes(images: LocalImages): void {
  images.add({ ImageName: "ccr.ccs.tencentyun.com/team/api:1.4", HostCnt: 3, ContainerCnt: 6 });
  images.add({ ImageName: "ccr.ccs.tencentyun.com/team/web:2.0", HostCnt: 2, ContainerCnt: 4 });
  images.add({ ImageName: "nginx:1.27", HostCnt: 2, ContainerCnt: 2, OsName: "Alpine Linux v3.20" });
  images.add({ ImageName: "busybox:1.36", Size: 4_194_304, IsAuthorized: 0 });
}

function addressOf(
  { InstanceName, RegistryType }: typeof CCR,
  Namespace: string,
  ImageName: string,
  ImageTag: string,
): { ImageRepoAddress: string } {
  // The vendor's examples have the address both with and without its tag.
  switch (RegistryType) {
    case "tcr":
      return { ImageRepoAddress: `${InstanceName}.tencentcloudcr.com/${Namespace}/${ImageName}:${ImageTag}` };
    case "harbor":
      return { ImageRepoAddress: `harbor.acme.example/${Namespace}/${ImageName}:${ImageTag}` };
    default:
      return { ImageRepoAddress: `ccr.ccs.tencentyun.com/${Namespace}/${ImageName}` };
  }
}
