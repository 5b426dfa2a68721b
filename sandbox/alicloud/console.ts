import { controlImagesAndScans, showImages, showScans } from "../console";
import { ControlError, objectBody } from "../control";
import type { Json, JsonObject } from "../json";
import type { ControlRequest } from "../vendor";
import type { Account } from "./account";
import type { Alicloud } from "./alicloud";

/** What a person sees in the console: every account's tasks, and its images but for a very long list. */
export function showAlicloud({ accounts, assumptions }: Alicloud): JsonObject {
  return { assumptions: { ...assumptions }, accounts: accounts.map(showAccount) };
}

function showAccount(account: Account): JsonObject {
  const { uid, site, quota, containers, cycleTasks } = account;
  return {
    uid,
    site,
    quota: { capacity: quota.capacity, used: quota.used },
    cycleTasks: cycleTasks.list(),
    registryImages: showImages(account),
    containers: { total: containers.list().length },
    scans: showScans(account),
  };
}

/**
 * Does what a person in the console could, in the account `?account=` or the first: what every vendor's console has,
 * and
 *
 *     POST   cycleTasks         the fields to say; the rest is a weekly image scan
 *     PATCH  cycleTasks?id=…    the fields to change; without an id, of the only one
 *     DELETE cycleTasks?id=…
 *     PUT    quota              {"capacity": 100}
 */
export function controlAlicloud(vendor: Alicloud, request: ControlRequest): Json {
  const account = vendor.account(request.query.get("account") ?? undefined);
  const { cycleTasks, quota } = account;
  switch (`${request.method} ${request.noun}`) {
    case "POST cycleTasks":
      return cycleTasks.add(objectBody(request.body));
    case "PATCH cycleTasks":
      return cycleTasks.edit(whichCycleTask(account, request), objectBody(request.body));
    case "DELETE cycleTasks":
      cycleTasks.remove(whichCycleTask(account, request));
      return cycleTasks.list();
    case "PUT quota":
      quota.capacity = objectBody(request.body).capacity as number;
      return { capacity: quota.capacity, used: quota.used };
    default:
      return controlImagesAndScans(account, "alicloud", request);
  }
}

function whichCycleTask({ cycleTasks }: Account, { query }: ControlRequest): string {
  const [only, another] = cycleTasks.list();
  const id = query.get("id") ?? (another ? undefined : only?.ConfigId);
  if (!id) throw new ControlError("say which cycle task: ?id=");
  return id;
}
