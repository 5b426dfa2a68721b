import { expect } from "chai";
import type { Properties } from "../../../provider/core/wire";
import type { ConsoleScan, HuaweiCloudAssumptions, HuaweiCloudOptions } from "../../../sandbox/index";
import { errorOf, refusalOf, type Stored } from "../../../tools/ground/run";
import {
  always,
  asTask,
  createAction,
  type Kind,
  localList,
  quotaAction,
  registryList,
  stopAction,
  stopVendors,
  tasksAction,
  told,
  Vendor,
} from "./vendor";

const names = ["team/one:1.0", "team/two:1.0", "team/three:1.0", "team/four:1.0", "team/five:1.0"];
const kinds = [
  { kind: "registry", task: "huaweicloud/registryScanTask", list: registryList },
  { kind: "local", task: "huaweicloud/localScanTask", list: localList },
] as const;

for (const { kind, task, list } of kinds) {
  const start = async (options: HuaweiCloudOptions = {}, aheadMs = 0): Promise<Vendor> => {
    const vendor = await Vendor.start(options, aheadMs);
    for (const name of names) vendor.list(kind).add(name);
    return vendor;
  };
  const create = (vendor: Vendor, program: Properties = { images: names.slice(0, 2) }): Promise<Stored> =>
    vendor.run(task).create(program);
  const scans = (vendor: Vendor) => vendor.scans(kind as Kind);
  const stranger = (vendor: Vendor, images: readonly string[] | "all" = names.slice(0, 2)) =>
    vendor.account.startScan({ kind, images });

  describe(`the scans of ${task}`, () => {
    afterEach(stopVendors);

    describe("are submitted", () => {
      it("with what HSS needs to know of each image, and for everything, unless something else is said", async () => {
        const vendor = await start();
        await create(vendor);
        const [request] = vendor.requests(createAction);
        expect(new URLSearchParams(request?.query).get("global_image_type")).to.equal(kind);
        const { image_info, ...rest } = request?.body as { image_info: Properties[] };
        expect(rest).to.deep.equal({ scan_scope: 2147483647, is_all: false });
        const rows = names.slice(0, 2).map((name) => vendor.list(kind).get(name) as unknown as Properties);
        const known =
          kind === "local"
            ? ["image_id", "image_digest", "image_name", "image_version"]
            : [
                "id",
                "image_id",
                "image_digest",
                "registry_id",
                "registry_name",
                "registry_type",
                "namespace",
                "image_name",
                "image_version",
                "instance_id",
                "instance_url",
              ];
        expect(image_info).to.deep.equal(
          rows.map((row) =>
            Object.fromEntries(known.flatMap((word) => (row[word] ? [[word, row[word]]] : []))),
          ),
        );
        expect(scans(vendor)).to.have.length(1);
        expect(scans(vendor)[0]).to.deep.include({ images: names.slice(0, 2), skipped: [], isAll: false });
      });

      it("for the risk types and at the rate that are asked for", async () => {
        const vendor = await start();
        await create(vendor, {
          images: names.slice(0, 1),
          scanTypes: ["malware", "vulnerability"],
          imagesPerHour: 60,
        });
        expect(scans(vendor)[0]).to.deep.include({
          scanTypes: ["vulnerability", "maliciousFile"],
          rateLimit: 60,
        });
        expect(vendor.body(createAction)).to.deep.include({ scan_scope: 0x000f0f00, rate_limit: 60 });
      });

      it("of everything, and of a filter in HSS's words, without naming images", async () => {
        const vendor = await start();
        await create(vendor, { all: true });
        expect(vendor.body(createAction)).to.deep.equal({ scan_scope: 2147483647, is_all: true });
        vendor.account.finishScans();
        await create(vendor, { filter: { imageName: "two", hasVul: false } });
        expect(vendor.body(createAction)).to.deep.equal({
          scan_scope: 2147483647,
          is_all: false,
          query_info: { image_name: "two", has_vul: false },
        });
        expect(scans(vendor).map(({ images }) => images)).to.deep.equal([names, [names[1]]]);
      });

      it("in parts of 200 images, each with an id of its own", async () => {
        const vendor = await Vendor.start();
        vendor.list(kind).addMany(450);
        const rows = vendor.list(kind).list() as unknown as Properties[];
        const images = rows.map(({ namespace, image_name, image_version }) =>
          [namespace, `${image_name}:${image_version}`].filter(Boolean).join("/"),
        );
        const stored = await create(vendor, { images });
        expect(scans(vendor).map((one) => one.images.length)).to.deep.equal([200, 200, 50]);
        expect(told(stored).runs[0]?.taskIds).to.deep.equal(scans(vendor).map(({ taskId }) => taskId));
        expect(told(stored).taskId).to.equal(scans(vendor)[2]?.taskId);
      });
    });

    describe("have the id", () => {
      for (const taskOrder of ["newestFirst", "oldestFirst", "unordered"] as const) {
        it(`under which HSS lists them, where the order of the list is ${taskOrder}`, async () => {
          const vendor = await start({ assume: { taskOrder } });
          for (let before = 0; before < 4; before += 1) stranger(vendor, [names[4] ?? ""]);
          vendor.account.finishScans();
          const stored = await create(vendor);
          expect(told(stored)).to.deep.include({ taskId: vendor.ours[0]?.taskId, followed: [] });
          expect(told(stored).runs).to.have.length(1);
          expect(told(stored).runs[0]).to.deep.include({ taskIds: [vendor.ours[0]?.taskId], images: 2 });
        });
      }

      for (const secondsToList of [0.5, 3, 12, 28]) {
        it(`although HSS lists them only after ${secondsToList} s`, async () => {
          for (const imageStatus of ["atOnce", "withTask"] as const) {
            const vendor = await start({ secondsToList, secondsPerImage: 600, assume: { imageStatus } });
            const stored = await create(vendor);
            expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
            expect(vendor.requests(createAction)).to.have.length(1);
          }
        });
      }

      it("none, which is said, where HSS never lists them", async () => {
        const vendor = await start({ secondsToList: 3600, secondsPerImage: 600 });
        const run = vendor.run(task);
        const stored = await run.create({ images: names.slice(0, 2) });
        expect(told(stored).taskId).to.equal(undefined);
        expect(told(stored).runs[0]).to.deep.include({ taskIds: [], images: 2 });
        expect(Object.keys(told(stored).resolved)).to.deep.equal(names.slice(0, 2));
        expect(run.log).to.include("HSS lists no scan of it: no id is kept, and its images are followed");
        expect(vendor.ours).to.have.length(1);
      });

      it("of their own where many start at once in one process, and somebody else scans meanwhile", async () => {
        const vendor = await Vendor.start({ assume: { taskOrder: "unordered" }, secondsToList: 2 });
        const mine = Array.from({ length: 10 }, (_, index) => `team/mine-${index}:1.0`);
        const theirs = Array.from({ length: 20 }, (_, index) => `team/theirs-${index}:1.0`);
        for (const name of [...mine, ...theirs]) vendor.list(kind).add(name);
        let next = 0;
        // Another size, or another risk type: told apart by what the list says.
        const meddle = () => {
          const size = next % 2 === 0 ? 2 : 1;
          const images = theirs.slice(2 * next, 2 * next + size);
          vendor.account.startScan({ kind, images, ...(size === 1 ? { scanTypes: ["baseline"] } : {}) });
          next += 1;
        };
        const stop = vendor.sandbox.requests.subscribe(({ action }) => {
          if (action === createAction) meddle();
        });
        const first = vendor.run(task);
        const runs = mine.map((_, index) => (index === 0 ? first : first.beside(task)));
        const all = await Promise.all(runs.map((run, index) => run.create({ images: [mine[index] ?? ""] })));
        stop();
        expect(vendor.ours).to.have.length(10);
        expect(next).to.equal(10);
        for (const [index, stored] of all.entries()) {
          const ours = vendor.ours.find(({ images }) => images[0] === mine[index]);
          expect(ours?.taskId).to.be.a("string");
          expect(told(stored).taskId, mine[index]).to.equal(ours?.taskId);
        }
      });

      it("none where somebody else starts the like at the same moment: which is ours is ambiguous", async () => {
        for (const secondsToList of [0, 5]) {
          const vendor = await start({ secondsToList });
          vendor.once(createAction, () => void stranger(vendor, names.slice(2, 4)));
          const run = vendor.run(task);
          const stored = await run.create({ images: names.slice(0, 2) });
          expect(scans(vendor)).to.have.length(2);
          expect(told(stored).taskId).to.equal(undefined);
          expect(told(stored).runs[0]).to.deep.include({ taskIds: [], images: 2 });
          expect(run.log).to.include(
            "which of 2 scans of the same content is ours is ambiguous: no id is kept",
          );
        }
      });

      const mine = kind === "local" ? { imageName: "team" } : { namespace: "team" };
      for (const [title, program, theirs] of [
        ["at another rate", { images: names.slice(0, 2), imagesPerHour: 60 }, { rateLimit: 30 }],
        ["of everything", { filter: mine }, { images: "all" }],
        ["for other risk types", { images: names.slice(0, 2) }, { scanTypes: ["baseline"] }],
        ["of another size", { images: names.slice(0, 2) }, { images: names.slice(2, 3) }],
        ["by the schedule", { images: names.slice(0, 2) }, { taskType: "cycle" }],
      ] as [string, Properties, Partial<ConsoleScan>][]) {
        it(`although somebody else starts one ${title} at the same moment`, async () => {
          const vendor = await start();
          const ours = program.images === undefined ? names : names.slice(0, 2);
          // So that it is of our size, although our images are busy.
          const others = ours.map((_, index) => `other/image-${index}:1.0`);
          for (const name of others) vendor.list(kind).add(name);
          vendor.once(createAction, () => {
            vendor.account.startScan({ kind, images: others, ...theirs });
          });
          const stored = await create(vendor, program);
          expect(scans(vendor)).to.have.length(2);
          expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
        });
      }

      it("none where somebody else starts the like half a second later", async () => {
        const vendor = await start();
        vendor.once(createAction, () => {
          void vendor.clock.sleep(500).then(() => stranger(vendor, names.slice(2, 4)));
        });
        const stored = await create(vendor);
        expect(scans(vendor)).to.have.length(2);
        expect(told(stored).taskId).to.equal(undefined);
      });

      it("however far the vendor's clock is from ours, up to some minutes", async () => {
        for (const minutes of [-9, -1, 1, 60]) {
          const vendor = await start({}, minutes * 60_000);
          const stored = await create(vendor);
          expect(told(stored).taskId, `${minutes} min`).to.equal(vendor.ours[0]?.taskId);
        }
      });

      it("however far the vendor's clock is from ours, as its answers tell it", async () => {
        for (const ahead of [-11 * 60_000, 7 * 3_600_000]) {
          const vendor = await start({}, ahead);
          expect(told(await create(vendor)).taskId).to.equal(vendor.ours[0]?.taskId);
        }
      });

      it("and never that of a scan that somebody else began a little earlier, which is listed late", async () => {
        for (const [secondsToList, ahead] of [
          [2.5, 1.5],
          [1.5, 1.4],
          [4, 3.5],
          [10, 9],
        ] as const) {
          const vendor = await start({ secondsToList, secondsPerImage: 600 });
          const theirs = stranger(vendor, names.slice(2, 4));
          await vendor.seconds(ahead);
          const stored = await create(vendor);
          const { taskId } = told(stored);
          expect(taskId, `listed after ${secondsToList} s, begun ${ahead} s before`).not.to.equal(
            theirs.taskId,
          );
        }
      });

      it("under which nobody else's scan is stopped by a delete", async () => {
        const vendor = await start({ secondsToList: 2.5, secondsPerImage: 600 });
        const theirs = stranger(vendor, names.slice(2, 4));
        await vendor.seconds(1.5);
        const stored = await create(vendor);
        await vendor.run(task).delete(stored);
        const { state } = scans(vendor).find(({ taskId }) => taskId === theirs.taskId) ?? {};
        expect(state).to.equal("scanning");
      });

      it("of their own where two profiles of one program scan in one project at once", async () => {
        const vendor = await start({ secondsToList: 2 });
        const { keys, projectId, region } = vendor.account;
        const second = { accessKey: keys[0].ak, secretKey: keys[0].sk, region, projectId };
        const config = { "imageScan:profiles": JSON.stringify({ second: { huaweicloud: second } }) };
        const run = vendor.run(task, { config });
        const all = await Promise.all([
          run.create({ images: names.slice(0, 1) }),
          run.beside(task).create({ images: names.slice(1, 2), profile: "second" }),
        ]);
        expect(vendor.ours).to.have.length(2);
        for (const [index, stored] of all.entries()) {
          const ours = vendor.ours.find(({ images }) => images[0] === names[index]);
          expect(told(stored).taskId).to.equal(ours?.taskId);
        }
      });

      it("of a scan that runs, although an earlier one of the like has ended", async () => {
        const vendor = await start();
        const first = await create(vendor);
        vendor.account.finishScans();
        const second = await create(vendor);
        expect([told(first).taskId, told(second).taskId]).to.deep.equal(
          vendor.ours.map(({ taskId }) => taskId),
        );
      });

      it("of the scan of everything, where some images cannot be scanned", async () => {
        const vendor = await start();
        vendor.list(kind).allowScans(names[4] ?? "", false);
        const stored = await create(vendor, { all: true });
        expect(scans(vendor)[0]).to.deep.include({ images: names.slice(0, 4), skipped: [names[4]] });
        expect(told(stored).taskId).to.equal(scans(vendor)[0]?.taskId);
      });

      it("of the scan of a filter, and of everything", async () => {
        const vendor = await start();
        const one = await create(vendor, { filter: { imageName: "two" } });
        vendor.account.finishScans();
        const all = await create(vendor, { all: true, imagesPerHour: 100 });
        expect([told(one).taskId, told(all).taskId]).to.deep.equal(vendor.ours.map(({ taskId }) => taskId));
      });
    });

    describe("whose answer is lost", () => {
      for (const secondsToList of [0, 5]) {
        it(`go on, with their id, and are not submitted twice (listed after ${secondsToList} s)`, async () => {
          const vendor = await start({ secondsToList });
          vendor.sandbox.faults.add({ action: createAction, kind: "resetAfter" });
          const run = vendor.run(task);
          const stored = await run.create({ images: names.slice(0, 2) });
          expect(scans(vendor)).to.have.length(1);
          expect(told(stored)).to.deep.include({ taskId: scans(vendor)[0]?.taskId, followed: [] });
          expect(run.log).to.include(`but the scan runs, as ${scans(vendor)[0]?.taskId}`);
          expect(vendor.requests(createAction)).to.have.length(1);
        });
      }

      it("go on, followed by their images, where which scan is ours is ambiguous", async () => {
        const vendor = await start();
        vendor.sandbox.faults.add({ action: createAction, kind: "resetAfter" });
        vendor.once(createAction, () => void stranger(vendor, names.slice(2, 4)));
        const stored = await create(vendor);
        expect(vendor.ours).to.have.length(1);
        expect(told(stored).taskId).to.equal(undefined);
        expect(told(stored).followed).to.have.members(names.slice(0, 2));
      });

      it("go on, followed by their images, where HSS shows them only much later", async () => {
        const vendor = await start({
          secondsToList: 22,
          secondsPerImage: 600,
          assume: { imageStatus: "withTask" },
        });
        vendor.sandbox.faults.add({ action: createAction, kind: "resetAfter" });
        const stored = await create(vendor);
        expect(vendor.ours).to.have.length(1);
        expect(told(stored).followed).to.have.members(names.slice(0, 2));
      });

      it("go on, if they scan everything, and which scan is ours is ambiguous", async () => {
        const vendor = await start({ secondsPerImage: 600 });
        for (const name of names) vendor.list(kind).add(name.replace("team", "other"));
        vendor.sandbox.faults.add({ action: createAction, kind: "resetAfter" });
        vendor.once(createAction, () => {
          const images = names.map((name) => name.replace("team", "other"));
          vendor.account.startScan({ kind, images });
        });
        const stored = await create(vendor, {
          filter: kind === "local" ? { imageName: "team" } : { namespace: "team" },
        });
        expect(vendor.ours).to.have.length(1);
        expect(told(stored).runs).to.have.length(1);
      });

      it("go on, if they scan everything", async () => {
        const vendor = await start();
        vendor.sandbox.faults.add({ action: createAction, kind: "resetAfter" });
        const stored = await create(vendor, { all: true });
        expect(scans(vendor)).to.have.length(1);
        expect(told(stored).taskId).to.equal(scans(vendor)[0]?.taskId);
      });

      it("go on, where HSS refused the first spelling of all", async () => {
        const vendor = await start({ assume: { scopeMaximum: "2147483547" } });
        vendor.once(createAction, () =>
          vendor.sandbox.faults.add({ action: createAction, kind: "resetAfter" }),
        );
        const stored = await create(vendor);
        expect(scans(vendor)).to.have.length(1);
        expect(told(stored).taskId).to.equal(scans(vendor)[0]?.taskId);
      });

      for (const [fault, times] of [
        ["resetBefore", 1],
        ["http503", 1],
        ["malformedJson", 1],
        ["redirect", 1],
      ] as const) {
        it(`before HSS had them (${fault}) are an error, after which nothing is scanned; the next create scans once`, async () => {
          const vendor = await start();
          vendor.sandbox.faults.add({ action: createAction, kind: fault, times });
          const error = await refusalOf(create(vendor));
          expect(error.kind).to.be.oneOf(["Unavailable", "Unknown"]);
          expect(scans(vendor)).to.deep.equal([]);
          expect(vendor.requests(createAction)).to.have.length(1);
          const stored = await create(vendor);
          expect(scans(vendor)).to.have.length(1);
          expect(told(stored).taskId).to.equal(scans(vendor)[0]?.taskId);
        });
      }

      it("in time (hang) are an error, after which nothing is scanned", async () => {
        const vendor = await start();
        vendor.sandbox.faults.add({ action: createAction, kind: "hang" });
        const run = vendor.run(task, { deadlines: { requestMs: 300, callMs: 20_000 } });
        expect((await refusalOf(run.create({ images: names.slice(0, 2) }))).kind).to.equal("Timeout");
        expect(scans(vendor)).to.deep.equal([]);
        expect(vendor.requests(createAction)).to.have.length(1);
      });

      it("to many at once are told apart", async () => {
        const vendor = await start({ secondsToList: 1 });
        vendor.sandbox.faults.add({ action: createAction, kind: "resetAfter", times: 2 });
        const first = vendor.run(task);
        const runs = [first, first.beside(task), first.beside(task)];
        const all = await Promise.all(runs.map((run, index) => run.create({ images: [names[index] ?? ""] })));
        expect(vendor.ours).to.have.length(3);
        for (const [index, stored] of all.entries()) {
          const ours = vendor.ours.find(({ images }) => images[0] === names[index]);
          expect(told(stored).taskId).to.equal(ours?.taskId);
        }
      });
    });

    it("are none of somebody else's where HSS could not be asked what runs: nothing was submitted yet", async () => {
      const vendor = await start();
      vendor.once(quotaAction, () => {
        vendor.sandbox.faults.add({ action: tasksAction, kind: "http503" });
        stranger(vendor, "all");
      });
      const run = vendor.run(task, { deadlines: { requestMs: 5_000, callMs: 0 } });
      const error = await refusalOf(run.create({ all: true }));
      expect(error).to.include({ kind: "Unavailable", mayHaveActed: false });
      expect(vendor.requests(createAction)).to.deep.equal([]);
    });

    describe("that HSS has taken", () => {
      for (const fault of ["throttled", "http503", "resetBefore"] as const) {
        it(`are kept, although it does not say under which id (${fault} from then on)`, async () => {
          const vendor = await start();
          vendor.once(createAction, () =>
            vendor.sandbox.faults.add({ action: tasksAction, kind: fault, times: always }),
          );
          const stored = await create(vendor);
          expect(vendor.ours).to.have.length(1);
          expect(Object.keys(told(stored).resolved)).to.deep.equal(names.slice(0, 2));
          expect(told(stored).taskId).to.equal(undefined);
        });
      }

      it("are kept, although the key may not ask under which id", async () => {
        const vendor = await start();
        vendor.once(createAction, () =>
          vendor.sandbox.faults.add({ action: tasksAction, kind: "error", code: "HSS.0013", times: always }),
        );
        const stored = await create(vendor);
        expect(vendor.ours).to.have.length(1);
        expect(Object.keys(told(stored).resolved)).to.deep.equal(names.slice(0, 2));
      });
    });

    describe("while another runs", () => {
      const secondTask: Partial<HuaweiCloudAssumptions> = { secondTask: "refused" };

      it("wait if HSS refuses a second one, and scan then", async () => {
        const vendor = await start({ assume: secondTask, secondsPerImage: 20 });
        stranger(vendor, names.slice(2, 4));
        const run = vendor.run(task);
        const stored = await run.create({ images: names.slice(0, 2) });
        expect(run.log).to.include("waits for the vendor to take a further scan");
        expect(vendor.ours).to.have.length(1);
        expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
        expect(vendor.ours[0]?.startedAt).to.be.at.least((scans(vendor)[0]?.startedAt ?? 0) + 40_000);
      });

      it("wait, too, if what runs is the scheduled scan", async () => {
        const vendor = await start({ assume: secondTask, secondsPerImage: 20 });
        vendor.account.startScan({ kind, images: names.slice(2, 4), taskType: "cycle" });
        const stored = await create(vendor);
        expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
      });

      it("wait, too, if HSS calls that a quota", async () => {
        const vendor = await start({ secondsPerImage: 20 });
        stranger(vendor, names.slice(2, 4));
        vendor.sandbox.faults.add({ action: createAction, kind: "error", code: "HSS.1002" });
        const run = vendor.run(task);
        await run.create({ images: names.slice(0, 2) });
        expect(run.log).to.include("waits for the vendor to take a further scan");
        expect(vendor.ours).to.have.length(1);
      });

      it("fail if they are not to wait, saying that another runs", async () => {
        const vendor = await start({ assume: secondTask });
        stranger(vendor, names.slice(2, 4));
        const error = await refusalOf(create(vendor, { images: names.slice(0, 2), onBusy: "fail" }));
        expect(error).to.include({ kind: "Conflict", mayHaveActed: false });
        expect(error.message)
          .to.include("HSS.0001")
          .and.include("Another scan runs, and HSS may take one at a time.");
      });

      it("wait no longer than they are told to", async () => {
        const vendor = await start({ assume: secondTask, secondsPerImage: 6000 });
        stranger(vendor, names.slice(2, 4));
        const before = vendor.clock.now();
        const error = await refusalOf(
          create(vendor, { images: names.slice(0, 2), queueTimeoutSeconds: 120 }),
        );
        expect(error.kind).to.equal("Conflict");
        expect(vendor.clock.now() - before).to.be.within(90_000, 140_000);
        expect(vendor.ours).to.deep.equal([]);
      });

      it("are refused as what they are, if nothing runs", async () => {
        const vendor = await start();
        vendor.sandbox.faults.add({ action: createAction, kind: "error", code: "HSS.0002", times: 2 });
        const error = await refusalOf(create(vendor));
        expect(error).to.include({ kind: "InvalidInput", mayHaveActed: false });
        expect(error.message).not.to.include("Another scan runs");
      });

      it("are refused as what they are, if the reason has nothing to do with it", async () => {
        const vendor = await start();
        stranger(vendor, names.slice(2, 4));
        vendor.sandbox.faults.add({ action: createAction, kind: "error", code: "HSS.0013" });
        expect((await refusalOf(create(vendor))).kind).to.equal("Forbidden");
      });

      it("follow it where it scans the same images, and submit the others alone", async () => {
        const vendor = await start();
        const theirs = stranger(vendor, names.slice(0, 1));
        const stored = await create(vendor, { images: names.slice(0, 3) });
        expect(told(stored).followed).to.deep.equal(names.slice(0, 1));
        expect(vendor.ours[0]?.images).to.deep.equal(names.slice(1, 3));
        expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId).and.not.to.equal(theirs.taskId);
      });

      it("follow it where it scans the same selection", async () => {
        const vendor = await start();
        stranger(vendor, "all");
        const run = vendor.run(task);
        const stored = await run.create({ all: true });
        expect(vendor.ours).to.deep.equal([]);
        expect(run.log).to.include(
          "the vendor is scanning the selection already: followed, not submitted again",
        );
        expect(told(stored).runs[0]).to.deep.include({ taskIds: [], images: 5 });
      });

      it("follow it where it scans the same selection, in which some images cannot be scanned", async () => {
        const vendor = await start();
        vendor.list(kind).allowScans(names[4] ?? "", false);
        stranger(vendor, "all");
        await create(vendor, { all: true });
        expect(vendor.ours).to.deep.equal([]);
      });

      it("do not follow it where it scans another part of the selection", async () => {
        const vendor = await start();
        stranger(vendor, names.slice(0, 1));
        const stored = await create(vendor, { all: true });
        expect(vendor.ours).to.have.length(1);
        expect(told(stored).runs).to.have.length(1);
      });
    });

    for (const [point, reading] of [
      ["busyImages", "skipped"],
      ["busyImages", "refused"],
      ["busyImages", "again"],
      ["unknownImages", "ignored"],
      ["nothingToScan", "accepted"],
      ["imageInfo", "id"],
      ["imageInfo", "coordinates"],
      ["scopeMaximum", "2147483547"],
      ["combinedScope", "refused"],
      ["imageTypeOmitted", "registry"],
      ["timeFilters", "exact"],
      ["runningEndTime", "absent"],
      ["imageStatus", "withTask"],
      ["failedScanTime", "written"],
      ["notFound", "HSS.0001"],
      ["movedTag", "sameId"],
      ["errorText", "description"],
      ["forbidden", "403"],
    ] as const) {
      it(`are submitted once, and known by their id, where ${point} is ${reading}`, async () => {
        const vendor = await start({ assume: { [point]: reading }, secondsToList: 2 });
        stranger(vendor, names.slice(4));
        await vendor.seconds(10);
        const stored = await create(vendor);
        expect(vendor.ours).to.have.length(1);
        expect(vendor.ours[0]?.images).to.deep.equal(names.slice(0, 2));
        expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
        const again = await create(vendor, { images: names.slice(0, 3) });
        expect(told(again).followed).to.deep.equal(names.slice(0, 2));
        expect(vendor.ours).to.have.length(2);
        expect(vendor.ours[1]?.images).to.deep.equal(names.slice(2, 3));
        await vendor.seconds(600);
        const { state } = await vendor.run("scanGate").create({ task: asTask(task, again) });
        expect(state.verdict).to.equal("passed");
      });
    }

    it("are refused by HSS's own words where it does not combine risk types", async () => {
      const vendor = await start({ assume: { combinedScope: "refused" } });
      const error = await refusalOf(
        create(vendor, { images: names.slice(0, 1), scanTypes: ["malware", "baseline"] }),
      );
      expect(error).to.include({ kind: "InvalidInput", mayHaveActed: false });
      expect(vendor.requests(createAction)).to.have.length(1);
      const stored = await create(vendor, { images: names.slice(0, 1), scanTypes: ["malware"] });
      expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
    });

    it("spell all in the other way only where HSS refuses the first, and only for all", async () => {
      const vendor = await start({ assume: { scopeMaximum: "2147483547" } });
      await create(vendor);
      expect(vendor.requests(createAction).map(({ body }) => body.scan_scope)).to.deep.equal([
        2147483647, 1048575,
      ]);
      expect(vendor.ours[0]?.scanTypes).to.have.length(5);
      vendor.sandbox.faults.add({ action: createAction, kind: "error", code: "HSS.0013" });
      await refusalOf(create(vendor, { images: names.slice(3, 4) }));
      expect(vendor.requests(createAction)).to.have.length(3);
    });

    it("are refused for the first reason where HSS refuses both spellings of all", async () => {
      const vendor = await start();
      const refuse = (message: string) =>
        vendor.sandbox.faults.add({ action: createAction, kind: "error", code: "HSS.0001", message });
      refuse("the first");
      refuse("the second");
      const error = await refusalOf(create(vendor));
      expect(error.message).to.include("the first").and.not.to.include("the second");
    });

    describe("are stopped", () => {
      it("by a delete, if they run", async () => {
        const vendor = await start();
        const theirs = stranger(vendor, names.slice(4));
        const stored = await create(vendor);
        const run = vendor.run(task);
        await run.delete(stored);
        expect(vendor.ours[0]?.state).to.equal("canceled");
        expect(scans(vendor).find(({ taskId }) => taskId === theirs.taskId)?.state).to.equal("scanning");
        expect(run.log).to.include("stopped the scan that still ran");
        await vendor.run(task).delete(stored);
        expect(vendor.requests(stopAction)).to.have.length(1);
      });

      it("by a delete, without a call, if they have ended or are forgotten", async () => {
        for (const forgotten of [false, true]) {
          const vendor = await start();
          const stored = await create(vendor);
          vendor.account.finishScans();
          if (forgotten) vendor.account.forgetScans();
          const run = vendor.run(task);
          await run.delete(stored);
          expect(vendor.requests(stopAction)).to.deep.equal([]);
          expect(run.log).to.equal("");
        }
      });

      it("by a delete, which says nothing of somebody else's scan of the same images", async () => {
        const vendor = await start();
        const stored = await create(vendor);
        vendor.account.finishScans();
        stranger(vendor);
        const run = vendor.run(task);
        await run.delete(stored);
        expect(run.log).to.equal("");
        expect(vendor.requests(stopAction)).to.deep.equal([]);
      });

      for (const stopEnded of ["refused", "ignored"] as const) {
        it(`although they end just then (${stopEnded})`, async () => {
          const vendor = await start({ assume: { stopEnded } });
          const stored = await create(vendor);
          vendor.once(tasksAction, () => vendor.account.finishScans());
          await vendor.run(task).delete(stored);
          expect(vendor.ours[0]?.state).to.equal("ended");
          expect(vendor.requests(stopAction)).to.have.length(1);
        });
      }

      for (const code of ["HSS.0013", "HSS.0041"]) {
        it(`or the delete fails, with ${code}`, async () => {
          const vendor = await start();
          const stored = await create(vendor);
          vendor.sandbox.faults.add({ action: stopAction, kind: "error", code, times: always });
          const error = await errorOf(vendor.run(task).delete(stored));
          expect(error.kind).to.equal(code === "HSS.0013" ? "Forbidden" : "Unavailable");
          expect(vendor.ours[0]?.state).to.equal("scanning");
        });
      }

      it("not at all where the delete is not to, or what runs is only followed", async () => {
        const vendor = await start();
        const kept = await create(vendor, { images: names.slice(0, 1), cancelOnDelete: false });
        const followed = await create(vendor, { images: names.slice(0, 1) });
        vendor.calls();
        await vendor.run(task).delete(kept);
        await vendor.run(task).delete(followed);
        expect(vendor.calls()).to.deep.equal([]);
        expect(vendor.ours[0]?.state).to.equal("scanning");
      });

      it("not where HSS gave them no id: that is said, and nothing is stopped", async () => {
        const vendor = await start();
        vendor.once(createAction, () => void stranger(vendor, names.slice(2, 4)));
        const stored = await create(vendor);
        const run = vendor.run(task);
        await run.delete(stored);
        expect(run.log).to.include("HSS gave the scan no id, so that it cannot be stopped: it goes on");
        expect(scans(vendor).map(({ state }) => state)).to.deep.equal(["scanning", "scanning"]);
        expect(vendor.requests(stopAction)).to.deep.equal([]);
        vendor.account.finishScans();
        const later = vendor.run(task);
        await later.delete(stored);
        expect(later.log).to.equal("");
      });

      it("not where HSS gave the scan of a selection no id: that is said, too", async () => {
        const vendor = await start({ secondsToList: 60 });
        const stored = await create(vendor, { all: true });
        expect(told(stored).taskId).to.equal(undefined);
        const run = vendor.run(task);
        await run.delete(stored);
        expect(vendor.ours[0]?.state).to.equal("scanning");
        expect(run.log).to.include("it goes on");
      });

      if (kind === "local") {
        for (const stopLocal of ["ignored", "refused"] as const) {
          it(`only if HSS does stop scans of local images, else that is said (${stopLocal})`, async () => {
            const vendor = await start({ assume: { stopLocal } });
            const stored = await create(vendor);
            const run = vendor.run(task);
            await run.delete(stored);
            expect(vendor.ours[0]?.state).to.equal("scanning");
            expect(run.log).to.include(`HSS does not stop scan ${vendor.ours[0]?.taskId}: it goes on`);
          });
        }
      }
    });

    describe("are told to cost something", () => {
      for (const freeQuota of ["granted", "left"] as const) {
        it(`before they are submitted (${freeQuota})`, async () => {
          const vendor = await start({ assume: { freeQuota } });
          vendor.account.quota.edit({ free_quota_num: 500, repository_scan_num: 120 });
          const run = vendor.run(task);
          vendor.once(createAction, () =>
            expect(run.log).to.match(
              freeQuota === "granted"
                ? /: submits 2 images: HSS counts 500 free scans and 120 scans of registry images so far; it charges/
                : /: submits 2 images: HSS counts 380 free scans and 120 scans of registry images so far; it charges/,
            ),
          );
          await run.create({ images: names.slice(0, 2) });
          expect(run.log).to.include("it charges for each successful scan beyond the free ones");
          const actions = vendor.calls();
          expect(actions.indexOf(quotaAction)).to.be.within(0, actions.indexOf(createAction));
        });
      }

      it("once for all parts, and for a selection", async () => {
        const vendor = await start();
        const run = vendor.run(task);
        await run.create({ all: true });
        expect(run.log).to.include(": submits 5 images: HSS counts 500 free scans");
        expect(vendor.requests(quotaAction)).to.have.length(1);
      });

      it("only if they are submitted", async () => {
        const vendor = await start();
        stranger(vendor);
        const run = vendor.run(task);
        const stored = await run.create({ images: names.slice(0, 2) });
        expect(told(stored).followed).to.have.length(2);
        await refusalOf(run.create({ images: ["team/none:1.0"] }));
        await refusalOf(run.create({ images: names.slice(2), maxImages: 1 }));
        expect(run.log).not.to.include("free");
        expect(vendor.requests(quotaAction)).to.deep.equal([]);
      });
    });

    it("are refused before they are submitted where an image cannot be scanned: all of those are named", async () => {
      const vendor = await start();
      for (const name of names.slice(1, 3)) vendor.list(kind).allowScans(name, false);
      const error = await refusalOf(create(vendor, { images: names }));
      expect(error).to.include({ kind: "QuotaExceeded", mayHaveActed: false });
      const why =
        kind === "local" ? "HSS cannot scan it (The agent of the server is offline.)" : "HSS cannot scan it";
      expect(error.message.split("\n").map((line) => line.trim())).to.deep.equal([
        "images: 2 of 5 images cannot be scanned:",
        `${names[1]}: ${why}`,
        `${names[2]}: ${why}.`.replace("..", "."),
        "Mend that in HSS's console, or take them out of the set. Nothing was submitted.",
      ]);
      expect(vendor.ours).to.deep.equal([]);
    });

    it("name ten images that cannot be scanned, and how many more there are", async () => {
      const vendor = await Vendor.start();
      const many = Array.from({ length: 13 }, (_, index) => `team/no-${index}:1.0`);
      for (const name of many) {
        vendor.list(kind).add(name);
        vendor.list(kind).allowScans(name, false);
      }
      const error = await refusalOf(create(vendor, { images: many }));
      expect(error.message).to.include("13 of 13 images").and.include("and 3 more").and.not.include("no-10:");
    });

    it("are about images that HSS lists: unknown ones are named with the nearest, all at once", async () => {
      const vendor = await start();
      const error = await refusalOf(
        create(vendor, { images: ["team/ome:1.0", "team/four:2.0", names[0] ?? ""] }),
      );
      expect(error).to.include({ kind: "NotFound", mayHaveActed: false });
      const where = kind === "local" ? "on no node that HSS knows" : "in no registry that HSS knows";
      expect(error.message).to.include("images: 2 of the names do not lead to one image:");
      expect(error.message).to.include(`team/ome:1.0 is ${where}; nearest: team/one:1.0`);
      expect(error.message).to.include(`team/four:2.0 is ${where}; nearest: team/four:1.0`);
      expect(error.message).to.include("HSS lists an image after its");
      expect(vendor.requests(createAction)).to.deep.equal([]);
      expect(vendor.requests(list)).to.have.length(1);
    });

    it("are about images that HSS lists now: one that was pushed since the list was read is found", async () => {
      const vendor = await start();
      const run = vendor.run(task);
      await run.create({ images: names.slice(0, 1) });
      await vendor.seconds(5);
      vendor.list(kind).add("team/new:1.0");
      await run.beside(task).create({ images: ["team/new:1.0"] });
      expect(vendor.ours.map(({ images }) => images)).to.deep.equal([[names[0]], ["team/new:1.0"]]);
      expect(vendor.requests(list)).to.have.length(2);
    });

    it("are of no selection that matches nothing", async () => {
      const vendor = await start();
      const error = await refusalOf(create(vendor, { filter: { imageName: "nothing" } }));
      expect(error).to.include({ kind: "NotFound", mayHaveActed: false });
      expect(vendor.requests(createAction)).to.deep.equal([]);
    });
  });
}
