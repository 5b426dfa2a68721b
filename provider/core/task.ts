import { randomUUID } from "node:crypto";
import type { Context } from "./context";
import { asScanError, PartialFailure, ScanError } from "./errors";
import type { Judged } from "./findings";
import type { ImageMap } from "./imageSet";
import {
  announcement,
  movedNote,
  type Reason,
  type Rescan,
  type Sets,
  setIn,
  toScan,
  withDue,
} from "./rescan";
import {
  check,
  classOf,
  type Description,
  diff,
  type Handlers,
  type Kept,
  type Resource,
  refuseImport,
} from "./resource";
import { pick, Submission } from "./submission";
import type { Properties } from "./wire";

/** What an image was found to be when it was handed to the vendor. */
export interface Handed {
  readonly id: string;
  readonly digest?: string;
  /** When it had last been scanned by then, in the vendor's words: a result with another time is a newer one. */
  readonly scannedAt?: string;
}

/** What stands among the followed images for all of a selection without names. */
export const wholeSelection = "*";

/** What came of a submission that the vendor took. */
export interface Accepted {
  /** The vendor's id, if it gave one, or if one is surely this scan's. */
  readonly taskId?: string | undefined;
  /** What whoever runs the engine should know of it: a clause. */
  readonly note?: string | undefined;
}

/** A vendor's side of one-off scans. */
export interface Scanner {
  /** Every image that the program names, as the vendor knows it now. Unknown, ambiguous and unlicensed ones are errors. */
  resolve(images: ImageMap): Promise<Record<string, Handed>>;
  /** The digests behind the names now; images that the vendor does not know any more are left out. */
  digests(images: ImageMap): Promise<Record<string, string | undefined>>;
  /** How many images a selection without names means; undefined where no read can tell. */
  count(inputs: Properties): Promise<number | undefined>;
  /**
   * Which of these images the vendor is scanning, or about to scan, as it says no earlier than `since`; after a `lost`
   * answer also those that it has scanned since they were resolved.
   */
  scanning(
    images: Readonly<Record<string, Handed>>,
    since: number,
    lost: boolean,
  ): Promise<ReadonlySet<string>>;
  /** The same for all scans of which the vendor runs only so many at a time. For this process only. */
  readonly queue: string;
  /** The images of `keys` in parts, each as large as one submission takes. */
  chunks(keys: readonly string[], images: Readonly<Record<string, Handed>>): readonly (readonly string[])[];
  /**
   * Starts the scan of `images`, or of the selection when there are none. A Conflict says that the vendor is full at
   * the moment, and that asking again later may do.
   */
  submit(images: readonly Handed[] | undefined, inputs: Properties): Promise<Accepted>;
  /** What a scan may cost, in words, to be said before the first one. Left out where scans cost nothing by themselves. */
  price?(): Promise<string>;
  /**
   * The vendor's id of the scan that was submitted of just these images no earlier than `since`, after its answer was
   * lost; undefined unless it is surely that one. Left out where no list leads to an id.
   */
  taskOf?(images: readonly Handed[], since: number): Promise<string | undefined>;
  /**
   * Whether the vendor is scanning just the selection without names that `inputs` ask for. After a `lost` answer a scan
   * that runs is ours, where no list can tell what it scans.
   */
  selectionIsScanning(inputs: Properties, lost: boolean): Promise<boolean>;
  /**
   * Stops what of these runs still goes on: by the vendor's ids where it gave some, else just `images`, which we
   * submitted ourselves. Returns how many scans it stopped, or in words why one cannot be stopped.
   */
  stop(runs: readonly Run[], images: readonly Handed[]): Promise<number | string>;
}

export interface TaskDefinition {
  readonly description: Description;
  readonly sets: Sets;
  connect(context: Context, inputs: Properties): Scanner;
  readonly judged: Judged;
}

export interface Run {
  /** The vendor's ids; none where it gave none. */
  readonly taskIds: readonly string[];
  readonly reason: Reason;
  readonly images: number;
  readonly submittedAt: string;
}

/** A one-off scan of a set of images: submitted, tracked, run again for what was added or moved, stopped on delete. */
export function defineTask(definition: TaskDefinition): Resource {
  const { description } = definition;
  const task = (context: Context, inputs: Properties, id?: string): Task =>
    new Task(definition, context, inputs, id);
  return {
    description,
    judged: definition.judged,
    handlers: (context): Handlers => ({
      check: (olds, news) => {
        const checked = check(description, context, olds, news);
        if (checked.failures.length > 0) return checked;
        return { ...checked, inputs: withDue(olds, checked.inputs, context.clock.now()) };
      },
      diff: (id, olds, news) => {
        const difference = diff(description, olds, news);
        const { changed, replaces } = difference;
        if (changed.length > 0 && replaces.length === 0) task(context, news, id).announce(olds);
        return difference;
      },
      create: (inputs) => task(context, inputs).create(),
      read: (id, state) => task(context, state, id).read(),
      update: (id, olds, news) => task(context, news, id).update(olds),
      delete: (id, state) => task(context, state, id).delete(),
    }),
  };
}

/** What a state says of its scans. */
interface Scans {
  readonly runs: readonly Run[];
  readonly resolved: Readonly<Record<string, Handed>>;
  readonly followed: readonly string[];
}

class Task {
  private readonly scanner: () => Scanner;

  constructor(
    private readonly definition: TaskDefinition,
    private readonly context: Context,
    private readonly inputs: Properties,
    private readonly id = `scan-${randomUUID()}`,
  ) {
    // A plan asks what would be scanned, and needs no connection for it.
    this.scanner = () => definition.connect(context, inputs);
  }

  async create(): Promise<Kept> {
    return await this.submit(this.keys(), "create", {}, { runs: [], resolved: {}, followed: [] });
  }

  async update(olds: Properties): Promise<Kept> {
    const { keys, reason } = this.toScan(olds);
    const scans = scansOf(olds);
    if (keys?.length === 0) return this.kept(this.images, scans);
    const before = keys === undefined ? {} : { ...(olds[this.set ?? ""] as ImageMap) };
    return await this.submit(keys, reason, before, scans);
  }

  async read(): Promise<Kept & { inputs: Properties }> {
    refuseImport(this.inputs, "runs", "Declare the task, which scans");
    const { set, images } = this;
    const inputs = this.ownInputs();
    if (set === undefined || images === undefined || this.inputs.rescan === "added")
      return { id: this.id, state: this.inputs, inputs };
    const { resolved } = scansOf(this.inputs);
    const now = await this.scanner().digests(images);
    const seen: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(images)) {
      const before = resolved[key]?.digest;
      const after = now[key];
      const moved = before !== undefined && after !== undefined && before !== after;
      seen[key] = moved ? movedNote(before, after) : value;
    }
    return { id: this.id, state: { ...this.inputs, [set]: seen }, inputs: { ...inputs, [set]: seen } };
  }

  async delete(): Promise<void> {
    if (this.inputs.cancelOnDelete !== true) return;
    const { runs, resolved, followed } = scansOf(this.inputs);
    if (runs.length === 0) return;
    const theirs = new Set(followed);
    const ours = Object.entries(resolved).filter(([key]) => !theirs.has(key));
    const stopped = await this.scanner().stop(
      runs,
      ours.map(([, image]) => image),
    );
    if (typeof stopped === "string") this.log(stopped);
    else if (stopped > 0)
      this.log(`stopped ${stopped === 1 ? "the scan" : `${stopped} scans`} that still ran`);
  }

  /** One line for a plan or an update, if it will scan. */
  announce(olds: Properties): void {
    const line = announcement(this.definition.sets, this.toScan(olds), this.inputs);
    if (line === undefined) return;
    // A refresh asks for the difference, too: once is enough.
    this.context.share(`announced ${this.id} ${line}`, () => this.log(line));
  }

  /** Hands `keys` to the vendor, or the whole selection; from the first acceptance on nothing is lost by a failure. */
  private async submit(
    keys: readonly string[] | undefined,
    reason: Reason,
    before: ImageMap,
    scans: Scans,
  ): Promise<Kept> {
    const scanner = this.scanner();
    if (keys === undefined) return await this.submitSelection(scanner, reason, scans);

    const images = this.images ?? {};
    this.refuseMoreThan(keys.length);
    const wanted = Object.fromEntries(keys.map((key) => [key, images[key] ?? ""])) as ImageMap;
    const resolved = await scanner.resolve(wanted);
    // Resources that start together share one look at the vendor; what they submit they learn of each other.
    const running = await scanner.scanning(resolved, this.context.clock.now() - 5000, false);
    const reserved = this.reserve(resolved, running);
    const followed = keys.filter((key) => reserved.has(key));
    if (followed.length > 0)
      this.log(
        `${followed.length} of ${keys.length} ${this.noun} are being scanned already: followed, not submitted again`,
      );
    const todo = keys.filter((key) => !reserved.has(key));

    const [asked, leaving] = [new Set(keys), new Set(todo)];
    const staying = Object.keys(before).filter((key) => Object.hasOwn(images, key) && !leaving.has(key));
    const stayed = new Set(staying);
    const others = new Set([
      ...scans.followed.filter((key) => stayed.has(key) && !asked.has(key)),
      ...followed,
    ]);
    // Grows with every chunk that the vendor accepts.
    const handed = [...followed];
    const run: Run = {
      taskIds: [],
      reason,
      images: 0,
      submittedAt: new Date(this.context.clock.now()).toISOString(),
    };
    let current = run;
    const state = (): Properties =>
      this.stateOf(
        { ...pick(before, staying), ...pick(wanted, handed) },
        {
          ...scans,
          resolved: { ...pick(scans.resolved, staying), ...remembered(pick(resolved, handed)) },
          followed: [...others],
        },
        current.images > 0 ? current : undefined,
      );
    const submission = this.submission(scanner);
    if (todo.length > 0 && scanner.price)
      this.log(`submits ${todo.length} ${this.noun}: ${await scanner.price()}`);
    for (const [index, part] of scanner.chunks(todo, resolved).entries()) {
      try {
        if (index > 0) await submission.engineIsThere();
        const { taskIds, followed: lost } = await submission.images(part, resolved, index > 0);
        for (const key of lost) others.add(key);
        current = {
          ...current,
          taskIds: [...current.taskIds, ...taskIds],
          images: current.images + part.length,
        };
      } catch (failure) {
        const error = asScanError(failure, "submit");
        // Nothing was accepted: the state stays as it was, and the next update tries the same again.
        if (current.images === 0) throw error;
        throw new PartialFailure(this.id, { ...state(), unfinished: reason }, error);
      }
      for (const key of part) handed.push(key);
    }
    return { id: this.id, state: state() };
  }

  private submission(scanner: Scanner): Submission {
    return new Submission(scanner, this.context, this.inputs, {
      noun: this.noun,
      log: (line) => this.log(line),
    });
  }

  private async submitSelection(scanner: Scanner, reason: Reason, scans: Scans): Promise<Kept> {
    const count = await scanner.count(this.inputs);
    if (count !== undefined) this.refuseMoreThan(count);
    if (count === 0) {
      throw new ScanError({
        kind: "NotFound",
        action: "select",
        text: "the selection matches no image",
        remedy: "Check its parts against the vendor's inventory. Nothing was submitted.",
        mayHaveActed: false,
      });
    }
    const run = {
      reason,
      images: count ?? 0,
      submittedAt: new Date(this.context.clock.now()).toISOString(),
      taskIds: [],
    };
    if (await scanner.selectionIsScanning(this.inputs, false)) {
      this.log("the vendor is scanning the selection already: followed, not submitted again");
      const followed = { ...scans, resolved: {}, followed: [wholeSelection] };
      return { id: this.id, state: this.stateOf(undefined, followed, run) };
    }
    if (scanner.price) this.log(`submits ${count ?? "the selected"} images: ${await scanner.price()}`);
    const taskId = await this.submission(scanner).selection();
    const taskIds = taskId === undefined ? [] : [taskId];
    return {
      id: this.id,
      state: this.stateOf(undefined, { ...scans, resolved: {}, followed: [] }, { ...run, taskIds }),
    };
  }

  /**
   * Takes the images that are not `running` for this resource, and returns the keys of the others: those that run, and
   * those that another resource of this update has taken. Nothing may come between the look and this.
   */
  private reserve(
    resolved: Readonly<Record<string, Handed>>,
    running: ReadonlySet<string>,
  ): ReadonlySet<string> {
    const takers = this.context.share(`submitted ${this.account()}`, () => new Map<string, string>());
    const others = new Set(running);
    for (const [image, { id }] of Object.entries(resolved)) {
      const taker = takers.get(id) ?? this.id;
      if (taker !== this.id) others.add(image);
      else if (!running.has(image)) takers.set(id, this.id);
    }
    return others;
  }

  private refuseMoreThan(count: number): void {
    const { maxImages } = this.inputs as { maxImages?: number };
    if (maxImages === undefined || count <= maxImages) return;
    throw new ScanError({
      kind: "QuotaExceeded",
      action: "submit",
      text: `${count} ${this.noun} would be scanned, and \`maxImages\` is ${maxImages}`,
      remedy: "Nothing was submitted. Raise `maxImages`, or select fewer.",
      mayHaveActed: false,
    });
  }

  /** The input in which the program names what is scanned; undefined for a selection without names. */
  private get set(): string | undefined {
    return setIn(this.definition.sets, this.inputs);
  }

  /** What the program names, by key. */
  private get images(): ImageMap | undefined {
    return this.set === undefined ? undefined : (this.inputs[this.set] as ImageMap);
  }

  /** What a person calls what is scanned. */
  private get noun(): string {
    return this.definition.sets[this.set ?? "images"] ?? "images";
  }

  /** The keys of the images that the program names; undefined for a selection without names. */
  private keys(): string[] | undefined {
    return this.images && Object.keys(this.images);
  }

  private toScan(olds: Properties): Rescan {
    return toScan(this.definition.description, this.definition.sets, olds, this.inputs);
  }

  /** The same for all tasks of one class and account, in this process. */
  private account(): string {
    const { fields } = this.definition.description;
    const inputs = Object.keys(fields).filter((name) => fields[name]?.change === "replace");
    return `${classOf(this.definition.description)} ${inputs.map((name) => this.inputs[name]).join("/")}`;
  }

  private kept(images: ImageMap | undefined, scans: Scans): Kept {
    const still = images
      ? {
          ...scans,
          resolved: pick(scans.resolved, Object.keys(images)),
          followed: scans.followed.filter((key) => Object.hasOwn(images, key)),
        }
      : scans;
    return { id: this.id, state: this.stateOf(images, still, undefined) };
  }

  private stateOf(images: ImageMap | undefined, scans: Scans, run: Run | undefined): Properties {
    const runs = (run ? [run, ...scans.runs] : scans.runs).slice(0, 20);
    const taskId = runs.flatMap(({ taskIds }) => [...taskIds].reverse())[0];
    return {
      ...this.ownInputs(),
      ...(this.set === undefined || images === undefined ? {} : { [this.set]: images }),
      taskId,
      runs,
      resolved: scans.resolved,
      followed: scans.followed,
    };
  }

  private ownInputs(): Properties {
    const names = Object.keys(this.definition.description.fields).filter(
      (name) => this.inputs[name] !== undefined,
    );
    return Object.fromEntries(names.map((name) => [name, this.inputs[name]]));
  }

  private log(line: string): void {
    this.context.host.log(`${classOf(this.definition.description)} ${this.id}: ${line}`);
  }
}

/** What of images stays in state: a vendor's side may need more of them while it submits them. */
function remembered(images: Readonly<Record<string, Handed>>): Record<string, Handed> {
  return Object.fromEntries(
    Object.entries(images).map(([key, { id, digest, scannedAt }]) => [
      key,
      { id, ...(digest === undefined ? {} : { digest }), ...(scannedAt === undefined ? {} : { scannedAt }) },
    ]),
  );
}

function scansOf(state: Properties): Scans {
  return {
    runs: (state.runs ?? []) as Run[],
    resolved: (state.resolved ?? {}) as Record<string, Handed>,
    followed: (state.followed ?? []) as string[],
  };
}
