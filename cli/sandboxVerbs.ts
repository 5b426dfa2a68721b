import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { FAULT_KINDS } from "../sandbox/faults";
import { isJsonObject, type Json, type JsonObject, printJson } from "../sandbox/json";
import { CLOUDS, type Cloud } from "../sandbox/vendor";
import { collectAssignment } from "./assignment";
import { askSandbox } from "./runningSandbox";
import { shownFaults, shownRequests, shownResult, shownScans, shownSetting, shownState } from "./sandboxText";

type Assignments = Readonly<Record<string, Json>>;

interface AccountOption {
  readonly account?: string;
  readonly json?: true;
}

interface CloudOption extends AccountOption {
  readonly cloud: Cloud;
}

/** What somebody in a console can edit, each with where the control endpoint has it. */
const EDITABLE: Readonly<Record<string, string>> = {
  registrySchedule: "tencentcloud/registrySchedule",
  localSchedule: "tencentcloud/localSchedule",
  cycleTask: "alicloud/cycleTasks",
  scannerPolicy: "huaweicloud/scannerPolicy",
};

/** Each cloud's word for the namespace of an image. */
const NAMESPACE: Readonly<Record<Cloud, string>> = {
  tencentcloud: "Namespace",
  alicloud: "RepoNamespace",
  huaweicloud: "namespace",
};

const FINDINGS =
  'such as critical=1 malware=2; by name vulnerabilities=\'[{"CVEID":"CVE-2026-1234","Level":"3"}]\', in the vendor\'s ' +
  "words (alicloud: Name, Necessity; huaweicloud: vul_id, repair_necessity); or error=ConnFailed";

const whichCloud = () => new Option("--cloud <cloud>", "whose").choices([...CLOUDS]).default("tencentcloud");

/** The verbs that steer a running sandbox. */
export function sandboxVerbs(sandbox: Command): void {
  showVerb(sandbox);
  editVerb(sandbox);
  imageVerbs(sandbox);
  scansVerb(sandbox);
  faultVerb(sandbox);
  requestsVerb(sandbox);
}

function showVerb(sandbox: Command): void {
  sandbox
    .command("show")
    .description("What is in it: the settings and images of each account, and the faults that wait.")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const state = await askSandbox("GET", "state");
      print(state, json, shownState);
    });
}

function editVerb(sandbox: Command): void {
  sandbox
    .command("edit")
    .description("Change a schedule the way somebody in the vendor's console would.")
    .addArgument(new Argument("<schedule>").choices(Object.keys(EDITABLE)))
    .argument(
      "<field=value...>",
      "fields by the vendor's names; a value is JSON where it parses as such",
      collectAssignment,
    )
    .option("--id <ConfigId>", "which cycle task, when there are several")
    .option("--account <number>", "whose it is; the first account's if not said")
    .option("--json", "print the whole setting as JSON")
    .action(async (schedule: string, fields: Assignments, options: AccountOption & { id?: string }) => {
      const { account, json, id } = options;
      const path = `${EDITABLE[schedule]}${queryOf({ account, id })}`;
      const setting = await askSandbox("PATCH", path, fields);
      print(setting, json, (fields) => [`${schedule}: ${shownSetting(fields)}`]);
    });
}

function imageVerbs(sandbox: Command): void {
  const image = sandbox
    .command("image")
    .description("Push, delete or move images of the registries, and say what is in them.");
  const verb = (name: string, description: string) =>
    image
      .command(name)
      .description(description)
      .argument("<image>", "namespace/name:tag, or its id")
      .addOption(whichCloud())
      .option("--account <number>", "whose it is; the first account's if not said")
      .option("--json", "print the image as JSON");

  image
    .command("add")
    .description("Push an image.")
    .argument("<image>", "namespace/name:tag; with --count, the namespace")
    .argument("[field=value...]", "its other fields, by the vendor's names", collectAssignment)
    .option("--count <number>", "push so many images to the namespace", integer)
    .addOption(whichCloud())
    .option("--account <number>", "whose it is; the first account's if not said")
    .option("--json", "print the image as JSON")
    .action(
      async (name: string, fields: Assignments | undefined, options: CloudOption & { count?: number }) => {
        const { cloud, account, json, count } = options;
        const what = count === undefined ? { image: name } : { count, [NAMESPACE[cloud]]: name };
        // An optional variadic argument that is absent is an empty array, whatever collects it.
        const more = isJsonObject(fields) ? fields : {};
        const path = `${cloud}/registryImages${queryOf({ account })}`;
        print(await askSandbox("POST", path, { ...more, ...what }), json, shownResult);
      },
    );
  verb("remove", "Delete an image.").action(async (which: string, { cloud, account, json }: CloudOption) => {
    const path = `${cloud}/registryImages${queryOf({ image: which, account })}`;
    print(await askSandbox("DELETE", path), json, shownResult);
  });
  verb("move", "Push another digest under an image's tag.")
    .option("--digest <sha256:...>", "which; any other if not said")
    .action(async (which: string, { cloud, account, json, digest }: CloudOption & { digest?: string }) => {
      const path = `${cloud}/registryImages${queryOf({ image: which, account })}`;
      const body = digest === undefined ? {} : { digest };
      print(await askSandbox("PATCH", path, body), json, shownResult);
    });
  image
    .command("findings")
    .description("Say what scans of an image find from now on, or why they fail.")
    .argument("<image>", "namespace/name:tag, or its id")
    .argument("<kind=count...>", FINDINGS, collectAssignment)
    .addOption(whichCloud())
    .option("--account <number>", "whose it is; the first account's if not said")
    .option("--json", "print the image as JSON")
    .action(async (which: string, findings: Assignments, { cloud, account, json }: CloudOption) => {
      const path = `${cloud}/registryFindings${queryOf({ image: which, account })}`;
      print(await askSandbox("PUT", path, findings), json, shownResult);
    });
}

function scansVerb(sandbox: Command): void {
  sandbox
    .command("scans")
    .description("Finish, hold or release the scans that run; without a verb, show the newest.")
    .addArgument(new Argument("[verb]").choices(["finish", "hold", "release"]))
    .addOption(whichCloud())
    .option("--account <number>", "whose they are; the first account's if not said")
    .option("--json", "print the scans as JSON")
    .action(async (verb: string | undefined, { cloud, account, json }: CloudOption) => {
      const path = `${cloud}/scans${queryOf({ account })}`;
      const scans = verb ? await askSandbox("POST", path, { verb }) : await askSandbox("GET", path);
      print(scans, json, shownScans);
    });
}

function faultVerb(sandbox: Command): void {
  sandbox
    .command("fault")
    .description("Let the next request fail; without a kind, show the faults that wait.")
    .addArgument(new Argument("[kind]").choices([...FAULT_KINDS]))
    .option("--action <name>", "only requests for this action")
    .addOption(new Option("--cloud <cloud>", "only requests to this cloud").choices([...CLOUDS]))
    .option("--times <number>", "how many requests it meets", integer)
    .option("--delay-ms <number>", "how long the answer is kept back", integer)
    .option("--code <code>", "the vendor's error code, for kinds error and failureIn200")
    .option("--message <text>", "the vendor's text, for kinds error and failureIn200")
    .option("--clear", "drop the faults that wait")
    .option("--json", "print the faults that wait as JSON")
    .action(async (kind: string | undefined, options: JsonObject & { clear?: true; json?: true }) => {
      const { clear, json, ...fault } = options;
      if (clear) await askSandbox("DELETE", "faults");
      const waiting = kind
        ? await askSandbox("POST", "faults", { kind, ...fault })
        : await askSandbox("GET", "faults");
      print(waiting, json, shownFaults);
    });
}

function requestsVerb(sandbox: Command): void {
  sandbox
    .command("requests")
    .description("The requests that it has seen, oldest first.")
    .option("--last <number>", "only so many of the newest", integer)
    .option("--json", "as JSON, with their bodies")
    .action(async ({ last, json }: { last?: number; json?: true }) => {
      const path = `requests${queryOf({ last: last === undefined ? undefined : String(last) })}`;
      print(await askSandbox("GET", path), json, shownRequests);
    });
}

function print(value: Json, json: true | undefined, shown: (value: Json) => string[]): void {
  process.stdout.write(
    json
      ? `${printJson(value, 2)}\n`
      : shown(value)
          .map((line) => `${line}\n`)
          .join(""),
  );
}

function integer(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Not a number.");
  return Number(text);
}

function queryOf(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
