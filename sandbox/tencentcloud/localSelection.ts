import type { Uint64 } from "../json";
import { type AssetFilter, keptBy } from "./filters";
import { LOCAL_FILTERS } from "./imageFilters";
import type { LocalImage, LocalImages } from "./localImages";
import { IMAGE_ID, INVALID_FORMAT } from "./localSchedule";
import { invalidValue, resourceNotFound } from "./vendorError";

/** How CreateAssetImageScanTask says which local images it means, in the vendor's words. */
export type LocalSelection = {
  All?: boolean;
  Images?: readonly string[];
  Filters?: readonly AssetFilter[];
  ExcludeImageIds?: readonly string[];
  ContainerRunning?: boolean;
  /** 0 all authorised, 1 hand-picked, 2 recommended, 3 by cluster. */
  ScanScope?: Uint64;
  ClusterIDs?: readonly string[];
};

/** The images of these ids, each once and as its first row; throws for one that is no id, or unknown. */
export function localImagesOf(ids: readonly string[], images: LocalImages): LocalImage[] {
  return [...new Set(ids)].map((id) => {
    if (!IMAGE_ID.test(id)) throw invalidValue("Images", id, INVALID_FORMAT);
    const [image] = images.byId(id);
    if (!image) throw resourceNotFound(`image ${id}`);
    return image;
  });
}

/** The images of which some row meets every filter, each once and as its first row. */
export function filteredImages(
  filters: readonly AssetFilter[],
  excluded: readonly string[],
  images: LocalImages,
): LocalImage[] {
  const ids = new Set(images.list().filter(keptBy(filters, LOCAL_FILTERS)).map(idOf));
  for (const id of excluded) ids.delete(id);
  return localImagesOf([...ids], images);
}

/**
 * The images that a request means. Ids or filters, of which only one may be given, are hand-picked even without
 * `ScanScope`; recommended is what the vendor suggests or has running containers. `ExcludeImageIds` narrows
 * whatever is not picked by id, `ContainerRunning` everything.
 */
export function selectedLocalImages(selection: LocalSelection, images: LocalImages): LocalImage[] {
  const { ContainerRunning } = selection;
  const selected = inScope(selection, images);
  const running = (image: LocalImage) =>
    images.byId(image.ImageID).some(({ ContainerCnt }) => ContainerCnt > 0);
  return ContainerRunning ? selected.filter(running) : selected;
}

function inScope(selection: LocalSelection, images: LocalImages): LocalImage[] {
  const { Images = [], Filters = [], ExcludeImageIds = [], ClusterIDs = [] } = selection;
  const picks = Images.length > 0 || Filters.length > 0;
  if (Images.length > 0 && Filters.length > 0) throw invalidValue("Filters", "Images");
  const scope = Number(selection.ScanScope ?? (picks ? 1 : 0));
  switch (scope) {
    case 0:
      return filteredImages([], ExcludeImageIds, images);
    case 1:
      if (!picks) throw invalidValue("Images", []);
      return Images.length > 0
        ? localImagesOf(Images, images)
        : filteredImages(Filters, ExcludeImageIds, images);
    case 2:
      return filteredImages([], ExcludeImageIds, images).filter(
        ({ IsSuggest, ContainerCnt }) => IsSuggest > 0 || ContainerCnt > 0,
      );
    case 3: {
      if (ClusterIDs.length === 0) throw invalidValue("ClusterIDs", []);
      const ids = ClusterIDs.map((cluster) => inCluster(cluster, images));
      return filteredImages([], ExcludeImageIds, images).filter(({ ImageID }) =>
        ids.some((cluster) => cluster.has(ImageID)),
      );
    }
    default:
      throw invalidValue("ScanScope", scope);
  }
}

function inCluster(cluster: string, images: LocalImages): ReadonlySet<string> {
  const ids = images.inCluster(cluster);
  if (!ids) throw resourceNotFound(`cluster ${cluster}`);
  return ids;
}

function idOf({ ImageID }: LocalImage): string {
  return ImageID;
}
