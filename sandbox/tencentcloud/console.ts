import { ControlError, objectBody } from "../control";
import type { Json, JsonObject } from "../json";
import type { ControlRequest } from "../vendor";
import type { Account } from "./account";
import type { NewRegistryImage } from "./registryImage";
import type { TencentCloud } from "./tencentCloud";

const SHOWN_IMAGES = 100;
const SHOWN_SCANS = 20;
const MAX_PUSHED = 100_000;

/** What a person sees in the console: every account's settings, and its images but for a very long list. */
export function showTencentCloud({ accounts, assumptions }: TencentCloud): JsonObject {
  return { assumptions: { ...assumptions }, accounts: accounts.map(showAccount) };
}

function showAccount(account: Account): JsonObject {
  const images = account.registryImages.list();
  return {
    uin: account.uin,
    site: account.site,
    registrySchedule: account.registrySchedule.value ?? null,
    localSchedule: account.localSchedule.value ?? null,
    registryImages: { total: images.length, newest: images.slice(-SHOWN_IMAGES) },
    localImages: { total: account.localImages.list().length },
    scans: showScans(account),
  };
}

function showScans({ scans, scansHeld }: Account): JsonObject {
  return {
    total: scans.length,
    held: scansHeld,
    newest: scans.slice(-SHOWN_SCANS).map((scan) => ({
      ...scan,
      images: scan.images.slice(0, SHOWN_IMAGES),
      skipped: scan.skipped.slice(0, SHOWN_IMAGES),
      imageCount: scan.images.length,
    })),
  };
}

/**
 * Does what a person in the console could, in the account `?account=` or the first:
 *
 *     PATCH  registrySchedule, localSchedule   the fields to change
 *     POST   registryImages                    {"image": "namespace/name:tag"} | {"count": 1000} | the fields
 *     PATCH  registryImages?image=…            {"digest": "sha256:…"}, or {} for any other digest
 *     DELETE registryImages?image=…
 *     PUT    registryFindings?image=…          what its scans find, {"critical": 1}, or {"error": "ConnFailed"}
 *     GET    scans
 *     POST   scans                             {"verb": "finish" | "hold" | "release"}
 */
export function controlTencentCloud(vendor: TencentCloud, request: ControlRequest): Json {
  const account = vendor.account(request.query.get("account") ?? undefined);
  const body = objectBody(request.body);
  switch (`${request.method} ${request.noun}`) {
    case "PATCH registrySchedule":
      return account.registrySchedule.edit(body);
    case "PATCH localSchedule":
      return account.localSchedule.edit(body);
    case "POST registryImages":
      return addImages(account, body);
    case "PATCH registryImages":
      return account.registryImages.move(whichImage(request), digestOf(body));
    case "DELETE registryImages":
      return account.registryImages.remove(whichImage(request));
    case "PUT registryFindings":
      return setFindings(account, whichImage(request), body);
    case "GET scans":
      return showScans(account);
    case "POST scans":
      return steerScans(account, body);
    default:
      throw new ControlError(`tencentcloud has no ${request.method} ${request.noun}`);
  }
}

function addImages(account: Account, body: JsonObject): Json {
  const { image, count, ...fields } = body;
  if (typeof image === "string") {
    return account.registryImages.add(image, fields);
  }
  if (count === undefined) return account.registryImages.add(fields as NewRegistryImage);
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1 || count > MAX_PUSHED) {
    throw new ControlError(`count is an integer from 1 to ${MAX_PUSHED}`);
  }
  account.registryImages.addMany(count, fields);
  return { total: account.registryImages.size };
}

function setFindings({ registryImages }: Account, which: string, body: JsonObject): Json {
  const { error, ...findings } = body;
  if (error === undefined) registryImages.findings(which, findings);
  else registryImages.failScans(which, error as string);
  return registryImages.get(which);
}

function steerScans(account: Account, { verb }: JsonObject): Json {
  if (verb === "finish") account.finishScans();
  else if (verb === "hold") account.holdScans();
  else if (verb === "release") account.releaseScans();
  else throw new ControlError("verb is finish, hold or release");
  return showScans(account);
}

function whichImage({ query }: ControlRequest): string {
  const image = query.get("image");
  if (!image) throw new ControlError("say which image: ?image=namespace/name:tag, or its id");
  return image;
}

function digestOf({ digest }: JsonObject): string | undefined {
  if (digest === undefined || typeof digest === "string") return digest;
  throw new ControlError("digest is a text");
}
