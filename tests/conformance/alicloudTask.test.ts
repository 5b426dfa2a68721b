import { expect } from "chai";
import type { Properties } from "../../provider/core/wire";
import { ContainerScans, SCAN_CONTAINERS } from "../../sandbox/alicloud/containerScans";
import { Parameters } from "../../sandbox/alicloud/parameters";
import type { AlicloudAccount } from "../../sandbox/index";
import { refusalOf } from "../../tools/ground/run";
import type { TaskVendor } from "../../tools/ground/vendor";
import { alicloudTasks } from "./alicloudTasks";
import { stopGrounds } from "./ground";
import type { TaskRow } from "./taskRow";
import { sorted, stateOf, TaskSuite } from "./taskSuite";

type Row = TaskRow<AlicloudAccount>;
type Vendor = TaskVendor<AlicloudAccount>;

for (const row of alicloudTasks) {
  const suite = new TaskSuite(row);
  const { three, onePart, part, firstThree } = suite;

  describe(`${row.kind} of ${row.noun}, where the vendor is its own`, () => {
    afterEach(stopGrounds);

    it("never runs more than ten of 25 tasks of one process, whose scans end one by one", async () => {
      const vendor = await row.start();
      const process = suite.process(vendor);
      const many = suite.more(vendor, 25);
      const all = await Promise.all(many.map((name) => process.beside(row.kind).create(row.program([name]))));
      expect(vendor.ground.account.maxRunning).to.equal(10);
      expect(sorted(suite.scanned(vendor).flat())).to.deep.equal(sorted(many));
      expect(new Set(all.map((ours) => stateOf(ours).taskId))).to.deep.equal(new Set(suite.taskIds(vendor)));
      const asked = vendor.ground.sandbox.requests.entries.filter(({ action }) => action === row.submit);
      expect(asked.length, "submissions tried").to.be.below(60);
    });

    for (const fullCode of ["QuotaExceeded.ScanTask", "Conflict.TooManyTasks"]) {
      it(`knows that the account is full by what it does, whatever the vendor calls it: ${fullCode}`, async () => {
        const options = { assume: { whenFull: "refused" as const }, fullCode };
        const vendor = await row.start(options);
        await suite.fill(vendor);
        const error = await refusalOf(suite.process(vendor).create({ ...onePart, onBusy: "fail" }));
        expect(error.kind).to.equal("Conflict");
        expect(error.message).to.contain(`${row.submit}: ${fullCode}: `);
      });
    }

    it("takes a refusal inside HTTP 200 for one", async () => {
      const vendor = await row.start();
      vendor.ground.sandbox.faults.add({
        action: row.submit,
        kind: "failureIn200",
        code: "NoPermission",
        message: "no",
      });
      const error = await refusalOf(suite.process(vendor).create(three));
      expect(error.kind).to.equal("Forbidden");
      expect(error.message).to.match(
        new RegExp(`^${row.submit}: NoPermission: no \\(request [0-9A-F-]{36}\\)\\. `),
      );
      expect(vendor.scans()).to.deep.equal([]);
    });

    it("scans on the other half of the cloud what is there", async () => {
      const vendor = await row.start({ accounts: [{ site: "international", images: "none" }] });
      const program: Properties = { ...three, site: "international" };
      const ours = await suite.process(vendor).create(program);
      expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(firstThree));
      expect((await suite.process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
    });

    it("does not take somebody else's scan, begun before, for one whose answer was lost", async () => {
      const vendor = await row.start({ assume: { unfinishedTaskId: "root" }, secondsPerImage: 600 });
      const other = row.names[3] ?? "";
      await suite.process(vendor).create(row.program([other]));
      vendor.ground.sandbox.faults.add({ action: row.submit, kind: "resetAfter" });
      const ours = await suite.process(vendor).create(onePart);
      await suite.process(vendor).delete(ours);
      expect(suite.scanned(vendor)).to.deep.equal([[other], sorted(part)]);
      expect(vendor.scans().map(({ state }) => state)).to.deep.equal(["scanning", "canceled"]);
    });
  });
}

describe("alicloud/registryScanTask, where the vendor is its own", () => {
  const row = alicloudTasks[0] as Row;
  const suite = new TaskSuite(row);
  afterEach(stopGrounds);

  const requests = (vendor: Vendor) =>
    vendor.ground.sandbox.requests.entries.filter(({ action }) => action === row.submit);

  for (const [title, path] of [
    ["short", "a"],
    ["long", "a".repeat(200)],
    ["long, and longer as they are sent", "a/".repeat(140)],
  ] as const) {
    it(`hands over 45 images whose names are ${title} in requests under 16 KiB`, async () => {
      const vendor = await row.start({ secondsPerImage: 0 });
      const names = Array.from({ length: 45 }, (_, index) => `team/${path}${100 + index}:1.0`);
      vendor.add(...names);
      const ours = await suite.process(vendor).create({ images: names });
      const lengths = requests(vendor).map(({ query }) => `POST /?${query} HTTP/1.1`.length);
      expect(Math.max(...lengths)).to.be.below(16 * 1024);
      const counts = vendor.ground.bodies(row.submit).map(row.count);
      expect(Math.max(...counts)).to.be.at.most(20);
      // Every request but the last is as full as it may be: twice its half would be too much.
      for (const [index, count] of counts.slice(0, -1).entries())
        expect(count === 20 || (lengths[index] ?? 0) > 8 * 1024, `${count} images`).to.equal(true);
      expect(suite.scanned(vendor).flat().sort()).to.deep.equal(sorted(names));
      expect(stateOf(ours).runs[0]?.taskIds).to.deep.equal(suite.taskIds(vendor));
    });
  }

  const stranger = {
    registryType: "harbor",
    instanceId: "cri-elsewhere",
    regionId: "cn-hangzhou",
    repoId: "crr-elsewhere",
    repoNamespace: "other",
    repoName: "stranger",
    tag: "3.0",
  };

  it("hands over an image with all its coordinates without looking for it", async () => {
    const vendor = await row.start();
    const program = { images: [stranger] };
    const ours = await suite.process(vendor).create(program);
    expect(vendor.ground.calls()).not.to.include(row.list);
    expect(vendor.ground.bodies(row.submit).map(row.told)).to.deep.equal([{ Images: [stranger] }]);
    expect(suite.scanned(vendor)).to.deep.equal([["other/stranger:3.0"]]);
    expect((await suite.process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
    await suite.process(vendor).create(program);
    expect(vendor.scans(), "followed").to.have.length(1);
    await suite.process(vendor).delete(ours);
    expect(vendor.scans()[0]?.state).to.equal("canceled");
  });

  it("sends a digest as 64 digits, whichever way the program writes it", async () => {
    const vendor = await row.start();
    const { tag: _, ...repository } = stranger;
    const digests = ["a".repeat(64), `sha256:${"b".repeat(64)}`];
    await suite.process(vendor).create({ images: digests.map((digest) => ({ ...repository, digest })) });
    expect(vendor.ground.bodies(row.submit).map(row.told)).to.deep.equal([
      { Images: ["a", "b"].map((digit) => ({ ...repository, digest: digit.repeat(64) })) },
    ]);
  });

  it("hands over an image that Security Center has not imported yet", async () => {
    const vendor = await row.start();
    const images = vendor.ground.account.registryImages;
    const { RegistryType, InstanceId, RegionId, RepoId } = images.add("team/fresh:1.0", { known: false });
    const coordinates = {
      registryType: RegistryType,
      instanceId: InstanceId,
      regionId: RegionId,
      repoId: RepoId,
      repoNamespace: "team",
      repoName: "fresh",
      tag: "1.0",
    };
    const unknown = await refusalOf(suite.process(vendor).create({ images: ["team/fresh:1.0"] }));
    expect(unknown.kind).to.equal("NotFound");
    await suite.process(vendor).create({ images: [coordinates] });
    expect(suite.scanned(vendor)).to.deep.equal([["team/fresh:1.0"]]);
  });

  it("scans the other images when the vendor leaves out one that no registry holds", async () => {
    const vendor = await row.start({ assume: { unknownImages: "leftOut" } });
    await suite.process(vendor).create({ images: [stranger, row.names[0]] });
    expect(suite.scanned(vendor)).to.deep.equal([row.names.slice(0, 1)]);
  });

  for (const preCheck of ["asDocumented", "swapped"] as const) {
    it(`refuses a selection for which the quota may not do, before it submits: preCheck ${preCheck}`, async () => {
      const vendor = await row.start({ assume: { preCheck } });
      vendor.ground.account.quota.capacity = 4;
      const error = await refusalOf(suite.process(vendor).create({ all: true }));
      expect(error.kind).to.equal("QuotaExceeded");
      expect(error.message).to.contain("5 images").and.contain("4 of 4 are left");
      expect(vendor.ground.changes()).to.deep.equal([]);
      vendor.ground.account.quota.capacity = 5;
      await suite.process(vendor).create({ all: true });
      expect(suite.scanned(vendor)).to.deep.equal([sorted(row.names)]);
    });
  }

  it("goes by the larger of two numbers of which none can tell which is the quota, and names both", async () => {
    const { vendor } = await suite.created(row.program(row.names.slice(0, 1)));
    vendor.ground.account.quota.capacity = 5;
    const error = await refusalOf(suite.process(vendor).create({ all: true }));
    expect(error.kind).to.equal("QuotaExceeded");
    expect(error.message).to.contain("needs 4 to 5 of the scan quota, and 4 of 5 are left");
  });

  it("asks once for the quota, however long it waits for its turn", async () => {
    const vendor = await row.start();
    await suite.fill(vendor);
    const run = suite.process(vendor);
    const created = run.create({ all: true });
    await suite.waits(run);
    vendor.ground.account.finishScans();
    await created;
    const calls = vendor.ground.calls().filter((action) => action === "DescribeImageScanAuthCount");
    expect(calls).to.have.length(1);
  });
});

describe("alicloud/containerScanTask, where the vendor is its own", () => {
  const [byApp, byContainer] = alicloudTasks.slice(1) as [Row, Row];
  const suite = new TaskSuite(byApp);
  afterEach(stopGrounds);

  const containersOf = (vendor: Vendor, app: string) =>
    vendor.ground.account.containers
      .list()
      .filter(({ AppName }) => AppName === app)
      .map(({ ContainerId }) => ContainerId);

  it("scans all of it again when containers take the place of their app", async () => {
    const { vendor, ours } = await suite.created(byApp.program(["one"]));
    const program = byContainer.program(containersOf(vendor, "one"));
    const run = suite.process(vendor);
    run.plan(ours, program);
    expect(run.log).to.contain("of 2 containers: scans 2 (what is scanned changed)");
    const next = await run.update(ours, program);
    expect(vendor.ground.bodies(byContainer.submit).map(({ ContainerIds }) => ContainerIds)).to.deep.equal(
      containersOf(vendor, "one"),
    );
    expect(stateOf(next).runs[0]).to.deep.include({ reason: "changed", images: 2 });
    expect(suite.process(vendor).plan(next, program).changed).to.deep.equal([]);
  });

  it("follows a container whose app is being scanned", async () => {
    const vendor = await byApp.start();
    await suite.process(vendor).create(byApp.program(["one"]));
    const ours = await suite.process(vendor).create(byContainer.program(containersOf(vendor, "one")));
    expect(vendor.scans()).to.have.length(1);
    expect(stateOf(ours).followed).to.have.length(2);
  });

  it("keeps apps of one name in two clusters apart", async () => {
    const vendor = await byApp.start();
    vendor.ground.account.containers.run({ ClusterId: "c-elsewhere", AppName: "one" });
    await suite.process(vendor).create(byApp.program(["one"]));
    await suite.process(vendor).create({ clusterId: "c-elsewhere", apps: ["one"] });
    expect(vendor.ground.account.scans.map(({ images }) => images.length)).to.deep.equal([2, 1]);
  });

  it("does not take a scan of the whole cluster, begun meanwhile, for its own", async () => {
    const vendor = await byApp.start({ assume: { unfinishedTaskId: "root" } });
    const { alicloud, faults, requests } = vendor.ground.sandbox;
    const { containers, tasks } = vendor.ground.account;
    const end = requests.subscribe(({ action }) => {
      if (action !== byApp.submit) return;
      end();
      new ContainerScans(containers, tasks, alicloud.assumptions).create(new Parameters({}, SCAN_CONTAINERS));
    });
    faults.add({ action: byApp.submit, kind: "resetBefore" });
    const ours = await suite.process(vendor).create(byApp.program(["one"]));
    expect(suite.scanned(vendor)).to.deep.equal([sorted(byApp.names)]);
    expect(stateOf(ours).followed).to.deep.equal(["one"]);
    await suite.process(vendor).delete(ours);
    expect(vendor.scans()[0]?.state).to.equal("scanning");
  });

  it("submits, follows and submits further where no id leads to a scan", async () => {
    const vendor = await byApp.start({ assume: { containerTasks: "unreadable" } });
    const ours = await suite.process(vendor).create(suite.three);
    await suite.process(vendor).create(suite.three);
    expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(suite.firstThree));
    vendor.ground.account.finishScans();
    await suite.process(vendor).update(ours, suite.five);
    expect(suite.scanned(vendor)).to.deep.equal(suite.scansOf(suite.firstThree, byApp.names.slice(3)));
  });

  it("stops its own scans where no id leads to one", async () => {
    const vendor = await byApp.start({ assume: { containerTasks: "unreadable" } });
    const ours = await suite.process(vendor).create(suite.three);
    await suite.process(vendor).delete(ours);
    expect(new Set(vendor.scans().map(({ state }) => state))).to.deep.equal(new Set(["canceled"]));
  });
});
