import { isJsonObject, type Json, type JsonObject, printJson } from "../sandbox/json";
import { requestLine } from "./requestLine";

type State = JsonObject & {
  readonly tencentcloud: { readonly accounts: readonly AccountState[] };
  readonly faults: readonly JsonObject[];
};
type AccountState = JsonObject & {
  readonly uin: string;
  readonly site: string;
  readonly registryImages: { readonly total: number; readonly newest: readonly JsonObject[] };
  readonly localImages: { readonly total: number };
  readonly scans: ScansState;
};
type ScansState = JsonObject & {
  readonly held: boolean;
  readonly newest: readonly (JsonObject & {
    readonly images: readonly string[];
    readonly scanTypes: readonly string[];
    readonly imageCount: number;
  })[];
};

const SHOWN_NAMES = 5;

/** The answer to `show`. */
export function shownState(state: Json): string[] {
  const { tencentcloud, faults } = state as State;
  return [...tencentcloud.accounts.flatMap(shownAccount), ...shownFaults(faults)];
}

function shownAccount(account: AccountState): string[] {
  const { uin, site, registrySchedule = null, localSchedule = null, registryImages, localImages } = account;
  const { total, newest } = registryImages;
  return [
    `tencentcloud account ${uin} (${site})`,
    `  registrySchedule: ${shownSetting(registrySchedule)}`,
    `  localSchedule: ${shownSetting(localSchedule)}`,
    `  localImages: ${localImages.total}`,
    ...shownScans(account.scans).map((line) => `  ${line}`),
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

function shownImage({ Id, Namespace, ImageName, ImageTag, ImageDigest, InstanceName }: JsonObject): string {
  return `${Id} ${Namespace}/${ImageName}:${ImageTag} ${String(ImageDigest).slice(0, 19)} ${InstanceName}`;
}

/** What a change of the images says. */
export function shownResult(result: Json): string[] {
  if (!isJsonObject(result)) return [printJson(result)];
  return [result.Id === undefined ? `${result.total} images` : shownImage(result)];
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
      return `scan ${kind} ${taskId} ${state} ${scanTypes.join(",")}: ${names}${more}`;
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
