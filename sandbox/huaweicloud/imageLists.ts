import type { JsonObject } from "../json";
import type { Asset, ImageRow } from "./asset";
import { keptBy, localFilters, REGISTRY_FILTERS } from "./imageFilters";
import type { LocalImage, LocalImages } from "./localImages";
import { BOOL, type Fields, int, LONG, string, word } from "./parameters";
import { REGISTRY_TYPES } from "./registries";
import type { RegistryImage, RegistryImages } from "./registryImages";
import type { Scope } from "./scope";
import { invalidParameter } from "./vendorError";

const DEFAULT_LIMIT = 10;

/** What every request may say about enterprise projects. */
export const SCOPED: Fields = { enterprise_project_id: string(1, 256) };

/** What a request for a page of a list may carry. */
export const PAGED: Fields = { ...SCOPED, offset: int(0, 2_000_000), limit: int(10, 200) };

const TIMES: Fields = {
  start_latest_update_time: LONG,
  end_latest_update_time: LONG,
  start_latest_scan_time: LONG,
  end_latest_scan_time: LONG,
};

/** What ListRegistryImages takes. */
export const LIST_REGISTRY_IMAGES: Fields = {
  ...PAGED,
  limit: int(1, 200),
  namespace: string(1, 128),
  image_name: string(1, 128),
  image_version: string(1, 64),
  registry_name: string(1, 128),
  image_type: word("private_image", "shared_image", "instance_image", "harbor", "jfrog"),
  sort_key: word("latest_scan_time"),
  sort_dir: word("asc", "desc"),
  latest_version: BOOL,
  image_size: LONG,
  scan_status: word("unscan", "success", "scanning", "failed", "waiting_for_scan"),
  ...TIMES,
  start_latest_sync_time: LONG,
  end_latest_sync_time: LONG,
  has_malicious_file: BOOL,
  has_unsafe_setting: BOOL,
  has_vul: BOOL,
  risky: BOOL,
  instance_id: string(0, 128),
  instance_name: string(0, 128),
  is_multarch: BOOL,
  severity_level: string(0, 256),
};

/** What ListImageLocal takes. A word that it does not know finds nothing. */
export const LIST_LOCAL_IMAGES: Fields = {
  ...PAGED,
  image_name: string(1, 128),
  image_version: string(1, 64),
  scan_status: string(0, 32),
  local_image_type: string(0, 64),
  image_size: LONG,
  ...TIMES,
  has_vul: BOOL,
  host_name: string(0, 128),
  host_id: string(0, 128),
  host_ip: string(0, 128),
  container_id: string(0, 128),
  container_name: string(0, 128),
  pod_id: string(0, 128),
  pod_name: string(0, 128),
  app_name: string(0, 128),
  has_container: BOOL,
};

/** What ListRegistry takes; registry_type is a list with commas. */
export const LIST_REGISTRIES: Fields = {
  ...PAGED,
  registry_name: string(1, 128),
  registry_id: string(1, 256),
  registry_type: string(1, 32_768),
  registry_addr: string(1, 256),
  status: word("success", "fail", "accessing"),
};

/** One page of rows, with how many there are on all of them. */
export function pageOf(rows: readonly JsonObject[], { offset = 0, limit = DEFAULT_LIMIT }: JsonObject) {
  const from = Number(offset);
  return { total_num: rows.length, data_list: rows.slice(from, from + Number(limit)) };
}

/** ListRegistryImages and ListImageLocal over the images of one project. */
export class ImageLists {
  readonly #registry: FilteredList<RegistryImage>;
  readonly #local: FilteredList<LocalImage>;

  constructor(registryImages: RegistryImages, localImages: LocalImages) {
    const local = localFilters(localImages);
    this.#registry = new FilteredList(registryImages, (asked) => keptBy(asked, REGISTRY_FILTERS));
    this.#local = new FilteredList(localImages, (asked) => keptBy(asked, local));
  }

  listRegistryImages(request: JsonObject, scope: Scope): JsonObject {
    return pageOf(this.#registry.found(request, scope), request);
  }

  listLocalImages(request: JsonObject, scope: Scope): JsonObject {
    for (const time of ["latest_update_time", "latest_scan_time"]) {
      if ((request[`start_${time}`] === undefined) !== (request[`end_${time}`] === undefined)) {
        throw invalidParameter(`start_${time}`, `and end_${time} belong together`);
      }
    }
    return pageOf(this.#local.found(request, scope), request);
  }
}

/** Words of registry_type that a list of them may have. */
export function registryTypesOf(list: string): readonly string[] {
  const types = list.split(",");
  const known: readonly string[] = REGISTRY_TYPES;
  if (!types.every((type) => known.includes(type))) {
    throw invalidParameter("registry_type", `is none of ${known.join(", ")}`);
  }
  return types;
}

/** The pages of one list are asked for in turn: what the last request found is kept while nothing changes. */
class FilteredList<Row extends ImageRow & JsonObject> {
  #last: { readonly key: string; readonly found: readonly Row[] } | undefined;

  constructor(
    private readonly images: { readonly version: number; assets(): Asset<Row>[] },
    private readonly keeps: (request: JsonObject) => (asset: Asset<Row>) => boolean,
  ) {}

  found({ offset: _, limit: __, ...request }: JsonObject, scope: Scope): readonly Row[] {
    const asked = Object.entries(request).map(([name, value]) => [name, String(value)]);
    const key = JSON.stringify([this.images.version, scope.granted, asked]);
    if (this.#last?.key !== key) {
      const kept = this.keeps(request);
      const found = this.images.assets().filter((asset) => scope.has(asset) && kept(asset));
      this.#last = { key, found: sorted(found, request).map(({ row }) => row) };
    }
    return this.#last.found;
  }
}

function sorted<Row extends ImageRow>(assets: Asset<Row>[], request: JsonObject): readonly Asset<Row>[] {
  if (request.sort_key === undefined) return assets;
  const sign = request.sort_dir === "asc" ? 1 : -1;
  return assets.sort((a, b) => sign * (a.row.latest_scan_time - b.row.latest_scan_time));
}
