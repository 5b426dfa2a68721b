import * as pulumi from "@pulumi/pulumi";
import type { Bound } from "./bind";

/**
 * The seconds that `opts.customTimeouts` allow, for the input that stands for them: Pulumi does not pass the option on
 * to dynamic resources.
 */
export function timeoutOf(
  { name, timeout }: Bound,
  args: Record<string, unknown>,
  { customTimeouts }: pulumi.CustomResourceOptions,
): Record<string, unknown> {
  const written = customTimeouts?.create ?? customTimeouts?.update;
  if (timeout === undefined || written === undefined || args[timeout] !== undefined) return {};
  const seconds = secondsIn(written);
  if (seconds === undefined) {
    throw new pulumi.RunError(
      `"${name}": customTimeouts: "${written}" is no duration: write it as in "1h30m" or "90s"`,
    );
  }
  return { [timeout]: seconds };
}

/** The seconds of a duration as Pulumi writes it: `1h30m`, `90s`. */
function secondsIn(written: string): number | undefined {
  const [whole, hours = "0", minutes = "0", seconds = "0"] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(written) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole && total > 0 ? total : undefined;
}
