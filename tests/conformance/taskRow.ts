import type { Properties } from "../../provider/core/wire";
import type { Assume, VendorAccount, VendorOptions } from "../../tools/ground/clouds";
import type { TaskVendor } from "../../tools/ground/vendor";

/** A selection without names, and what the vendor is sent for it. */
export interface Selected {
  readonly title: string;
  readonly inputs: Properties;
  readonly action: string;
  body(vendor: TaskVendor): Properties;
}

/** How a vendor reads a point that its documents leave open. */
export interface Reading {
  readonly title: string;
  readonly assume: Assume;
  /** False where the vendor does not stop scans then. */
  readonly stops?: false;
}

/** What a person is told after a lost answer, `count` images of which the vendor scans. */
export interface LostWords {
  readonly byId: readonly string[];
  readonly followed: readonly string[];
}

/** What the life cycle of a scan task is tried with: one row for each resource. */
export interface TaskRow<A extends VendorAccount = VendorAccount> {
  readonly kind: string;
  start(options?: VendorOptions): Promise<TaskVendor<A>>;

  /** The input that names what is scanned, and what a person calls that. */
  readonly set: string;
  readonly noun: string;
  /** Five names that every vendor of `start` knows, and more of the kind. */
  readonly names: readonly string[];
  name(index: number): string;
  program(names: readonly string[]): Properties;
  /** The inputs of which exactly one is given. */
  readonly selectionInputs: readonly string[];
  readonly selections: readonly Selected[];
  /** All that the vendor may scan, where `all` does not say it alone. */
  readonly everything?: Properties;
  /** Where there are selections without names: one that means just `names` of those that the vendor knows. */
  selecting(names: readonly string[], known: readonly string[]): Properties;

  /** The vendor's operations: the list of what can be scanned, the submission of named ones, the stop of a scan. */
  readonly list: string;
  readonly submit: string;
  readonly stop: string;
  /** What the vendor is to be sent for a stop. */
  stopped(taskId: unknown): Properties;
  /** How names are divided over submissions; `many` of them need three. */
  parts(names: readonly string[]): readonly (readonly string[])[];
  readonly many: number;
  /** Inputs, and what the submission of `names` is with them. */
  readonly sent: Properties;
  body(vendor: TaskVendor<A>, names: readonly string[]): Properties;
  /** A submission as data, and how many names it holds. */
  told(body: Properties): Properties;
  count(body: Properties): number;

  /** How many scans the vendor runs at a time; where it may do only so many in some readings, in those. */
  readonly atATime: number;
  /** Whether it runs more of them where nothing else is said. */
  readonly alsoMore?: true;
  /** In which ways it refuses a further one, and what a person is told then. */
  readonly full: readonly { readonly assume: Assume; readonly says: RegExp }[];
  /** Whether a name may come to lead to another digest, for which a refresh looks. */
  readonly movesTags: boolean;
  /** Whether each image needs a licence to be scanned. */
  readonly licences: boolean;
  /** Whether the vendor's lists, as they are read, lead to the id of a scan whose answer was lost. */
  readonly lostAnswers: readonly { readonly assume: Assume; readonly tellsId: boolean }[];
  /** What a person is told then of `count` of them, where it is not what others tell. */
  lostWords?(count: number): LostWords;
  /** Whether a submission whose answer is late is known by its id. */
  readonly lateTellsId?: true;
  /** Whether also a selection without names, of which the answer was lost, is known by its id. */
  readonly lostSelectionTellsId?: true;
  /** How often a submission is refused before the refusal is believed. */
  readonly refusals?: number;
  /** Where a program can say what to look for: another choice, and the vendor's words for it. */
  readonly otherwise?: { readonly inputs: Properties; readonly scanTypes: readonly string[] };
  /** Another name for the first of `names`, where there is one. */
  alias?(vendor: TaskVendor<A>): unknown;

  /** Sets in the inputs, in the order in which a check writes them. */
  readonly sets: readonly Properties[];
  readonly replaces: readonly string[];
  /** Inputs that hold something unknown, each in another place. */
  readonly unknowns: (unknown: string) => readonly Properties[];
  /** Readings under each of which a scan must have its whole life. */
  readonly readings: readonly Reading[];
}

/** `names` in parts of `size`. */
export function inParts(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, index) =>
    names.slice(index * size, (index + 1) * size),
  );
}

/** One reading each. */
export function readings(points: readonly (readonly [point: string, reading: string])[]): readonly Reading[] {
  return points.map(([point, reading]) => ({
    title: `${point} ${reading}`,
    assume: { [point]: reading } as Assume,
  }));
}

/** Programs that do not know yet which images they name. */
export function unknownImages(unknown: string): Properties[] {
  return [{ images: [unknown] }, { images: ["team/one:1.0", unknown] }, { images: unknown }];
}

/** `program` with one option each that every task has, unknown. */
export function unknownOptions(
  unknown: string,
  program: Properties,
  places: readonly string[] = ["site"],
): Properties[] {
  const options = [
    "rescan",
    "rescanAfterDays",
    "triggers",
    "onBusy",
    "queueTimeoutSeconds",
    "cancelOnDelete",
    "maxImages",
    "profile",
    ...places,
  ];
  return [
    ...options.map((name) => ({ ...program, [name]: unknown })),
    { ...program, triggers: { release: unknown } },
  ];
}
