/** A digest as Docker writes it, of one that SAS may write without its algorithm. */
export function dockerDigest(digest: string): string {
  return /^[0-9a-f]{64}$/i.test(digest) ? `sha256:${digest.toLowerCase()}` : digest;
}

/** A digest as SAS writes it: 64 hexadecimal digits. */
export function vendorDigest(digest: string): string {
  return digest.replace(/^sha256:/, "");
}
