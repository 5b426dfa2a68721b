import { expect } from "chai";
import { resource } from "../../provider";
import { type Properties, unknown, wire } from "../../provider/core/wire";
import { errorOf, partialOf, refusalOf, type Stored } from "../run";
import { always, deepPermuted, fitForPeople, permuted, stopGrounds, vendorFailure } from "./ground";
import { images, type TaskRow, type TaskVendor, tasks } from "./tasks";

const three = { images: images.slice(0, 3) };
const five = { images };

/** What the engine keeps of a scan. */
interface TaskState extends Properties {
  readonly taskId?: string;
  readonly runs: readonly { taskIds: string[]; reason: string; images: number; submittedAt: string }[];
  readonly resolved: Readonly<Record<string, { id: string; digest?: string }>>;
  readonly followed: readonly string[];
  readonly images?: Readonly<Record<string, unknown>>;
}

const stateOf = ({ state }: Stored): TaskState => state as TaskState;

for (const row of tasks) {
  const { kind } = row;
  const { fields } = resource(kind).description;
  const scanned = (vendor: TaskVendor) => vendor.scans().map((scan) => [...scan.images].sort());
  const process = (vendor: TaskVendor) => vendor.ground.process(kind);
  const finish = (vendor: TaskVendor) => vendor.ground.account.finishScans();
  const created = async (program: Properties = three, vendor?: TaskVendor) => {
    const there = vendor ?? (await row.start());
    const ours = await process(there).create(program);
    finish(there);
    there.ground.calls();
    return { vendor: there, ours };
  };

  describe(`${kind}: the life cycle of a scan task`, () => {
    afterEach(stopGrounds);

    describe("once created", () => {
      it("was submitted once, and up is over while the scan runs", async () => {
        const vendor = await row.start();
        const ours = await process(vendor).create({ ...three, scanTimeoutSeconds: 600 });
        expect(vendor.scans().map(({ state }) => state)).to.deep.equal(["scanning"]);
        expect(vendor.ground.bodies(row.submit)).to.deep.equal([row.body(vendor, three.images)]);
        const { runs, taskId, resolved, followed } = stateOf(ours);
        expect(runs.map(({ reason, images: count }) => ({ reason, count }))).to.deep.equal([
          { reason: "create", count: 3 },
        ]);
        expect(taskId).to.equal(String(vendor.scans()[0]?.taskId));
        expect(Object.keys(resolved).sort()).to.deep.equal([...three.images].sort());
        expect(followed).to.deep.equal([]);
      });

      it("reads as it was created, whether the scan runs or has ended", async () => {
        const vendor = await row.start();
        const ours = await process(vendor).create(three);
        const inputs = process(vendor).inputs(three, ours.state);
        for (let ended = 0; ended < 2; ended += 1) {
          const read = await process(vendor).refresh(ours);
          expect(read?.state).to.deep.equal(ours.state);
          expect(read?.inputs).to.deep.equal(inputs);
          expect(read?.id).to.equal(ours.id);
          finish(vendor);
        }
      });

      it("cannot be imported, and says so without a call", async () => {
        const { vendor, ours } = await created();
        const { runs: _, ...state } = ours.state;
        const refused = await refusalOf(process(vendor).refresh({ ...ours, state }));
        expect(refused.message).to.contain("dynamic resources cannot be imported");
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      it("plans nothing a second time, and says nothing", async () => {
        const { vendor, ours } = await created();
        const run = process(vendor);
        expect(run.plan(ours, three).changed).to.deep.equal([]);
        expect(run.log).to.equal("");
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      it("has an id of ours, that no vendor was sent", async () => {
        const { vendor, ours } = await created();
        expect(ours.id).to.match(/^scan-[0-9a-f-]{36}$/);
        const sent = vendor.ground.sandbox.requests.entries.map(({ rawBody }) => rawBody).join("\n");
        expect(sent).not.to.contain(ours.id);
      });

      it("keeps nothing that the engine cannot carry, and nothing secret", async () => {
        const { vendor, ours } = await created({ ...three, triggers: { release: "1" }, rescanAfterDays: 3 });
        const read = await process(vendor).refresh(ours);
        for (const value of [ours, read]) {
          expect(() => wire(value)).not.to.throw();
          fitForPeople(JSON.stringify(value), vendor.ground);
        }
      });
    });

    describe("whose sets are written otherwise", () => {
      for (const set of row.sets) {
        it(`plans nothing: ${JSON.stringify(set)}`, async () => {
          const vendor = await row.start();
          const run = process(vendor);
          const inputs = run.inputs({ ...three, ...set });
          expect(run.inputs({ ...three, ...deepPermuted(set) })).to.deep.equal(inputs);
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
          const run = process(vendor);
          const inputs = run.inputs(three);
          const other = name === "images" ? { "team/other:1.0": "" } : "other";
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
          const run = process(vendor);
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
          const program: Properties = name === "images" || name in selections ? {} : { ...three };
          const { failures } = process(vendor).check({ ...program, [name]: { strange: {} } });
          expect(failures.map(({ property, reason }) => property || reason).join("\n")).to.match(
            new RegExp(`^${name}\\b`, "m"),
          );
          for (const { reason } of failures) fitForPeople(reason, vendor.ground);
        });
      }

      it("names one that there is not, and a selection that is missing", async () => {
        const vendor = await row.start();
        const { failures } = process(vendor).check({ imags: images });
        expect(failures.map(({ reason }) => reason).join("\n"))
          .to.contain("imags: is not an input")
          .and.contain("images, filter, all, recommended: exactly one of these must be given");
        expect(vendor.ground.calls()).to.deep.equal([]);
      });

      it("refuses excluded images beside named ones, and an empty set", async () => {
        const vendor = await row.start();
        const beside = process(vendor).check({ ...three, excludeImages: [images[3]] }).failures;
        expect(beside.map(({ reason }) => reason)).to.have.length(1);
        expect(beside[0]?.reason).to.match(/^excludeImages: goes with/);
        expect(process(vendor).check({ images: [] }).failures[0]?.reason).to.match(/^images: is empty/);
      });
    });

    describe("when the set of images changes", () => {
      it("submits exactly the two images that were added, and announces that", async () => {
        const { vendor, ours } = await created();
        const run = process(vendor);
        run.plan(ours, five);
        expect(run.log).to.match(/ of 5 images: scans 2 \(2 added\)$/);
        const next = await run.update(ours, five);
        expect(scanned(vendor)).to.deep.equal([[...three.images].sort(), images.slice(3).sort()]);
        expect(stateOf(next).runs.map(({ reason, images: count }) => [reason, count])).to.deep.equal([
          ["added", 2],
          ["create", 3],
        ]);
        expect(Object.keys(stateOf(next).images ?? {}).sort()).to.deep.equal([...images].sort());
        expect(stateOf(next).taskId).to.equal(String(vendor.scans()[1]?.taskId));
        expect(next.id).to.equal(ours.id);
      });

      it("submits nothing for another order, or for fewer images", async () => {
        const { vendor, ours } = await created();
        const run = process(vendor);
        expect(run.plan(ours, { images: permuted(three.images) }).changed).to.deep.equal([]);
        const fewer = { images: three.images.slice(1) };
        const next = await run.update(ours, fewer);
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(Object.keys(stateOf(next).resolved).sort()).to.deep.equal([...fewer.images].sort());
        expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
        expect(process(vendor).plan(next, fewer).changed).to.deep.equal([]);
        expect(run.log).to.equal("");
      });

      it("submits nothing for options that no vendor knows of", async () => {
        const { vendor, ours } = await created();
        const own = {
          rescan: "added",
          rescanAfterDays: 30,
          onBusy: "fail",
          queueTimeoutSeconds: 60,
          cancelOnDelete: false,
          maxImages: 1,
          scanTimeoutSeconds: 60,
        };
        const next = await process(vendor).update(ours, { ...three, ...own });
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(next.state).to.deep.include(own);
      });

      it("scans all of them when what is looked for changes", async () => {
        const { vendor, ours } = await created();
        const run = process(vendor);
        run.plan(ours, { ...three, scanTypes: ["malware"] });
        expect(run.log).to.contain("scans 3 (what is scanned changed)");
        const next = await run.update(ours, { ...three, scanTypes: ["malware"] });
        expect(vendor.scans().map(({ images: set }) => set.length)).to.deep.equal([3, 3]);
        expect(vendor.scans()[1]?.scanTypes).to.deep.equal(["VIRUS"]);
        expect(stateOf(next).runs[0]?.reason).to.equal("changed");
      });

      it("scans all of the new ones when names take the place of everything", async () => {
        const { vendor, ours } = await created({ all: true });
        expect(stateOf(ours)).not.to.have.property("images");
        const next = await process(vendor).update(ours, three);
        expect(scanned(vendor)[1]).to.deep.equal([...three.images].sort());
        expect(stateOf(next).runs[0]?.reason).to.equal("changed");
      });
    });

    describe("when a tag has moved", () => {
      for (const [rescan, sees, scans] of [
        ["changed", true, [images[0]]],
        ["added", false, []],
        ["all", true, three.images],
      ] as const) {
        it(`and rescan is ${rescan}: scans ${scans.length} of 3`, async () => {
          const program = { ...three, rescan };
          const { vendor, ours } = await created(program);
          vendor.move("team/one:1.0");
          const read = await process(vendor).refresh(ours);
          if (!read) throw new Error("it is gone");
          const changed = Object.entries(stateOf(read).images ?? {}).filter(([, value]) => value !== "");
          expect(changed.map(([key]) => key)).to.deep.equal(sees ? ["team/one:1.0"] : []);
          for (const [, value] of changed)
            expect(value).to.match(/^moved: sha256:[0-9a-f]{12} → sha256:[0-9a-f]{12}$/);
          const run = process(vendor);
          expect(run.plan(read, program).changed).to.deep.equal(sees ? ["images"] : []);
          const scansThese = `of 3 images: scans ${scans.length} (1 moved)`;
          expect(run.log.endsWith(sees ? scansThese : ""), run.log).to.equal(true);
          if (!sees) expect(run.log).to.equal("");
          const next = await run.update(read, program);
          expect(scanned(vendor).slice(1)).to.deep.equal(scans.length > 0 ? [[...scans].sort()] : []);
          if (scans.length > 0) expect(stateOf(next).runs[0]).to.deep.include({ reason: "moved" });
          finish(vendor);
          const settled = await process(vendor).refresh(next);
          expect(settled?.state, "the next refresh").to.deep.equal(next.state);
          expect(process(vendor).plan(next, program).changed).to.deep.equal([]);
        });
      }

      it("and nobody refreshes: a plan shows nothing", async () => {
        const { vendor, ours } = await created();
        vendor.move("team/one:1.0");
        expect(process(vendor).plan(ours, three).changed).to.deep.equal([]);
      });
    });

    describe("with triggers and dates", () => {
      it("scans everything when a trigger changes, once", async () => {
        const { vendor, ours } = await created({ ...three, triggers: { release: "1" } });
        const program = { ...three, triggers: { release: "2" } };
        const run = process(vendor);
        run.plan(ours, program);
        expect(run.log).to.contain("scans 3 (a trigger changed)");
        const next = await run.update(ours, program);
        expect(vendor.scans()).to.have.length(2);
        expect(stateOf(next).runs[0]).to.deep.include({ reason: "trigger", images: 3 });
        expect(process(vendor).plan(next, program).changed).to.deep.equal([]);
      });

      it("scans everything when rescanAfterDays have passed, and not before", async () => {
        const program = { ...three, rescanAfterDays: 30 };
        const { vendor, ours } = await created(program);
        await vendor.ground.days(29);
        expect(process(vendor).plan(ours, program).changed).to.deep.equal([]);
        await vendor.ground.days(1);
        const run = process(vendor);
        expect(run.plan(ours, program).changed).to.deep.equal(["due"]);
        expect(run.log).to.contain("scans 3 (the last full scan is too old)");
        const next = await run.update(ours, program);
        expect(vendor.scans()).to.have.length(2);
        expect(stateOf(next).runs[0]).to.deep.include({ reason: "due", images: 3 });
        await vendor.ground.days(29);
        expect(process(vendor).plan(next, program).changed).to.deep.equal([]);
      });

      it("checks its own output to the same inputs", async () => {
        const program = { ...three, rescanAfterDays: 30, triggers: { release: "1" } };
        const { vendor, ours } = await created(program);
        for (const days of [0, 40]) {
          await vendor.ground.days(days);
          const inputs = process(vendor).inputs(program, ours.state);
          expect(process(vendor).inputs(inputs, inputs)).to.deep.equal(inputs);
          expect(process(vendor).inputs(inputs, ours.state)).to.deep.equal(inputs);
        }
      });

      it("counts other days from the last full scan", async () => {
        const { vendor, ours } = await created({ ...three, rescanAfterDays: 30 });
        await vendor.ground.days(10);
        const later = { ...three, rescanAfterDays: 20 };
        const next = await process(vendor).update(ours, later);
        expect(vendor.ground.calls(), "not due yet").to.deep.equal([]);
        await vendor.ground.days(10);
        expect(process(vendor).plan(next, later).changed).to.deep.equal(["due"]);
        const earlier = { ...three, rescanAfterDays: 5 };
        await process(vendor).update(next, earlier);
        expect(vendor.scans(), "due for long").to.have.length(2);
      });

      it("scans nothing when rescanAfterDays is taken away", async () => {
        const { vendor, ours } = await created({ ...three, rescanAfterDays: 30 });
        await vendor.ground.days(40);
        const next = await process(vendor).update(ours, three);
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(next.state).not.to.have.property("due");
      });
    });

    describe("before it submits", () => {
      it("refuses more images than maxImages, named or selected", async () => {
        const vendor = await row.start();
        for (const selection of [three, { all: true }]) {
          const error = await refusalOf(process(vendor).create({ ...selection, maxImages: 2 }));
          expect(error.kind).to.equal("QuotaExceeded");
          expect(error.message).to.match(/^submit: [35] images would be scanned, and `maxImages` is 2\. /);
        }
        expect(vendor.scans()).to.deep.equal([]);
        expect(vendor.ground.changes()).to.deep.equal([]);
      });

      it("counts only what would be scanned: 5 images of which 2 are new fit into 2", async () => {
        const { vendor, ours } = await created();
        await process(vendor).update(ours, { ...five, maxImages: 2 });
        expect(vendor.scans()).to.have.length(2);
      });

      it("refuses images without a licence, counts them, and uses up no licence", async () => {
        const vendor = await row.start();
        vendor.authorise("team/two:1.0", false);
        const error = await refusalOf(process(vendor).create(three));
        expect(error.kind).to.equal("QuotaExceeded");
        expect(error.message).to.match(
          /1 of 3 images are not authorised for scanning \(team\/two:1\.0\); \d+ of \d+ licences are left/,
        );
        expect(vendor.ground.changes()).to.deep.equal([]);
      });

      it("names images that the vendor does not know, and the nearest ones", async () => {
        const vendor = await row.start();
        const error = await refusalOf(process(vendor).create({ images: ["team/one:1.1", images[1]] }));
        expect(error.kind).to.equal("NotFound");
        expect(error.message).to.contain("team/one:1.1").and.contain("nearest: team/one:1.0");
        expect(vendor.ground.changes()).to.deep.equal([]);
      });

      it("refuses a selection that matches nothing", async () => {
        const vendor = await row.start();
        const error = await refusalOf(process(vendor).create({ all: true, excludeImages: images }));
        expect(error.message).to.match(/^select: the selection matches no image\. /);
        expect(vendor.ground.changes()).to.deep.equal([]);
      });

      it("sends the vendor one image once, whatever names it has in the program", async () => {
        const vendor = await row.start();
        const id = vendor.idOf("team/one:1.0");
        const byId = typeof id === "string" ? id : { id };
        await process(vendor).create({ images: ["team/one:1.0", byId] });
        expect(vendor.ground.bodies(row.submit).map(row.named)).to.deep.equal([1]);
      });
    });

    describe("for a selection without names", () => {
      for (const { title, inputs, action, body } of row.selections) {
        it(`sends exactly this for ${title}, on an account that never scanned`, async () => {
          const vendor = await row.start();
          const ours = await process(vendor).create(inputs);
          expect(vendor.ground.bodies(action)).to.deep.equal([body(vendor)]);
          expect(stateOf(ours).runs.map(({ reason }) => reason)).to.deep.equal(["create"]);
          expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
          expect(process(vendor).plan(ours, inputs).changed).to.deep.equal([]);
        });

        it(`sends exactly this for ${title}, on an account that has scanned`, async () => {
          const { vendor } = await created({ images: images.slice(4) });
          await process(vendor).create(inputs);
          expect(vendor.ground.bodies(action).at(-1)).to.deep.equal(body(vendor));
        });
      }

      it("scans all of it again when it changes", async () => {
        const { vendor, ours } = await created({ all: true });
        const next = await process(vendor).update(ours, { all: true, excludeImages: ["team/two:1.0"] });
        expect(vendor.scans().map((scan) => scan.images.length)).to.deep.equal([5, 4]);
        expect(stateOf(next).runs[0]).to.deep.include({ reason: "changed", images: 4 });
      });

      it("follows the scan of the same selection that runs already", async () => {
        const vendor = await row.start();
        await process(vendor).create({ all: true });
        const run = process(vendor);
        const second = await run.create({ all: true });
        expect(vendor.scans()).to.have.length(1);
        expect(run.log).to.contain("followed, not submitted again");
        expect(stateOf(second).runs.flatMap(({ taskIds }) => taskIds)).to.deep.equal([]);
        await process(vendor).delete(second);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });

      it("does not take a scan of other images, as many, for its own", async () => {
        const vendor = await row.start();
        vendor.add("team/six:1.0", "team/seven:1.0");
        await process(vendor).create({ images: images.slice(0, 3) });
        // Four images are left: with one more excluded they are as many as the vendor is scanning.
        const program = { all: true, excludeImages: images.slice(0, 4) };
        await process(vendor).create(program);
        expect(scanned(vendor).at(-1)).to.deep.equal(["team/five:1.0", "team/seven:1.0", "team/six:1.0"]);
      });

      it("follows it, without an id, when the answer was lost", async () => {
        const vendor = await row.start();
        vendor.ground.sandbox.faults.add({ action: row.selections[0]?.action ?? "", kind: "resetAfter" });
        const run = process(vendor);
        const ours = await run.create({ all: true });
        expect(vendor.scans()).to.have.length(1);
        expect(run.log).to.contain("the answer was lost");
        expect(stateOf(ours)).not.to.have.property("taskId");
      });
    });

    describe("never scans twice", () => {
      it("an image that is being scanned now: it is followed", async () => {
        const vendor = await row.start();
        vendor.ground.account.holdScans();
        await process(vendor).create({ images: images.slice(0, 2) });
        vendor.ground.changes();
        const run = process(vendor);
        const ours = await run.create({ images: images.slice(0, 2) });
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(run.log).to.contain("2 of 2 images are being scanned already: followed, not submitted again");
        expect([...stateOf(ours).followed].sort()).to.deep.equal(images.slice(0, 2).sort());
        expect(stateOf(ours).runs).to.deep.equal([]);
      });

      it("and submits only those of a set that are not being scanned", async () => {
        const vendor = await row.start();
        await process(vendor).create({ images: images.slice(0, 2) });
        const ours = await process(vendor).create(three);
        expect(scanned(vendor)).to.deep.equal([images.slice(0, 2).sort(), ["team/three:1.0"]]);
        expect(stateOf(ours).runs[0]).to.deep.include({ images: 1 });
      });

      it("when the answer to its submission is lost: the scan is followed, and no id is kept", async () => {
        const vendor = await row.start();
        vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
        const run = process(vendor);
        const ours = await run.create(three);
        expect(vendor.scans()).to.have.length(1);
        expect(run.log).to.match(/the answer was lost \(.*\), but 3 of 3 images are being scanned: followed/);
        expect(run.log).to.contain("ambiguous");
        expect(stateOf(ours)).not.to.have.property("taskId");
        expect(stateOf(ours).runs.map(({ taskIds }) => taskIds)).to.deep.equal([[]]);
        expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
        expect(process(vendor).plan(ours, three).changed).to.deep.equal([]);
      });

      it("when the answer is lost and the scan has ended by the time it looks", async () => {
        const vendor = await row.start({ secondsPerImage: 0 });
        vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
        const first = await process(vendor)
          .create(three)
          .catch(() => undefined);
        // The engine keeps nothing of a plain failure, and creates it again.
        if (!first) await process(vendor).create(three);
        expect(vendor.scans()).to.have.length(1);
      });

      it("and follows what began when the answer was lost: it is listed, and a delete does not stop it", async () => {
        const vendor = await row.start();
        vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
        const ours = await process(vendor).create(three);
        expect([...stateOf(ours).followed].sort()).to.deep.equal([...three.images].sort());
        await process(vendor).delete(ours);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });

      it("when the process was killed after the submission, and the engine creates it again", async () => {
        const vendor = await row.start();
        await process(vendor).create(three);
        await process(vendor).create(three);
        expect(vendor.scans()).to.have.length(1);
      });

      it("when two tasks of one stack name the same image, one after the other", async () => {
        const vendor = await row.start();
        const run = process(vendor);
        await run.create({ images: images.slice(0, 2) });
        await run.beside(kind).create({ images: images.slice(1, 3) });
        expect(scanned(vendor)).to.deep.equal([images.slice(0, 2).sort(), ["team/three:1.0"]]);
      });

      it("when two tasks of one stack name the same image at the same time", async () => {
        const vendor = await row.start();
        const run = process(vendor);
        const other = run.beside(kind);
        await Promise.all([
          run.create({ images: images.slice(0, 2) }),
          other.create({ images: images.slice(1, 3) }),
        ]);
        expect(vendor.scans().flatMap((scan) => scan.images)).to.have.members(three.images);
        expect(vendor.scans().flatMap((scan) => scan.images)).to.have.length(3);
      });
    });

    describe("of 1,200 images", () => {
      const many = Array.from({ length: 1_200 }, (_, index) => `bulk/image-${index}:1.0`);
      const large = async (options = {}) => {
        const vendor = await row.start({ secondsPerImage: 0, ...options });
        vendor.add(...many);
        return vendor;
      };

      it("is handed over in three submissions", async () => {
        const vendor = await large();
        const ours = await process(vendor).create({ images: many });
        expect(vendor.ground.bodies(row.submit).map(row.named)).to.deep.equal([500, 500, 200]);
        expect(vendor.scans().reduce((sum, scan) => sum + scan.images.length, 0)).to.equal(1_200);
        expect(stateOf(ours).runs).to.have.length(1);
        expect(stateOf(ours).runs[0]?.images).to.equal(1_200);
        expect(stateOf(ours).runs[0]?.taskIds).to.deep.equal(
          vendor.scans().map(({ taskId }) => String(taskId)),
        );
      });

      for (const rescan of ["changed", "all"]) {
        it(`keeps what was handed over when the second fails, and goes on from there: rescan ${rescan}`, async () => {
          const vendor = await large();
          const faults = vendor.ground.sandbox.faults;
          const end = vendor.ground.sandbox.requests.subscribe(({ action }) => {
            if (action !== row.submit) return;
            end();
            faults.add({ action: row.submit, kind: "error", code: row.refusal, message: "no" });
          });
          const partial = await partialOf(process(vendor).create({ images: many, rescan }));
          expect(partial.reason.message).to.match(vendorFailure);
          const kept = Object.keys(stateOf(partial).images ?? {});
          expect(kept.sort()).to.deep.equal([...(vendor.scans()[0]?.images ?? [])].sort());
          expect(Object.keys(stateOf(partial).resolved).sort()).to.deep.equal(kept);
          expect(stateOf(partial).runs.map(({ images: count }) => count)).to.deep.equal([500]);

          const next = await process(vendor).update(partial, { images: many, rescan });
          expect(vendor.ground.bodies(row.submit).map(row.named)).to.deep.equal([500, 500, 200]);
          expect(Object.keys(stateOf(next).images ?? {})).to.have.length(1_200);
          expect(stateOf(next).runs.map(({ images: count }) => count)).to.deep.equal([700, 500]);
          expect(process(vendor).plan(next, { images: many, rescan }).changed).to.deep.equal([]);
        });
      }

      it("stops after the first when the engine is gone", async () => {
        const vendor = await large();
        const run = vendor.ground.process(kind, { engineIsThere: () => false });
        const partial = await partialOf(run.create({ images: many }));
        expect(partial.reason.kind).to.equal("Unavailable");
        expect(partial.reason.message).to.contain("the Pulumi engine is gone");
        expect(vendor.scans()).to.have.length(1);
        expect(Object.keys(stateOf(partial).images ?? {})).to.have.length(500);
      });
    });

    describe("when it is deleted", () => {
      it("stops its own scan that still runs, by its id", async () => {
        const vendor = await row.start();
        const ours = await process(vendor).create(three);
        vendor.ground.calls();
        const run = process(vendor);
        await run.delete(ours);
        expect(vendor.ground.bodies(row.stop)).to.deep.equal([
          { TaskID: vendor.scans()[0]?.taskId as unknown },
        ]);
        expect(vendor.scans()[0]?.state).to.equal("canceled");
        expect(run.log).to.match(/stopped the scan that still ran$/);
      });

      it("changes nothing when the scan has ended", async () => {
        const { vendor, ours } = await created();
        const run = process(vendor);
        await run.delete(ours);
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(run.log).to.equal("");
      });

      it("succeeds twice", async () => {
        const vendor = await row.start();
        const ours = await process(vendor).create(three);
        await process(vendor).delete(ours);
        await process(vendor).delete(ours);
        expect(vendor.ground.bodies(row.stop)).to.have.length(1);
      });

      it("leaves the scan alone with cancelOnDelete false, without a call", async () => {
        const vendor = await row.start();
        const ours = await process(vendor).create({ ...three, cancelOnDelete: false });
        vendor.ground.calls();
        await process(vendor).delete(ours);
        expect(vendor.ground.calls()).to.deep.equal([]);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });

      it("never stops what it only followed", async () => {
        const vendor = await row.start();
        await process(vendor).create(three);
        const follower = await process(vendor).create(three);
        vendor.ground.calls();
        await process(vendor).delete(follower);
        expect(vendor.ground.changes()).to.deep.equal([]);
        expect(vendor.scans()[0]?.state).to.equal("scanning");
      });

      it("stops its own scan and not the one that it followed in part", async () => {
        const vendor = await row.start();
        const other = await process(vendor).create({ images: images.slice(0, 1) });
        if (row.oneAtATime) finish(vendor);
        const ours = await process(vendor).create(three);
        await process(vendor).delete(ours);
        const [first, second] = vendor.scans();
        expect(second?.state).to.equal("canceled");
        expect(first?.state).to.equal(row.oneAtATime ? "ended" : "scanning");
        expect(stateOf(other).runs).to.have.length(1);
      });

      it("succeeds when the vendor has dropped the history of its scan", async () => {
        const { vendor, ours } = await created();
        const runs = stateOf(ours).runs.map((run) => ({ ...run, taskIds: ["987654"] }));
        const aged = { id: ours.id, state: { ...ours.state, taskId: "987654", runs } };
        await process(vendor).delete(aged);
        expect(vendor.ground.changes()).to.deep.equal([]);
      });
    });

    it("remembers its newest 20 runs, the newest first", async () => {
      const vendor = await row.start({ secondsPerImage: 0 });
      let ours = await process(vendor).create({ ...three, triggers: { n: "0" } });
      for (let n = 1; n <= 22; n += 1) {
        ours = await process(vendor).update(ours, { ...three, triggers: { n: String(n) } });
      }
      const { runs, taskId } = stateOf(ours);
      expect(runs).to.have.length(20);
      expect(runs.every(({ reason }) => reason === "trigger")).to.equal(true);
      const newest = [...vendor.scans()].reverse().map(({ taskId: id }) => String(id));
      expect(runs.flatMap(({ taskIds }) => taskIds)).to.deep.equal(newest.slice(0, 20));
      expect(taskId).to.equal(newest[0]);
    });

    describe("when the vendor fails", () => {
      it("twice with throttled: tries again, and submits once", async () => {
        const vendor = await row.start();
        for (const action of [row.list, row.submit])
          vendor.ground.sandbox.faults.add({ action, kind: "throttled", times: 2 });
        await process(vendor).create(three);
        expect(vendor.scans()).to.have.length(1);
        expect(vendor.ground.sandbox.faults.list()).to.deep.equal([]);
      });

      for (const fault of ["http500", "http503", "emptyBody", "noResponse", "resetBefore"] as const) {
        it(`with ${fault} on the submission: does not submit blindly again, and the next create does`, async () => {
          const vendor = await row.start();
          vendor.ground.sandbox.faults.add({ action: row.submit, kind: fault });
          const error = await refusalOf(process(vendor).create(three));
          expect(error.kind).to.equal("Unavailable");
          expect(vendor.ground.changes()).to.deep.equal([row.submit]);
          await process(vendor).create(three);
          expect(vendor.scans()).to.have.length(1);
        });
      }

      it("to answer a submission that it took, and does so within the deadline of the next look", async () => {
        const vendor = await row.start();
        vendor.ground.sandbox.faults.add({ action: row.submit, kind: "slow", delayMs: 2_000 });
        const deadlines = { requestMs: 300, callMs: 20_000 };
        const run = vendor.ground.process(kind, { deadlines });
        await run.create(three);
        expect(vendor.scans()).to.have.length(1);
        expect(run.log).to.contain("no answer within 0.3 s").and.contain("ambiguous");
      });

      it("and refuses the submission for good: keeps nothing, and says who refused what", async () => {
        const vendor = await row.start();
        vendor.ground.sandbox.faults.add({
          action: row.submit,
          kind: "error",
          code: row.refusal,
          message: "no",
        });
        const error = await refusalOf(process(vendor).create(three));
        expect(error.kind).to.equal("InvalidInput");
        expect(error.message).to.match(vendorFailure);
        expect(error.message).to.match(
          new RegExp(`^${row.submit}: ${row.refusal}: no \\(request [0-9a-f-]{36}\\)\\.`),
        );
        expect(vendor.scans()).to.deep.equal([]);
      });

      it("and refuses an update's submission: the state stays, and the next update tries the same", async () => {
        const { vendor, ours } = await created();
        vendor.ground.sandbox.faults.add({ action: row.submit, kind: "error", code: row.refusal });
        await refusalOf(process(vendor).update(ours, five));
        await process(vendor).update(ours, five);
        expect(scanned(vendor)).to.deep.equal([[...three.images].sort(), images.slice(3).sort()]);
      });

      for (const [code, expected] of [
        ["AuthFailure.UnauthorizedOperation", "Forbidden"],
        ["AuthFailure.SecretIdNotFound", "Unauthenticated"],
        ["RequestLimitExceeded", "Throttled"],
        ["ResourceNotFound", "NotFound"],
        ["InternalError", "Unavailable"],
        ["FailedOperation", "Unknown"],
      ] as const) {
        it(`with ${code} on read: an error of kind ${expected}, not a resource that is gone`, async () => {
          const { vendor, ours } = await created();
          vendor.ground.sandbox.faults.add({ action: row.list, kind: "error", code, times: always });
          const error = await errorOf(process(vendor).refresh(ours));
          expect(error.kind).to.equal(expected);
          expect(error.message).to.match(vendorFailure);
          fitForPeople(error.message, vendor.ground);
        });
      }

      it("on a stop: says so, and the next delete stops the scan", async () => {
        const vendor = await row.start();
        const ours = await process(vendor).create(three);
        vendor.ground.sandbox.faults.add({
          action: row.stop,
          kind: "error",
          code: "AuthFailure.UnauthorizedOperation",
        });
        const error = await errorOf(process(vendor).delete(ours));
        expect(error.kind).to.equal("Forbidden");
        expect(error.message).to.match(vendorFailure);
        await process(vendor).delete(ours);
        expect(vendor.scans()[0]?.state).to.equal("canceled");
      });
    });

    describe("however the vendor spells it", () => {
      for (const [point, reading] of [
        ["endedStatus", "SCANNED"],
        ["endedStatus", "SCAN_FINISH"],
        ["endedStatus", "SUCCESS"],
        ["endedStatus", "END"],
        ["waitingStatus", "NOT_SCAN"],
        ["imageProgress", "empty"],
        ["imageScanTime", "plain"],
        ["nothingToScan", "accepted"],
        ["lastLocalTask", "oneClick"],
        ["movedTag", "sameId"],
        ["emptyLists", "null"],
        ["optionalFields", "whenSet"],
      ] as const) {
        it(`scans, follows, scans again and stops: ${point} ${reading}`, async () => {
          const vendor = await row.start({ assume: { [point]: reading }, secondsToStart: 5 });
          // Spelt like one that was never scanned, an image that waits for its scan cannot be told from it.
          const program = reading === "NOT_SCAN" ? { images: images.slice(0, 1) } : three;
          const ours = await process(vendor).create(program);
          await vendor.ground.clock.sleep(6_000);
          await process(vendor).create(program);
          expect(vendor.scans(), "followed").to.have.length(1);
          finish(vendor);
          await process(vendor).delete(ours);
          expect(vendor.ground.bodies(row.stop), "ended: nothing to stop").to.deep.equal([]);
          vendor.move("team/one:1.0");
          const read = await process(vendor).refresh(ours);
          const next = await process(vendor).update(read ?? ours, program);
          expect(scanned(vendor)[1]).to.deep.equal(["team/one:1.0"]);
          await process(vendor).delete(next);
          expect(vendor.scans()[1]?.state).to.equal("canceled");
        });
      }

      it("says that the account is busy, not that a licence is missing, while it scans", async () => {
        const vendor = await row.start({ assume: { lastLocalTask: "oneClick" } });
        await process(vendor).create({ images: images.slice(0, 1) });
        await process(vendor).create({ images: images.slice(1, 2) });
        expect(vendor.scans()).to.have.length(2);
      });
    });

    if (row.oneAtATime) {
      describe("at a vendor that does one scan at a time", () => {
        it("waits for its turn, says so once, and submits", async () => {
          const vendor = await row.start();
          await process(vendor).create({ images: images.slice(0, 2) });
          const run = process(vendor);
          await run.create({ images: images.slice(2, 4) });
          expect(scanned(vendor)).to.deep.equal([images.slice(0, 2).sort(), images.slice(2, 4).sort()]);
          expect(run.log.match(/waits for the vendor to take a further scan/g)).to.have.length(1);
        });

        it("fails at once with onBusy fail, and submits nothing", async () => {
          const vendor = await row.start();
          await process(vendor).create({ images: images.slice(0, 2) });
          const error = await refusalOf(
            process(vendor).create({ images: images.slice(2, 4), onBusy: "fail" }),
          );
          expect(error.kind).to.equal("Conflict");
          expect(error.message).to.match(vendorFailure);
          expect(error.message).to.contain("one task at a time");
          expect(vendor.scans()).to.have.length(1);
        });

        it("gives up after queueTimeoutSeconds", async () => {
          const vendor = await row.start();
          vendor.ground.account.holdScans();
          await process(vendor).create({ images: images.slice(0, 2) });
          const before = vendor.ground.clock.now();
          const error = await refusalOf(
            process(vendor).create({ images: images.slice(2, 4), queueTimeoutSeconds: 60 }),
          );
          expect(error.kind).to.equal("Conflict");
          expect(vendor.ground.clock.now() - before).to.be.within(30_000, 62_000);
        });

        it("stops waiting when the engine is gone", async () => {
          const vendor = await row.start();
          vendor.ground.account.holdScans();
          await process(vendor).create({ images: images.slice(0, 2) });
          const run = vendor.ground.process(kind, { engineIsThere: () => false });
          const error = await refusalOf(run.create({ images: images.slice(2, 4) }));
          expect(error.message).to.contain("the Pulumi engine is gone");
        });
      });
    }
  });
}

describe("tencentcloud/registryScanTask, where the vendor is its own", () => {
  const row = tasks[0] as TaskRow;
  afterEach(stopGrounds);

  it("goes without an id where the vendor gives none, and stops its images", async () => {
    const vendor = await row.start({ assume: { registryTaskId: "absent" } });
    const ours = await vendor.ground.process(row.kind).create(three);
    expect(stateOf(ours)).not.to.have.property("taskId");
    expect(stateOf(ours).runs.map(({ taskIds, images: count }) => [taskIds, count])).to.deep.equal([[[], 3]]);
    await vendor.ground.process(row.kind).delete(ours);
    expect(vendor.scans()[0]?.state).to.equal("canceled");
    expect(vendor.ground.bodies(row.stop)).to.deep.equal([{ Id: three.images.map(vendor.idOf) }]);
    await vendor.ground.process(row.kind).delete(ours);
    expect(vendor.ground.bodies(row.stop)).to.have.length(1);
  });

  it("never stops by images what it only followed", async () => {
    const vendor = await row.start({ assume: { registryTaskId: "absent" } });
    await vendor.ground.process(row.kind).create({ images: images.slice(0, 1) });
    const ours = await vendor.ground.process(row.kind).create(three);
    await vendor.ground.process(row.kind).delete(ours);
    expect(vendor.scans().map(({ state }) => state)).to.deep.equal(["scanning", "canceled"]);
  });

  it("says of a selection without an id that it cannot be stopped alone, and stops nothing", async () => {
    const vendor = await row.start({ assume: { registryTaskId: "absent" } });
    const ours = await vendor.ground.process(row.kind).create({ all: true });
    const run = vendor.ground.process(row.kind);
    await run.delete(ours);
    expect(run.log).to.contain("cannot be stopped alone: it goes on");
    expect(vendor.scans()[0]?.state).to.equal("scanning");
  });

  it("sends the international site no TaskID, and nothing that it does not know", async () => {
    const vendor = await row.start({ accounts: [{ site: "international", images: "none" }] });
    const there = { ...three, site: "international" };
    const ours = await vendor.ground.process(row.kind).create(there);
    const followed = await vendor.ground.process(row.kind).create(there);
    await vendor.ground.process(row.kind).delete(followed);
    await vendor.ground.process(row.kind).delete(ours);
    expect(vendor.scans().map(({ state }) => state)).to.deep.equal(["canceled"]);
    const all = await vendor.ground.process(row.kind).create({
      all: true,
      excludeImages: ["team/two:1.0"],
      site: "international",
    });
    const run = vendor.ground.process(row.kind);
    await run.delete(all);
    expect(run.log).to.contain("cannot be stopped alone");
    for (const { action, body } of vendor.ground.sandbox.requests.entries) {
      if (!action.startsWith("Create")) expect(body).not.to.have.property("TaskID");
    }
    const outcomes = vendor.ground.sandbox.requests.entries.map(({ outcome }) => outcome);
    expect(outcomes).not.to.include("UnknownParameter");
  });

  it("submits what TCSS recommends although another scan runs", async () => {
    const vendor = await row.start();
    await vendor.ground.process(row.kind).create({ images: images.slice(3) });
    await vendor.ground.process(row.kind).create({ recommended: true });
    expect(vendor.scans().map((scan) => scan.images)).to.deep.equal([images.slice(3), ["team/one:1.0"]]);
  });

  it("keeps ids beyond 2^53 exact, there and back", async () => {
    const vendor = await row.start();
    const Id = 9_007_199_254_740_993n;
    vendor.ground.account.registryImages.add({
      Id,
      Namespace: "team",
      ImageName: "huge",
      ImageTag: "1.0",
    });
    const ours = await vendor.ground.process(row.kind).create({ images: ["team/huge:1.0"] });
    expect(stateOf(ours).resolved["team/huge:1.0"]?.id).to.equal(String(Id));
    expect(vendor.ground.bodies(row.submit)[0]?.Id).to.deep.equal([Id]);
  });
});

describe("tencentcloud/localScanTask, where the vendor is its own", () => {
  const row = tasks[1] as TaskRow;
  afterEach(stopGrounds);

  it("takes the vendor's word for a missing licence, where no list tells", async () => {
    const vendor = await row.start();
    for (const name of images.slice(0, 2)) vendor.authorise(name, false);
    const error = await refusalOf(
      vendor.ground.process(row.kind).create({ filter: { clusterIds: ["cls-conform1"] } }),
    );
    expect(error.kind).to.equal("QuotaExceeded");
    expect(error.message).to.contain("No scan runs, so licences are missing: ");
    expect(error.message).to.match(/\d+ of \d+ licences are left/);
  });
});

const selections = { images: 0, filter: 0, all: 0, recommended: 0 };
