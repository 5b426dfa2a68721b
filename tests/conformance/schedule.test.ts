import { expect } from "chai";
import { resource } from "../../provider";
import { type Properties, unknown, wire } from "../../provider/core/wire";
import { cloudOf } from "../../tools/ground/clouds";
import { always } from "../../tools/ground/ground";
import { errorOf, partialOf, refusalOf, type Stored } from "../../tools/ground/run";
import type { ScheduleVendor } from "../../tools/ground/vendor";
import { deepPermuted, fitForPeople, stopGrounds, vendorFailure, without } from "./ground";
import { schedules } from "./schedules";

for (const row of schedules) {
  const { kind, program } = row;
  const [days, laterDays, otherDays] = row.otherDays;
  const { fields } = resource(kind).description;
  const { refusal, failures } = cloudOf(kind);
  const kept = [`setting.${row.found.name}`, row.found.value] as const;
  const process = (vendor: ScheduleVendor) => vendor.ground.process(kind);
  const writes = (vendor: ScheduleVendor) => vendor.ground.changes();
  const created = async (
    more: Properties = {},
    options: Parameters<typeof row.start>[0] = {},
  ): Promise<{ vendor: ScheduleVendor; ours: Stored }> => {
    const vendor = await row.start(options);
    const ours = await process(vendor).create({ ...program, ...more });
    vendor.ground.calls();
    return { vendor, ours };
  };

  describe(`${kind}: the life cycle of a schedule`, () => {
    afterEach(stopGrounds);

    describe("once created", () => {
      it("reads as it was created, and plans nothing a second time", async () => {
        const { vendor, ours } = await created();
        const read = await process(vendor).refresh(ours);
        expect(read?.state).to.deep.equal(ours.state);
        expect(read?.inputs).to.deep.equal(process(vendor).inputs(program, ours.state));
        vendor.ground.calls();
        expect(process(vendor).plan(ours, program).changed).to.deep.equal([]);
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      for (const [name, change] of Object.entries(row.changes)) {
        it(`reads as it was created, whatever was declared: ${name}`, async () => {
          const { vendor, ours } = await created(change);
          expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
          expect(process(vendor).plan(ours, { ...program, ...change }).changed).to.deep.equal([]);
        });
      }

      for (const { title, assume } of row.readings) {
        it(`reads as it was created, and is given back, however the vendor spells it: ${title}`, async () => {
          const vendor = await row.start({ assume });
          vendor.edit("theirs");
          const held = vendor.setting();
          for (const change of [{}, row.changes[row.furthest]]) {
            const wanted = { ...program, ...change, adopt: true };
            const ours = await process(vendor).create(wanted);
            expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
            expect(process(vendor).plan(ours, wanted).changed).to.deep.equal([]);
            await process(vendor).delete(ours);
            expect(row.spelt(vendor.setting())).to.deep.equal(row.spelt(held));
          }
        });

        it(`is created, changed and deleted, however the vendor spells it: ${title}`, async () => {
          const { vendor, ours } = await created({}, { assume });
          const wanted = { ...program, ...row.changes[row.furthest] };
          const next = await process(vendor).update(ours, wanted);
          expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
          await process(vendor).delete(next);
          expect(vendor.runs()).to.equal(false);
          vendor.ground.calls();
          await process(vendor).delete(next);
          expect(writes(vendor)).to.deep.equal([]);
        });
      }

      it("keeps nothing that the engine cannot carry, and nothing secret", async () => {
        const { vendor, ours } = await created();
        const read = await process(vendor).refresh(ours);
        for (const value of [ours, read]) {
          expect(() => wire(value)).not.to.throw();
          fitForPeople(JSON.stringify(value), vendor.ground);
        }
      });

      it("has written once", async () => {
        const vendor = await row.start();
        await process(vendor).create(program);
        expect(writes(vendor)).to.deep.equal([row.write]);
      });
    });

    describe("whose sets are written otherwise", () => {
      for (const set of row.sets) {
        it(`plans nothing: ${JSON.stringify(set)}`, async () => {
          const vendor = await row.start();
          const run = process(vendor);
          const inputs = run.inputs({ ...program, ...set });
          expect(run.inputs({ ...program, ...deepPermuted(set) })).to.deep.equal(inputs);
          expect(vendor.ground.calls()).to.deep.equal([]);
        });
      }
    });

    describe("when one input changes", () => {
      for (const name of Object.keys(fields)) {
        const replaced = row.replaces.includes(name);
        it(`${replaced ? "is replaced, the old one deleted first" : "stays the same resource"}: ${name}`, async () => {
          const vendor = await row.start();
          const run = process(vendor);
          const inputs = run.inputs(program);
          const { changed, replaces, deleteBeforeReplace } = run.handlers.diff("one", inputs, {
            ...inputs,
            [name]: name === "images" ? { "team/other:1.0": "" } : "other",
          });
          expect(changed).to.deep.equal([name]);
          expect(replaces).to.deep.equal(replaced ? [name] : []);
          expect(deleteBeforeReplace).to.equal(true);
        });
      }

      for (const [name, change] of Object.entries(row.changes)) {
        it(`writes once, and keeps what was found before: ${name}`, async () => {
          const { vendor, ours } = await created();
          const run = process(vendor);
          const next = await run.update(ours, { ...program, ...change });
          expect(writes(vendor)).to.deep.equal([row.rewrite]);
          expect(next.state.previous).to.deep.equal(ours.state.previous);
          expect(next.state.written).not.to.deep.equal(ours.state.written);
          expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
          expect(run.log, "nobody else's change was overwritten").to.equal("");
        });
      }

      for (const change of [{ adopt: true }, { onDelete: "disable" }]) {
        it(`calls nobody for what no vendor knows of: ${Object.keys(change)[0]}`, async () => {
          const { vendor, ours } = await created();
          const next = await process(vendor).update(ours, { ...program, ...change });
          expect(vendor.ground.calls()).to.deep.equal([]);
          expect(next.state).to.deep.equal({ ...ours.state, ...change });
        });
      }
    });

    describe("with an input that is not known yet", () => {
      for (const change of row.unknowns(unknown)) {
        it(`passes the check and calls nobody: ${JSON.stringify(change).replaceAll(unknown, "unknown")}`, async () => {
          const vendor = await row.start();
          const run = process(vendor);
          const inputs = run.inputs({ ...program, ...change });
          expect(JSON.stringify(inputs)).to.contain(unknown);
          run.handlers.diff("one", run.inputs(program), inputs);
          expect(vendor.ground.calls()).to.deep.equal([]);
        });
      }
    });

    describe("with a wrong input", () => {
      for (const name of Object.keys(fields)) {
        it(`names it: ${name}`, async () => {
          const vendor = await row.start();
          const { failures } = process(vendor).check({ ...program, [name]: { strange: {} } });
          expect(failures.map(({ property, reason }) => property || reason).join("\n")).to.match(
            new RegExp(`^${name}\\b`, "m"),
          );
          for (const { reason } of failures) fitForPeople(reason, vendor.ground);
          expect(vendor.ground.calls()).to.deep.equal([]);
        });
      }

      for (const name of row.required) {
        it(`names one that is missing: ${name}`, async () => {
          const vendor = await row.start();
          const { failures } = process(vendor).check(without(program, name));
          expect(failures.map(({ property, reason }) => property || reason)[0]).to.match(
            new RegExp(`^${name}\\b`),
          );
        });
      }

      it("names one that there is not", async () => {
        const vendor = await row.start();
        const { failures } = process(vendor).check({ ...program, startTim: "19:00" });
        expect(failures.map(({ reason }) => reason).join("\n")).to.contain("startTim: is not an input");
      });
    });

    describe("when somebody changed it in the console", () => {
      it("shows just that when it is refreshed, and the next update puts it right", async () => {
        const { vendor, ours } = await created();
        vendor.edit("one field");
        const read = await process(vendor).refresh(ours);
        if (!read) throw new Error("it is gone");
        expect(read.inputs[row.edited.name]).to.equal(row.edited.value);
        expect(read.state.previous).to.deep.equal(ours.state.previous);
        expect(read.state.written).to.deep.equal(ours.state.written);
        expect(process(vendor).plan(read, program).changed).to.deep.equal([row.edited.name]);
        vendor.ground.calls();
        const next = await process(vendor).update(read, program);
        expect(writes(vendor)).to.deep.equal([row.rewrite]);
        expect(next.state).to.deep.equal(ours.state);
      });

      it("says what an update overwrites that it did not mean to change", async () => {
        const { vendor, ours } = await created();
        vendor.edit("one field");
        const run = process(vendor);
        await run.update(ours, { ...program, ...row.another });
        expect(run.log).to.contain(
          `overwrites a change made elsewhere: ${row.edited.name}: now ${String(row.edited.value)}, wanted ${String(program[row.edited.name])}`,
        );
      });

      it("shows a whole other setting without a failure", async () => {
        const { vendor, ours } = await created();
        vendor.edit("theirs");
        const read = await process(vendor).refresh(ours);
        expect(process(vendor).plan(read ?? ours, program).changed).to.include.members([...row.theirs]);
      });

      it("leaves their setting alone when it is deleted", async () => {
        const { vendor, ours } = await created();
        vendor.edit("theirs");
        const held = vendor.setting();
        const run = process(vendor);
        await run.delete(ours);
        expect(vendor.setting()).to.deep.equal(held);
        expect(writes(vendor)).to.deep.equal([]);
        expect(run.log).to.contain("changed elsewhere since our last write");
      });

      it("leaves their setting alone when it is deleted after a refresh", async () => {
        const { vendor, ours } = await created();
        vendor.edit("theirs");
        const held = vendor.setting();
        const read = await process(vendor).refresh(ours);
        await process(vendor).delete(read ?? ours);
        expect(vendor.setting()).to.deep.equal(held);
      });
    });

    describe("when a schedule is switched on already", () => {
      it("refuses to take it over unasked, names what differs, and changes nothing", async () => {
        const vendor = await row.start();
        vendor.edit("theirs");
        const held = vendor.setting();
        const error = await refusalOf(process(vendor).create(program));
        expect(error.kind).to.equal("AlreadyExists");
        for (const difference of row.differing) expect(error.message).to.contain(difference);
        expect(vendor.setting()).to.deep.equal(held);
        expect(writes(vendor)).to.deep.equal([]);
      });

      it("takes it over with adopt, keeps what it found, and gives that back", async () => {
        const vendor = await row.start();
        vendor.edit("theirs");
        const held = vendor.setting();
        const run = process(vendor);
        const ours = await run.create({ ...program, adopt: true });
        expect(run.log).to.contain("kept, to be given back");
        expect(ours.state.previous).to.have.nested.property(...kept);
        await process(vendor).delete(ours);
        expect(vendor.setting()).to.deep.equal(held);
      });

      it("writes nothing when it is as wanted, and leaves it as it was", async () => {
        const { vendor, ours } = await created();
        const run = process(vendor);
        const second = await run.create(program);
        expect(writes(vendor)).to.deep.equal([]);
        expect(run.log).to.contain("already set as wanted");
        await process(vendor).delete(second);
        expect(writes(vendor)).to.deep.equal([]);
        expect(second.id).to.equal(ours.id);
      });

      it("takes over one that is off unasked, and gives it back off", async () => {
        const vendor = await row.start();
        vendor.edit("off");
        const held = vendor.setting();
        const ours = await process(vendor).create(program);
        await process(vendor).delete(ours);
        expect(vendor.setting()).to.deep.equal(held);
      });
    });

    describe("when it is deleted", () => {
      it(`${row.remove ? "takes away what was not there" : "switches off what was never configured"} before, and succeeds twice`, async () => {
        const { vendor, ours } = await created();
        await process(vendor).delete(ours);
        expect(writes(vendor)).to.deep.equal([row.remove ?? row.rewrite]);
        expect(vendor.runs()).to.equal(false);
        expect(vendor.setting() === undefined).to.equal(row.remove !== undefined);
        await process(vendor).delete(ours);
        expect(writes(vendor)).to.deep.equal([]);
      });

      it("switches off with onDelete disable, although somebody had one before, and succeeds twice", async () => {
        const vendor = await row.start();
        vendor.edit("theirs");
        const ours = await process(vendor).create({ ...program, adopt: true, onDelete: "disable" });
        const set = vendor.setting() ?? {};
        for (let twice = 0; twice < 2; twice += 1) {
          await process(vendor).delete(ours);
          expect(vendor.runs()).to.equal(false);
          expect(without(vendor.setting() ?? {}, row.switch)).to.deep.equal(without(set, row.switch));
        }
      });

      it("gives back once what was found, and succeeds twice", async () => {
        const vendor = await row.start();
        vendor.edit("theirs");
        const ours = await process(vendor).create({ ...program, adopt: true });
        await process(vendor).delete(ours);
        vendor.ground.calls();
        await process(vendor).delete(ours);
        expect(writes(vendor)).to.deep.equal([]);
      });

      it("gives back what was found first, after updates and refreshes", async () => {
        const vendor = await row.start();
        vendor.edit("theirs");
        const held = vendor.setting();
        let ours = await process(vendor).create({ ...program, adopt: true });
        ours = await process(vendor).update(ours, { ...program, adopt: true, everyDays: days });
        ours = (await process(vendor).refresh(ours)) ?? ours;
        ours = await process(vendor).update(ours, { ...program, adopt: true, everyDays: laterDays });
        await process(vendor).delete(ours);
        expect(vendor.setting()).to.deep.equal(held);
      });

      it("is not switched off by the old name when it was renamed in the same update", async () => {
        const { vendor, ours } = await created();
        const run = process(vendor);
        await run.create(program);
        await run.delete(ours);
        expect(vendor.runs()).to.equal(true);
        expect(run.log).to.contain("another resource of this update manages it now");
      });
    });

    it("is refused a second time in one program", async () => {
      const vendor = await row.start();
      const run = process(vendor);
      await run.create(program);
      const held = vendor.setting();
      const error = await refusalOf(run.beside(kind).create({ ...program, everyDays: days }));
      expect(error.kind).to.equal("Conflict");
      expect(vendor.setting()).to.deep.equal(held);
    });

    it("cannot be imported, and says what to do instead", async () => {
      const vendor = await row.start();
      const error = await refusalOf(process(vendor).handlers.read("default/mainland", {}));
      expect(error.message).to.contain("cannot be imported").and.contain("adopt: true");
    });

    describe("when the vendor fails", () => {
      it("twice with throttled: tries again, and all is well", async () => {
        const vendor = await row.start();
        for (const action of [row.read, row.write])
          vendor.ground.sandbox.faults.add({ action, kind: "throttled", times: 2 });
        const ours = await process(vendor).create(program);
        expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
        expect(vendor.ground.sandbox.faults.list()).to.deep.equal([]);
      });

      for (const [code, expected] of failures) {
        it(`with ${code} on read: an error of kind ${expected}, not a resource that is gone`, async () => {
          const { vendor, ours } = await created();
          vendor.ground.sandbox.faults.add({ action: row.read, kind: "error", code, times: always });
          const error = await errorOf(process(vendor).refresh(ours));
          expect(error.kind).to.equal(expected);
          expect(error.message).to.match(vendorFailure);
          fitForPeople(error.message, vendor.ground);
        });
      }

      it("and refuses a write for good: keeps nothing, and says who refused what", async () => {
        const vendor = await row.start();
        vendor.ground.sandbox.faults.add({
          action: row.write,
          kind: "error",
          code: refusal,
          message: "no",
          times: row.refusals ?? 1,
        });
        const error = await refusalOf(process(vendor).create(program));
        expect(error.message).to.match(
          new RegExp(`^${row.write}: ${refusal}: no \\(request [0-9a-f-]{32,36}\\)\\.$`, "i"),
        );
        expect(vendor.setting()).to.equal(undefined);
      });

      it("and refuses to change it for good: the state stays, and the next update changes it", async () => {
        const { vendor, ours } = await created();
        const held = vendor.setting();
        vendor.ground.sandbox.faults.add({
          action: row.rewrite,
          kind: "error",
          code: refusal,
          message: "no",
          times: row.refusals ?? 1,
        });
        await refusalOf(process(vendor).update(ours, { ...program, everyDays: days }));
        expect(vendor.setting()).to.deep.equal(held);
        const next = await process(vendor).update(ours, { ...program, everyDays: days });
        expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
      });

      for (const found of ["nothing", "theirs"] as const) {
        const there = async () => {
          const vendor = await row.start();
          if (found === "theirs") vendor.edit("theirs");
          return { vendor, held: vendor.setting() };
        };
        const action = found === "theirs" ? row.rewrite : row.write;
        const given = { ...program, adopt: true };
        const isGivenBack = (vendor: ScheduleVendor, held: unknown) => {
          if (found === "theirs") expect(vendor.setting()).to.deep.equal(held);
          else expect(vendor.runs()).to.equal(false);
        };
        /** From the first write on nobody can read, and the write may have arrived. */
        const goesDark = ({ ground }: ScheduleVendor, acted: boolean, writing: string) => {
          const { faults, requests } = ground.sandbox;
          const end = requests.subscribe((entry) => {
            if (entry.action !== writing) return;
            end();
            faults.add({ action: row.read, kind: "http503", times: always });
          });
          faults.add({ action: writing, kind: acted ? "resetAfter" : "http500", times: always });
        };

        it(`and every answer to a write over ${found} is lost: it converges, and is given back`, async () => {
          const { vendor, held } = await there();
          vendor.ground.sandbox.faults.add({ action, kind: "resetAfter", times: always });
          const run = process(vendor);
          const ours = await run.create(given);
          expect(run.log).to.contain("the answer was lost");
          vendor.ground.sandbox.faults.clear();
          expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
          await process(vendor).delete(ours);
          isGivenBack(vendor, held);
        });

        for (const acted of [true, false]) {
          const arrived = acted ? "that arrived" : "that did not arrive";
          it(`and nobody can see whether a write over ${found} ${arrived} did: is a partial failure, and is given back`, async () => {
            const { vendor, held } = await there();
            goesDark(vendor, acted, action);
            const partial = await partialOf(process(vendor).create(given));
            if (found === "theirs") expect(partial.state.previous).to.have.nested.property(...kept);
            else if (row.remove) expect(partial.state.previous).to.have.property("setting", null);
            expect(partial.state.written).to.have.length(1);
            expect(() => wire(partial.state)).not.to.throw();
            vendor.ground.sandbox.faults.clear();
            await process(vendor).delete(partial);
            isGivenBack(vendor, held);
          });

          it(`and the write over ${found} ${arrived} cannot be seen: the next update goes on, and is given back`, async () => {
            const { vendor, held } = await there();
            goesDark(vendor, acted, action);
            const partial = await partialOf(process(vendor).create(given));
            vendor.ground.sandbox.faults.clear();
            const next = await process(vendor).update(partial, given);
            expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
            expect(process(vendor).plan(next, given).changed).to.deep.equal([]);
            await process(vendor).delete(next);
            isGivenBack(vendor, held);
          });

          it(`and an update over ${found} ${arrived} cannot be seen: the next one goes on, and is given back`, async () => {
            const { vendor, held } = await there();
            const ours = await process(vendor).create(given);
            goesDark(vendor, acted, row.rewrite);
            const wanted = { ...given, everyDays: otherDays };
            const partial = await partialOf(process(vendor).update(ours, wanted));
            vendor.ground.sandbox.faults.clear();
            const read = (await process(vendor).refresh(partial)) ?? partial;
            const next = await process(vendor).update(read, wanted);
            expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
            await process(vendor).delete(next);
            isGivenBack(vendor, held);
          });
        }
      }

      it("to answer a delete: it is asked again, and all is well", async () => {
        const { vendor, ours } = await created();
        vendor.ground.sandbox.faults.add({ action: row.remove ?? row.rewrite, kind: "resetAfter" });
        await process(vendor).delete(ours);
        expect(vendor.runs()).to.equal(false);
      });
    });
  });
}
