import { setImmediate as everythingElse } from "node:timers/promises";
import { expect } from "chai";
import fc from "fast-check";
import { inParallel } from "../../../provider/core/parallel";

/** Work that is done when it is told to, and a count of what is being done. */
class Workshop {
  begun: number[] = [];
  most = 0;
  private readonly done = new Map<number, (failure?: Error) => void>();

  make = async (item: number): Promise<string> => {
    this.begun.push(item);
    const work = new Promise<void>((resolve, reject) => {
      this.done.set(item, (failure) => (failure ? reject(failure) : resolve()));
    });
    this.most = Math.max(this.most, this.done.size);
    await work;
    return `made ${item}`;
  };

  async end(item: number, failure?: Error): Promise<void> {
    this.done.get(item)?.(failure);
    this.done.delete(item);
    await everythingElse();
  }

  get running(): number {
    return this.done.size;
  }

  get some(): readonly number[] {
    return [...this.done.keys()];
  }
}

/** A source that tells how far it was asked, and whether it was ended. */
class Source {
  asked = 0;
  ended = false;

  constructor(private readonly size: number) {}

  async *items(): AsyncGenerator<number> {
    try {
      while (this.asked < this.size) yield this.asked++;
    } finally {
      this.ended = true;
    }
  }
}

describe("what is made in parallel", () => {
  it("comes in the order of its items, never more than so many at a time, however long each takes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(12),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat()),
        async (size, most, choices) => {
          const workshop = new Workshop();
          const source = new Source(size);
          const results: string[] = [];
          const all = (async () => {
            for await (const one of inParallel(source.items(), most, workshop.make)) results.push(one);
          })();
          await everythingElse();
          for (let rounds = 0; workshop.running > 0 && rounds < 100; rounds += 1) {
            expect(workshop.running).to.equal(Math.min(most, workshop.running));
            const { some } = workshop;
            await workshop.end(some[(choices.next().value as number) % some.length] as number);
          }
          await all;
          expect(results).to.deep.equal(Array.from({ length: size }, (_, index) => `made ${index}`));
          expect(workshop.most).to.equal(Math.min(most, size));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is made of any list, too", async () => {
    const results: number[] = [];
    for await (const one of inParallel(new Set([1, 2, 3]), 2, async (item) => item * 2)) results.push(one);
    expect(results).to.deep.equal([2, 4, 6]);
  });

  it("keeps no more results than so many that nobody has taken", async () => {
    const source = new Source(100);
    const results = inParallel(source.items(), 4, async (item) => item);
    await results.next();
    await everythingElse();
    expect(source.asked).to.equal(4);
    await results.next();
    await everythingElse();
    expect(source.asked).to.equal(5);
    await results.return(undefined);
  });

  it("fails in the turn of what failed, and what came before it comes", async () => {
    const workshop = new Workshop();
    const source = new Source(10);
    const results = inParallel(source.items(), 3, workshop.make);
    const first = results.next();
    await everythingElse();
    await workshop.end(1, new Error("broken"));
    await workshop.end(0);
    expect((await first).value).to.equal("made 0");
    const failure = await results.next().then(
      () => undefined,
      (error: Error) => error,
    );
    expect(failure?.message).to.equal("broken");
    expect(source.ended).to.equal(true);
    expect(workshop.begun).to.deep.equal([0, 1, 2, 3]);
    // What was begun may still fail: nobody is told any more, and nothing is broken by it.
    await workshop.end(2, new Error("late"));
    await workshop.end(3, new Error("later"));
    expect((await results.next()).done).to.equal(true);
  });

  it("fails when its source does", async () => {
    const broken = async function* () {
      yield 1;
      throw new Error("no more");
    };
    const results = inParallel(broken(), 3, async (item) => item);
    const failure = await results.next().then(
      () => undefined,
      (error: Error) => error,
    );
    expect(failure?.message).to.equal("no more");
  });

  it("ends its source when nobody wants more", async () => {
    const source = new Source(10);
    for await (const one of inParallel(source.items(), 3, async (item) => item)) if (one === 1) break;
    expect(source.ended).to.equal(true);
    expect(source.asked).to.be.below(6);
  });
});
