// For a process of its own: the first check + diff of a set, as a provider's process does it, which is once. The
// argument is how many images it has.
import { deserialize, serialize } from "node:v8";
import { dynamic } from "../provider";
import { setOf } from "./sets";

async function main(images: number): Promise<void> {
  const provider = dynamic("tencentcloud/registryScanTask");
  // From bytes, as what the engine sends.
  const { olds, news, state } = deserialize(serialize(setOf(images))) as ReturnType<typeof setOf>;
  const start = performance.now();
  const { inputs } = await provider.check(olds, news);
  await provider.diff("scan", state, inputs);
  process.send?.(performance.now() - start);
}

void main(Number(process.argv[2]));
