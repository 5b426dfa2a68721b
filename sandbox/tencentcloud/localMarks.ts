import type { ImageScanState, ImageVerdict, ScanMarks } from "../scanTask";
import { plainTime } from "../vendorTime";
import type { Assumptions } from "./assumptions";
import { levelCounts } from "./findings";
import type { LocalImage, LocalImages } from "./localImages";
import { scanStatusOf } from "./registryMarks";
import type { ScanType } from "./scanTypes";

const ERRORS = { CVE: "ScanVulError", VIRUS: "ScanVirusError", RISK: "ScanRiskError" } as const;

/** Writes the scan of these types on local images: on every row of an image that has several names. */
export class LocalMarks implements ScanMarks<LocalImage> {
  /** What each image said before: a local image knows no canceled scan, and says that again. */
  readonly #before = new Map<LocalImage, string>();

  constructor(
    private readonly types: readonly ScanType[],
    private readonly images: LocalImages,
    private readonly assumptions: Assumptions,
  ) {}

  wait(image: LocalImage): void {
    this.#before.set(image, image.ScanStatus);
    this.#mark(image, "waiting");
  }

  begin(image: LocalImage): void {
    this.#mark(image, "scanning");
  }

  advance(): void {
    // A local image shows no progress.
  }

  end(image: LocalImage, at: number): ImageVerdict {
    const outcome = this.images.outcomeOf(image);
    if (!outcome.ok) {
      this.#fail(image, at, outcome.error);
      return "failed";
    }
    const { vulnerabilities, malware, sensitiveInfo } = outcome.found;
    if (this.types.includes("CVE")) this.images.find(image, vulnerabilities);
    const found = {
      ScanTime: plainTime(at),
      ...(this.types.includes("CVE") && levelCounts(vulnerabilities)),
      ...(this.types.includes("VIRUS") && { VirusCnt: malware }),
      ...(this.types.includes("RISK") && { RiskCnt: sensitiveInfo }),
    };
    this.#mark(image, "scanned", found);
    return image.VulCnt + image.VirusCnt + image.RiskCnt > 0 ? "risky" : "safe";
  }

  timeOut(image: LocalImage, at: number): void {
    this.#fail(image, at, "ScanTimeout");
  }

  cancel(image: LocalImage): void {
    this.#write(image, { ScanStatus: this.#before.get(image) ?? "NOT_SCAN" });
  }

  #fail(image: LocalImage, at: number, error: string): void {
    const errors = Object.fromEntries(this.types.map((type) => [ERRORS[type], error]));
    this.#mark(image, "failed", { ...errors, ScanError: error, ScanTime: plainTime(at) });
  }

  #mark(image: LocalImage, state: ImageScanState, more: Partial<LocalImage> = {}): void {
    const errors = Object.fromEntries(this.types.map((type) => [ERRORS[type], ""]));
    this.#write(image, {
      ...errors,
      ScanError: "",
      ...more,
      ScanStatus: scanStatusOf(state, this.assumptions),
    });
  }

  #write(image: LocalImage, fields: Partial<LocalImage>): void {
    for (const row of this.images.byId(image.ImageID)) Object.assign(row, fields);
    this.images.changed();
  }
}
