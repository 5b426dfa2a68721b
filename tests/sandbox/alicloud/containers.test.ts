import { expect } from "chai";
import { failureOf, stopSandboxes } from "../support";
import { IMAGE_SCAN, leavesOf, ofTask, sasOf } from "./support";

const BY_APP = "CreateContainerScanTaskByAppName";
const BY_ID = "CreateContainerScanTask";
const PROD = "c-sandbox1";

describe("sandbox containers of SAS", () => {
  afterEach(stopSandboxes);

  it("run in two clusters at the start", async () => {
    const { account, call } = await sasOf();
    expect((await call("DescribeContainerServiceK8sClusters")).K8sClusters).to.deep.equal([
      { ClusterId: PROD, Name: "acme-prod" },
      { ClusterId: "c-sandbox2", Name: "acme-payments" },
    ]);
    const { ContainerInstanceList, PageInfo } = await call("DescribeContainerInstances", { PageSize: 1 });
    expect(PageInfo).to.deep.equal({ Count: 1, CurrentPage: 1, PageSize: 1, TotalCount: 8 });
    expect(ContainerInstanceList[0]).to.deep.equal(account.containers.list()[0]);
    expect(ContainerInstanceList[0]).to.include({
      ...{ ClusterId: PROD, AppName: "api", Namespace: "team" },
      ImageDigest: account.registryImages.get("team/api:1.4").Digest,
    });
    const Criteria = JSON.stringify([{ name: "appName", value: "redis" }]);
    expect((await call("DescribeContainerInstances", { Criteria })).ContainerInstanceList).to.deep.equal([]);
  });

  it("are told as apps, whole or by a part of their name, page by page", async () => {
    const { call } = await sasOf();
    const apps = async (asked: object) =>
      (await call("DescribeContainerApps", { CurrentPage: 1, PageSize: 20, ...asked })).TagValues;
    expect(await apps({})).to.deep.equal(["api", "web", "worker", "gateway", "ledger"]);
    expect(await apps({ ClusterId: PROD })).to.deep.equal(["api", "web", "worker"]);
    expect(await apps({ FieldValue: "w" })).to.deep.equal(["web", "worker", "gateway"]);
    expect(await apps({ PageSize: 2, CurrentPage: 2 })).to.deep.equal(["worker", "gateway"]);
  });

  it("are told in groups, an app of one name in two clusters twice", async () => {
    const { account, call } = await sasOf();
    account.containers.run({ ClusterId: "c-sandbox2", AppName: "api" });
    const groups = async (asked: object) =>
      (await call("DescribeGroupedContainerInstances", { ...asked })).GroupedContainerInstanceList;
    const apps = await groups({ GroupField: "appName" });
    expect(
      apps.map(({ AppName, ClusterId, InstanceCount }) => `${ClusterId} ${AppName} ${InstanceCount}`),
    ).to.deep.equal([
      "c-sandbox1 api 2",
      "c-sandbox1 web 2",
      "c-sandbox1 worker 1",
      "c-sandbox2 gateway 2",
      "c-sandbox2 ledger 1",
      "c-sandbox2 api 1",
    ]);
    expect(apps[0]).to.not.have.property("ContainerId");
    const clusters = await groups({ GroupField: "clusterId", FieldValue: "sandbox2" });
    expect(clusters.map(({ ClusterName, InstanceCount }) => [ClusterName, InstanceCount])).to.deep.equal([
      ["acme-payments", 4],
    ]);
    expect((await failureOf(groups({ GroupField: "node" }))).code).to.equal("InvalidGroupField");
  });

  it("of an app are scanned in its cluster", async () => {
    const { account, call } = await sasOf();
    account.containers.run({ ClusterId: "c-sandbox2", AppName: "api" });
    account.containers.findings("api", { high: 1 });
    const { Data, HttpStatusCode } = await call(BY_APP, { ClusterId: PROD, AppNames: "api" });
    expect(HttpStatusCode).to.equal(200);
    expect(Data).to.include({ TotalCount: 2, Status: "INIT" });
    expect(account.scans[0]).to.deep.include({ kind: "container", action: BY_APP });
    const ids = account.containers
      .list()
      .slice(0, 2)
      .map(({ ContainerId }) => ContainerId);
    expect(account.scans[0]?.images).to.deep.equal(ids);
    account.finishScans();
    expect((await call("GetOnceTaskResultInfo", ofTask(Data.TaskId))).TaskInfo?.Status).to.equal("SUCCESS");
    const { OnceTasks } = await call("DescribeOnceTaskLeafRecordPage", leavesOf(Data.TaskId));
    expect(OnceTasks[0]).to.deep.include({ TargetType: "IMAGE", StatusText: "SUCCESS" });
    expect(OnceTasks[0]?.TaskImageInfo).to.deep.include({ AppName: "api", ClusterId: PROD, Pod: "api-1" });
    const found = await call("DescribeImageVulList", { Type: "cve", ClusterId: PROD });
    expect(found.TotalCount).to.equal(2);
    const [id] = ids;
    expect((await call("DescribeImageVulList", { Type: "cve", ContainerId: id })).TotalCount).to.equal(1);
  });

  it("are scanned by their ids, or all in a cluster, or all", async () => {
    const { account, call } = await sasOf();
    const ids = account.containers.list().map(({ ContainerId }) => ContainerId);
    for (const [asked, count] of [
      [{ ClusterId: PROD, ContainerIds: `${ids[0]},${ids[4]}` }, 2],
      [{ ClusterId: "c-sandbox2", ContainerIds: ids[0] }, 0],
      [{ ClusterId: PROD }, 5],
      [{}, 8],
    ] as const) {
      expect((await call(BY_ID, asked)).Data.TotalCount).to.equal(count);
      account.finishScans();
    }
  });

  it("can fail, be of a region where SAS scans none, be in another task, and be stopped", async () => {
    const { account, call } = await sasOf();
    const { containers } = account;
    containers.addCluster("c-far", { RegionId: "me-east-1" });
    containers.run({ ClusterId: "c-far", AppName: "far" });
    containers.failScans("worker", "NODE_OFFLINE");
    await call(BY_APP, { AppNames: "worker" });
    await call(BY_APP, { AppNames: "worker" });
    await call(BY_APP, { AppNames: "far" });
    account.finishScans();
    expect(account.scans.map(({ leaves }) => leaves[0]?.resultInfo)).to.deep.equal([
      "NODE_OFFLINE",
      "forbid_create_repeat_task",
      "TASK_NOT_SUPPORT_REGION",
    ]);
    containers.stop("worker");
    expect((await call(BY_APP, { AppNames: "worker" })).Data.TotalCount).to.equal(0);
    expect(() => containers.stop("worker")).to.throw("no container or app is worker");
    expect(() => containers.run({ ClusterId: "c-none", AppName: "api" })).to.throw("no cluster is c-none");
    expect(() => containers.run({ ClusterId: PROD, AppName: "" })).to.throw("a container needs an AppName");
    expect(() => containers.addCluster("")).to.throw("a cluster needs a ClusterId");
    const [{ ContainerId } = { ContainerId: "" }] = containers.list();
    const twice = () => containers.run({ ClusterId: PROD, AppName: "api", ContainerId });
    expect(twice).to.throw(`${ContainerId} runs already`);
  });

  it("appNames, containerIds: several names are one, or lie between commas, or are a JSON list", async () => {
    for (const [reading, counts] of [
      ["one", [0, 0, 2]],
      ["commas", [3, 0, 2]],
      ["json", [0, 3, 2]],
    ] as const) {
      const { account, call } = await sasOf({ assume: { appNames: reading, containerIds: reading } });
      const [api1 = "", , , , worker = ""] = account.containers.list().map(({ ContainerId }) => ContainerId);
      const scanned = async (action: string, asked: object) => {
        const { Data } = await call(action, { ClusterId: PROD, ...asked });
        account.finishScans();
        return Data.TotalCount;
      };
      const apps = [];
      for (const AppNames of ["api,worker", '["api","worker"]', "api"]) {
        apps.push(await scanned(BY_APP, { AppNames }));
      }
      expect(apps, reading).to.deep.equal(counts);
      const ids = [];
      for (const ContainerIds of [`${api1},${worker}`, JSON.stringify([api1, worker]), worker]) {
        ids.push(await scanned(BY_ID, { ContainerIds }));
      }
      expect(ids, reading).to.deep.equal(counts.map((count) => (count === 0 ? 0 : count === 3 ? 2 : 1)));
    }
    const { call } = await sasOf({ assume: { appNames: "json" } });
    expect((await failureOf(call(BY_APP, { AppNames: "[api" }))).code).to.equal("InvalidParameter");
  });

  it("containerTasks unreadable: a task of containers is found in the list of the unfinished only", async () => {
    const { account, call } = await sasOf({ assume: { containerTasks: "unreadable" } });
    account.holdScans();
    const { Data } = await call(BY_APP, { ClusterId: PROD, AppNames: "worker" });
    const failure = await failureOf(call("GetOnceTaskResultInfo", ofTask(Data.TaskId)));
    expect(failure.code).to.equal("TaskNotExist");
    expect((await call("DescribeOnceTaskLeafRecordPage", leavesOf(Data.TaskId))).OnceTasks).to.deep.equal([]);
    const { OnceTasks } = await call("ListUnfinishedOnceTask", IMAGE_SCAN);
    expect(OnceTasks.map(({ TaskId }) => TaskId)).to.deep.equal([account.scans[0]?.leaves[0]?.taskId]);
    await call("CancelOnceTask", { TaskId: Data.TaskId });
    expect(account.scans[0]?.state).to.equal("canceled");
  });
});
