import { expect } from "chai";
import { Context } from "../../provider/core/context";
import { asScanError, type ErrorKind, ScanError } from "../../provider/core/errors";
import { partsOf, pick, Submission } from "../../provider/core/submission";
import type { Handed, Scanner } from "../../provider/core/task";
import type { Properties } from "../../provider/core/wire";
import { testHost } from "../../tools/ground/testHost";
import { FakeClock } from "../fakeClock";

const failure = (kind: ErrorKind, mayHaveActed = false): ScanError =>
  new ScanError({ kind, action: "Submit", text: `it is ${kind}`, mayHaveActed });

/** A vendor that runs so many scans at a time, and takes what it is told to. */
class FakeVendor {
  readonly clock = new FakeClock();
  readonly host = testHost();
  readonly context: Context;
  readonly tries: { readonly at: number; readonly ids: readonly string[] }[] = [];
  readonly accepted: string[] = [];
  room = 0;
  engine = true;
  /** What becomes of the next submissions, before anything else is looked at. */
  next: (ScanError | "lost")[] = [];
  running = new Set<string>();
  looks = 0;
  /** Whether each look came after a lost answer. */
  readonly lost: boolean[] = [];
  task: string | undefined;

  constructor() {
    const host = { ...this.host, engineIsThere: async () => this.engine };
    this.context = new Context(host, new Map(), this.clock);
  }

  submission(inputs: Properties = {}, queue = "q"): Submission {
    const scanner = {
      queue,
      scanning: async (images: Readonly<Record<string, Handed>>, _since: number, lost: boolean) => {
        this.looks += 1;
        this.lost.push(lost);
        return new Set(Object.keys(images).filter((key) => this.running.has(key)));
      },
      selectionIsScanning: async (_: Properties, lost: boolean) => lost && this.running.has("selection"),
      taskOf: async () => this.task,
      submit: async (images: readonly Handed[] | undefined) => {
        const ids = images?.map(({ id }) => id) ?? ["selection"];
        this.tries.push({ at: this.clock.passed, ids });
        const next = this.next.shift();
        if (next === "lost") {
          for (const id of ids) this.running.add(id);
          throw failure("Timeout", true);
        }
        if (next) throw next;
        if (this.room <= 0) throw failure("Conflict");
        this.room -= 1;
        this.accepted.push(...ids);
        return { taskId: `task of ${ids.join("+")}` };
      },
    } as Partial<Scanner> as Scanner;
    return new Submission(
      scanner,
      this.context,
      { onBusy: "wait", queueTimeoutSeconds: 3600, ...inputs },
      { noun: "images", log: (line) => void this.host.lines.push(line) },
    );
  }

  /** Submits one part, to note what became of it. */
  part(keys: readonly string[], inputs: Properties = {}, ours = false): { came: unknown } {
    const note: { came: unknown } = { came: "waits" };
    const resolved = Object.fromEntries(keys.map((key) => [key, { id: key }]));
    this.submission(inputs)
      .images(keys, resolved, ours)
      .then(
        (came) => {
          note.came = came;
        },
        (error: unknown) => {
          note.came = asScanError(error, "").kind;
        },
      );
    return note;
  }
}

describe("a submission", () => {
  it("is made at once where there is room", async () => {
    const vendor = new FakeVendor();
    vendor.room = 1;
    const note = vendor.part(["a", "b"]);
    await vendor.clock.run(0);
    expect(note.came).to.deep.equal({ taskIds: ["task of a+b"], followed: [] });
    expect(vendor.host.lines).to.deep.equal([]);
  });

  it("is tried again ever more rarely while the vendor is full, and says so once", async () => {
    const vendor = new FakeVendor();
    const note = vendor.part(["a"]);
    await vendor.clock.run(60_000);
    expect(vendor.tries.map(({ at }) => at / 1000)).to.deep.equal([0, 1, 3, 7, 15, 30, 45, 60]);
    expect(vendor.host.lines).to.deep.equal([
      "waits for the vendor to take a further scan (Submit: it is Conflict.)",
    ]);
    vendor.room = 1;
    await vendor.clock.run(75_000);
    expect(note.came).to.deep.equal({ taskIds: ["task of a"], followed: [] });
  });

  it("fails at once where it is not to wait, but for a part after the first", async () => {
    const vendor = new FakeVendor();
    const first = vendor.part(["a"], { onBusy: "fail" });
    await vendor.clock.run(0);
    expect(first.came).to.equal("Conflict");
    const later = vendor.part(["b"], { onBusy: "fail" }, true);
    await vendor.clock.run(5_000);
    expect(later.came).to.equal("waits");
    vendor.room = 1;
    await vendor.clock.run(10_000);
    expect(later.came).to.deep.include({ taskIds: ["task of b"] });
  });

  it("that is not to wait asks though others do", async () => {
    const vendor = new FakeVendor();
    vendor.part(["a"]);
    await vendor.clock.run(500);
    const note = vendor.part(["b"], { onBusy: "fail" });
    await vendor.clock.run(600);
    expect(note.came).to.equal("Conflict");
  });

  it("fails when it has waited too long, and leaves the turn to the next", async () => {
    const vendor = new FakeVendor();
    const first = vendor.part(["a"], { queueTimeoutSeconds: 20 });
    const second = vendor.part(["b"]);
    await vendor.clock.run(40_000);
    expect([first.came, second.came]).to.deep.equal(["Conflict", "waits"]);
    expect(vendor.tries.filter(({ ids }) => ids[0] === "a").at(-1)?.at).to.be.at.most(20_000);
    vendor.room = 1;
    await vendor.clock.run(80_000);
    expect(second.came).to.deep.include({ taskIds: ["task of b"] });
  });

  it("waits in the order in which it came, and only the first of those who wait asks", async () => {
    const vendor = new FakeVendor();
    const notes: { came: unknown }[] = [];
    for (const key of ["a", "b", "c", "d"]) {
      notes.push(vendor.part([key]));
      await vendor.clock.run(vendor.clock.passed + 100);
    }
    await vendor.clock.run(31_000);
    expect(vendor.tries.map(({ ids }) => ids[0])).to.deep.equal(["a", "a", "a", "a", "a", "a"]);
    vendor.room = 4;
    await vendor.clock.run(60_000);
    expect(vendor.accepted).to.deep.equal(["a", "b", "c", "d"]);
    // Whoever comes to the front asks at once.
    expect(new Set(vendor.tries.slice(-4).map(({ at }) => at)).size).to.equal(1);
    expect(vendor.host.lines.slice(1)).to.deep.equal(
      Array(3).fill("waits for the vendor to take a further scan (other scans of this update wait already)"),
    );
  });

  it("asks at once when its turn comes, though it was refused with the others before", async () => {
    const vendor = new FakeVendor();
    const notes = ["a", "b", "c", "d"].map((key) => vendor.part([key]));
    await vendor.clock.run(500);
    expect(vendor.tries.map(({ ids, at }) => `${ids[0]} ${at}`)).to.deep.equal(["a 0", "b 0", "c 0", "d 0"]);
    vendor.room = 3;
    await vendor.clock.run(2_500);
    expect(notes.map(({ came }) => came !== "waits")).to.deep.equal([true, true, true, false]);
    // The fourth finds it full, and is the one that goes on asking.
    expect(vendor.tries.slice(4).map(({ ids, at }) => `${ids[0]} ${at}`)).to.deep.equal([
      "a 1000",
      "b 1000",
      "c 1000",
      "d 1000",
      "d 2000",
    ]);
  });

  it("leaves the queue when its time is over, though its turn has not come", async () => {
    const vendor = new FakeVendor();
    vendor.part(["a"]);
    await vendor.clock.run(100);
    const late = vendor.part(["b"], { queueTimeoutSeconds: 10 });
    await vendor.clock.run(9_000);
    expect(late.came).to.equal("waits");
    await vendor.clock.run(16_000);
    expect(late.came).to.equal("Conflict");
    expect(vendor.tries.some(({ ids }) => ids[0] === "b")).to.equal(false);
  });

  it("says why it left the queue", async () => {
    const vendor = new FakeVendor();
    vendor.part(["a"]);
    await vendor.clock.run(100);
    const asked = vendor.submission({ queueTimeoutSeconds: 10 }).images(["b"], { b: { id: "b" } }, false);
    const message = asked.then(
      () => "",
      (error: Error) => error.message,
    );
    await vendor.clock.run(16_000);
    expect(await message).to.equal(
      "submit: other scans of this update have waited for the vendor for 10 s. Run the update again, or raise " +
        "`queueTimeoutSeconds`. What waited was not submitted.",
    );
  });

  it("leaves its turn to the next when it fails for another reason, and when the engine is gone", async () => {
    const vendor = new FakeVendor();
    const first = vendor.part(["a"]);
    const second = vendor.part(["b"]);
    await vendor.clock.run(500);
    vendor.next = [failure("Forbidden")];
    await vendor.clock.run(1_500);
    expect(first.came).to.equal("Forbidden");
    expect(second.came).to.equal("waits");
    vendor.engine = false;
    await vendor.clock.run(30_000);
    expect(second.came).to.equal("Unavailable");
    vendor.engine = true;
    vendor.room = 1;
    const third = vendor.part(["c"]);
    await vendor.clock.run(31_000);
    expect(third.came).to.deep.include({ taskIds: ["task of c"] });
    expect(vendor.tries.map(({ ids }) => ids[0]).filter((id) => id === "b").length).to.be.at.most(2);
  });

  it("does not wait in the queue of another account", async () => {
    const vendor = new FakeVendor();
    vendor.part(["a"]);
    await vendor.clock.run(500);
    vendor.room = 1;
    const came = await vendor.submission({}, "another").images(["b"], { b: { id: "b" } }, false);
    expect(came.taskIds).to.deep.equal(["task of b"]);
  });

  it("leaves out what somebody else has begun while it waited", async () => {
    const vendor = new FakeVendor();
    const note = vendor.part(["a", "b"]);
    await vendor.clock.run(500);
    vendor.running.add("a");
    vendor.room = 1;
    await vendor.clock.run(5_000);
    expect(note.came).to.deep.equal({ taskIds: ["task of b"], followed: ["a"] });
    expect(vendor.lost).to.deep.equal([false]);
    const all = new FakeVendor();
    const nothing = all.part(["a"]);
    await all.clock.run(500);
    all.running.add("a");
    await all.clock.run(5_000);
    expect(nothing.came).to.deep.equal({ taskIds: [], followed: ["a"] });
    expect(all.tries).to.have.length(1);
  });

  it("hands over once what has two names", async () => {
    const vendor = new FakeVendor();
    vendor.room = 1;
    await vendor
      .submission()
      .images(["a", "b", "c"], { a: { id: "1" }, b: { id: "2" }, c: { id: "1" } }, false);
    expect(vendor.tries[0]?.ids).to.deep.equal(["1", "2"]);
  });

  describe("whose answer is lost", () => {
    it("is followed without an id, and nothing of it is submitted again", async () => {
      const vendor = new FakeVendor();
      vendor.next = ["lost"];
      const note = vendor.part(["a", "b"]);
      await vendor.clock.run(0);
      expect(note.came).to.deep.equal({ taskIds: [], followed: ["a", "b"] });
      expect(vendor.tries).to.have.length(1);
      expect(vendor.host.lines).to.deep.equal([
        "the answer was lost (Submit: it is Timeout.), but 2 of 2 images are being scanned: followed. Which task does so is ambiguous, so that no id is kept",
      ]);
    });

    it("keeps an id that is surely its own", async () => {
      const vendor = new FakeVendor();
      vendor.next = ["lost"];
      vendor.task = "t-1";
      const note = vendor.part(["a"]);
      await vendor.clock.run(0);
      expect(note.came).to.deep.equal({ taskIds: ["t-1"], followed: [] });
      expect(vendor.lost).to.deep.equal([true]);
    });

    it("goes on with what did not arrive", async () => {
      const vendor = new FakeVendor();
      vendor.next = [failure("Unavailable", true)];
      vendor.running.add("a");
      vendor.room = 1;
      const note = vendor.part(["a", "b"]);
      await vendor.clock.run(0);
      expect(note.came).to.deep.equal({ taskIds: ["task of b"], followed: ["a"] });
    });

    it("does not go on with the rest when the engine is gone", async () => {
      const vendor = new FakeVendor();
      vendor.next = [failure("Unavailable", true)];
      vendor.running.add("a");
      vendor.room = 1;
      vendor.engine = false;
      const note = vendor.part(["a", "b"]);
      await vendor.clock.run(0);
      expect(note.came).to.equal("Unavailable");
      expect(vendor.accepted).to.deep.equal([]);
    });

    it("fails where nothing arrived, or where it surely did not", async () => {
      for (const lost of [true, false]) {
        const vendor = new FakeVendor();
        vendor.next = [failure("Unavailable", lost)];
        const note = vendor.part(["a"]);
        await vendor.clock.run(0);
        expect(note.came).to.equal("Unavailable");
        expect(vendor.looks).to.equal(lost ? 1 : 0);
        expect(vendor.tries).to.have.length(1);
      }
    });

    it("of a selection, is followed where the vendor scans it", async () => {
      const vendor = new FakeVendor();
      vendor.next = ["lost"];
      expect(await vendor.submission().selection()).to.equal(undefined);
      vendor.running.clear();
      vendor.next = [failure("Unavailable", true)];
      const failed = await vendor
        .submission()
        .selection()
        .catch((error: ScanError) => error.kind);
      expect(failed).to.equal("Unavailable");
    });
  });
});

describe("a set in parts", () => {
  it("has them of the size that is asked for, and a rest", () => {
    expect(partsOf(["a", "b", "c"], 2)).to.deep.equal([["a", "b"], ["c"]]);
    expect(partsOf(["a", "b"], 2)).to.deep.equal([["a", "b"]]);
    expect(partsOf([], 2)).to.deep.equal([]);
  });

  it("has what it holds under some keys, in their order", () => {
    const picked = pick({ a: 1, b: 2, c: undefined }, ["b", "x", "c", "a"]);
    expect(Object.entries(picked)).to.deep.equal([
      ["b", 2],
      ["a", 1],
    ]);
  });
});
