import type { JsonObject, Uint64 } from "../json";
import type { Assumptions } from "./assumptions";
import { IMAGE_INFOS, type ImageInfo } from "./imageInfo";
import { BOOL, type Fields, listOf, required, STRING, UINT64 } from "./parameters";
import { leaveOutUnset, listAs, timeAs } from "./readBack";
import type { RegistryImage } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import { scanTypesOf } from "./scanTypes";
import { refuseTiming, Schedule, type ScheduleSetting } from "./schedule";
import { invalidValue, resourceNotFound } from "./vendorError";

/** The scheduled scan of registry images as the vendor keeps it, in its own words. */
export type RegistryScheduleSetting = ScheduleSetting & {
  /** Of CVE, VIRUS and RISK. */
  ScanType: readonly string[];
  Images: readonly ImageInfo[];
  Id: readonly Uint64[];
  Latest: boolean;
  RegistryType: readonly string[];
  ContainerRunning: boolean;
  /** 0 all images, 1 hand-picked, 2 recommended. */
  ScanScope: Uint64;
  Namespace: readonly string[];
  ExcludeImageAssetIds: readonly Uint64[];
};

/** What UpdateImageRegistryTimingScanTask takes. */
export const UPDATE_REGISTRY_SCHEDULE: Fields = {
  ScanPeriod: required(UINT64),
  Enable: required(BOOL),
  ScanTime: required(STRING),
  ScanType: listOf(STRING),
  Images: IMAGE_INFOS,
  All: BOOL,
  Id: listOf(UINT64),
  Latest: BOOL,
  ContainerRunning: BOOL,
  ScanEndTime: STRING,
  ScanScope: UINT64,
  RegistryType: listOf(STRING),
  Namespace: listOf(STRING),
  ExcludeImageAssetIds: { ...listOf(UINT64), only: "mainland" },
};

/** What an account has before anyone sets it, and what the optional fields fall back to. */
const DEFAULTS: RegistryScheduleSetting = {
  Enable: false,
  ScanTime: "00:00",
  ScanPeriod: 1,
  ScanType: [],
  All: false,
  Images: [],
  Id: [],
  Latest: false,
  ScanEndTime: "",
  RegistryType: [],
  ContainerRunning: false,
  ScanScope: 0,
  Namespace: [],
  ExcludeImageAssetIds: [],
  LastScanTime: "",
  ScanResult: "",
};

/** The fields that the vendor's model says may be absent. */
const OPTIONAL = [
  "ScanEndTime",
  "RegistryType",
  "ContainerRunning",
  "ScanScope",
  "Namespace",
  "ExcludeImageAssetIds",
  "LastScanTime",
  "ScanResult",
];

/** The one scheduled scan of an account's registry images. */
export class RegistrySchedule extends Schedule<RegistryScheduleSetting> {
  constructor(
    private readonly images: RegistryImages,
    assumptions: Assumptions,
  ) {
    super(UPDATE_REGISTRY_SCHEDULE, DEFAULTS, assumptions);
  }

  /** @internal */
  describe(): JsonObject {
    if (!this.value && this.assumptions.neverConfigured === "notFound") {
      throw resourceNotFound("the scheduled scan has never been set");
    }
    const { assumptions, current: stored } = this;
    const { Id, Images } = assumptions.handPicked === "both" ? this.#bothWays(stored) : stored;
    const lowerCase = assumptions.scanType === "lowerCase";
    const answer = {
      ...stored,
      ScanTime: timeAs(stored.ScanTime, assumptions),
      ScanEndTime: timeAs(stored.ScanEndTime, assumptions),
      ScanType: listAs(
        lowerCase ? stored.ScanType.map((type) => type.toLowerCase()) : stored.ScanType,
        assumptions,
      ),
      Images: listAs(Images, assumptions),
      Id: listAs(Id, assumptions),
      RegistryType: listAs(stored.RegistryType, assumptions),
      Namespace: listAs(stored.Namespace, assumptions),
      ExcludeImageAssetIds: listAs(stored.ExcludeImageAssetIds, assumptions),
    };
    return leaveOutUnset(answer, OPTIONAL, assumptions);
  }

  protected refuse(wanted: RegistryScheduleSetting, asked: Partial<RegistryScheduleSetting>): void {
    refuseTiming(wanted, "InvalidParameter");
    if (wanted.ScanScope > 2) throw invalidValue("ScanScope", wanted.ScanScope);
    scanTypesOf(wanted.ScanType);
    if (Number(wanted.ScanScope) === 1 && wanted.Id.length === 0 && wanted.Images.length === 0) {
      throw invalidValue("Id", []);
    }
    // Only what this request says is looked up: an image that left its registry since does not undo a setting.
    const lost = asked.Id?.find((id) => !this.images.byId(id));
    if (lost !== undefined) throw resourceNotFound(`image asset ${lost}`);
    const unknown = asked.Images?.find((info) => this.images.byCoordinates(info).length === 0);
    if (unknown) {
      throw resourceNotFound(`image ${unknown.Namespace}/${unknown.ImageName}:${unknown.ImageTag}`);
    }
  }

  #bothWays(stored: RegistryScheduleSetting): Pick<RegistryScheduleSetting, "Id" | "Images"> {
    const picked = new Map<string, RegistryImage>();
    for (const image of stored.Images.flatMap((info) => this.images.byCoordinates(info))) {
      picked.set(String(image.Id), image);
    }
    for (const image of stored.Id.map((id) => this.images.byId(id))) {
      if (image) picked.set(String(image.Id), image);
    }
    const known = [...picked.values()];
    const gone = stored.Id.filter((id) => !this.images.byId(id));
    return { Id: [...known.map(({ Id }) => Id), ...gone], Images: known.map(imageInfoOf) };
  }
}

function imageInfoOf(image: RegistryImage): ImageInfo {
  return {
    ImageDigest: image.ImageDigest,
    RegistryType: image.RegistryType,
    ImageRepoAddress: image.ImageRepoAddress,
    InstanceId: image.InstanceId,
    InstanceName: image.InstanceName,
    Namespace: image.Namespace,
    ImageName: image.ImageName,
    ImageTag: image.ImageTag,
    Force: "true",
  };
}
