import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { startSandbox } from "../../sandbox";
import { findEngine } from "../engine/engine";
import { Project } from "../engine/project";
import { accountsOf, sandboxFor, writeProfiles } from "./accounts";

// `npm run example <name>`: an example's up and destroy with the real engine, on the sandbox.

const examples = resolve(__dirname, "..", "..", "..", "examples");

async function main(name: string | undefined): Promise<number> {
  const names = readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(examples, entry.name, "package.json")))
    .map((entry) => entry.name);
  if (name === undefined || !names.includes(name)) {
    console.error(`npm run example <name>, where <name> is one of ${names.join(", ")}`);
    return 2;
  }
  const engine = await findEngine();
  const accounts = accountsOf(join(examples, name));
  const sandbox = await startSandbox(sandboxFor(accounts));
  const project = await Project.create({
    engine,
    program: { copy: join(examples, name) },
    name: `image-scan-${name}`,
    env: { ...sandbox.env },
  });
  try {
    await writeProfiles(project, sandbox, accounts);
    for (const args of [
      ["up", "--yes", "--skip-preview", "--diff"],
      ["destroy", "--yes", "--skip-preview"],
    ]) {
      console.log(`\n$ pulumi ${args.join(" ")}`);
      const { code } = await project.run(args, { onLine: (line) => console.log(line) });
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    project.remove();
    await sandbox.stop();
  }
}

// The engine runs apart from this terminal: what Ctrl-C ends must end it, too.
process.once("SIGINT", () => process.exit(130));

main(process.argv[2]).then(
  (code) => {
    process.exitCode = code;
  },
  (failure: unknown) => {
    console.error(failure instanceof Error ? failure.message : failure);
    process.exitCode = 1;
  },
);
