import type { ErrorKind } from "../../provider/core/errors";
import { OPERATIONS } from "../../sandbox/huaweicloud/operations";
import { admit, readQuery } from "../../sandbox/huaweicloud/parameters";
import type {
  Account,
  AlicloudAccount,
  AlicloudOptions,
  Cloud,
  HuaweiCloudAccount,
  HuaweiCloudOptions,
  RequestEntry,
  Sandbox,
  TencentCloudOptions,
} from "../../sandbox/index";
import type { JsonObject } from "../../sandbox/json";

/** One reading of what a vendor's documents leave open. */
export type Assume = NonNullable<Options["assume"]>;

type Options = TencentCloudOptions | AlicloudOptions | HuaweiCloudOptions;

/** How a vendor is started. */
export type VendorOptions = Omit<Options, "assume"> &
  Pick<HuaweiCloudOptions, "secondsToList"> & { readonly assume?: Assume };

/** What every vendor's account can do. */
export type VendorAccount = Pick<
  Account | AlicloudAccount | HuaweiCloudAccount,
  "scans" | "finishScans" | "holdScans" | "releaseScans"
> & { readonly keys: readonly object[] };

/** A cloud's own account. */
export type AccountOf<C extends Cloud> = Sandbox[C]["accounts"][0];

/** What the suite knows of a cloud, whatever the resource. */
export interface CloudFacts<A extends VendorAccount = VendorAccount> {
  account(sandbox: Sandbox): A;
  /** Operations that change nothing. */
  readonly reads: RegExp;
  /** The vendor's codes for a request whose form it does not know. */
  readonly malformed: RegExp;
  /** Whether a request is not of its operation's form, at a vendor that refuses other requests in the same words. */
  isMalformed?(entry: RequestEntry): boolean;
  /** All that a request says, at a vendor where not all of it stands in the body. */
  said?(entry: RequestEntry): RequestEntry["body"];
  /** The most bytes of a request line; none where requests travel in bodies. */
  readonly mostRequestLine?: number;
  /** Codes of the vendor's: a plain refusal of what a request asks, a missing permission, a thing that is not there. */
  readonly refusal: string;
  readonly forbidden: string;
  readonly absent: string;
  /** What the vendor's codes mean. */
  readonly failures: readonly (readonly [code: string, ErrorKind])[];
}

/** A further cloud adds its own. */
export const clouds: { readonly [C in Cloud]: CloudFacts<AccountOf<C>> } = {
  tencentcloud: {
    account: ({ tencentcloud }) => tencentcloud.accounts[0],
    reads: /^Describe/,
    malformed: /UnknownParameter|MissingParameter|InvalidAction|AuthFailure\.Sig/,
    refusal: "InvalidParameter",
    forbidden: "AuthFailure.UnauthorizedOperation",
    absent: "ResourceNotFound",
    failures: [
      ["AuthFailure.UnauthorizedOperation", "Forbidden"],
      ["AuthFailure.SecretIdNotFound", "Unauthenticated"],
      ["RequestLimitExceeded", "Throttled"],
      ["InternalError", "Unavailable"],
      ["FailedOperation", "Unknown"],
    ],
  },
  alicloud: {
    account: ({ alicloud }) => alicloud.accounts[0],
    reads: /^(Describe|List|Get|PublicPreCheck)/,
    malformed: /^(Missing|Invalid|Signature|Incomplete|RequestTooLarge)/,
    mostRequestLine: 16 * 1024,
    refusal: "InvalidParameter",
    forbidden: "NoPermission",
    absent: "ResourceNotExist",
    failures: [
      ["NoPermission", "Forbidden"],
      ["InvalidAccessKeyId.NotFound", "Unauthenticated"],
      ["Throttling.User", "Throttled"],
      ["ServerError", "Unavailable"],
      ["SomethingElse", "Unknown"],
    ],
  },
  huaweicloud: {
    account: ({ huaweicloud }) => huaweicloud.accounts[0],
    reads: /^(List|Show)/,
    malformed: /^(HSS\.0002|APIGW\.(0101|0103|0201|0301))$/,
    isMalformed: (entry) => formOf(entry) === undefined,
    said: (entry) => formOf(entry) ?? {},
    refusal: "HSS.0001",
    forbidden: "HSS.0013",
    absent: "HSS.0011",
    failures: [
      ["HSS.0013", "Forbidden"],
      ["00000010", "Forbidden"],
      ["APIGW.0301", "Unauthenticated"],
      ["APIGW.0308", "Throttled"],
      ["HSS.0041", "Unavailable"],
      ["HSS.9999", "Unknown"],
    ],
  },
};

/** The parameters of a request to HSS, from its path, its query and its body; undefined if its tables do not allow it. */
function formOf({ action, path, query, body }: RequestEntry): RequestEntry["body"] | undefined {
  // The sandbox's tables of operations: what it refuses beyond them has nothing to do with a request's form.
  const operation = OPERATIONS[action];
  if (!operation) return undefined;
  const below = path.split("/").slice(3);
  const values = operation.path
    .split("/")
    .flatMap((part, index) => (part.startsWith("{") ? [[part.slice(1, -1), below[index]]] : []));
  const unknown: string[] = [];
  try {
    const asked = admit(readQuery(query, operation.query), operation.query, unknown);
    const given = operation.body ? admit(body as JsonObject, operation.body, unknown) : {};
    return unknown.length > 0 ? undefined : { ...Object.fromEntries(values), ...asked, ...given };
  } catch {
    return undefined;
  }
}

/** The cloud that a kind of resource belongs to. */
export function cloudOf(kind: string): CloudFacts {
  return clouds[kind.split("/")[0] as Cloud];
}
