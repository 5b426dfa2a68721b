import { defaulted, flag, group, oneOf, optional, text, yes } from "../../core/fields";
import { imageSet } from "../../core/imageSet";
import { type Description, exactlyOneOf } from "../../core/resource";
import { type Accepted, defineTask } from "../../core/task";
import { taskErrors, taskOutputs } from "../../core/taskFields";
import { hasUnknown, type Properties, same } from "../../core/wire";
import type { LocalImageRow, QueryInfo } from "./api";
import { HssClient } from "./client";
import { filterOf, ImageScanner } from "./imageScanner";
import type { HandedImage } from "./images";
import { localImageNaming, localImages } from "./localImages";
import { localJudged } from "./localResults";
import { scanTypesField } from "./scanScope";
import { scanTaskFields, scanTaskRules, vendorDocument } from "./taskFields";

const absent = "another of `images`, `filter` and `all` is given";
const name = (what: string) => text(what, /^\S(.{0,126}\S)?$/);

/** Which images a filter can mean, in HSS's words. */
export const filterType = group({
  localImageType: { type: oneOf("swr_image", "other_image"), doc: "Only images of this kind." },
  imageName: { type: name("an image's name, or a part of it"), doc: "Only images of this name." },
  imageVersion: { type: name("a tag"), doc: "Only images with this tag." },
  scanStatus: {
    type: oneOf("unscan", "success", "failed"),
    doc: "Only images whose last scan ended so.",
  },
  hasVul: { type: flag, doc: "Only images with vulnerabilities, or only those without." },
  hostId: { type: name("a server's id"), doc: "Only images on this server." },
  hostName: { type: name("a server's name, or a part of it"), doc: "Only images on this server." },
  clusterId: { type: name("a cluster's id"), doc: "Only images on the nodes of this cluster." },
  containerName: { type: name("a container's name"), doc: "Only images that this container runs." },
  podName: { type: name("a pod's name"), doc: "Only images that this pod runs." },
  appName: { type: name("a software's name"), doc: "Only images with this software." },
});

const fields = {
  api: defaulted(oneOf("scanTask", "batchScan"), "scanTask", {
    doc:
      "Which of HSS's two operations scans: CreateManualImageScanTask, or BatchScanLocalImage, which knows no " +
      "`scanTypes` and no `imagesPerHour`, and may leave no scan that could be stopped.",
    change: "local",
  }),
  images: optional(imageSet(localImageNaming), {
    doc:
      "Exactly these images. Names are looked up in HSS's list each time that HSS is told of them, so that a name means " +
      "the image it has then.",
    absent,
  }),
  filter: optional(filterType, {
    doc: "All images that match, whichever they are when a scan starts.",
    absent,
  }),
  all: optional(yes, { doc: "All images of all nodes.", absent }),
  ...scanTaskFields,
};

/** What of a filter BatchScanLocalImage knows. */
const batchWords = ["localImageType", "imageName", "imageVersion", "scanStatus"];

const batchRule: Description["rules"][number] = (inputs, report) => {
  if (inputs.api !== "batchScan") return;
  const hint = 'is not known to BatchScanLocalImage: leave it out, or use `api: "scanTask"`';
  const all = scanTypesField.default?.value({ olds: {}, inputs: {}, host: {} as never });
  if (!hasUnknown(inputs.scanTypes) && !same(inputs.scanTypes, all)) report("scanTypes", hint);
  if (inputs.imagesPerHour !== undefined) report("imagesPerHour", hint);
  const { filter } = inputs;
  if (filter === null || typeof filter !== "object") return;
  for (const word of Object.keys(filter)) {
    if (!batchWords.includes(word)) report(`filter.${word}`, hint);
  }
};

/** HSS takes a tag only beside a name: alone it passes over it, and scans everything. */
export const versionRule: Description["rules"][number] = ({ filter }, report) => {
  if (filter === null || typeof filter !== "object") return;
  const { imageName, imageVersion } = filter as Properties;
  if (imageVersion !== undefined && imageName === undefined)
    report("filter.imageVersion", "goes with `imageName`: HSS passes over a tag without a name");
};

const description: Description = {
  cloud: "huaweicloud",
  name: "LocalScanTask",
  doc:
    "A one-off scan of images on nodes by Huawei Cloud HSS. It is submitted when the resource is created, and again for " +
    "what an update adds; `up` returns when HSS has accepted it. HSS gives a scan no id: it is found in the list of scans, " +
    "where it can be told from others, and is followed by its images where it cannot. An image that HSS is scanning " +
    "already is followed, not submitted again. A delete stops what still runs, as far as HSS stops scans of such images.",
  fields,
  outputs: taskOutputs,
  rules: [exactlyOneOf("images", "filter", "all"), batchRule, versionRule, ...scanTaskRules],
  singletonBy: [],
  vendorDocuments: {
    CreateManualImageScanTask: vendorDocument("CreateManualImageScanTask"),
    BatchScanLocalImage: vendorDocument("BatchScanLocalImage"),
    ListImageScanTask: vendorDocument("ListImageScanTask"),
    StopImageScanTask: vendorDocument("StopImageScanTask"),
  },
  errors: taskErrors,
  permissions: [
    "hss:CreateManualImageScanTask",
    "hss:BatchScanLocalImage",
    "hss:ListImageScanTask",
    "hss:StopImageScanTask",
    "hss:ListImageLocal",
    "hss:ListImageVulnerabilities",
    "hss:ShowImagePayPerScanStatistics",
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
  connect: (context, inputs) => {
    const client = HssClient.of(context, inputs);
    return new LocalScanner(context, client, "local", localImages(context, client), inputs, listQuery);
  },
});

class LocalScanner extends ImageScanner<LocalImageRow, object> {
  override async submit(images: readonly HandedImage[] | undefined, inputs: Properties): Promise<Accepted> {
    if (inputs.api !== "batchScan") return await super.submit(images, inputs);
    const isAll = !images && inputs.all === true;
    const body = {
      ...(isAll ? { operate_all: true } : {}),
      ...(images ? { image_info_list: images.map(({ info }) => info) } : {}),
      ...(images || isAll ? {} : filterOf(inputs)),
    };
    const known = { scope: undefined, rateLimit: undefined, isAll, images: images && [images.length] };
    const expected = { ...known, mayBeUnlisted: true } as const;
    return await this.submitted(expected, async () => {
      await this.client.callOnce("BatchScanLocalImage", {}, body as QueryInfo);
    });
  }
}

/** The list of local images knows no clusters, and shorter tags than a scan. */
export function listQuery(query: QueryInfo): QueryInfo | undefined {
  return "cluster_id" in query || String(query.image_version ?? "").length > 64 ? undefined : query;
}
