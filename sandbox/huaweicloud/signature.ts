import { createHash, createHmac } from "node:crypto";
import type { HttpCall } from "../vendor";
import { unauthenticated } from "./vendorError";

/** A credential of an account. With a token it is a temporary one, and the token must come with each call. */
export interface Key {
  readonly ak: string;
  readonly sk: string;
  readonly securityToken?: string;
  /** The enterprise projects that it may ask about. @default all of them */
  readonly enterpriseProjects?: readonly string[];
  /** Whether it may read, and change nothing. @default false */
  readonly readOnly?: boolean;
}

const ALGORITHM = "SDK-HMAC-SHA256";
const MAX_SKEW_MS = 15 * 60 * 1_000;
const AUTHORIZATION =
  /^SDK-HMAC-SHA256 Access=([^,\s]+),\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const CONTENT_HASH = "x-sdk-content-sha256";
const UNSIGNED = "UNSIGNED-PAYLOAD";

/** What goes into a signature. */
interface Signable {
  readonly method: string;
  readonly path: string;
  /** What follows the `?`, as sent. */
  readonly query: string;
  /** Lower-case names to values, host and x-sdk-date included. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Their names in the order signed. */
  readonly signedHeaders: readonly string[];
  readonly body: Buffer | string;
}

/** The SDK-HMAC-SHA256 signature, in hex. */
export function sign(request: Signable, sk: string): string {
  const { headers, signedHeaders } = request;
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    signedHeaders.map((name) => `${name}:${headers[name] ?? ""}\n`).join(""),
    signedHeaders.join(";"),
    headers[CONTENT_HASH] ?? sha256(request.body),
  ].join("\n");
  const stringToSign = [ALGORITHM, headers["x-sdk-date"], sha256(canonicalRequest)].join("\n");
  return createHmac("sha256", sk).update(stringToSign).digest("hex");
}

/** Finds whose key signed the call; throws the vendor's error when the signature does not hold. */
export function authenticate<Owner extends { readonly key: Key }>(
  call: HttpCall,
  findKey: (ak: string) => Owner | undefined,
  nowMs: number,
): Owner {
  const parts = AUTHORIZATION.exec(call.headers.authorization ?? "");
  const sentAt = timeOf(headerOf(call, "x-sdk-date") ?? "");
  if (!parts || sentAt === undefined) throw unauthenticated("authorization is missing or malformed");
  const [, ak = "", headerList = "", signature = ""] = parts;
  const signedHeaders = headerList.split(";");
  if (!["host", "x-sdk-date"].every((name) => signedHeaders.includes(name))) {
    throw unauthenticated("host and x-sdk-date must be signed");
  }
  const found = findKey(ak);
  if (!found) throw unauthenticated(`ak ${ak} not exist`);
  if (Math.abs(nowMs - sentAt) > MAX_SKEW_MS) throw unauthenticated("x-sdk-date is expired");
  const names = [...signedHeaders, CONTENT_HASH];
  const headers = Object.fromEntries(names.map((name) => [name, headerOf(call, name)]));
  if (!saysItsBody(headers[CONTENT_HASH], call.body) || !holds({ ...call, headers, signedHeaders })) {
    throw unauthenticated("verify aksk signature fail");
  }
  if ((headerOf(call, "x-security-token") ?? "") !== (found.key.securityToken ?? "")) {
    throw unauthenticated("decrypt token fail");
  }
  return found;

  function holds(signed: Signable): boolean {
    try {
      return sign(signed, found?.key.sk ?? "") === signature;
    } catch (error) {
      // A path or a query that cannot be decoded.
      if (error instanceof URIError) return false;
      throw error;
    }
  }
}

function saysItsBody(hash: string | undefined, body: Buffer): boolean {
  return hash === undefined || hash === UNSIGNED || hash === sha256(body);
}

/** Each segment encoded anew, and a slash at the end that does not go over the wire. */
function canonicalPath(path: string): string {
  const encoded = path
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

function canonicalQuery(query: string): string {
  const pairs = query === "" ? [] : query.split("&").map(pairOf);
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

function pairOf(text: string): readonly [string, string] {
  const decode = (part: string) => decodeURIComponent(part.replaceAll("+", " "));
  const mark = text.indexOf("=");
  return mark < 0 ? [decode(text), ""] : [decode(text.slice(0, mark)), decode(text.slice(mark + 1))];
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Leaves nothing but letters, digits and `-_.~` as it is. */
function encode(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, percent);
}

function timeOf(date: string): number | undefined {
  const [, year, month, day, hour, minute, second] = DATE.exec(date) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function headerOf(call: HttpCall, name: string): string | undefined {
  const value = call.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
