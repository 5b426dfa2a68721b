import { dayAfter, today } from "./day";
import { type FieldType, type Report, wrong } from "./fields";
import type { Vulnerability } from "./findings";
import { type Properties, unknown } from "./wire";

/** From how many days before its end a plan says that an exception expires. */
export const noticeDays = 14;

const members = ["vulnerability", "images", "until", "reason"];
const keyForm = /^(\S+?)(?: in (\S+))?$/;
const valueForm = /^(until|expired) (\d{4}-\d\d-\d\d): (.+)$/s;

/**
 * Vulnerabilities that are accepted for a time. Canonical, they are a map that a reviewer can read: what is accepted,
 * and where, to how long and why. One line of a plan is one exception.
 */
export const exceptionsType: FieldType<Readonly<Record<string, string>>> = {
  input: "pulumi.Input<Exception>[]",
  output: "Record<string, string>",
  range: "at least one `{ vulnerability, images?, until, reason }`",
  parse(value, path, report) {
    if (Array.isArray(value) && value.length > 0) return fromList(value, path, report);
    if (value === null || typeof value !== "object" || Object.keys(value).length === 0)
      return wrong(this, value, path, report);
    return fromMap(value as Properties, path, report);
  },
};

function fromList(list: readonly unknown[], path: string, report: Report): Readonly<Record<string, string>> {
  const parsed = new Map<string, string>();
  for (const [index, item] of list.entries()) {
    const at = `${path}[${index}]`;
    if (item === unknown) {
      parsed.set(at, unknown);
      continue;
    }
    const exception = item as Properties | null;
    if (exception === null || typeof exception !== "object" || Array.isArray(exception)) {
      report(at, "is not accepted: one `{ vulnerability, images?, until, reason }`");
      continue;
    }
    for (const [key, text] of entriesOf(exception, at, report)) {
      if ((parsed.get(key) ?? text) !== text)
        report(at, `excepts ${key} a second time, with another end or reason`);
      parsed.set(key, text);
    }
  }
  return Object.fromEntries(parsed);
}

/** What one exception is canonically: an entry for each of its images. */
function entriesOf(exception: Properties, at: string, report: Report): [string, string][] {
  for (const name of Object.keys(exception)) {
    if (!members.includes(name)) report(`${at}.${name}`, `is not known here: ${members.join(", ")} are`);
  }
  const { vulnerability, images, until, reason } = exception;
  let faults = 0;
  const fault = (name: string, text: string): void => {
    faults += 1;
    report(`${at}.${name}`, text);
  };
  if (vulnerability !== unknown && (typeof vulnerability !== "string" || !/^\S+$/.test(vulnerability)))
    fault("vulnerability", "is required: its id, such as `CVE-2026-1234`");
  if (until !== unknown && !isDay(until))
    fault("until", "is required: the last day on which it holds, `YYYY-MM-DD`");
  if (reason !== unknown && (typeof reason !== "string" || reason.trim() === ""))
    fault("reason", "is required: why it is accepted, for whoever reviews it");
  if (images !== undefined && images !== unknown) {
    if (!Array.isArray(images) || images.length === 0) {
      fault("images", "is empty: leave it out to except every image, or name some");
    } else {
      for (const [index, image] of images.entries()) {
        const text = image === unknown ? undefined : wrongImage(image);
        if (text !== undefined) fault(`images[${index}]`, text);
      }
    }
  }
  if (faults > 0) return [];
  const places = Array.isArray(images) ? images : [images];
  if ([vulnerability, until, reason, ...places].includes(unknown)) return [[at, unknown]];
  const text = `until ${String(until)}: ${String(reason).trim()}`;
  return places.map((image) => [
    image === undefined ? String(vulnerability) : `${String(vulnerability)} in ${String(image)}`,
    text,
  ]);
}

/** What is wrong with an image of an exception. */
function wrongImage(image: unknown): string | undefined {
  if (typeof image !== "string" || !/^\S+$/.test(image))
    return "is not a reference such as `team/api:1.4`, in which `*` is any run of characters";
  const last = image.slice(image.lastIndexOf("/") + 1);
  return /[:@]|\*$/.test(last) || image.startsWith("#")
    ? undefined
    : `names no tag: write \`${image}:*\` for every tag, or \`${image}:latest\``;
}

function fromMap(map: Properties, path: string, report: Report): Readonly<Record<string, string>> {
  for (const [key, text] of Object.entries(map)) {
    if (text === unknown) continue;
    const image = keyForm.exec(key)?.[2];
    const isWrong = !keyForm.test(key) || (image !== undefined && wrongImage(image) !== undefined);
    if (isWrong || typeof text !== "string" || !isDay(valueForm.exec(text)?.[2]))
      report(`${path}["${key}"]`, "is not accepted: `until YYYY-MM-DD: <reason>`");
  }
  return map as Readonly<Record<string, string>>;
}

function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && today(time) === value;
}

/** `exceptions` with those marked that have expired by `now`: so a plan shows it, and the gate judges again. */
export function marked(
  exceptions: Readonly<Record<string, string>>,
  now: number,
): Readonly<Record<string, string>> {
  const day = today(now);
  return Object.fromEntries(
    Object.entries(exceptions).map(([key, text]) => {
      const [, , until = "", reason = ""] = valueForm.exec(text) ?? [];
      if (until === "") return [key, text];
      return [key, `${until < day ? "expired" : "until"} ${until}: ${reason}`];
    }),
  );
}

/** What a plan says of exceptions that have expired, or soon will. */
export function expiring(exceptions: Readonly<Record<string, string>>, now: number): string[] {
  const day = today(now);
  return Object.entries(exceptions).flatMap(([key, text]) => {
    const [, , until = "", reason = ""] = valueForm.exec(text) ?? [];
    if (until === "" || until > dayAfter(day, noticeDays)) return [];
    if (until < day) return [`exception ${key} has expired on ${until}, and counts again (${reason})`];
    const days = Math.round((Date.parse(until) - Date.parse(day)) / 86_400_000);
    const when = days === 0 ? "after today" : `in ${days} ${days === 1 ? "day" : "days"}, after ${until}`;
    return [`exception ${key} expires ${when} (${reason})`];
  });
}

/** One exception of a state: which vulnerability is accepted, in which images, to which day and why. */
export interface ExceptionEntry {
  readonly key: string;
  readonly vulnerability: string;
  /** A reference in which `*` is any run of characters; every image, when left out. */
  readonly image: string | undefined;
  readonly until: string;
  readonly reason: string;
}

/** The exceptions of a canonical map. */
export function exceptionsIn(exceptions: Readonly<Record<string, unknown>>): ExceptionEntry[] {
  return Object.entries(exceptions).map(([key, text]) => {
    const [, vulnerability = key, image] = keyForm.exec(key) ?? [];
    const [, , until = "", reason = ""] = valueForm.exec(String(text)) ?? [];
    return { key, vulnerability, image, until, reason };
  });
}

type Exception = Omit<ExceptionEntry, "image"> & { readonly image: RegExp | undefined };

/** What the exceptions say of a vulnerability of an image. */
export interface Excuse {
  /** Whether it is accepted; else an exception of it has expired. */
  readonly holds: boolean;
  /** Why it is accepted, or since when it no longer is. */
  readonly note: string;
}

/** The exceptions of one judgement; those that excuse something are remembered. */
export class Exceptions {
  private readonly all: readonly Exception[];
  private readonly used = new Set<string>();

  constructor(
    exceptions: Readonly<Record<string, string>>,
    private readonly now: number,
  ) {
    this.all = exceptionsIn(exceptions).map(({ vulnerability, image, ...entry }) => ({
      ...entry,
      vulnerability: vulnerability.toLowerCase(),
      image: image === undefined ? undefined : globOf(image),
    }));
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** What is said of a vulnerability in the image of these names; undefined where nothing is. */
  excuse({ id, aliases = [], cves = [] }: Vulnerability, names: readonly string[]): Excuse | undefined {
    const day = today(this.now);
    const of = (name: string): Exception[] =>
      this.all.filter(
        ({ vulnerability, image }) =>
          vulnerability === name.toLowerCase() &&
          (image === undefined || names.some((one) => image.test(one))),
      );
    const holding = (group: readonly Exception[]): Exception[] => group.filter(({ until }) => until >= day);
    const named = [id, ...aliases].flatMap(of);
    // An advisory over several CVEs is accepted when each of them is.
    const parts = cves.map(of);
    const isWhole = parts.length > 0 && parts.every((part) => part.length > 0);
    if (holding(named).length > 0 || (isWhole && parts.every((part) => holding(part).length > 0))) {
      const used = holding([...named, ...(isWhole ? parts.flat() : [])]);
      for (const { key } of used) this.used.add(key);
      return { holds: true, note: [...new Set(used.map(({ reason }) => reason))].join("; ") };
    }
    const expired = [...named, ...(isWhole ? parts.flat() : [])].find(({ until }) => until < day);
    if (expired === undefined) return undefined;
    this.used.add(expired.key);
    return { holds: false, note: `exception expired ${expired.until}` };
  }

  /** Those that have excused nothing. */
  unused(): string[] {
    return this.all.filter(({ key }) => !this.used.has(key)).map(({ key }) => key);
  }
}

function globOf(pattern: string): RegExp {
  const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`);
}
