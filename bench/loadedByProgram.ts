// For a process of its own: what a program pays for `import "pulumi-image-scan"` after its `import "@pulumi/pulumi"`.
import { footprintOf } from "./footprint";

async function main(): Promise<void> {
  const pulumi = await footprintOf(() => require("@pulumi/pulumi"));
  const ours = await footprintOf(() => require("pulumi-image-scan"));
  process.send?.({ pulumi, ours });
}

void main();
