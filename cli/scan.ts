import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { resource } from "../provider";
import { Context } from "../provider/core/context";
import { asScanError, PartialFailure, ScanError } from "../provider/core/errors";
import { type Findings, type Judged, levels, type ScanResults } from "../provider/core/findings";
import { ended, rulesOf } from "../provider/core/gate";
import type { ImageMap } from "../provider/core/imageSet";
import { type JudgedImage, Judgement } from "../provider/core/judgement";
import { classOf, type Handlers, type Kept } from "../provider/core/resource";
import type { Run } from "../provider/core/task";
import { Failure } from "./failure";
import { exitCodeOf, Interruption, type Signal } from "./interruption";
import { configurationHere, type StackConfiguration, stackOption } from "./pulumiProject";
import { sarifOf } from "./sarif";
import { clouds, optionFor, type ScanInputs, type ScanOptions, scanInputs, worded } from "./scanInputs";
import { jsonOf, type ScanReport, tableOf } from "./scanReport";

const exitCodes = `
Exit codes:
  0    every image passed, or --advisory lets them through
  1    an image has more findings than a limit allows
  2    not scanned: bad input, credentials, a failure of the vendor's, a time-out, or an image without a result,
       whatever was found in the others
  130  interrupted (143 by SIGTERM): the scans that it had started are stopped`;

/** `scan`: the release gate without Pulumi. It scans, waits, judges, and leaves nothing behind. */
export function scanCommand(program: Command): void {
  const scan = program
    .command("scan")
    .description(
      "Scan images and judge what was found, as a ScanGate does: for a pipeline before `pulumi up`.",
    )
    .argument("[reference...]", "images, such as team/api:1.4")
    .addOption(new Option("--cloud <cloud>", "whose scanner").choices(clouds).makeOptionMandatory())
    .option("--local", "images on nodes instead of a registry's (tencentcloud, huaweicloud)")
    .option("--file <path>", "more references, one a line, `#` begins a comment; `-` is the standard input")
    .option("--profile <name>", "whose credentials, of the stack's imageScan:profiles")
    .addOption(stackOption())
    .option("--site <site>", "mainland or international (tencentcloud, alicloud)")
    .option("--region <region>", "the region (huaweicloud)")
    .option("--project-id <id>", "the project in that region (huaweicloud)")
    .option("--enterprise-project-id <id>", "the enterprise project (huaweicloud)");
  for (const level of levels)
    scan.option(
      `${optionFor(`maxFindings.${level}`)} <n>`,
      `the most findings of level ${level} in an image`,
    );
  scan
    .option("--fixable-only", "only vulnerabilities count that can be fixed (tencentcloud, alicloud)")
    .option("--exceptions <file>", "JSON or YAML: a list of { vulnerability, images?, until, reason }")
    .option("--advisory", "images that do not pass are told, and let through")
    .option("--wait-timeout <seconds>", "how long to wait for the scan's end (default: 3600)")
    .option("--queue-timeout <seconds>", "how long to wait for the vendor to take the scan (default: 3600)")
    .option("--json", "print one JSON document")
    .option("--sarif [file]", "print SARIF 2.1.0, or write it to a file")
    .addHelpText("after", exitCodes)
    .action(async (references: string[], options: ScanOptions) => {
      // Whatever ends this process before there is a verdict, it does not open a gate.
      process.exitCode = 2;
      const configuration = await configurationHere(options.stack);
      await new Scan(options, configuration, program.version() ?? "").run(references);
    });
}

class Scan {
  private readonly startedAt = new Date();
  private readonly interruption = new Interruption();
  private readonly context = new Context(
    {
      config: (key) => this.configuration.get(key),
      env: process.env,
      log: (line) => this.say(this.withoutSubject(line)),
      engineIsThere: async () => this.interruption.signal === undefined,
    },
    new Map(),
    this.interruption.clock,
  );
  private inputs: ScanInputs | undefined;
  private handlers: Handlers | undefined;
  /** The task, as an engine would keep it. */
  private kept: Kept | undefined;
  private hasEnded = false;

  constructor(
    private readonly options: ScanOptions,
    private readonly configuration: StackConfiguration,
    private readonly version: string,
  ) {}

  /** Sets the exit code of the process to what was made of the images; a Failure says why nothing was. */
  async run(references: readonly string[]): Promise<void> {
    try {
      this.inputs = await scanInputs(references, this.options, this.context);
      this.interruption.listen(
        (signal) => this.say(`interrupted by ${signal}: stops what this command has started`),
        () => this.say(`not stopped. ${this.goesOn()}`),
      );
      const report = await this.report(this.inputs);
      // The code is set first: whoever reads the output may leave before its end.
      process.exitCode = this.exitCode(report);
      this.print(report);
    } catch (failure) {
      const { signal } = this.interruption;
      if (signal !== undefined) throw await this.interrupted(signal);
      if (failure instanceof Failure) throw failure;
      throw new Failure([this.told(failure), this.goesOn()].filter(Boolean).join(" "), 2);
    }
  }

  private async report({ kind, task, gate }: ScanInputs): Promise<ScanReport> {
    const { handlers, judged } = resource(kind);
    if (!judged) throw new TypeError(`${kind} is no scan task`);
    this.handlers = handlers(this.context);
    this.kept = await this.create(this.handlers, task);
    this.interruption.check();
    const results = this.whileWanted(judged.results(this.context, this.kept.state));
    try {
      await ended(this.context, results, Number(gate.waitTimeoutSeconds), (line) => this.say(line));
    } catch (failure) {
      const isLate = failure instanceof ScanError && failure.details.action === "wait";
      if (!isLate) throw failure;
      return this.timedOut(failure.details.text);
    }
    this.hasEnded = true;
    return await this.judge(results, judged, { kind, task, gate });
  }

  /** Submits the scan. What was submitted before a failure is kept, to be told of. */
  private async create(handlers: Handlers, task: ScanInputs["task"]): Promise<Kept> {
    try {
      return await handlers.create(task);
    } catch (failure) {
      if (failure instanceof PartialFailure) this.kept = { id: failure.id, state: { ...failure.state } };
      throw failure;
    }
  }

  private async judge(results: ScanResults, judged: Judged, { task, gate }: ScanInputs): Promise<ScanReport> {
    const images: JudgedImage[] = [];
    const rules = rulesOf(gate, this.context.clock.now());
    // Everything that the vendor counts is told of, be it limited or not.
    const judgement = await Judgement.of(results.images(judged.levels), rules, {
      named: task.images as ImageMap,
      each: (image) => void images.push(image),
    });
    const refusal = await judgement.refusal();
    const { totalImages, scannedImages, refusedImages, findings, status, pinned } = judgement;
    return {
      verdict: refusal === undefined ? "passed" : "refused",
      status,
      totalImages,
      scannedImages,
      refusedImages,
      findings,
      pinned: refusal === undefined || this.options.advisory ? pinned : {},
      task: this.scans(),
      images,
      exceptionsUnused: rules.exceptions.unused(),
      refusal: refusal?.text,
      unscanned: images.filter((image) => !isScanned(image, rules.maxFindings)).length,
    };
  }

  private timedOut(text: string): ScanReport {
    const total = Object.keys((this.kept?.state.images ?? {}) as ImageMap).length;
    return {
      verdict: "refused",
      status: "timedOut",
      totalImages: total,
      scannedImages: 0,
      refusedImages: total,
      findings: {},
      pinned: {},
      task: this.scans(),
      images: [],
      exceptionsUnused: [],
      refusal: `${text}. ${this.goesOn()}`,
      unscanned: total,
    };
  }

  private exitCode({ unscanned, verdict }: ScanReport): 0 | 1 | 2 {
    if (verdict === "passed" || this.options.advisory) return 0;
    return unscanned > 0 ? 2 : 1;
  }

  private print(report: ScanReport): void {
    const { json, sarif } = this.options;
    const { exceptionsUnused, images } = report;
    if (exceptionsUnused.length > 0)
      this.say(`exceptions that excuse nothing: ${exceptionsUnused.join(", ")}`);
    // A document has the standard output for itself.
    const isDocument = json !== undefined || sarif === true;
    (isDocument ? process.stderr : process.stdout).write(tableOf(report));
    if (json) process.stdout.write(jsonOf(report));
    // A document without an image would tell a code host that every alert is closed.
    if (sarif === undefined || images.length === 0) return;
    const text = sarifOf(images, {
      version: this.version,
      startedAt: this.startedAt,
      finishedAt: new Date(),
    });
    if (sarif === true) process.stdout.write(text);
    else this.write(sarif, text);
  }

  private write(file: string, text: string): void {
    try {
      writeFileSync(file, text);
    } catch (failure) {
      throw new Failure(`--sarif: ${(failure as Error).message}`, 2);
    }
  }

  /** Stops what this command has started. */
  private async interrupted(signal: Signal): Promise<Failure> {
    const code = exitCodeOf(signal);
    if (!this.kept || !this.handlers || this.scans().runs.length === 0)
      return new Failure("interrupted: no scan had been started", code);
    try {
      await this.handlers.delete(this.kept.id, this.kept.state);
      return new Failure("interrupted", code);
    } catch (failure) {
      return new Failure(`${this.told(failure)} ${this.goesOn()}`, code);
    }
  }

  /** The results until a signal comes. */
  private whileWanted(results: ScanResults): ScanResults {
    const { interruption } = this;
    return {
      async progress() {
        interruption.check();
        const progress = await results.progress();
        interruption.check();
        return progress;
      },
      async *images(counted) {
        for await (const image of results.images(counted)) {
          interruption.check();
          yield image;
        }
      },
    };
  }

  /** What the vendor goes on with when this command ends here; nothing before it has taken a scan. */
  private goesOn(): string {
    const { runs, followed } = this.scans();
    if (this.hasEnded || (runs.length === 0 && followed.length === 0)) return "";
    const ids = runs.flatMap(({ taskIds }) => taskIds);
    const name = ids.length === 0 ? "" : ` (${ids.length === 1 ? "task" : "tasks"} ${ids.join(", ")})`;
    return `The scan goes on at the vendor${name}: while it does, the same command follows it.`;
  }

  private scans(): {
    readonly taskId?: string;
    readonly runs: readonly Run[];
    readonly followed: readonly string[];
  } {
    const {
      taskId,
      runs = [],
      followed = [],
    } = (this.kept?.state ?? {}) as {
      taskId?: string;
      runs?: readonly Run[];
      followed?: readonly string[];
    };
    return { ...(taskId === undefined ? {} : { taskId }), runs, followed };
  }

  private told(failure: unknown): string {
    const error = failure instanceof PartialFailure ? failure.reason : asScanError(failure, "scan");
    return worded(error.message, this.options.cloud);
  }

  /** A line of a resource's without the resource: there is only one, and nobody has named it. */
  private withoutSubject(line: string): string {
    const subject = [this.inputs?.kind ?? "", "scanGate"]
      .filter(Boolean)
      .map((kind) => classOf(resource(kind).description));
    return worded(
      line.replace(new RegExp(`^(${subject.join("|")})( (scan|gate)-\\S+)?: `), ""),
      this.options.cloud,
    );
  }

  private say(line: string): void {
    process.stderr.write(`${line}\n`);
  }
}

/** Whether what is limited has been looked for in an image. */
function isScanned({ findings }: JudgedImage, limits: Findings): boolean {
  return (
    findings !== undefined &&
    levels.every((level) => limits[level] === undefined || findings[level] !== undefined)
  );
}
