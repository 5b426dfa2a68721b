import { expect } from "chai";
import fc from "fast-check";
import { ScanError } from "../../provider/core/errors";
import { Pace } from "../../provider/core/pace";
import { FakeClock } from "../fakeClock";

const windowMs = 1_000;

/** A call: when it is asked for, how long it is on its way there, and how long its answer is on its way back. */
interface Call {
  readonly asked: number;
  readonly there: number;
  readonly back: number;
  readonly throttled?: boolean;
}

/** Runs the calls; tells when each started, and when it arrived at the vendor. */
async function paced(
  limit: number,
  calls: readonly Call[],
): Promise<{ starts: number[]; arrivals: number[] }> {
  const clock = new FakeClock();
  const pace = new Pace(limit, windowMs, clock);
  const starts: number[] = [];
  const arrivals: number[] = [];
  const all = calls.map(async ({ asked, there, back, throttled }, index) => {
    if (asked > 0) await clock.sleep(asked);
    await pace
      .run(async () => {
        starts[index] = clock.passed;
        if (there > 0) await clock.sleep(there);
        arrivals[index] = clock.passed;
        if (back > 0) await clock.sleep(back);
        if (throttled) throw new ScanError({ kind: "Throttled", action: "call", text: "slow down" });
      })
      .catch(() => {});
  });
  await clock.run();
  await Promise.all(all);
  return { starts, arrivals };
}

const at = (asked: number, more: Partial<Call> = {}): Call => ({ asked, there: 0, back: 0, ...more });

describe("a pace", () => {
  it("lets the first calls up to the limit go at once, and the next after a window", async () => {
    const { starts } = await paced(3, Array(7).fill(at(0)));
    expect(starts).to.deep.equal([0, 0, 0, 1_000, 1_000, 1_000, 2_000]);
  });

  it("counts the window from the answer, as the vendor may have counted the call as late as that", async () => {
    const { starts } = await paced(1, [at(0, { there: 200, back: 300 }), at(0)]);
    expect(starts).to.deep.equal([0, 1_500]);
  });

  it("never lets more than the limit arrive in any window, however long calls take and whenever they arrive", async () => {
    const call = fc.record({
      asked: fc.integer({ min: 0, max: 3_000 }),
      there: fc.integer({ min: 0, max: 1_500 }),
      back: fc.integer({ min: 0, max: 1_500 }),
      throttled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(call, { maxLength: 20 }),
        async (limit, calls) => {
          const { arrivals } = await paced(limit, calls);
          expect(arrivals).to.have.length(calls.length);
          const sorted = [...arrivals].sort((one, other) => one - other);
          for (const [index, arrival] of sorted.entries()) {
            const next = sorted[index + limit];
            if (next !== undefined) expect(next - arrival).to.be.at.least(windowMs);
          }
        },
      ),
    );
  });

  it("uses the whole limit: 100 calls at 20 a window take four waits", async () => {
    const { starts } = await paced(20, Array(100).fill(at(0)));
    expect(Math.max(...starts)).to.equal(4_000);
    expect(starts.filter((start) => start === 4_000)).to.have.length(20);
  });

  it("serves first who came first", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 12 }), async (asked) => {
        const { starts } = await paced(
          2,
          asked.sort((one, other) => one - other).map((when) => at(when)),
        );
        expect(starts).to.deep.equal([...starts].sort((one, other) => one - other));
      }),
    );
  });

  it("stands back for one window when the vendor throttles it all the same", async () => {
    const { starts } = await paced(10, [
      at(0, { back: 100, throttled: true }),
      at(200),
      at(1_050),
      at(1_200),
    ]);
    expect(starts).to.deep.equal([0, 1_100, 1_100, 1_200]);
  });

  it("gives back the place of a call that fails, and passes its failure on", async () => {
    const clock = new FakeClock();
    const pace = new Pace(1, windowMs, clock);
    const failed = pace.run(() => Promise.reject(new Error("no"))).catch((error: Error) => error.message);
    const next = pace.run(async () => clock.passed);
    await clock.run();
    expect(await failed).to.equal("no");
    expect(await next).to.equal(windowMs);
  });
});
