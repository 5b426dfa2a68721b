import type { Findings } from "./findings";
import type { LocalImages, NewLocalImage } from "./localImages";
import type { Registries } from "./registries";
import type { NewRegistryImage, RegistryImages } from "./registryImages";

const SWR = "swr-private";
const ENTERPRISE = "acme-prod";
const HARBOR = "acme-harbor";

const SCANNED_AT = Date.parse("2026-03-01T20:12:30Z");
const SCANNED = { scan_status: "success", latest_scan_time: SCANNED_AT, severity_level: "Security" };
const INSTANCE = {
  instance_id: "f8ac0f3e-7a1c-4c1d-9a1e-000000000001",
  instance_name: ENTERPRISE,
  instance_url: "acme-prod.swr-pro.myhuaweicloud.com",
};

/** A dozen images of a small company, in three registries: some of them scanned, one that cannot be. */
export function stockRegistries(registries: Registries, images: RegistryImages): void {
  registries.add({ registry_name: ENTERPRISE, registry_type: "SwrEnterprise" });
  registries.add({ registry_name: HARBOR, registry_type: "Harbor", registry_addr: "harbor.acme.example" });

  const put = (
    registry_name: string,
    reference: string,
    { found, ...more }: Partial<NewRegistryImage> & { found?: Findings } = {},
  ) => {
    const instance = registry_name === ENTERPRISE ? INSTANCE : {};
    const { id } = images.add(reference, { registry_name, ...instance, ...more });
    if (found) images.findings(id, found);
  };

  put(SWR, "team/api:1.3", { ...SCANNED, vul_num: 41, severity_level: "High", found: { high: 6, low: 35 } });
  put(SWR, "team/api:1.4", { found: { medium: 4, low: 18 } });
  put(SWR, "team/web:2.0");
  put(SWR, "team/worker:2026.03", { found: { high: 2, medium: 9, low: 30 } });
  put(SWR, "cce-images/nginx-ingress:v1.11.2");
  put(ENTERPRISE, "payments/gateway:3.1.0", { ...SCANNED, found: { high: 1, medium: 2 } });
  put(ENTERPRISE, "payments/gateway:3.2.0");
  // Record ids are 64 bits wide; this one is not a number that JavaScript holds exactly.
  put(ENTERPRISE, "payments/ledger:1.0", { id: 9_007_199_254_740_993n });
  put(ENTERPRISE, "payments/reports:latest", { scannable: false, found: { high: 1, medium: 3 } });
  put(HARBOR, "library/postgres:16.4", { ...SCANNED });
  put(HARBOR, "library/redis:7.4");
  put(HARBOR, "library/legacy-batch:2019", {
    found: { high: 14, medium: 20, malware: 1, unsafeSettings: 2 },
  });
}

/** What runs on that company's servers: one image that cannot be scanned. */
export function stockServers(images: LocalImages): void {
  const pull = (
    reference: Pick<NewLocalImage, "image_name" | "image_version">,
    more: Partial<NewLocalImage> = {},
  ) => images.add({ ...reference, ...more }).image_id;

  const swr = (image_name: string, image_version: string) => ({
    image_name: `swr.cn-north-4.myhuaweicloud.com/${image_name}`,
    image_version,
  });
  const api = pull(swr("team/api", "1.4"), { local_image_type: "swr_image", host_num: 3 });
  const web = pull(swr("team/web", "2.0"), { local_image_type: "swr_image", host_num: 2 });
  const nginx = pull({ image_name: "nginx", image_version: "1.27" }, { host_num: 2 });
  const busybox = pull({ image_name: "busybox", image_version: "1.36" });
  images.findings(api, { medium: 4, low: 18 });
  images.findings(nginx, { high: 1, low: 7 });
  images.allowScans(busybox, false);
  for (const image of [api, web])
    images.runIn(image, { cluster_id: "sandbox-cluster-1", pod_name: "team-0" });
  images.runIn(nginx, { cluster_id: "sandbox-cluster-2", pod_name: "edge-0" });
}
