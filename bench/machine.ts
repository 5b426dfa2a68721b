import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os";
import { findEngine } from "../tools/engine/engine";

/** What the figures were seen on, for whoever compares them. */
export async function machine(): Promise<string> {
  const engine = await findEngine();
  const packages = ["@pulumi/pulumi", "pulumi-image-scan"].map((name) => `${name} ${versionOf(name)}`);
  return [
    `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores,`,
    `${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}; Node ${process.versions.node},`,
    `Pulumi ${engine.version}, ${packages.join(", ")}; load ${loadavg()[0]?.toFixed(1)} when it began`,
  ].join(" ");
}

function versionOf(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"));
  return (manifest as { version: string }).version;
}
