import { html, type Markup } from "./markup";

/** One thing that a chart shows. */
export interface Slice {
  readonly label: string;
  readonly count: number;
  /** What the page's style sheet colours it by. */
  readonly tone: string;
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(2)}%`;

/** One bar made of all slices, and beside it the same as a table. */
export function stackedBar(id: string, title: string, slices: readonly Slice[]): Markup {
  const total = sumOf(slices);
  let before = 0;
  const shown = slices.filter(({ count }) => count > 0);
  const parts = shown.map(({ count, tone }) => {
    const x = before;
    before += count;
    return html`<rect class="tone-${tone}" x="${percent(x, total)}" width="${percent(count, total)}" height="100%"/>`;
  });
  return figure(id, title, [
    total === 0
      ? html``
      : html`<svg class="stack" role="img" aria-labelledby="${id}" height="28">${parts}</svg>`,
    html`<table class="legend">${slices.map(
      ({ label, count, tone }) =>
        html`<tr><th scope="row"><svg class="key" aria-hidden="true"><rect class="tone-${tone}" width="12" height="12" rx="2"/></svg>${label}</th><td class="number">${countOf(count)}</td><td class="number quiet">${total === 0 ? "" : percentText(count, total)}</td></tr>`,
    )}</table>`,
  ]);
}

/** A table with a bar in each row. */
export function bars(id: string, title: string, slices: readonly Slice[]): Markup {
  const most = Math.max(1, ...slices.map(({ count }) => count));
  return figure(id, title, [
    html`<table class="bars">${slices.map(
      ({ label, count, tone }) =>
        html`<tr><th scope="row">${label}</th><td class="bar"><svg aria-hidden="true" height="16"><rect class="track" width="100%" height="100%" rx="3"/><rect class="tone-${tone}" width="${percent(count, most)}" height="100%" rx="3"/></svg></td><td class="number">${countOf(count)}</td></tr>`,
    )}</table>`,
  ]);
}

const columnsHeight = 150;
const [above, below] = [20, 22];

/** Columns side by side; a table with the same numbers is there for those who do not see them. */
export function columns(id: string, title: string, slices: readonly Slice[]): Markup {
  const most = Math.max(1, ...slices.map(({ count }) => count));
  const room = columnsHeight - above - below;
  const step = 100 / slices.length;
  const drawn = slices.map(({ label, count, tone }, index) => {
    const height = count === 0 ? 1 : Math.max(2, (count / most) * room);
    const middle = `${((index + 0.5) * step).toFixed(2)}%`;
    const y = columnsHeight - below - height;
    return html`<rect class="tone-${tone}" x="${((index + 0.16) * step).toFixed(2)}%" width="${(step * 0.68).toFixed(2)}%" y="${y.toFixed(1)}" height="${height.toFixed(1)}" rx="2"/>
<text x="${middle}" y="${(y - 6).toFixed(1)}">${countOf(count)}</text><text class="quiet" x="${middle}" y="${columnsHeight - 5}">${label}</text>`;
  });
  return figure(id, title, [
    html`<svg class="columns" aria-hidden="true" height="${columnsHeight}">${drawn}</svg>`,
    html`<table class="unseen">${slices.map(
      ({ label, count }) => html`<tr><th scope="row">${label}</th><td>${countOf(count)}</td></tr>`,
    )}</table>`,
  ]);
}

function figure(id: string, title: string, content: readonly Markup[]): Markup {
  return html`<figure aria-labelledby="${id}"><figcaption id="${id}">${title}</figcaption>${content}</figure>`;
}

function sumOf(slices: readonly Slice[]): number {
  return slices.reduce((sum, { count }) => sum + count, 0);
}

function countOf(count: number): string {
  return count.toLocaleString("en-US");
}

function percentText(part: number, whole: number): string {
  const share = (part / whole) * 100;
  return share > 0 && share < 1 ? "< 1 %" : `${Math.round(share)} %`;
}
