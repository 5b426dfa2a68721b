import type { Assumptions } from "./assumptions";
import type { Findings } from "./findings";
import type { LocalImage, LocalImages } from "./localImages";
import type { NewRegistryImage } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import { RegistryMarks } from "./registryMarks";
import { SCAN_TYPES } from "./scanTypes";

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

const ALPINE = "Alpine Linux v3.20";
const API = "ccr.ccs.tencentyun.com/team/api:1.4";
const WEB = "ccr.ccs.tencentyun.com/team/web:2.0";
const NGINX = "nginx:1.27";
const BUSYBOX = "busybox:1.36";
const API_FINDINGS = { medium: 4, low: 18 };

const SCANNED_AT = Date.parse("2026-03-01T20:12:30Z");

/** A dozen images of a small company, in three registries: three of them scanned, two without a licence. */
export function stockRegistries(images: RegistryImages, assumptions: Assumptions): void {
  const marks = new RegistryMarks(SCAN_TYPES, images, assumptions);
  const put = (
    registry: typeof CCR,
    [Namespace, ImageName, ImageTag]: readonly [string, string, string],
    { found, scanned, ...more }: Partial<NewRegistryImage> & { found?: Findings; scanned?: true } = {},
  ) => {
    const image = images.add({
      ...registry,
      Namespace,
      ImageName,
      ImageTag,
      ...addressOf(registry, Namespace, ImageName, ImageTag),
      ...more,
    });
    if (found) images.findings(image.Id, found);
    if (scanned) marks.end(image, SCANNED_AT);
  };

  put(CCR, ["team", "api", "1.3"], { scanned: true, found: { high: 6, low: 35 } });
  put(CCR, ["team", "api", "1.4"], { ContainerCnt: 6, found: API_FINDINGS });
  put(CCR, ["team", "web", "2.0"], { ContainerCnt: 4, OsName: ALPINE, ImageSize: 19_922_944 });
  put(CCR, ["team", "worker", "2026.03"], { ContainerCnt: 12, found: { high: 2, medium: 9, low: 30 } });
  put(CCR, ["tke-images", "nginx-ingress", "v1.11.2"], { OsName: ALPINE });
  put(TCR, ["payments", "gateway", "3.1.0"], { scanned: true, found: { critical: 1, medium: 2 } });
  put(TCR, ["payments", "gateway", "3.2.0"], { ContainerCnt: 3 });
  put(TCR, ["payments", "ledger", "1.0"], { ContainerCnt: 2, IsTrustImage: true });
  put(TCR, ["payments", "reports", "latest"], { IsAuthorized: 0, found: { high: 1, medium: 3 } });
  put(HARBOR, ["library", "postgres", "16.4"], { scanned: true, ContainerCnt: 1 });
  put(HARBOR, ["library", "redis", "7.4"], { OsName: ALPINE, ImageSize: 13_631_488 });
  put(HARBOR, ["library", "legacy-batch", "2019"], {
    IsAuthorized: 0,
    SensitiveInfoCnt: 2,
    found: { high: 14, medium: 20, malware: 1, sensitiveInfo: 2 },
  });
}

/** What runs on that company's nodes, in two clusters: one image without a licence. */
export function stockNodes(images: LocalImages, registryImages: RegistryImages): void {
  const pull = (ImageName: string, fields: Partial<LocalImage> = {}) => images.add({ ImageName, ...fields });
  // An image is the same on a node as in its registry, so its id is too.
  const idOf = (which: string) => ({ ImageID: registryImages.get(which).ImageId });

  pull(API, { ...idOf("team/api:1.4"), HostCnt: 3, ContainerCnt: 6 });
  pull(WEB, { ...idOf("team/web:2.0"), HostCnt: 2, ContainerCnt: 4, OsName: ALPINE });
  pull(NGINX, { HostCnt: 2, ContainerCnt: 2, OsName: ALPINE });
  pull(BUSYBOX, { Size: 4_194_304, IsAuthorized: 0 });
  images.findings(API, API_FINDINGS);
  images.findings(NGINX, { high: 1, low: 7 });
  for (const image of [API, WEB]) images.runIn("cls-sandbox1", image);
  for (const image of [NGINX, BUSYBOX]) images.runIn("cls-sandbox2", image);
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
