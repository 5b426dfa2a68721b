import { setImmediate } from "node:timers/promises";
import { resource } from "../../provider";
import type { Fields } from "../../provider/core/fields";
import type { Properties } from "../../provider/core/wire";
import type { VendorAccount } from "../../tools/ground/clouds";
import type { Process, ProcessOptions } from "../../tools/ground/ground";
import type { Stored } from "../../tools/ground/run";
import type { TaskVendor } from "../../tools/ground/vendor";
import type { TaskRow } from "./taskRow";

/** What the engine keeps of a scan. */
interface TaskState extends Properties {
  readonly taskId?: string;
  readonly runs: readonly { taskIds: string[]; reason: string; images: number; submittedAt: string }[];
  readonly resolved: Readonly<Record<string, { id: string; digest?: string }>>;
  readonly followed: readonly string[];
}

export const stateOf = ({ state }: Stored): TaskState => state as TaskState;

/** The names of `names`, as a set. */
export const sorted = (names: Iterable<string>): string[] => [...names].sort();

/** What the tests of one row say all the time. */
export class TaskSuite<A extends VendorAccount = VendorAccount> {
  readonly fields: Fields;
  /** The first three, and all five names that the vendor knows, and a program for each. */
  readonly firstThree: readonly string[];
  readonly three: Properties;
  readonly five: Properties;
  /** What of the first three goes in one submission, and a program for it. */
  readonly part: readonly string[];
  readonly onePart: Properties;

  constructor(readonly row: TaskRow<A>) {
    this.fields = resource(row.kind).description.fields;
    this.firstThree = row.names.slice(0, 3);
    this.three = row.program(this.firstThree);
    this.five = row.program(row.names);
    this.part = row.parts(this.firstThree)[0] ?? [];
    this.onePart = row.program(this.part);
  }

  /** A provider process of its own. */
  process({ ground }: TaskVendor, options?: ProcessOptions): Process {
    return ground.process(this.row.kind, options);
  }

  /** A task whose scans have ended, and nobody has called since. */
  async created(
    program: Properties = this.three,
    vendor?: TaskVendor<A>,
  ): Promise<{ vendor: TaskVendor<A>; ours: Stored }> {
    const there = vendor ?? (await this.row.start());
    const ours = await this.process(there).create(program);
    there.ground.account.finishScans();
    there.ground.calls();
    return { vendor: there, ours };
  }

  /** What each accepted scan is about, in the order in which they were accepted. */
  scanned(vendor: TaskVendor): string[][] {
    return vendor.scans().map(({ images }) => sorted(images));
  }

  /** The scans in which these sets are submitted, one after the other. */
  scansOf(...sets: readonly (readonly string[])[]): string[][] {
    return sets.flatMap((names) => this.row.parts(names).map(sorted));
  }

  /** The names that a state says were handed to the vendor. */
  handed(stored: Stored): string[] {
    return sorted(Object.keys((stored.state[this.row.set] ?? {}) as object));
  }

  /** The vendor's ids of all accepted scans, oldest first. */
  taskIds(vendor: TaskVendor): string[] {
    return vendor.scans().map(({ taskId }) => String(taskId));
  }

  /** Names that the vendor knows besides the five, `count` of them. */
  more(vendor: TaskVendor, count: number): string[] {
    const names = Array.from({ length: count }, (_, index) => this.row.name(index));
    vendor.add(...names);
    return names;
  }

  /** Until `run` waits for the vendor to take a further scan. */
  async waits(run: Process): Promise<void> {
    for (let ticks = 0; !run.log.includes("waits for the vendor"); ticks += 1) {
      if (ticks > 10_000) throw new Error(`it does not wait: ${run.log}`);
      await setImmediate();
    }
  }

  /** As many scans of other names as the vendor runs at a time, none of which ends by itself. */
  async fill(vendor: TaskVendor): Promise<void> {
    vendor.ground.account.holdScans();
    for (const name of this.more(vendor, this.row.atATime)) {
      await this.process(vendor).create(this.row.program([name]));
    }
  }
}
