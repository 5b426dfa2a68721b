import type { Containers } from "./containers";
import type { Findings } from "./findings";
import type { Quota } from "./quota";
import type { RegistryImages } from "./registryImages";
import { RegistryTarget } from "./registryTarget";

const ACR = { RegistryType: "acr", InstanceId: "cri-sandbox1" };
const HARBOR = { RegistryType: "harbor", InstanceId: "harbor-sandbox1" };
const SCANNED_AT = Date.UTC(2026, 2, 1, 20, 12, 30);

/** What runs in the clusters: the app, its cluster, namespace, image and how many containers. */
const APPS = [
  ["api", "c-sandbox1", "team", "team/api:1.4", 2],
  ["web", "c-sandbox1", "team", "team/web:2.0", 2],
  ["worker", "c-sandbox1", "team", "team/worker:2026.03", 1],
  ["gateway", "c-sandbox2", "payments", "payments/gateway:3.2.0", 2],
  ["ledger", "c-sandbox2", "payments", "payments/ledger:1.0", 1],
] as const;

const DEPLOYED: ReadonlySet<string> = new Set(APPS.map(([, , , image]) => image));

/** A dozen images of a small company, in an ACR Enterprise instance and a Harbor: three of them scanned. */
export function stockRegistry(images: RegistryImages, quota: Quota): void {
  const put = (
    registry: typeof ACR,
    [RepoNamespace, RepoName, Tag]: readonly [string, string, string],
    found?: Findings,
    isScanned = false,
  ) => {
    const image = images.add({
      ...registry,
      RepoNamespace,
      RepoName,
      Tag,
      Deployed: DEPLOYED.has(`${RepoNamespace}/${RepoName}:${Tag}`) ? 1 : 0,
    });
    if (found) images.findings(image.Uuid, found);
    if (!isScanned) return;
    const target = new RegistryTarget(image, images);
    target.conclude(SCANNED_AT);
    target.mark("SUCCESS", 100);
    quota.remember(image.Digest);
  };

  put(ACR, ["team", "api", "1.3"], { high: 6, low: 35 }, true);
  put(ACR, ["team", "api", "1.4"], { medium: 4, low: 18 });
  put(ACR, ["team", "web", "2.0"]);
  put(ACR, ["team", "worker", "2026.03"], { high: 2, medium: 9, low: 30 });
  put(ACR, ["platform", "nginx-ingress", "v1.11.2"]);
  put(ACR, ["payments", "gateway", "3.1.0"], { high: 1, medium: 2 }, true);
  put(ACR, ["payments", "gateway", "3.2.0"]);
  put(ACR, ["payments", "ledger", "1.0"]);
  put(ACR, ["payments", "reports", "latest"], { high: 1, medium: 3 });
  put(HARBOR, ["library", "postgres", "16.4"], {}, true);
  put(HARBOR, ["library", "redis", "7.4"]);
  put(HARBOR, ["library", "legacy-batch", "2019"], { high: 14, medium: 20, malware: 1, baseline: 2 });
}

/** What runs in that company's two clusters. */
export function stockClusters(containers: Containers, images: RegistryImages): void {
  containers.addCluster("c-sandbox1", { ClusterName: "acme-prod" });
  containers.addCluster("c-sandbox2", { ClusterName: "acme-payments" });
  for (const [AppName, ClusterId, Namespace, which, count] of APPS) {
    const { RegionId, Digest: ImageDigest } = images.get(which);
    const Image = `acme-registry-vpc.${RegionId}.cr.aliyuncs.com/${which}`;
    for (let started = 0; started < count; started += 1) {
      containers.run({ ClusterId, AppName, Namespace, Image, ImageDigest });
    }
  }
}
