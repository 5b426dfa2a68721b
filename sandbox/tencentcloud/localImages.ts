import { fakeDigest } from "./registryImage";

/** An image of a node as the vendor lists it: ImagesInfo, in its own words. */
export type LocalImage = {
  ImageID: string;
  /** `name:tag` */
  ImageName: string;
  CreateTime: string;
  Size: number;
  HostCnt: number;
  SuperNodeCnt: number;
  ContainerCnt: number;
  ScanTime: string;
  ScanStatus: string;
  VulCnt: number;
  VirusCnt: number;
  RiskCnt: number;
  IsTrustImage: boolean;
  OsName: string;
  AgentError: string;
  ScanError: string;
  ScanVirusError: string;
  ScanVulError: string;
  ScanRiskError: string;
  IsSuggest: number;
  IsAuthorized: number;
  ComponentCnt: number;
  CriticalLevelVulCnt: number;
  HighLevelVulCnt: number;
  MediumLevelVulCnt: number;
  LowLevelVulCnt: number;
  IsLatestImage: boolean;
  RecommendedFix: boolean;
  Solution: string;
  Reason: string;
};

/** The fields that the vendor's model says may be absent. */
export const OPTIONAL_LOCAL_IMAGE_FIELDS: readonly (keyof LocalImage)[] = [
  "CriticalLevelVulCnt",
  "HighLevelVulCnt",
  "MediumLevelVulCnt",
  "LowLevelVulCnt",
  "IsLatestImage",
  "RecommendedFix",
  "Solution",
  "Reason",
];

const PLAIN = {
  Size: 56_623_104,
  HostCnt: 1,
  SuperNodeCnt: 0,
  ContainerCnt: 0,
  ScanTime: "",
  ScanStatus: "NOT_SCAN",
  VulCnt: 0,
  VirusCnt: 0,
  RiskCnt: 0,
  IsTrustImage: false,
  OsName: "Debian GNU/Linux 12 (bookworm)",
  AgentError: "",
  ScanError: "",
  ScanVirusError: "",
  ScanVulError: "",
  ScanRiskError: "",
  IsSuggest: 0,
  IsAuthorized: 1,
  ComponentCnt: 0,
  CriticalLevelVulCnt: 0,
  HighLevelVulCnt: 0,
  MediumLevelVulCnt: 0,
  LowLevelVulCnt: 0,
  IsLatestImage: false,
  RecommendedFix: false,
  Solution: "",
  Reason: "",
};

/** The images on an account's nodes. One image may have several names; each is a row of its own. */
export class LocalImages {
  readonly #images: LocalImage[] = [];
  #version = 0;

  constructor(private readonly clock: () => number) {}

  /** Changes whenever an image does. */
  get version(): number {
    return this.#version;
  }

  list(): LocalImage[] {
    return [...this.#images];
  }

  /** Pulls an image onto a node: `name:tag`, or its fields. */
  add(image: string | (Partial<LocalImage> & Pick<LocalImage, "ImageName">)): LocalImage {
    const given = typeof image === "string" ? { ImageName: image } : image;
    const added = {
      ...PLAIN,
      ImageID: fakeDigest(`local ${given.ImageName} ${this.#version}`),
      CreateTime: new Date(this.clock()).toISOString().slice(0, 19).replace("T", " "),
      ...given,
    };
    this.#images.push(added);
    this.#version += 1;
    return added;
  }

  /** Deletes the images of this id or name from every node. */
  remove(idOrName: string): void {
    const left = this.#images.filter((image) => image.ImageID !== idOrName && image.ImageName !== idOrName);
    if (left.length === this.#images.length) throw new RangeError(`no local image is ${idOrName}`);
    this.#images.splice(0, Infinity, ...left);
    this.#version += 1;
  }
}
