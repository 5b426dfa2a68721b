import { expect } from "chai";
import { Exceptions } from "../../../provider/core/exceptions";
import type { Findings, ImageResult, Severity, Vulnerability } from "../../../provider/core/findings";
import { type JudgedImage, Judgement, type Rules } from "../../../provider/core/judgement";

const now = Date.parse("2026-03-01T00:00:00Z");
const rulesOf = (
  maxFindings: Findings,
  exceptions: Record<string, string> = {},
  fixableOnly = false,
): Rules => ({
  maxFindings,
  fixableOnly,
  exceptions: new Exceptions(exceptions, now),
});

/** An image with these findings, and the vulnerabilities that a vendor lists of it. */
function imageOf(image: string, findings: Findings, listed: readonly Vulnerability[]) {
  const asked: (readonly Severity[])[] = [];
  const result: ImageResult = {
    image,
    findings,
    async *vulnerabilities(severities) {
      asked.push(severities);
      yield* listed.filter(({ severity }) => severity === undefined || severities.includes(severity));
    },
  };
  return { result, asked };
}

async function* all(...images: ImageResult[]): AsyncGenerator<ImageResult> {
  yield* images;
}

const high = { id: "CVE-1", severity: "high", package: "openssl" } as const;
const low = { id: "CVE-2", severity: "low", package: "zlib" } as const;

describe("A judgement that tells of each image", () => {
  const judged = async (rules: Rules, ...images: ImageResult[]) => {
    const each: JudgedImage[] = [];
    const judgement = await Judgement.of(all(...images), rules, { each: (image) => void each.push(image) });
    return { judgement, each };
  };

  it("lists vulnerabilities of every level that was counted, be it limited or not", async () => {
    const { result } = imageOf("a", { high: 1, low: 1, medium: 0 }, [high, low]);
    const { each } = await judged(rulesOf({ high: 0 }), result);
    expect(each.flatMap(({ listed }) => listed.map(({ id }) => id))).to.deep.equal(["CVE-1", "CVE-2"]);
  });

  it("lists nothing of a level that was not counted: what there is may be of an earlier scan", async () => {
    const { result, asked } = imageOf("a", { malware: 1, high: 0 }, [high, low]);
    const { each } = await judged(rulesOf({ malware: 1 }), result);
    expect(asked).to.deep.equal([]);
    expect(each[0]?.listed).to.deep.equal([]);
  });

  for (const [what, listed] of [
    ["once for each package", [high, { ...high, package: "libssl" }, { ...high, package: "libcrypto" }]],
    ["not at all", []],
  ] as const) {
    it(`comes to the same words as one that does not, where a vendor counts once what it lists ${what}`, async () => {
      const { result } = imageOf("a", { high: 1 }, listed);
      for (const rules of [
        () => rulesOf({ high: 0 }),
        () => rulesOf({ high: 1 }),
        () => rulesOf({ high: 0 }, { "CVE-9": "until 2999-01-01: gone" }),
        () => rulesOf({ high: 0 }, { "CVE-1": "until 2999-01-01: gone" }),
        () => rulesOf({ high: 0 }, {}, true),
      ]) {
        const { judgement } = await judged(rules(), result);
        const silent = await Judgement.of(all(result), rules());
        expect(await judgement.refusal()).to.deep.equal(await silent.refusal());
      }
    });
  }

  it("tells why a vulnerability is accepted, or since when it no longer is", async () => {
    const { result } = imageOf("a", { high: 1, low: 1 }, [high, low]);
    const exceptions = { "CVE-1": "until 2999-01-01: not reachable", "CVE-2": "until 2020-01-01: late" };
    const { each } = await judged(rulesOf({}, exceptions), result);
    expect(each[0]?.listed.map(({ id, excused, note }) => ({ id, excused, note }))).to.deep.equal([
      { id: "CVE-1", excused: "accepted", note: "not reachable" },
      { id: "CVE-2", excused: undefined, note: "exception expired 2020-01-01" },
    ]);
  });

  it("knows which exceptions excuse nothing, those of levels that are not limited included", async () => {
    const { result } = imageOf("a", { low: 1 }, [low]);
    const rules = rulesOf({ high: 0 }, { "CVE-2": "until 2999-01-01: x", "CVE-3": "until 2999-01-01: y" });
    await judged(rules, result);
    expect(rules.exceptions.unused()).to.deep.equal(["CVE-3"]);
  });

  it("tells of images in their order, and of those without a result", async () => {
    const { result } = imageOf("b", { high: 1 }, [high]);
    const lost: ImageResult = { image: "a", problem: { status: "failed", text: "its scan failed" } };
    const { judgement, each } = await judged(rulesOf({}), lost, result);
    expect(each.map(({ image, refusal }) => [image, refusal])).to.deep.equal([
      ["a", "its scan failed"],
      ["b", undefined],
    ]);
    expect(judgement.status).to.equal("failed");
  });
});
