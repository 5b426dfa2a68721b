import type { ErrorKind } from "../../core/errors";

/**
 * Alibaba Cloud's error codes. A code not listed has the kind of the longest listed one that it starts with, up to a
 * dot; one that starts with a word of `families`, that word's.
 * https://www.alibabacloud.com/help/en/security-center/developer-reference/api-sas-2018-12-03-errorcodes
 */
const kinds: Readonly<Record<string, ErrorKind>> = {
  InvalidAccessKeyId: "Unauthenticated",
  InvalidSecurityToken: "Unauthenticated",
  MissingSecurityToken: "Unauthenticated",
  SignatureDoesNotMatch: "Unauthenticated",
  IncompleteSignature: "Unauthenticated",
  InvalidTimeStamp: "Unauthenticated",

  NoPermission: "Forbidden",
  RdCheckNoPermission: "Forbidden",
  Forbidden: "Forbidden",

  "Rejected.Throttling": "Throttled",
  QuotaExceeded: "QuotaExceeded",

  // The same request has come before: what it asked for may have been done then.
  SignatureNonceUsed: "Unavailable",
  InternalError: "Unavailable",
  ServerError: "Unavailable",
  RdCheckInnerError: "Unavailable",
  ServiceUnavailable: "Unavailable",
};

/** Codes that are made of a word and the name of whatever is meant. */
const families: readonly (readonly [RegExp, ErrorKind])[] = [
  [/Throttling/, "Throttled"],
  [/^(InvalidApi|InvalidProduct|InvalidVersion|InvalidAction)\b/, "InvalidInput"],
  [/(NotFound|NotExists?)$/i, "NotFound"],
  [/^(Missing|Invalid)/, "InvalidInput"],
];

/** What an error code of Alibaba Cloud means to us; `status` decides where the code says nothing. */
export function kindOfCode(code: string, status: number): ErrorKind {
  for (let known = code; known !== ""; known = known.slice(0, Math.max(0, known.lastIndexOf("."))))
    if (Object.hasOwn(kinds, known)) return kinds[known] ?? "Unknown";
  const family = families.find(([word]) => word.test(code))?.[1];
  return family ?? (status >= 500 ? "Unavailable" : "Unknown");
}
