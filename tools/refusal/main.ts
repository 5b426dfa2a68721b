import { readFileSync, writeFileSync } from "node:fs";
import { findEngine } from "../engine/engine";
import { page, refusal, shown } from "./refusal";

// `npm run refusal`: what a refused `up` prints, into the page that shows it.

async function main(): Promise<void> {
  const told = await refusal(await findEngine());
  writeFileSync(page.file, shown(readFileSync(page.file, "utf8"), told));
  console.log(told);
}

main().catch((failure: unknown) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
