import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Manifest, obstacles } from "./release";

// `npm run releasable -- <tag>`: whether the tag, package.json and CHANGELOG.md agree on what is released.

const repository = resolve(__dirname, "..", "..", "..");
const textOf = (file: string): string => readFileSync(join(repository, file), "utf8");

const manifest = JSON.parse(textOf("package.json")) as Manifest;
const found = obstacles(process.argv[2] ?? "", manifest, textOf("CHANGELOG.md"));
for (const obstacle of found) console.error(obstacle);
process.exitCode = found.length === 0 ? 0 : 1;
