import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { generated } from "./generated";

// `npm run generate`: writes what is derived from the field rows into the repository.
const repository = resolve(__dirname, "..", "..", "..");
for (const [path, text] of generated()) {
  const file = join(repository, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
