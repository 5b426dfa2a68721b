import { styleText } from "node:util";
import type { Diagnosis } from "../provider/core/diagnosis";
import type { ErrorKind } from "../provider/core/errors";

/** What was found of one profile of one cloud. */
export interface ExaminedAccount {
  readonly cloud: string;
  readonly profile: string;
  readonly diagnoses: readonly Diagnosis[];
}

export interface DoctorReport {
  readonly machine: readonly Diagnosis[];
  readonly accounts: readonly ExaminedAccount[];
}

/** Whether nobody has to do anything. */
export function isHealthy(diagnoses: readonly Diagnosis[]): boolean {
  return diagnoses.every(({ status }) => status !== "failed");
}

/** Whether a report on `stream` may be coloured: https://no-color.org */
export function wantsColours(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

const colours = { ok: "green", failed: "red", untried: "yellow" } as const;

/** What a failed call is called in one or two words. */
const words: { readonly [K in ErrorKind]?: string } = {
  Forbidden: "forbidden",
  QuotaExceeded: "not licensed",
  Unavailable: "unreachable",
  Timeout: "unreachable",
  Throttled: "throttled",
  Unauthenticated: "refused",
};

/** A table of each account and one of the machine, the remedy below each row that failed; and one line that says it all. */
export function tableOf({ machine, accounts }: DoctorReport, coloured: boolean): string {
  const tables = [
    table("this machine", machine, coloured),
    ...accounts.map(({ cloud, profile, diagnoses }) =>
      table(`${cloud}, profile ${profile}`, diagnoses, coloured),
    ),
  ];
  const all = [machine, ...accounts.map(({ diagnoses }) => diagnoses)].flat();
  const failed = all.filter(({ status }) => status === "failed").length;
  const verdict =
    failed === 0 ? "nothing is wrong" : `${failed} ${failed === 1 ? "thing is" : "things are"} wrong`;
  return `${tables.join("\n")}\n${verdict}\n`;
}

function table(title: string, diagnoses: readonly Diagnosis[], coloured: boolean): string {
  const rows = gathered(diagnoses).map((one) => ({ one, word: wordOf(one) }));
  const wide = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
  const name = wide(rows.map(({ one }) => one.name));
  const result = wide(rows.map(({ word }) => word));
  const lines = rows.flatMap(({ one, word }) => {
    const padded = word.padEnd(result);
    const shown = coloured ? styleText(colours[one.status], padded, { validateStream: false }) : padded;
    const line = `  ${one.name.padEnd(name)}  ${shown}  ${oneLine(one.text)}`;
    const below = " ".repeat(name + result + 6);
    return [line, ...[neededBy(one), one.remedy].filter(Boolean).map((text) => `${below}${text}`)];
  });
  return `${title}\n${lines.join("\n")}\n`;
}

/** With one row for all that was not asked for one and the same reason. */
function gathered(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  const because = diagnoses.filter((one) => one.because !== undefined);
  const [first] = because;
  if (!first || because.length === 1) return diagnoses;
  return diagnoses.flatMap((one) => {
    if (one.because === undefined) return [one];
    return one === first ? [{ ...first, name: `${because.length} more permissions` }] : [];
  });
}

function wordOf({ status, kind }: Diagnosis): string {
  if (status === "failed") return (kind && words[kind]) ?? "failed";
  return status === "untried" ? "not tried" : "ok";
}

function neededBy({ status, neededBy: classes }: Diagnosis): string | undefined {
  return status === "failed" && classes ? `Needed by ${classes.join(", ")}.` : undefined;
}

/** A vendor's words may have several. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

/** The report as one JSON document. */
export function jsonOf({ machine, accounts }: DoctorReport): string {
  const document = {
    healthy: isHealthy([machine, ...accounts.map(({ diagnoses }) => diagnoses)].flat()),
    machine,
    accounts: accounts.map(({ cloud, profile, diagnoses }) => ({
      cloud,
      profile,
      healthy: isHealthy(diagnoses),
      diagnoses,
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
