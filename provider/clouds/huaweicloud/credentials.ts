import type { Host } from "../../core/context";
import { ScanError } from "../../core/errors";
import { namedProfile, noneFound } from "../../core/profile";

/** Who calls Huawei Cloud. */
export interface Credentials {
  readonly ak: string;
  readonly sk: string;
  readonly securityToken: string | undefined;
  /** Where they come from, for messages. */
  readonly source: string;
  /** Whether they stand in the stack's configuration, of which the engine hands out a copy of the last `up`. */
  readonly configured: boolean;
}

/** Key material, whole from one source: parts of two sources are never mixed. */
interface Keys {
  readonly source: string;
  readonly configured: boolean;
  readonly accessKey: string | undefined;
  readonly secretKey: string | undefined;
  readonly securityToken: string | undefined;
}

/** The names of the environment under which Huawei Cloud's Terraform provider, and its SDKs, look for keys. */
const variables = [
  ["HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"],
  ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"],
] as const;

/**
 * The credentials of `profile`. A named one is looked for in the stack's `imageScan:profiles` and nowhere else; for
 * `default` the order is: `imageScan:profiles`, `huaweicloud:*` in the stack's configuration, the environment. Huawei
 * Cloud's SDK for Node.js knows no further source.
 */
export function credentialsOf(host: Host, profile: string): Credentials {
  const named = namedProfile(host, "huaweicloud", profile);
  const keys = named
    ? {
        source: `huaweicloud of profile "${profile}" in imageScan:profiles`,
        configured: true,
        accessKey: named.accessKey,
        secretKey: named.secretKey,
        securityToken: named.securityToken,
      }
    : (configuredKeys(host) ?? environmentKeys(host));
  if (!keys) throw missing(noneFound);
  return whole(keys);
}

function configuredKeys(host: Host): Keys | undefined {
  const config = (key: string): string | undefined => host.config(`huaweicloud:${key}`) || undefined;
  if (!config("accessKey") && !config("secretKey")) return undefined;
  return {
    source: "huaweicloud:accessKey and secretKey of the stack's configuration",
    configured: true,
    accessKey: config("accessKey"),
    secretKey: config("secretKey"),
    securityToken: config("securityToken"),
  };
}

function environmentKeys({ env }: Host): Keys | undefined {
  const given = variables.find(([id, secret]) => env[id] || env[secret]);
  if (!given) return undefined;
  const [id, secret, token] = given;
  return {
    source: `${id} and ${secret} of the environment`,
    configured: false,
    accessKey: env[id],
    secretKey: env[secret],
    securityToken: env[token] || undefined,
  };
}

function whole({ source, configured, accessKey, secretKey, securityToken }: Keys): Credentials {
  if (!accessKey || !secretKey)
    throw missing(`only one of the access key and the secret key is set (${source})`);
  return { ak: accessKey, sk: secretKey, securityToken: securityToken || undefined, source, configured };
}

function missing(text: string): ScanError {
  return new ScanError({
    kind: "Unauthenticated",
    action: "Huawei Cloud credentials",
    text,
    remedy:
      "Set HW_ACCESS_KEY and HW_SECRET_KEY in the environment, or name a `profile` of imageScan:profiles.",
    mayHaveActed: false,
  });
}
