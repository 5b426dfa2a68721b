import type { Context } from "../../core/context";
import type { Judged } from "../../core/findings";
import type { ImageMap } from "../../core/imageSet";
import type { RowPage } from "../../core/rows";
import type { Run } from "../../core/task";
import type { Properties } from "../../core/wire";
import type { ImageVulnerability, LocalImage } from "./api";
import { TcssClient } from "./client";
import { type LocalImages, localImages, namesOf, selectedLocalImages } from "./localImages";
import { fixable, levels, listedResults, type TaskStatus, vulnerabilitiesAPage } from "./scanResults";

/** How a gate judges scans of images on nodes. */
export const localJudged: Judged = {
  levels,
  fixable,
  untold: ({ filter, recommended }) =>
    typeof filter === "object" || recommended === true
      ? "scans by filter or recommendation, and TCSS does not tell which local images those are: select them otherwise"
      : undefined,
  results: (context, state) => listedResults(new LocalResults(context, state), state),
};

class LocalResults {
  private readonly client: TcssClient;
  private readonly images: LocalImages;

  constructor(
    private readonly context: Context,
    state: Properties,
  ) {
    this.client = TcssClient.of(context, state);
    this.images = localImages(context, this.client);
  }

  now(): number {
    return this.context.clock.now();
  }

  async set(state: Properties, since: number): Promise<ReadonlyMap<string, LocalImage | undefined>> {
    const { images } = state as { images?: ImageMap };
    if (images) return await this.images.listed(images, since);
    await this.images.all(since);
    const selected = await selectedLocalImages(this.images, state);
    return new Map(selected.map((record) => [`${record.ImageName ?? ""} ${record.ImageID}`, record]));
  }

  async status(state: Properties): Promise<readonly TaskStatus[]> {
    const [newest] = ((state.runs ?? []) as Run[]).flatMap((run) => run.taskIds);
    if (newest === undefined) return [];
    const status = await this.client.find("DescribeAssetImageScanStatus", { TaskID: newest });
    return status ? [status] : [];
  }

  digestOf({ ImageID }: LocalImage): string {
    return ImageID;
  }

  contentOf(): undefined {
    // An image's id is the digest of its configuration: no registry gives anything out by it.
    return undefined;
  }

  namesOf(record: LocalImage): Iterable<string> {
    return namesOf(record);
  }

  async vulnerabilities({ ImageID }: LocalImage, Offset: number): Promise<RowPage<ImageVulnerability>> {
    const request = { ImageID, Limit: vulnerabilitiesAPage, Offset };
    const { List, TotalCount } = await this.client.call("DescribeAssetImageVulList", request);
    return { rows: List ?? [], total: Number(TotalCount ?? 0) };
  }

  notLookedFor(): [] {
    // TCSS does not tell for images on nodes.
    return [];
  }

  sensitiveInfo({ RiskCnt }: LocalImage): number | null | undefined {
    return RiskCnt;
  }
}
