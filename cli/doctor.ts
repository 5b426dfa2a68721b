import { type Command, Option } from "commander";
import { examiner, kinds, resource } from "../provider";
import { Context, type Host } from "../provider/core/context";
import type { Diagnosis } from "../provider/core/diagnosis";
import { asScanError } from "../provider/core/errors";
import { areAbsent, examine } from "../provider/core/examination";
import { profilesWith } from "../provider/core/profile";
import { type ExaminedAccount, isHealthy, jsonOf, tableOf, wantsColours } from "./doctorReport";
import { Failure } from "./failure";
import { examineMachine } from "./machine";
import { projectAround, StackConfiguration } from "./pulumiProject";
import { type Cloud, clouds, optionFor } from "./scanInputs";

const exitCodes = `
Exit codes:
  0  nothing is wrong
  1  something is wrong: its row says what to do
  2  bad options, or no credentials at all`;

const placeInputs = ["site", "region", "projectId", "enterpriseProjectId"] as const;

type DoctorOptions = {
  readonly cloud?: readonly Cloud[];
  readonly profile?: string;
  readonly allProfiles?: true;
  readonly stack?: string;
  readonly json?: true;
} & { readonly [P in (typeof placeInputs)[number]]?: string };

/** A vendor that answers neither now nor in these has something that a report should say. */
const deadlines = { requestMs: 10_000, callMs: 3_000 };

/** `doctor`: whether what the resources need is there. It reads, and changes nothing anywhere. */
export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "See whose credentials are found, what they may do, what is left of licences and quota, and which schedules are " +
        "on. Changes nothing.",
    )
    .addOption(
      new Option("--cloud <cloud...>", "only these (default: each with credentials)").choices(clouds),
    )
    .addOption(
      new Option("--profile <name>", "whose credentials (default: `imageScan:profile`, else `default`)"),
    )
    .addOption(
      new Option("--all-profiles", "every profile of the stack's configuration, and `default`").conflicts(
        "profile",
      ),
    )
    .option("--stack <name>", "the stack whose configuration counts (default: the one that is selected)")
    .option("--site <site>", "mainland or international (tencentcloud, alicloud)")
    .option("--region <region>", "the region (huaweicloud)")
    .option("--project-id <id>", "the project in that region (huaweicloud)")
    .option("--enterprise-project-id <id>", "the enterprise project (huaweicloud)")
    .option("--json", "print one JSON document")
    .addHelpText("after", exitCodes)
    .action(async (options: DoctorOptions) => {
      await doctor(options);
    });
}

async function doctor(options: DoctorOptions): Promise<void> {
  const project = projectAround(process.cwd());
  const machine = [...(await examineMachine(project))];
  const configuration = await configurationOf(project, options, machine);
  const host: Host = {
    config: (key) => configuration.get(key),
    env: process.env,
    log: (line) => void process.stderr.write(`${line}\n`),
    engineIsThere: async () => true,
  };
  const accounts = await Promise.all(accountsOf(host, options).map((one) => examined(host, one, options)));
  const present = accounts.filter((one) => options.cloud || !areAbsent(one.diagnoses));
  if (present.every(({ diagnoses }) => areAbsent(diagnoses))) throw nothingToExamine(accounts);
  const report = { machine, accounts: present };
  // The code is set first: whoever reads the output may leave before its end.
  const all = [machine, ...present.map(({ diagnoses }) => diagnoses)].flat();
  process.exitCode = isHealthy(all) ? 0 : 1;
  const { stdout } = process;
  stdout.write(options.json ? jsonOf(report) : tableOf(report, wantsColours(stdout, process.env)));
}

/** The stack's configuration, where there is one; that it cannot be read, or shows secrets, is noted. */
async function configurationOf(
  project: string | undefined,
  { stack }: DoctorOptions,
  machine: Diagnosis[],
): Promise<StackConfiguration> {
  if (project === undefined) {
    if (stack !== undefined) throw new Failure("--stack: there is no Pulumi.yaml here or above", 2);
    return StackConfiguration.none;
  }
  const row = { about: "machine", name: "configuration" } as const;
  const found = await StackConfiguration.of(project, stack);
  if (!(found instanceof StackConfiguration)) {
    if (stack !== undefined) throw new Failure(`--stack: ${found.problem}`, 2);
    const remedy = "Select a stack with `pulumi stack select`, or name one with `--stack`.";
    machine.push({ ...row, status: "untried", text: `no stack's is read: ${found.problem}`, remedy });
    return StackConfiguration.none;
  }
  const plain = found.plainSecrets();
  if (plain.length === 0) {
    machine.push({ ...row, status: "ok", text: "of the stack: is read, and shows no secret" });
    return found;
  }
  const remedy = "Set it again with `pulumi config set --secret`, and the keys anew at the vendor.";
  const text = `credentials stand unencrypted under ${plain.join(", ")}`;
  machine.push({ ...row, status: "failed", text, remedy });
  return found;
}

/** Whom to examine, before anybody knows whether there are credentials. */
function accountsOf(host: Host, options: DoctorOptions): { cloud: Cloud; profile: string }[] {
  const { cloud: asked, allProfiles, profile = host.config("imageScan:profile") ?? "default" } = options;
  const named = (cloud: Cloud): readonly string[] => {
    try {
      return profilesWith(host, cloud);
    } catch (failure) {
      throw new Failure(asScanError(failure, "imageScan:profiles").message, 2);
    }
  };
  const accounts = (asked ?? clouds).flatMap((cloud) => {
    const profiles = allProfiles ? [...new Set([...named(cloud), "default"])] : [profile];
    const isThere = (one: string): boolean => one === "default" || named(cloud).includes(one);
    // Of a cloud that was asked for by name, a profile that is not there is a finding.
    return profiles.filter((one) => asked || isThere(one)).map((one) => ({ cloud, profile: one }));
  });
  if (accounts.length > 0) return accounts;
  const there = [...new Set(clouds.flatMap(named))];
  const hint = there.length === 0 ? "" : `; there: ${there.join(", ")}`;
  throw new Failure(
    `--profile: the stack's \`imageScan:profiles\` has no ${JSON.stringify(profile)}${hint}`,
    2,
  );
}

async function examined(
  host: Host,
  { cloud, profile }: { readonly cloud: Cloud; readonly profile: string },
  options: DoctorOptions,
): Promise<ExaminedAccount> {
  const asks = examiner(cloud);
  const place = Object.fromEntries(
    placeInputs.flatMap((input) => {
      const value = options[input];
      if (value === undefined) return [];
      if (input in asks.fields) return [[input, value]];
      if (!options.cloud) return [];
      throw new Failure(`${optionFor(input)}: ${cloud} has none`, 2);
    }),
  );
  const resources = kinds.filter((kind) => kind.startsWith(`${cloud}/`)).map(resource);
  // Each of its own: what one account answers is nothing to another.
  const context = new Context(host, new Map(), undefined, deadlines);
  return { cloud, profile, diagnoses: await examine(context, asks, resources, { profile, ...place }) };
}

function nothingToExamine(accounts: readonly ExaminedAccount[]): Failure {
  const remedies = accounts.map(({ cloud, diagnoses }) => `\n  ${cloud}: ${diagnoses[0]?.remedy ?? ""}`);
  return new Failure(`no credentials were found.${[...new Set(remedies)].join("")}`, 2);
}
