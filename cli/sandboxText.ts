import { isJsonObject, type Json, type JsonObject, printJson } from "../sandbox/json";
import { requestLine } from "./requestLine";

type State = JsonObject & {
  readonly tencentcloud: { readonly accounts: readonly TencentCloudAccount[] };
  readonly alicloud: { readonly accounts: readonly AlicloudAccount[] };
  readonly huaweicloud: { readonly accounts: readonly HuaweiCloudAccount[] };
  readonly faults: readonly JsonObject[];
};
type AccountState = JsonObject & {
  readonly registryImages: { readonly total: number; readonly newest: readonly JsonObject[] };
  readonly scans: ScansState;
};
type TencentCloudAccount = AccountState & {
  readonly uin: string;
  readonly site: string;
  readonly localImages: { readonly total: number };
};
type AlicloudAccount = AccountState & {
  readonly uid: string;
  readonly site: string;
  readonly quota: { readonly capacity: number; readonly used: number };
  readonly cycleTasks: readonly JsonObject[];
  readonly containers: { readonly total: number };
};
type HuaweiCloudAccount = AccountState & {
  readonly domainId: string;
  readonly projectId: string;
  readonly region: string;
  readonly scannerPolicy: Json;
  readonly localImages: { readonly total: number };
};
type ScansState = JsonObject & {
  readonly held: boolean;
  readonly newest: readonly (JsonObject & {
    readonly images: readonly string[];
    readonly scanTypes?: readonly string[];
    readonly imageCount: number;
  })[];
};

const SHOWN_NAMES = 5;
const SHOWN_DIGEST = "sha256:".length + 12;

/** The answer to `show`. */
export function shownState(state: Json): string[] {
  const { tencentcloud, alicloud, huaweicloud, faults } = state as State;
  return [
    ...tencentcloud.accounts.flatMap(shownTencentCloud),
    ...alicloud.accounts.flatMap(shownAlicloud),
    ...huaweicloud.accounts.flatMap(shownHuaweiCloud),
    ...shownFaults(faults),
  ];
}

function shownTencentCloud(account: TencentCloudAccount): string[] {
  const { uin, site, registrySchedule = null, localSchedule = null, localImages } = account;
  return [
    `tencentcloud account ${uin} (${site})`,
    `  registrySchedule: ${shownSetting(registrySchedule)}`,
    `  localSchedule: ${shownSetting(localSchedule)}`,
    `  localImages: ${localImages.total}`,
    ...shownImagesAndScans(account),
  ];
}

function shownAlicloud(account: AlicloudAccount): string[] {
  const { uid, site, quota, cycleTasks, containers } = account;
  return [
    `alicloud account ${uid} (${site})`,
    ...cycleTasks.map((task) => `  cycleTask: ${shownSetting(task)}`),
    `  quota: ${quota.used} of ${quota.capacity} used`,
    `  containers: ${containers.total}`,
    ...shownImagesAndScans(account),
  ];
}

function shownHuaweiCloud(account: HuaweiCloudAccount): string[] {
  const { domainId, projectId, region, scannerPolicy, localImages } = account;
  return [
    `huaweicloud account ${domainId} (${region}, project ${projectId})`,
    `  scannerPolicy: ${shownSetting(scannerPolicy)}`,
    `  localImages: ${localImages.total}`,
    ...shownImagesAndScans(account),
  ];
}

function shownImagesAndScans({ scans, registryImages: { total, newest } }: AccountState): string[] {
  return [
    ...shownScans(scans).map((line) => `  ${line}`),
    `  registryImages: ${total}${newest.length < total ? `, the newest ${newest.length}:` : ""}`,
    ...newest.map((image) => `    ${shownImage(image)}`),
  ];
}

/** A schedule, on one line. */
export function shownSetting(setting: Json): string {
  if (!isJsonObject(setting)) return "never configured";
  return Object.entries(setting)
    .map(([name, value]) => `${name}=${printJson(value)}`)
    .join(" ");
}

/** An image, in its cloud's words: its id, reference, digest and registry. */
function shownImage(image: JsonObject): string {
  if (image.Uuid !== undefined) {
    const { Uuid, RepoNamespace, RepoName, Tag, Digest, InstanceId } = image;
    return `${Uuid} ${RepoNamespace}/${RepoName}:${Tag} ${shortened(Digest)} ${InstanceId}`;
  }
  if (image.registry_id !== undefined) {
    const { id, namespace, image_name, image_version, image_digest, registry_name } = image;
    return `${id} ${namespace}/${image_name}:${image_version} ${shortened(image_digest)} ${registry_name}`;
  }
  const { Id, Namespace, ImageName, ImageTag, ImageDigest, InstanceName } = image;
  return `${Id} ${Namespace}/${ImageName}:${ImageTag} ${shortened(ImageDigest)} ${InstanceName}`;
}

/** The beginning of a digest. */
function shortened(digest: Json | undefined): string {
  return String(digest).slice(0, SHOWN_DIGEST);
}

/** What a change of the images says. */
export function shownResult(result: Json): string[] {
  if (!isJsonObject(result)) return [printJson(result)];
  return [result.total === undefined ? shownImage(result) : `${result.total} images`];
}

/** The newest scans, a line each. */
export function shownScans(scans: Json): string[] {
  const { held, newest } = scans as ScansState;
  const heading = held ? ["scans are held"] : newest.length === 0 ? ["no scan yet"] : [];
  return [
    ...heading,
    ...newest.map(({ kind, taskId, state, scanTypes, images, imageCount }) => {
      const names = images.slice(0, SHOWN_NAMES).join(" ");
      const more = imageCount > SHOWN_NAMES ? ` and ${imageCount - SHOWN_NAMES} more` : "";
      const types = scanTypes ? ` ${scanTypes.join(",")}` : "";
      return `scan ${kind} ${taskId} ${state}${types}: ${names}${more}`;
    }),
  ];
}

/** The faults that wait. */
export function shownFaults(waiting: Json): string[] {
  const faults = waiting as readonly JsonObject[];
  if (faults.length === 0) return ["no fault waits"];
  return faults.map(({ kind, times, ...rest }) => {
    const more = Object.entries(rest).map(([name, value]) => ` ${name}=${value}`);
    return `fault ${kind} ×${times}${more.join("")}`;
  });
}

/** The requests, a line each. */
export function shownRequests(requests: Json): string[] {
  return (requests as unknown as Parameters<typeof requestLine>[0][]).map(requestLine);
}
