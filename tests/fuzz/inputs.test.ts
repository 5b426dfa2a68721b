import { expect } from "chai";
import fc from "fast-check";
import { kinds, resource } from "../../provider";
import { Context } from "../../provider/core/context";
import type { Checked, Handlers } from "../../provider/core/resource";
import { hasUnknown, type Properties, unknown, wire } from "../../provider/core/wire";
import { type Sandbox, startSandbox } from "../../sandbox/index";
import { testHost } from "../../tools/ground/testHost";
import { cases, counted, printCounts, seed } from "./cases";
import { Places } from "./paths";
import { garbage, written } from "./written";

// Whatever a program writes: a check that ends, says where what is wrong stands, and settles on one form.

describe("inputs that nobody has thought of", function () {
  this.timeout(cases * 100 + 20_000);
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
  });

  after(async () => {
    await sandbox.stop();
    printCounts(["resource", "programs", "accepted", "failures", "permuted", "with an unknown", "ms"]);
  });

  for (const kind of kinds) {
    it(`are checked by ${kind}: no crash, a path to each failure, one form, no order, no call`, async () => {
      const { description } = resource(kind);
      const host = testHost({ env: sandbox.env });
      const handlers = resource(kind).handlers(new Context(host));
      const { sound, any } = written(description.fields, (news) => handlers.check({}, news), seed);
      const started = Date.now();
      let accepted = 0;
      let failed = 0;
      let reordered = 0;
      let undecided = 0;

      const holds = (news: Properties, order: number): void => {
        const { inputs, failures } = checked(handlers, {}, news);
        const places = new Places(news, Object.keys(description.fields));
        for (const failure of failures)
          expect(places.lead(failure), `leads nowhere: ${JSON.stringify(failure)}`).to.equal(true);
        failed += failures.length;
        if (failures.length > 0) return;
        accepted += 1;
        const again = checked(handlers, inputs, inputs);
        expect(again, "checked a second time").to.deep.equal({ inputs, failures: [] });
        expect(handlers.diff("id", inputs, again.inputs).changed, "after a second check").to.deep.equal([]);
        // `due` is computed, whatever a program says of it.
        if (hasUnknown({ ...news, due: undefined })) {
          undecided += 1;
          expect(hasUnknown(inputs), "what is not known yet is still to be seen").to.equal(true);
          // What is not known is called by its place, which another order changes.
          return;
        }
        const other = checked(handlers, {}, shuffled(news, order) as Properties);
        expect(other.failures, "in another order").to.deep.equal([]);
        expect(handlers.diff("id", inputs, other.inputs).changed, "in another order").to.deep.equal([]);
        reordered += 1;
      };
      const programs = fc.oneof({ arbitrary: sound, weight: 3 }, { arbitrary: any, weight: 2 });
      const run = { numRuns: Math.ceil(cases / 2), seed, includeErrorInReport: true };
      fc.assert(fc.property(programs, fc.nat(), holds), run);
      fc.assert(
        fc.property(fc.oneof(sound, any), sound, fc.nat(), fc.nat(), (news, before, where, order) => {
          const undecidedNews = planted(news, where);
          holds(undecidedNews, order);
          // What the engine compares has passed a check, and nothing in a state is unknown.
          const [olds, next] = [checked(handlers, {}, before), checked(handlers, {}, undecidedNews)];
          if (olds.failures.length + next.failures.length === 0)
            handlers.diff("id", olds.inputs, next.inputs);
        }),
        { ...run, numRuns: Math.floor(cases / 2) },
      );
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...Object.keys(description.fields)), garbage), (olds) => {
          const state = carried(olds);
          checked(handlers, state, {});
        }),
        { ...run, numRuns: Math.ceil(cases / 10) },
      );
      counted(kind, cases, accepted, failed, reordered, undecided, Date.now() - started);
      expect(accepted, "programs without a fault").to.be.above(cases / 20);
      // A call that a check had begun would have reached the vendor by now.
      await new Promise((done) => setImmediate(done));
      expect(sandbox.requests.entries).to.deep.equal([]);
    });
  }
});

/** What a check says, as the engine hears it. */
function checked(handlers: Handlers, olds: Properties, news: Properties): Checked {
  const before = JSON.stringify(news);
  const { inputs, failures } = handlers.check(olds, news);
  expect(JSON.stringify(news), "what was given, after the check").to.equal(before);
  return { inputs: carried(inputs), failures };
}

function carried(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(wire(properties))) as Properties;
}

/** `value` with every list in it turned by `order`, and one of its elements twice. */
function shuffled(value: unknown, order: number): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => shuffled(item, order));
    const turn = items.length === 0 ? 0 : order % items.length;
    return [...items.slice(turn), ...items.slice(0, turn).reverse(), ...items.slice(0, 1)];
  }
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([name, item]) => [name, shuffled(item, order)] as const);
  return Object.fromEntries(order % 2 === 0 ? entries : entries.reverse());
}

/** `news` with something in it, the one that `where` leads to, not known yet. */
function planted(news: Properties, where: number): Properties {
  const copy = structuredClone(news);
  const spots: (() => void)[] = [];
  const visit = (holder: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(holder)) {
      spots.push(() => {
        holder[name] = unknown;
      });
      if (value !== null && typeof value === "object") visit(value as Record<string, unknown>);
    }
  };
  visit(copy);
  if (spots.length > 0) spots[where % spots.length]?.();
  return copy;
}
