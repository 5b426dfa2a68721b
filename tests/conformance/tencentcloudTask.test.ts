import { expect } from "chai";
import type { Account } from "../../sandbox/index";
import { refusalOf } from "../../tools/ground/run";
import { images } from "../../tools/ground/vendor";
import { stopGrounds } from "./ground";
import type { TaskRow } from "./taskRow";
import { stateOf } from "./taskSuite";
import { tencentcloudTasks } from "./tencentcloudTasks";

const three = { images: images.slice(0, 3) };

for (const row of tencentcloudTasks) {
  describe(`${row.kind}, while the account scans`, () => {
    afterEach(stopGrounds);

    it("says that the account is busy, not that a licence is missing", async () => {
      const vendor = await row.start({ assume: { lastLocalTask: "oneClick" } });
      await vendor.ground.process(row.kind).create({ images: images.slice(0, 1) });
      await vendor.ground.process(row.kind).create({ images: images.slice(1, 2) });
      expect(vendor.scans()).to.have.length(2);
    });
  });
}

describe("tencentcloud/registryScanTask, where the vendor is its own", () => {
  const row = tencentcloudTasks[0] as TaskRow<Account>;
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
  const row = tencentcloudTasks[1] as TaskRow<Account>;
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
