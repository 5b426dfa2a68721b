import type { JsonObject } from "../json";
import type { HttpCall } from "../vendor";

/** Whether a call is GetCallerIdentity of STS, whose paths name no project. */
export function asksCallerIdentity({ method, path }: HttpCall): boolean {
  return method === "GET" && path === "/v5/caller-identity";
}

/** Every key may ask. All keys of the sandbox are the account's own. */
export function callerIdentity(domainId: string): JsonObject {
  return { account_id: domainId, principal_urn: `iam::${domainId}:root`, principal_id: domainId };
}
