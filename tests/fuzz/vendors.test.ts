import { expect } from "chai";
import fc from "fast-check";
import { resource } from "../../provider";
import type { Properties } from "../../provider/core/wire";
import type { Process } from "../../tools/ground/ground";
import { stopGrounds, without } from "../conformance/ground";
import { schedules } from "../conformance/schedules";
import { taskRows } from "../conformance/taskRows";
import { cases, counted, printCounts, seed } from "./cases";
import { written } from "./written";

// Whatever was declared and accepted: what is read is what was created, and plans nothing.

/** Each is a whole life with the vendor, so that there are fewer of them. */
const lives = Math.ceil(cases / 50);

/** What a resource is tried with: programs of `choices` with any options, all but those `elsewhere`. */
interface Life<T> {
  readonly choices: readonly T[];
  readonly elsewhere: readonly string[];
  program(options: Properties, chosen: readonly T[]): Properties;
  process(): Process;
  /** Until nothing more becomes of what was created. */
  settle?(): void;
}

describe("inputs that a vendor was sent", function () {
  this.timeout(lives * 500 + 30_000);

  afterEach(stopGrounds);
  after(() => printCounts(["resource", "lives", "ms"]));

  for (const row of taskRows) {
    it(`are read as they were created, and plan nothing: ${row.kind}, ${row.list}`, async () => {
      const { ground } = await row.start();
      await live(row.kind, {
        choices: row.names,
        // What is scanned the row says, for a vendor that knows it, and where is one place.
        elsewhere: [...row.selectionInputs, ...row.replaces, "excludeImages", "api", "maxImages"],
        program: (options, names) => ({ ...options, ...row.program(names) }),
        process: () => ground.process(row.kind),
        settle: () => ground.account.finishScans(),
      });
    });
  }

  for (const row of schedules) {
    it(`are read as they were created, and plan nothing: ${row.kind}`, async () => {
      const { ground } = await row.start();
      const selection = ["images", "filter", "all", "recommended", "excludeImages", "registries"];
      await live(row.kind, {
        choices: [{}, ...Object.values(row.changes)],
        elsewhere: [...selection, ...row.replaces],
        program: (options, [change]) => ({ ...row.program, ...options, ...change, adopt: true }),
        process: () => ground.process(row.kind),
      });
    });
  }
});

/** Lets resources of `kind` live, one after the other, and looks at what is read of each. */
async function live<T>(
  kind: string,
  { choices, elsewhere, program, process, settle }: Life<T>,
): Promise<void> {
  const { fields } = resource(kind).description;
  const { sound } = written(fields, (news) => process().check(news), seed);
  const chosen = fc.uniqueArray(fc.constantFrom(...choices), { minLength: 1 });
  const started = Date.now();
  let lived = 0;
  const holds = async (options: Properties, some: readonly T[]): Promise<void> => {
    const wanted = program(without(options, ...elsewhere), some);
    // What does not go with what the row has chosen is left out.
    const odd = process()
      .check(wanted)
      .failures.map(({ property, reason }) => property || reason);
    const declared = without(wanted, ...odd.map((path) => path.replace(/[:,].*$/s, "")));
    if (process().check(declared).failures.length > 0) return;
    const ours = await process().create(declared);
    settle?.();
    const read = await process().refresh(ours);
    expect(read?.state, "as it is read").to.deep.equal(ours.state);
    expect(process().plan(ours, declared).changed, "of the same program").to.deep.equal([]);
    expect(process().plan(ours, read?.inputs ?? {}).changed, "of what was read").to.deep.equal([]);
    await process().delete(ours);
    lived += 1;
  };
  const run = { numRuns: lives, seed, includeErrorInReport: true };
  await fc.assert(fc.asyncProperty(sound, chosen, holds), run);
  counted(kind, lived, Date.now() - started);
  expect(lived, "resources that were created").to.be.above(lives / 10);
}
