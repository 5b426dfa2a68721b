import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { type Sandbox, startSandbox } from "../../sandbox";
import { setInConsoles } from "./consoles";

const repository = resolve(__dirname, "..", "..", "..");
const main = join(repository, "dist", "cli", "main.js");

/** A command line of this package's, whose output stands in a page. */
interface Shown {
  readonly args: readonly string[];
  /** What makes the vendors be as the page tells. */
  readonly prepare?: (sandbox: Sandbox) => void;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the page shows what it ends with, too. */
  readonly exitCode?: true;
  /** Whether it runs in the repository, for files of it that it is given. */
  readonly inRepository?: true;
}

/** The stack that the page on reports shows, as of the day after it was exported. */
const sample = ["--stack-file", "docs/report/stack.json", "--at", "2026-03-01T12:00:00Z"];

/** Every block of every page, by its name: `<!-- begin: npm run shown: <name> -->` and `<!-- end -->` stand around it. */
const pages: Readonly<Record<string, Readonly<Record<string, Shown>>>> = {
  "docs/doctor.md": {
    doctor: {
      args: ["doctor", "--cloud", "huaweicloud"],
      prepare: ({ huaweicloud }) => {
        const { scannerPolicy, registries } = huaweicloud.account();
        const registry_info = registries
          .list()
          .map(({ id, registry_name, registry_type }) => ({ registry_id: id, registry_name, registry_type }));
        scannerPolicy.edit({ enabled: true, scan_cycle: 7, registry_info });
      },
    },
    "doctor with something wrong": {
      args: ["doctor", "--cloud", "alicloud"],
      prepare: ({ alicloud, faults }) => {
        alicloud.account().quota.capacity = 0;
        faults.add({
          kind: "error",
          code: "NoPermission",
          message: "caller has no permission",
          action: "DescribeCycleTaskList",
          times: Number.POSITIVE_INFINITY,
        });
      },
      exitCode: true,
    },
  },
  "docs/import.md": { import: { args: ["import"], prepare: setInConsoles, exitCode: true } },
  "docs/sandbox.md": {
    "sandbox show": { args: ["sandbox", "show"] },
    "sandbox edit": {
      args: ["sandbox", "edit", "scannerPolicy", "scan_cycle=14", "enabled=true"],
      prepare: setInConsoles,
    },
    "sandbox image move": { args: ["sandbox", "image", "move", "team/api:1.4", "--cloud", "alicloud"] },
    "sandbox image findings": {
      args: [
        ...["sandbox", "image", "findings", "team/api:1.4"],
        'vulnerabilities=[{"CVEID":"CVE-2026-1234","Level":"4"}]',
      ],
    },
    "sandbox fault": {
      args: [
        "sandbox",
        "fault",
        "throttled",
        "--action",
        "UpdateImageRegistryTimingScanTask",
        "--times",
        "2",
      ],
    },
  },
  "docs/report.md": {
    report: { args: ["report", ...sample], inRepository: true },
    "report that fails": {
      args: ["report", ...sample, "--out", "/dev/null", "--fail-on", "stale,expired"],
      inRepository: true,
      exitCode: true,
    },
  },
  "docs/scan.md": {
    scan: {
      args: ["scan", "team/web:2.0", "payments/gateway:3.1.0", "--cloud", "huaweicloud", "--max-high", "0"],
      exitCode: true,
    },
    "scan asked for wrongly": {
      args: ["scan", "Team/api:1.4", "--cloud", "huaweicloud", "--max-critical", "0", "--site", "mainland"],
    },
  },
};

/** The pages that show what commands print, relative to the repository. */
export const files: readonly string[] = Object.keys(pages);

/** The text of a page, with what its commands print now. */
export async function shownIn(file: string): Promise<string> {
  let page = readFileSync(join(repository, file), "utf8");
  for (const [name, shown] of Object.entries(pages[file] ?? {})) {
    const begin = `<!-- begin: npm run shown: ${name} -->\n`;
    const from = page.indexOf(begin) + begin.length;
    const to = page.indexOf("<!-- end -->\n", from);
    if (from < begin.length || to < 0) throw new Error(`${file} has no place for "${name}"`);
    page = `${page.slice(0, from)}\`\`\`\n${await printed(shown)}\`\`\`\n${page.slice(to)}`;
  }
  return page;
}

async function printed({ args, prepare, env = {}, exitCode, inRepository }: Shown): Promise<string> {
  const quick = { secondsPerImage: 0 };
  const sandbox = await startSandbox({ tencentcloud: quick, alicloud: quick, huaweicloud: quick });
  try {
    prepare?.(sandbox);
    // Through one pipe, so that what is told on the way stands where it was told.
    const child = spawn("sh", ["-c", 'exec "$@" 2>&1', "sh", process.execPath, main, ...args], {
      cwd: inRepository ? repository : "/",
      env: { PATH: process.env.PATH, HOME: "/nonexistent", ...sandbox.env, ...env },
    });
    const ended = new Promise<number | null>((done) => child.once("close", done));
    const output = alike(await text(child.stdout), sandbox);
    const code = await ended;
    const after = exitCode ? `$ echo $?\n${code}\n` : "";
    return `$ npx pulumi-image-scan ${args.map(quoted).join(" ")}\n${output}${after}`;
  } finally {
    await sandbox.stop();
  }
}

/** As somebody writes it in a shell. */
function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

/** The same whichever machine it was printed on, and whenever. */
function alike(output: string, sandbox: Sandbox): string {
  return output
    .replaceAll(new URL(sandbox.url).host, "127.0.0.1:4510")
    .replaceAll(process.versions.node, "20.19.0")
    .replaceAll(/\(request [\w-]+\)/g, "(request 5B1C…)");
}
