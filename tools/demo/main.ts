import { resolve } from "node:path";
import { startSandbox } from "../../sandbox";
import { findEngine } from "../engine/engine";
import { Project } from "../engine/project";
import type { RunResult } from "../engine/running";

// `npm run demo`: the quickstart's whole life with the real Pulumi engine, on the sandbox, in a temporary place.
// Every step says what it does, shows the engine's own output, and is checked: the demo fails where it lies.

const quickstart = resolve(__dirname, "..", "..", "..", "examples", "quickstart");

async function demo(): Promise<void> {
  const engine = await findEngine();
  const sandbox = await startSandbox();
  const [account] = sandbox.tencentcloud.accounts;
  const schedule = account.registrySchedule;
  // Somebody has set something up in the console already: it is switched off, and is to come back at the end.
  schedule.edit({ ScanTime: "23:30", ScanPeriod: 7, ScanType: ["CVE"], Enable: false });
  const found = JSON.stringify(schedule.value);
  say(`Pulumi ${engine.version} (${engine.origin}), TCSS on the sandbox at ${sandbox.url}`);

  const project = await Project.create({
    engine,
    program: { copy: quickstart },
    name: "image-scan-quickstart",
    env: { ...sandbox.env },
  });
  const images = async (...references: string[]): Promise<void> => {
    for (const [index, reference] of references.entries()) {
      await project.config(`images[${index}]`, reference, { path: true });
    }
  };
  const run = async (title: string, ...args: string[]): Promise<RunResult> => {
    say(title);
    console.log(`$ pulumi ${args.join(" ")}`);
    sandbox.requests.clear();
    const result = await project.run(args, { onLine: (line) => console.log(`  ${line}`) });
    console.log(`  [${calls()}]`);
    return result;
  };
  const calls = (): string => {
    const actions = sandbox.requests.entries.map(({ action }) => action);
    return actions.length === 0 ? "no vendor call" : `vendor calls: ${actions.join(", ")}`;
  };
  const up = ["up", "--yes", "--skip-preview", "--diff"];

  try {
    await images("team/api:1.4", "team/web:2.0", "team/worker:2026.03");
    claim((await run("1. Put the schedule under code", ...up)).code === 0, "up succeeds");
    claim(schedule.value?.Enable === true && schedule.value.Id.length === 3, "TCSS scans the three images");
    claim(schedule.value?.ScanTime === "19:00", "at 03:00 in Shanghai, which TCSS is told in UTC");

    const again = await run("2. Nothing changed, nothing to do", ...up);
    claim(unchanged(again), "the engine has nothing to do");
    claim(sandbox.requests.entries.length === 0, "and TCSS is not called");

    await images("team/worker:2026.03", "team/web:2.0", "team/api:1.4");
    const reordered = await run("3. The list in another order is the same set", "preview", "--diff");
    claim(unchanged(reordered), "the engine has nothing to do");

    await images("team/worker:2026.03", "team/web:2.0", "team/api:1.3");
    const changed = await run("4. One image is replaced by another: a line each", "preview", "--diff");
    claim(/\+ team\/api:1\.3 +: ""/.test(changed.output), "the plan shows the image that comes");
    claim(/- team\/api:1\.4 +: ""/.test(changed.output), "and the one that goes");
    claim((await run("   ... carried out", ...up)).code === 0, "up succeeds");
    claim(schedule.value?.Id.length === 3, "TCSS scans the new set");

    say("5. A colleague edits the schedule in the console: another time, one image less");
    schedule.edit({ ScanTime: "09:15", Id: schedule.value?.Id.slice(1) ?? [] });
    const drift = await run("   ... which a reviewer sees", "preview", "--refresh", "--diff");
    claim(/~ startTime: "03:00" => "17:15"/.test(drift.output), "the drift of the time is shown");
    claim(/- team\/[a-z]+:\S+ *: ""/.test(drift.output), "and the missing image, by name");

    const repaired = await run("6. The next update takes it back", ...up, "--refresh");
    claim(repaired.code === 0, "up succeeds");
    claim(schedule.value?.ScanTime === "19:00" && schedule.value.Id.length === 3, "TCSS is as declared");

    const destroyed = await run("7. Give it back", "destroy", "--yes", "--skip-preview");
    claim(destroyed.code === 0, "destroy succeeds");
    claim(JSON.stringify(schedule.value) === found, "TCSS holds exactly what was found at the start");
    say(
      "All as claimed. Try it yourself: `npx pulumi-image-scan sandbox`, and `pulumi up` in this directory.",
    );
  } finally {
    project.remove();
    await sandbox.stop();
  }
}

function unchanged({ code, output }: RunResult): boolean {
  return (
    code === 0 && /\n *2 unchanged/.test(output) && !/\d+ (to )?(create|update|delete|replace)/.test(output)
  );
}

function claim(holds: boolean, what: string): void {
  console.log(`  ${holds ? "✓" : "✗"} ${what}`);
  if (!holds) throw new Error(`not as claimed: ${what}`);
}

function say(line: string): void {
  console.log(`\n${line}`);
}

// The engine runs apart from this terminal: what Ctrl-C ends must end it, too.
process.once("SIGINT", () => process.exit(130));

demo().catch((failure: unknown) => {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
});
