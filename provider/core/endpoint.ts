import type { Host } from "./context";
import { ScanError } from "./errors";

/**
 * The address at which the vendor is to be called instead of its own: a private endpoint, or a sandbox. From the
 * stack's `imageScan:<cloud>Endpoint`, else the environment's `IMAGE_SCAN_<CLOUD>_ENDPOINT`.
 */
export function endpointOverride(host: Host, cloud: string): URL | undefined {
  const key = `imageScan:${cloud}Endpoint`;
  const variable = `IMAGE_SCAN_${cloud.toUpperCase()}_ENDPOINT`;
  const configured = host.config(key);
  const written = configured ?? host.env[variable];
  if (!written) return undefined;
  const source = configured === undefined ? variable : key;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw refused(source, "is not an http or https URL");
  if (url.protocol === "http:" && !isLoopback(url)) throw refused(source, "is plain http to another machine");
  if (url.search || url.hash || url.username || url.password) {
    throw refused(source, "holds more than a scheme, a host, a port and a path");
  }
  return url;
}

export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function refused(source: string, text: string): ScanError {
  return new ScanError({
    kind: "InvalidInput",
    action: source,
    text,
    remedy: "Write `https://host[:port]`; plain `http://` is for addresses of this machine only.",
  });
}
