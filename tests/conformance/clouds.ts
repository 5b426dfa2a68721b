import type { ErrorKind } from "../../provider/core/errors";
import type {
  Account,
  AlicloudAccount,
  AlicloudOptions,
  Cloud,
  Sandbox,
  TencentCloudOptions,
} from "../../sandbox/index";

/** One reading of what a vendor's documents leave open. */
export type Assume = NonNullable<(TencentCloudOptions | AlicloudOptions)["assume"]>;

/** How a vendor is started. */
export type VendorOptions = Omit<TencentCloudOptions | AlicloudOptions, "assume"> & {
  readonly assume?: Assume;
};

/** What every vendor's account can do. */
export type VendorAccount = Pick<
  Account | AlicloudAccount,
  "keys" | "scans" | "finishScans" | "holdScans" | "releaseScans"
>;

/** A cloud's own account. */
export type AccountOf<C extends Cloud> = Sandbox[C]["accounts"][0];

/** What the suite knows of a cloud, whatever the resource. */
export interface CloudFacts<A extends VendorAccount = VendorAccount> {
  account(sandbox: Sandbox): A;
  /** Operations that change nothing. */
  readonly reads: RegExp;
  /** The vendor's codes for a request whose form it does not know. */
  readonly malformed: RegExp;
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
};

/** The cloud that a kind of resource belongs to. */
export function cloudOf(kind: string): CloudFacts {
  return clouds[kind.split("/")[0] as Cloud];
}
