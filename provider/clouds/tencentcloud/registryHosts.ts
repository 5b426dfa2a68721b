/**
 * The hosts of one registry, as `[private, public]`: a pattern of the private one, and what stands for the public one.
 * An enterprise instance of TCR has `<name>.tencentcloudcr.com`, and `<name>-vpc.tencentcloudcr.com` within a private
 * network. The personal edition, `ccr.ccs.tencentyun.com`, has one name for both.
 */
export const privateHosts: readonly (readonly [string, string])[] = [
  ["^([a-z0-9-]+)-vpc\\.tencentcloudcr\\.com$", "$1.tencentcloudcr.com"],
];
