import { readFileSync, writeFileSync } from "node:fs";
import { text as textOf } from "node:stream/consumers";
import { type Command, InvalidArgumentError, Option } from "commander";
import { Context } from "../provider/core/context";
import { Failure } from "./failure";
import { projectAround, pulumi, StackConfiguration } from "./pulumiProject";
import { type Live, readLive } from "./report/live";
import { markdownOf } from "./report/markdown";
import { pageOf } from "./report/page";
import { type StackReport, stackReport } from "./report/stackReport";
import { type StackState, stackState } from "./report/stackState";
import { headline } from "./report/words";

const formats = ["markdown", "json", "html"] as const;
const failures = ["stale", "drift", "expired", "refused"] as const;
type Fault = (typeof failures)[number];

/** How many images each form lists without `--all`. */
const listed: Readonly<Record<(typeof formats)[number], number>> = { markdown: 50, json: 1000, html: 500 };

const exitCodes = `
Exit codes:
  0  the report was made
  1  the report was made, and something is as --fail-on says
  2  no report: asked for wrongly, or the state cannot be read`;

interface ReportOptions {
  readonly stackFile?: string;
  readonly stack?: string;
  readonly live?: true;
  readonly format?: (typeof formats)[number];
  readonly json?: true;
  readonly out?: string;
  readonly staleDays: number;
  readonly failOn: readonly Fault[];
  readonly all?: true;
  readonly at?: number;
}

/** `report`: which images of a stack are scanned by what and when, and what is wrong with that. */
export function reportCommand(program: Command): void {
  program
    .command("report")
    .description("Report which images of a stack are scanned by what and when, and what was found.")
    .option("--stack-file <path>", "what `pulumi stack export` has printed; `-` is the standard input")
    .option("--stack <name>", "the stack of the Pulumi project here (default: the one that is selected)")
    .option("--live", "ask the vendors, too: drift, last and next runs, findings now; changes nothing")
    .addOption(new Option("--format <format>", "of the report (default: markdown)").choices(formats))
    .option("--json", "the same as --format json")
    .option("--out <file>", "write the report to a file")
    .addOption(
      new Option("--stale-days <days>", "after how many days a scan is stale").argParser(days).default(30),
    )
    .addOption(
      new Option("--fail-on <what>", `exit with 1 on any of: ${failures.join(", ")}`)
        .argParser(faults)
        .default([], "nothing"),
    )
    .option("--all", "list every image")
    .addOption(new Option("--at <moment>", "as of a moment in ISO 8601 (default: now)").argParser(moment))
    .addHelpText("after", exitCodes)
    .action(report);
}

async function report(options: ReportOptions): Promise<void> {
  const { format = options.json ? "json" : "markdown", staleDays, failOn, at = Date.now() } = options;
  if (options.json && format !== "json")
    throw new Failure(`--json: \`--format ${format}\` says otherwise`, 2);
  if (failOn.includes("drift") && !options.live)
    throw new Failure("--fail-on drift: only the vendors can tell, so that it needs `--live`", 2);
  const state = await stateOf(options);
  const live = options.live && (await liveOf(state, options));
  const made = stackReport(state, { now: at, staleDays, live });
  const text = { markdown: markdownOf, json: jsonOf, html: pageOf }[format](
    options.all ? made : shortened(made, listed[format]),
  );
  const faulty = failOn.filter((fault) => has[fault](made));
  // The code is known before the output: whoever reads that may leave before its end.
  if (faulty.length > 0) process.exitCode = 1;
  if (options.out === undefined) process.stdout.write(text);
  else {
    write(options.out, text);
    for (const line of headline(made)) process.stderr.write(`${line}\n`);
  }
  if (faulty.length > 0) process.stderr.write(`--fail-on: ${faulty.join(", ")}\n`);
}

/** What `--fail-on` may name, and whether it is so. What could not be read is not known to be without drift. */
const has: Readonly<Record<Fault, (report: StackReport) => boolean>> = {
  stale: ({ summary: { images } }) => images.stale + images.uncovered > 0,
  drift: ({ summary: { drift = 0, unread = 0 } }) => drift + unread > 0,
  expired: ({ summary }) => summary.exceptionsExpired > 0,
  refused: ({ summary }) => summary.gatesRefused > 0,
};

async function stateOf({ stackFile, stack }: ReportOptions): Promise<StackState> {
  if (stackFile !== undefined) {
    if (stackFile === "-") return stackState(await textOf(process.stdin), "the standard input");
    return stackState(contentOf(stackFile), stackFile);
  }
  const project = projectAround(process.cwd());
  if (project === undefined)
    throw new Failure(
      "no Pulumi project is here: give `--stack-file`, of what `pulumi stack export` prints",
      2,
    );
  const which = stack === undefined ? [] : ["--stack", stack];
  const printed = await pulumi(["stack", "export", "--non-interactive", ...which], project);
  if ("problem" in printed) throw new Failure(`pulumi stack export: ${printed.problem}`, 2);
  return stackState(printed.stdout, "what `pulumi stack export` prints");
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (failure) {
    throw new Failure(`--stack-file: ${(failure as Error).message}`, 2);
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (failure) {
    throw new Failure(`--out: ${(failure as Error).message}`, 2);
  }
}

/** What the vendors say. A state from a file may be of another project than the one here, unless `--stack` names it. */
async function liveOf(
  { resources }: StackState,
  { stackFile, stack }: ReportOptions,
): Promise<ReadonlyMap<string, Live>> {
  const project = stackFile === undefined || stack !== undefined ? projectAround(process.cwd()) : undefined;
  if (stack !== undefined && project === undefined)
    throw new Failure("--stack: no Pulumi project is here, whose configuration could be read", 2);
  const configuration =
    project === undefined ? StackConfiguration.none : await StackConfiguration.of(project, stack);
  if ("problem" in configuration) throw new Failure(`pulumi config: ${configuration.problem}`, 2);
  const context = new Context({
    config: (key) => configuration.get(key),
    env: process.env,
    // What handlers tell is about updates, and this is none.
    log: () => {},
    engineIsThere: async () => true,
  });
  return await readLive(resources, context);
}

function jsonOf(report: StackReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function shortened(report: StackReport, most: number): StackReport {
  const { images } = report;
  return { ...report, images: images.slice(0, most), imagesLeftOut: Math.max(0, images.length - most) };
}

function days(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number of days.");
}

function moment(text: string): number {
  const time = Date.parse(text);
  if (/^\d{4}-\d\d-\d\d(T.*Z)?$/.test(text) && !Number.isNaN(time)) return time;
  throw new InvalidArgumentError("It is a moment such as 2026-03-01 or 2026-03-01T12:00:00Z.");
}

function faults(text: string, before: readonly Fault[]): readonly Fault[] {
  const names = text.split(",").map((one) => one.trim());
  const wrong = names.filter((one) => !failures.includes(one as Fault));
  if (wrong.length > 0) throw new InvalidArgumentError(`Allowed are ${failures.join(", ")}.`);
  return [...new Set([...before, ...(names as Fault[])])];
}
