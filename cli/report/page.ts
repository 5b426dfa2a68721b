import { createHash } from "node:crypto";
import { levels } from "../../provider/core/findings";
import { bars, columns, type Slice, stackedBar } from "./charts";
import type { ImageRow, ImageStatus } from "./coverage";
import { html, Markup } from "./markup";
import { placeText } from "./selection";
import type { DriftRow, ExceptionRow, GateRow, ScheduleRow, StackReport, TaskRow } from "./stackReport";
import { style } from "./style";
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

const statusTones = {
  uncovered: "bad",
  stale: "poor",
  unknown: "dim",
  scanned: "good",
  scheduled: "best",
} as const satisfies Record<ImageStatus, string>;

const levelTones = {
  critical: "bad",
  high: "poor",
  medium: "fair",
  low: "dim",
  malware: "bad",
  sensitiveInfo: "fair",
} as const satisfies Record<(typeof levels)[number], string>;

/** Only the page's own style sheet: no script, no picture, no frame, no form, and nothing from anywhere else. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The report as one page that needs nothing beside it. */
export function pageOf(report: StackReport): string {
  const subject = [report.project, report.stack].filter((one) => one !== undefined).join(" / ");
  const title = subject === "" ? "Image scans" : `Image scans of ${subject}`;
  const { notes, live, at, staleDays } = report;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="quiet">${live ? "State of the stack, and what the vendors say" : "State of the stack"}, <time datetime="${at}">${momentText(at)}</time>. An image is stale ${countText(staleDays, "day")} after its last scan.</p>
${isWell(report) ? html`<p>${headline(report)}</p>` : undefined}
${cards(report)}
</header>
<main>
${charts(report)}
${sheets(report)}
${notes.length === 0 ? undefined : html`<h2>Notes</h2><ul class="lines">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</main>
<footer><p>Made by <code>pulumi-image-scan report</code>. Times are in UTC unless a zone is named. What is secret in the state is not shown.</p></footer>
</body>
</html>
`;
  return page.text;
}

/** Whether there is nothing that a card warns of: then a sentence says so. */
function isWell({ summary }: StackReport): boolean {
  const { images, gatesRefused, exceptionsExpired, exceptionsEnding, drift = 0, unread = 0 } = summary;
  const alarms = [
    images.uncovered,
    images.stale,
    images.unknown,
    gatesRefused,
    exceptionsExpired,
    exceptionsEnding,
  ];
  return [...alarms, drift, unread].every((count) => count === 0);
}

function cards({ summary }: StackReport): Markup {
  const { images, gatesRefused, exceptionsExpired, exceptionsEnding, drift, unread = 0 } = summary;
  const card = (count: number, one: string, many: string, tone: "alarm" | "notice" | "plain"): Markup =>
    html`<li class="${count > 0 ? tone : ""}"><strong>${count.toLocaleString("en-US")}</strong>${count === 1 ? one : many}</li>
`;
  const ifAny = (...args: Parameters<typeof card>): Markup | undefined =>
    args[0] > 0 ? card(...args) : undefined;
  return html`<ul class="cards">
${[
  card(images.total, "image named", "images named", "plain"),
  card(images.uncovered, "not covered", "not covered", "alarm"),
  card(images.stale, "stale", "stale", "alarm"),
  ifAny(images.unknown, "not known", "not known", "notice"),
  card(gatesRefused, "gate refused", "gates refused", "alarm"),
  drift === undefined ? undefined : card(drift, "with drift", "with drift", "alarm"),
  ifAny(unread, "could not be read", "could not be read", "alarm"),
  card(exceptionsExpired, "exception expired", "exceptions expired", "alarm"),
  ifAny(exceptionsEnding, "exception ending", "exceptions ending", "notice"),
]}</ul>`;
}

function charts(report: StackReport): Markup | undefined {
  const { images, findings } = report.summary;
  const statuses = (Object.keys(statusTones) as ImageStatus[]).map((status) => ({
    label: statusNames[status],
    count: images[status],
    tone: statusTones[status],
  }));
  const found = levels
    .filter((level) => findings[level] !== undefined)
    .map((level) => ({ label: levelNames[level], count: findings[level] ?? 0, tone: levelTones[level] }));
  const from = report.live ? "now" : "when gates judged";
  const drawn = [
    ...(images.total === 0 ? [] : [stackedBar("coverage", "How images are looked after", statuses)]),
    ...(images.total === 0
      ? []
      : [columns("ages", "Images by days since their last known scan", agesOf(report))]),
    ...(found.length === 0 ? [] : [bars("findings", `Findings, ${from}`, found)]),
  ];
  return drawn.length === 0 ? undefined : html`<div class="charts">${drawn}</div>`;
}

function agesOf({ summary: { lastScans }, staleDays }: StackReport): Slice[] {
  return lastScans.map(({ atMostDays, isKnown, images }, index) => {
    if (!isKnown) return { label: "unknown", count: images, tone: "dim" };
    const before = lastScans[index - 1]?.atMostDays ?? -1;
    const isStale = (atMostDays ?? Number.POSITIVE_INFINITY) > staleDays;
    const label = atMostDays === undefined ? `> ${before}` : `${before + 1}–${atMostDays}`;
    return { label, count: images, tone: isStale ? "poor" : "good" };
  });
}

interface Column<R> {
  readonly label: string;
  readonly cell: (row: R) => Markup | string | undefined;
}

function sheet<R>(
  title: string,
  rows: readonly R[],
  columns: readonly Column<R>[],
  { isOpen = true, leftOut = 0 }: { readonly isOpen?: boolean; readonly leftOut?: number } = {},
): Markup | undefined {
  if (rows.length + leftOut === 0) return undefined;
  const [first, ...others] = columns;
  const body = rows.map(
    (row) =>
      html`<tr role="row"><th role="rowheader" scope="row">${first?.cell(row)}</th>${others.map(({ label, cell }) => html`<td role="cell" data-label="${label}">${cell(row)}</td>`)}</tr>
`,
  );
  const more =
    leftOut === 0
      ? undefined
      : html`<p class="more">${countText(leftOut, "image")} not listed here: the worst come first. <code>--all</code> lists everything.</p>`;
  return html`<details class="sheet"${isOpen ? new Markup(" open") : undefined}><summary>${title} <span class="quiet">${(rows.length + leftOut).toLocaleString("en-US")}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table role="table"><thead><tr role="row">${columns.map(({ label }) => html`<th role="columnheader" scope="col">${label}</th>`)}</tr></thead><tbody>
${body}</tbody></table></div>${more}</details>
`;
}

function sheets(report: StackReport): readonly (Markup | undefined)[] {
  const { drift = [], gates, schedules, tasks, exceptions, images, imagesLeftOut } = report;
  const where = {
    label: "where",
    cell: (row: ScheduleRow | TaskRow) => html`${row.class}<br><span class="quiet">${placeText(row)}</span>`,
  };
  return [
    sheet<DriftRow>("Drift", drift, [
      { label: "resource", cell: ({ name }) => name },
      { label: "class", cell: (row) => row.class },
      { label: "what", cell: driftCell },
    ]),
    sheet<GateRow>("Gates", gates, [
      { label: "gate", cell: ({ name }) => name },
      { label: "judges", cell: ({ task }) => task },
      { label: "verdict", cell: (row) => badge(verdictText(row), verdictTone(row)) },
      { label: "images", cell: (row) => `${row.scannedImages} of ${row.totalImages}` },
      { label: "findings", cell: ({ findings }) => findingsText(findings) },
      { label: "limits", cell: ({ maxFindings }) => limitsText(maxFindings) },
      { label: "judged", cell: ({ judgedAt }) => momentText(judgedAt) },
    ]),
    sheet<ExceptionRow>("Exceptions", exceptions, [
      { label: "vulnerability", cell: ({ vulnerability }) => vulnerability },
      { label: "images", cell: ({ image }) => (image === undefined ? "all" : html`<code>${image}</code>`) },
      { label: "until", cell: ({ until }) => until },
      { label: "status", cell: (row) => badge(exceptionText(row), exceptionTones[row.status]) },
      { label: "reason", cell: ({ reason }) => reason },
      { label: "gate", cell: ({ gate }) => gate },
    ]),
    sheet<ScheduleRow>("Schedules", schedules, [
      { label: "schedule", cell: ({ name }) => name },
      where,
      { label: "when", cell: scheduleWhen },
      { label: "images", cell: selectionText },
      { label: "looks for", cell: ({ scanTypes }) => scanTypes.join(", ") },
      {
        label: "last run",
        cell: ({ lastRun, lastResult }) =>
          [lastRun, lastResult].filter(Boolean).join(", ") || (report.live ? "not told" : "only with --live"),
      },
      { label: "next run", cell: scheduleNext },
    ]),
    sheet<TaskRow>("Tasks", tasks, [
      { label: "task", cell: ({ name }) => name },
      where,
      { label: "images", cell: selectionText },
      { label: "looks for", cell: ({ scanTypes }) => scanTypes.join(", ") },
      { label: "last run", cell: lastRunText },
      { label: "runs", cell: ({ runs }) => `${runs.length}` },
      ...(report.live
        ? [{ label: "findings", cell: ({ findings }: TaskRow) => findingsText(findings) }]
        : []),
    ]),
    sheet<ImageRow>(
      "Images",
      images,
      [
        { label: "image", cell: ({ image }) => html`<code>${image}</code>` },
        {
          label: "where",
          cell: (row) => html`${row.cloud} ${row.realm}<br><span class="quiet">${placeText(row)}</span>`,
        },
        { label: "status", cell: ({ status }) => badge(statusNames[status], statusTones[status]) },
        { label: "why", cell: ({ why }) => why },
        { label: "by", cell: ({ scannedBy }) => scannedBy.join(", ") },
        { label: "last known scan", cell: ({ lastScan }) => momentText(lastScan) },
        ...(report.live
          ? [{ label: "findings", cell: ({ findings }: ImageRow) => findingsText(findings) }]
          : []),
      ],
      { leftOut: imagesLeftOut, isOpen: images.length + imagesLeftOut <= 50 },
    ),
  ];
}

const exceptionTones = { expired: "bad", ending: "fair", holds: "dim" } as const;

function driftCell({ status, changes, problem }: DriftRow): Markup | string {
  if (status === "gone") return "gone at the vendor";
  if (status === "unread") return `could not be read: ${problem ?? ""}`;
  return html`${changes.map(
    ({ property, state, vendor }) =>
      html`<div><code>${property}</code>: ${listed(state)} in the state, ${listed(vendor)} at the vendor</div>`,
  )}`;
}

/** The first of many texts, and how many there are. */
function listed(texts: readonly string[]): Markup {
  const most = 10;
  const shown = texts
    .slice(0, most)
    .map((text, index) => html`${index === 0 ? "" : ", "}<code>${text}</code>`);
  const more = texts.length > most ? ` and ${texts.length - most} more` : "";
  return html`${texts.length === 0 ? "nothing" : shown}${more}`;
}

function badge(text: string, tone: string): Markup {
  return html`<span class="badge ${tone}">${text}</span>`;
}

function verdictTone({ verdict, status, outdated }: GateRow): string {
  if (verdict === "passed") return outdated ? "fair" : "good";
  return verdict === "refused" || status === "timedOut" ? "bad" : "dim";
}

function limitsText(limits: GateRow["maxFindings"]): string {
  const named = levels.filter((level) => limits[level] !== undefined);
  return named.map((level) => `${levelNames[level]} ≤ ${limits[level]}`).join(", ") || "only a complete scan";
}
