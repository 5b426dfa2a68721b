/** As much of `package.json` as a release is about. */
export interface Manifest {
  readonly version?: string;
  readonly repository?: { readonly type?: string; readonly url?: string };
  readonly bugs?: { readonly url?: string };
  readonly homepage?: string;
}

/** Why what is tagged cannot be released as it is; nothing when it can. */
export function obstacles(tag: string, manifest: Manifest, changes: string): string[] {
  const { version = "", repository, bugs, homepage } = manifest;
  const found: string[] = [];
  if (tag !== `v${version}`)
    found.push(`the tag is ${tag || "missing"}, and package.json has ${version}: it would be v${version}`);
  const section = changes.split(/^## /m).find((one) => one.split(/\s/, 1)[0] === version);
  if (section === undefined) found.push(`CHANGELOG.md has no section "## ${version}"`);
  else if (!/^- \S/m.test(section)) found.push(`CHANGELOG.md says nothing in its section "## ${version}"`);
  // Provenance ties a package to the repository that built it: npm refuses one that does not name it.
  const addresses = { "repository.url": repository?.url, "bugs.url": bugs?.url, homepage };
  for (const [field, address = ""] of Object.entries(addresses))
    if (!/^(git\+)?https:\/\/\S+$/.test(address))
      found.push(`package.json has no ${field}: an https address`);
  return found;
}
