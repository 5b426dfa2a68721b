import { expect } from "chai";
import type { Properties } from "../../../provider/core/wire";
import { refusalOf, type Stored } from "../../../tools/ground/run";
import {
  created,
  describeAction,
  listAction,
  program,
  startVendor,
  stopVendors,
  theirs,
  updateAction,
} from "./schedule";

describe("tencentcloud.RegistryScanSchedule", () => {
  afterEach(stopVendors);

  describe("is created", () => {
    it("on a fresh account by one write of the whole setting, seen before and after", async () => {
      const vendor = await startVendor();
      const run = vendor.run();
      const { id, state } = await run.create({
        everyDays: 2,
        startTime: "03:00",
        endTime: "07:30",
        timeZone: "Asia/Shanghai",
        images: ["team/web:2.0", "team/api:1.4", "team/api:1.4"],
      });
      expect(vendor.calls()).to.deep.equal([describeAction, listAction, updateAction, describeAction]);
      const [api, web] = [
        vendor.account.registryImages.get("team/api:1.4"),
        vendor.account.registryImages.get("team/web:2.0"),
      ];
      expect(vendor.writes()).to.deep.equal([
        {
          Enable: true,
          ScanPeriod: 2,
          ScanTime: "19:00",
          ScanEndTime: "23:30",
          ScanType: ["VIRUS", "RISK", "CVE"],
          ScanScope: 1,
          Id: [web.Id, api.Id],
          Images: [],
          RegistryType: [],
          Namespace: [],
          Latest: false,
          ContainerRunning: false,
          ExcludeImageAssetIds: [],
        },
      ]);
      expect(id).to.equal("default/mainland");
      const { previous, written, ...rest } = state;
      expect(rest).to.deep.equal({
        enabled: true,
        everyDays: 2,
        startTime: "03:00",
        endTime: "07:30",
        timeZone: "Asia/Shanghai",
        scanTypes: ["malware", "sensitiveInfo", "vulnerability"],
        images: { "team/api:1.4": "", "team/web:2.0": "" },
        adopt: false,
        onDelete: "restore",
        profile: "default",
        site: "mainland",
        resolved: {
          images: {
            "team/api:1.4": { id: String(api.Id), digest: api.ImageDigest },
            "team/web:2.0": { id: String(web.Id), digest: web.ImageDigest },
          },
        },
      });
      expect(previous).to.deep.include({ version: 1, asWanted: false });
      expect(written).to.have.length(1);
      expect(run.log).to.match(
        /^tencentcloud\.RegistryScanSchedule default\/mainland: found \{"Enable":false,.*\}: kept/,
      );
    });

    for (const [title, selection, written] of [
      ["all images", { all: true }, { ScanScope: 0 }],
      ["what the vendor recommends", { recommended: true }, { ScanScope: 2 }],
      [
        "a filter",
        {
          filter: {
            namespaces: ["team", "payments"],
            registryTypes: ["tcr"],
            latest: true,
            containerRunning: true,
          },
        },
        {
          ScanScope: 0,
          Namespace: ["payments", "team"],
          RegistryType: ["tcr"],
          Latest: true,
          ContainerRunning: true,
        },
      ],
    ] as [string, Properties, Properties][]) {
      it(`with ${title}, which is one write and no list`, async () => {
        const vendor = await startVendor();
        const ours = await vendor.run().create({ everyDays: 1, startTime: "19:00", ...selection });
        expect(vendor.calls()).to.deep.equal([describeAction, updateAction, describeAction]);
        expect(vendor.writes()[0]).to.deep.include({ Id: [], Images: [], ...written });
        const read = await vendor.run().refresh(ours);
        expect(read?.state).to.deep.equal(ours.state);
      });
    }

    it("without a write where the vendor holds it already, and there is nothing to give back then", async () => {
      const { vendor } = await created();
      const held = vendor.account.registrySchedule.value;
      const run = vendor.run();
      const ours = await run.create(program);
      expect(vendor.calls()).to.deep.equal([describeAction, listAction]);
      expect(run.log).to.include(
        "already set as wanted: nothing was written, and there is nothing to give back",
      );
      await vendor.run().delete(ours);
      expect(vendor.calls()).to.deep.equal([describeAction]);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
    });

    it("not over a schedule that is on and differs: every field is named, and nothing is touched", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const held = vendor.account.registrySchedule.value;
      const error = await refusalOf(vendor.run().create({ ...program, endTime: "23:00", enabled: true }));
      expect(error.kind).to.equal("AlreadyExists");
      expect(error.message.split("\n").map((line) => line.trim())).to.deep.equal([
        "create: a schedule is switched on already, and differs:",
        "everyDays: now 7, wanted 1",
        'startTime: now "01:30", wanted "19:00"',
        'endTime: now "05:30", wanted "23:00"',
        'scanTypes: now ["vulnerability"], wanted ["malware","sensitiveInfo","vulnerability"]',
        "images: now nothing, wanted team/api:1.4",
        'filter: now {"registryTypes":["tcr"],"namespaces":["payments"],"latest":true}, wanted nothing.',
        "Set `adopt: true` to take it over (a delete gives it back), or declare what is there. Nothing was changed.",
      ]);
      expect(vendor.calls()).to.deep.equal([describeAction, listAction]);
      expect(vendor.account.registrySchedule.value).to.equal(held);
    });

    it("over a schedule that is off, whatever it says", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit({ ...theirs, Enable: false });
      await vendor.run().create(program);
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: true, ScanPeriod: 1 });
    });

    it("with what it leaves alone kept as it was found", async () => {
      const vendor = await startVendor();
      const excluded = vendor.account.registryImages.get("payments/reports:latest").Id;
      vendor.account.registrySchedule.edit({ ...theirs, Enable: false, ExcludeImageAssetIds: [excluded] });
      const ours = await vendor.run().create({ everyDays: 1, startTime: "19:00", all: true });
      expect(vendor.writes()[0]).to.deep.include({ ScanEndTime: "05:30", ExcludeImageAssetIds: [excluded] });
      expect(ours.state).not.to.have.any.keys("endTime", "excludeImages");
    });

    it("with images left out by name", async () => {
      const vendor = await startVendor();
      const ours = await vendor
        .run()
        .create({ everyDays: 1, startTime: "19:00", all: true, excludeImages: ["payments/reports"] });
      const { Id } = vendor.account.registryImages.get("payments/reports:latest");
      expect(vendor.writes()[0]).to.deep.include({ ExcludeImageAssetIds: [Id], Id: [] });
      const read = await vendor.run().refresh(ours);
      expect(read?.inputs).to.deep.include({ excludeImages: { "payments/reports:latest": "" }, all: true });
    });

    it("switched off, when that is wanted", async () => {
      const { vendor, ours } = await created({ enabled: false });
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: false });
      expect((await vendor.run().refresh(ours))?.inputs).to.deep.include({ enabled: false });
    });

    it("once in a process: a second resource for the same schedule is a conflict before any call", async () => {
      const vendor = await startVendor();
      const run = vendor.run();
      await run.create(program);
      vendor.calls();
      const error = await refusalOf(run.create({ ...program, everyDays: 3 }));
      expect(error.kind).to.equal("Conflict");
      expect(error.message).to.equal(
        "create: another resource of this update manages the same schedule. An account has one: keep one of the two resources.",
      );
      expect(vendor.calls()).to.deep.equal([]);
    });

    it("once in a process: of two created at the same time one is a conflict", async () => {
      const vendor = await startVendor();
      const run = vendor.run();
      const both = await Promise.allSettled([run.create(program), run.create({ ...program, everyDays: 3 })]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
      expect(vendor.writes()).to.have.length(1);
    });

    it("again in the same process where it was refused before", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const run = vendor.run();
      await refusalOf(run.create(program));
      await run.create({ ...program, adopt: true });
      expect(vendor.account.registrySchedule.value).to.deep.include({ ScanPeriod: 1 });
    });
  });

  for (const neverConfigured of ["defaults", "notFound"] as const) {
    it(`on an account that never had one (${neverConfigured}) is created, and switched off when deleted`, async () => {
      const vendor = await startVendor({ assume: { neverConfigured } });
      const run = vendor.run();
      const ours = await run.create(program);
      expect(ours.state.previous).to.deep.include(neverConfigured === "notFound" ? { setting: null } : {});
      if (neverConfigured === "notFound") expect(run.log).to.include("found never configured");
      const end = vendor.run();
      await end.delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: false });
      expect(end.log).to.match(
        neverConfigured === "notFound" ? /was never configured before: switched off/ : /gave back/,
      );
    });
  }

  describe("is deleted", () => {
    it("such that the vendor holds exactly what it held before", async () => {
      const vendor = await startVendor();
      const hand = vendor.account.registryImages.get("payments/ledger:1.0");
      const info = {
        InstanceName: hand.InstanceName,
        Namespace: hand.Namespace,
        ImageName: hand.ImageName,
        ImageTag: hand.ImageTag,
        Force: "true",
        ImageDigest: hand.ImageDigest,
      };
      vendor.account.registrySchedule.edit({
        ...theirs,
        ScanScope: 1,
        Id: [hand.Id],
        Images: [info],
        ScanTime: "01:30:00",
      });
      const held = vendor.account.registrySchedule.value;
      const ours = await vendor.run().create({ ...program, adopt: true });
      expect(vendor.account.registrySchedule.value).not.to.deep.equal(held);
      const run = vendor.run();
      await run.delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
      expect(run.log).to.match(/gave back what was found on \d{4}-\d\d-\d\dT/);
    });

    it("such that nothing of ours is left where the vendor keeps what a write leaves out", async () => {
      const vendor = await startVendor({ assume: { omittedFields: "kept" } });
      vendor.account.registrySchedule.edit({ ...theirs, ScanEndTime: "" });
      const held = vendor.account.registrySchedule.value;
      const ours = await vendor.run().create({ ...program, endTime: "23:00", adopt: true });
      await vendor.run().delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
    });

    it("and switched off where the vendor refuses to take back what it held, which is said", async () => {
      const vendor = await startVendor();
      const gone = vendor.account.registryImages.add("team/gone:1");
      vendor.account.registrySchedule.edit({ ...theirs, ScanScope: 1, Id: [gone.Id] });
      const ours = await vendor.run().create({ ...program, adopt: true });
      vendor.account.registryImages.remove(gone.Id);
      const run = vendor.run();
      await run.delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: false });
      expect(run.log).to.match(
        /the vendor refuses to take back what was found \(.*ResourceNotFound.*\): switched off instead/,
      );
    });

    it("and switched off even where an image of ours has left its registry since, which is said", async () => {
      const { vendor, ours } = await created({ onDelete: "disable" });
      vendor.account.registryImages.remove("team/api:1.4");
      const run = vendor.run();
      await run.delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: false });
      expect(run.log).to.match(
        /the vendor refuses to keep the rest as it is \(.*\): switched off without it/,
      );
    });

    it("by switching it off, when that is wanted", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const ours = await vendor.run().create({ ...program, adopt: true, onDelete: "disable" });
      const held = vendor.account.registrySchedule.value;
      await vendor.run().delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.equal({ ...held, Enable: false });
    });

    it("without a write where it is to be switched off and is off", async () => {
      const { vendor, ours } = await created({ enabled: false, onDelete: "disable" });
      await vendor.run().delete(ours);
      expect(vendor.calls()).to.deep.equal([describeAction]);
    });

    it("without touching what a colleague made of it since, which is said", async () => {
      const { vendor, ours } = await created();
      const held = vendor.account.registrySchedule.edit({ ScanPeriod: 30 });
      const run = vendor.run();
      await run.delete(ours);
      expect(vendor.calls()).to.deep.equal([describeAction]);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
      expect(run.log).to.include("changed elsewhere since our last write: it is somebody's, left as it is");
    });

    it("without a word where a colleague gave back what there was before", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const held = vendor.account.registrySchedule.value;
      const ours = await vendor.run().create({ ...program, adopt: true });
      if (held) vendor.account.registrySchedule.edit(held);
      const run = vendor.run();
      await run.delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
      expect(run.log).to.equal("");
    });

    it("without touching what a colleague made of it, though a refresh has seen that", async () => {
      const { vendor, ours } = await created();
      const held = vendor.account.registrySchedule.edit({ ScanPeriod: 30 });
      const read = (await vendor.run().refresh(ours)) as Stored;
      await vendor.run().delete(read);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
    });

    it("twice without harm", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const held = vendor.account.registrySchedule.value;
      const ours = await vendor.run().create({ ...program, adopt: true });
      await vendor.run().delete(ours);
      await vendor.run().delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
    });
  });

  describe("is updated", () => {
    it("by one write, and the second update too", async () => {
      const { vendor, ours } = await created();
      const run = vendor.run();
      const next = await run.update(ours, { ...program, everyDays: 2 });
      expect(vendor.calls()).to.deep.equal([describeAction, listAction, updateAction, describeAction]);
      const last = await vendor.run().update(next, { ...program, everyDays: 3 });
      expect(vendor.writes().map(({ ScanPeriod }) => ScanPeriod)).to.deep.equal([1, 2, 3]);
      expect(last.state).to.deep.include({ everyDays: 3, previous: ours.state.previous });
      expect(last.state.written).to.have.length(1);
      expect(last.state.written).not.to.deep.equal(ours.state.written);
      expect(run.log).to.equal("");
    });

    it("and names each field that a colleague had changed and that it did not mean to change", async () => {
      const { vendor, ours } = await created({ endTime: "23:00" });
      vendor.account.registrySchedule.edit({ ScanTime: "02:00", ScanEndTime: "04:00", ScanPeriod: 9 });
      const run = vendor.run();
      await run.update(ours, { ...program, endTime: "23:00", everyDays: 2 });
      expect(run.host.lines.map((line) => line.replace(/^.*?mainland: /, ""))).to.deep.equal([
        'overwrites a change made elsewhere: startTime: now "02:00", wanted "19:00"',
        'overwrites a change made elsewhere: endTime: now "04:00", wanted "23:00"',
      ]);
      expect(vendor.account.registrySchedule.value).to.deep.include({
        ScanTime: "19:00",
        ScanEndTime: "23:00",
        ScanPeriod: 2,
      });
    });

    it("to another time zone without taking its own last write for a colleague's", async () => {
      const { vendor, ours } = await created({ endTime: "23:00" });
      const run = vendor.run();
      await run.update(ours, { ...program, endTime: "23:00", timeZone: "Asia/Shanghai" });
      expect(vendor.writes()[1]).to.deep.include({ ScanTime: "11:00", ScanEndTime: "15:00" });
      expect(run.log).to.equal("");
    });

    it("and names the images that a colleague had added", async () => {
      const { vendor, ours } = await created();
      const [api, worker] = ["team/api:1.4", "team/worker:2026.03"].map(
        (image) => vendor.account.registryImages.get(image).Id,
      );
      vendor.account.registrySchedule.edit({ Id: [api as number, worker as number] });
      const run = vendor.run();
      await run.update(ours, { ...program, everyDays: 2 });
      expect(run.log).to.include("overwrites a change made elsewhere: images: - team/worker:2026.03");
    });

    it("without a call where only what we alone know of has changed", async () => {
      const { vendor, ours } = await created();
      const run = vendor.run();
      expect(run.plan(ours, { ...program, adopt: true, onDelete: "disable" }).changed).to.deep.equal([
        "adopt",
        "onDelete",
      ]);
      const next = await run.update(ours, { ...program, adopt: true, onDelete: "disable" });
      expect(vendor.calls()).to.deep.equal([]);
      expect(next.state).to.deep.equal({ ...ours.state, adopt: true, onDelete: "disable" });
    });

    it("without a write where a colleague made the same change already", async () => {
      const { vendor, ours } = await created();
      vendor.account.registrySchedule.edit({ ScanPeriod: 2 });
      const next = await vendor.run().update(ours, { ...program, everyDays: 2 });
      expect(vendor.calls()).to.deep.equal([describeAction, listAction]);
      await vendor.run().delete(next);
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: false });
    });

    it("to another selection, which clears the one before", async () => {
      const { vendor, ours } = await created({ filter: { namespaces: ["team"] }, images: undefined });
      const next = await vendor.run().update(ours, program);
      expect(vendor.writes()[1]).to.deep.include({ ScanScope: 1, Namespace: [] });
      const last = await vendor.run().update(next, { everyDays: 1, startTime: "19:00", recommended: true });
      expect(vendor.writes()[2]).to.deep.include({ ScanScope: 2, Id: [] });
      expect(last.state).not.to.have.any.keys("images", "filter");
    });

    it("after the vendor forgot it, by writing it again", async () => {
      const { vendor, ours } = await created({}, { assume: { neverConfigured: "notFound" } });
      const fresh = await startVendor({ assume: { neverConfigured: "notFound" } });
      const next = await fresh.run().update(ours, { ...program, everyDays: 2 });
      expect(fresh.account.registrySchedule.value).to.deep.include({ ScanPeriod: 2, Enable: true });
      expect(next.state.previous).to.deep.equal(ours.state.previous);
      expect(vendor.calls()).to.deep.equal([]);
    });

    it("and gives back what was found at the start, not what was found on the way", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const held = vendor.account.registrySchedule.value;
      const ours = await vendor.run().create({ ...program, adopt: true });
      vendor.account.registrySchedule.edit({ ScanPeriod: 9 });
      const next = await vendor.run().update(ours, { ...program, adopt: true, everyDays: 2 });
      await vendor.run().delete(next);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
    });
  });
});
