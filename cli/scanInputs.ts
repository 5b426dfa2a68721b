import { accessSync, constants, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { kinds, resource } from "../provider";
import type { Context } from "../provider/core/context";
import { type Level, levels } from "../provider/core/findings";
import type { CheckFailure, Resource } from "../provider/core/resource";
import type { Properties } from "../provider/core/wire";
import { Failure } from "./failure";

export const clouds = ["tencentcloud", "alicloud", "huaweicloud"] as const;
export type Cloud = (typeof clouds)[number];

/** The inputs of tasks that say whose images are meant, and where: each cloud has some of them. */
export const placeInputs = ["profile", "site", "region", "projectId", "enterpriseProjectId"] as const;

/** The environment's names for the keys of a cloud. */
const keyVariables: Readonly<Record<Cloud, string>> = {
  tencentcloud: "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
  alicloud: "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET",
  huaweicloud: "HW_ACCESS_KEY and HW_SECRET_KEY",
};

/** What stands on the command line, as it stands there. */
export type ScanOptions = {
  readonly cloud: Cloud;
  readonly stack?: string;
  readonly local?: true;
  readonly file?: string;
  readonly fixableOnly?: true;
  readonly exceptions?: string;
  readonly advisory?: true;
  readonly waitTimeout?: string;
  readonly queueTimeout?: string;
  readonly json?: true;
  readonly sarif?: string | true;
} & { readonly [P in (typeof placeInputs)[number]]?: string } & {
  readonly [L in Level as `max${Capitalize<L>}`]?: string;
};

/** What is to be scanned, and what each image must satisfy: the inputs of a task and of a gate, found right. */
export interface ScanInputs {
  readonly kind: string;
  readonly task: Properties;
  readonly gate: Properties;
}

/** A reference, and where it was read if that was in a file: `images.txt:7`. */
interface Given {
  readonly reference: string;
  readonly place?: string;
}

/** The option that gives an input, or a part of one. */
export function optionFor(path: string): string {
  const renamed = path.replace(/TimeoutSeconds$/, "Timeout").replace(/^maxFindings\.(\w)/, "max-$1");
  return `--${renamed.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function maxOption(level: Level): `max${Capitalize<Level>}` {
  return `max${level.charAt(0).toUpperCase()}${level.slice(1)}` as `max${Capitalize<Level>}`;
}

/** How a message of the provider's reads to somebody who writes no program. */
export function worded(message: string, cloud: Cloud): string {
  return message
    .replace(/`(maxFindings\.\w+|\w+TimeoutSeconds)`/g, (_, input: string) => `\`${optionFor(input)}\``)
    .replace(/; taken from .* else the environment's /, "; else taken from the environment's ")
    .replace(/\b(this|the) update\b/g, "$1 command")
    .replace(/Set \w+ and \w+ in the environment, or name a `profile` of imageScan:profiles\./, () =>
      environmentOf(cloud),
    );
}

function environmentOf(cloud: Cloud): string {
  return `Set ${keyVariables[cloud]} in the environment, or name with --profile one of imageScan:profiles of a stack.`;
}

/** Reads and checks everything that a scan is asked for with; a Failure names all that is wrong, before any call. */
export async function scanInputs(
  references: readonly string[],
  options: ScanOptions,
  context: Context,
): Promise<ScanInputs> {
  const { cloud } = options;
  const problems: string[] = [];
  const kind = kindOf(options, problems);
  const scans = resource(kind);
  const given = await givenImages(references, options, problems);
  const exceptions = await exceptionsIn(options, problems);
  wrongOutput(options, problems);

  const task = scans.handlers(context).check(
    {},
    {
      images: given.map(({ reference }) => reference),
      ...placeOf(options, scans, problems),
      ...(options.queueTimeout === undefined ? {} : { queueTimeoutSeconds: number(options.queueTimeout) }),
    },
  );
  const gate = resource("scanGate")
    .handlers(context)
    .check(
      {},
      {
        task: { kind, ...task.inputs },
        ...limitsOf(options),
        ...(options.fixableOnly ? { fixableOnly: true } : {}),
        ...(exceptions === undefined ? {} : { exceptions }),
        ...(options.advisory ? { enforcementLevel: "advisory" } : {}),
        ...(options.waitTimeout === undefined ? {} : { waitTimeoutSeconds: number(options.waitTimeout) }),
      },
    );
  const found = given.length === 0 ? task.failures.filter((one) => !isAbout("images", one)) : task.failures;
  for (const one of [...found, ...gate.failures]) problems.push(toldFailure(one, given, cloud));
  if (problems.length > 0) throw new Failure(problemsTold(problems), 2);
  return { kind, task: task.inputs, gate: gate.inputs };
}

function kindOf({ cloud, local }: ScanOptions, problems: string[]): string {
  const kind = `${cloud}/localScanTask`;
  if (local && kinds.includes(kind)) return kind;
  if (local) {
    const others = clouds.filter((one) => kinds.includes(`${one}/localScanTask`));
    problems.push(`--local: ${cloud} scans no images on nodes, but ${others.join(" and ")} do`);
  }
  return `${cloud}/registryScanTask`;
}

async function givenImages(
  references: readonly string[],
  { file }: ScanOptions,
  problems: string[],
): Promise<readonly Given[]> {
  const given: Given[] = references.map((reference) => ({ reference }));
  const text = file === undefined ? "" : await contentOf("--file", file, problems);
  if (text === undefined) return given;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const reference = line.replace(/(^|\s)#.*$/, "").trim();
    if (reference !== "") given.push({ reference, place: `${file === "-" ? "stdin" : file}:${index + 1}` });
  }
  if (given.length === 0) problems.push("no image is named: give references, or `--file`");
  return given;
}

/** What a file holds, or standard input where that is asked for. */
async function contentOf(option: string, file: string, problems: string[]): Promise<string | undefined> {
  try {
    const text = file === "-" ? await textOf(process.stdin) : readFileSync(file, "utf8");
    return text.replace(/^\uFEFF/, "");
  } catch (failure) {
    problems.push(`${option}: ${(failure as Error).message}`);
    return undefined;
  }
}

/** The list in the file of exceptions; undefined where there is none, or nothing in it. */
async function exceptionsIn(
  { exceptions: file }: ScanOptions,
  problems: string[],
): Promise<readonly unknown[] | undefined> {
  if (file === undefined) return undefined;
  const text = await contentOf("--exceptions", file, problems);
  if (text === undefined) return undefined;
  let list: unknown;
  try {
    // JSON is YAML, too.
    list = (require("yaml") as typeof import("yaml")).parse(text);
  } catch (failure) {
    problems.push(
      `--exceptions: ${file} is neither JSON nor YAML: ${(failure as Error).message.split("\n")[0]}`,
    );
    return undefined;
  }
  if (list === null || (Array.isArray(list) && list.length === 0)) return undefined;
  if (Array.isArray(list)) return list as readonly unknown[];
  problems.push(`--exceptions: ${file} is not a list of \`{ vulnerability, images?, until, reason }\``);
  return undefined;
}

/** Two documents cannot share one stream; and what follows `--sarif` may have been meant as an image. */
function wrongOutput({ json, sarif }: ScanOptions, problems: string[]): void {
  if (sarif === true) {
    if (json) problems.push("--sarif: name a file, as `--json` takes the standard output");
    return;
  }
  if (sarif === undefined) return;
  if (!/\.(sarif|json)$/.test(sarif)) {
    problems.push(`--sarif: "${sarif}" is no file \`*.sarif\` or \`*.json\``);
    return;
  }
  try {
    accessSync(dirname(sarif), constants.W_OK);
  } catch (failure) {
    problems.push(`--sarif: ${(failure as Error).message}`);
  }
}

function placeOf(options: ScanOptions, { description }: Resource, problems: string[]): Properties {
  const has = (input: string): boolean => input in description.fields;
  const given = placeInputs.filter((input) => options[input] !== undefined);
  const known = placeInputs.filter(has).map(optionFor);
  for (const input of given.filter((one) => !has(one)))
    problems.push(`${optionFor(input)}: ${options.cloud} has none, but ${known.join(", ")}`);
  return Object.fromEntries(given.filter(has).map((input) => [input, options[input]]));
}

function limitsOf(options: ScanOptions): Properties {
  const limits = levels.flatMap((level) => {
    const most = options[maxOption(level)];
    return most === undefined ? [] : [[level, number(most)]];
  });
  return limits.length === 0 ? {} : { maxFindings: Object.fromEntries(limits) };
}

/** A number as the command line has it; anything else stays as it is, for the check to refuse. */
function number(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function isAbout(input: string, { property, reason }: CheckFailure): boolean {
  return property === input || (property === "" && reason.startsWith(`${input}:`));
}

/** A failure of a check by the name of the option, or of the image, that it is about. */
function toldFailure({ property, reason }: CheckFailure, given: readonly Given[], cloud: Cloud): string {
  const [, path = "", why = ""] =
    property === "" ? (/^(.*?): (.*)$/s.exec(reason) ?? []) : [reason, property, reason];
  const [, index] = /^images\[(\d+)\]/.exec(path) ?? [];
  const image = given[Number(index)];
  if (image) return `${image.place === undefined ? "" : `${image.place}: `}${why}`;
  const [, member] = /^exceptions(\[.*)$/.exec(path) ?? [];
  if (member !== undefined) return `--exceptions: ${member} ${why}`;
  const hint = path === "profile" ? `. ${environmentOf(cloud)}` : "";
  return `${optionFor(path)}: ${worded(why, cloud)}${hint}`;
}

function problemsTold(problems: readonly string[]): string {
  if (problems.length === 1) return `${problems[0]}`;
  return `${problems.length} things are wrong:${problems.map((one) => `\n  ${one}`).join("")}`;
}
