import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What this package says of itself. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: { readonly "@pulumi/pulumi": string };
}

export function ownManifest(): Manifest {
  return JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as Manifest;
}
