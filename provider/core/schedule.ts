import { createHash } from "node:crypto";
import type { Context } from "./context";
import { asScanError, PartialFailure, ScanError } from "./errors";
import { delta, type ImageMap } from "./imageSet";
import {
  type Current,
  check,
  classOf,
  type Description,
  diff,
  type Handlers,
  type Kept,
  type Resource,
  refuseImport,
} from "./resource";
import { type Properties, same, stableJson } from "./wire";

/**
 * A vendor's side of a schedule that an account has exactly once. `S` is the vendor's whole writable setting, as
 * plain data that can be kept in state and written back.
 */
export interface ScheduleSetting<S> {
  /** The setting as it is; undefined when it was never configured. */
  observe(): Promise<S | undefined>;
  /** The whole setting that `inputs` ask for; what they leave unmanaged stays as `found`. */
  want(
    inputs: Properties,
    found: S | undefined,
  ): Promise<{ readonly setting: S; readonly resolved: Properties }>;
  /** Writes `setting` over `found`, such that nothing of `found` is left even where the vendor keeps what is left out. */
  write(setting: S, found: S | undefined): Promise<void>;
  /** `setting` switched off, and what to write in its place should the vendor refuse that. */
  off(setting: S): readonly [S, S];
  isOn(setting: S): boolean;
  /** One spelling for all that the vendor takes to be the same setting. */
  normal(setting: S): unknown;
  /** `setting` in terms of the inputs. Images that `resolved` (as `want` made it) does not hold are looked up by name. */
  describe(setting: S, inputs: Properties, resolved: Properties): Promise<Properties>;
  /** What this setting belongs to at the vendor, for this process only: may hold what no log may. */
  owner(): Promise<string>;
  /** The vendor's id of it, where it has one. */
  id?(setting: S): string | undefined;
  /** What the vendor told of its runs when it was last observed. */
  runs?(): Properties;
  /** Takes away one that was not there before us. Left out where the vendor has one for ever: it is switched off then. */
  remove?(setting: S): Promise<void>;
}

export interface ScheduleDefinition<S> {
  readonly description: Description;
  /** The output by which the vendor tells it from another, where it has an id: not there until ours was seen. */
  readonly identity?: string;
  /** Inputs of which one vendor setting decides together, so that any of them may appear in place of another. */
  readonly selection: readonly string[];
  /** Inputs with which `describe` leaves out nothing that a program could declare. */
  readonly whole?: Properties;
  /** Inputs that whoever takes over what is there had better leave unmanaged. */
  readonly unmanaged?: readonly string[];
  /** `state` is what the engine keeps of the resource; empty while it is created. */
  connect(context: Context, inputs: Properties, state: Properties): ScheduleSetting<S>;
}

/** What was found when a schedule was taken over: what a delete gives back. */
interface Previous<S> {
  readonly version: 1;
  readonly at: string;
  /** Whether it was already as wanted, so that we did not write at all. */
  readonly asWanted: boolean;
  /** Null when it was never configured. */
  readonly setting: S | null;
}

/** What can go wrong with any schedule. */
export const scheduleErrors: Description["errors"] = {
  AlreadyExists: "a schedule is switched on already and differs, and `adopt` is not set; nothing was changed",
  Conflict: "two resources of one program manage the same schedule",
  NotFound: "an image is not known to the vendor, or known twice; the nearest ones are named",
  "Unauthenticated, Forbidden": "the credentials are missing, wrong, or may not call an operation",
  "Throttled, Unavailable, Timeout":
    "the vendor did not answer in time, after retries; run the update again, it goes on from what the vendor has",
};

/** A scan schedule of which an account has one: observed, taken over, kept as declared, given back. */
export function defineSchedule<S>(definition: ScheduleDefinition<S>): Resource {
  const { description } = definition;
  return {
    description,
    handlers: (context): Handlers => ({
      check: (olds, news) => check(description, context, olds, news),
      diff: (_id, olds, news) => diff(description, olds, news),
      create: (inputs) => new Schedule(definition, context, inputs, {}).create(),
      read: (id, state) => new Schedule(definition, context, state, state, id).read(),
      update: (id, olds, news) => new Schedule(definition, context, news, olds, id).update(olds),
      delete: (id, state) => new Schedule(definition, context, state, state, id).delete(),
    }),
    current: (context, inputs) =>
      new Schedule(definition, context, { ...definition.whole, ...inputs }, {}).current(),
    differences: (context, inputs) => new Schedule(definition, context, inputs, {}).differences(),
  };
}

class Schedule<S> {
  private readonly setting: ScheduleSetting<S>;

  constructor(
    private readonly definition: ScheduleDefinition<S>,
    private readonly context: Context,
    /** The inputs, or a state, which holds them. */
    private readonly inputs: Properties,
    state: Properties,
    private readonly id = definition.description.singletonBy.map((name) => inputs[name]).join("/"),
  ) {
    this.setting = definition.connect(context, inputs, state);
  }

  async current(): Promise<Current> {
    const { unmanaged = [] } = this.definition;
    const found = await this.setting.observe();
    const runs = this.setting.runs?.() ?? {};
    if (found === undefined) return { inputs: undefined, isOn: false, runs, unmanaged };
    const inputs = await this.setting.describe(found, this.inputs, {});
    return { inputs, isOn: this.setting.isOn(found), runs, unmanaged };
  }

  async differences(): Promise<readonly string[]> {
    const found = await this.setting.observe();
    const { resolved } = await this.setting.want(this.inputs, found);
    return (await this.differing(found, resolved)).map(({ text }) => text);
  }

  async create(): Promise<Kept> {
    const owner = await this.setting.owner();
    if (this.taken().has(owner)) {
      throw new ScanError({
        kind: "Conflict",
        action: "create",
        text: "another resource of this update manages the same schedule",
        remedy: "An account has one: keep one of the two resources.",
        mayHaveActed: false,
      });
    }
    this.taken().add(owner);
    try {
      return await this.takeOver();
    } catch (failure) {
      if (!(failure instanceof PartialFailure)) this.taken().delete(owner);
      throw failure;
    }
  }

  private async takeOver(): Promise<Kept> {
    const found = await this.setting.observe();
    const want = await this.setting.want(this.inputs, found);
    const differing = await this.differing(found, want.resolved);
    const asWanted = found !== undefined && differing.length === 0;
    const previous: Previous<S> = {
      version: 1,
      at: new Date(this.context.clock.now()).toISOString(),
      asWanted,
      setting: found ?? null,
    };
    if (asWanted) {
      this.log("already set as wanted: nothing was written, and there is nothing to give back");
      return await this.kept(found, want.resolved, previous);
    }
    if (found !== undefined && this.setting.isOn(found) && this.inputs.adopt !== true) {
      throw new ScanError({
        kind: "AlreadyExists",
        action: "create",
        text: `a schedule is switched on already, and differs:${list(differing)}`,
        remedy:
          "Set `adopt: true` to take it over (a delete gives it back), or declare what is there. Nothing was changed.",
        mayHaveActed: false,
      });
    }
    this.log(
      found === undefined
        ? "found never configured"
        : `found ${cut(JSON.stringify(found))}: kept, to be given back`,
    );
    return await this.write(want, previous, [], found);
  }

  async update(olds: Properties): Promise<Kept> {
    const changed = diff(this.definition.description, olds, this.inputs).changed;
    const fields = this.definition.description.fields;
    if (changed.length > 0 && changed.every((name) => fields[name]?.change === "local")) {
      return { id: this.id, state: { ...this.outputsOf(olds), ...this.inputs } };
    }
    const found = await this.setting.observe();
    const previous = olds.previous as Previous<S>;
    const written = olds.written as string[];
    const { identity } = this.definition;
    const isForeign = found !== undefined && !written.includes(this.hash(found));
    // A create that came to nothing: what is there by now is somebody's, and was not there before.
    if (identity !== undefined && olds[identity] === undefined && isForeign) return await this.takeOver();
    const want = await this.setting.want(this.inputs, found);
    const differing = await this.differing(found, want.resolved);
    if (found !== undefined && differing.length === 0) return await this.kept(found, want.resolved, previous);
    if (isForeign) {
      for (const { name, text } of differing) {
        if (!changed.includes(name)) this.log(`overwrites a change made elsewhere: ${text}`);
      }
    }
    return await this.write(want, previous, written, found);
  }

  async read(): Promise<(Kept & { inputs: Properties }) | undefined> {
    refuseImport(this.inputs, "previous", "Declare the resource with `adopt: true` instead");
    const found = await this.setting.observe();
    if (found === undefined) return undefined;
    const inputs = await this.observed(found, this.inputs.resolved as Properties);
    return { id: this.id, state: { ...this.outputsOf(this.inputs), ...inputs }, inputs };
  }

  async delete(): Promise<void> {
    const previous = this.inputs.previous as Previous<S>;
    if (this.taken().has(await this.setting.owner())) {
      this.log(
        `another resource of this update manages it now (renamed without an alias?): left as it is. ` +
          `Found on ${previous.at}, and no longer given back: ${cut(JSON.stringify(previous.setting))}`,
      );
      return;
    }
    const found = await this.setting.observe();
    if (found === undefined) return this.log("the vendor holds no schedule any more: nothing to give back");
    const hash = this.hash(found);
    const restored = previous.setting !== null && hash === this.hash(previous.setting);
    if (!(this.inputs.written as string[]).includes(hash)) {
      if (!restored) this.log("changed elsewhere since our last write: it is somebody's, left as it is");
      return;
    }
    if (this.inputs.onDelete === "disable") return await this.switchOff(found);
    if (restored) {
      if (previous.asWanted) {
        this.log(
          `found as wanted on ${previous.at}, and still so: left as it is. ` +
            "What an earlier resource of yours may have found before that is not known here, so it cannot be given back",
        );
      }
      return;
    }
    if (previous.setting === null) {
      if (this.setting.remove) {
        this.log("was not there before: deleted");
        return await this.setting.remove(found);
      }
      this.log("was never configured before: switched off");
      return await this.switchOff(found);
    }
    await this.restore(previous.setting, found);
  }

  /** Writes, and reads back what the vendor made of it. From here on no failure may lose `previous`. */
  private async write(
    want: { setting: S; resolved: Properties },
    previous: Previous<S>,
    written: readonly string[],
    found: S | undefined,
  ): Promise<Kept> {
    // Until the write is seen at the vendor both may stand there: what we wrote before, and this.
    const either = [...written, this.hash(want.setting)];
    let lost: ScanError | undefined;
    try {
      await this.setting.write(want.setting, found);
    } catch (failure) {
      lost = asScanError(failure, "write");
      if (!lost.mayHaveActed) throw lost;
    }
    try {
      const now = await this.setting.observe();
      const differing = await this.differing(now, want.resolved);
      if (now !== undefined && differing.length === 0) {
        if (lost) this.log(`the answer was lost (${lost.message}), but the vendor holds the schedule`);
        return await this.kept(now, want.resolved, previous);
      }
      throw (
        lost ??
        new ScanError({
          kind: "Unknown",
          action: "read back",
          text: `the vendor accepted the schedule and answers another:${list(differing)}`,
          remedy: "If the vendor rounds or limits these values, declare what it answers.",
        })
      );
    } catch (failure) {
      // The state keeps what was last seen, so that the next plan shows what is still to be done.
      const seen = found === undefined ? {} : await this.observed(found, want.resolved).catch(() => ({}));
      const state = { ...this.locals(), ...seen, resolved: want.resolved, previous, written: either };
      throw new PartialFailure(this.id, state, lost ?? asScanError(failure, "read back"));
    }
  }

  private async restore(setting: S, found: S): Promise<void> {
    try {
      await this.setting.write(setting, found);
    } catch (failure) {
      const refused = refusal(failure);
      this.log(`the vendor refuses to take back what was found (${refused.message}): switched off instead`);
      return await this.switchOff(found);
    }
    this.log(`gave back what was found on ${(this.inputs.previous as Previous<S>).at}`);
  }

  private async switchOff(found: S): Promise<void> {
    if (!this.setting.isOn(found)) return;
    const [off, instead] = this.setting.off(found);
    try {
      await this.setting.write(off, found);
    } catch (failure) {
      const refused = refusal(failure);
      this.log(`the vendor refuses to keep the rest as it is (${refused.message}): switched off without it`);
      await this.setting.write(instead, found);
    }
  }

  /** What the engine keeps once the vendor holds `now`, which is what the inputs ask for. */
  private async kept(now: S, resolved: Properties, previous: Previous<S>): Promise<Kept> {
    this.taken().add(await this.setting.owner());
    const { identity } = this.definition;
    const outputs = { resolved, previous, written: [this.hash(now)] };
    const id = identity === undefined ? {} : { [identity]: this.setting.id?.(now) };
    return { id: this.id, state: { ...this.inputs, ...outputs, ...id } };
  }

  /** The inputs as the vendor has them: what is managed, and the selection in whatever form it has now. */
  private async observed(setting: S, resolved: Properties): Promise<Properties> {
    const described = await this.setting.describe(setting, this.inputs, resolved ?? {});
    const seen: Properties = {};
    for (const name of Object.keys(this.definition.description.fields)) {
      const managed = this.inputs[name] !== undefined || this.definition.selection.includes(name);
      const value =
        name in described
          ? described[name]
          : this.definition.selection.includes(name)
            ? undefined
            : this.inputs[name];
      if (managed && value !== undefined) seen[name] = value;
    }
    return seen;
  }

  /** Every managed input that the vendor holds otherwise, with its value there now. */
  private async differing(
    setting: S | undefined,
    resolved: Properties,
  ): Promise<{ name: string; text: string }[]> {
    const seen = setting === undefined ? this.locals() : await this.observed(setting, resolved);
    const names = new Set([...Object.keys(seen), ...Object.keys(this.inputs)]);
    return Object.keys(this.definition.description.fields)
      .filter((name) => names.has(name) && !same(seen[name], this.inputs[name]))
      .map((name) => ({ name, text: difference(name, seen[name], this.inputs[name]) }));
  }

  /** The inputs that no vendor knows of. */
  private locals(): Properties {
    return Object.fromEntries(
      Object.entries(this.inputs).filter(([name]) => {
        const change = this.definition.description.fields[name]?.change;
        return change === "local" || change === "replace";
      }),
    );
  }

  private outputsOf(state: Properties): Properties {
    return Object.fromEntries(
      Object.keys(this.definition.description.outputs).map((name) => [name, state[name]]),
    );
  }

  /** The singletons that a resource of this process has written, or found as wanted. */
  private taken(): Set<string> {
    return this.context.share(`taken ${classOf(this.definition.description)}`, () => new Set());
  }

  private hash(setting: S): string {
    return createHash("sha256")
      .update(stableJson(this.setting.normal(setting)))
      .digest("base64url")
      .slice(0, 22);
  }

  private log(line: string): void {
    this.context.host.log(`${classOf(this.definition.description)} ${this.id}: ${line}`);
  }
}

/** `failure`, if the vendor would not take a setting, as images in it are gone; anything else is thrown on. */
function refusal(failure: unknown): ScanError {
  const error = asScanError(failure, "write");
  if (error.kind === "InvalidInput" || error.kind === "NotFound") return error;
  throw error;
}

function difference(name: string, now: unknown, wanted: unknown): string {
  if (isImageMap(now) && isImageMap(wanted)) {
    const { added, removed } = delta(now, wanted);
    if (added.length + removed.length > 0) {
      return `${name}: ${some(removed.map((key) => `- ${key}`).concat(added.map((key) => `+ ${key}`)))}`;
    }
  }
  return `${name}: now ${told(now)}, wanted ${told(wanted)}`;
}

function told(value: unknown): string {
  if (value === undefined) return "nothing";
  return isImageMap(value) ? some(Object.keys(value)) : JSON.stringify(value);
}

function isImageMap(value: unknown): value is ImageMap {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every(
    (item) => typeof item === "string" || (typeof item === "object" && !Array.isArray(item)),
  );
}

/** A line of the engine's output is no place for the ids of ten thousand images. */
function cut(printed: string): string {
  return printed.length <= 4000 ? printed : `${printed.slice(0, 4000)}… (${printed.length} characters)`;
}

/** At most ten of `items`; how many more there are. */
function some(items: readonly string[]): string {
  const rest = items.length - 10;
  return `${items.slice(0, 10).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function list(differing: readonly { text: string }[]): string {
  return differing.map(({ text }) => `\n    ${text}`).join("");
}
