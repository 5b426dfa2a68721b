import type {
  Credential,
  DynamicCredential,
} from "tencentcloud-sdk-nodejs-common/tencentcloud/common/interface";
import type { Host } from "../../core/context";
import { ScanError } from "../../core/errors";
import { namedProfile, noneFound } from "../../core/profile";
import { configuredRole, type Role } from "../../core/role";
import type { Site } from "../../core/site";
import { serviceHost } from "./site";

/** Who calls Tencent Cloud. */
export interface Credentials {
  readonly credential: Credential | DynamicCredential;
  /** Where they come from, for messages. */
  readonly source: string;
  /** Whether they stand in the stack's configuration, of which the engine hands out a copy of the last `up`. */
  readonly configured: boolean;
  /** The same for the same key or role. Stays in this process. */
  readonly identity: string;
}

/** Key material and the role to take on with it, whole from one source: parts of two sources are never mixed. */
interface Keys {
  readonly source: string;
  readonly configured: boolean;
  readonly secretId: string | undefined;
  readonly secretKey: string | undefined;
  readonly token: string | undefined;
  readonly role?: Role | undefined;
}

/**
 * The credentials of `profile`. A named one is looked for in the stack's `imageScan:profiles` and nowhere else; for
 * `default` the order is: `imageScan:profiles`, `tencentcloud:*` in the stack's configuration, the environment, then
 * what Tencent Cloud's SDK finds: `~/.tencentcloud/credentials`, a TKE service account, the role of this machine.
 */
export async function credentialsOf(host: Host, profile: string, site: Site): Promise<Credentials> {
  const named = namedProfile(host, "tencentcloud", profile);
  if (named) return whole(fromProfile(profile, named), host, site);
  const config = (key: string): string | undefined => host.config(`tencentcloud:${key}`) || undefined;
  if (config("secretId") || config("secretKey")) {
    return whole(
      {
        source: "tencentcloud:secretId and secretKey of the stack's configuration",
        configured: true,
        secretId: config("secretId"),
        secretKey: config("secretKey"),
        token: config("securityToken"),
        role: configuredRole(host, "tencentcloud:assumeRole"),
      },
      host,
      site,
    );
  }
  const { env } = host;
  if (env.TENCENTCLOUD_SECRET_ID || env.TENCENTCLOUD_SECRET_KEY) {
    return whole(
      {
        source: "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY of the environment",
        configured: false,
        secretId: env.TENCENTCLOUD_SECRET_ID,
        secretKey: env.TENCENTCLOUD_SECRET_KEY,
        token: env.TENCENTCLOUD_SECURITY_TOKEN || env.TENCENTCLOUD_SESSION_TOKEN || env.TENCENTCLOUD_TOKEN,
        role: env.TENCENTCLOUD_ASSUME_ROLE_ARN
          ? {
              roleArn: env.TENCENTCLOUD_ASSUME_ROLE_ARN,
              sessionName: env.TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME,
            }
          : undefined,
      },
      host,
      site,
    );
  }
  return await fromSdk(host);
}

/**
 * Waits until a role's keys are there. The SDK would do so in the midst of a call, and report a failure as the
 * network's; some of its sources have no time limit of their own.
 */
export async function ready({ credential, source }: Credentials, deadline: AbortSignal): Promise<void> {
  if (!("getCredential" in credential)) return;
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener("abort", () => reject(new Error("no answer in time")), { once: true });
  });
  try {
    await Promise.race([credential.getCredential(), late]);
  } catch (failure) {
    const text = failure instanceof Error ? failure.message : String(failure);
    throw missing(`those from ${source} cannot be had: ${text}`);
  }
}

function fromProfile(profile: string, named: Readonly<Record<string, string>>): Keys {
  return {
    source: `tencentcloud of profile "${profile}" in imageScan:profiles`,
    configured: true,
    secretId: named.secretId,
    secretKey: named.secretKey,
    token: named.securityToken,
    role: named.roleArn ? { roleArn: named.roleArn, sessionName: named.sessionName } : undefined,
  };
}

function whole(
  { source, configured, secretId, secretKey, token, role }: Keys,
  host: Host,
  site: Site,
): Credentials {
  if (!secretId || !secretKey) {
    throw missing(`only one of the secret id and the secret key is set (${source})`);
  }
  const key: Credential = { secretId, secretKey, ...(token ? { token } : {}) };
  if (!role) return { credential: key, source, configured, identity: secretId };
  const { STSCredential } = sdk();
  const credential = new STSCredential(
    { credential: key, profile: { httpProfile: { endpoint: serviceHost(host, "sts", site) } } },
    { RoleArn: role.roleArn, RoleSessionName: role.sessionName ?? "pulumi-image-scan" },
  );
  return { credential, source: `${source}, as ${role.roleArn}`, configured, identity: role.roleArn };
}

/** The SDK's own sources, one by one: its chain prints failures, calls the network first and ends in empty keys. */
async function fromSdk(host: Host): Promise<Credentials> {
  const { ProfileCredential, OIDCRoleArnCredential, CvmRoleCredential } = sdk();
  const file = await new ProfileCredential().getCredential();
  if (file.secretId && file.secretKey) {
    return {
      credential: file,
      source: "~/.tencentcloud/credentials",
      configured: false,
      identity: file.secretId,
    };
  }
  if (host.env.TKE_ROLE_ARN) {
    return {
      credential: new OIDCRoleArnCredential(),
      source: "TKE_ROLE_ARN of the environment",
      configured: false,
      identity: host.env.TKE_ROLE_ARN,
    };
  }
  const cvmRole = host.config("tencentcloud:camRoleName") || host.env.TENCENTCLOUD_CAM_ROLE_NAME;
  if (cvmRole) {
    return {
      credential: new CvmRoleCredential(),
      source: `the CVM role ${cvmRole}`,
      configured: false,
      identity: `cvm ${cvmRole}`,
    };
  }
  throw missing(noneFound);
}

function missing(text: string): ScanError {
  return new ScanError({
    kind: "Unauthenticated",
    action: "Tencent Cloud credentials",
    text,
    remedy:
      "Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, or name a `profile` of imageScan:profiles.",
    mayHaveActed: false,
  });
}

function sdk(): typeof import("tencentcloud-sdk-nodejs-common") {
  return require("tencentcloud-sdk-nodejs-common") as typeof import("tencentcloud-sdk-nodejs-common");
}
