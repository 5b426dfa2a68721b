import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Argued, type Report, unargued } from "./audit";

// `npm run audit`: known vulnerabilities of what the package brings along. Fails for those that `argued.json` does not
// answer for; where the registry tells none, it says so, and does not fail.

const repository = resolve(__dirname, "..", "..", "..");
const argued = JSON.parse(
  readFileSync(join(repository, "tools", "audit", "argued.json"), "utf8"),
) as Argued[];
const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
  cwd: repository,
  encoding: "utf8",
  timeout: 60_000,
});
const open = unargued(reportIn(stdout), argued, new Date().toISOString().slice(0, 10));
if (open === undefined) console.log("audit: skipped, as the registry tells no advisories");
else if (open.length === 0) console.log("audit: no known vulnerabilities in what the package brings along");
else {
  console.error(`${open.join("\n")}\naudit: update, or argue it in tools/audit/argued.json`);
  process.exitCode = 1;
}

function reportIn(text: string | null): Report {
  try {
    return JSON.parse(text ?? "") as Report;
  } catch {
    return {};
  }
}
