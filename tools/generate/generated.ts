import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { kinds, lookup, lookupNames, resource } from "../../provider";
import { classOf } from "../../provider/core/resource";
import { camelCase, classFile, cloudFile, header } from "./classes";
import { differences } from "./differences";
import { hostsFile, scheduleRowsFile } from "./facts";
import { lookupExports, lookupFile, lookupPage } from "./lookups";
import { referenceIndex, referencePage } from "./pages";

const repository = resolve(__dirname, "..", "..", "..");

/** A page of which only one part is made: what stands between these marks. */
const guide = {
  path: "docs/guides/vendor-differences.md",
  begin: "<!-- begin: npm run generate -->\n",
  end: "<!-- end -->\n",
} as const;

/** Every file that is derived from the field rows: its path in the repository, and its text. */
export function generated(): Map<string, string> {
  const files = new Map<string, string>();
  const clouds = new Map<string, string[]>();
  const resources = kinds.map((kind) => resource(kind));
  for (const { description, judged } of resources) {
    const { cloud, name } = description;
    const folder = cloud === undefined ? "sdk" : `sdk/${cloud}`;
    files.set(`${folder}/${camelCase(name)}.ts`, classFile(description, judged?.levels));
    files.set(`docs/reference/${classOf(description)}.md`, referencePage(description));
    if (cloud !== undefined) clouds.set(cloud, [...(clouds.get(cloud) ?? []), name]);
  }
  for (const [cloud, names] of clouds) files.set(`sdk/${cloud}/index.ts`, cloudFile(names));
  files.set(guide.path, within(readFileSync(join(repository, guide.path), "utf8"), differences(resources)));
  const schedules = kinds.filter((kind) => kind.endsWith("/registryScanSchedule"));
  files.set("sdk/privateHosts.ts", hostsFile(header));
  files.set(
    "sdk/scheduleRows.ts",
    scheduleRowsFile(
      header,
      schedules.map((kind) => resource(kind).description),
    ),
  );
  const lookups = lookupNames.map(lookup);
  for (const { description } of lookups) {
    const { cloud, name } = description;
    files.set(`sdk/${cloud}/${name}.ts`, lookupFile(description));
    files.set(`docs/reference/${cloud}.${name}.md`, lookupPage(description));
    const index = `sdk/${cloud}/index.ts`;
    files.set(index, `${files.get(index)}${lookupExports(description)}`);
  }
  const index = referenceIndex(
    resources.map(({ description }) => description),
    lookups.map(({ description }) => description),
  );
  files.set("docs/reference/README.md", index);
  return files;
}

/** `text` of the guide with `part` in its place. */
function within(text: string, part: string): string {
  const from = text.indexOf(guide.begin) + guide.begin.length;
  const to = text.indexOf(guide.end);
  if (from < guide.begin.length || to < from) throw new Error(`${guide.path} has no place for what is made`);
  return `${text.slice(0, from)}\n${part}\n\n${text.slice(to)}`;
}
