import { expect } from "chai";
import { type Properties, unknown, wire } from "../../provider/core/wire";
import { refusalOf } from "../../tools/ground/run";
import { deepPermuted, fitForPeople, permuted, stopGrounds, without } from "./ground";
import { taskRows } from "./taskRows";
import { sorted, stateOf, TaskSuite } from "./taskSuite";

for (const row of taskRows) {
  const suite = new TaskSuite(row);
  const { fields, firstThree, three, five } = suite;
  const { names, set } = row;
  const [one = "", two = ""] = names;
  const hasSelections = "all" in fields;
  const everything = row.everything ?? { all: true };

  describe(`${row.kind} of ${row.noun} by ${row.submit}: the life cycle of a scan task`, () => {
    afterEach(stopGrounds);

    describe("once created", () => {
      it("was submitted once, and up is over while the scan runs", async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create({ ...three, ...row.sent });
        expect(new Set(vendor.scans().map(({ state }) => state))).to.deep.equal(new Set(["scanning"]));
        expect(vendor.ground.bodies(row.submit).map(row.told)).to.deep.equal(
          row.parts(firstThree).map((part) => row.body(vendor, part)),
        );
        const { runs, taskId, resolved, followed } = stateOf(ours);
        expect(runs.map(({ reason, images, taskIds }) => ({ reason, images, taskIds }))).to.deep.equal([
          { reason: "create", images: 3, taskIds: suite.taskIds(vendor) },
        ]);
        expect(taskId).to.equal(suite.taskIds(vendor).at(-1));
        expect(sorted(Object.keys(resolved))).to.deep.equal(sorted(firstThree));
        expect(followed).to.deep.equal([]);
      });

      it("reads as it was created, whether the scan runs or has ended", async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create(three);
        const inputs = suite.process(vendor).inputs(three, ours.state);
        for (let ended = 0; ended < 2; ended += 1) {
          const read = await suite.process(vendor).refresh(ours);
          expect(read?.state).to.deep.equal(ours.state);
          expect(read?.inputs).to.deep.equal(inputs);
          expect(read?.id).to.equal(ours.id);
          vendor.ground.account.finishScans();
        }
      });

      it("cannot be imported, and says so without a call", async () => {
        const { vendor, ours } = await suite.created();
        const { runs: _, ...state } = ours.state;
        const refused = await refusalOf(suite.process(vendor).refresh({ ...ours, state }));
        expect(refused.message).to.contain("dynamic resources cannot be imported");
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      it("plans nothing a second time, and says nothing", async () => {
        const { vendor, ours } = await suite.created();
        const run = suite.process(vendor);
        expect(run.plan(ours, three).changed).to.deep.equal([]);
        expect(run.log).to.equal("");
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      it("has an id of ours, that no vendor was sent", async () => {
        const { vendor, ours } = await suite.created();
        expect(ours.id).to.match(/^scan-[0-9a-f-]{36}$/);
        const sent = vendor.ground.sandbox.requests.entries.map(({ query, rawBody }) => query + rawBody);
        expect(sent.join("\n")).not.to.contain(ours.id);
      });

      it("keeps nothing that the engine cannot carry, and nothing secret", async () => {
        const { vendor, ours } = await suite.created({
          ...three,
          triggers: { release: "1" },
          rescanAfterDays: 3,
        });
        const read = await suite.process(vendor).refresh(ours);
        for (const value of [ours, read]) {
          expect(() => wire(value)).not.to.throw();
          fitForPeople(JSON.stringify(value), vendor.ground);
        }
      });
    });

    describe("whose sets are written otherwise", () => {
      for (const sets of row.sets) {
        it(`plans nothing: ${JSON.stringify(sets)}`, async () => {
          const vendor = await row.start();
          const run = suite.process(vendor);
          const inputs = run.inputs({ ...three, ...sets });
          expect(run.inputs({ ...three, ...deepPermuted(sets) })).to.deep.equal(inputs);
          expect(run.handlers.diff("scan-1", inputs, inputs).changed).to.deep.equal([]);
          expect(vendor.ground.calls()).to.deep.equal([]);
        });
      }
    });

    describe("when one input changes", () => {
      for (const name of Object.keys(fields)) {
        const replaced = row.replaces.includes(name);
        it(`${replaced ? "is replaced" : "stays the same resource"}: ${name}`, async () => {
          const vendor = await row.start();
          const run = suite.process(vendor);
          const inputs = run.inputs(three);
          const other = name === set ? { [row.name(1)]: "" } : "other";
          const { changed, replaces } = run.handlers.diff("scan-1", inputs, { ...inputs, [name]: other });
          expect(changed).to.deep.equal([name]);
          expect(replaces).to.deep.equal(replaced ? [name] : []);
        });
      }
    });

    describe("with an input that is not known yet", () => {
      for (const program of row.unknowns(unknown)) {
        it(`passes the check and calls nobody: ${JSON.stringify(program).replaceAll(unknown, "unknown")}`, async () => {
          const vendor = await row.start();
          const run = suite.process(vendor);
          const inputs = run.inputs(program);
          expect(JSON.stringify(inputs)).to.contain(unknown);
          run.handlers.diff("scan-1", run.inputs(three), inputs);
          expect(vendor.ground.calls()).to.deep.equal([]);
        });
      }
    });

    describe("with a wrong input", () => {
      for (const name of Object.keys(fields)) {
        it(`names it: ${name}`, async () => {
          const vendor = await row.start();
          const program = row.selectionInputs.includes(name) ? without(three, set) : three;
          const { failures } = suite.process(vendor).check({ ...program, [name]: { "not one": {} } });
          expect(failures.map(({ property, reason }) => property || reason).join("\n")).to.match(
            new RegExp(`^${name}\\b`, "m"),
          );
          for (const { reason } of failures) fitForPeople(reason, vendor.ground);
        });
      }

      it("names one that there is not, and a selection that is missing", async () => {
        const vendor = await row.start();
        const { failures } = suite.process(vendor).check({ ...without(three, set), imags: names });
        expect(failures.map(({ reason }) => reason).join("\n"))
          .to.contain("imags: is not an input")
          .and.contain(`${row.selectionInputs.join(", ")}: exactly one of these must be given`);
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      it("refuses two selections at once, and an empty set", async () => {
        const vendor = await row.start();
        const other = row.selectionInputs.find((name) => name !== set) ?? "";
        const two = suite.process(vendor).check({ ...three, [other]: unknown }).failures;
        expect(two.map(({ reason }) => reason).join("\n")).to.contain("exactly one of these must be given");
        const { failures } = suite.process(vendor).check(row.program([]));
        expect(failures[0]?.reason).to.match(new RegExp(`^${set}: is empty`));
      });

      if ("excludeImages" in fields) {
        it("refuses excluded images beside named ones", async () => {
          const vendor = await row.start();
          const { failures } = suite.process(vendor).check({ ...three, excludeImages: [names[3]] });
          expect(failures.map(({ reason }) => reason)).to.have.length(1);
          expect(failures[0]?.reason).to.match(/^excludeImages: goes with/);
        });
      }
    });

    describe("when the set changes", () => {
      it("submits exactly the two that were added, and announces that", async () => {
        const { vendor, ours } = await suite.created();
        const run = suite.process(vendor);
        run.plan(ours, five);
        expect(run.log.endsWith(` of 5 ${row.noun}: scans 2 (2 added)`), run.log).to.equal(true);
        const next = await run.update(ours, five);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree, names.slice(3)));
        expect(stateOf(next).runs.map(({ reason, images }) => [reason, images])).to.deep.equal([
          ["added", 2],
          ["create", 3],
        ]);
        expect(suite.handed(next)).to.deep.equal(sorted(names));
        expect(stateOf(next).taskId).to.equal(suite.taskIds(vendor).at(-1));
        expect(next.id).to.equal(ours.id);
      });

      it("submits nothing for another order, or for fewer", async () => {
        const { vendor, ours } = await suite.created();
        const run = suite.process(vendor);
        expect(run.plan(ours, row.program(permuted(firstThree))).changed).to.deep.equal([]);
        const fewer = row.program(firstThree.slice(1));
        const next = await run.update(ours, fewer);
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(sorted(Object.keys(stateOf(next).resolved))).to.deep.equal(sorted(firstThree.slice(1)));
        expect((await suite.process(vendor).refresh(next))?.state).to.deep.equal(next.state);
        expect(suite.process(vendor).plan(next, fewer).changed).to.deep.equal([]);
        expect(run.log).to.equal("");
      });

      it("submits nothing for options that no vendor knows of", async () => {
        const { vendor, ours } = await suite.created();
        const options: Properties = {
          rescan: "added",
          rescanAfterDays: 30,
          onBusy: "fail",
          queueTimeoutSeconds: 60,
          cancelOnDelete: false,
          maxImages: 1,
          scanTimeoutSeconds: 60,
        };
        const own = Object.fromEntries(Object.entries(options).filter(([name]) => name in fields));
        const next = await suite.process(vendor).update(ours, { ...three, ...own });
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(next.state).to.deep.include(own);
      });

      const { otherwise } = row;
      if (otherwise) {
        it("scans all of them when what is looked for changes", async () => {
          const { vendor, ours } = await suite.created();
          const run = suite.process(vendor);
          run.plan(ours, { ...three, ...otherwise.inputs });
          expect(run.log).to.contain("scans 3 (what is scanned changed)");
          const next = await run.update(ours, { ...three, ...otherwise.inputs });
          expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree, firstThree));
          expect(vendor.scans().at(-1)?.scanTypes).to.deep.equal(otherwise.scanTypes);
          expect(stateOf(next).runs[0]?.reason).to.equal("changed");
        });
      }

      if (hasSelections) {
        it("scans all of the new ones when names take the place of everything", async () => {
          const { vendor, ours } = await suite.created(everything);
          expect(stateOf(ours)).not.to.have.property(set);
          const next = await suite.process(vendor).update(ours, three);
          expect(suite.scanned(vendor)[1]).to.deep.equal(sorted(firstThree));
          expect(stateOf(next).runs[0]?.reason).to.equal("changed");
        });
      }
    });

    if (row.movesTags) {
      describe("when a tag has moved", () => {
        for (const [rescan, sees, scans] of [
          ["changed", true, [one]],
          ["added", false, []],
          ["all", true, firstThree],
        ] as const) {
          it(`and rescan is ${rescan}: scans ${scans.length} of 3`, async () => {
            const program = { ...three, rescan };
            const { vendor, ours } = await suite.created(program);
            vendor.move(one);
            const read = await suite.process(vendor).refresh(ours);
            if (!read) throw new Error("it is gone");
            const changed = Object.entries(read.state[set] as object).filter(([, value]) => value !== "");
            expect(changed.map(([key]) => key)).to.deep.equal(sees ? [one] : []);
            for (const [, value] of changed)
              expect(value).to.match(/^moved: sha256:[0-9a-f]{12} → sha256:[0-9a-f]{12}$/);
            const run = suite.process(vendor);
            expect(run.plan(read, program).changed).to.deep.equal(sees ? [set] : []);
            const scansThese = `of 3 ${row.noun}: scans ${scans.length} (1 moved)`;
            expect(run.log.endsWith(sees ? scansThese : ""), run.log).to.equal(true);
            if (!sees) expect(run.log).to.equal("");
            const next = await run.update(read, program);
            expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree, scans));
            if (scans.length > 0) expect(stateOf(next).runs[0]).to.deep.include({ reason: "moved" });
            vendor.ground.account.finishScans();
            const settled = await suite.process(vendor).refresh(next);
            expect(settled?.state, "the next refresh").to.deep.equal(next.state);
            expect(suite.process(vendor).plan(next, program).changed).to.deep.equal([]);
          });
        }

        it("and nobody refreshes: a plan shows nothing", async () => {
          const { vendor, ours } = await suite.created();
          vendor.move(one);
          expect(suite.process(vendor).plan(ours, three).changed).to.deep.equal([]);
        });
      });
    } else {
      it("is refreshed without a call, where no name can lead to something else", async () => {
        const { vendor, ours } = await suite.created();
        await suite.process(vendor).refresh(ours);
        expect(vendor.ground.calls()).to.deep.equal([]);
      });
    }

    describe("with triggers and dates", () => {
      it("scans everything when a trigger changes, once", async () => {
        const { vendor, ours } = await suite.created({ ...three, triggers: { release: "1" } });
        const program = { ...three, triggers: { release: "2" } };
        const run = suite.process(vendor);
        run.plan(ours, program);
        expect(run.log).to.contain("scans 3 (a trigger changed)");
        const next = await run.update(ours, program);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree, firstThree));
        expect(stateOf(next).runs[0]).to.deep.include({ reason: "trigger", images: 3 });
        expect(suite.process(vendor).plan(next, program).changed).to.deep.equal([]);
      });

      it("scans everything when rescanAfterDays have passed, and not before", async () => {
        const program = { ...three, rescanAfterDays: 30 };
        const { vendor, ours } = await suite.created(program);
        await vendor.ground.days(29);
        expect(suite.process(vendor).plan(ours, program).changed).to.deep.equal([]);
        await vendor.ground.days(1);
        const run = suite.process(vendor);
        expect(run.plan(ours, program).changed).to.deep.equal(["due"]);
        expect(run.log).to.contain("scans 3 (the last full scan is too old)");
        const next = await run.update(ours, program);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree, firstThree));
        expect(stateOf(next).runs[0]).to.deep.include({ reason: "due", images: 3 });
        await vendor.ground.days(29);
        expect(suite.process(vendor).plan(next, program).changed).to.deep.equal([]);
      });

      it("checks its own output to the same inputs", async () => {
        const program = { ...three, rescanAfterDays: 30, triggers: { release: "1" } };
        const { vendor, ours } = await suite.created(program);
        for (const days of [0, 40]) {
          await vendor.ground.days(days);
          const inputs = suite.process(vendor).inputs(program, ours.state);
          expect(suite.process(vendor).inputs(inputs, inputs)).to.deep.equal(inputs);
          expect(suite.process(vendor).inputs(inputs, ours.state)).to.deep.equal(inputs);
        }
      });

      it("counts other days from the last full scan", async () => {
        const { vendor, ours } = await suite.created({ ...three, rescanAfterDays: 30 });
        await vendor.ground.days(10);
        const later = { ...three, rescanAfterDays: 20 };
        const next = await suite.process(vendor).update(ours, later);
        expect(vendor.ground.calls(), "not due yet").to.deep.equal([]);
        await vendor.ground.days(10);
        expect(suite.process(vendor).plan(next, later).changed).to.deep.equal(["due"]);
        const earlier = { ...three, rescanAfterDays: 5 };
        await suite.process(vendor).update(next, earlier);
        expect(suite.scanned(vendor), "due for long").to.deep.equal(suite.scansOf(firstThree, firstThree));
      });

      it("scans nothing when rescanAfterDays is taken away", async () => {
        const { vendor, ours } = await suite.created({ ...three, rescanAfterDays: 30 });
        await vendor.ground.days(40);
        const next = await suite.process(vendor).update(ours, three);
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(next.state).not.to.have.property("due");
      });
    });

    describe("before it submits", () => {
      it("refuses more than maxImages, named or selected", async () => {
        const vendor = await row.start();
        for (const selection of [three, ...(hasSelections ? [everything] : [])]) {
          const error = await refusalOf(suite.process(vendor).create({ ...selection, maxImages: 2 }));
          expect(error.kind).to.equal("QuotaExceeded");
          expect(error.message).to.match(
            new RegExp(`^submit: [35] ${row.noun} would be scanned, and \`maxImages\` is 2\\. `),
          );
        }
        expect(vendor.scans()).to.deep.equal([]);
        expect(vendor.ground.changes()).to.deep.equal([]);
      });

      it("counts only what would be scanned: 5 of which 2 are new fit into 2", async () => {
        const { vendor, ours } = await suite.created();
        await suite.process(vendor).update(ours, { ...five, maxImages: 2 });
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree, names.slice(3)));
      });

      if (row.licences) {
        it("refuses images without a licence, counts them, and uses up no licence", async () => {
          const vendor = await row.start();
          vendor.authorise(two, false);
          const error = await refusalOf(suite.process(vendor).create(three));
          expect(error.kind).to.equal("QuotaExceeded");
          expect(error.message)
            .to.contain(`1 of 3 images are not authorised for scanning (${two}); `)
            .and.match(/ \d+ of \d+ licences are left/);
          expect(vendor.ground.changes()).to.deep.equal([]);
        });
      }

      it("names what the vendor does not know, and the nearest ones", async () => {
        const vendor = await row.start();
        const unknownOne = one.replace(/.$/, (last) => (last === "1" ? "2" : "1"));
        const error = await refusalOf(suite.process(vendor).create(row.program([unknownOne, two])));
        expect(error.kind).to.equal("NotFound");
        expect(error.message).to.contain(`${unknownOne} is `).and.contain(`nearest: ${one}`);
        expect(vendor.ground.changes()).to.deep.equal([]);
      });

      const { alias } = row;
      if (alias) {
        it("sends the vendor one image once, whatever names it has in the program", async () => {
          const vendor = await row.start();
          await suite.process(vendor).create({ ...three, [set]: [one, alias(vendor)] });
          expect(vendor.ground.bodies(row.submit).map(row.count)).to.deep.equal([1]);
        });
      }
    });

    if (hasSelections) {
      describe("for a selection without names", () => {
        for (const { title, inputs, action, body } of row.selections) {
          it(`sends exactly this for ${title}, on an account that never scanned`, async () => {
            const vendor = await row.start();
            const ours = await suite.process(vendor).create(inputs);
            expect(vendor.ground.bodies(action)).to.deep.equal([body(vendor)]);
            expect(stateOf(ours).runs.map(({ reason }) => reason)).to.deep.equal(["create"]);
            expect((await suite.process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
            expect(suite.process(vendor).plan(ours, inputs).changed).to.deep.equal([]);
          });

          it(`sends exactly this for ${title}, on an account that has scanned`, async () => {
            const { vendor } = await suite.created(row.program(names.slice(4)));
            await suite.process(vendor).create(inputs);
            expect(vendor.ground.bodies(action).at(-1)).to.deep.equal(body(vendor));
          });
        }

        it("refuses one that matches nothing", async () => {
          const vendor = await row.start();
          const error = await refusalOf(suite.process(vendor).create(row.selecting([], names)));
          expect(error.message).to.match(/^select: the selection matches no image\. /);
          expect(vendor.ground.changes()).to.deep.equal([]);
        });

        it("scans all of it again when it changes", async () => {
          const { vendor, ours } = await suite.created(everything);
          const next = await suite.process(vendor).update(ours, row.selecting(names.slice(1), names));
          expect(suite.scanned(vendor)).to.deep.equal([sorted(names), sorted(names.slice(1))]);
          expect(stateOf(next).runs[0]).to.deep.include({ reason: "changed", images: 4 });
        });

        it("follows the scan of the same selection that runs already", async () => {
          const vendor = await row.start();
          await suite.process(vendor).create(everything);
          const run = suite.process(vendor);
          const second = await run.create(everything);
          expect(vendor.scans()).to.have.length(1);
          expect(run.log).to.contain("followed, not submitted again");
          expect(stateOf(second).runs.flatMap(({ taskIds }) => taskIds)).to.deep.equal([]);
          await suite.process(vendor).delete(second);
          expect(vendor.scans()[0]?.state).to.equal("scanning");
        });

        it("does not take a scan of other images, as many, for its own", async () => {
          const vendor = await row.start();
          const known = [...names, ...suite.more(vendor, 2)];
          await suite.process(vendor).create(three);
          await suite.process(vendor).create(row.selecting(known.slice(4), known));
          expect(suite.scanned(vendor)).to.deep.equal([sorted(firstThree), sorted(known.slice(4))]);
        });

        it("does not take a scan of a part of it for its own", async () => {
          const vendor = await row.start();
          await suite.process(vendor).create(three);
          const run = suite.process(vendor);
          const ours = await run.create(everything);
          expect(stateOf(ours).runs.flatMap(({ taskIds }) => taskIds)).to.deep.equal(
            suite.taskIds(vendor).slice(1),
          );
          expect(vendor.scans()).to.have.length(2);
          expect(run.log).not.to.contain("followed, not submitted again");
        });

        it(`follows it, ${row.lostSelectionTellsId ? "by its id" : "without an id"}, when the answer was lost`, async () => {
          const vendor = await row.start();
          vendor.ground.sandbox.faults.add({ action: row.selections[0]?.action ?? "", kind: "resetAfter" });
          const run = suite.process(vendor);
          const ours = await run.create(everything);
          expect(vendor.scans()).to.have.length(1);
          expect(run.log).to.contain("the answer was lost");
          expect(stateOf(ours).taskId).to.equal(
            row.lostSelectionTellsId ? suite.taskIds(vendor)[0] : undefined,
          );
        });
      });
    }
  });
}
