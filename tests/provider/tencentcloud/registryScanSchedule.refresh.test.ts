import { expect } from "chai";
import type { Properties } from "../../../provider/core/wire";
import type { Assumptions, ImageInfo } from "../../../sandbox/index";
import { Run, type Stored } from "../../../tools/ground/run";
import { created, describeAction, listAction, program, startVendor, stopVendors, theirs } from "./schedule";

describe("tencentcloud.RegistryScanSchedule", () => {
  afterEach(stopVendors);

  describe("is refreshed", () => {
    it("with exactly one request while nothing has changed, and then nothing is planned", async () => {
      const { vendor, ours } = await created({
        timeZone: "Asia/Kolkata",
        startTime: "00:15",
        endTime: "05:00",
      });
      const run = vendor.run();
      const read = await run.refresh(ours);
      expect(vendor.calls()).to.deep.equal([describeAction]);
      expect(read?.state).to.deep.equal(ours.state);
      expect(read?.inputs).to.deep.equal(
        run.inputs({ ...program, timeZone: "Asia/Kolkata", startTime: "00:15", endTime: "05:00" }),
      );
      expect(
        run.plan(ours, { ...program, timeZone: "Asia/Kolkata", startTime: "00:15", endTime: "05:00" })
          .changed,
      ).to.deep.equal([]);
    });

    it("and shows what a colleague changed, in the program's own terms", async () => {
      const { vendor, ours } = await created({
        timeZone: "Asia/Shanghai",
        startTime: "03:00",
        endTime: "05:00",
      });
      vendor.account.registrySchedule.edit({
        Enable: false,
        ScanPeriod: 3,
        ScanTime: "20:30",
        ScanEndTime: "",
        ScanType: ["RISK", "NEW"],
      });
      const read = await vendor.run().refresh(ours);
      expect(read?.inputs).to.deep.include({
        enabled: false,
        everyDays: 3,
        startTime: "04:30",
        scanTypes: ["NEW", "sensitiveInfo"],
      });
      expect(read?.inputs).not.to.have.property("endTime");
      expect(read?.state).to.deep.include({ previous: ours.state.previous, written: ours.state.written });
    });

    it("and shows images that came and went by name, for one more list", async () => {
      const { vendor, ours } = await created({ images: ["team/api:1.4", "team/web:2.0"] });
      const { registryImages } = vendor.account;
      vendor.account.registrySchedule.edit({
        Id: [registryImages.get("team/api:1.4").Id, registryImages.get("payments/ledger:1.0").Id],
      });
      const read = await vendor.run().refresh(ours);
      expect(vendor.calls()).to.deep.equal([describeAction, listAction]);
      expect(read?.inputs.images).to.deep.equal({ "team/api:1.4": "", "payments/ledger:1.0": "" });
    });

    it("and shows an image that the inventory does not know by its id", async () => {
      const { vendor, ours } = await created();
      const { Id } = vendor.account.registryImages.get("team/api:1.4");
      vendor.account.registrySchedule.edit({ Id: [Id, 4711] });
      const read = await vendor.run().refresh(ours);
      expect(read?.inputs.images).to.deep.equal({ "team/api:1.4": "", "#4711": "" });
    });

    it("and shows a namesake from another registry that was added in the console", async () => {
      const { vendor, ours } = await created();
      const { registryImages, registrySchedule } = vendor.account;
      const { Id } = registryImages.get("team/api:1.4");
      const namesake = registryImages.add("team/api:1.4", {
        InstanceId: "tcr-2",
        InstanceName: "two",
        RegistryType: "tcr",
      });
      registrySchedule.edit({ Id: [Id, namesake.Id] });
      const read = await vendor.run().refresh(ours);
      expect(read?.inputs.images).not.to.deep.equal(ours.state.images);
    });

    it("and shows another selection in place of the images", async () => {
      const { vendor, ours } = await created();
      vendor.account.registrySchedule.edit({ ScanScope: 0, Id: [] });
      const all = await vendor.run().refresh(ours);
      expect(all?.inputs).to.deep.include({ all: true }).and.not.to.have.property("images");
      vendor.account.registrySchedule.edit({ Namespace: ["b", "a"] });
      expect((await vendor.run().refresh(ours))?.inputs).to.deep.include({
        filter: { namespaces: ["a", "b"] },
      });
      vendor.account.registrySchedule.edit({ ScanScope: 2 });
      expect((await vendor.run().refresh(ours))?.inputs).to.deep.include({ recommended: true });
    });

    for (const kind of ["registry", "local"] as const) {
      it(`and takes a scope that no document knows for nothing that was asked for: ${kind}`, async () => {
        const vendor = await startVendor();
        const run = new Run(`tencentcloud/${kind}ScanSchedule`, vendor.sandbox);
        const everything = { ...program, endTime: "23:00", images: undefined, all: true };
        const ours = await run.create(everything);
        vendor.account[`${kind}Schedule`].edit({ ScanScope: 4 });
        const read = (await run.refresh(ours)) ?? expect.fail("gone");
        expect(read.inputs).not.to.have.any.keys("all", "filter", "images", "recommended");
        expect(run.plan(read, everything).changed).to.deep.equal(["all"]);
      });
    }

    it("and shows a filter that a colleague set beside the vendor's recommendation", async () => {
      const { vendor, ours } = await created({ images: undefined, recommended: true });
      vendor.account.registrySchedule.edit({ Namespace: ["payments"] });
      expect((await vendor.run().refresh(ours))?.inputs).not.to.deep.equal(
        vendor.run().inputs({ ...program, images: undefined, recommended: true }),
      );
    });

    it("and knows images that the vendor answers by their coordinates only", async () => {
      const { vendor, ours } = await created();
      const infoOf = (image: string): ImageInfo => {
        const { InstanceName, Namespace, ImageName, ImageTag } = vendor.account.registryImages.get(image);
        return { InstanceName, Namespace, ImageName, ImageTag, Force: "true" };
      };
      vendor.account.registrySchedule.edit({ Id: [], Images: [infoOf("team/api:1.4")] });
      expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
      vendor.account.registrySchedule.edit({ Images: [infoOf("team/api:1.4"), infoOf("team/web:2.0")] });
      expect((await vendor.run().refresh(ours))?.inputs.images).to.deep.equal({
        "team/api:1.4": "",
        "team/web:2.0": "",
      });
      const { Id } = vendor.account.registryImages.get("team/api:1.4");
      vendor.account.registrySchedule.edit({ Id: [Id], Images: [infoOf("team/web:2.0")] });
      expect((await vendor.run().refresh(ours))?.inputs.images).to.deep.equal({
        "team/api:1.4": "",
        "team/web:2.0": "",
      });
    });

    it("and shows the drift that the next update repairs", async () => {
      const { vendor, ours } = await created();
      vendor.account.registrySchedule.edit({ ScanPeriod: 9, Enable: false });
      const run = vendor.run();
      const read = (await run.refresh(ours)) as Stored;
      expect(run.plan(read, program).changed).to.deep.equal(["enabled", "everyDays"]);
      const next = await run.update(read, program);
      expect(run.plan(next, program).changed).to.deep.equal([]);
      expect((await vendor.run().refresh(next))?.state).to.deep.equal(next.state);
    });

    it("and is gone where the vendor knows of none", async () => {
      const { ours } = await created();
      const fresh = await startVendor({ assume: { neverConfigured: "notFound" } });
      expect(await fresh.run().refresh(ours)).to.equal(undefined);
    });

    it("and leaves alone what the program leaves alone", async () => {
      const { vendor, ours } = await created({ images: undefined, all: true });
      const { Id } = vendor.account.registryImages.get("payments/reports:latest");
      vendor.account.registrySchedule.edit({ ScanEndTime: "06:00", ExcludeImageAssetIds: [Id] });
      expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    });
  });

  describe("drifts by no echo of the vendor's", () => {
    const echoes: Partial<Assumptions>[] = [
      { scanTime: "HH:mm:ss" },
      { scanType: "lowerCase" },
      { emptyLists: "null" },
      { omittedFields: "kept" },
      { handPicked: "both" },
      { optionalFields: "whenSet" },
      {
        scanTime: "HH:mm:ss",
        scanType: "lowerCase",
        emptyLists: "null",
        omittedFields: "kept",
        handPicked: "both",
        optionalFields: "whenSet",
      },
    ];
    const selections: Properties[] = [
      {
        images: [
          "team/api:1.4",
          { namespace: "payments", name: "gateway", tag: "3.2.0", instanceId: "tcr-sandbox1" },
        ],
      },
      { filter: { namespaces: ["team", "payments"], latest: true } },
      { all: true, excludeImages: ["payments/reports"] },
      { recommended: true },
    ];
    for (const assume of echoes) {
      it(`such as ${Object.entries(assume)
        .map((parts) => parts.join(" "))
        .join(", ")}`, async () => {
        for (const selection of selections) {
          const vendor = await startVendor({ assume });
          vendor.account.registrySchedule.edit({ ...theirs, Enable: false });
          const held = vendor.account.registrySchedule.value;
          const declared = { everyDays: 1, startTime: "19:00", ...selection };
          const ours = await vendor.run().create(declared);
          const read = await vendor.run().refresh(ours);
          expect(read?.state).to.deep.equal(ours.state);
          expect(vendor.run().plan(ours, declared).changed).to.deep.equal([]);
          const again = await vendor.run().create(declared);
          expect(again.state.previous).to.deep.include({ asWanted: true });
          await vendor.run().delete(ours);
          expect(vendor.account.registrySchedule.value).to.deep.include({
            Enable: false,
            ScanPeriod: held?.ScanPeriod,
          });
        }
      });
    }
  });
});
