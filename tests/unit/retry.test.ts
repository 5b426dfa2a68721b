import { expect } from "chai";
import fc from "fast-check";
import { type ErrorKind, ScanError } from "../../provider/core/errors";
import { type RetryPolicy, retry } from "../../provider/core/retry";
import { FakeClock } from "../fakeClock";

const kinds: ErrorKind[] = [
  "NotFound",
  "AlreadyExists",
  "InvalidInput",
  "Forbidden",
  "Unauthenticated",
  "Throttled",
  "QuotaExceeded",
  "Conflict",
  "Unavailable",
  "Timeout",
  "Unknown",
];

const failure = (kind: ErrorKind, text = "no"): ScanError => new ScanError({ kind, action: "call", text });

/** Tries a call that fails in these ways, one after another, and then gives "done". */
async function tried(
  failures: unknown[],
  policy: Partial<RetryPolicy> = {},
): Promise<{ outcome: unknown; starts: number[] }> {
  const clock = new FakeClock();
  const starts: number[] = [];
  const call = async (): Promise<string> => {
    starts.push(clock.passed);
    if (starts.length <= failures.length) throw failures[starts.length - 1];
    return "done";
  };
  const outcome = retry(call, { clock, budgetMs: 120_000, jitter: () => 1, ...policy }).catch(
    (error: unknown) => error,
  );
  await clock.run();
  return { outcome: await outcome, starts };
}

describe("a retry", () => {
  it("leaves a call alone that succeeds", async () => {
    expect(await tried([])).to.deep.equal({ outcome: "done", starts: [0] });
  });

  for (const kind of kinds) {
    const again = ["Throttled", "Unavailable", "Conflict"].includes(kind);
    it(`${again ? "calls again" : "does not call again"} after ${kind}`, async () => {
      const { outcome, starts } = await tried([failure(kind)]);
      expect(starts).to.have.length(again ? 2 : 1);
      if (again) expect(outcome).to.equal("done");
      else expect(outcome).to.be.instanceOf(ScanError).with.property("kind", kind);
    });
  }

  it("waits twice as long each time, up to a limit", async () => {
    const { starts } = await tried(Array(6).fill(failure("Throttled")), { firstMs: 500, longestMs: 3_000 });
    expect(starts).to.deep.equal([0, 500, 1_500, 3_500, 6_500, 9_500, 12_500]);
  });

  it("waits between half and all of that, as chance has it", async () => {
    const half = await tried(Array(3).fill(failure("Throttled")), { jitter: () => 0 });
    expect(half.starts).to.deep.equal([0, 250, 750, 1_750]);
    const some = await tried(Array(2).fill(failure("Throttled")), { jitter: () => 0.5 });
    expect(some.starts).to.deep.equal([0, 375, 1_125]);
  });

  it("starts no attempt after its time is up, and tells how often and how long it tried", async () => {
    const { outcome, starts } = await tried(Array(9).fill(failure("Unavailable")), { budgetMs: 4_000 });
    expect(starts).to.deep.equal([0, 500, 1_500, 3_500]);
    expect((outcome as ScanError).message).to.equal("call: no [tried 4 times in 4 s].");
  });

  it("never starts an attempt late, whatever the waits", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (budgetMs, chance) => {
          const { starts } = await tried(Array(40).fill(failure("Throttled")), {
            budgetMs,
            jitter: () => chance,
          });
          expect(starts[0]).to.equal(0);
          expect(Math.max(...starts)).to.be.at.most(budgetMs);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("tells no tally of a single attempt", async () => {
    const { outcome } = await tried([failure("Forbidden")]);
    expect((outcome as ScanError).message).to.equal("call: no.");
  });

  it("remembers that an earlier attempt may have reached the vendor", async () => {
    for (const [first, may] of [
      ["Unavailable", true],
      ["Throttled", false],
      ["Conflict", false],
    ] as const) {
      const { outcome } = await tried([failure(first), failure("InvalidInput")]);
      expect(outcome).to.include({ kind: "InvalidInput", mayHaveActed: may });
    }
    const late = await tried([
      failure("Throttled"),
      failure("Unavailable"),
      failure("Throttled"),
      failure("NotFound"),
    ]);
    expect(late.outcome).to.include({ kind: "NotFound", mayHaveActed: true });
  });

  it("does not call again after a mistake of ours, and says that it is one", async () => {
    const { outcome, starts } = await tried([new TypeError("x is undefined")]);
    expect(starts).to.have.length(1);
    expect(outcome).to.include({ kind: "Unknown", mayHaveActed: true });
    expect((outcome as ScanError).message).to.match(
      /^call: unexpected TypeError: x is undefined\. This is a defect/,
    );
  });
});
