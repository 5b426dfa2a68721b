import type { Context } from "../../core/context";
import { optional, type Values } from "../../core/fields";
import { type ImageMap, imageSet } from "../../core/imageSet";
import type { Description } from "../../core/resource";
import { partsOf } from "../../core/submission";
import { type Accepted, defineTask, type Handed, type Run, type Scanner } from "../../core/task";
import { taskErrors, taskOutputs } from "../../core/taskFields";
import type { Properties } from "../../core/wire";
import { type RegistryScanOneKey, sentId, taskIdOf } from "./api";
import { TcssClient } from "./client";
import {
  type RegistryImages,
  registryImageNaming,
  registryImages,
  selectedRegistryImages,
} from "./registryImages";
import { registryJudged } from "./registryResults";
import { isRunning } from "./scanState";
import { sentScanTypes } from "./scanTypes";
import { registrySelection } from "./selection";
import { scanTaskFields, scanTaskRules } from "./taskFields";

const fields = {
  ...registrySelection,
  excludeImages: optional(imageSet(registryImageNaming), {
    doc: "Images left out of `filter`, `all` or `recommended`.",
    absent: "none",
  }),
  ...scanTaskFields,
};

type Inputs = Values<typeof fields>;

const description: Description = {
  cloud: "tencentcloud",
  name: "RegistryScanTask",
  doc:
    "A one-off scan of registry images by Tencent Cloud TCSS. It is submitted when the resource is created, and again " +
    "for what an update adds; `up` returns when TCSS has accepted it. An image that TCSS is scanning already is " +
    "followed, not submitted again. A delete stops what still runs.",
  fields,
  outputs: taskOutputs,
  rules: scanTaskRules,
  singletonBy: [],
  vendorDocuments: {
    CreateAssetImageRegistryScanTask: "https://cloud.tencent.com/document/product/1285",
    CreateAssetImageRegistryScanTaskOneKey: "https://cloud.tencent.com/document/product/1285",
  },
  errors: taskErrors,
  permissions: [
    "tcss:DescribeAssetImageRegistryList",
    "tcss:DescribeAssetImageRegistryVulList",
    "tcss:CreateAssetImageRegistryScanTask",
    "tcss:CreateAssetImageRegistryScanTaskOneKey",
    "tcss:DescribeAssetImageRegistryScanStatusOneKey",
    "tcss:ModifyAssetImageRegistryScanStop",
    "tcss:DescribeImageAuthorizedInfo",
  ],
  example: `{
    images: ["team/api:1.4", "team/web:2.0"],
    rescanAfterDays: 30,
}`,
};

export const registryScanTask = defineTask({
  description,
  sets: { images: "images" },
  judged: registryJudged,
  connect: (context, inputs) => new RegistryScanner(context, TcssClient.of(context, inputs)),
});

class RegistryScanner implements Scanner {
  readonly queue: string;
  private readonly images: RegistryImages;

  constructor(
    private readonly context: Context,
    private readonly client: TcssClient,
  ) {
    this.queue = `tcss registry ${client.key}`;
    this.images = registryImages(context, client);
  }

  chunks(keys: readonly string[]): readonly (readonly string[])[] {
    return partsOf(keys, 500);
  }

  resolve(map: ImageMap): Promise<Record<string, Handed>> {
    return this.images.handed(map);
  }

  digests(map: ImageMap): Promise<Record<string, string | undefined>> {
    return this.images.digests(map);
  }

  async count(inputs: Properties): Promise<number | undefined> {
    const wanted = inputs as Inputs;
    // Which images TCSS recommends no list tells.
    if (wanted.recommended) return undefined;
    return (await selectedRegistryImages(this.images, wanted)).length;
  }

  scanning(
    images: Readonly<Record<string, Handed>>,
    since: number,
    lost: boolean,
  ): Promise<ReadonlySet<string>> {
    return this.images.scanning(images, since, lost);
  }

  async selectionIsScanning(inputs: Properties, lost: boolean): Promise<boolean> {
    const status = await this.client.find("DescribeAssetImageRegistryScanStatusOneKey", { All: true });
    if (!isRunning(status?.Status)) return false;
    if (inputs.recommended) return lost;
    await this.images.all(this.context.clock.now());
    const selected = await selectedRegistryImages(this.images, inputs);
    return status?.ImageTotal === selected.length && (await this.images.scansJust(selected));
  }

  async submit(images: readonly Handed[] | undefined, inputs: Properties): Promise<Accepted> {
    const wanted = inputs as Inputs;
    const common = {
      ScanType: sentScanTypes(wanted.scanTypes),
      ...(wanted.scanTimeoutSeconds === undefined ? {} : { Timeout: wanted.scanTimeoutSeconds }),
    };
    const answer = images
      ? await this.client.callOnce("CreateAssetImageRegistryScanTask", {
          Id: images.map(({ id }) => sentId(id)),
          ...common,
        })
      : await this.client.callOnce("CreateAssetImageRegistryScanTaskOneKey", {
          ...(await this.oneKey(wanted)),
          ...common,
        });
    return { taskId: taskIdOf(answer) };
  }

  async stop(runs: readonly Run[], images: readonly Handed[]): Promise<number | string> {
    const taskIds = runs.flatMap((run) => run.taskIds);
    // The international API cannot be asked for a task, nor be told to stop one.
    if (this.client.site === "mainland" && taskIds.length > 0) return await this.stopTasks(taskIds);
    if (images.length === 0) {
      const status = await this.client.find("DescribeAssetImageRegistryScanStatusOneKey", { All: true });
      return isRunning(status?.Status)
        ? "TCSS gave the scan no id, so that it cannot be stopped alone: it goes on"
        : 0;
    }
    return await this.stopImages(images);
  }

  private async stopTasks(taskIds: readonly string[]): Promise<number> {
    let stopped = 0;
    for (const id of taskIds) {
      const TaskID = sentId(id);
      const status = await this.client.find("DescribeAssetImageRegistryScanStatusOneKey", { TaskID });
      if (!isRunning(status?.Status)) continue;
      await this.client.call("ModifyAssetImageRegistryScanStop", { TaskID });
      stopped += 1;
    }
    return stopped;
  }

  private async stopImages(images: readonly Handed[]): Promise<number> {
    const byId = Object.fromEntries(images.map((image) => [image.id, image]));
    const running = [...(await this.images.scanning(byId, this.context.clock.now(), false))].map(sentId);
    if (running.length > 0) await this.client.call("ModifyAssetImageRegistryScanStop", { Id: running });
    return running.length > 0 ? 1 : 0;
  }

  private async oneKey({
    filter = {},
    excludeImages,
    recommended,
  }: Inputs): Promise<Omit<RegistryScanOneKey, "ScanType">> {
    const excluded = excludeImages ? await this.images.resolve(excludeImages) : {};
    return {
      ScanScope: recommended ? 2 : 0,
      ExcludeIDs: Object.values(excluded).map(({ id }) => sentId(id)),
      IsLatest: filter.latest ?? false,
      ContainerRunning: filter.containerRunning ?? false,
      RegistryType: [...(filter.registryTypes ?? [])],
      Namespace: [...(filter.namespaces ?? [])],
    };
  }
}
