import { expect } from "chai";
import { cloudOf } from "../../tools/ground/clouds";
import { always } from "../../tools/ground/ground";
import { errorOf, partialOf, refusalOf } from "../../tools/ground/run";
import type { TaskVendor } from "../../tools/ground/vendor";
import { fitForPeople, stopGrounds, vendorFailure } from "./ground";
import type { LostWords } from "./taskRow";
import { taskRows } from "./taskRows";
import { sorted, stateOf, TaskSuite } from "./taskSuite";

for (const row of taskRows) {
  const suite = new TaskSuite(row);
  const { firstThree, three, five, part, onePart } = suite;
  const { names } = row;
  const { refusal, forbidden, absent, failures } = cloudOf(row.kind);
  const hasRoomForOne = row.atATime === 1 && !row.alsoMore;
  const lostWords =
    row.lostWords ??
    ((count: number): LostWords => {
      const all = ["the answer was lost (", `), but ${count} of ${count} ${row.noun} are being scanned`];
      return {
        byId: [...all, "ours by its content and its time"],
        followed: [...all, "ambiguous"],
      };
    });
  /** The next submission is refused, for good. */
  const refuseSubmission = ({ ground }: TaskVendor) =>
    ground.sandbox.faults.add({
      action: row.submit,
      kind: "error",
      code: refusal,
      message: "no",
      times: row.refusals ?? 1,
    });

  describe(`${row.kind} of ${row.noun} by ${row.submit}: its submissions`, () => {
    afterEach(stopGrounds);

    describe("never scans twice", () => {
      it("what is being scanned now: it is followed", async () => {
        const vendor = await row.start();
        vendor.ground.account.holdScans();
        await suite.process(vendor).create(row.program(names.slice(0, 2)));
        vendor.ground.changes();
        const run = suite.process(vendor);
        const ours = await run.create(row.program(names.slice(0, 2)));
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(run.log).to.contain(
          `2 of 2 ${row.noun} are being scanned already: followed, not submitted again`,
        );
        expect(sorted(stateOf(ours).followed)).to.deep.equal(sorted(names.slice(0, 2)));
        expect(stateOf(ours).runs).to.deep.equal([]);
      });

      it("and submits only those of a set that are not being scanned", async () => {
        const vendor = await row.start();
        await suite.process(vendor).create(row.program(names.slice(0, 2)));
        const ours = await suite.process(vendor).create(three);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(names.slice(0, 2), names.slice(2, 3)));
        expect(stateOf(ours).runs[0]).to.deep.include({ images: 1 });
      });

      for (const { assume, tellsId } of row.lostAnswers) {
        const title = tellsId
          ? "the scan is known by its content and its time, and is ours to stop"
          : "the scan is followed, no id is kept, and a delete does not stop it";
        it(`when the answer to its submission is lost: ${title} ${JSON.stringify(assume)}`, async () => {
          const vendor = await row.start({ assume });
          vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
          const run = suite.process(vendor);
          const ours = await run.create(onePart);
          expect(suite.scanned(vendor)).to.deep.equal([sorted(part)]);
          const words = lostWords(part.length);
          for (const said of tellsId ? words.byId : words.followed) expect(run.log).to.contain(said);
          expect(stateOf(ours).runs.map(({ taskIds }) => taskIds)).to.deep.equal([
            tellsId ? suite.taskIds(vendor) : [],
          ]);
          expect(stateOf(ours).taskId).to.equal(tellsId ? suite.taskIds(vendor)[0] : undefined);
          expect(sorted(stateOf(ours).followed)).to.deep.equal(tellsId ? [] : sorted(part));
          expect((await suite.process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
          expect(suite.process(vendor).plan(ours, onePart).changed).to.deep.equal([]);
          await suite.process(vendor).delete(ours);
          expect(vendor.scans()[0]?.state).to.equal(tellsId ? "canceled" : "scanning");
        });
      }

      it("when the answer is lost and the scan has ended by the time it looks", async () => {
        const vendor = await row.start({ secondsPerImage: 0 });
        vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
        const first = await suite
          .process(vendor)
          .create(onePart)
          .catch(() => undefined);
        // The engine keeps nothing of a plain failure, and creates it again.
        if (!first) await suite.process(vendor).create(onePart);
        expect(suite.scanned(vendor)).to.deep.equal([sorted(part)]);
      });

      it("when the process was killed after the submission, and the engine creates it again", async () => {
        const vendor = await row.start();
        await suite.process(vendor).create(three);
        await suite.process(vendor).create(three);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree));
      });

      it("when two tasks of one stack name the same, one after the other", async () => {
        const vendor = await row.start();
        const run = suite.process(vendor);
        await run.create(row.program(names.slice(0, 2)));
        await run.beside(row.kind).create(row.program(names.slice(1, 3)));
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(names.slice(0, 2), names.slice(2, 3)));
      });

      it("when two tasks of one stack name the same at the same time", async () => {
        const vendor = await row.start();
        const run = suite.process(vendor);
        const other = run.beside(row.kind);
        await Promise.all([
          run.create(row.program(names.slice(0, 2))),
          other.create(row.program(names.slice(1, 3))),
        ]);
        expect(sorted(suite.scanned(vendor).flat())).to.deep.equal(sorted(firstThree));
      });
    });

    describe(`of ${row.many} ${row.noun}`, () => {
      const many = Array.from({ length: row.many }, (_, index) => row.name(index));
      const parts = row.parts(many);
      const sizes = parts.map(({ length }) => length);
      const [first = 0, ...others] = sizes;
      const rest = others.reduce((sum, size) => sum + size, 0);
      const program = row.program(many);
      const large = async () => {
        const vendor = await row.start({ secondsPerImage: 0 });
        vendor.add(...many);
        return vendor;
      };

      it("is handed over in three submissions", async () => {
        const vendor = await large();
        const ours = await suite.process(vendor).create(program);
        expect(sizes).to.have.length(3);
        expect(vendor.ground.bodies(row.submit).map(row.count)).to.deep.equal(sizes);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(many));
        expect(stateOf(ours).runs.map(({ images, taskIds }) => ({ images, taskIds }))).to.deep.equal([
          { images: row.many, taskIds: suite.taskIds(vendor) },
        ]);
      });

      for (const rescan of ["changed", "all"]) {
        it(`keeps what was handed over when the second fails, and goes on from there: rescan ${rescan}`, async () => {
          const vendor = await large();
          const end = vendor.ground.sandbox.requests.subscribe(({ action }) => {
            if (action !== row.submit) return;
            end();
            refuseSubmission(vendor);
          });
          const partial = await partialOf(suite.process(vendor).create({ ...program, rescan }));
          expect(partial.reason.message).to.match(vendorFailure);
          expect(suite.scanned(vendor)).to.deep.equal([sorted(parts[0] ?? [])]);
          expect(suite.handed(partial)).to.deep.equal(sorted(parts[0] ?? []));
          expect(sorted(Object.keys(stateOf(partial).resolved))).to.deep.equal(suite.handed(partial));
          expect(stateOf(partial).runs.map(({ images }) => images)).to.deep.equal([first]);

          const next = await suite.process(vendor).update(partial, { ...program, rescan });
          expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(many));
          expect(suite.handed(next)).to.deep.equal(sorted(many));
          expect(stateOf(next).runs.map(({ images }) => images)).to.deep.equal([rest, first]);
          expect(suite.process(vendor).plan(next, { ...program, rescan }).changed).to.deep.equal([]);
        });
      }

      it("goes on with the others when the answer to the second is lost, and scans nothing twice", async () => {
        const vendor = await row.start({ secondsPerImage: 0 });
        vendor.add(...many);
        const end = vendor.ground.sandbox.requests.subscribe(({ action }) => {
          if (action !== row.submit) return;
          end();
          vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
        });
        const ours = await suite.process(vendor).create(program);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(many));
        expect(suite.handed(ours)).to.deep.equal(sorted(many));
      });

      it("stops after the first when the engine is gone", async () => {
        const vendor = await large();
        const run = suite.process(vendor, { engineIsThere: () => false });
        const partial = await partialOf(run.create(program));
        expect(partial.reason.kind).to.equal("Unavailable");
        expect(partial.reason.message).to.contain("the Pulumi engine is gone");
        expect(suite.scanned(vendor)).to.deep.equal([sorted(parts[0] ?? [])]);
        expect(suite.handed(partial)).to.deep.equal(sorted(parts[0] ?? []));
      });
    });

    describe("when it is deleted", () => {
      it("stops its own scans that still run, by their ids", async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create(three);
        const ids = vendor.scans().map(({ taskId }) => taskId);
        const run = suite.process(vendor);
        await run.delete(ours);
        expect(vendor.ground.bodies(row.stop)).to.deep.equal(ids.map(row.stopped));
        expect(vendor.scans().map(({ state }) => state)).to.deep.equal(ids.map(() => "canceled"));
        const scans = ids.length === 1 ? "the scan" : `${ids.length} scans`;
        expect(run.log.endsWith(`: stopped ${scans} that still ran`), run.log).to.equal(true);
      });

      it("changes nothing when the scan has ended", async () => {
        const { vendor, ours } = await suite.created();
        const run = suite.process(vendor);
        await run.delete(ours);
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(run.log).to.equal("");
      });

      it("succeeds twice", async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create(onePart);
        await suite.process(vendor).delete(ours);
        await suite.process(vendor).delete(ours);
        expect(vendor.ground.bodies(row.stop)).to.have.length(1);
      });

      it("leaves the scan alone with cancelOnDelete false, without a call", async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create({ ...onePart, cancelOnDelete: false });
        vendor.ground.calls();
        await suite.process(vendor).delete(ours);
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });

      it("never stops what it only followed", async () => {
        const vendor = await row.start();
        await suite.process(vendor).create(onePart);
        const follower = await suite.process(vendor).create(onePart);
        vendor.ground.calls();
        await suite.process(vendor).delete(follower);
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });

      it("stops its own scans and not the one that it followed in part", async () => {
        const vendor = await row.start();
        const other = await suite.process(vendor).create(row.program(names.slice(0, 1)));
        if (hasRoomForOne) vendor.ground.account.finishScans();
        const ours = await suite.process(vendor).create(three);
        await suite.process(vendor).delete(ours);
        const [first, ...own] = vendor.scans().map(({ state }) => state);
        expect(new Set(own)).to.deep.equal(new Set(["canceled"]));
        expect(first).to.equal(hasRoomForOne ? "ended" : "scanning");
        expect(stateOf(other).runs).to.have.length(1);
      });

      it("succeeds when the vendor has dropped the history of its scan", async () => {
        const { vendor, ours } = await suite.created();
        const runs = stateOf(ours).runs.map((run) => ({ ...run, taskIds: ["987654"] }));
        const aged = { id: ours.id, state: { ...ours.state, taskId: "987654", runs } };
        await suite.process(vendor).delete(aged);
        expect(vendor.ground.changes()).to.deep.equal([]);
      });
    });

    it("remembers its newest 20 runs, the newest first", async () => {
      const vendor = await row.start({ secondsPerImage: 0 });
      let ours = await suite.process(vendor).create({ ...onePart, triggers: { n: "0" } });
      for (let n = 1; n <= 22; n += 1) {
        ours = await suite.process(vendor).update(ours, { ...onePart, triggers: { n: String(n) } });
      }
      const { runs, taskId } = stateOf(ours);
      expect(runs).to.have.length(20);
      expect(runs.every(({ reason }) => reason === "trigger")).to.equal(true);
      const newest = suite.taskIds(vendor).reverse();
      expect(runs.flatMap(({ taskIds }) => taskIds)).to.deep.equal(newest.slice(0, 20));
      expect(taskId).to.equal(newest[0]);
    });

    describe("when the vendor fails", () => {
      it("twice with throttled: tries again, and submits once", async () => {
        const vendor = await row.start();
        for (const action of [row.list, row.submit])
          vendor.ground.sandbox.faults.add({ action, kind: "throttled", times: 2 });
        await suite.process(vendor).create(three);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree));
        expect(vendor.ground.sandbox.faults.list()).to.deep.equal([]);
      });

      for (const fault of [
        "http500",
        "http503",
        "emptyBody",
        "noResponse",
        "malformedJson",
        "resetBefore",
      ] as const) {
        it(`with ${fault} on the submission: does not submit blindly again, and the next create does`, async () => {
          const vendor = await row.start();
          vendor.ground.sandbox.faults.add({ action: row.submit, kind: fault });
          const error = await refusalOf(suite.process(vendor).create(three));
          expect(error.kind).to.equal("Unavailable");
          expect(vendor.ground.changes()).to.deep.equal([row.submit]);
          await suite.process(vendor).create(three);
          expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree));
        });
      }

      it("to answer a submission that it took, and does so within the deadline of the next look", async () => {
        const vendor = await row.start();
        vendor.ground.sandbox.faults.add({ action: row.submit, kind: "slow", delayMs: 2_000 });
        const run = suite.process(vendor, { deadlines: { requestMs: 300, callMs: 20_000 } });
        await run.create(three);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree));
        expect(run.log).to.contain("no answer within 0.3 s");
        const words = lostWords(Math.min(firstThree.length, part.length));
        for (const said of row.lateTellsId ? words.byId : words.followed) expect(run.log).to.contain(said);
      });

      it("and refuses the submission for good: keeps nothing, and says who refused what", async () => {
        const vendor = await row.start();
        refuseSubmission(vendor);
        const error = await refusalOf(suite.process(vendor).create(three));
        expect(error.kind).to.equal("InvalidInput");
        expect(error.message).to.match(vendorFailure);
        expect(error.message).to.match(
          new RegExp(`^${row.submit}: ${refusal}: no \\(request [0-9a-f-]{32,36}\\)\\.`, "i"),
        );
        expect(vendor.scans()).to.deep.equal([]);
      });

      it("and refuses an update's submission: the state stays, and the next update tries the same", async () => {
        const { vendor, ours } = await suite.created();
        refuseSubmission(vendor);
        await refusalOf(suite.process(vendor).update(ours, five));
        await suite.process(vendor).update(ours, five);
        expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree, names.slice(3)));
      });

      for (const [code, expected] of [...failures, [absent, "NotFound"]] as const) {
        it(`with ${code} on the list: an error of kind ${expected}, and nothing is submitted`, async () => {
          const vendor = await row.start();
          vendor.ground.sandbox.faults.add({ action: row.list, kind: "error", code, times: always });
          const error = await refusalOf(suite.process(vendor).create(three));
          expect(error.kind).to.equal(expected);
          expect(error.message).to.match(vendorFailure);
          expect(vendor.ground.changes()).to.deep.equal([]);
        });

        if (!row.movesTags) continue;
        it(`with ${code} on read: an error of kind ${expected}, not a resource that is gone`, async () => {
          const { vendor, ours } = await suite.created();
          vendor.ground.sandbox.faults.add({ action: row.list, kind: "error", code, times: always });
          const error = await errorOf(suite.process(vendor).refresh(ours));
          expect(error.kind).to.equal(expected);
          expect(error.message).to.match(vendorFailure);
          fitForPeople(error.message, vendor.ground);
        });
      }

      it("on a stop: says so, and the next delete stops the scan", async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create(onePart);
        vendor.ground.sandbox.faults.add({ action: row.stop, kind: "error", code: forbidden });
        const error = await errorOf(suite.process(vendor).delete(ours));
        expect(error.kind).to.equal("Forbidden");
        expect(error.message).to.match(vendorFailure);
        await suite.process(vendor).delete(ours);
        expect(vendor.scans()[0]?.state).to.equal("canceled");
      });

      it("to answer a stop: it is asked again, and all is well", async () => {
        const vendor = await row.start();
        const ours = await suite.process(vendor).create(onePart);
        vendor.ground.sandbox.faults.add({ action: row.stop, kind: "resetAfter" });
        await suite.process(vendor).delete(ours);
        expect(vendor.scans()[0]?.state).to.equal("canceled");
      });
    });

    describe("however the vendor spells it", () => {
      const [one = "", , , four = ""] = names;
      for (const { title, assume, stops: isStopped = true } of row.readings) {
        it(`scans, follows, scans again and stops: ${title}`, async () => {
          const vendor = await row.start({ assume, secondsToStart: 5 });
          // Spelt like one that was never scanned, an image that waits for its scan cannot be told from it.
          const first = title === "waitingStatus NOT_SCAN" ? names.slice(0, 1) : firstThree;
          const program = row.program(first);
          const ours = await suite.process(vendor).create(program);
          await vendor.ground.clock.sleep(6_000);
          await suite.process(vendor).create(program);
          expect(suite.scanned(vendor), "followed").to.deep.equal(suite.scansOf(first));
          vendor.ground.account.finishScans();
          await suite.process(vendor).delete(ours);
          expect(vendor.ground.bodies(row.stop), "ended: nothing to stop").to.deep.equal([]);
          if (row.movesTags) vendor.move(one);
          const read = await suite.process(vendor).refresh(ours);
          const next = await suite.process(vendor).update(read ?? ours, row.program([...first, four]));
          const again = row.movesTags ? [one, four] : [four];
          expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(first, again));
          await suite.process(vendor).delete(next);
          expect(vendor.scans().at(-1)?.state).to.equal(isStopped ? "canceled" : "scanning");
          if (!isStopped) return;
          const stops = vendor.ground.bodies(row.stop);
          await suite.process(vendor).delete(next);
          expect(vendor.ground.bodies(row.stop), "stopped once").to.deep.equal(stops);
        });
      }
    });

    for (const { assume, says } of row.full) {
      describe(`at a vendor that does ${row.atATime} at a time ${JSON.stringify(assume)}`, () => {
        const full = async () => {
          const vendor = await row.start({ assume });
          await suite.fill(vendor);
          return vendor;
        };

        it("waits for its turn, says so once, and submits", async () => {
          const vendor = await full();
          const run = suite.process(vendor);
          const before = suite.scanned(vendor);
          const created = run.create(onePart);
          await suite.waits(run);
          vendor.ground.account.finishScans();
          await created;
          expect(suite.scanned(vendor)).to.deep.equal([...before, sorted(part)]);
          expect(run.log.match(/waits for the vendor to take a further scan/g)).to.have.length(1);
        });

        it("fails at once with onBusy fail, and submits nothing", async () => {
          const vendor = await full();
          const before = vendor.ground.clock.now();
          const error = await refusalOf(suite.process(vendor).create({ ...three, onBusy: "fail" }));
          expect(error.kind).to.equal("Conflict");
          expect(error.message).to.match(says);
          expect(vendor.scans()).to.have.length(row.atATime);
          expect(vendor.ground.clock.now() - before).to.be.below(30_000);
        });

        it("gives up after queueTimeoutSeconds", async () => {
          const vendor = await full();
          const before = vendor.ground.clock.now();
          const error = await refusalOf(suite.process(vendor).create({ ...three, queueTimeoutSeconds: 60 }));
          expect(error.kind).to.equal("Conflict");
          expect(vendor.ground.clock.now() - before).to.be.within(30_000, 70_000);
          expect(vendor.scans()).to.have.length(row.atATime);
        });

        it("stops waiting when the engine is gone", async () => {
          const vendor = await full();
          const run = suite.process(vendor, { engineIsThere: () => false });
          const error = await refusalOf(run.create(onePart));
          expect(error.message).to.contain("the Pulumi engine is gone");
        });

        it("follows what somebody else began to scan while it waited", async () => {
          const vendor = await full();
          const beginsElsewhere = async () => {
            if (vendor.scans().length === row.atATime) {
              vendor.ground.account.finishScans();
              await suite.process(vendor).create(onePart);
            }
            return true;
          };
          const run = suite.process(vendor, { engineIsThere: beginsElsewhere });
          const ours = await run.create(onePart);
          expect(suite.scanned(vendor).slice(row.atATime)).to.deep.equal([sorted(part)]);
          expect(sorted(stateOf(ours).followed)).to.deep.equal(sorted(part));
          expect(stateOf(ours)).not.to.have.property("taskId");
        });

        it("lets two and a half times as many tasks of one process all come to their turn", async () => {
          const vendor = await row.start({ assume });
          vendor.ground.account.holdScans();
          const many = suite.more(vendor, Math.floor(row.atATime * 2.5));
          const waiting = () => all.filter((run) => run.log.includes("waits for the vendor"));
          const first = suite.process(vendor, {
            engineIsThere: () => {
              // Asked by whoever is first in the queue, before it tries again. Room comes once all others wait.
              if (waiting().length === many.length - row.atATime) vendor.ground.account.finishScans();
              return true;
            },
          });
          const all = many.map(() => first.beside(row.kind));
          await Promise.all(many.map((name, index) => all[index]?.create(row.program([name]))));
          expect(sorted(suite.scanned(vendor).flat())).to.deep.equal(sorted(many));
          vendor.ground.account.finishScans();
          expect(new Set(vendor.scans().map(({ state }) => state))).to.deep.equal(new Set(["ended"]));
        });

        it("asks again when room came between the refusal and the look at what runs", async () => {
          const vendor = await row.start({ assume });
          await suite.fill(vendor);
          const end = vendor.ground.sandbox.requests.subscribe(({ action }) => {
            if (action !== row.submit) return;
            end();
            vendor.ground.account.finishScans();
          });
          await suite.process(vendor).create(onePart);
          expect(suite.scanned(vendor).at(-1)).to.deep.equal(sorted(part));
        });
      });
    }
  });
}
