import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { kinds, resource } from "../provider";
import { Context } from "../provider/core/context";
import { declarationOf } from "../provider/core/declaration";
import { asScanError, type ScanError } from "../provider/core/errors";
import { classOf } from "../provider/core/resource";
import type { Properties } from "../provider/core/wire";
import { Failure } from "./failure";
import { type Found, isLost, programOf } from "./importedProgram";
import { configurationHere, type StackConfiguration, stackOption } from "./pulumiProject";
import { type Cloud, clouds, optionFor, placeInputs } from "./scanInputs";

type Options = {
  readonly cloud?: readonly Cloud[];
  readonly stack?: string;
  readonly name: string;
  readonly json?: true;
  readonly out?: string;
} & { readonly [P in (typeof placeInputs)[number]]?: string };

const exitCodes = `
Exit codes:
  0  every schedule that is switched on is declared, or there is none
  1  one is set to what no program can declare: the program has it as a comment
  2  not read: bad input, credentials, or a failure of the vendor's; nothing is printed`;

/** `import`: the program that declares what is configured now. */
export function importCommand(program: Command): void {
  const verb = program
    .command("import")
    .description(
      "Print the TypeScript program that declares the schedules that are configured now, so that the first " +
        "`pulumi up` changes nothing. It reads, and writes nothing at the vendors.",
    )
    .addOption(
      new Option("--cloud <cloud...>", "which clouds (default: those with credentials)").choices(clouds),
    )
    .option("--profile <name>", "whose credentials, of the stack's imageScan:profiles")
    .addOption(stackOption())
    .option("--site <site>", "mainland or international (tencentcloud, alicloud)")
    .option("--region <region>", "the region (huaweicloud)")
    .option("--project-id <id>", "the project in that region (huaweicloud)")
    .option("--enterprise-project-id <id>", "the enterprise project (huaweicloud)")
    .option(
      "--name <name>",
      "what the resources are called in the program; their types tell them apart",
      "scan",
    )
    .option("--json", "print one JSON document: the program, and what it is made of")
    .option("--out <file>", "write the program to a file that is not there yet")
    .addHelpText("after", exitCodes);
  verb.action(async (options: Options) => {
    process.exitCode = await new Import(options, await configurationHere(options.stack)).run();
  });
}

class Import {
  private readonly context: Context;
  /** Why a cloud that nobody has named is not in the program. */
  private readonly leftOut: { readonly cloud: Cloud; readonly reason: string }[] = [];

  constructor(
    private readonly options: Options,
    configuration: StackConfiguration,
  ) {
    this.context = new Context({
      config: (key) => configuration.get(key),
      env: process.env,
      log: (line) => this.say(line),
      engineIsThere: async () => true,
    });
  }

  async run(): Promise<0 | 1> {
    const found: Found[] = [];
    for (const cloud of this.options.cloud ?? clouds) found.push(...(await this.of(cloud)));
    if (this.leftOut.length === clouds.length) {
      const reasons = this.leftOut.map(({ cloud, reason }) => `\n  ${cloud}: ${reason}`);
      throw new Failure(`no cloud can be read:${reasons.join("")}`, 2);
    }
    const program = programOf(found, this.options.name);
    const lost = found.filter((one) => isLost(one));
    this.tell(found);
    this.print(program, found);
    return lost.length > 0 ? 1 : 0;
  }

  /** Every schedule of a cloud. One that nobody has named, and that has no credentials, is left out. */
  private async of(cloud: Cloud): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (const kind of kinds.filter((one) => one.startsWith(`${cloud}/`))) {
      const schedule = resource(kind);
      if (!schedule.current) continue;
      const type = classOf(schedule.description);
      const { fields } = schedule.description;
      try {
        const place = this.placeOf(cloud, (input) => input in fields);
        found.push({ cloud, type, declaration: await declarationOf(schedule, this.context, place) });
      } catch (failure) {
        if (failure instanceof Failure) throw failure;
        const error = asScanError(failure, "import");
        if (this.options.cloud !== undefined || !isAbsent(error))
          throw new Failure(`${type}: ${error.message}`, 2);
        this.leftOut.push({ cloud, reason: error.details.text });
        this.say(`${cloud} is left out: ${error.details.text}`);
        return [];
      }
    }
    return found;
  }

  /** What was said of the place, which each cloud that is named must know. */
  private placeOf(cloud: Cloud, knows: (input: string) => boolean): Properties {
    const given = placeInputs.filter((input) => this.options[input] !== undefined);
    const strange = this.options.cloud === undefined ? [] : given.filter((input) => !knows(input));
    if (strange.length > 0) throw new Failure(`${strange.map(optionFor).join(", ")}: ${cloud} has none`, 2);
    return Object.fromEntries(given.filter(knows).map((input) => [input, this.options[input]]));
  }

  private tell(found: readonly Found[]): void {
    for (const { type, declaration } of found) {
      if (!declaration) this.say(`${type}: never set`);
      for (const line of declaration?.unmanaged ?? []) this.say(`${type}: ${line}`);
      for (const line of declaration?.differs ?? []) this.say(`${type}: not declared: ${line}`);
    }
  }

  private print(program: string, found: readonly Found[]): void {
    const { out, json } = this.options;
    if (out !== undefined) {
      try {
        writeFileSync(out, program, { flag: "wx" });
      } catch (failure) {
        throw new Failure(`--out: ${(failure as Error).message}`, 2);
      }
    }
    if (json) process.stdout.write(`${JSON.stringify(this.document(program, found), null, 2)}\n`);
    else if (out === undefined) process.stdout.write(program);
  }

  private document(program: string, found: readonly Found[]): object {
    const schedules = found.map(({ type, declaration }) => ({
      type,
      configured: declaration !== undefined,
      declared: declaration !== undefined && declaration.differs.length === 0,
      ...declaration,
    }));
    return { program, schedules, leftOut: this.leftOut };
  }

  private say(line: string): void {
    process.stderr.write(`${line}\n`);
  }
}

/** Whether nothing was asked of a vendor, as there is nothing to ask with. */
function isAbsent({ kind, details }: ScanError): boolean {
  return details.code === undefined && (kind === "Unauthenticated" || details.action === "place");
}
