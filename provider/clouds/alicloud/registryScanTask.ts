import type { Context } from "../../core/context";
import { beforehand } from "../../core/errors";
import { group, optional, setOf, text, type Values, yes } from "../../core/fields";
import { type ImageMap, imageSet } from "../../core/imageSet";
import { type Description, exactlyOneOf } from "../../core/resource";
import { type Accepted, defineTask, type Handed, type Run, type Scanner } from "../../core/task";
import { taskErrors, taskOutputs } from "../../core/taskFields";
import type { Properties } from "../../core/wire";
import type { ImageFilter, OnceTask } from "./api";
import { SasClient } from "./client";
import { ListedImages, listedCoordinates } from "./coordinates";
import { digestOf, OnceTasks } from "./onceTasks";
import { type Estimate, estimate, refuseWithoutQuota } from "./quota";
import { type HandedImage, RegistryImages, registryImageNaming, scannedAt } from "./registryImages";
import { registryJudged } from "./registryResults";
import { ScannedImages } from "./scannedImages";
import { createScan } from "./submission";
import { scanTaskFields, scanTaskPermissions, scanTaskRules, vendorDocument } from "./taskFields";

const absent = "another of `images`, `filter` and `all` is given";

/** A part of a filter: a list that SAS takes as one text, in which a comma ends an element. */
const listOf = (range: string) => setOf(text(range, /^[^,\s]([^,]*[^,\s])?$/));

/** Which images a filter can mean, in Security Center's words. */
export const filterType = group({
  registryTypes: {
    type: listOf("a registry type: `acr`, `harbor` or `quay`"),
    doc: "Only registries of these types.",
  },
  regionIds: {
    type: listOf("a region, such as `cn-hangzhou`"),
    doc: "Only registries in these regions.",
  },
  instanceIds: {
    type: listOf("a registry instance, such as `cri-1a2b3c4d`"),
    doc: "Only these registry instances.",
  },
  repoNamespaces: { type: listOf("a namespace"), doc: "Only images in these namespaces." },
  repoIds: {
    type: listOf("a repository id, such as `crr-1a2b3c4d`"),
    doc: "Only images of these repositories.",
  },
  repoNames: {
    type: listOf("a repository's name, without its namespace"),
    doc: "Only images of repositories of these names.",
  },
  tags: { type: listOf("a tag"), doc: "Only images with these tags." },
});

const fields = {
  images: optional(imageSet(registryImageNaming), {
    doc:
      "Exactly these images. Those that Security Center does not know yet are imported, given all their coordinates. " +
      "Names are looked up each time that Security Center is told of them, so that a tag means the image it points at then. " +
      "A tag among coordinates that are complete is not looked up, nor seen to move: add the digest.",
    absent,
  }),
  filter: optional(filterType, {
    doc: "All images that Security Center knows and that match, whichever they are when a scan starts.",
    absent,
  }),
  all: optional(yes, { doc: "All images that Security Center knows.", absent }),
  ...scanTaskFields,
};

type Inputs = Values<typeof fields>;

const description: Description = {
  cloud: "alicloud",
  name: "RegistryScanTask",
  doc:
    "A one-off scan of registry images by Alibaba Cloud Security Center. It is submitted when the resource is created, " +
    "and again for what an update adds; `up` returns when Security Center has accepted it. An account runs ten scans at " +
    "a time: what comes after waits. An image that is being scanned already is followed, not submitted again. A delete " +
    "stops what still runs.",
  fields,
  outputs: taskOutputs,
  rules: [exactlyOneOf("images", "filter", "all"), ...scanTaskRules],
  singletonBy: [],
  vendorDocuments: {
    PublicSyncAndCreateImageScanTask: vendorDocument("PublicSyncAndCreateImageScanTask"),
    PublicCreateImageScanTask: vendorDocument("PublicCreateImageScanTask"),
    GetOnceTaskResultInfo: vendorDocument("GetOnceTaskResultInfo"),
  },
  errors: taskErrors,
  permissions: [
    "yundun-sas:PublicSyncAndCreateImageScanTask",
    "yundun-sas:PublicCreateImageScanTask",
    "yundun-sas:PublicPreCheckImageScanTask",
    "yundun-sas:DescribeImageScanAuthCount",
    "yundun-sas:DescribeImageInstances",
    ...scanTaskPermissions,
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
  connect: (context, inputs) => new RegistryScanner(context, SasClient.of(context, inputs)),
});

/**
 * What of a request line the images may take, in bytes as they are sent, and how many they may be. Servers commonly
 * end a request whose head is longer than 16 KiB; where SAS does is not documented.
 */
const mostBytes = 11 * 1024;
const mostImages = 20;

class RegistryScanner implements Scanner {
  readonly queue: string;
  private readonly images: RegistryImages;
  private readonly tasks: OnceTasks;
  private estimated: Estimate | undefined;
  private quota: Promise<void> | undefined;
  /** What had begun before the selection was submitted. */
  private earlier: ReadonlySet<string> = new Set();
  private submittedAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly context: Context,
    private readonly client: SasClient,
  ) {
    this.queue = `sas ${client.key}`;
    this.images = RegistryImages.of(context, client);
    this.tasks = OnceTasks.of(context, client);
  }

  resolve(map: ImageMap): Promise<Record<string, Handed>> {
    return this.images.handed(map);
  }

  digests(map: ImageMap): Promise<Record<string, string | undefined>> {
    return this.images.digests(map);
  }

  async count(inputs: Properties): Promise<number> {
    this.estimated = await estimate(this.client, filterOf(inputs));
    return this.estimated.images;
  }

  chunks(
    keys: readonly string[],
    images: Readonly<Record<string, HandedImage>>,
  ): readonly (readonly string[])[] {
    const chunks: string[][] = [];
    let bytes = 0;
    for (const key of keys) {
      const size = encodeURIComponent(`${JSON.stringify(images[key]?.coordinates)},`).length;
      const last = chunks.at(-1);
      if (last && last.length < mostImages && bytes + size <= mostBytes) {
        last.push(key);
        bytes += size;
      } else {
        chunks.push([key]);
        bytes = size;
      }
    }
    return chunks;
  }

  async scanning(
    images: Readonly<Record<string, HandedImage>>,
    since: number,
    lost: boolean,
  ): Promise<ReadonlySet<string>> {
    const running = new ScannedImages(await this.tasks.unfinished(since));
    const taken = new Set(
      Object.entries(images).flatMap(([key, { coordinates }]) =>
        running.of(coordinates).length > 0 ? [key] : [],
      ),
    );
    if (!lost) return taken;
    // It may have been quick: what has been scanned since it was looked up has been taken up, too.
    const listed = new ListedImages(await this.images.all(since));
    for (const [key, { coordinates, scannedAt: before }] of Object.entries(images)) {
      const record = listed.find(coordinates);
      if (record && Number(scannedAt(record)) > Number(before)) taken.add(key);
    }
    return taken;
  }

  taskOf(images: readonly HandedImage[], since: number): Promise<string | undefined> {
    const isOne = (leaf: OnceTask): boolean => {
      const about = new ScannedImages([leaf]);
      return images.some(({ coordinates }) => about.of(coordinates).length > 0);
    };
    return this.tasks.whole(since, isOne, images.length);
  }

  async selectionIsScanning(inputs: Properties, lost: boolean): Promise<boolean> {
    const unfinished = await this.tasks.unfinished(this.context.clock.now());
    // A lost answer's scan may have been quick.
    const begun = lost ? await this.tasks.begun(this.submittedAt) : [];
    const running = [...unfinished, ...begun.filter((leaf) => !this.earlier.has(identityOf(leaf)))];
    if (running.length === 0) return false;
    const selected = await this.images.selected((inputs as Inputs).filter ?? {});
    const scanned = new ScannedImages(running);
    const isRunning = selected.map((record) => scanned.of(listedCoordinates(record)).length > 0);
    return lost ? isRunning.includes(true) : isRunning.length > 0 && !isRunning.includes(false);
  }

  async submit(images: readonly HandedImage[] | undefined, inputs: Properties): Promise<Accepted> {
    const now = (): number => this.context.clock.now();
    this.submittedAt = now();
    if (images) {
      return await createScan(this.client, this.tasks, now, "PublicSyncAndCreateImageScanTask", {
        Images: JSON.stringify(images.map(({ coordinates }) => coordinates)),
      });
    }
    const filter = filterOf(inputs);
    // Once: whoever waits in the queue asks for the same again.
    this.quota ??= this.ready(filter);
    await beforehand(this.quota);
    return await createScan(this.client, this.tasks, now, "PublicCreateImageScanTask", filter);
  }

  /** Sees whether the quota does, and what has been scanned of late: a lost answer's scan is none of it. */
  private async ready(filter: ImageFilter): Promise<void> {
    await refuseWithoutQuota(this.client, this.estimated ?? (await estimate(this.client, filter)));
    this.earlier = new Set((await this.tasks.begun(this.submittedAt)).map(identityOf));
  }

  stop(runs: readonly Run[]): Promise<number> {
    // Scans of registry images can be asked for: one that SAS does not know has ended.
    return this.tasks.stop(runs, async () => () => false);
  }
}

/** The same for one part of a scan, whenever it is listed. */
function identityOf(leaf: OnceTask): string {
  return JSON.stringify([leaf.TaskId, leaf.StartTime, digestOf(leaf)]);
}

/** A selection without names as SAS takes it: every list one text. */
function filterOf(inputs: Properties): ImageFilter {
  const { filter = {} } = inputs as Inputs;
  return Object.fromEntries(
    Object.entries(filter).map(([name, values]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      values.join(","),
    ]),
  );
}
