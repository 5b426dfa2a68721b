import { flag, group, oneOf, optional, text, yes } from "../../core/fields";
import { imageSet } from "../../core/imageSet";
import { type Description, exactlyOneOf } from "../../core/resource";
import { defineTask } from "../../core/task";
import { taskErrors, taskOutputs } from "../../core/taskFields";
import type { QueryInfo } from "./api";
import { HssClient } from "./client";
import { ImageScanner } from "./imageScanner";
import { registryImageNaming, registryImages } from "./registryImages";
import { registryJudged } from "./registryResults";
import { scanTaskFields, scanTaskRules, vendorDocument } from "./taskFields";

const absent = "another of `images`, `filter` and `all` is given";
const name = (what: string) => text(what, /^\S(.{0,126}\S)?$/);

/** Which images a filter can mean, in HSS's words. */
export const filterType = group({
  imageType: {
    type: oneOf("private_image", "shared_image", "instance_image", "harbor", "jfrog"),
    doc: "Only images of this kind.",
  },
  namespace: { type: name("a namespace"), doc: "Only images in this namespace." },
  imageName: { type: name("an image's name, or a part of it"), doc: "Only images of this name." },
  imageVersion: { type: name("a tag"), doc: "Only images with this tag." },
  hasVul: { type: flag, doc: "Only images with vulnerabilities, or only those without." },
  scanStatus: {
    type: oneOf("unscan", "success", "failed", "download_failed", "image_oversized"),
    doc: "Only images whose last scan ended so.",
  },
});

const fields = {
  images: optional(imageSet(registryImageNaming), {
    doc:
      "Exactly these images. Names are looked up in HSS's list each time that HSS is told of them, so that a tag means " +
      "the image it points at then.",
    absent,
  }),
  filter: optional(filterType, {
    doc: "All images that match, whichever they are when a scan starts.",
    absent,
  }),
  all: optional(yes, { doc: "All images of all registries.", absent }),
  ...scanTaskFields,
};

const description: Description = {
  cloud: "huaweicloud",
  name: "RegistryScanTask",
  doc:
    "A one-off scan of registry images by Huawei Cloud HSS. It is submitted when the resource is created, and again for " +
    "what an update adds; `up` returns when HSS has accepted it. HSS gives a scan no id: it is found in the list of scans, " +
    "where it can be told from others, and is followed by its images where it cannot. An image that HSS is scanning " +
    "already is followed, not submitted again. A delete stops what still runs. HSS may charge for scans: the log says " +
    "how many are free.",
  fields,
  outputs: taskOutputs,
  rules: [exactlyOneOf("images", "filter", "all"), ...scanTaskRules],
  singletonBy: [],
  vendorDocuments: {
    CreateManualImageScanTask: vendorDocument("CreateManualImageScanTask"),
    ListImageScanTask: vendorDocument("ListImageScanTask"),
    StopImageScanTask: vendorDocument("StopImageScanTask"),
  },
  errors: taskErrors,
  permissions: [
    "hss:CreateManualImageScanTask",
    "hss:ListImageScanTask",
    "hss:StopImageScanTask",
    "hss:ListRegistryImages",
    "hss:ListRegistry",
    "hss:ListImageVulnerabilities",
    "hss:ShowImagePayPerScanStatistics",
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
  connect: (context, inputs) => {
    const client = HssClient.of(context, inputs);
    return new ImageScanner(context, client, "registry", registryImages(context, client), inputs, listQuery);
  },
});

/** The list of registry images knows fewer words for how a scan has ended, and shorter tags, than a scan does. */
export function listQuery(query: QueryInfo): QueryInfo | undefined {
  const isKnown = !["download_failed", "image_oversized"].includes(String(query.scan_status));
  return isKnown && String(query.image_version ?? "").length <= 64 ? query : undefined;
}
