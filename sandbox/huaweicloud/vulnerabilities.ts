import type { JsonObject } from "../json";
import type { Asset } from "./asset";
import type { Assumptions } from "./assumptions";
import { PAGED, pageOf } from "./imageLists";
import type { LocalImages } from "./localImages";
import { type Fields, required, string, word } from "./parameters";
import type { RegistryImages } from "./registryImages";
import type { Scope } from "./scope";
import { notFound } from "./vendorError";

/** What ListImageVulnerabilities takes beside the image_id in its path. */
export const LIST_VULNERABILITIES: Fields = {
  ...PAGED,
  image_type: required(string(1, 32)),
  instance_id: string(0, 128),
  namespace: required(string(0, 64)),
  image_name: required(string(0, 128)),
  tag_name: required(string(0, 64)),
  repair_necessity: word("immediate_repair", "delay_repair", "not_needed_repair"),
  vul_id: string(0, 128),
  app_name: string(0, 64),
  type: word("linux_vul", "app_vul"),
  handle_status: word("unhandled", "handled"),
};

/** ListImageVulnerabilities: what the last scan of one image found. */
export function listVulnerabilities(
  imageId: string,
  request: JsonObject,
  of: { readonly registryImages: RegistryImages; readonly localImages: LocalImages },
  scope: Scope,
  assumptions: Assumptions,
): JsonObject {
  const found = assetOf(imageId, request, of);
  if (!found || !scope.has(found)) throw notFound(`image ${imageId}`, assumptions);
  const { repair_necessity, vul_id = "", app_name = "", type, handle_status } = request;
  const rows = found.vulnerabilities.filter(
    (row) =>
      (repair_necessity === undefined || row.repair_necessity === repair_necessity) &&
      row.vul_id.includes(String(vul_id)) &&
      row.app_name.includes(String(app_name)) &&
      (type === undefined || (type === "app_vul") === (row.app_path !== undefined)) &&
      handle_status !== "handled",
  );
  return pageOf(rows, request);
}

function assetOf(
  imageId: string,
  { image_type, namespace, image_name, tag_name, instance_id }: JsonObject,
  { registryImages, localImages }: Parameters<typeof listVulnerabilities>[2],
): Asset | undefined {
  if (image_type === "local_image") {
    return localImages.byReference(`${image_name}:${tag_name}`).find(({ row }) => row.image_id === imageId);
  }
  return registryImages
    .byReference(`${namespace}/${image_name}:${tag_name}`)
    .find(
      ({ row }) =>
        row.image_id === imageId &&
        row.image_type === image_type &&
        (!instance_id || row.instance_id === instance_id),
    );
}
