import { word } from "../../core/answer";
import type { Context } from "../../core/context";
import { asScanError, type ScanError } from "../../core/errors";
import { optional, type Values } from "../../core/fields";
import { type ImageMap, imageSet } from "../../core/imageSet";
import type { Description } from "../../core/resource";
import { partsOf } from "../../core/submission";
import { type Accepted, defineTask, type Handed, type Run, type Scanner } from "../../core/task";
import { taskErrors, taskOutputs } from "../../core/taskFields";
import type { Properties } from "../../core/wire";
import { TcssClient } from "./client";
import { licencesLeft } from "./licences";
import { type LocalImages, localImageNaming, localImages, selectedLocalImages } from "./localImages";
import { localJudged } from "./localResults";
import { isRunning, isScanning } from "./scanState";
import { localSelection } from "./selection";
import { scanTaskFields, scanTaskRules } from "./taskFields";

const fields = {
  ...localSelection,
  excludeImages: optional(imageSet(localImageNaming), {
    doc: "Images left out of `filter`, `all` or `recommended`.",
    absent: "none",
  }),
  ...scanTaskFields,
};

type Inputs = Values<typeof fields>;

const description: Description = {
  cloud: "tencentcloud",
  name: "LocalScanTask",
  doc:
    "A one-off scan of images on nodes by Tencent Cloud TCSS. An account runs one at a time: a second one waits. It is " +
    "submitted when the resource is created, and again for what an update adds; `up` returns when TCSS has accepted " +
    "it. An image that TCSS is scanning already is followed, not submitted again. A delete stops what still runs.",
  fields,
  outputs: taskOutputs,
  rules: scanTaskRules,
  singletonBy: [],
  vendorDocuments: {
    CreateAssetImageScanTask: "https://cloud.tencent.com/document/product/1285",
    DescribeAssetImageScanStatus: "https://cloud.tencent.com/document/product/1285",
  },
  errors: taskErrors,
  permissions: [
    "tcss:DescribeAssetImageList",
    "tcss:DescribeAssetImageVulList",
    "tcss:CreateAssetImageScanTask",
    "tcss:DescribeAssetImageScanStatus",
    "tcss:DescribeAssetImageScanTask",
    "tcss:ModifyAssetImageScanStop",
    "tcss:DescribeImageAuthorizedInfo",
  ],
  example: `{
    images: ["team/api:1.4"],
    scanTypes: ["vulnerability", "malware"],
}`,
};

export const localScanTask = defineTask({
  description,
  sets: { images: "images" },
  judged: localJudged,
  connect: (context, inputs) => new LocalScanner(context, TcssClient.of(context, inputs)),
});

class LocalScanner implements Scanner {
  readonly queue: string;
  private readonly images: LocalImages;

  constructor(
    private readonly context: Context,
    private readonly client: TcssClient,
  ) {
    this.queue = `tcss local ${client.key}`;
    this.images = localImages(context, client);
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
    // Which images run, on which cluster, and which are recommended, the list does not tell.
    if (inputs.filter !== undefined || inputs.recommended) return undefined;
    return (await selectedLocalImages(this.images, inputs)).length;
  }

  scanning(
    images: Readonly<Record<string, Handed>>,
    since: number,
    lost: boolean,
  ): Promise<ReadonlySet<string>> {
    return this.images.scanning(images, since, lost);
  }

  async selectionIsScanning(inputs: Properties, lost: boolean): Promise<boolean> {
    const TaskID = await this.runningTask();
    if (TaskID === undefined) return false;
    if (inputs.filter || inputs.recommended) return lost;
    await this.images.all(this.context.clock.now());
    const selected = await selectedLocalImages(this.images, inputs);
    const status = await this.client.find("DescribeAssetImageScanStatus", { TaskID });
    return status?.ImageTotal === selected.length && (await this.images.scansJust(selected));
  }

  async submit(images: readonly Handed[] | undefined, inputs: Properties): Promise<Accepted> {
    const { scanTypes, scanTimeoutSeconds, filter = {}, recommended, excludeImages } = inputs as Inputs;
    const excluded = !images && excludeImages ? await this.images.resolve(excludeImages) : undefined;
    const request = {
      ScanVul: scanTypes.includes("vulnerability"),
      ScanVirus: scanTypes.includes("malware"),
      ScanRisk: scanTypes.includes("sensitiveInfo"),
      ScanScope: images ? 1 : recommended ? 2 : filter.clusterIds ? 3 : 0,
      ...(images ? { Images: images.map(({ id }) => id) } : {}),
      ...(filter.containerRunning ? { ContainerRunning: true } : {}),
      ...(filter.clusterIds ? { ClusterIDs: [...filter.clusterIds] } : {}),
      ...(excluded ? { ExcludeImageIds: Object.values(excluded).map(({ id }) => id) } : {}),
      ...(scanTimeoutSeconds === undefined ? {} : { Timeout: scanTimeoutSeconds }),
    };
    for (let tries = 1; ; tries += 1) {
      try {
        const { TaskID } = await this.client.callOnce("CreateAssetImageScanTask", request);
        return { taskId: word(TaskID) };
      } catch (failure) {
        const error = asScanError(failure, "CreateAssetImageScanTask");
        // TCSS has one code for "already scanning" and for "no licence": what it is doing tells which.
        if (error.details.code !== "FailedOperation.ErrAlreadyScanning") throw error;
        if (await this.isBusy()) throw busy(error);
        // The scan may have ended since it refused: only what it says twice is meant.
        if (tries > 1) throw await this.unlicensed(error);
      }
    }
  }

  async stop(runs: readonly Run[]): Promise<number | string> {
    let stopped = 0;
    for (const TaskID of runs.flatMap(({ taskIds }) => taskIds)) {
      const status = await this.client.find("DescribeAssetImageScanStatus", { TaskID });
      if (!isRunning(status?.Status)) continue;
      await this.client.call("ModifyAssetImageScanStop", { TaskID });
      stopped += 1;
    }
    return stopped;
  }

  /** The scan that runs now, if one does. */
  private async runningTask(): Promise<string | undefined> {
    const { Status, TaskID } = await this.client.call("DescribeAssetImageScanTask", {});
    return TaskID && isRunning(Status) ? TaskID : undefined;
  }

  /** Whether TCSS scans any image: its task of the moment may be of a kind that it does not show. */
  private async isBusy(): Promise<boolean> {
    if ((await this.runningTask()) !== undefined) return true;
    return (await this.images.all(this.context.clock.now())).some(isScanning);
  }

  private async unlicensed(error: ScanError): Promise<ScanError> {
    return error.with({
      kind: "QuotaExceeded",
      mayHaveActed: false,
      text: `${error.details.text} No scan runs, so licences are missing: ${await licencesLeft(this.client)}`,
      remedy: "Authorise the images in TCSS's console. Nothing was submitted.",
    });
  }
}

function busy(error: ScanError): ScanError {
  return error.with({
    kind: "Conflict",
    mayHaveActed: false,
    remedy: "TCSS scans local images one task at a time.",
  });
}
