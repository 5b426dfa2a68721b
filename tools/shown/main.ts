import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { files, shownIn } from "./shown";

// `npm run shown`: what the commands of this package print, into the pages that show it.

const repository = resolve(__dirname, "..", "..", "..");

async function main(): Promise<void> {
  for (const file of files) writeFileSync(join(repository, file), await shownIn(file));
}

main().catch((failure: unknown) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
