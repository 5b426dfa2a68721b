import type { JsonObject } from "../json";
import type { Found } from "./findings";
import type { ScanTarget } from "./onceTask";
import { type RegistryImage, referenceOf } from "./registryImage";
import type { RegistryImages } from "./registryImages";

/** An image of a registry as a task scans it. */
export class RegistryTarget implements ScanTarget {
  readonly targetType = "IMAGE_REPO";

  constructor(
    readonly subject: RegistryImage,
    private readonly images: RegistryImages,
  ) {}

  get name(): string {
    return referenceOf(this.subject);
  }

  get digest(): string {
    return this.subject.Digest;
  }

  get refused(): string | undefined {
    return this.images.isSupported(this.subject) ? undefined : "TASK_NOT_SUPPORT_REGION";
  }

  get status(): string {
    return this.subject.ScaStatus;
  }

  get progress(): number {
    return this.subject.ScaProgress;
  }

  info(): JsonObject {
    const { Digest, RegionId, RegistryType, RepoId, RepoName, RepoNamespace, Tag } = this.subject;
    return {
      Digest,
      RegionId,
      RegistryType,
      RepoId,
      RepoName,
      RepoNamespace,
      RepoRegionId: RegionId,
      Tag,
      Image: `${RepoNamespace}/${RepoName}:${Tag}`,
    };
  }

  mark(status: string, progress: number, result = this.subject.ScaResult): void {
    const image = this.subject;
    const changed = image.ScaStatus !== status || image.ScaResult !== result;
    image.ScaStatus = status;
    image.ScaProgress = progress;
    image.ScaResult = result;
    if (changed) this.images.changed();
  }

  conclude(at: number): ReturnType<ScanTarget["conclude"]> {
    const outcome = this.images.outcomeOf(this.subject);
    if (!outcome.ok) return { failed: outcome.error };
    this.subject.LastScanTime = at;
    Object.assign(this.subject, countsIn(outcome.found));
    this.images.find(this.subject, outcome.found);
    return { risky: this.subject.RiskStatus === "YES" };
  }
}

/** What a registry image shows after a scan that found this. */
function countsIn({ vulnerabilities: { length: vulnerabilities }, malware, baseline }: Found) {
  const yesOrNo = (count: number) => (count > 0 ? "YES" : "NO");
  return {
    VulCount: vulnerabilities,
    VulStatus: yesOrNo(vulnerabilities),
    AlarmCount: malware,
    AlarmStatus: yesOrNo(malware),
    HcCount: baseline,
    HcStatus: yesOrNo(baseline),
    RiskStatus: yesOrNo(vulnerabilities + malware + baseline),
  };
}
