import type { Json, JsonObject } from "../json";
import type { Asset, ImageRow } from "./asset";
import { type LocalImage, type LocalImages, PLACE_WORDS, type Place } from "./localImages";
import type { RegistryImage } from "./registryImages";

/** Whether an image meets the value of one parameter; `all` has the others of the same request. */
type Filter<Row extends ImageRow> = (asset: Asset<Row>, value: Json, all: JsonObject) => boolean;
type Filters<Row extends ImageRow> = Readonly<Record<string, Filter<Row>>>;

const contains = (text: string, value: Json) => text.includes(String(value));

/** What both kinds have. A text is found anywhere in the field, in the same case. */
const COMMON: Filters<ImageRow> = {
  image_name: ({ row }, value) => contains(row.image_name, value),
  image_size: ({ row }, value) => row.image_size === value,
  has_vul: ({ row }, value) => row.vul_num > 0 === value,
  has_malicious_file: ({ row }, value) => row.malicious_file_num > 0 === value,
  has_unsafe_setting: ({ row }, value) => row.unsafe_setting_num > 0 === value,
  severity_level: ({ row }, value) => String(value).split(",").includes(row.severity_level),
  start_latest_update_time: ({ row }, value) => row.latest_update_time >= Number(value),
  end_latest_update_time: ({ row }, value) => row.latest_update_time <= Number(value),
  // Only images that were scanned have a time to compare.
  start_latest_scan_time: ({ row }, value) =>
    row.scan_status === "success" && row.latest_scan_time >= Number(value),
  end_latest_scan_time: ({ row }, value) =>
    row.scan_status === "success" && row.latest_scan_time <= Number(value),
};

/** The filters of registry images, in lists and in the query_info of a scan. */
export const REGISTRY_FILTERS: Filters<RegistryImage> = {
  ...COMMON,
  namespace: ({ row }, value) => contains(row.namespace, value),
  image_version: ({ row }, value) => contains(row.image_version, value),
  registry_name: ({ row }, value) => contains(row.registry_name, value),
  image_type: ({ row }, value) => row.image_type === value,
  scan_status: ({ row }, value) => row.scan_status === value,
  latest_version: ({ row }, value) => value === false || row.latest_version,
  start_latest_sync_time: ({ row }, value) => row.latest_sync_time >= Number(value),
  end_latest_sync_time: ({ row }, value) => row.latest_sync_time <= Number(value),
  risky: ({ row }, value) => row.vul_num + row.unsafe_setting_num + row.malicious_file_num > 0 === value,
  instance_id: ({ row }, value) => row.instance_id === value,
  instance_name: ({ row }, value) => contains(row.instance_name, value),
  is_multarch: ({ row }, value) => row.is_multiple_arch === value,
};

const FUZZY_PLACES = ["container_name", "pod_name", "app_name"];

/** The filters of local images, in lists and in the filters of scans. */
export function localFilters(images: LocalImages): Filters<LocalImage> {
  const inPlace =
    (name: keyof Place): Filter<LocalImage> =>
    ({ row }, value) =>
      images.placesOf(row).some(({ [name]: has }) => {
        if (has === undefined) return false;
        return FUZZY_PLACES.includes(name) ? contains(has, value) : has === value;
      });
  return {
    ...COMMON,
    ...Object.fromEntries(PLACE_WORDS.map((name) => [name, inPlace(name)])),
    // Documented to count only beside image_name.
    image_version: ({ row }, value, { image_name }) => !image_name || contains(row.image_version, value),
    // Rows say `waiting` where the filter says `waiting_for_scan`.
    scan_status: ({ row }, value) => row.scan_status === (value === "waiting_for_scan" ? "waiting" : value),
    local_image_type: ({ row }, value) => row.local_image_type === value,
    host_name: ({ row }, value) => contains(row.host_name, value),
    host_id: ({ row }, value) => row.host_id === value,
    has_container: ({ row }, value) => row.container_num > 0 === value,
  };
}

/** Whether an image meets every filter among these parameters; those that are none are passed over. */
export function keptBy<Row extends ImageRow>(
  parameters: JsonObject,
  known: Filters<Row>,
): (asset: Asset<Row>) => boolean {
  const asked = Object.entries(parameters).flatMap(([name, value]) => {
    const filter = Object.hasOwn(known, name) && value !== "" ? known[name] : undefined;
    return filter ? [(asset: Asset<Row>) => filter(asset, value, parameters)] : [];
  });
  return (asset) => asked.every((keeps) => keeps(asset));
}
