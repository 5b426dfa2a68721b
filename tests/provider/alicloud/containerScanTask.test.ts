import { expect } from "chai";
import { SasClient } from "../../../provider/clouds/alicloud/client";
import { Context } from "../../../provider/core/context";
import type { Properties } from "../../../provider/core/wire";
import type { AlicloudOptions, Container } from "../../../sandbox/index";
import { refusalOf } from "../../../tools/ground/run";
import { testHost } from "../../../tools/ground/testHost";
import { containerTask, SasVendor, stopVendors } from "./vendor";

const listAction = "DescribeContainerInstances";
const appAction = "CreateContainerScanTaskByAppName";
const idAction = "CreateContainerScanTask";
const clusterId = "c-one";

/** Two clusters: the one of every test, and another with an application of the same name. */
async function started(options: AlicloudOptions = {}): Promise<SasVendor> {
  const vendor = await SasVendor.start(options);
  vendor.account.containers.addCluster(clusterId);
  vendor.account.containers.addCluster("c-two");
  return vendor;
}

const run = (vendor: SasVendor, AppName: string, more: Partial<Container> = {}): Container =>
  vendor.account.containers.run({ ClusterId: clusterId, AppName, ...more });

describe("alicloud.ContainerScanTask", () => {
  afterEach(stopVendors);

  it("submits each application by itself, in the cluster", async () => {
    const vendor = await started();
    const [api] = [run(vendor, "api"), run(vendor, "web"), run(vendor, "api", { ClusterId: "c-two" })];
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["web", "api"] });
    expect(vendor.asked(appAction, "ok")).to.have.deep.members([
      { ClusterId: clusterId, AppNames: "web" },
      { ClusterId: clusterId, AppNames: "api" },
    ]);
    expect(vendor.scans.flatMap(({ images }) => images))
      .to.include(api?.ContainerId)
      .and.have.length(2);
    expect(stored.state.runs).to.have.length(1);
    const [{ taskIds, images }] = stored.state.runs as [{ taskIds: string[]; images: number }];
    expect(images).to.equal(2);
    expect(taskIds).to.deep.equal(vendor.scans.map(({ taskId }) => taskId));
    const resolved = stored.state.resolved as Record<string, { id: string; scannedAt: string }>;
    expect(Object.keys(resolved)).to.have.members(["api", "web"]);
    for (const [name, { id, scannedAt }] of Object.entries(resolved)) {
      expect(id).to.equal(name);
      expect(Number(scannedAt), "a result counts from now on").to.be.closeTo(vendor.clock.now(), 600_000);
    }
  });

  it("submits each container by itself", async () => {
    const vendor = await started();
    const [one, two] = [run(vendor, "api"), run(vendor, "api")];
    run(vendor, "api");
    await vendor.run(containerTask).create({ clusterId, containerIds: [one.ContainerId, two.ContainerId] });
    expect(vendor.asked(idAction, "ok")).to.have.deep.members([
      { ClusterId: clusterId, ContainerIds: one.ContainerId },
      { ClusterId: clusterId, ContainerIds: two.ContainerId },
    ]);
  });

  it("asks for the containers of its cluster only, page by page", async () => {
    const vendor = await started({ maxPageSize: 2 });
    for (let count = 0; count < 5; count += 1) run(vendor, "api");
    run(vendor, "web", { ClusterId: "c-two" });
    await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    const [first] = vendor.asked(listAction);
    expect(JSON.parse(String(first?.Criteria))).to.deep.equal([
      { name: "clusterId", value: clusterId, logicalExp: "AND" },
    ]);
    expect(vendor.asked(listAction)).to.have.length(3);
    const error = await refusalOf(vendor.run(containerTask).create({ clusterId, apps: ["web"] }));
    expect(error.message).to.equal(
      "images: 1 of the names do not lead to one image:\n" +
        "    web is not running in cluster c-one, as far as Security Center knows.\n" +
        "Security Center lists what runs in clusters that are connected to it. Nothing was changed.",
    );
  });

  it("takes no container of another cluster for its own, should SAS list some", async () => {
    const vendor = await started();
    run(vendor, "api");
    const web = run(vendor, "web", { ClusterId: "c-two" });
    const env = await vendor.answering(listAction, (answer) => ({
      ...answer,
      ContainerInstanceList: [...(answer.ContainerInstanceList as Properties[]), web],
    }));
    const error = await refusalOf(vendor.run(containerTask, { env }).create({ clusterId, apps: ["web"] }));
    expect(error.kind).to.equal("NotFound");
  });

  it("looks up nothing but what runs, so that a refresh shows no rollout as a change", async () => {
    const vendor = await started();
    run(vendor, "api", { ImageDigest: "a".repeat(64) });
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    vendor.account.containers.stop("api");
    run(vendor, "api", { ImageDigest: "b".repeat(64) });
    vendor.calls();
    const read = await vendor.run(containerTask).refresh(stored);
    expect(read?.state).to.deep.equal(stored.state);
    expect(vendor.calls()).to.deep.equal([]);
    expect(vendor.run(containerTask).plan(stored, { clusterId, apps: ["api"] }).changed).to.deep.equal([]);
  });

  it("scans again what a trigger changes with, and replaces the task in another cluster", async () => {
    const vendor = await started();
    run(vendor, "api");
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    vendor.account.finishScans();
    await vendor.clock.sleep(60_000);
    await vendor.run(containerTask).update(stored, { clusterId, apps: ["api"], triggers: { rollout: "2" } });
    expect(vendor.scans).to.have.length(2);
    expect(
      vendor.run(containerTask).plan(stored, { clusterId: "c-two", apps: ["api"] }).replaces,
    ).to.deep.equal(["clusterId"]);
  });

  for (const [program, path] of [
    [{ apps: ["api", "a,b"] }, "apps[1]"],
    [{ apps: ["two words"] }, "apps[0]"],
    [{ apps: ['["api"]'] }, "apps[0]"],
    [{ apps: [{ name: "api" }] }, "apps[0]"],
    [{ apps: [] }, "apps"],
    [{ containerIds: ["abc"] }, "containerIds[0]"],
    [{ containerIds: ["A".repeat(64)] }, "containerIds[0]"],
    [{ containerIds: [5] }, "containerIds[0]"],
    [{ apps: ["api"], containerIds: ["a".repeat(64)] }, "apps, containerIds"],
    [{}, "apps, containerIds"],
  ] as const) {
    it(`refuses ${JSON.stringify(program).slice(0, 60)} at its exact place`, async () => {
      const vendor = await started();
      const { failures } = vendor.run(containerTask).check({ clusterId, ...program });
      expect(failures).to.have.length(1);
      expect(failures[0]?.reason.startsWith(`${path}: `), failures[0]?.reason).to.equal(true);
      expect(vendor.calls()).to.deep.equal([]);
    });
  }

  it("speaks of what it scans by its name", async () => {
    const vendor = await started();
    const check = vendor.run(containerTask).check({ clusterId, apps: ["a b"] });
    expect(check.failures[0]?.reason).to.contain("write the name of an application in the cluster");
    const none = vendor.run(containerTask).check({ clusterId, containerIds: [] });
    expect(none.failures[0]?.reason).to.contain("name at least one container");
    run(vendor, "api");
    await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
    const other = vendor.run(containerTask);
    await other.create({ clusterId, apps: ["api"] });
    expect(other.log).to.contain("1 of 1 apps are being scanned already");
  });

  describe("follows, and does not submit again,", () => {
    for (const assume of [{}, { digestSpelling: "prefixed" }, { leafStatus: "documented" }] as const) {
      it(`an application that is being scanned, under ${JSON.stringify(assume)}`, async () => {
        const vendor = await started({ assume });
        run(vendor, "api");
        run(vendor, "web");
        await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
        const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api", "web"] });
        expect(stored.state.followed).to.deep.equal(["api"]);
        expect(vendor.asked(appAction).map(({ AppNames }) => AppNames)).to.deep.equal(["api", "web"]);
      });
    }

    it("but not one of the same name in another cluster", async () => {
      const vendor = await started();
      run(vendor, "api", { ImageDigest: "a".repeat(64) });
      run(vendor, "api", { ClusterId: "c-two", ImageDigest: "a".repeat(64) });
      await vendor.run(containerTask).create({ clusterId: "c-two", apps: ["api"] });
      await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      expect(vendor.asked(appAction, "ok")).to.have.length(2);
    });

    it("an application of whose scan SAS tells the digest only", async () => {
      const vendor = await started({ assume: { digestSpelling: "prefixed" } });
      run(vendor, "api");
      run(vendor, "web");
      await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      const env = await vendor.answering("ListUnfinishedOnceTask", (answer) => ({
        ...answer,
        OnceTasks: (answer.OnceTasks as Properties[]).map(({ TaskImageInfo: _, ...leaf }) => leaf),
      }));
      const stored = await vendor.run(containerTask, { env }).create({ clusterId, apps: ["api", "web"] });
      expect(stored.state.followed).to.deep.equal(["api"]);
    });

    it("but not one of which nobody tells the image", async () => {
      const vendor = await started();
      run(vendor, "api");
      run(vendor, "web");
      await vendor.run(containerTask).create({ clusterId, apps: ["web"] });
      const { IMAGE_SCAN_ALICLOUD_ENDPOINT: unfinished } = await vendor.answering(
        "ListUnfinishedOnceTask",
        (answer) => ({
          ...answer,
          OnceTasks: (answer.OnceTasks as Properties[]).map(
            ({ TaskImageInfo: _, Target: __, ...leaf }) => leaf,
          ),
        }),
      );
      const env = await vendor.answering(
        listAction,
        (answer) => ({
          ...answer,
          ContainerInstanceList: (answer.ContainerInstanceList as Properties[]).map(
            ({ ImageDigest: _, ...container }) => container,
          ),
        }),
        unfinished,
      );
      await vendor.run(containerTask, { env }).create({ clusterId, apps: ["api"] });
      expect(vendor.asked(appAction, "ok")).to.have.length(2);
    });

    it("a container that is being scanned with its application", async () => {
      const vendor = await started();
      const { ContainerId } = run(vendor, "api");
      await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      const stored = await vendor.run(containerTask).create({ clusterId, containerIds: [ContainerId] });
      expect(stored.state.followed).to.deep.equal([ContainerId]);
    });

    it("but not a container of another application that runs the same image", async () => {
      const vendor = await started();
      const ImageDigest = "a".repeat(64);
      run(vendor, "api", { ImageDigest, Pod: "" });
      const { ContainerId } = run(vendor, "web", { ImageDigest, Pod: "" });
      await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      await vendor.run(containerTask).create({ clusterId, containerIds: [ContainerId] });
      expect(vendor.asked(idAction, "ok")).to.have.length(1);
    });

    it("but not another image in the pod of a container that is", async () => {
      const vendor = await started();
      const main = run(vendor, "api", { Pod: "api-1", ImageDigest: "a".repeat(64) });
      const sidecar = run(vendor, "api", { Pod: "api-1", ImageDigest: "b".repeat(64) });
      vendor.account.holdScans();
      await vendor.run(containerTask).create({ clusterId, containerIds: [main.ContainerId] });
      await vendor.run(containerTask).create({ clusterId, containerIds: [sidecar.ContainerId] });
      expect(vendor.asked(idAction, "ok").map(({ ContainerIds }) => ContainerIds)).to.deep.equal([
        main.ContainerId,
        sidecar.ContainerId,
      ]);
    });
  });

  describe("when the answer to a submission is lost", () => {
    it("keeps the id that SAS lists for all of it, and stops the scan on delete", async () => {
      const vendor = await started({ assume: { unfinishedTaskId: "root" } });
      run(vendor, "api");
      run(vendor, "api");
      vendor.account.holdScans();
      vendor.fail(appAction, "resetAfter");
      const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      expect(vendor.scans).to.have.length(1);
      expect(stored.state.taskId).to.equal(vendor.scans[0]?.taskId);
      await vendor.run(containerTask).delete(stored);
      expect(vendor.scans[0]?.state).to.equal("canceled");
    });

    for (const assume of [
      { unfinishedTaskId: "leaf" },
      { unfinishedTaskId: "leaf", leafIds: "known" },
      { unfinishedTaskId: "root", containerTasks: "unreadable" },
    ] as const) {
      it(`follows the scan, and stops nothing on delete, under ${JSON.stringify(assume)}`, async () => {
        const vendor = await started({ assume });
        run(vendor, "api");
        vendor.account.holdScans();
        vendor.fail(appAction, "resetAfter");
        const stored = await vendor.run(containerTask).create({ clusterId, apps: ["api"] });
        expect(vendor.scans).to.have.length(1);
        expect(stored.state).not.to.have.property("taskId");
        expect(stored.state.followed).to.deep.equal(["api"]);
        await vendor.run(containerTask).delete(stored);
        expect(vendor.scans[0]?.state).to.equal("scanning");
      });
    }

    it("keeps no id of a scan that is about another application, too", async () => {
      const vendor = await started({ assume: { unfinishedTaskId: "root", appNames: "commas" } });
      run(vendor, "api");
      run(vendor, "web");
      vendor.account.holdScans();
      vendor.sandbox.faults.add({ action: appAction, kind: "resetBefore", delayMs: 500 });
      const waiting = vendor.run(containerTask).create({ clusterId, apps: ["api"] });
      while (vendor.asked(appAction).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      // A colleague's, of both; ours never came.
      const context = new Context(testHost({ env: vendor.sandbox.env }));
      const colleague = SasClient.of(context, { profile: "default", site: "mainland" });
      await colleague.callOnce(appAction, { ClusterId: clusterId, AppNames: "api,web" });
      const stored = await waiting;
      expect(stored.state.followed).to.deep.equal(["api"]);
      expect(stored.state).not.to.have.property("taskId");
    });
  });

  it("waits for one of ten scans to end, container by container", async () => {
    const vendor = await started({ secondsPerImage: 30 });
    const apps = Array.from({ length: 14 }, (_, index) => `app-${index}`);
    for (const app of apps) run(vendor, app);
    const task = vendor.run(containerTask);
    const stored = await task.create({ clusterId, apps, onBusy: "fail" });
    expect(vendor.scans).to.have.length(14);
    expect(vendor.account.maxRunning).to.be.at.most(10);
    const [{ taskIds }] = stored.state.runs as [{ taskIds: string[] }];
    expect(taskIds).to.have.length(14);
    expect(task.log).to.contain("waits for the vendor to take a further scan");
  });

  it("stops all of its scans that still run", async () => {
    const vendor = await started();
    for (const app of ["a", "b", "c"]) run(vendor, app);
    vendor.account.holdScans();
    const stored = await vendor.run(containerTask).create({ clusterId, apps: ["a", "b", "c"] });
    const task = vendor.run(containerTask);
    await task.delete(stored);
    expect(vendor.scans.map(({ state }) => state)).to.deep.equal(Array(3).fill("canceled"));
    expect(task.log).to.match(/stopped 3 scans that still ran$/);
  });
});
