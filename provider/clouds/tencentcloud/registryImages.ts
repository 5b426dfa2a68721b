import type { Context } from "../../core/context";
import { type ImageName, imageNaming } from "../../core/imageNaming";
import { type ImageMap, imagesOf } from "../../core/imageSet";
import { parseReference, type Reference, writeReference } from "../../core/reference";
import { publicHosts } from "../../core/registryHost";
import { only } from "../../core/rows";
import type { Properties } from "../../core/wire";
import { type ImageInfo, keptId, type RegistryImage } from "./api";
import type { TcssClient } from "./client";
import { type ImageList, Images, scanFields } from "./images";
import { isAuthorized } from "./licences";
import { privateHosts } from "./registryHosts";

const publicHost = publicHosts(privateHosts);

const instance = ["instanceId", "instanceName", "registryType"] as const;

/** A registry image as a program names it: by TCSS's id, or by where it lies. */
export type RegistryImageName = ImageName<(typeof instance)[number]>;

export const registryImageNaming = imageNaming({
  namespace: "namespace",
  name: "name",
  tag: "tag",
  digest: "digest",
  further: instance,
  publicHost,
  id: {
    is: (id) => /^[1-9]\d{0,19}$/.test(id),
    wrong: "is not an id: TCSS's ids are whole numbers; write those above 2^53 as a string",
  },
  range:
    'a reference such as "team/api:1.4" or "ccr.ccs.tencentyun.com/team/api@sha256:…", TCSS\'s `{ id }`, or ' +
    "`{ namespace, name, tag?, digest?, registryType?, instanceId?, instanceName? }`",
});

const kept = only<RegistryImage>({
  ...scanFields,
  Id: true,
  CveStatus: true,
  VirusStatus: true,
  RiskStatus: true,
  IsLatestImage: true,
  IsRunning: true,
  SensitiveInfoCnt: true,
  ImageDigest: true,
  ImageRepoAddress: true,
  RegistryType: true,
  InstanceId: true,
  InstanceName: true,
  Namespace: true,
  ImageName: true,
  ImageTag: true,
});

/** The list of registry images. */
const registryImageList: ImageList<RegistryImage, RegistryImageName> = {
  naming: registryImageNaming,
  where: "in no registry that TCSS knows",
  async page(client, offset) {
    // The oldest first: what is pushed while we read comes at the end, and moves nothing.
    const request = { Limit: 100, Offset: offset, By: "ImageCreateTime", Order: "asc" };
    const page = await client.call("DescribeAssetImageRegistryList", request);
    return { images: (page.List ?? []).map(kept), total: Number(page.TotalCount ?? 0) };
  },
  idOf: ({ Id }) => keptId(Id),
  digestOf: ({ ImageDigest }) => ImageDigest || undefined,
  namesOf,
  nameOf,
  nameFor: (image) => (image.id === undefined ? writeReference(publicReference(image)) : `#${image.id}`),
  idGiven: ({ id }) => id,
  fits: (image, record) =>
    (image.registryType === undefined || image.registryType === record.RegistryType) &&
    (image.instanceId === undefined || image.instanceId === record.InstanceId) &&
    (image.instanceName === undefined || image.instanceName === record.InstanceName),
  placeOf: ({ Id, RegistryType, InstanceId }) =>
    `#${keptId(Id)} (${[RegistryType, InstanceId].filter(Boolean).join(" ")})`,
  tellApart: "add a digest, an instanceId or a registryType, or give the id",
  source: "registry",
};

export type RegistryImages = Images<RegistryImage, RegistryImageName>;

/** The registry images of one account, shared by all resources of this process. */
export function registryImages(context: Context, client: TcssClient): RegistryImages {
  return context.share(
    `tcss registry images ${client.key}`,
    () => new Images(context, client, registryImageList),
  );
}

/** The authorised images that a selection without names means, as far as the list tells. */
export async function selectedRegistryImages(
  images: RegistryImages,
  selection: Properties,
): Promise<readonly RegistryImage[]> {
  const { filter = {}, excludeImages } = selection as {
    filter?: {
      registryTypes?: readonly string[];
      namespaces?: readonly string[];
      latest?: true;
      containerRunning?: true;
    };
    excludeImages?: ImageMap;
  };
  const { registryTypes, namespaces, latest, containerRunning } = filter;
  const excluded = await images.ids(excludeImages);
  return (await images.all()).filter(
    (record) =>
      isAuthorized(record) &&
      !excluded.has(keptId(record.Id)) &&
      (!registryTypes || registryTypes.includes(record.RegistryType ?? "")) &&
      (!namespaces || namespaces.includes(record.Namespace ?? "")) &&
      (!latest || record.IsLatestImage === true) &&
      (!containerRunning || record.IsRunning === true),
  );
}

/** The keys of `map` that mean images with these coordinates, where there are some. */
export function keysOfInfos(map: ImageMap): (info: ImageInfo) => string | undefined {
  // A program may have named a private host.
  const publicly = new Map<string, string>();
  for (const [key, image] of imagesOf(map, registryImageNaming)) {
    const known = registryImageNaming.publicly?.(image);
    if (known !== undefined) publicly.set(writeReference(publicReference(known)), key);
  }
  return (info) => {
    const names = [...namesOf(info)];
    const name = names.find((one) => one in map || publicly.has(one));
    return name === undefined || name in map ? name : publicly.get(name);
  };
}

/** What an image is looked up by: its reference, under the public host of its registry. */
function publicReference({ host, path = "", ...rest }: RegistryImageName): Reference {
  return { ...rest, path, ...(host === undefined ? {} : { host: publicHost(host) }) };
}

/** What a reviewer would call an image: `namespace/name:tag`. */
export function nameOf(record: Omit<RegistryImage, "Id"> & { Id?: RegistryImage["Id"] }): string {
  const path = [record.Namespace, record.ImageName].filter(Boolean).join("/");
  return writeReference({ path, tag: record.ImageTag || "latest" });
}

/** Every name that one image of the inventory answers to. */
export function* namesOf(record: Omit<RegistryImage, "Id"> & { Id?: RegistryImage["Id"] }): Iterable<string> {
  if (record.Id !== undefined) yield `#${keptId(record.Id)}`;
  const tag = record.ImageTag || undefined;
  const digest = record.ImageDigest || undefined;
  const address = parseReference((record.ImageRepoAddress ?? "").replace(/@.*$/, ""));
  const paths = new Set<string>();
  if (record.ImageName) paths.add([record.Namespace, record.ImageName].filter(Boolean).join("/"));
  // Where the address differs from namespace and name, people know the image by its address.
  if (typeof address !== "string") paths.add(address.path);
  const hosts =
    typeof address !== "string" && address.host !== undefined ? ["", `${publicHost(address.host)}/`] : [""];
  for (const path of paths) {
    for (const host of hosts) {
      if (tag !== undefined) yield `${host}${path}:${tag}`;
      if (digest !== undefined) yield `${host}${path}@${digest}`;
      if (tag !== undefined && digest !== undefined) yield `${host}${path}:${tag}@${digest}`;
    }
  }
}
