/** The page's style sheet. It names no file and no host: what is not here is the reader's own. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b2430; --quiet: #5b6675; --line: #dfe3e8; --accent: #2457c5;
  --bad: #c8322b; --poor: #d9730d; --fair: #c79a00; --good: #2b8a4b; --best: #2f6fd6; --dim: #98a2b0; --track: #eceff3;
    --bad-ink: #b3261e; --poor-ink: #a34f00; --fair-ink: #7a5c00; --good-ink: #1f7339; --best-ink: #2457c5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2029; --ink: #e6eaf0; --quiet: #9aa6b5; --line: #2e3743; --accent: #8fb4ff;
    --bad: #f0695f; --poor: #f0954a; --fair: #e0bb45; --good: #56b877; --best: #6b9ff5; --dim: #6d7888; --track: #27303b;
    --bad-ink: #f5867d; --poor-ink: #f0954a; --fair-ink: #e0bb45; --good-ink: #6cc98b; --best-ink: #8fb4ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Open Sans", sans-serif; }
main, header, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
footer { padding-bottom: 32px; color: var(--quiet); font-size: 13px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 32px 0 10px; }
p { margin: 0 0 8px; }
.quiet { color: var(--quiet); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 0; padding: 0; list-style: none; }
.cards li, figure, .sheet { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.cards li { padding: 12px 16px; border-left: 4px solid var(--good); }
.cards li.alarm { border-left-color: var(--bad); }
.cards li.notice { border-left-color: var(--fair); }
.cards li.plain { border-left-color: var(--dim); }
.cards strong { display: block; font-size: 26px; line-height: 1.2; font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 16px; margin-top: 16px; }
figure { margin: 0; padding: 16px; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: 12px; }
figure table { width: 100%; border-collapse: collapse; font-size: 14px; }
figure th { text-align: left; font-weight: 400; padding: 4px 10px 4px 0; white-space: nowrap; }
figure td { padding: 4px 0 4px 8px; }
svg { display: block; overflow: visible; }
svg.stack, svg.columns, .bar svg { width: 100%; }
svg.stack { border-radius: 6px; overflow: hidden; margin-bottom: 12px; }
svg.key { display: inline-block; width: 12px; height: 12px; margin-right: 8px; vertical-align: -1px; }
svg.columns text { fill: var(--ink); font-size: 12px; text-anchor: middle; }
svg.columns text.quiet { fill: var(--quiet); }
td.bar { width: 60%; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.track { fill: var(--track); }
.tone-bad { fill: var(--bad); } .tone-poor { fill: var(--poor); } .tone-fair { fill: var(--fair); }
.tone-good { fill: var(--good); } .tone-best { fill: var(--best); } .tone-dim { fill: var(--dim); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
details.sheet { margin-top: 14px; }
summary { cursor: pointer; padding: 12px 16px; font-weight: 600; font-size: 16px; }
summary .quiet { font-weight: 400; }
summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 8px; }
.scroll { overflow-x: auto; border-top: 1px solid var(--line); }
.scroll table { width: 100%; border-collapse: collapse; font-size: 14px; }
.scroll th, .scroll td { text-align: left; vertical-align: top; padding: 8px 16px; border-bottom: 1px solid var(--line); }
.scroll thead th { color: var(--quiet); font-weight: 600; font-size: 12.5px; white-space: nowrap; }
.scroll tbody tr:last-child > * { border-bottom: 0; }
.scroll tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 140px; }
.scroll td { overflow-wrap: break-word; }
.sheet p.more { padding: 8px 16px; margin: 0; border-top: 1px solid var(--line); color: var(--quiet); }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0 8px; border-radius: 10px; border: 1px solid currentColor; font-size: 12.5px; font-weight: 600; white-space: nowrap; }
.badge.bad { color: var(--bad-ink); } .badge.poor { color: var(--poor-ink); } .badge.good { color: var(--good-ink); }
.badge.best { color: var(--best-ink); } .badge.dim { color: var(--quiet); } .badge.fair { color: var(--fair-ink); }
ul.lines { margin: 0; padding-left: 20px; }
@media (max-width: 600px) {
  main, header, footer { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 20px; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
  .scroll thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .scroll tr { display: block; padding: 10px 14px; border-bottom: 1px solid var(--line); }
  .scroll tbody tr:last-child { border-bottom: 0; }
  .scroll tbody th, .scroll td { display: block; padding: 1px 0; border: 0; min-width: 0; overflow-wrap: anywhere; }
  .badge { white-space: normal; }
  .scroll td:empty { display: none; }
  .scroll td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --track: #eee;
    --bad-ink: #b3261e; --poor-ink: #a34f00; --fair-ink: #7a5c00; --good-ink: #1f7339; --best-ink: #2457c5; }
  body { font-size: 11px; }
  main, header, footer { max-width: none; padding: 0; }
  figure, .cards li, .scroll tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  svg rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
