import { type Command, InvalidArgumentError, Option } from "commander";
import { READINGS as ALICLOUD_READINGS } from "../sandbox/alicloud/assumptions";
import { READINGS as HUAWEICLOUD_READINGS } from "../sandbox/huaweicloud/assumptions";
import { type RequestEntry, type Sandbox, type Site, startSandbox } from "../sandbox/index";
import { READINGS as TENCENTCLOUD_READINGS } from "../sandbox/tencentcloud/assumptions";
import { CLOUDS, type Cloud } from "../sandbox/vendor";
import { Failure } from "./failure";
import { requestLine } from "./requestLine";
import { sandboxVerbs } from "./sandboxVerbs";

interface Options {
  readonly port: number;
  readonly site: Site;
  readonly secondsPerImage: number;
  readonly assume?: Assumed;
}

/** The readings of each cloud's open points that the command line names. */
type Assumed = { readonly [C in Cloud]?: Readonly<Record<string, string>> };

/** The open points of each cloud. Those of Tencent Cloud are named as they are, the others after their cloud and a dot. */
const READINGS: Readonly<Record<Cloud, Readonly<Record<string, readonly string[]>>>> = {
  tencentcloud: TENCENTCLOUD_READINGS,
  alicloud: ALICLOUD_READINGS,
  huaweicloud: HUAWEICLOUD_READINGS,
};

/** Every open point, by its name on the command line. */
const POINTS = new Map(
  CLOUDS.flatMap((cloud) =>
    Object.entries(READINGS[cloud]).map(([point, words]) => [
      cloud === "tencentcloud" ? point : `${cloud}.${point}`,
      { cloud, point, words },
    ]),
  ),
);

/** `sandbox`: the vendors on this machine, in the foreground; its own verbs steer it from another shell. */
export function sandboxCommand(program: Command): void {
  const sandbox = program
    .command("sandbox")
    .description(
      "Imitate the vendors on this machine until Ctrl-C; the verbs below steer it from another shell.",
    )
    .option("--port <number>", "the port on 127.0.0.1; 0 takes any free one", port, 0)
    .addOption(
      new Option("--site <site>", "the site of the accounts of Tencent Cloud and Alibaba Cloud")
        .choices(["mainland", "international"])
        .default("mainland"),
    )
    .option("--seconds-per-image <number>", "how long a scan of an image takes", seconds, 2)
    .option("--assume <point=reading>", `how an open point is read, repeatable: ${readings()}`, assumption)
    .action(run);
  sandboxVerbs(sandbox);
}

async function run({ port, site, secondsPerImage, assume = {} }: Options): Promise<void> {
  const assumed = (cloud: Cloud) => ({ secondsPerImage, assume: assume[cloud] ?? {} });
  const sandbox = await start({
    port,
    tencentcloud: { accounts: [{ site }], ...assumed("tencentcloud") },
    alicloud: { accounts: [{ site }], ...assumed("alicloud") },
    huaweicloud: assumed("huaweicloud"),
  });
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  const exports = Object.entries(sandbox.env).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  process.stdout.write(exports.join(""));
  // On the other stream, so that the lines above can be redirected to a file and sourced.
  sandbox.requests.subscribe((entry: RequestEntry) => process.stderr.write(`${requestLine(entry)}\n`));
  await interrupted;
  await sandbox.stop();
}

async function start(options: Parameters<typeof startSandbox>[0]): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new Failure(`the port ${options?.port} is in use`);
    if (code === "EACCES") throw new Failure(`the port ${options?.port} may not be used`);
    throw error;
  }
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError("Not a port.");
  return Number(text);
}

function seconds(text: string): number {
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text)) throw new InvalidArgumentError("Not a number of seconds.");
  return Number(text);
}

function assumption(text: string, before: Assumed = {}): Assumed {
  const [name = "", reading = ""] = text.split("=", 2);
  const open = POINTS.get(name);
  if (!open?.words.includes(reading)) throw new InvalidArgumentError(`Say one of: ${readings()}.`);
  return { ...before, [open.cloud]: { ...before[open.cloud], [open.point]: reading } };
}

function readings(): string {
  return [...POINTS].map(([name, { words }]) => `${name}=${words.join("|")}`).join(", ");
}

/** For sh: nothing inside single quotes means anything but the single quote. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
