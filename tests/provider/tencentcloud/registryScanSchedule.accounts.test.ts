import { expect } from "chai";
import type { AccountOptions } from "../../../sandbox/index";
import { refusalOf } from "../../../tools/ground/run";
import { created, describeAction, listAction, program, startVendor, stopVendors, theirs } from "./schedule";

describe("tencentcloud.RegistryScanSchedule", () => {
  afterEach(stopVendors);

  describe("on the international site", () => {
    const international: AccountOptions = { site: "international" };
    const there = { site: "international" };

    it("sends no images left out, as its API does not know them", async () => {
      const vendor = await startVendor({ accounts: [international] });
      const ours = await vendor.run().create({ ...program, ...there });
      const next = await vendor.run().update(ours, { everyDays: 2, startTime: "19:00", all: true, ...there });
      await vendor.run().delete(next);
      expect(vendor.writes()).to.have.length(3);
      for (const body of vendor.writes()) expect(body).not.to.have.property("ExcludeImageAssetIds");
      expect(vendor.sandbox.requests.entries.map(({ outcome }) => outcome)).to.satisfy((all: string[]) =>
        all.every((outcome) => outcome === "ok"),
      );
    });

    it("has an id of its own", async () => {
      const vendor = await startVendor({ accounts: [international] });
      expect((await vendor.run().create({ ...program, ...there })).id).to.equal("default/international");
    });

    it("refuses images left out by name, before any call", async () => {
      const vendor = await startVendor({ accounts: [international] });
      const { failures } = vendor
        .run()
        .check({ everyDays: 1, startTime: "19:00", all: true, excludeImages: ["a:1"], ...there });
      expect(failures).to.deep.equal([
        {
          property: "",
          reason: "excludeImages: cannot be set on the international site: its API has no such field",
        },
      ]);
      expect(vendor.calls()).to.deep.equal([]);
    });
  });

  describe("of one account that two keys reach", () => {
    const keys = [
      { secretId: "first-id", secretKey: "first-key" },
      { secretId: "second-id", secretKey: "second-key" },
    ] as const;
    const config = {
      "imageScan:profiles": JSON.stringify(
        Object.fromEntries(keys.map((key, index) => [`key${index + 1}`, { tencentcloud: key }])),
      ),
    };

    it("is the same schedule: what one key wrote the other finds as wanted", async () => {
      const vendor = await startVendor({ accounts: [{ keys }] });
      const first = await vendor.run({ config }).create({ ...program, profile: "key1" });
      expect(first.id).to.equal("key1/mainland");
      const second = await vendor.run({ config }).create({ ...program, profile: "key2" });
      expect(second.id).to.equal("key2/mainland");
      expect(second.state.previous).to.deep.include({ asWanted: true });
      expect(vendor.writes()).to.have.length(1);
    });

    it("is not taken over from one key by the other unasked", async () => {
      const vendor = await startVendor({ accounts: [{ keys }] });
      await vendor.run({ config }).create({ ...program, profile: "key1" });
      const error = await refusalOf(
        vendor.run({ config }).create({ ...program, everyDays: 2, profile: "key2" }),
      );
      expect(error.kind).to.equal("AlreadyExists");
    });

    it("is given back and taken over again when it is replaced by the other key's", async () => {
      const vendor = await startVendor({ accounts: [{ keys }] });
      vendor.account.registrySchedule.edit(theirs);
      const held = vendor.account.registrySchedule.value;
      const first = await vendor.run({ config }).create({ ...program, adopt: true, profile: "key1" });
      const run = vendor.run({ config });
      const declared = { ...program, adopt: true, profile: "key2" };
      expect(run.plan(first, declared)).to.deep.equal({
        changed: ["profile"],
        replaces: ["profile"],
        deleteBeforeReplace: true,
      });
      await run.delete(first);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
      const second = await run.create(declared);
      expect(vendor.account.registrySchedule.value).to.deep.include({ ScanPeriod: 1 });
      await vendor.run({ config }).delete(second);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
    });
  });

  describe("renamed without an alias", () => {
    it("is created first and deleted after: the deletion calls nothing, and says so", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const ours = await vendor.run().create({ ...program, adopt: true });
      const held = vendor.account.registrySchedule.value;
      vendor.calls();
      const run = vendor.run();
      const renamed = await run.create({ ...program, adopt: true });
      expect(vendor.calls()).to.deep.equal([describeAction, listAction]);
      await run.delete(ours);
      expect(vendor.calls()).to.deep.equal([]);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
      expect(run.log).to.match(
        /another resource of this update manages it now \(renamed without an alias\?\): left as it is\. Found on \S+, and no longer given back: \{.*"ScanPeriod":7/,
      );

      const end = vendor.run();
      await end.delete(renamed);
      expect(vendor.account.registrySchedule.value).to.deep.equal(held);
      expect(end.log).to.match(
        /found as wanted on \S+, and still so: left as it is\. What an earlier resource of yours may have found before that is not known here, so it cannot be given back/,
      );
    });

    it("and changed at once, it is written by the new one and left by the old one", async () => {
      const { vendor, ours } = await created();
      const run = vendor.run();
      await run.create({ ...program, everyDays: 4, adopt: true });
      await run.delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: true, ScanPeriod: 4 });
    });

    it("is switched off by a later deletion when that is wanted", async () => {
      const { vendor, ours } = await created();
      const run = vendor.run();
      const renamed = await run.create({ ...program, onDelete: "disable" });
      await run.delete(ours);
      await vendor.run().delete(renamed);
      expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: false });
    });

    it("is left by the old one where the new one has just been updated", async () => {
      const { vendor, ours } = await created();
      const run = vendor.run();
      await run.update(ours, { ...program, everyDays: 2 });
      vendor.calls();
      await run.delete(ours);
      expect(vendor.calls()).to.deep.equal([]);
    });
  });
});
