import type { ErrorKind } from "../../core/errors";

/**
 * Huawei Cloud's error codes, of HSS and of the gateway before it. HSS answers HTTP 400 for nearly everything, what is
 * not there and what is forbidden included: the code tells them apart, and the status only where there is no code.
 * https://support.huaweicloud.com/intl/en-us/api-hss2.0/ErrorCode.html
 */
const kinds: Readonly<Record<string, ErrorKind>> = {
  "HSS.0001": "InvalidInput",
  "HSS.0002": "InvalidInput",
  "HSS.0010": "Forbidden",
  "HSS.0013": "Forbidden",
  // Access denied; some operations say it of what is not there, too: a forbidden read is never taken for "gone".
  "00000010": "Forbidden",
  "HSS.0011": "NotFound",
  "HSS.1005": "NotFound",
  "HSS.1019": "NotFound",
  "HSS.0014": "QuotaExceeded",
  "HSS.1002": "QuotaExceeded",
  "HSS.0041": "Unavailable",

  "APIGW.0101": "InvalidInput",
  "APIGW.0103": "InvalidInput",
  "APIGW.0104": "InvalidInput",
  "APIGW.0105": "InvalidInput",
  "APIGW.0106": "InvalidInput",
  "APIGW.0201": "InvalidInput",
  "APIGW.0301": "Unauthenticated",
  "APIGW.0302": "Forbidden",
  "APIGW.0303": "Unauthenticated",
  "APIGW.0304": "Unauthenticated",
  "APIGW.0305": "Unauthenticated",
  "APIGW.0308": "Throttled",
};

/** What an error code of Huawei Cloud means to us; `status` decides where the code says nothing. */
export function kindOfCode(code: string, status: number): ErrorKind {
  const known = Object.hasOwn(kinds, code) ? kinds[code] : undefined;
  if (known) return known;
  if (status >= 500) return "Unavailable";
  const byStatus: Readonly<Record<number, ErrorKind>> = {
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    429: "Throttled",
  };
  return byStatus[status] ?? "Unknown";
}
