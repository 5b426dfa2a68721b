import type { Uint64 } from "../json";
import { type AssetFilter, keptBy } from "./filters";
import { REGISTRY_FILTERS } from "./imageFilters";
import type { ImageInfo } from "./imageInfo";
import type { RegistryImage } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import { invalidValue, resourceNotFound } from "./vendorError";

/** How a request says which registry images it means, in the vendor's words. */
export type RegistrySelection = {
  All?: boolean;
  Images?: readonly ImageInfo[];
  Id?: readonly Uint64[];
  Filters?: readonly AssetFilter[];
  ExcludeImageList?: readonly Uint64[];
  OnlyScanLatest?: boolean;
};

/** How CreateAssetImageRegistryScanTaskOneKey says it. */
export type OneKeySelection = {
  All?: boolean;
  Images?: readonly ImageInfo[];
  Id?: readonly Uint64[];
  ExcludeIDs?: readonly Uint64[];
  IsLatest?: boolean;
  /** 0 all, 1 hand-picked, 2 recommended. */
  ScanScope?: Uint64;
  RegistryType?: readonly string[];
  Namespace?: readonly string[];
  ContainerRunning?: boolean;
};

/** The images that ids and coordinates name together, each once; throws ResourceNotFound for an unknown one. */
export function namedImages(
  { Id = [], Images = [] }: Pick<RegistrySelection, "Id" | "Images">,
  images: RegistryImages,
): RegistryImage[] {
  const named = new Set<RegistryImage>();
  for (const id of Id) {
    const image = images.byId(id);
    if (!image) throw resourceNotFound(`image asset ${id}`);
    named.add(image);
  }
  for (const info of Images) {
    const found = images.byCoordinates(info);
    if (found.length === 0) {
      throw resourceNotFound(`image ${info.Namespace}/${info.ImageName}:${info.ImageTag}`);
    }
    for (const image of found) named.add(image);
  }
  return [...named];
}

/** Whether a request says anything of which images it means. */
export function saysWhich({ All, Images = [], Id = [], Filters = [] }: RegistrySelection): boolean {
  return All === true || Images.length > 0 || Id.length > 0 || Filters.length > 0;
}

/**
 * The images that a request means. `All` is every image; ids and coordinates are taken together; only `Filters`
 * are narrowed by `ExcludeImageList` and `OnlyScanLatest`.
 */
export function selectedImages(selection: RegistrySelection, images: RegistryImages): RegistryImage[] {
  const { All, Filters = [], ExcludeImageList = [], OnlyScanLatest } = selection;
  if (!saysWhich(selection)) throw invalidValue("Id", []);
  if (All) return images.list();
  if (Filters.length === 0) return namedImages(selection, images);
  const excluded = idSet(ExcludeImageList);
  const keeps = keptBy(Filters, REGISTRY_FILTERS);
  return images
    .list()
    .filter(
      (image) => keeps(image) && !excluded.has(String(image.Id)) && (!OnlyScanLatest || image.IsLatestImage),
    );
}

/**
 * The images that a one-key scan means. Without `ScanScope`, ids or coordinates are hand-picked and `All` is
 * everything. The narrowing fields narrow what is not hand-picked; recommended is what has running containers.
 */
export function oneKeyImages(selection: OneKeySelection, images: RegistryImages): RegistryImage[] {
  const { All, Id = [], Images = [] } = selection;
  const picks = Id.length > 0 || Images.length > 0;
  const scope = selection.ScanScope === undefined ? (picks ? 1 : All ? 0 : -1) : Number(selection.ScanScope);
  if (scope < 0 || scope > 2) throw invalidValue("ScanScope", selection.ScanScope ?? "");
  if (scope === 1) {
    if (!picks) throw invalidValue("Id", []);
    return namedImages(selection, images);
  }
  const { RegistryType = [], Namespace = [], IsLatest, ContainerRunning, ExcludeIDs = [] } = selection;
  const excluded = idSet(ExcludeIDs);
  const among = (asked: readonly string[], has: string) => asked.length === 0 || asked.includes(has);
  return images
    .list()
    .filter(
      (image) =>
        !excluded.has(String(image.Id)) &&
        among(RegistryType, image.RegistryType) &&
        among(Namespace, image.Namespace) &&
        (!IsLatest || image.IsLatestImage) &&
        ((!ContainerRunning && scope !== 2) || image.IsRunning),
    );
}

function idSet(ids: readonly Uint64[]): ReadonlySet<string> {
  return new Set(ids.map(String));
}
