import { optional } from "../../core/fields";
import { imagesOf, type Lookup, lookupErrors, nameRows, row, scheduleLookup } from "../../core/lookup";
import { profileExists, profileField } from "../../core/profile";
import type { ImageInstance } from "./api";
import { SasClient } from "./client";
import { dockerDigest } from "./digest";
import { type RegistryImageName, RegistryImages, registryImageNaming } from "./registryImages";
import { registryScanSchedule } from "./registryScanSchedule";
import { filterType } from "./registryScanTask";
import { siteField } from "./site";
import { vendorDocument } from "./taskFields";

const getRegistryImages: Lookup = {
  description: {
    cloud: "alicloud",
    name: "getRegistryImages",
    doc:
      "The registry images that Alibaba Cloud Security Center knows: those that a task with the same `filter` would scan, " +
      "each with the result of its last scan. It changes nothing.",
    fields: {
      filter: optional(filterType, { doc: "Only images that match.", absent: "all images" }),
      profile: profileField,
      site: siteField,
    },
    rules: [profileExists("alicloud")],
    result: { images: { type: "images", doc: "In the order of their keys." } },
    image: {
      ...nameRows(registryImageNaming.input),
      digest: row("string", "The digest, `sha256:…`."),
      registryType: row("string", "Its registry's type, such as `acr`."),
      instanceId: row("string", "Its registry's instance."),
      regionId: row("string", "The region of that."),
      repoId: row("string", "Its repository's id."),
      repoNamespace: row("string", "Its namespace."),
      repoName: row("string", "Its repository's name."),
      tag: row("string", "Its tag; another image may have it by now."),
      scanStatus: row("string", "How far its scan is, in Security Center's words."),
      scannedAt: row("string", "When it was last scanned; missing if never."),
      findings: row(
        "{ vulnerabilities?: number; malware?: number }",
        "What was found then. The list counts vulnerabilities, and alerts as `malware`, but not by severity.",
      ),
    },
    errors: lookupErrors,
    vendorDocuments: { DescribeImageInstances: vendorDocument("DescribeImageInstances") },
    permissions: ["yundun-sas:DescribeImageInstances"],
    example: `{ filter: { repoNamespaces: ["team"] } }`,
  },
  async look(context, inputs) {
    const images = RegistryImages.of(context, SasClient.of(context, inputs));
    await images.all(context.clock.now());
    const { filter = {} } = inputs as { filter?: Readonly<Record<string, readonly string[]>> };
    return await imagesOf(images, await images.selected(filter), ways, (record) => ({
      digest: record.Digest ? dockerDigest(record.Digest) : undefined,
      registryType: record.RegistryType,
      instanceId: record.InstanceId,
      regionId: record.RegionId,
      repoId: record.RepoId,
      repoNamespace: record.RepoNamespace,
      repoName: record.RepoName,
      tag: record.Tag,
      scanStatus: record.ScaStatus,
      ...(record.LastScanTime
        ? {
            scannedAt: new Date(Number(record.LastScanTime)).toISOString(),
            findings: {
              ...(typeof record.VulCount === "number" ? { vulnerabilities: record.VulCount } : {}),
              ...(typeof record.AlarmCount === "number" ? { malware: record.AlarmCount } : {}),
            },
          }
        : {}),
    }));
  },
};

/** The lookups of Security Center, by their names. */
export const lookups = {
  getRegistryImages,
  getRegistryScanSchedule: scheduleLookup(registryScanSchedule, {
    runs: {
      nextRun: row("string", "When it runs next."),
      lastTaskId: row("string", "Security Center's id of the scan that it has started last."),
    },
    permissions: ["yundun-sas:DescribeCycleTaskList"],
  }),
} as const;

/** The names of an image, the shortest first. */
function* ways(record: ImageInstance): Iterable<RegistryImageName> {
  const path = [record.RepoNamespace, record.RepoName].filter(Boolean).join("/");
  const tag = record.Tag ? { tag: record.Tag } : undefined;
  const digest = record.Digest ? { digest: dockerDigest(record.Digest) } : undefined;
  const instance = {
    ...(record.InstanceId ? { instanceId: record.InstanceId } : {}),
    ...(record.RegistryType ? { registryType: record.RegistryType } : {}),
  };
  const region = record.RegionId ? { regionId: record.RegionId } : {};
  if (tag) yield { path, ...tag };
  if (tag) yield { path, ...tag, ...instance };
  if (digest) yield { path, ...tag, ...digest };
  yield { path, ...tag, ...digest, ...instance };
  yield { path, ...tag, ...digest, ...instance, ...region };
}
