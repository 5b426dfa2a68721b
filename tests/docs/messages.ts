import type { ErrorKind } from "../../provider/core/errors";
import type { Properties } from "../../provider/core/wire";
import { type Sandbox, startSandbox } from "../../sandbox";
import { errorOf, Run } from "../../tools/ground/run";

/** One failure of each kind, as it comes about: what the troubleshooting page shows. The compiler holds it complete. */
const failures: Readonly<Record<ErrorKind, (sandbox: Sandbox) => Promise<string>>> = {
  NotFound: (sandbox) => failed(schedule(sandbox), { images: ["team/api:1.5"] }),
  AlreadyExists: (sandbox) => {
    sandbox.tencentcloud.accounts[0].registrySchedule.edit({ Enable: true, ScanPeriod: 7 });
    return failed(schedule(sandbox));
  },
  InvalidInput: async (sandbox) => {
    const { everyDays: _, ...program } = nightly;
    const { failures: found } = schedule(sandbox).check({ ...program, everyDay: 1, startTime: "3 am" });
    return found.map(({ property, reason }) => [property, reason].filter(Boolean).join(": ")).join("\n");
  },
  Forbidden: (sandbox) => refused(sandbox, "UnauthorizedOperation", "You are not authorized to perform it."),
  Unauthenticated: (sandbox) =>
    failed(schedule(sandbox, { env: { TENCENTCLOUD_SECRET_KEY: "another-one-that-is-secret" } })),
  Throttled: (sandbox) => {
    sandbox.faults.add({ kind: "throttled", times: Number.POSITIVE_INFINITY });
    return failed(schedule(sandbox));
  },
  QuotaExceeded: (sandbox) =>
    failed(
      new Run("tencentcloud/registryScanTask", sandbox),
      { maxImages: 1, images: ["team/api:1.4", "team/web:2.0"] },
      {},
    ),
  Conflict: async (sandbox) => {
    const run = schedule(sandbox);
    await run.create(nightly);
    return failed(run);
  },
  Unavailable: (sandbox) => {
    sandbox.faults.add({ kind: "http503", times: Number.POSITIVE_INFINITY });
    return failed(schedule(sandbox));
  },
  Timeout: async (sandbox) => {
    sandbox.faults.add({ kind: "hang", times: Number.POSITIVE_INFINITY });
    return failed(schedule(sandbox, { deadlines: { requestMs: 200, callMs: 2_000 } }));
  },
  Unknown: (sandbox) => refused(sandbox, "FailedOperation", "The operation failed."),
};

const nightly: Properties = { everyDays: 1, startTime: "03:00", images: ["team/api:1.4"] };

export const kinds = Object.keys(failures) as ErrorKind[];

/** What a person reads of a failure of this kind, the same each time: ids of requests and counts of attempts are made up. */
export async function message(kind: ErrorKind): Promise<string> {
  const sandbox = await startSandbox({ tencentcloud: { requestsPerSecond: Number.POSITIVE_INFINITY } });
  try {
    const told = await failures[kind](sandbox);
    return told
      .replace(/\(request [^)]+\)/g, "(request 5b1c…)")
      .replace(/\[tried \d+ times in \d+ s\]/g, "[tried 14 times in 116 s]")
      .replace(/no answer within [\d.]+ s/, "no answer within 30 s");
  } finally {
    await sandbox.stop();
  }
}

function schedule(sandbox: Sandbox, options: ConstructorParameters<typeof Run>[2] = {}): Run {
  return new Run("tencentcloud/registryScanSchedule", sandbox, options);
}

async function failed(run: Run, more: Properties = {}, program: Properties = nightly): Promise<string> {
  return (await errorOf(run.create({ ...program, ...more }))).message;
}

function refused(sandbox: Sandbox, code: string, text: string): Promise<string> {
  sandbox.faults.add({ kind: "error", code, message: text, action: "DescribeImageRegistryTimingScanTask" });
  return failed(schedule(sandbox));
}
