import type { Context } from "../../core/context";
import { ScanError } from "../../core/errors";
import {
  defaulted,
  flag,
  group,
  integer,
  oneOf,
  optional,
  required,
  setOf,
  text,
  type Values,
  yes,
} from "../../core/fields";
import { type ImageMap, imageSet } from "../../core/imageSet";
import { profileExists, profileField } from "../../core/profile";
import { allKnown, type Description, exactlyOneOf } from "../../core/resource";
import { defineSchedule, type ScheduleSetting, scheduleErrors } from "../../core/schedule";
import { convert, hoursAndMinutes, timeOfDay, timeZone } from "../../core/timeOfDay";
import { type Properties, same } from "../../core/wire";
import { type Answered, type ImageInfo, keptId, type RegistryTimingScanTask, sentId } from "./api";
import { TcssClient } from "./client";
import { keyOfInfo, nameOf, RegistryImages, type ResolvedImage, registryImageNaming } from "./registryImages";
import { siteField } from "./site";

/** TCSS documents UTC for the sibling setting of local images, and nothing for this one. */
const vendorZone = "Etc/UTC";

const scanTypes = { vulnerability: "CVE", malware: "VIRUS", sensitiveInfo: "RISK" } as const;
type ScanType = keyof typeof scanTypes;
const allScanTypes = (Object.keys(scanTypes) as ScanType[]).sort();

const another = "another of `images`, `filter`, `all` and `recommended` is given";

const fields = {
  enabled: defaulted(flag, true, { doc: "Whether the schedule runs." }),
  everyDays: required(integer(1), { doc: "Days from one scan to the next." }),
  startTime: required(timeOfDay, {
    doc:
      "When a scan starts, in `timeZone` or else in TCSS's own zone: UTC, which TCSS documents for the schedule " +
      "of local images only.",
  }),
  endTime: optional(timeOfDay, {
    doc: "When a scan that is still running is interrupted, in the same zone as `startTime`.",
  }),
  timeZone: optional(timeZone, {
    doc: "The zone that `startTime` and `endTime` are in. TCSS is sent UTC.",
    absent: "TCSS's own zone",
  }),
  scanTypes: defaulted(
    setOf(oneOf("vulnerability", "malware", "sensitiveInfo")),
    { value: () => allScanTypes, text: "all of them" },
    { doc: "What is looked for: TCSS's CVE, VIRUS and RISK." },
  ),
  images: optional(imageSet(registryImageNaming), {
    absent: another,
    doc:
      "Exactly these images. References are looked up in TCSS's inventory each time the schedule is written, so " +
      "that a tag means the image it points at then.",
  }),
  filter: optional(
    group({
      registryTypes: {
        type: setOf(text("a registry type, such as `tcr`, `ccr` or `harbor`")),
        doc: "Only registries of these types.",
      },
      namespaces: { type: setOf(text("a namespace")), doc: "Only images in these namespaces." },
      latest: { type: yes, doc: "Only the newest tag of each repository." },
      containerRunning: { type: yes, doc: "Only images that containers run." },
    }),
    { doc: "All authorised images that match, whichever they are when the scan starts.", absent: another },
  ),
  all: optional(yes, { doc: "All authorised images of all registries.", absent: another }),
  recommended: optional(yes, { doc: "The images that TCSS recommends to scan.", absent: another }),
  excludeImages: optional(imageSet(registryImageNaming), {
    doc: "Images left out of `filter`, `all` or `recommended`. Not on the international site: its API cannot write them.",
  }),
  adopt: defaulted(flag, false, {
    doc: "Whether a schedule that is switched on already, and differs, may be taken over. It is given back on delete.",
    change: "local",
  }),
  onDelete: defaulted(oneOf("restore", "disable"), "restore", {
    doc:
      "What a delete does: give back the setting found at creation, or switch the schedule off. To leave it " +
      "running use Pulumi's `retainOnDelete`.",
    change: "local",
  }),
  profile: profileField,
  site: siteField,
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
  outputs: {
    resolved: {
      type: "Record<string, { id: string; digest?: string }>",
      doc: "What the images were found to be when the schedule was last written: TCSS's id, and the digest.",
    },
    previous: {
      type: "{ version: number; at: string; asWanted: boolean; setting: Record<string, unknown> | null }",
      doc: "The setting found when the schedule was taken over, which a delete gives back; `setting` is null if there was none.",
    },
    written: {
      type: "string[]",
      doc: "Fingerprints of our writes that may stand at the vendor: normally one.",
    },
  },
  rules: [
    exactlyOneOf("images", "filter", "all", "recommended"),
    (inputs, report) => {
      if (inputs.excludeImages === undefined) return;
      if (inputs.images !== undefined)
        report(
          "excludeImages",
          "goes with `filter`, `all` or `recommended`: leave the images out of `images` instead",
        );
      if (inputs.site === "international")
        report("excludeImages", "cannot be set on the international site: its API has no such field");
    },
    (inputs, report) => {
      if (
        inputs.endTime !== undefined &&
        allKnown(inputs, "startTime", "endTime") &&
        inputs.startTime === inputs.endTime
      ) {
        report("endTime", "is the same as `startTime`: the window is empty");
      }
    },
    profileExists("tencentcloud"),
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
  connect: (context, inputs) => new RegistrySchedule(context, TcssClient.of(context, inputs)),
});

class RegistrySchedule implements ScheduleSetting<Setting> {
  private readonly images: RegistryImages;

  constructor(
    context: Context,
    private readonly client: TcssClient,
  ) {
    this.images = RegistryImages.of(context, client);
  }

  owner(): Promise<string> {
    return this.client.account();
  }

  async observe(): Promise<Setting | undefined> {
    try {
      return settingFrom(await this.client.call("DescribeImageRegistryTimingScanTask", {}), this.client.site);
    } catch (failure) {
      // Some accounts that never configured the schedule answer this instead of a schedule that is off.
      if (failure instanceof ScanError && failure.kind === "NotFound") return undefined;
      throw failure;
    }
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
    const zone = inputs.timeZone as string | undefined;
    const local = (time: string | undefined): string | undefined => {
      const read = time === undefined ? undefined : hoursAndMinutes(time);
      return read === undefined || zone === undefined ? (read ?? time) : convert(read, vendorZone, zone);
    };
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
      startTime: local(setting.ScanTime),
      endTime: local(setting.ScanEndTime),
      scanTypes: setting.ScanType.map(scanTypeOf).sort(),
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
    for (const info of infos) {
      const key = keyOfInfo(map, info);
      // TCSS may answer the same image twice: by id, and by its coordinates.
      if (key === undefined && set.size > 0 && (await this.images.isAmong(set, info))) continue;
      images[key ?? nameOf(info)] ??= map[key ?? nameOf(info)] ?? "";
    }
    return images;
  }
}

/** The writable part of what TCSS answers; its older texts allow null anywhere. */
function settingFrom(answer: Answered<RegistryTimingScanTask>, site: TcssClient["site"]): Setting {
  const Id = (answer.Id ?? []).map(keptId);
  const Images = answer.Images ?? [];
  return {
    Enable: answer.Enable ?? false,
    ScanPeriod: answer.ScanPeriod ?? 1,
    ScanTime: answer.ScanTime ?? "",
    ...(answer.ScanEndTime ? { ScanEndTime: answer.ScanEndTime } : {}),
    ScanType: answer.ScanType ?? [],
    ScanScope: answer.ScanScope ?? (Id.length + Images.length > 0 ? 1 : 0),
    Id,
    Images,
    RegistryType: answer.RegistryType ?? [],
    Namespace: answer.Namespace ?? [],
    Latest: answer.Latest ?? false,
    ContainerRunning: answer.ContainerRunning ?? false,
    // The international API answers this field and refuses to be sent it.
    ...(site === "mainland" ? { ExcludeImageAssetIds: (answer.ExcludeImageAssetIds ?? []).map(keptId) } : {}),
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
  const vendors = (time: string): string =>
    inputs.timeZone === undefined ? time : convert(time, inputs.timeZone, vendorZone);
  const endTime = inputs.endTime === undefined ? found?.ScanEndTime : vendors(inputs.endTime);
  const excluded = resolved.excludeImages
    ? idsOf(resolved.excludeImages)
    : inputs.images
      ? []
      : (found?.ExcludeImageAssetIds ?? []);
  return {
    Enable: inputs.enabled,
    ScanPeriod: inputs.everyDays,
    ScanTime: vendors(inputs.startTime),
    ...(endTime ? { ScanEndTime: endTime } : {}),
    ScanType: inputs.scanTypes.map((type) => scanTypes[type]),
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
    ScanTime: hoursAndMinutes(setting.ScanTime) ?? setting.ScanTime,
    ScanEndTime:
      setting.ScanEndTime === undefined ? "" : (hoursAndMinutes(setting.ScanEndTime) ?? setting.ScanEndTime),
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

function scanTypeOf(vendors: string): string {
  const known = allScanTypes.find((type) => same(scanTypes[type], vendors.toUpperCase()));
  return known ?? vendors;
}
