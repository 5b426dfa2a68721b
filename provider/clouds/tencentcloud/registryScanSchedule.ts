import { list } from "../../core/answer";
import type { Context } from "../../core/context";
import { optional, type Values } from "../../core/fields";
import { type ImageMap, imageSet } from "../../core/imageSet";
import type { Description } from "../../core/resource";
import { defineSchedule, type ScheduleSetting, scheduleErrors } from "../../core/schedule";
import type { Properties } from "../../core/wire";
import {
  type Answered,
  type ImageInfo,
  keptId,
  type RegistryTimingScanTask,
  type ScheduleRuns,
  sentId,
} from "./api";
import { TcssClient } from "./client";
import type { ResolvedImage } from "./images";
import {
  keysOfInfos,
  nameOf,
  namesOf,
  type RegistryImages,
  registryImageNaming,
  registryImages,
} from "./registryImages";
import { readScanTypes, sentScanTypes } from "./scanTypes";
import {
  normalTime,
  readRuns,
  readTime,
  scheduleFields,
  scheduleOutputs,
  scheduleRules,
  sentTime,
} from "./scheduleFields";
import { registrySelection } from "./selection";

const fields = {
  ...scheduleFields,
  ...registrySelection,
  excludeImages: optional(imageSet(registryImageNaming), {
    doc: "Images left out of `filter`, `all` or `recommended`. Not on the international site: its API cannot write them.",
  }),
};

type Inputs = Values<typeof fields>;

const selection = ["images", "filter", "all", "recommended", "excludeImages"] as const;

const description: Description = {
  cloud: "tencentcloud",
  name: "RegistryScanSchedule",
  doc:
    "The scheduled scan of registry images in Tencent Cloud TCSS. An account has exactly one: this resource takes it " +
    "over, keeps it as declared, shows what was changed in the console, and gives back what it found when deleted.",
  fields,
  outputs: scheduleOutputs,
  rules: [
    ...scheduleRules,
    (inputs, report) => {
      if (inputs.excludeImages === undefined || inputs.site !== "international") return;
      report("excludeImages", "cannot be set on the international site: its API has no such field");
    },
  ],
  singletonBy: ["profile", "site"],
  vendorDocuments: {
    UpdateImageRegistryTimingScanTask: "https://www.tencentcloud.com/document/api/1163/53130",
    DescribeImageRegistryTimingScanTask: "https://www.tencentcloud.com/document/api/1163/53162",
  },
  errors: scheduleErrors,
  permissions: [
    "tcss:DescribeImageRegistryTimingScanTask",
    "tcss:UpdateImageRegistryTimingScanTask",
    "tcss:DescribeAssetImageRegistryList",
  ],
  example: `{
    everyDays: 1,
    startTime: "03:00",
    timeZone: "Asia/Shanghai",
    images: ["team/api:1.4", "team/web:2.0"],
}`,
};

/** The setting as we keep it and write it back: ids are decimal strings, and lists are never null. */
type Setting = Omit<RegistryTimingScanTask, "Id" | "ExcludeImageAssetIds"> & {
  Id: string[];
  ExcludeImageAssetIds?: string[];
};

interface Resolved {
  readonly images?: Record<string, ResolvedImage>;
  readonly excludeImages?: Record<string, ResolvedImage>;
}

export const registryScanSchedule = defineSchedule<Setting>({
  description,
  selection,
  whole: { excludeImages: {} },
  connect: (context, inputs) => new RegistrySchedule(context, TcssClient.of(context, inputs)),
});

class RegistrySchedule implements ScheduleSetting<Setting> {
  private readonly images: RegistryImages;
  private answer: Answered<ScheduleRuns> | undefined;

  constructor(
    context: Context,
    private readonly client: TcssClient,
  ) {
    this.images = registryImages(context, client);
  }

  owner(): Promise<string> {
    return this.client.account();
  }

  async observe(): Promise<Setting | undefined> {
    // Some accounts that never configured the schedule answer that there is none, instead of one that is off.
    const answer = await this.client.find("DescribeImageRegistryTimingScanTask", {});
    this.answer = answer;
    return answer && settingFrom(answer, this.client.site);
  }

  runs(): Properties {
    return readRuns(this.answer);
  }

  async want(
    inputs: Properties,
    found: Setting | undefined,
  ): Promise<{ setting: Setting; resolved: Properties }> {
    const wanted = inputs as Inputs;
    const resolved: Resolved = {
      ...(wanted.images ? { images: await this.images.resolve(wanted.images) } : {}),
      ...(wanted.excludeImages ? { excludeImages: await this.images.resolve(wanted.excludeImages) } : {}),
    };
    return {
      setting: settingFor(wanted, resolved, found, this.client.site),
      resolved: resolved as Properties,
    };
  }

  async write({ Id, ExcludeImageAssetIds, ...rest }: Setting, found: Setting | undefined): Promise<void> {
    await this.client.call("UpdateImageRegistryTimingScanTask", {
      // Sent empty only to take one away: whether TCSS accepts an empty time is not documented.
      ...(found?.ScanEndTime ? { ScanEndTime: "" } : {}),
      ...rest,
      Id: Id.map(sentId),
      ...(ExcludeImageAssetIds ? { ExcludeImageAssetIds: ExcludeImageAssetIds.map(sentId) } : {}),
    });
  }

  off(setting: Setting): readonly [Setting, Setting] {
    const off = { ...setting, Enable: false };
    const excluded = setting.ExcludeImageAssetIds ? { ExcludeImageAssetIds: [] } : {};
    return [off, { ...off, ScanScope: 0, Id: [], Images: [], ...excluded }];
  }

  isOn(setting: Setting): boolean {
    return setting.Enable;
  }

  normal(setting: Setting): unknown {
    return normalOf(setting);
  }

  async describe(setting: Setting, inputs: Properties, resolved: Properties): Promise<Properties> {
    const known = resolved as Resolved;
    const excluded = await this.named(
      setting.ExcludeImageAssetIds ?? [],
      [],
      inputs.excludeImages,
      known.excludeImages,
    );
    return {
      enabled: setting.Enable,
      everyDays: setting.ScanPeriod,
      startTime: readTime(setting.ScanTime, inputs),
      endTime: readTime(setting.ScanEndTime, inputs),
      scanTypes: readScanTypes(setting.ScanType),
      ...(await this.selected(setting, inputs, known)),
      // What a program leaves alone is left alone: images excluded in the console are no drift then.
      ...(inputs.excludeImages === undefined || Object.keys(excluded).length === 0
        ? {}
        : { excludeImages: excluded }),
    };
  }

  private async selected(setting: Setting, inputs: Properties, known: Resolved): Promise<Properties> {
    if (setting.ScanScope === 1) {
      return { images: await this.named(setting.Id, setting.Images, inputs.images, known.images) };
    }
    // A scope that no document knows is nothing that was asked for, whatever stands beside it.
    if (setting.ScanScope !== 0 && setting.ScanScope !== 2) return {};
    const filter = {
      ...(setting.RegistryType.length > 0 ? { registryTypes: [...setting.RegistryType].sort() } : {}),
      ...(setting.Namespace.length > 0 ? { namespaces: [...setting.Namespace].sort() } : {}),
      ...(setting.Latest ? { latest: true } : {}),
      ...(setting.ContainerRunning ? { containerRunning: true } : {}),
    };
    const filtered = Object.keys(filter).length > 0 ? { filter } : {};
    // TCSS can also filter what it recommends; we cannot ask for that, but show it.
    if (setting.ScanScope === 2) return { recommended: true, ...filtered };
    return Object.keys(filtered).length > 0 ? filtered : { all: true };
  }

  /** The images of the setting under the names that the program gave them; under their own where it gave none. */
  private async named(
    ids: readonly string[],
    infos: readonly ImageInfo[],
    given: unknown,
    known: Record<string, ResolvedImage> = {},
  ): Promise<ImageMap> {
    const map = (given ?? {}) as ImageMap;
    const set = new Set(ids);
    const images: Record<string, ImageMap[string]> = {};
    for (const [key, { id }] of Object.entries(known)) {
      if (!set.has(id)) continue;
      images[key] = map[key] ?? "";
    }
    const ours = new Set(Object.values(known).map(({ id }) => id));
    const others = ids.filter((id) => !ours.has(id));
    for (const [index, name] of (await this.images.nameIds(others)).entries()) {
      // Another registry may hold an image of the same name.
      images[name in images ? `#${others[index]}` : name] = "";
    }
    const keyOf = keysOfInfos(map);
    for (const info of infos) {
      const key = keyOf(info);
      // TCSS may answer the same image twice: by id, and by its coordinates.
      if (key === undefined && set.size > 0 && (await this.images.isAmong(set, namesOf(info)))) continue;
      images[key ?? nameOf(info)] ??= map[key ?? nameOf(info)] ?? "";
    }
    return images;
  }
}

/** The writable part of what TCSS answers; its older texts allow null anywhere. */
function settingFrom(answer: Answered<RegistryTimingScanTask>, site: TcssClient["site"]): Setting {
  const Id = list(answer.Id, "Id").map(keptId);
  const Images = list(answer.Images, "Images");
  return {
    Enable: answer.Enable ?? false,
    ScanPeriod: answer.ScanPeriod ?? 1,
    ScanTime: answer.ScanTime ?? "",
    ...(answer.ScanEndTime ? { ScanEndTime: answer.ScanEndTime } : {}),
    ScanType: list(answer.ScanType, "ScanType"),
    ScanScope: answer.ScanScope ?? (Id.length + Images.length > 0 ? 1 : 0),
    Id,
    Images,
    RegistryType: list(answer.RegistryType, "RegistryType"),
    Namespace: list(answer.Namespace, "Namespace"),
    Latest: answer.Latest ?? false,
    ContainerRunning: answer.ContainerRunning ?? false,
    // The international API answers this field and refuses to be sent it.
    ...(site === "mainland"
      ? { ExcludeImageAssetIds: list(answer.ExcludeImageAssetIds, "ExcludeImageAssetIds").map(keptId) }
      : {}),
  };
}

/** Every writable field: whether TCSS keeps or clears what a request leaves out is not documented. */
function settingFor(
  inputs: Inputs,
  resolved: Resolved,
  found: Setting | undefined,
  site: TcssClient["site"],
): Setting {
  const { filter = {} } = inputs;
  const endTime = inputs.endTime === undefined ? found?.ScanEndTime : sentTime(inputs.endTime, inputs);
  const excluded = resolved.excludeImages
    ? idsOf(resolved.excludeImages)
    : inputs.images
      ? []
      : (found?.ExcludeImageAssetIds ?? []);
  return {
    Enable: inputs.enabled,
    ScanPeriod: inputs.everyDays,
    ScanTime: sentTime(inputs.startTime, inputs),
    ...(endTime ? { ScanEndTime: endTime } : {}),
    ScanType: sentScanTypes(inputs.scanTypes),
    ScanScope: inputs.images ? 1 : inputs.recommended ? 2 : 0,
    Id: idsOf(resolved.images ?? {}),
    Images: [],
    RegistryType: [...(filter.registryTypes ?? [])],
    Namespace: [...(filter.namespaces ?? [])],
    Latest: filter.latest ?? false,
    ContainerRunning: filter.containerRunning ?? false,
    ...(site === "mainland" ? { ExcludeImageAssetIds: excluded } : {}),
  };
}

function normalOf({ Images, ...setting }: Setting): unknown {
  return {
    ...setting,
    ScanTime: normalTime(setting.ScanTime),
    ScanEndTime: normalTime(setting.ScanEndTime),
    ScanType: setting.ScanType.map((type) => type.toUpperCase()).sort(),
    Id: [...setting.Id].sort(),
    RegistryType: [...setting.RegistryType].sort(),
    Namespace: [...setting.Namespace].sort(),
    ExcludeImageAssetIds: [...(setting.ExcludeImageAssetIds ?? [])].sort(),
    // Beside ids they are a repetition of the same images.
    Images: setting.Id.length > 0 ? [] : Images.map(nameOf).sort(),
  };
}

function idsOf(resolved: Record<string, ResolvedImage>): string[] {
  return [...new Set(Object.values(resolved).map(({ id }) => id))];
}
