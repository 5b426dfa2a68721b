import type { Context } from "../../core/context";
import { type Fields, optional } from "../../core/fields";
import {
  imagesOf,
  type Lookup,
  type LookupDescription,
  lookupErrors,
  nameRows,
  type ResultRows,
  row,
  scheduleLookup,
} from "../../core/lookup";
import { profileExists } from "../../core/profile";
import { parseReference } from "../../core/reference";
import type { Properties } from "../../core/wire";
import { type ImageRow, keptId, type LocalImageRow, type QueryInfo } from "./api";
import { HssClient } from "./client";
import { filterOf } from "./imageScanner";
import type { Images } from "./images";
import { type LocalImageName, localImageNaming, localImages } from "./localImages";
import { filterType as localFilter, listQuery as localQuery, versionRule } from "./localScanTask";
import { placeFields } from "./place";
import {
  hostOf,
  type PlacedRow,
  type RegistryImageName,
  registryImageNaming,
  registryImages,
} from "./registryImages";
import { registryScanSchedule } from "./registryScanSchedule";
import { filterType as registryFilter, listQuery as registryQuery } from "./registryScanTask";
import { vendorDocument } from "./taskFields";

/** What a list says of the last scan of an image. */
const scanRows: ResultRows = {
  scanStatus: row("string", "How its last scan ended, or how far it is, in HSS's words."),
  scannedAt: row("string", "When it was last scanned; missing if never."),
  findings: row(
    "{ vulnerabilities?: number; malware?: number }",
    "What was found then. The list counts vulnerabilities, and malicious files as `malware`, but not by severity.",
  ),
};

/** What both lists have in common. `filter` holds words for scans: those that no list tells are refused. */
function descriptionOf(
  name: string,
  doc: string,
  filter: Fields[string]["type"],
  query: (asked: QueryInfo) => QueryInfo | undefined,
  rules: LookupDescription["rules"] = [],
): Omit<LookupDescription, "image" | "vendorDocuments" | "permissions" | "example"> {
  return {
    cloud: "huaweicloud",
    name,
    doc: `${doc} It changes nothing.`,
    fields: {
      filter: optional(filter, { doc: "Only images that match.", absent: "all images" }),
      ...placeFields,
    },
    rules: [
      profileExists("huaweicloud"),
      (inputs, report) => {
        if (query(filterOf(inputs)) === undefined)
          report("filter", "selects by what HSS's list does not tell, though a scan can");
      },
      ...rules,
    ],
    result: { images: { type: "images", doc: "In the order of their keys." } },
    errors: lookupErrors,
  };
}

const getRegistryImages: Lookup = {
  description: {
    ...descriptionOf(
      "getRegistryImages",
      "The registry images that Huawei Cloud HSS knows and can scan: those that a task with the same `filter` would scan, " +
        "each with the result of its last scan.",
      registryFilter,
      registryQuery,
    ),
    image: {
      ...nameRows(registryImageNaming.input),
      id: { type: "string", doc: "HSS's id of it." },
      digest: row("string", "The digest, `sha256:…`."),
      host: row("string", "The host of its registry, as far as HSS tells."),
      registryId: row("string", "Its registry's id."),
      registryName: row("string", "Its registry's name."),
      registryType: row("string", "Its registry's type."),
      instanceId: row("string", "Its registry's instance."),
      namespace: row("string", "Its namespace."),
      imageName: row("string", "Its repository's name."),
      imageVersion: row("string", "Its tag."),
      ...scanRows,
    },
    vendorDocuments: { ListRegistryImages: vendorDocument("ListRegistryImages") },
    permissions: ["hss:ListRegistryImages", "hss:ListRegistry"],
    example: `{ filter: { namespace: "team" } }`,
  },
  look: (context, inputs) => {
    const images = registryImages(context, HssClient.of(context, inputs));
    return listed(context, images, inputs, registryWays, (image) => ({
      id: keptId(image.id),
      host: hostOf(image, String(inputs.region)),
      registryId: image.registry_id,
      registryName: image.registry_name,
      registryType: image.registry_type,
      instanceId: image.instance_id,
      namespace: image.namespace,
      imageName: image.image_name,
      imageVersion: image.image_version,
    }));
  },
};

const getLocalImages: Lookup = {
  description: {
    ...descriptionOf(
      "getLocalImages",
      "The images on nodes that Huawei Cloud HSS knows and can scan: those that a task with the same `filter` would scan, " +
        "each with the result of its last scan.",
      localFilter,
      localQuery,
      [versionRule],
    ),
    image: {
      ...nameRows(localImageNaming.input),
      id: { type: "string", doc: "HSS's id of it, which goes into `images` as `{ imageId }`." },
      digest: row("string", "The digest, `sha256:…`."),
      host: row("string", "The host in its name."),
      imageName: row("string", "Its name there."),
      imageVersion: row("string", "Its tag."),
      localImageType: row("string", "Whether it came from SWR, in HSS's words."),
      ...scanRows,
    },
    vendorDocuments: { ListImageLocal: vendorDocument("ListImageLocal") },
    permissions: ["hss:ListImageLocal"],
    example: `{ filter: { localImageType: "swr_image" } }`,
  },
  look: (context, inputs) => {
    const images = localImages(context, HssClient.of(context, inputs));
    return listed(context, images, inputs, localWays, (image) => {
      const reference = image.image_name ? parseReference(image.image_name) : "";
      return {
        id: image.image_id,
        host: typeof reference === "string" ? undefined : reference.host,
        imageName: image.image_name,
        imageVersion: image.image_version,
        localImageType: image.local_image_type,
      };
    });
  },
};

/** The lookups of HSS, by their names. */
export const lookups = {
  getRegistryImages,
  getLocalImages,
  getRegistryScanSchedule: scheduleLookup(registryScanSchedule, {
    permissions: ["hss:ListImageScanPolicy", "hss:ListRegistry"],
  }),
} as const;

async function listed<R extends ImageRow, I extends object>(
  context: Context,
  images: Images<R, I>,
  inputs: Properties,
  ways: (image: R) => Iterable<I>,
  shown: (image: R) => Properties,
): Promise<Properties> {
  const all = await images.all(context.clock.now());
  const selected = inputs.filter ? await images.images.selected(filterOf(inputs)) : all;
  const scannable = selected.filter((image) => images.images.hindrance(image) === undefined);
  return await imagesOf(images, scannable, ways, (image) => ({
    ...shown(image),
    digest: image.image_digest,
    ...scanOf(image),
  }));
}

function scanOf(image: ImageRow): Properties {
  const { scan_status, latest_scan_time: at, vul_num, malicious_file_num } = image;
  if (!at) return { scanStatus: scan_status };
  return {
    scanStatus: scan_status,
    scannedAt: new Date(Number(at)).toISOString(),
    findings: {
      ...(typeof vul_num === "number" ? { vulnerabilities: vul_num } : {}),
      ...(typeof malicious_file_num === "number" ? { malware: malicious_file_num } : {}),
    },
  };
}

/** The names of an image of a registry, the shortest first. */
function* registryWays(image: PlacedRow): Iterable<RegistryImageName> {
  const path = [image.namespace, image.image_name].filter(Boolean).join("/");
  const tag = image.image_version ? { tag: image.image_version } : undefined;
  const digest = image.image_digest ? { digest: image.image_digest } : undefined;
  if (tag) yield { path, ...tag };
  if (tag && image.host !== undefined) yield { host: image.host, path, ...tag };
  if (digest) yield { path, ...tag, ...digest };
  yield { id: keptId(image.id) };
}

function* localWays(image: LocalImageRow): Iterable<LocalImageName> {
  const { image_id, image_digest, image_name, image_version } = image;
  const reference = image_name ? parseReference(`${image_name}:${image_version || "latest"}`) : "";
  if (typeof reference !== "string") yield { reference };
  if (image_digest) yield { digest: image_digest };
  if (image_id) yield { id: image_id };
}
