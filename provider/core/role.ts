import type { Host } from "./context";
import { ScanError } from "./errors";

/** A role that is taken on with a key. */
export interface Role {
  readonly roleArn: string;
  readonly sessionName?: string | undefined;
}

/** The role under `key` of the stack's configuration, as the official providers' `assumeRole` has it. */
export function configuredRole(host: Host, key: string): Role | undefined {
  const written = host.config(key);
  if (!written) return undefined;
  try {
    const { roleArn, sessionName } = JSON.parse(written) as Partial<Role>;
    if (roleArn) return { roleArn, sessionName };
  } catch {
    // Said below, without the value.
  }
  throw new ScanError({
    kind: "Unauthenticated",
    action: key,
    text: "is not an object with a `roleArn`",
    remedy: `Set it with \`pulumi config set --path '${key}.roleArn' <arn>\`.`,
    mayHaveActed: false,
  });
}
