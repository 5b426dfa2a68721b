import { kinds, resource } from "../../provider";
import { camelCase, classFile, cloudFile } from "./classes";
import { referencePage } from "./pages";

/** Every file that is derived from the field rows: its path in the repository, and its text. */
export function generated(): Map<string, string> {
  const files = new Map<string, string>();
  const clouds = new Map<string, string[]>();
  for (const kind of kinds) {
    const { description } = resource(kind);
    const { cloud, name } = description;
    files.set(`sdk/${cloud}/${camelCase(name)}.ts`, classFile(description));
    files.set(`docs/reference/${cloud}.${name}.md`, referencePage(description));
    clouds.set(cloud, [...(clouds.get(cloud) ?? []), name]);
  }
  for (const [cloud, names] of clouds) files.set(`sdk/${cloud}/index.ts`, cloudFile(names));
  return files;
}
