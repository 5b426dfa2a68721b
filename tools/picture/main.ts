import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { succeed } from "../../tests/package/command";
import { temporaryDirectory } from "../../tests/package/temporary";
import { Browser } from "../browser/browser";
import { findChromium } from "../browser/chromium";

// `npm run picture [file [width [light|dark]]]`: the page that `report` makes of docs/report/stack.json, as a picture.

/** What tells enough of the page for a picture of it. */
const mostHeight = 1150;

const repository = resolve(__dirname, "..", "..", "..");

async function main([
  file = join(repository, "docs", "report.png"),
  width = "1180",
  scheme = "light",
]: readonly string[]): Promise<void> {
  const page = join(temporaryDirectory(), "report.html");
  const state = join(repository, "docs", "report", "stack.json");
  const args = [
    "report",
    "--stack-file",
    state,
    "--at",
    "2026-03-01T12:00:00Z",
    "--format",
    "html",
    "--out",
    page,
  ];
  await succeed(process.execPath, [join(repository, "dist", "cli", "main.js"), ...args], { cwd: repository });
  const browser = await Browser.start(await findChromium());
  try {
    await browser.open(pathToFileURL(page).href);
    await browser.look({ width: Number(width), scheme: scheme === "dark" ? "dark" : "light" });
    const height = await browser.evaluate<number>("document.documentElement.scrollHeight");
    await browser.look({
      width: Number(width),
      height: Math.min(height, mostHeight),
      scheme: scheme === "dark" ? "dark" : "light",
    });
    writeFileSync(file, await browser.picture());
    console.log(`${file}: ${readFileSync(file).length} bytes`);
  } finally {
    await browser.stop();
  }
}

main(process.argv.slice(2)).catch((failure: unknown) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
