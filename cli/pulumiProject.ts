import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Option } from "commander";
import { Failure } from "./failure";

/** How long a command of Pulumi's may take: it may have to ask its backend. */
const mostMs = 60_000;

/** What a command of Pulumi's printed, or why it could not, in half a sentence. */
type Printed = { readonly stdout: string } | { readonly problem: string };

/** The folder of the Pulumi project that `directory` is in, as Pulumi finds it; undefined outside of any. */
export function projectAround(directory: string): string | undefined {
  for (let place = directory; ; place = dirname(place)) {
    if (["Pulumi.yaml", "Pulumi.yml"].some((name) => existsSync(join(place, name)))) return place;
    if (place === dirname(place)) return undefined;
  }
}

/** Runs `pulumi` in a project; what it prints goes to nobody else. */
export function pulumi(args: readonly string[], cwd: string): Promise<Printed> {
  return new Promise((resolve) => {
    const options = { cwd, timeout: mostMs, maxBuffer: 1024 * 1024 * 1024 };
    execFile("pulumi", args, options, (failure, stdout, stderr) => {
      if (!failure) return resolve({ stdout });
      if ((failure as NodeJS.ErrnoException).code === "ENOENT")
        return resolve({ problem: "no `pulumi` is on PATH" });
      const [said] = /^error: .*$/m.exec(stderr) ?? [];
      resolve({ problem: said?.replace(/^error: /, "") ?? `\`pulumi ${args[0]}\` fails` });
    });
  });
}

/** A value of a stack's configuration, as Pulumi prints it. */
interface Value {
  readonly value?: string;
  readonly secret?: boolean;
}

/** The configuration of a stack. */
export class StackConfiguration {
  static readonly none = new StackConfiguration({});

  private constructor(private readonly values: Readonly<Record<string, Value>>) {}

  /** That of the named stack, or of the one that is selected; or why it cannot be read. */
  static async of(
    directory: string,
    stack: string | undefined,
  ): Promise<StackConfiguration | { readonly problem: string }> {
    const which = stack === undefined ? [] : ["--stack", stack];
    // With secrets: they are what calls are signed with. They stay in this process.
    const args = ["config", "--json", "--show-secrets", "--non-interactive", ...which];
    const printed = await pulumi(args, directory);
    if ("problem" in printed) return printed;
    try {
      return new StackConfiguration(JSON.parse(printed.stdout) as Record<string, Value>);
    } catch {
      return { problem: "what `pulumi config` prints is no JSON" };
    }
  }

  get(key: string): string | undefined {
    return Object.hasOwn(this.values, key) ? this.values[key]?.value : undefined;
  }

  /** The keys under which credentials stand that anybody can read. */
  plainSecrets(): readonly string[] {
    return Object.entries(this.values)
      .filter(([key, { secret, value }]) => !secret && value && holdsCredentials(key, value))
      .map(([key]) => key);
  }
}

/** The option that names a stack, the same for every verb. */
export function stackOption(): Option {
  const text = "whose configuration is read, inside of a Pulumi project (default: the one selected)";
  return new Option("--stack <name>", text);
}

/** The configuration of the stack. Where Pulumi cannot tell it, and no stack was named, there is none, and that is said. */
export async function configurationHere(stack: string | undefined): Promise<StackConfiguration> {
  const project = projectAround(process.cwd());
  if (project === undefined) {
    if (stack === undefined) return StackConfiguration.none;
    throw new Failure("--stack: this is no Pulumi project: there is no Pulumi.yaml here or above", 2);
  }
  const found = await StackConfiguration.of(project, stack);
  if (found instanceof StackConfiguration) return found;
  if (stack !== undefined) throw new Failure(`--stack: ${found.problem}`, 2);
  process.stderr.write(`the stack's configuration is not read, only the environment: ${found.problem}\n`);
  return StackConfiguration.none;
}

function holdsCredentials(key: string, value: string): boolean {
  const secret = /secretKey|securityToken/;
  if (key === "imageScan:profiles") return secret.test(value);
  return /^(tencentcloud|alicloud|huaweicloud):/.test(key) && secret.test(key);
}
