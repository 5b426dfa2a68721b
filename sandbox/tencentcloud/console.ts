import { ControlError, objectBody } from "../control";
import type { Json, JsonObject } from "../json";
import type { ControlRequest } from "../vendor";
import type { Account } from "./account";
import type { NewRegistryImage } from "./registryImage";
import type { TencentCloud } from "./tencentCloud";

const SHOWN_IMAGES = 100;
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
  };
}

/**
 * Does what a person in the console could, in the account `?account=` or the first:
 *
 *     PATCH  registrySchedule, localSchedule   the fields to change
 *     POST   registryImages                    {"image": "namespace/name:tag"} | {"count": 1000} | the fields
 *     PATCH  registryImages?image=…            {"digest": "sha256:…"}, or {} for any other digest
 *     DELETE registryImages?image=…
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

function whichImage({ query }: ControlRequest): string {
  const image = query.get("image");
  if (!image) throw new ControlError("say which image: ?image=namespace/name:tag, or its id");
  return image;
}

function digestOf({ digest }: JsonObject): string | undefined {
  if (digest === undefined || typeof digest === "string") return digest;
  throw new ControlError("digest is a text");
}
