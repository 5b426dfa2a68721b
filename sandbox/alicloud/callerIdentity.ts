import type { JsonObject } from "../json";
import type { Account } from "./account";

/** The version of STS's API, which answers beside that of SAS. */
export const STS_VERSION = "2015-04-01";

/** GetCallerIdentity of STS: every key may ask. All keys of the sandbox are the account's own. */
export function callerIdentity({ uid }: Account): JsonObject {
  return {
    IdentityType: "Account",
    AccountId: uid,
    PrincipalId: uid,
    UserId: uid,
    Arn: `acs:ram::${uid}:root`,
  };
}
