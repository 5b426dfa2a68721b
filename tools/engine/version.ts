/** The engine that `cli/go.mod` requires, and the oldest one from PATH that will do: `read()` may return inputs since then. */
export const engineVersion = "3.216.0";

/** `3.216.0` from what `pulumi version` prints (`v3.216.0`, on some builds with a suffix); undefined when there is none. */
export function parseVersion(text: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)/m.exec(text)?.[1];
}

export function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
