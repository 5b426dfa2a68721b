import type { JsonObject } from "../json";
import { LastFound } from "../lastFound";
import { containing, exactly, metBy, SEARCH, type Searchable } from "./criteria";
import { askedPage, PAGE_REQUEST, pageAs } from "./page";
import { BOOLEAN, type Fields, type Parameters, required, STRING } from "./parameters";
import { isDigest, type RegistryImage } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import { notFound } from "./vendorError";

/** What DescribeImageInstances takes. */
export const LIST_IMAGES = { ...SEARCH, ...PAGE_REQUEST, Scanned: BOOLEAN };

/** What DescribeImage takes, each with the field of the image that it says. */
const WHICH = {
  ImageInstanceId: "InstanceId",
  ImageRegionId: "RegionId",
  ImageRepoId: "RepoId",
  ImageTag: "Tag",
} as const;
export const WHICH_IMAGE: Fields = Object.fromEntries(
  Object.keys(WHICH).map((name) => [name, required(STRING)]),
);

const SEARCHABLE: Searchable<RegistryImage> = {
  instanceId: exactly(({ InstanceId }) => InstanceId),
  registryType: exactly(({ RegistryType }) => RegistryType),
  regionId: exactly(({ RegionId }) => RegionId),
  repoId: exactly(({ RepoId }) => RepoId),
  repoName: containing(({ RepoName }) => RepoName),
  repoNamespace: containing(({ RepoNamespace }) => RepoNamespace),
  tag: containing(({ Tag }) => Tag),
  imageId: containing(({ ImageId }) => ImageId),
  digest: ({ Digest }, value) => isDigest(value, Digest),
  vulStatus: exactly(({ VulStatus }) => VulStatus),
  alarmStatus: exactly(({ AlarmStatus }) => AlarmStatus),
  hcStatus: exactly(({ HcStatus }) => HcStatus),
  riskStatus: exactly(({ RiskStatus }) => RiskStatus),
};

/** DescribeImageInstances over the images that SAS knows of one account. */
export class ImageList {
  readonly #last = new LastFound<RegistryImage>();

  constructor(
    private readonly images: RegistryImages,
    private readonly maxPageSize: number,
  ) {}

  describe(parameters: Parameters): JsonObject {
    const [criteria, logic, scanned] = ["Criteria", "LogicalExp", "Scanned"].map((name) =>
      parameters.text(name),
    );
    const key = JSON.stringify([this.images.version, criteria, logic, scanned]);
    const found = this.#last.find(key, () => {
      const meets = metBy(parameters, SEARCHABLE);
      const wasScanned = parameters.flag("Scanned");
      return this.images
        .list()
        .filter((image) => this.images.isKnown(image) && meets(image))
        .filter(({ LastScanTime }) => wasScanned === undefined || wasScanned === LastScanTime > 0);
    });
    return pageAs("ImageInstanceList", found, askedPage(parameters, this.maxPageSize), shown);
  }

  /** DescribeImage: the digest that a tag of a registry leads to, whether SAS knows it or not. */
  describeOne(parameters: Parameters): JsonObject {
    const asked = Object.entries(WHICH).map(([name, field]) => [field, parameters.needed(name)] as const);
    const image = this.images.list().find((image) => asked.every(([field, value]) => image[field] === value));
    if (!image) throw notFound("ImageNotExist", "image");
    return { Data: { Digest: image.Digest } };
  }
}

/** An image that was never scanned has no word for it: those fields are left out. */
function shown({ LastScanTime, ScaStatus, ScaProgress, ScaResult, ...image }: RegistryImage): JsonObject {
  return {
    ...image,
    ...(LastScanTime > 0 && { LastScanTime }),
    ...(ScaStatus !== "" && { ScaStatus, ScaProgress }),
    ...(ScaResult !== "" && { ScaResult }),
  };
}
