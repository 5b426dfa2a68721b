import { type Command, InvalidArgumentError, Option } from "commander";
import { READINGS as ALICLOUD_READINGS } from "../sandbox/alicloud/assumptions";
import { type RequestEntry, type Sandbox, type Site, startSandbox } from "../sandbox/index";
import { READINGS } from "../sandbox/tencentcloud/assumptions";
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
interface Assumed {
  readonly tencentcloud: Readonly<Record<string, string>>;
  readonly alicloud: Readonly<Record<string, string>>;
}

/** What stands before a point of Alibaba Cloud's; those of Tencent Cloud are named as they are. */
const ALICLOUD = "alicloud.";

/** Every open point, by its name on the command line. */
const POINTS: Readonly<Record<string, readonly string[]>> = {
  ...READINGS,
  ...Object.fromEntries(Object.entries(ALICLOUD_READINGS).map(([point, words]) => [ALICLOUD + point, words])),
};

/** `sandbox`: the vendors on this machine, in the foreground; its own verbs steer it from another shell. */
export function sandboxCommand(program: Command): void {
  const sandbox = program
    .command("sandbox")
    .description(
      "Imitate the vendors on this machine until Ctrl-C; the verbs below steer it from another shell.",
    )
    .option("--port <number>", "the port on 127.0.0.1; 0 takes any free one", port, 0)
    .addOption(
      new Option("--site <site>", "the site of each cloud's account")
        .choices(["mainland", "international"])
        .default("mainland"),
    )
    .option("--seconds-per-image <number>", "how long a scan of an image takes", seconds, 2)
    .option("--assume <point=reading>", `how an open point is read, repeatable: ${readings()}`, assumption)
    .action(run);
  sandboxVerbs(sandbox);
}

async function run({ port, site, secondsPerImage, assume }: Options): Promise<void> {
  const sandbox = await start({
    port,
    tencentcloud: { accounts: [{ site }], secondsPerImage, ...(assume && { assume: assume.tencentcloud }) },
    alicloud: { accounts: [{ site }], secondsPerImage, ...(assume && { assume: assume.alicloud }) },
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

function assumption(text: string, before: Assumed = { tencentcloud: {}, alicloud: {} }): Assumed {
  const [point = "", reading = ""] = text.split("=", 2);
  if (!Object.hasOwn(POINTS, point) || !POINTS[point]?.includes(reading)) {
    throw new InvalidArgumentError(`Say one of: ${readings()}.`);
  }
  const { tencentcloud, alicloud } = before;
  return point.startsWith(ALICLOUD)
    ? { tencentcloud, alicloud: { ...alicloud, [point.slice(ALICLOUD.length)]: reading } }
    : { tencentcloud: { ...tencentcloud, [point]: reading }, alicloud };
}

function readings(): string {
  return Object.entries(POINTS)
    .map(([point, words]) => `${point}=${words.join("|")}`)
    .join(", ");
}

/** For sh: nothing inside single quotes means anything but the single quote. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
