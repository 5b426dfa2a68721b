import { list } from "../../core/answer";
import type { Context } from "../../core/context";
import { optional, type Values } from "../../core/fields";
import { type ImageMap, imageSet } from "../../core/imageSet";
import type { Description } from "../../core/resource";
import { defineSchedule, type ScheduleSetting, scheduleErrors } from "../../core/schedule";
import type { Properties } from "../../core/wire";
import type { Answered, LocalScanSetting, ScheduleRuns } from "./api";
import { TcssClient } from "./client";
import type { ResolvedImage } from "./images";
import { type LocalImages, localImageNaming, localImages, namedLocalImages } from "./localImages";
import {
  normalTime,
  readRuns,
  readTime,
  scheduleFields,
  scheduleOutputs,
  scheduleRules,
  sentTime,
} from "./scheduleFields";
import { localSelection } from "./selection";

const fields = {
  ...scheduleFields,
  ...localSelection,
  excludeImages: optional(imageSet(localImageNaming), {
    doc: "Images left out of `filter`, `all` or `recommended`.",
  }),
};

type Inputs = Values<typeof fields>;

const description: Description = {
  cloud: "tencentcloud",
  name: "LocalScanSchedule",
  doc:
    "The scheduled scan of the images on nodes in Tencent Cloud TCSS. An account has exactly one: this resource takes " +
    "it over, keeps it as declared, shows what was changed in the console, and gives back what it found when deleted.",
  fields,
  outputs: scheduleOutputs,
  rules: scheduleRules,
  singletonBy: ["profile", "site"],
  vendorDocuments: {
    CreateAssetImageScanSetting: "https://cloud.tencent.com/document/product/1285",
    DescribeAssetImageScanSetting: "https://cloud.tencent.com/document/product/1285",
  },
  errors: scheduleErrors,
  permissions: [
    "tcss:DescribeAssetImageScanSetting",
    "tcss:CreateAssetImageScanSetting",
    "tcss:DescribeAssetImageList",
  ],
  example: `{
    everyDays: 1,
    startTime: "02:00",
    timeZone: "Asia/Shanghai",
    filter: { containerRunning: true },
}`,
};

interface Resolved {
  readonly images?: Record<string, ResolvedImage>;
  readonly excludeImages?: Record<string, ResolvedImage>;
}

export const localScanSchedule = defineSchedule<LocalScanSetting>({
  description,
  selection: ["images", "filter", "all", "recommended", "excludeImages"],
  whole: { excludeImages: {} },
  connect: (context, inputs) => new LocalSchedule(context, TcssClient.of(context, inputs)),
});

class LocalSchedule implements ScheduleSetting<LocalScanSetting> {
  private readonly images: LocalImages;
  private answer: Answered<ScheduleRuns> | undefined;

  constructor(
    context: Context,
    private readonly client: TcssClient,
  ) {
    this.images = localImages(context, client);
  }

  owner(): Promise<string> {
    return this.client.account();
  }

  async observe(): Promise<LocalScanSetting | undefined> {
    // Some accounts that never configured the schedule answer that there is none, instead of one that is off.
    const answer = await this.client.find("DescribeAssetImageScanSetting", {});
    this.answer = answer;
    return answer && settingFrom(answer);
  }

  runs(): Properties {
    return readRuns(this.answer);
  }

  async want(
    inputs: Properties,
    found: LocalScanSetting | undefined,
  ): Promise<{ setting: LocalScanSetting; resolved: Properties }> {
    const wanted = inputs as Inputs;
    const resolved: Resolved = {
      ...(wanted.images ? { images: await this.images.resolve(wanted.images) } : {}),
      ...(wanted.excludeImages ? { excludeImages: await this.images.resolve(wanted.excludeImages) } : {}),
    };
    return { setting: settingFor(wanted, resolved, found), resolved: resolved as Properties };
  }

  async write(setting: LocalScanSetting, found: LocalScanSetting | undefined): Promise<void> {
    // Sent empty only to take one away: whether TCSS accepts an empty time is not documented.
    const noEnd = found?.ScanEndTime ? { ScanEndTime: "" } : {};
    await this.client.call("CreateAssetImageScanSetting", { ...noEnd, ...setting });
  }

  off(setting: LocalScanSetting): readonly [LocalScanSetting, LocalScanSetting] {
    const off = { ...setting, Enable: false };
    return [off, { ...off, ScanScope: 0, Images: [], ExcludeImages: [], ClusterIDs: [] }];
  }

  isOn(setting: LocalScanSetting): boolean {
    return setting.Enable;
  }

  normal(setting: LocalScanSetting): unknown {
    return {
      ...setting,
      ScanTime: normalTime(setting.ScanTime),
      ScanEndTime: normalTime(setting.ScanEndTime),
      Images: [...setting.Images].sort(),
      ExcludeImages: [...setting.ExcludeImages].sort(),
      ClusterIDs: [...setting.ClusterIDs].sort(),
    };
  }

  async describe(setting: LocalScanSetting, inputs: Properties, resolved: Properties): Promise<Properties> {
    const known = resolved as Resolved;
    const named = (
      ids: readonly string[],
      given: unknown,
      ours: Record<string, ResolvedImage> = {},
    ): Promise<ImageMap> => namedLocalImages(this.images, ids, (given ?? {}) as ImageMap, ours);
    const selected = (): Promise<Properties> | Properties => {
      if (setting.ScanScope === 1)
        return named(setting.Images, inputs.images, known.images).then((images) => ({ images }));
      // A scope that no document knows is nothing that was asked for, whatever stands beside it.
      if (![0, 2, 3].includes(setting.ScanScope)) return {};
      const filter = {
        ...(setting.ContainerRunning ? { containerRunning: true } : {}),
        ...(setting.ScanScope === 3 || setting.ClusterIDs.length > 0
          ? { clusterIds: [...setting.ClusterIDs].sort() }
          : {}),
      };
      const filtered = Object.keys(filter).length > 0 ? { filter } : {};
      // TCSS can also filter what it recommends; we cannot ask for that, but show it.
      if (setting.ScanScope === 2) return { recommended: true, ...filtered };
      return Object.keys(filtered).length > 0 ? filtered : { all: true };
    };
    // What a program leaves alone is left alone: images excluded in the console are no drift then.
    const excluded =
      inputs.excludeImages === undefined || setting.ExcludeImages.length === 0
        ? {}
        : { excludeImages: await named(setting.ExcludeImages, inputs.excludeImages, known.excludeImages) };
    return {
      enabled: setting.Enable,
      everyDays: setting.ScanPeriod,
      startTime: readTime(setting.ScanTime, inputs),
      endTime: readTime(setting.ScanEndTime, inputs),
      scanTypes: [
        ...(setting.ScanVirus ? ["malware"] : []),
        ...(setting.ScanRisk ? ["sensitiveInfo"] : []),
        ...(setting.ScanVul ? ["vulnerability"] : []),
      ],
      ...(await selected()),
      ...excluded,
    };
  }
}

/** The writable part of what TCSS answers; anything may be null. */
function settingFrom(answer: Answered<LocalScanSetting>): LocalScanSetting {
  const Images = list(answer.Images, "Images");
  const ClusterIDs = list(answer.ClusterIDs, "ClusterIDs");
  return {
    Enable: answer.Enable ?? false,
    ScanTime: answer.ScanTime ?? "",
    ...(answer.ScanEndTime ? { ScanEndTime: answer.ScanEndTime } : {}),
    ScanPeriod: answer.ScanPeriod ?? 1,
    ScanVul: answer.ScanVul ?? false,
    ScanVirus: answer.ScanVirus ?? false,
    ScanRisk: answer.ScanRisk ?? false,
    ScanScope: answer.ScanScope ?? (Images.length > 0 ? 1 : ClusterIDs.length > 0 ? 3 : 0),
    Images,
    ContainerRunning: answer.ContainerRunning ?? false,
    ExcludeImages: list(answer.ExcludeImages, "ExcludeImages"),
    ClusterIDs,
  };
}

/** Every writable field: whether TCSS keeps or clears what a request leaves out is not documented. */
function settingFor(
  inputs: Inputs,
  resolved: Resolved,
  found: LocalScanSetting | undefined,
): LocalScanSetting {
  const { filter = {} } = inputs;
  const endTime = inputs.endTime === undefined ? found?.ScanEndTime : sentTime(inputs.endTime, inputs);
  const ids = (images: Record<string, ResolvedImage> = {}): string[] => [
    ...new Set(Object.values(images).map(({ id }) => id)),
  ];
  return {
    Enable: inputs.enabled,
    ScanTime: sentTime(inputs.startTime, inputs),
    ...(endTime ? { ScanEndTime: endTime } : {}),
    ScanPeriod: inputs.everyDays,
    ScanVul: inputs.scanTypes.includes("vulnerability"),
    ScanVirus: inputs.scanTypes.includes("malware"),
    ScanRisk: inputs.scanTypes.includes("sensitiveInfo"),
    ScanScope: inputs.images ? 1 : inputs.recommended ? 2 : filter.clusterIds ? 3 : 0,
    Images: ids(resolved.images),
    ContainerRunning: filter.containerRunning ?? false,
    ExcludeImages: resolved.excludeImages
      ? ids(resolved.excludeImages)
      : inputs.images
        ? []
        : (found?.ExcludeImages ?? []),
    ClusterIDs: [...(filter.clusterIds ?? [])],
  };
}
