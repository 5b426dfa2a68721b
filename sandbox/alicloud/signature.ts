import { createHmac } from "node:crypto";
import type { Keyring } from "../keyring";
import { headerOf, type Signable, sha256 } from "../signable";
import type { HttpCall } from "../vendor";
import { missing, VendorError } from "./vendorError";

/** A credential of an account. With a token it is a temporary one, and the token must come with each call. */
export interface Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  /** Whether it has been disabled. @default false */
  readonly inactive?: boolean;
}

const ALGORITHM = "ACS3-HMAC-SHA256";
const MAX_SKEW_MS = 15 * 60 * 1_000;
const AUTHORIZATION =
  /^ACS3-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** The ACS3-HMAC-SHA256 signature, in hex; how the characters of the query are escaped does not matter. */
export function sign(request: Signable, accessKeySecret: string): string {
  const canonicalHeaders = request.signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`)
    .join("");
  const canonicalRequest = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    canonicalHeaders,
    request.signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
  const stringToSign = `${ALGORITHM}\n${sha256(canonicalRequest)}`;
  return createHmac("sha256", accessKeySecret).update(stringToSign).digest("hex");
}

/** The numbers used once that an account's keys have signed with, for as long as their requests could come again. */
export class Nonces {
  readonly #seen = new Map<string, number>();

  /** Whether this key has not used the nonce before. */
  use(accessKeyId: string, nonce: string, now: number): boolean {
    for (const [old, at] of this.#seen) {
      if (now - at <= 2 * MAX_SKEW_MS) break;
      this.#seen.delete(old);
    }
    const used = `${accessKeyId} ${nonce}`;
    if (this.#seen.has(used)) return false;
    this.#seen.set(used, now);
    return true;
  }
}

/** Finds whose key signed the call; throws the vendor's error when the signature does not hold. */
export function authenticate<Owner>(
  call: HttpCall,
  keys: Keyring<Key, Owner>,
  nonces: Nonces,
  now: number,
): Owner {
  const authorization = headerOf(call, "authorization");
  const date = headerOf(call, "x-acs-date");
  const nonce = headerOf(call, "x-acs-signature-nonce");
  if (authorization === undefined) throw missing("AccessKeyId");
  if (date === undefined) throw missing("Timestamp");
  if (nonce === undefined) throw missing("SignatureNonce");
  const parts = AUTHORIZATION.exec(authorization);
  if (!parts) throw incompleteSignature();
  const [, accessKeyId = "", headerList = "", signature = ""] = parts;
  const found = keys.find(accessKeyId);
  if (!found) {
    throw new VendorError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
  }
  if (found.key.inactive) {
    throw new VendorError(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.");
  }
  refuseTime(date, now);
  refuseToken(headerOf(call, "x-acs-security-token"), found.key);
  const signedHeaders = headerList.split(";");
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, headerOf(call, name)]));
  const holds =
    mustBeSigned(call).every((name) => signedHeaders.includes(name)) &&
    headerOf(call, "x-acs-content-sha256") === sha256(call.body) &&
    sign({ ...call, headers, signedHeaders }, found.key.accessKeySecret) === signature;
  if (!holds) {
    throw new VendorError(
      400,
      "SignatureDoesNotMatch",
      "Specified signature is not matched with our calculation.",
    );
  }
  // Only now: a nonce under a signature that does not hold has not been used by anyone.
  if (!nonces.use(accessKeyId, nonce, now)) {
    throw new VendorError(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
  }
  return found.owner;
}

function refuseTime(date: string, now: number): void {
  const at = Date.parse(date);
  if (!DATE.test(date) || Number.isNaN(at)) {
    throw new VendorError(
      400,
      "InvalidTimeStamp.Format",
      "Specified time stamp or date value is not well formatted.",
    );
  }
  if (Math.abs(now - at) > MAX_SKEW_MS) {
    throw new VendorError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
  }
}

function refuseToken(sent: string | undefined, { securityToken }: Key): void {
  if ((sent ?? "") === (securityToken ?? "")) return;
  if (sent === undefined) throw missing("SecurityToken");
  throw new VendorError(
    400,
    "InvalidSecurityToken.MismatchWithAccessKey",
    "Specified SecurityToken mismatch with the AccessKey.",
  );
}

function mustBeSigned(call: HttpCall): string[] {
  const names = Object.keys(call.headers);
  return names.filter((name) => name.startsWith("x-acs-") || name === "host" || name === "content-type");
}

function incompleteSignature(): VendorError {
  return new VendorError(
    400,
    "IncompleteSignature",
    "The request signature does not conform to Aliyun standards.",
  );
}

/**
 * The query as it is signed. The vendor's clients escape other characters on the way than in what they sign, so
 * it is read and written again.
 */
function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)];
  return pairs
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join("&");
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
