import type { Context, Host } from "./context";
import { type Diagnosis, failed } from "./diagnosis";
import { endpointOverride, isLoopback } from "./endpoint";
import { asScanError, type ErrorKind, type ScanError } from "./errors";
import { type Fields, parseFields } from "./fields";
import { noneFound } from "./profile";
import type { Description, Resource } from "./resource";
import { classOf } from "./resource";
import { scheduleNow } from "./scheduleNow";
import type { Properties } from "./wire";

/** The operations of a table that only read. */
export type Reading<Operations> = Extract<
  keyof Operations,
  `${"Describe" | "Get" | "List" | "PublicPreCheck" | "Show"}${string}`
>;

/** What was answered so far, by operation. */
export type Answers = Readonly<Record<string, unknown>>;

/** What is left of what a vendor sells. */
export interface Allowance {
  readonly text: string;
  /** Nothing can be scanned until somebody buys more: what to do then. */
  readonly remedy?: string | undefined;
}

/** One account, as an examination asks it. Nothing here changes anything. */
export interface Examined {
  /** Where the calls go; throws where the surroundings name something that is no address. */
  url(): URL;
  /** Whose the credentials are. */
  caller(): Promise<{ readonly account: string; readonly user: string }>;
  /** Each operation that reads, in the order to ask: how to ask cheaply, once, after what was answered before. */
  readonly questions: Readonly<Record<string, (answers: Answers) => (() => Promise<unknown>) | undefined>>;
  /** What is left, from the answers; undefined where the operation that tells it failed. */
  allowance(answers: Answers): Promise<Allowance | undefined>;
  /** Whether the vendor refuses credentials for this machine's clock. */
  isClock(error: ScanError): boolean;
  /** By how many milliseconds the vendor's clock is ahead, where its answers tell. */
  ahead?(): number | undefined;
}

/** How accounts of one cloud are examined. */
export interface Examiner {
  readonly cloud: NonNullable<Description["cloud"]>;
  /** The inputs that say whose account is meant, and where. */
  readonly fields: Fields;
  /** Where the credentials of a profile come from. */
  source(host: Host, profile: string): Promise<string>;
  connect(context: Context, place: Properties): Examined;
}

/** Kinds of failures after which every further call would fail for the same reason. */
const hopeless: ReadonlySet<ErrorKind> = new Set(["Unauthenticated", "Unavailable", "Timeout"]);

/** A clock that is off by more than this will not do for long: vendors allow 5 to 15 minutes. */
const mostSkewMs = 60_000;

/** Examines the account that `given` and its surroundings mean, for what `resources` need. */
export async function examine(
  context: Context,
  examiner: Examiner,
  resources: readonly Resource[],
  given: Properties,
): Promise<readonly Diagnosis[]> {
  const { host } = context;
  const notes: Diagnosis[] = [];
  const place = parseFields(examiner.fields, given, { olds: {}, host }, (name, text) =>
    notes.push({
      about: "endpoint",
      name,
      status: "failed",
      text: text.replace("what the resource has already, else ", ""),
      kind: "InvalidInput",
    }),
  );
  const row = { about: "credentials", name: "credentials" } as const;
  try {
    notes.unshift({ ...row, status: "ok", text: await examiner.source(host, String(place.profile)) });
  } catch (failure) {
    // Where there are none, nobody asks what else is missing.
    return [failed(row, asScanError(failure, "credentials"))];
  }
  return notes.length > 1 ? notes : await new Examination(context, examiner, resources, place, notes).all();
}

/** Whether nothing was said but that there are no credentials at all. */
export function areAbsent([first]: readonly Diagnosis[]): boolean {
  return first?.status === "failed" && first.about === "credentials" && first.text === noneFound;
}

class Examination {
  private readonly answers: Record<string, unknown> = {};
  private readonly examined: Examined;
  /** The permission whose call failed such that no other is worth a try. */
  private hopeless: string | undefined;

  constructor(
    private readonly context: Context,
    private readonly examiner: Examiner,
    private readonly resources: readonly Resource[],
    private readonly place: Properties,
    private readonly diagnoses: Diagnosis[],
  ) {
    this.examined = examiner.connect(context, place);
  }

  async all(): Promise<readonly Diagnosis[]> {
    if (!(await this.endpoint())) return this.diagnoses;
    await this.identity();
    for (const [permission, neededBy] of this.permissions()) await this.permission(permission, neededBy);
    this.clock();
    await this.allowance();
    for (const one of this.resources) if (one.description.singletonBy.length > 0) await this.schedule(one);
    return this.diagnoses;
  }

  private async endpoint(): Promise<boolean> {
    const row = { about: "endpoint", name: "endpoint" } as const;
    const url = await this.attempt(row, async () => this.examined.url());
    if (url === undefined) return false;
    const { profile: _, ...where } = this.place;
    const words = Object.entries(where).map(([name, value]) => `${name} ${String(value)}`);
    this.note({ ...row, status: "ok", text: [url.host, ...words].join(", ") });
    return true;
  }

  private async identity(): Promise<void> {
    const row = { about: "identity", name: "identity" } as const;
    const { cloud } = this.examiner;
    const override = endpointOverride(this.context.host, cloud);
    if (override && !isLoopback(override)) {
      const text = `imageScan:${cloud}Endpoint is a private endpoint, and who one is only the public STS tells`;
      return this.note({ ...row, status: "untried", text });
    }
    try {
      const { account, user } = await this.examined.caller();
      this.note({ ...row, status: "ok", text: `account ${account}, ${user}` });
    } catch (failure) {
      // No resource asks STS: whether anything is wrong, the calls that they make will say.
      const { remedy: _, ...diagnosis } = failed(row, asScanError(failure, "GetCallerIdentity"));
      this.note({ ...diagnosis, status: "untried" });
    }
  }

  /** Every permission that a resource needs, those first that are asked for, in the order of the questions. */
  private permissions(): readonly (readonly [string, readonly string[]])[] {
    const needed = new Map<string, string[]>();
    for (const { description } of this.resources)
      for (const permission of description.permissions)
        needed.set(permission, [...(needed.get(permission) ?? []), classOf(description)]);
    const order = Object.keys(this.examined.questions);
    const rank = (permission: string): number => {
      const place = order.indexOf(operationOf(permission));
      return place < 0 ? order.length : place;
    };
    return [...needed].sort(([a], [b]) => rank(a) - rank(b));
  }

  private async permission(name: string, neededBy: readonly string[]): Promise<void> {
    const row = { about: "permission", name, neededBy } as const;
    const operation = operationOf(name);
    const question = this.examined.questions[operation];
    const untried = (text: string, because = {}): void =>
      this.note({ ...row, status: "untried", text, ...because });
    if (!question) return untried(`changes something; needed by ${neededBy.join(", ")}`);
    if (this.hopeless !== undefined)
      return untried(`not asked, as ${this.hopeless} failed`, { because: this.hopeless });
    const call = question(this.answers);
    if (!call) return untried("there is nothing to ask it about");
    const answer = await this.attempt(row, call, (error) => {
      // What is asked about need not be there, to be allowed to ask.
      if (error.kind === "NotFound") this.note({ ...row, status: "ok", text: "may be called" });
      return error.kind === "NotFound";
    });
    if (answer === undefined) return;
    this.answers[operation] = answer;
    this.note({ ...row, status: "ok", text: "may be called" });
  }

  private clock(): void {
    const ahead = this.examined.ahead?.();
    if (ahead === undefined) return;
    const row = { about: "clock", name: "clock" } as const;
    if (Math.abs(ahead) <= mostSkewMs) {
      this.note({ ...row, status: "ok", text: "agrees with the vendor's" });
      return;
    }
    const text = `${Math.round(Math.abs(ahead) / 60_000)} min ${ahead > 0 ? "behind" : "ahead of"} the vendor's`;
    this.note({ ...row, status: "failed", text, remedy: setTheClock });
  }

  private async allowance(): Promise<void> {
    const row = { about: "allowance", name: "licences" } as const;
    const allowance = await this.attempt(
      row,
      async () => (await this.examined.allowance(this.answers)) ?? null,
    );
    if (allowance === undefined) return;
    if (allowance === null)
      return this.note({ ...row, status: "untried", text: "the call that tells it has not been answered" });
    const { text, remedy } = allowance;
    if (remedy === undefined) return this.note({ ...row, status: "ok", text });
    this.note({ ...row, status: "failed", text, kind: "QuotaExceeded", remedy });
  }

  private async schedule(resource: Resource): Promise<void> {
    const { description } = resource;
    const row = { about: "schedule", name: classOf(description) } as const;
    const lacking = description.permissions.filter((permission) => {
      const operation = operationOf(permission);
      return operation in this.examined.questions && !(operation in this.answers);
    });
    if (lacking.length > 0)
      return this.note({ ...row, status: "untried", text: `needs ${lacking.join(" and ")}` });
    const text = await this.attempt(row, () => scheduleNow(this.context, resource, this.place));
    if (text !== undefined) this.note({ ...row, status: "ok", text });
  }

  /** What `call` answers; undefined when it fails, which is noted unless `excuse` has done so. */
  private async attempt<T>(
    row: Pick<Diagnosis, "about" | "name" | "neededBy">,
    call: () => Promise<T>,
    excuse: (error: ScanError) => boolean = () => false,
  ): Promise<T | undefined> {
    try {
      return await call();
    } catch (failure) {
      const error = asScanError(failure, row.name);
      if (excuse(error)) return undefined;
      const isClock = this.examined.isClock(error);
      this.note({ ...failed(row, error), ...(isClock ? { remedy: setTheClock } : {}) });
      if (row.about === "permission" && hopeless.has(error.kind)) this.hopeless = row.name;
      return undefined;
    }
  }

  private note(diagnosis: Diagnosis): void {
    this.diagnoses.push(diagnosis);
  }
}

const setTheClock =
  "Set this machine's clock: vendors refuse what seems to have been signed at another time.";

/** The vendor's name of the operation that a permission is for. */
function operationOf(permission: string): string {
  return permission.slice(permission.indexOf(":") + 1);
}
