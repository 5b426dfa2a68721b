import { createHmac } from "node:crypto";
import type { Keyring } from "../keyring";
import { headerOf, type Signable, sha256 } from "../signable";
import type { HttpCall } from "../vendor";
import { VendorError } from "./vendorError";

/** A credential of an account. With a token it is a temporary one, and the token must come with each call. */
export interface Key {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

const ALGORITHM = "TC3-HMAC-SHA256";
const MAX_SKEW_SECONDS = 300;
const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;

/** What goes into a signature. */
interface Tc3Signable extends Signable {
  /** Seconds since 1970, as sent. */
  readonly timestamp: string;
  readonly service: string;
}

/** The TC3-HMAC-SHA256 signature, in hex. */
export function sign(request: Tc3Signable, secretKey: string): string {
  const date = utcDate(request.timestamp);
  const canonicalHeaders = request.signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? "").trim().toLowerCase()}\n`)
    .join("");
  const canonicalRequest = [
    request.method,
    request.path,
    request.query,
    canonicalHeaders,
    request.signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
  const scope = `${date}/${request.service}/tc3_request`;
  const stringToSign = [ALGORITHM, request.timestamp, scope, sha256(canonicalRequest)].join("\n");
  const dateKey = hmac(`TC3${secretKey}`, date);
  const signingKey = hmac(hmac(dateKey, request.service), "tc3_request");
  return hmac(signingKey, stringToSign).toString("hex");
}

/** Finds whose key signed the call; throws the vendor's error when the signature does not hold. */
export function authenticate<Owner>(call: HttpCall, keys: Keyring<Key, Owner>, nowSeconds: number): Owner {
  const { authorization = "", host = "" } = call.headers;
  const timestamp = headerOf(call, "x-tc-timestamp") ?? "";
  const parts = AUTHORIZATION.exec(authorization);
  if (!parts || !/^\d{1,11}$/.test(timestamp)) throw invalidAuthorization();
  const [, secretId = "", date = "", service = "", headerList = "", signature = ""] = parts;
  const signedHeaders = headerList.split(";");
  if (!["content-type", "host"].every((name) => signedHeaders.includes(name))) throw invalidAuthorization();
  if (date !== utcDate(timestamp)) throw invalidAuthorization();
  const found = keys.find(secretId);
  if (!found) {
    throw new VendorError(
      "AuthFailure.SecretIdNotFound",
      "The SecretId is not found, please ensure that your SecretId is correct.",
    );
  }
  if (Math.abs(nowSeconds - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw new VendorError(
      "AuthFailure.SignatureExpire",
      "The provided credentials have expired: the request's time and the server's differ by more than five minutes.",
    );
  }
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, headerOf(call, name)]));
  // The vendor and its SDKs sign the host name without a port, though the Host header carries one.
  const signed = { ...call, headers: { ...headers, host: host.replace(/:\d+$/, "") } };
  if (sign({ ...signed, signedHeaders, timestamp, service }, found.key.secretKey) !== signature) {
    throw new VendorError(
      "AuthFailure.SignatureFailure",
      "The provided credentials could not be validated. Please check your signature is correct.",
    );
  }
  if ((headerOf(call, "x-tc-token") ?? "") !== (found.key.token ?? "")) {
    throw new VendorError("AuthFailure.TokenFailure", "The token is wrong or missing.");
  }
  return found.owner;
}

function invalidAuthorization(): VendorError {
  return new VendorError(
    "AuthFailure.InvalidAuthorization",
    "The `Authorization` in the request header is not valid.",
  );
}

function utcDate(timestamp: string): string {
  return new Date(Number(timestamp) * 1_000).toISOString().slice(0, 10);
}

function hmac(key: Buffer | string, content: string): Buffer {
  return createHmac("sha256", key).update(content).digest();
}
