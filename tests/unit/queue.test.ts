import { setImmediate as everythingElse } from "node:timers/promises";
import { expect } from "chai";
import { Queue } from "../../provider/core/queue";

const always = Number.POSITIVE_INFINITY;

describe("a queue", () => {
  /** Enters, and notes when its turn came, or that it did not. */
  const enter = (queue: Queue, name: string, notes: string[], until = always): Promise<boolean> =>
    queue.enter(until).then((came) => {
      notes.push(came ? name : `not ${name}`);
      return came;
    });

  it("lets the first in at once, and the others one by one, first come first served", async () => {
    const queue = new Queue();
    const notes: string[] = [];
    expect(queue.isEmpty).to.equal(true);
    for (const name of ["one", "two", "three"]) void enter(queue, name, notes);
    await everythingElse();
    expect(notes).to.deep.equal(["one"]);
    expect(queue.isEmpty).to.equal(false);
    queue.leave();
    await everythingElse();
    expect(notes).to.deep.equal(["one", "two"]);
    void enter(queue, "four", notes);
    queue.leave();
    queue.leave();
    await everythingElse();
    expect(notes).to.deep.equal(["one", "two", "three", "four"]);
    queue.leave();
    expect(queue.isEmpty).to.equal(true);
  });

  it("is open again after the last has left", async () => {
    const queue = new Queue();
    expect(await queue.enter(always)).to.equal(true);
    queue.leave();
    expect(await queue.enter(always)).to.equal(true);
    expect(queue.isEmpty).to.equal(false);
  });

  it("sends away those whose time is over, and keeps the order of the others", async () => {
    const queue = new Queue();
    const notes: string[] = [];
    await queue.enter(always);
    for (const [name, until] of [
      ["one", 300],
      ["two", 100],
      ["three", 200],
      ["four", always],
    ] as const)
      void enter(queue, name, notes, until);
    queue.expire(99);
    await everythingElse();
    expect(notes).to.deep.equal([]);
    queue.expire(200);
    await everythingElse();
    expect(notes).to.deep.equal(["not two", "not three"]);
    queue.leave();
    queue.leave();
    await everythingElse();
    expect(notes).to.deep.equal(["not two", "not three", "one", "four"]);
  });

  it("lets the first in however late it is, and does not send away whoever has the turn", async () => {
    const queue = new Queue();
    expect(await queue.enter(0)).to.equal(true);
    queue.expire(1_000);
    expect(queue.isEmpty).to.equal(false);
    queue.leave();
    expect(queue.isEmpty).to.equal(true);
  });
});
