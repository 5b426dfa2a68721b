import { controlImagesAndScans, showImages, showScans } from "../console";
import { objectBody } from "../control";
import type { Json, JsonObject } from "../json";
import type { ControlRequest } from "../vendor";
import type { Account } from "./account";
import type { TencentCloud } from "./tencentCloud";

/** What a person sees in the console: every account's settings, and its images but for a very long list. */
export function showTencentCloud({ accounts, assumptions }: TencentCloud): JsonObject {
  return { assumptions: { ...assumptions }, accounts: accounts.map(showAccount) };
}

function showAccount(account: Account): JsonObject {
  return {
    uin: account.uin,
    site: account.site,
    registrySchedule: account.registrySchedule.value ?? null,
    localSchedule: account.localSchedule.value ?? null,
    registryImages: showImages(account),
    localImages: { total: account.localImages.list().length },
    scans: showScans(account),
  };
}

/**
 * Does what a person in the console could, in the account `?account=` or the first: what every vendor's console has,
 * and
 *
 *     PATCH  registrySchedule, localSchedule   the fields to change
 */
export function controlTencentCloud(vendor: TencentCloud, request: ControlRequest): Json {
  const account = vendor.account(request.query.get("account") ?? undefined);
  switch (`${request.method} ${request.noun}`) {
    case "PATCH registrySchedule":
      return account.registrySchedule.edit(objectBody(request.body));
    case "PATCH localSchedule":
      return account.localSchedule.edit(objectBody(request.body));
    default:
      return controlImagesAndScans(account, "tencentcloud", request);
  }
}
