import type { ImageScanState, ImageVerdict, ScanMarks } from "../scanTask";
import { plainTime, zonedTime } from "../vendorTime";
import type { Assumptions } from "./assumptions";
import { type Found, levelCounts } from "./findings";
import type { RegistryImage } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import type { ScanType } from "./scanTypes";

/** The fields of a registry image that one type of scan writes. */
const FIELDS = {
  CVE: { status: "CveStatus", progress: "ScanVulProgress", error: "ScanVulError" },
  VIRUS: { status: "VirusStatus", progress: "ScanVirusProgress", error: "ScanVirusError" },
  RISK: { status: "RiskStatus", progress: "ScanRiskProgress", error: "ScanRiskError" },
} as const;

/** Where a registry image's scan is, in the vendor's words. */
export function scanStatusOf(state: ImageScanState, { waitingStatus }: Assumptions): string {
  const words = {
    waiting: waitingStatus,
    scanning: "SCANNING",
    scanned: "SCANNED",
    failed: "SCAN_ERR",
    canceled: "CANCELED",
  };
  return words[state];
}

/** Writes the scan of these types on registry images. */
export class RegistryMarks implements ScanMarks<RegistryImage> {
  constructor(
    private readonly types: readonly ScanType[],
    private readonly images: RegistryImages,
    private readonly assumptions: Assumptions,
  ) {}

  wait(image: RegistryImage): void {
    this.#mark(image, "waiting", 0);
  }

  begin(image: RegistryImage): void {
    this.#mark(image, "scanning", 0);
  }

  advance(image: RegistryImage, percent: number, secondsLeft: number): void {
    image.ScanRemainTime = secondsLeft;
    this.#progress(image, percent);
  }

  end(image: RegistryImage, at: number): ImageVerdict {
    const outcome = this.images.outcomeOf(image);
    if (!outcome.ok) {
      this.#fail(image, at, outcome.error);
      return "failed";
    }
    Object.assign(image, countsIn(outcome.found, this.types));
    if (this.types.includes("CVE")) this.images.find(image, outcome.found.vulnerabilities);
    this.#stamp(image, at);
    this.#mark(image, "scanned", 100);
    return isRisky(image) ? "risky" : "safe";
  }

  timeOut(image: RegistryImage, at: number): void {
    this.#fail(image, at, "ScanTimeout");
  }

  cancel(image: RegistryImage): void {
    this.#mark(image, "canceled", 0);
  }

  #fail(image: RegistryImage, at: number, error: string): void {
    this.#stamp(image, at);
    this.#mark(image, "failed", 0, error);
  }

  #stamp(image: RegistryImage, at: number): void {
    image.ScanTime = this.assumptions.imageScanTime === "plain" ? plainTime(at) : zonedTime(at);
  }

  #mark(image: RegistryImage, state: ImageScanState, percent: number, error = ""): void {
    image.ScanStatus = scanStatusOf(state, this.assumptions);
    image.ScanRemainTime = 0;
    for (const type of this.types) {
      image[FIELDS[type].status] = image.ScanStatus;
      image[FIELDS[type].error] = error;
    }
    this.#progress(image, percent);
    this.images.changed();
  }

  #progress(image: RegistryImage, percent: number): void {
    image.Progress = percent;
    for (const type of this.types) image[FIELDS[type].progress] = percent;
  }
}

/** What a registry image shows after a scan of these types, and nothing of what it did not look for. */
function countsIn(found: Found, types: readonly ScanType[]): Partial<RegistryImage> {
  const { vulnerabilities, malware, sensitiveInfo, riskBehaviors } = found;
  const counts = levelCounts(vulnerabilities);
  const isUrgent = counts.CriticalLevelVulCnt + counts.HighLevelVulCnt > 0;
  return {
    ...(types.includes("CVE") && { ...counts, HasNeedFixVul: isUrgent, RecommendedFix: isUrgent }),
    ...(types.includes("VIRUS") && { VirusCnt: malware }),
    ...(types.includes("RISK") && {
      RiskCnt: riskBehaviors,
      SensitiveInfoCnt: sensitiveInfo,
      SentiveInfoCnt: sensitiveInfo,
    }),
  };
}

export function isRisky({ VulCnt, VirusCnt, RiskCnt, SensitiveInfoCnt }: RegistryImage): boolean {
  return VulCnt + VirusCnt + RiskCnt + SensitiveInfoCnt > 0;
}
