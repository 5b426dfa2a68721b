import { isJsonObject, type JsonObject, type Uint64 } from "../json";
import type { Asset, ImageRow } from "./asset";
import type { Assumptions } from "./assumptions";
import { keptBy, localFilters, REGISTRY_FILTERS } from "./imageFilters";
import type { Images } from "./images";
import type { LocalImage, LocalImages } from "./localImages";
import type { RegistryImage, RegistryImages } from "./registryImages";
import type { Scope } from "./scope";
import { invalidParameter, notFound } from "./vendorError";

/** What a scan is asked to scan: exactly one of the three. */
export interface Selection {
  readonly all: boolean;
  readonly filter: JsonObject | undefined;
  /** As they were sent; an empty list names nothing. */
  readonly named: readonly JsonObject[] | undefined;
}

/** The images that a selection of one kind means. */
interface Source<Row extends ImageRow> {
  readonly images: Images<Row>;
  readonly keeps: (filter: JsonObject) => (asset: Asset<Row>) => boolean;
  find(named: JsonObject): readonly Asset<Row>[];
}

/** What in a row says which image it is; a row of local images has fewer. */
const IDENTITY = [
  "id",
  "image_id",
  "image_digest",
  "registry_id",
  "registry_name",
  "registry_type",
  "namespace",
  "image_name",
  "image_version",
  "instance_id",
  "instance_url",
] as const;

const COORDINATES = ["namespace", "image_name", "image_version", "registry_id", "registry_type"] as const;
const SHORT_COORDINATES = ["namespace", "image_name", "image_version"] as const;

/** Throws the vendor's error for a request that says what to scan in two ways. */
export function selectionOf(all: unknown, filter: unknown, named: unknown): Selection {
  const ways = [all === true, filter !== undefined, named !== undefined].filter(Boolean);
  if (ways.length > 1) throw invalidParameter("the request", "says in more than one way what to scan");
  return {
    all: all === true,
    // A filter without a condition keeps nothing: not to be mistaken for one that keeps everything.
    filter: isJsonObject(filter) && Object.keys(filter).length > 0 ? filter : undefined,
    named: Array.isArray(named) ? named.filter(isJsonObject) : undefined,
  };
}

export function selectedRegistryImages(
  selection: Selection,
  images: RegistryImages,
  scope: Scope,
  assumptions: Assumptions,
): readonly Asset<RegistryImage>[] {
  const find = (named: JsonObject) => {
    refuseIncomplete(named, assumptions);
    const { id, namespace, image_name, image_version } = named;
    if (id === undefined) return images.byReference(`${namespace}/${image_name}:${image_version}`);
    const asset = images.byKey(String(id as Uint64));
    return asset ? [asset] : [];
  };
  const keeps = (filter: JsonObject) => keptBy(filter, REGISTRY_FILTERS);
  return selected(selection, { images, keeps, find }, scope, assumptions);
}

export function selectedLocalImages(
  selection: Selection,
  images: LocalImages,
  scope: Scope,
  assumptions: Assumptions,
): readonly Asset<LocalImage>[] {
  const find = ({ image_id, image_digest, image_name, image_version }: JsonObject) => {
    if (image_id) {
      const asset = images.byKey(String(image_id));
      return asset ? [asset] : [];
    }
    if (image_name && image_version) return images.byReference(`${image_name}:${image_version}`);
    if (!image_digest) throw invalidParameter("image_info", "does not say which image");
    return images.assets().filter(({ row }) => row.image_digest === image_digest);
  };
  const filters = localFilters(images);
  return selected(
    selection,
    { images, keeps: (filter) => keptBy(filter, filters), find },
    scope,
    assumptions,
  );
}

function selected<Row extends ImageRow>(
  { all, filter, named }: Selection,
  source: Source<Row>,
  scope: Scope,
  assumptions: Assumptions,
): readonly Asset<Row>[] {
  if (named) return namedAssets(named, source, scope, assumptions);
  if (!all && !filter) return [];
  const keeps = source.keeps(filter ?? {});
  return source.images.assets().filter((asset) => scope.has(asset) && keeps(asset));
}

function namedAssets<Row extends ImageRow>(
  named: readonly JsonObject[],
  source: Source<Row>,
  scope: Scope,
  assumptions: Assumptions,
): readonly Asset<Row>[] {
  const found = named.flatMap((info) => {
    const fits = source.find(info).filter((asset) => scope.has(asset) && isSaidBy(info, asset.row));
    if (fits.length === 0 && assumptions.unknownImages === "refused") {
      throw notFound(`image ${info.image_name ?? info.image_id ?? info.id}`, assumptions);
    }
    return fits;
  });
  return [...new Set(found)];
}

/** Whether the row is as it was told, in all that was told of it. */
function isSaidBy(info: JsonObject, row: ImageRow): boolean {
  const has: Readonly<Record<string, unknown>> = row;
  return IDENTITY.every((name) => {
    const said = info[name];
    if (said === undefined || said === "" || !Object.hasOwn(has, name)) return true;
    return String(said) === String(has[name]);
  });
}

function refuseIncomplete(named: JsonObject, { imageInfo }: Assumptions): void {
  const has = (names: readonly string[]) => names.every((name) => named[name] !== undefined);
  const enough = {
    either: has(["id"]) || has(SHORT_COORDINATES),
    id: has(["id"]),
    coordinates: has(COORDINATES),
  };
  if (!enough[imageInfo]) throw invalidParameter("image_info", "does not say which image");
}
