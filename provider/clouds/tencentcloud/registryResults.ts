import type { Context } from "../../core/context";
import type { Content, Judged } from "../../core/findings";
import type { ImageMap } from "../../core/imageSet";
import { parseReference } from "../../core/reference";
import type { RowPage } from "../../core/rows";
import type { Handed } from "../../core/task";
import type { Properties } from "../../core/wire";
import { type ImageVulnerability, keptId, type RegistryImage, sentId } from "./api";
import { TcssClient } from "./client";
import {
  nameOf,
  namesOf,
  type RegistryImages,
  registryImages,
  selectedRegistryImages,
} from "./registryImages";
import { fixable, levels, listedResults, type TaskStatus, vulnerabilitiesAPage } from "./scanResults";
import type { ScanType } from "./scanTypes";

/** How a gate judges scans of registry images. */
export const registryJudged: Judged = {
  levels,
  fixable,
  untold: ({ recommended }) =>
    recommended === true
      ? "scans what TCSS recommends, and TCSS does not tell which images those are: select them otherwise"
      : undefined,
  results: (context, state) => listedResults(new RegistryResults(context, state), state),
};

class RegistryResults {
  private readonly client: TcssClient;
  private readonly images: RegistryImages;

  constructor(
    private readonly context: Context,
    state: Properties,
  ) {
    this.client = TcssClient.of(context, state);
    this.images = registryImages(context, this.client);
  }

  now(): number {
    return this.context.clock.now();
  }

  async set(state: Properties, since: number): Promise<ReadonlyMap<string, RegistryImage | undefined>> {
    const { images } = state as { images?: ImageMap };
    if (images) return await this.images.listed(images, since);
    await this.images.all(since);
    const selected = await selectedRegistryImages(this.images, state);
    return new Map(selected.map((record) => [`${nameOf(record)} #${keptId(record.Id)}`, record]));
  }

  async status(state: Properties): Promise<readonly TaskStatus[]> {
    const ids = Object.values((state.resolved ?? {}) as Record<string, Handed>).map(({ id }) => sentId(id));
    const requests =
      ids.length === 0
        ? [{ All: true }]
        : Array.from({ length: Math.ceil(ids.length / 500) }, (_, index) => ({
            Id: ids.slice(index * 500, (index + 1) * 500),
          }));
    const action = "DescribeAssetImageRegistryScanStatusOneKey";
    const answers = await Promise.all(requests.map((request) => this.client.find(action, request)));
    return answers.filter((answer) => answer !== undefined);
  }

  digestOf({ ImageDigest }: RegistryImage): string | undefined {
    return ImageDigest || undefined;
  }

  contentOf(record: RegistryImage): Content | undefined {
    const { ImageDigest, ImageRepoAddress, Namespace, ImageName } = record;
    if (!ImageDigest) return undefined;
    const address = parseReference((ImageRepoAddress ?? "").replace(/@.*$/, ""));
    const repository =
      typeof address === "string"
        ? [Namespace, ImageName].filter(Boolean).join("/")
        : [address.host, address.path].filter(Boolean).join("/");
    return { name: nameOf(record), repository, digest: ImageDigest };
  }

  namesOf(record: RegistryImage): Iterable<string> {
    return namesOf(record);
  }

  async vulnerabilities({ Id }: RegistryImage, Offset: number): Promise<RowPage<ImageVulnerability>> {
    const request = { Id: sentId(keptId(Id)), Limit: vulnerabilitiesAPage, Offset };
    const { List, TotalCount } = await this.client.call("DescribeAssetImageRegistryVulList", request);
    return { rows: List ?? [], total: Number(TotalCount ?? 0) };
  }

  notLookedFor({ CveStatus, VirusStatus, RiskStatus }: RegistryImage): ScanType[] {
    const statuses = { vulnerability: CveStatus, malware: VirusStatus, sensitiveInfo: RiskStatus };
    const types = Object.keys(statuses) as ScanType[];
    return types.filter((type) => /^not|err/i.test(statuses[type] ?? ""));
  }

  sensitiveInfo({ SensitiveInfoCnt }: RegistryImage): number | null | undefined {
    return SensitiveInfoCnt;
  }
}
