import type { ScanClock } from "./scanClock";
import type { ScanPace } from "./scanPace";

/** Where a scan task is. */
export type ScanState = "scanning" | "ended" | "canceled" | "timedOut";

/** Where one image of a task is. */
export type ImageScanState = "waiting" | "scanning" | "scanned" | "failed" | "canceled";

/** What came of scanning one image. */
export type ImageVerdict = "safe" | "risky" | "failed";

/** Writes on an image where its scan is. Times are the vendor's, in milliseconds since 1970. */
export interface ScanMarks<Image> {
  wait(image: Image): void;
  begin(image: Image, at: number): void;
  advance(image: Image, percent: number, secondsLeft: number): void;
  end(image: Image, at: number): ImageVerdict;
  timeOut(image: Image, at: number): void;
  cancel(image: Image): void;
}

interface Begun<Image> {
  readonly image: Image;
  readonly at: number;
  readonly endsAt: number;
}

/**
 * One task on its way: it waits `secondsToStart`, then scans its images one after another, `secondsPerImage`
 * each, independently of every other task. What no moment of the clock has brought yet is done by `catchUp`.
 */
export class ScanTask<Image> {
  readonly #images: Map<Image, ImageScanState>;
  readonly #queue: readonly Image[];
  #queued = 0;
  #current: Begun<Image> | undefined;
  #nextBegins: number;
  #state: ScanState = "scanning";
  #started = false;
  #left: number;
  readonly #deadline: number;
  readonly count = { scanned: 0, safe: 0, risky: 0 };

  constructor(
    images: readonly Image[],
    private readonly marks: ScanMarks<Image>,
    private readonly clock: ScanClock,
    private readonly pace: ScanPace,
    timeoutSeconds: number,
  ) {
    this.#queue = images;
    this.#images = new Map(images.map((image) => [image, "waiting"]));
    this.#left = images.length;
    this.#nextBegins = clock.now() + pace.secondsToStart * 1_000;
    this.#deadline = clock.now() + timeoutSeconds * 1_000;
    for (const image of images) marks.wait(image);
    if (images.length === 0) this.#state = "ended";
    else if (pace.secondsToStart === 0) this.#begin(clock.now());
    this.catchUp();
  }

  get state(): ScanState {
    return this.#state;
  }

  get running(): boolean {
    return this.#state === "scanning";
  }

  /** Whether any image has been begun. */
  get started(): boolean {
    return this.#started;
  }

  get images(): ReadonlyMap<Image, ImageScanState> {
    return this.#images;
  }

  /** How much of the image is scanned, in percent. */
  percentOf(image: Image): number {
    switch (this.#images.get(image)) {
      case "scanned":
        return 100;
      case "scanning":
        return this.#percent();
      default:
        return 0;
    }
  }

  /** Until the last image ends, if nothing is held or stopped. */
  get secondsLeft(): number {
    if (!this.running) return 0;
    const waiting = this.#left - (this.#current ? 1 : 0);
    const next = this.#current?.endsAt ?? this.#nextBegins;
    const seconds = (next - this.clock.now()) / 1_000 + waiting * this.pace.secondsPerImage;
    return Math.max(0, Math.ceil(seconds));
  }

  /** Whether the image waits for this task or is being scanned by it. */
  isBusyWith(image: Image): boolean {
    const state = this.running ? this.#images.get(image) : undefined;
    return state === "waiting" || state === "scanning";
  }

  /** Does what the clock has brought since the last time. */
  catchUp(): void {
    if (this.clock.held) return;
    const now = this.clock.now();
    while (this.running) {
      const next = this.#current?.endsAt ?? this.#nextBegins;
      if (Math.min(next, this.#deadline) > now) break;
      if (this.#deadline < next) this.#timeOut(this.#deadline);
      else if (this.#current) this.#end(this.#current.image, next, this.clock.vendorTime(next));
      else this.#begin(next);
    }
    if (this.#current) {
      const secondsLeft = Math.ceil((this.#current.endsAt - now) / 1_000);
      this.marks.advance(this.#current.image, this.#percent(), secondsLeft);
    }
  }

  /** Ends every image that is left, at this moment. */
  finish(): void {
    const [now, vendorNow] = [this.clock.now(), this.clock.vendorNow()];
    while (this.running) {
      if (this.#current) this.#end(this.#current.image, now, vendorNow);
      else this.#begin(now);
    }
  }

  /** Stops these images, or all: those that have ended stay as they are. */
  cancel(images: Iterable<Image> = this.#queue): void {
    for (const image of images) {
      if (!this.isBusyWith(image)) continue;
      this.#settle(image, "canceled");
      this.marks.cancel(image);
      if (this.#left === 0) this.#state = "canceled";
    }
    this.catchUp();
  }

  #begin(at: number): void {
    while (this.#queued < this.#queue.length) {
      const image = this.#queue[this.#queued] as Image;
      this.#queued += 1;
      if (this.#images.get(image) !== "waiting") continue;
      this.#images.set(image, "scanning");
      this.#current = { image, at, endsAt: at + this.pace.secondsPerImage * 1_000 };
      this.#started = true;
      this.marks.begin(image, this.clock.vendorTime(at));
      return;
    }
  }

  #end(image: Image, at: number, vendorAt: number): void {
    const verdict = this.marks.end(image, vendorAt);
    this.#settle(image, verdict === "failed" ? "failed" : "scanned", at);
    this.count.scanned += 1;
    if (verdict !== "failed") this.count[verdict] += 1;
    if (this.#left === 0) this.#state = "ended";
  }

  #timeOut(at: number): void {
    for (const image of this.#queue) {
      if (!this.isBusyWith(image)) continue;
      this.#settle(image, "failed");
      this.marks.timeOut(image, this.clock.vendorTime(at));
    }
    this.#state = "timedOut";
  }

  #settle(image: Image, state: ImageScanState, at = this.clock.now()): void {
    this.#images.set(image, state);
    this.#left -= 1;
    if (this.#current?.image !== image) return;
    this.#current = undefined;
    this.#nextBegins = at;
  }

  #percent(): number {
    if (!this.#current) return 0;
    const { at, endsAt } = this.#current;
    if (endsAt === at) return 0;
    // A real clock may be set back; and what is not done is not 100.
    const percent = Math.floor((100 * (this.clock.now() - at)) / (endsAt - at));
    return Math.min(99, Math.max(0, percent));
  }
}
