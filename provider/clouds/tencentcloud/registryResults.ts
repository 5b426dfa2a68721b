import type { Context } from "../../core/context";
import type { Judged } from "../../core/gate";
import type { ImageMap } from "../../core/imageSet";
import type { Handed } from "../../core/task";
import type { Properties } from "../../core/wire";
import { keptId, type RegistryImage, sentId } from "./api";
import { TcssClient } from "./client";
import { nameOf, type RegistryImages, registryImages, selectedRegistryImages } from "./registryImages";
import { levels, listedResults, type TaskStatus } from "./scanResults";
import type { ScanType } from "./scanTypes";

/** How a gate judges scans of registry images. */
export const registryJudged: Judged = {
  levels,
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

  notLookedFor({ CveStatus, VirusStatus, RiskStatus }: RegistryImage): ScanType[] {
    const statuses = { vulnerability: CveStatus, malware: VirusStatus, sensitiveInfo: RiskStatus };
    const types = Object.keys(statuses) as ScanType[];
    return types.filter((type) => /^not|err/i.test(statuses[type] ?? ""));
  }

  sensitiveInfo({ SensitiveInfoCnt }: RegistryImage): number | null | undefined {
    return SensitiveInfoCnt;
  }
}
