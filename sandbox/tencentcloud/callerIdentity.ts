import type { JsonObject } from "../json";
import type { Account } from "./account";

/** The version of STS's API, which answers beside that of TCSS. */
export const STS_VERSION = "2018-08-13";

/** GetCallerIdentity of STS: every key may ask. All keys of the sandbox are the main account's own. */
export function callerIdentity({ uin }: Account): JsonObject {
  return { Arn: `qcs::cam::uin/${uin}:root`, AccountId: uin, UserId: uin, PrincipalId: uin, Type: "CAMUser" };
}
