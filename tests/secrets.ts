import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Project } from "../tools/engine/project";
import type { Running } from "../tools/engine/running";
import { foundSecrets, look } from "../tools/ground/secrets";

// Looks for secrets wherever a test leaves something behind, so that no test has to remember it: `.mocharc.json` loads
// these hooks into every process of the tests.

export const mochaHooks = {
  afterEach(): void {
    const places = foundSecrets();
    if (places.length > 0) throw new Error(`secrets were shown:\n${places.join("\n")}`);
  },
};

for (const name of ["stdout", "stderr"] as const) {
  const stream = process[name];
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (...args: unknown[]): boolean => {
    const [chunk] = args;
    if (typeof chunk === "string") look(`${name} of the tests`, chunk);
    return write(...args);
  };
}

/** How often the arguments of what a command of the engine has started are looked at. */
const watchMs = 500;

const { start, remove } = Project.prototype;

Project.prototype.start = function (args, options): Running {
  const running = start.call(this, args, options);
  const command = `pulumi ${args.slice(0, 2).join(" ")}`;
  const watch = setInterval(() => {
    for (const { pid, command: words } of running.processes()) {
      // A test that gives the engine a secret to keep has no other way than its command line.
      if (args[0] !== "config" || pid !== running.pid) look(`an argument under ${command}`, words.join(" "));
    }
  }, watchMs);
  watch.unref();
  void running.done.then(({ output }) => {
    clearInterval(watch);
    look(`output of ${command}`, output);
  });
  return running;
};

Project.prototype.remove = function (): void {
  // The user's home is where tests put files of credentials; what a program says is its own.
  for (const place of ["backend", "tmp", "pulumi"]) lookUnder(join(this.root, place));
  remove.call(this);
};

function lookUnder(directory: string): void {
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) lookUnder(path);
    else if (entry.isFile()) look(path, textOf(path));
  }
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    // It has been removed already.
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
