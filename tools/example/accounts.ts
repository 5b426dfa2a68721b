import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox, SandboxOptions } from "../../sandbox";
import type { Project } from "../engine/project";

type Cloud = "tencentcloud" | "alicloud" | "huaweicloud";

/** The accounts that an example has beside its program, by profile; none, mostly. */
export function accountsOf(example: string): Readonly<Record<string, Cloud>> {
  const file = join(example, "accounts.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, Cloud>) : {};
}

/** A sandbox with as many accounts of each cloud as an example has. */
export function sandboxFor(accounts: Readonly<Record<string, Cloud>>, common: object = {}): SandboxOptions {
  const of = (cloud: Cloud) => {
    const count = Object.values(accounts).filter((one) => one === cloud).length;
    const others = Array.from({ length: Math.max(0, count - 1) }, () => ({}));
    return { ...common, accounts: [{}, ...others] as const };
  };
  return { tencentcloud: of("tencentcloud"), alicloud: of("alicloud"), huaweicloud: of("huaweicloud") };
}

/** Gives a project the keys of the sandbox's accounts, as profiles. */
export async function writeProfiles(
  project: Project,
  sandbox: Sandbox,
  accounts: Readonly<Record<string, Cloud>>,
): Promise<void> {
  const keys = {
    tencentcloud: sandbox.tencentcloud.accounts.map(({ keys: [key] }) => ({ ...key })),
    alicloud: sandbox.alicloud.accounts.map(({ keys: [key] }) => ({
      accessKey: key.accessKeyId,
      secretKey: key.accessKeySecret,
    })),
    huaweicloud: sandbox.huaweicloud.accounts.map(({ keys: [key], projectId, region }) => ({
      accessKey: key.ak,
      secretKey: key.sk,
      projectId,
      region,
    })),
  };
  const settings = Object.entries(accounts).flatMap(([profile, cloud]) =>
    Object.entries(keys[cloud].shift() ?? {}).map(([name, value]) => [
      `imageScan:profiles.${profile}.${cloud}.${name}`,
      value,
    ]),
  );
  if (settings.length > 0) await project.configSecrets(Object.fromEntries(settings));
}
