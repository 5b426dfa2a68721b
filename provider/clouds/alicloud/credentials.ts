import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { default as Credential, CredentialsProvider } from "@alicloud/credentials";
import type { Host } from "../../core/context";
import { ScanError } from "../../core/errors";
import { namedProfile, noneFound } from "../../core/profile";
import { configuredRole, type Role } from "../../core/role";

/** Who calls Alibaba Cloud. */
export interface Credentials {
  readonly credential: Credential;
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
  readonly accessKey: string | undefined;
  readonly secretKey: string | undefined;
  readonly securityToken: string | undefined;
  readonly role?: Role | undefined;
}

/**
 * The credentials of `profile`. A named one is looked for in the stack's `imageScan:profiles` and nowhere else; for
 * `default` the order is: `imageScan:profiles`, `alicloud:*` in the stack's configuration, the environment, then what
 * Alibaba Cloud's SDK finds, its sources one by one: its own chain asks the network last, and then knows no way back.
 */
export async function credentialsOf(host: Host, profile: string): Promise<Credentials> {
  const named = namedProfile(host, "alicloud", profile);
  if (named) {
    return whole({
      source: `alicloud of profile "${profile}" in imageScan:profiles`,
      configured: true,
      accessKey: named.accessKey,
      secretKey: named.secretKey,
      securityToken: named.securityToken,
      role: named.roleArn ? { roleArn: named.roleArn, sessionName: named.sessionName } : undefined,
    });
  }
  const keys = configuredKeys(host) ?? environmentKeys(host);
  return keys ? whole(keys) : await fromSdk(host);
}

/** Waits until the keys are there: a role's are asked for over the network, and some sources have no time limit. */
export async function ready({ credential, source }: Credentials, deadline: AbortSignal): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener("abort", () => reject(new Error("no answer in time")), { once: true });
  });
  try {
    await Promise.race([credential.getCredential(), late]);
  } catch (failure) {
    throw missing(`those from ${source} cannot be had: ${reasonOf(failure)}`);
  }
}

function configuredKeys(host: Host): Keys | undefined {
  const config = (key: string): string | undefined => host.config(`alicloud:${key}`) || undefined;
  if (!config("accessKey") && !config("secretKey")) return undefined;
  return {
    source: "alicloud:accessKey and secretKey of the stack's configuration",
    configured: true,
    accessKey: config("accessKey"),
    secretKey: config("secretKey"),
    securityToken: config("securityToken"),
    role: configuredRole(host, "alicloud:assumeRole"),
  };
}

/** The names of the environment under which Alibaba Cloud's SDK, and its Terraform provider, look for keys. */
const variables = [
  ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"],
  ["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"],
] as const;

function environmentKeys({ env }: Host): Keys | undefined {
  const given = variables.find(([id, secret]) => env[id] || env[secret]);
  if (!given) return undefined;
  const [id, secret, token] = given;
  return {
    source: `${id} and ${secret} of the environment`,
    configured: false,
    accessKey: env[id],
    secretKey: env[secret],
    securityToken: env[token],
    role: env.ALICLOUD_ASSUME_ROLE_ARN
      ? { roleArn: env.ALICLOUD_ASSUME_ROLE_ARN, sessionName: env.ALICLOUD_ASSUME_ROLE_SESSION_NAME }
      : undefined,
  };
}

function whole({ source, configured, accessKey, secretKey, securityToken, role }: Keys): Credentials {
  if (!accessKey || !secretKey)
    throw missing(`only one of the access key and the secret key is set (${source})`);
  const { default: SdkCredential, Config } = sdk();
  const key = { accessKeyId: accessKey, accessKeySecret: secretKey };
  const session = securityToken ? { securityToken } : {};
  if (!role) {
    const type = securityToken ? "sts" : "access_key";
    const credential = new SdkCredential(new Config({ type, ...key, ...session }));
    return { credential, source, configured, identity: accessKey };
  }
  const { roleArn, sessionName = "pulumi-image-scan" } = role;
  const config = new Config({
    type: "ram_role_arn",
    ...key,
    ...session,
    roleArn,
    roleSessionName: sessionName,
  });
  return {
    credential: new SdkCredential(config),
    source: `${source}, as ${roleArn}`,
    configured,
    identity: roleArn,
  };
}

/** A source of the SDK's that is there: it has a file, or the environment names it. */
interface SdkSource {
  readonly source: string;
  readonly provider: () => CredentialsProvider;
  /** Whether somebody asked for just this one, so that none comes after it. */
  readonly asked: boolean;
}

async function fromSdk(host: Host): Promise<Credentials> {
  const unusable: string[] = [];
  for (const { source, provider, asked } of sdkSources(host)) {
    try {
      const { default: SdkCredential } = sdk();
      const credential = new SdkCredential(null, provider());
      // Also tells whose they are; files answer without a call.
      const { accessKeyId } = await credential.getCredential();
      return { credential, source, configured: false, identity: accessKeyId ?? source };
    } catch (failure) {
      const reason = `${source} cannot be used: ${reasonOf(failure)}`;
      if (asked) throw missing(reason);
      unusable.push(reason);
    }
  }
  throw missing([noneFound, ...unusable].join("; "));
}

function sdkSources(host: Host): SdkSource[] {
  const { env } = host;
  const sources: SdkSource[] = [];
  const { ALIBABA_CLOUD_OIDC_PROVIDER_ARN: oidc, ALIBABA_CLOUD_OIDC_TOKEN_FILE: tokenFile } = env;
  if (env.ALIBABA_CLOUD_ROLE_ARN && oidc && tokenFile) {
    sources.push({
      source: "ALIBABA_CLOUD_OIDC_TOKEN_FILE of the environment",
      provider: () => sdk().OIDCRoleArnCredentialsProvider.builder().build(),
      asked: true,
    });
  }
  const profile = host.config("alicloud:profile") || env.ALIBABA_CLOUD_PROFILE || env.ALICLOUD_PROFILE;
  const disabled = env.ALIBABA_CLOUD_CLI_PROFILE_DISABLED?.toLowerCase() === "true";
  const ini = env.ALIBABA_CLOUD_CREDENTIALS_FILE || join(homedir(), ".alibabacloud", "credentials");
  const hasIni = existsSync(ini);
  const which = profile ? `profile "${profile}" of ` : "";
  if (!disabled && (existsSync(join(homedir(), ".aliyun", "config.json")) || (profile && !hasIni))) {
    sources.push({
      source: `${which}~/.aliyun/config.json`,
      provider: () => {
        const builder = sdk().CLIProfileCredentialsProvider.builder();
        return (profile ? builder.withProfileName(profile) : builder).build();
      },
      asked: Boolean(profile) && !hasIni,
    });
  }
  if (hasIni) {
    sources.push({
      source: `${which}${env.ALIBABA_CLOUD_CREDENTIALS_FILE ? "ALIBABA_CLOUD_CREDENTIALS_FILE" : "~/.alibabacloud/credentials"}`,
      provider: () => {
        const builder = sdk().ProfileCredentialsProvider.builder();
        return (profile ? builder.withProfileName(profile) : builder).build();
      },
      asked: Boolean(profile),
    });
  }
  const role =
    host.config("alicloud:ecsRoleName") || env.ALIBABA_CLOUD_ECS_METADATA || env.ALICLOUD_ECS_ROLE_NAME;
  if (role) {
    sources.push({
      source: `the role ${role} of this machine`,
      provider: () => sdk().ECSRAMRoleCredentialsProvider.builder().withRoleName(role).build(),
      asked: true,
    });
  }
  const uri = env.ALIBABA_CLOUD_CREDENTIALS_URI;
  if (uri) {
    sources.push({
      source: "ALIBABA_CLOUD_CREDENTIALS_URI of the environment",
      provider: () => sdk().URICredentialsProvider.builder().withCredentialsURI(uri).build(),
      asked: true,
    });
  }
  return sources;
}

/** What the SDK says of its own files, without what it quotes of them: a broken file is quoted whole, keys included. */
const sayings: readonly (readonly [RegExp, string])[] = [
  [/^parse aliyun cli config/, "it is not JSON"],
  [/^reading aliyun cli config/, "it cannot be read"],
  [/^no any configured profiles/, "it has no profiles"],
  [/^(unable to get profile|Can not find credential type)/, "it has no such profile"],
  [/^the (access key|security token).* is empty/, "its keys are empty"],
  [/^unsupported profile mode|^Invalid type option/, "its profile is of a kind that the SDK does not know"],
  [/^no answer in time$/, "no answer in time"],
];

function reasonOf(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : "";
  const saying = sayings.find(([pattern]) => pattern.test(text))?.[1];
  // Of an answer of the vendor's only its code: the rest may hold what was sent.
  const code = /"Code"\s*:\s*"([A-Za-z][\w.]{0,63})"/.exec(text)?.[1];
  return saying ?? code ?? "Alibaba Cloud's SDK refuses it, or reaches nobody";
}

function missing(text: string): ScanError {
  return new ScanError({
    kind: "Unauthenticated",
    action: "Alibaba Cloud credentials",
    text,
    remedy:
      "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment, or name a `profile` of imageScan:profiles.",
    mayHaveActed: false,
  });
}

function sdk(): typeof import("@alicloud/credentials") {
  return require("@alicloud/credentials") as typeof import("@alicloud/credentials");
}
