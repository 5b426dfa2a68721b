import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../package/temporary";

/**
 * A Pulumi project whose stack has this configuration, as the `pulumi` in it tells it; or that fails as it says. `path` goes
 * in front of the PATH.
 */
export function projectWith(
  config: Readonly<Record<string, string>>,
  fails = "",
): { readonly cwd: string; readonly path: string } {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  const values = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, { value, secret: true }]),
  );
  const script =
    fails === ""
      ? `#!/bin/sh\necho "$@" > asked\ncat <<'END'\n${JSON.stringify(values)}\nEND\n`
      : `#!/bin/sh\necho '${fails}' >&2\nexit 255\n`;
  writeFileSync(join(cwd, "pulumi"), script);
  chmodSync(join(cwd, "pulumi"), 0o755);
  return { cwd, path: cwd };
}
