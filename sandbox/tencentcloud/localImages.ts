import { fails, type Outcome } from "../outcome";
import { plainTime } from "../vendorTime";
import type { Assumptions } from "./assumptions";
import { CLEAN, type Findings, type Found, finds, type Vulnerability } from "./findings";
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
  #rows: LocalImage[] = [];
  readonly #byId = new Map<string, LocalImage[]>();
  readonly #outcomes = new Map<string, Outcome<Found>>();
  readonly #found = new Map<string, readonly Vulnerability[]>();
  readonly #clusters = new Map<string, Set<string>>();
  #version = 0;

  constructor(
    private readonly assumptions: Assumptions,
    private readonly clock: () => number,
    private readonly catchUp: () => void,
  ) {}

  /** Changes whenever an image does. */
  get version(): number {
    this.catchUp();
    return this.#version;
  }

  list(): LocalImage[] {
    this.catchUp();
    return [...this.#rows];
  }

  /** Pulls an image onto a node: `name:tag`, or its fields. */
  add(image: string | (Partial<LocalImage> & Pick<LocalImage, "ImageName">)): LocalImage {
    const given = typeof image === "string" ? { ImageName: image } : image;
    const added = {
      ...PLAIN,
      ImageID: fakeDigest(`local ${given.ImageName} ${this.#version}`),
      CreateTime: plainTime(this.clock()),
      ...given,
    };
    this.#rows.push(added);
    this.#byId.set(added.ImageID, [...this.byId(added.ImageID), added]);
    this.#version += 1;
    return added;
  }

  /** Deletes the images of this id or name from every node. */
  remove(idOrName: string): void {
    const removed = new Set(this.#find(idOrName));
    this.#rows = this.#rows.filter((row) => !removed.has(row));
    for (const { ImageID } of removed) {
      const left = this.byId(ImageID).filter((row) => !removed.has(row));
      if (left.length > 0) this.#byId.set(ImageID, left);
      else {
        this.#byId.delete(ImageID);
        this.#found.delete(ImageID);
      }
    }
    this.#version += 1;
  }

  /** The image of this id or name; throws when there is none. Of an image of several names, one row. */
  get(idOrName: string): Readonly<LocalImage> {
    return this.#find(idOrName)[0];
  }

  /** Says what scans of the image find from now on; an image about which nothing is said is clean. */
  findings(idOrName: string, findings: Findings): void {
    const outcome = finds(findings, this.assumptions);
    for (const { ImageID } of this.#find(idOrName)) this.#outcomes.set(ImageID, outcome);
  }

  /** Lets scans of the image fail from now on, for a reason in a word of the vendor's. */
  failScans(idOrName: string, error = "ConnFailed"): void {
    const outcome = fails(error);
    for (const { ImageID } of this.#find(idOrName)) this.#outcomes.set(ImageID, outcome);
  }

  /** Gives the image a licence to be scanned, or takes it. */
  authorize(idOrName: string, authorized = true): void {
    for (const { ImageID } of this.#find(idOrName)) {
      for (const row of this.byId(ImageID)) row.IsAuthorized = authorized ? 1 : 0;
    }
    this.#version += 1;
  }

  /** Runs the image in a cluster, which then exists. No list of the vendor's shows it. */
  runIn(cluster: string, idOrName: string): void {
    const ids = this.#clusters.get(cluster) ?? new Set();
    for (const { ImageID } of this.#find(idOrName)) ids.add(ImageID);
    this.#clusters.set(cluster, ids);
  }

  /** @internal The rows of one image. */
  byId(id: string): readonly LocalImage[] {
    return this.#byId.get(id) ?? [];
  }

  /** @internal The ids of the images that run in a cluster, or undefined when there is no such cluster. */
  inCluster(cluster: string): ReadonlySet<string> | undefined {
    return this.#clusters.get(cluster);
  }

  /** @internal */
  outcomeOf({ ImageID }: LocalImage): Outcome<Found> {
    return this.#outcomes.get(ImageID) ?? CLEAN;
  }

  /** @internal The vulnerabilities that the last scan for them found. */
  foundIn({ ImageID }: LocalImage): readonly Vulnerability[] {
    this.catchUp();
    return this.#found.get(ImageID) ?? [];
  }

  /** @internal */
  find({ ImageID }: LocalImage, vulnerabilities: readonly Vulnerability[]): void {
    this.#found.set(ImageID, vulnerabilities);
  }

  /** @internal Says that a field of an image has been written. */
  changed(): void {
    this.#version += 1;
  }

  #find(idOrName: string): readonly [LocalImage, ...LocalImage[]] {
    // Before anything changes that a scan which has ended by now should not see.
    this.catchUp();
    const [first, ...others] = this.#rows.filter(
      ({ ImageID, ImageName }) => ImageID === idOrName || ImageName === idOrName,
    );
    if (!first) throw new RangeError(`no local image is ${idOrName}`);
    return [first, ...others];
  }
}
