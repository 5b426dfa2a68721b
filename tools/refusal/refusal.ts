import { join, resolve } from "node:path";
import { startSandbox } from "../../sandbox";
import type { Engine } from "../engine/engine";
import { Project } from "../engine/project";

const example = resolve(__dirname, "..", "..", "..", "examples", "kubernetes-release");

/** What `pulumi up` prints of a release that the gate refuses: the real engine's words, on the sandbox. */
export async function refusal(engine: Engine): Promise<string> {
  const sandbox = await startSandbox({ tencentcloud: { secondsPerImage: 0 } });
  const [account] = sandbox.tencentcloud.accounts;
  account.registryImages.findings("team/api:1.4", {
    high: 2,
    medium: 3,
    vulnerabilities: [{ CVEID: "CVE-2026-4711", Level: "4" }],
  });
  account.registryImages.failScans("team/web:2.0");
  const project = await Project.create({
    engine,
    program: { copy: example },
    name: "shop",
    env: { ...sandbox.env },
  });
  try {
    const exceptions = {
      "exceptions[0].vulnerability": "CVE-2026-20001",
      "exceptions[0].until": "2099-12-31",
    };
    for (const [key, value] of Object.entries({ ...exceptions, "exceptions[0].reason": "SEC-812" }))
      await project.config(key, value, { path: true });
    const { code, output } = await project.up();
    if (code === 0) throw new Error(`the gate opened:\n${output}`);
    return diagnostics(output);
  } finally {
    project.remove();
    await sandbox.stop();
  }
}

/** What the engine says of failures, the gate's alone. */
function diagnostics(output: string): string {
  const [told = ""] = (output.split(/^Diagnostics:$/m)[1] ?? "").split(/^Resources:$/m);
  const blocks = told.split(/\n(?= {2}\S)/).map((block) => block.trimEnd());
  const gate = blocks.filter((block) => /^ {2}\S+:ScanGate /.test(block.replace(/^\n/, "")));
  if (gate.length === 0) throw new Error(`no word of the gate in:\n${output}`);
  return ["Diagnostics:", ...gate].join("\n");
}

/** The page that shows it, and the marks between which it stands there. */
export const page = {
  file: join(__dirname, "..", "..", "..", "docs", "release-gate.md"),
  begin: "<!-- begin: npm run refusal -->\n",
  end: "<!-- end -->\n",
} as const;

/** `text` of the page with `told` in its place. */
export function shown(text: string, told: string): string {
  const from = text.indexOf(page.begin) + page.begin.length;
  const to = text.indexOf(page.end);
  if (from < page.begin.length || to < from) throw new Error(`${page.file} has no place for it`);
  return `${text.slice(0, from)}\`\`\`\n$ pulumi up\n${told}\n\`\`\`\n${text.slice(to)}`;
}
