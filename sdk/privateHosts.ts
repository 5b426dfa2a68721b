// Made from the provider's field rows by `npm run generate`: edit those.

/** The private hosts of registries, as patterns, each with the public host of the same registry. */
export const privateHosts: readonly (readonly [string, string])[] = [
  ["^((?:[a-z0-9-]+-)?registry(?:-intl)?)-(?:vpc|internal)\\.([a-z0-9-]+\\.(?:cr\\.)?aliyuncs\\.com)$", "$1.$2"],
  ["^(crpi-[a-z0-9]+)-vpc\\.([a-z0-9-]+\\.personal\\.cr\\.aliyuncs\\.com)$", "$1.$2"],
  ["^([a-z0-9-]+)-vpc\\.tencentcloudcr\\.com$", "$1.tencentcloudcr.com"],
];
