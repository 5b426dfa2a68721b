import { expect } from "chai";
import { Fresh } from "../../provider/core/fresh";
import { FakeClock } from "../fakeClock";

describe("something fresh", () => {
  /** Something whose every reading is another number, and that can fail. */
  function counting(): {
    clock: FakeClock;
    fresh: Fresh<number>;
    fail: (times: number) => void;
    reads: () => number;
  } {
    const clock = new FakeClock();
    let reads = 0;
    let failures = 0;
    const fresh = new Fresh(clock, async () => {
      reads += 1;
      if (failures > 0) {
        failures -= 1;
        throw new Error(`reading ${reads} failed`);
      }
      return reads;
    });
    const fail = (times: number): void => {
      failures = times;
    };
    return { clock, fresh, fail, reads: () => reads };
  }

  it("is read when it is first asked for, and shared by all who can do with that", async () => {
    const { clock, fresh, reads } = counting();
    expect(reads()).to.equal(0);
    expect(await Promise.all([fresh.get(), fresh.get(), fresh.get(clock.now())])).to.deep.equal([1, 1, 1]);
    await clock.run(10_000);
    expect(await fresh.get()).to.equal(1);
    expect(await fresh.get(clock.now() - 10_000)).to.equal(1);
    expect(reads()).to.equal(1);
  });

  it("is read again for whoever needs it newer, from when the reading began", async () => {
    const { clock, fresh } = counting();
    await fresh.get();
    await clock.run(10_000);
    expect(await fresh.get(clock.now() - 9_999)).to.equal(2);
    expect(await fresh.get(clock.now())).to.equal(2);
    expect(await fresh.get()).to.equal(2);
  });

  it("does not keep a failure, of which all who asked meanwhile hear", async () => {
    const { fresh, fail } = counting();
    fail(1);
    const both = await Promise.allSettled([fresh.get(), fresh.get()]);
    expect(both.map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
    expect(await fresh.get()).to.equal(2);
  });

  it("keeps a newer reading though an older one fails later", async () => {
    const clock = new FakeClock();
    const endings: { resolve: (value: string) => void; reject: (reason: Error) => void }[] = [];
    const fresh = new Fresh(
      clock,
      () => new Promise<string>((resolve, reject) => endings.push({ resolve, reject })),
    );
    const older = fresh.get().catch(() => "failed");
    await clock.run(1_000);
    const newer = fresh.get(clock.now());
    endings[1]?.resolve("newer");
    expect(await newer).to.equal("newer");
    endings[0]?.reject(new Error("older"));
    expect(await older).to.equal("failed");
    expect(await fresh.get()).to.equal("newer");
    expect(endings).to.have.length(2);
  });
});
