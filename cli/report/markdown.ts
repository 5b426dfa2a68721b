import { levels } from "../../provider/core/findings";
import type { ImageRow } from "./coverage";
import { placeText } from "./selection";
import type { StackReport } from "./stackReport";
import {
  countText,
  exceptionText,
  findingsText,
  headline,
  lastRunText,
  levelNames,
  momentText,
  scheduleNext,
  scheduleWhen,
  selectionText,
  statusNames,
  verdictText,
} from "./words";

/** The most characters that GitHub takes of a comment. */
export const mostCharacters = 65_536;
/** What is kept for the words that say what is cut. */
const reserve = 400;

/** Markdown that is what it says: names in it have been escaped. */
class Written {
  constructor(readonly text: string) {}
}

/** A text is escaped where it is put into a table. */
type Cell = Written | string;

/** A table that may lose its last rows. */
interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly isOpen: boolean;
  /** Rows that were left out before. */
  readonly leftOut?: number;
}

/** The report for a comment on a pull request: short, with what is long folded away, and never too long for one. */
export function markdownOf(report: StackReport): string {
  const { notes, live, at } = report;
  const subject = [report.project, report.stack].filter((one) => one !== undefined).join("/");
  const parts = [
    `## Image scans${subject === "" ? "" : ` of ${code(subject).text}`}\n`,
    ...[
      headline(report)
        .map((line) => `- ${line}\n`)
        .join(""),
    ].filter(Boolean),
    counts(report),
    ...(notes.length === 0
      ? []
      : [
          shortened(notes, 20)
            .map((note) => `> ${plain(note).replace(/^[-\d]/, reference)}\n>\n`)
            .join(""),
        ]),
  ];
  const known = `State${live ? " and vendors" : ""} as of ${momentText(at)}.\n`;
  let left = mostCharacters - reserve - [...parts, known].join("\n").length;
  const cut: string[] = [];
  const tables = tablesOf(report);
  for (const [index, table] of tables.entries()) {
    // A long one leaves room for those after it.
    const { text, leftOut } = tableIn(table, index < tables.length - 1 ? left / 2 : left);
    if (leftOut > 0) cut.push(`${leftOut.toLocaleString("en-US")} of “${table.title}”`);
    if (text === "") continue;
    parts.push(text);
    left -= text.length + 1;
  }
  const said =
    cut.length === 0 ? "" : `Not listed here: ${cut.join(", ")}; \`--format json --all\` lists everything.\n`;
  return [...parts, said, known].filter(Boolean).join("\n");
}

function counts({ summary }: StackReport): string {
  const { images, findings } = summary;
  const found = levels.filter((level) => findings[level] !== undefined);
  const rows = [
    [
      "resources",
      [
        countText(summary.schedules, "schedule"),
        countText(summary.tasks, "task"),
        countText(summary.gates, "gate"),
      ].join(", "),
    ],
    [
      countText(images.total, "image"),
      (Object.keys(statusNames) as (keyof typeof statusNames)[])
        .filter((status) => images[status] > 0)
        .map((status) => `${statusNames[status]} ${images[status]}`)
        .join(", "),
    ],
    [
      "findings",
      found.map((level) => `${levelNames[level]} ${findings[level]}`).join(", ") || "none are told",
    ],
  ];
  return ["| | |", "| --- | --- |", ...rows.map(([one, other]) => `| ${one} | ${other} |`), ""].join("\n");
}

function tablesOf(report: StackReport): Table[] {
  const { drift = [], exceptions, gates, schedules, tasks, images, imagesLeftOut } = report;
  const isWell = ({ status }: ImageRow): boolean => status === "scheduled" || status === "scanned";
  const bad = images.filter((one) => !isWell(one));
  const tables: Table[] = [
    {
      title: "Drift",
      head: ["resource", "", "in the state", "at the vendor"],
      rows: drift.flatMap(({ name, class: type, status, changes, problem }) =>
        status === "changed"
          ? changes.map(({ property, state, vendor }) => [
              code(name),
              code(property),
              list(state),
              list(vendor),
            ])
          : [
              [
                code(name),
                code(type),
                status === "gone" ? "" : "not read",
                status === "gone" ? "gone" : (problem ?? ""),
              ],
            ],
      ),
      isOpen: true,
    },
    {
      title: "Exceptions that have expired, or soon end",
      head: ["vulnerability", "images", "until", "", "reason"],
      rows: exceptions
        .filter(({ status }) => status !== "holds")
        .map((one) => [
          code(one.vulnerability),
          one.image === undefined ? "all" : code(one.image),
          one.until,
          exceptionText(one),
          one.reason,
        ]),
      isOpen: true,
    },
    {
      title: "Images that need a look",
      head: ["image", "where", "status", "why"],
      rows: bad.map((one) => [
        code(one.image),
        `${one.cloud} ${placeText(one)}`,
        statusNames[one.status],
        one.why,
      ]),
      isOpen: true,
      leftOut: bad.length === images.length ? imagesLeftOut : 0,
    },
    {
      title: "Gates",
      head: ["gate", "of", "verdict", "images", "findings", "judged"],
      rows: gates.map((one) => [
        code(one.name),
        code(one.task),
        verdictText(one),
        `${one.scannedImages} of ${one.totalImages}`,
        findingsText(one.findings),
        momentText(one.judgedAt),
      ]),
      isOpen: gates.some(({ verdict }) => verdict === "refused"),
    },
    {
      title: "Schedules",
      head: ["schedule", "where", "when", "images", "last run", "next run"],
      rows: schedules.map((one) => [
        code(one.name),
        `${one.class} ${placeText(one)}`,
        scheduleWhen(one),
        selectionText(one),
        one.lastRun ?? "",
        scheduleNext(one),
      ]),
      isOpen: false,
    },
    {
      title: "Tasks",
      head: ["task", "where", "images", "last run", "findings"],
      rows: tasks.map((one) => [
        code(one.name),
        `${one.class} ${placeText(one)}`,
        selectionText(one),
        lastRunText(one),
        findingsText(one.findings),
      ]),
      isOpen: false,
    },
    {
      title: "Exceptions that hold",
      head: ["vulnerability", "images", "until", "reason"],
      rows: exceptions
        .filter(({ status }) => status === "holds")
        .map((one) => [
          code(one.vulnerability),
          one.image === undefined ? "all" : code(one.image),
          one.until,
          one.reason,
        ]),
      isOpen: false,
    },
    {
      title: "Images that are looked after",
      head: ["image", "where", "by", "status"],
      rows: images
        .filter(isWell)
        .map((one) => [code(one.image), `${one.cloud} ${placeText(one)}`, list(one.scannedBy), one.why]),
      isOpen: false,
      leftOut: bad.length === images.length ? 0 : imagesLeftOut,
    },
  ];
  return tables.filter(({ rows, leftOut = 0 }) => rows.length + leftOut > 0);
}

/** As much of a table as fits. */
function tableIn(
  { title, head, rows, isOpen, leftOut = 0 }: Table,
  room: number,
): { text: string; leftOut: number } {
  const summary = `<details${isOpen ? " open" : ""}><summary>${title} (${rows.length + leftOut})</summary>\n\n`;
  const start = `${summary}${row(head)}${`|${" --- |".repeat(head.length)}\n`}`;
  const end = "\n</details>\n";
  let text = start;
  let shown = 0;
  for (const one of rows) {
    const line = row(one);
    if (text.length + line.length + end.length > room) break;
    text += line;
    shown += 1;
  }
  return { text: shown === 0 ? "" : `${text}${end}`, leftOut: rows.length - shown + leftOut };
}

function row(cells: readonly Cell[]): string {
  return `| ${cells.map((cell) => (cell instanceof Written ? cell.text : plain(cell))).join(" | ")} |\n`;
}

function list(texts: readonly string[]): Written {
  const most = 10;
  const more = texts.length > most ? [`and ${texts.length - most} more`] : [];
  return new Written([...texts.slice(0, most).map((one) => code(one).text), ...more].join(" "));
}

function shortened(texts: readonly string[], most: number): readonly string[] {
  return texts.length <= most ? texts : [...texts.slice(0, most), `and ${texts.length - most} more`];
}

/** A name as it is, whatever it holds. What Markdown could take for its own is written as characters of HTML. */
function code(text: string): Written {
  const isTame = /^[\w./:@#+,()=*-]([\w./:@#+ ,()=*-]*[\w./:@#+,()=*-])?$/.test(text);
  return new Written(isTame ? `\`${text}\`` : `<code>${characters(text)}</code>`);
}

/** Text in which nothing is Markdown, HTML or a link; and nobody is mentioned: after an `@` follows nothing that is seen. */
function plain(text: string): string {
  return characters(text).replace(/&#(64|35);/g, "$&&#8203;");
}

function characters(text: string): string {
  return text
    .replace(/[\s\p{C}]+/gu, " ")
    .replace(/[^\p{L}\p{N} ,;()'/:.–-]|(?<=www)\.|:(?=\/\/)/giu, reference);
}

/** A character as HTML can write any. */
function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
