import { expect } from "chai";
import { Inventory } from "../../../provider/core/imageSet";
import { errorOf, refusalOf } from "../../../tools/ground/run";
import { describeAction, listAction, program, startVendor, stopVendors, updateAction } from "./schedule";

const creation = [describeAction, listAction, updateAction, describeAction];

describe("the images of tencentcloud.RegistryScanSchedule", () => {
  afterEach(stopVendors);

  it("that no registry knows are an error that names the nearest, before any write", async () => {
    const vendor = await startVendor();
    const error = await refusalOf(
      vendor.run().create({ ...program, images: ["team/api:1.4", "team/apj:1.4", "nowhere/near:9"] }),
    );
    expect(error.kind).to.equal("NotFound");
    expect(error.message.split("\n")).to.deep.equal([
      "images: 2 of the names do not lead to one image:",
      "    team/apj:1.4 is in no registry that TCSS knows; nearest: team/api:1.4, team/api:1.3",
      "    nowhere/near:9 is in no registry that TCSS knows.",
      "TCSS lists an image after its registry was synchronised. Nothing was changed.",
    ]);
    expect(vendor.calls()).to.deep.equal([describeAction, listAction]);
  });

  it("that are missing by the dozen are counted, and twenty of them named", async () => {
    const vendor = await startVendor({ accounts: [{ images: "none" }] });
    const images = Array.from({ length: 25 }, (_, index) => `team/gone:${index}`);
    const { message } = await refusalOf(vendor.run().create({ ...program, images }));
    expect(message).to.include("25 of the names do not lead to one image:");
    expect(message.match(/is in no registry/g)).to.have.length(20);
    expect(message).to.include("\n    and 5 more.");
  });

  it("that are missing by the dozen are compared with the inventory no oftener than they are named", async () => {
    const vendor = await startVendor();
    const { nearest } = Inventory.prototype;
    let compared = 0;
    Inventory.prototype.nearest = function (...asked) {
      compared += 1;
      return nearest.apply(this, asked);
    };
    try {
      const images = Array.from({ length: 50 }, (_, index) => `team/gone:${index}`);
      await refusalOf(vendor.run().create({ ...program, images }));
    } finally {
      Inventory.prototype.nearest = nearest;
    }
    expect(compared).to.be.within(1, 20);
  });

  it("are unknown where the vendor's list is null", async () => {
    const vendor = await startVendor({ accounts: [{ images: "none" }], assume: { emptyLists: "null" } });
    expect((await refusalOf(vendor.run().create(program))).kind).to.equal("NotFound");
  });

  it("that are known twice are an error that names each, and how to tell them apart", async () => {
    const vendor = await startVendor();
    const first = vendor.account.registryImages.get("team/api:1.4");
    const second = vendor.account.registryImages.add("team/api:1.4", {
      InstanceId: "tcr-2",
      RegistryType: "tcr",
    });
    const error = await refusalOf(vendor.run().create(program));
    expect(error.kind).to.equal("NotFound");
    expect(error.message).to.include(
      `team/api:1.4 means 2 images: #${first.Id} (ccr ins-sandbox1), #${second.Id} (tcr tcr-2); ` +
        "add a digest, an instanceId or a registryType, or give the id",
    );
    expect(vendor.writes()).to.deep.equal([]);
    for (const image of [
      { namespace: "team", name: "api", tag: "1.4", instanceId: "tcr-2" },
      { namespace: "team", name: "api", tag: "1.4", registryType: "tcr" },
      `team/api:1.4@${second.ImageDigest}`,
      { id: Number(second.Id) },
    ]) {
      const other = await startVendor();
      other.account.registryImages.add("team/api:1.4", {
        InstanceId: "tcr-2",
        RegistryType: "tcr",
        Id: second.Id,
        ImageDigest: second.ImageDigest,
      });
      const ours = await other.run().create({ ...program, images: [image] });
      expect(other.writes()[0]?.Id).to.deep.equal([second.Id]);
      expect((await other.run().refresh(ours))?.state).to.deep.equal(ours.state);
    }
  });

  it("may be named by tag, digest, both, host or coordinates, and each is found", async () => {
    const vendor = await startVendor();
    const { Id, ImageDigest } = vendor.account.registryImages.get("team/api:1.4");
    for (const image of [
      `team/api@${ImageDigest}`,
      `team/api:1.4@${ImageDigest}`,
      "ccr.ccs.tencentyun.com/team/api:1.4",
      `CCR.ccs.tencentyun.com/team/api@${ImageDigest}`,
      { namespace: "team", name: "api", tag: "1.4" },
      { namespace: "team", name: "api", digest: ImageDigest, instanceName: "ccr-default" },
    ]) {
      const ours = await vendor.run().create({ ...program, images: [image], adopt: true });
      expect(
        Object.values((ours.state.resolved as { images: object }).images),
        JSON.stringify(image),
      ).to.deep.equal([{ id: String(Id), digest: ImageDigest }]);
      expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    }
    const gateway = vendor.account.registryImages.get("payments/gateway:3.2.0");
    const ours = await vendor
      .run()
      .create({ ...program, images: ["acme-prod.tencentcloudcr.com/payments/gateway:3.2.0"], adopt: true });
    expect(ours.state.images).to.deep.equal({ "acme-prod.tencentcloudcr.com/payments/gateway:3.2.0": "" });
    expect(vendor.writes().at(-1)?.Id).to.deep.equal([gateway.Id]);
  });

  it("given by id are taken at their word, without a list", async () => {
    const vendor = await startVendor();
    const { Id } = vendor.account.registryImages.get("team/api:1.4");
    const ours = await vendor.run().create({ ...program, images: [{ id: Number(Id) }] });
    expect(vendor.calls()).to.deep.equal([describeAction, updateAction, describeAction]);
    expect(ours.state).to.deep.include({
      images: { [`#${Id}`]: "" },
      resolved: { images: { [`#${Id}`]: { id: String(Id) } } },
    });
    expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    expect(vendor.calls()).to.deep.equal([describeAction]);
  });

  it("given by two names of one image are sent once", async () => {
    const vendor = await startVendor();
    const { Id } = vendor.account.registryImages.get("team/api:1.4");
    const images = ["team/api:1.4", "ccr.ccs.tencentyun.com/team/api:1.4", { id: Number(Id) }];
    const ours = await vendor.run().create({ ...program, images });
    expect(vendor.writes()[0]?.Id).to.deep.equal([Id]);
    expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
  });

  it("have ids above 2^53 that are exact on every way: listed, sent, answered, kept, given back", async () => {
    const vendor = await startVendor();
    const { registryImages, registrySchedule } = vendor.account;
    const [large, larger, largest] = [9007199254740993n, 9007199254740995n, 18446744073709551615n];
    registryImages.add("team/large:1", { Id: large });
    registryImages.add("team/larger:1", { Id: larger });
    registryImages.add("team/largest:1", { Id: largest });
    registrySchedule.edit({ Enable: true, ScanScope: 1, Id: [large] });
    const held = registrySchedule.value;
    const ours = await vendor
      .run()
      .create({ ...program, images: ["team/larger:1", { id: String(largest) }], adopt: true });
    const raw = vendor.sandbox.requests.entries.find(({ action }) => action === updateAction)?.rawBody;
    expect(raw).to.match(
      /"Id":\[18446744073709551615,9007199254740995\]|"Id":\[9007199254740995,18446744073709551615\]/,
    );
    expect(ours.state.resolved).to.deep.include({
      images: {
        "team/larger:1": { id: "9007199254740995", digest: registryImages.get("team/larger:1").ImageDigest },
        "#18446744073709551615": { id: "18446744073709551615" },
      },
    });
    expect((ours.state.previous as { setting: object }).setting).to.deep.include({
      Id: ["9007199254740993"],
    });
    expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    await vendor.run().delete(ours);
    expect(registrySchedule.value).to.deep.equal(held);
  });

  it("are resolved a thousand at a time with ten pages", async () => {
    const vendor = await startVendor({ accounts: [{ images: "none" }] });
    vendor.account.registryImages.addMany(1_000);
    const images = vendor.account.registryImages
      .list()
      .map(({ Namespace, ImageName, ImageTag }) => `${Namespace}/${ImageName}:${ImageTag}`);
    const ours = await vendor.run().create({ ...program, images });
    const calls = vendor.calls();
    expect(calls.filter((action) => action === listAction)).to.have.length(10);
    expect(calls).to.have.length(13);
    const sent = vendor.writes()[0]?.Id as number[];
    expect(sent).to.have.members(vendor.account.registryImages.list().map(({ Id }) => Id));
    const offsets = vendor.sandbox.requests.entries
      .filter(({ action }) => action === listAction)
      .map(({ body }) => ({ ...body }) as { Limit: number; Offset: number });
    expect(offsets.map(({ Limit }) => Limit)).to.deep.equal(Array(10).fill(100));
    expect(new Set(offsets.map(({ Offset }) => Offset)).size).to.equal(10);
    expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    expect(vendor.calls()).to.deep.equal([describeAction]);
  });

  it("are listed once in a process, however often they are asked for", async () => {
    const vendor = await startVendor();
    const run = vendor.run();
    const ours = await run.create(program);
    const next = await run.update(ours, { ...program, images: ["team/web:2.0"] });
    await run.update(next, { ...program, images: ["payments/ledger:1.0"] });
    expect(vendor.calls().filter((action) => action === listAction)).to.have.length(1);
  });

  it("pushed by an earlier resource of the same update are found by listing once more", async () => {
    const vendor = await startVendor();
    const run = vendor.run();
    const ours = await run.create(program);
    const pushed = vendor.account.registryImages.add("team/new:1");
    vendor.calls();
    await run.update(ours, { ...program, images: ["team/new:1"] });
    expect(vendor.calls()).to.deep.equal(creation);
    expect(vendor.writes().at(-1)?.Id).to.deep.equal([pushed.Id]);
  });

  it("that are still unknown after listing once more are an error", async () => {
    const vendor = await startVendor();
    const run = vendor.run();
    const ours = await run.create(program);
    vendor.calls();
    const error = await refusalOf(run.update(ours, { ...program, images: ["team/apj:1.4"] }));
    expect(error.kind).to.equal("NotFound");
    expect(vendor.calls()).to.deep.equal([describeAction, listAction]);
  });

  it("are listed again after a list that failed", async () => {
    const vendor = await startVendor();
    const run = vendor.run();
    vendor.sandbox.faults.add({
      action: listAction,
      kind: "error",
      code: "AuthFailure.UnauthorizedOperation",
    });
    expect((await errorOf(run.create(program))).kind).to.equal("Forbidden");
    await run.create(program);
    expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: true });
  });

  it("are resolved again at each write, so that a tag means what it points at then", async () => {
    const vendor = await startVendor();
    const ours = await vendor.run().create(program);
    const moved = vendor.account.registryImages.move("team/api:1.4");
    expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    const next = await vendor.run().update(ours, { ...program, everyDays: 2 });
    expect(vendor.writes().at(-1)?.Id).to.deep.equal([moved.Id]);
    expect(next.state.resolved).to.deep.equal({
      images: { "team/api:1.4": { id: String(moved.Id), digest: moved.ImageDigest } },
    });
  });

  it("that have left their registry since are no drift: the vendor still holds them", async () => {
    const vendor = await startVendor();
    const ours = await vendor.run().create(program);
    vendor.account.registryImages.remove("team/api:1.4");
    expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
  });
});
