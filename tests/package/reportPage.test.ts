import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { pageOf } from "../../cli/report/page";
import { stackReport } from "../../cli/report/stackReport";
import { stackState } from "../../cli/report/stackState";
import { Browser } from "../../tools/browser/browser";
import { findChromium } from "../../tools/browser/chromium";
import { recordedOne, reportOf } from "../unit/reportStates";
import { temporaryDirectory } from "./temporary";

const repository = resolve(__dirname, "..", "..", "..");
const now = Date.parse("2026-03-01T12:00:00Z");

/** The stack of docs/report.md. */
function shown(): string {
  const file = join(repository, "docs", "report", "stack.json");
  return pageOf(stackReport(stackState(readFileSync(file, "utf8"), file), { now, staleDays: 30 }));
}

/** A stack whose names do what a page must not let them, and are as long as names get. */
function hostile(): string {
  const long = `registry.test/${"very-long-name/".repeat(12)}image:${"1".repeat(100)}`;
  const bad = [
    '<img src="https://host.test/x" onerror="document.title=1">',
    "<script>document.title=1</script>",
    "</style><b>",
    long,
  ];
  const images = Object.fromEntries(bad.map((name) => [name, ""]));
  const { state } = recordedOne("scanGate.passed");
  const exceptions = { "CVE-1": `until 2026-01-05: ${bad.join(" ")}` };
  return pageOf(
    reportOf([
      { ...recordedOne("tencentcloud.registryScanTask.images", { images }), name: bad.join("") },
      { kind: "scanGate", name: long, state: { ...state, exceptions, verdict: bad[0] } },
    ]),
  );
}

describe("the page of a report in Chromium", function () {
  this.timeout(240_000);
  let browser: Browser;

  before(async function () {
    try {
      browser = await Browser.start(await findChromium());
    } catch (failure) {
      console.log(`    skipped: ${(failure as Error).message.split("\n")[0]}`);
      this.skip();
    }
  });
  after(() => browser?.stop());

  for (const [what, page] of [
    ["a stack with something of everything", shown],
    ["a stack with hostile and long names", hostile],
  ] as const)
    describe(`of ${what}`, () => {
      before(async () => {
        const file = join(temporaryDirectory(), "report.html");
        writeFileSync(file, page());
        browser.complaints.length = 0;
        browser.requests.length = 0;
        await browser.open(pathToFileURL(file).href);
      });

      it("has nothing to complain of, and asks for nothing but itself", () => {
        expect(browser.complaints).to.deep.equal([]);
        expect(browser.requests.map((url) => url.replace(/^file:.*\//, ""))).to.deep.equal(["report.html"]);
      });

      it("runs no script and loads nothing, whatever the names", async () => {
        const count = await browser.evaluate<number>(
          "document.querySelectorAll('script, img, iframe, b, link').length",
        );
        expect(count).to.equal(0);
        expect(await browser.evaluate<string>("document.title")).to.match(/^Image scans of shop/);
      });

      for (const width of [1280, 390])
        for (const scheme of ["light", "dark"] as const)
          it(`fits ${width} pixels, ${scheme}`, async () => {
            await browser.look({ width, scheme });
            await browser.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
            expect(await browser.evaluate<number>("document.documentElement.scrollWidth")).to.be.at.most(
              width,
            );
            const outside = `[...document.querySelectorAll('h1, figure, li, summary, p')].filter((one) => one.getBoundingClientRect().right > ${width}).length`;
            expect(await browser.evaluate<number>(outside)).to.equal(0);
            const tables =
              "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length";
            // On a wide page a table with a long word in it may be scrolled by itself.
            if (width < 600)
              expect(await browser.evaluate<number>(tables), "tables that must be scrolled").to.equal(0);
            expect((await browser.picture()).length).to.be.at.least(10_000);
          });

      it("draws its charts", async () => {
        await browser.look({ width: 1280 });
        const sizes = await browser.evaluate<number[]>(
          "[...document.querySelectorAll('figure svg rect')].map((one) => one.getBoundingClientRect().width).filter((width) => width > 0)",
        );
        expect(sizes.length).to.be.at.least(8);
        const fills = await browser.evaluate<string[]>(
          "[...new Set([...document.querySelectorAll('svg.stack rect')].map((one) => getComputedStyle(one).fill))]",
        );
        expect(fills).to.have.length(
          await browser.evaluate<number>("document.querySelectorAll('svg.stack rect').length"),
        );
        expect(fills).not.to.include("rgb(0, 0, 0)");
      });

      it("can be read, dark and light: text stands out from what is behind it", async () => {
        for (const scheme of ["light", "dark"] as const) {
          await browser.look({ width: 1280, scheme });
          const worst = await browser.evaluate<number>(contrast);
          expect(worst, scheme).to.be.at.least(4.5);
        }
      });

      it("prints what is folded away", async () => {
        await browser.evaluate("for (const one of document.querySelectorAll('details')) one.open = false");
        const height =
          "[...document.querySelectorAll('.scroll')].filter((one) => one.getBoundingClientRect().height > 0 && one.checkVisibility()).length";
        await browser.look({ width: 800, media: "screen" });
        expect(await browser.evaluate<number>(height)).to.equal(0);
        await browser.look({ width: 800, media: "print" });
        expect(await browser.evaluate<number>(height)).to.equal(
          await browser.evaluate<number>("document.querySelectorAll('details').length"),
        );
      });
    });
});

/** The least contrast of a text that is seen with the colour behind it, as WCAG measures it. */
const contrast = `(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((one) => one / 255)
    .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('h1, p, th, td, li, figcaption, code, summary, .badge, .quiet')]
    .filter((one) => one.textContent.trim() !== "" && one.checkVisibility() && !one.closest("svg"));
  return Math.min(...texts.map((one) => {
    const [front, back] = [light(parts(getComputedStyle(one).color)), light(behind(one))];
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  }));
})()`;
