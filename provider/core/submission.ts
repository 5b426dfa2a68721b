import type { Context } from "./context";
import { asScanError, ScanError } from "./errors";
import { Queue } from "./queue";
import type { Accepted, Handed, Scanner } from "./task";
import type { Properties } from "./wire";

/** What was made of one part of a set. */
interface Submitted {
  /** The vendor's ids, as far as they are known. */
  readonly taskIds: readonly string[];
  /** Which keys the vendor turned out to be scanning, under no id that is surely ours. */
  readonly followed: readonly string[];
}

/** How a submission speaks of what it does. */
interface Voice {
  /** What a person calls what is scanned. */
  readonly noun: string;
  log(line: string): void;
}

/** Hands scans to one vendor: in turn while it is full, and never a second time because an answer was lost. */
export class Submission {
  constructor(
    private readonly scanner: Scanner,
    private readonly context: Context,
    private readonly inputs: Properties,
    private readonly voice: Voice,
  ) {}

  /** Submits the selection that the inputs make without names; the vendor's id, if it gave one that is surely ours. */
  async selection(): Promise<string | undefined> {
    try {
      return this.heard(await this.queued(() => this.scanner.submit(undefined, this.inputs)));
    } catch (failure) {
      const error = asScanError(failure, "submit");
      if (!error.mayHaveActed || !(await this.scanner.selectionIsScanning(this.inputs, true))) throw error;
      this.voice.log(
        `the answer was lost (${error.message}), but the vendor is scanning the selection: followed, without an id`,
      );
      return undefined;
    }
  }

  /**
   * Submits one part. When the answer is lost, or the vendor was full for a while, looks which of its images have been
   * taken up meanwhile before submitting the others.
   */
  async images(
    part: readonly string[],
    resolved: Readonly<Record<string, Handed>>,
    ours: boolean,
  ): Promise<Submitted> {
    const { clock } = this.context;
    const start = clock.now();
    let rest = part;
    const taskIds: string[] = [];
    const followed: string[] = [];
    let lost = false;
    /** What of the rest the vendor scans by now, or has scanned while nobody heard of it. */
    const look = async (): Promise<string[]> => {
      const taken = await this.scanner.scanning(pick(resolved, rest), clock.now(), lost);
      rest = rest.filter((key) => !taken.has(key));
      return [...taken];
    };
    const submit = async (): Promise<Submitted> => {
      const again = async (): Promise<void> => void followed.push(...(await look()));
      const accepted = await this.queued(
        async () =>
          rest.length === 0 ? {} : this.scanner.submit(distinct(pick(resolved, rest)), this.inputs),
        { ours, again },
      );
      const taskId = this.heard(accepted);
      return { taskIds: taskId === undefined ? taskIds : [...taskIds, taskId], followed };
    };
    try {
      return await submit();
    } catch (failure) {
      const error = asScanError(failure, "submit");
      if (!error.mayHaveActed) throw error;
      lost = true;
      const taken = await look();
      if (taken.length === 0) throw error;
      const said = `the answer was lost (${error.message}), but ${taken.length} of ${part.length} ${this.voice.noun} are being scanned`;
      // A scan of less than we submitted is somebody else's.
      const isWhole = rest.length === 0;
      const taskId = isWhole
        ? await this.scanner.taskOf?.(distinct(pick(resolved, taken)), start)
        : undefined;
      if (taskId === undefined) {
        followed.push(...taken);
        this.voice.log(`${said}: followed. Which task does so is ambiguous, so that no id is kept`);
      } else {
        taskIds.push(taskId);
        this.voice.log(`${said}, as ${taskId}, which is ours by its content and its time`);
      }
      if (rest.length > 0) await this.engineIsThere();
      return await submit();
    }
  }

  /** The id of a submission that was taken; what else there is to say of it is said. */
  private heard({ taskId, note }: Accepted): string | undefined {
    if (note !== undefined) this.voice.log(note);
    return taskId;
  }

  /**
   * Submits as soon as the vendor takes a further scan, and does `again` before each further try. What keeps the vendor
   * busy may be `ours`: an earlier part of the same set, for which we wait whatever `onBusy` says.
   */
  private async queued<T>(
    submit: () => Promise<T>,
    { ours = false, again = async () => {} }: { ours?: boolean; again?: () => Promise<void> } = {},
  ): Promise<T> {
    const waits = ours || this.inputs.onBusy === "wait";
    const queue = this.context.share(`queue ${this.scanner.queue}`, () => new Queue());
    let full: ScanError | undefined;
    if (queue.isEmpty || !waits) {
      try {
        return await submit();
      } catch (failure) {
        full = asScanError(failure, "submit");
        if (full.kind !== "Conflict" || !waits) throw full;
      }
    }
    const { clock } = this.context;
    const until = clock.now() + Number(this.inputs.queueTimeoutSeconds) * 1000;
    this.voice.log(
      `waits for the vendor to take a further scan (${full?.message ?? "other scans of this update wait already"})`,
    );
    const isFirst = queue.isEmpty;
    if (!(await queue.enter(until))) throw full ?? this.expired();
    try {
      // Whoever comes to the front after another asks at once: where that one was taken there may be room for more.
      for (let wait = isFirst ? 1000 : 0; ; wait = Math.min(Math.max(wait * 2, 1000), 15_000)) {
        if (full && clock.now() + wait > until) throw full;
        await clock.sleep(wait);
        queue.expire(clock.now());
        await this.engineIsThere();
        await again();
        try {
          return await submit();
        } catch (failure) {
          full = asScanError(failure, "submit");
          if (full.kind !== "Conflict") throw full;
        }
      }
    } finally {
      queue.leave();
    }
  }

  /** A provider whose engine is gone must not go on submitting: nobody would ever hear of it. */
  async engineIsThere(): Promise<void> {
    if (await this.context.host.engineIsThere()) return;
    throw new ScanError({
      kind: "Unavailable",
      action: "submit",
      text: "the Pulumi engine is gone: nothing more is submitted",
      remedy: "Run the update again.",
      mayHaveActed: false,
    });
  }

  private expired(): ScanError {
    return new ScanError({
      kind: "Conflict",
      action: "submit",
      text: `other scans of this update have waited for the vendor for ${String(this.inputs.queueTimeoutSeconds)} s`,
      remedy: "Run the update again, or raise `queueTimeoutSeconds`. What waited was not submitted.",
      mayHaveActed: false,
    });
  }
}

/** The keys in parts of at most `size`. */
export function partsOf(keys: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, index) =>
    keys.slice(index * size, (index + 1) * size),
  );
}

/** One image that a program gives two names is submitted once. */
function distinct(images: Readonly<Record<string, Handed>>): readonly Handed[] {
  return [...new Map(Object.values(images).map((image) => [image.id, image])).values()];
}

/** The entries of `map` under `keys`, in their order. */
export function pick<T>(map: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  const entries = keys.map((key) => [key, Object.hasOwn(map, key) ? map[key] : undefined] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, T>;
}
