import { kinds, lookup, lookupNames, resource } from "../../provider";
import { classOf } from "../../provider/core/resource";
import { camelCase, classFile, cloudFile, header } from "./classes";
import { hostsFile, scheduleRowsFile } from "./facts";
import { lookupExports, lookupFile, lookupPage } from "./lookups";
import { referencePage } from "./pages";

/** Every file that is derived from the field rows: its path in the repository, and its text. */
export function generated(): Map<string, string> {
  const files = new Map<string, string>();
  const clouds = new Map<string, string[]>();
  for (const kind of kinds) {
    const { description, judged } = resource(kind);
    const { cloud, name } = description;
    const folder = cloud === undefined ? "sdk" : `sdk/${cloud}`;
    files.set(`${folder}/${camelCase(name)}.ts`, classFile(description, judged?.levels));
    files.set(`docs/reference/${classOf(description)}.md`, referencePage(description));
    if (cloud !== undefined) clouds.set(cloud, [...(clouds.get(cloud) ?? []), name]);
  }
  for (const [cloud, names] of clouds) files.set(`sdk/${cloud}/index.ts`, cloudFile(names));
  const schedules = kinds.filter((kind) => kind.endsWith("/registryScanSchedule"));
  files.set("sdk/privateHosts.ts", hostsFile(header));
  files.set(
    "sdk/scheduleRows.ts",
    scheduleRowsFile(
      header,
      schedules.map((kind) => resource(kind).description),
    ),
  );
  for (const { description } of lookupNames.map(lookup)) {
    const { cloud, name } = description;
    files.set(`sdk/${cloud}/${name}.ts`, lookupFile(description));
    files.set(`docs/reference/${cloud}.${name}.md`, lookupPage(description));
    const index = `sdk/${cloud}/index.ts`;
    files.set(index, `${files.get(index)}${lookupExports(description)}`);
  }
  return files;
}
