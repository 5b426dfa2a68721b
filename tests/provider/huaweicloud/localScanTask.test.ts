import { expect } from "chai";
import { type Properties, unknown } from "../../../provider/core/wire";
import type { HuaweiCloudOptions } from "../../../sandbox/index";
import { refusalOf } from "../../../tools/ground/run";
import {
  asTask,
  batchAction,
  createAction,
  fitForPeople,
  localList,
  stopAction,
  stopVendors,
  told,
  Vendor,
} from "./vendor";

const kind = "huaweicloud/localScanTask";
const names = ["team/one:1.0", "team/two:1.0", "team/three:1.0"];
const batch = { api: "batchScan" };

async function start(options: HuaweiCloudOptions = {}): Promise<Vendor> {
  const vendor = await Vendor.start(options);
  for (const name of names) vendor.account.localImages.add(name);
  return vendor;
}

/** What is wrong with a program, by its path. */
function failures(vendor: Vendor, program: Properties): string[] {
  return vendor
    .run(kind)
    .check(program)
    .failures.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`));
}

describe("a scan of images on nodes by BatchScanLocalImage", () => {
  afterEach(stopVendors);

  it("names its images, and nothing that the operation does not know", async () => {
    const vendor = await start();
    await vendor.run(kind).create({ ...batch, images: names.slice(0, 2) });
    const { image_id, image_digest, image_name, image_version } = vendor.account.localImages.get(
      names[0] ?? "",
    );
    const { image_info_list, ...rest } = vendor.body(batchAction) as { image_info_list: unknown[] };
    expect(rest).to.deep.equal({});
    expect(image_info_list).to.have.length(2);
    expect(image_info_list[0]).to.deep.equal({ image_id, image_digest, image_name, image_version });
    expect(vendor.requests(createAction)).to.deep.equal([]);
    expect(vendor.ours.map(({ startedBy, images }) => ({ startedBy, images }))).to.deep.equal([
      { startedBy: "batchScan", images: names.slice(0, 2) },
    ]);
  });

  it("says that it scans all, or the words of its filter", async () => {
    const vendor = await start();
    await vendor.run(kind).create({ ...batch, all: true });
    expect(vendor.body(batchAction)).to.deep.equal({ operate_all: true });
    vendor.account.finishScans();
    const filter = {
      imageName: "two",
      imageVersion: "1.0",
      localImageType: "other_image",
      scanStatus: "success",
    };
    await vendor.run(kind).create({ ...batch, filter });
    expect(vendor.body(batchAction)).to.deep.equal({
      image_name: "two",
      image_version: "1.0",
      local_image_type: "other_image",
      scan_status: "success",
    });
    expect(vendor.ours.map(({ images }) => images)).to.deep.equal([names, [names[1]]]);
  });

  it("has no id where HSS lists no task of it: that is said, and its images are followed to their end", async () => {
    const vendor = await start();
    const run = vendor.run(kind);
    const stored = await run.create({ ...batch, images: names.slice(0, 2) });
    expect(told(stored).taskId).to.equal(undefined);
    expect(told(stored).runs[0]).to.deep.include({ taskIds: [], images: 2 });
    expect(told(stored).followed).to.deep.equal([]);
    expect(run.log).to.include("HSS lists no scan of it: no id is kept, and its images are followed");
    expect(vendor.ours[0]?.state).to.equal("scanning");
    const gate = vendor.run("scanGate");
    const { state } = await gate.create({ task: asTask(kind, stored) });
    expect(state).to.deep.include({ verdict: "passed", totalImages: 2 });
    expect(vendor.ours[0]?.state).to.equal("ended");
  });

  it("has the id of its task where HSS lists one, and is stopped by it", async () => {
    const vendor = await start({ assume: { batchScanTask: "listed" }, secondsToList: 3 });
    const stored = await vendor.run(kind).create({ ...batch, images: names.slice(0, 2) });
    expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
    await vendor.run(kind).delete(stored);
    expect(vendor.ours[0]?.state).to.equal("canceled");
  });

  it("is not stopped where it has no id: that is said, while it runs", async () => {
    const vendor = await start();
    const stored = await vendor.run(kind).create({ ...batch, images: names.slice(0, 2) });
    const run = vendor.run(kind);
    await run.delete(stored);
    expect(run.log).to.include("HSS gave the scan no id, so that it cannot be stopped: it goes on");
    expect(vendor.requests(stopAction)).to.deep.equal([]);
    vendor.account.finishScans();
    const later = vendor.run(kind);
    await later.delete(stored);
    expect(later.log).to.equal("");
  });

  it("whose answer is lost goes on, followed by its images, and is not submitted twice", async () => {
    for (const batchScanTask of ["none", "listed"] as const) {
      const vendor = await start({ assume: { batchScanTask } });
      vendor.sandbox.faults.add({ action: batchAction, kind: "resetAfter" });
      const stored = await vendor.run(kind).create({ ...batch, images: names.slice(0, 2) });
      expect(vendor.ours).to.have.length(1);
      expect(vendor.requests(batchAction)).to.have.length(1);
      if (batchScanTask === "listed") expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
      else expect(told(stored).followed).to.have.members(names.slice(0, 2));
    }
  });

  it("whose answer is lost before HSS had it is an error", async () => {
    const vendor = await start();
    vendor.sandbox.faults.add({ action: batchAction, kind: "resetBefore" });
    expect((await refusalOf(vendor.run(kind).create({ ...batch, images: names }))).kind).to.equal(
      "Unavailable",
    );
    expect(vendor.ours).to.deep.equal([]);
  });

  it("waits where HSS does one scan at a time", async () => {
    const vendor = await start({ assume: { secondTask: "refused" }, secondsPerImage: 20 });
    vendor.account.startScan({ kind: "local", images: [names[2] ?? ""] });
    const run = vendor.run(kind);
    await run.create({ ...batch, images: names.slice(0, 2) });
    expect(run.log).to.include("waits for the vendor to take a further scan");
    expect(vendor.ours.map(({ images }) => images)).to.deep.equal([names.slice(0, 2)]);
  });

  for (const [title, program, reports] of [
    [
      "risk types",
      { images: names, scanTypes: ["malware"] },
      ['scanTypes: is not known to BatchScanLocalImage: leave it out, or use `api: "scanTask"`'],
    ],
    ["a rate", { images: names, imagesPerHour: 10 }, ["imagesPerHour: is not known to BatchScanLocalImage"]],
    [
      "words of a filter that it does not know, all at once",
      { filter: { hasVul: true, clusterId: "c-1", imageName: "one" } },
      [
        "filter.hasVul: is not known to BatchScanLocalImage",
        "filter.clusterId: is not known to BatchScanLocalImage",
      ],
    ],
  ] as [string, Properties, string[]][]) {
    it(`refuses ${title}`, async () => {
      const vendor = await start();
      const said = failures(vendor, { ...batch, ...program });
      expect(said).to.have.length(reports.length);
      for (const [index, report] of reports.entries()) {
        const place = report.split(":")[0] ?? "";
        const found = said.find((one) => one.startsWith(`${place}:`));
        expect(found, String(index)).to.include(report);
      }
      expect(failures(vendor, program)).to.deep.equal([]);
    });
  }

  it("takes all risk types, named one by one", async () => {
    const vendor = await start();
    const scanTypes = ["vulnerability", "malware", "baseline", "sensitiveInfo", "softwareCompliance"];
    expect(failures(vendor, { ...batch, images: names, scanTypes })).to.deep.equal([]);
  });

  it("takes what is not known yet", async () => {
    const vendor = await start();
    for (const program of [
      { images: names, scanTypes: unknown },
      { images: names, scanTypes: ["malware", unknown] },
      { filter: unknown },
      { filter: { imageName: unknown } },
      { images: [unknown] },
    ])
      expect(failures(vendor, { ...batch, ...program }), JSON.stringify(program)).to.deep.equal([]);
    expect(failures(vendor, { images: names, scanTypes: ["malware"], api: unknown })).to.deep.equal([]);
  });
});

describe("the images on nodes", () => {
  afterEach(stopVendors);

  const host = "swr.cn-north-4.myhuaweicloud.com";
  async function nodes(): Promise<Vendor> {
    const vendor = await Vendor.start();
    const { localImages } = vendor.account;
    localImages.add({ image_name: `${host}/team/api`, image_version: "1.4" });
    localImages.add({ image_name: "nginx", image_version: "1.27" });
    localImages.add({ image_name: "localhost:5000/team/web", image_version: "2" });
    localImages.add({ image_name: "Not/A/Reference", image_version: "1" });
    return vendor;
  }
  const scanned = async (vendor: Vendor, image: unknown): Promise<readonly string[]> => {
    await vendor.run(kind).create({ images: [image] });
    const { images } = vendor.ours.at(-1) ?? { images: [] };
    vendor.account.finishScans();
    return images;
  };

  it("are found by their name with and without its host, their digest, and their id", async () => {
    const vendor = await nodes();
    const { image_digest: digest, image_id: imageId } = vendor.account.localImages.get(
      `${host}/team/api:1.4`,
    );
    for (const name of [
      `${host}/team/api:1.4`,
      "team/api:1.4",
      `team/api@${digest}`,
      `${host}/team/api@${digest}`,
      `${host}/team/api:1.4@${digest}`,
      `team/api:1.4@${digest}`,
      digest,
      { imageId },
      { imageDigest: digest },
      { imageName: "team/api", imageVersion: "1.4" },
      { imageName: `${host}/team/api`, imageVersion: "1.4", imageDigest: digest },
    ]) {
      expect(await scanned(vendor, name), JSON.stringify(name)).to.deep.equal([`${host}/team/api:1.4`]);
    }
    expect(await scanned(vendor, "nginx:1.27")).to.deep.equal(["nginx:1.27"]);
    expect(await scanned(vendor, "localhost:5000/team/web:2")).to.deep.equal(["localhost:5000/team/web:2"]);
  });

  it("whose name is none that Docker would take are found by their id and their digest", async () => {
    const vendor = await nodes();
    const row = vendor.account.localImages.list().find(({ image_version }) => image_version === "1");
    expect(await scanned(vendor, { imageId: row?.image_id })).to.deep.equal(["Not/A/Reference:1"]);
    expect(await scanned(vendor, row?.image_digest)).to.deep.equal(["Not/A/Reference:1"]);
  });

  it("are not found by another host, tag, or digest", async () => {
    const vendor = await nodes();
    const digest = vendor.account.localImages.get("nginx:1.27").image_digest;
    for (const name of [
      "swr.cn-east-3.myhuaweicloud.com/team/api:1.4",
      "nginx",
      `nginx:1.28@${digest}`,
      `nginx:1.27@sha256:${"0".repeat(64)}`,
      `sha256:${"0".repeat(64)}`,
      { imageId: "0" },
    ]) {
      const error = await refusalOf(vendor.run(kind).create({ images: [name] }));
      expect(error.kind, JSON.stringify(name)).to.equal("NotFound");
    }
    expect(vendor.ours).to.deep.equal([]);
  });

  it("of one name on several nodes are ambiguous: each is told, and how to tell them apart", async () => {
    const vendor = await nodes();
    const row = vendor.account.localImages.add({ image_name: "nginx", image_version: "1.27" });
    const error = await refusalOf(vendor.run(kind).create({ images: ["nginx:1.27"] }));
    expect(error.kind).to.equal("NotFound");
    const { message } = error;
    expect(message).to.match(
      /nginx:1\.27 means 2 images: #[0-9a-f-]{36} \(sha256:[0-9a-f]{64}\), #[0-9a-f-]{36} \(sha256:[0-9a-f]{64}\); give its digest or its imageId/,
    );
    expect(message).to.include(`#${row.image_id} (${row.image_digest})`);
    expect(await scanned(vendor, `nginx:1.27@${row.image_digest}`)).to.deep.equal(["nginx:1.27"]);
  });

  it("that came on two pages, as the list moved meanwhile, are one", async () => {
    const vendor = await Vendor.start();
    vendor.account.localImages.addMany(250);
    const [, second] = vendor.account.localImages.list();
    const name = `${second?.image_name}:${second?.image_version}`;
    // While the pages are read an image comes up front: the last of the first page is the first of the second again.
    const { localImages } = vendor.account;
    const list = localImages.list();
    vendor.once(localList, () => {
      const { image_id, image_digest, image_name, image_version } = list[199] ?? { image_id: "" };
      localImages.remove(image_id);
      localImages.remove(list[0]?.image_id ?? "");
      localImages.add({ image_id, image_digest, image_name, image_version } as never);
    });
    const last = `${list[199]?.image_name}:${list[199]?.image_version}`;
    await vendor.run(kind).create({ images: [name, last] });
    expect(vendor.ours[0]?.images).to.have.members([name, last]);
  });

  it("are selected by a cluster, of which no list tells how many they are", async () => {
    const vendor = await nodes();
    vendor.account.localImages.runIn("nginx:1.27", { cluster_id: "c-1" });
    const run = vendor.run(kind);
    const stored = await run.create({ filter: { clusterId: "c-1" }, maxImages: 5 });
    expect(vendor.body(createAction).query_info).to.deep.equal({ cluster_id: "c-1" });
    expect(vendor.ours[0]?.images).to.deep.equal(["nginx:1.27"]);
    expect(run.log).to.include(": submits the selected images: HSS counts");
    expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
    expect(vendor.requests(localList)).to.deep.equal([]);
    const { failures: shut } = vendor.run("scanGate").check({ task: asTask(kind, stored) });
    expect(shut.map(({ reason }) => reason)).to.deep.equal([
      "task: selects by cluster, and HSS's list does not tell which images those are: select them otherwise",
    ]);
  });

  it("whose filter names a tag without a name are not taken for all images", async () => {
    const vendor = await nodes();
    const said = failures(vendor, { filter: { imageVersion: "1.27" } });
    if (said.length > 0) return;
    await vendor.run(kind).create({ filter: { imageVersion: "1.27" } });
    expect(vendor.ours[0]?.images).to.deep.equal(["nginx:1.27"]);
  });

  for (const filter of [
    { localImageType: "other_image" },
    { imageName: "nginx", imageVersion: "1.27" },
    { scanStatus: "unscan" },
    { hasVul: false },
    { hostId: "h-1" },
    { hostName: "node-1" },
    { containerName: "web" },
    { podName: "edge-0" },
    { appName: "openssl" },
  ] as Record<string, unknown>[]) {
    it(`are counted by HSS's list before a scan of ${JSON.stringify(filter)}`, async () => {
      const vendor = await Vendor.start();
      const place = { container_name: "web", pod_name: "edge-0", app_name: "openssl" };
      vendor.account.localImages.add({ image_name: "nginx", image_version: "1.27", host_id: "h-1" });
      vendor.account.localImages.runIn("nginx:1.27", place);
      const run = vendor.run(kind);
      const stored = await run.create({ filter });
      expect(run.log).to.include(": submits 1 images: ");
      expect(told(stored).taskId).to.equal(vendor.ours[0]?.taskId);
      const words = Object.entries(filter).map(([name, value]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]);
      expect(vendor.body(createAction).query_info).to.deep.equal(Object.fromEntries(words));
      fitForPeople(run.log, vendor);
    });
  }
});
