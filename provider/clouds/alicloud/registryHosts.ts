/**
 * The hosts of one registry, as `[private, public]`: a pattern of the private one, and what stands for the public one.
 * Container Registry has `registry.<region>.aliyuncs.com` and, for an enterprise instance,
 * `<name>-registry.<region>.cr.aliyuncs.com`, with `-vpc` (or, in the classic network, `-internal`) after `registry`
 * within a private network; newer personal instances have `crpi-<id>[-vpc].<region>.personal.cr.aliyuncs.com`. Whether
 * `registry-intl` of the international site is the same as `registry` is stated nowhere: they are two.
 */
export const privateHosts: readonly (readonly [string, string])[] = [
  [
    "^((?:[a-z0-9-]+-)?registry(?:-intl)?)-(?:vpc|internal)\\.([a-z0-9-]+\\.(?:cr\\.)?aliyuncs\\.com)$",
    "$1.$2",
  ],
  ["^(crpi-[a-z0-9]+)-vpc\\.([a-z0-9-]+\\.personal\\.cr\\.aliyuncs\\.com)$", "$1.$2"],
];
