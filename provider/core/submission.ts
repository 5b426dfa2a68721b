import type { Context } from "./context";
import { asScanError, ScanError } from "./errors";
import type { Handed, Scanner } from "./task";
import type { Properties } from "./wire";

/** Hands scans to one vendor: in turn while it is full, and never a second time because an answer was lost. */
export class Submission {
  constructor(
    private readonly scanner: Scanner,
    private readonly context: Context,
    private readonly inputs: Properties,
    private readonly log: (line: string) => void,
  ) {}

  /** Submits the selection that the inputs make without names; the vendor's id, if it gave one that is surely ours. */
  async selection(): Promise<string | undefined> {
    try {
      return await this.queued(() => this.scanner.submit(undefined, this.inputs));
    } catch (failure) {
      const error = asScanError(failure, "submit");
      if (!error.mayHaveActed || !(await this.scanner.selectionIsScanning(this.inputs, true))) throw error;
      this.log(
        `the answer was lost (${error.message}), but the vendor is scanning the selection: followed, without an id`,
      );
      return undefined;
    }
  }

  /**
   * Submits one chunk. When the answer is lost, or the vendor was full for a while, looks which of its images have been
   * taken up meanwhile before submitting the others.
   */
  async images(
    part: readonly string[],
    resolved: Record<string, Handed>,
    ours: boolean,
  ): Promise<{ taskId: string | undefined; followed: readonly string[] }> {
    let rest = part;
    const look = async (): Promise<number> => {
      const taken = await this.scanner.scanning(pick(resolved, rest), this.context.clock.now(), true);
      rest = rest.filter((key) => !taken.has(key));
      return taken.size;
    };
    const submit = async (): Promise<{ taskId: string | undefined; followed: readonly string[] }> => {
      const taskId = await this.queued(
        async () =>
          rest.length === 0 ? undefined : this.scanner.submit(distinct(pick(resolved, rest)), this.inputs),
        { ours, again: look },
      );
      return { taskId, followed: part.filter((key) => !rest.includes(key)) };
    };
    try {
      return await submit();
    } catch (failure) {
      const error = asScanError(failure, "submit");
      if (!error.mayHaveActed) throw error;
      const taken = await look();
      if (taken === 0) throw error;
      this.log(
        `the answer was lost (${error.message}), but ${taken} of ${part.length} images are being scanned: followed. ` +
          "Which task does so is ambiguous, so that no id is kept",
      );
      return await submit();
    }
  }

  /**
   * Submits as soon as the vendor takes a further scan, and does `again` before each further try. What keeps the vendor
   * busy may be `ours`: an earlier chunk of the same set, for which we wait whatever `onBusy` says.
   */
  private async queued<T>(
    submit: () => Promise<T>,
    { ours = false, again = async () => 0 }: { ours?: boolean; again?: () => Promise<number> } = {},
  ): Promise<T> {
    const { clock } = this.context;
    const start = clock.now();
    const limit = Number(this.inputs.queueTimeoutSeconds) * 1000;
    let told = false;
    for (let wait = 1000; ; wait = Math.min(wait * 2, 15_000)) {
      try {
        return await submit();
      } catch (failure) {
        const error = asScanError(failure, "submit");
        const spent = clock.now() - start;
        const waits = ours || this.inputs.onBusy === "wait";
        if (error.kind !== "Conflict" || !waits || spent + wait > limit) throw error;
        if (!told) this.log(`waits for the vendor to take a further scan (${error.message})`);
        told = true;
        await clock.sleep(wait);
        await this.engineIsThere();
        await again();
      }
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
}

/** One image that a program gives two names is submitted once. */
function distinct(images: Readonly<Record<string, Handed>>): readonly Handed[] {
  return [...new Map(Object.values(images).map((image) => [image.id, image])).values()];
}

/** The entries of `map` under `keys`, in their order. */
export function pick<T>(map: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  const picked: Record<string, T> = {};
  for (const key of keys) {
    const value = map[key];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}
