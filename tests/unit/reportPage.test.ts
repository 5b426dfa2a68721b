import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { bars, columns, stackedBar } from "../../cli/report/charts";
import { markdownOf } from "../../cli/report/markdown";
import { html } from "../../cli/report/markup";
import { pageOf } from "../../cli/report/page";
import type { StackReport } from "../../cli/report/stackReport";
import { type Resource, recordedOne, reportOf } from "./reportStates";

/** What breaks a page, a table or a comment that takes it for its own. */
const hostile = fc.oneof(
  fc.constantFrom(
    ...[
      "</style><script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "' onload='alert(1)",
      "<!--",
      "]]>",
    ],
    ...[
      "a|b",
      "a\\|b",
      "`a`",
      "``",
      "\n\n# title",
      "| --- |\n",
      "@everyone",
      "[x](javascript:x)",
      "![x](//host/x)",
    ],
    ...[
      "&lt;b&gt;",
      "&#60;script&#62;",
      "</details>",
      "http://host/?a=b",
      "www.host.test",
      "#1",
      "*a* _b_ ~c~",
    ],
    ...["\u202Eevil", "\u0000\u0007", "\uD800", "{{7*7}}", "1. a", "- a", "> a", "\\"],
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(..."<>&\"'`|\\/!-[](){}@#*_~:. \n\tax"), maxLength: 20 }),
);

/** A stack in which every text that a person chooses is one of these. */
function reportWith(texts: readonly string[]): StackReport {
  const text = (index: number): string => `${texts[index % texts.length]}${index}`;
  const images = Object.fromEntries([0, 1, 2].map((index) => [text(index), ""]));
  const exceptions = { "CVE-1": `until 2026-01-05: ${text(3)}`, "CVE-2": `until 2026-12-31: ${text(4)}` };
  const { state: gate } = recordedOne("scanGate.passed");
  const resources: Resource[] = [
    recordedOne("tencentcloud.registryScanSchedule.images", { images, profile: text(5), timeZone: text(6) }),
    recordedOne("tencentcloud.registryScanTask.images", {
      images: { [text(7)]: "" },
      profile: text(8),
      due: text(9),
    }),
    recordedOne("huaweicloud.registryScanSchedule.all", { region: text(10), projectId: text(11) }),
    { kind: "scanGate", state: { ...gate, exceptions, status: text(12), verdict: text(13) } },
  ].map((one, index) => ({ ...one, name: text(14 + index), entry: { initErrors: ["broke"] } }));
  const report = reportOf(resources);
  const changes = [{ property: text(20), state: [text(21)], vendor: [text(22)] }];
  const drift = { name: text(23), class: "ScanGate", status: "changed", changes } as const;
  const unread = { ...drift, status: "unread", problem: text(24) } as const;
  const [schedule] = report.schedules;
  const told = schedule && { ...schedule, lastRun: text(25), lastResult: text(26) };
  return {
    ...report,
    live: true,
    schedules: told ? [told] : [],
    drift: [drift, unread],
    project: text(27),
    stack: text(28),
  };
}

/** The elements of a page, in order, each with the names of its attributes. */
function elementsOf(page: string): string[] {
  return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

const tame = reportWith(["name"]);

describe("a report, whatever names stand in the state", () => {
  const names = fc.array(hostile, { minLength: 1, maxLength: 40 });

  it("is a page of the same elements and attributes", () => {
    const wanted = elementsOf(pageOf(tame));
    fc.assert(
      fc.property(names, (texts) => {
        expect(elementsOf(pageOf(reportWith(texts)))).to.deep.equal(wanted);
      }),
      { numRuns: 100 },
    );
  });

  const cells = markdownOf(tame)
    .split("\n")
    .map((line) => line.match(/\|/g)?.length);

  it("is a comment of the same lines and cells, that mentions nobody", () => {
    fc.assert(
      fc.property(names, (texts) => {
        const comment = markdownOf(reportWith(texts));
        expect(comment.split("\n")).to.have.length(cells.length);
        // Nothing that turns or hides the text after it; what stands behind an `@` is our own.
        for (const [, point] of comment.replaceAll("&#8203;", "").matchAll(/&#(\d+);/g))
          expect(String.fromCodePoint(Number(point))).not.to.match(/[\s\p{C}]/u);
        for (const [index, line] of comment.split("\n").entries()) {
          const bare = line.replace(/`[^`\n]*`|<code>[^<]*<\/code>/g, "");
          expect(bare, line).not.to.match(/[`\\[\]*_~!@]|<(?!\/?(details( open)?|summary)>)|www\.|:\/\//);
          expect(line, "a list in a note").not.to.match(/^> ([-+*]|\d+[.)]) /);
          expect(bare.match(/\|/g)?.length, line).to.equal(cells[index]);
          expect(line.replace(/`[^`\n]*`/g, ""), line).not.to.match(/<code>[^<]*[|`\\[\]*_]/);
          expect(bare.replaceAll("&#64;&#8203;", ""), line).not.to.contain("&#64;");
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("the page of a report", () => {
  const page = pageOf(
    reportOf([recordedOne("scanGate.passed"), recordedOne("tencentcloud.registryScanSchedule.images")]),
  );

  it("allows nothing but its own style sheet, by its hash", () => {
    const [, sheet = ""] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const hash = createHash("sha256").update(sheet).digest("base64");
    expect(page).to.contain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
  });

  it("has no script, no style beside the sheet, and no address of anything", () => {
    expect(page).not.to.match(
      /<script|<link|<iframe|<img|<object|<embed| style=| on\w+=|javascript:|src=|href=|url\(|@import|https?:/i,
    );
  });

  it("shows in tables what its charts draw", () => {
    for (const [, label, count] of page.matchAll(
      /<text x="[^"]*" y="[^"]*">([^<]*)<\/text><text class="quiet"[^>]*>([^<]*)</g,
    ))
      expect(page).to.contain(`<th scope="row">${count}</th><td>${label}</td>`);
    expect(page.match(/<figure aria-labelledby="(\w+)"><figcaption id="\1">/g)).to.have.length(3);
  });

  it("draws nothing that is larger than its place, or not a number", () => {
    const slices = [0, 1, 3, 1e9].map((count) => ({ label: "it", count, tone: "good" }));
    for (const chart of [stackedBar, bars, columns])
      for (const some of [slices, slices.slice(0, 1), []]) {
        const { text } = chart("it", "it", some);
        expect(text).not.to.match(/NaN|Infinity/);
        for (const [, x = "0", width] of text.matchAll(/(?: x="([\d.]+)%")? width="([\d.]+)%"/g))
          expect(Number(x) + Number(width)).to.be.at.most(100.02);
      }
  });

  it("draws what is counted", () => {
    const slices = [1, 0, 3].map((count) => ({ label: "it", count, tone: "good" }));
    const numbers = (chart: typeof bars, form: RegExp): number[][] =>
      [...chart("it", "it", slices).text.matchAll(form)].map(([, ...found]) => found.map(Number));
    expect(numbers(stackedBar, /x="([\d.]+)%" width="([\d.]+)%"/g)).to.deep.equal([
      [0, 25],
      [25, 75],
    ]);
    expect(numbers(bars, /tone-good" width="([\d.]+)%"/g)).to.deep.equal([[33.33], [0], [100]]);
    const [[one = 0] = [], [none = 0] = [], [three = 0] = []] = numbers(
      columns,
      / height="([\d.]+)" rx="2"/g,
    );
    expect(three / one).to.be.closeTo(3, 0.05);
    expect(none).to.equal(1);
  });

  it("colours the columns of what is stale otherwise", () => {
    const tonesWith = (staleDays: number): string[] => {
      const task = recordedOne("tencentcloud.registryScanTask.images");
      const [chart = ""] =
        /<svg class="columns".*?<\/svg>/s.exec(pageOf(reportOf([task], 20, staleDays))) ?? [];
      return [...chart.matchAll(/tone-(\w+)/g)].map(([, tone = ""]) => tone);
    };
    expect(tonesWith(30)).to.deep.equal(["good", "good", "good", "good", "poor", "poor", "dim"]);
    expect(tonesWith(10)).to.deep.equal(["good", "good", "good", "poor", "poor", "poor", "poor", "dim"]);
  });

  it("escapes what is put into a template, and not what is markup already", () => {
    expect(html`<p title="${'"<'}">${[html`<b>${"&"}</b>`, undefined, 7]}</p>`.text).to.equal(
      '<p title="&#34;&#60;"><b>&#38;</b>7</p>',
    );
  });
});
