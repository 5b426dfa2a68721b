import type { Context } from "../../core/context";
import { ScanError } from "../../core/errors";
import { type ImageName, imageNaming } from "../../core/imageNaming";
import { writeReference } from "../../core/reference";
import { only } from "../../core/rows";
import { keptId, type RegistryImageRow, sentId } from "./api";
import type { HssClient } from "./client";
import { Images, rowFields, sentInfo } from "./images";

const further = ["instanceId", "registryId", "registryName"] as const;

/** A registry image as a program names it: by HSS's id, or by where it lies. */
export type RegistryImageName = ImageName<(typeof further)[number]>;

export const registryImageNaming = imageNaming({
  namespace: "namespace",
  name: "imageName",
  tag: "imageVersion",
  digest: "imageDigest",
  further,
  id: {
    is: (id) => /^(0|[1-9]\d{0,18})$/.test(id) && BigInt(id) < 2n ** 63n,
    wrong: "is not an id: HSS's ids are whole numbers; write those above 2^53 as a string",
  },
  range:
    'a reference such as "team/api:1.4" or "swr.cn-north-4.myhuaweicloud.com/team/api@sha256:…", HSS\'s `{ id }`, or ' +
    "`{ namespace, imageName, imageVersion?, imageDigest?, registryId?, registryName?, instanceId? }`",
});

const kept = only<RegistryImageRow>({
  ...rowFields,
  id: true,
  namespace: true,
  image_type: true,
  registry_id: true,
  registry_name: true,
  registry_type: true,
  instance_id: true,
  instance_url: true,
  scannable: true,
  scan_failed_code: true,
});

/** A row, and the host of its registry, as far as HSS tells. */
export interface PlacedRow extends RegistryImageRow {
  readonly host?: string | undefined;
}

export type RegistryImages = Images<PlacedRow, RegistryImageName>;

/** The registry images of one project, shared by all resources of this process. */
export function registryImages(context: Context, client: HssClient): RegistryImages {
  return context.share(
    `hss registry images ${client.key}`,
    () =>
      new Images<PlacedRow, RegistryImageName>(context, {
        naming: registryImageNaming,
        fetch: async () =>
          placed(unique(await client.rows("ListRegistryImages", {}, kept)), await hostsOf(client)),
        namesOf,
        nameFor: ({ id, path = "", tag, digest }) =>
          id === undefined
            ? writeReference({
                path,
                ...(tag === undefined ? {} : { tag }),
                ...(digest === undefined ? {} : { digest }),
              })
            : `#${id}`,
        fits,
        placeOf: ({ id, registry_type, registry_name, instance_id }) =>
          `#${keptId(id)} (${[registry_type, registry_name, instance_id].filter(Boolean).join(" ")})`,
        where: "in no registry that HSS knows",
        tellApart: "add a digest, a registryId or an instanceId, or give the id",
        remedy: "HSS lists an image after its registry was synchronised.",
        idOf: ({ id }) => keptId(id),
        infoOf: (row) =>
          sentInfo({
            id: sentId(keptId(row.id)),
            image_id: row.image_id,
            image_digest: row.image_digest,
            registry_id: row.registry_id,
            registry_name: row.registry_name,
            registry_type: row.registry_type,
            namespace: row.namespace,
            image_name: row.image_name,
            image_version: row.image_version,
            instance_id: row.instance_id,
            instance_url: row.instance_url,
          }),
        nameOf: ({ namespace, image_name, image_version }) =>
          `${[namespace, image_name].filter(Boolean).join("/")}:${image_version || "latest"}`,
        hindrance: ({ scannable }) => (scannable === false ? "HSS cannot scan it" : undefined),
        selected: async (query) =>
          placed(unique(await client.rows("ListRegistryImages", query, kept)), await hostsOf(client)),
      }),
  );
}

/** Rows of which each id stands once: while the list is read a row may move from one page to the next. */
function unique(rows: readonly RegistryImageRow[]): readonly RegistryImageRow[] {
  return [...new Map(rows.map((row) => [keptId(row.id), row])).values()];
}

/** The hosts of the registries that were added to HSS, by their ids; none, where HSS does not tell these credentials. */
async function hostsOf(client: HssClient): Promise<ReadonlyMap<string, string>> {
  try {
    const registries = await client.rows("ListRegistry", {});
    return new Map(registries.map(({ id, registry_addr }) => [id ?? "", hostIn(registry_addr)]));
  } catch (failure) {
    if (failure instanceof ScanError && failure.kind === "Forbidden") return new Map();
    throw failure;
  }
}

function placed(rows: readonly RegistryImageRow[], hosts: ReadonlyMap<string, string>): readonly PlacedRow[] {
  return rows.map((row) => ({
    ...row,
    host: hostIn(row.instance_url) || hosts.get(row.registry_id ?? "") || undefined,
  }));
}

/** The host of an address with or without a scheme and a path, in lower case. */
function hostIn(address: string | null | undefined): string {
  return (address ?? "")
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
}

/** The host of SWR in a region. */
function swrHost(region: string): string {
  return `swr.${region}.myhuaweicloud.${region === "eu-west-101" ? "eu" : "com"}`;
}

/** The host of an image's registry, as far as HSS tells; of SWR it is known. */
export function hostOf({ host, registry_type }: PlacedRow, region: string): string | undefined {
  return host ?? (/^swr(private|shared)$/i.test(registry_type ?? "") ? swrHost(region) : undefined);
}

function fits(image: RegistryImageName, row: PlacedRow): boolean {
  // SWR's public host is the same for all of a region; any other is that of one registry.
  const swr = /^swr\.[a-z0-9-]+\.myhuaweicloud\.(com|eu)$/.test(image.host ?? "");
  const isThere = image.host === row.host || (swr && /^swr(private|shared)$/i.test(row.registry_type ?? ""));
  return (
    (image.registryId === undefined || image.registryId === row.registry_id) &&
    (image.registryName === undefined || image.registryName === row.registry_name) &&
    (image.instanceId === undefined || image.instanceId === row.instance_id) &&
    (image.host === undefined || isThere)
  );
}

/** Every name that an image answers to. */
function* namesOf({
  id,
  namespace,
  image_name,
  image_version,
  image_digest,
}: RegistryImageRow): Iterable<string> {
  yield `#${keptId(id)}`;
  const path = [namespace, image_name].filter(Boolean).join("/");
  if (image_version) yield writeReference({ path, tag: image_version });
  if (image_digest) yield writeReference({ path, digest: image_digest });
  if (image_version && image_digest) yield writeReference({ path, tag: image_version, digest: image_digest });
}
