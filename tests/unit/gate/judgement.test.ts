import { setImmediate as everythingElse } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import fc from "fast-check";
import { ScanError } from "../../../provider/core/errors";
import { Exceptions } from "../../../provider/core/exceptions";
import {
  type Findings,
  type ImageResult,
  problem,
  type ScanStatus,
  type Severity,
  type Vulnerability,
} from "../../../provider/core/findings";
import { type JudgedImage, Judgement, type Rules } from "../../../provider/core/judgement";

const now = Date.parse("2026-03-10T12:00:00Z");
const holds = "until 2026-03-10: x";

function collectGarbage(): void {
  setFlagsFromString("--expose_gc");
  (runInNewContext("gc") as () => void)();
}

interface Asked {
  readonly maxFindings?: Findings;
  readonly fixableOnly?: boolean;
  readonly exceptions?: Readonly<Record<string, string>>;
}

const rules = ({ maxFindings = {}, fixableOnly = false, exceptions = {} }: Asked): Rules => ({
  maxFindings,
  fixableOnly,
  exceptions: new Exceptions(exceptions, now),
});

async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** An image that lists these vulnerabilities, and what it was asked for. */
function image(
  name: string,
  findings: Findings,
  list: readonly Vulnerability[] = [],
): ImageResult & { readonly asked: Severity[][] } {
  const asked: Severity[][] = [];
  return {
    image: name,
    findings,
    asked,
    async *vulnerabilities(severities) {
      asked.push([...severities]);
      yield* list.filter(({ severity }) => severity === undefined || severities.includes(severity));
    },
  };
}

const high = (id: string, more: Partial<Vulnerability> = {}): Vulnerability => ({
  id,
  severity: "high",
  ...more,
});

const judge = (images: Iterable<ImageResult>, asked: Asked, options = {}): Promise<Judgement> =>
  Judgement.of(stream(images), rules(asked), options);

/** Why one image does not pass; undefined if it does. */
async function refusalOf(result: ImageResult, asked: Asked): Promise<string | undefined> {
  const text = (await (await judge([result], asked)).refusal())?.text;
  return text?.split("\n").at(-1)?.trim().split(/ {2,}/)[2];
}

/** The rows of the table of a refusal, without its header. */
async function rowsOf(judgement: Judgement): Promise<string[]> {
  const lines = (await judgement.refusal())?.text.split("\n") ?? [];
  expect(lines[1]).to.match(/^ {4}image +findings +why$/);
  return lines.slice(2).map((line) => line.trim().replace(/ {2,}/g, " | "));
}

describe("a judgement", () => {
  describe("of limits", () => {
    for (const [title, findings, maxFindings, why] of [
      ["lets as many through as are allowed", { high: 2 }, { high: 2 }, undefined],
      ["refuses one more", { high: 3 }, { high: 2 }, "high 3 > 2"],
      ["looks at no level that is not limited", { critical: 9, high: 2 }, { high: 2 }, undefined],
      [
        "refuses for every level",
        { critical: 1, low: 4 },
        { critical: 0, low: 3 },
        "critical 1 > 0, low 4 > 3",
      ],
      ["refuses a level that was not counted", { high: 0 }, { malware: 7 }, "malware was not counted"],
      ["refuses a count that is none", { high: Number.NaN }, { high: 7 }, "high NaN > 7"],
      ["lets everything through without limits", { critical: 9 }, {}, undefined],
    ] as const) {
      it(title, async () => {
        expect(await refusalOf(image("a:1", findings), { maxFindings })).to.equal(why);
      });
    }

    it("refuses what has no result, and what has a problem beside its findings", async () => {
      expect(await refusalOf({ image: "a:1" }, {})).to.equal("there is no result of it");
      expect(await refusalOf({ image: "a:1", problem: problem("not scanned") }, {})).to.equal("not scanned");
      expect(await refusalOf({ ...image("a:1", {}), problem: problem("moved", "expired") }, {})).to.equal(
        "moved",
      );
    });

    it("refuses nothing at all", async () => {
      const judgement = await judge([], {});
      expect(await judgement.refusal()).to.deep.equal({
        text: "there is no image to judge",
        remedy: "A gate over nothing stays shut.",
      });
    });
  });

  describe("of exceptions", () => {
    const exceptions = { "CVE-1": holds, "CVE-2 in a:*": holds };
    const zero = { maxFindings: { high: 0 }, exceptions };

    for (const [title, found, ids, why] of [
      ["takes off what is accepted", 2, ["CVE-1", "CVE-2"], undefined],
      ["counts what is not", 2, ["CVE-1", "CVE-3"], "high 1 > 0 (1 accepted): CVE-3"],
      ["counts what is not listed", 3, ["CVE-1", "CVE-2"], "high 1 > 0 (2 accepted)"],
      ["counts all where nothing is listed", 2, [], "high 2 > 0"],
      [
        "takes off one that is listed for each package, and counted once",
        1,
        ["CVE-1", "CVE-1", "CVE-1"],
        undefined,
      ],
      ["takes off one that is counted for each package", 3, ["CVE-1", "CVE-1", "CVE-1"], undefined],
      [
        "counts one beside it that is listed for each package",
        2,
        ["CVE-1", "CVE-3", "CVE-3"],
        "high 1 > 0 (1 accepted): CVE-3",
      ],
      [
        "counts one beside it that is missing from a list for each package",
        2,
        ["CVE-1", "CVE-1", "CVE-1"],
        "high 1 > 0 (3 accepted)",
      ],
      [
        "counts one that is missing although others are listed in its place",
        4,
        ["CVE-1", "CVE-1", "CVE-2"],
        "high 2 > 0 (3 accepted)",
      ],
      ["lets more be listed than counted when all are accepted", 1, ["CVE-1", "CVE-2"], undefined],
      [
        "counts what is listed where that is more than counted",
        1,
        ["CVE-1", "CVE-2", "CVE-3", "CVE-3"],
        "high 2 > 0 (2 accepted): CVE-3",
      ],
    ] as const) {
      it(title, async () => {
        const one = image(
          "a:1",
          { high: found },
          ids.map((id) => high(id)),
        );
        expect(await refusalOf(one, zero)).to.equal(why);
      });
    }

    it("compares with the limit what is left, counted as the vendor counts", async () => {
      const listed = ["CVE-1", "CVE-3", "CVE-3", "CVE-4"].map((id) => high(id));
      const asked = (most: number): Asked => ({ maxFindings: { high: most }, exceptions });
      expect(await refusalOf(image("a:1", { high: 3 }, listed), asked(2)), "once").to.equal(undefined);
      expect(await refusalOf(image("a:1", { high: 3 }, listed), asked(1)), "once").to.match(/^high 2 > 1 /);
      expect(await refusalOf(image("a:1", { high: 4 }, listed), asked(3)), "each").to.equal(undefined);
      expect(await refusalOf(image("a:1", { high: 4 }, listed), asked(2)), "each").to.match(/^high 3 > 2 /);
    });

    it("takes off nothing in other images, nor what is of another severity or of none", async () => {
      const two = [high("CVE-1"), high("CVE-2")];
      expect(await refusalOf(image("b:1", { high: 2 }, two), zero)).to.equal(
        "high 1 > 0 (1 accepted): CVE-2",
      );
      const others: Vulnerability[] = [{ id: "CVE-1" }, { id: "CVE-2", severity: "medium" }];
      expect(await refusalOf(image("a:1", { high: 2 }, others), zero)).to.equal("high 2 > 0");
    });

    it("knows an image by all its names", async () => {
      const one = { ...image("#7", { high: 1 }, [high("CVE-2")]), names: () => ["a:1"] };
      expect(await refusalOf(one, zero)).to.equal(undefined);
      expect(await refusalOf({ ...one, names: () => ["b:1"] }, zero)).to.equal("high 1 > 0: CVE-2");
    });

    it("takes off nothing of what has no severity", async () => {
      const one = image("a:1", { malware: 1 }, [high("CVE-1")]);
      expect(await refusalOf(one, { maxFindings: { malware: 0 }, exceptions })).to.equal("malware 1 > 0");
      expect(one.asked).to.deep.equal([]);
    });

    it("says which have expired", async () => {
      const one = image("a:1", { high: 2 }, [high("CVE-1"), high("CVE-3")]);
      const asked = { maxFindings: { high: 0 }, exceptions: { "CVE-1": "expired 2026-03-09: x" } };
      expect(await refusalOf(one, asked)).to.equal("high 2 > 0: CVE-1 (exception expired 2026-03-09), CVE-3");
    });
  });

  describe("of what can be fixed", () => {
    const fixable = { maxFindings: { high: 0 }, fixableOnly: true };

    it("takes off what cannot, and counts what can and what nobody tells", async () => {
      const listed = [
        high("CVE-1", { fixable: false }),
        high("CVE-2", { fixable: true }),
        high("CVE-3", { fixable: undefined }),
        high("CVE-4"),
      ];
      expect(await refusalOf(image("a:1", { high: 4 }, listed), fixable)).to.equal(
        "high 3 > 0 (1 without a fix): CVE-2, CVE-3, CVE-4",
      );
      expect(await refusalOf(image("a:1", { high: 1 }, listed.slice(0, 1)), fixable)).to.equal(undefined);
      const all = { maxFindings: { high: 0 }, exceptions: { "CVE-9": holds } };
      expect(await refusalOf(image("a:1", { high: 1 }, listed.slice(0, 1)), all)).to.equal(
        "high 1 > 0: CVE-1",
      );
    });

    it("counts one that can be fixed in one of its packages", async () => {
      const listed = [high("CVE-1", { fixable: false }), high("CVE-1", { fixable: true })];
      expect(await refusalOf(image("a:1", { high: 1 }, listed), fixable)).to.match(/^high 1 > 0 /);
      expect(await refusalOf(image("a:1", { high: 2 }, listed), fixable)).to.match(/^high 1 > 0 /);
    });

    it("says both reasons", async () => {
      const listed = [high("CVE-1", { fixable: true }), high("CVE-2", { fixable: false }), high("CVE-3")];
      const both = { ...fixable, exceptions: { "CVE-1": holds } };
      expect(await refusalOf(image("a:1", { high: 3 }, listed), both)).to.equal(
        "high 1 > 0 (2 accepted or without a fix): CVE-3",
      );
    });
  });

  describe("never passes an image with more open vulnerabilities of a level than allowed,", () => {
    const levels = ["critical", "high"] as const;
    /** What an image has: each of these in so many packages, of which some rows may be missing from the list. */
    const truth = fc.array(
      fc.record({
        id: fc.constantFrom("CVE-1", "CVE-2", "CVE-3", "CVE-4", "CVE-5"),
        severity: fc.constantFrom(...levels),
        packages: fc.integer({ min: 1, max: 3 }),
        fixable: fc.constantFrom(true, false, undefined),
        isListed: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    const asked = fc.record({
      maxFindings: fc.record({ critical: fc.nat(2), high: fc.nat(2) }, { requiredKeys: [] }),
      fixableOnly: fc.boolean(),
      exceptions: fc
        .uniqueArray(fc.constantFrom("CVE-1", "CVE-2", "CVE-3"))
        .map((ids) => Object.fromEntries(ids.map((id) => [id, holds]))),
    });

    for (const [title, isOnce] of [
      ["counted once, listed for each package", true],
      ["counted for each package", false],
    ] as const) {
      for (const isWhole of [true, false]) {
        it(`${title}, ${isWhole ? "and does pass any other" : "whatever is missing from the list"}`, async () => {
          await fc.assert(
            fc.asyncProperty(truth, asked, async (all, given) => {
              const has = [...new Map(all.map((one) => [one.id, one])).values()];
              const listed = has
                .filter(({ isListed }) => isWhole || isListed)
                .flatMap(({ packages, isListed: _, ...one }) => Array.from({ length: packages }, () => one));
              const count = (severity: (typeof levels)[number], of: typeof has): number =>
                of
                  .filter((one) => one.severity === severity)
                  .reduce((sum, { packages }) => sum + (isOnce ? 1 : packages), 0);
              const findings = { critical: count("critical", has), high: count("high", has) };
              const open = has.filter(
                ({ id, fixable }) =>
                  given.exceptions[id] === undefined && !(given.fixableOnly && fixable === false),
              );
              const isOver = levels.some(
                (level) => count(level, open) > (given.maxFindings[level] ?? Number.POSITIVE_INFINITY),
              );
              // Of a list of which a part is missing, and that has as many rows as were counted all the same, nobody can tell.
              const fits = levels.some((level) => {
                const rows = listed.filter(({ severity }) => severity === level).length;
                return isOnce && !isWhole && rows === findings[level];
              });
              fc.pre(!fits);
              const why = await refusalOf(image("a:1", findings, listed), given);
              if (isOver) expect(why).to.be.a("string");
              else if (isWhole) expect(why).to.equal(undefined);
            }),
            { numRuns: 300 },
          );
        });
      }
    }
  });

  describe("asks for vulnerabilities", () => {
    const listed = [high("CVE-1"), { id: "CVE-2", severity: "medium" } as const];
    const counts = { critical: 0, high: 1, medium: 1 };

    it("of no image that passes by its counts", async () => {
      const one = image("a:1", counts, listed);
      await judge([one], { maxFindings: { high: 1 }, exceptions: { "CVE-1": holds }, fixableOnly: true });
      expect(one.asked).to.deep.equal([]);
    });

    it("of no image that is refused anyway, before it is named", async () => {
      const one = image("a:1", counts, listed);
      const judgement = await judge([one], { maxFindings: { high: 0 } });
      expect(one.asked).to.deep.equal([]);
      await judgement.refusal();
      expect(one.asked).to.deep.equal([["high"]]);
    });

    it("once, of the severities over their limit, where exceptions decide", async () => {
      const one = image("a:1", counts, listed);
      const judgement = await judge([one], {
        maxFindings: { critical: 0, high: 0, medium: 1 },
        exceptions: { "CVE-9": holds },
      });
      expect(await rowsOf(judgement)).to.deep.equal(["a:1 | high 1, medium 1 | high 1 > 0: CVE-1"]);
      expect(one.asked).to.deep.equal([["high"]]);
    });

    it("of none that were not counted", async () => {
      const one = image("a:1", {}, listed);
      await judge([one], { maxFindings: { high: 0 }, fixableOnly: true }).then(rowsOf);
      expect(one.asked).to.deep.equal([]);
    });

    it("of every severity that there is some of, for whoever wants to see each", async () => {
      const seen: JudgedImage[] = [];
      const one = image("a:1", { ...counts, low: 0 }, listed);
      await judge(
        [one, image("b:1", {})],
        { exceptions: { "CVE-1": holds } },
        { each: (each: JudgedImage) => seen.push(each) },
      );
      expect(one.asked).to.deep.equal([["high", "medium"]]);
      expect(seen.map((each) => [each.image, each.refusal])).to.deep.equal([
        ["a:1", undefined],
        ["b:1", undefined],
      ]);
      expect(seen[0]?.listed).to.deep.equal([
        { ...high("CVE-1"), excused: "accepted", note: "x" },
        { id: "CVE-2", severity: "medium", excused: undefined, note: undefined },
      ]);
    });
  });

  describe("tells in a table", () => {
    it("the worst first: those without a result, then by severity, then as they came", async () => {
      const judgement = await judge(
        [
          image("low:1", { low: 90 }),
          image("high:1", { high: 1 }),
          image("critical:1", { critical: 1, high: 2 }),
          image("again:1", { high: 1 }),
          { image: "none:1", problem: problem("not scanned") },
          image("critical:2", { critical: 2 }),
          image("malware:1", { malware: 1 }),
          image("fine:1", { critical: 0, high: 0, low: 0, malware: 0 }),
        ].map(
          (one) =>
            ({
              ...one,
              findings:
                "findings" in one ? { critical: 0, high: 0, low: 0, malware: 0, ...one.findings } : undefined,
            }) as ImageResult,
        ),
        { maxFindings: { critical: 0, high: 0, low: 0, malware: 0 } },
      );
      expect((await judgement.refusal())?.text.split("\n")[0]).to.equal("7 of 8 images do not pass:");
      expect((await rowsOf(judgement)).map((line) => line.split(" | ")[0])).to.deep.equal([
        "none:1",
        "critical:2",
        "critical:1",
        "high:1",
        "again:1",
        "low:1",
        "malware:1",
      ]);
    });

    it("in columns that stand below each other", async () => {
      const judgement = await judge([image("team/api:1.4", { high: 1 }), image("b:1", { high: 120 })], {
        maxFindings: { high: 0 },
      });
      expect((await judgement.refusal())?.text).to.equal(
        [
          "2 of 2 images do not pass:",
          "    image         findings  why",
          "    b:1           high 120  high 120 > 0",
          "    team/api:1.4  high 1    high 1 > 0",
        ].join("\n"),
      );
    });

    it("ten images, and how many more there are", async () => {
      for (const [count, rest] of [
        [10, undefined],
        [11, "and 1 more"],
        [100, "and 90 more"],
      ] as const) {
        const images = Array.from({ length: count }, (_, index) => image(`a:${index}`, { high: index + 1 }));
        const rows = await rowsOf(await judge(images, { maxFindings: { high: 0 } }));
        const worst = Array.from({ length: 10 }, (_, index) => `a:${count - 1 - index}`);
        expect(rows.map((line) => line.split(" | ")[0])).to.deep.equal([...worst, ...(rest ? [rest] : [])]);
      }
    });

    for (const [title, ids, shown] of [
      ["three vulnerabilities", ["CVE-1", "CVE-2", "CVE-3"], "CVE-1, CVE-2, CVE-3"],
      ["no more than three", ["CVE-1", "CVE-2", "CVE-3", "CVE-4"], "CVE-1, CVE-2, CVE-3, …"],
      ["each once", ["CVE-1", "CVE-2", "CVE-1", "CVE-2", "CVE-1"], "CVE-1, CVE-2"],
    ] as const) {
      it(`${title} of an image`, async () => {
        const one = image(
          "a:1",
          { high: ids.length },
          ids.map((id) => high(id)),
        );
        expect(await refusalOf(one, { maxFindings: { high: 0 } })).to.equal(
          `high ${ids.length} > 0: ${shown}`,
        );
      });
    }

    it("the vulnerabilities that an image is refused for, and no others", async () => {
      const listed: Vulnerability[] = [
        high("CVE-1"),
        high("CVE-2"),
        { id: "CVE-3", severity: "critical" },
        { id: "CVE-4", severity: "low" },
        { id: "CVE-5" },
      ];
      const asked = { maxFindings: { critical: 0, high: 1 }, exceptions: { "CVE-1": holds } };
      expect(await refusalOf(image("a:1", { critical: 1, high: 2, low: 1 }, listed), asked)).to.equal(
        "critical 1 > 0: CVE-3",
      );
    });

    it("no more of a list than it shows", async () => {
      let told = 0;
      let ended = false;
      const one: ImageResult = {
        image: "a:1",
        findings: { high: 1000 },
        async *vulnerabilities() {
          try {
            for (; told < 1000; told += 1) yield high(`CVE-${told}`);
          } finally {
            ended = true;
          }
        },
      };
      await refusalOf(one, { maxFindings: { high: 0 } });
      expect(told).to.equal(3);
      expect(ended).to.equal(true);
    });

    it("images without the names, where the vendor does not tell them", async () => {
      const silent = (failure: Error): ImageResult => ({
        image: "a:1",
        findings: { high: 1 },
        // biome-ignore lint/correctness/useYield: it fails before it has anything to tell.
        async *vulnerabilities() {
          throw failure;
        },
      });
      const forbidden = new ScanError({ kind: "Forbidden", action: "list", text: "no" });
      const asked = { maxFindings: { high: 0 } };
      expect(await refusalOf(silent(forbidden), asked)).to.equal("high 1 > 0");
      expect(await refusalOf({ image: "a:1", findings: { high: 1 } }, asked)).to.equal("high 1 > 0");
      // Where the verdict depends on the list there is none, and a mistake of ours is never hidden.
      const depends = { ...asked, fixableOnly: true };
      for (const judged of [
        refusalOf(silent(forbidden), depends),
        refusalOf(silent(new TypeError("no")), asked),
      ]) {
        const failure = await judged.then(
          () => undefined,
          (error: Error) => error,
        );
        expect(failure?.message).to.match(/no\.?$/);
      }
    });

    it("that the scan is not repeated", async () => {
      const judgement = await judge([image("a:1", { high: 1 })], { maxFindings: { high: 0 } });
      expect((await judgement.refusal())?.remedy).to.match(/the scan is not repeated\.$/);
    });
  });

  describe("sums up", () => {
    it("what was found in all images, those that are refused and those that are excepted included", async () => {
      const judgement = await judge(
        [
          image("a:1", { high: 2, low: 1 }, [high("CVE-1"), high("CVE-1")]),
          image("b:1", { high: 1, malware: 0 }, [high("CVE-2")]),
          { image: "c:1", problem: problem("not scanned") },
        ],
        { maxFindings: { high: 0 }, exceptions: { "CVE-1": holds } },
      );
      expect(judgement.findings).to.deep.equal({ high: 3, low: 1, malware: 0 });
      expect([judgement.totalImages, judgement.scannedImages, judgement.refusedImages]).to.deep.equal([
        3, 2, 2,
      ]);
    });

    for (const [statuses, status] of [
      [[], "succeeded"],
      [["expired"], "expired"],
      [["expired", "failed"], "failed"],
      [["failed", "timedOut", "expired"], "timedOut"],
      [["timedOut", "failed", "canceled"], "canceled"],
    ] as const) {
      it(`how the scan ended: ${["succeeded", ...statuses].join(", ")}`, async () => {
        const problems: ImageResult[] = statuses.map((one: Exclude<ScanStatus, "succeeded">) => ({
          image: one,
          problem: problem("x", one),
        }));
        expect((await judge([image("a:1", { high: 1 }), ...problems], {})).status).to.equal(status);
      });
    }
  });

  describe("pins", () => {
    const content = (name: string) => ({
      name,
      repository: `one.io/${name.split(":")[0]}`,
      digest: `sha256:${"a".repeat(64)}`,
    });
    const pin = (name: string): string => `one.io/${name}@sha256:${"a".repeat(64)}`;

    it("every image that has a result, those that do not pass included, and no other", async () => {
      const judgement = await judge(
        [
          { ...image("team/api:1", { high: 0 }), content: content("team/api:1") },
          { ...image("team/web:1", { high: 9 }), content: content("team/web:1") },
          { ...image("team/none:1", { high: 0 }), content: undefined },
          { image: "team/job:1", problem: problem("not scanned"), content: content("team/job:1") },
        ],
        { maxFindings: { high: 0 } },
      );
      expect(judgement.pinned).to.deep.equal({
        "team/api:1": pin("team/api"),
        "team/web:1": pin("team/web"),
      });
    });

    it("what the program names by reference under that name, and the rest under the vendor's", async () => {
      const digest = `sha256:${"b".repeat(64)}`;
      const named = {
        "two.io/team/api:1": "",
        "#7": "",
        [digest]: "",
        "tcr-1/x/web:1": { instanceId: "tcr-1" },
      } as const;
      const judgement = await judge(
        Object.keys(named).map((name, index) => ({
          ...image(name, {}),
          content: content(`team/n${index}:1`),
        })),
        {},
        { named },
      );
      expect(judgement.pinned).to.deep.equal({
        "two.io/team/api:1": `two.io/team/api@sha256:${"a".repeat(64)}`,
        "team/n1:1": pin("team/n1"),
        "team/n2:1": pin("team/n2"),
        "team/n3:1": pin("team/n3"),
      });
    });
  });

  it("of a hundred thousand images keeps few results at a time, and every pin", async () => {
    const count = 100_000;
    let given = 0;
    let seen = 0;
    let most = 0;
    async function* all(): AsyncGenerator<ImageResult> {
      for (; given < count; given += 1) {
        most = Math.max(most, given - seen);
        yield {
          image: `team/n${given}:1`,
          findings: { high: given % 3 },
          content: {
            name: `team/n${given}:1`,
            repository: `one.io/team/n${given}`,
            digest: `sha256:${given.toString(16).padStart(64, "0")}`,
          },
        };
      }
    }
    const judgement = await Judgement.of(all(), rules({ maxFindings: { high: 1 } }), {
      each: () => {
        seen += 1;
      },
    });
    expect(most).to.be.at.most(20);
    expect(judgement.totalImages).to.equal(count);
    expect(judgement.refusedImages).to.equal(33_333);
    const { pinned } = judgement;
    expect(Object.keys(pinned)).to.have.length(count);
    expect(pinned["team/n99999:1"]).to.match(/^one\.io\/team\/n99999@sha256:0+1869f$/);
    const rows = await rowsOf(judgement);
    expect(rows).to.have.length(11);
    expect(rows.at(-1)).to.equal("and 33323 more");
  });

  it("lets go of what it has judged and does not show", async () => {
    const refused: WeakRef<object>[] = [];
    async function* all(): AsyncGenerator<ImageResult> {
      for (let index = 0; index < 2_000; index += 1) {
        const one = image(`a:${index}`, { high: 1 });
        refused.push(new WeakRef(one.findings as object));
        yield one;
      }
    }
    const judgement = await Judgement.of(all(), rules({ maxFindings: { high: 0 } }));
    await everythingElse();
    collectGarbage();
    expect(refused.filter((one) => one.deref() !== undefined).length).to.be.below(100);
    expect(judgement.refusedImages).to.equal(2_000);
  });

  it("judges images beside each other, and no more of them than a vendor is to answer at a time", async () => {
    let running = 0;
    let most = 0;
    const slow = (index: number): ImageResult => ({
      image: `a:${index}`,
      findings: { high: 1 },
      async *vulnerabilities() {
        running += 1;
        most = Math.max(most, running);
        await everythingElse();
        running -= 1;
        yield high("CVE-1");
      },
    });
    const images = Array.from({ length: 100 }, (_, index) => slow(index));
    await judge(images, { maxFindings: { high: 0 }, exceptions: { "CVE-1": holds } });
    expect(most).to.be.within(2, 20);
  });
});
